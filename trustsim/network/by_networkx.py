"""The kinds of network as networkx makes them.

Each function takes numbers that ``kinds`` has checked and gives the two people of each relationship.
"""

from __future__ import annotations

from itertools import chain
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from trustsim.network.by_arrays import Made

if TYPE_CHECKING:
    import networkx as nx


def small_world(people: int, generator_seed: int, neighbours: int, rewiring: float) -> Made:
    """Watts and Strogatz. Draw by draw what ``networkx.watts_strogatz_graph`` does; its graph takes longer than the
    weeks of a small world.
    """
    drawn = Random(generator_seed)
    everybody = range(people)
    steps = range(1, neighbours // 2 + 1)
    known = [{(person + step) % people for near in steps for step in (near, -near)} for person in everybody]
    for step in steps:
        for person in everybody:
            if drawn.random() >= rewiring:
                continue
            chosen = drawn.choice(everybody)
            while chosen == person or chosen in known[person]:
                chosen = drawn.choice(everybody)
                if len(known[person]) == people - 1:
                    break
            else:
                left = (person + step) % people
                known[person].remove(left)
                known[left].remove(person)
                known[person].add(chosen)
                known[chosen].add(person)
    one = np.arange(people, dtype=np.int32).repeat([len(others) for others in known])
    other = np.fromiter(chain.from_iterable(known), dtype=np.int32, count=len(one))
    return Made(one[one < other], other[one < other], {})


def scale_free(people: int, generator_seed: int, links: int) -> Made:
    """Barabási and Albert."""
    import networkx as nx

    return _made(nx.barabasi_albert_graph(people, links, seed=generator_seed))


def random(people: int, generator_seed: int, chance: float) -> Made:
    """Erdős and Rényi."""
    import networkx as nx

    return _made(nx.fast_gnp_random_graph(people, chance, seed=generator_seed))


def communities(people: int, generator_seed: int, groups: int, inside: float, across: float) -> Made:
    """Planted partition."""
    import networkx as nx

    sizes = [people // groups + (group < people % groups) for group in range(groups)]
    chances = [[inside if row == column else across for column in range(groups)] for row in range(groups)]
    graph = nx.stochastic_block_model(sizes, chances, seed=generator_seed, sparse=True)
    return _made(graph)._replace(node_attributes={"community": [group for _, group in graph.nodes(data="block")]})


def _made(graph: nx.Graph) -> Made:
    """The edges of a graph whose people are called 0, 1, 2 …"""
    ends = np.fromiter(chain.from_iterable(graph.edges), dtype=np.int32, count=2 * graph.number_of_edges())
    return Made(ends[::2], ends[1::2], {})
