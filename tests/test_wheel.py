"""The built package works outside the repository, with its configs in it."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "uv", "build", "--wheel", "--out-dir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("trustsim-*.whl"))


def test_configs_experiments_and_templates_are_in_the_wheel(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("configs", "experiments"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert {f"trustsim/{name}" for name in files if "__pycache__" not in name} <= names
    assert not [name for name in names if "__pycache__" in name]
    sources = {path.relative_to(ROOT).as_posix() for path in (ROOT / "trustsim").rglob("*") if path.is_file()}
    assert {name for name in sources if "__pycache__" not in name} <= names
    assert not [name for name in names if name.startswith(("tests/", "experiments/", "runs/"))]


def test_installed_elsewhere_it_runs_a_config_by_name(wheel, tmp_path):
    """A fresh environment with the wheel in it; what it needs is borrowed from this one, so nothing is fetched."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "env")], check=True)
    binaries = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--no-deps", "--python", str(binaries / "python"), str(wheel)],
        check=True,
        capture_output=True,
    )
    site = next((tmp_path / "env").rglob("site-packages"))
    borrowed = tmp_path / "borrowed"
    borrowed.mkdir()
    for entry in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if "trustsim" not in entry.name and not entry.name.endswith(".pth"):
            (borrowed / entry.name).symlink_to(entry)
    (site / "borrowed.pth").write_text(str(borrowed))
    away = tmp_path / "away"
    away.mkdir()

    def trustsim(*arguments: str) -> str:
        done = subprocess.run(
            [str(binaries / "trustsim"), *arguments], cwd=away, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    where = subprocess.run(
        [str(binaries / "python"), "-c", "import trustsim; print(trustsim.__file__)"],
        cwd=away, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert Path(where.stdout.strip()).is_relative_to(tmp_path)
    assert "quickstart" in trustsim("list")
    said = trustsim("run", "quickstart", "-s", "weeks=8", "-s", "people=20", "-s", "replicates=2")
    assert "forgiveness" in said
    assert len(list((away / "runs").glob("quickstart-*/report.html"))) == 1
    assert "1 finding: 1 met." in trustsim("verify", "--findings", "--only", "F8")
