"""Tables of which only a part is read: from a folder and from memory, the same as from the whole table."""

from __future__ import annotations

import pandas as pd
import pytest

import trustsim
from tests.upkeep.made import files_in, folder_of, plan_in
from trustsim.results import Results
from trustsim.running import study
from trustsim.store import load


@pytest.fixture(scope="module")
def ways(tmp_path_factory) -> dict[str, Results]:
    """The same results from a folder, from memory, and from frames."""
    place = tmp_path_factory.mktemp("study")
    config = files_in(place)
    stored = load(folder_of(config, place / "runs"))
    frames = {name: getattr(stored, name) for name in ("runs", "series", "people", "ties")}
    return {
        "folder": stored,
        "memory": study(plan_in(config), out=None).results,
        "frames": Results(stored.config, frames.get),
    }


@pytest.fixture(params=["folder", "memory", "frames"])
def results(request, ways) -> Results:
    return ways[request.param]


def test_a_table_is_there_without_being_read(results):
    ties = results.table("ties")
    assert ties.count_rows() == len(results.ties)
    assert ties.schema.names == list(results.ties.columns)
    pieces = [len(piece) for piece in ties.to_batches(columns=["trust"], batch_size=20)]
    assert sum(pieces) == len(results.ties)
    assert max(pieces) <= 20


def test_a_column_is_that_of_the_whole_table(results):
    for table, name in (
        ("ties", "trust"),
        ("ties", "source"),
        ("runs", "label"),
        ("series", "week"),
        ("people", "pain"),
    ):
        column = results.column(table, name)
        assert column.tolist() == getattr(results, table)[name].tolist(), name


def test_rows_are_those_that_pandas_would_choose(results):
    ties = results.ties
    wanted = {"run": [0, 7], "week": 4, "source": {"cat", "ann"}}
    chosen = ties[ties["run"].isin([0, 7]) & (ties["week"] == 4) & ties["source"].isin(["cat", "ann"])]
    found = results.rows("ties", wanted, ["run", "target", "trust"])
    assert len(found) > 0
    pd.testing.assert_frame_equal(
        found.astype({"target": str}),
        chosen[["run", "target", "trust"]].astype({"target": str}).reset_index(drop=True),
    )
    assert len(results.rows("ties", {"source": "ann", "week": pd.Series([0.0])})) < len(ties)
    assert len(results.rows("ties")) == len(ties)
    assert results.rows("ties", {"source": "nobody"}).empty
    assert results.rows("ties", {"run": []}).empty


def test_what_is_not_there_is_said(results):
    with pytest.raises(LookupError, match="no table 'moods'"):
        results.table("moods")
    with pytest.raises(LookupError, match="no column 'mood': it has run, week"):
        results.column("ties", "mood")
    with pytest.raises(LookupError, match="the table 'ties' has no column 'runn': did you mean 'run'\\? It has run, w"):
        results.rows("ties", {"runn": 0})
    with pytest.raises(LookupError, match="no column 'trsut': did you mean 'trust'"):
        results.rows("ties", {"run": 0}, columns=["trsut"])
    assert results.has("ties")
    assert not results.has("moods")


def test_what_was_not_recorded_is_not_there():
    settings = {"question": "?", "people": 5, "network": {"kind": "ring"}, "weeks": 2}
    results = trustsim.run(trustsim.Config.model_validate(settings | {"record": {"ties": "none"}}))
    assert not results.has("ties")
    assert results.has("people")


def test_figures_and_report_read_no_whole_table_of_ties_or_people(ways):
    """A study whose tables of people and ties cannot be read whole has a report nevertheless."""
    from trustsim.report import render_report

    stored = ways["folder"]

    def read(name):
        assert name == "runs", f"{name} was read whole"
        return stored.read(name)

    lazily = Results(stored.config, read, stored.manifest, stored.path, stored.open_lazily)
    assert "ann" in render_report(lazily)
