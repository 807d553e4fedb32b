"""Which checks there are, by the rows of the list of verification."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from trustsim.running.workers import in_threads
from trustsim.verification import counting, hurt, identities, invariants, networks, reciprocity, stationary
from trustsim.verification.check import Check

ROWS: Final[Mapping[str, tuple[Callable[[], Check], ...]]] = MappingProxyType(
    {
        "V1": (stationary.fixed_point,),
        "V2": (stationary.exact_mean_path,),
        "V3": (stationary.spread_at_rest, stationary.uniform_law),
        "V4": (stationary.memory,),
        "V5": (counting.one_step,),
        "V6": (stationary.five_to_one, stationary.balance),
        "V7": (counting.undoing,),
        "V8": (counting.climbing,),
        "V9": (stationary.mixture,),
        "V10": (stationary.reliance_sets_the_pace,),
        "V11": (stationary.misreading,),
        "V12": (hurt.healing_clock, hurt.healed_in_thirteen_weeks),
        "V13": (hurt.coming_back,),
        "V14": (identities.beta_reputation, identities.guo_yang),
        "V15": (reciprocity.generous_tit_for_tat,),
        "V16": (reciprocity.pull_of_reciprocity, reciprocity.one_root, reciprocity.same_rest_from_anywhere),
        "V17": (reciprocity.edge_of_stability, reciprocity.doubts_fade),
        "V19": (
            networks.ties_apart,
            networks.mean_of_every_network,
            networks.one_reputation,
            networks.streams_add_up,
        ),
        "V20": (networks.eigentrust,),
        "V21": (invariants.never_broken,),
        "V22": (hurt.severity,),
        "M1": (reciprocity.memory_one, reciprocity.generosity_recovered),
    }
)
"""V18 is a number that was never given to a row; M1 is the strategy of memory one."""

COMPILED: Final = ("bush_mosteller", "default")
"""The laws that checks run compiled."""


def checks(numbers: Sequence[str] = (), workers: int = 1) -> Generator[tuple[int, Check]]:
    """Do the checks of some rows, or of all.

    Parameters
    ----------
    numbers
        Rows of ``ROWS``.
    workers
        How many at a time; makes no difference to what they find.

    Yields
    ------
    tuple
        A check's place, by which to sort them, and the check, as soon as it is done.
    """
    return in_threads(lambda do: do(), doing(numbers), workers)


def doing(numbers: Sequence[str] = ()) -> list[Callable[[], Check]]:
    """The functions that do the checks of some rows, or of all, in the order of the list."""
    return [do for number, row in ROWS.items() if not numbers or number in numbers for do in row]
