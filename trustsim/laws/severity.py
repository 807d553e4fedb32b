"""How much a breach destroys. Everything that makes it worse or better adds up in log-odds."""

from __future__ import annotations

from trustsim.laws.arithmetic import exponential


def freshness(history: float, first_impression_encounters: float) -> float:
    """exp(−n/nE): 1 at the very first encounter, fading with each one."""
    return exponential(-history / first_impression_encounters)


def size_of_breach(
    base: float,
    deliberate: float,
    concealed: float,
    repeat: float,
    first_impression: float,
    warned: float,
) -> float:
    """x = x0 + bD·deliberate + bL·concealed + bR·H + bE·exp(−n/nE) − bN·warned, in log-odds.

    The arguments are the terms as they stand (0 where one does not apply). σ(x) is the share of trust lost.
    """
    return base + deliberate + concealed + repeat + first_impression - warned


def ceiling_left(ceiling: float, share: float, damage: float) -> float:
    """C·(1 − ℓ·damage): what a breach leaves of the highest trust that can still be reached. Never more than before.

    The damage is κ for bad faith, κE·exp(−n/nE) for an honest breach: deception is never fully repaired
    (Schweitzer, Hershey & Bradlow 2006), and the earliest breach is the worst (Lount et al. 2008).
    """
    return ceiling * (1.0 - share * damage)


def ceiling_repaired(ceiling: float, repair: float, willingness: float) -> float:
    """C + ω·w·(1−C), w = φ of the one hurt times τ of the other, or 1 with a counsellor: it takes two, or help."""
    return ceiling + repair * willingness * (1.0 - ceiling)
