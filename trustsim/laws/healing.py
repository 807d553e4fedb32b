"""What becomes of a hurt: a closed form of its age, so there is nothing to step.

Forgiveness grows with the logarithm of time (McCullough et al. 2010: a logarithm beats linear and exponential forms,
two log-odds in three months).
"""

from __future__ import annotations

from typing import Final

from trustsim.laws.arithmetic import exponential, logarithm

CLOSED: Final = 0.01  # a hurt with odds below this is over


def healing_rate(forgiveness: float, exponent: float) -> float:
    """g = 2·φ·g0, in log-odds per logarithm of weeks; g0 at forgiveness ½."""
    return 2.0 * forgiveness * exponent


def log_odds_of_hurt(size: float, age: float, rate: float) -> float:
    """x − g·ln(1+A): the log-odds of a hurt of log-odds x at birth, A weeks later; ``age`` is ln(1+A)."""
    return size - rate * age


def odds_of_hurt(size: float, age: float, rate: float) -> float:
    """exp(x)·(1+A)^(−g): the odds of the same."""
    return exponential(log_odds_of_hurt(size, age, rate))


def untouched(odds: float) -> float:
    """1/(1+o): the part of a person that one hurt leaves untouched; hurt is 1 minus the product of these."""
    return 1.0 / (1.0 + odds)


def odds_of_two(first: float, second: float) -> float:
    """(1+o1)(1+o2) − 1: the odds of one hurt that stands for two."""
    return (1.0 + first) * (1.0 + second) - 1.0


def size_at_birth(odds: float, age: float, rate: float) -> float:
    """The log-odds at birth of a hurt that has these odds now: the inverse of ``odds_of_hurt`` for odds above 0."""
    return logarithm(odds) + rate * age


def size_at_new_rate(size: float, age: float, old_rate: float, new_rate: float) -> float:
    """A hurt's log-odds at birth when forgiveness changes: shifted so that the odds do not jump."""
    return size + (new_rate - old_rate) * age


def credibility(caught: bool) -> float:
    """1, or ½ for somebody who was ever caught hiding: a promise counts less after deception (Schweitzer et al.
    2006).
    """
    return 0.5 if caught else 1.0
