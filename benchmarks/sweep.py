"""The headline sweep: forgiveness by transparency, ours from plan to tables on disk, Mesa by its own batch runner."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import mesa
import pandas as pd

from benchmarks.full.in_mesa import Sweep
from benchmarks.inside import Inside, heard
from benchmarks.machine import cores
from benchmarks.section import Section, Verdict
from benchmarks.timing import made, settled, shown, timed
from trustsim import store
from trustsim.config import fewest
from trustsim.plan import Plan
from trustsim.running import execute, plan_asked
from trustsim.running.whole import show

if TYPE_CHECKING:
    from trustsim.results import Results

CONFIG: Final = "forgiveness_by_transparency"
SMALL: Final = ("quickstart", "weeks=52", "replicates=100")
"""A sweep of runs of a millisecond, where what is around a kernel counts most."""

TURNS: Final = 3
PATIENCE: Final = 40.0
"""Seconds: where ours take longer, two turns are enough, one before Mesa's and one after."""


def measure(quick: bool) -> Section:
    """Ours whole, several times; a part of Mesa's runs, as all would take too long, in between."""
    plan = plan_asked(CONFIG, ("weeks=52", "replicates=1") if quick else ())
    config = plan.points[0].base
    swept = plan.points[0].settings
    over = {key.rpartition(".")[2]: sorted({point.settings[key] for point in plan.points}) for key in swept}
    replicates = 1 if quick else 2
    runs = len(plan.points) * replicates
    parameters: dict[str, Any] = {
        **over,
        "people": config.people,
        "network": [{name: value for name, value in config.network.model_dump().items() if value is not None}],
        "relationships": [dict(config.relationships)],
        "every": config.record.every,
    }
    with tempfile.TemporaryDirectory(prefix="trustsim-benchmark-") as place:
        folder = Path(place)
        with settled():
            _ours(plan_asked(CONFIG, ("weeks=13", "replicates=1")), folder / "warm")
            ours: list[float] = []
            of_ours: list[Inside] = []
            for turn in range(TURNS):
                if turn == 1:
                    idle = timed(partial(_mesa, parameters, range(1), 0, folder / "idle.parquet"))
                    busy = timed(partial(_mesa, parameters, range(replicates), config.weeks, folder / "mesa.parquet"))
                    again = timed(partial(_mesa, parameters, range(1), 0, folder / "idle.parquet"))
                    idle = min(idle, again)  # the first may find its files out of the system's cache
                if turn > 1 and sum(ours) > PATIENCE:
                    break
                with heard() as inside:
                    results, seconds = made(partial(_ours, plan, folder / str(turn)))
                ours.append(seconds)
                of_ours.append(inside)
            report = timed(lambda: show(results, folder))
            small = plan_asked(SMALL[0], (*SMALL[1:2], "replicates=5") if quick else SMALL[1:])
            of_small: list[Inside] = []
            for turn in range(TURNS):
                with heard() as inside:
                    _ours(small, folder / f"small {turn}")
                of_small.append(inside)
    ours.sort()
    a_run = (busy - idle) / runs
    whole = idle + a_run * len(plan.runs)
    middle = median(ours)
    return Section(
        f"Headline sweep: {len(plan.points)} points × {fewest(config.replicates)} replicates of {config.people} people "
        f"over {config.weeks} weeks",
        f"Both on all {cores()} cores, recorded every {config.record.every} weeks, from plan to tables on disk, "
        "compiled code cached.",
        ("runner", "runs done", "seconds", "ms a run", f"all {len(plan.runs)} runs, seconds"),
        [
            ("trustsim", str(len(plan.runs)), shown(middle), shown(1e3 * middle / len(plan.runs)), shown(middle)),
            ("mesa.batch_run", str(runs), shown(busy), shown(1e3 * a_run), f"{shown(whole)} (scaled)"),
        ],
        [
            f"Ours: the median of {len(ours)} turns ({shown(ours[0])}–{shown(ours[-1])}); figures "
            f"and report are apart: {shown(report)} s.",
            f"Mesa: {runs} of {len(plan.runs)} runs were done; starting its processes with their imports, "
            f"{shown(idle)} s, is counted once and not scaled.",
            "Ours also writes the tables of people and of ties at the end of each run; Mesa's the series alone.",
            _split(plan, of_ours),
            _split(small, of_small),
        ],
        [
            Verdict(
                "the sweep takes at most 1/300 of the time of mesa.batch_run",
                f"Mesa takes {shown(whole / middle)} × the time; with neither's imports "
                f"{shown(a_run * len(plan.runs) / middle)} ×",
                a_run * len(plan.runs) / middle >= 300,
            ),
            _verdict(plan, of_ours),
            _verdict(small, of_small),
        ],
    )


def _said(plan: Plan) -> str:
    config = plan.points[0].base
    return f"{config.people} people over {config.weeks} weeks"


def _milliseconds(plan: Plan, turns: list[Inside], part: str) -> str:
    """What one run takes of a part, the median of the turns."""
    return shown(1e3 * median(getattr(one, part) for one in turns) / len(plan.runs))


def _split(plan: Plan, turns: list[Inside]) -> str:
    kernel, around, after = (_milliseconds(plan, turns, part) for part in ("kernel", "around", "after"))
    return (
        f"A run of {_said(plan)}, ms of processor time: kernel {kernel}; building, recording and reducing it {around}; "
        f"its share of all else, from plan to tables, {after}."
    )


def _verdict(plan: Plan, turns: list[Inside]) -> Verdict:
    share = median(one.around / one.kernel for one in turns)
    return Verdict(
        f"overhead per run no more than the kernel's own time, {_said(plan)}",
        f"building, recording and reducing take {shown(share)} × the kernel's time",
        share <= 1.0,
    )


def _ours(plan: Plan, folder: Path) -> Results:
    """What ``trustsim run`` does, up to the tables on disk."""
    with store.workplace(plan, folder, fresh=True, say=lambda text: None) as place:
        return store.write(plan, execute(plan, parts=place.parts), place)


def _mesa(parameters: dict[str, Any], seeds: range, weeks: int, file: Path) -> None:
    """What a Mesa user does; the table is written as ours are."""
    rows = mesa.batch_run(
        Sweep,
        parameters,
        number_processes=cores(),
        data_collection_period=1,
        max_steps=weeks,
        display_progress=False,
        rng=list(seeds),
    )
    table = pd.DataFrame(rows)
    table[[name for name in table if name not in ("network", "relationships")]].to_parquet(file)
