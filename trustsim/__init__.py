"""How trust grows, breaks and mends between people: an agent-based simulation on Mesa.

Run an experiment
    ``run``           a config, by name or path, to ``Results``
    ``load``          the results of a run folder
    ``compare``       two sides of a study, or two studies, by runs with the same random numbers
    ``explain``       the life of one relationship in one run, in words
    ``Results``       tables of a finished study, as pandas frames or lazily
    ``reproduce``     runs of a folder done again, every value held against the stored one

Build a model
    ``TrustModel``    people and the trust between them, a ``mesa.Model``
    ``Person``        somebody who trusts; subclass it and decide otherwise
    ``Tie``           one person's side of a relationship

Write a config
    ``load_config``   a YAML file, checked
    ``Config``        what a config may say
    ``ConfigError``   everything that is wrong with one, each with its mend

Look things up
    ``Traits``        what distinguishes one person from another
    ``Parameters``    what holds for everybody
    ``LAWS``          the laws of trust that a config may choose
    ``OUTCOMES``      what a run comes to

Measure something else
    ``outcome``       a decorator: a function of the run says what it measures
    ``RunView``       the run that such a function is given

The rest is in the rooms below: ``laws`` (the psychology), ``rules`` (what happens in a tick), ``engine`` (compiled),
``network``, ``config``, ``study``, ``plots``, ``report``. Names are loaded on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustsim.on_first_use import loading

if TYPE_CHECKING:
    from trustsim.config import Config, ConfigError, load_config
    from trustsim.laws.catalogue import LAWS
    from trustsim.model import Person, Tie, TrustModel
    from trustsim.outcomes import OUTCOMES, RunView, outcome
    from trustsim.parameters import Parameters, Traits
    from trustsim.results import Results
    from trustsim.running import run
    from trustsim.store import load
    from trustsim.study import compare, explain
    from trustsim.upkeep import reproduce

__version__ = "0.1.0"

_HOMES = {
    "run": "trustsim.running",
    "load": "trustsim.store",
    "compare": "trustsim.study",
    "reproduce": "trustsim.upkeep",
    "Results": "trustsim.results",
    "explain": "trustsim.study",
    "TrustModel": "trustsim.model",
    "Person": "trustsim.model",
    "Tie": "trustsim.model",
    "load_config": "trustsim.config",
    "Config": "trustsim.config",
    "ConfigError": "trustsim.config",
    "Traits": "trustsim.parameters",
    "Parameters": "trustsim.parameters",
    "LAWS": "trustsim.laws.catalogue",
    "OUTCOMES": "trustsim.outcomes",
    "RunView": "trustsim.outcomes",
    "outcome": "trustsim.outcomes",
}

__all__ = [
    "LAWS",
    "OUTCOMES",
    "Config",
    "ConfigError",
    "Parameters",
    "Person",
    "Results",
    "RunView",
    "Tie",
    "Traits",
    "TrustModel",
    "compare",
    "explain",
    "load",
    "load_config",
    "outcome",
    "reproduce",
    "run",
]


__getattr__ = loading(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
