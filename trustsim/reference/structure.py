"""Tables of what the model consists of: state, schedule, laws, events, networks, random numbers, records."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from functools import cached_property
from types import FunctionType, ModuleType

from trustsim import draws
from trustsim.config.base import Model
from trustsim.config.events import EVENTS
from trustsim.config.networks import MADE, SEED
from trustsim.laws.catalogue import LAWS
from trustsim.markdown import table
from trustsim.network.real import REAL_NETWORKS
from trustsim.outcomes import OUTCOMES
from trustsim.rules import measures, phases, tick
from trustsim.running.columns import Column
from trustsim.store.description import range_of
from trustsim.validation import findings as known_findings
from trustsim.world import new_ties
from trustsim.world.columns import states


def said(of: Callable[..., object] | ModuleType | type) -> str:
    """The first paragraph of a docstring, on one line, its code in single backticks."""
    paragraph = (inspect.getdoc(of) or "").partition("\n\n")[0]
    return " ".join(paragraph.split()).replace("``", "`")


def state_table(columns: type) -> str:
    """The columns of people, ties or pairs."""
    return table(
        ("column", "symbol", "holds", "values"),
        (
            (f"`{name}`", one.symbol, one.about, one.values + (f", {one.slots} slots" if one.slots > 1 else ""))
            for name, one in states(columns).items()
        ),
    )


def schedule() -> str:
    """What happens in a tick, in order."""
    from trustsim.model.person import PHASES  # mesa takes a second to import

    steps: list[tuple[str, Callable[..., object] | ModuleType]] = [(name, getattr(phases, name)) for name in PHASES]
    steps.insert(1, ("events", tick.run_events))
    steps += [("new ties", new_ties), ("record", measures)]
    return table(
        ("", "step", "what happens"),
        ((str(place), f"`{name}`", said(step)) for place, (name, step) in enumerate(steps, start=1)),
    )


def functions(module: ModuleType) -> dict[str, FunctionType]:
    """The public functions that stand in a module, in its order."""
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, FunctionType) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def formulas(module: ModuleType) -> str:
    """The laws of a module, each with its formula."""
    return table(("law", "formula"), ((f"`{name}`", said(law)) for name, law in functions(module).items()))


def laws_of_trust() -> str:
    """The laws that a config may choose."""
    rows = (
        (f"`{name}`", law.summary, "yes" if law.leaves_hurt else "no", ", ".join(law.columns) or "–", law.source)
        for name, law in LAWS.items()
    )
    return table(("law", "says", "leaves hurt", "keeps on a tie", "source"), rows)


def formulas_of_trust() -> str:
    """How trust moves under each law."""
    rows = (
        (f"`{name}`", *(said(getattr(law, part)) for part in ("signal", "kept", "broken", "acted_on")))
        for name, law in LAWS.items()
    )
    return table(("law", "`signal` of an everyday act", "`kept`", "`broken`", "`acted_on`"), rows)


def events() -> str:
    """What a script may do."""
    rows = (
        (f"`{name}`", _field(event, "what"), ", ".join(f"`{key}`" for key in event.model_fields if key != "what"))
        for name, event in EVENTS.items()
    )
    return table(("event", "is", "may say"), rows)


def _field(model: type[Model], name: str) -> str:
    return model.model_fields[name].description or ""


def networks() -> str:
    """Who knows whom: the kinds that are made, and the real networks that come with the package."""
    made = (
        (f"`kind: {name}`", said(kind), ", ".join(f"`{key}` {one.default:g}" for key, one in kind.model_fields.items()
                                                  if key not in ("kind", SEED)) or "–")
        for name, kind in MADE.items()
    )  # fmt: skip
    real = ((f"`name: {name}`", said(maker), "–") for name, maker in REAL_NETWORKS.items())
    return table(("network", "is", "numbers"), [*made, *real])


def decisions() -> str:
    """Everything that is left to chance in a tick, by the name that its random numbers are made from."""
    return ", ".join(_decisions())


def _decisions() -> Iterator[str]:
    for constant, value in vars(draws).items():
        name = constant.replace("_", " ").lower()
        if constant.isupper() and value == draws.decision(name):
            yield name


def outcomes() -> str:
    """What a run comes to."""
    better = {1: "more", -1: "less", 0: "–"}
    rows = (
        (
            f"`{name}`",
            one.about,
            one.unit,
            range_of(Column(name, "float64", one.about, one.unit, one.limits)),
            better[one.good],
            one.undefined or "never",
            one.source,
        )
        for name, one in OUTCOMES.items()
    )
    return table(("outcome", "is", "unit", "range", "better", "undefined (NaN) if", "from"), rows)


def attributes(of: type) -> str:
    """What an object of this class has, by its docstrings."""
    own = ((name, value) for name, value in vars(of).items() if not name.startswith("_"))
    rows = ((f"`{name}`", said(getattr(value, "func", value))) for name, value in own if is_data(value))
    return table(("attribute", "is"), rows)


def is_data(value: object) -> bool:
    """Whether this is an attribute that is computed, not a method."""
    return isinstance(value, property | cached_property)


def findings() -> str:
    """The published findings that the model is held against."""
    rows = (
        (number, one.title, one.source, f"[{one.mark}]", one.kind, "yes" if one.in_sample else "no")
        for number, one in known_findings().items()
    )
    return table(("", "finding", "source", "mark", "kind", "in sample"), rows)
