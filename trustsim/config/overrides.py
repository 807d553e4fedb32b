"""``-s KEY=VALUE`` and ``-s KEY=FROM:TO:STEP``: what is changed in a config before it is checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from trustsim.config.faults import Fault, Path, shown
from trustsim.config.keys import CHOICES, split_key, sweep_problem, with_key
from trustsim.config.sweep import MOST_RUNS
from trustsim.config.yaml_text import UnreadableError, read_yaml

TEXTS: Final = ("question", "expect")
"""Keys whose value is free text: ``1:2:3`` may be one."""

_NUMBERS: Final = re.compile(r"[-+.\deE]*\d[-+.\deE]*(:[-+.\deE]*)+")


class _NotARangeError(ValueError):
    """What is wrong with a range; its arguments are message and mend."""


@dataclass(frozen=True)
class _Override:
    """One change: a value for a key, or values over which to sweep it."""

    key: str
    value: Any
    swept: bool

    @property
    def path(self) -> Path:
        """Where in the config it ends up."""
        return ("sweep", "over", self.key) if self.swept else split_key(self.key)


def overridden(raw: Mapping[str, Any], overrides: Iterable[str]) -> tuple[dict[str, Any], dict[Path, str], list[Fault]]:
    """A config after its overrides.

    Parameters
    ----------
    raw
        Plain data, as YAML gives them; stays as it is.
    overrides
        ``KEY=VALUE`` each, the value in YAML, or ``KEY=FROM:TO:STEP``, which sweeps the key. Later ones win; but a law
        or a kind of network goes before its numbers, in whichever order they come.

    Returns
    -------
    tuple
        The data; each path that was changed with the key by which it was; what is wrong with the overrides themselves.
    """
    changed: dict[Path, str] = {}
    faults: list[Fault] = []
    read: list[_Override] = []
    for override in overrides:
        one = _read(override)
        if isinstance(one, _Override):
            read.append(one)
        else:
            faults += one
    data = dict(raw)
    for one in _in_order(read):
        place = f"-s {one.key}"
        try:
            data = _with_axis(data, one.key, one.value) if one.swept else with_key(data, one.key, one.value)
        except _NotARangeError as error:
            faults.append(Fault(place, one.key, *error.args))
        except LookupError as error:
            faults.append(Fault(place, one.key, str(error.args[0]), "count the entries from 0"))
        else:
            changed[one.path] = one.key
    return data, changed, faults


def without_repeats(overrides: Iterable[str]) -> tuple[str, ...]:
    """Of two for one key the later alone, in the place of the earlier: it changes a config in the same way.

    Examples
    --------
    >>> without_repeats(["people=20", "weeks=9", "people=30"])
    ('people=30', 'weeks=9')
    """
    return tuple({override.partition("=")[0].strip(): override for override in overrides}.values())


def _read(override: str) -> _Override | list[Fault]:
    """The override, or what is wrong with it."""
    key, sign, text = override.partition("=")
    key = key.strip()
    place = f"-s {key or override}"
    if not sign or not all(split_key(key)):
        return [Fault(place, "", "this is not KEY=VALUE", "write it as traits.forgiveness=0.9")]
    if key not in TEXTS and _NUMBERS.fullmatch(text.strip()):
        if problem := sweep_problem(key):
            return [Fault(place, key, problem.message, problem.mend)]
        try:
            return _Override(key, _steps(text.strip()), swept=True)
        except _NotARangeError as error:
            return [Fault(place, key, *error.args)]
    try:
        document = read_yaml(text)
    except UnreadableError as error:
        return [Fault(place, key, error.fault.message, error.fault.mend)]
    if document.faults:
        return [Fault(place, key, fault.message, fault.mend) for fault in document.faults]
    return _Override(key, document.data, swept=False)


def _in_order(read: list[_Override]) -> list[_Override]:
    """As they came, but what chooses a law or a kind of network before its numbers: it would take them away."""
    # Of two for one key the later wins; the earlier must not come between.
    last = {one.key: one for one in read}
    ordered: list[_Override] = []
    for one in last.values() if len(last) < len(read) else read:
        place = len(ordered)
        if not one.swept and one.path in CHOICES:
            # Not before a whole new section, which would take the choice away in turn.
            whole = [index for index, other in enumerate(ordered) if other.path == one.path[:1]]
            place = whole[-1] + 1 if whole else 0
        ordered.insert(place, one)
    return ordered


def _steps(text: str) -> list[float | int]:
    """The values of ``FROM:TO:STEP``: from the first in steps, up to the last where a step hits it.

    Examples
    --------
    >>> _steps("0:1:0.25"), _steps("30:10:-10")
    ([0, 0.25, 0.5, 0.75, 1], [30, 20, 10])
    """
    try:
        first, last, step = (Decimal(part) for part in text.split(":"))
    except (ArithmeticError, ValueError):
        raise _NotARangeError(f"{shown(text)} is not a range", "write FROM:TO:STEP, as 0:1:0.25") from None
    gap = last - first
    if step == 0:
        raise _NotARangeError("a step of 0 leads nowhere", f"write {first}:{last}:{gap / 4 if gap else 1}")
    if gap * step < 0:
        raise _NotARangeError(f"a step of {step} does not lead from {first} to {last}", f"write {first}:{last}:{-step}")
    if abs(step) > abs(gap):
        mend = f"write {first}:{last}:{gap}, or set the key to {first}"
        raise _NotARangeError(f"the first step from {first} is beyond {last} already", mend)
    # Decimals are exact: 0:1:0.1 ends at 1, and has 0.3 in it, not 0.30000000000000004.
    steps = gap / step
    if steps >= MOST_RUNS:
        many = f"{int(steps) + 1:,}" if steps < 1e12 else "more than a million million"
        raise _NotARangeError(f"{many} values are too many", f"take a larger step; {MOST_RUNS:,} runs is the most")
    values = [first + place * step for place in range(int(steps) + 1)]
    return [int(value) if value == value.to_integral_value() else float(value) for value in values]


def _with_axis(raw: Mapping[str, Any], key: str, values: list[float | int]) -> dict[str, Any]:
    """The config with these values of a key in its grid; without a sweep, with a grid of them alone."""
    sweep = {"design": "grid", "over": {}} if raw.get("sweep") is None else raw["sweep"]
    if not isinstance(sweep, dict) or sweep.get("design") != "grid":
        design = sweep.get("design") if isinstance(sweep, dict) else None
        what = "several" if isinstance(sweep, list) else shown(design) if design is not None else "no grid"
        mend = "name the values in the config, or put -s sweep=null before it for a grid of your own"
        raise _NotARangeError(f"FROM:TO:STEP is an axis of a grid, and the config's sweep is {what}", mend)
    over = sweep.get("over")
    return {**raw, "sweep": {**sweep, "over": {**(over if isinstance(over, dict) else {}), key: values}}}
