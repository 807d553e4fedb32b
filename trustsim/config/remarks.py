"""What is allowed in a config and yet worth a second look."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from trustsim.config.base import is_number
from trustsim.config.claims import Claim, Greater, Level, NoEffect, Trend, claim_of
from trustsim.config.events import Breach, needs_relationship
from trustsim.config.faults import Path, shown
from trustsim.config.keys import split_key
from trustsim.config.law import law_quantities
from trustsim.config.loader import LoadedConfig
from trustsim.config.networks import Drawn, NamedNetwork, NetworkFile
from trustsim.config.replicates import most
from trustsim.config.several import located
from trustsim.config.sweep import Points
from trustsim.config.traits import ends_of
from trustsim.parameters import Parameters, Quantity, Relationship, Traits, quantities


def remarks(loaded: LoadedConfig) -> list[str]:
    """Everything worth a second look, one line each.

    Numbers outside the range that is worth sweeping, swept keys that override what the config also says, settings
    without effect, outcomes without a value, events between people who may not know each other in another replicate,
    claims that will stay undecided or whose verdict is known beforehand.
    """
    return [
        *(f"{loaded.places.of(path)}: {text}" for path, text in _unusual(loaded)),
        *(f"{loaded.places.of(path, 'key')}: {text}" for path, text in _overridden(loaded)),
        *(f"{loaded.places.of(path, 'key')}: {text}" for path, text in _idle(loaded)),
        *(f"{loaded.places.of(path)}: {text}" for path, text in _unasked(loaded)),
        *(f"{loaded.places.of(path)}: {text}" for path, text in _strangers(loaded)),
        *(f"{loaded.places.of(path, 'key')}: {text}" for path, text in _undecidable(loaded)),
        *(f"{loaded.places.of(path)}: {text}" for path, text in _decided(loaded)),
    ]


def _unusual(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Numbers outside their usual range, as set and as swept."""
    described = _described(loaded)
    for path, value in _written_numbers(loaded):
        quantity = described.get(path[: _length(path)])
        if quantity is not None:
            yield from _outside(quantity, path, ".".join(map(str, path)), value)
    for key, path, value in _swept(loaded):
        quantity = described.get(split_key(key))
        if quantity is not None and is_number(value):
            yield from _outside(quantity, path, key, value)


def _length(path: Path) -> int:
    return 3 if path[0] == "relationship_types" else 2


def _described(loaded: LoadedConfig) -> dict[Path, Quantity]:
    """Every quantity that this config may set, by its path."""
    found: dict[Path, Quantity] = {}
    for head, described in (("traits", Traits), ("parameters", Parameters)):
        found |= {(head, name): quantity for name, quantity in quantities(described).items()}
    for kind in loaded.config.relationship_types:
        found |= {("relationship_types", kind, name): one for name, one in quantities(Relationship).items()}
    found |= {("law", name): quantity for name, quantity in law_quantities(loaded.config.law.name).items()}
    return found


def _written_numbers(loaded: LoadedConfig) -> Iterator[tuple[Path, float]]:
    """The numbers that the config writes itself; defaults are as they are."""
    config = loaded.config
    for name in loaded.raw.get("traits") or {}:
        for path, number, _ in ends_of(getattr(config.traits, name)):
            yield ("traits", name, *path), number
    for head in ("parameters", "law"):
        written = loaded.raw.get(head)
        for name, number in written.items() if isinstance(written, dict) else ():
            if is_number(number):
                yield (head, name), number
    for kind, numbers in (loaded.raw.get("relationship_types") or {}).items():
        for name, number in numbers.items():
            yield ("relationship_types", kind, name), number


def _outside(quantity: Quantity, path: Path, key: str, value: float) -> Iterator[tuple[Path, str]]:
    low, high = quantity.range
    # A range of one number says "fixed" and is rounded in the text of the model.
    slack = 1e-3 if low == high else 0.0
    if not low - slack <= value <= high + slack:
        usual = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        yield path, f"{key} = {value:g} is outside the usual {usual} ({quantity.about})"


def _swept(loaded: LoadedConfig) -> Iterator[tuple[str, Path, Any]]:
    """Each swept key with each value that is written for it, and where that stands."""
    for start, sweep in located(loaded.config.sweep):
        for key, path, value in sweep.written():
            yield key, (*start, *path), value


def _overridden(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Swept keys that the config sets for nothing: every point sets them."""
    told: set[str] = set()
    everywhere = [
        set.intersection(*(set(point.set) for point in sweep.points_listed))
        if isinstance(sweep, Points)
        else set(sweep.keys())
        for _, sweep in located(loaded.config.sweep)
    ]
    for key, path, _ in _swept(loaded):
        if key in told or not all(key in keys for keys in everywhere):
            continue
        told.add(key)
        here: Any = loaded.raw
        for step in split_key(key):
            if isinstance(here, list) and step.isdigit():
                here = here[int(step)] if int(step) < len(here) else None
            else:
                here = here.get(step) if isinstance(here, dict) else None
        if here is None:
            continue
        where = path[: path.index(key) + 1]
        if key.startswith("traits.") and isinstance(here, dict):
            spread = next(iter(here))
            yield where, f"the sweep over {key} replaces its distribution {{{spread}: …}}: everybody gets the same"
        else:
            yield where, f"the sweep over {key} replaces {shown(here)}, which the config sets too"


def _unasked(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Outcomes that need a scripted breach where no event is one."""
    from trustsim.outcomes import outcome_of

    config = loaded.config
    scripted = any(isinstance(event, Breach) and getattr(event, "signal", -1.0) < 0 for event in config.events)
    swept = config.sweep.keys() if config.sweep else ()
    if scripted or any(key.split(".")[0] == "events" for key in swept):
        return
    for index, name in enumerate(config.outcomes):
        if (outcome := outcome_of(name)) and outcome.needs_breach:
            yield ("outcomes", index), f"{name} has no value: no event is a breach"


def _strangers(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Events between people who are named, while each replicate draws a network of its own."""
    config = loaded.config
    kept = not isinstance(config.network, Drawn) or config.network.seed is not None
    swept = config.sweep.keys() if config.sweep else ()
    if kept or most(config.replicates) == 1 or {"network", "network.seed"} & set(swept):
        return
    for index, event in enumerate(config.events):
        if needs_relationship(event):
            yield (
                ("events", index),
                "whoever is named here may be strangers in another replicate, whose run then fails: "
                f"network.seed: {config.seed} keeps the network of the first replicate for all",
            )


def _undecidable(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Claims of a study that has no intervals."""
    if loaded.config.claims and loaded.config.replicates == 1:
        yield ("claims",), "claims stay undecided: one replicate has no interval; write replicates: 10 or more"


def _decided(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Claims that nothing can meet, or everything, since the outcome has limits."""
    from trustsim.outcomes import outcome_of

    for index, sentence in enumerate(loaded.config.claims):
        claim = claim_of(sentence)
        name = "_".join(claim.outcome.split())
        outcome = next((outcome_of(known) for known in loaded.config.outcomes if known == name), None)
        low, high = outcome.limits if outcome else (None, None)
        met = _met(claim, -math.inf if low is None else low, math.inf if high is None else high)
        if met is not None:
            lies = f"from {low:g} to {high:g}" if high is not None else f"at {low:g} or above"
            yield ("claims", index), f"this claim can {'only' if met else 'never'} be met: {name} lies {lies}"


def _met(claim: Claim, low: float, high: float) -> bool | None:
    """Whether a claim is met whatever comes out between these limits, or never; None where that is open."""
    always = never = False
    match claim:
        case Level(relation="above", number=number):
            always, never = low > number, high <= number
        case Level(relation="at least", number=number):
            always, never = low >= number, high < number
        case Level(relation="below", number=number):
            always, never = high < number, low >= number
        case Level(relation="at most", number=number):
            always, never = high <= number, low > number
        case NoEffect(margin=margin):
            always = high - low <= margin
        case Trend(margin=margin) | Greater(margin=margin):
            never = high - low <= margin
    return True if always else False if never else None


def _idle(loaded: LoadedConfig) -> Iterator[tuple[Path, str]]:
    """Settings without effect."""
    config = loaded.config
    if "people" in loaded.raw and isinstance(config.network, NetworkFile | NamedNetwork):
        yield ("people",), "people has no effect: the network brings its own"
    unused = set(loaded.raw.get("relationship_types") or {}) - set(config.relationships)
    if not isinstance(config.network, NetworkFile):
        for name in sorted(unused):
            yield ("relationship_types", name), f"no tie is {shown(name)}: it has no share in relationships"
