import asyncio
import importlib
import json
import math
import threading
import time

import httpx
import numpy as np
import pytest
from anyio import CapacityLimiter
from typer.testing import CliRunner

import trustsim
from tests.app.visiting import BETRAYED, HERE, SMALL, Visitor, assert_frames_are, run_of, whole
from trustsim.app import diagram as diagrams
from trustsim.app import server as servers
from trustsim.app.as_config import FILE
from trustsim.app.asked import asked
from trustsim.app.undoing import before_fall
from trustsim.cli import app
from trustsim.config import load_config
from trustsim.network import make_network
from trustsim.parameters import Parameters, Traits, quantities
from trustsim.plan import plan_of_config
from trustsim.simulation import simulate
from trustsim.study import explain
from trustsim.verification.counting import kept_between, kept_to_undo
from trustsim.world.script import EventError

GAIN = Parameters._field_defaults["trust_gain"]
QUIET = {
    "people": 2,
    "network": {"kind": "pair"},
    "relationships": {"friend": 1.0},
    "relationship_types": {"friend": {"trust": 0.8, "encounters": 0.0, "ending": 0.0}},
    "parameters": {"message_rate": 0.0},
    "weeks": 300,
}
"""Two people to whom nothing happens but what the script does."""


@pytest.fixture(scope="module")
def visitor():
    return Visitor()


def with_events(*events, **more):
    return QUIET | {"events": list(events)} | more


def betrayal(week, **more):
    return {"week": week, "what": "betrayal", "who": 0, "to": 1, **more}


# How many promises it takes


@pytest.mark.parametrize(("week", "severity"), [(0, 1.0), (5, -2.0), (12, 3.0)])
def test_undoing_by_the_law_alone_is_the_closed_form(visitor, week, severity):
    told = visitor.told("undoing", with_events(betrayal(week, severity=severity)), week=week + 1, watch=[1, 0])
    frames = visitor.frames(with_events(betrayal(week, severity=severity)), week, 1, watch=[1, 0])
    after = frames["watched"]["trust"][0]
    assert told["before"] == 0.8
    assert after < 0.8
    assert told["alone"] == math.ceil(kept_between(after, 0.8, GAIN))
    assert told["alone"] == math.ceil(kept_to_undo(0.8, 1.0 - after / 0.8, GAIN))
    assert told["kept"] > told["alone"], "hurt and a lower ceiling make it longer"


def test_where_nothing_hurts_both_counts_are_the_closed_form(visitor):
    config = with_events(betrayal(3), law="bush_mosteller")
    told = visitor.told("undoing", config, week=4, watch=[1, 0])
    after = visitor.frames(config, 3, 1, watch=[1, 0])["watched"]["trust"][0]
    assert told["kept"] == told["alone"] == math.ceil(kept_between(after, 0.8, GAIN))


@pytest.mark.parametrize(
    ("more", "week"),
    [
        ({}, 11),
        ({}, 40),
        ({"traits": {"forgiveness": 0.9, "transparency": 0.9}}, 11),
        ({"ticks_per_week": 4}, 12),
        ({"law": {"name": "pant_yu"}}, 11),
    ],
)
def test_so_many_promises_do_undo_it(visitor, more, week):
    """Kept promises are put into the config from that week on: trust is back with the last of them, not before."""
    broken = with_events(betrayal(3, severity=-1.0), betrayal(10), **more)
    told = visitor.told("undoing", broken, week=week, watch=[1, 0])
    kept = {"week": {"from": week, "to": 299}, "what": "kept", "who": 0, "to": 1}
    mended = broken | {"events": [*broken["events"], kept]}
    record = run_of(mended)
    ties = record.ties
    mine = (np.array(ties["source"].tolist()) == "1") & (np.asarray(ties["week"]) >= week)
    trust = ties["trust"][mine]
    assert told["kept"] > 1
    assert trust[0] < told["before"]
    back = np.flatnonzero(trust >= told["before"] - 1e-12)
    assert back[0] == told["kept"]


def test_what_never_comes_back_is_null(visitor):
    # Nobody forgives, so the ceiling stays where the betrayal has put it.
    config = with_events(betrayal(10), traits={"forgiveness": 0.0, "transparency": 0.0})
    told = visitor.told("undoing", config, week=11, watch=[1, 0])
    assert told["kept"] is None
    assert told["alone"] > 1


def test_where_nothing_was_lost_nothing_is_to_be_undone(visitor):
    told = visitor.told("undoing", QUIET, week=5, watch=[1, 0])
    assert told == {"kept": 0, "alone": 0, "before": 0.8}
    other_way = visitor.told("undoing", with_events(betrayal(3)), week=5, watch=[0, 1])
    assert other_way == {"kept": 0, "alone": 0, "before": 0.8}


def test_a_relationship_that_is_over_cannot_be_mended(visitor):
    config = with_events(betrayal(2, severity=8.0))
    config["relationship_types"] = {"friend": {"trust": 0.8, "encounters": 0.0, "ending": 1.0}}
    frames = visitor.frames(config, 0, 50)
    assert 0.0 in [line[2] for line in frames["measures"]], "it has ended"
    assert visitor.told("undoing", config, week=50, watch=[1, 0])["kept"] is None


def test_the_last_fall_is_the_whole_of_it():
    assert before_fall([0.5]) == 0.5
    assert before_fall([0.5, 0.4]) == 0.5
    assert before_fall([0.9, 0.8, 0.7, 0.75, 0.75]) == 0.9
    assert before_fall([0.9, 0.5, 0.6, 0.55, 0.7]) == 0.6


def test_from_a_week_on_the_first_fall_counts():
    assert before_fall([0.9, 0.5, 0.6, 0.55, 0.7], 0) == 0.9
    assert before_fall([0.9, 0.5, 0.6, 0.55, 0.7], 1) == 0.6
    assert before_fall([0.9, 0.5, 0.6, 0.55, 0.7], 3) == 0.7
    assert before_fall([0.9, 0.5], 1) == 0.5


def lapse(week):
    return {"week": week, "what": "lapse", "who": 0, "to": 1, "severity": -3.0}


def test_a_lapse_after_a_betrayal_does_not_take_its_place(visitor):
    """Counted from the betrayal it is the closed form from there, hurt left aside; without it, that of the lapse."""
    config = with_events(betrayal(10), lapse(14))
    trust = visitor.frames(config, 9, 11, watch=[1, 0])["watched"]["trust"]  # weeks 10 to 20
    before, now = trust[0], trust[5]
    assert now < trust[4] < before, "the lapse hurts, and is the last to have done so"
    since = visitor.told("undoing", config, week=15, watch=[1, 0], since=10)
    last = visitor.told("undoing", config, week=15, watch=[1, 0])
    assert since["before"] == before
    assert last["before"] == trust[4]
    assert since["alone"] == math.ceil(kept_between(now, before, GAIN))
    assert last["alone"] == math.ceil(kept_between(now, trust[4], GAIN)) < since["alone"]
    assert since["kept"] > last["kept"]


def test_counted_from_the_one_betrayal_or_from_the_last_fall_is_the_same_where_nothing_followed(visitor):
    config = with_events(betrayal(10))
    for week in (11, 40):
        assert visitor.told("undoing", config, week=week, watch=[1, 0], since=10) == visitor.told(
            "undoing", config, week=week, watch=[1, 0]
        )


def test_a_hidden_betrayal_counts_from_where_trust_was_when_it_came_to_light(visitor):
    promises = {"week": {"from": 1, "to": 100}, "what": "kept", "who": 0, "to": 1}
    quiet = {"message_rate": 0.0, "discovery": 0.1}
    config = with_events(promises, betrayal(10, hidden=True), parameters=quiet)
    tie = visitor.frames(config, 0, 100, watch=[1, 0])["watched"]
    trust = dict(enumerate(tie["trust"], 1))
    found = 1 + tie["breaches"].index(1)
    assert found > 12
    assert trust[10] < trust[found - 1] > trust[found]
    told = visitor.told("undoing", config, week=found, watch=[1, 0], since=10)
    assert told["before"] == trust[found - 1]
    assert told["kept"] > 1
    hidden = visitor.told("undoing", config, week=found - 1, watch=[1, 0], since=10)
    assert (hidden["kept"], hidden["before"]) == (0, trust[found - 1])


# The diagram


def test_the_diagram_is_the_mean_of_four_replicates(visitor):
    config = BETRAYED | {"weeks": 40, "traits": {"forgiveness": {"beta": [1, 1]}, "reliability": 0.7}}
    config |= {"parameters": {"gossip_reach": 0.4}}
    told = visitor.told("diagram", config)
    assert told["forgiveness"] == told["transparency"] == [0, 0.25, 0.5, 0.75, 1]
    for row, column in ((0, 0), (1, 3), (4, 2)):
        traits = config["traits"] | {
            "forgiveness": told["forgiveness"][row],
            "transparency": told["transparency"][column],
        }
        network = config["network"] | {"seed": config["seed"]}  # the betrayal names somebody
        ends = ends_of(config | {"traits": traits, "network": network})
        for name in ("survival", "trust"):
            expected = np.mean([end[name][-1] for end in ends])
            assert told[name][row][column] == pytest.approx(expected, abs=1e-12)
    assert len({value for row in told["trust"] for value in row}) == 25


def ends_of(config):
    """The series of four replicates, as ``trustsim run`` makes them."""
    return [simulate(run.point.config, run.seed).series for run in plan_of_config(whole(config, replicates=4)).runs]


def test_a_diagram_of_nobody_together_is_empty(visitor):
    told = visitor.told("diagram", {"people": 4, "network": {"kind": "random", "degree": 0}, "weeks": 2})
    assert told["trust"] == told["survival"] == [[None] * 5] * 5


def test_a_diagram_has_one_network_where_an_event_names_people(visitor):
    network = {"kind": "random", "degree": 2.0}
    traits = {"forgiveness": 0.25, "transparency": 0.5}
    config = {"people": 12, "network": network, "weeks": 5, "seed": 3, "traits": traits}
    a, b = visitor.told("begin", config)["pairs"][0]
    config |= {"events": [{"week": 2, "what": "betrayal", "who": a, "to": b}]}
    with pytest.raises(EventError, match="no relationship"):
        ends_of(config)
    told = visitor.told("diagram", config)
    ends = ends_of(config | {"network": network | {"seed": 3}})
    assert told["trust"][1][2] == pytest.approx(np.mean([end["trust"][-1] for end in ends]), abs=1e-12)


def test_a_diagram_that_nobody_waits_for_ends(monkeypatch):
    course = diagrams.Course
    runs = []
    monkeypatch.setattr(diagrams, "Course", lambda *given: runs.append(1) or course(*given))
    diagrams.diagram(asked(SMALL))
    assert len(runs) == 100
    with pytest.raises(diagrams.StaleError):
        diagrams.diagram(asked(SMALL), lambda: len(runs) >= 110)
    assert 110 <= len(runs) < 120


def test_a_newer_diagram_of_a_session_ends_the_older(monkeypatch):
    waiting, drawn = [], []

    def slow(config, stale):
        waiting.append(config.config.seed)
        while config.config.seed == 1:
            if stale():
                raise diagrams.StaleError
        drawn.append(config.config.seed)
        return {"seed": config.config.seed}

    monkeypatch.setattr(servers, "diagram", slow)
    visitor = Visitor()
    path = f"/sessions/{visitor.session}/diagram"

    async def both():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(visitor.app), base_url=HERE) as client:
            older = asyncio.create_task(client.post(path, json={"config": SMALL | {"seed": 1}}))
            while not waiting:
                await asyncio.sleep(0.01)
            newer = await client.post(path, json={"config": SMALL | {"seed": 2}})
            return await older, newer

    older, newer = asyncio.run(both())
    assert (older.status_code, newer.status_code) == (429, 200)
    assert drawn == [2]


def test_a_diagram_ends_when_its_visitor_is_gone(monkeypatch):
    begun, ends = threading.Event(), []

    def slow(config, stale):
        begun.set()
        for _ in range(1000):
            if stale():
                ends.append("stale")
                raise diagrams.StaleError
            time.sleep(0.01)
        ends.append("drawn")
        return {}

    monkeypatch.setattr(servers, "diagram", slow)
    visitor = Visitor()
    content = json.dumps({"config": SMALL}).encode()
    path = f"/sessions/{visitor.session}/diagram"
    headers = [(b"host", b"localhost"), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "scheme": "http", "query_string": b""}
    messages = [{"type": "http.request", "body": content}]

    async def receive():
        if messages:
            return messages.pop()
        await asyncio.to_thread(begun.wait)
        return {"type": "http.disconnect"}

    async def send(message):
        pass

    asyncio.run(visitor.app(scope, receive, send))
    assert ends == ["stale"]


def test_a_visitor_is_answered_one_question_at_a_time_and_others_meanwhile(monkeypatch):
    at_once: dict[str, int] = {}
    most: dict[str, int] = {}

    def slow(body):
        who = body["who"]
        at_once[who] = at_once.get(who, 0) + 1
        most[who] = max(most.get(who, 0), at_once[who])
        most["all"] = max(most.get("all", 0), sum(at_once.values()))
        time.sleep(0.05)
        at_once[who] -= 1
        return {}

    monkeypatch.setattr(servers, "_undoing", slow)
    server = servers.Server(quick=CapacityLimiter(8))
    visitors = [Visitor(server), Visitor(server)]

    async def all_at_once():
        transport = httpx.ASGITransport(visitors[0].app)
        async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
            asking = [
                client.post(f"/sessions/{visitor.session}/undoing", json={"who": visitor.session})
                for _ in range(4)
                for visitor in visitors
            ]
            return await asyncio.gather(*asking)

    sessions = [visitor.session for visitor in visitors]
    assert [one.status_code for one in asyncio.run(all_at_once())] == [200] * 8
    assert [most[session] for session in sessions] == [1, 1]
    assert most["all"] == 2


# Lives


def test_the_life_of_a_tie_is_that_of_explain(visitor):
    scene = visitor.told("begin", BETRAYED)
    pair = next(pair for pair in scene["pairs"] if 0 in pair)
    told = visitor.told("explain", BETRAYED, week=40, pair=pair)
    study = whole(BETRAYED, weeks=40, events=BETRAYED["events"], record={"events": "all"})
    life = explain(trustsim.run(study, workers=1), *map(str, pair))
    text = "\n".join(told["paragraphs"])
    assert told["title"] == f"Person {pair[0]} and person {pair[1]}, week 40"
    sentences = [side.opening for side in life.sides]
    sentences += [chapter.text for side in life.sides for chapter in side.chapters]
    sentences += [sentence for side in life.sides for sentence in side.closing]
    assert len(sentences) > 6
    assert [sentence for sentence in sentences if sentence not in text] == []
    assert "on purpose" in text


def test_the_life_of_a_person_has_the_numbers_of_the_tables(visitor):
    told = visitor.told("explain", BETRAYED, week=40, person=0)
    text = " ".join(told["paragraphs"])
    ties = run_of(BETRAYED | {"weeks": 40}).ties
    now = np.asarray(ties["week"]) == 40
    source, target = (np.array(ties[end].tolist())[now] for end in ("source", "target"))
    alive, trust, kept = (np.asarray(ties[name])[now] for name in ("active", "trust", "kept"))
    given, received = (source == "0") & alive, (target == "0") & alive
    assert told["title"] == "Person 0, week 40"
    assert f"{given.sum()} of them are alive" in text or "All are alive" in text
    assert f"trusts those who are left with {trust[given].mean():.2f}" in text
    assert f"They trust person 0 with {trust[received].mean():.2f}" in text
    assert f"{kept[target == '0'].sum()} acts were kept by person 0" in text
    least = source[received][trust[received].argmin()]
    assert f"person {least} least ({trust[received].min():.2f})" in text
    assert "in week 20" in text, "the betrayal is what cost most"


def test_a_life_tells_no_week_that_is_not_yet_shown(visitor):
    before = visitor.told("explain", BETRAYED, week=20, person=0)
    without = visitor.told("explain", SMALL, week=20, person=0)
    assert before == without
    start = visitor.told("explain", BETRAYED, week=0, pair=visitor.told("begin", BETRAYED)["pairs"][0])
    assert "began at" in start["paragraphs"][0]


def test_whoever_knows_nobody_has_a_life_too(visitor):
    config = {"people": 3, "network": {"kind": "random", "degree": 0}, "weeks": 3}
    assert "Person 1 knows nobody." in visitor.told("explain", config, week=2, person=1)["paragraphs"]


def test_losses_and_partings_are_told(visitor):
    config = BETRAYED | {"weeks": 60, "traits": {"forgiveness": 0.0}, "parameters": {"gossip_reach": 0.5}}
    config["events"] = [{"week": week, "what": "betrayal", "who": 0, "to": "all"} for week in (5, 10, 15)]
    text = " ".join(visitor.told("explain", config, week=60, person=0)["paragraphs"])
    assert "was left by" in text
    assert "by a breach on purpose" in text


# From play to experiment


@pytest.mark.parametrize(
    "config", [SMALL, BETRAYED, {"people": 9, "network": {"kind": "ring"}, "weeks": 9, "traits": {}}]
)
def test_the_yaml_is_a_config_of_the_same_run(visitor, tmp_path, config):
    told = visitor.told("yaml", config)
    (tmp_path / FILE).write_text(told["yaml"], encoding="utf-8")
    loaded = load_config(tmp_path / FILE)
    scene = visitor.told("begin", config)
    results = trustsim.run(tmp_path / FILE, workers=1)
    frames = visitor.frames(config, 0, config["weeks"])
    assert [line[0] for line in frames["measures"]] == results.rows("series", {"run": 0})["trust"].tolist()[1:]
    assert_frames_are(frames, loaded.raw, scene)
    assert told["yaml"].startswith("# yaml-language-server: $schema=trustsim.schema.json\n")
    assert told["commands"] == {"once": "trustsim run my.yaml", "many": "trustsim run my.yaml -s replicates=100"}
    assert load_config(tmp_path / FILE, ["replicates=100"]).config.replicates == 100
    assert f"among {config['people']} people in {config['weeks']} weeks" in loaded.config.question


def test_the_question_names_what_happened(visitor):
    def question(*events):
        return visitor.told("yaml", QUIET | {"events": list(events)})["yaml"].split('question: "')[1].split('"')[0]

    assert question().endswith("in 300 weeks?")
    assert "with a betrayal (week 10)?" in question(betrayal(10))
    assert "a lapse (3 times from week 2 on)" in question({"week": [2, 3, 9], "what": "lapse"})
    assert "with 4 things that are made to happen?" in question(*(betrayal(week) for week in range(4)))


def betrayed_pair(visitor, **more):
    """A run of the page in which one of two who know each other betrays the other."""
    config = {"people": 30, "network": {"kind": "random", "degree": 3.0}, "weeks": 6, "seed": 5, **more}
    a, b = visitor.told("begin", config)["pairs"][0]
    return config | {"events": [{"week": 2, "what": "betrayal", "who": a, "to": b}]}


def test_a_betrayal_between_two_is_run_in_the_network_that_was_played(visitor, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show", lambda *_: None)  # takes long
    told = visitor.told("yaml", betrayed_pair(visitor))
    (tmp_path / FILE).write_text(told["yaml"], encoding="utf-8")
    assert "Its events name people" in told["yaml"]
    words = ["run", str(tmp_path / FILE), "-s", "replicates=20"]
    kept = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "kept")])
    assert kept.exit_code == 0, kept.output
    drawn = CliRunner().invoke(app, [*words, "--out", str(tmp_path / "drawn"), "-s", "network.seed=null"])
    assert drawn.exit_code == 1, drawn.output
    kept, drawn = (trustsim.load(next((tmp_path / name).iterdir())) for name in ("kept", "drawn"))
    assert kept.manifest["done"] == 20
    assert len(set(kept.manifest["network_digests"])) == 1
    assert kept.manifest["network_digests"][0] == drawn.manifest["network_digests"][0]
    assert 0 < drawn.manifest["failed"] < 20
    assert len(set(kept.rows("runs", {})["final_trust"])) > 10, "people and chances differ"


@pytest.mark.parametrize(
    "config",
    [
        SMALL,
        SMALL | {"events": [{"week": 3, "what": "lapse"}]},
        QUIET | {"events": [{"week": 3, "what": "betrayal", "who": 0, "to": 1}]},
        BETRAYED | {"network": {"kind": "random", "seed": 4}},
    ],
    ids=["nothing happens", "nobody is named", "nothing is drawn", "it has a seed"],
)
def test_a_network_is_kept_where_that_makes_a_difference(visitor, config):
    network = asked(config).config.network
    text = visitor.told("yaml", config)["yaml"]
    assert "Its events name people" not in text
    assert ("seed: 4" in text) == (getattr(network, "seed", None) == 4)
    assert text.count("seed:") == ("seed" in config) + ("seed: 4" in text)


# What there is to be set


def test_settings_are_those_of_the_parameters(visitor):
    told = visitor.get("/settings.json").json()
    for part, described in (("traits", Traits), ("parameters", Parameters)):
        assert [one["name"] for one in told[part]] == list(described._fields)
        for one in told[part]:
            quantity = quantities(described)[one["name"]]
            assert (one["about"], one["mark"], one["low"], one["high"]) == (
                quantity.about,
                quantity.mark,
                *quantity.range,
            )
            assert one["default"] == described._field_defaults[one["name"]]
    assert {"default", "pant_yu", "grim"} <= {law["name"] for law in told["laws"]}
    assert all(law["about"] for law in told["laws"])
    assert [one["name"] for one in told["relationships"]] == ["romantic", "family", "friend"]
    assert {"betrayal", "lapse", "kept", "change"} <= {one["name"] for one in told["acts"]}


def test_every_network_of_the_settings_can_be_made(visitor):
    for network in visitor.get("/settings.json").json()["networks"]:
        numbers = {one["name"]: one["default"] for one in network["numbers"]}
        assert make_network({"kind": network["kind"], **numbers}, 2 if network["kind"] == "pair" else 60, 1).people
        assert all(one["low"] <= one["default"] <= one["high"] for one in network["numbers"])
