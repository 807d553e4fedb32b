"""The page of published findings: what was found in people, and whether the model shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import trustsim
from trustsim.parameters import MARKS
from trustsim.report.filling import filled
from trustsim.report.tables import Table
from trustsim.study.judging import Place
from trustsim.validation.tables import KINDS, VERDICTS, shown, verdict

if TYPE_CHECKING:
    from trustsim.validation import Finding, Judged


CAPTION: Final = "Verdicts in brackets are reported and do not decide."


def findings_page(judged: Sequence[Judged[Finding]]) -> str:
    """All findings as one HTML page that needs nothing else."""
    return filled(
        "findings.html.jinja",
        {
            "findings": [_section(one) for one in judged],
            "met": _numbers(judged, "inside"),
            "missed": _numbers(judged, "outside"),
            "undecided": _numbers(judged, "undecided"),
            "marks": MARKS,
            "kinds": KINDS,
            "version": trustsim.__version__,
        },
    )


def _numbers(judged: Sequence[Judged[Finding]], place: Place) -> list[str]:
    return [one.statement.number for one in judged if one.place == place]


def _section(judged: Judged[Finding]) -> dict[str, Any]:
    heads = ("Measured here", "Found [95 % interval]", "Accepted", "Verdict", "Of")
    rows = [
        (
            measure.what,
            shown(measure.found),
            str(measure.band),
            verdict(measure),
            "; ".join(f"{name} {shown(side)}" for name, side in measure.sides),
        )
        for measure in judged.measures
    ]
    columns = len(heads) if any(row[-1] for row in rows) else len(heads) - 1
    return {
        "finding": judged.statement,
        "verdict": VERDICTS[judged.place],
        "table": Table(CAPTION, heads[:columns], tuple(row[:columns] for row in rows)),
    }
