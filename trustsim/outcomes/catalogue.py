"""The outcomes that come with the package, each described once: docs/outcomes.md is made from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from trustsim.outcomes import of_breaches, of_ties
from trustsim.outcomes.described import ANY, FROM_ZERO, SHARE, Outcome
from trustsim.outcomes.view import RunView

NO_TIES: Final = "nobody has a tie"
NONE_LIVES: Final = "no relationship is left"
NO_BREACH: Final = "no script plants a breach, or the ties that it was to hit had ended"


def _last(name: str) -> Callable[[RunView], float]:
    def of(run: RunView) -> float:
        return float(run.series[name][-1])

    return of


def mean_trust(run: RunView) -> float:
    """Mean over time, whatever the spacing of the records."""
    weeks, trust = run.series["week"], run.series["trust"]
    return float(np.trapezoid(trust, weeks) / (weeks[-1] - weeks[0]))


def kept_share(run: RunView) -> float:
    """Acts kept over acts kept and breaches that became known."""
    kept, breaches = float(run.series["kept"][-1]), float(run.series["breaches"][-1])
    return kept / (kept + breaches) if kept + breaches > 0.0 else float("nan")


OUTCOMES: Final[dict[str, Outcome]] = {
    "final_trust": Outcome(
        "mean trust at the end, ended relationships counting 0",
        "share",
        1,
        _last("trust"),
        limits=SHARE,
        undefined=NO_TIES,
    ),
    "mean_trust": Outcome(
        "mean trust over the whole run, ended relationships counting 0",
        "share",
        1,
        mean_trust,
        limits=SHARE,
        undefined=NO_TIES,
    ),
    "living_trust": Outcome(
        "mean trust of living relationships at the end; may rise as the worst of them end",
        "share",
        1,
        _last("trust_living"),
        limits=SHARE,
        undefined=NONE_LIVES,
    ),
    "survival": Outcome(
        "share of relationships alive at the end",
        "share",
        1,
        _last("survival"),
        limits=SHARE,
        undefined=NO_TIES,
        counted=True,
    ),
    "intimacy": Outcome(
        "mean intimacy at the end, ended relationships counting 0",
        "share",
        1,
        _last("intimacy"),
        limits=SHARE,
        undefined=NO_TIES,
    ),
    "pain": Outcome("mean pain at the end", "share", -1, _last("pain"), limits=SHARE),
    "distress": Outcome("mean risk of distress at the end", "share", -1, _last("distress"), limits=SHARE, counted=True),
    "hurt": Outcome(
        "mean hurt in living relationships at the end",
        "share",
        -1,
        _last("hurt"),
        limits=SHARE,
        undefined=NONE_LIVES,
    ),
    "ceiling": Outcome(
        "mean ceiling of living relationships at the end",
        "share",
        1,
        _last("ceiling"),
        limits=SHARE,
        undefined=NONE_LIVES,
    ),
    "reliability": Outcome("mean reliability at the end", "share", 1, _last("reliability"), limits=SHARE),
    "kept_share": Outcome(
        "acts kept over acts kept and breaches that became known, since the start; a misread act is such a breach",
        "share",
        1,
        kept_share,
        limits=SHARE,
        undefined="nobody relied on anybody",
        counted=True,
    ),
    "trust_lost": Outcome(
        "trust lost on the ties that the first scripted breach hits, from the last record before it to the next; of a "
        "hidden one, to the lowest later on",
        "share",
        -1,
        of_breaches.trust_lost,
        needs_breach=True,
        limits=(-1.0, 1.0),
        undefined=NO_BREACH,
    ),
    "trust_regained": Outcome(
        "highest trust after the first scripted breach on the ties that it hits, over their trust before it",
        "",
        1,
        of_breaches.trust_regained,
        needs_breach=True,
        limits=FROM_ZERO,
        undefined=f"{NO_BREACH}; or their trust was 0 before",
        source="recovery ratio of Pant & Yu 2025",
    ),
    "weeks_to_recover": Outcome(
        "weeks until trust on the ties that the first scripted breach hit is back within 0.05 of what it was; infinite "
        "if it never is",
        "weeks",
        -1,
        of_breaches.weeks_to_recover,
        needs_breach=True,
        limits=FROM_ZERO,
        undefined=NO_BREACH,
    ),
    "kept_to_undo": Outcome(
        "acts kept on a tie that the first scripted breach hit until its trust is back within 0.05 of what it was; "
        "infinite if it never is",
        "kept acts",
        -1,
        of_breaches.kept_to_undo,
        needs_breach=True,
        limits=FROM_ZERO,
        undefined=NO_BREACH,
    ),
    "asymmetry": Outcome(
        "trust lost by the first scripted breach over the trust that one kept act gained on the same ties before it, "
        "in the last recorded interval with one",
        "kept acts",
        -1,
        of_breaches.asymmetry,
        needs_breach=True,
        limits=ANY,
        undefined=f"{NO_BREACH}; or no act was kept there before, or trust did not rise by it",
    ),
    "irreparable": Outcome(
        "share of directed ties that kept acts alone cannot bring back to the trust they began with: ended ones, and "
        "living ones under a ceiling below it",
        "share",
        -1,
        of_ties.irreparable,
        limits=SHARE,
        undefined=NO_TIES,
        counted=True,
    ),
    "irreparable_living": Outcome(
        "share of living directed ties under a ceiling below the trust that they began with",
        "share",
        -1,
        of_ties.irreparable_living,
        limits=SHARE,
        undefined=NONE_LIVES,
        counted=True,
    ),
    "trust_inequality": Outcome(
        "Gini coefficient of trust received: of the mean trust of others in a person, ended ties counting 0; people "
        "who never had a tie are left out",
        "",
        -1,
        of_ties.trust_inequality,
        limits=SHARE,
        undefined=f"{NO_TIES}, or nobody is trusted at all",
        source="Gini 1912",
    ),
    "trust_spread": Outcome(
        "standard deviation of trust over living directed ties at the end",
        "",
        0,
        of_ties.trust_spread,
        limits=(0.0, 0.5),
        undefined=NONE_LIVES,
    ),
    "reciprocity": Outcome(
        "correlation of the two trusts of a pair, over living relationships, each pair in both orders",
        "",
        0,
        of_ties.reciprocity,
        limits=(-1.0, 1.0),
        undefined="fewer than two relationships are left, or all trust is equal",
        source="ρ of Garlaschelli & Loffredo 2004, Phys. Rev. Lett. 93:268701, over the ties that there are",
    ),
    "distrust_clustering": Outcome(
        "Moran's I of distrust (1 less the mean trust of the two; 1 of an ended relationship) over relationships, "
        "neighbours being those that share a person, less its mean by chance; above 0: distrust gathers around the "
        "same people",
        "",
        0,
        of_ties.distrust_clustering,
        undefined="no two relationships share a person, or all distrust is equal",
        source="Moran 1950, Biometrika 37:17",
    ),
    "isolated": Outcome(
        "share of people without any living relationship at the end, those who never had one among them",
        "share",
        -1,
        of_ties.isolated,
        limits=SHARE,
        counted=True,
    ),
    "largest_group": Outcome(
        "share of people in the largest group that living relationships hold together, through others if need be",
        "share",
        1,
        of_ties.largest_group,
        limits=SHARE,
        counted=True,
    ),
    "relationships_lost": Outcome(
        "relationships that have ended, for each person on average; one that ended counts for both",
        "relationships",
        -1,
        of_ties.relationships_lost,
        limits=FROM_ZERO,
    ),
}
