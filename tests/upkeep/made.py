"""A run folder to look at, and to spoil: a list with one point that fails, and a network from a file."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from trustsim.config import load_config
from trustsim.plan import Plan, plan_of
from trustsim.running import study

CONFIG = """\
question: Does it?
weeks: 6
network: {file: data/friends.csv}
events: [{week: 2, what: betrayal, who: ann, to: bob}]
sweep:
  design: list
  points:
    - {label: as it is, set: {}}
    - {label: nobody, set: {events.0: {week: 2, what: betrayal, who: ann, to: eve}}}
    - {label: forgiving, set: {traits.forgiveness: 1}}
replicates: 3
record: {every: 2, people: all, ties: all}
outcomes: [final_trust, weeks_to_recover, "measures:richest"]
"""
MEASURES = """\
from helpers import most

def richest(run):
    \"\"\"Trust of the tie with most of it.\"\"\"
    return most(run.ties.trust)
"""
HELPERS = "def most(numbers):\n    return float(numbers.max())\n"
FAILING = (3, 4, 5)
"""Nobody is called eve."""


def files_in(folder: Path) -> Path:
    """The config and its network."""
    (folder / "data").mkdir()
    (folder / "data" / "friends.csv").write_text("source,target\nann,bob\nbob,cat\ncat,ann\ncat,dan\n")
    (folder / "measures.py").write_text(MEASURES)
    (folder / "helpers.py").write_text(HELPERS)
    config = folder / "tiny.yaml"
    config.write_text(CONFIG)
    return config


def plan_in(config: Path) -> Plan:
    return plan_of(load_config(config), (), config.name)


def folder_of(config: Path, out: Path) -> Path:
    """What comes of it, without figures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importlib.import_module("trustsim.running.whole"), "show", show)
        folder = study(plan_in(config), out=out).results.path
    assert folder is not None
    return folder


def show(results, folder):
    """Figures and report that take no time."""
    (folder / "report.html").write_text("report")
