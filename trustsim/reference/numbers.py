"""Tables of the model's numbers: what each is, where it is from, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from trustsim.config.law import law_defaults, law_names, law_quantities
from trustsim.laws import healing
from trustsim.markdown import table
from trustsim.outcomes import NEARLY
from trustsim.parameters import MARKS, RELATIONSHIPS, Mark, Parameters, Quantity, Relationship, Traits, quantities
from trustsim.world.columns import HIDDEN_SLOTS, HURT_SLOTS

HEADS: Final = ("name", "symbol", "meaning", "default", "range", "limits", "unit", "mark", "source")


@dataclass(frozen=True)
class Described:
    """A number with its default, and where on the ODD page it stands.

    Attributes
    ----------
    place
        The anchor of its row.
    name, quantity
        What it is called and what there is to say about it.
    default
        In words; of a relationship's number one for each type.
    """

    place: str
    name: str
    quantity: Quantity
    default: str

    @property
    def link(self) -> str:
        """The name, leading to its row."""
        return f"[`{self.name}`](ODD.md#{self.place})"


def number(value: float | None) -> str:
    """A number as a table says it."""
    return "null" if value is None else f"{value:.4g}".replace("-", "−")


def span(ends: tuple[float, float]) -> str:
    """A range as a table says it; one number where it allows one only."""
    low, high = map(number, ends)
    return low if low == high else f"{low} to {high}"


def _plain(described: type) -> list[Described]:
    defaults: Mapping[str, float | None] = getattr(described, "_field_defaults", {})
    return [Described(name, name, one, number(defaults[name])) for name, one in quantities(described).items()]


def traits() -> list[Described]:
    """The traits of a person."""
    return _plain(Traits)


def parameters() -> list[Described]:
    """What holds for everybody."""
    return _plain(Parameters)


def relationships() -> list[Described]:
    """What a type of relationship has of its own."""
    return [
        Described(
            f"relationship-{name}",
            name,
            one,
            ", ".join(f"{kind} {number(getattr(numbers, name))}" for kind, numbers in RELATIONSHIPS.items()),
        )
        for name, one in quantities(Relationship).items()
    ]


def of_laws() -> list[Described]:
    """The own numbers of the laws of trust."""
    return [
        Described(f"{law}-{name}", f"{law}.{name}", one, number(law_defaults(law)[name]))
        for law in law_names()
        for name, one in law_quantities(law).items()
    ]


def everything() -> list[Described]:
    """All of them."""
    return [*traits(), *parameters(), *relationships(), *of_laws()]


def full_table(rows: list[Described]) -> str:
    """All there is to say about some numbers; each row can be linked to."""
    return table(HEADS, map(_cells, rows))


def _cells(row: Described) -> tuple[str, ...]:
    one = row.quantity
    name = f"`{row.name}`" if one.advanced else f"**`{row.name}`**"
    return (
        f'<a id="{row.place}"></a>{name}',
        one.symbol,
        one.about,
        row.default,
        span(one.range),
        span(one.limits),
        one.unit,
        f"[{one.mark}]",
        one.source,
    )


def assumptions() -> str:
    """Every number that is assumed, with the range that is worth sweeping."""
    rows = _marked({"x"})
    return table(
        ("name", "meaning", "default", "range", "unit", "what is known"),
        ((row.link, row.quantity.about, row.default, span(row.quantity.range), row.quantity.unit, row.quantity.source)
         for row in rows),
    )  # fmt: skip


def supported() -> str:
    """Every number whose size comes from somewhere."""
    rows = _marked(set(MARKS) - {"x"})
    return table(
        ("name", "default", "mark", "from"),
        ((row.link, row.default, f"[{row.quantity.mark}]", row.quantity.source) for row in rows),
    )


def _marked(marks: set[Mark] | set[str]) -> Iterator[Described]:
    return (row for row in everything() if row.quantity.mark in marks)


def marks() -> str:
    """The marks, and how many numbers carry each."""
    counts = {mark: sum(1 for _ in _marked({mark})) for mark in MARKS}
    return table(
        ("mark", "says", "numbers of the model"),
        ((f"[{mark}]", says, str(counts[mark])) for mark, says in MARKS.items()),
    )


def fixed() -> str:
    """The few numbers that are part of the model and not to be set."""
    rows = (
        ("`HURT_SLOTS`", number(HURT_SLOTS), "open hurts that a tie can hold; of a ninth, see healing"),
        ("`HIDDEN_SLOTS`", number(HIDDEN_SLOTS), "hidden breaches that a tie can hold; of a ninth, see openness"),
        ("`CLOSED`", number(healing.CLOSED), "odds below which a hurt is over"),
        ("`NEARLY`", number(NEARLY), "trust counts as back within this of what it was (outcomes only)"),
    )
    return table(("name", "value", "meaning"), rows)
