"""One tick, all people, phase by phase."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from trustsim.rules import measures, phases, scripts
from trustsim.rules.scripts import Events
from trustsim.world.columns import World


def run_tick(world: World, law: ModuleType, choices: Any, events: Events, row: int, tick: int) -> int:
    """All phases of one tick; returns the row of the next event.

    ``TrustModel.step`` goes through the same phases by ``model.agents``.
    """
    people = len(world.people.key)
    for person in range(people):
        phases.begin(world, person, tick)
    row = run_events(world, law, events, row, tick)
    for person in range(people):
        phases.observe(world, law, person, tick)
    for person in range(people):
        phases.meet(world, law, choices, person, tick)
    for person in range(people):
        phases.discover(world, law, person, tick)
    for person in range(people):
        phases.heal(world, law, person, tick)
    for person in range(people):
        phases.grow(world, person, tick)
    for person in range(people):
        phases.listen(world, person, tick)
    for person in range(people):
        phases.part(world, law, choices, person, tick)
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
    for tick in range(first, last):
        line = measure_if_due(world, tick, moments, series, line)
        row = run_tick(world, law, choices, events, row, tick)
    if first == last:
        line = measure_if_due(world, last, moments, series, line)
    return row, line


def measure_if_due(world: World, passed: int, moments: Any, series: Any, line: int) -> int:
    """Measure if this is the next moment; returns the next line."""
    if line < len(moments) and moments[line] == passed:
        measures.measure(world, series[line])
        return line + 1
    return line
