"""Judged findings as Markdown: a pure function, so that the table beside the experiments cannot drift from them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from trustsim.parameters import MARKS
from trustsim.study.estimates import Estimate
from trustsim.study.judging import Place
from trustsim.validation.statements import Finding, Judged, Measure

VERDICTS: Final[dict[Place, str]] = {"inside": "met", "outside": "missed", "undecided": "undecided"}
KINDS: Final = {
    "prediction": "the model foresees it",
    "calibration": "true by the choice of a number",
    "order": "more and less only",
    "calibration and prediction": "one part is the one, another the other, as the text says",
}


def findings_page(judged: Iterable[Judged[Finding]]) -> str:
    """All findings: how many are met, one row each in an overview, then what was measured for each of them."""
    listed = list(judged)
    sections = "\n".join(section(each) for each in listed)
    return f"{tally(listed)}\n\n{overview(listed)}\n{sections}"


def tally(judged: Sequence[Judged[Finding]]) -> str:
    """How many there are of each verdict."""
    places = [each.place for each in judged]
    counts = ", ".join(f"{places.count(place)} {said}" for place, said in VERDICTS.items())
    return f"{len(judged)} findings: {counts}."


def overview(judged: Sequence[Judged[Finding]]) -> str:
    """One row for each finding: what is said, where, how sure that is, and whether the model shows it."""
    rows = [
        [
            each.statement.number,
            each.statement.title,
            f"{each.statement.source} [{each.statement.mark}]",
            each.statement.kind_told,
            f"**{VERDICTS[each.place]}**",
        ]
        for each in judged
    ]
    return _table(["", "finding", "source", "kind", "here"], rows)


def section(judged: Judged[Finding]) -> str:
    """One finding: in people, here, and each number with its interval, its band and its verdict."""
    finding = judged.statement
    about = [
        f"**In people.** {finding.in_people} {finding.source} [{finding.mark}].",
        f"**Here.** `{finding.config}`: {finding.here.rstrip('.')}.",
    ]
    if judged.place != "inside" and finding.if_missed:
        about.append(f"**Missed.** {finding.if_missed}")
    rows = [[each.what, shown(each.found), str(each.band), verdict(each), _sides(each)] for each in judged.measures]
    table = _table(["measured", "found", "accepted", "verdict", "of"], rows)
    paragraphs = "\n\n".join(about)
    return f"## {finding.number} · {finding.title}\n\n{paragraphs}\n\n{table}"


def legend() -> str:
    """What the marks and kinds mean."""
    marks = ", ".join(f"[{mark}] {meaning}" for mark, meaning in MARKS.items())
    kinds = "; ".join(f"*{kind}*: {meaning}" for kind, meaning in KINDS.items())
    return f"Marks: {marks}. Kinds: {kinds}."


def verdict(measure: Measure) -> str:
    """Met, missed or undecided; in brackets where it does not count."""
    said = VERDICTS[measure.place]
    return said if measure.required else f"({said})"


def shown(found: Estimate) -> str:
    """A number with its 95 % interval, where chance has a part in it.

    Examples
    --------
    >>> from trustsim.study.judging import exactly
    >>> shown(exactly(0.9064)), shown(Estimate(0.047, 0.045, 0.049, 20, 0.047, 0.0))
    ('0.906', '0.0470 [0.0450, 0.0490]')
    """
    if found.n == 0:
        return "not known"
    if found.never > 0.0:
        return f"never in {100.0 * found.never:.0f} %"
    if not found.has_interval or found.low == found.high:
        return _number(found.mean)
    return f"{_number(found.mean)} [{_number(found.low)}, {_number(found.high)}]"


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "not known" if math.isnan(value) else "∞" if value > 0 else "−∞"
    size = abs(value)
    if size < 0.00005:
        return "0"
    text = f"{value:.4f}" if size < 0.1 else f"{value:.3f}" if size < 10.0 else f"{value:.4g}"
    return text.replace("-", "−")


def _sides(measure: Measure) -> str:
    return "; ".join(f"{name} {shown(side)}" for name, side in measure.sides)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', r'\|') for cell in line)} |\n" for line in lines)
