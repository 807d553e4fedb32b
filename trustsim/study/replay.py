"""One run of a study, passed again to note what happened between two people, and held against what the tables say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trustsim.config import Config, network_in
from trustsim.config.networks import NetworkFile
from trustsim.study.cases import Case, each_case

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results
    from trustsim.simulation import Record, Start, Table

QUICK_BY_AGENTS: Final = 500_000
"""Ties × ticks that agents pass in some seconds, sooner than an engine that would first have to be compiled."""


class ReplayError(ValueError):
    """A run that cannot be passed again, or that comes out otherwise; the message says what to do."""


@dataclass(frozen=True)
class Replay:
    """What happened between two people in one run.

    Attributes
    ----------
    events
        Columns as in the table ``events``, of these two alone.
    ties
        Both directions at the end, columns as in the table ``ties``; none where the two have no tie.
    people
        Everybody's name.
    known
        Whom each of the two has a tie with.
    """

    events: pd.DataFrame
    ties: pd.DataFrame
    people: tuple[str, ...]
    known: dict[str, tuple[str, ...]]


def case_of(results: Results, run: int) -> Case:
    """The point of a run."""
    point = int(results.runs.loc[results.runs["run"] == run, "point"].iloc[0])
    return next(case for case in each_case(results) if case.point == point)


def replay(results: Results, run: int, pair: tuple[str, str], say: Callable[[str], None] = lambda text: None) -> Replay:
    """Pass a run again and note all that happens between two people.

    Parameters
    ----------
    results
        The study.
    run
        The number of the run, as in the table of runs.
    pair
        Two names, as in the tables.
    say
        Hears what takes long.

    Raises
    ------
    ReplayError
        If the network's file is not there any more, or the run ends otherwise than the tables say.
    StoreError
        If a file in the run folder that the study was made from is gone or was changed.
    """
    # Of a whole row pandas would make floats, which hold no such seed.
    seed = int(results.runs.loc[results.runs["run"] == run, "seed"].iloc[0])
    told, record = noted(_config(results, run), seed, pair, say)
    if record is not None:
        _hold_against(results, run, record)
    return told


def noted(
    config: Config, seed: int, pair: tuple[str, str], say: Callable[[str], None] = lambda text: None
) -> tuple[Replay, Record | None]:
    """Run a config once, noting all that happens between two people.

    Parameters
    ----------
    config, seed
        What to run.
    pair
        Two names, as in the tables.
    say
        Hears what takes long.

    Returns
    -------
    Replay, Record or None
        What happened, and the whole run; None where one of the two is not there.
    """
    from trustsim.simulation import begin, recorded

    config = _to_be_noted(config)
    start = begin(config, seed)
    names = [str(name) for name in start.network.names]
    places = tuple(names.index(name) for name in pair if name in names)
    if len(set(places)) < 2:
        return _nothing(names), None
    config = config.model_copy(update={"engine": quickest(config, start, say)})
    record = recorded(config, start, (places[0], places[1]))
    if record.ties is None or record.events is None:
        raise AssertionError("the record was to hold both")
    ties = frame_of(record.ties)
    of_both = ties["source"].isin(pair) & ties["target"].isin(pair)
    known = {name: tuple(ties.loc[ties["source"] == name, "target"]) for name in pair}
    return Replay(frame_of(record.events), ties[of_both].reset_index(drop=True), tuple(names), known), record


def _nothing(names: list[str]) -> Replay:
    import pandas as pd

    return Replay(pd.DataFrame(), pd.DataFrame(), tuple(names), {})


def _config(results: Results, run: int) -> Config:
    """The config of a run, its files where they are now: copies in the run folder, or as the config names them."""
    if results.path is not None:
        from trustsim.store import plan_in  # a study needs no folder

        return plan_in(results.path).runs[run].point.config
    config = case_of(results, run).config
    network = config.network
    if isinstance(network, NetworkFile) and not Path(network.file).is_file():
        raise ReplayError(
            f"the run must be passed again, and its network {network.file} is not here\n    "
            "go to the folder of the config, or record what happens in the first place: -s record.events=all"
        )
    return config.model_copy(update={"network": network_in(network, Path().resolve())})


def _to_be_noted(config: Config) -> Config:
    record = config.record.model_copy(update={"events": "all", "people": "none", "ties": "last"})
    return config.model_copy(update={"record": record})


def quickest(config: Config, start: Start, say: Callable[[str], None] = lambda text: None) -> str:
    """The engine that notes events soonest: both give the same to the last bit, but one may have to be compiled."""
    from trustsim.running.compiling import is_compiled, make_laws_ready

    if config.engine == "agents":
        return "agents"
    small = start.network.ties * config.weeks * config.ticks_per_week <= QUICK_BY_AGENTS
    if small and not is_compiled(start.law, noting=True):
        return "agents"
    make_laws_ready([start.law], say, noting=True)
    return "compiled"


def _hold_against(results: Results, run: int, record: Record) -> None:
    """The replay must be the run: every number of the series is the same."""
    series = results.rows("series", {"run": run})
    for name, column in record.series.items():
        if name not in series or not np.array_equal(series[name].to_numpy(), column, equal_nan=True):
            raise ReplayError(
                f"run {run}, passed again, does not come to what its tables say ({name} differs): "
                "it was made by another version of trustsim, or its network has changed since\n    "
                "run the study again: trustsim run CONFIG --fresh"
            )


def frame_of(table: Table) -> pd.DataFrame:
    """A table of a record as pandas has it."""
    import pandas as pd

    columns: dict[str, Any] = {
        name: column if isinstance(column, np.ndarray) else column.tolist() for name, column in table.items()
    }
    return pd.DataFrame(columns)
