"""Names and numbers as a reader wants them: short, two decimals, percent where something is counted."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from trustsim.outcomes import OUTCOMES, outcome_of

# Shares of things that can be counted are said in percent; trust, hurt and the like are degrees and stay numbers.
IN_PERCENT: Final = frozenset(name for name, outcome in OUTCOMES.items() if outcome.counted)
_OUTCOMES: Final = {
    "trust_lost": "trust lost",
    "weeks_to_recover": "weeks until trust recovered",
    "kept_to_undo": "kept acts until trust recovered",
}
MINUS: Final = "\N{MINUS SIGN}"
SPACE: Final = "\N{NO-BREAK SPACE}"
_EVENTS: Final = {
    "lapse": "lapse",
    "betrayal": "betrayal",
    "act": "broken act",
}


def readable(key: str) -> str:
    """A dotted key in words.

    Examples
    --------
    >>> readable("traits.forgiveness"), readable("parameters.trust_gain"), readable("relationship_types.friend.ending")
    ('forgiveness', 'trust gain', 'ending (friend)')
    """
    steps = key.split(".")
    match steps:
        case ["relationships", kind]:
            return f"share of {_spaced(kind)} ties"
        case ["relationship_types", kind, number]:
            return f"{_spaced(number)} ({_spaced(kind)})"
        case ["relationship_types", kind]:
            return f"{_spaced(kind)} ties"
        case ["events", index, *rest] if index.isdigit():
            inside = " ".join(_spaced(step) for step in rest)
            return f"{inside} of event {int(index) + 1}" if inside else f"event {int(index) + 1}"
        case ["law", "name"]:
            return "law"
        case ["traits", trait, spread, *rest]:
            return f"{_spaced(trait)} ({' '.join(_spaced(step) for step in (spread, *rest))})"
    return _spaced(steps[-1])


def readable_names(keys: Iterable[str]) -> dict[str, str]:
    """``readable`` for several keys; where two would read the same, their rooms are added."""
    keys = list(keys)
    names = {key: readable(key) for key in keys}
    twice = {name for name in names.values() if list(names.values()).count(name) > 1}
    return {
        key: f"{name} ({_spaced(key.rsplit('.', 1)[0])})" if name in twice and "." in key else name
        for key, name in names.items()
    }


def outcome_name(outcome: str) -> str:
    """What an outcome is called in a sentence: ``final trust``."""
    return _OUTCOMES.get(outcome, _spaced(outcome))


def outcome_unit(outcome: str) -> str:
    """What stands in brackets on an axis."""
    if outcome in IN_PERCENT:
        return "%"
    unit = _unit(outcome)
    return "0 to 1" if unit == "share" else unit


def _unit(outcome: str) -> str:
    known = outcome_of(outcome)
    return known.unit if known else ""


def axis_label(outcome: str) -> str:
    """What stands on an axis: name and unit, the unit once."""
    name, unit = outcome_name(outcome), outcome_unit(outcome)
    return name if not unit or unit.split()[0] in name.split() else f"{name} ({unit})"


def _spaced(word: str) -> str:
    return word.replace("_", " ").replace(".", " ")


def capitalised(text: str) -> str:
    """The first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]


def number(value: float) -> str:
    """Two decimals below ten, one below a hundred, none above; never ``-0.00``.

    Examples
    --------
    >>> number(0.874), number(9.421), number(42.03), number(1234.5), number(-0.0012)
    ('0.87', '9.4', '42', '1234', '−0.0012')
    """
    if math.isnan(value):
        return "not known"
    if math.isinf(value):
        return "never" if value > 0 else f"{MINUS}∞"
    size = abs(value)
    if size < 0.00005:
        return "0"
    if size < 0.005:
        text = f"{size:.4f}".rstrip("0")
    elif size < 1.995:
        text = f"{size:.2f}"
    elif size < 19.95:
        text = f"{size:.1f}"
    else:
        text = f"{size:.0f}"
    if size >= 1.995:
        text = text.removesuffix(".0")
    return (MINUS if value < 0 else "") + text


def level(value: Any) -> str:
    """A value of a swept key as it was written; a scripted event in words.

    Examples
    --------
    >>> level(0.25), level({"week": 52, "what": "betrayal", "hidden": True})
    ('0.25', 'hidden betrayal, week 52')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:g}".replace("-", MINUS)
    if isinstance(value, str):
        event = _parsed(value) if value.startswith('{"') else None
        return value if event is None else level(event)
    if isinstance(value, dict) and "what" in value:
        return _event(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def _parsed(text: str) -> dict[str, Any] | None:
    """The event that a table holds as text, or None."""
    try:
        event: dict[str, Any] = json.loads(text)
    except ValueError:
        return None
    return event if "what" in event else None


def _event(event: dict[str, Any]) -> str:
    """What happens, and all else that the event says, so that no two events read the same."""
    hidden = "hidden " if event.get("hidden") else ""
    rest = [
        _spaced(key) if value is True else f"{_spaced(key)} {level(value)}"
        for key, value in sorted(event.items())
        if key not in ("what", "hidden") and value is not False
    ]
    return ", ".join([f"{hidden}{event_name(str(event['what']))}", *rest])


def percent(share: float) -> str:
    """A share as a percentage.

    Examples
    --------
    >>> [percent(share).replace(SPACE, " ") for share in (0.734, 0.004, 1.0)]
    ['73 %', '0.4 %', '100 %']
    """
    if math.isnan(share):
        return "not known"
    size = abs(share) * 100
    text = f"{size:.1f}" if 0 < size < 0.95 else f"{size:.0f}"
    return (MINUS if share < 0 and text.strip("0.") else "") + text + SPACE + "%"


def certainty(confidence: float) -> str:
    """What an interval is called.

    Examples
    --------
    >>> certainty(0.95).replace(SPACE, " ")
    '95 % interval'
    """
    return f"{100 * confidence:g}{SPACE}% interval"


def amount(outcome: str, value: float) -> str:
    """A value of an outcome with its unit: ``73 %``, ``0.87``, ``12 weeks``."""
    if not math.isfinite(value):
        return number(value)
    if outcome in IN_PERCENT:
        return percent(value)
    unit = _unit(outcome)
    if unit in ("", "share"):
        return number(value)
    said = f"{value:.0f}" if value == int(value) else number(value)
    return f"{said.replace('-', MINUS)}{SPACE}{singular(unit) if abs(value) == 1 else unit}"


def difference(outcome: str, value: float) -> str:
    """A difference between two values, with its sign; percentages differ by percentage points."""
    if not math.isfinite(value):
        return number(value)
    sign = "+" if value > 0 else ""
    if outcome in IN_PERCENT:
        return sign + percent(value).removesuffix("%") + "points"
    return sign + amount(outcome, value)


def singular(unit: str) -> str:
    """One of a unit: ``weeks`` → ``week``, ``kept acts`` → ``kept act``."""
    return unit.removesuffix("s")


def counted(count: float, thing: str) -> str:
    """``one kept promise``, ``10 kept promises``; a fraction rounds, below a half it is ``less than one``."""
    if count < 0.5:
        return f"less than one {thing}"
    whole = round(count)
    return f"one {thing}" if whole == 1 else f"{whole} {thing}s"


def listed(items: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def event_name(what: str) -> str:
    """What a scripted breach is called."""
    return _EVENTS.get(what, _spaced(what))
