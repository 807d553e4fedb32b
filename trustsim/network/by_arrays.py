"""The kinds of network over arrays, for networks that networkx would take minutes and gigabytes to make.

Each function takes numbers that ``kinds`` has checked and gives the two people of each relationship.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np

from trustsim.network import growing
from trustsim.network.ties import Places


class Made(NamedTuple):
    """Relationships, each once, and what they make known of people.

    Attributes
    ----------
    one, other
        The two of each relationship, as places.
    node_attributes
        As in ``Network``.
    """

    one: Places
    other: Places
    node_attributes: dict[str, list[Any]]


def small_world(people: int, seed: int, neighbours: int, rewiring: float) -> Made:
    """As ``growing.rewire`` says."""
    half = neighbours // 2
    everybody = np.arange(people, dtype=np.int32)
    partner = ((everybody[:, None] + np.arange(1, half + 1, dtype=np.int32)) % people).astype(np.int32).ravel()
    if rewiring > 0.0:
        chosen = np.full(people, half, dtype=np.int32)
        _grown(growing.rewire)(np.uint64(seed), people, half, float(rewiring), partner, chosen)
    return Made(everybody.repeat(half), partner, {})


def scale_free(people: int, seed: int, links: int) -> Made:
    """As ``growing.attach`` says."""
    partner = np.empty((people - links) * links, dtype=np.int32)
    _grown(growing.attach)(np.uint64(seed), people, links, partner, np.zeros(people, dtype=np.int32))
    star = np.arange(1, links + 1, dtype=np.int32)
    return Made(np.concatenate([star, np.arange(links + 1, people, dtype=np.int32).repeat(links)]), partner, {})


def random(people: int, seed: int, chance: float) -> Made:
    """As ``growing.meet`` says."""
    return Made(*_mingled(people, seed, 1, chance, 0.0, np.zeros(people, dtype=np.int32)), {})


def communities(people: int, seed: int, groups: int, inside: float, across: float) -> Made:
    """As ``growing.mingle`` says."""
    sizes = [people // groups + (group < people % groups) for group in range(groups)]
    group = np.arange(groups, dtype=np.int32).repeat(sizes)
    return Made(*_mingled(people, seed, groups, inside, across, group), {"community": group.tolist()})


def _mingled(people: int, seed: int, groups: int, inside: float, across: float, group: Places) -> tuple[Places, Places]:
    chances = growing.log_of_rest(inside), growing.log_of_rest(across)
    mingle = _grown(growing.mingle)
    count = mingle(np.uint64(seed), people, groups, *chances, group, group[:0].copy(), group[:0].copy(), False)
    one, other = np.empty(count, dtype=np.int32), np.empty(count, dtype=np.int32)
    mingle(np.uint64(seed), people, groups, *chances, group, one, other, True)
    return one, other


def complete(people: int, seed: int) -> Made:
    """Everybody with everybody."""
    later = np.arange(people - 1, -1, -1)  # how many come after each
    one = np.arange(people, dtype=np.int32).repeat(later)
    other = np.arange(1, len(one) + 1) - np.repeat(np.cumsum(later) - later, later) + one
    return Made(one, other.astype(np.int32), {})


def ring(people: int, seed: int) -> Made:
    """Everybody with the next."""
    everybody = np.arange(people, dtype=np.int32)
    return Made(everybody, np.roll(everybody, -1), {})


def star(people: int, seed: int) -> Made:
    """Everybody with person 0."""
    others = np.arange(1, people, dtype=np.int32)
    return Made(np.zeros_like(others), others, {})


GROWN_BY: Final[dict[str, Callable[..., Any]]] = {
    "small_world": growing.rewire,
    "scale_free": growing.attach,
    "random": growing.mingle,
    "communities": growing.mingle,
}
"""The function of ``growing`` that a kind needs compiled, if it leaves something to chance."""


def _grown(function: Callable[..., Any]) -> Callable[..., Any]:
    from trustsim.network.grown import grown  # numba takes a third of a second to import

    return grown(function)
