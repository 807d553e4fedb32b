"""What the page on run folders says to type works, and its tables name what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

from trustsim.store.manifest import State

PAGE = (Path(__file__).parents[2] / "docs" / "runs.md").read_text()


def test_the_example_of_large_tables_runs(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    (tmp_path / "example.py").write_text(example)
    done = subprocess.run(
        [sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
    rows, living = (int(line.split()[0]) for line in done.stdout.splitlines()[:2])
    assert 0 < living < rows
    assert "target" in done.stdout


def test_every_state_is_explained():
    assert re.findall(
        r"^\| `([\w ]+)` \| (?!.*\.parquet)", PAGE.split("| state |")[1].split("\n\n")[0], re.MULTILINE
    ) == list(get_args(State))
