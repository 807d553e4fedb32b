"""Every column of every table, described once: tables are made by it, DATA.md is written from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Final, Literal

from trustsim.config import Several
from trustsim.config.keys import split_key
from trustsim.config.law import law_quantities
from trustsim.laws.catalogue import LAWS
from trustsim.outcomes import outcome_of
from trustsim.parameters import Parameters, Quantity, Relationship, Traits, quantities
from trustsim.plan import Plan

Kind = Literal["int32", "int64", "float64", "bool", "text", "name"]
"""A ``name`` is a text that comes again and again: tables hold it once, and a number for each time."""

SHARE: Final = (0.0, 1.0)
COUNT: Final = (0.0, None)
ANY: Final = (None, None)


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name
        As it stands in the table.
    kind
        What its values are.
    about
        What it says.
    unit
        "" for a pure number, a name or a switch.
    limits
        The least and the largest value; None where there is no such limit.
    """

    name: str
    kind: Kind
    about: str
    unit: str = ""
    limits: tuple[float | None, float | None] = ANY


RUN: Final = Column("run", "int32", "number of the run in the study, from 0", limits=COUNT)
SWEEP: Final = Column("sweep", "int32", "number of the sweep that the setting belongs to, from 1", limits=COUNT)
WEEK: Final = Column("week", "float64", "weeks that have passed; 0 is the start", "weeks", COUNT)

SERIES: Final = (
    RUN,
    WEEK,
    Column("trust", "float64", "mean trust over all directed ties, ended ones counting 0", "share", SHARE),
    Column("trust_living", "float64", "mean trust over the directed ties that have not ended", "share", SHARE),
    Column("survival", "float64", "share of relationships that have not ended", "share", SHARE),
    Column("hurt", "float64", "mean hurt over the directed ties that have not ended", "share", SHARE),
    Column("ceiling", "float64", "mean ceiling of trust over the directed ties that have not ended", "share", SHARE),
    Column("intimacy", "float64", "mean intimacy over all relationships, ended ones counting 0", "share", SHARE),
    Column("pain", "float64", "mean pain over all people", "share", SHARE),
    Column("distress", "float64", "mean risk of distress over all people", "share", SHARE),
    Column("reliability", "float64", "mean chance to keep a promise, as learnt by then", "share", SHARE),
    Column("kept", "float64", "acts kept since the start, over all directed ties", "acts", COUNT),
    Column("breaches", "float64", "breaches that became known since the start", "breaches", COUNT),
    Column("trust_betrayed", "float64", "mean trust on the ties that the script's first breach hits", "share", SHARE),
    Column("kept_betrayed", "float64", "acts kept since the start on such a tie, on average", "acts", COUNT),
)

PEOPLE: Final = (
    RUN,
    WEEK,
    Column("person", "name", "the person's name"),
    *(Column(name, "float64", one.about, one.unit, one.limits) for name, one in quantities(Traits).items()),
    Column("pain", "float64", "pain from hurts suffered and, less, from hurts caused", "share", SHARE),
    Column("distress", "float64", "risk of distress", "share", SHARE),
    Column("trust_given", "float64", "mean trust in others, ended ties counting 0; none without ties", "share", SHARE),
    Column("trust_received", "float64", "mean trust of others in this person, likewise", "share", SHARE),
)

TIES: Final = (
    RUN,
    WEEK,
    Column("source", "name", "who relies"),
    Column("target", "name", "on whom"),
    Column("relationship", "name", "type of relationship"),
    Column("active", "bool", "whether the relationship has not ended"),
    Column("trust", "float64", "trust of the source in the target; of an ended tie the last value", "share", SHARE),
    Column("acted_on", "float64", "the trust that the source acts on: what the law makes of it", "share", SHARE),
    Column("ceiling", "float64", "the highest that trust may rise to", "share", SHARE),
    Column("hurt", "float64", "how much the source is hurt by the target", "share", SHARE),
    Column("intimacy", "float64", "intimacy of the two", "share", SHARE),
    Column("history", "int32", "acts of the target that counted for trust", "acts", COUNT),
    Column("kept", "int32", "acts kept since the start", "acts", COUNT),
    Column("breaches", "int32", "breaches known since the start", "breaches", COUNT),
    Column("hidden", "int32", "breaches that the source does not know of yet", "breaches", (0.0, 8.0)),
)

EVENTS: Final = (
    RUN,
    Column("week", "float64", "when: weeks that had passed; an event planted in week 52 stands at 52", "weeks", COUNT),
    Column("what", "name", "what happened; the list stands below the table"),
    Column("source", "name", "who relies, hears or leaves; of a change whose trait it is"),
    Column("target", "name", "on whom, of whom, whom; empty for a change"),
    Column("other", "name", "who told it; empty but for gossip and praise"),
    Column("act", "name", "kind of act; of a change the trait; empty where there is none"),
    Column("amount", "float64", "how much: share, log-odds or weeks, as the list says"),
    Column("trust_before", "float64", "trust of the source in the target before", "share", SHARE),
    Column("trust", "float64", "the same after", "share", SHARE),
    Column("ceiling", "float64", "the highest that trust may rise to, after", "share", SHARE),
    Column("hurt_before", "float64", "how much the source is hurt by the target before", "share", SHARE),
    Column("hurt", "float64", "the same after", "share", SHARE),
    Column("intimacy", "float64", "intimacy of the two", "share", SHARE),
    Column("deliberate", "bool", "whether a breach was on purpose"),
    Column("warned", "bool", "whether it was announced in time"),
    Column("apology", "bool", "whether there was an apology; of a message, whether it is a late apology"),
    Column("scripted", "bool", "whether the config planted it"),
    Column("since", "float64", "when the breach was hidden that is found, forgotten or merged", "weeks", COUNT),
)


def columns_of(plan: Plan) -> dict[str, tuple[Column, ...]]:
    """The columns of each table of a plan, in order; ``people``, ``ties`` and ``events`` only if recorded."""
    return {"runs": _runs(plan), **recorded_columns(plan)}


def recorded_columns(plan: Plan) -> dict[str, tuple[Column, ...]]:
    """The same without ``runs``: what is written down during runs."""
    tables: dict[str, tuple[Column, ...]] = {"series": SERIES}
    if plan.config.record.people != "none":
        tables["people"] = PEOPLE
    if plan.config.record.ties != "none":
        tables["ties"] = (*TIES, *_own(laws_of(plan)))
    if plan.config.record.events != "none":
        tables["events"] = EVENTS
    return tables


def laws_of(plan: Plan) -> list[ModuleType]:
    """The laws of a plan's points, each once."""
    return [LAWS[name] for name in plan.laws]


def _runs(plan: Plan) -> tuple[Column, ...]:
    points = plan.points
    return (
        RUN,
        Column("point", "int32", "number of the setting that is compared, from 0", limits=COUNT),
        Column(
            "replicate", "int32", "number of the run at its point, from 0; has one seed at all points", limits=COUNT
        ),
        Column("seed", "int64", "all random numbers of the run follow from it", limits=COUNT),
        *([SWEEP] if isinstance(plan.config.sweep, Several) else []),
        *([Column("label", "text", "what the config calls the point")] if has_labels(plan) else []),
        *(_swept(key, [point.settings[key] for point in points]) for key in plan.swept),
        *map(_outcome, plan.config.outcomes),
    )


def has_labels(plan: Plan) -> bool:
    """Whether any point has a name of its own."""
    return any(point.label is not None for point in plan.points)


def _outcome(name: str) -> Column:
    outcome = outcome_of(name)
    if outcome is None:
        raise KeyError(name)
    return Column(str(name), "float64", outcome.about, outcome.unit, outcome.limits)


def _own(laws: Sequence[ModuleType]) -> Iterable[Column]:
    """What laws keep for themselves on a tie; a column that two laws share is one."""
    for name in dict.fromkeys(name for law in laws for name in law.columns):
        users = " and ".join(law.__name__.rpartition(".")[2] for law in laws if name in law.columns)
        yield Column(name, "float64", f"{name.replace('_', ' ')}, which the law {users} keeps for itself")


def _swept(key: str, values: Sequence[Any]) -> Column:
    quantity = _quantity(key)
    kind = kind_of(values)
    if quantity is None:
        return Column(key, kind, "swept setting")
    if kind == "int64":
        kind = "float64"  # such numbers are amounts, also where the sweep happens to take whole ones
    return Column(key, kind, f"swept setting: {quantity.about}", quantity.unit, quantity.limits)


def _quantity(key: str) -> Quantity | None:
    """The description of the number that a dotted key names."""
    match split_key(key):
        case ("traits", name):
            return quantities(Traits).get(name)
        case ("parameters", name):
            return quantities(Parameters).get(name)
        case ("relationship_types", _, name):
            return quantities(Relationship).get(name)
        case ("law", name):
            return next((known[name] for law in LAWS if name in (known := law_quantities(law))), None)
    return None


def kind_of(values: Iterable[Any]) -> Kind:
    """The one kind of column that holds all of these; what is neither number nor switch is written as a text."""
    found = {type(value) for value in values if value is not None}
    if found == {bool}:
        return "bool"
    if found == {int}:
        return "int64"
    return "float64" if found and found <= {int, float} else "text"
