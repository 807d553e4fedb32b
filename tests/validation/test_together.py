"""Several findings at once: a config is run once, and a study that is not whole decides nothing."""

from __future__ import annotations

import pytest

from trustsim.running import RunsFailedError
from trustsim.study import estimate
from trustsim.validation import Finding, Measure, at_least, at_most
from trustsim.validation.together import judge_all

CONFIG = """\
question: What becomes of two?
people: 2
weeks: 8
network: {kind: pair}
replicates: 3
outcomes: [final_trust]
"""


def finding(number, config, band):
    return Finding(
        number=number,
        title="Trust is somewhere",
        config=str(config),
        measure=lambda results: [Measure("final trust", estimate(results.runs["final_trust"]), band)],
        source="Nobody 1999",
        mark="b",
        in_people="It was.",
        here="a pair, eight weeks",
        kind="order",
    )


class Told:
    """Progress that is remembered."""

    def __init__(self):
        self.said, self.runs = [], 0

    def say(self, text):
        self.said.append(text)

    def begin(self, runs, things="runs"):
        self.runs += runs

    def advance(self):
        pass

    def end(self):
        pass


def test_findings_that_share_a_config_share_its_runs(tmp_path):
    (tmp_path / "pair.yaml").write_text(CONFIG)
    (tmp_path / "other.yaml").write_text(CONFIG.replace("replicates: 3", "replicates: 2"))
    told = Told()
    first = finding("F1", tmp_path / "pair.yaml", at_least(0.0))
    second = finding("F2", tmp_path / "other.yaml", at_least(0.0))
    third = finding("F3", tmp_path / "pair.yaml", at_most(-1.0))
    judged = judge_all([third, second, first], workers=1, progress=told)
    assert [(one.statement.number, one.place) for one in judged] == [
        ("F3", "outside"),
        ("F2", "inside"),
        ("F1", "inside"),
    ]
    assert told.runs == 5
    assert judged[0].measures[0].found == judged[2].measures[0].found
    assert judged[0].measures[0].found.n == 3
    assert any("F3, F1" in text and "pair.yaml" in text for text in told.said)


def test_runs_that_fail_are_an_error(tmp_path):
    events = "events: [{week: 2, what: betrayal, who: 0, to: 1}]\n"
    ring = CONFIG.replace("people: 2", "people: 5").replace("kind: pair", "kind: ring").replace("to: 1", "to: 2")
    (tmp_path / "ring.yaml").write_text(ring + events.replace("to: 1", "to: 2"))
    with pytest.raises(RunsFailedError, match=r"3 of 3 runs of .*ring.yaml failed"):
        judge_all([finding("F1", tmp_path / "ring.yaml", at_least(0.0))])
