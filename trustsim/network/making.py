"""A network from what a config says: a seeded kind, a real network by name, a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from trustsim import draws
from trustsim.network.faults import NetworkError
from trustsim.network.files import read_network
from trustsim.network.graphs import from_networkx
from trustsim.network.kinds import KINDS
from trustsim.network.real import REAL_NETWORKS
from trustsim.network.structure import Network, sealed
from trustsim.network.ties import both_ways, check_room

WAYS = ("kind", "name", "file")

LARGE: Final = 100_000
"""Directed ties, as expected, from which on a kind is made over arrays instead of by networkx.

Far above every network of the shipped configs and experiments, whose results stay as they are; about where networkx
takes as long as numba takes to be imported."""


def seed_for(spec: Mapping[str, Any], seed: int) -> int:
    """The seed by which a network is drawn: the run's, or that of the first replicate of a study of its own."""
    own = spec.get("seed")
    return seed if own is None else draws.seed_of_replicate(own, 0)


def make_network(spec: Mapping[str, Any] | object, people: int, seed: int) -> Network:
    """Make the network that a config asks for.

    Parameters
    ----------
    spec
        A mapping, or an object with the same attributes; ``None`` counts as not there. One of ``kind`` (with the
        numbers of that kind, and perhaps a ``seed``), ``name`` (a real network) and ``file`` (with or without
        ``people_file``).
    people
        How many people a kind gets, named 0 … people − 1. A real network and a file bring their own.
    seed
        The run's seed. A kind with a ``seed`` of its own has, in every run, the network of the first replicate of a
        study of that seed.

    Returns
    -------
    Network
        The same for the same three arguments.

    Raises
    ------
    NetworkError
        When the numbers do not fit together, a name is not known or a file has a fault.
    """
    given = spec if isinstance(spec, Mapping) else vars(spec)
    numbers = {name: value for name, value in given.items() if value is not None}
    ways = [way for way in WAYS if way in numbers]
    if len(ways) != 1:
        found = " and ".join(f"'{way}'" for way in ways) or "none of them"
        raise NetworkError(
            f"A network is made by one of 'kind', 'name' and 'file'; here is {found}. Write exactly one."
        )
    if ways == ["file"]:
        return read_network(numbers["file"], numbers.get("people_file"))
    if ways == ["name"]:
        return from_networkx(_known("name", numbers["name"], REAL_NETWORKS)())
    kind = _known("kind", numbers["kind"], KINDS)
    if people < 1:
        raise NetworkError(f"A network needs people, not {people}. Write 1 or more.")
    settings = kind.numbers(numbers, people)
    generator_seed = draws.seed_of(seed_for(numbers, seed), "network")
    if is_large(numbers, people):
        check_room(people, "people")
        check_room(expected_size(numbers, people)[1], "directed ties")
        one, other, node_attributes = kind.by_arrays(people, generator_seed, *settings)
    else:
        # networkx takes seeds of 32 bits.
        one, other, node_attributes = kind.by_networkx(people, generator_seed % 2**32, *settings)
    source, target = both_ways(people, one, other)
    return Network(tuple(range(people)), sealed(source), sealed(target), node_attributes)


def is_large(spec: Mapping[str, Any] | object, people: int) -> bool:
    """Whether a network is one of the kinds and so large that it is made over arrays."""
    return _is_of_a_kind(spec) and expected_size(spec, people)[1] >= LARGE


def expected_size(spec: Mapping[str, Any] | object, people: int) -> tuple[int, int]:
    """How many people and directed ties a network will have, about, without making it if it is one of the kinds.

    Raises
    ------
    NetworkError
        As ``make_network``, as far as the network is made.
    """
    if _is_of_a_kind(spec):
        numbers = spec if isinstance(spec, Mapping) else vars(spec)
        return people, round(people * KINDS[numbers["kind"]].ties_a_person(numbers, people))
    network = make_network(spec, people, 0)
    return network.people, network.ties


def _is_of_a_kind(spec: Mapping[str, Any] | object) -> bool:
    numbers = spec if isinstance(spec, Mapping) else vars(spec)
    return numbers.get("kind") in KINDS and numbers.get("name") is None and numbers.get("file") is None


def _known[Thing](word: str, wanted: str, known: Mapping[str, Thing]) -> Thing:
    if wanted not in known:
        raise NetworkError(f"No network has the {word} {wanted!r}. Write one of: {', '.join(known)}.")
    return known[wanted]
