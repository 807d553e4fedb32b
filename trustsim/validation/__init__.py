"""The model held against what is known and said of people.

``Finding``, ``Claim``   what was published; what the text says that the model was drawn from
``Measure``              one number with its interval and its band (``measuring`` makes them from the tables of a study)
``Course``               something over the weeks, for the picture of a claim
``findings``, ``claims`` all of them, from ``experiments/``
``judge``, ``judge_all`` what came out of a statement's config, judged; several, each config run once
"""

from trustsim.study.judging import Band, about, above, at_least, at_most, below, between, exactly
from trustsim.validation.experiments import claims, config_of, findings, judge
from trustsim.validation.statements import Claim, Course, Finding, Judged, Measure, Statement
from trustsim.validation.together import judge_all

__all__ = [
    "Band",
    "Claim",
    "Course",
    "Finding",
    "Judged",
    "Measure",
    "Statement",
    "about",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "claims",
    "config_of",
    "exactly",
    "findings",
    "judge",
    "judge_all",
]
