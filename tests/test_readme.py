"""What the README says to type works as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_python_runs(number, tmp_path):
    script = tmp_path / "readme.py"
    script.write_text(BLOCKS[number])
    done = subprocess.run([sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_there_are_examples():
    assert len(BLOCKS) == 2
    assert BLOCKS[0].count("\n") > 15


def table_below(head: str) -> str:
    """The rows of the table with this head."""
    return README.split(f"\n{head}\n")[1].split("\n\n")[0]


def test_every_law_is_listed():
    from trustsim.laws.catalogue import LAWS

    assert re.findall(r"^\| `(\w+)` ", table_below("| `law:` | how trust moves | from |"), flags=re.MULTILINE) == list(
        LAWS
    )


def test_every_shipped_config_is_listed_with_its_question():
    from trustsim.config import load_config, shipped_configs

    table = dict(re.findall(r"^\| `([\w/]+)` \| (.+?) \|$", table_below("| config | asks |"), flags=re.MULTILINE))
    assert set(table) == set(shipped_configs())
    for name, said in table.items():
        question = load_config(name).config.question
        assert said == question


def test_links_and_pictures_are_there():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target


def test_the_config_shown_is_valid(tmp_path):
    from trustsim.config import load_config

    shown = re.search(r"```yaml\n(.*?)```", README, flags=re.DOTALL)
    (tmp_path / "shown.yaml").write_text(shown[1])
    assert load_config(tmp_path / "shown.yaml").config.replicates == 8
