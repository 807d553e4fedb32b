import hashlib
import importlib
import json
import shutil
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import trustsim
from tests.haste import hasty
from trustsim.config import Config, ConfigError, load_config
from trustsim.network import KINDS, expected_size, make_network
from trustsim.plan import plan_of
from trustsim.results import Results
from trustsim.running import Failure, Lines, RunsFailedError, columns_of, execute, study
from trustsim.running.compiling import COMPILING, COMPILING_NETWORKS, COMPILING_TO_NOTE, make_ready
from trustsim.running.elsewhere import packed, work
from trustsim.running.estimate import disk_of, estimate, problems_at_start
from trustsim.running.execution import attempt
from trustsim.running.parts import PartsInMemory, PartView
from trustsim.running.progress import duration
from trustsim.running.tables import pieces_of
from trustsim.running.workers import Futures, ahead, in_threads
from trustsim.simulation import Lent
from trustsim.stopping import wanted
from trustsim.store import StoreError

CONFIG = """
question: Does it?
people: 12
weeks: 8
network: {kind: small_world, neighbours: 4, rewiring: 0.2}
relationships: {friend: 0.5, family: 0.5}
events: [{week: 2, what: betrayal, who: 0, to: all}]
sweep: {design: grid, over: {traits.forgiveness: [0, 1], parameters.gossip_reach: [0, 0.5]}}
replicates: 3
record: {every: 2, people: all, ties: last}
outcomes: [final_trust, survival, weeks_to_recover]
"""
# Person 0 and person 5 know each other in the complete network alone.
FAILING = """
question: Does it?
people: 10
weeks: 4
events: [{week: 2, what: betrayal, who: 0, to: 5}]
sweep: {design: grid, over: {network: [{kind: ring}, {kind: complete}]}}
replicates: 2
"""


@pytest.fixture
def planned(tmp_path):
    def plan(text=CONFIG, *overrides):
        path = tmp_path / "tiny.yaml"
        path.write_text(text)
        return plan_of(load_config(path, overrides), overrides)

    return plan


class Heard:
    def __init__(self):
        self.said, self.runs, self.done, self.ended = [], None, 0, False

    def say(self, text):
        self.said.append(text)

    def begin(self, runs, things="runs"):
        self.runs = runs

    def advance(self, failed=False):
        self.done += 1

    def end(self):
        self.ended = True


def bytes_of(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def test_tables_are_the_same_to_the_byte_whatever_the_number_of_workers(planned):
    plan = planned()
    once, again, many = execute(plan, workers=1), execute(plan, workers=1), execute(plan, workers=5)
    assert list(once.tables) == ["runs", "series", "people", "ties"]
    for name, table in once.tables.items():
        assert bytes_of(table) == bytes_of(again.tables[name]) == bytes_of(many.tables[name])


def test_tables_do_not_depend_on_who_is_done_first(planned, monkeypatch):
    plan = planned()
    expected = execute(plan, workers=1)
    execution = importlib.import_module("trustsim.running.execution")
    do = execution.do

    def slowly(run, *shared):
        time.sleep(0.02 * (11 - run.index))
        return do(run, *shared)

    monkeypatch.setattr(execution, "do", slowly)
    turned = execute(plan, workers=12)
    assert all(bytes_of(turned.tables[name]) == bytes_of(table) for name, table in expected.tables.items())


@pytest.mark.parametrize("rows", [7, 48, 500])
def test_pieces_of_a_table_end_inside_runs_and_hold_the_same_rows(planned, monkeypatch, rows):
    monkeypatch.setattr(importlib.import_module("trustsim.running.execution"), "LONGEST", float("inf"))
    plan = planned(CONFIG, "record.events=all", "replicates=2")
    done = execute(plan, workers=1)
    tables = done.tables
    assert len(tables["ties"]) == 8 * 48  # a piece is shorter than a run, as long, longer than all
    monkeypatch.setattr(importlib.import_module("trustsim.running.tables"), "ROWS_OF_A_PIECE", rows)
    files = {}
    for name in columns_of(plan):
        pieces = list(pieces_of(plan, done.parts, name))
        full, last = divmod(len(tables[name]), rows)
        assert [len(piece) for piece in pieces] == ([8] if name == "runs" else [rows] * full + [last] * (last > 0))
        assert rows_of(pa.concat_tables(pieces)) == rows_of(tables[name])
        files[name] = [file_of(piece) for piece in pieces]
    by_run = {view.first: view for view in done.parts}
    for turned in ([by_run[number] for number in (5, 0, 3, 7, 1, 6, 2, 4)], two_by_two(plan)):
        for name, expected in files.items():
            assert [file_of(piece) for piece in pieces_of(plan, turned, name)] == expected


def file_of(table: pa.Table) -> bytes:
    """As it would be written; what lies behind the rows in memory is not."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    return sink.getvalue().to_pybytes()


def rows_of(table: pa.Table) -> str:
    """As text, in which what is no number is the same as itself."""
    return repr(table.to_pylist())


def two_by_two(plan):
    """Parts of two runs each that do not follow each other."""
    return [PartView(*attempt(plan, [plan.runs[first], plan.runs[7 - first]])) for first in range(4)]


def test_files_of_several_pieces_are_the_same_to_the_byte_whoever_does_the_runs(planned, monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.import_module("trustsim.running.tables"), "ROWS_OF_A_PIECE", 100)
    monkeypatch.setattr(importlib.import_module("trustsim.running.execution"), "LONGEST", 0.0)
    monkeypatch.setattr(importlib.import_module("trustsim.running.whole"), "show_again", lambda results, folder: None)
    folders = [study(planned(), out=tmp_path / str(workers), workers=workers).results.path for workers in (1, 5)]
    whole = execute(planned(), workers=2).tables
    for name, table in whole.items():
        contents = [(folder / f"{name}.parquet").read_bytes() for folder in folders]
        assert contents[0] == contents[1]
        file = pq.ParquetFile(folders[0] / f"{name}.parquet")
        assert file.num_row_groups == (1 if name == "runs" else -(-len(table) // 100))
        assert rows_of(file.read()) == rows_of(table)
        said = json.loads((folders[1] / "manifest.json").read_text())["tables"][f"{name}.parquet"]
        assert said == {"rows": len(table), "sha256": hashlib.sha256(contents[1]).hexdigest()}


NUMBERS = """
question: Does it?
people: 12
weeks: 8
ticks_per_week: 2
network: {kind: random, degree: 3}
relationships: {friend: 0.5, family: 0.5}
law: {name: pant_yu}
events: [{week: 2, what: betrayal, who: 0, to: all}]
sweep:
  design: grid
  over:
    law.trust_erosion: [0.2, 0.3]
    parameters.gossip_reach: [0, 0.5]
    parameters.new_ties: [0, 0.3]
    parameters.reciprocity_floor: [null, 0.3]
    traits.reliability: [0.6, 0.9]
replicates: 3
record: {every: 2, people: all, ties: all}
outcomes: [final_trust, survival]
"""


@pytest.mark.parametrize("law", ["pant_yu", "default"])
@pytest.mark.parametrize("engine", ["auto", "agents"])
def test_runs_that_share_their_beginning_come_to_the_same_as_alone(planned, monkeypatch, law, engine):
    # agents take a hundred times as long
    engine_and_runs = [f"engine={engine}", f"replicates={1 if engine == 'agents' else 3}"]
    if law == "default":
        text = NUMBERS.replace("    law.trust_erosion: [0.2, 0.3]\n", "")
        plan = planned(text, "law=default", *engine_and_runs)
    else:
        plan = planned(NUMBERS, *engine_and_runs)
    execution = importlib.import_module("trustsim.running.execution")
    monkeypatch.setattr(execution, "LARGEST_TASK", 1)
    alone = execute(plan, workers=1)
    monkeypatch.setattr(execution, "LARGEST_TASK", 5)
    monkeypatch.setattr(execution, "TASKS_PER_WORKER", 1)
    shapes = [len(batch) for batch in execution.tasks_of(plan.runs, 2)]
    assert max(shapes) == 5
    assert sum(shapes) == len(plan.runs)
    for workers in (1, 2) if engine == "agents" else (1, 2, 3):
        together = execute(plan, workers=workers)
        for name, table in alone.tables.items():
            assert bytes_of(together.tables[name]) == bytes_of(table), name


def test_of_a_large_world_none_is_kept_beside_the_one_that_runs(planned, monkeypatch):
    execution = importlib.import_module("trustsim.running.execution")
    plan = planned(NUMBERS)
    same = [run for run in plan.runs if run.replicate == 0 and run.point.base is plan.points[0].base][:3]
    made = []
    usual = execution.beginning_of
    monkeypatch.setattr(execution, "beginning_of", lambda run, lent: made.append(run) or usual(run, lent))
    (shared,) = execution.attempt(plan, same)
    assert len(made) == 1
    monkeypatch.setattr(importlib.import_module("trustsim.network.making"), "LARGE", 1)
    (apart,) = execution.attempt(plan, same)
    assert len(made) == 1
    assert apart.num_rows == shared.num_rows == 3


def test_a_beginning_is_not_worn_out_by_the_runs_that_share_it(planned):
    execution = importlib.import_module("trustsim.running.execution")
    runs = planned(NUMBERS).runs
    beginning = execution.beginning_of(runs[0], Lent())
    first = execution.do(runs[0], beginning)
    for _ in range(3):
        assert execution.do(runs[0], beginning).outcomes == first.outcomes
    assert execution.do(runs[0]).outcomes == first.outcomes


def test_what_keeps_a_batch_from_starting_is_told_of_each_run_and_of_no_other(planned, monkeypatch):
    execution = importlib.import_module("trustsim.running.execution")
    monkeypatch.setattr(execution, "TASKS_PER_WORKER", 1)
    monkeypatch.setattr(execution, "LARGEST_TASK", 3)
    sweep = "{kind: complete}], parameters.gossip_reach: [0, 0.5, 1]"
    plan = planned(FAILING.replace("{kind: complete}]", sweep))
    assert max(len(batch) for batch in execution.tasks_of(plan.runs, 1)) == 3
    done = execute(plan, workers=1)
    assert [failure.run for failure in done.failures] == list(range(6))
    assert {failure.settings["parameters.gossip_reach"] for failure in done.failures} == {0, 0.5, 1}
    assert done.tables["runs"]["run"].to_pylist() == list(range(6, 12))


def test_a_run_of_a_batch_fails_alone(planned, monkeypatch):
    execution = importlib.import_module("trustsim.running.execution")
    monkeypatch.setattr(execution, "TASKS_PER_WORKER", 1)
    do = execution.do

    def sometimes(run, *shared):
        if run.index == 4:
            raise ValueError("not this one")
        return do(run, *shared)

    plan = planned(NUMBERS)
    whole = execute(plan, workers=2)
    monkeypatch.setattr(execution, "do", sometimes)
    done = execute(plan, workers=2)
    assert [(failure.run, failure.message) for failure in done.failures] == [(4, "not this one")]
    kept = whole.tables["runs"].to_pandas().query("run != 4").reset_index(drop=True)
    assert done.tables["runs"].to_pandas().equals(kept)


def test_tables_have_the_columns_that_are_described(planned):
    plan = planned()
    tables = execute(plan).tables
    for name, columns in columns_of(plan).items():
        assert tables[name].column_names == [column.name for column in columns]
        for column in columns:
            numbers = tables[name][column.name]
            if column.kind in ("name", "text", "bool"):
                continue
            finite = numbers.to_numpy().astype(float)
            finite = finite[np.isfinite(finite)]
            low, high = column.limits
            assert low is None or (finite >= low).all(), column
            assert high is None or (finite <= high).all(), column


def test_tables_carry_no_metadata_and_rows_in_order(planned):
    tables = execute(planned(), workers=2).tables
    assert all(table.schema.metadata is None for table in tables.values())
    runs = tables["runs"].to_pandas()
    assert runs["run"].tolist() == list(range(12))
    assert runs["point"].tolist() == [p for p in range(4) for _ in range(3)]
    assert [str(runs[name].dtype) for name in ("run", "point", "replicate", "seed")] == ["int32"] * 3 + ["int64"]
    series = tables["series"].to_pandas()
    assert series.groupby("run")["week"].apply(list).tolist() == [[0, 2, 4, 6, 8]] * 12
    assert len(tables["people"]) == 12 * 5 * 12
    assert len(tables["ties"]) == 12 * 48


def test_names_of_people_can_be_compared(planned):
    ties = execute(planned()).tables["ties"].to_pandas()
    assert not (ties["source"] == ties["target"]).any()
    assert set(ties["relationship"]) == {"friend", "family"}


def test_swept_columns_are_what_was_swept(planned):
    text = FAILING.replace("0, to: 5", "0, to: 1") + "record: {people: none, ties: none}\n"
    tables = execute(planned(text)).tables
    assert list(tables) == ["runs", "series"]
    assert [json.loads(value) for value in tables["runs"]["network"].to_pylist()] == [
        {"kind": "ring"},
        {"kind": "ring"},
        {"kind": "complete"},
        {"kind": "complete"},
    ]


def test_points_of_a_list_have_labels_and_laws_their_columns(planned):
    text = """
question: Does it?
people: 10
weeks: 4
engine: agents
network: {kind: ring}
sweep:
  design: list
  points: [{label: ours, set: {}}, {label: theirs, set: {law: pant_yu}}]
"""
    tables = execute(planned(text)).tables
    assert tables["runs"]["label"].to_pylist() == ["ours", "theirs"]
    assert tables["runs"]["law"].to_pylist() == ["default", "pant_yu"]
    ties = tables["ties"].to_pandas()
    assert ties.loc[ties["run"] == 0, "reputation_damage"].isna().all()
    assert ties.loc[ties["run"] == 1, "reputation_damage"].notna().all()


def test_both_engines_run_through_the_same_way(planned):
    compiled, agents = execute(planned()), execute(planned(CONFIG, "engine=agents"), workers=2)
    assert all(bytes_of(agents.tables[name]) == bytes_of(table) for name, table in compiled.tables.items())


def test_what_takes_long_comes_back_half_done_with_the_rest_in_halves(planned, monkeypatch):
    plan = planned()
    part, left = work(packed(plan), range(12))
    assert (part["run"].to_pylist(), left) == (list(range(12)), [])
    monkeypatch.setattr(importlib.import_module("trustsim.running.execution"), "LONGEST", -1.0)
    part, left = work(packed(plan), [3, 4, 5, 6, 7, 8])
    assert (part["run"].to_pylist(), left) == ([3], [[4, 5, 6], [7, 8]])
    part, left = work(packed(plan), [7, 8])
    assert (part["run"].to_pylist(), left) == ([7], [[8]])


def test_a_run_that_failed_elsewhere_is_not_handed_out_again(planned, monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.execution"), "LONGEST", -1.0)
    part, left = work(packed(planned(FAILING)), [0, 1, 2])
    assert [failure.run for failure in PartView(part).failures()] == [0]
    assert left == [[1], [2]]


def test_processes_hand_over_as_they_go_and_come_to_the_same(planned, monkeypatch):
    plan = planned(CONFIG, "engine=agents")
    execution = importlib.import_module("trustsim.running.execution")
    monkeypatch.setattr(execution, "TASKS_PER_WORKER", 1)
    monkeypatch.setattr("trustsim.running.processes.work", hasty())
    done = execute(plan, workers=2)
    assert [len(part.runs) for part in done.parts] == [1] * 12
    alone = execute(plan, workers=1)
    assert all(bytes_of(done.tables[name]) == bytes_of(table) for name, table in alone.tables.items())


def test_an_interruption_loses_no_part_that_was_handed_over(planned):
    """What came with others, and was not yet kept when Ctrl-C was heard, is kept after it."""
    plan = planned()
    answers = [work(packed(plan), runs) for runs in ([0, 1], [2], [3, 4, 5])]

    class AllAtOnce(Futures):
        def __init__(self):
            self.waiting = set()
            self.hand_out(range(3))

        def begun(self, task):
            return task

        def done(self, patience):
            return list(self.waiting)

        def result(self, future):
            return answers[future]

        def end(self):
            assert not self.waiting

    class Interrupted(PartsInMemory):
        heard = False

        def add(self, part):
            super().add(part)
            if not self.heard:
                self.heard = True
                raise KeyboardInterrupt

    kept = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        execute(plan, parts=kept, place=lambda *given: AllAtOnce())
    assert sorted(run for view in kept.views() for run in view.runs) == list(range(6))


def test_a_run_that_fails_is_told_and_the_others_go_on(planned):
    done = execute(planned(FAILING), workers=2)
    assert done.tables["runs"]["run"].to_pylist() == [2, 3]
    assert [failure.run for failure in done.failures] == [0, 1]
    first = done.failures[0]
    assert isinstance(first, Failure)
    assert first.kind == "EventError"
    assert "relationship" in first.message
    assert first.settings == {"network": {"kind": "ring"}}
    assert first.command.endswith("tiny.yaml --only 0")


def test_the_command_of_a_failure_repeats_its_overrides(planned):
    failure = execute(planned(FAILING, "seed=7")).failures[0]
    assert failure.command.endswith("tiny.yaml -s seed=7 --only 0")


def test_progress_hears_of_every_run(planned):
    heard = Heard()
    execute(planned(), workers=2, progress=heard)
    assert (heard.runs, heard.done, heard.ended) == (12, 12, True)


def test_compiling_is_announced_before_anything_is_compiled(planned, monkeypatch):
    compiling = importlib.import_module("trustsim.running.compiling")
    kernels = importlib.import_module("trustsim.engine.kernels")
    order = []
    monkeypatch.setattr(compiling, "_ready", set())
    monkeypatch.setattr(kernels, "is_cached", lambda law, noting: False)
    monkeypatch.setattr(compiling, "_touch", lambda law, noting: order.append(f"compiled, noting {noting}"))
    make_ready(planned(), order.append)
    make_ready(planned(), order.append)
    assert order == [COMPILING, "compiled, noting False"]
    recorded = planned(CONFIG, "record.events=all")
    make_ready(recorded, order.append)
    make_ready(recorded, order.append)
    assert order[2:] == [COMPILING_TO_NOTE, "compiled, noting True"]


LARGE = "question: Does it?\npeople: 20000\nweeks: 2\nnetwork: {kind: small_world, neighbours: 6}\n"


@pytest.mark.parametrize("engine", ["agents", "compiled"])
def test_compiling_what_makes_large_networks_is_announced(planned, monkeypatch, engine):
    compiling = importlib.import_module("trustsim.running.compiling")
    grown = importlib.import_module("trustsim.network.grown")
    order = []
    monkeypatch.setattr(compiling, "make_laws_ready", lambda laws, say, noting: order.append("laws"))
    monkeypatch.setattr(grown, "are_cached", lambda functions: False)
    monkeypatch.setattr(grown, "grown", lambda function: order.append(function.__name__))
    make_ready(planned(LARGE, f"engine={engine}"), order.append)
    assert order == [COMPILING_NETWORKS, "rewire"] + ["laws"] * (engine == "compiled")
    monkeypatch.setattr(grown, "are_cached", lambda functions: True)
    order.clear()
    make_ready(planned(LARGE, "engine=agents"), order.append)
    assert order == ["rewire"]
    order.clear()
    make_ready(planned(LARGE, "engine=agents", "people=10000"), order.append)
    make_ready(planned(LARGE, "engine=agents", "network={kind: ring}", "people=60000"), order.append)
    assert order == []


def test_nothing_is_compiled_for_agents(planned, monkeypatch):
    monkeypatch.setattr(importlib.import_module("trustsim.running.compiling"), "_touch", None)
    monkeypatch.setattr(importlib.import_module("trustsim.running.compiling"), "_ready", set())
    said = []
    make_ready(planned(CONFIG, "engine=agents"), said.append)
    assert said == []


def test_threads_raise_what_happened_in_them():
    def work(task):
        raise KeyError(task)

    with pytest.raises(KeyError):
        list(in_threads(work, [1, 2], 2))


def test_things_are_made_one_ahead_in_their_order():
    made = []

    def things():
        for number in range(4):
            made.append((number, threading.current_thread() is threading.main_thread()))
            yield number
        raise ValueError("no more of these")

    coming = ahead(things())
    assert made == []
    assert next(coming) == 0
    until = time.monotonic() + 60
    while len(made) < 2 and time.monotonic() < until:  # nobody has asked for the next one yet
        time.sleep(0.001)
    assert made == [(0, False), (1, False)]
    assert [next(coming) for _ in range(3)] == [1, 2, 3]
    with pytest.raises(ValueError, match="no more of these"):
        next(coming)
    assert list(ahead([])) == []
    assert list(ahead([None, 0])) == [None, 0]


def test_whoever_stops_listening_does_not_wait():
    gate = threading.Event()
    started = time.monotonic()
    doing = in_threads(lambda task: gate.wait(task), [0, 5, 5, 5, 5], 2)
    next(doing)
    doing.close()
    assert time.monotonic() - started < 1
    gate.set()


def test_lines_come_at_each_tenth(capsys):
    lines = Lines()
    lines.begin(1000)
    for _ in range(1000):
        lines.advance()
    lines.end()
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 10
    assert told[0].startswith("100 of 1000 runs, ")
    assert told[0].endswith("left")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.44, "0.4 s"), (12.2, "12 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations_are_said_as_people_say_them(seconds, said):
    assert duration(seconds) == said


def test_an_estimate_counts_time_and_disk(planned):
    plan = planned()
    execute(plan)  # compiled by now
    guess = estimate(plan, workers=2)
    assert guess.workers == 2
    assert guess.seconds is not None
    assert 0 < guess.seconds < 60
    assert 10_000 < guess.disk.tables < 200_000
    assert guess.disk.tables < guess.disk.stays <= guess.disk.needed


@pytest.mark.parametrize("weeks", [20, 120])
def test_the_room_that_is_asked_for_is_enough_and_not_twice_of_what_is_taken(tmp_path, planned, monkeypatch, weeks):
    """Everything recorded: just before the parts go, they and the tables stand in the folder."""
    everything = "record: {every: 1, people: all, ties: all, events: all}"
    plan = planned(f"question: Does it?\npeople: 40\nweeks: {weeks}\nreplicates: 3\n{everything}\n")
    taken = {}

    def seal(folder, manifest):
        sizes = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
        taken["parts"] = sum(size for path, size in sizes.items() if path.parent.name == "parts")
        taken["tables"] = sum(size for path, size in sizes.items() if path.suffix == ".parquet")

    monkeypatch.setattr("trustsim.store.writing.seal", seal)
    monkeypatch.setattr("trustsim.running.whole.show_again", lambda results, folder: None)
    study(plan, out=tmp_path / "out", workers=1)
    guess = disk_of(plan, workers=1)
    assert taken["parts"] <= guess.parts < 1.5 * taken["parts"]
    assert taken["tables"] <= guess.tables
    assert taken["parts"] + taken["tables"] <= guess.parts + guess.tables < 2 * (taken["parts"] + taken["tables"])
    assert guess.needed >= guess.parts + guess.tables


def test_a_study_without_room_is_not_begun(tmp_path, planned, monkeypatch):
    """Room for the tables is not enough: the parts are there at the same time."""
    plan = planned("question: Does it?\npeople: 40\nweeks: 300\nreplicates: 20\nrecord: {every: 1, ties: all}\n")
    disk = disk_of(plan)
    assert disk.needed == disk.parts + disk.tables
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage._replace(free=disk.needed - 1))
    with pytest.raises(StoreError, match="are free there"):
        study(plan, out=tmp_path / "out")
    assert not [one for one in (tmp_path / "out").iterdir() if one.is_dir()]


def test_where_no_run_can_start_there_is_no_time(planned):
    ring = planned(
        "question: Does it?\npeople: 4\nweeks: 4\nnetwork: {kind: ring}\n"
        "events: [{week: 2, what: betrayal, who: 0, to: 2}]\n"
    )
    assert estimate(ring).seconds is None


def test_what_keeps_runs_from_starting_is_found_beforehand(planned):
    (problem,) = problems_at_start(planned(FAILING))
    assert "relationship" in problem
    assert "ring" in problem
    assert problems_at_start(planned()) == []


def test_run_gives_results_and_writes_nothing(tmp_path, planned, monkeypatch):
    planned()
    before = sorted(tmp_path.iterdir())
    monkeypatch.chdir(tmp_path)
    results = trustsim.run(tmp_path / "tiny.yaml", workers=2, overrides=["weeks=4"])
    assert isinstance(results, Results)
    assert results.path is None
    assert results.config.weeks == 4
    assert results.swept == ["traits.forgiveness", "parameters.gossip_reach"]
    assert len(results.runs) == 12
    assert results.people is not None
    assert results.manifest["state"] == "done"
    assert sorted(tmp_path.iterdir()) == before


def test_run_takes_a_config_made_in_python():
    results = trustsim.run(Config(question="?", people=10, weeks=2))
    assert len(results.runs) == 1
    with pytest.raises(ValueError, match="model_copy"):
        trustsim.run(Config(question="?"), overrides=["weeks=4"])


def test_run_warns_of_failures_and_raises_if_there_is_nothing_else(tmp_path, planned):
    planned(FAILING)
    with pytest.warns(RuntimeWarning, match="2 of 4 runs failed"):
        results = trustsim.run(tmp_path / "tiny.yaml")
    assert results.manifest["failed"] == 2
    only_ring = ["sweep=null", "network={kind: ring}"]
    with pytest.raises(RunsFailedError, match="all 2 runs failed"), warnings.catch_warnings():
        trustsim.run(tmp_path / "tiny.yaml", overrides=only_ring)


def test_run_says_everything_that_is_wrong(tmp_path, planned):
    planned()
    with pytest.raises(ConfigError) as error:
        trustsim.run(tmp_path / "tiny.yaml", overrides=["weeks=x", "people=-1"])
    assert len(error.value.faults) == 2


def test_another_process_makes_the_same_tables(planned):
    plan = planned()
    code = (
        "import hashlib, sys; from trustsim.config import load_config; from trustsim.plan import plan_of; "
        "from trustsim.running import execute; import pyarrow as pa\n"
        "for table in execute(plan_of(load_config(sys.argv[1])), workers=2).tables.values():\n"
        "    sink = pa.BufferOutputStream()\n"
        "    with pa.ipc.new_file(sink, table.schema) as writer: writer.write_table(table)\n"
        "    print(hashlib.sha256(sink.getvalue()).hexdigest())"
    )
    told = subprocess.run([sys.executable, "-c", code, plan.asked], capture_output=True, text=True, check=True).stdout
    hashlib = importlib.import_module("hashlib")
    here = [hashlib.sha256(bytes_of(table)).hexdigest() for table in execute(plan, workers=1).tables.values()]
    assert told.split() == here


def test_a_network_of_another_kind_can_be_swept(tmp_path):
    sweep = {"design": "grid", "over": {"network.kind": ["small_world", "complete"]}}
    config = Config(question="?", people=12, weeks=4, network={"kind": "small_world"}, sweep=sweep)
    results = trustsim.run(config, out=tmp_path)
    assert len(results.runs) == 2
    assert (results.path / "report.html").exists()
    again = trustsim.run(results.path / "resolved.yaml", out=tmp_path / "again")
    assert again.runs["final_trust"].tolist() == results.runs["final_trust"].tolist()


def test_a_sweep_may_turn_one_kind_of_event_into_another(tmp_path):
    """A lapse may be announced, a betrayal may not: the resolved config must not say that it was not."""
    config = tmp_path / "kinds.yaml"
    config.write_text(
        "question: Does it matter whether it was meant?\npeople: 2\nnetwork: {kind: pair}\nweeks: 8\n"
        "events:\n  - {week: 4, what: lapse, who: 0, to: 1}\n"
        "  - {week: 5, what: change, who: 0, trait: communication, value: null}\n"
        "sweep:\n  design: list\n  points:\n    - {label: not meant, set: {}}\n"
        "    - {label: meant, set: {events.0.what: betrayal}}\n"
        "record: {every: 1}\noutcomes: [trust_lost]\n"
    )
    results = trustsim.run(config, out=tmp_path)
    assert (results.path / "report.html").is_file()
    lost = results.runs.set_index("label")["trust_lost"]
    assert lost["meant"] > lost["not meant"] > 0
    again = trustsim.run(results.path / "resolved.yaml")
    assert again.runs["trust_lost"].tolist() == results.runs["trust_lost"].tolist()


def test_a_breach_may_become_a_message_which_has_no_kind(tmp_path):
    config = tmp_path / "message.yaml"
    config.write_text(
        "question: Does it matter?\npeople: 2\nnetwork: {kind: pair}\nweeks: 8\n"
        "events: [{week: 4, what: lapse, who: 0, to: 1}]\n"
        "sweep: {design: grid, over: {events.0.what: [lapse, promise]}}\n"
    )
    results = trustsim.run(config, out=tmp_path)
    assert (results.path / "report.html").is_file()
    again = trustsim.run(results.path / "resolved.yaml")
    assert again.runs["final_trust"].tolist() == results.runs["final_trust"].tolist()


ADAPTIVE = """
question: How many are enough?
people: 12
weeks: 20
network: {kind: ring}
sweep: {design: grid, over: {traits.forgiveness: [0, 1], traits.reliability: [0.5, 1]}}
replicates: {min: 10, max: 60, until: {outcome: pain, half_width: 0.008}}
outcomes: [pain]
"""


def test_replicates_are_added_where_the_interval_is_wide(planned):
    plan = planned(ADAPTIVE)
    done = execute(plan, workers=2)
    runs = done.tables["runs"].to_pandas()
    every = execute(planned(ADAPTIVE, "replicates=60"), workers=2).tables["runs"].to_pandas()
    many = runs.groupby("point").size()
    assert len(set(many)) > 1
    assert many.min() >= 10
    for point, of_point in every.groupby("point"):
        pain = of_point["pain"].to_numpy()
        expected = 10
        while (more := wanted({"pain": pain[:expected]}, plan.config.replicates)) > expected:
            expected = more
        mine = runs[runs["point"] == point]
        assert mine["replicate"].tolist() == list(range(expected))
        assert mine["run"].tolist() == [point * 60 + replicate for replicate in range(expected)]
        assert mine["pain"].tolist() == pain[:expected].tolist()


def test_an_interrupted_study_is_asked_for_the_same_replicates(planned):
    plan = planned(ADAPTIVE)
    whole = execute(plan, workers=2)

    class Interrupted(PartsInMemory):
        def add(self, part):
            if len(self.views()) == 25:
                raise KeyboardInterrupt
            super().add(part)

    kept = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        execute(plan, workers=2, parts=kept)
    rest = PartsInMemory()
    rest._views = kept._views
    again = execute(plan, workers=1, parts=rest)
    assert all(bytes_of(again.tables[name]) == bytes_of(table) for name, table in whole.tables.items())


def test_a_large_world_is_estimated_without_being_made(tmp_path, monkeypatch):
    path = tmp_path / "large.yaml"
    path.write_text(
        "question: Does it?\npeople: 1000000\nweeks: 5000000\nnetwork: {kind: small_world, neighbours: 6}\n"
    )
    plan = plan_of(load_config(path))
    making = importlib.import_module("trustsim.simulation.start").make_network
    made = []
    monkeypatch.setattr(
        "trustsim.simulation.start.make_network",
        lambda spec, people, seed: made.append(people) or making(spec, people, seed),
    )
    assert problems_at_start(plan) == []
    told = estimate(plan, 1)
    assert max(made, default=0) <= 5_000
    assert told.disk.tables > 8 * 5_000_000 * 13  # a number each week and measure
    assert told.seconds is not None


@pytest.mark.parametrize("kind", KINDS)
def test_the_size_of_a_network_is_known_before_it_is_made(kind):
    numbers = {"neighbours": 6, "rewiring": 0.3, "links": 3, "degree": 8.0, "groups": 4, "mixing": 0.2}
    people = 2 if kind == "pair" else 400
    made = make_network({"kind": kind, **numbers}, people, 5)
    expected = expected_size({"kind": kind, **numbers}, people)
    assert expected[0] == made.people
    assert made.ties == pytest.approx(expected[1], rel=0.08)
