"""The numbers that a study rests on: what was swept, what was changed, and how many defaults nobody has measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trustsim.config import Sampled
from trustsim.config.law import law_defaults, law_quantities
from trustsim.parameters import MARKS, RELATIONSHIPS, Parameters, Quantity, Relationship, Traits, quantities
from trustsim.study import comparable_runs, is_numeric, levels_of
from trustsim.study.words import level, readable

if TYPE_CHECKING:
    from trustsim.config import Config
    from trustsim.results import Results


LONGEST = 60  # letters; what is longer is no number


@dataclass(frozen=True)
class Row:
    """One number: what it is called, what it is here, what it is by default, and where that is from."""

    name: str
    about: str
    value: str
    default: str
    unit: str
    mark: str
    source: str


@dataclass(frozen=True)
class Numbers:
    """What a study rests on.

    Attributes
    ----------
    swept, changed
        Numbers that the study compares, and others that differ from their default.
    defaults
        How many numbers stay at their default, by what is known of them, most sure first.
    assumed, kept
        How many of those are assumptions, and how many there are.
    """

    swept: tuple[Row, ...]
    changed: tuple[Row, ...]
    defaults: tuple[tuple[str, int], ...]

    @property
    def kept(self) -> int:
        """How many numbers stay at their default."""
        return sum(count for _, count in self.defaults)

    @property
    def assumed(self) -> int:
        """How many of those are assumptions."""
        return dict(self.defaults).get(MARKS["x"], 0)


def numbers_of(results: Results) -> Numbers:
    """What a study rests on."""
    described = {key: (quantity, default, value) for key, quantity, default, value in _all(results.config)}
    runs = comparable_runs(results)
    sweep = results.config.sweep
    swept = []
    for key in results.swept:
        if isinstance(sweep, Sampled):
            ends = sweep.over[key]
            quantity, default, _ = described.get(key, (None, "", ""))
            swept.append(_row(key, quantity, f"sampled from {level(ends.low)} to {level(ends.high)}", default))
            continue
        values = levels_of(runs, key)
        shown = ", ".join(level(value) for value in values) if len(values) <= 12 else f"{len(values)} values"
        if len(values) > 12 and is_numeric(runs, key):
            shown += f" from {level(values[0])} to {level(values[-1])}"
        if len(shown) > LONGEST:
            shown = f"{len(values)} variants, see the config"
        quantity, default, _ = described.get(key, (None, "", ""))
        swept.append(_row(key, quantity, shown, default))
    changed, marks = [], Counter[str]()
    for key, (quantity, default, value) in described.items():
        if key in results.swept:
            continue
        if value == default:
            marks[quantity.mark] += 1
        else:
            changed.append(_row(key, quantity, _shown(value), default))
    by_mark = tuple((MARKS[mark], marks[mark]) for mark in MARKS if marks[mark])
    return Numbers(tuple(swept), tuple(changed), by_mark)


def _row(key: str, quantity: Quantity | None, value: str, default: Any) -> Row:
    if quantity is None:
        return Row(readable(key), "", value, "", "", "", "")
    return Row(
        readable(key), quantity.about, value, _shown(default), quantity.unit, MARKS[quantity.mark], quantity.source
    )


def _shown(value: Any) -> str:
    return "follows another" if value is None else level(value)


def _all(config: Config) -> list[tuple[str, Quantity, Any, Any]]:
    """Every number that the config's runs use: dotted key, description, default, value."""
    rows: list[tuple[str, Quantity, Any, Any]] = []
    traits = config.traits.model_dump(mode="json", warnings=False)
    for described, room, values in ((Traits, "traits", traits), (Parameters, "parameters", _dumped(config.parameters))):
        defaults: dict[str, Any] = described._field_defaults
        rows += [(f"{room}.{name}", q, defaults[name], values[name]) for name, q in quantities(described).items()]
    for name, q in law_quantities(config.law.name).items():
        rows.append((f"law.{name}", q, law_defaults(config.law.name)[name], config.law.parameters[name]))
    of_type = quantities(Relationship)
    for kind, share in config.relationships.items():
        usual = RELATIONSHIPS.get(kind)
        for name, q in of_type.items():
            value = getattr(config.relationship_types[kind], name)
            if share > 0:
                rows.append((f"relationship_types.{kind}.{name}", q, getattr(usual, name) if usual else "", value))
    return rows


def _dumped(model: Any) -> dict[str, Any]:
    values: dict[str, Any] = model.model_dump()
    return values
