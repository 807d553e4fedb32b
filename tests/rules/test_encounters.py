"""Phase 1: who meets, who relies, which kind of act, whether it is kept, how it is read."""

import math

import numpy as np
import pytest

from tests.rules.stage import (
    HIDER,
    KEEPER,
    KINDS,
    MANY,
    OPEN_BREAKER,
    acting,
    changed,
    copied,
    deciding,
    frequency,
    never_asked,
    only,
    sigma,
    stage,
    tie,
    within,
)
from trustsim.model import Person
from trustsim.rules import chances, phases

# ------------------------------------------------------------------ meeting


@pytest.mark.parametrize("rate", [0.0, 0.25, 0.7, 1.0])
def test_encounters_come_at_the_rate_of_the_type(rate):
    model = stage(encounters=rate)
    for index in (0, 1):
        assert frequency(chances.meets, model.view, index) == pytest.approx(rate, abs=within(rate))


def test_there_is_at_most_one_encounter_a_tick_on_a_tie_and_each_direction_has_its_own():
    model = stage(encounters=0.5, caution=0.0, person=KEEPER, misreading=0.0, history=0)
    counts = []
    for _ in range(400):
        before = np.array(model.world.ties.history)
        model.step()
        counts.append(model.world.ties.history - before)
    counts = np.array(counts)
    assert set(counts.ravel()) == {0, 1}
    both = (counts.sum(axis=1) == 2).mean()
    assert both == pytest.approx(0.25, abs=within(0.25, 400))


# ------------------------------------------------------------------ relying


@pytest.mark.parametrize("forgiveness", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("trust", [0.0, 0.4, 1.0])
def test_reliance_follows_trust_and_second_chances(forgiveness, trust):
    model = stage(trust=trust, forgiveness=forgiveness)
    q = 2 * forgiveness / 3
    chance = q + (1 - q) * trust
    found = frequency(chances.relies_on, model.view, model.law, 0)
    assert found == pytest.approx(chance, abs=within(chance))


def test_reliance_is_the_relying_ones_forgiveness_and_trust():
    model = stage(trust=0.0)
    model.person(0).forgiveness = 0.0
    model.person(1).forgiveness = 1.0
    assert not any(chances.relies_on(model.view, model.law, tie(model, 0, 1).index, tick) for tick in range(500))
    mine = tie(model, 1, 0).index
    assert frequency(chances.relies_on, model.view, model.law, mine) == pytest.approx(2 / 3, abs=0.016)


@pytest.mark.parametrize(("caution", "chance"), [(0.0, 1.0), (0.5, 0.8), (1.0, 0.6)])
def test_laboratories_may_take_caution_away(caution, chance):
    model = stage(trust=0.4, caution=caution)
    found = frequency(chances.relies_on, model.view, model.law, 0)
    assert found == pytest.approx(chance, abs=within(chance))


def test_reliance_is_on_the_trust_that_the_law_acts_on():
    model = stage(trust=0.9, forgiveness=0.0, law="pant_yu")
    model.world.ties.own[0, 0] = 0.7
    found = frequency(chances.relies_on, model.view, model.law, 0)
    assert found == pytest.approx(0.3, abs=within(0.3))


def test_without_reliance_nothing_happens_and_nothing_is_asked():
    class Alone(never_asked("keeps", "breaks_on_purpose", "warns", "owns_up", "apologises")):
        def relies_on(self, tie):
            return False

    model = stage(encounters=1.0, person=Alone, history=3)
    before = copied(model.world)
    model.run(weeks=5)
    assert changed(before, copied(model.world)) <= {"people.bad_spell", "ties.standing"}


# ------------------------------------------------------------------ kinds of act


def test_the_four_kinds_come_in_their_shares():
    model = stage()
    kinds = np.array([chances.kind_of_act(model.view, 0, tick) for tick in range(20_000)])
    for kind, share in enumerate((0.55, 0.25, 0.10, 0.10)):
        assert (kinds == kind).mean() == pytest.approx(share, abs=within(share))


@pytest.mark.parametrize("kind", KINDS)
def test_shares_can_be_all_of_one_kind(kind):
    model = stage(**only(kind))
    assert {chances.kind_of_act(model.view, 0, tick) for tick in range(2000)} == {KINDS.index(kind)}


@pytest.mark.parametrize(
    ("kind", "weight"), [("promise", 1.0), ("conversation", 0.5), ("boundary", 0.5), ("confidence", 0.6)]
)
def test_a_kept_act_closes_its_weight_of_the_gap(kind, weight):
    model = acting(kind, person=KEEPER)
    model.step()
    for each in model.ties:
        assert each.trust == pytest.approx(0.5 + 0.12 * weight * 0.5, abs=1e-15)
        assert each.history == MANY + 1
        assert model.view.ties.kept[each.index] == 1
        assert model.view.ties.breaches[each.index] == 0


@pytest.mark.parametrize(
    ("vulnerability", "intimacy", "depth"), [(0.5, 0.0, 0.1), (0.5, 0.3, 0.4), (0.5, 0.6, 0.5), (0.2, 0.3, 0.2)]
)
def test_a_confidence_counts_by_its_depth_and_intimacy_speeds_trust(vulnerability, intimacy, depth):
    model = acting("confidence", person=KEEPER)
    model.person(1).vulnerability = vulnerability
    model.person(0).vulnerability = 0.0
    model.view.pairs.intimacy[0] = intimacy
    model.step()
    gain = 0.12 * (0.5 + depth) * (1 + intimacy)
    assert tie(model, 1, 0).trust == pytest.approx(0.5 + gain * 0.5, abs=1e-15)
    assert tie(model, 0, 1).trust == pytest.approx(0.5 + 0.12 * 0.5 * (1 + intimacy) * 0.5, abs=1e-15)


@pytest.mark.parametrize(
    ("kind", "size"), [("promise", -2.0), ("conversation", -2.0), ("boundary", -1.5), ("confidence", -1.6)]
)
def test_a_lapse_has_the_size_of_its_kind(kind, size):
    model = acting(kind, person=OPEN_BREAKER)
    model.view.pairs.intimacy[0] = 0.3  # a confidence is 0.4 deep
    model.step()
    for each in model.ties:
        assert each.trust == pytest.approx(0.5 * (1 - sigma(size)), abs=1e-15)
        assert each.open_hurts == [(pytest.approx(size), 1.0)]


def test_a_deeper_confidence_hurts_more_when_it_is_told_on():
    lost = []
    for vulnerability in (0.0, 0.3, 1.0):
        model = acting("confidence", person=OPEN_BREAKER, vulnerability=vulnerability, pace=1.0)
        model.step()
        lost.append(1 - tie(model, 1, 0).trust / 0.5)
    assert lost == pytest.approx([sigma(-2.0), sigma(-1.7), sigma(-1.0)], abs=1e-15)


@pytest.mark.parametrize(
    ("kind", "trait"), [("promise", "reliability"), ("conversation", "respect"), ("confidence", "respect")]
)
def test_who_keeps_by_which_trait(kind, trait):
    model = stage()
    setattr(model.person(0), trait, 0.3)
    for source, target, chance in ((1, 0, 0.3), (0, 1, 0.85)):
        index = tie(model, source, target).index
        found = frequency(chances.keeps, model.view, model.law, index, KINDS.index(kind))
        assert found == pytest.approx(chance, abs=within(chance))


def test_a_boundary_is_kept_by_respect_or_by_how_clear_the_relying_one_is():
    model = stage()
    model.person(0).respect, model.person(1).respect = 0.2, 0.0
    model.person(1).boundaries, model.person(0).boundaries = 0.75, 0.0
    for source, target, chance in ((1, 0, 0.8), (0, 1, 0.0)):
        index = tie(model, source, target).index
        found = frequency(chances.keeps, model.view, model.law, index, KINDS.index("boundary"))
        assert found == pytest.approx(chance, abs=within(chance))


def test_the_share_of_breaches_on_purpose_is_the_acting_ones_and_never_of_a_boundary():
    model = stage()
    model.person(0).deliberate_share = 0.3
    model.person(1).deliberate_share = 1.0
    mine = tie(model, 1, 0).index
    for kind, chance in (("promise", 0.3), ("conversation", 0.3), ("confidence", 0.3), ("boundary", 0.0)):
        found = frequency(chances.breaks_on_purpose, model.view, model.law, mine, KINDS.index(kind))
        assert found == pytest.approx(chance, abs=within(chance))
    assert chances.breaks_on_purpose(model.view, model.law, tie(model, 0, 1).index, 0, 0)


# ------------------------------------------------------------------ spells


def test_half_begin_in_a_bad_spell():
    model = stage(people=4000, network={"kind": "ring"})
    assert np.mean(model.world.people.bad_spell) == pytest.approx(0.5, abs=within(0.5, 4000))


def test_spells_last_eight_weeks_on_average_and_stay_half_and_half():
    model = stage(people=1000, network={"kind": "ring"})
    bad = []
    for tick in range(300):
        for person in range(1000):
            phases.begin(model.view, person, tick)
        bad.append(np.array(model.world.people.bad_spell))
    bad = np.array(bad)
    turned = bad[1:] != bad[:-1]
    assert turned.mean() == pytest.approx(1 / 8, abs=within(1 / 8, turned.size))
    assert bad[100:].mean() == pytest.approx(0.5, abs=0.01)
    lengths = [np.diff(np.flatnonzero(turned[:, person])) for person in range(1000)]
    assert np.concatenate(lengths).mean() == pytest.approx(8.0, abs=0.25)


def test_less_is_kept_in_a_bad_spell_by_the_acting_one():
    model = stage(reliability=0.8, consistency=0.5)
    mine = tie(model, 1, 0).index
    for spell, other, chance in ((False, True, 0.8), (True, False, 0.4)):
        model.view.people.bad_spell[0], model.view.people.bad_spell[1] = spell, other
        found = frequency(chances.keeps, model.view, model.law, mine, 0)
        assert found == pytest.approx(chance, abs=within(chance))
    model.view.people.bad_spell[0] = True
    for kind in (1, 2, 3):  # spells are of promises alone
        assert frequency(chances.keeps, model.view, model.law, mine, kind) > 0.8


def test_spells_mean_nothing_to_the_consistent():
    still, turning = (
        stage(people=6, encounters=1.0, consistency=1.0, spell_switch=rate, history=0) for rate in (0.0, 1.0)
    )
    for model in (still, turning):
        model.run(weeks=30)
    assert changed(copied(still.world), copied(turning.world)) <= {"people.bad_spell"}
    inconsistent = stage(people=6, encounters=1.0, consistency=0.3, spell_switch=1.0, history=0)
    inconsistent.run(weeks=30)
    assert "ties.trust" in changed(copied(still.world), copied(inconsistent.world))


# ------------------------------------------------------------------ reciprocity


@pytest.mark.parametrize("kind", range(4))
def test_reciprocity_puts_trust_in_the_other_in_the_place_of_the_trait(kind):
    model = stage(
        reciprocity=0.6, reciprocity_floor=0.3, reciprocity_top=0.9, reliability=0.5, respect=0.5, boundaries=0.0
    )
    mine, back = tie(model, 1, 0), tie(model, 0, 1)
    back.trust = 0.2
    for person in (0, 1):
        phases.observe(model.view, model.law, person, 0)
    chance = 0.4 * 0.5 + 0.6 * (0.3 + 0.6 * 0.2)
    found = frequency(chances.keeps, model.view, model.law, mine.index, kind)
    assert found == pytest.approx(chance, abs=within(chance))


def test_the_floor_of_reciprocity_follows_the_acting_ones_forgiveness():
    model = stage(reciprocity=1.0, trust=0.0)
    model.person(0).forgiveness = 0.9
    model.person(1).forgiveness = 0.0
    mine = tie(model, 1, 0).index
    found = frequency(chances.keeps, model.view, model.law, mine, 0)
    assert found == pytest.approx(0.6, abs=within(0.6))


# ------------------------------------------------------------------ misreading


@pytest.mark.parametrize(
    ("transparency", "boundaries", "chance"),
    [(0.0, 0.5, 0.2), (0.5, 0.5, 0.1), (1.0, 0.0, 0.0), (0.5, 0.0, 0.15), (0.5, 1.0, 0.05)],
)
def test_misreading_by_the_actors_openness_and_the_readers_clarity(transparency, boundaries, chance):
    model = stage(misreading=0.2, holding_back=1.0, trust=0.0)  # holding back has no part in it
    model.person(0).transparency, model.person(1).transparency = transparency, 0.7
    model.person(1).boundaries, model.person(0).boundaries = boundaries, 0.9
    for person in (0, 1):
        phases.observe(model.view, model.law, person, 0)
    mine = tie(model, 1, 0).index
    found = frequency(chances.is_misread, model.view, mine)
    assert found == pytest.approx(chance, abs=within(chance))


@pytest.mark.parametrize(
    ("kind", "size"), [("promise", -2.0), ("conversation", -2.0), ("boundary", -1.5), ("confidence", -1.9)]
)
def test_a_misread_act_is_a_plain_lapse_of_which_the_other_knows_nothing(kind, size):
    class Unaware(never_asked("breaks_on_purpose", "warns", "owns_up", "apologises")):
        def keeps(self, tie, act):
            return True

    model = acting(
        kind,
        person=Unaware,
        misreading=1.0,
        transparency=0.0,
        boundaries=0.0,
        history=4,
        deliberate_share=1.0,
        apology=1.0,
    )
    model.step()
    x = size + math.exp(-4 / 5)
    for each in model.ties:
        assert each.trust == pytest.approx(0.5 * (1 - sigma(x)), abs=1e-15)
        assert each.open_hurts == [(pytest.approx(x, abs=1e-14), 1.0)]
        assert each.ceiling == pytest.approx(1 - sigma(x) * 0.1 * math.exp(-4 / 5), abs=1e-15)
        assert each.history == 5
        assert each.hidden == 0
        assert each.intimacy == 0.0
        assert model.view.ties.kept[each.index] == 0
        assert model.view.ties.breaches[each.index] == 1
        assert model.view.ties.news[each.index] == pytest.approx(sigma(x))
        assert model.view.ties.praise[each.index] == 0.0
        assert model.view.ties.talks[each.index] == 0
        assert not model.view.ties.caught[each.index]


def test_only_kept_acts_can_be_misread():
    model = acting(person=HIDER, misreading=1.0, transparency=0.0, boundaries=0.0)
    model.step()
    assert [each.hidden for each in model.ties] == [1, 1]
    assert [each.trust for each in model.ties] == [0.5, 0.5]


# ------------------------------------------------------------------ openness


def test_chances_of_warning_owning_up_and_apology_are_the_acting_ones():
    model = stage(transparency=0.9, communication=0.9, apology=0.9)
    mine = tie(model, 1, 0).index
    person = model.person(0)
    person.communication, person.transparency, person.apology = 0.15, 0.35, 0.55
    for decision, chance in ((chances.warns, 0.15), (chances.owns_up, 0.35), (chances.apologises, 0.55)):
        found = frequency(decision, model.view, model.law, mine)
        assert found == pytest.approx(chance, abs=within(chance))


def test_communication_follows_transparency_unless_given():
    model = stage(transparency=0.35)
    assert model.person(0).communication is None
    found = frequency(chances.warns, model.view, model.law, 0)
    assert found == pytest.approx(0.35, abs=within(0.35))


@pytest.mark.parametrize("trust", [0.0, 0.5, 1.0])
def test_holding_back_waits_for_trust_in_the_other(trust):
    model = stage(trust=0.5, transparency=0.8, holding_back=0.5)
    tie(model, 0, 1).trust = trust  # how far the acting one trusts the one who relies
    tie(model, 1, 0).trust = 0.3
    for person in (0, 1):
        phases.observe(model.view, model.law, person, 0)
    mine = tie(model, 1, 0).index
    chance = 0.8 * (0.5 + 0.5 * trust)
    for decision in (chances.owns_up, chances.warns):
        found = frequency(decision, model.view, model.law, mine)
        assert found == pytest.approx(chance, abs=within(chance))
    model.person(0).communication = 0.8  # given: does not follow, is not held back
    found = frequency(chances.warns, model.view, model.law, mine)
    assert found == pytest.approx(0.8, abs=within(0.8))


@pytest.mark.parametrize(
    ("answers", "x", "on_hurt"),
    [
        ({"warns": True, "apologises": False}, -3.0, 0.0),
        ({"warns": True, "apologises": True}, -3.0, 1.5),
        ({"warns": False, "owns_up": True, "apologises": False}, -2.0, 0.0),
        ({"warns": False, "owns_up": True, "apologises": True}, -2.0, 1.5),
        ({"breaks_on_purpose": True, "owns_up": True, "apologises": True}, 0.0, 1.5),
        ({"breaks_on_purpose": True, "owns_up": True, "apologises": False}, 0.0, 0.0),
    ],
)
def test_what_is_told_of_a_breach(answers, x, on_hurt):
    model = acting(person=deciding(**{"keeps": False, "breaks_on_purpose": False, **answers}), ceiling_repair=0.0)
    model.step()
    share = sigma(x - (0.8 if on_hurt else 0.0))
    for each in model.ties:
        assert each.trust == pytest.approx(0.5 * (1 - share), abs=1e-15)
        assert each.open_hurts == [(pytest.approx(x - on_hurt), 1.0)]
        assert each.hidden == 0
        assert each.ceiling == pytest.approx(1 - 0.3 * share if answers.get("breaks_on_purpose") else 1.0)


def test_nobody_warns_of_what_is_done_on_purpose_and_who_warned_need_not_own_up():
    purposeful = type(
        "Purposeful", (never_asked("warns"),), {"keeps": lambda *a: False, "breaks_on_purpose": lambda *a: True}
    )
    model = acting(person=purposeful)
    model.step()
    warned = type(
        "Warner",
        (never_asked("owns_up"),),
        {"keeps": lambda *a: False, "breaks_on_purpose": lambda *a: False, "warns": lambda *a: True},
    )
    model = acting(person=warned)
    model.step()
    assert model.world.ties.breaches.tolist() == [1, 1]


def test_nobody_apologises_for_what_is_hidden():
    secretive = type(
        "Secretive",
        (never_asked("apologises"),),
        {"keeps": lambda *a: False, "warns": lambda *a: False, "owns_up": lambda *a: False},
    )
    model = acting(person=secretive, deliberate_share=1.0)
    model.step()
    assert model.world.ties.hidden_count.tolist() == [1, 1]
    assert model.world.ties.hidden_deliberate[:, 0].tolist() == [True, True]


def test_decisions_are_asked_of_the_one_concerned():
    asked = []

    class Asked(Person):
        pass

    def noting(name, answer):
        def decide(person, tie, act=None):
            asked.append((name, person.name, tie.source.name, tie.target.name))
            return answer

        return decide

    answers = {
        "relies_on": True, "keeps": False, "breaks_on_purpose": False, "warns": False, "owns_up": True,
        "apologises": True, "leaves": False,
    }  # fmt: skip
    for name, answer in answers.items():
        setattr(Asked, name, noting(name, answer))
    acting(person=Asked).step()
    assert {name for name, *_ in asked} == set(answers)
    for name, person, source, target in asked:
        assert person == (source if name in ("relies_on", "leaves") else target)
