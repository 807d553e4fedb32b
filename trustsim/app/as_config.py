"""From play to experiment: what was played as a config in YAML, and the commands that run it."""

from __future__ import annotations

from typing import Any, Final

from trustsim.app.asked import KEYS, Asked
from trustsim.store.yaml import as_yaml
from trustsim.study.words import listed

FILE: Final = "my.yaml"
MANY: Final = 100
NAMED: Final = 3
"""Events that the question names, at most."""

HEAD: Final = f"""\
# yaml-language-server: $schema=trustsim.schema.json
# Played on the live page. Save it as {FILE}; its first replicate is the very run that was played.
"""
KEPT: Final = """\
# Its events name people. So network.seed keeps the network that was played for all replicates: in another two of them
# might be strangers, and that run would fail. Traits, kinds of relationship and chances differ between replicates.
"""


def as_config(asked: Asked) -> dict[str, Any]:
    """The config as a file says it, and how to run it.

    Returns
    -------
    dict
        ``yaml``, a text that ``trustsim check`` accepts; ``commands``: ``once`` gives the run that was played, ``many``
        gives it a hundred times with other random numbers.
    """
    said = {key: asked.raw[key] for key in KEYS if key in asked.raw and asked.raw[key] not in ({}, [])}
    kept = asked.kept_network
    if kept is not None:
        said["network"] = kept.model_dump()
    data = {"question": question(asked), **said, "record": {"every": 1}}
    return {
        "yaml": HEAD + (KEPT if kept is not None else "") + as_yaml(data),
        "commands": {"once": f"trustsim run {FILE}", "many": f"trustsim run {FILE} -s replicates={MANY}"},
    }


def question(asked: Asked) -> str:
    """What was played asks, in a sentence."""
    config = asked.config
    events = config.events
    happened = ""
    if 0 < len(events) <= NAMED:
        named = [f"{ARTICLES.get(event.what, event.what)} ({_when(event)})" for event in events]
        happened = f", with {listed(named)}"
    elif events:
        happened = f", with {len(events)} things that are made to happen"
    return f"What becomes of trust among {asked.network.people} people in {config.weeks} weeks{happened}?"


ARTICLES: Final = {
    "lapse": "a lapse",
    "betrayal": "a betrayal",
    "kept": "a kept promise",
    "act": "a graded act",
    "promise": "a renewed promise",
    "apology": "a late apology",
    "counselling": "counselling",
    "change": "a change of people",
}


def _when(event: Any) -> str:
    weeks = event.weeks_listed()
    if len(weeks) == 1:
        return f"week {weeks[0]:g}"
    return f"{len(weeks)} times from week {min(weeks):g} on"
