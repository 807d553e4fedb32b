"""Finer ticks: exactly the same where the model has a closed form, the same within error where it has not."""

import math

import networkx as nx
import numpy as np
import pytest

from tests.lab import breach
from tests.rules.stage import G0, sigma, stage, tie
from trustsim.config import ConfigError
from trustsim.model import TrustModel
from trustsim.rules import happenings

TICKS = [1, 4, 8]


def at_every_pace(weeks, prepare, read, **settings):
    """What is read after so many weeks, with each number of ticks."""
    found = []
    for ticks in TICKS:
        model = stage(ticks_per_week=ticks, **settings)
        prepare(model)
        model.run(weeks=weeks)
        assert model.week == weeks
        found.append(read(model))
    return found


def test_hurts_are_as_old_as_the_weeks_say():
    for ticks in TICKS:
        model = stage(ticks_per_week=ticks)
        breach(model, size=2.0)
        for week in (1, 5, 13):
            model.run(weeks=week - int(model.week))
            now = happenings.hurt_now(model.view, tie(model, 1, 0).index, model.tick)
            assert now == pytest.approx(sigma(2.0 - G0 * math.log(1 + week)), abs=1e-13)
            assert tie(model, 1, 0).open_hurts[0][1] == week


def test_a_hurt_is_felt_at_its_full_age_after_half_a_week():
    model = stage(ticks_per_week=4)
    happenings.remember_hurt(model.view, 0, 1.0, 0)
    assert happenings.age_in_weeks(model.view, 0, 0, 2) == 0.5
    assert happenings.hurt_now(model.view, 0, 2) == pytest.approx(sigma(1.0 - G0 * math.log(1.5)), abs=1e-14)


def test_ceilings_intimacy_and_drift_compose_to_the_same_weeks():
    def prepare(model):
        model.world.ties.ceiling[:] = 0.6
        model.world.pairs.intimacy[:] = 0.9
        model.world.people.reliability[:] = 0.95
        model.world.ties.trust[:] = 0.4

    def read(model):
        return (tie(model, 1, 0).ceiling, tie(model, 1, 0).intimacy, model.person(0).reliability)

    for found, ticks in zip(at_every_pace(9, prepare, read), TICKS, strict=True):
        # a quarter of the willingness repairs a quarter of what a tick's share repairs
        ceiling = 1 - 0.4 * (1 - 0.25 * (1 - 0.98 ** (1 / ticks))) ** (9 * ticks)
        assert found == pytest.approx((ceiling, 0.4 + 0.5 * 0.7**9, 0.85 + 0.1 * 0.98**9), abs=1e-12)
        assert ceiling == pytest.approx(1 - 0.4 * (1 - 0.02 * 0.25) ** 9, abs=2e-4)


def test_full_willingness_repairs_the_ceiling_alike_at_every_pace():
    def prepare(model):
        model.world.ties.ceiling[:] = 0.6

    found = at_every_pace(9, prepare, lambda model: tie(model, 1, 0).ceiling, forgiveness=1.0, transparency=1.0)
    assert found == pytest.approx([1 - 0.4 * 0.98**9] * 3, abs=1e-12)


def test_a_scripted_course_is_the_same_at_every_pace():
    """Acts by script on whole weeks, hurts that do not end: nothing is left to chance, nothing depends on the tick."""
    events = [
        {"what": "betrayal", "who": 0, "to": 1, "week": 2},
        {"what": "kept", "who": 0, "to": 1, "week": {"from": 3, "to": 20}},
        {"what": "apology", "who": 0, "to": 1, "week": 5},
        {"what": "lapse", "who": 0, "to": 1, "week": 9, "warned": True},
    ]
    found = at_every_pace(
        25, lambda model: None, lambda model: tie(model, 1, 0).trust, events=events, ceiling_repair=0.0, forgiveness=0.1
    )
    assert found == pytest.approx([found[0]] * 3, abs=1e-12)
    assert 0.5 < found[0] < 1.0


def test_weeks_of_events_become_ticks():
    for ticks in (1, 2, 7):
        model = stage(ticks_per_week=ticks, events=[{"what": "lapse", "week": [0, 1, 2.5]}])
        assert model.start.events.tick.tolist() == [0, ticks, math.floor(2.5 * ticks)]


@pytest.mark.parametrize(
    ("name", "coarse", "fine"),
    [
        ("trust", 0.012, 0.006),
        ("hurt", 0.004, 0.0015),
        ("ceiling", 0.003, 0.002),
        ("intimacy", 0.008, 0.004),
        ("survival", 0.010, 0.008),
        ("pain", 0.020, 0.010),
        ("reliability", 0.001, 0.0005),
    ],
)
def test_means_agree_within_discretisation_and_chance(name, coarse, fine, yearlong):
    """A tick of a week against one of an eighth, and one of a quarter, which is nearer.

    Hurt and pain are a tenth higher at a tick a week: what happened in the last tick is recorded at its full strength.
    """
    weekly, fourths, eighths = yearlong[name]
    assert weekly == pytest.approx(eighths, abs=coarse)
    assert fourths == pytest.approx(eighths, abs=fine)


@pytest.fixture(scope="module")
def yearlong():
    """Means of everything after a year, at each pace: 40,000 directed ties, all mechanisms on."""
    found = []
    for ticks in TICKS:
        model = TrustModel(
            people=4000,
            network={"kind": "random", "degree": 10},
            rng=5,
            engine="compiled",
            relationships={"friend": 0.6, "romantic": 0.1, "family": 0.3},
            consistency=0.7,
            message_rate=0.05,
            praise_reach=0.05,
            holding_back=0.3,
            ticks_per_week=ticks,
        )
        model.run(weeks=52)
        found.append(model.measures())
    return {name: [measures[name] for measures in found] for name in found[0]}


def test_encounters_keep_their_number():
    for ticks in TICKS:
        model = stage(
            people=60, encounters=0.8, caution=0.0, misreading=0.0, reliability=1.0, respect=1.0, ticks_per_week=ticks,
            engine="compiled", history=0,
        )  # fmt: skip
        model.run(weeks=10)
        ties = 60 * 59
        assert model.world.ties.history.sum() / ties == pytest.approx(8.0, abs=4.5 * math.sqrt(8.0 / ties))


# ------------------------------------------------------------------ more than one encounter in a tick

BUSY = {"busy": {"trust": 0.5, "encounters": 2.4, "ending": 0.0, "pain": 0.0}}


def test_more_than_one_encounter_a_tick_is_refused_with_the_smallest_number_of_ticks():
    with pytest.raises(ConfigError, match="ticks_per_week: 3"):
        TrustModel(people=3, network={"kind": "complete"}, relationships={"busy": 1.0}, relationship_types=BUSY)
    model = TrustModel(
        people=3, network={"kind": "complete"}, relationships={"busy": 1.0}, relationship_types=BUSY, ticks_per_week=3
    )
    assert np.max(model.world.types.encounters) <= 1.0


def busy_graph():
    graph = nx.Graph()
    graph.add_edge(0, 1, relationship="busy")
    return graph


@pytest.mark.parametrize("ticks", [1, 2])
def test_a_network_that_brings_a_busy_type_is_refused_too(ticks):
    with pytest.raises(ValueError, match="ticks_per_week of at least 3"):
        TrustModel(busy_graph(), relationship_types=BUSY, ticks_per_week=ticks)
    assert TrustModel(busy_graph(), relationship_types=BUSY, ticks_per_week=3).network.ties == 2


def test_exactly_one_encounter_a_tick_is_allowed():
    for rate in (1, 7):
        kinds = {"busy": {**BUSY["busy"], "encounters": float(rate)}}
        model = TrustModel(busy_graph(), relationship_types=kinds, ticks_per_week=rate)
        assert np.max(model.world.types.encounters) == 1.0


def test_the_smallest_number_of_ticks_is_the_smallest_also_where_numbers_round():
    kinds = {"busy": {**BUSY["busy"], "encounters": 29.0}}
    assert TrustModel(busy_graph(), relationship_types=kinds, ticks_per_week=29).network.ties == 2
    with pytest.raises(ValueError, match="ticks_per_week of at least 29"):
        TrustModel(busy_graph(), relationship_types=kinds, ticks_per_week=7)
