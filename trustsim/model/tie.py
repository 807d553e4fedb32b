"""``Tie``: one person's side of a relationship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustsim.rules import happenings, phases

if TYPE_CHECKING:
    from trustsim.model.person import Person
    from trustsim.model.trust_model import TrustModel


class Tie:
    """One person's side of a relationship: ``source`` relies on ``target``.

    A view: it reads the model's columns at the moment of asking. During a phase, of *other* people's ties only
    ``hurt`` and ``standing`` are safe to decide upon: they are as of the start of the phase for everybody, while
    ``trust`` may already have moved.
    """

    __slots__ = ("_generation", "_index", "_places", "model")

    def __init__(self, model: TrustModel, index: int) -> None:
        self.model = model
        self._index = index
        self._generation = model.generation
        self._places = (int(model.view.ties.source[index]), int(model.view.ties.target[index]))

    @property
    def index(self) -> int:
        """The row of this tie in the model's columns; new ties may move it."""
        if self._generation != self.model.generation:
            self._index = phases.tie_between(self.model.view, *self._places)
            self._generation = self.model.generation
        return self._index

    def __repr__(self) -> str:
        return f"<Tie {self.source.name!r} -> {self.target.name!r}: trust {self.trust:.3f}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tie) and self.model is other.model and self._places == other._places

    def __hash__(self) -> int:
        return hash((id(self.model), self._places))

    @property
    def source(self) -> Person:
        """Who relies."""
        return self.model.persons[self.model.view.ties.source[self.index]]

    @property
    def target(self) -> Person:
        """Who is relied on."""
        return self.model.persons[self.model.view.ties.target[self.index]]

    @property
    def reverse(self) -> Tie:
        """The other side of the relationship."""
        return Tie(self.model, self.model.view.ties.reverse[self.index])

    @property
    def relationship(self) -> str:
        """Its type: romantic, family, friend, or one of your own."""
        return self.model.start.types[self.model.view.ties.relationship[self.index]]

    @property
    def active(self) -> bool:
        """False once the relationship has ended."""
        return bool(self.model.view.pairs.active[self.model.view.ties.pair[self.index]])

    @property
    def trust(self) -> float:
        """How far the source trusts the target, 0 to 1."""
        return float(self.model.view.ties.trust[self.index])

    @trust.setter
    def trust(self, trust: float) -> None:
        if not 0.0 <= trust <= 1.0:
            raise ValueError(f"trust is a number from 0 to 1, not {trust!r}")
        self.model.view.ties.trust[self.index] = min(float(trust), self.ceiling)

    @property
    def ceiling(self) -> float:
        """The highest trust that can still be reached, 0 to 1."""
        return float(self.model.view.ties.ceiling[self.index])

    @property
    def standing(self) -> float:
        """The trust that the source acts on, as of the start of the phase."""
        return float(self.model.view.ties.standing[self.index])

    @property
    def hurt(self) -> float:
        """How much the source is hurt by the target, 0 to 1, as last set down for all."""
        return float(self.model.view.ties.hurt[self.index])

    @property
    def history(self) -> int:
        """Encounters so far."""
        return int(self.model.view.ties.history[self.index])

    @property
    def intimacy(self) -> float:
        """Closeness of the two, 0 to 1."""
        return float(self.model.view.pairs.intimacy[self.model.view.ties.pair[self.index]])

    @property
    def open_hurts(self) -> list[tuple[float, float]]:
        """Each open hurt, oldest first: its log-odds at birth, its age in weeks."""
        view, tick = self.model.view, self.model.tick
        return [
            (view.ties.hurt_size[self.index, slot], happenings.age_in_weeks(view, self.index, slot, tick))
            for slot in range(view.ties.hurt_count[self.index])
        ]

    @property
    def hidden(self) -> int:
        """Breaches that the source does not know of yet."""
        return int(self.model.view.ties.hidden_count[self.index])
