"""A real Dask scheduler and two worker processes on loopback, started as docs/cluster.md says."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import distributed
import pytest

from tests.haste import hasty
from trustsim.cli import guard
from trustsim.config import load_config
from trustsim.plan import plan_of
from trustsim.running import ClusterError, OtherCodeError, Silence, WorkerLostError, execute, study
from trustsim.running.cluster import Cluster
from trustsim.store import folder_of
from trustsim.store.parts import finished_runs, parts_in

CONFIG = """\
question: Does it matter who does it?
people: 40
weeks: 300
sweep: {design: grid, over: {traits.forgiveness: [0, 0.5, 1], parameters.gossip_reach: [0, 0.5]}}
replicates: 12
"""
RUNS = 72
DEATH = ("--death-timeout", "60")
"""A worker that finds no scheduler at its start, as in a test that was killed, does not look for it without end."""
TABLES = ("runs.parquet", "series.parquet", "people.parquet", "ties.parquet")


class Machines:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.scheduler = self._dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        until = time.monotonic() + 60
        while not self.file.is_file() and time.monotonic() < until:
            time.sleep(0.05)
        self.workers = [self.worker(), self.worker()]

    def worker(self) -> subprocess.Popen:
        return self._dask("worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard", *DEATH)

    def _dask(self, kind: str, *options: str) -> subprocess.Popen:
        words = [sys.executable, "-m", "dask", kind, "--scheduler-file", str(self.file), *options]
        with (self.folder / "log.txt").open("a") as log:
            return subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=log)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    all_of_them = Machines(tmp_path_factory.mktemp("dask"))
    yield all_of_them
    all_of_them.end()


@pytest.fixture(autouse=True)
def no_report(monkeypatch):
    monkeypatch.setattr("trustsim.running.whole.show_again", lambda results, folder: None)


def plan_in(folder: Path):
    path = folder / "sweep.yaml"
    path.write_text(CONFIG)
    return plan_of(load_config(path), (), str(path))


@pytest.fixture
def plan(tmp_path):
    return plan_in(tmp_path)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> dict[str, bytes]:
    """The tables of one thread of this machine."""
    folder = tmp_path_factory.mktemp("local")
    plan = plan_in(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trustsim.running.whole.show_again", lambda results, folder: None)
        study(plan, out=folder, workers=1)
    return tables(folder_of(plan, folder))


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def test_a_worker_that_is_killed_half_way_costs_nothing(machines, plan, undisturbed, tmp_path):
    target = folder_of(plan, tmp_path / "dask")
    lost = []

    class Killer(Silence):
        """Takes one worker away when half of the runs are there."""

        def advance(self, failed=False):
            assert not failed
            if not lost and finished_runs(target) >= RUNS // 2:
                machines.workers[0].send_signal(signal.SIGKILL)
                machines.workers[0].wait()
                lost.append(finished_runs(target))

    done = study(plan, out=tmp_path / "dask", dask=str(machines.file), progress=Killer())
    assert lost
    assert lost[0] < RUNS
    assert machines.workers[0].returncode == -signal.SIGKILL
    assert done.failures == ()
    assert done.results.runs["run"].tolist() == list(range(RUNS))
    assert tables(target) == undisturbed
    assert not parts_in(target)


def test_workers_hand_over_as_they_go_and_come_to_the_same(machines, plan, monkeypatch):
    monkeypatch.setattr("trustsim.running.cluster.work", hasty())
    with Cluster(str(machines.file)) as cluster:
        done = execute(plan, place=cluster)
    assert [len(part.runs) for part in done.parts] == [1] * RUNS
    alone = execute(plan, workers=1)
    assert all(done.tables[name].to_pandas().equals(table.to_pandas()) for name, table in alone.tables.items())


def test_a_lost_scheduler_is_told_and_costs_nothing_that_was_finished(plan, undisturbed, tmp_path):
    (tmp_path / "machines").mkdir()
    machines = Machines(tmp_path / "machines")
    target = folder_of(plan, tmp_path / "dask")

    class Killer(Silence):
        """Takes the scheduler away when some runs are there."""

        def advance(self, failed=False):
            if machines.scheduler.poll() is None:
                machines.scheduler.kill()
                machines.scheduler.wait()

    try:
        with pytest.raises(ClusterError, match=r"the scheduler is gone.*\(scheduler-connection-lost\)\n.*goes on"):
            study(plan, out=tmp_path / "dask", dask=str(machines.file), progress=Killer())
        kept = finished_runs(target)
        for worker in machines.workers:  # they do not go on for nobody
            assert worker.wait(60) == 0
    finally:
        machines.end()
    assert 0 < kept < RUNS
    assert guard._code_of(ClusterError()) == guard.ENVIRONMENT
    study(plan, out=tmp_path / "dask", workers=2)
    assert tables(target) == undisturbed


class Future:
    """One of Dask's that came to an error."""

    status = "error"

    def __init__(self, error):
        self.error = error

    def exception(self):
        return self.error

    def traceback(self):
        return None


def test_workers_that_die_over_the_same_runs_are_told_in_the_words_of_dask(machines, plan):
    killed = distributed.KilledWorker("work-1", SimpleNamespace(address="tcp://127.0.0.1:1"), 3)
    with (
        Cluster(str(machines.file)) as cluster,
        pytest.raises(WorkerLostError, match=r"one worker after the other .* 4 different workers.*\n.*goes on"),
    ):
        cluster(plan, [], 1).result(Future(killed))


def test_an_error_of_a_task_is_not_taken_for_one_of_the_connection(machines, plan):
    error = OSError("a disk there is full")
    with Cluster(str(machines.file)) as cluster, pytest.raises(OSError, match="a disk there is full"):
        cluster(plan, [], 1).result(Future(error))


def test_a_run_that_fails_there_is_a_failure_here(machines, tmp_path):
    path = tmp_path / "failing.yaml"
    path.write_text(
        "question: Does it?\npeople: 10\nweeks: 4\nevents: [{week: 2, what: betrayal, who: 0, to: 5}]\n"
        "sweep: {design: grid, over: {network: [{kind: ring}, {kind: complete}]}}\n"
    )
    done = study(plan_of(load_config(path), (), str(path)), out=tmp_path, dask=str(machines.file))
    assert [failure.run for failure in done.failures] == [0]
    assert done.failures[0].kind == "EventError"
    assert done.failures[0].command.endswith("failing.yaml --only 0")
    assert "Traceback" in done.failures[0].traceback
    assert done.results.runs["run"].tolist() == [1]


def test_workers_with_other_sources_are_refused(machines, plan, tmp_path, monkeypatch):
    monkeypatch.setattr("trustsim.running.elsewhere.code_digest", lambda: "other")
    with pytest.raises(OtherCodeError, match=r"other sources of trustsim.*\n.*same version"):
        study(plan, out=tmp_path / "dask", dask=str(machines.file))
    assert not folder_of(plan, tmp_path / "dask").exists()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("nowhere.json", r"nowhere.json: this is neither an address nor a scheduler file\n.*tcp://"),
        ("tcp://127.0.0.1:9", r"no scheduler answers there .*\n.*dask scheduler"),
    ],
)
def test_a_cluster_that_is_not_there_is_told(monkeypatch, address, says):
    monkeypatch.setattr("trustsim.running.cluster.WAIT_FOR_SCHEDULER", 0.5)
    with pytest.raises(ClusterError, match=says):
        Cluster(address)
