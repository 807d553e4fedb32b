"""Networks from csv, GraphML and GEXF."""

import networkx as nx
import pytest

from trustsim.network import NetworkError, from_networkx, make_network, read_network, to_networkx


@pytest.fixture
def write(tmp_path):
    def write(text, name="ties.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_a_list_of_ties(write):
    path = write(
        "\ufeffsource, target ,relationship,weight,note\r\n"
        "Ann,Bob,friend,3,\r\n"
        'Bob,Ann,,2.5,"met, once"\r\n'
        "\r\n"
        " 12 ,Ann,family,-1e3,nan\r\n"
        "012,Ann\r\n"
    )
    graph = to_networkx(make_network({"file": str(path)}, people=0, seed=1))
    assert list(graph) == [12, "012", "Ann", "Bob"]
    assert graph.edges["Ann", "Bob"] == {"relationship": "friend", "weight": 3}
    assert graph.edges["Bob", "Ann"] == {"relationship": "friend", "weight": 2.5, "note": "met, once"}
    assert graph.edges[12, "Ann"] == {"relationship": "family", "weight": -1000.0, "note": "nan"}
    assert graph.edges["Ann", 12] == {"relationship": "family"}
    assert graph.edges["012", "Ann"] == graph.edges["Ann", "012"] == {}
    assert type(graph.edges["Ann", "Bob"]["weight"]) is int


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("1_000", "1_000"),
        ("inf", "inf"),
        ("1e999", "1e999"),
        ("0x10", "0x10"),
        ("true", "true"),
        ("٣", "٣"),
        ("1.٣", "1.٣"),
    ],
)
def test_what_a_cell_means(write, cell, value):
    network = read_network(write(f"source,target,value\na,b,{cell}\n"))
    assert repr(network.tie_attributes["value"][0]) == repr(value)


def test_names_in_a_file_are_the_people_of_a_config(write):
    path = write("source,target\n" + "".join(f"{one},{other}\n" for one, other in nx.karate_club_graph().edges))
    network = read_network(path)
    assert network.names == tuple(range(34))
    assert network.keys.tolist() == make_network({"name": "karate_club"}, 0, 1).keys.tolist()


def test_the_order_of_rows_and_columns_does_not_matter(write):
    one = read_network(write("source,target,weight\na,b,1\nc,b,2\n"))
    other = read_network(write("weight,target,source\n2,b,c\n1,b,a\n"))
    assert one == other


def test_rows_that_agree_are_one(write):
    once = read_network(write("source,target,weight,note\na,b,1,x\n"))
    assert read_network(write("source,target,weight,note\na,b,1,\na,b,,x\na,b,1,x\n")) == once


def test_people_from_a_table(write):
    ties = write("source,target\nAnn,Bob\n7,Ann\n")
    table = write("forgiveness,name,club\n0.25,Bob,\n,7,chess\n0.5,Eve,go\n0.5,Eve,\n", "people.csv")
    network = make_network({"file": ties, "people_file": table}, people=0, seed=1)
    assert network.names == (7, "Ann", "Bob", "Eve")
    assert network.node_attributes == {"club": ["chess", None, None, "go"], "forgiveness": [None, None, 0.25, 0.5]}
    assert network.ties == 4


FAULTS = [
    ("", r"ties.csv, line 1: the header has no column 'source' \(it reads: nothing\). Let the file begin"),
    ("Ann,Bob\n", r"line 1: the header has no column 'source' \(it reads: Ann, Bob\)"),
    ("source,weight\na,1\n", "line 1: the header has no column 'target'"),
    ("source,target,,x\n", "line 1: column 3 has no name. Name it"),
    ("source,target,x,x\n", "line 1: two columns are named 'x'. Rename one"),
    ("source,target\na,b\n\na, \n", "line 4: the cell under 'target' is blank. Write who it is"),
    ("source,target\n,b\n", "line 2: the cell under 'source' is blank"),
    ("source,target\na,b\nb,b\n", "line 3: a tie of 'b' to itself. Take the line out"),
    ("source,target\na,b,c\n", "line 2: 3 cells under 2 columns. Name the further columns"),
    (
        "source,target,w\na,b,1\nb,a,2\na,b,2\n",
        "line 4: 'w' is 2 here, but 1 for the same people in line 2. Take one of the lines out",
    ),
    ("source,target,w\na,b,1\na,b,\na,b,2\n", "line 4: 'w' is 2 here, but 1 for the same people in line 2"),
    ("source,target,w\na,b,\na,b,1\na,b,2\n", "line 4: 'w' is 2 here, but 1 for the same people in line 3"),
    (
        "source,target,relationship\na,b,friend\nb,a,family\n",
        "line 3: 'relationship' is 'family' here, but 'friend' for the same people in line 2",
    ),
    ('source,target\na,"b\n', "line 2: unexpected end of data. Close every quotation mark"),
    ("source,target\n", "ties.csv: The graph has no nodes"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_faults_of_a_list_of_ties(write, text, message):
    with pytest.raises(NetworkError, match=message):
        read_network(write(text))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("who,club\n", "people.csv, line 1: the header has no column 'name'"),
        ("name,club\nAnn,go\n,go\n", "people.csv, line 3: the cell under 'name' is blank"),
        ("name,club\nAnn,go\nAnn,chess\n", "people.csv, line 3: 'club' is 'chess' here, but 'go' .* line 2"),
        ("name,club\nAnn,go\nAnn,\nAnn,chess\n", "people.csv, line 4: 'club' is 'chess' here, but 'go' .* line 2"),
    ],
)
def test_faults_of_a_table_of_people(write, text, message):
    ties, table = write("source,target\nAnn,Bob\n"), write(text, "people.csv")
    with pytest.raises(NetworkError, match=message):
        read_network(ties, table)


def test_a_relationship_in_a_later_row_must_agree_with_the_other_direction(write):
    path = write("source,target,relationship\na,b,\nb,a,friend\na,b,family\n")
    with pytest.raises(NetworkError, match=r"line 4: 'relationship' is 'family' here, but 'friend' .* in line 3"):
        read_network(path)


@pytest.mark.parametrize("name", ["absent.csv", "absent.graphml", "absent.gexf"])
def test_a_file_that_is_not_there(tmp_path, name):
    with pytest.raises(NetworkError, match=rf"{name} cannot be read: No such file or directory. Check the path"):
        read_network(tmp_path / name)


def test_a_file_in_another_encoding(write):
    with pytest.raises(NetworkError, match=r"is not in UTF-8\. Save it"):
        read_network(write("source,target\nAnn,Jürgen\n", encoding="latin-1"))


def test_the_ending_of_a_file_may_be_in_capitals(write):
    assert read_network(write("source,target\na,b\n", "TIES.CSV")).people == 2


def test_a_file_of_another_sort(write):
    with pytest.raises(NetworkError, match=r"read from .csv, .graphml or .gexf, not from '.xlsx'"):
        read_network(write("", "ties.xlsx"))


@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
@pytest.mark.parametrize("text", ["", "<html></html>", "source,target"])
def test_a_broken_graph_file(write, suffix, text):
    with pytest.raises(NetworkError, match=f"is not a whole {suffix} file: .* Export it again"):
        read_network(write(text, f"ties.{suffix}"))


@pytest.mark.parametrize("graph_class", [nx.Graph, nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph])
@pytest.mark.parametrize("suffix", ["graphml", "gexf"])
def test_graph_files(tmp_path, suffix, graph_class):
    graph = graph_class()
    graph.add_node(1, forgiveness=0.5)
    graph.add_node("Eve", forgiveness=0.25)
    graph.add_edge("Ann", 1, relationship="friend", closeness=0.5)
    graph.add_edge("Ann", 1, relationship="friend", closeness=0.5)
    path = tmp_path / f"ties.{suffix}"
    getattr(nx, f"write_{suffix}")(graph, path)
    network, expected = read_network(path), from_networkx(graph)
    assert network.names == expected.names == (1, "Ann", "Eve")
    assert network.tie_attributes == expected.tie_attributes
    assert network.source.tolist() == expected.source.tolist()
    assert network.node_attributes["forgiveness"] == expected.node_attributes["forgiveness"]


def test_a_graph_file_of_a_real_network_is_that_network(tmp_path):
    path = tmp_path / "karate.graphml"
    nx.write_graphml(nx.karate_club_graph(), path)
    assert read_network(path) == make_network({"name": "karate_club"}, 0, 1)


def test_a_table_of_people_overrides_a_graph_file(tmp_path, write):
    path = tmp_path / "karate.graphml"
    nx.write_graphml(nx.karate_club_graph(), path)
    network = read_network(path, write("name,club,reliability\n0,chess,0.9\n1,,\n", "people.csv"))
    assert network.node_attributes["club"][:2] == ["chess", "Mr. Hi"]
    assert network.node_attributes["reliability"] == [0.9] + [None] * 33


def test_a_contradiction_inside_a_graph_file_names_the_file(tmp_path):
    path = tmp_path / "ties.graphml"
    graph = nx.DiGraph([("a", "b", {"relationship": "friend"}), ("b", "a", {"relationship": "family"})])
    nx.write_graphml(graph, path)
    with pytest.raises(NetworkError, match=r"ties.graphml: The edges between 'a' and 'b' disagree on 'relationship'"):
        read_network(path)
