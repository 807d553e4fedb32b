"""What a run comes to, from its series."""

from __future__ import annotations

import math

import numpy as np
import pytest

import trustsim
from trustsim.config import Config
from trustsim.outcomes import (
    OUTCOMES,
    FirstBreach,
    RunView,
    asymmetry,
    kept_to_undo,
    trust_lost,
    trust_regained,
    weeks_to_recover,
)

WEEKS = np.arange(8.0)
OPEN, HIDDEN = FirstBreach(2.0, False), FirstBreach(2.0, True)


def series(*trust: float) -> dict[str, np.ndarray]:
    return {"week": WEEKS, "trust_betrayed": np.array(trust), "kept_betrayed": 10 * WEEKS}


@pytest.mark.parametrize(
    ("trust", "breach", "lost", "weeks", "kept"),
    [
        ((0.5, 0.5, 0.8, 0.3, 0.5, 0.76, 0.8, 0.8), OPEN, 0.5, 3, 30),
        ((0.5, 0.5, 0.8, 0.79, 0.2, 0.8, 0.8, 0.8), OPEN, 0.01, 1, 10),
        ((0.5, 0.5, 0.8, 0.3, 0.3, 0.3, 0.3, 0.3), OPEN, 0.5, math.inf, math.inf),
        ((0.5, 0.5, 0.8, 0.8, 0.8, 0.2, 0.5, 0.78), HIDDEN, 0.6, 5, 50),
        ((0.5, 0.5, 0.8, 0.8, 0.8, 0.2, 0.5, 0.6), HIDDEN, 0.6, math.inf, math.inf),
        ((0.5, 0.5, 0.8, 0.8, 0.8, 0.78, 0.8, 0.8), HIDDEN, 0.02, 0, 0),
    ],
)
def test_a_breach_is_measured_on_the_ties_that_it_hits(trust, breach, lost, weeks, kept):
    run = RunView(series(*trust), breach)
    assert trust_lost(run) == pytest.approx(lost)
    assert weeks_to_recover(run) == weeks
    assert kept_to_undo(run) == kept


@pytest.mark.parametrize(
    ("trust", "regained"),
    [
        ((0.5, 0.5, 0.8, 0.3, 0.5, 0.9, 0.7, 0.4), 0.9 / 0.8),
        ((0.5, 0.9, 0.8, 0.3, 0.4, 0.4, 0.3, 0.2), 0.5),
        ((0.5, 0.5, 0.0, 0.0, 0.1, 0.1, 0.1, 0.1), math.nan),
    ],
)
def test_what_was_regained_is_measured_by_the_trust_before(trust, regained):
    assert trust_regained(RunView(series(*trust), OPEN)) == pytest.approx(regained, nan_ok=True)


@pytest.mark.parametrize("of", [trust_lost, trust_regained, weeks_to_recover, kept_to_undo, asymmetry])
def test_without_a_breach_there_is_nothing_to_say(of):
    assert math.isnan(of(RunView(series(*np.full(8, np.nan)))))


def test_a_mean_over_time_does_not_depend_on_the_spacing():
    uneven = {"week": np.array([0.0, 100.0, 101.0]), "trust": np.array([0.0, 1.0, 1.0])}
    assert OUTCOMES["mean_trust"].of(RunView(uneven)) == pytest.approx((50 + 1) / 101)


def test_every_outcome_of_a_real_run_is_what_it_says():
    events = [{"week": 20, "what": "betrayal", "who": 0, "to": "all"}]
    config = Config(question="?", people=30, weeks=40, outcomes=tuple(OUTCOMES), events=events, record={"every": 1})
    results = trustsim.run(config)
    run, last = results.runs.iloc[0], results.series.iloc[-1]
    for name in ("survival", "intimacy", "pain", "distress", "hurt", "ceiling", "reliability"):
        assert run[name] == last[name]
    assert run["final_trust"] == last["trust"]
    betrayed = results.series["trust_betrayed"]
    assert run["trust_lost"] == pytest.approx(betrayed[20] - betrayed[21])
    assert run["trust_lost"] > 0.2


def test_the_same_breach_costs_as_much_late_as_early():
    """Relationships that were over before it are not counted."""
    lost = []
    for week in (20, 200):
        events = [{"week": week, "what": "betrayal", "who": "all", "to": "all"}]
        config = Config(
            question="?", people=100, weeks=220, replicates=4, traits={"reliability": 0.6}, events=events,
            outcomes=("trust_lost", "survival"), record={"every": 1, "people": "none", "ties": "none"},
        )  # fmt: skip
        lost.append(trustsim.run(config).runs["trust_lost"].mean())
    assert lost[1] == pytest.approx(lost[0], rel=0.1)


def test_two_breaches_in_one_week_are_not_mixed():
    events = [
        {"week": 5, "what": "lapse", "who": 0, "to": 1},
        {"week": 5, "what": "betrayal", "who": 2, "to": 3},
    ]
    config = Config(question="?", people=6, network={"kind": "complete"}, weeks=10, events=events, record={"every": 1})
    series = trustsim.run(config.model_copy(update={"outcomes": ("trust_lost",)})).series
    assert series["trust_betrayed"][5] - series["trust_betrayed"][6] < 0.2


# ------------------------------------------------------------------ what one kept act gained, and what the breach took


@pytest.mark.parametrize(
    ("trust", "kept", "ratio"),
    [
        # the last act kept before week 2 added .06; the breach took .2
        ((0.5, 0.5, 0.56, 0.36, 0.4), (0, 0, 1, 1, 2), 0.2 / 0.06),
        # two acts in the last interval added .05 each; none was kept in the one before the breach
        ((0.5, 0.6, 0.6, 0.2, 0.4), (0, 2, 2, 2, 3), 0.4 / 0.05),
        # what is kept later does not count
        ((0.5, 0.5, 0.5, 0.2, 0.9), (0, 0, 0, 0, 9), math.nan),
        # an act that raised nothing has no worth
        ((0.5, 0.6, 0.6, 0.2, 0.4), (0, 1, 2, 2, 3), math.nan),
        ((0.5, 0.6, 0.5, 0.2, 0.4), (0, 1, 2, 2, 3), math.nan),
    ],
)
def test_asymmetry_is_counted_in_kept_acts(trust, kept, ratio):
    series = {"week": np.arange(5.0), "trust_betrayed": np.array(trust), "kept_betrayed": np.array(kept, dtype=float)}
    assert asymmetry(RunView(series, OPEN)) == pytest.approx(ratio, nan_ok=True)


@pytest.mark.parametrize("week", [6, 20, 100])
def test_asymmetry_under_the_default_law_is_what_algebra_says(week):
    """ℓT/(α(1−T₀)) with ℓ of a betrayal after n acts, T₀ and T the trust before and after the last act kept."""
    events = [
        {"week": {"from": 0, "to": week - 2, "every": 2}, "what": "kept"},
        {"week": week, "what": "betrayal", "who": 0},
    ]
    config = Config(
        question="?", people=2, network={"kind": "pair"}, weeks=week + 1, events=events, outcomes=("asymmetry",),
        relationship_types={"friend": {"encounters": 0.0, "ending": 0.0}}, record={"every": 1},
    )  # fmt: skip
    acts = week // 2
    before, after = (1 - 0.5 * 0.88**count for count in (acts - 1, acts))
    lost = 1 / (1 + math.exp(-(-2 + 2 + math.exp(-acts / 5))))
    assert trustsim.run(config).runs["asymmetry"][0] == pytest.approx(lost * after / (0.12 * (1 - before)))


def test_where_one_breach_undoes_one_kept_act_the_asymmetry_is_one():
    events = [{"week": 0, "what": "kept"}, {"week": 1, "what": "betrayal", "who": 0}]
    config = Config(
        question="?", people=2, network={"kind": "pair"}, weeks=3, events=events, outcomes=("asymmetry",),
        relationship_types={"friend": {"encounters": 0.0, "ending": 0.0}}, record={"every": 1}, law="symmetric",
    )  # fmt: skip
    assert trustsim.run(config).runs["asymmetry"][0] == pytest.approx(1)


def test_a_breach_on_ties_that_had_ended_says_nothing():
    nothing = RunView({**series(*np.full(8, np.nan)), "kept_betrayed": np.full(8, np.nan)}, OPEN)
    for name, outcome in OUTCOMES.items():
        if outcome.needs_breach:
            assert math.isnan(outcome.of(nothing)), name


def test_the_share_kept():
    view = RunView({"kept": np.array([0.0, 30.0]), "breaches": np.array([0.0, 10.0])})
    assert OUTCOMES["kept_share"].of(view) == 0.75
    assert math.isnan(OUTCOMES["kept_share"].of(RunView({"kept": np.zeros(2), "breaches": np.zeros(2)})))


# ------------------------------------------------------------------ the catalogue


@pytest.mark.parametrize("law", ["default", "pant_yu", "tit_for_tat"])
def test_every_outcome_lies_within_its_limits(law):
    events = [{"week": 10, "what": "betrayal", "who": "all", "to": "all"}]
    config = Config(
        question="?", people=40, weeks=60, law=law, replicates=2, outcomes=tuple(OUTCOMES), events=events,
        network={"kind": "random", "degree": 3}, traits={"deliberate_share": 0.5, "reliability": 0.6},
        parameters={"new_ties": 0.1}, record={"every": 1},
    )  # fmt: skip
    runs = trustsim.run(config).runs
    for name, outcome in OUTCOMES.items():
        low, high = outcome.limits
        values = runs[name].dropna()
        assert low is None or (values >= low).all(), name
        assert high is None or (values <= high).all(), name
    assert (runs["relationships_lost"] > 0.1).all() or law != "default"
    assert (runs["irreparable"] >= 1 - runs["survival"] - 1e-12).all()
    assert runs["living_trust"].to_numpy() == pytest.approx((runs["final_trust"] / runs["survival"]).to_numpy())


def test_both_engines_come_to_the_same():
    config = Config(question="?", people=12, weeks=30, outcomes=tuple(OUTCOMES), record={"every": 1})
    compiled, agents = (
        trustsim.run(config.model_copy(update={"engine": engine})).runs for engine in ("auto", "agents")
    )
    assert compiled.equals(agents)
