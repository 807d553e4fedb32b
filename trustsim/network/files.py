"""Networks from files: a list of ties and a table of people as csv, GraphML, GEXF."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from trustsim.network.attributes import RELATIONSHIP, stable_text
from trustsim.network.faults import NetworkError
from trustsim.network.graphs import from_networkx
from trustsim.network.structure import Network
from trustsim.network.tables import name_in, read_rows

if TYPE_CHECKING:
    import networkx as nx


def read_network(path: str | PathLike[str], people_file: str | PathLike[str] | None = None) -> Network:
    """Read a network from a file.

    Parameters
    ----------
    path
        ``.csv``: a list of ties with the header ``source,target`` and any further columns, each line a directed edge.
        ``.graphml``, ``.gexf``: as networkx reads them. Names that read as whole numbers are numbers in all of them.
    people_file
        A csv file with the column ``name``; the others become attributes of people. People without a tie may stand here
        alone; people who do not stand here have no attributes from it. It overrides what a graph file says of a person.

    Returns
    -------
    Network
        Who knows whom.

    Raises
    ------
    NetworkError
        With file, line (of a csv file) and mend.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        graph = _read_ties(path)
    elif suffix in (".graphml", ".gexf"):
        graph = _read_xml(path, suffix)
    else:
        raise NetworkError(
            f"{path}: a network is read from .csv, .graphml or .gexf, not from '{suffix}'. Save it as one."
        )
    if people_file is not None:
        _read_people(Path(people_file), graph)
    try:
        return from_networkx(graph)
    except NetworkError as fault:
        raise NetworkError(f"{path}: {fault}") from fault


def _read_ties(path: Path) -> nx.DiGraph:
    import networkx as nx

    graph = nx.DiGraph()
    lines: dict[tuple[int | str, int | str], int] = {}
    for line, row in read_rows(path, ("source", "target")):
        where = f"{path}, line {line}"
        source, target = row.pop("source"), row.pop("target")
        if source == target:
            raise NetworkError(f"{where}: a tie of {source!r} to itself. Take the line out, or write who the other is.")
        known = graph.get_edge_data(source, target, default={})
        if (source, target) in lines:
            _check_agreement(where, lines[source, target], known, row)
        if (target, source) in lines and RELATIONSHIP in row:
            back = {RELATIONSHIP: graph.edges[target, source].get(RELATIONSHIP)}
            _check_agreement(where, lines[target, source], back, {RELATIONSHIP: row[RELATIONSHIP]})
        lines[source, target] = line
        graph.add_edge(source, target)
        graph.edges[source, target].update({column: value for column, value in row.items() if value is not None})
    return graph


def _check_agreement(where: str, line: int, known: dict[str, Any], row: dict[str, Any]) -> None:
    for column, value in row.items():
        present = known.get(column)
        if present is not None and value is not None and stable_text(present) != stable_text(value):
            raise NetworkError(
                f"{where}: '{column}' is {value!r} here, but {present!r} for the same people in line {line}. "
                "Take one of the lines out, or write the same in both."
            )


def _read_people(path: Path, graph: nx.Graph) -> None:
    seen: dict[int | str, tuple[int, dict[str, Any]]] = {}
    for line, row in read_rows(path, ("name",)):
        name = row.pop("name")
        if name in seen:
            _check_agreement(f"{path}, line {line}", *seen[name], row)
        filled = {column: value for column, value in row.items() if value is not None}
        seen[name] = line, {**(seen[name][1] if name in seen else {}), **filled}
        graph.add_node(name)
        graph.nodes[name].update(filled)


def _read_xml(path: Path, suffix: str) -> nx.Graph:
    import networkx as nx

    try:
        graph = (
            nx.read_graphml(path, node_type=name_in) if suffix == ".graphml" else nx.read_gexf(path, node_type=name_in)
        )
    except OSError as fault:
        raise NetworkError(f"{path} cannot be read: {fault.strerror}. Check the path.") from fault
    except (nx.NetworkXError, ParseError, ValueError, TypeError, KeyError) as fault:
        raise NetworkError(f"{path} is not a whole {suffix[1:]} file: {fault}. Export it again.") from fault
    for *_, values in graph.edges(data=True):
        # The running number of an edge in the file says nothing of the people, and parallel edges would disagree on it.
        values.pop("id", None)
    return graph
