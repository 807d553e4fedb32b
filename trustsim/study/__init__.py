"""What came out of a study: statistics, and words made from them.

``finding``             the answer in a sentence, and the sentences behind it
``contrasts``           what each setting did, paired under the same random numbers
``compare``            two sides, or two studies, and what sharing random numbers was worth
``judge_claims``       the claims of the config: supported, contradicted or undecided
``by_level``, ``two_way``, ``over_time``  the numbers behind lines, heatmaps and time series
``sensitivity``         which settings matter in a sampled design: Sobol, Morris, rank correlations, with intervals
``parts_of_study``       each of several sweeps as a study of its own
``breach_costs``        what the first scripted breach cost in the runs
``costs``               what one breach costs by the law alone
``replications``        how many replicates each point took, and whether they were enough
``losses``              who lost trust in whom
``explain``             the life of one relationship in one run
``reputation``, ``falls``  who is trusted by those who are trusted (EigenTrust), and what a breach did to it

``words`` has the names and numbers as a reader wants them.
"""

from trustsim.study.breaches import (
    BreachCost,
    ScriptedBreach,
    breach_costs,
    histories,
    may_have_breach,
    scripted_breach,
)
from trustsim.study.cases import (
    Case,
    cases,
    comparable_runs,
    is_list,
    is_numeric,
    is_sampled,
    labels_of,
    leading_key,
    levels_of,
    some_of,
)
from trustsim.study.claims import JudgedClaim, judge_claims
from trustsim.study.comparing import Comparison, compare
from trustsim.study.contrasts import Contrast, contrasts, key_contrasts, point_contrasts, stronger
from trustsim.study.estimates import Estimate, confidence_in, estimate
from trustsim.study.finding import Finding, finding, intervals_told
from trustsim.study.levels import TwoWay, by_level, over_time, two_way
from trustsim.study.lives import Chapter, Life, LifeError, Side, explain
from trustsim.study.losses import Losses, losses
from trustsim.study.one_breach import BREACHES, Breach, Cost, cost_of, costs, kept_worth
from trustsim.study.replay import ReplayError
from trustsim.study.replication import Replication, half_width_in_words, replication_sentences, replications
from trustsim.study.reputation import Fall, falls, reputation
from trustsim.study.sensitivity import Index, Sensitivity, sensitivity
from trustsim.study.sweeps import Part, parts_of_study

__all__ = [
    "BREACHES",
    "Breach",
    "BreachCost",
    "Case",
    "Chapter",
    "Comparison",
    "Contrast",
    "Cost",
    "Estimate",
    "Fall",
    "Finding",
    "Index",
    "JudgedClaim",
    "Life",
    "LifeError",
    "Losses",
    "Part",
    "ReplayError",
    "Replication",
    "ScriptedBreach",
    "Sensitivity",
    "Side",
    "TwoWay",
    "breach_costs",
    "by_level",
    "cases",
    "comparable_runs",
    "compare",
    "confidence_in",
    "contrasts",
    "cost_of",
    "costs",
    "estimate",
    "explain",
    "falls",
    "finding",
    "half_width_in_words",
    "histories",
    "intervals_told",
    "is_list",
    "is_numeric",
    "is_sampled",
    "judge_claims",
    "kept_worth",
    "key_contrasts",
    "labels_of",
    "leading_key",
    "levels_of",
    "losses",
    "may_have_breach",
    "over_time",
    "parts_of_study",
    "point_contrasts",
    "replication_sentences",
    "replications",
    "reputation",
    "scripted_breach",
    "sensitivity",
    "some_of",
    "stronger",
    "two_way",
]
