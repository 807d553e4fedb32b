"""From any networkx graph, and back to one."""

from __future__ import annotations

import warnings
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trustsim.network.attributes import RELATIONSHIP, named, plain_value, stable_text
from trustsim.network.faults import NetworkError
from trustsim.network.names import in_order, plain_name
from trustsim.network.structure import Network

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
    nodes = list(graph)
    names = [plain_name(node) for node in nodes]
    order = in_order(names)
    places = {nodes[position]: place for place, position in enumerate(order)}

    node_attributes: dict[str, list[Any]] = defaultdict(lambda: [None] * len(nodes))
    for node, values in graph.nodes(data=True):
        for attribute, value in values.items():
            if (plain := plain_value(value)) is not None:
                node_attributes[named(attribute)][places[node]] = plain

    edges = list(graph.edges(data=True))
    start = np.fromiter((places[edge[0]] for edge in edges), dtype=np.int64, count=len(edges))
    end = np.fromiter((places[edge[1]] for edge in edges), dtype=np.int64, count=len(edges))
    real = start != end
    if dropped := len(edges) - int(real.sum()):
        ties = "1 tie" if dropped == 1 else f"{dropped} ties"
        warnings.warn(f"{ties} of a person to itself left out: trust here is always in another.", stacklevel=2)
    start, end = start[real], end[real]

    forward, backward = start * len(nodes) + end, end * len(nodes) + start
    codes = np.unique(np.concatenate([forward, backward]))
    directed = bool(graph.is_directed())
    attributes = (edge[2] for edge, kept in zip(edges, real.tolist(), strict=True) if kept)
    columns = _TieColumns([names[position] for position in order], codes)
    columns.fill(attributes, np.searchsorted(codes, forward), np.searchsorted(codes, backward), directed)
    return Network(
        names=tuple(columns.names),
        source=codes // len(nodes),
        target=codes % len(nodes),
        node_attributes=dict(sorted(node_attributes.items())),
        tie_attributes=dict(sorted(columns.values.items())),
    )


class _TieColumns:
    """What edges say of ties, gathered so that the order of the edges does not matter."""

    def __init__(self, names: list[Any], codes: Endpoints) -> None:
        self.names = names
        self.codes = codes
        self.values: dict[str, list[Any]] = defaultdict(lambda: [None] * len(codes))

    def fill(self, said: Iterable[Mapping[Any, Any]], forward: Endpoints, backward: Endpoints, directed: bool) -> None:
        """Take what each edge says; ``forward`` and ``backward`` are its two ties."""
        for values, ahead, back in zip(said, forward.tolist(), backward.tolist(), strict=True):
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
        ends = sorted(divmod(int(self.codes[tie]), len(self.names)))
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

    graph = nx.DiGraph()
    people = _rows({**network.node_attributes, **(node_columns or {})}, network.people, "people")
    graph.add_nodes_from(zip(network.names, people, strict=True))
    ties = _rows({**network.tie_attributes, **(tie_columns or {})}, network.ties, "directed ties")
    sources = [network.names[place] for place in network.source.tolist()]
    targets = [network.names[place] for place in network.target.tolist()]
    graph.add_edges_from(zip(sources, targets, ties, strict=True))
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
