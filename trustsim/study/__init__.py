"""What came out of a study: statistics, and words made from them.

``finding``             the answer in a sentence, and the sentences behind it
``contrasts``           what each setting did, paired under the same random numbers
``by_level``, ``two_way``, ``over_time``  the numbers behind lines, heatmaps and time series
``breach_costs``        what the first scripted breach cost in the runs
``costs``               what one breach costs by the law alone
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
from trustsim.study.cases import Case, cases, comparable_runs, is_list, is_numeric, labels_of, levels_of
from trustsim.study.contrasts import Contrast, contrasts, key_contrasts, point_contrasts, stronger
from trustsim.study.estimates import Estimate, estimate, ratio_of_means
from trustsim.study.finding import Finding, finding
from trustsim.study.levels import TwoWay, by_level, over_time, two_way
from trustsim.study.lives import Chapter, Life, LifeError, Side, explain
from trustsim.study.losses import Losses, losses
from trustsim.study.one_breach import BREACHES, Breach, Cost, cost_of, costs, kept_worth
from trustsim.study.replay import ReplayError
from trustsim.study.reputation import Fall, falls, reputation

__all__ = [
    "BREACHES",
    "Breach",
    "BreachCost",
    "Case",
    "Chapter",
    "Contrast",
    "Cost",
    "Estimate",
    "Fall",
    "Finding",
    "Life",
    "LifeError",
    "Losses",
    "ReplayError",
    "ScriptedBreach",
    "Side",
    "TwoWay",
    "breach_costs",
    "by_level",
    "cases",
    "comparable_runs",
    "contrasts",
    "cost_of",
    "costs",
    "estimate",
    "explain",
    "falls",
    "finding",
    "histories",
    "is_list",
    "is_numeric",
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
