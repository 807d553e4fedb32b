"""The table of events: what a study keeps of what happened."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import trustsim
from trustsim.plan import plan_of_config
from trustsim.rules import journal
from trustsim.running import columns_of, execute
from trustsim.running.columns import EVENTS
from trustsim.simulation import record
from trustsim.store.description import description

SETTING = {
    "question": "What happens?",
    "people": 10,
    "network": {"kind": "complete"},
    "weeks": 12,
    "engine": "agents",
    "parameters": {"gossip_reach": 0.4, "praise_reach": 0.2, "discovery": 0.2, "message_rate": 0.2},
    "events": [
        {"what": "betrayal", "week": 2, "who": 0, "to": [1, 2], "hidden": True},
        {"what": "lapse", "week": 3, "who": 0, "to": 3, "warned": True, "apology": True},
        {"what": "apology", "week": 5, "who": 0, "to": 3},
        {"what": "promise", "week": 5, "who": 0, "to": 4},
        {"what": "kept", "week": 6, "who": 0, "to": 4, "kind": "confidence"},
        {"what": "act", "week": 6, "who": 0, "to": 5, "signal": -0.5},
        {"what": "act", "week": 6, "who": 0, "to": 6, "signal": 0.5},
        {"what": "counselling", "week": 7, "pair": [0, 3], "weeks": 4},
        {"what": "change", "week": 8, "who": 0, "trait": "transparency", "value": 0.9},
    ],
}


def config(**more):
    return trustsim.Config.model_validate({**SETTING, "record": {"events": "all"}, **more})


def planted(events, **where):
    """The scripted rows that fit."""
    rows = events[events["scripted"]]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return rows


def test_the_columns_are_those_described_and_stay_inside_their_limits():
    results = trustsim.run(config())
    events = results.events
    assert list(events.columns) == [column.name for column in EVENTS]
    for column in EVENTS:
        low, high = column.limits
        values = events[column.name].dropna()
        if low is not None:
            assert (values >= low).all(), column.name
        if high is not None:
            assert (values <= high).all(), column.name
    assert set(events["what"]) <= {kind.name for kind in journal.KINDS}
    assert set(events["source"]) | set(events["target"]) | set(events["other"]) <= {*map(str, range(10)), ""}
    assert (events["week"].diff().dropna() >= 0).all()


def test_nothing_is_recorded_unless_asked():
    results = trustsim.run(config(record={"events": "none"}))
    assert results.events is None
    assert "events" not in columns_of(plan_of_config(config(record={"events": "none"})))
    assert "events.parquet" not in description(plan_of_config(config(record={"events": "none"})))


def test_the_description_has_every_column_and_every_kind():
    text = description(plan_of_config(config())).split("## events.parquet")[1].split("## ")[0]
    for column in EVENTS:
        assert f"| `{column.name}` |" in text
    for kind in journal.KINDS:
        assert f"| `{kind.name}` | {kind.about} |" in text


def test_what_a_script_plants_is_there_as_planted():
    events = trustsim.run(config()).events
    hidden = planted(events, what="hidden")
    assert list(hidden["source"]) == ["1", "2"]
    assert hidden["deliberate"].all()
    assert (hidden["week"] == 2).all()
    (lapse,) = planted(events, what="breach", week=3.0).to_dict("records")
    assert (lapse["source"], lapse["target"], lapse["warned"], lapse["apology"]) == ("3", "0", True, True)
    assert lapse["trust"] == pytest.approx(lapse["trust_before"] * (1 - lapse["amount"]))
    assert list(planted(events, what="message")["apology"]) == [True, False]
    assert list(planted(events, what="kept")["act"]) == ["confidence", "promise"]
    (graded,) = planted(events, what="breach", week=6.0).to_dict("records")
    assert graded["trust"] == pytest.approx(graded["trust_before"] * (1 - 0.5 * graded["amount"]))
    counselled = planted(events, what="counselling")
    assert set(zip(counselled["source"], counselled["target"], strict=True)) == {("0", "3"), ("3", "0")}
    assert (counselled["amount"] == 4).all()
    (change,) = planted(events, what="change").to_dict("records")
    assert (change["source"], change["target"], change["act"], change["amount"]) == ("0", "", "transparency", 0.9)
    assert np.isnan(change["trust"])


def test_what_is_found_says_since_when_it_was_hidden():
    events = trustsim.run(config(weeks=60)).events
    found = events[events["what"].isin(["found", "forgotten"])]
    assert set(found["what"]) == {"found", "forgotten"}
    assert found["since"].notna().all()
    assert (found["since"] <= found["week"]).all()
    assert (planted(events, what="found")["since"] == 2).all()
    assert len(planted(events, what="found")) == 2
    hidden = events[events["what"] == "hidden"].set_index(["source", "target", "week"])
    for row in found.itertuples():
        assert (row.source, row.target, row.since) in hidden.index
    assert events.loc[~events["what"].isin(["found", "forgotten", "merged"]), "since"].isna().all()


def test_hearsay_names_who_told_it():
    events = trustsim.run(config()).events
    heard = events[events["what"].isin(["gossip", "praise"])]
    assert set(heard["what"]) == {"gossip", "praise"}
    assert (heard["other"] != "").all()
    assert (heard["other"] != heard["source"]).all()
    assert (heard["other"] != heard["target"]).all()
    gossip = heard[heard["what"] == "gossip"]
    assert (gossip["trust"] <= gossip["trust_before"]).all()
    assert (events.loc[~events["what"].isin(["gossip", "praise"]), "other"] == "").all()


def test_a_week_of_several_ticks_has_parts():
    events = trustsim.run(config(ticks_per_week=4, weeks=6, events=SETTING["events"][:3])).events
    assert set(events["week"] * 4) <= set(range(24))
    assert len(set(events["week"])) > 6
    assert set(planted(events, what="breach")["week"]) == {3.0}


def test_relationships_made_on_the_way_are_there_both_ways():
    lonely = config(
        network={"kind": "ring"},
        weeks=40,
        events=[{"what": "betrayal", "who": "all", "week": 2, "severity": 5}],
        parameters={"new_ties": 1.0},
        relationship_types={"friend": {"ending": 0.5}},
        record={"events": "breaches"},
    )
    results = trustsim.run(lonely)
    met = results.events[results.events["what"] == "new_tie"]
    assert len(met) > 0
    both = set(zip(met["source"], met["target"], strict=True))
    assert both == {pair[::-1] for pair in both}
    there = set(zip(results.ties["source"], results.ties["target"], strict=True))
    assert both <= there
    assert len(there) == 20 + len(both)


def test_without_room_the_run_is_passed_again_with_as_much_as_it_needs(monkeypatch):
    whole = trustsim.run(config(), workers=1)  # in this process
    rooms = []
    usual = record.empty_journal

    def small(room, *more):
        rooms.append(room)
        return usual(room, *more)

    monkeypatch.setattr(record, "FIRST_ROOM", 7)
    monkeypatch.setattr(record, "empty_journal", small)
    again = trustsim.run(config(), workers=1)
    assert rooms == [7, len(whole.events)]
    pd.testing.assert_frame_equal(again.events, whole.events)
    pd.testing.assert_frame_equal(again.series, whole.series)
    pd.testing.assert_frame_equal(again.ties, whole.ties)


def test_workers_batches_and_recording_make_no_difference():
    sweep = {"design": "grid", "over": {"parameters.trust_gain": [0.1, 0.2, 0.3]}}
    several = config(sweep=sweep, replicates=8, weeks=9)
    one, two = (execute(plan_of_config(several), workers=workers).tables for workers in (1, 2))
    for name, table in one.items():
        pd.testing.assert_frame_equal(table.to_pandas(), two[name].to_pandas(), check_exact=True)
    events = one["events"].to_pandas()
    assert set(events["run"]) == set(range(24))
    assert (events["run"].diff().dropna() >= 0).all()
    silent = execute(plan_of_config(several.model_copy(update={"record": config(record={}).record})), workers=1).tables
    assert silent["series"].equals(one["series"])
    assert set(silent) == set(one) - {"events"}
    # each alone, as trustsim run --only does it
    from trustsim.simulation import simulate

    run = plan_of_config(several).runs[13]
    alone = simulate(run.point.config, run.seed).events
    of_run = events[events["run"] == 13]
    for name, column in alone.items():
        np.testing.assert_array_equal(of_run[name].to_numpy(), np.array(column.tolist()), err_msg=name)


def test_a_folder_holds_it(tmp_path):
    made = trustsim.run(config(), out=tmp_path)
    read = trustsim.load(made.path)
    pd.testing.assert_frame_equal(read.events, made.events)
    assert "events.parquet" in read.manifest["tables"]
