"""What the page on sweeps shows is what the loader takes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from trustsim.config import ConfigError, load_config, located, remarks
from trustsim.plan import plan_of

PAGE = (Path(__file__).parent.parent / "docs" / "sweeps.md").read_text(encoding="utf-8")
CONFIGS = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
COMMANDS = re.findall(r"^trustsim run (.*)$", PAGE, flags=re.MULTILINE)
DESIGNS = {"grid", "zip", "list", "latin_hypercube", "sobol", "morris"}


def loaded(folder, text, overrides=()):
    (folder / "shown.yaml").write_text(text, encoding="utf-8")
    return load_config(folder / "shown.yaml", overrides)


@pytest.mark.parametrize("text", CONFIGS, ids=[text.splitlines()[0].removeprefix("question: ") for text in CONFIGS])
def test_an_example_is_planned_and_leaves_nothing_to_remark(tmp_path, text):
    config = loaded(tmp_path, text)
    plan = plan_of(config)
    assert len(plan.points) == config.config.sweep.size() > 1
    assert len(plan.runs) <= 1000
    assert remarks(config) == []


def test_every_design_has_an_example_and_a_row(tmp_path):
    shown = {type(one) for text in CONFIGS for _, one in located(loaded(tmp_path, text).config.sweep)}
    assert {one.model_fields["design"].default for one in shown} == DESIGNS
    assert all(f"| [`{design}`](#" in PAGE for design in DESIGNS)
    assert any(re.search(r"^  - ", text.split("sweep:")[1], re.MULTILINE) for text in CONFIGS)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_makes_a_plan(command):
    name, *words = shlex.split(command)
    assert words[::2] == ["-s"] * len(words[::2])
    assert len(plan_of(load_config(name, words[1::2])).points) > 1


def test_there_are_commands():
    assert len(COMMANDS) >= 3


def test_parts_of_a_sweep_are_keys(tmp_path):
    keys = re.findall(r"`-s '?([^`']+)'?`", PAGE.split("Single parts of a sweep")[1])
    assert len(keys) == 4
    for key in keys:
        assert any(changes(tmp_path, text, key) for text in CONFIGS), key


def changes(folder, text, override):
    """Whether a config takes an override, and is another by it."""
    try:
        return loaded(folder, text, [override]).config != loaded(folder, text).config
    except ConfigError:
        return False
