"""Breaches that the other does not know of: no effect until found; then worse. And the lists when they are full."""

import math

import numpy as np
import pytest

from tests.rules.stage import (
    HIDER,
    KEEPER,
    MANY,
    acting,
    changed,
    copied,
    deciding,
    frequency,
    sigma,
    stage,
    tie,
    within,
)
from trustsim.rules import chances, happenings, phases

UNSEEN = {f"ties.hidden_{name}" for name in ("size", "key", "deliberate", "scripted", "count")}
BETRAYAL = {"what": "betrayal", "who": 0, "to": 1, "week": 0, "hidden": True}


@pytest.mark.parametrize("kind", ["promise", "conversation", "boundary", "confidence"])
def test_what_is_hidden_changes_nothing_else(kind):
    model = acting(kind, people=4, person=HIDER, discovery=0.0, forgetting=0.0, history=7, gossip_reach=1.0, ending=1.0)
    before, measures = copied(model.world), model.measures()
    model.run(weeks=8)
    assert changed(before, copied(model.world)) <= UNSEEN | {"people.bad_spell", "ties.standing"}
    assert model.measures() == measures
    assert [each.hidden for each in model.ties] == [8] * 12
    assert {person.pain for person in model.persons} == {0.0}


@pytest.mark.parametrize(
    ("kind", "size"), [("promise", -2.0), ("conversation", -2.0), ("boundary", -1.5), ("confidence", -1.9)]
)
def test_what_is_hidden_is_remembered_as_it_was(kind, size):
    model = acting(kind, person=HIDER, discovery=0.0)
    model.step()
    assert model.world.ties.hidden_size[:, 0] == pytest.approx([size, size])
    assert model.world.ties.hidden_scripted[:, 0].tolist() == [False, False]


def test_a_breach_found_is_concealed_has_no_apology_and_is_remembered():
    for deliberate in (False, True):
        person = deciding(keeps=False, warns=False, owns_up=False, apologises=True, breaks_on_purpose=deliberate)
        model = acting(person=person, discovery=1.0, history=2)
        model.step()
        fresh = math.exp(-2 / 5)
        x = -2 + 2 * deliberate + 1 + fresh
        for each in model.ties:
            assert each.trust == pytest.approx(0.5 * (1 - sigma(x)), abs=1e-15)
            assert each.open_hurts == [(pytest.approx(x), 1.0)]
            assert each.history == 3
            assert each.hidden == 0
            assert model.view.ties.breaches[each.index] == 1
            assert model.view.ties.caught[each.index]
            assert model.view.ties.news[each.index] == pytest.approx(sigma(x))
        assert tie(model, 1, 0).ceiling == pytest.approx(1 - 0.3 * sigma(x) * (1 - 0.02 * 0.25), abs=1e-15)


def test_several_found_in_one_tick_are_read_with_history_and_hurt_of_the_start_of_the_phase():
    model = stage(discovery=1.0, history=3, ceiling_repair=0.0)
    mine = tie(model, 1, 0)
    happenings.remember_hurt(model.view, mine.index, 0.5, 0)
    for number, (size, deliberate) in enumerate([(-1.0, False), (0.5, True), (-2.0, False)]):
        happenings.hide(model.view, mine.index, size, deliberate, True, number)
    model.step()
    hurt = sigma(0.5)
    sizes = [size + 1 + hurt + math.exp(-3 / 5) for size in (-1.0, 2.5, -2.0)]
    shares = [sigma(x) for x in sizes]
    assert mine.trust == pytest.approx(0.5 * math.prod(1 - share for share in shares), abs=1e-15)
    assert mine.ceiling == pytest.approx(math.prod(1 - 0.3 * share for share in shares), abs=1e-15)
    assert [size for size, _ in mine.open_hurts] == pytest.approx([0.5, *sizes])
    assert mine.history == 6
    assert model.view.ties.news[mine.index] == pytest.approx(1 - math.prod(1 - share for share in shares))


def test_a_discovery_counts_the_encounter_and_the_hurt_of_the_same_tick():
    """Phase 2 reads n and H after phase 1."""
    breaker = deciding(keeps=False, breaks_on_purpose=False, warns=False, owns_up=True, apologises=False)
    model = acting(person=breaker, discovery=1.0, history=0, ceiling_repair=0.0)
    mine = tie(model, 1, 0)
    happenings.hide(model.view, mine.index, -2.0, False, True, 9)
    model.step()
    first = -2 + 1
    second = -2 + 1 + sigma(first) + math.exp(-1 / 5)
    assert mine.trust == pytest.approx(0.5 * (1 - sigma(first)) * (1 - sigma(second)), abs=1e-15)
    assert mine.history == 2


@pytest.mark.parametrize(("discovery", "forgetting"), [(0.02, 0.05), (0.1, 0.4)])
def test_rates_of_discovery_and_forgetting(discovery, forgetting):
    model = stage(discovery=discovery, forgetting=forgetting)
    for decision, rate in ((chances.is_found, discovery), (chances.is_forgotten, forgetting)):
        found = frequency(decision, model.view, 0, 12345, ticks=40_000)
        assert found == pytest.approx(rate, abs=within(rate, 40_000))


def test_what_becomes_of_many_hidden_breaches():
    """Found first, else forgotten: after long the shares stand as d to (1 − d)·f."""
    model = stage(people=100, discovery=0.1, forgetting=0.2, gossip_reach=0.0)
    ties = 100 * 99
    for index in range(ties):
        happenings.hide(model.view, index, -2.0, False, False, 0)
    for tick in range(60):
        for person in range(100):
            phases.discover(model.view, model.law, person, tick)
    assert model.world.ties.hidden_count.sum() == 0
    found = model.world.ties.breaches.sum() / ties
    assert found == pytest.approx(0.1 / (0.1 + 0.9 * 0.2), abs=within(0.357, ties))


def test_scripted_breaches_are_never_forgotten():
    model = stage(events=[BETRAYAL], discovery=0.0, forgetting=1.0)
    mine, other = tie(model, 1, 0), tie(model, 0, 1)
    happenings.hide(model.view, other.index, -2.0, False, False, 5)
    happenings.hide(model.view, mine.index, -2.0, False, False, 5)
    model.run(weeks=1)
    assert other.hidden == 0
    assert mine.hidden == 1
    assert model.view.ties.hidden_scripted[mine.index, 0]
    model.run(weeks=200)
    assert mine.hidden == 1
    assert mine.trust == 0.5


def test_each_hidden_breach_has_a_fate_of_its_own():
    model = stage(discovery=0.3, forgetting=0.0)
    fates = [
        [chances.is_found(model.view, index, key, tick) for tick in range(5000)] for index in (0, 1) for key in (3, 4)
    ]
    for first in range(4):
        for second in range(first):
            assert abs(np.corrcoef(fates[first], fates[second])[0, 1]) < 4.5 / math.sqrt(5000)


def test_found_out_of_the_middle_the_others_stay_in_order():
    model = stage()
    for number in range(4):
        happenings.hide(model.view, 0, float(number), number % 2 == 0, number > 1, number + 10)
    happenings.forget_hidden(model.view, 0, 1)
    ties = model.world.ties
    assert ties.hidden_count[0] == 3
    assert ties.hidden_size[0].tolist() == [0, 2, 3, 0, 0, 0, 0, 0]
    assert ties.hidden_key[0].tolist() == [10, 12, 13, 0, 0, 0, 0, 0]
    assert ties.hidden_deliberate[0].tolist() == [True, True, False] + [False] * 5
    assert ties.hidden_scripted[0].tolist() == [False, True, True] + [False] * 5


# ------------------------------------------------------------------ full lists


def test_a_ninth_hidden_breach_pushes_out_the_oldest_that_no_script_planted():
    model = stage()
    for number in range(8):
        happenings.hide(model.view, 0, float(number), False, number in (0, 1, 3), number)
    happenings.hide(model.view, 0, 8.0, True, True, 8)
    ties = model.world.ties
    assert ties.hidden_count[0] == 8
    assert ties.hidden_size[0].tolist() == [0, 1, 3, 4, 5, 6, 7, 8]
    assert ties.hidden_key[0].tolist() == [0, 1, 3, 4, 5, 6, 7, 8]
    assert ties.hidden_scripted[0].tolist() == [True, True, True, False, False, False, False, True]
    assert ties.hidden_deliberate[0].tolist() == [False] * 7 + [True]


@pytest.mark.parametrize(
    ("first", "second"), [((-1.0, False), (2.0, True)), ((2.0, True), (-1.0, False)), ((0.0, False), (1.0, False))]
)
def test_where_a_script_planted_all_the_two_oldest_become_one_as_bad_as_the_worse(first, second):
    model = stage()
    for number, (size, deliberate) in enumerate([first, second] + [(0.1 * n, False) for n in range(6)]):
        happenings.hide(model.view, 0, size, deliberate, True, number)
    happenings.hide(model.view, 0, 9.0, False, False, 8)
    ties = model.world.ties
    assert ties.hidden_count[0] == 8
    assert ties.hidden_size[0].tolist() == pytest.approx([max(first[0], second[0]), 0, 0.1, 0.2, 0.3, 0.4, 0.5, 9.0])
    assert ties.hidden_deliberate[0].tolist() == [first[1] or second[1]] + [False] * 7
    assert ties.hidden_key[0].tolist() == [0, 2, 3, 4, 5, 6, 7, 8]
    assert ties.hidden_scripted[0].tolist() == [True] * 7 + [False]


def test_a_run_of_more_hidden_breaches_than_slots():
    model = acting(person=HIDER, discovery=0.0, forgetting=0.0)
    model.run(weeks=20)
    assert model.world.ties.hidden_count.tolist() == [8, 8]
    assert model.world.ties.hidden_key[0].tolist() == list(range(12, 20))


def test_ended_relationships_keep_their_secrets():
    model = stage(discovery=1.0, forgetting=1.0)
    happenings.hide(model.view, 0, -2.0, False, False, 5)
    model.view.pairs.active[0] = False
    model.run(weeks=3)
    assert model.world.ties.hidden_count[0] == 1
    assert tie(model, 0, 1).trust == 0.5


def test_a_secret_is_told_to_friends_only_once_it_is_found():
    for discovery, expected in ((0.0, 0.5), (1.0, 0.5 * (1 - 0.5 * 0.5 * sigma(1)))):
        model = stage(people=3, events=[BETRAYAL], discovery=discovery, gossip_reach=1.0)
        model.step()
        assert tie(model, 2, 0).trust == pytest.approx(expected, abs=1e-15)
        assert tie(model, 2, 0).history == MANY


def test_hiding_counts_for_nothing_with_those_who_keep():
    model = acting(person={0: HIDER, 1: KEEPER}, discovery=0.0)
    model.step()
    assert tie(model, 1, 0).trust == 0.5
    assert tie(model, 0, 1).trust == pytest.approx(0.56)
