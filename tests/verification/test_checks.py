"""Every row of the list of verification, one test a check; and that a check can fail."""

from __future__ import annotations

import importlib.util
import math
import sys
from functools import cache
from types import ModuleType

import numpy as np
import pytest

from trustsim.laws import bush_mosteller, default
from trustsim.laws.catalogue import LAWS
from trustsim.verification import ROWS, checks, counting, doing, hurt, stationary
from trustsim.verification.check import Check, Printed, line

EVERY = [(number, do) for number, row in ROWS.items() for do in row]


@cache
def done(do) -> Check:
    """A check, done once for all tests that look at it."""
    return do()


@pytest.mark.parametrize(("number", "do"), EVERY, ids=[f"{number}-{do.__name__}" for number, do in EVERY])
def test_right(number, do):
    check = done(do)
    worst = check.worst
    assert check.number == number
    assert check.right, (worst.line.label, worst.x, worst.expected, worst.got, worst.tolerance, check.printed)
    assert check.what
    assert check.formula
    assert check.source
    assert check.closeness
    assert not check.names or all(set(one.x) <= set(range(len(check.names))) for one in check.lines)
    for one in check.lines:
        assert np.isfinite(one.expected).all()
        assert (one.tolerance >= 0).all()


def test_the_list_is_whole():
    assert set(ROWS) == {f"V{number}" for number in range(1, 23) if number != 18} | {"M1"}


@pytest.mark.parametrize(
    "printed",
    [
        "V1 0.4898", "V2 0.70758", "V3 0.0454", "V3 0.0140", "V3 0.0833", "V4 0.804", "V5 3", "V6 0.833", "V6 0.714",
        "V7 8.59", "V7 15.8", "V8 9.42", "V11 0.765", "V11 0.8075", "V11 0.85", "V12 2.0000", "V15 0.875",
        "V15 0.8333", "V16 0.857", "V16 0.1306", "V20 0.47104", "V20 0.08816", "V22 -0.80",
    ],
)  # fmt: skip
def test_values_in_print_are_held(printed):
    number, text = printed.split()
    assert any(one.text == text and one.agrees for do in ROWS[number] for one in done(do).printed)


def test_order_and_workers_make_no_difference():
    numbers = ("V20", "V5", "V7")
    alone = [check for _, check in sorted(checks(numbers, workers=1), key=lambda done: done[0])]
    together = [check for _, check in sorted(checks(numbers, workers=2), key=lambda done: done[0])]
    assert [check.number for check in alone] == ["V5", "V7", "V20"]
    assert len(doing(numbers)) == 3
    for first, second in zip(alone, together, strict=True):
        assert all(np.array_equal(one.got, other.got) for one, other in zip(first.lines, second.lines, strict=True))


# That a check can fail


def altered(of: ModuleType, **changed) -> ModuleType:
    """A law like another but for some of its functions."""
    law = ModuleType(of.__name__)
    vars(law).update(vars(of))
    vars(law).update(changed)
    return law


def generous(of: ModuleType):
    """Gains that are a hundredth too large."""

    def kept(p, own, trust, *more):
        after, first, second = of.kept(p, own, trust, *more)
        return trust + 1.01 * (after - trust), first, second

    return kept


def soft(of: ModuleType):
    """Losses that are a hundredth too small."""

    def broken(p, own, trust, *more):
        after, first, second = of.broken(p, own, trust, *more)
        return trust + 0.99 * (after - trust), first, second

    return broken


@pytest.mark.parametrize(
    ("do", "law", "changed"),
    [
        (counting.one_step, bush_mosteller, {"kept": generous(bush_mosteller)}),
        (counting.one_step, bush_mosteller, {"broken": soft(bush_mosteller)}),
        (counting.undoing, bush_mosteller, {"broken": soft(bush_mosteller)}),
        (counting.climbing, bush_mosteller, {"kept": generous(bush_mosteller)}),
        (hurt.coming_back, default, {"kept": generous(default)}),
        (hurt.healing_clock, default, {"leaves_hurt": False}),
        (hurt.severity, default, {"broken": soft(default)}),
    ],
)
def test_a_wrong_law_is_found_out(monkeypatch, do, law, changed):
    name = law.__name__.rpartition(".")[2]
    monkeypatch.setitem(LAWS, name, altered(law, **changed))
    assert do().verdict == "wrong"


def test_a_wrong_rule_is_found_out(monkeypatch):
    monkeypatch.setattr("trustsim.laws.severity.freshness", lambda history, encounters: math.exp(-history))
    assert hurt.severity().verdict == "wrong"


@pytest.mark.long
def test_a_wrong_law_is_found_out_through_the_engine(monkeypatch, tmp_path):
    """Losses five hundredths too large, compiled as any law from outside the package is."""
    path = tmp_path / "wrong.py"
    path.write_text(
        "from trustsim.laws.bush_mosteller import *\n\n\n"
        "def broken(p, own, trust, first, second, share, signal, interdependence):\n"
        "    return trust * (1.0 + 1.05 * signal * share), first, second\n"
    )
    spec = importlib.util.spec_from_file_location("wrong", path)
    law = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "wrong", law)
    spec.loader.exec_module(law)
    monkeypatch.setitem(LAWS, "bush_mosteller", law)
    stationary.at_rest.cache_clear()
    try:
        assert stationary.fixed_point().verdict == "wrong"
        assert stationary.exact_mean_path().verdict == "wrong"
    finally:
        stationary.at_rest.cache_clear()


# What a check is


def made(got, expected=0.5, tolerance=0.1, printed=()):
    return Check(
        number="V0",
        what="Something",
        formula="y = ½",
        source="nobody",
        x_name="x",
        y_name="y",
        lines=(line("", range(len(got)), expected, got, tolerance),),
        closeness="a tenth",
        printed=tuple(printed),
    )


@pytest.mark.parametrize(
    ("got", "right"),
    [
        ([0.5, 0.5], True),
        ([0.41, 0.59], True),
        ([0.5, 0.61], False),
        ([0.5, math.nan], False),
        ([0.5, math.inf], False),
        ([], False),
    ],
)
def test_right_is_within_the_tolerance_everywhere(got, right):
    if not got:
        assert not Check(**{**vars(made([0.5])), "lines": ()}).right
        return
    assert made(got).right == right
    assert made(got).verdict == ("right" if right else "wrong")


def test_no_tolerance_means_the_same_bits():
    assert made([0.5], tolerance=0.0).right
    assert not made([0.5 + 1e-16 * 2], tolerance=0.0).right


def test_the_worst_place_is_measured_by_its_tolerance():
    check = made([0.52, 0.59], tolerance=[0.01, 0.1])
    assert (check.worst.x, check.worst.got, check.worst.excess) == (0.0, 0.52, pytest.approx(2.0))


def test_a_value_in_print_must_be_what_the_formula_rounds_to():
    assert made([0.5], printed=[Printed("", "0.83", 5 / 6)]).right
    assert not made([0.5], printed=[Printed("", "0.84", 5 / 6)]).right
    assert Printed("", "3", 3.4).agrees
    assert not Printed("", "3.0", 3.4).agrees
    assert not Printed("", "3", math.nan).agrees


def test_a_formula_is_drawn_between_its_places():
    one = line("", [0.0, 1.0], lambda x: x * x, [0.0, 1.0], 0.0)
    assert one.expected.tolist() == [0.0, 1.0]
    x, y = one.curve
    assert len(x) > 50
    assert y == pytest.approx(x * x)
