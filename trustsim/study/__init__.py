"""What came out of a study: statistics, and words made from them.

``finding``             the answer in a sentence, and the sentences behind it
``contrasts``           what each setting did, paired under the same random numbers
``compare``            two sides, or two studies, and what sharing random numbers was worth
``judge_claims``       the claims of the config: supported, contradicted or undecided
``by_level``, ``two_way``, ``over_time``  the numbers behind lines, heatmaps and time series
``breach_costs``        what the first scripted breach cost in the runs
``costs``               what one breach costs by the law alone
``losses``              who lost trust in whom
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
from trustsim.study.cases import Case, cases, comparable_runs, is_list, is_numeric, labels_of, levels_of
from trustsim.study.claims import JudgedClaim, judge_claims
from trustsim.study.comparing import Comparison, compare
from trustsim.study.contrasts import Contrast, contrasts, key_contrasts, point_contrasts, stronger
from trustsim.study.estimates import Estimate, estimate, ratio_of_means
from trustsim.study.finding import Finding, finding
from trustsim.study.levels import TwoWay, by_level, over_time, two_way
from trustsim.study.losses import Losses, losses
from trustsim.study.one_breach import BREACHES, Breach, Cost, cost_of, costs, kept_worth
from trustsim.study.reputation import Fall, falls, reputation

__all__ = [
    "BREACHES",
    "Breach",
    "BreachCost",
    "Case",
    "Comparison",
    "Contrast",
    "Cost",
    "Estimate",
    "Fall",
    "Finding",
    "JudgedClaim",
    "Losses",
    "ScriptedBreach",
    "TwoWay",
    "breach_costs",
    "by_level",
    "cases",
    "comparable_runs",
    "compare",
    "contrasts",
    "cost_of",
    "costs",
    "estimate",
    "falls",
    "finding",
    "histories",
    "is_list",
    "is_numeric",
    "judge_claims",
    "kept_worth",
    "key_contrasts",
    "labels_of",
    "levels_of",
    "losses",
    "may_have_breach",
    "over_time",
    "point_contrasts",
    "ratio_of_means",
    "reputation",
    "scripted_breach",
    "stronger",
    "two_way",
]
