"""V21: what no act, in whatever order, may break."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from trustsim.config import Config
from trustsim.simulation import simulate
from trustsim.simulation.laboratory import Laboratory
from trustsim.verification.chance import chance
from trustsim.verification.check import Check, line
from trustsim.verification.crowd import SEED
from trustsim.verification.pair import pair

ALWAYS: Final = ("0 ≤ T", "T ≤ C", "C ≤ 1", "0 ≤ H", "H ≤ 1")
OF_ACTS: Final = ("kept: T\nnever falls", "broken: T\nnever rises", "broken: C\nnever rises")
LIVES: Final = 400
ACTS: Final = 40


def never_broken() -> Check:
    """V21."""
    in_pairs = _in_pairs()
    in_network = _in_network()
    return Check(
        number="V21",
        what="Whatever happens: trust stays between 0 and its ceiling, hurt between 0 and 1, no act works backwards",
        formula="0 ≤ T ≤ C ≤ 1,  0 ≤ H ≤ 1;  kept: ΔT ≥ 0;  broken: ΔT ≤ 0, ΔC ≤ 0",
        source="by construction [d]",
        x_name="",
        y_name="greatest violation",
        lines=(
            line(f"{LIVES} pairs, {ACTS} acts each", np.arange(len(in_pairs)), 0.0, in_pairs, 0.0),
            line("60 people, five years", np.arange(len(in_network)), 0.0, in_network, 0.0),
        ),
        closeness="0: not by any amount",
        names=(*ALWAYS, *OF_ACTS),
    )


def _in_pairs() -> list[float]:
    """The greatest violation of each invariant in many lives of acts by chance."""
    worst = np.zeros(len(ALWAYS) + len(OF_ACTS))
    for life in range(LIVES):
        start, forgiveness, age = (chance(f"life {what}", life) for what in ("trust", "forgiveness", "age"))
        between = pair(start, law="default", traits={"forgiveness": forgiveness}, history=int(30 * age))
        for act in range(life * ACTS, (life + 1) * ACTS):
            trust, ceiling = between.trust, between.ceiling
            kind = chance("act", act)
            if kind < 0.3:
                between.week()
            elif kind < 0.6:
                between.keep()
                worst[5] = max(worst[5], trust - between.trust)
            else:
                _breach(between, act)
                worst[6] = max(worst[6], between.trust - trust)
                worst[7] = max(worst[7], between.ceiling - ceiling)
            worst[:5] = np.maximum(worst[:5], _violations(between.trust, between.ceiling, between.hurt))
    return worst.tolist()


def _breach(between: Laboratory, act: int) -> None:
    """A breach of any size and kind."""
    names = ("deliberate", "concealed", "warned", "apology")
    how = {name: chance(f"breach {name}", act) < 0.5 for name in names}
    between.breach(-4.0 + 7.0 * chance("breach size", act), **how)


def _violations(trust: Any, ceiling: Any, hurt: Any) -> list[float]:
    """By how much each of ``ALWAYS`` is broken at most."""
    above = (-trust, trust - ceiling, ceiling - 1.0, -hurt, hurt - 1.0)
    return [max(0.0, float(np.max(each))) for each in above]


def _in_network() -> list[float]:
    """The same of all ties of a network, with all that happens in one, every four weeks."""
    config = Config.model_validate(
        {
            "question": "Does anything leave its bounds?",
            "people": 60,
            "relationships": {"romantic": 0.1, "family": 0.3, "friend": 0.6},
            "weeks": 260,
            "traits": {"reliability": {"uniform": [0.3, 1.0]}, "deliberate_share": 0.3, "consistency": 0.5},
            "parameters": {"praise_reach": 0.2, "message_rate": 0.05, "holding_back": 0.5, "reciprocity": 0.3},
            "record": {"every": 4, "people": "none", "ties": "all"},
        }
    )
    ties = simulate(config, SEED).ties
    assert ties is not None  # the config asks for them
    return _violations(ties["trust"], ties["ceiling"], ties["hurt"])
