"""Whether a run folder comes out again: runs of it are done anew, and every value is held against the stored one."""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trustsim.plan import Plan, Run
from trustsim.running.progress import Progress, Silence
from trustsim.sources import code_digest
from trustsim.store.contents import wrong_files
from trustsim.store.errors import StoreError
from trustsim.store.folder import RUNS
from trustsim.store.manifest import ENDED, Manifest, read_manifest, version_of
from trustsim.store.planning import command_in, plan_in
from trustsim.store.reading import find, load
from trustsim.upkeep.comparing import Comparison, Difference

if TYPE_CHECKING:
    from trustsim.running.parts import Failure
    from trustsim.running.tables import Tables

FEWEST: Final = 5
"""Runs that are done again, unless there are fewer or it is said how many."""

SECONDS: Final = 4.0
"""After which no further run is begun where it was not said how many."""


ROWS_AT_ONCE: Final = 2_000_000
"""About so many rows of all tables are held in memory at a time."""


class CannotReproduceError(StoreError):
    """A run folder cannot be held against anything; the message says why, and what to do."""


@dataclass(frozen=True)
class Reproduction:
    """What came of doing runs again.

    Attributes
    ----------
    folder
        The run folder.
    runs
        The runs that were done again.
    of
        How many the folder has.
    rows
        Of each table how many rows were compared.
    values
        How many values that were.
    differences, different
        The first of them, and how many there are.
    wrong_tables, wrong_files
        Tables, and other files, that are not as the manifest says: name, and what is wrong.
    others
        What is another here than where the folder was made: name, there, here.
    """

    folder: Path
    runs: tuple[int, ...]
    of: int
    rows: Mapping[str, int]
    values: int
    differences: tuple[Difference, ...]
    different: int
    wrong_tables: Mapping[str, str]
    wrong_files: Mapping[str, str]
    others: tuple[tuple[str, str, str], ...]

    @property
    def equal(self) -> bool:
        """Whether everything that was compared is equal, and no table was changed since it was written."""
        return not self.different and not self.wrong_tables


def reproduce(
    run: str | Path,
    runs: int | None = None,
    *,
    all_runs: bool = False,
    workers: int | None = None,
    folders: Path = RUNS,
    progress: Progress | None = None,
) -> Reproduction:
    """Do runs of a finished study again and compare every value of their rows with the stored one, bit by bit.

    Parameters
    ----------
    run
        The run folder, or a name as for ``trustsim.load``.
    runs
        How many, spread over the study; as many as a few seconds allow, at least 5, unless said.
    all_runs
        Every one.
    workers
        How many at a time.
    folders
        Where run folders are looked for by name.
    progress
        Hears how far it has got.

    Raises
    ------
    UnknownRunError
        If there is no such folder.
    CannotReproduceError
        If the folder is unfinished or damaged, or a file that its config names is gone or changed.

    Notes
    -----
    Another version of trustsim, of a package or of the system is no hindrance: it is told in ``others``, and the
    comparison says whether it matters.
    """
    folder = find(run, folders)
    manifest = _manifest(folder)
    results = load(folder)
    wrong = wrong_files(folder, manifest)
    wrong_tables = {name: what for name, what in wrong.items() if name in manifest.tables}
    plan = _plan(folder)
    failed = _failures(folder)
    with _readable(folder):
        stored = {int(number) for number in results.column("runs", "run")}
    known = sorted(stored | set(failed))
    if not known:
        raise CannotReproduceError(f"{folder}: it holds no runs\n    run its config again")
    timed = runs is None and not all_runs
    chosen = known if all_runs else spread(known)[:runs]
    at_once = max(1, round(ROWS_AT_ONCE * len(known) / max(1, sum(table.rows for table in manifest.tables.values()))))
    compared = Comparison()
    done: list[int] = []
    for numbers, again, failures in _sittings(plan, chosen, at_once, workers, progress or Silence(), timed=timed):
        failing = {failure.run: failure for failure in failures}
        for number in numbers:
            compared.add_failure(number, _told(failed.get(number)), _told(failing.get(number)))
        with _readable(folder):
            both = [one for one in numbers if one in stored and one not in failing]
            names = [name.removesuffix(".parquet") for name in manifest.tables]
            compared.add_tables({name: results.table(name) for name in names}, again, both)
        done += numbers
    return Reproduction(
        folder,
        tuple(sorted(done)),
        len(known),
        compared.rows,
        compared.values,
        tuple(compared.shown),
        compared.different,
        wrong_tables,
        {name: what for name, what in wrong.items() if name not in manifest.tables},
        tuple(_others(manifest, plan)),
    )


def spread(numbers: Sequence[int]) -> list[int]:
    """The same numbers in an order in which the first few, however many, are spread over all (van der Corput's)."""
    count = len(numbers)
    ends = [0, count - 1] if count > 1 else [0]
    bits = max(1, (count - 1).bit_length())
    reversed_bits = (int(f"{place:0{bits}b}"[::-1], 2) for place in range(2**bits))
    return [numbers[place] for place in dict.fromkeys([*ends, *(place for place in reversed_bits if place < count)])]


def _manifest(folder: Path) -> Manifest:
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError) as error:
        raise CannotReproduceError(f"{folder}: this run folder cannot be read: {error}") from error
    if manifest.state not in ENDED:
        mend = f"finish it first: {command_in(folder)}"
        raise CannotReproduceError(f"{folder}: it is {manifest.state}: there are no tables to compare with\n    {mend}")
    for name in manifest.tables:
        if not (folder / name).is_file():
            mend = f"run it again: {command_in(folder)} --fresh"
            raise CannotReproduceError(f"{folder / name}: it is gone: there is nothing to compare with\n    {mend}")
    return manifest


def _plan(folder: Path) -> Plan:
    try:
        return plan_in(folder)
    except StoreError as error:
        raise CannotReproduceError(str(error)) from error


@contextmanager
def _readable(folder: Path) -> Generator[None]:
    """Say of a table that is no longer one."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        manifest = read_manifest(folder)
        wrong = [f"{name} {what}" for name, what in wrong_files(folder, manifest).items() if name in manifest.tables]
        told = ", ".join(wrong) or "a table"
        mend = f"run it again: {command_in(folder)} --fresh"
        raise CannotReproduceError(f"{folder}: {told}, and cannot be read: {error}\n    {mend}") from error


def _told(failure: Mapping[str, Any] | Failure | None) -> str:
    """What went wrong, as it is written down or as it happened."""
    if failure is None:
        return "no error"
    if isinstance(failure, Mapping):
        return f"{failure['kind']}: {failure['message']}"
    return f"{failure.kind}: {failure.message}"


def _failures(folder: Path) -> dict[int, dict[str, Any]]:
    """What is written down of runs that came to nothing, by their numbers."""
    path = folder / "failures.jsonl"
    if not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return {int(failure["run"]): failure for failure in map(json.loads, lines)}


def _sittings(
    plan: Plan, chosen: Sequence[int], at_once: int, workers: int | None, progress: Progress, *, timed: bool
) -> Iterator[tuple[list[int], Tables, Sequence[Failure]]]:
    """Do runs again, some at a time: their numbers, tables and failures. If ``timed``, as long as there is time."""
    from trustsim.running.compiling import make_ready

    make_ready(plan, progress.say)
    heard = Silence() if timed else progress
    by_number = {run.index: run for run in plan.runs}
    began = time.monotonic()
    first, size = 0, min(FEWEST, at_once) if timed else at_once
    heard.begin(len(chosen))
    try:
        while first < len(chosen) and (not timed or first < FEWEST or time.monotonic() - began < SECONDS):
            numbers = sorted(chosen[first : first + size])
            tables, failures = done_again(
                plan, [by_number[one] for one in numbers if one in by_number], workers, heard.advance
            )
            yield numbers, tables, failures
            first, size = first + size, min(2 * size, at_once)
    finally:
        heard.end()


def done_again(
    plan: Plan, runs: Sequence[Run], workers: int | None = None, advance: Callable[[], None] = lambda: None
) -> tuple[Tables, Sequence[Failure]]:
    """Some runs of a plan, in memory: their tables, and those that came to nothing."""
    from trustsim.running.execution import here, tasks_of
    from trustsim.running.parts import PartView
    from trustsim.running.tables import gathered
    from trustsim.running.workers import available

    workers = workers or available()
    views = []
    crew = here(plan, tasks_of(runs, workers), workers)
    try:
        for part in crew:
            views.append(PartView(part))
            for _ in views[-1].runs:
                advance()
    except BaseException:
        list(crew.stop(0.0))
        raise
    return gathered(plan, views), [failure for view in views for failure in view.failures()]


def _others(manifest: Manifest, plan: Plan) -> Iterator[tuple[str, str, str]]:
    """What is another here than where a folder was made."""
    if manifest.code != code_digest():
        yield "sources of trustsim", manifest.code[:12], code_digest()[:12]
    if manifest.config_hash != plan.digest:
        yield "hash of the resolved config", manifest.config_hash[:12], plan.digest[:12]
    for name, then in manifest.versions.items():
        now = platform.python_version() if name == "python" else version_of(name)
        if then != now:
            yield name, str(then or "not installed"), str(now or "not installed")
    for name, then, now in (
        ("system", manifest.platform.system, platform.platform()),
        ("machine", manifest.platform.machine, platform.machine()),
    ):
        if then != now:
            yield name, then, now
