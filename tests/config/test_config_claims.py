"""Sentences of claims, read and held against a sweep."""

from __future__ import annotations

from pathlib import Path

import pytest

from trustsim.config import Config, at_point, load_config, remarks, shipped_configs
from trustsim.config.claims import (
    FORMS,
    Greater,
    Level,
    Monotone,
    NoEffect,
    Trend,
    claim_of,
    compared_in,
    resolved_claim,
)
from trustsim.config.sides import Compared, Side, WordingError, side_of

F, T = "traits.forgiveness", "traits.transparency"


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("survival rises with forgiveness", Trend(outcome="survival", key="forgiveness", direction=1)),
        ("Survival  FALLS with forgiveness.", Trend(outcome="Survival", key="forgiveness", direction=-1)),
        (
            "pain falls with forgiveness by more than 5 % at law=grim",
            Trend(outcome="pain", key="forgiveness", direction=-1, margin=0.05, at=Side(settings=(("law", "grim"),))),
        ),
        ("final trust is monotone in gossip reach", Monotone(outcome="final trust", key="gossip reach")),
        ("pain rises monotonically with people", Monotone(outcome="pain", key="people", direction=1)),
        (
            'pain is greater at "a, than at b" than at point=3',
            Greater(outcome="pain", side=Side(label="a, than at b"), than=Side(point=3)),
        ),
        (
            "pain is less at people=10 than at people=20 by more than 1e-2",
            Greater(
                outcome="pain",
                side=Side(settings=(("people", 20),)),
                than=Side(settings=(("people", 10),)),
                margin=0.01,
            ),
        ),
        ("people has no effect on pain within .02", NoEffect(outcome="pain", key="people", margin=0.02)),
        ("pain is at most −0.5", Level(outcome="pain", relation="at most", number=-0.5)),
        (
            "pain is at  least 50% at people=10, law=grim",
            Level(outcome="pain", relation="at least", number=0.5, at=Side(settings=(("people", 10), ("law", "grim")))),
        ),
    ],
)
def test_a_sentence_becomes_a_claim(sentence, claim):
    assert claim_of(sentence) == claim


def test_every_form_of_the_grammar_can_be_written():
    """Each form as it is documented, with words for what stands in capitals."""
    words = {"OUTCOME": "pain", "KEY": "people", "NUMBER": "0.1", "SIDE": "law=grim"}
    for form in FORMS:
        for optional in (True, False):
            text = form.written
            for head, word in words.items():
                text = text.replace(head, word)
            text = text.replace("[", "" if optional else "\0").replace("]", "" if optional else "\0")
            text = "".join(part for place, part in enumerate(text.split("\0")) if optional or place % 2 == 0)
            for choice in (0, -1):
                one = text
                for choices in ("rises | falls", "greater | less", "above | below | at least | at most"):
                    one = one.replace(choices, choices.split(" | ")[choice])
                assert claim_of(one), one


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ('"open"', Side(label="open")),
        ("“on their own”", Side(label="on their own")),
        ("point=4", Side(point=4)),
        ("a.b=1,c=yes it is", None),
        ("a.b=0.50", Side(settings=(("a.b", 0.5),))),
        ("a=true, b='1', and c=x", Side(settings=(("a", True), ("b", "1"), ("c", "x")))),
        ("a=1 and b=2", Side(settings=(("a", 1), ("b", 2)))),
        ("a=1, a=2", None),
        ("point=1, a=2", None),
        ("point=x", None),
        ("", None),
    ],
)
def test_sides_are_read(text, side):
    if side is None:
        with pytest.raises(WordingError):
            side_of(text)
    else:
        assert side_of(text) == side


def config(**given):
    grid = {"design": "grid", "over": {F: [0, 0.5, 1], T: [0, 1]}}
    return Config.model_validate({"question": "?", "sweep": grid, "outcomes": ["pain"]} | given)


def compared(study):
    return compared_in(study.sweep, dict(study))


def test_keys_are_found_by_their_end_and_values_are_those_of_the_sweep():
    claim = resolved_claim(claim_of("pain falls with forgiveness at transparency=1.0"), compared(config()), ["pain"])
    assert claim == Trend(outcome="pain", key=F, direction=-1, at=Side(settings=((T, 1),)))
    assert isinstance(claim.at.settings[0][1], int)


def test_what_a_point_leaves_out_is_as_the_config_has_it():
    points = [{"label": "a", "set": {}}, {"label": "b", "set": {F: 1}}]
    study = config(
        sweep={"design": "list", "points": points},
        traits={"forgiveness": 0.25},
        claims=["pain falls with forgiveness", "pain is above 0 at forgiveness=0.25"],
    )
    assert compared(study).levels(F) == [0.25, 1]


def test_pairs_are_alike_in_all_that_is_not_named():
    grid = Compared([{F: f, T: t} for f in (0, 1) for t in (0, 1)], [None] * 4)
    assert grid.steps(F, 0, 1) == [(0, 2), (1, 3)]
    assert grid.steps(F, 0, 1, Side(settings=((T, 1),))) == [(1, 3)]
    low, high = (Side(settings=((F, level),)) for level in (0, 1))
    assert grid.between(high, low) == [(0, 2), (1, 3)]
    assert grid.between(Side(settings=((F, 1), (T, 0))), low) == [(0, 2), (1, 2)]
    assert grid.between(Side(point=3), low) == [(0, 3), (1, 3)]


PEOPLE = "question: Why?\nsweep: {design: grid, over: {people: [12, 14]}}\nclaims: [pain rises with people]\n"


def test_claims_are_no_part_of_a_single_point(load):
    loaded = load(PEOPLE)
    assert loaded.config.claims == ("pain rises with people",)
    assert at_point(loaded.raw, {"people": 12}).claims == ()


def test_claims_without_intervals_are_worth_a_second_look(load):
    assert any("stay undecided" in remark for remark in remarks(load(PEOPLE)))
    assert not any("stay undecided" in remark for remark in remarks(load(PEOPLE + "replicates: 5\n")))


def test_shipped_claims_can_be_judged_and_there_are_some():
    counts = {name: len(load_config(path).config.claims) for name, path in shipped_configs().items()}
    assert counts["forgiveness_by_transparency"] >= 4
    assert sum(count > 0 for count in counts.values()) >= 7


def test_the_page_on_comparing_has_every_form():
    page = (Path(__file__).parent.parent.parent / "docs" / "comparing.md").read_text(encoding="utf-8")
    for form in FORMS:
        assert "| `" + form.written.replace("|", "\\|") + "` |" in page


def test_the_claims_on_the_page_can_be_judged(load):
    page = (Path(__file__).parent.parent.parent / "docs" / "comparing.md").read_text(encoding="utf-8")
    assert len(load(page.split("```yaml\n")[1].split("```")[0]).config.claims) == 5
