"""What there is to say about an outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from trustsim.outcomes.view import RunView

Limits = tuple[float | None, float | None]
"""The least and the largest value; None where there is no such limit."""

SHARE: Final[Limits] = (0.0, 1.0)
FROM_ZERO: Final[Limits] = (0.0, None)
ANY: Final[Limits] = (None, None)


@dataclass(frozen=True)
class Outcome:
    """A number that a run comes to.

    Attributes
    ----------
    about
        What it says, for tables and figures.
    unit
        ``share`` for 0–1, ``weeks``, ``promises``; "" for a pure number.
    good
        +1 where more is better, −1 where less is, 0 where neither.
    of
        The function of the run.
    needs_breach
        True where it says nothing without a scripted breach.
    limits
        Between which values it lies.
    undefined
        When it is NaN; "" if never.
    counted
        Whether it is the share of things that can be counted, which is said in percent.
    source
        Where the measure is from, if it has a name.
    """

    about: str
    unit: str
    good: int
    of: Callable[[RunView], float]
    needs_breach: bool = False
    limits: Limits = ANY
    undefined: str = ""
    counted: bool = False
    source: str = ""
