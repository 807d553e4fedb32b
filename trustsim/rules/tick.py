"""One tick, all people, step by step."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final

from trustsim.rules import hearsay, measures, passes, scripts
from trustsim.rules.scripts import Events
from trustsim.world.columns import World
from trustsim.world.scratch import Scratch

WHOLE: Final = -1
"""All steps of all ticks."""

BEGIN: Final = 0
EVENTS: Final = 1
STAND: Final = 2
LIVE: Final = 3
SETTLE: Final = 4
LISTEN: Final = 5
PART: Final = 6
STEPS: Final = (BEGIN, EVENTS, STAND, LIVE, SETTLE, LISTEN, PART)

BY_SHARES: Final = (BEGIN, STAND, LIVE, SETTLE, LISTEN)
"""The steps that several threads may do at once, each for a share of the world; the others one share after another,
``EVENTS`` for the whole world.
"""


def run_step(
    world: World, law: ModuleType, choices: Any, scratch: Scratch, events: Events, row: int, step: int, tick: int
) -> int:
    """One step of a tick, for the people of one share; returns the row of the next event.

    ``TrustModel.step`` goes through the same phases by ``model.agents``.
    """
    if step == BEGIN:
        passes.begin(world, scratch, tick)
    elif step == EVENTS:
        row = run_events(world, law, events, row, tick)
    elif step == STAND:
        passes.stand(world, law, scratch)
    elif step == LIVE:
        passes.live(world, law, choices, scratch, tick)
    elif step == SETTLE:
        passes.settle(world, law, scratch)
    elif step == LISTEN:
        hearsay.listen(world, scratch, tick)
    elif step == PART:
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
    for tick in range(first, last):
        line = measure_if_due(world, tick, moments, series, line)
        for step in STEPS:
            row = run_step(world, law, choices, scratch, events, row, step, tick)
    if first == last:
        line = measure_if_due(world, last, moments, series, line)
    return row, line


def measure_if_due(world: World, passed: int, moments: Any, series: Any, line: int) -> int:
    """Measure if this is the next moment; returns the next line."""
    if line < len(moments) and moments[line] == passed:
        measures.measure(world, series[line])
        return line + 1
    return line
