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
