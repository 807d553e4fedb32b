"""What everybody's trust makes of one person: who is trusted by those who are trusted.

EigenTrust (Kamvar, Schlosser & Garcia-Molina 2003) solves t = (1−a)·Cᵀt + a·p, where C holds everybody's trust as
shares of what they trust in all, p is the same for all, and whoever trusts nobody counts as trusting all alike. That
is word for word the PageRank of the network of trust, so networkx does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx

from trustsim.study.breaches import ALL, scripted_breach
from trustsim.study.cases import cases
from trustsim.study.estimates import Estimate, confidence_in, estimate
from trustsim.study.losses import Losses, losses

if TYPE_CHECKING:
    from trustsim.results import Results

TELEPORT: Final = 0.15
"""a: how much of a reputation comes from no trust at all; 1 − a is the customary damping of .85."""

STEPS: Final = 10_000
STOP: Final = 1e-13


def reputation(
    source: Iterable[str], target: Iterable[str], trust: Iterable[float], teleport: float = TELEPORT
) -> dict[str, float]:
    """The reputation of everybody who has a tie, by name; they sum to 1.

    Parameters
    ----------
    source, target, trust
        One entry for each directed tie, as in the table of ties; an ended tie is one of trust 0.
    teleport
        a, above 0.

    Examples
    --------
    >>> star = [("hub", leaf) for leaf in "abcdef"] + [(leaf, "hub") for leaf in "abcdef"]
    >>> found = reputation(*zip(*star, strict=True), [0.5] * 12)
    >>> round(found["hub"], 5), round(found["a"], 5)
    (0.47104, 0.08816)
    """
    network = nx.DiGraph()
    network.add_weighted_edges_from(zip(source, target, trust, strict=True), weight="trust")
    shares: dict[str, float] = nx.pagerank(network, alpha=1.0 - teleport, weight="trust", max_iter=STEPS, tol=STOP)
    return shares


@dataclass(frozen=True)
class Fall:
    """What a scripted breach did to the reputation of somebody who broke a promise; 1 is the mean over all people.

    Attributes
    ----------
    person
        Who.
    told
        Where and when the two moments are, as of the losses of trust.
    before, after
        Reputation times the number of people, over the replicates.
    """

    person: str
    told: Losses
    before: Estimate
    after: Estimate


def falls(results: Results) -> list[Fall]:
    """Of each point with a scripted breach by named people, their reputation without it (or before) and with it."""
    confidence = confidence_in(results)
    lost = losses(results)
    by_label = {case.label: case for case in cases(results)} if lost else {}
    found = []
    for told in lost:
        case = by_label[told.label]
        scripted = scripted_breach(case.config)
        if scripted is None or scripted.who == ALL:
            continue
        reference = case if told.against is None else by_label[told.against]
        before = _of_point(results, reference.point, told.weeks[0])
        after = _of_point(results, case.point, told.weeks[1])
        found += [
            Fall(
                person,
                told,
                *(estimate([one.get(person, 0.0) for one in side], confidence) for side in (before, after)),
            )
            for person in scripted.who
        ]
    return found


def _of_point(results: Results, point: int, week: float) -> list[dict[str, float]]:
    """The reputation of everybody in one week, times how many there are: one for each replicate of a point."""
    if not results.has("ties"):
        return []
    runs = results.runs.loc[results.runs["point"] == point, "run"]
    columns = ["run", "source", "target", "trust", "active"]
    now = results.rows("ties", {"run": runs, "week": week}, columns)
    found = []
    for _, of_run in now.groupby("run"):
        trust = of_run["trust"].where(of_run["active"].astype(bool), 0.0)
        shares = reputation(of_run["source"].astype(str), of_run["target"].astype(str), trust)
        found.append({person: share * len(shares) for person, share in shares.items()})
    return found
