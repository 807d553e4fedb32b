"""What a script does to people: a betrayal in week 52, a counsellor for half a year, a change of heart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import (
    Field,
    PlainSerializer,
    PlainValidator,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from trustsim.config.base import Model, Number, Switch, is_number, tagged, tagged_by_key
from trustsim.config.faults import Path, Problem, outside, refuse, shown
from trustsim.parameters import Traits, quantities

MOST_WEEKS: Final = 100_000
HOW_TO_NAME: Final = "write a name, a number, a list, or all"
Kind = Literal["promise", "conversation", "boundary", "confidence"]
People = Literal["all"] | tuple[str | int, ...]


class Span(Model):
    """Every so many weeks, from a first to a last."""

    first: Number = Field(alias="from", ge=0, description="the first week")
    last: Number = Field(alias="to", ge=0, description="the last week, itself included")
    every: Number = Field(default=1.0, gt=0, description="weeks from one to the next")

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.last < self.first:
            refuse(Problem(("to",), f"to {self.last:g} comes before from {self.first:g}", "swap the two"))
        if (self.last - self.first) / self.every > MOST_WEEKS:
            refuse(Problem(("every",), f"this makes more than {MOST_WEEKS:,} weeks", "write a larger number"))
        return self

    def weeks(self) -> tuple[float, ...]:
        """Each of them; a last step that misses ``to`` by rounding counts."""
        steps = math.floor((self.last - self.first) / self.every + 1e-9)
        return tuple(self.first + step * self.every for step in range(steps + 1))


_week = Annotated[Number, Field(ge=0)]


def _week_shape(value: Any) -> str:
    return "number" if is_number(value) else "list" if isinstance(value, list | tuple) else "span"


def _check_week(value: Any) -> None:
    if not (is_number(value) or isinstance(value, list | tuple | dict | Span)):
        refuse(Problem((), f"{shown(value)} is not a week", "write a number, a list, or {from: 10, to: 52, every: 4}"))


if TYPE_CHECKING:
    Week = float | tuple[float, ...] | Span
else:
    Week = tagged(
        "week",
        {"number": _week, "list": Annotated[tuple[_week, ...], Field(min_length=1)], "span": Span},
        _week_shape,
        _check_week,
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _people(value: Any) -> People:
    if value == "all":
        return "all"
    names = value if isinstance(value, list | tuple) else [value]
    wrong = [
        Problem((index,) if names is value else (), f"{shown(name)} is not a person", HOW_TO_NAME)
        for index, name in enumerate(names)
        if not _is_name(name) or name == "all"
    ]
    if wrong:
        refuse(*wrong)
    if not names:
        refuse(Problem((), "nobody is named", HOW_TO_NAME))
    again = [index for index, name in enumerate(names) if name in names[:index]]
    if again:
        refuse(*(Problem((index,), f"{shown(names[index])} is named twice", "name everybody once") for index in again))
    return tuple(names)


def _as_written(names: People) -> str | list[str | int]:
    return "all" if names == "all" else list(names)


_NAME: Final = {"anyOf": [{"type": "string"}, {"type": "integer", "minimum": 0}]}
Who = Annotated[
    People,
    PlainValidator(_people),
    PlainSerializer(_as_written),
    WithJsonSchema({"anyOf": [*_NAME["anyOf"], {"type": "array", "items": _NAME, "minItems": 1}]}),
]


def _pair(value: Any) -> People:
    if value == "all":
        return "all"
    if not isinstance(value, list | tuple) or len(value) != 2 or not all(_is_name(name) for name in value):
        refuse(Problem((), "this is not a pair", "write two people, as [0, 1], or all"))
    if value[0] == value[1]:
        refuse(Problem((), f"{shown(value[0])} is no pair with itself", "write two different people"))
    return tuple(value)


class Scripted(Model):
    """What all events have."""

    week: Week = Field(description="weeks since the start: a number, a list, or {from, to, every}")

    @model_serializer(mode="wrap")
    def _as_written(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what is as it is where nothing is said: what another kind of event does not have must not stand in
        the way where a sweep makes this one of that kind.
        """
        fields = type(self).model_fields
        return {
            key: value
            for key, value in serialise(self).items()
            if key == "what" or fields[key].is_required() or value != fields[key].default
        }

    def weeks_listed(self) -> tuple[float, ...]:
        """The weeks in which it happens, in the order of the config."""
        if isinstance(self.week, Span):
            return self.week.weeks()
        return self.week if isinstance(self.week, tuple) else (self.week,)


class Between(Scripted):
    """What somebody does towards somebody who relies on them."""

    who: Who = Field(default="all", description="who acts: a name or number, a list of them, or all")
    to: Who = Field(default="all", description="towards whom: those who rely; a name or number, a list of them, or all")

    @model_validator(mode="after")
    def _somebody_else(self) -> Between:
        if self.who != "all" and len(self.who) == 1 and self.who == self.to:
            refuse(Problem(("to",), "nobody relies on themselves", "name somebody else"))
        return self


class Act(Between):
    """What all acts have."""

    kind: Kind = Field(default="promise", description="what it is about")


class Breach(Act):
    """What all breaches have."""

    severity: Number | None = Field(
        default=None, ge=-20, le=20, description="size in log-odds, x0; null: the size that its kind has in parameters"
    )
    apology: Switch = Field(default=False, description="an apology comes with it")

    @model_validator(mode="after")
    def _openly(self) -> Breach:
        if getattr(self, "hidden", False):
            for other, done in (("apology", "apologised for"), ("warned", "announced")):
                if getattr(self, other, False):
                    mend = f"leave out {other}, or write hidden: false"
                    refuse(Problem((other,), f"what is hidden is not {done}", mend, "key"))
        return self


class Lapse(Breach):
    """A breach that was not meant."""

    what: Literal["lapse"] = Field(default="lapse", description="a breach that was not meant")
    hidden: Switch = Field(default=False, description="nobody is told; it can be found out later")
    warned: Switch = Field(default=False, description="announced in time")


class Betrayal(Breach):
    """A breach on purpose."""

    what: Literal["betrayal"] = Field(default="betrayal", description="a breach on purpose")
    hidden: Switch = Field(default=False, description="nobody is told; it can be found out later")


class Kept(Act):
    """A kept act."""

    what: Literal["kept"] = Field(default="kept", description="a kept act")


class Graded(Breach):
    """An act of any grade, from −1 (fully broken) to 1 (fully kept)."""

    what: Literal["act"] = Field(default="act", description="an act of any grade between broken and kept")
    signal: Number = Field(ge=-1, le=1, description="-1: fully broken, 1: fully kept, 0: neither")
    interdependence: Number | None = Field(
        default=None, ge=0, le=1, description="how much hangs on it; null: as in parameters"
    )
    warned: Switch = Field(default=False, description="announced in time")
    deliberate: Switch = Field(default=False, description="on purpose")

    @model_validator(mode="after")
    def _consistent(self) -> Graded:
        problems = []
        if self.signal >= 0:
            for name in ("severity", "apology", "warned", "deliberate"):
                if getattr(self, name) not in (None, False):
                    mend = f"leave out {name}, or write a signal below 0"
                    problems.append(Problem((name,), "an act that breaks nothing cannot have this", mend, "key"))
        elif self.warned and self.deliberate:
            mend = "leave out warned or deliberate"
            problems.append(Problem(("warned",), "what is done on purpose is not announced", mend, "key"))
        if problems:
            refuse(*problems)
        return self


class RenewedPromise(Between):
    """A message: the promise is given again."""

    what: Literal["promise"] = Field(default="promise", description="a renewed promise: it eases open hurts")


class LateApology(Between):
    """A message: an apology, later than the breach."""

    what: Literal["apology"] = Field(default="apology", description="a late apology: it eases open hurts")


class Counselling(Scripted):
    """A counsellor for a pair."""

    what: Literal["counselling"] = Field(default="counselling", description="a counsellor begins to help")
    pair: Annotated[
        People,
        PlainValidator(_pair),
        PlainSerializer(_as_written),
        WithJsonSchema({"anyOf": [{"const": "all"}, {"type": "array", "items": _NAME, "minItems": 2, "maxItems": 2}]}),
    ] = Field(description="the two, as [0, 1], or all")
    weeks: Number = Field(gt=0, description="how many weeks it lasts")


class Change(Scripted):
    """A trait of somebody becomes another."""

    what: Literal["change"] = Field(default="change", description="a trait becomes another")
    who: Who = Field(default="all", description="whose: a name or number, a list of them, or all")
    trait: Literal[Traits._fields] = Field(description="which trait")  # type: ignore[valid-type]
    value: Number | None = Field(description="what it becomes; null only where the trait may be null")

    @model_validator(mode="after")
    def _inside(self) -> Change:
        trait = str(self.trait)
        if self.value is None:
            if Traits._field_defaults[trait] is not None:
                refuse(Problem(("value",), f"{trait} cannot be null", "write a number"))
            return self
        low, high = quantities(Traits)[trait].limits
        if not low <= self.value <= high:
            refuse(outside(("value",), self.value, low, high))
        return self


EVENTS: Final[dict[str, type[Model]]] = {
    "lapse": Lapse,
    "betrayal": Betrayal,
    "kept": Kept,
    "act": Graded,
    "promise": RenewedPromise,
    "apology": LateApology,
    "counselling": Counselling,
    "change": Change,
}

if TYPE_CHECKING:
    Event = Lapse | Betrayal | Kept | Graded | RenewedPromise | LateApology | Counselling | Change
else:
    Event = tagged_by_key("event", "what", EVENTS)


def after_the_end(event: Event, weeks: int) -> list[Path]:
    """Where an event says a week that the run does not reach; paths are relative to the event."""
    late = [index for index, week in enumerate(event.weeks_listed()) if week >= weeks]
    if not late:
        return []
    if isinstance(event.week, Span):
        return [("week", "to") if event.week.first < weeks else ("week", "from")]
    return [("week", index) for index in late] if isinstance(event.week, tuple) else [("week",)]


def named_people(event: Event) -> list[tuple[Path, str | int]]:
    """Everybody whom an event names, and where; paths are relative to the event."""
    found: list[tuple[Path, str | int]] = []
    for key in ("who", "to", "pair"):
        names = getattr(event, key, "all")
        if names != "all":
            found += [((key, index), name) for index, name in enumerate(names)]
    return found


def needs_relationship(event: Event) -> bool:
    """Whether an event names both sides, so that it cannot happen where none of them know each other."""
    named = {path[0] for path, _ in named_people(event)}
    return "pair" in named or {"who", "to"} <= named
