"""What a run comes to: one number for each question that a config asks of it.

An outcome is a function of a run that has ended: of its series and first scripted breach, and, if it asks for them, of
its people and ties (``RunView``). ``outcomes:`` in a config names those of the catalogue, and functions of its own as
``module:function``.

``OUTCOMES``     the catalogue
``outcome_of``   what there is to say about an outcome, by the name that a config has it under
``outcomes_of``  the outcomes of one run
``outcome``      a decorator, by which a function says what it measures
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from trustsim.outcomes.catalogue import OUTCOMES
from trustsim.outcomes.described import Outcome
from trustsim.outcomes.of_breaches import NEARLY, asymmetry, kept_to_undo, trust_lost, trust_regained, weeks_to_recover
from trustsim.outcomes.own import OutcomeError, OwnOutcome, outcome
from trustsim.outcomes.view import FirstBreach, PeopleAtEnd, RunView, Series, TiesAtEnd

__all__ = [
    "NEARLY",
    "OUTCOMES",
    "FirstBreach",
    "Outcome",
    "OutcomeError",
    "OwnOutcome",
    "PeopleAtEnd",
    "RunView",
    "Series",
    "TiesAtEnd",
    "asymmetry",
    "kept_to_undo",
    "outcome",
    "outcome_of",
    "outcomes_of",
    "trust_lost",
    "trust_regained",
    "weeks_to_recover",
    "within_limits",
]


def outcome_of(name: str) -> Outcome | None:
    """The outcome of this name, one of the catalogue or of a user; None if nothing is known by it.

    A user's outcome is known by the name that stands in ``Config.outcomes``, not by an equal plain text.
    """
    return name.outcome if isinstance(name, OwnOutcome) else OUTCOMES.get(name)


def within_limits(name: str, *values: float) -> tuple[float, ...]:
    """Values held between the limits of an outcome: ends of intervals that by arithmetic alone would lie beyond."""
    known = outcome_of(name)
    low, high = known.limits if known else (None, None)
    least, largest = (-math.inf if low is None else low, math.inf if high is None else high)
    return tuple(value if math.isnan(value) else min(max(value, least), largest) for value in values)


def outcomes_of(names: Sequence[str], run: RunView) -> dict[str, float]:
    """The outcomes of one run, by name.

    Raises
    ------
    KeyError
        If there is no outcome of that name.
    OutcomeError
        If a user's function raises an error, or gives no number.
    """
    found = {}
    for name in names:
        one = outcome_of(name)
        if one is None:
            raise KeyError(name)
        found[str(name)] = one.of(run)
    return found
