"""Claims of a config, judged: results whose answer is known, and how often chance alone supports one."""

from __future__ import annotations

import json
import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from tests.study import made
from tests.study.made import FORGIVENESS, NEVER, TRANSPARENCY
from trustsim.config import Replicates, Until
from trustsim.config.claims import Monotone
from trustsim.intervals import student
from trustsim.results import Results
from trustsim.study import Estimate, judge_claims
from trustsim.study.claim_sentences import data_of, more_told, numbers_told
from trustsim.study.claims import Part, _more, rule_of_three
from trustsim.study.judging import above, at_least, between

GRID = made.grid({FORGIVENESS: [0, 0.5, 1], TRANSPARENCY: [0, 1]})
NOISE = (-0.02, 0.01, 0.004, 0.02, -0.014)


def study(*claims, effect=0.3, noise=1.0, outcomes=("survival", "pain"), steps=None, replicates=5):
    """Survival rises by ``effect`` from forgiveness 0 to 1 (or as ``steps`` say), pain by nothing but noise."""
    levels = steps or {0: 0.0, 0.5: effect / 2, 1: effect}
    config = made.config(sweep=GRID, outcomes=list(outcomes), claims=list(claims))
    return made.results(
        config,
        lambda at, replicate: {
            "survival": 0.4
            + levels[at[FORGIVENESS]]
            + 0.1 * at[TRANSPARENCY]
            + 0.1 * NOISE[(replicate + 2) % 5]
            + noise * at[FORGIVENESS] * NOISE[replicate % 5],
            "pain": 0.5 + noise * NOISE[(replicate + round(2 * at[FORGIVENESS])) % 5],
        },
        trust=lambda at, replicate, week: 0.5 + NOISE[replicate % 5],
        replicates=replicates,
    )


def verdict(claim, **known):
    (judged,) = judge_claims(study(claim, **known))
    return judged.verdict


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ("survival rises with traits.forgiveness", "supported"),
        ("survival rises with forgiveness.", "supported"),
        ("survival falls with forgiveness", "contradicted"),
        ("survival rises with forgiveness by more than 0.2", "supported"),
        ("survival rises with forgiveness by more than 20 %", "supported"),
        ("survival rises with forgiveness by more than 0.4", "contradicted"),
        ("survival rises with forgiveness by more than 0.3", "undecided"),
        ("survival rises with transparency by more than 0.05", "supported"),
        ("survival rises with forgiveness at transparency=1", "supported"),
        ("pain rises with forgiveness", "undecided"),
        ("survival is monotone in forgiveness", "supported"),
        ("survival rises monotonically with forgiveness", "supported"),
        ("survival falls monotonically with forgiveness", "contradicted"),
        ("pain is monotone in forgiveness", "undecided"),
        ("survival is greater at forgiveness=1 than at forgiveness=0", "supported"),
        ("survival is less at forgiveness=1 than at forgiveness=0", "contradicted"),
        ("survival is less at forgiveness=0 than at forgiveness=1 by more than 0.25", "supported"),
        ("survival is greater at forgiveness=1, transparency=0 than at forgiveness=0, transparency=1", "supported"),
        ("survival is greater at point=5 than at point=0 by more than 0.35", "supported"),
        ("forgiveness has no effect on survival within 0.02", "contradicted"),
        ("forgiveness has no effect on survival within 0.35", "supported"),
        ("forgiveness has no effect on pain within 0.1", "supported"),
        ("forgiveness has no effect on pain within 0.01", "undecided"),
        ("survival is above 0.7 at forgiveness=1", "supported"),
        ("survival is at most 0.7 at forgiveness=1", "contradicted"),
        ("survival is at least 0.75 at forgiveness=1", "undecided"),
        ("survival is below 50 % at forgiveness=0", "supported"),
        ("survival is above 0.5", "supported"),
    ],
)
def test_what_is_known_is_judged_so(claim, expected):
    assert verdict(claim) == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ({0: 0.0, 0.5: 0.2, 1: 0.1}, "contradicted"),
        ({0: 0.3, 0.5: 0.2, 1: 0.1}, "supported"),
        ({0: 0.0, 0.5: 0.2, 1: 0.2}, "undecided"),
    ],
)
def test_monotone_looks_at_every_step(steps, expected):
    assert verdict("survival is monotone in forgiveness", steps=steps) == expected


def test_a_step_without_any_difference_is_in_nobodys_way_but_one_must_move():
    """Without chance (the series agree too) nothing that is nought is in doubt."""
    config = made.config(
        sweep=made.grid({FORGIVENESS: [0, 0.5, 1]}),
        outcomes=["survival", "pain"],
        claims=["survival is monotone in forgiveness", "pain is monotone in forgiveness"],
    )
    known = {0: 0.2, 0.5: 0.2, 1: 0.6}
    results = made.results(config, lambda at, replicate: {"survival": known[at[FORGIVENESS]], "pain": 0.5})
    assert [one.verdict for one in judge_claims(results)] == ["supported", "contradicted"]


def test_the_intervals_of_the_steps_hold_together():
    (judged,) = judge_claims(study("survival is monotone in forgiveness"))
    assert [part.confidence for part in judged.parts] == [0.975, 0.975]
    assert "97.5" in numbers_told(judged)
    assert "0 → 0.5" in numbers_told(judged)


def test_labels_of_a_list():
    config = made.config(
        sweep=made.points(("open", {FORGIVENESS: 1}), ("guarded, a little", {FORGIVENESS: 0})),
        outcomes=["final_trust"],
        claims=[
            'final_trust is greater at "open" than at "guarded, a little"',
            'final_trust is greater at "open" than at "guarded, a little" by more than 0.5',
            'final_trust is above 0.6 at "open"',
        ],
    )
    results = made.results(
        config, lambda at, replicate: {"final_trust": 0.4 + at[FORGIVENESS] * (0.3 + NOISE[replicate] / 10)}
    )
    assert [one.verdict for one in judge_claims(results)] == ["supported", "contradicted", "supported"]


CLAIMS = (
    "pain rises with forgiveness",
    "pain is monotone in forgiveness",
    "forgiveness has no effect on pain within 0.01",
    "pain is greater at forgiveness=1 than at forgiveness=0",
    "pain is above 0.5",
)


@pytest.mark.parametrize("confidence", [0.8, 0.99])
@pytest.mark.parametrize("claim", CLAIMS)
def test_claims_have_the_confidence_of_the_study(claim, confidence):
    usual = study(claim)
    until = Until(outcome="pain", half_width=0.01, confidence=confidence)
    config = usual.config.model_copy(update={"replicates": Replicates(min=10, max=60, until=until)})
    (before,), (judged,) = judge_claims(usual), judge_claims(Results(config, usual.read))
    assert (before.confidence, judged.confidence) == (0.95, confidence)
    steps = len(judged.parts)
    for part, at_95 in zip(judged.parts, before.parts, strict=True):
        assert part.confidence == pytest.approx(1 - (1 - confidence) / steps)
        wider = student(4, part.confidence) / student(4, at_95.confidence)
        assert part.found.half_width == pytest.approx(wider * at_95.found.half_width)
    assert f"{100 * confidence:g}\xa0%" in numbers_told(judged)
    assert "95" not in numbers_told(judged)


def test_more_confidence_decides_less():
    usual = study("survival rises with forgiveness by more than 0.285")
    verdicts = []
    for confidence in (0.8, 0.999):
        until = Until(outcome="pain", half_width=0.01, confidence=confidence)
        config = usual.config.model_copy(update={"replicates": Replicates(min=10, max=60, until=until)})
        verdicts += [one.verdict for one in judge_claims(Results(config, usual.read))]
    assert verdicts == ["supported", "undecided"]


# ---------------------------------------------------------------- never


def recoveries(claim, at_zero, at_one):
    results = made.recoveries(at_zero, at_one)
    config = results.config.model_copy(update={"claims": (claim,)})
    (judged,) = judge_claims(Results(config, results.read))
    return judged


def test_what_may_never_happen_is_judged_by_order():
    slow = [NEVER, 90, NEVER, 80, NEVER, 70, 85, NEVER]
    quick = [10, 12, 20, 14, 30, 16, NEVER, 11]
    judged = recoveries("weeks_to_recover falls with forgiveness", slow, quick)
    assert judged.parts[0].by_order
    assert judged.verdict == "supported"
    assert recoveries("weeks_to_recover rises with forgiveness", slow, quick).verdict == "contradicted"
    # seven of eight by more than 20 weeks
    assert recoveries("weeks_to_recover falls with forgiveness by more than 20", slow, quick).verdict == "supported"
    # and none of the pairs of two numbers by more than 80
    far = recoveries("weeks_to_recover falls with forgiveness by more than 80", slow[:8], quick)
    assert far.parts[0].found.mean > -1


def test_a_number_against_runs_of_which_some_never_got_there():
    quick = [10, 12, 20, 14, 30, 16, NEVER, 11, 13, 12, 10, 9]
    below = recoveries("weeks_to_recover is below 40 at forgiveness=1", [NEVER] * 12, quick)
    assert below.verdict == "supported"
    assert "true of 92" in numbers_told(below)
    assert recoveries("weeks_to_recover is above 40 at forgiveness=1", [NEVER] * 12, quick).verdict == "contradicted"


def test_no_effect_within_a_margin_cannot_be_known_of_what_never_comes():
    judged = recoveries("forgiveness has no effect on weeks_to_recover within 5", [NEVER, 10, 12], [11, 10, 12])
    assert judged.verdict == "undecided"
    assert "no size" in more_told(judged)


# ---------------------------------------------------------------- how many more


def test_as_many_more_as_it_says_would_decide_it():
    """The smallest number whose interval, of the same mean and spread, lies on one side."""
    judged = judge_claims(study("pain rises with forgiveness", "forgiveness has no effect on pain within 0.015"))
    for one in judged:
        (part,) = one.parts
        assert one.verdict == "undecided"
        found, n = part.found, part.found.n
        spread = found.half_width / student(n - 1) * math.sqrt(n)

        def decides(count, found=found, part=part, spread=spread):
            half = student(count - 1) * spread / math.sqrt(count)
            low, high = found.mean - half, found.mean + half
            inside = part.band.low < low and high < part.band.high
            return inside or high < part.band.low or low > part.band.high

        if math.isfinite(one.more):
            enough = n + int(one.more)
            assert decides(enough)
            assert not decides(enough - 1)
            assert f"{int(one.more):,} more" in more_told(one)
        else:
            assert found.mean == pytest.approx(0.0, abs=1e-6)


def test_it_grows_with_the_square_of_the_spread():
    narrow, wide = (Part(Estimate(0.1, 0.1 - half, 0.1 + half, 20, 0.1, 0.0), above(0.0)) for half in (0.2, 0.4))
    assert wide.more + 20 == pytest.approx(4 * (narrow.more + 20), rel=0.05)


def test_a_mean_on_the_edge_is_never_decided():
    on_it = Part(Estimate(0.1, 0.05, 0.15, 20, 0.1, 0.0), above(0.1))
    assert math.isinf(on_it.more)
    near = Part(Estimate(0.0, -0.05, 0.05, 20, 0.0, 0.0), between(-0.02, 0.02))
    assert math.isfinite(near.more)


def step(mean, half, agree=False):
    """A step of twenty replicates, of a claim that something rises monotonically; NaN: no interval."""
    return Part(Estimate(mean, mean - half, mean + half, 20, mean, 0.0), at_least(0.0), agree=agree)


CLEAR, SOON, LATE = step(0.3, 0.1), step(0.1, 0.15), step(0.1, 0.3)
BACK_SOON, BACK_LATE, STILL = step(-0.1, 0.15), step(-0.1, 0.3), step(0.0, 0.0)
UNKNOWN, BACK_UNKNOWN = step(0.25, math.nan, agree=True), step(-0.25, math.nan, agree=True)


@pytest.mark.parametrize(
    ("direction", "steps", "expected"),
    [
        # every step must be decided: the last of them counts, and one that is not known leaves it unknown
        (1, (CLEAR, SOON, LATE), LATE.more),
        (1, (SOON, UNKNOWN), math.nan),
        (0, (CLEAR, LATE, UNKNOWN), math.nan),
        # one step the other way is enough, whatever the others do
        (1, (SOON, BACK_SOON, BACK_LATE), BACK_SOON.more),
        (1, (UNKNOWN, BACK_SOON), BACK_SOON.more),
        (1, (SOON, BACK_SOON, BACK_UNKNOWN), BACK_SOON.more),
        (1, (SOON, BACK_UNKNOWN), math.nan),
        # where either way would do, one must be clear each way
        (0, (CLEAR, LATE, BACK_SOON), BACK_SOON.more),
        (0, (SOON, LATE, BACK_LATE), LATE.more),
        (0, (UNKNOWN, LATE, BACK_SOON), LATE.more),
        (0, (UNKNOWN, BACK_SOON), math.nan),
        (0, (LATE, BACK_UNKNOWN), math.nan),
        # a step without any difference is clear neither way
        (0, (STILL, LATE, BACK_SOON), LATE.more),
    ],
)
def test_how_many_more_a_monotone_claim_needs_in_whatever_order_its_steps_come(direction, steps, expected):
    claim = Monotone(outcome="pain", key=FORGIVENESS, direction=direction)
    found = [_more(claim, order) for order in permutations(steps)]
    assert found == pytest.approx([expected] * len(found), nan_ok=True)


@pytest.mark.parametrize("flipped", [False, True])
def test_a_step_whose_replicates_all_agree_leaves_it_unknown_and_says_why(flipped):
    """Pain in two of the steps: the same in all replicates (so that it has no interval), and undecided."""
    noise = np.array([0.3, -0.1, 0.25, -0.2, 0.1])
    known = {0: 0.0 * noise, 0.5: 0.0 * noise + 0.1, 1: 0.2 + noise}
    if flipped:
        known = {0: -0.2 - noise, 0.5: 0.0 * noise, 1: 0.0 * noise + 0.1}
    config = made.config(
        sweep=made.grid({FORGIVENESS: [0, 0.5, 1]}),
        outcomes=["relationships_lost"],
        claims=["relationships_lost rises monotonically with forgiveness"],
    )
    # Not finely graded: each value comes twice.
    results = made.results(
        config,
        lambda at, replicate: {"relationships_lost": known[at[FORGIVENESS]][replicate // 2]},
        trust=lambda at, replicate, week: 0.5 + replicate / 1000,
        replicates=10,
    )
    (judged,) = judge_claims(results)
    assert [part.agree for part in judged.parts] == ([False, True] if flipped else [True, False])
    assert judged.verdict == "undecided"
    assert math.isnan(judged.more)
    assert "all replicates agree although chance plays a part" in more_told(judged).lower()


def test_one_replicate_decides_nothing_and_says_what_to_do():
    (judged,) = judge_claims(study("survival rises with forgiveness", replicates=1))
    assert judged.verdict == "undecided"
    assert "run two or more" in more_told(judged)


def test_runs_that_failed_leave_a_claim_undecided():
    whole = study("survival is greater at forgiveness=1 than at forgiveness=0")
    runs = whole.runs[whole.runs[FORGIVENESS] != 1]
    (judged,) = judge_claims(Results(whole.config, {"runs": runs, "series": whole.series}.get))
    assert judged.verdict == "undecided"
    assert "failed" in more_told(judged)


# ---------------------------------------------------------------- replicates that agree by chance


def couples(apart, replicates, claims, trust=None):
    """Whether a couple is together (0 or 1) at forgiveness 0 and 1."""
    config = made.config(sweep=made.grid({FORGIVENESS: [0, 1]}), outcomes=["survival"], claims=list(claims))
    return made.results(
        config,
        lambda at, replicate: {"survival": float(apart(at[FORGIVENESS], replicate))},
        trust=trust or (lambda at, replicate, week: 0.5 + replicate / 1000),
        replicates=replicates,
    )


def test_couples_that_all_stay_do_not_prove_that_all_stay():
    claims = ["survival is at least 0.9 at forgiveness=1", "forgiveness has no effect on survival within 0.02"]
    few = judge_claims(couples(lambda level, replicate: 1.0, 8, claims))
    assert [one.verdict for one in few] == ["undecided", "undecided"]
    assert few[0].parts[0].found.low == pytest.approx(0.025 ** (1 / 8))  # Clopper and Pearson for 8 of 8
    assert "rule of three" in numbers_told(few[0])
    assert few[0].more == 36 - 8  # 0.025^(1/36) is the first above 0.9
    many = judge_claims(couples(lambda level, replicate: 1.0, 40, claims[:1]))
    assert many[0].verdict == "supported"


def test_where_nothing_differs_between_replicates_agreeing_is_no_luck():
    same = couples(
        lambda level, replicate: level, 2, ["survival rises with forgiveness"], trust=lambda at, replicate, week: 0.5
    )
    assert judge_claims(same)[0].verdict == "supported"


def test_an_outcome_that_never_repeats_itself_needs_no_such_doubt():
    shifted = couples(
        lambda level, replicate: 0.3 + level / 4 + replicate / 64,
        4,
        ["survival rises with forgiveness by more than 0.2"],
    )
    assert judge_claims(shifted)[0].verdict == "supported"


def test_the_rule_of_three_is_an_interval_around_what_was_seen():
    found = rule_of_three(Estimate(1.0, 1.0, 1.0, 100, 1.0, 0.0), lowest=0.0)
    assert (found.low, found.high) == (pytest.approx(0.025**0.01), 1.0)


# ---------------------------------------------------------------- chance alone

SYNTHETIC = 1000


def experiments(draw, claims, replicates, times=SYNTHETIC):
    """Verdicts of many experiments in which forgiveness does nothing: ``draw`` gives two rows of runs."""
    config = made.config(sweep=made.grid({FORGIVENESS: [0, 0.5, 1]}), outcomes=["survival"], claims=list(claims))
    points = np.repeat([0, 1, 2], replicates)
    frame = {
        "run": np.arange(3 * replicates),
        "point": points,
        "replicate": np.tile(np.arange(replicates), 3),
        "seed": np.tile(np.arange(replicates), 3),
        FORGIVENESS: np.repeat([0.0, 0.5, 1.0], replicates),
    }
    series = pd.DataFrame({"run": frame["run"], "week": 0.0, "trust": np.arange(3 * replicates)})
    found = []
    for _ in range(times):
        runs = pd.DataFrame(frame | {"survival": draw(replicates).ravel()})
        found.append([one.verdict for one in judge_claims(Results(config, {"runs": runs, "series": series}.get))])
    return pd.DataFrame(found, columns=list(claims))


def normal(generator):
    def draw(n):
        shared = generator.normal(size=n)
        return 0.5 + 0.1 * (shared + 0.5 * generator.normal(size=(3, n)))

    return draw


def exponential(generator):
    return lambda n: generator.exponential(size=n) / 4 + generator.exponential(size=(3, n)) / 10


def couple(generator):
    return lambda n: (generator.random((3, n)) < 0.3).astype(float)


CLAIMED = ["survival rises with forgiveness", "survival is monotone in forgiveness"]


@pytest.mark.long
@pytest.mark.parametrize("draws", [normal, exponential, couple])
def test_chance_supports_a_claim_no_more_often_than_it_may(draws):
    """A true difference of nought: a one-sided claim is supported, and contradicted, in about 2.5 % each."""
    found = experiments(draws(np.random.default_rng(20261123)), CLAIMED, replicates=10)
    trend, monotone = (found[claim].value_counts(normalize=True) for claim in CLAIMED)
    print(draws.__name__, trend.to_dict(), monotone.to_dict())
    assert trend.get("supported", 0.0) <= 0.04
    assert trend.get("contradicted", 0.0) <= 0.04
    # up and down, at every step; the steps share their middle level, so that they tend to go against each other
    assert monotone.get("supported", 0.0) <= 0.01
    assert monotone.get("contradicted", 0.0) <= 0.05


def test_chance_supports_a_claim_seldom():
    """The same, in fewer experiments: of 200, more than 12 would be far from 2.5 %."""
    found = experiments(normal(np.random.default_rng(5)), CLAIMED, replicates=10, times=200)
    assert (found == "supported").sum().max() <= 12
    assert (found[CLAIMED[0]] == "contradicted").sum() <= 12
    assert (found == "undecided").sum().min() >= 180


@pytest.mark.long
def test_an_effect_as_large_as_the_margin_is_called_none_no_more_often_than_it_may():
    generator = np.random.default_rng(7)

    def draw(n):
        return 0.5 + np.array([[0.0], [0.01], [0.02]]) + 0.02 * generator.normal(size=(3, n))

    found = experiments(draw, ["forgiveness has no effect on survival within 0.02"], replicates=30)
    shares = found.iloc[:, 0].value_counts(normalize=True)
    print(shares.to_dict())
    assert shares.get("supported", 0.0) <= 0.04
    assert shares.get("contradicted", 0.0) <= 0.04


# ---------------------------------------------------------------- words


def test_it_says_the_numbers_and_gives_them_to_programs():
    (judged,) = judge_claims(study("survival rises with forgiveness"))
    assert "45" in numbers_told(judged)
    assert "75" in numbers_told(judged)
    assert "+30" in numbers_told(judged)
    data = data_of(judged)
    assert data["verdict"] == "supported"
    assert data["numbers"][0]["estimate"] == pytest.approx(0.3 + np.mean(NOISE))
    assert data["numbers"][0]["low"] > data["numbers"][0]["at_least"] == 0.0
    assert json.dumps(data)


def test_a_config_without_claims_has_nothing_judged():
    assert judge_claims(study()) == []
