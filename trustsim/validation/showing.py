"""One statement, run alone and told in lines: what its script prints."""

from __future__ import annotations

from trustsim.validation.experiments import config_of, judge
from trustsim.validation.statements import Finding, Judged, Statement
from trustsim.validation.tables import VERDICTS, shown, verdict


def show(*statements: Statement) -> None:
    """Run each statement's config and print what was measured, each number with its verdict."""
    from trustsim.running import run  # what is stated is read far more often than it is run

    for statement in statements:
        print("\n".join(lines_of(judge(statement, run(config_of(statement), quiet=False)))))


def lines_of(judged: Judged[Statement]) -> list[str]:
    """A judged statement as lines: the statement, each measure with its sides, the verdict."""
    statement = judged.statement
    lines = [f"{statement.number}  {statement.title}", f"    {statement.config}"]
    for measure in judged.measures:
        lines.append(f"  {verdict(measure):<12}{measure.what}: {shown(measure.found)}, accepted: {measure.band}")
        lines += [f"  {'':<12}    {name}: {shown(side)}" for name, side in measure.sides]
    lines.append(f"{statement.number}  {VERDICTS[judged.place]}")
    if isinstance(statement, Finding) and judged.place != "inside" and statement.if_missed:
        lines.append(f"    {statement.if_missed}")
    return lines
