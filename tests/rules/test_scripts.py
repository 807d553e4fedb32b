"""What each kind of event does to those it is about, under every law."""

import math

import numpy as np
import pytest

from tests.rules.stage import MANY, changed, copied, sigma, stage, tie
from trustsim.laws.catalogue import LAWS
from trustsim.parameters import Traits

DEFAULT_SIZES = {"promise": -2.0, "conversation": -2.0, "boundary": -1.5, "confidence": -2.0}


def after(event, **settings):
    """A pair after the week in which 0 does this to 1; the other direction is checked to be untouched."""
    model = stage(events=[{"who": 0, "to": 1, "week": 0, **event}], **{"ceiling_repair": 0.0, **settings})
    before = copied(model.world)
    model.step()
    other = tie(model, 0, 1)
    assert (other.trust, other.ceiling, other.hurt) == (0.5, 1.0, 0.0)
    assert other.history == before["ties.history"][other.index]
    return model, tie(model, 1, 0)


# ------------------------------------------------------------------ kept, lapse, betrayal


@pytest.mark.parametrize(("kind", "weight"), [("promise", 1.0), ("conversation", 0.5), ("boundary", 0.5)])
def test_a_kept_act(kind, weight):
    model, mine = after({"what": "kept", "kind": kind}, praise_reach=1.0)
    assert mine.trust == pytest.approx(0.5 + 0.12 * weight * 0.5, abs=1e-15)
    assert mine.history == MANY + 1
    assert model.view.ties.kept[mine.index] == 1
    assert model.view.ties.praise[mine.index] == weight


@pytest.mark.parametrize("kind", list(DEFAULT_SIZES))
@pytest.mark.parametrize(
    ("event", "more", "damage", "on_trust", "on_hurt"),
    [
        ({"what": "lapse"}, 0.0, 0.0, 0.0, 0.0),
        ({"what": "lapse", "warned": True}, -1.0, 0.0, 0.0, 0.0),
        ({"what": "lapse", "apology": True}, 0.0, 0.0, 0.8, 1.5),
        ({"what": "lapse", "apology": True, "warned": True}, -1.0, 0.0, 0.8, 1.5),
        ({"what": "betrayal"}, 2.0, 0.3, 0.0, 0.0),
        ({"what": "betrayal", "apology": True}, 2.0, 0.3, 0.8, 1.5),
    ],
)
def test_breaches_in_the_open(kind, event, more, damage, on_trust, on_hurt):
    model, mine = after({**event, "kind": kind}, vulnerability=0.0)
    x = DEFAULT_SIZES[kind] + more
    share = sigma(x - on_trust)
    assert mine.trust == pytest.approx(0.5 * (1 - share), abs=1e-15)
    assert mine.ceiling == pytest.approx(1 - damage * share, abs=1e-15)
    assert mine.open_hurts == [(pytest.approx(x - on_hurt), 1.0)]
    assert model.view.ties.breaches[mine.index] == 1
    assert model.view.ties.news[mine.index] == pytest.approx(share)
    assert not model.view.ties.caught[mine.index]


@pytest.mark.parametrize("severity", [-3.0, 0.0, 1.0])
def test_severity_takes_the_place_of_the_kinds_own_size(severity):
    _, mine = after({"what": "lapse", "kind": "boundary", "severity": severity})
    assert mine.trust == pytest.approx(0.5 * (1 - sigma(severity)), abs=1e-15)


def test_a_scripted_breach_is_read_with_history():
    _, mine = after({"what": "lapse"}, history=2)
    fresh = math.exp(-2 / 5)
    assert mine.trust == pytest.approx(0.5 * (1 - sigma(-2 + fresh)), abs=1e-15)
    assert mine.ceiling == pytest.approx(1 - 0.1 * fresh * sigma(-2 + fresh), abs=1e-15)


def test_a_hidden_affair_waits_until_it_is_found():
    event = {"what": "betrayal", "hidden": True, "severity": 1.0}
    model, mine = after(event, discovery=0.0)
    model.run(weeks=30)
    assert (mine.trust, mine.hidden, mine.hurt) == (0.5, 1, 0.0)
    model, mine = after(event, discovery=1.0)
    assert mine.trust == pytest.approx(0.5 * (1 - sigma(1 + 2 + 1)), abs=1e-15)
    assert mine.ceiling == pytest.approx(1 - 0.3 * sigma(4), abs=1e-15)
    assert model.view.ties.caught[mine.index]


def test_events_of_one_tick_come_in_the_order_of_the_script_and_see_each_other():
    lapse = {"what": "lapse", "who": 0, "to": 1, "week": 0, "severity": 0.0}
    kept = {"what": "kept", "who": 0, "to": 1, "week": 0}
    orders = {}
    for name, events in {"lapse first": [lapse, kept], "kept first": [kept, lapse]}.items():
        model = stage(events=events, history=0)
        model.step()
        orders[name] = tie(model, 1, 0).trust
    broken = 0.5 * (1 - sigma(1))
    assert orders["lapse first"] == pytest.approx(
        broken + 0.12 * (1 - sigma(1)) * (1 - 0.1 * sigma(1) - broken), abs=1e-15
    )
    assert orders["kept first"] == pytest.approx(0.56 * (1 - sigma(math.exp(-1 / 5))), abs=1e-15)


def test_a_second_breach_of_the_tick_is_a_repeat():
    model = stage(events=[{"what": "lapse", "who": 0, "to": 1, "week": [0, 0]}])
    model.step()
    second = -2 + sigma(-2)
    assert tie(model, 1, 0).trust == pytest.approx(0.5 * (1 - sigma(-2)) * (1 - sigma(second)), abs=1e-15)


def test_a_promise_without_a_hurt_does_nothing():
    model = stage(events=[{"what": "promise", "week": 0}, {"what": "apology", "week": 1}])
    before = copied(model.world)
    model.run(weeks=2)
    assert changed(before, copied(model.world)) <= {"ties.standing", "people.bad_spell"}


# ------------------------------------------------------------------ a change of a trait


@pytest.mark.parametrize("trait", Traits._fields)
def test_a_change_of_a_trait(trait):
    model = stage(people=3, events=[{"what": "change", "who": 1, "trait": trait, "value": 0.125, "week": 2}])
    before = [getattr(person, trait) for person in model.persons]
    model.run(weeks=2)
    assert [getattr(person, trait) for person in model.persons] == before
    columns = copied(model.world)
    model.step()
    assert [getattr(person, trait) for person in model.persons] == [before[0], 0.125, before[2]]
    allowed = {f"people.{trait}", "people.bad_spell"} | ({"people.habit"} if trait == "reliability" else set())
    assert changed(columns, copied(model.world)) <= allowed


def test_communication_may_follow_transparency_again_and_all_may_change():
    events = [{"what": "change", "trait": "communication", "value": None, "week": 1}]
    model = stage(people=4, communication=0.3, events=events)
    model.run(weeks=2)
    assert [person.communication for person in model.persons] == [None] * 4


# ------------------------------------------------------------------ graded acts


def graded(law, **event):
    return after({"what": "act", **event}, law=law, praise_reach=1.0)


@pytest.mark.parametrize("law", ["default", "bush_mosteller", "symmetric"])
@pytest.mark.parametrize("signal", [0.25, 1.0])
def test_a_graded_kept_act_counts_by_its_signal(law, signal):
    model, mine = graded(law, signal=signal, interdependence=0.9)
    assert mine.trust == pytest.approx(0.5 + 0.12 * signal * 0.5, abs=1e-15)
    assert mine.history == MANY + 1
    assert model.view.ties.kept[mine.index] == 1
    assert model.view.ties.praise[mine.index] == signal


@pytest.mark.parametrize("law", list(LAWS))
def test_an_act_that_is_neither_only_counts(law):
    model, mine = graded(law, signal=0.0)
    assert mine.trust == 0.5
    assert mine.ceiling == 1.0
    assert mine.open_hurts == []
    assert mine.history == MANY + 1
    assert model.view.ties.news[mine.index] == model.view.ties.praise[mine.index] == 0.0


@pytest.mark.parametrize("signal", [-1.0, -0.995, -0.5, -0.05])
@pytest.mark.parametrize(
    ("event", "x", "damage", "on_trust", "on_hurt"),
    [
        ({}, -2.0, 0.0, 0.0, 0.0),
        ({"severity": 1.0, "deliberate": True}, 3.0, 0.3, 0.0, 0.0),
        ({"deliberate": True, "apology": True}, 0.0, 0.3, 0.8, 1.5),
        ({"warned": True}, -3.0, 0.0, 0.0, 0.0),
    ],
)
def test_a_graded_breach_scales_loss_ceiling_damage_and_odds_of_hurt(signal, event, x, damage, on_trust, on_hurt):
    _, mine = graded("default", signal=signal, **event)
    share = sigma(x - on_trust)
    assert mine.trust == pytest.approx(0.5 * (1 + signal * share), abs=1e-15)
    assert mine.ceiling == pytest.approx(1 + signal * damage * share, abs=1e-15)
    odds = math.exp(x - on_hurt) * -signal
    assert mine.hurt == pytest.approx(odds / (1 + odds) if odds >= 0.01 else 0.0, abs=1e-14)


def test_a_graded_breach_at_the_start_scales_the_early_damage_too():
    _, mine = after({"what": "act", "signal": -0.4}, history=0)
    assert mine.ceiling == pytest.approx(1 - 0.4 * 0.1 * sigma(-1), abs=1e-15)


@pytest.mark.parametrize("signal", [-1.0, -0.3])
def test_graded_breaches_under_the_laws_without_hurt(signal):
    _, plain = graded("bush_mosteller", signal=signal, deliberate=True)
    assert plain.trust == pytest.approx(0.5 * (1 + signal * sigma(0)), abs=1e-15)
    _, control = graded("symmetric", signal=signal, deliberate=True, severity=3.0)
    assert control.trust == pytest.approx((0.5 + 0.12 * signal) / (1 + 0.12 * signal), abs=1e-15)
    for mine in (plain, control):
        assert (mine.ceiling, mine.open_hurts) == (1.0, [])


@pytest.mark.parametrize(("signal", "hangs"), [(-0.995, 0.5), (-0.3, 1.0), (-1.0, 0.0), (-0.995, None)])
def test_pant_yu_violation_by_its_equations(signal, hangs):
    model, mine = graded("pant_yu", signal=signal, **({} if hangs is None else {"interdependence": hangs}))
    on_it = 0.5 if hangs is None else hangs
    assert mine.trust == pytest.approx(0.5 + 0.30 * signal * 0.5 * (1 + 0.50 * on_it), abs=1e-15)
    assert model.view.ties.own[mine.index, 0] == pytest.approx(-0.60 * signal, abs=1e-15)
    assert mine.ceiling == 1.0
    assert mine.open_hurts == []


def test_pant_yu_course_by_hand():
    """A violation of −0.995, then three cooperations: trust and reputation damage step by step."""
    events = [
        {"what": "act", "who": 0, "to": 1, "week": 0, "signal": -0.995, "interdependence": 0.5},
        {"what": "act", "who": 0, "to": 1, "week": [1, 2], "signal": 0.8},
        {"what": "kept", "who": 0, "to": 1, "week": 3},
    ]
    model = stage(law="pant_yu", trust=0.7, events=events)
    mine = tie(model, 1, 0)
    trust, damage = 0.7, 0.0
    trust, damage = trust - 0.30 * 0.995 * trust * 1.25, damage + 0.60 * 0.995 * (1 - damage)
    assert (trust, damage) == pytest.approx((0.4388125, 0.597), abs=1e-12)
    for signal in (0.0, 0.8, 0.8, math.tanh(0.5)):
        if signal:
            trust, damage = trust + 0.10 * signal * (1 - trust) * (1 - damage), damage * 0.97
        model.step()
        assert mine.trust == pytest.approx(trust, abs=1e-14)
        assert model.view.ties.own[mine.index, 0] == pytest.approx(damage, abs=1e-14)
        assert mine.standing == pytest.approx(min(trust, 1 - damage), abs=1e-14)
    assert mine.standing < mine.trust


@pytest.mark.parametrize("law", list(LAWS))
def test_under_every_law_a_better_act_leaves_more_trust(law):
    left = [graded(law, signal=signal)[1].trust for signal in (-1.0, -0.5, -0.1, 0.0, 0.1, 0.5, 1.0)]
    assert left == sorted(left)
    assert left[0] < left[4] < left[6]
    # to grim one breach is like another
    assert left[0] == left[2] == 0.0 if law == "grim" else left[0] < left[2] < left[4]


def test_symmetric_breach_undoes_exactly_one_kept_promise():
    events = [{"what": what, "week": week} for week, what in enumerate(["kept", "lapse", "lapse", "kept"] * 5)]
    model = stage(law="symmetric", events=events, trust=0.7)
    for step in range(20):
        model.step()
        if step % 2:
            assert np.array(model.world.ties.trust) == pytest.approx([0.7, 0.7], abs=1e-13)
        else:
            assert abs(tie(model, 1, 0).trust - 0.7) > 0.03


def test_symmetric_betrayal_costs_no_more_than_a_lapse():
    first = graded("symmetric", signal=-1.0)[1].trust
    events = [{"what": "betrayal", "who": 0, "to": 1, "week": 0, "severity": 5.0}]
    model = stage(law="symmetric", events=events, history=0)
    model.step()
    assert tie(model, 1, 0).trust == first
