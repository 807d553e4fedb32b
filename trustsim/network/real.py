"""Real networks that come with networkx, under the names that networkx gives their people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx


def _karate_club() -> nx.Graph:
    """Zachary 1977: 34 members of a club that split; ``club``, and ``weight``, the number of places where two met."""
    import networkx as nx

    return nx.karate_club_graph()


def _les_miserables() -> nx.Graph:
    """Knuth 1993: 77 characters; ``weight`` is the number of chapters that two share."""
    import networkx as nx

    return nx.les_miserables_graph()


def _florentine_families() -> nx.Graph:
    """Breiger and Pattison 1986: marriages between 15 families of Florence."""
    import networkx as nx

    return nx.florentine_families_graph()


def _davis_women() -> nx.Graph:
    """Davis, Gardner and Gardner 1941: 18 women of the South; ``weight`` is the number of events that two went to."""
    import networkx as nx

    attendance = nx.davis_southern_women_graph()
    women = nx.bipartite.weighted_projected_graph(attendance, attendance.graph["top"])
    for person in women:
        # On which side of the attendance list somebody stood says nothing once all the others stand there too.
        del women.nodes[person]["bipartite"]
    return women


REAL_NETWORKS: dict[str, Callable[[], nx.Graph]] = {
    "karate_club": _karate_club,
    "les_miserables": _les_miserables,
    "florentine_families": _florentine_families,
    "davis_women": _davis_women,
}
