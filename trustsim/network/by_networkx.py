"""The kinds of network as networkx makes them.

Each function takes numbers that ``kinds`` has checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def small_world(people: int, generator_seed: int, neighbours: int, rewiring: float) -> nx.Graph:
    """Watts and Strogatz."""
    import networkx as nx

    return nx.watts_strogatz_graph(people, neighbours, rewiring, seed=generator_seed)


def scale_free(people: int, generator_seed: int, links: int) -> nx.Graph:
    """Barabási and Albert."""
    import networkx as nx

    return nx.barabasi_albert_graph(people, links, seed=generator_seed)


def random(people: int, generator_seed: int, chance: float) -> nx.Graph:
    """Erdős and Rényi."""
    import networkx as nx

    return nx.fast_gnp_random_graph(people, chance, seed=generator_seed)


def communities(people: int, generator_seed: int, groups: int, inside: float, across: float) -> nx.Graph:
    """Planted partition."""
    import networkx as nx

    sizes = [people // groups + (group < people % groups) for group in range(groups)]
    chances = [[inside if row == column else across for column in range(groups)] for row in range(groups)]
    blocks = nx.stochastic_block_model(sizes, chances, seed=generator_seed, sparse=True)
    graph = nx.Graph()
    graph.add_nodes_from((person, {"community": community}) for person, community in blocks.nodes(data="block"))
    graph.add_edges_from(blocks.edges)
    return graph


def complete(people: int, generator_seed: int) -> nx.Graph:
    """Everybody with everybody."""
    import networkx as nx

    return nx.complete_graph(people)


def ring(people: int, generator_seed: int) -> nx.Graph:
    """Everybody with the next."""
    import networkx as nx

    return nx.cycle_graph(people)


def star(people: int, generator_seed: int) -> nx.Graph:
    """Everybody with person 0."""
    import networkx as nx

    return nx.star_graph(people - 1)
