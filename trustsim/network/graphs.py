"""From any networkx graph, and back to one."""

from __future__ import annotations

import gc
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from operator import methodcaller
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trustsim.network.attributes import RELATIONSHIP, named, plain_value, stable_text
from trustsim.network.faults import NetworkError
from trustsim.network.names import in_order, plain_names
from trustsim.network.structure import Network, sealed
from trustsim.network.ties import Places, both_ways

if TYPE_CHECKING:
    import networkx as nx

Endpoints = npt.NDArray[np.int64]
Columns = Mapping[str, Sequence[Any] | npt.NDArray[Any]]


def from_networkx(graph: nx.Graph) -> Network:
    """Fold any networkx graph into a network of mutual relationships.

    An edge in either direction makes the relationship. What an undirected edge says holds both ways; what a directed
    edge says holds its own way, except ``relationship``, which belongs to the two. ``None`` and ``NaN`` count as not
    said, and what is said of nobody is left out. Edges from a person to itself are dropped with a warning.

    Parameters
    ----------
    graph
        A ``Graph``, ``DiGraph``, ``MultiGraph`` or ``MultiDiGraph``; names of any type that reads the same in every
        process.

    Returns
    -------
    Network
        The same whatever order nodes and edges were added in.

    Raises
    ------
    NetworkError
        When the graph is empty, edges of the same two people contradict each other, or names cannot be told apart.
    """
    if not len(graph):
        raise NetworkError("The graph has no nodes. Add at least one person, with or without relationships.")
    with _collector_paused():
        nodes = list(graph)
        names = plain_names(nodes)
        order = in_order(names)
        places = {nodes[position]: place for place, position in enumerate(order)}

        node_attributes: dict[str, list[Any]] = defaultdict(lambda: [None] * len(nodes))
        for node, values in graph.nodes(data=True):
            for attribute, value in values.items():
                if (plain := plain_value(value)) is not None:
                    node_attributes[named(attribute)][places[node]] = plain

        start, end, said = _ends_of(graph, places)
        if dropped := _to_itself(graph, start, end):
            ties = "1 tie" if dropped == 1 else f"{dropped} ties"
            warnings.warn(f"{ties} of a person to itself left out: trust here is always in another.", stacklevel=2)
        # An undirected edge is read from either end.
        once = start != end if graph.is_directed() else start < end
        source, target = both_ways(len(nodes), start[once], end[once])
        columns = _TieColumns([names[position] for position in order], source, target)
        if said:
            columns.fill(graph, places)
        return Network(
            names=tuple(columns.names),
            source=sealed(source),
            target=sealed(target),
            node_attributes=dict(sorted(node_attributes.items())),
            tie_attributes=dict(sorted(columns.values.items())),
        )


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without the search for garbage in rings, which goes through millions of objects again and again for nothing."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _ends_of(graph: nx.Graph, places: Mapping[Any, int]) -> tuple[Endpoints, Endpoints, bool]:
    """Who stands at either end of the entries of the adjacency, as places, and whether any edge has an attribute.

    An undirected edge has two entries, parallel edges share theirs.
    """
    beginnings, rows = zip(*graph.adjacency(), strict=True)
    known = [*map(list, rows)]  # the length of a row of a view of a graph may be another than what it lists
    degrees = np.fromiter(map(len, known), dtype=np.int64, count=len(known))
    start = np.fromiter(map(places.__getitem__, beginnings), dtype=np.int64, count=len(known)).repeat(degrees)
    ends = map(places.__getitem__, chain.from_iterable(known))
    said: Iterable[Any] = chain.from_iterable(map(methodcaller("values"), rows))
    if graph.is_multigraph():
        said = chain.from_iterable(map(methodcaller("values"), said))
    return start, np.fromiter(ends, dtype=np.int64, count=len(start)), any(said)


def _to_itself(graph: nx.Graph, start: Endpoints, end: Endpoints) -> int:
    """How many edges lead from a node to itself."""
    if not np.any(start == end):
        return 0
    import networkx as nx

    return int(nx.number_of_selfloops(graph))


class _TieColumns:
    """What edges say of ties, gathered so that the order of the edges does not matter."""

    def __init__(self, names: list[Any], source: Places, target: Places) -> None:
        self.names = names
        self.source = source
        self.target = target
        self.values: dict[str, list[Any]] = defaultdict(lambda: [None] * len(source))

    def fill(self, graph: nx.Graph, places: Mapping[Any, int]) -> None:
        """Take what each edge says."""
        said = [(places[one], places[other], values) for one, other, values in graph.edges(data=True) if values]
        said = [edge for edge in said if edge[0] != edge[1]]
        people, directed = len(self.names), graph.is_directed()
        start, end = (np.array([edge[side] for edge in said], dtype=np.int64) for side in (0, 1))
        codes = self.source * np.int64(people) + self.target
        forward = np.searchsorted(codes, start * people + end).tolist()
        backward = np.searchsorted(codes, end * people + start).tolist()
        for (*_, values), ahead, back in zip(said, forward, backward, strict=True):
            for attribute, value in values.items():
                if (plain := plain_value(value)) is None:
                    continue
                attribute = named(attribute)
                self._put(attribute, ahead, plain)
                if not directed or attribute == RELATIONSHIP:
                    self._put(attribute, back, plain)

    def _put(self, attribute: str, tie: int, value: Any) -> None:
        column = self.values[attribute]
        present = column[tie]
        if present is None:
            column[tie] = value
        elif stable_text(present) != stable_text(value):
            raise NetworkError(self._contradiction(attribute, tie, present, value))

    def _contradiction(self, attribute: str, tie: int, *values: Any) -> str:
        # The lower person first, and the values sorted, so that the message does not depend on the order of the edges.
        ends = sorted((int(self.source[tie]), int(self.target[tie])))
        first, second = (self.names[end] for end in ends)
        one, other = sorted(map(repr, values))
        if attribute == RELATIONSHIP:
            mend = "A relationship belongs to both: write the same for both directions, or write it once."
        else:
            mend = "Keep one of the edges, or write the same on all of them."
        return f"The edges between {first!r} and {second!r} disagree on {attribute!r}: {one} and {other}. {mend}"


def to_networkx(
    network: Network,
    node_columns: Columns | None = None,
    tie_columns: Columns | None = None,
) -> nx.DiGraph:
    """Write a network as a directed graph under the original names.

    Parameters
    ----------
    network
        Who knows whom.
    node_columns, tie_columns
        More to write, by name: a value for each person, for each directed tie, in the network's order. A column that
        bears the name of an attribute of the network takes its place.

    Returns
    -------
    networkx.DiGraph
        With the network's own attributes and the columns, in plain Python values. ``None`` is left out, so that
        ``from_networkx(to_networkx(network)) == network``.

    Raises
    ------
    NetworkError
        When a column does not have one value for each person or tie.
    """
    import networkx as nx

    node_columns = {**network.node_attributes, **(node_columns or {})}
    tie_columns = {**network.tie_attributes, **(tie_columns or {})}
    graph = nx.DiGraph()
    with _collector_paused():
        graph.add_nodes_from(zip(network.names, _rows(node_columns, network.people, "people"), strict=True))
        ends = [map(network.names.__getitem__, places.tolist()) for places in (network.source, network.target)]
        if tie_columns:
            graph.add_edges_from(zip(*ends, _rows(tie_columns, network.ties, "directed ties"), strict=True))
        else:
            graph.add_edges_from(zip(*ends, strict=True))
    return graph


def _rows(columns: Columns, length: int, what: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [{} for _ in range(length)]
    for name, values in columns.items():
        if len(values) != length:
            raise NetworkError(f"The column {name!r} has {len(values)} values for {length} {what}. Give one each.")
        plain = values.tolist() if isinstance(values, np.ndarray) else values
        for row, value in zip(rows, plain, strict=True):
            if value is not None:
                row[name] = value.item() if isinstance(value, np.generic) else value
    return rows
