"""A template of this room, or of another, filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jinja2


def filled(template: str, content: Mapping[str, Any], room: str = "trustsim.report") -> str:
    """The page; every text in it is escaped, and what a template asks for must be there.

    ``room``: the package that has the template.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(room, "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(content)
