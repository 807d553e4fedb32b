"""Whom the phases of a tick ask for a decision: the usual chance, or the person concerned."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import TYPE_CHECKING, Any

from trustsim.laws import keeping
from trustsim.model.person import DECISIONS, Person
from trustsim.model.tie import Tie
from trustsim.rules import chances
from trustsim.world.columns import World

if TYPE_CHECKING:
    from trustsim.model.trust_model import TrustModel


class Choices:
    """The decisions of a model's people, in the form in which the phases ask for them.

    Where nobody overrides a decision it is the function of ``rules.chances`` itself; otherwise the person concerned
    is asked.
    """

    leaves: Callable[..., bool]

    def __init__(self, model: TrustModel) -> None:
        classes = model.persons.classes
        for name in DECISIONS:
            overridden = any(getattr(cls, name) is not getattr(Person, name) for cls in classes)
            setattr(self, name, _asking(model, name) if overridden else getattr(chances, name))


def _asking(model: TrustModel, name: str) -> Callable[..., bool]:
    """A decision put to the person concerned: the source for relying and leaving, else the target."""
    by_source = name in ("relies_on", "leaves")

    def ask(world: World, law: ModuleType, tie: int, *details: Any) -> bool:
        # the last detail is the tick, which the model knows; before it may stand the kind of act
        person = model.persons[(world.ties.source if by_source else world.ties.target)[tie]]
        return bool(getattr(person, name)(Tie(model, tie), *(keeping.KINDS[act] for act in details[:-1])))

    return ask
