"""What a record of one moment says: means over all people, ties and pairs, in their order."""

from __future__ import annotations

import math
from typing import Any, Final

from trustsim.laws import habits
from trustsim.rules import phases
from trustsim.world.columns import World

MEASURES: Final = (
    "trust",
    "trust_living",
    "survival",
    "hurt",
    "ceiling",
    "intimacy",
    "pain",
    "distress",
    "reliability",
    "kept",
    "breaches",
    "trust_betrayed",
    "kept_betrayed",
)


def measure(world: World, row: Any) -> None:
    """Write one number for each of ``MEASURES`` into ``row``; a mean over nobody is NaN.

    ``trust`` and ``intimacy`` count ended relationships as 0; ``trust_living``, ``hurt`` and ``ceiling`` leave them
    out. ``hurt`` is as of the last tick's phase 3. ``kept`` and ``breaches`` count since the start. The last two are
    means over the ties that the script's first breach hits, leaving out those that ended before it: trust (0 if ended
    since), and acts kept since the start.
    """
    ties = world.ties
    pairs = world.pairs
    trust = 0.0
    hurt = 0.0
    ceiling = 0.0
    living = 0
    kept = 0
    breaches = 0
    betrayed = 0
    trust_betrayed = 0.0
    kept_betrayed = 0
    count = len(ties.trust)
    for tie in range(count):
        kept += ties.kept[tie]
        breaches += ties.breaches[tie]
        active = pairs.active[ties.pair[tie]]
        if ties.betrayed[tie] == 2 or (ties.betrayed[tie] == 1 and active):
            betrayed += 1
            kept_betrayed += ties.kept[tie]
            if active:
                trust_betrayed = trust_betrayed + ties.trust[tie]
        if pairs.active[ties.pair[tie]]:
            trust = trust + ties.trust[tie]
            hurt = hurt + ties.hurt[tie]
            ceiling = ceiling + ties.ceiling[tie]
            living += 1
    intimacy = 0.0
    for pair in range(len(pairs.active)):
        if pairs.active[pair]:
            intimacy = intimacy + pairs.intimacy[pair]
    pain = 0.0
    distress = 0.0
    reliability = 0.0
    people = len(world.people.key)
    for person in range(people):
        of_person = phases.pain_of(world, person)
        pain = pain + of_person
        distress = distress + habits.distress(
            of_person, world.parameters.distress_at_rest, world.parameters.distress_of_pain
        )
        reliability = reliability + world.people.reliability[person]
    row[0] = trust / count if count > 0 else math.nan
    row[1] = trust / living if living > 0 else math.nan
    row[2] = living / count if count > 0 else math.nan
    row[3] = hurt / living if living > 0 else math.nan
    row[4] = ceiling / living if living > 0 else math.nan
    row[5] = 2.0 * intimacy / count if count > 0 else math.nan
    row[6] = pain / people
    row[7] = distress / people
    row[8] = reliability / people
    row[9] = float(kept)
    row[10] = float(breaches)
    row[11] = trust_betrayed / betrayed if betrayed > 0 else math.nan
    row[12] = kept_betrayed / betrayed if betrayed > 0 else math.nan
