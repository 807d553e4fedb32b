"""The seeded kinds of network: what numbers each takes, and who makes it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from trustsim.network import by_arrays, by_networkx
from trustsim.network.attributes import plain_value
from trustsim.network.faults import NetworkError

Numbers = Mapping[str, Any]


class Kind(NamedTuple):
    """A kind of network.

    Attributes
    ----------
    numbers
        From what a config says, and how many people there are, the numbers that makers take beside people and seed.
        Raises ``NetworkError``.
    ties_a_person
        From the same, on how many others a person relies, on average; expected, where chance decides it.
    by_networkx, by_arrays
        The makers, the second for large networks: equal in distribution. One where nothing is left to chance.
    """

    numbers: Callable[[Numbers, int], tuple[Any, ...]]
    ties_a_person: Callable[[Numbers, int], float]
    by_networkx: Callable[..., by_arrays.Made]
    by_arrays: Callable[..., by_arrays.Made]


def _whole(numbers: Numbers, name: str, lowest: int) -> int:
    value = _number(numbers, name, lowest, math.inf)
    if value != int(value):
        raise NetworkError(f"{numbers['kind']}: {name} is {value}, but must be a whole number. Write {round(value)}.")
    return int(value)


def _number(numbers: Numbers, name: str, lowest: float, highest: float) -> float:
    kind, value = numbers["kind"], plain_value(numbers.get(name))
    if value is None:
        raise NetworkError(f"A network of the kind {kind} needs the number '{name}'. Add it, next to 'kind'.")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise NetworkError(f"{kind}: {name} is {value!r}, which is not a number. Write one.")
    if not lowest <= value <= highest:
        limits = f"from {lowest} to {highest}" if highest < math.inf else f"{lowest} or more"
        raise NetworkError(f"{kind}: {name} is {value}, which is out of range. Write a number {limits}.")
    return value


def _at_least(numbers: Numbers, people: int, fewest: int) -> None:
    if people < fewest:
        raise NetworkError(
            f"A {numbers['kind']} needs {fewest} people or more, not {people}. Raise the number of people."
        )


def _mean_degree(numbers: Numbers, people: int) -> float:
    degree = _number(numbers, "degree", 0.0, math.inf)
    if degree > people - 1:
        raise NetworkError(
            f"{numbers['kind']}: with {people} people nobody can have a degree of {degree}. "
            f"Lower degree to {people - 1} or less, or raise the number of people."
        )
    return degree


def _small_world(numbers: Numbers, people: int) -> tuple[int, float]:
    """Watts and Strogatz 1998: a ring of neighbours, each tie rewired with a chance."""
    neighbours = _whole(numbers, "neighbours", 2)
    rewiring = _number(numbers, "rewiring", 0.0, 1.0)
    if neighbours % 2:
        raise NetworkError(
            f"small_world: neighbours is {neighbours}, but half of them stand on either side. "
            f"Write an even number, such as {neighbours - 1}."
        )
    if neighbours >= people:
        raise NetworkError(
            f"small_world: nobody can have {neighbours} neighbours among {people} people. "
            "Lower neighbours to an even number below the number of people, or raise the number of people."
        )
    return neighbours, rewiring


def _scale_free(numbers: Numbers, people: int) -> tuple[int]:
    """Barabási and Albert 1999: who comes later makes ties, mostly with those who have many."""
    links = _whole(numbers, "links", 1)
    if links >= people:
        raise NetworkError(
            f"scale_free: nobody can make {links} links among {people} people. "
            "Lower links below the number of people, or raise the number of people."
        )
    return (links,)


def _random(numbers: Numbers, people: int) -> tuple[float]:
    """Erdős and Rényi 1959, by mean degree: every tie has the same chance."""
    return (_mean_degree(numbers, people) / max(people - 1, 1),)


def _communities(numbers: Numbers, people: int) -> tuple[int, float, float]:
    """Planted partition: groups as equal as can be, one chance of a tie inside them and one across."""
    groups = _whole(numbers, "groups", 1)
    if groups > people:
        raise NetworkError(
            f"communities: {people} people cannot make {groups} groups. "
            f"Lower groups to {people} or less, or raise the number of people."
        )
    degree = _mean_degree(numbers, people)
    mixing = _number(numbers, "mixing", 0.0, 1.0)
    sizes = [people // groups + (group < people % groups) for group in range(groups)]
    all_pairs = people * (people - 1) // 2
    inside_pairs = sum(size * (size - 1) // 2 for size in sizes)
    ties = people * degree / 2
    inside = _chance(
        ties * (1.0 - mixing), inside_pairs, "inside the groups", "Lower degree or groups, or raise mixing."
    )
    across = _chance(ties * mixing, all_pairs - inside_pairs, "across the groups", "Lower degree or mixing.")
    return groups, inside, across


def _chance(ties: float, pairs: int, where: str, mend: str) -> float:
    # A hair above the number of pairs is rounding, not a contradiction.
    if ties > pairs * (1.0 + 1e-12):
        raise NetworkError(f"communities: {ties:g} ties {where} are asked for, but there is room for {pairs}. {mend}")
    return min(ties / pairs, 1.0) if pairs else 0.0


def _complete(numbers: Numbers, people: int) -> tuple[()]:
    """Everybody knows everybody."""
    return ()


def _ring(numbers: Numbers, people: int) -> tuple[()]:
    """Everybody knows the one before and the one after."""
    _at_least(numbers, people, 3)
    return ()


def _star(numbers: Numbers, people: int) -> tuple[()]:
    """Everybody knows person 0 only."""
    _at_least(numbers, people, 3)
    return ()


def _pair(numbers: Numbers, people: int) -> tuple[()]:
    """Two people."""
    if people != 2:
        raise NetworkError(f"A pair is 2 people, not {people}. Set the number of people to 2, or choose another kind.")
    return ()


KINDS: Final = {
    "small_world": Kind(
        _small_world, lambda numbers, people: numbers["neighbours"], by_networkx.small_world, by_arrays.small_world
    ),
    "scale_free": Kind(
        _scale_free, lambda numbers, people: 2 * numbers["links"], by_networkx.scale_free, by_arrays.scale_free
    ),
    "random": Kind(_random, lambda numbers, people: numbers["degree"], by_networkx.random, by_arrays.random),
    "communities": Kind(
        _communities, lambda numbers, people: numbers["degree"], by_networkx.communities, by_arrays.communities
    ),
    "complete": Kind(_complete, lambda numbers, people: people - 1, by_arrays.complete, by_arrays.complete),
    "ring": Kind(_ring, lambda numbers, people: 2, by_arrays.ring, by_arrays.ring),
    "star": Kind(_star, lambda numbers, people: 2, by_arrays.star, by_arrays.star),
    "pair": Kind(_pair, lambda numbers, people: 1, by_arrays.complete, by_arrays.complete),
}
