"""The page of checks: a picture each, that reads "right" or "wrong"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

import trustsim
from trustsim.plots import check_figure, description_of, svg_told
from trustsim.report.filling import filled
from trustsim.report.svg import inline

if TYPE_CHECKING:
    from trustsim.verification import Check


def verification_page(checks: Sequence[Check]) -> str:
    """All checks as one HTML page that needs nothing else."""
    cards = [_card(check, f"check{place}") for place, check in enumerate(checks)]
    wrong = [check.number for check in checks if not check.right]
    return filled(
        "verification.html.jinja",
        {
            "cards": cards,
            "wrong": list(dict.fromkeys(wrong)),
            "right": len(checks) - len(wrong),
            "places": sum(check.places for check in checks),
            "version": trustsim.__version__,
        },
    )


def written(text: str) -> Markup:
    """A formula as a page has it: ``β_D`` with a low D, ``e^(−n)`` with a high −n.

    Examples
    --------
    >>> str(written("T_n = e^(−n/n_E) < 1"))
    'T<sub>n</sub> = e<sup>−n/n<sub>E</sub></sup> &lt; 1'
    """
    safe = re.sub(r"_(\w+)", r"<sub>\1</sub>", str(escape(text)))
    return Markup(re.sub(r"\^\(([^()]*)\)", r"<sup>\1</sup>", safe))  # escaped above


def _card(check: Check, name: str) -> dict[str, Any]:
    figure = check_figure(check)
    return {
        "check": check,
        **{part: written(getattr(check, part)) for part in ("what", "formula", "closeness", "source")},
        "picture": inline(svg_told(figure, name, check.what, description_of(figure)), name, description_of(figure)),
        "printed": [(one.what, one.text, f"{one.value:.6g}", one.agrees) for one in check.printed],
    }
