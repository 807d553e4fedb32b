"""Who these people are: traits and relationship types, drawn or taken from the network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trustsim import draws
from trustsim.network import Network, NetworkError
from trustsim.parameters import Traits, quantities

Numbers = NDArray[np.float64]


def trait_values(spreads: Mapping[str, Any], given: frozenset[str], network: Network, seed: int) -> dict[str, Numbers]:
    """One value of each trait for each person.

    Parameters
    ----------
    spreads
        By trait: a number, ``None``, or a distribution as in ``trustsim.config``.
    given
        The traits that the user set. For the others an attribute of the network's nodes with the trait's name counts.
    network, seed
        Each value is a draw of its own, keyed by the person's name: who else is there makes no difference.

    Raises
    ------
    NetworkError
        If a column of the network is missing, or holds something that is no value of the trait.
    """
    values = {}
    for name in Traits._fields:
        values[name] = _spread(name, spreads[name], network, seed, "")
        if name not in given and name in network.node_attributes:
            column = _column(name, name, network)
            values[name] = np.where(np.isnan(column), values[name], column)
    return values


def _spread(trait: str, spread: Any, network: Network, seed: int, within: str) -> Numbers:
    """Draw a trait; ``within`` names the group whose own draw this is."""
    if spread is None:
        return np.full(network.people, np.nan)
    if isinstance(spread, int | float):
        return np.full(network.people, float(spread))
    if hasattr(spread, "column"):
        values = _column(trait, spread.column, network)
        if np.isnan(values).any():
            name = network.names[int(np.flatnonzero(np.isnan(values))[0])]
            raise NetworkError(f"{name!r} has no {spread.column!r}: give everybody one, or set {trait} in another way.")
        return values
    uniform = draws.draw(draws.unsigned(seed), draws.decision(f"trait {trait} {within}"), network.keys, 0)
    if hasattr(spread, "groups"):
        return _grouped(trait, spread.groups, network, seed, uniform)
    low, high = quantities(Traits)[trait].limits
    if hasattr(spread, "uniform"):
        least, most = spread.uniform
        return np.asarray(least + (most - least) * uniform)
    from scipy import special  # takes as long to import as all of this package, and few traits are spread so

    if hasattr(spread, "beta"):
        return np.asarray(special.betaincinv(*spread.beta, uniform))
    mean, deviation = spread.normal
    below, above = special.ndtr((low - mean) / deviation), special.ndtr((high - mean) / deviation)
    return np.clip(mean + deviation * special.ndtri(below + (above - below) * uniform), low, high)


def _grouped(trait: str, groups: Mapping[str, Any], network: Network, seed: int, uniform: Numbers) -> Numbers:
    ends = np.cumsum([group.share for group in groups.values()])
    ends[-1] = 1.0
    member = np.searchsorted(ends, uniform, side="right")
    values = np.empty(network.people)
    for index, (label, group) in enumerate(groups.items()):
        here = member == index
        values[here] = _spread(trait, group.value, network, seed, label)[here]
    return values


def _column(trait: str, column: str, network: Network) -> Numbers:
    if column not in network.node_attributes:
        there = ", ".join(sorted(network.node_attributes)) or "none"
        raise NetworkError(f"The network's people have no {column!r} to take {trait} from. They have: {there}.")
    low, high = quantities(Traits)[trait].limits
    values = np.full(network.people, np.nan)
    for person, value in enumerate(network.node_attributes[column]):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise NetworkError(
                f"{network.names[person]!r} has {column} = {value!r}; {trait} is a number from {low:g} to {high:g}."
            )
        values[person] = value
    return values


def relationship_rows(
    shares: Mapping[str, float], types: tuple[str, ...], network: Network, seed: int
) -> NDArray[np.int64]:
    """For each directed tie the row of its relationship type in ``types``; both directions of a pair have the same.

    A tie's attribute ``relationship`` decides; where there is none, a draw keyed by the pair, by the shares.

    Raises
    ------
    NetworkError
        If the network names a type that there is not.
    """
    lower = network.tie_keys[network.source < network.target]  # of each pair, in the order of pairs
    uniform = draws.draw(draws.unsigned(seed), draws.RELATIONSHIP, lower, 0)
    ends = np.cumsum(list(shares.values()))
    ends[-1] = 1.0
    drawn = np.array([types.index(name) for name in shares], dtype=np.int64)
    rows: NDArray[np.int64] = drawn[np.searchsorted(ends, uniform, side="right")][network.pair]
    for tie, name in enumerate(network.tie_attributes.get("relationship", ())):
        if name is None:
            continue
        if name not in types:
            first, second = network.names[network.source[tie]], network.names[network.target[tie]]
            raise NetworkError(
                f"The relationship of {first!r} and {second!r} is {name!r}; the types are {', '.join(types)}. "
                "Add it to relationship_types, or rename it."
            )
        rows[tie] = types.index(name)
    return rows


def trust_at_start(network: Network) -> Numbers | None:
    """The ties' attribute ``trust``, NaN where there is none; None if no tie has one."""
    if "trust" not in network.tie_attributes:
        return None
    values = np.full(network.ties, np.nan)
    for tie, value in enumerate(network.tie_attributes["trust"]):
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            first, second = network.names[network.source[tie]], network.names[network.target[tie]]
            raise NetworkError(f"{first!r} has trust = {value!r} in {second!r}; trust is a number from 0 to 1.")
        values[tie] = value
    return values
