"""``reproduce``: whether a run folder comes out again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from trustsim.cli.bar import progress
from trustsim.cli.guard import DONE, SOME_FAILED, MisuseError
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    from trustsim.upkeep import Reproduction

MOST_NAMED = 12


def reproduce_run(run: str, runs: int | None, workers: int | None, *, all_runs: bool, as_data: bool) -> int:
    """Do runs again and compare; 1 if anything is different."""
    from trustsim.upkeep import reproduce

    if all_runs and runs is not None:
        raise MisuseError("--runs says how many, --all says every one\n    leave one of them out")
    found = reproduce(run, runs, all_runs=all_runs, workers=workers, progress=progress())
    if as_data:
        out(as_json(data_of(found)))
    else:
        _say(found)
    return DONE if found.equal else SOME_FAILED


def _say(found: Reproduction) -> None:
    many = f"all {found.of:,}" if len(found.runs) == found.of else f"{len(found.runs):,} of {found.of:,}"
    out(f"{found.folder}: {many} runs done again{_named(found)}")
    out(table(("table", "rows compared"), [(name, f"{rows}") for name, rows in found.rows.items()]))
    for name, then, now in found.others:
        tell(f"look: {name}: there {then}, here {now}")
    for name, what in found.wrong_files.items():
        tell(f"look: {name} {what} since it was written")
    for name, what in found.wrong_tables.items():
        out(f"WRONG: {name} {what} since it was written", "bold red")
    for difference in found.differences:
        out(str(difference))
    if found.different > len(found.differences):
        out(f"… and {found.different - len(found.differences):,} more")
    values = f"{found.values:,} values in {len(found.rows)} tables"
    if found.different:
        out(f"DIFFERENT: {found.different:,} of {values}.", "bold red")
    elif found.wrong_tables:
        out(
            f"DIFFERENT: a table is not the one that was written; what was compared is equal: {values}.",
            "bold red",
        )
    else:
        out(f"Equal to the bit: {values}.", "bold")


def _named(found: Reproduction) -> str:
    if len(found.runs) == found.of:
        return ""
    more = " …" if len(found.runs) > MOST_NAMED else ""
    return f": {', '.join(str(run) for run in found.runs[:MOST_NAMED])}{more}"


def data_of(found: Reproduction) -> dict[str, Any]:
    """The same for programs."""
    return {
        "folder": str(found.folder),
        "equal": found.equal,
        "runs": list(found.runs),
        "of": found.of,
        "rows": dict(found.rows),
        "values": found.values,
        "different": found.different,
        "differences": [asdict(difference) for difference in found.differences],
        "wrong_tables": dict(found.wrong_tables),
        "wrong_files": dict(found.wrong_files),
        "others": [{"what": name, "there": then, "here": now} for name, then, now in found.others],
    }
