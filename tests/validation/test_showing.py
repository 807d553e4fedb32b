"""A statement told in lines and in Markdown: what decides is told from what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from trustsim.study.estimates import estimate
from trustsim.validation import Finding, Judged, Measure, at_least, at_most, exactly
from trustsim.validation.showing import lines_of
from trustsim.validation.tables import findings_page, overview, section, shown

FINDING = Finding(
    number="F99",
    title="Trust rises",
    config="f99_made.yaml",
    measure=lambda results: [],
    source="Nobody 1999",
    mark="b",
    in_people="It rose by 0.3.",
    here="one pair, one year",
    kind="order",
    if_missed="It fell.",
)
HIGH = Measure("final trust", exactly(0.9), at_least(0.8), sides=(("start", exactly(0.5)),))
LOW = Measure("final hurt", exactly(0.9), at_most(0.8))


def judged(*measures: Measure) -> Judged[Finding]:
    return Judged(FINDING, measures)


def test_a_met_finding_has_each_number_with_its_band_and_its_sides():
    lines = lines_of(judged(HIGH))
    assert lines[-1] == "F99  met"
    assert "met         final trust: 0.900, accepted: ≥ 0.8" in lines[2]
    assert lines[3].endswith("start: 0.500")


def test_a_missed_finding_says_what_that_means():
    lines = lines_of(judged(HIGH, LOW))
    assert lines[-2:] == ["F99  missed", "    It fell."]
    assert "**Missed.** It fell." in section(judged(HIGH, LOW))
    assert "It fell" not in section(judged(HIGH))


def test_what_is_not_required_stands_in_brackets_and_does_not_decide():
    beside = judged(HIGH, replace(LOW, required=False))
    assert lines_of(beside)[-1] == "F99  met"
    assert "(missed)" in section(beside)
    assert "**met**" in overview([beside])


def test_one_row_for_each_finding_and_a_section_for_it():
    page = findings_page([judged(HIGH), judged(LOW)])
    assert page.count("| F99 | Trust rises | Nobody 1999 [b] | order |") == 2
    assert page.count("## F99 · Trust rises") == 2
    assert "**missed**" in page
    assert page.startswith("2 findings: 1 met, 1 missed, 0 undecided.")


def test_a_bar_in_a_cell_does_not_end_it():
    assert r"P(C\|CC)" in section(judged(replace(HIGH, what="P(C|CC)")))


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (exactly(0.5), "0.500"),
        (exactly(23.456), "23.46"),
        (exactly(-0.00001), "0"),
        (exactly(0.0643), "0.0643"),
        (exactly(-0.25), "−0.250"),
        (estimate([0.1, 0.3]), "0.200 [−1.071, 1.471]"),
        (estimate([0.1]), "0.100"),
        (estimate([float("inf"), 1.0]), "never in 50 %"),
        (estimate([]), "not known"),
    ],
)
def test_a_number_as_it_is_shown(found, said):
    assert shown(found) == said
