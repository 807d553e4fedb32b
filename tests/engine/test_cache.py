"""Compiled code is kept between processes, never runs an edited law's old form, and is not needed."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import trustsim

SCRIPT = """
import logging, sys
logging.basicConfig(stream=sys.stderr, format="%(message)s")
from trustsim.config import setting_of
from trustsim.engine.kernels import is_cached, kernel
from trustsim.laws.catalogue import LAWS
from trustsim.simulation import Course, begin
import numpy as np
import trustsim
law = LAWS["bush_mosteller"]
was_cached = is_cached(law)
setting = setting_of({"people": 8, "network": {"kind": "ring"}, "law": "bush_mosteller"})
course = Course(begin(setting, 1), np.array([], dtype=int), np.zeros((0, 0)))
course.advance(40)
hits = sum(kernel(law).stats.cache_hits.values())
print(was_cached, hits, float(course.start.world.ties.trust.sum()), trustsim.__file__)
"""

NETWORKS = """
import logging, sys
logging.basicConfig(stream=sys.stderr, format="%(message)s")
from trustsim.network.grown import are_cached, grown
from trustsim.network.growing import attach
import numpy as np
import trustsim
was_cached = are_cached([attach])
partner, latest = np.zeros(96, dtype=np.int32), np.zeros(50, dtype=np.int32)
grown(attach)(1, 50, 2, partner, latest)
print(was_cached, sum(grown(attach).stats.cache_hits.values()), float(partner.sum()), trustsim.__file__)
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, to be edited."""
    place = tmp_path_factory.mktemp("installed")
    shutil.copytree(Path(trustsim.__file__).parent, place / "trustsim", ignore=shutil.ignore_patterns("__pycache__"))
    return place


def run(place: Path, *before: str, script: str = SCRIPT, **environment: str) -> tuple[bool, int, float, str]:
    """Run a script in a new process; whether it was compiled before, cache hits, a sum of results, what it logged."""
    done = subprocess.run(
        [*before, sys.executable, "-c", script],
        cwd=place,
        env={**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    cached, hits, trust, file = done.stdout.split(maxsplit=3)
    assert Path(file.strip()).parent.parent == place
    return cached == "True", int(hits), float(trust), done.stderr


def test_a_second_process_compiles_nothing_and_an_edited_law_is_compiled_again(installed, tmp_path):
    cache = {"TRUSTSIM_CACHE_DIR": str(tmp_path)}
    first = run(installed, **cache)
    second = run(installed, **cache)
    assert first[:2] == (False, 0)
    assert second[:2] == (True, 1)
    assert second[2] == first[2]
    law = installed / "trustsim" / "laws" / "reliance.py"
    text = law.read_text()
    assert text.count("2.0 * forgiveness / 3.0") == 1
    law.write_text(text.replace("2.0 * forgiveness / 3.0", "1.0 * forgiveness / 3.0"))
    try:
        edited = run(installed, **cache)
    finally:
        law.write_text(text)
    assert edited[:2] == (False, 0)
    assert edited[2] != first[2]


@pytest.mark.parametrize("script", [NETWORKS, pytest.param(SCRIPT, marks=pytest.mark.long)], ids=["networks", "law"])
def test_a_read_only_installation_without_a_home_compiles_without_a_cache_and_says_so(installed, tmp_path, script):
    home = tmp_path / "home"
    home.mkdir()
    folders = [home, *(path for path in [installed, *installed.rglob("*")] if path.is_dir())]
    for folder in folders:
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    # the superuser writes anywhere; without capabilities even root is held to the permissions
    before = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"] if os.geteuid() == 0 else []
    nowhere = {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "TRUSTSIM_CACHE_DIR": ""}
    try:
        for place in (home, installed / "trustsim" / "engine"):
            probe = subprocess.run([*before, "touch", str(place / "probe")], capture_output=True, check=False)
            assert probe.returncode != 0
            assert not (place / "probe").exists()
        cached, hits, _, said = run(installed, *before, script=script, **nowhere)
    finally:
        for folder in folders:
            folder.chmod(stat.S_IRWXU)
    assert (cached, hits) == (False, 0)
    assert "No folder to keep compiled code in" in said
    assert "TRUSTSIM_CACHE_DIR" in said
