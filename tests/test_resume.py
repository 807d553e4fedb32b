"""What was finished is not lost: real processes are killed, disks are full, files are torn, and the study goes on."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import stat
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from trustsim.store.parts import finished_runs, parts_in

CONFIG = """\
question: Does it go on where it was?
people: 40
weeks: 120
sweep: {design: grid, over: {traits.forgiveness: [0, 0.5, 1], parameters.gossip_reach: [0, 0.5]}}
replicates: 4
record: {every: 4, people: all}
"""
RUNS = 24
TABLES = ("runs.parquet", "series.parquet", "people.parquet", "ties.parquet")


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    path = tmp_path_factory.mktemp("resume") / "sweep.yaml"
    path.write_text(CONFIG)
    return path


def begin(config: Path, out: Path, *more: str, before: tuple[str, ...] = (), **how) -> subprocess.Popen:
    """A real process of its own; runs are handed over one by one where ``-j`` leaves few to each."""
    words = [*before, sys.executable, "-m", "trustsim", "run", str(config), "--out", str(out), *more]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def run(config: Path, out: Path, *more: str, **how) -> tuple[int, str]:
    process = begin(config, out, *more, **how)
    _, told = process.communicate()
    return process.returncode, told


def folder_in(out: Path) -> Path | None:
    found = [path for path in out.iterdir() if path.name.startswith("sweep-")] if out.is_dir() else []
    return found[0] if found else None


def tables(out: Path) -> dict[str, bytes]:
    folder = folder_in(out)
    assert folder is not None
    assert json.loads((folder / "manifest.json").read_text())["state"] == "done"
    assert not parts_in(folder)
    return {name: (folder / name).read_bytes() for name in TABLES}


def parts(out: Path) -> int:
    folder = folder_in(out)
    return len(parts_in(folder)) if folder else 0


@pytest.fixture(scope="module")
def undisturbed(config, tmp_path_factory):
    """The tables of a study that nothing happened to."""
    out = tmp_path_factory.mktemp("undisturbed")
    assert run(config, out, "-j", "1")[0] == 0
    return tables(out)


def killed_when(config: Path, out: Path, ripe) -> int:
    """Begin, kill the process by force as soon as it is time; returns how many runs are finished on disk."""
    process = begin(config, out)
    until = time.monotonic() + 120
    while process.poll() is None and not ripe() and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    folder = folder_in(out)
    return finished_runs(folder) if folder else 0


@pytest.mark.parametrize("many", [pytest.param(1, marks=pytest.mark.long), 11])
def test_a_study_that_was_killed_goes_on_where_it_was(config, undisturbed, tmp_path, many):
    finished = killed_when(config, tmp_path, lambda: parts(tmp_path) >= many)
    assert many <= finished < RUNS
    code, told = run(config, tmp_path)
    assert code == 0
    assert f"Going on: {finished} of {RUNS} runs were finished before." in told
    assert tables(tmp_path) == undisturbed


@pytest.mark.long
def test_a_study_may_be_killed_at_any_moment(config, undisturbed, tmp_path):
    """Ten moments of the sweep at random: so many runs are on the disk, and some hundredths of a second more."""
    moments = random.Random(7)
    kept = []
    for number in range(10):
        out = tmp_path / str(number)
        kept.append(killed_when(config, out, later(lambda out=out: parts(out), moments)))
        assert run(config, out)[0] == 0
        assert tables(out) == undisturbed
    print(f"\nfinished when killed, of {RUNS}: {kept}")
    assert sum(0 < finished < RUNS for finished in kept) >= 7


def later(finished, moments: random.Random):
    """Whether it is time to kill: at a number of finished runs, and a moment after it."""
    enough, moment = moments.randrange(1, RUNS), moments.random() / 10
    since: list[float] = []

    def ripe() -> bool:
        if not since and finished() >= enough:
            since.append(time.monotonic())
        return bool(since) and time.monotonic() - since[0] >= moment

    return ripe


@pytest.mark.long
@pytest.mark.parametrize("file", ["new", "report.html"])
def test_a_study_may_be_killed_while_its_tables_are_written_or_its_report(config, undisturbed, tmp_path, file):
    finished = killed_when(config, tmp_path, lambda: folder_in(tmp_path) and (folder_in(tmp_path) / file).exists())
    print(f"\nfinished when {file} was there: {finished} of {RUNS}")
    assert run(config, tmp_path)[0] == 0
    assert tables(tmp_path) == undisturbed


@pytest.mark.long
def test_a_study_may_be_killed_again_and_again(config, undisturbed, tmp_path):
    kept = 0
    for _ in range(10):
        target = kept + 4
        kept = killed_when(config, tmp_path, lambda target=target: parts(tmp_path) >= target)
        if kept == 0:  # the parts have served: it was killed at its report
            break
    assert run(config, tmp_path)[0] == 0
    assert tables(tmp_path) == undisturbed


def test_torn_parts_are_told_and_only_their_runs_are_done_again(config, undisturbed, tmp_path):
    finished = killed_when(config, tmp_path, lambda: parts(tmp_path) >= 8)
    first, second, *_ = parts_in(folder_in(tmp_path))
    content = first.read_bytes()
    first.write_bytes(content[: len(content) // 2])  # cut off
    turned = bytearray(second.read_bytes())
    turned[len(turned) // 2] ^= 1  # one bit
    second.write_bytes(turned)
    (first.parent / f".{first.name}.new").write_bytes(content)  # what was being written
    left = finished_runs(folder_in(tmp_path))
    assert left < finished
    code, told = run(config, tmp_path)
    assert code == 0
    assert told.count("is torn, as after a crash: its runs are done again.") == 2
    assert f"Going on: {left} of {RUNS}" in told
    assert tables(tmp_path) == undisturbed


def limited(bytes_of_a_file: int) -> None:
    """No file of this process may be larger: writing on fails, as on a full disk."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_of_a_file, bytes_of_a_file))


def test_a_file_that_cannot_be_written_costs_nothing_that_was_finished(config, undisturbed, tmp_path):
    smallest = min(len(content) for name, content in undisturbed.items() if name != "runs.parquet")
    limit = len(undisturbed["people.parquet"]) // 2
    assert limit > smallest / RUNS  # parts fit, the table of people does not
    proof = subprocess.run(
        [sys.executable, "-c", f"with open({str(tmp_path / 'proof')!r}, 'wb') as f: f.write(bytes({2 * limit}))"],
        preexec_fn=partial(limited, limit),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "File too large" in proof.stderr
    (tmp_path / "proof").unlink()

    code, told = run(config, tmp_path, preexec_fn=partial(limited, limit))
    assert code == 3
    assert "a file would be larger than is allowed here\n    raise the limit" in told
    assert "Traceback" not in told
    folder = folder_in(tmp_path)
    assert finished_runs(folder) == RUNS
    assert not list(folder.rglob("*.new"))
    code, told = run(config, tmp_path)
    assert code == 0
    assert f"Going on: {RUNS} of {RUNS} runs were finished before." in told
    assert tables(tmp_path) == undisturbed


@pytest.mark.long
def test_a_folder_that_may_not_be_written_any_more_costs_nothing_that_was_finished(config, undisturbed, tmp_path):
    # the superuser writes anywhere; without capabilities even root is held to the permissions
    before = ("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ()
    finished = killed_when(config, tmp_path, lambda: parts(tmp_path) >= 3)
    folder = folder_in(tmp_path)
    closed = [tmp_path, folder, folder / "parts"]
    try:
        for path in closed:
            path.chmod(stat.S_IRUSR | stat.S_IXUSR)
        refused = subprocess.run([*before, "touch", str(tmp_path / "new")], capture_output=True, text=True, check=False)
        assert "Permission denied" in refused.stderr
        code, told = run(config, tmp_path, before=before)
        assert code == 3
        assert "you may not write here\n    name a folder that you may write with --out" in told
        assert "Traceback" not in told
        assert finished_runs(folder) == finished
    finally:
        for path in closed:
            path.chmod(stat.S_IRWXU)
    assert run(config, tmp_path)[0] == 0
    assert tables(tmp_path) == undisturbed


@pytest.mark.long
def test_an_interruption_keeps_what_is_finished_and_says_how_to_go_on(config, undisturbed, tmp_path):
    # in the background a shell has its children ignore Ctrl-C
    heard = partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    process = begin(config, tmp_path, preexec_fn=heard)
    while parts(tmp_path) < 3:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    asked = time.monotonic()
    _, told = process.communicate()
    assert time.monotonic() - asked < 10  # two seconds are promised; this machine may be busy
    assert process.returncode == 130
    assert "the same command goes on from there" in told
    assert 3 <= finished_runs(folder_in(tmp_path)) < RUNS
    assert run(config, tmp_path)[0] == 0
    assert tables(tmp_path) == undisturbed


@pytest.mark.long
def test_two_processes_do_not_make_the_same_study_at_the_same_time(config, undisturbed, tmp_path):
    first = begin(config, tmp_path)
    while parts(tmp_path) < 1:
        time.sleep(0.01)
    first.send_signal(signal.SIGSTOP)  # so that it is not done before the other has begun
    try:
        code, told = run(config, tmp_path)
    finally:
        first.send_signal(signal.SIGCONT)
        first.communicate()
    assert code == 3
    assert "another process is running this study at this moment" in told
    assert first.returncode == 0
    assert tables(tmp_path) == undisturbed


@pytest.mark.long
@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("engine", ["auto", "agents"])
def test_tables_are_the_same_whatever_the_number_of_workers(config, undisturbed, tmp_path, workers, engine):
    small = ["-s", f"engine={engine}", "-s", "weeks=12", "-s", "replicates=2"]
    expected = []
    for number in (1, workers):
        out = tmp_path / str(number)
        assert run(config, out, "-j", str(number), *small)[0] == 0
        expected.append(tables(out))
    assert expected[0] == expected[1]
