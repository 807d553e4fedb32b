"""Outcomes of a user, from the config to the tables, in any process, and when they go wrong."""

from __future__ import annotations

import importlib
import json
import multiprocessing
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import trustsim
from trustsim.config import Config, ConfigError, load_config
from trustsim.outcomes import OutcomeError, RunView, outcome, outcome_of, outcomes_of
from trustsim.outcomes.modules import ModuleError
from trustsim.plan import Plan, plan_of, plan_of_config
from trustsim.running import execute
from trustsim.running.whole import RunsFailedError
from trustsim.study.words import amount, axis_label

PAGE = (Path(__file__).parent.parent / "docs" / "outcomes.md").read_text(encoding="utf-8")

CONFIG = """\
question: Why?
people: 10
network: {kind: ring}
weeks: 4
outcomes: [final_trust, measures:doubled]
"""

MODULE = '''\
"""What I measure."""


def doubled(run):
    """Twice the mean trust at the end."""
    return 2 * run.series["trust"][-1]


doubled.unit = "points"
'''

Written = Callable[..., Path]


@pytest.fixture
def study(tmp_path: Path) -> Written:
    """A config with its module in a folder of their own; returns the config's path."""

    def write(module: str = MODULE, config: str = CONFIG, folder: str = "study") -> Path:
        place = tmp_path / folder
        place.mkdir(exist_ok=True)
        (place / "measures.py").write_text(module)
        (place / "mine.yaml").write_text(config)
        return place / "mine.yaml"

    return write


def planned(path: Path) -> Plan:
    return plan_of(load_config(path))


# ------------------------------------------------------------------ the example of the docs


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def test_the_example_of_the_docs_runs(tmp_path):
    module, script = blocks("python")
    (config,) = blocks("yaml")
    (tmp_path / "measures.py").write_text(module)
    (tmp_path / "mine.yaml").write_text(config)
    results = trustsim.run(tmp_path / "mine.yaml", out=tmp_path / "runs")
    assert list(results.runs.columns)[-3:] == ["survival", "distrusted", "weeks_to_first_ending"]
    assert results.runs["distrusted"].between(0, 1).all()
    assert results.runs.groupby("traits.forgiveness")["distrusted"].mean().is_monotonic_decreasing
    ended = results.series[results.series["survival"] < 1].groupby("run")["week"].min()
    first = results.runs["weeks_to_first_ending"]
    assert first[first < np.inf].to_dict() == ended.to_dict()

    data = (results.path / "DATA.md").read_text()
    assert "| `distrusted` | Share of living ties in which trust is below one half | share | 0 to 1 |" in data
    assert "infinite if none did | weeks | 0 or more |" in data
    report = (results.path / "report.html").read_text()
    assert "distrusted (0 to 1)" in report
    assert "weeks to first ending" in report

    (tmp_path / "try_it.py").write_text(script)
    done = subprocess.run([sys.executable, "try_it.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert 0 <= float(done.stdout) <= 1


# ------------------------------------------------------------------ what it is in a study


def test_it_is_a_column_by_its_name_with_what_it_says_of_itself(study):
    path = study()
    config = load_config(path).config
    assert config.outcomes == ("final_trust", "doubled")
    name = config.outcomes[1]
    assert (outcome_of(name).about, outcome_of(name).unit) == ("Twice the mean trust at the end", "points")
    assert axis_label(name) == "doubled (points)"
    assert amount(name, 1.5) == "1.50\N{NO-BREAK SPACE}points"
    runs = trustsim.run(path).runs
    assert (runs["doubled"] == 2 * runs["final_trust"]).all()


def test_what_a_function_does_not_say_has_a_plain_default(study):
    path = study("def doubled(run):\n    return 1\n\n\nclass Deep:\n    pass\n")
    one = outcome_of(load_config(path).config.outcomes[1])
    assert (one.about, one.unit, one.good, one.limits) == ("doubled", "", 0, (None, None))
    assert trustsim.run(path).runs["doubled"].tolist() == [1]


def test_the_decorator_says_it_and_the_config_says_it_better(study):
    module = "import trustsim\n\n\n@trustsim.outcome(unit='share', good=-1)\ndef doubled(run):\n    return np.nan\n"
    one = outcome_of(load_config(study(module)).config.outcomes[1])
    assert (one.unit, one.good, one.limits) == ("share", -1, (0, 1))
    asked = "{function: measures:doubled, good: 1, about: What I meant, limits: [0, null]}"
    one = outcome_of(load_config(study(module, CONFIG.replace("measures:doubled", asked))).config.outcomes[1])
    assert (one.unit, one.good, one.limits, one.about) == ("share", 1, (0, None), "What I meant")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"unit": 3}, "unit is 3, not a text"),
        ({"good": 2}, "good is 2, not -1, 0 or 1"),
        ({"good": True}, "good is True"),
        ({"limits": (1, 0)}, "limits is"),
        ({"limits": 1}, "limits is 1"),
    ],
)
def test_a_decorator_refuses_nonsense(said, wrong):
    with pytest.raises(ValueError, match=re.escape(wrong)):
        outcome(**said)


def test_a_config_made_in_python_finds_it_from_the_folder_that_is_said(study):
    folder = study().parent
    config = Config(question="?", people=10, weeks=4, outcomes=("pain", "measures:doubled"))
    assert config.outcomes == ("pain", "doubled")
    plan = plan_of_config(config, folder=folder)
    (run,) = plan.runs
    assert outcomes_of(run.point.base.outcomes, RunView({"trust": np.array([0.25]), "pain": np.array([0])})) == {
        "pain": 0, "doubled": 0.5,
    }  # fmt: skip
    again = plan_of_config(plan.config)  # which knows where it was found
    assert again.digest == plan.digest
    with pytest.raises(ConfigError, match="there is no module 'measures'"):
        plan_of_config(config)


def test_a_module_that_is_installed_is_found_too():
    plan = plan_of_config(Config(question="?", people=10, weeks=4, outcomes=("tests.installed_outcome:halved",)))
    assert outcomes_of(plan.config.outcomes, RunView({"trust": np.array([0.5])})) == {"halved": 0.25}


def test_two_configs_may_each_have_a_module_of_that_name(study):
    first = study()
    second = study(MODULE.replace("2 *", "3 *"), folder="other")
    one, other = trustsim.run(first).runs, trustsim.run(second).runs
    assert (other["doubled"] == 1.5 * one["doubled"]).all()
    assert "measures" not in sys.modules


def test_modules_beside_it_may_be_imported_and_count(study):
    path = study("from factor import FACTOR\n\n\ndef doubled(run):\n    return FACTOR\n")
    helper = path.with_name("factor.py")
    helper.write_text("FACTOR = 2\n")
    before = planned(path).digest
    assert trustsim.run(path).runs["doubled"].tolist() == [2]
    helper.write_text("FACTOR = 3\n")
    assert planned(path).digest != before
    assert trustsim.run(path).runs["doubled"].tolist() == [3]
    assert "factor" not in sys.modules


def test_a_module_of_the_process_that_has_the_name_stays_what_it_was(study, monkeypatch):
    import statistics

    path = study(config=CONFIG.replace("measures:", "statistics:"))
    path.with_name("measures.py").rename(path.with_name("statistics.py"))
    assert load_config(path).config.outcomes[1] == "doubled"
    assert sys.modules["statistics"] is statistics
    assert statistics.mean([1, 3]) == 2


def test_a_package_beside_the_config(study):
    path = study(config=CONFIG.replace("measures:", "mine.measures:"))
    package = path.with_name("mine")
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "factor.py").write_text("FACTOR = 5\n")
    (package / "measures.py").write_text("from .factor import FACTOR\n\n\ndef doubled(run):\n    return FACTOR\n")
    assert trustsim.run(path).runs["doubled"].tolist() == [5]
    (package / "factor.py").write_text("FACTOR = 6\n")
    assert trustsim.run(path).runs["doubled"].tolist() == [6]


# ------------------------------------------------------------------ what was run is what was written


def test_changed_code_makes_old_results_out_of_date(study, tmp_path):
    path, out = study(), tmp_path / "runs"
    first = trustsim.run(path, out=out)
    assert trustsim.run(path, out=out).path == first.path
    study(MODULE.replace("2 *", "3 *"))  # as long, and within the same second
    second = trustsim.run(path, out=out)
    assert second.path != first.path
    assert (second.runs["doubled"] == 1.5 * first.runs["doubled"]).all()
    study()
    assert trustsim.run(path, out=out).path == first.path


def test_the_resolved_config_is_refused_where_the_code_is_another(study, tmp_path):
    path = study()
    folder = trustsim.run(path, out=tmp_path / "runs").path
    resolved = path.with_name("again.yaml")
    resolved.write_text((folder / "resolved.yaml").read_text())
    assert planned(resolved).digest == planned(path).digest
    study(MODULE.replace("2 *", "3 *"))
    with pytest.raises(ConfigError, match="has changed since sha256 was written down") as caught:
        load_config(resolved)
    assert caught.value.faults[0].key == "outcomes.1"


def test_results_are_shown_without_running_the_code(study, tmp_path):
    path = study(f"open({str(tmp_path / 'ran')!r}, 'w').close()\n" + MODULE)
    folder = trustsim.run(path, out=tmp_path / "runs").path
    assert (tmp_path / "ran").exists()
    (tmp_path / "ran").unlink()
    path.with_name("measures.py").unlink()
    results = trustsim.load(folder)
    name = results.config.outcomes[1]
    assert outcome_of(name).about == "Twice the mean trust at the end"
    assert axis_label(name) == "doubled (points)"
    assert results.swept == []
    for words in (["show", str(folder)], ["report", str(folder)]):
        done = subprocess.run([sys.executable, "-m", "trustsim", *words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert "points" in (folder / "report.html").read_text()
    assert not (tmp_path / "ran").exists()


def test_a_run_goes_on_with_the_code_that_it_was_planned_with(study):
    path = study()
    before = planned(path).config.outcomes
    study(MODULE.replace("2 *", "3 *"))
    after = planned(path).config.outcomes
    view = RunView({"trust": np.array([0.25])})
    assert outcomes_of(before, RunView({**view.series}))["doubled"] == 0.5
    assert outcomes_of(after[1:], view) == {"doubled": 0.75}


def test_another_process_finds_it(study):
    """By name and folder: nothing of it is on that process's path, and the function itself cannot be sent."""
    path = study()
    outcomes = planned(path).config.outcomes[1:]
    view = RunView({"trust": np.array([0.25])})
    assert pickle.loads(pickle.dumps(outcomes))[0].function == outcomes[0].function
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(outcomes_of, outcomes, view).result() == {"doubled": 0.5}
    study(MODULE.replace("2 *", "3 *"))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = pool.submit(outcomes_of, outcomes, view)
        with pytest.raises(ModuleError, match="measures has changed since the run was planned"):
            done.result()


def test_a_copy_of_a_config_keeps_it(study):
    config = planned(study()).config
    for copy in (pickle.loads(pickle.dumps(config)), config.model_copy(deep=True), Config.model_validate(dict(config))):
        assert copy == config
        assert copy.outcomes[1].function == config.outcomes[1].function


# ------------------------------------------------------------------ runs that come to nothing

SOME_FAIL = """\
def doubled(run):
    if run.people.trait("forgiveness")[0] == 0.5:
        raise ArithmeticError("this one is too mild")
    return run.weeks
"""
SWEPT = CONFIG + "sweep: {design: grid, over: {traits.forgiveness: [0, 0.5, 1]}}\n"


def test_an_error_in_it_fails_that_run_alone(study, tmp_path):
    with pytest.warns(RuntimeWarning, match="1 of 3 runs failed"):
        results = trustsim.run(study(SOME_FAIL, SWEPT), out=tmp_path)
    assert results.runs["traits.forgiveness"].tolist() == [0, 1]
    assert results.runs["doubled"].tolist() == [4, 4]
    (failure,) = map(json.loads, (results.path / "failures.jsonl").read_text().splitlines())
    assert failure["kind"] == "OutcomeError"
    message, mend = failure["message"].splitlines()
    assert message == "measures:doubled failed: ArithmeticError: this one is too mild"
    assert re.fullmatch(r"    mend .*measures\.py, line 3", mend)
    assert failure["settings"] == {"traits.forgiveness": 0.5}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("None", r"gave None \(does it end with return\?\), not a number"),
        ("'much'", "gave 'much', not a number"),
        ("run.ties.trust", "gave an array of 20 numbers, not a number"),
        ("[0.5]", r"gave \[0.5\], not a number"),
        ("1 + 2j", r"gave \(1\+2j\), not a number"),
        ("run.series['weight'][0]", "failed: KeyError: 'weight'"),
        ("run.series['trust'].sort()", "failed: ValueError: .*read-only"),
    ],
)
def test_what_is_no_number_is_said(study, value, said):
    with pytest.raises(RunsFailedError, match=f"OutcomeError: measures:doubled {said}"):
        trustsim.run(study(f"def doubled(run):\n    return {value}\n"))


@pytest.mark.parametrize(
    "value", ["True", "3", "np.float32(0.5)", "np.array(2)", "float('nan')", "np.inf", "np.int64(7)"]
)
def test_what_is_a_number_is_one(study, value):
    path = study(f"import numpy as np\n\n\ndef doubled(run):\n    return {value}\n")
    expected = float(eval(value, {"np": np}))
    np.testing.assert_array_equal(trustsim.run(path).runs["doubled"], [expected])


def test_the_error_keeps_its_cause(study):
    name = planned(study("def doubled(run):\n    return 1 / 0\n")).config.outcomes[1]
    with pytest.raises(OutcomeError) as caught:
        outcome_of(name).of(RunView({}))
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_runs_by_agents_have_processes_that_find_it(study):
    config = CONFIG + "engine: agents\nreplicates: 3\n"
    runs = trustsim.run(study(config=config), workers=2).runs
    assert (runs["doubled"] == 2 * runs["final_trust"]).all()


def test_a_worker_without_the_module_refuses_the_whole_study(study):
    from trustsim.running.elsewhere import packed, plan_again
    from trustsim.running.workers import OtherCodeError

    path = study(folder="sent")
    plan = planned(path)
    sent = packed(plan)
    assert plan_again(sent).digest == plan.digest
    plan_again.cache_clear()
    study(MODULE.replace("2 *", "3 *"), folder="sent")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = pool.submit(plan_again, sent)
        with pytest.raises(OtherCodeError, match="cannot compute the outcomes: the module measures has changed"):
            done.result()


def test_a_claim_of_it_is_judged_as_one_of_a_share_if_it_is_one(study):
    """Where all replicates agree, a share has the interval of a rule of three; a number without limits has none."""
    from trustsim.study import judge_claims

    module = "def doubled(run):\n    return 1.0 if run.ties.trust.mean() > 0 else 0.0\n"
    config = CONFIG + "replicates: 20\nclaims: [doubled is above 0.5]\n"
    for unit, bounded in (("share", True), ("points", False)):
        results = trustsim.run(study(f"{module}\n\ndoubled.unit = {unit!r}\n", config))
        (claim,) = judge_claims(results)
        (part,) = claim.parts
        assert part.found.has_interval == bounded
        assert claim.place == ("inside" if bounded else "undecided")


KEEPING = """\
seen = []


def first(run):
    '''Mean trust at the end of the first run.'''
    seen.append(run.ties.trust)
    return float(seen[0].mean())
"""


def test_what_an_outcome_keeps_of_a_run_stays_as_it_was(study, monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.execution"), "TASKS_PER_WORKER", 1)
    config = CONFIG.replace("doubled", "first") + "sweep: {design: grid, over: {traits.reliability: [0.2, 0.9]}}\n"
    runs = execute(plan_of(load_config(study(KEEPING, config))), workers=1).tables["runs"].to_pandas()
    (before, after), trust = runs["first"], runs["final_trust"]
    assert before == after == pytest.approx(trust[0])
    assert trust[0] < trust[1]
