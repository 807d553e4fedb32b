"""EigenTrust on tables of ties: against its equation, solved directly, and in what a breach did."""

from __future__ import annotations

import random

import numpy as np
import pytest

from tests.study import made
from trustsim.report import render_report
from trustsim.study import falls, reputation


def solved(source, target, trust, a):
    """t = (1−a)Cᵀt + a·p as a linear system; whoever trusts nobody counts as trusting all alike."""
    people = sorted({*source, *target})
    place = {person: index for index, person in enumerate(people)}
    n = len(people)
    c = np.zeros((n, n))
    for one, other, much in zip(source, target, trust, strict=True):
        c[place[one], place[other]] = much
    p = np.full(n, 1.0 / n)
    rows = c.sum(axis=1)
    c = np.where(rows[:, None] > 0, c / np.where(rows > 0, rows, 1.0)[:, None], p)
    return dict(zip(people, np.linalg.solve(np.eye(n) - (1 - a) * c.T, a * p), strict=True))


@pytest.mark.parametrize("teleport", [0.05, 0.15, 0.6])
def test_it_solves_the_equation_of_eigentrust(teleport):
    chance = random.Random(3)
    ties = [(str(i), str(j)) for i in range(9) for j in range(9) if i != j and chance.random() < 0.4]
    source, target = zip(*ties, strict=True)
    trust = [chance.random() if one != "4" else 0.0 for one in source]  # 4 trusts nobody any more
    found = reputation(source, target, trust, teleport)
    assert found == pytest.approx(solved(source, target, trust, teleport), abs=1e-10)
    assert sum(found.values()) == pytest.approx(1.0)


def test_the_trust_of_the_trusted_counts_for_more():
    source, target = ["a", "b", "c", "d", "e"], ["b", "a", "b", "b", "d"]
    weighed = reputation([*source, "a", "e"], [*target, "d", "c"], [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5])
    assert weighed["d"] > weighed["c"]  # both are trusted by e, d by a too, whom b trusts


def test_a_breach_takes_reputation_from_whoever_broke_it():
    (fall,) = falls(made.club(control=True))
    assert fall.person == "0"
    assert fall.told.against == "nothing"
    before = reputation(["1", "2", "3", "1"], ["0", "0", "0", "2"], [0.8, 0.7, 0.5, 0.3])["0"] * 4
    after = reputation(["1", "2", "3", "1"], ["0", "0", "0", "2"], [0.2, 0.5, 0.5, 0.3])["0"] * 4
    assert fall.before.mean == pytest.approx(before)
    assert fall.after.mean == pytest.approx(after)
    assert after < before
    assert fall.before.n == 3


def test_the_report_has_it_where_somebody_named_broke_a_promise():
    page = render_report(made.club(control=True))
    assert "EigenTrust" in page
    assert "EigenTrust" not in render_report(made.swept(0.4))
    assert falls(made.swept(0.4)) == []
