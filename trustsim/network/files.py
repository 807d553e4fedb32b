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

# What rows say of one person or tie, with the line where each thing was said first.
Said = dict[str, tuple[Any, int]]


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

    said: dict[tuple[int | str, int | str], Said] = {}
    for line, row in read_rows(path, ("source", "target")):
        source, target = row.pop("source"), row.pop("target")
        if source == target:
            raise NetworkError(
                f"{path}, line {line}: a tie of {source!r} to itself. Take the line out, or write who the other is."
            )
        _note(said.setdefault((source, target), {}), row, path, line)
        if RELATIONSHIP in row:
            # Only compared here, hence the copy: from_networkx writes a relationship to both directions.
            back = dict(said.get((target, source), {}))
            _note(back, {RELATIONSHIP: row[RELATIONSHIP]}, path, line)
    graph = nx.DiGraph()
    graph.add_edges_from((*ends, _values(cells)) for ends, cells in said.items())
    return graph


def _read_people(path: Path, graph: nx.Graph) -> None:
    said: dict[int | str, Said] = {}
    for line, row in read_rows(path, ("name",)):
        _note(said.setdefault(row.pop("name"), {}), row, path, line)
    graph.add_nodes_from((name, _values(cells)) for name, cells in said.items())


def _note(said: Said, row: dict[str, Any], path: Path, line: int) -> None:
    for column, value in row.items():
        if value is None:
            continue
        present, before = said.setdefault(column, (value, line))
        if stable_text(present) != stable_text(value):
            raise NetworkError(
                f"{path}, line {line}: '{column}' is {value!r} here, "
                f"but {present!r} for the same people in line {before}. "
                "Take one of the lines out, or write the same in both."
            )


def _values(cells: Said) -> dict[str, Any]:
    return {column: value for column, (value, _) in cells.items()}


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
