"""What a page may ask for: a config of a few keys, small enough to be answered at once."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from trustsim.config import Config
from trustsim.config.base import is_number
from trustsim.config.events import named_people
from trustsim.config.faults import ConfigError, Fault, Path, dotted, mend_for, shown
from trustsim.config.networks import Drawn, NetworkFile
from trustsim.config.points import validated
from trustsim.network import Network, NetworkError
from trustsim.plan import seeds_of
from trustsim.simulation import network_of

KEYS: Final = (
    "people",
    "network",
    "relationships",
    "relationship_types",
    "weeks",
    "ticks_per_week",
    "traits",
    "parameters",
    "law",
    "events",
    "seed",
)
"""The keys of a config that a page may set."""

FEWEST_PEOPLE: Final = 2
MOST_PEOPLE: Final = 200
MOST_PAIRS: Final = 2_000
MOST_WEEKS: Final = 1_040
MOST_TICKS_PER_WEEK: Final = 8
MOST_EVENTS: Final = 2_000
MOST_MET: Final = 100_000
"""Events, each as often as it happens, times those whom it is about."""

DEEPEST: Final = 12
LARGEST_WHOLE: Final = 2**64
QUESTION: Final = "What comes of what was played on the live page?"


class RefusalError(ValueError):
    """A request that cannot be answered.

    Attributes
    ----------
    place, mend
        Where it is wrong, as a dotted key, and what to do; "" where there is nothing to say.
    """

    def __init__(self, message: str, place: str = "", mend: str = "") -> None:
        self.place = place
        self.mend = mend
        super().__init__(message)


@dataclass(frozen=True)
class Asked:
    """A config from the page, which has been found good.

    Attributes
    ----------
    raw
        As the page wrote it.
    config
        With all defaults.
    """

    raw: Mapping[str, Any]
    config: Config = field(repr=False)

    @property
    def seed(self) -> int:
        """That of replicate 0: ``trustsim run`` of the same config gives the same run."""
        return seeds_of(self.config)[0]

    @cached_property
    def network(self) -> Network:
        """Who knows whom."""
        return network_of(self.config, self.seed)

    @cached_property
    def kept_network(self) -> Drawn | None:
        """The network with a seed by which all replicates have the one that is played: where an event names people.

        Whoever is named has other relationships in another network, and two who are named perhaps none. None where
        nobody is named, where nothing is drawn, and where the network has a seed already.
        """
        network = self.config.network
        if not isinstance(network, Drawn) or network.seed is not None:
            return None
        names_people = any(named_people(event) for event in self.config.events)
        return network.model_copy(update={"seed": self.config.seed}) if names_people else None

    @cached_property
    def world(self) -> str:
        """All but how long it lasts and what is scripted: what has to be the same for a run to go on."""
        return json.dumps(
            {key: value for key, value in self.raw.items() if key not in ("weeks", "events")}, sort_keys=True
        )


def asked(raw: Any) -> Asked:
    """Read a config from the page.

    Parameters
    ----------
    raw
        Plain data, as JSON gives them.

    Raises
    ------
    RefusalError
        If there is anything in it that a page may not ask for, or it is more than is answered at once.
    ConfigError
        If it is no config.
    """
    if not isinstance(raw, dict):
        raise RefusalError("a config is a mapping", "config", "write {} for all defaults")
    for key in raw:
        if key not in KEYS:
            raise RefusalError(f"a page cannot set {shown(key)}", key, mend_for(key, KEYS))
    _must_be_few(raw)
    config, problems = validated({"question": QUESTION, **raw}, None, Config)
    if config is None:
        raise ConfigError(Fault("", dotted(problem.path), problem.message, problem.mend) for problem in problems)
    if isinstance(config.network, NetworkFile):
        raise RefusalError("a page cannot read a file", "network.file", "write a network as {kind: …}")
    if config.parameters.new_ties:
        raise RefusalError("on the page nobody makes new ties", "parameters.new_ties", "write 0")
    found = Asked(raw, config)
    _must_be_small(found)
    return found


def _must_be_few(raw: Mapping[str, Any]) -> None:
    """Refuse counts that would take long only to be looked at."""
    for key, low, high in (
        ("people", FEWEST_PEOPLE, MOST_PEOPLE),
        ("weeks", 1, MOST_WEEKS),
        ("ticks_per_week", 1, MOST_TICKS_PER_WEEK),
    ):
        count: Any = raw.get(key)
        if is_number(count) and not low <= count <= high:
            raise RefusalError(
                f"{shown(count)} is outside {low} to {high}", key, f"write a number from {low} to {high}"
            )
    events = raw.get("events")
    if not isinstance(events, list):
        return
    happenings = met = 0.0
    people: Any = raw.get("people")
    everybody = people if is_number(people) else MOST_PEOPLE
    for event in events:
        if isinstance(event, dict):
            times = _times(event.get("week"))
            happenings += times
            met += times * _met(event, everybody)
        else:
            happenings += 1
    if happenings > MOST_EVENTS or met > MOST_MET:
        raise RefusalError(
            f"more than {MOST_EVENTS:,} events" if happenings > MOST_EVENTS else "events that name too many people",
            "events",
            "take some out",
        )


def _times(week: Any) -> float:
    """How often an event happens; what is no week, the config will say."""
    if isinstance(week, list):
        return max(1, len(week))
    if isinstance(week, dict):
        span: list[Any] = [week.get("from"), week.get("to"), week.get("every", 1)]
        first, last, every = span
        if all(map(is_number, span)) and every > 0:
            return max(1.0, (last - first) / every + 1.0)
    return 1.0


def _met(event: Mapping[str, Any], everybody: float) -> float:
    """Whom an event is about, at most: what names nobody is about all at once, what names one side about each of all
    on the other, whether it says so or not.
    """
    sides = [event.get(side, "all") for side in (("who",) if event.get("what") == "change" else ("who", "to"))]
    if all(side == "all" for side in sides):
        return 1
    return math.prod(everybody if side == "all" else len(side) if isinstance(side, list) else 1 for side in sides)


def _must_be_small(found: Asked) -> None:
    """Refuse a network that is larger than can be shown."""
    try:
        network = found.network
    except NetworkError as error:
        raise RefusalError(str(error), "network") from None
    if not FEWEST_PEOPLE <= network.people <= MOST_PEOPLE:
        raise RefusalError(
            f"{network.people} people", "people", f"write a number from {FEWEST_PEOPLE} to {MOST_PEOPLE}"
        )
    if network.ties // 2 > MOST_PAIRS:
        message = f"{network.ties // 2:,} relationships are more than the {MOST_PAIRS:,} that can be shown"
        raise RefusalError(message, "network", "take fewer people, or fewer whom each knows")


def must_be_plain(data: Any) -> None:
    """Refuse JSON that no answer to a page's question can need: deep, with numbers or with texts that are none.

    Raises
    ------
    RefusalError
        With the place.
    """
    level: list[tuple[Path, Any]] = [((), data)]
    for _ in range(DEEPEST):
        level = list(_inside(level))
        if not level:
            return
    raise RefusalError(f"more than {DEEPEST} levels deep", dotted(level[0][0][:3]), "make it flatter")


def _inside(level: list[tuple[Path, Any]]) -> Iterator[tuple[Path, Any]]:
    for path, value in level:
        if isinstance(value, dict):
            if not all(map(_is_text, value)):
                raise RefusalError("a key here is no text that can be written", dotted(path), "write whole characters")
            yield from (((*path, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            yield from (((*path, place), inner) for place, inner in enumerate(value))
        elif isinstance(value, str) and not _is_text(value):
            raise RefusalError("this is no text that can be written", dotted(path), "write whole characters")
        elif isinstance(value, float | int) and not abs(value) < LARGEST_WHOLE:
            raise RefusalError("this is no number that anything can be", dotted(path), "write a smaller number")


def _is_text(text: str) -> bool:
    """Whether it can be sent back: JSON may hold half of a surrogate pair, which is no character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole(data: Mapping[str, Any], key: str, low: int, high: int) -> int:
    """A whole number of a request.

    Raises
    ------
    RefusalError
        If there is none, or it is outside its limits.
    """
    value = data.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise RefusalError(f"{shown(value)} is no whole number from {low} to {high}", key)
    return value


def person(value: Any, place: str, network: Network) -> int:
    """A person of a request: a place among the people.

    Raises
    ------
    RefusalError
        If there is no such person.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < network.people:
        raise RefusalError(f"there is no person {shown(value)}", place, f"they are 0 to {network.people - 1}")
    return value


def tie_of(value: Any, place: str, network: Network) -> int:
    """A directed tie of a request, ``[who trusts, whom]``: a place among the ties.

    Raises
    ------
    RefusalError
        If these two do not know each other.
    """
    if not isinstance(value, list) or len(value) != 2:
        raise RefusalError("this is not a pair", place, "write two people, as [0, 1]")
    source, target = (person(one, place, network) for one in value)
    ties = range(int(network.first_tie[source]), int(network.first_tie[source + 1]))
    for tie in ties:
        if network.target[tie] == target:
            return tie
    raise RefusalError(
        f"{shown(value[0])} and {shown(value[1])} have no relationship", place, "name two who know each other"
    )
