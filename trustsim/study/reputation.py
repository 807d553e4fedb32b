"""What everybody's trust makes of one person: who is trusted by those who are trusted.

EigenTrust (Kamvar, Schlosser & Garcia-Molina 2003) solves t = (1−a)·Cᵀt + a·p, where C holds everybody's trust as
shares of what they trust in all, p is the same for all, and whoever trusts nobody counts as trusting all alike. That
is word for word the PageRank of the network of trust, so networkx does it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import networkx as nx

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
