"""Every claim of the text has a run that measures it, and the committed page says what the runs say."""

from __future__ import annotations

import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import trustsim
from trustsim.config import load_config
from trustsim.plots.save import compact, svg_told
from trustsim.plots.small import dots
from trustsim.study import Estimate
from trustsim.validation import Claim, Judged, Measure, about, above, claims, config_of, exactly, judge
from trustsim.validation.claims_page import Shown, band, block, found, measure_all, page_of, picture_of, row, verdict

DOCS = Path(__file__).parents[2] / "docs"
CLAIMS = claims()
NUMBERS = list(CLAIMS)
LOADED = {number: load_config(config_of(claim)).config for number, claim in CLAIMS.items()}
FEW_RUNS = 8
QUICK = [
    number
    for number, config in LOADED.items()
    if config.replicates * (config.sweep.size() if config.sweep else 1) <= FEW_RUNS
]


def test_every_row_of_the_traceability_table_has_its_claim():
    assert [f"C{row}" for row in range(1, 33)] == NUMBERS


@pytest.mark.parametrize("number", NUMBERS)
def test_a_claim_says_all_there_is_to_say_and_its_config_asks_a_question(number):
    claim = CLAIMS[number]
    for text in (claim.title, claim.section, claim.mechanism, claim.prediction):
        assert text.strip() == text != ""
    assert claim.title.endswith(".")
    assert LOADED[number].question.endswith("?")
    assert LOADED[number].expect
    first = config_of(claim).read_text().splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (config_of(claim).parent / first.split("=")[1]).resolve() == DOCS.parent / "configs" / "trustsim.schema.json"


@pytest.mark.parametrize("number", QUICK)
def test_the_page_says_what_a_run_says(number):
    (one,) = measure_all([number])
    page = (DOCS / "claims.md").read_text()
    assert row(one) in page
    assert block(one, picture_of(one)[1]) in page


def test_many_claims_are_quick_enough_for_that():
    assert len(QUICK) >= 6


BROKEN = {
    "warnings do not count": ("C6", "parameters.warned=0"),
    "nothing is learnt from one act": ("C3", "parameters.trust_gain=0.05"),
    "intent does not count": ("C4", "parameters.deliberate=0"),
    "concealment does not count": ("C4", "parameters.concealed=0"),
    "explanations do not soothe": ("C7", "parameters.apology_on_hurt=0"),
    "nobody dares to confide": ("C10", "traits.vulnerability=0"),
    "apologies take nothing off the loss": ("C12", "parameters.apology_on_trust=0"),
    "apologies take nothing off the hurt": ("C12", "parameters.apology_on_hurt=0"),
    "a repeat is as small as the first": ("C13", "parameters.repeat=0"),
    "time does not heal": ("C14", "parameters.healing_exponent=0"),
    "nothing is misread": ("C15", "parameters.misreading=0"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_without_its_mechanism_a_claim_is_contradicted(how):
    number, without = BROKEN[how]
    results = trustsim.run(config_of(CLAIMS[number]), overrides=[without])
    assert judge(CLAIMS[number], results).place == "outside"


def committed_rows() -> dict[str, str]:
    lines = re.findall(r"^\| \[(C\d+)\]\(#\w+\) \| .+? \| (\w+) \| .+ \|$", (DOCS / "claims.md").read_text(), re.M)
    return dict(lines)


def test_the_committed_page_has_every_claim_and_counts_them():
    rows = committed_rows()
    assert list(rows) == NUMBERS
    words = ("supported", "contradicted", "undecided")
    told = ", ".join(f"{list(rows.values()).count(word)} {word}" for word in words)
    assert f"**Of {len(NUMBERS)} claims: {told}.**" in (DOCS / "claims.md").read_text()


def test_what_the_model_does_not_say_is_explained():
    for number, word in committed_rows().items():
        assert word == "supported" or CLAIMS[number].if_missed, number


def test_every_link_and_picture_of_the_page_is_there_and_small():
    text = (DOCS / "claims.md").read_text()
    for target in re.findall(r"\]\(([^)#]+)\)|src=\"([^\"]+)\"", text):
        assert (DOCS / "".join(target)).is_file(), target
    for anchor in re.findall(r"\]\(#(\w+)\)", text):
        assert f'<a id="{anchor}">' in text
    pictures = list((DOCS / "claims").iterdir())
    assert {path.name for path in pictures} == {f"{number.lower()}.svg" for number in NUMBERS}
    for path in pictures:
        assert path.stat().st_size < 40_000, path
        title = ElementTree.fromstring(path.read_text()).find("{http://www.w3.org/2000/svg}title")
        assert title.text.startswith(f"{path.stem.upper()}: ")
    assert all(alt.strip() for alt in re.findall(r'alt="([^"]*)"', text))


@pytest.mark.long
def test_written_again_the_page_and_its_pictures_are_the_same():
    page = page_of(measure_all())
    assert page.text == (DOCS / "claims.md").read_text()
    assert page.pictures == {path.name: path.read_bytes() for path in (DOCS / "claims").iterdir()}


# ------------------------------------------------------------------ its pictures


def test_a_compact_picture_has_every_shape_and_every_id_that_is_asked_for():
    figure = dots([("it", [("low", between_ends(0.1, 0.2)), ("high", between_ends(0.4, 0.5))])])
    whole = svg_told(figure, "it", "It", "")
    small = compact(whole)
    assert len(small) < 0.8 * len(whole)
    for tag in ("path", "use", "clipPath"):
        count = [
            len(ElementTree.fromstring(svg).findall(f".//{{http://www.w3.org/2000/svg}}{tag}"))
            for svg in (whole, small)
        ]
        assert count[0] == count[1] > 0, tag
    asked = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', small.decode())
    assert {"".join(each) for each in asked} <= set(re.findall(r' id="([^"]+)"', small.decode()))


def test_a_compact_picture_is_the_same_although_its_clipping_is_named_after_last_bits():
    figure = dots([("it", [("low", between_ends(0.1, 0.2)), ("high", between_ends(0.4, 0.5))])])
    whole = svg_told(figure, "it", "It", "")
    (name,) = set(re.findall(rb"url\(#(p[0-9a-f]{10})\)", whole))
    assert compact(whole.replace(name, b"p0123456789")) == compact(whole)


# ------------------------------------------------------------------ the words of the page


def shown(*measures: Measure) -> Shown:
    claim = Claim(
        number="C1",
        title="",
        section="",
        mechanism="trust moves",
        prediction="It moves.",
        if_missed="it does not",
        config="quickstart",
        measure=lambda _: measures,
    )
    return Shown(Judged(claim, measures), None)


def between_ends(low: float, high: float) -> Estimate:
    middle = (low + high) / 2
    return Estimate(middle, low, high, 10, middle, 0.0)


def test_one_number_outside_contradicts_and_one_that_reaches_over_the_edge_leaves_it_open():
    inside, over, outside = (
        Measure("", between_ends(*ends), above(0)) for ends in ((0.1, 0.2), (-0.1, 0.2), (-0.2, -0.1))
    )
    assert verdict(shown(inside, inside)) == "supported"
    assert verdict(shown(inside, over)) == "undecided"
    assert verdict(shown(inside, over, outside)) == "contradicted"
    beside = Measure("", outside.found, above(0), required=False)
    assert verdict(shown(inside, beside)) == "supported"


def test_a_claim_that_is_missed_says_why_and_one_that_is_not_does_not():
    hit, missed = (block(shown(Measure("it", exactly(value), above(0))), "") for value in (1.0, -1.0))
    assert "**In the model.** Trust moves.\n" in hit
    assert "**Predicted.** It moves.\n" in hit
    assert "Why not" not in hit
    assert "**not as predicted**" in missed
    assert "**Why not.** It does not." in missed


def test_the_same_sides_are_drawn_once():
    sides = (("low", exactly(1.0)), ("high", exactly(2.0)))
    once = Measure("it: high minus low", exactly(1.0), above(0), sides=sides, of_sides="it")
    again = Measure("it: high by low", exactly(2.0), above(0), sides=sides, of_sides="it")
    other = Measure("another", exactly(2.0), above(0), sides=sides)
    figure, told = picture_of(shown(once, again, other))
    assert len(figure.axes) == 2
    assert told == "Dots with intervals. it: low 1.00; high 2. another: low 1.00; high 2."


def test_numbers_have_as_many_decimals_as_their_interval_needs():
    assert found(exactly(0.425)) == "0.425 exact"
    assert found(exactly(20.0)) == "20 exact"
    assert found(exactly(-0.0000021)) == "−2e-06 exact"
    assert found(between_ends(-0.2551, -0.2481)) == "−0.252 [−0.255, −0.248]"
    assert found(between_ends(0.0058, 0.0106)) == "0.0082 [0.0058, 0.0106]"
    assert found(between_ends(14.48, 15.34)) == "14.9 [14.5, 15.3]"
    assert found(Estimate(math.nan, math.nan, math.nan, 4, math.inf, 0.5)) == "never in 50% of runs"


def test_what_was_predicted_stands_in_symbols():
    assert band(above(0)).split() == [">", "0"]
    assert band(about(0, 1e-9)) == "0"
    assert band(about(-2, 0.1)).split() == ["−2.1", "to", "−1.9"]
