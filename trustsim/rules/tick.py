"""One tick, all people, phase by phase."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from trustsim.rules import measures, passes, scripts
from trustsim.rules.scripts import Events
from trustsim.world.columns import World
from trustsim.world.scratch import Scratch


def run_tick(world: World, law: ModuleType, choices: Any, scratch: Scratch, events: Events, row: int, tick: int) -> int:
    """All phases of one tick; returns the row of the next event.

    ``TrustModel.step`` goes through the same phases by ``model.agents``.
    """
    passes.begin(world, tick)
    row = run_events(world, law, events, row, tick)
    passes.live(world, law, choices, scratch, tick)
    passes.learn(world, scratch)
    passes.listen(world, scratch, tick)
    passes.part(world, law, choices, scratch, tick)
    return row


def run_events(world: World, law: ModuleType, events: Events, row: int, tick: int) -> int:
    """The events that a script plants in this tick happen, in its order, each seeing what the ones before have left.

    Returns the row of the next one.
    """
    while row < len(events.tick) and events.tick[row] <= tick:
        scripts.apply(world, law, events, row, tick)
        row += 1
    return row


def run_ticks(
    world: World,
    law: ModuleType,
    choices: Any,
    scratch: Scratch,
    events: Events,
    row: int,
    first: int,
    last: int,
    moments: Any,
    series: Any,
    line: int,
) -> tuple[int, int]:
    """Ticks ``first`` to ``last`` − 1, each after measuring if as many ticks have passed as the next of ``moments``
    says.

    With ``first == last`` no tick passes and only the measuring is left. ``series`` takes one line for each
    measurement, from ``line`` on. Returns the row of the next event and the next line.
    """
    if first < last:
        passes.count_partners(world, scratch)
    for tick in range(first, last):
        line = measure_if_due(world, tick, moments, series, line)
        row = run_tick(world, law, choices, scratch, events, row, tick)
    if first == last:
        line = measure_if_due(world, last, moments, series, line)
    return row, line


def measure_if_due(world: World, passed: int, moments: Any, series: Any, line: int) -> int:
    """Measure if this is the next moment; returns the next line."""
    if line < len(moments) and moments[line] == passed:
        measures.measure(world, series[line])
        return line + 1
    return line
