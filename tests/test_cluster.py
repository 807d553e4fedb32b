"""A real Dask scheduler and two worker processes on loopback, started as docs/cluster.md says."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.haste import hasty
from trustsim.config import load_config
from trustsim.plan import plan_of
from trustsim.running import ClusterError, OtherCodeError, execute, study
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
        return self._dask("worker", "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--no-dashboard")

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


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "sweep.yaml"
    path.write_text(CONFIG)
    return plan_of(load_config(path), (), str(path))


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


def test_a_worker_that_is_killed_half_way_costs_nothing(machines, plan, tmp_path):
    local = study(plan, out=tmp_path / "local", workers=1).results
    target = folder_of(plan, tmp_path / "dask")
    lost = []

    class Killer:
        """Takes one worker away when half of the runs are there."""

        def __getattr__(self, name):
            return lambda *given, **named: None

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
    assert tables(target) == tables(local.path)
    assert not parts_in(target)


def test_workers_hand_over_as_they_go_and_come_to_the_same(machines, plan, monkeypatch):
    monkeypatch.setattr("trustsim.running.cluster.work", hasty())
    with Cluster(str(machines.file)) as cluster:
        done = execute(plan, place=cluster)
    assert [len(part.runs) for part in done.parts] == [1] * RUNS
    alone = execute(plan, workers=1)
    assert all(done.tables[name].to_pandas().equals(table.to_pandas()) for name, table in alone.tables.items())


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
