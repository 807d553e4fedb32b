"""A template of this room, filled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jinja2


def filled(template: str, content: Mapping[str, Any]) -> str:
    """The page; every text in it is escaped, and what a template asks for must be there."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("trustsim.report", "."),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(content)
