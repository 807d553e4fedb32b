"""What each person feels at one moment."""

from __future__ import annotations

from typing import Any

from trustsim.laws import habits
from trustsim.rules import phases
from trustsim.world.columns import World


def feel(world: World, rows: Any) -> None:
    """Write the pain and the risk of distress of each person, 0–1, into the two places of their row of ``rows``."""
    for person in range(len(world.people.key)):
        pain = phases.pain_of(world, person)
        rows[person, 0] = pain
        rows[person, 1] = habits.distress(pain, world.parameters.distress_at_rest, world.parameters.distress_of_pain)
