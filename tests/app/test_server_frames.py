import itertools

import numpy as np
import pytest

from tests.app.visiting import BETRAYED, SMALL, Visitor, assert_frames_are, run_of
from trustsim.app import playing
from trustsim.app.asked import asked
from trustsim.app.places import places_of
from trustsim.app.sessions import COURSES_KEPT
from trustsim.network import make_network

RICH = SMALL | {
    "weeks": 40,
    "ticks_per_week": 2,
    "traits": {"forgiveness": {"beta": [2, 2]}, "consistency": 0.7},
    "parameters": {"gossip_reach": 0.5, "praise_reach": 0.3},
    "events": [
        {"week": 3, "what": "betrayal", "who": 1, "to": "all", "hidden": True},
        {"week": {"from": 5, "to": 20, "every": 5}, "what": "kept", "who": 2},
        {"week": 10, "what": "change", "trait": "transparency", "value": 0.9},
        {"week": [11, 12.5], "what": "promise", "who": 1},
        {"week": 12, "what": "counselling", "pair": "all", "weeks": 6},
    ],
}
CONFIGS = {
    "nothing but defaults": {"people": 30, "weeks": 20},
    "a betrayal": BETRAYED,
    "much at once": RICH,
    "another law": BETRAYED | {"law": {"name": "pant_yu", "trust_erosion": 0.2}},
    "people with names": {"network": {"name": "florentine_families"}, "weeks": 12},
    "two": {"people": 2, "network": {"kind": "pair"}, "weeks": 30},
    "nobody knows anybody": {"people": 5, "network": {"kind": "random", "degree": 0}, "weeks": 4},
}


@pytest.fixture
def visitor():
    return Visitor()


@pytest.fixture
def beginnings(monkeypatch):
    """Counts how often a run begins."""
    made = []
    begin = playing.begin
    monkeypatch.setattr(playing, "begin", lambda *given, **named: made.append(1) or begin(*given, **named))
    return made


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_frames_are_those_of_the_run(visitor, config):
    scene = visitor.told("begin", config)
    weeks = config.get("weeks", 260)
    watch = scene["pairs"][0][::-1] if scene["pairs"] else None
    assert_frames_are(scene["frames"], config, scene)
    assert scene["frames"]["from"] == 0
    assert scene["frames"]["count"] == 1
    frames = visitor.frames(config, 0, weeks, watch=watch)
    assert (frames["from"], frames["count"]) == (1, weeks)
    assert_frames_are(frames, config, scene, watch)


def test_a_run_in_pieces_goes_on_where_it_is(visitor, beginnings):
    scene = visitor.told("begin", RICH)
    for first, weeks in ((0, 7), (7, 1), (8, 12), (20, 20)):
        assert_frames_are(visitor.frames(RICH, first, weeks, watch=scene["pairs"][3]), RICH, scene, scene["pairs"][3])
    assert len(beginnings) == 1


def test_a_week_that_is_over_is_run_again(visitor, beginnings):
    scene = visitor.told("begin", BETRAYED)
    visitor.frames(BETRAYED, 0, 30)
    assert_frames_are(visitor.frames(BETRAYED, 10, 5), BETRAYED, scene)
    assert len(beginnings) == 2


def test_frames_end_with_the_run(visitor):
    visitor.told("begin", SMALL)
    assert visitor.frames(SMALL, 50, 104)["count"] == 10
    after = visitor.frames(SMALL, 60, 10)
    assert (after["count"], after["trust"], after["measures"]) == (0, "", [])


def test_a_betrayal_now_goes_on_and_undo_runs_again(visitor, beginnings):
    scene = visitor.told("begin", SMALL)
    visitor.frames(SMALL, 0, 25)
    # Events of the week that is shown act in the tick that follows it.
    now = SMALL | {"events": [{"week": 25, "what": "betrayal", "who": 3, "to": "all"}]}
    assert_frames_are(visitor.frames(now, 25, 10), now, scene)
    assert len(beginnings) == 1, "it went on"
    then = now | {"events": [*now["events"], {"week": 35, "what": "lapse", "who": 4}]}
    assert_frames_are(visitor.frames(then, 35, 5), then, scene)
    assert len(beginnings) == 1
    assert_frames_are(visitor.frames(now, 40, 5), now, scene)
    assert len(beginnings) == 2, "the lapse is undone, and has acted"
    assert_frames_are(visitor.frames(SMALL, 25, 10), SMALL, scene)
    with_it, without = (run_of(config).series["trust"][-1] for config in (now, SMALL))
    assert with_it != without


def test_an_event_that_has_not_acted_yet_is_undone_without_running_again(visitor, beginnings):
    scene = visitor.told("begin", SMALL)
    visitor.frames(BETRAYED, 0, 15)
    assert_frames_are(visitor.frames(SMALL, 15, 10), SMALL, scene)
    assert len(beginnings) == 1


def test_a_breach_before_the_first_becomes_the_first(visitor):
    scene = visitor.told("begin", BETRAYED)
    visitor.frames(BETRAYED, 0, 10)
    earlier = BETRAYED | {"events": [*BETRAYED["events"], {"week": 12, "what": "lapse", "who": 5, "to": "all"}]}
    assert_frames_are(visitor.frames(earlier, 10, 30), earlier, scene)


@pytest.mark.parametrize(
    "change",
    [
        {"traits": {"forgiveness": 0.9}},
        {"parameters": {"trust_gain": 0.2}},
        {"law": "grim"},
        {"seed": 8},
        {"ticks_per_week": 2},
        {"events": [{"week": 2, "what": "betrayal"}]},
    ],
)
def test_another_config_is_run_from_its_beginning(visitor, change):
    visitor.told("begin", SMALL)
    visitor.frames(SMALL, 0, 30)
    other = SMALL | change
    scene = visitor.told("begin", other)
    visitor.frames(SMALL, 30, 5)
    assert_frames_are(visitor.frames(other, 30, 5), other, scene)


def test_a_longer_run_goes_on(visitor, beginnings):
    visitor.told("begin", SMALL)
    visitor.frames(SMALL, 0, 60)
    longer = SMALL | {"weeks": 70}
    scene = visitor.told("begin", SMALL)
    assert_frames_are(visitor.frames(longer, 60, 10), longer, scene)
    assert len(beginnings) == 2  # the two that were asked for


def test_two_are_compared_and_neither_begins_again(visitor, beginnings):
    configs = [SMALL, BETRAYED]
    scenes = [visitor.told("begin", config) for config in configs]
    for first in range(0, 60, 15):
        for config, scene in zip(configs, scenes, strict=True):
            assert_frames_are(visitor.frames(config, first, 15), config, scene)
    assert len(beginnings) == 2 == COURSES_KEPT


def test_kinds_and_pairs_are_those_of_the_table(visitor):
    scene = visitor.told("begin", SMALL)
    ties = run_of(SMALL).ties
    kinds = dict(
        zip(
            zip(ties["source"].tolist(), ties["target"].tolist(), strict=True),
            ties["relationship"].tolist(),
            strict=True,
        )
    )
    assert [kinds[str(a), str(b)] for a, b in scene["pairs"]] == scene["kinds"]
    assert all(a < b for a, b in scene["pairs"])
    assert len(set(scene["kinds"])) == 3


def test_people_are_called_as_events_call_them(visitor):
    scene = visitor.told("begin", {"network": {"name": "florentine_families"}, "weeks": 12})
    assert "Medici" in scene["people"]
    betrayed = {"network": {"name": "florentine_families"}, "weeks": 12,
                "events": [{"week": 2, "what": "betrayal", "who": scene["people"][8], "to": "all"}]}  # fmt: skip
    assert_frames_are(visitor.frames(betrayed, 0, 12), betrayed, scene)


@pytest.mark.parametrize(
    "kind", ["small_world", "scale_free", "random", "communities", "complete", "ring", "star", "pair"]
)
def test_everybody_has_a_place_of_their_own(kind):
    network = asked({"people": 2 if kind == "pair" else 40, "network": {"kind": kind}}).network
    places = np.array(places_of(network))
    assert places.shape == (network.people, 2)
    assert places.min() >= 0.0
    assert places.max() <= 1.0
    apart = [np.linalg.norm(places[a] - places[b]) for a, b in itertools.combinations(range(network.people), 2)]
    assert min(apart) > 0.005
    assert places_of(network) == places.tolist()


def test_who_know_each_other_stand_near():
    network = make_network({"kind": "communities", "groups": 3, "degree": 6.0, "mixing": 0.05}, 30, seed=1)
    places = np.array(places_of(network))
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    assert apart[network.source, network.target].mean() < 0.6 * apart.mean()


def test_those_whom_no_way_connects_have_places_too():
    network = make_network({"kind": "random", "degree": 1.0}, 30, seed=3)
    places = np.array(places_of(network))
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == 30
