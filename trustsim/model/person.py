"""``Person``: somebody who trusts, acts, and can be hurt."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import mesa

from trustsim.laws import habits, keeping
from trustsim.model.tie import Tie
from trustsim.parameters import Traits
from trustsim.rules import chances, phases, scripts

if TYPE_CHECKING:
    from trustsim.model.trust_model import TrustModel

DECISIONS = ("relies_on", "keeps", "breaks_on_purpose", "warns", "owns_up", "apologises", "leaves")
"""What a ``Person`` subclass may decide for itself."""

PHASES = ("begin", "observe", "meet", "discover", "heal", "grow", "listen", "part")
"""What a person does in a tick, in this order; scripted events come between ``begin`` and ``observe``."""


class ByOther(Mapping[Any, float]):
    """One number of a person's ties, looked up by the other person or by their name: ``person.trust[other]``."""

    def __init__(self, person: Person, what: str) -> None:
        self._person = person
        self._what = what

    def __getitem__(self, other: Person | Hashable) -> float:
        return float(getattr(self._person.tie(other), self._what))

    def __iter__(self) -> Iterator[Any]:
        return (tie.target.name for tie in self._person.ties)

    def __len__(self) -> int:
        return len(self._person.ties)

    def __repr__(self) -> str:
        return repr(dict(self))


class Person(mesa.Agent):  # type: ignore[misc]
    """Somebody who trusts others, keeps or breaks what others rely on, and can be hurt.

    Override a decision by defining the method of that name: ``relies_on``, ``keeps``, ``breaks_on_purpose``, ``warns``,
    ``owns_up``, ``apologises``, ``leaves``. ``super()`` gives the usual answer. A decision should depend on what it
    can read, not on what was asked before: everybody decides at once.

    Attributes
    ----------
    name
        As in the network.
    place
        Row of this person in the model's columns.
    """

    model: TrustModel

    def __init__(self, model: TrustModel, place: int) -> None:
        self.place = place
        super().__init__(model)
        self.name: Hashable = model.network.names[place]

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        for name in Traits._fields:
            if name in vars(cls):
                raise TypeError(
                    f"{cls.__name__}.{name} would hide the trait and change nothing: give it to the model, as in "
                    f"TrustModel({name}=...), or to somebody, as in model.person(name).{name} = ..."
                )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"

    def remove(self) -> None:
        """People stay: whom they know, and what they did, is part of everybody else's life."""
        raise NotImplementedError("People cannot be removed. To end a relationship, let leaves(tie) answer True.")

    # -------------------------------------------------------------- what others can read

    @property
    def ties(self) -> list[Tie]:
        """This person's side of every relationship, ended ones too, in the order of the others' names."""
        first = self.model.view.people.first_tie
        return [Tie(self.model, tie) for tie in range(first[self.place], first[self.place + 1])]

    def tie(self, other: Person | Hashable) -> Tie:
        """This person's side of the relationship with somebody.

        Raises
        ------
        KeyError
            If there is no such person, or no relationship with them.
        """
        place = other.place if isinstance(other, Person) else self.model.person(other).place
        tie = phases.tie_between(self.model.view, self.place, place)
        if tie < 0:
            raise KeyError(f"{self.name!r} has no relationship with {self.model.network.names[place]!r}")
        return Tie(self.model, tie)

    @property
    def trust(self) -> ByOther:
        """Trust in each other person: ``person.trust[other]``."""
        return ByOther(self, "trust")

    @property
    def hurt(self) -> ByOther:
        """Hurt by each other person: ``person.hurt[other]``."""
        return ByOther(self, "hurt")

    @property
    def pain(self) -> float:
        """Pain from one's own hurts and, less, from those one has caused, 0 to 1."""
        return float(phases.pain_of(self.model.view, self.place))

    @property
    def distress(self) -> float:
        """Risk of distress that goes with the pain. Not a diagnosis."""
        parameters = self.model.view.parameters
        return habits.distress(self.pain, parameters.distress_at_rest, parameters.distress_of_pain)

    # -------------------------------------------------------------- what a subclass may decide

    def relies_on(self, tie: Tie) -> bool:
        """Do I rely on ``tie.target`` this time?"""
        return bool(chances.relies_on(self.model.view, self.model.law, tie.index, self.model.tick))

    def keeps(self, tie: Tie, act: str) -> bool:
        """Do I keep what ``tie.source`` relies on? ``act`` is promise, conversation, boundary or confidence."""
        kind = keeping.KINDS.index(act)
        return bool(chances.keeps(self.model.view, self.model.law, tie.index, kind, self.model.tick))

    def breaks_on_purpose(self, tie: Tie, act: str) -> bool:
        """Is my breach towards ``tie.source`` on purpose?"""
        kind = keeping.KINDS.index(act)
        return bool(chances.breaks_on_purpose(self.model.view, self.model.law, tie.index, kind, self.model.tick))

    def warns(self, tie: Tie) -> bool:
        """Do I tell ``tie.source`` in time that I cannot keep it?"""
        return bool(chances.warns(self.model.view, self.model.law, tie.index, self.model.tick))

    def owns_up(self, tie: Tie) -> bool:
        """Do I tell ``tie.source`` what I have done?"""
        return bool(chances.owns_up(self.model.view, self.model.law, tie.index, self.model.tick))

    def apologises(self, tie: Tie) -> bool:
        """Having warned or owned up, do I apologise?"""
        return bool(chances.apologises(self.model.view, self.model.law, tie.index, self.model.tick))

    def leaves(self, tie: Tie) -> bool:
        """Do I leave ``tie.target``?"""
        return bool(chances.leaves(self.model.view, self.model.law, tie.index, self.model.tick))

    # -------------------------------------------------------------- the phases of a tick

    def begin(self) -> None:
        """A new tick: nothing has happened yet; a spell may turn."""
        phases.begin(self.model.view, self.place, self.model.tick)

    def observe(self) -> None:
        """Set down how hurt I am and on what trust I act."""
        phases.observe(self.model.view, self.model.law, self.place, self.model.tick)

    def meet(self) -> None:
        """Phase 1: encounters in which I rely on others."""
        phases.meet(self.model.view, self.model.law, self.model.choices, self.place, self.model.tick)

    def discover(self) -> None:
        """Phase 2: what was hidden from me comes to light, or is lost."""
        phases.discover(self.model.view, self.model.law, self.place, self.model.tick)

    def heal(self) -> None:
        """Phase 3: messages, counsel, hurts that are over."""
        phases.heal(self.model.view, self.model.law, self.place, self.model.tick)

    def grow(self) -> None:
        """Phase 3: ceilings, closeness, habits."""
        phases.grow(self.model.view, self.model.law, self.place, self.model.tick)

    def listen(self) -> None:
        """Phase 4: what friends tell about common friends."""
        phases.listen(self.model.view, self.place, self.model.tick)

    def part(self) -> None:
        """Phase 5: leaving."""
        phases.part(self.model.view, self.model.law, self.model.choices, self.place, self.model.tick)


def _trait(name: str) -> property:
    def read(person: Person) -> float | None:
        value = float(getattr(person.model.view.people, name)[person.place])
        return None if value != value else value

    def write(person: Person, value: float | None) -> None:
        if value is None and Traits._field_defaults[name] is None:
            value = float("nan")
        elif value is None or not 0.0 <= value <= 1.0:
            raise ValueError(f"{name} is a number from 0 to 1, not {value!r}")
        trait = Traits._fields.index(name)
        scripts.change(person.model.view, person.place, trait, float(value), person.model.tick)

    return property(read, write, doc=f"The trait {name}, 0 to 1 (``trustsim.parameters.Traits``).")


for _name in Traits._fields:
    setattr(Person, _name, _trait(_name))
