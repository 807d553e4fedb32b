"""Which settings matter: from a sampled design over its runs to indices, words, tables and figures."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import numpy as np
import pytest

from tests.study import made
from tests.study.made import FORGIVENESS, TRANSPARENCY
from tests.study.test_indices import closed_form, ishigami
from trustsim.plots import description_of, make_figures, svg_of, why_no_network
from trustsim.report import render_report
from trustsim.report.indices import index_tables
from trustsim.results import Results
from trustsim.study import contrasts, dependence, finding, sensitivity
from trustsim.study.sensitivity import FIRST, SECOND, TOTAL, WORTH_NAMING, Index, clearly_more

RELIABILITY = "traits.reliability"
KEYS = (FORGIVENESS, TRANSPARENCY, RELIABILITY)


def sample(design: str, over: dict | None = None, **given) -> dict:
    """The sweep of a sampled design."""
    usual = {"sobol": {"samples": 256}, "morris": {"trajectories": 30}, "latin_hypercube": {"points": 150}}[design]
    ranges = over or {key: {"from": 0, "to": 1} for key in KEYS}
    return {"design": design, "over": ranges, **usual, **given}


def of_ishigami(**given) -> Results:
    """Ishigami's function at the points of our own design, as the final trust of runs."""
    study = made.config(sweep=sample("sobol", second_order=True, **given), outcomes=["final_trust"])

    def outcome(at, replicate):
        return {"final_trust": float(ishigami(np.array([[at[key] for key in KEYS]]))[0])}

    return made.results(study, outcome, replicates=1, weeks=(0,))


def of_weights(design: str, weights: dict[str, float], noise: float = 0.0, replicates: int = 4, **given) -> Results:
    """Final trust as a weighted sum; survival never moves."""
    study = made.config(sweep=sample(design, **given), outcomes=["final_trust", "survival"])
    random = np.random.default_rng(5)

    def outcome(at, replicate):
        trust = 0.3 + sum(weight * at[key] for key, weight in weights.items()) + noise * random.normal()
        return {"final_trust": trust + made.NOISE[replicate], "survival": 0.5}

    return made.results(study, outcome, replicates=replicates, weeks=(0, 4))


def changed(results: Results, change) -> Results:
    """The same with other runs."""
    runs = change(results.runs.copy())
    return Results(results.config, lambda table: runs if table == "runs" else results.read(table), results.manifest)


# ------------------------------------------------------------------ closed forms, all the way


def test_ishigamis_indices_come_out_within_their_intervals():
    found = sensitivity(of_ishigami(samples=1024))
    first, total, second = closed_form()
    for measure, truth in ((FIRST, first), (TOTAL, total)):
        indices = found.of("final_trust", measure)
        assert [index.key for index in indices] == list(KEYS)
        for index, expected in zip(indices, truth, strict=True):
            assert index.low <= expected <= index.high
            assert index.high - index.low < 0.2
    pairs = found.of("final_trust", SECOND)
    assert [(pair.key, pair.other) for pair in pairs] == [(KEYS[0], KEYS[1]), (KEYS[0], KEYS[2]), (KEYS[1], KEYS[2])]
    for pair, expected in zip(pairs, second, strict=True):
        assert pair.low <= expected <= pair.high
    assert pairs[1].direction == 1  # together x and z have 0.24 of the variance
    assert pairs[0].direction == 0


def test_the_weights_of_a_sum_come_out_of_morris_per_whole_range():
    """Ranges of any length and scale: the effect is that of the whole range."""
    ranges = {
        FORGIVENESS: {"from": 0.2, "to": 0.7},
        TRANSPARENCY: {"from": 0, "to": 1},
        RELIABILITY: {"from": 0, "to": 1},
    }
    found = sensitivity(of_weights("morris", {FORGIVENESS: 0.4, TRANSPARENCY: -0.1}, over=ranges))
    effects = {index.key: index.value for index in found.of("final_trust", "mu")}
    assert effects == {FORGIVENESS: pytest.approx(0.2), TRANSPARENCY: pytest.approx(-0.1), RELIABILITY: 0.0}


def test_whole_numbers_and_logarithms_are_sampled_as_the_config_says():
    ranges = {FORGIVENESS: {"from": 0.01, "to": 1, "scale": "log"}, "people": {"from": 4, "to": 9, "whole": True}}
    study = made.config(sweep=sample("morris", over=ranges), outcomes=["final_trust"])
    rises = {FORGIVENESS: 0.5, "people": 0.2}

    def outcome(at, replicate):
        places = {FORGIVENESS: 1.0 + math.log10(at[FORGIVENESS]) / 2.0, "people": (at["people"] - 4) / 5.0}
        return {"final_trust": sum(rises[key] * place for key, place in places.items())}

    found = sensitivity(made.results(study, outcome, weeks=(0,)))
    effects = {index.key: index.value for index in found.of("final_trust", "mu")}
    assert effects[FORGIVENESS] == pytest.approx(0.5)
    assert effects["people"] == pytest.approx(0.2, abs=0.05)  # by whole steps


# ------------------------------------------------------------------ what has no indices


def reason(results: Results) -> str:
    return sensitivity(results).left_out["final_trust"].replace("\N{NO-BREAK SPACE}", " ")


def with_values(results: Results, value: float, rows: slice) -> Results:
    def change(runs):
        runs.loc[runs.index[rows], "final_trust"] = value
        return runs

    return changed(results, change)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda whole: with_values(whole, math.inf, slice(3, 9)), r"is infinite \(never\) in 0.1 % of runs.*holes"),
        (
            lambda whole: with_values(whole, math.nan, slice(0, 500)),
            "has no value in 10 % of runs: a sample with holes",
        ),
        (lambda whole: with_values(whole, 0.7, slice(None)), "is the same at all settings"),
        (
            lambda whole: changed(whole, lambda runs: runs[runs["point"] != 7]),
            "there is no replicate with a run at each of the 1280 settings",
        ),
    ],
)
def test_what_has_no_indices_says_why(change, says):
    results = change(of_weights("sobol", {FORGIVENESS: 1.0}))
    assert re.search(says, reason(results))
    told = " ".join(finding(results).sentences) + finding(results).headline
    assert re.search(says.lower(), told.replace("\N{NO-BREAK SPACE}", " ").lower())
    assert render_report(results)


def test_an_outcome_without_indices_takes_nothing_from_the_others():
    found = sensitivity(of_weights("sobol", {FORGIVENESS: 1.0}))
    assert found.outcomes == ("final_trust",)
    assert found.left_out == {"survival": "is the same at all settings: there is no difference to share out"}


def test_a_replicate_that_not_every_point_has_is_left_out():
    whole = of_weights("sobol", {FORGIVENESS: 1.0, TRANSPARENCY: 0.5}, noise=0.1)
    torn = changed(whole, lambda runs: runs[~((runs["point"] == 7) & (runs["replicate"] == 1))])
    without = changed(whole, lambda runs: runs[runs["replicate"] != 1])
    found = sensitivity(torn)
    assert (found.replicates, found.dropped) == (3, 1)
    assert found.indices == sensitivity(without).indices
    assert "One replicate is left out: not every setting has it." in finding(torn).sentences[-1]


def test_where_chance_is_all_there_is_no_index_is_made_up():
    assert "no more than chance could explain" in reason(of_weights("sobol", {}, noise=0.2, samples=16))


def test_too_small_a_latin_hypercube_says_so():
    assert "3 are too few to hold 2 keys" in reason(of_weights("latin_hypercube", {FORGIVENESS: 1.0}, points=3))


def test_another_design_is_refused():
    with pytest.raises(ValueError, match="sobol, morris or latin_hypercube"):
        sensitivity(made.swept(0.4))


# ------------------------------------------------------------------ words


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_headline_says_what_matters_most_and_what_follows():
    found = finding(of_weights("sobol", {FORGIVENESS: 0.8, TRANSPARENCY: 0.4}))
    assert re.fullmatch(
        r"Final trust depends most on forgiveness \(total index 0\.8\d?, 0\.\d+ to \d\.\d+\), "
        r"then on transparency \(0\.2\d?, 0\.\d+ to 0\.\d+\)\.",
        found.headline,
    )
    told = plain(" ".join(found.sentences))
    assert "Reliability changed nothing in final trust, in any run." in told
    assert "No indices for survival: it is the same at all settings" in told
    assert "256 base samples of 3 settings, 4 replicates that share their random numbers" in told
    assert "hold which settings were sampled and what chance did" in told


def test_two_that_cannot_be_told_apart_are_not_put_in_order():
    found = finding(of_weights("sobol", {FORGIVENESS: 0.5, TRANSPARENCY: 0.5}))
    assert "and which of them matters most is open" in found.headline
    indices = sensitivity(of_weights("sobol", {FORGIVENESS: 0.5, TRANSPARENCY: 0.5})).ranked("final_trust")
    assert not clearly_more(indices[0], indices[1])


def test_one_replicate_is_told_what_its_indices_are_worth():
    (last,) = finding(of_weights("sobol", {FORGIVENESS: 0.5}, replicates=1)).sentences[-1:]
    assert "one replicate: what chance does with a changed setting counts as done by the setting" in last
    assert "not what chance did" in last


def test_a_value_has_as_many_digits_as_its_interval_asks_for():
    def said(value, low, high):
        index = Index("final_trust", TOTAL, FORGIVENESS, "", value, low, high)
        return f"{dependence.value(index)}, {dependence.bounds(index)}".replace("\N{MINUS SIGN}", "-")

    assert said(0.00024, 0.00014, 0.00034) == "0.0002, 0.0001 to 0.0003"
    assert said(0.6123, 0.6083, 0.6163) == "0.612, 0.608 to 0.616"
    assert said(0.6123, 0.5123, 0.7123) == "0.61, 0.51 to 0.71"
    assert said(-0.00004, -0.00104, 0.00096) == "0, -0.001 to 0.001"
    assert said(0.003, -0.02, 0.026) == "0, -0.02 to 0.03"
    assert said(0.0, 0.0, 0.0) == "0, always"
    assert said(0.004, math.nan, math.nan) == "0, no interval"


def test_a_ten_thousandth_of_the_variance_is_no_dependence():
    results = of_weights("sobol", {FORGIVENESS: 0.8, TRANSPARENCY: 0.02})
    index = sensitivity(results).ranked("final_trust")[1]
    assert index.key == TRANSPARENCY
    assert 0.0 < index.low < index.high < WORTH_NAMING
    assert index.direction == 1
    assert not index.matters
    found = finding(results)
    assert "transparency" not in found.headline
    assert "More than nothing, but less than 1 % of the variance: transparency." in plain(" ".join(found.sentences))
    (table,) = index_tables(sensitivity(results))
    assert [row[-1] for row in table.rows] == ["matters", "hardly matters", "changed nothing"]
    # effects and correlations are no shares of a variance
    assert sensitivity(of_weights("morris", {FORGIVENESS: 0.005})).ranked("final_trust")[0].matters


def test_directions_come_from_the_sign_of_the_mean_effect():
    told = finding(of_weights("morris", {FORGIVENESS: 0.5, TRANSPARENCY: -0.2})).sentences
    assert "On the whole final trust rises with forgiveness and falls with transparency." in told


def test_a_rank_correlation_is_not_called_more_than_it_is():
    found = finding(of_weights("latin_hypercube", {FORGIVENESS: -0.5, TRANSPARENCY: 0.1}, noise=0.02))
    assert found.headline.startswith("Final trust goes most steadily up or down with forgiveness (partial rank corr")
    assert "On the whole final trust rises with transparency and falls with forgiveness." in found.sentences
    assert "of a setting that first raises and then lowers it is near 0" in found.sentences[-1]
    held = "hold which settings were sampled and what chance did at each of them, not what it did alike at all settings"
    for replicates in (1, 2, 4):
        assert held in finding(of_weights("latin_hypercube", {FORGIVENESS: 0.5}, 0.1, replicates)).sentences[-1]


@pytest.mark.parametrize("design", ["sobol", "morris", "latin_hypercube"])
def test_nothing_that_does_nothing_is_said_to_matter(design):
    """Chance alone, ten times: at 95 % one key in twenty may look as if it did something, not most of them."""
    clear = 0
    for seed in range(10):
        results = of_weights(design, {FORGIVENESS: 0.3}, noise=0.1, seed=seed)
        indices = [index for index in sensitivity(results).ranked("final_trust") if index.key != FORGIVENESS]
        # sizes are never below 0, so that chance counts in μ*; its direction is that of μ
        found = sensitivity(results).of("final_trust", "mu") if design == "morris" else indices
        clear += sum(index.direction != 0 for index in found if index.key != FORGIVENESS)
    assert clear <= 4


# ------------------------------------------------------------------ tables and figures


@pytest.mark.parametrize("design", ["sobol", "morris", "latin_hypercube"])
def test_figures_and_report_of_a_sample(design):
    results = of_weights(design, {FORGIVENESS: 0.5, TRANSPARENCY: -0.2}, noise=0.05)
    figures = make_figures(results)
    assert list(figures) == ["sensitivity_final_trust", "trust_over_settings", "breach_by_law"]
    figure = figures["sensitivity_final_trust"]
    assert all(name in description_of(figure) for name in ("forgiveness", "transparency", "reliability"))
    assert svg_of(figure, "one", results) == svg_of(make_figures(results)["sensitivity_final_trust"], "one", results)
    assert contrasts(results) == []
    assert "no one setting of a sample" in why_no_network(results)
    page = render_report(results)
    assert "How much each setting matters" in page
    assert "What each setting did" not in page
    assert "sampled from 0 to 1" in page
    assert "Bands over the weeks are no intervals" in page
    assert "Student’s t over replicates" not in page


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (0.001, 0.1, ["0.001", "0.01", "0.1"]),
        (0.02, 0.3, ["0.02", "0.077", "0.3"]),
        (0.5, 1, ["0.5", "0.71", "1"]),
        (0.99, 1, ["0.99", "1"]),
    ],
)
def test_a_scale_of_logarithms_has_labels_that_do_not_touch(low, high, labels):
    ranges = {key: {"from": low, "to": high, "scale": "log"} for key in KEYS}
    results = of_weights("latin_hypercube", {FORGIVENESS: 0.5}, noise=0.05, over=ranges)
    figure = make_figures(results)["sensitivity_final_trust"]
    figure.canvas.draw()
    for axes in figure.axes:
        told = [label for label in axes.get_xticklabels(which="both") if label.get_text()]
        assert [label.get_text() for label in told] == labels
        boxes = [label.get_window_extent() for label in told]
        assert not any(one.overlaps(other) for one, other in pairwise(boxes))


@pytest.mark.parametrize(
    ("design", "words"),
    [
        ("sobol", ["matters", "matters", "changed nothing"]),
        ("morris", ["raises", "lowers", "changed nothing"]),
        ("latin_hypercube", ["rises with it", "falls with it"]),
    ],
)
def test_the_table_puts_them_in_order(design, words):
    (table,) = index_tables(sensitivity(of_weights(design, {FORGIVENESS: 0.5, TRANSPARENCY: -0.2})))
    assert [row[1] for row in table.rows[:2]] == ["Forgiveness", "Transparency"]
    assert [row[-1] for row in table.rows][: len(words)] == words
    assert all(len(row) == len(table.heads) for row in table.rows)


def test_pairs_have_a_table_of_their_own():
    _, pairs = index_tables(sensitivity(of_ishigami()))
    assert pairs.rows[0][1] == "forgiveness with reliability"
    assert len(pairs.rows) == 3


def test_of_many_keys_a_figure_shows_the_largest_and_says_so():
    traits = ["reliability", "consistency", "communication", "transparency", "forgiveness", "respect", "vulnerability"]
    keys = [f"traits.{name}" for name in (*traits, "boundaries", "deliberate_share", "apology")]
    keys += [f"parameters.{name}" for name in ("gossip_reach", "guilt", "pace", "learning", "drift", "discovery")]
    keys += [f"parameters.{name}" for name in ("intimacy_gain", "intimacy_loss", "caution", "credulous", "repeat")]
    keys += ["parameters.misreading"]
    weights = {key: 1.0 / (place + 2) for place, key in enumerate(keys)}
    for design in ("sobol", "morris", "latin_hypercube"):
        over = {key: {"from": 0, "to": 1} for key in keys}
        figure = make_figures(of_weights(design, weights, replicates=1, over=over))["sensitivity_final_trust"]
        shown = [text.get_text() for axes in figure.axes for text in axes.texts] + [
            axes.get_title(loc="left") for axes in figure.axes
        ]
        shown.append(figure.get_suptitle())
        assert any("are in the table" in text.replace("\n", " ") for text in shown)
