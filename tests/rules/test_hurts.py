"""What becomes of open hurts: their clocks, messages, a counsellor, the end of a hurt, a change of heart."""

import math

import pytest

from tests.lab import breach
from tests.rules.stage import G0, frequency, sigma, stage, tie, within
from trustsim.rules import chances, happenings


def hurt(model, tick=None):
    """How much 1 is hurt by 0."""
    return happenings.hurt_now(model.view, tie(model, 1, 0).index, model.tick if tick is None else tick)


# ------------------------------------------------------------------ clocks


@pytest.mark.parametrize("forgiveness", [0.0, 0.3, 1.0])
def test_each_hurt_heals_on_its_own_clock(forgiveness):
    model = stage(forgiveness=0.9)
    model.person(1).forgiveness = forgiveness
    index = tie(model, 1, 0).index
    for size, born in ((2.0, 0), (-1.0, 4), (0.5, 9)):
        happenings.remember_hurt(model.view, index, size, born)
    for tick in (9, 13, 60):
        odds = [
            math.exp(x) * (1 + tick - born) ** (-2 * forgiveness * G0) for x, born in ((2.0, 0), (-1.0, 4), (0.5, 9))
        ]
        assert hurt(model, tick) == pytest.approx(1 - math.prod(1 / (1 + o) for o in odds), rel=1e-12)


def test_nobody_is_hurt_at_first():
    assert hurt(stage()) == 0.0


def test_when_a_ninth_hurt_comes_the_two_oldest_become_one_of_the_older_birth():
    model = stage()
    index = tie(model, 1, 0).index
    for born in range(9):
        happenings.remember_hurt(model.view, index, 0.1 * born, born)
    ties = model.world.ties
    assert ties.hurt_count[index] == 8
    assert ties.hurt_born[index].tolist() == [0, 2, 3, 4, 5, 6, 7, 8]
    assert ties.hurt_size[index, 1:] == pytest.approx([0.1 * born for born in range(2, 9)])
    both = (1 + 9.0**-G0) * (1 + math.exp(0.1) * 8.0**-G0) - 1
    assert ties.hurt_size[index, 0] == pytest.approx(math.log(both) + G0 * math.log(9), abs=1e-12)


def test_twenty_breaches_in_a_row_never_lower_hurt():
    model = stage(forgiveness=0.0)
    before = 0.0
    for _ in range(20):
        breach(model)
        assert hurt(model) >= before
        before = hurt(model)
    assert tie(model, 1, 0).history > 20
    assert len(tie(model, 1, 0).open_hurts) == 8


# ------------------------------------------------------------------ messages


@pytest.mark.parametrize("what", ["promise", "apology"])
@pytest.mark.parametrize(("caught", "eased"), [(False, 1.5), (True, 0.75)])
def test_a_message_eases_every_open_hurt_by_half_as_much_from_who_was_caught(what, caught, eased):
    model = stage(events=[{"what": what, "who": 0, "to": 1, "week": 2}])
    mine = tie(model, 1, 0)
    breach(model, size=3.0)
    breach(model, size=2.0, concealed=caught)
    other = tie(model, 0, 1).index
    happenings.remember_hurt(model.view, other, 1.0, 0)
    before = [size for size, _ in mine.open_hurts]
    model.run(weeks=2)
    assert [size for size, _ in mine.open_hurts] == pytest.approx(before)
    trust, ceiling, history = mine.trust, mine.ceiling, mine.history
    model.run(weeks=1)
    assert [size for size, _ in mine.open_hurts] == pytest.approx([size - eased for size in before])
    assert (mine.trust, mine.history) == (trust, history)
    assert mine.ceiling >= ceiling
    assert model.view.ties.hurt_size[other, 0] == 1.0


@pytest.mark.parametrize("rate", [0.1, 0.6])
def test_messages_at_a_rate(rate):
    model = stage(message_rate=rate)
    found = frequency(chances.sends_message, model.view, 0)
    assert found == pytest.approx(rate, abs=within(rate))
    model = stage(message_rate=1.0, forgiveness=0.0)
    breach(model, size=5.0)
    for week in range(1, 5):
        model.step()
        assert tie(model, 1, 0).open_hurts[0][0] == pytest.approx(5.0 - 1.5 * week)


def test_no_messages_by_default_and_none_once_it_has_ended():
    for settings, active in (({}, True), ({"message_rate": 1.0}, False)):
        model = stage(**settings)
        breach(model, size=3.0)
        model.view.pairs.active[0] = active
        model.run(weeks=4)
        assert tie(model, 1, 0).open_hurts[0][0] == pytest.approx(3.0)


# ------------------------------------------------------------------ a counsellor


@pytest.mark.parametrize("ticks", [1, 4])
@pytest.mark.parametrize("pair", ["all", [0, 1], [1, 0]])
def test_twelve_weeks_with_a_counsellor_take_1016_thousandths_of_a_log_odds(ticks, pair):
    events = [{"what": "counselling", "pair": pair, "week": 3, "weeks": 12}]
    model = stage(people=3, events=events, ticks_per_week=ticks)
    pairs = {(1, 0): True, (0, 1): True, (2, 0): pair == "all"}
    for source, target in pairs:
        happenings.remember_hurt(model.view, tie(model, source, target).index, 4.0, 0)
        happenings.remember_hurt(model.view, tie(model, source, target).index, 3.0, 0)
    model.run(weeks=3)
    assert tie(model, 1, 0).open_hurts[0][0] == 4.0
    model.run(weeks=6)
    assert tie(model, 1, 0).open_hurts[0][0] == pytest.approx(4.0 - 1.016 / 2, abs=1e-12)
    model.run(weeks=20)
    for (source, target), counselled in pairs.items():
        eased = 1.016 if counselled else 0.0
        sizes = [size for size, _ in tie(model, source, target).open_hurts]
        assert sizes == pytest.approx([4.0 - eased, 3.0 - eased], abs=1e-12)


def test_a_counsellor_repairs_the_ceiling_without_forgiveness_or_openness():
    events = [{"what": "counselling", "pair": "all", "week": 1, "weeks": 5}]
    model = stage(forgiveness=0.0, transparency=0.0, events=events)
    mine = tie(model, 1, 0)
    model.view.ties.ceiling[mine.index] = 0.5
    ceilings = []
    for _ in range(8):
        model.step()
        ceilings.append(mine.ceiling)
    expected = [1 - 0.5 * 0.98**weeks for weeks in (0, 1, 2, 3, 4, 5, 5, 5)]
    assert ceilings == pytest.approx(expected, abs=1e-14)


# ------------------------------------------------------------------ the end of a hurt


@pytest.mark.parametrize(("size", "forgiveness"), [(-2.0, 0.5), (0.0, 1.0), (-3.0, 0.2)])
def test_a_hurt_is_over_once_its_odds_are_below_one_in_a_hundred(size, forgiveness):
    model = stage(forgiveness=forgiveness)
    index = tie(model, 1, 0).index
    happenings.remember_hurt(model.view, index, size, 0)
    rate = 2 * forgiveness * G0
    last = next(week for week in range(10_000) if math.exp(size) * (1 + week) ** -rate < 0.01)
    for week in range(last + 1):
        assert len(tie(model, 1, 0).open_hurts) == 1
        assert week == model.tick
        model.step()
    assert tie(model, 1, 0).open_hurts == []
    assert tie(model, 1, 0).hurt == 0.0
    assert model.world.ties.hurt_size[index].tolist() == [0.0] * 8
    assert model.world.ties.hurt_born[index].tolist() == [0] * 8


def test_hurts_in_between_close_and_the_others_stay_in_order():
    model = stage(forgiveness=0.0)
    index = tie(model, 1, 0).index
    for born, size in enumerate((1.0, -5.0, 0.5, -4.61, -4.6)):
        happenings.remember_hurt(model.view, index, size, born)
    happenings.close_hurts(model.view, index, 4)
    ties = model.world.ties
    assert ties.hurt_size[index, :3].tolist() == [1.0, 0.5, -4.6]
    assert ties.hurt_born[index, :3].tolist() == [0, 2, 4]
    assert ties.hurt_count[index] == 3


def test_without_forgiveness_a_hurt_never_ends():
    model = stage(forgiveness=0.0)
    happenings.remember_hurt(model.view, tie(model, 1, 0).index, -4.0, 0)
    model.run(weeks=300)
    assert tie(model, 1, 0).hurt == pytest.approx(sigma(-4.0), rel=1e-12)


# ------------------------------------------------------------------ a change of heart


@pytest.mark.parametrize(("before", "after"), [(0.2, 0.9), (0.9, 0.0), (0.0, 1.0)])
@pytest.mark.parametrize("by", ["event", "hand"])
def test_a_change_of_forgiveness_does_not_move_hurt_and_changes_its_course(before, after, by):
    change = {"what": "change", "who": 1, "trait": "forgiveness", "value": after, "week": 6}
    model = stage(forgiveness=before, events=[change] if by == "event" else [])
    index = tie(model, 1, 0).index
    births = ((3.0, 0), (1.0, 2))
    for size, born in births:
        model.run(weeks=born - model.tick)
        happenings.remember_hurt(model.view, index, size, born)
    model.run(weeks=6 - model.tick)
    then = hurt(model, 6)
    if by == "hand":
        model.person(1).forgiveness = after
        assert hurt(model, 6) == pytest.approx(then, abs=1e-13)
    model.step()
    assert model.person(1).forgiveness == after
    assert model.person(0).forgiveness == before
    assert hurt(model, 6) == pytest.approx(then, abs=1e-13)
    rate = 2 * after * G0
    odds = [
        math.exp(size) * (7 - born) ** (-2 * before * G0) * ((31 - born) / (7 - born)) ** -rate for size, born in births
    ]
    assert hurt(model, 30) == pytest.approx(1 - math.prod(1 / (1 + o) for o in odds), rel=1e-12)


def test_the_forgiveness_of_the_one_who_hurt_does_not_matter():
    models = [stage(), stage(events=[{"what": "change", "who": 0, "trait": "forgiveness", "value": 1.0, "week": 1}])]
    for model in models:
        breach(model, size=2.0)
        model.run(weeks=10)
    assert hurt(models[0]) == hurt(models[1])
