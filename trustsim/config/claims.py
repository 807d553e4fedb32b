"""Claims: what a study is expected to show, in sentences that can be judged.

The whole grammar is ``FORMS``. ``claim_of`` reads a sentence; ``problems_with`` holds all sentences of a config against
what it sweeps and measures; ``trustsim.study.claims`` judges them by the runs.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final, Literal

from trustsim.config.base import Model, is_number
from trustsim.config.faults import Problem, mend_for, shown
from trustsim.config.keys import value_at
from trustsim.config.several import Sweep
from trustsim.config.sides import Compared, Side, WordingError, side_of

Relation = Literal["above", "below", "at least", "at most"]


@dataclass(frozen=True, kw_only=True)
class Trend:
    """An outcome is higher, or lower, at the highest level of a key than at its lowest.

    Attributes
    ----------
    outcome, key
        What is measured, and the swept key.
    direction
        +1 rises, −1 falls.
    margin
        By more than this.
    at
        Only among these points; None: among all.
    """

    outcome: str
    key: str
    direction: int
    margin: float = 0.0
    at: Side | None = None


@dataclass(frozen=True, kw_only=True)
class Monotone:
    """From each level of a key to the next an outcome goes the same way, or stays.

    Attributes
    ----------
    outcome, key, at
        As of ``Trend``.
    direction
        +1 rises, −1 falls, 0 either.
    """

    outcome: str
    key: str
    direction: int = 0
    at: Side | None = None


@dataclass(frozen=True, kw_only=True)
class Greater:
    """An outcome is greater on one side than on another, by more than a margin."""

    outcome: str
    side: Side
    than: Side
    margin: float = 0.0


@dataclass(frozen=True, kw_only=True)
class NoEffect:
    """Between the lowest and the highest level of a key an outcome moves by no more than a margin, up or down."""

    outcome: str
    key: str
    margin: float
    at: Side | None = None


@dataclass(frozen=True, kw_only=True)
class Level:
    """An outcome itself lies on one side of a number, at some points or over all."""

    outcome: str
    relation: Relation
    number: float
    at: Side | None = None


Claim = Trend | Monotone | Greater | NoEffect | Level

# ------------------------------------------------------------------ the grammar

_NUMBER: Final = r"[-+−]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:\s*%)?"
_MORE: Final = rf"(?:\s+by\s+more\s+than\s+(?P<margin>{_NUMBER}))?"
_SIDE: Final = r""""[^"]*"|'[^']*'|“[^”]*”|.+?"""
_AT: Final = r"(?:\s+at\s+(?P<at>.+))?"


@dataclass(frozen=True)
class Form:
    """A kind of sentence: how it is written, how it is recognised, what it becomes."""

    written: str
    pattern: re.Pattern[str]
    claim: Callable[[Mapping[str, str]], Claim]


def _form(written: str, pattern: str, claim: Callable[[Mapping[str, str]], Claim]) -> Form:
    return Form(written, re.compile(pattern, re.IGNORECASE), claim)


def _trend(said: Mapping[str, str]) -> Claim:
    return Trend(
        outcome=said["outcome"],
        key=said["key"],
        direction=_direction(said["verb"]),
        margin=_margin(said),
        at=_side(said, "at"),
    )


def _monotone(said: Mapping[str, str]) -> Claim:
    return Monotone(
        outcome=said["outcome"], key=said["key"], direction=_direction(said.get("verb")), at=_side(said, "at")
    )


def _greater(said: Mapping[str, str]) -> Claim:
    first, second = side_of(said["side"]), side_of(said["than"])
    if said["how"].lower() in ("less", "lower"):
        first, second = second, first
    return Greater(outcome=said["outcome"], side=first, than=second, margin=_margin(said))


def _no_effect(said: Mapping[str, str]) -> Claim:
    if not said.get("within"):
        raise WordingError(
            "no effect within what? An effect of exactly 0 cannot be shown",
            "add the largest effect that you would call none, as within 0.02",
        )
    within = _number(said["within"])
    if within <= 0:
        raise WordingError(f"within {said['within']} leaves no room", "write a number above 0, as within 0.02")
    return NoEffect(outcome=said["outcome"], key=said["key"], margin=within, at=_side(said, "at"))


def _level(said: Mapping[str, str]) -> Claim:
    relation: Any = " ".join(said["relation"].lower().split())
    return Level(outcome=said["outcome"], relation=relation, number=_number(said["number"]), at=_side(said, "at"))


FORMS: Final = (
    _form(
        "OUTCOME rises | falls with KEY [by more than NUMBER] [at SIDE]",
        rf"(?P<outcome>.+?)\s+(?P<verb>rises|falls)\s+with\s+(?P<key>.+?){_MORE}{_AT}",
        _trend,
    ),
    _form(
        "OUTCOME is monotone in KEY [at SIDE]",
        rf"(?P<outcome>.+?)\s+is\s+monotone\s+in\s+(?P<key>.+?){_AT}",
        _monotone,
    ),
    _form(
        "OUTCOME rises | falls monotonically with KEY [at SIDE]",
        rf"(?P<outcome>.+?)\s+(?P<verb>rises|falls)\s+monotonically\s+with\s+(?P<key>.+?){_AT}",
        _monotone,
    ),
    _form(
        "OUTCOME is greater | less at SIDE than at SIDE [by more than NUMBER]",
        rf"(?P<outcome>.+?)\s+is\s+(?P<how>greater|higher|less|lower)\s+at\s+(?P<side>{_SIDE})"
        rf"\s+than\s+at\s+(?P<than>{_SIDE}){_MORE}",
        _greater,
    ),
    _form(
        "KEY has no effect on OUTCOME within NUMBER [at SIDE]",
        rf"(?P<key>.+?)\s+has\s+no\s+effect\s+on\s+(?P<outcome>.+?)(?:\s+within\s+(?P<within>{_NUMBER}))?{_AT}",
        _no_effect,
    ),
    _form(
        "OUTCOME is above | below | at least | at most NUMBER [at SIDE]",
        rf"(?P<outcome>.+?)\s+is\s+(?P<relation>above|below|at\s+least|at\s+most)\s+(?P<number>{_NUMBER}){_AT}",
        _level,
    ),
)
"""Every sentence that can be judged. SIDE is a label in quotes, KEY=VALUE (several with commas), or point=NUMBER."""


def claim_of(sentence: str) -> Claim:
    """Read a sentence, without asking whether there is such an outcome, key or side.

    Raises
    ------
    WordingError
        If it has none of the forms.

    Examples
    --------
    >>> claim_of("survival falls with forgiveness")
    Trend(outcome='survival', key='forgiveness', direction=-1, margin=0.0, at=None)
    """
    text = " ".join(sentence.split()).removesuffix(".")
    for form in FORMS:
        if found := form.pattern.fullmatch(text):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            return form.claim(said)
    raise WordingError("this sentence is no claim that can be judged", f"write it as {_nearest(text).written}")


def _nearest(text: str) -> Form:
    """The form that shares most words with a sentence, in their order."""
    words = re.findall(r"[\w=]+", text.lower())

    def alike(form: Form) -> float:
        own = re.findall(r"[a-z]+", re.sub(r"\[.*?\]|[A-Z]{3,}", "", form.written))
        return SequenceMatcher(None, words, own).ratio() + 0.3 * SequenceMatcher(None, text, " ".join(own)).ratio()

    return max(FORMS, key=alike)


def _direction(verb: str | None) -> int:
    return 0 if verb is None else 1 if verb.lower() == "rises" else -1


def _number(text: str) -> float:
    share = text.endswith("%")
    number = float(text.rstrip("% ").replace("−", "-"))
    return number / 100.0 if share else number


def _margin(said: Mapping[str, str]) -> float:
    margin = _number(said["margin"]) if "margin" in said else 0.0
    if margin < 0:
        raise WordingError(f"by more than {said['margin']} is below nothing", "write a margin of 0 or more")
    return margin


def _side(said: Mapping[str, str], name: str) -> Side | None:
    return side_of(said[name]) if name in said else None


# ------------------------------------------------------------------ against a study


def resolved_claim(claim: Claim, compared: Compared, outcomes: Collection[str]) -> Claim:
    """The claim with whole names of outcome and keys, and values as they were swept.

    Raises
    ------
    WordingError
        If the study does not have them, or they cannot be compared.
    """
    claim = replace(claim, outcome=_outcome(claim.outcome, outcomes))
    match claim:
        case Greater():
            side, than = compared.side(claim.side), compared.side(claim.than)
            if compared.at(side) == compared.at(than):
                raise WordingError(f"{side} and {than} are the same points", "name two different sides")
            if not compared.between(side, than):
                raise WordingError(
                    f"{side} and {than} stand in no two points that are alike in all else",
                    "name two points by their labels or numbers, or say more of their settings",
                )
            return replace(claim, side=side, than=than)
        case Level():
            return replace(claim, at=compared.side(claim.at) if claim.at else None)
    at = compared.side(claim.at) if claim.at else None
    key = compared.key(claim.key)
    if not all(map(is_number, levels := compared.levels(key))):
        raise WordingError(
            f"{key} is no number: nothing rises or falls with it",
            f"compare two of its values: {claim.outcome} is greater at KEY=VALUE than at KEY=VALUE",
        )
    if len(levels) < 2:
        raise WordingError(f"{key} has one value only: {shown(levels[0])}", "sweep it over two values or more")
    if at and key in at.keys:
        raise WordingError(f"{key} cannot both be compared and be held at one value", "leave it out after at")
    claim = replace(claim, key=key, at=at)
    steps = itertools.pairwise(levels) if isinstance(claim, Monotone) else [(levels[0], levels[-1])]
    for low, high in steps:
        if not compared.steps(key, low, high, at):
            raise WordingError(
                f"no two points differ in {key} alone, from {shown(low)} to {shown(high)}",
                "sweep it in a grid, or compare points by their labels",
            )
    return claim


def _outcome(word: str, outcomes: Collection[str]) -> str:
    # Outcomes stand further on in the package: looked up when a config is read, not when this module is.
    from trustsim.outcomes import OUTCOMES

    name = "_".join(word.split())
    for known in outcomes:
        if known == name:
            return known  # of a user's outcome the name knows where it is from
    if name in OUTCOMES:
        listed = ", ".join([*outcomes, name])
        raise WordingError(f"{name} is not among the outcomes of this config", f"add it: outcomes: [{listed}]")
    raise WordingError(f"there is no outcome {shown(word)}", mend_for(name, dict.fromkeys([*outcomes, *OUTCOMES])))


def compared_in(sweep: Sweep | None, given: Mapping[str, Any]) -> Compared:
    """What a sweep compares; ``given`` are the other parts of the config, for keys that a point leaves as they are."""
    if sweep is None:
        return Compared(({},), (None,))
    keys = sweep.keys()
    points = list(sweep.points())
    left = {key for point in points for key in keys if key not in point}
    usual = {key: value_at(_as_data(given), key) for key in left}
    return Compared([{key: point.get(key, usual.get(key)) for key in keys} for point in points], list(sweep.labels()))


def _as_data(part: Any) -> Any:
    """Parts of a config as plain data."""
    if isinstance(part, Model):
        return part.model_dump(mode="json", by_alias=True, warnings=False)
    if isinstance(part, Mapping):
        return {name: _as_data(value) for name, value in part.items()}
    return [_as_data(value) for value in part] if isinstance(part, list | tuple) else part


def problems_with(sentences: Sequence[str], given: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the claims of a config; ``given`` are its other parts, as far as they are good."""
    compared = compared_in(given["sweep"], given) if sentences and "sweep" in given else None
    problems = []
    for index, sentence in enumerate(sentences):
        try:
            claim = claim_of(sentence)
            # Where sweep or outcomes are wrong themselves, that is said there.
            if compared is not None and "outcomes" in given:
                resolved_claim(claim, compared, given["outcomes"])
        except WordingError as error:
            problems.append(Problem((index,), error.message, error.mend))
        if sentence in sentences[:index]:
            problems.append(Problem((index,), "this claim is there twice", "leave one of them out"))
    return problems
