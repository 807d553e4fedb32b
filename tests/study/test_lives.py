"""The life of a relationship is told from what happened, and from nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import trustsim
from trustsim.cli.explaining import _others
from trustsim.store import StoreError
from trustsim.study import LifeError, ReplayError, life_words, lives
from trustsim.study import replay as replaying

# a pair in whom nothing happens but what the script plants
QUIET = {
    "question": "What happened to the two?",
    "people": 2,
    "network": {"kind": "pair"},
    "weeks": 40,
    "engine": "agents",
    "relationships": {"romantic": 1},
    "relationship_types": {"romantic": {"encounters": 0, "ending": 0, "trust": 0.5}},
    "record": {"events": "all"},
}
LIVELY = {
    "question": "What happened?",
    "people": 12,
    "network": {"kind": "complete"},
    "weeks": 40,
    "engine": "agents",
    "parameters": {"gossip_reach": 0.3, "discovery": 0.1},
}


def run(base, **more):
    return trustsim.run(trustsim.Config.model_validate({**base, **more}))


def told(*events, first=1, second=0, weeks=None, **more):
    """Person 1's side of a pair, as one text."""
    life = trustsim.explain(run(QUIET, events=list(events), **more), first, second, weeks=weeks)
    side = life.sides[0]
    return " ".join([side.opening, *(chapter.text for chapter in side.chapters), *side.closing])


def kept(first, last, kind="promise"):
    return {"what": "kept", "who": 0, "to": 1, "week": list(range(first, last + 1)), "kind": kind}


def test_a_long_time_of_kept_promises_is_one_sentence():
    life = trustsim.explain(run(QUIET, events=[kept(3, 20)]), 1, 0)
    (chapter,) = life.sides[0].chapters
    assert (chapter.first, chapter.last) == (3, 20)
    after = 1 - 0.5 * 0.88**18
    assert chapter.text == f"18 kept promises: trust 0.50 → {after:.2f}."
    assert life.sides[0].closing[0] == f"In week 40 person 1's trust in person 0 is {after:.2f}."
    assert life.sides[1].chapters == ()


def test_kinds_of_acts_have_their_names():
    text = told(kept(3, 3), kept(4, 5, "conversation"), kept(6, 6, "boundary"), kept(7, 8, "confidence"))
    assert "One kept promise, 2 good conversations, one respected boundary and 2 kept confidences: trust" in text


def test_a_breach_and_what_it_cost():
    text = told(kept(0, 9), {"what": "betrayal", "who": 0, "to": 1, "week": 10}, kept(11, 20))
    assert "Person 0 broke a promise on purpose. (The config planted this.)" in text
    assert "It weighed more because it was on purpose." in text
    fell = re.search(r"Trust fell from (\S+) to (\S+), and it hurt \((\S+)\)\.", text)
    assert float(fell[1]) == pytest.approx(1 - 0.5 * 0.88**10, abs=0.005)
    assert float(fell[2]) < 0.6 * float(fell[1])
    assert re.search(r"From now on it could rise to 0\.8\d at most", text)
    assert "what was done in bad faith is not all repaired" in text


def test_a_loss_and_when_it_was_made_good():
    lapse = {"what": "lapse", "who": 0, "to": 1, "week": 10, "severity": -1}
    assert "It never was at 0.86 again." in told(kept(0, 9), lapse, kept(11, 12))
    back = re.search(
        r"It was back at 0\.86 only in week (\d+), (\d+) weeks and (\d+) kept acts later\.",
        told(kept(0, 9), lapse, kept(11, 39)),
    )
    assert int(back[1]) - 10 == int(back[2]) == int(back[3]) > 1


def test_warning_apology_and_kind_of_act_are_told():
    lapse = {"what": "lapse", "who": 0, "to": 1, "week": 20, "kind": "confidence"}
    text = told({**lapse, "warned": True, "apology": True})
    assert "judged or passed on a confidence, but had said so in time, and apologised." in text
    assert "weighed more because the two hardly knew each other" in text
    assert "owned up and apologised" in told({**lapse, "apology": True})
    assert "Trust can rise" not in told({**lapse, "apology": True}, parameters={"early_ceiling_damage": 0})


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"discovery": 1.0}, r"\(It came out in week 12\.\)"),
        ({"discovery": 0.0}, r"It has not come out so far\..*Person 0 still hides one breach from person 1\."),
        ({"discovery": 0.2}, r"Person 1 found out what person 0 had hidden: person 0 broke a promise \d+ weeks before"),
    ],
)
def test_what_was_hidden_and_what_became_of_it(parameters, said):
    event = {"what": "betrayal", "who": 0, "to": 1, "week": 12, "hidden": True}
    text = told(event, parameters=parameters)
    assert "broke a promise on purpose and hid it; person 1 did not know." in text
    assert re.search(said, text), text


def test_apology_counsel_and_change():
    breach = {"what": "betrayal", "who": 0, "to": 1, "week": 5}
    text = told(
        breach,
        {"what": "apology", "who": 0, "to": 1, "week": 9},
        {"what": "promise", "who": 0, "to": 1, "week": 10},
        {"what": "counselling", "pair": [0, 1], "week": 12, "weeks": 6},
        {"what": "change", "who": 1, "trait": "forgiveness", "value": 0.9, "week": 14},
    )
    assert re.search(r"Person 0 apologised late\. \(The config planted this\.\) Hurt went from \S+ to \S+\.", text)
    assert "sent a message that renewed the promise" in text
    assert "A counsellor began to help the two, for 6 weeks." in text
    assert "Person 1 changed: forgiveness was 0.90 from now on." in text
    assert "nothing hurt any more" in text


def test_the_end_and_who_brought_it():
    results = run(
        QUIET,
        events=[{"what": "betrayal", "who": 0, "to": 1, "week": 5}],
        relationship_types={"romantic": {"encounters": 0, "ending": 1.0, "trust": 0.5}},
    )
    life = trustsim.explain(results, 1, 0)
    mine, other = (" ".join(chapter.text for chapter in side.chapters) for side in life.sides)
    assert "Person 1 left person 0. The relationship was over. Trust was" in mine
    assert "Person 1 left person 0. The relationship was over." in other
    assert re.match(
        r"The relationship ended in week \d+; person 1's last trust in person 0 was", life.sides[0].closing[0]
    )


def test_both_may_leave_in_one_week():
    events = [{"what": "betrayal", "who": who, "to": 1 - who, "week": 5, "severity": 20} for who in (0, 1)]
    ending = {"romantic": {"encounters": 0, "ending": 1.0, "trust": 0.5}}
    life = trustsim.explain(run(QUIET, events=events, relationship_types=ending), 1, 0)
    assert (
        life.sides[0].chapters[-1].text
        == life.sides[1].chapters[-1].text
        == "Both left at the same time. The relationship was over."
    )


def test_the_sum_adds_up_on_every_tie():
    results = run(LIVELY, record={"events": "all"})
    sums = 0
    for source, target in results.ties[["source", "target"]].itertuples(index=False):
        side = trustsim.explain(results, source, target).sides[0]
        for sentence in side.closing:
            if sentence.startswith("The sum"):
                numbers = sentence.replace("− ", "-").replace("+ ", "")
                first, *parts, last = [round(100 * float(one)) for one in re.findall(r"-?\d\.\d\d", numbers)]
                assert first + sum(parts) == last, sentence
                sums += 1
    assert sums > 100


def test_replayed_or_recorded_it_is_the_same_life():
    replayed = trustsim.explain(run(LIVELY), 3, 7)
    recorded = trustsim.explain(run(LIVELY, record={"events": "all"}), 3, 7)
    assert (replayed.replayed, recorded.replayed) == (True, False)
    assert replayed.sides == recorded.sides
    assert str(replayed) == str(recorded)
    breaches_alone = trustsim.explain(run(LIVELY, record={"events": "breaches"}), 3, 7)
    assert breaches_alone.replayed
    assert str(breaches_alone) == str(recorded)
    assert len(replayed.events) == len(recorded.events) > 20


def test_replayed_compiled_it_is_the_same_life(monkeypatch):
    by_agents = trustsim.explain(run(LIVELY), 3, 7)
    monkeypatch.setattr(replaying, "QUICK_BY_AGENTS", 0)
    heard = []
    compiled = trustsim.explain(run(LIVELY, engine="auto"), 3, 7, say=heard.append)
    assert str(compiled) == str(by_agents)


def test_a_number_of_a_run_and_a_point():
    sweep = {"design": "grid", "over": {"traits.forgiveness": [0, 1]}}
    results = run(LIVELY, sweep=sweep, replicates=2)
    assert results.runs["seed"].max() > 2**53  # no float holds such a seed
    first, last = trustsim.explain(results, 3, 7), trustsim.explain(results, 3, 7, run=3)
    assert (first.run, last.run) == (0, 3)
    assert "run 3 (“forgiveness 1”)" in last.heading
    assert str(first) != str(last)


def test_what_comes_out_otherwise_is_not_told():
    results = run(LIVELY)
    series = results.series.copy()
    series.loc[5, "trust"] = np.nextafter(series.loc[5, "trust"], 1)
    read = results.read
    results = replace(results, read=lambda name: series if name == "series" else read(name), open_lazily=None)
    with pytest.raises(ReplayError, match=r"does not come to what its tables say \(trust differs\)"):
        trustsim.explain(results, 3, 7)


def test_a_network_file_is_found_again_or_missed(tmp_path, monkeypatch):
    (tmp_path / "friends.csv").write_text("source,target\nAnn,Ben\nBen,Cem\n")
    (tmp_path / "study.yaml").write_text("question: Who?\nnetwork: {file: friends.csv}\nweeks: 30\nengine: agents\n")
    results = trustsim.run(tmp_path / "study.yaml", out=tmp_path / "runs")
    monkeypatch.chdir(tmp_path)
    assert str(trustsim.explain(results, "Ann", "Ben")).startswith("Ann and Ben in run 0, 30 weeks")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    lost = replace(results, path=None)
    with pytest.raises(ReplayError, match=r"its network friends.csv is not here\n    go to the folder of the config"):
        trustsim.explain(lost, "Ann", "Ben")
    with pytest.raises(LifeError, match=r"nobody called Benn in this network\n    did you mean Ben\?"):
        trustsim.explain(results, "Ann", "Benn")
    with pytest.raises(LifeError, match="Ann and Cem have no relationship\n    Ann knows Ben"):
        trustsim.explain(results, "Ann", "Cem")


def test_a_run_folder_is_enough(tmp_path, monkeypatch):
    """Wherever it is, and whatever has become of the files that it was made from."""
    (tmp_path / "friends.csv").write_text("source,target\nAnn,Ben\nBen,Cem\n")
    (tmp_path / "study.yaml").write_text("question: Who?\nnetwork: {file: friends.csv}\nweeks: 30\nengine: agents\n")
    made = trustsim.run(tmp_path / "study.yaml", out=tmp_path / "runs")
    before = str(trustsim.explain(made, "Ann", "Ben"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = made.path.rename(elsewhere / "moved")
    monkeypatch.chdir(elsewhere)
    (tmp_path / "friends.csv").unlink()
    (elsewhere / "friends.csv").write_text("source,target\nAnn,Cem\n")  # of another study
    life = trustsim.explain(trustsim.load(folder), "Ann", "Ben")
    assert life.replayed
    assert str(life) == before
    (folder / "inputs" / "friends.csv").write_text("source,target\nAnn,Ben\n")
    with pytest.raises(StoreError, match=r"friends\.csv: it was changed, and the study was made from it"):
        trustsim.explain(trustsim.load(folder), "Ann", "Ben")


@pytest.mark.parametrize("record", [{}, {"events": "all"}])
def test_who_does_not_fit_is_told_who_would(record):
    results = run(LIVELY, network={"kind": "ring"}, record=record)
    with pytest.raises(LifeError, match="there is nobody called zz in this network\n    its people are 0, 1"):
        trustsim.explain(results, 0, "zz")
    with pytest.raises(LifeError, match="0 and 5 have no relationship\n    0 knows 1, 11"):
        trustsim.explain(results, 0, 5)
    with pytest.raises(LifeError, match="0 and 0 are one person"):
        trustsim.explain(results, 0, 0)
    with pytest.raises(LifeError, match="there is no run 5\n    there is one run: 0"):
        trustsim.explain(results, 0, 1, run=5)


def test_of_runs_with_holes_in_their_numbers_the_nearest_are_named():
    results = run(QUIET, replicates=8)
    runs = results.runs[results.runs["run"].isin([0, 1, 5])].reset_index(drop=True)
    some = replace(results, read=lambda name: runs if name == "runs" else results.read(name))
    with pytest.raises(LifeError, match="no run 3\n    there are 3 runs, numbered 0 to 1, 5; nearest are 1 and 5"):
        trustsim.explain(some, 0, 1, run=3)
    assert "another of the 3 runs: --run N, N from 0 to 1, 5" in _others(some, trustsim.explain(some, 0, 1))


def test_weeks_after_the_end_are_refused_before_anything_is_passed_again(monkeypatch):
    results = run(QUIET, record={"events": "none"})
    monkeypatch.setattr(lives, "replay", lambda *given: pytest.fail("passed again for nothing"))
    with pytest.raises(LifeError, match="there is no week 200: this run has 40 weeks\n    name weeks from 0 to 40"):
        trustsim.explain(results, 0, 1, weeks=(200.0, 200.0))


def test_some_weeks_alone():
    whole = trustsim.explain(run(QUIET, events=[kept(0, 39)]), 1, 0)
    part = trustsim.explain(run(QUIET, events=[kept(0, 39)]), 1, 0, weeks=(10, 19))
    (chapter,) = part.sides[0].chapters
    assert chapter.text.startswith("10 kept promises: trust 0.86 →")
    assert part.sides[0].opening == "Up to week 10 person 1's trust in person 0 had come to 0.86."
    assert part.sides[0].closing == ()
    assert whole.sides[0].closing != ()


def test_where_much_happens_small_things_are_summed_up():
    lapses = [{"what": "lapse", "who": 0, "to": 1, "week": week, "severity": -3} for week in range(10, 38)]
    text = told(kept(0, 9), *lapses, law="bush_mosteller")
    assert "small slips" not in text  # what a script plants is told one by one
    busy = run(
        LIVELY, weeks=300, relationship_types={"friend": {"encounters": 1.0, "ending": 0}}, traits={"reliability": 0.7}
    )
    life = trustsim.explain(busy, 3, 7)
    assert "small slips" in str(life)
    assert len(life.sides[0].chapters) < len(life.events) / 5
    assert max(len(line) for line in str(life).splitlines()) <= life_words.WIDTH


def test_numbers_in_words_and_people_by_number():
    assert [life_words.times(count) for count in (1, 2, 3)] == ["once", "twice", "3 times"]
    assert life_words.called_all(["7", "13", "2", "7"]) == "persons 2, 7 and 13"
    assert life_words.called_all(["Ben", "Ann"]) == "Ann and Ben"
    assert life_words.called_all(["3"]) == "person 3"
    assert [life_words.week_of(week) for week in (26.0, 0.25, 100.0)] == ["26", "0.25", "100"]
    assert life_words.share(-0.001) == "0.00"


def test_every_kind_of_event_has_its_place():
    from trustsim.rules import journal

    known = {kind.name for kind in journal.KINDS}
    assert set(lives.EVERYDAY) | set(lives.COSTLY) | set(lives.CAUSES) <= known
    assert set(life_words.CAUSES) == set(lives.CAUSES)
