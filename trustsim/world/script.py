"""From a script of events to rows that a tick can apply."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from trustsim import draws
from trustsim.laws import keeping
from trustsim.network import Network
from trustsim.parameters import Traits
from trustsim.rules import scripts
from trustsim.rules.scripts import Events

ROW_TYPES = Events(
    tick=np.int64,
    what=np.int64,
    where=np.int64,
    act=np.int64,
    size=np.float64,
    signal=np.float64,
    interdependence=np.float64,
    deliberate=np.bool_,
    hidden=np.bool_,
    warned=np.bool_,
    apology=np.bool_,
    trait=np.int64,
    value=np.float64,
    key=np.uint64,
    number=np.int64,
)
NOTHING = Events(0, 0, -1, 0, np.nan, -1.0, np.nan, False, False, False, False, 0, np.nan, 0, 0)
CODES = {
    "kept": scripts.KEPT,
    "lapse": scripts.BREACH,
    "betrayal": scripts.BREACH,
    "act": scripts.ACT,
    "promise": scripts.MESSAGE,
    "apology": scripts.MESSAGE,
    "counselling": scripts.COUNSELLING,
    "change": scripts.CHANGE,
}


class EventError(ValueError):
    """An event names somebody who is not there, or two who do not know each other."""


def script(events: Sequence[Any], network: Network, ticks_per_week: int) -> Events:
    """The rows of a config's events, sorted by tick; events of one tick keep the order of the config.

    Parameters
    ----------
    events
        Event models of ``trustsim.config``.
    network
        Gives the names their places.
    ticks_per_week
        Week w begins at tick w · ticks_per_week.

    Raises
    ------
    EventError
        With the event, the name, and the nearest name that there is.
    """
    places_of = {name: place for place, name in enumerate(network.names)}
    rows: list[Events] = []
    seen: Counter[Hashable] = Counter()
    for number, event in enumerate(events):
        try:
            places = list(_places(event, network, places_of))
        except EventError as error:
            raise EventError(f"events.{number} ({event.what}): {error}") from None
        template = _template(event, ticks_per_week)
        for week in event.weeks_listed():
            tick = int(np.floor(week * ticks_per_week + 1e-9))
            for where, name in places:
                what = ("event", tick, event.what, name)
                seen[what] += 1
                key = draws.key_of((*what, seen[what]))
                rows.append(template._replace(tick=tick, where=where, key=key, number=number))
    rows.sort(key=lambda row: row.tick)
    return Events(
        *(
            np.array([getattr(row, name) for row in rows], dtype=kind)
            for name, kind in zip(Events._fields, ROW_TYPES, strict=True)
        )
    )


def _template(event: Any, ticks_per_week: int) -> Events:
    values: dict[str, Any] = {"what": CODES[event.what]}
    if event.what == "counselling":
        values["value"] = np.ceil(event.weeks * ticks_per_week - 1e-9)
    elif event.what == "change":
        values["trait"] = Traits._fields.index(event.trait)
        values["value"] = np.nan if event.value is None else event.value
    elif event.what == "apology":
        values["apology"] = True
    elif event.what in ("kept", "lapse", "betrayal", "act"):
        values["act"] = keeping.KINDS.index(event.kind)
        for name in ("signal", "interdependence", "hidden", "warned", "apology", "deliberate"):
            given = getattr(event, name, None)
            if given is not None:
                values[name] = given
        if getattr(event, "severity", None) is not None:
            values["size"] = event.severity
        values["deliberate"] = event.what == "betrayal" or values.get("deliberate", False)
    return NOTHING._replace(**values)


def _places(event: Any, network: Network, places_of: Mapping[Hashable, int]) -> Iterable[tuple[int, Hashable]]:
    """Each tie, pair or person that the event is about, with a name for it."""
    if event.what == "counselling":
        if event.pair == "all":
            return [(-1, "all")]
        first, second = (_person(name, places_of) for name in event.pair)
        tie = _tie(first, second, network)
        if tie is None:
            raise EventError(f"{event.pair[0]!r} and {event.pair[1]!r} have no relationship")
        return [(int(network.pair[tie]), tuple(sorted(map(str, event.pair))))]
    if event.what == "change":
        if event.who == "all":
            return [(-1, "all")]
        return [(_person(name, places_of), name) for name in event.who]
    if event.who == "all" and event.to == "all":
        return [(-1, "all")]
    acting = range(network.people) if event.who == "all" else [_person(name, places_of) for name in event.who]
    relying = range(network.people) if event.to == "all" else [_person(name, places_of) for name in event.to]
    ties = [(_tie(source, target, network), source, target) for target in acting for source in relying]
    found = [(tie, (network.names[target], network.names[source])) for tie, source, target in ties if tie is not None]
    if not found:
        raise EventError(f"there is no relationship between {_listed(event.to)} and {_listed(event.who)}")
    return sorted(found)


def _listed(people: Any) -> str:
    return "anybody" if people == "all" else ", ".join(repr(name) for name in people)


def _person(name: str | int, places_of: Mapping[Hashable, int]) -> int:
    try:
        return places_of[name]
    except KeyError:
        texts = [str(known) for known in places_of]
        close = difflib.get_close_matches(str(name), texts, n=1)
        some = ", ".join(texts[:5]) + (" …" if len(texts) > 5 else "")
        mend = f"did you mean {close[0]!r}?" if close else f"its people are {some}"
        raise EventError(f"there is no {name!r} in the network; {mend}") from None


def _tie(source: int, target: int, network: Network) -> int | None:
    low, high = network.first_tie[source], network.first_tie[source + 1]
    tie = int(low + np.searchsorted(network.target[low:high], target))
    return tie if tie < high and network.target[tie] == target else None
