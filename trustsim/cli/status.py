"""``status``: how far run folders have got."""

from __future__ import annotations

import time
from datetime import datetime
from typing import TYPE_CHECKING

from trustsim.cli.guard import DONE, SOME_FAILED
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    from trustsim.upkeep.status import Status


def tell_status(run: str | None, *, as_data: bool) -> int:
    """One run folder, or all of them; 1 if a table of the one is damaged."""
    return _every(as_data) if run is None else _one(run, as_data)


def _one(run: str, as_data: bool) -> int:
    from trustsim.upkeep.status import data_of, status_of

    status = status_of(run)
    if as_data:
        out(as_json({**data_of(status), "wrong_files": dict(status.wrong)}))
    else:
        out(f"{status.folder}: {_state(status)}", "bold")
        for name, said in _lines(status):
            out(f"  {name:<6} {said}")
    return SOME_FAILED if status.damaged else DONE


def _every(as_data: bool) -> int:
    from trustsim.store.errors import StoreError
    from trustsim.store.folder import RUNS
    from trustsim.upkeep.status import data_of, every_status

    found = every_status()
    if as_data:
        told = [{"error": str(one)} if isinstance(one, StoreError) else data_of(one) for one in found]
        out(as_json({"runs": told}))
        return DONE
    if not found:
        tell(f"there are no runs in {RUNS} yet: trustsim run CONFIG makes one")
        return DONE
    rows = [_row(one) for one in found if not isinstance(one, StoreError)]
    if rows:
        out(table(("run", "state", "runs", "failed", "begun", "size", ""), rows))
    for one in found:
        if isinstance(one, StoreError):
            tell(f"look: {one}")
    tell("trustsim status RUN reads all files of one, and says how to go on")
    return DONE


def _row(status: Status) -> tuple[str, ...]:
    from trustsim.running.progress import room

    runs = f"{status.done + status.failed} of {'at most ' if status.at_most else ''}{status.of}"
    return (
        status.folder.name,
        _state(status),
        runs,
        str(status.failed),
        _when(status.manifest.started),
        room(status.size),
        "out of date" if status.out_of_date else "",
    )


def _state(status: Status) -> str:
    if not status.running:
        return f"{status.state}, no report" if status.unshown else status.state
    if not status.finished:
        return "running"
    return f"{status.state}, {'figures and report are being made' if status.unshown else 'being run again'}"


def _lines(status: Status) -> list[tuple[str, str]]:
    from trustsim.running.progress import room
    from trustsim.upkeep.status import advice

    over = status.done + status.failed
    share = f" ({over / status.of:.0%})" if over < status.of else ""
    runs = f"{over:,} of {'at most ' if status.at_most else ''}{status.of:,}{share}"
    lines = [
        ("runs", f"{runs}, {f'{status.failed:,} failed' if status.failed else 'none failed'}"),
        ("begun", _since(status)),
        ("pace", _pace(status)),
        ("size", room(status.size)),
        ("files", _files(status)),
        ("code", "made by other sources of trustsim" if status.out_of_date else "as it is now"),
    ]
    words, command = advice(status)
    lines.append(("next", f"{words}{': ' if command else ''}{command}"))
    return [(name, said) for name, said in lines if said]


def _since(status: Status) -> str:
    from trustsim.running.progress import duration

    when = _when(status.manifest.started)
    if status.manifest.seconds is not None:
        return f"{when}, took {duration(status.manifest.seconds)}"
    ago = duration(max(0.0, time.time() - datetime.fromisoformat(status.manifest.started).timestamp()))
    last = (
        ""
        if status.last is None
        else f"; the last run was finished {duration(max(0.0, time.time() - status.last))} ago"
    )
    return f"{when}, {ago} ago{last}"


def _pace(status: Status) -> str:
    from trustsim.running.progress import duration

    if status.finished or not status.pace:
        return ""
    left = status.seconds_left or 0.0
    return f"{status.pace:.3g} runs/s, {'at most ' if status.at_most else 'about '}{duration(left)} to go"


def _files(status: Status) -> str:
    if not status.finished:
        if not status.torn:
            return "all parts are whole" if status.done or status.failed else "no run is finished yet"
        return f"{len(status.torn)} torn, as after a crash: {', '.join(status.torn)}; their runs are done again"
    if not status.wrong:
        return f"all {len(status.manifest.tables) + len(status.manifest.files)} are as they were written"
    return "; ".join(
        f"{'WRONG: ' if name in status.damaged else ''}{name} {what}" for name, what in status.wrong.items()
    )


def _when(moment: str) -> str:
    return f"{moment[:16].replace('T', ' ')} UTC"
