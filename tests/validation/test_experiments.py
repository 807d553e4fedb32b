"""Modules of experiments are found by their files."""

from __future__ import annotations

import pytest

from trustsim.validation import findings

MODULE = """
from __future__ import annotations

from dataclasses import dataclass

from trustsim.validation import Finding


@dataclass
class Asked:
    what: str = "pair"


FINDING = Finding(
    number="F1", title="So", config=Asked().what, measure=list,
    source="N", mark="b", in_people="", here="", kind="order",
)
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings" / "one.py").write_text(MODULE)
    monkeypatch.setattr("trustsim.validation.experiments.shipped_folder", lambda name: tmp_path)
    return tmp_path / "findings"


def test_a_module_may_have_a_dataclass(folder):
    assert findings()["F1"].config == "pair"


def test_a_number_that_is_there_twice_hides_nothing(folder):
    (folder / "other.py").write_text(MODULE)
    with pytest.raises(ValueError, match="two statements have the number F1"):
        findings()
