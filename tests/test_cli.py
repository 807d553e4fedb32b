import csv
import importlib
import io
import json
import math
import os
import re
import shlex
import signal
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import trustsim
from trustsim.cli import app, guard, showing, talk
from trustsim.store.parts import finished_runs

CONFIG = """\
question: Does forgiving help?
expect: It does.
people: 12
weeks: 8
network: {kind: ring}
sweep: {design: grid, over: {traits.forgiveness: [0, 1], parameters.gossip_reach: [0, 0.5]}}
replicates: 2
outcomes: [final_trust, survival]
"""
FAILING = """\
question: Does it?
people: 10
weeks: 4
events: [{week: 2, what: betrayal, who: 0, to: 5}]
sweep: {design: grid, over: {network: [{kind: ring}, {kind: complete}]}}
replicates: 2
"""
HEAVY = {"numpy", "pandas", "mesa", "numba", "matplotlib", "pyarrow", "scipy", "pydantic", "networkx", "rich"}
VERBS = [command.name or command.callback.__name__ for command in app.registered_commands]
MAIN = "from trustsim.cli import main; main()"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """An empty folder to be in, no wish about colours, and figures and report that take no time."""

    def show(results, folder):
        (folder / "figures").mkdir()
        (folder / "report.html").write_text("report")

    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show", show)
    (tmp_path / "tiny.yaml").write_text(CONFIG)
    (tmp_path / "failing.yaml").write_text(FAILING)
    return tmp_path


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def files(place):
    return {path.relative_to(place).as_posix() for path in place.rglob("*")}


def subprocess_of(*words, **more):
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= more.pop("environment", {})
    return subprocess.run(
        [sys.executable, "-c", MAIN, *words], capture_output=True, text=True, env=environment, timeout=120, **more
    )


# What is said


def test_without_words_there_are_four_commands_to_try():
    told = call()
    assert told.exit_code == 0
    assert len(re.findall(r"^  trustsim ", told.stdout, re.MULTILINE)) == 4


def test_the_version():
    assert call("--version").stdout == f"trustsim {trustsim.__version__}\n"


def test_run_prints_the_finding_on_stdout_and_talks_on_stderr(place):
    told = call("run", "tiny.yaml")
    assert told.exit_code == 0, told.stderr
    (folder,) = (place / "runs").iterdir()
    lines = told.stdout.splitlines()
    assert lines[0].endswith(".")
    assert "orgiveness" in lines[0] or "rust" in lines[0]
    assert "Asked     Does forgiving help?" in lines
    assert "Expected  It does." in lines
    assert "interval" in told.stdout
    assert f"Report    runs/{folder.name}/report.html" in lines
    assert f"Try next  trustsim show runs/{folder.name}" in lines
    assert "trustsim run tiny.yaml -s replicates=8" in told.stdout
    assert "8 of 8 runs" in told.stderr
    assert "runs/s" not in told.stdout


def test_a_second_run_says_the_same_and_why_it_was_quick():
    first, second = call("run", "tiny.yaml"), call("run", "tiny.yaml")
    assert second.exit_code == 0
    assert second.stdout == first.stdout
    assert "was there already" in second.stderr
    assert "--fresh" in second.stderr
    assert "of 8 runs" not in second.stderr
    assert "8 of 8 runs" in call("run", "tiny.yaml", "--fresh").stderr


def test_run_as_json_is_one_object_a_config(place):
    (place / "other.yaml").write_text(CONFIG.replace("weeks: 8", "weeks: 4"))
    told = call("run", "tiny.yaml", "other.yaml", "--json")
    first, second = map(json.loads, told.stdout.splitlines())
    assert (first["name"], second["name"]) == ("tiny", "other")
    assert first["runs"] == 8
    assert first["failed"] == 0
    assert first["headline"]
    assert len(first["points"]) == 4
    assert (place / first["folder"] / "manifest.json").is_file()


def test_run_obeys_out_and_workers_and_settings(place):
    told = call("run", "tiny.yaml", "--out", "elsewhere", "-j", 1, "-s", "weeks=4", "-s", "sweep=null", "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["folder"].startswith("elsewhere/tiny-")
    assert not (place / "runs").exists()
    manifest = json.loads(next((place / "elsewhere").glob("*/manifest.json")).read_text())
    assert manifest["overrides"] == ["weeks=4", "sweep=null"]


def test_a_dry_run_writes_nothing(place):
    before = files(place)
    told = call("run", "tiny.yaml", "--dry-run")
    assert told.exit_code == 0
    assert "8 runs: 4 (2 × 2) points × 2 replicates" in told.stdout
    assert "would be made" in told.stdout
    assert files(place) == before
    call("run", "tiny.yaml")
    assert "is there already" in call("run", "tiny.yaml", "--dry-run").stdout


def test_a_dry_run_compiles_so_that_it_can_time(monkeypatch):
    """As on a fresh installation; it says so before it takes twenty seconds."""
    estimating = importlib.import_module("trustsim.running.estimate")
    real = estimating.make_ready

    def make_ready(plan, say):
        say("Compiling…")
        real(plan, lambda text: None)

    monkeypatch.setattr(estimating, "uncompiled", lambda plan: ["a law"])
    monkeypatch.setattr(estimating, "make_ready", make_ready)
    told = call("run", "tiny.yaml", "--dry-run", "-j", 2)
    assert "Compiling" in told.stderr
    assert re.search(r"time  about [0-9.]+ s with 2 at a time; then a few seconds for the report", told.stdout)
    assert re.search(r"disk  at most about .* MB; .* MB while it runs", told.stdout)


def test_a_dry_run_for_a_cluster_says_how_much_is_shared(place):
    told = call("run", "tiny.yaml", "--dry-run", "--dask", "tcp://nowhere:8786")
    assert told.exit_code == 0
    assert re.search(
        r"about .* s of one processor of this machine, shared by the workers of tcp://nowhere", told.stdout
    )
    assert not (place / "runs").exists()


def test_a_dry_run_of_what_cannot_start_says_so():
    told = call("run", "failing.yaml", "-s", "sweep=null", "-s", "network={kind: ring}", "--dry-run")
    assert told.exit_code == 0
    assert "unknown time: no run can start; trustsim check says why" in told.stdout


def test_one_run_alone(place):
    before = files(place)
    told = call("run", "tiny.yaml", "--only", 5)
    assert told.exit_code == 0
    done = json.loads(told.stdout)
    assert done["traits.forgiveness"] == 1
    assert files(place) == before
    call("run", "tiny.yaml")
    runs = trustsim.load("tiny").runs
    assert runs["final_trust"][5] == done["final_trust"]


def test_check_says_what_it_would_take_and_writes_nothing(place):
    call("run", "tiny.yaml", "--only", 0)  # compiled by now
    before = files(place)
    told = call("check", "tiny.yaml", "-s", "traits.reliability=0.1", "-j", 2)
    assert told.exit_code == 0
    assert "8 runs: 4 (2 × 2) points × 2 replicates, each of 8 weeks" in told.stdout
    assert re.search(r"time  about .* s, 2 runs at a time", told.stdout)
    assert re.search(r"disk  at most about .* MB; .* MB while it runs", told.stdout)
    assert "look  -s traits.reliability" in told.stdout
    assert files(place) == before


def test_check_does_not_compile(monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.estimate"), "uncompiled", lambda plan: ["a law"])
    monkeypatch.setattr(importlib.import_module("trustsim.running.estimate"), "make_ready", None)
    assert "not compiled yet" in call("check", "tiny.yaml").stdout


def test_check_finds_what_only_a_start_shows():
    told = call("check", "failing.yaml", "tiny.yaml")
    assert told.exit_code == 2
    assert "failing.yaml: events.0 (betrayal)" in told.stderr
    assert "tiny.yaml: good" in told.stdout


def test_the_list_has_a_question_for_every_config():
    told = call("list")
    assert told.exit_code == 0
    for name in importlib.import_module("trustsim.config").shipped_configs():
        (line,) = [line for line in told.stdout.splitlines() if line.startswith(f"{name} ")]
        assert line.endswith("?")


def test_show_prints_the_summary_three_ways():
    call("run", "tiny.yaml")
    told = call("show", "tiny")
    assert told.exit_code == 0
    assert len(told.stdout.splitlines()) == 5
    assert "±" in told.stdout
    rows = list(csv.DictReader(io.StringIO(call("show", "tiny", "--by", "forgiveness", "--csv").stdout)))
    assert [float(row["traits.forgiveness"]) for row in rows] == [0, 1]
    assert [row["runs"] for row in rows] == ["4", "4"]
    data = json.loads(call("show", "tiny", "--json").stdout)
    assert [row["point"] for row in data] == [0, 1, 2, 3]


CLAIMS = "claims=[survival rises with forgiveness, final_trust is greater at forgiveness=1 than at forgiveness=0]"


def test_run_and_show_judge_the_claims_of_a_config(place):
    told = call("run", "tiny.yaml", "-s", CLAIMS)
    assert told.exit_code == 0, told.stderr
    lines = told.stdout.splitlines()
    at = lines.index("Claims")
    assert re.match(r"  (supported|contradicted|undecided) +survival rises with forgiveness$", lines[at + 1])
    shown = call("show", "tiny", "--claims")
    assert shown.stdout.splitlines()[0] == lines[at + 1].strip()
    data = json.loads(call("show", "tiny", "--claims", "--json").stdout)
    assert [one["claim"] for one in data] == CLAIMS.removeprefix("claims=[").removesuffix("]").split(", ")
    assert data == json.loads(call("run", "tiny.yaml", "-s", CLAIMS, "--json").stdout)["claims"]
    rows = list(csv.DictReader(io.StringIO(call("show", "tiny", "--claims", "--csv").stdout)))
    assert [row["verdict"] for row in rows] == [one["verdict"] for one in data]
    assert float(rows[0]["low"]) <= float(rows[0]["estimate"]) <= float(rows[0]["high"])


def test_a_config_without_claims_is_told_how_to_write_some():
    call("run", "tiny.yaml")
    told = call("show", "tiny", "--claims")
    assert told.exit_code == 0
    assert "claims: [survival rises with" in told.stderr


def test_compare_prints_differences_three_ways():
    call("run", "tiny.yaml", "-s", "replicates=4")
    told = call("compare", "tiny", "--at", "forgiveness=1", "--against", "forgiveness=0")
    assert told.exit_code == 0, told.stderr
    assert [line.split("  ")[0] for line in told.stdout.splitlines()] == ["outcome", "final trust", "survival"]
    assert "forgiveness 1 minus forgiveness 0" in told.stderr
    assert "unpaired runs" in told.stderr
    rows = list(csv.DictReader(io.StringIO(call("compare", "tiny", "--csv").stdout)))
    assert [row["setting"] for row in rows] == ["traits.forgiveness"] * 2 + ["parameters.gossip_reach"] * 2
    data = json.loads(call("compare", "tiny", "--at", "point=3", "--against", "point=0", "--json").stdout)
    runs = trustsim.load("tiny").runs
    means = runs.groupby("point")["survival"].mean()
    (survival,) = [one for one in data["differences"] if one["outcome"] == "survival"]
    assert survival["difference"] == pytest.approx(means[3] - means[0])


def test_compare_of_two_runs_pairs_them_by_seed(place):
    for trust in (0.1, 0.2):
        call("run", "tiny.yaml", "-s", f"parameters.trust_gain={trust}", "-s", "replicates=3")
    first, second = sorted((place / "runs").iterdir(), key=lambda path: (path / "manifest.json").stat().st_mtime_ns)
    told = call("compare", first, second, "--outcome", "final_trust")
    assert told.exit_code == 0, told.stderr
    assert "parameters.trust_gain: 0.1 there, 0.2 here" in told.stderr
    data = json.loads(call("compare", first, second, "--json").stdout)
    gain = [(trustsim.load(path).runs["final_trust"]).mean() for path in (first, second)]
    assert data["differences"][0]["difference"] == pytest.approx(gain[1] - gain[0])
    assert data["differences"][0]["replicates"] == 3
    call("run", "tiny.yaml", "-s", "seed=9")
    told = call("compare", first, "tiny")
    assert told.exit_code == 2
    assert "share no random numbers" in told.stderr


def test_a_sample_has_no_two_sides_and_compare_says_what_else_there_is(place):
    sample = "{design: latin_hypercube, points: 5, over: {traits.forgiveness: {from: 0, to: 1}}}"
    call("run", "tiny.yaml", "-s", f"sweep={sample}")
    for more in ([], ["--json"], ["--csv"]):
        told = call("compare", "tiny", *more)
        assert told.exit_code == 2
        assert told.stdout == ""
        assert "no two settings of a sample differ in one key alone" in told.stderr
        assert "trustsim sensitivity tiny says which settings matter" in told.stderr


def test_what_is_offered_next_names_each_setting_once():
    told = call("run", "tiny.yaml", "-s", "replicates=3", "-s", "people=13").stdout
    assert "trustsim run tiny.yaml -s replicates=12 -s people=13  (half as wide intervals)" in told


def test_show_says_what_its_intervals_are(place):
    call("run", "tiny.yaml")
    told = call("show", "tiny")
    assert "95 % interval (Student’s t over replicates)" in told.stderr.replace("\xa0", " ")
    call("run", "tiny.yaml", "-s", "replicates=1")
    (one,) = [folder.name for folder in (place / "runs").iterdir() if folder.name not in told.stderr]
    told = call("show", one)
    assert "±" not in told.stdout
    assert "with more runs" in told.stderr


NEVER, NONE = math.inf, math.nan


@pytest.mark.parametrize(
    ("mean", "low", "high", "interval", "more", "said"),
    [
        (0.5, 0.4, 0.6, "Student’s t", {}, "0.500 ± 0.100"),
        (0.5, 0.4, 0.6, "Student’s t", {"until": "too wide"}, "0.500 ± 0.100 !"),
        (0.5, 0.4, 0.6, "Student’s t", {"until": "too few"}, "0.500 ± 0.100 !"),
        (0.5, 0.4, 0.6, "Student’s t", {"until": "narrow enough"}, "0.500 ± 0.100"),
        (0.1, 0.05, 0.3, "Wilson", {}, "0.100 (0.050 to 0.300)"),
        (1.0, 1.0, 1.0, "all equal", {}, "1.000 ="),
        (0.5, NONE, NONE, "", {}, "0.500"),
        (
            NEVER,
            9,
            NEVER,
            "order statistics",
            {"median": 12, "never": 0.25},
            "median 12 (9.000 to never), never in 25 %",
        ),
        (NEVER, NEVER, NEVER, "all equal", {"median": NEVER, "never": 1.0}, "never in 100 %"),
        (NEVER, NONE, NONE, "", {"median": 12, "never": 0.25}, "median 12, never in 25 %"),
    ],
)
def test_a_cell_of_show_says_how_sure_it_is(mean, low, high, interval, more, said):
    cell = {"mean": mean, "low": low, "high": high, "interval": interval, **more}
    assert showing._outcome({f"trust_{end}": value for end, value in cell.items()}, "trust") == said


def test_replicates_are_added_until_the_interval_is_narrow_enough(place):
    until = "replicates={min: 10, max: 300, until: {outcome: final_trust, half_width: 0.05}}"
    told = call("run", "tiny.yaml", "-s", until)
    assert told.exit_code == 0, told.stderr
    said = told.stdout.replace("\xa0", " ")
    assert "replicates at each point" in said
    assert "added until final trust was known to ± 0.05 (95 % interval)" in said
    assert "-s replicates" not in said
    told = call("show", "tiny")
    assert "added until final trust" in told.stderr
    rows = json.loads(call("show", "tiny", "--json").stdout)
    assert {row["final_trust_until"] for row in rows} == {"narrow enough"}
    assert all(39 <= row["runs"] < 300 for row in rows)
    assert all(row["final_trust_high"] - row["final_trust_low"] <= 0.1 for row in rows)


def test_where_the_most_were_too_few_more_are_offered():
    until = "replicates={min: 10, max: 40, until: {outcome: final_trust, half_width: 0.0001}}"
    told = call("run", "tiny.yaml", "-s", until)
    assert "The most that were allowed, 40, were too few at 4 of 4 points" in told.stdout
    assert "-s replicates.max=80" in told.stdout
    assert " !" in call("show", "tiny").stdout
    assert "!: this interval is not as narrow" in call("show", "tiny").stderr


def test_how_many_runs_there_may_be_is_told_beforehand():
    until = "replicates={min: 10, max: 60, until: {outcome: final_trust, half_width: 0.05}}"
    said = "40 to 240 runs: 4 (2 × 2) points × 10 to 60 replicates"
    told = call("check", "tiny.yaml", "-s", until)
    assert said in told.stdout
    assert "at most about" in told.stdout
    assert said in call("run", "tiny.yaml", "-s", until, "--dry-run").stdout


def test_more_replicates_are_not_offered_where_chance_has_no_part():
    still = ("relationship_types.friend.encounters=0", "relationship_types.friend.ending=0")
    told = call("run", "tiny.yaml", *(word for one in still for word in ("-s", one)))
    assert told.exit_code == 0, told.stderr
    assert "half as wide" not in told.stdout


def test_report_makes_figures_and_report_again_without_a_run(place, monkeypatch):
    call("run", "tiny.yaml")
    (page,) = place.glob("runs/*/report.html")
    page.unlink()
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "execute", None)
    opened = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    told = call("report", "tiny", "--open")
    assert told.exit_code == 0
    assert told.stdout.strip() == page.relative_to(place).as_posix()
    assert page.is_file()
    assert opened == [page.as_uri()]


def test_the_schema_is_printed_or_written(place):
    printed = json.loads(call("schema").stdout)
    assert call("schema", "--write", "here.json").exit_code == 0
    assert json.loads((place / "here.json").read_text()) == printed
    assert json.loads(call("schema", "--manifest").stdout)["title"] == "The manifest of a run folder of trustsim"


# Exit codes


def test_a_bad_config_is_told_in_full_and_writes_nothing(place):
    (place / "bad.yaml").write_text("question: Does it?\npeople: twelve\ntraits:\n  forgivness: 0.5\nweeks: 0\n")
    before = files(place)
    told = call("run", "bad.yaml")
    assert told.exit_code == 2
    assert told.stdout == ""
    assert "bad.yaml:2:9: people: 'twelve' is not a whole number" in told.stderr
    assert "bad.yaml:4:3:" in told.stderr
    assert "did you mean forgiveness?" in told.stderr
    assert "bad.yaml:5:8:" in told.stderr
    assert "Traceback" not in told.stderr
    assert files(place) == before


def test_the_faults_of_all_configs_are_told_before_any_is_run(place):
    (place / "bad.yaml").write_text("question: Does it?\nweeks: 0\n")
    (place / "worse.yaml").write_text("question: Does it?\npeople: -3\n")
    told = call("run", "tiny.yaml", "bad.yaml", "worse.yaml")
    assert told.exit_code == 2
    assert "bad.yaml:2:8" in told.stderr
    assert "worse.yaml:2:9" in told.stderr
    assert not (place / "runs").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["rnu"], "Did you mean 'run'?"),
        (["run"], "Missing argument"),
        (["run", "tiny.yaml", "--frehs"], "--fresh"),
        (["run", "quikstart"], "did you mean quickstart?"),
        (["run", "tiny.yaml", "-s", "traits.forgivness=1"], "did you mean forgiveness?"),
        (["run", "tiny.yaml", "-s", "weeks"], "KEY=VALUE"),
        (["run", "tiny.yaml", "-j", "0"], "greater than or equal to 1"),
        (["run", "tiny.yaml", "--only", "8"], "from 0 to 7"),
        (["run", "tiny.yaml", "failing.yaml", "--only", "0"], "exactly one"),
        (["show", "tiny"], "there are no runs in runs yet"),
        (["report", "tiny"], "trustsim run CONFIG makes one"),
        (["check", "nowhere.yaml"], "there is no such config"),
        (["compare", "tiny"], "there are no runs in runs yet"),
        (["compare", "a", "b", "c"], "one run or two"),
        (["run", "tiny.yaml", "-s", "claims=[survival rises with forgivness]"], "did you mean traits.forgiveness?"),
    ],
)
def test_wrong_use_is_2_with_a_mend(words, said):
    told = call(*words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""
    assert "Traceback" not in told.stderr


def test_unknown_keys_and_runs_are_answered_with_the_nearest():
    call("run", "tiny.yaml")
    told = call("show", "tiny", "--by", "forgivness")
    assert told.exit_code == 2
    assert "did you mean traits.forgiveness?" in told.stderr
    assert "did you mean tiny?" in call("show", "tinny").stderr


def test_some_failures_are_1_and_the_rest_is_told(place):
    told = call("run", "failing.yaml")
    assert told.exit_code == 1
    assert "2 of 4 runs failed" in told.stderr
    assert "failures.jsonl" in told.stderr
    assert "trustsim run failing.yaml --only 0" in told.stderr
    assert "Report" in told.stdout
    assert next(place.glob("runs/*/failures.jsonl")).is_file()


def test_the_command_of_a_failure_repeats_it(place):
    call("run", "failing.yaml")
    failure = json.loads(next(place.glob("runs/*/failures.jsonl")).read_text().splitlines()[1])
    words = shlex.split(failure["command"])[1:]
    told = call(*words)
    assert told.exit_code == 1
    assert f"run 1 failed: EventError: {failure['message']}" in told.stderr
    assert "trustsim/world/script.py" in call(*words, "--debug").stderr


def test_nothing_but_failures_is_1_too():
    told = call("run", "failing.yaml", "-s", "sweep=null", "-s", "network={kind: ring}")
    assert told.exit_code == 1
    assert "2 of 2 runs failed" in told.stderr
    assert told.stdout == ""
    assert call("show", "failing").exit_code == 2


def test_an_unwritable_place_is_3(place):
    (place / "file").write_text("")
    told = call("run", "tiny.yaml", "--out", "file")
    assert told.exit_code == 3
    assert "--out" in told.stderr
    assert told.stdout == ""
    assert call("schema", "--write", "nowhere/here.json").exit_code == 3


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (ModuleNotFoundError("No module named 'scipy'"), guard.ENVIRONMENT, "install it"),
        (MemoryError(), guard.ENVIRONMENT, "record less"),
        (KeyboardInterrupt(), guard.INTERRUPTED, "Interrupted"),
        (RuntimeError("odd"), guard.A_BUG, "fault of trustsim: RuntimeError: odd"),
    ],
)
def test_everything_else_is_a_sentence_too(monkeypatch, error, code, said):
    def broken(*given, **named):
        raise error

    monkeypatch.setattr(importlib.import_module("trustsim.cli.running"), "run_all", broken)
    told = call("run", "tiny.yaml")
    assert told.exit_code == code
    assert said in told.stderr
    assert "Traceback" not in told.stderr
    assert "Traceback" in call("run", "tiny.yaml", "--debug").stderr


def test_debug_shows_where_a_config_was_refused():
    assert "Traceback" in call("run", "nowhere", "--debug").stderr


def test_a_report_that_cannot_be_made_is_told(monkeypatch):
    def broken(results, folder):
        raise ValueError("no figure")

    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show", broken)
    told = call("run", "tiny.yaml")
    assert told.exit_code == 0
    assert "There is no report (ValueError: no figure)" in told.stderr
    assert "trustsim report runs/tiny-" in told.stderr
    assert "Report " not in told.stdout


# Fresh processes


def test_help_loads_nothing_heavy():
    code = f"""
import sys
sys.argv = ["trustsim", "--help"]
from trustsim.cli import main
try:
    main()
except SystemExit:
    print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert "Commands:" in done.stdout
    assert done.stderr.strip() == "[]"


def test_a_real_process_runs_a_real_study(place):
    done = subprocess_of("run", "tiny.yaml", "-s", "replicates=1", cwd=place)
    assert done.returncode == 0, done.stderr
    assert "Try next" in done.stdout
    (folder,) = (place / "runs").iterdir()
    assert (folder / "report.html").is_file(), done.stderr
    assert any((folder / "figures").iterdir())
    assert not [path for path in (place / "runs").iterdir() if path.name.startswith(".")]


def test_colours_only_where_they_are_wanted(place):
    code = "from trustsim.cli.talk import out; out('finding', 'bold red')"
    plain = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    terminal = plain | {"TERM": "xterm-256color"}
    told = {
        name: subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True, timeout=60
        ).stdout
        for name, environment in {
            "piped": terminal,
            "forced": terminal | {"FORCE_COLOR": "1"},
            "none": terminal | {"FORCE_COLOR": "1", "NO_COLOR": "1"},
        }.items()
    }
    assert told["piped"] == told["none"] == "finding\n"
    assert "\x1b[" in told["forced"]


def test_a_reader_who_leaves_early_is_no_error(place):
    done = subprocess.run(
        f"{shlex.quote(sys.executable)} -c {shlex.quote(MAIN)} schema | head -n 1",
        shell=True,
        capture_output=True,
        text=True,
        cwd=place,
        timeout=60,
        check=True,
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


@pytest.mark.parametrize("words", [["schema"], ["verify", "--only", "V8"], ["list"]])
def test_a_reader_who_has_left_changes_no_exit_code(place, words):
    """1 says of ``verify`` that the algebra is wrong."""
    out, into = os.pipe()
    os.close(out)
    done = subprocess.run([sys.executable, "-c", MAIN, *words], stdout=into, cwd=place, timeout=120, check=False)
    os.close(into)
    assert done.returncode == 0


def test_control_c_ends_at_once_and_keeps_what_is_finished(place):
    (place / "long.yaml").write_text(
        CONFIG.replace("weeks: 8", "weeks: 100000").replace("replicates: 2", "replicates: 5")
    )
    running = subprocess.Popen(
        [sys.executable, "-c", MAIN, "run", "long.yaml", "-j", "2"],
        # in the background a shell has its children ignore Ctrl-C
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=place,
    )
    assert running.stderr is not None
    running.stderr.readline()  # two of twenty are done: it is among the runs
    running.send_signal(signal.SIGINT)
    stdout, stderr = running.communicate(timeout=30)  # all twenty would take longer
    assert running.returncode == 130
    assert stdout == ""
    assert "Interrupted" in stderr
    assert "Traceback" not in stderr
    (folder,) = (place / "runs").iterdir()
    assert 2 <= finished_runs(folder) < 20


# explain


def test_a_life_is_read_out(place):
    call("run", "tiny.yaml")
    before = files(place)
    told = call("explain", "tiny", "--pair", 3, 4, "--run", 6)
    assert told.exit_code == 0, told.stderr
    lines = told.stdout.splitlines()
    assert lines[0].startswith("Person 3 and person 4 in run 6 (“")
    assert "How far person 3 trusts person 4" in lines
    assert "How far person 4 trusts person 3" in lines
    assert "comes to what its tables say" in told.stderr
    assert "another of the 8 runs: --run N, N from 0 to 7" in told.stderr
    assert files(place) == before
    data = json.loads(call("explain", "tiny", "--pair", 3, 4, "--run", 6, "--json").stdout)
    assert data["pair"] == ["3", "4"]
    assert data["replayed"]
    assert {(event["source"], event["target"]) for event in data["events"]} == {("3", "4"), ("4", "3")}
    texts = [chapter["text"] for side in data["sides"] for chapter in side["chapters"]]
    assert texts
    shown = " ".join(told.stdout.split())
    assert all(text in shown for text in texts)


def test_a_life_of_recorded_events_is_not_passed_again():
    call("run", "tiny.yaml", "-s", "record.events=all", "-s", "engine=agents")
    told = call("explain", "tiny", "--pair", 3, 4, "--week", "2:5")
    assert told.exit_code == 0, told.stderr
    assert "passed again" not in told.stderr
    assert "Up to week 2 " in told.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pair", "3", "33"], "did you mean 3?"),
        (["--pair", "3"], "name two people, as --pair 0 1"),
        (["--pair", "3", "7"], "3 knows 2, 4"),
        (["--pair", "3", "4", "--run", "9"], "there are 8 runs, numbered 0 to 7; nearest is 7"),
        (["--pair", "3", "4", "--week", "9"], "there is no week 9: this run has 8 weeks\n    name weeks from 0 to 8"),
        (["--pair", "3", "4", "--week", "5:2"], "the first week comes after the last"),
        (["--pair", "3", "4", "--week", "may"], "write --week 26, or --week 20:30"),
    ],
)
def test_a_life_that_is_not_there(words, said):
    call("run", "tiny.yaml")
    told = call("explain", "tiny", *words)
    assert told.exit_code == 2
    assert said in told.stderr
    assert told.stdout == ""


# Examples


def examples():
    verbs = ["", *VERBS]
    for verb in verbs:
        told = call(*verb.split(), "--help").stdout
        yield from (
            re.findall(r"^    (trustsim .*)$", told.split("Examples:")[1], re.MULTILINE) if "Examples:" in told else []
        )


def test_every_example_in_the_help_works(monkeypatch):
    # the page is served until somebody interrupts
    monkeypatch.setattr("trustsim.app.serving.serve", lambda server, where, ready, lan: (where.close(), ready()))
    monkeypatch.setattr("webbrowser.open", lambda address: True)
    found = list(dict.fromkeys(examples()))
    assert len(found) >= 10
    shown = importlib.import_module("trustsim.cli.app").FIRST_STEPS
    found += [line.strip().split("  ")[0] for line in shown.splitlines() if line.startswith("  trustsim")]
    for example in found:
        told = call(*shlex.split(example)[1:])
        ended = guard.INTERRUPTED if example.startswith("trustsim app") else 0
        assert told.exit_code == ended, (example, told.stderr)
        assert told.stdout or told.stderr, example


def test_every_verb_has_an_example_and_a_way_to_debug():
    for command in VERBS:
        told = call(command, "--help").stdout
        assert "Examples:" in told
        assert "--debug" in told


# Words


def test_json_is_strict():
    data = {"a": float("nan"), "b": [float("inf"), -float("inf"), 1.5], "c": None, "d": "é"}
    assert json.loads(talk.as_json(data)) == {"a": None, "b": ["infinity", "-infinity", 1.5], "c": None, "d": "é"}


def test_a_table_has_numbers_to_the_right():
    assert talk.table(("name", "n"), [("a", "1"), ("bcdef", "10")]) == "name    n\na       1\nbcdef  10"
