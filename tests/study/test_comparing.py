"""compare: two sides of a study, or two studies, run by run."""

from __future__ import annotations

import math

import numpy as np
import pytest

import trustsim
from tests.study import made
from tests.study.made import FORGIVENESS, TRANSPARENCY
from trustsim.config.sides import WordingError
from trustsim.intervals import student
from trustsim.results import Results
from trustsim.study import compare

LUCK = (0.05, -0.02, 0.01, -0.03, 0.04, -0.05)


def study(shift=0.0, seed=1, levels=(0, 1), replicates=4, outcomes=("survival", "pain"), first_seed=100, **given):
    """Survival is luck, plus a fifth of forgiveness, plus a tenth of transparency, plus a shift."""
    over = {FORGIVENESS: list(levels), TRANSPARENCY: [0, 1]}
    config = made.config(sweep=made.grid(over), outcomes=list(outcomes), seed=seed, **given)

    def outcome(at, replicate):
        known = {"survival": 0.5 + LUCK[replicate] + 0.2 * at[FORGIVENESS] + 0.1 * at[TRANSPARENCY] + shift}
        known |= {"pain": 0.3 + LUCK[-replicate], "hurt": 0.1}
        return {name: known[name] for name in outcomes}

    found = made.results(config, outcome, replicates=replicates)
    runs = found.runs.assign(seed=found.runs["seed"] - 100 + first_seed)
    return Results(config, {"runs": runs, "series": found.series}.get)


# ---------------------------------------------------------------- sides of one study


def test_two_sides_are_paired_by_replicate_and_by_all_else():
    found = compare(study(), at="forgiveness=1", against="forgiveness=0", outcomes=["survival"])
    (one,) = found.contrasts
    assert one.effect.mean == pytest.approx(0.2)
    assert one.effect.half_width == pytest.approx(0.0, abs=1e-12)
    assert (one.pairs, one.effect.n) == (2, 4)
    assert math.isinf(one.saved.ratio)
    assert (found.before, found.after) == ("forgiveness 0", "forgiveness 1")


@pytest.mark.parametrize(
    ("at", "against", "mean"),
    [
        ("forgiveness=1, transparency=1", "forgiveness=0, transparency=0", 0.3),
        ("traits.forgiveness=1 and traits.transparency=0", "forgiveness=0", 0.15),
        ("point=3", "point=0", 0.3),
        ({FORGIVENESS: 0}, {FORGIVENESS: 1}, -0.2),
    ],
)
def test_sides_are_said_in_several_ways(at, against, mean):
    found = compare(study(), at=at, against=against, outcomes=["survival"])
    assert found.contrasts[0].effect.mean == pytest.approx(mean)


def test_labels_need_no_quotes_here():
    config = made.config(
        sweep=made.points(("open", {FORGIVENESS: 1}), ("guarded", {FORGIVENESS: 0})), outcomes=["final_trust"]
    )
    results = made.results(config, lambda at, replicate: {"final_trust": 0.4 + 0.3 * at[FORGIVENESS]})
    assert compare(results, at="open", against='"guarded"').contrasts[0].effect.mean == pytest.approx(0.3)


def test_without_sides_it_is_every_contrast_of_the_study():
    found = compare(study())
    assert [(one.key, one.outcome) for one in found.contrasts] == [
        (FORGIVENESS, "survival"),
        (FORGIVENESS, "pain"),
        (TRANSPARENCY, "survival"),
        (TRANSPARENCY, "pain"),
    ]
    assert "orgiveness from 0 to 1 raised survival" in str(found)


def test_the_table_has_a_row_for_each_difference():
    table = compare(study(), at="forgiveness=1", against="forgiveness=0").table
    assert list(table["outcome"]) == ["survival", "pain"]
    assert table["difference"].tolist() == pytest.approx([0.2, 0.0])
    assert {"low", "high", "saved", "saved_low", "saved_high", "saved_alone", "replicates"} <= set(table.columns)
    assert np.isinf(table["saved"][0])


# ---------------------------------------------------------------- two studies


def test_two_studies_are_paired_by_seed_and_by_equal_settings():
    found = compare(study(), study(0.07), outcomes=["survival"])
    (one,) = found.contrasts
    assert one.effect.mean == pytest.approx(0.07)
    assert one.effect.half_width == pytest.approx(0.0, abs=1e-12)
    assert (one.pairs, one.effect.n) == (4, 4)


def test_what_only_one_has_is_left_out_and_told():
    found = compare(study(replicates=6), study(0.07, levels=(1, 0.5), outcomes=("hurt", "survival")))
    (one,) = found.contrasts
    assert one.outcome == "survival"
    assert one.effect.mean == pytest.approx(0.07)
    assert (one.pairs, one.effect.n) == (2, 4)
    assert "2 replicates of the first run had no partner." in found.left_out
    assert "2 settings of the second run had no partner." in found.left_out


def test_a_point_alone_goes_with_the_same_setting_of_a_sweep():
    config = made.config(outcomes=["survival"], traits={"forgiveness": 1, "transparency": 0})
    alone = made.results(config, lambda at, replicate: {"survival": 0.5 + LUCK[replicate]}, replicates=4)
    (one,) = compare(alone, study(0.07)).contrasts
    assert one.pairs == 1
    assert one.effect.mean == pytest.approx(0.27)


def test_labelled_points_go_with_those_of_the_same_label():
    def listed(trust, week):
        events = [{"week": week, "what": "betrayal", "who": 0, "to": 1}]
        config = made.config(
            sweep=made.points(("none", {"events": []}), ("one", {"events": events})), outcomes=["final_trust"]
        )
        return made.results(config, lambda at, replicate: {"final_trust": trust if at["events"] else 0.8 + trust})

    (one,) = compare(listed(0.1, 4), listed(0.3, 8)).contrasts
    assert one.pairs == 2
    assert one.effect.mean == pytest.approx(0.2)


def test_it_says_in_what_the_configs_differ():
    found = compare(study(), study(0.07, weeks=52, parameters={"trust_gain": 0.2}))
    assert {key for key, _, _ in found.apart} == {"weeks", "parameters.trust_gain"}


# ---------------------------------------------------------------- one confidence for all of a study


def sure(confidence, shift=0.0):
    """Differences of their own in each replicate, in a study with this confidence."""
    until = {"outcome": "survival", "half_width": 0.01, "confidence": confidence}
    config = made.config(
        sweep=made.grid({FORGIVENESS: [0, 1], TRANSPARENCY: [0, 1]}),
        outcomes=["survival"],
        replicates={"min": 10, "max": 60, "until": until},
    )
    noise = np.random.default_rng(3).normal(size=(2, 12))
    return made.results(
        config,
        lambda at, replicate: {"survival": 0.5 + 0.01 * noise[int(at[FORGIVENESS]), replicate] + shift},
        replicates=12,
    )


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
def test_sides_are_compared_at_the_confidence_of_the_study(confidence):
    found = compare(sure(confidence), at="forgiveness=1", against="forgiveness=0")
    (one,) = found.contrasts
    effects = np.array(list(one.of_replicate.values()))
    assert one.effect.half_width == pytest.approx(student(11, confidence) * effects.std(ddof=1) / math.sqrt(12))
    assert {part.confidence for part in (one.effect, one.at_reference, one.at_changed)} == {confidence}
    assert found.table["confidence"].tolist() == [found.confidence] == [confidence]
    assert found.notes == ()
    (whole, _) = compare(sure(confidence)).contrasts
    assert (whole.effect, whole.saved) == (one.effect, one.saved)


def test_what_pairing_saved_has_it_too():
    low, high = (compare(sure(one), at="forgiveness=1", against="forgiveness=0").contrasts[0] for one in (0.8, 0.99))
    assert low.saved.ratio == high.saved.ratio
    assert math.log(high.saved.high / high.saved.ratio) == pytest.approx(
        math.log(low.saved.high / low.saved.ratio) * student(11, 0.99) / student(11, 0.8)
    )


@pytest.mark.parametrize(("first", "second"), [(0.8, 0.99), (0.99, 0.8)])
def test_of_two_studies_that_ask_for_different_ones_it_is_the_higher_and_said(first, second):
    found = compare(sure(first), sure(second, shift=0.2))
    assert found.confidence == found.contrasts[0].effect.confidence == 0.99
    (note,) = found.notes
    assert note.replace("\xa0", " ") == (
        f"The first run asks for {100 * first:g} % intervals, the second for {100 * second:g} % intervals: "
        "here all are 99 % intervals."
    )
    assert note in str(found)
    assert compare(sure(0.8), sure(0.8, shift=0.2)).notes == ()


# ---------------------------------------------------------------- what cannot be compared


def labelled():
    return made.betrayal(0.4, label_points=True)


@pytest.mark.parametrize(
    ("make", "message", "mend"),
    [
        (lambda: compare(study(), study(seed=2, first_seed=900)), "no random numbers", "-s seed=1"),
        (lambda: compare(study(), study(levels=(0.2, 0.4))), "no setting in common", "same values"),
        (lambda: compare(study(), study(levels=(0.1, 0.2, 0.3, 0.4, 0.6))), "0.1, 0.2, 0.3, 0.4 …", "same values"),
        (lambda: compare(study(), study(outcomes=("hurt",))), "no outcome in common", "outcomes"),
        (lambda: compare(study(), study(), outcomes=["surival"]), "no outcome surival", "did you mean survival?"),
        (lambda: compare(study(), outcomes=["ceiling"]), "no outcome ceiling", "survival, pain"),
        (lambda: compare(study(), at="forgiveness=1"), "one side is missing", "against"),
        (lambda: compare(study(), study(), at="forgiveness=1"), "two runs", "leave out"),
        (lambda: compare(study(), at="forgivness=1", against="point=0"), "not swept", "traits.forgiveness?"),
        (lambda: compare(study(), at="forgiveness=0.5", against="point=0"), "never 0.5", "swept over 0, 1"),
        (lambda: compare(study(), at="point=9", against="point=0"), "no point 9", "0 to 3"),
        (lambda: compare(study(), at="point=0", against="point=0"), "same points", "two different"),
        (lambda: compare(study(), at="", against="point=0"), "nothing to compare", "KEY=VALUE"),
        (lambda: compare(labelled(), at="defalt law", against="point=1"), "no point is called", '"default law"?'),
    ],
)
def test_every_refusal_says_what_is_wrong_and_what_to_do(make, message, mend):
    with pytest.raises(WordingError) as caught:
        make()
    assert message in caught.value.message
    assert mend in caught.value.mend


def test_a_study_is_not_compared_with_itself():
    one = study()
    with pytest.raises(WordingError, match="the same run"):
        compare(one, one)


# ---------------------------------------------------------------- real runs


def test_one_changed_number_is_compared_under_the_same_random_numbers():
    """The same seed: what does not depend on the change is equal to the last bit, and pairing saves runs."""
    base = {"question": "?", "people": 16, "network": {"kind": "ring"}, "weeks": 30, "replicates": 6}
    usual, kinder, again = (
        trustsim.run(trustsim.Config.model_validate(base | more))
        for more in ({}, {"parameters": {"trust_gain": 0.125}}, {"expect": "nothing"})
    )
    (trust, *_) = trustsim.compare(usual, kinder).contrasts
    assert trust.outcome == "final_trust"
    assert trust.effect.sign == 1
    assert trust.saved.ratio > 2
    assert all(one.effect.low == one.effect.high == 0.0 for one in trustsim.compare(usual, again).contrasts)
