"""What an outcome is given: a run that has ended, its columns made only when somebody asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from trustsim.network import Network
    from trustsim.world.columns import World

Series = Mapping[str, NDArray[Any]]
Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]
Switches = NDArray[np.bool_]


class FirstBreach(NamedTuple):
    """The first breach that a script plants.

    Attributes
    ----------
    week
        When; NaN if there is none.
    hidden
        Whether it waits to be found: then nothing is lost in that week.
    """

    week: float
    hidden: bool


NO_BREACH = FirstBreach(float("nan"), False)


class End(Protocol):
    """Where a run has ended; ``trustsim.simulation.Start`` is one."""

    @property
    def network(self) -> Network:
        """Who knows, or knew, whom."""

    @property
    def law(self) -> ModuleType:
        """The law that moved trust."""

    @property
    def world(self) -> World:
        """The columns."""

    @property
    def types(self) -> Sequence[str]:
        """Names of the relationship types."""


@dataclass(frozen=True)
class RunView:
    """A run that has ended, as an outcome sees it.

    Attributes
    ----------
    series
        ``week`` and one column for each of ``rules.measures.MEASURES``, an array of R recorded weeks each.
    breach
        The first breach that the script plants.
    end
        Where the run has ended; None where only the series is known.

    Notes
    -----
    A column of ``ties`` or ``people`` is made when it is first asked for: an outcome of the series alone costs no more
    for the others. Nobody may write to a column.

    Examples
    --------
    >>> from trustsim import Config
    >>> from trustsim.simulation import simulate
    >>> run = simulate(Config(question="?", people=20, weeks=10), seed=1).view
    >>> run.weeks, len(run.people), len(run.ties)
    (10.0, 20, 160)
    """

    series: Series
    breach: FirstBreach = NO_BREACH
    end: End | None = field(default=None, repr=False)

    @property
    def weeks(self) -> float:
        """How long the run has lasted."""
        return float(self.series["week"][-1])

    @cached_property
    def ties(self) -> TiesAtEnd:
        """The directed ties at the end.

        Raises
        ------
        LookupError
            If only the series is known.
        """
        return TiesAtEnd(self._end())

    @cached_property
    def people(self) -> PeopleAtEnd:
        """The people at the end.

        Raises
        ------
        LookupError
            If only the series is known.
        """
        return PeopleAtEnd(self._end())

    def _end(self) -> End:
        if self.end is None:
            raise LookupError("only the series of this run is known, not its people and ties")
        return self.end

    def for_strangers(self) -> RunView:
        """The same for code from outside, which cannot write to the series."""
        return RunView(MappingProxyType({name: _fixed(column) for name, column in self.series.items()}),
                       self.breach, self.end)  # fmt: skip


def _fixed[Kind: np.generic](column: NDArray[Kind]) -> NDArray[Kind]:
    """The same numbers, not to be written to."""
    view = column.view()
    view.flags.writeable = False
    return view


class TiesAtEnd:
    """The M directed ties of a run at its end, sorted by source and target: the source relies on the target.

    Every attribute is an array of M, but for those of which something else is said. Ended relationships are there too,
    with the last values that they had; ``active`` tells.
    """

    def __init__(self, end: End) -> None:
        self._end = end
        self._ties = end.world.ties
        self._pairs = end.world.pairs

    def __len__(self) -> int:
        return len(self._ties.source)

    @cached_property
    def source(self) -> Counts:
        """Who relies: a place among the people."""
        return _fixed(self._ties.source)

    @cached_property
    def target(self) -> Counts:
        """On whom: a place among the people."""
        return _fixed(self._ties.target)

    @cached_property
    def reverse(self) -> Counts:
        """The tie the other way: a place among the ties."""
        return _fixed(self._ties.reverse)

    @cached_property
    def relationship(self) -> Counts:
        """Type of relationship: a place in ``relationship_types``."""
        return _fixed(self._ties.relationship)

    @property
    def relationship_types(self) -> tuple[str, ...]:
        """Names of the types."""
        return tuple(self._end.types)

    @cached_property
    def active(self) -> Switches:
        """Whether the relationship has not ended."""
        return _fixed(self._pairs.active[self._ties.pair])

    @cached_property
    def trust(self) -> Numbers:
        """Trust of the source in the target, 0–1; of an ended tie the last value."""
        return _fixed(self._ties.trust)

    @cached_property
    def trust_counted(self) -> Numbers:
        """The same, 0–1, ended ties counting 0."""
        return _fixed(np.where(self.active, self._ties.trust, 0.0))

    @cached_property
    def trust_at_start(self) -> Numbers:
        """The trust that the tie began with, 0–1."""
        from trustsim.world.population import trust_at_start  # imports pandas

        begun = self._end.world.types.trust[self._ties.relationship]
        given = trust_at_start(self._end.network)
        return _fixed(begun if given is None else np.where(np.isnan(given), begun, given))

    @cached_property
    def standing(self) -> Numbers:
        """The trust that the source acts on, 0–1: what the law makes of it."""
        acted_on = self._end.law.acted_on
        rows = zip(self._ties.trust.tolist(), self._ties.own.tolist(), strict=True)
        return _fixed(np.array([acted_on(trust, *own) for trust, own in rows], dtype=np.float64))

    @cached_property
    def ceiling(self) -> Numbers:
        """The highest that trust may rise to, 0–1."""
        return _fixed(self._ties.ceiling)

    @cached_property
    def hurt(self) -> Numbers:
        """How much the source is hurt by the target, 0–1."""
        return _fixed(self._ties.hurt)

    @cached_property
    def intimacy(self) -> Numbers:
        """Intimacy of the two, 0–1."""
        return _fixed(self._pairs.intimacy[self._ties.pair])

    @cached_property
    def history(self) -> Counts:
        """Acts of the target that counted for trust."""
        return _fixed(self._ties.history)

    @cached_property
    def kept(self) -> Counts:
        """Acts kept since the start."""
        return _fixed(self._ties.kept)

    @cached_property
    def breaches(self) -> Counts:
        """Breaches known since the start."""
        return _fixed(self._ties.breaches)

    @cached_property
    def hidden(self) -> Counts:
        """Breaches that the source does not know of yet."""
        return _fixed(self._ties.hidden_count)

    @cached_property
    def betrayed(self) -> Switches:
        """Whether the script's first breach has hit the tie."""
        return _fixed(self._ties.betrayed == 2)


class PeopleAtEnd:
    """The N people of a run at its end. Every attribute is an array of N, but for ``names``."""

    def __init__(self, end: End) -> None:
        self._end = end
        self._people = end.world.people

    def __len__(self) -> int:
        return len(self._people.key)

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return list(self._end.network.texts)

    def trait(self, name: str) -> Numbers:
        """A trait by its name, 0–1; ``communication`` is NaN where it follows transparency.

        Raises
        ------
        KeyError
            If there is no trait of that name.
        """
        from trustsim.parameters import Traits

        if name not in Traits._fields:
            raise KeyError(f"there is no trait {name!r}; the traits are {', '.join(Traits._fields)}")
        return _fixed(getattr(self._people, name))

    @cached_property
    def relationships(self) -> Counts:
        """How many relationships each has or had."""
        return _fixed(np.diff(self._people.first_tie))

    @cached_property
    def living(self) -> Counts:
        """How many relationships each has that have not ended."""
        ties = self._end.world.ties
        active = self._end.world.pairs.active[ties.pair]
        return _fixed(np.bincount(ties.source[active], minlength=len(self)))

    @cached_property
    def trust_given(self) -> Numbers:
        """Mean trust in others, 0–1, ended ties counting 0; NaN for people without ties."""
        return self._mean_trust(self._end.world.ties.source)

    @cached_property
    def trust_received(self) -> Numbers:
        """Mean trust of others in each, 0–1, ended ties counting 0; NaN for people without ties."""
        return self._mean_trust(self._end.world.ties.target)

    def _mean_trust(self, whose: Counts) -> Numbers:
        with np.errstate(invalid="ignore"):
            return _fixed(np.bincount(whose, self._trust_counted, len(self)) / self.relationships)

    @cached_property
    def _trust_counted(self) -> Numbers:
        world = self._end.world
        return np.where(world.pairs.active[world.ties.pair], world.ties.trust, 0.0)

    @cached_property
    def pain(self) -> Numbers:
        """Pain from hurts suffered and, less, from hurts caused, 0–1."""
        from trustsim.laws import habits

        # ``rules.phases.pain_of`` of everybody at once: each one's factors in the same order, so to the last bit
        world = self._end.world
        ties = world.ties
        suffered = world.types.pain[ties.relationship]
        caused = world.parameters.guilt * suffered
        free = np.ones(len(self))
        np.multiply.at(free, ties.source, habits.free_of_pain(suffered, ties.hurt))
        np.multiply.at(free, ties.source, habits.free_of_pain(caused, ties.hurt[ties.reverse]))
        return _fixed(1.0 - free)

    @cached_property
    def distress(self) -> Numbers:
        """Risk of distress, 0–1."""
        from trustsim.laws import habits

        numbers = self._end.world.parameters
        rest, of_pain = numbers.distress_at_rest, numbers.distress_of_pain
        return _fixed(np.array([habits.distress(pain, rest, of_pain) for pain in self.pain.tolist()], dtype=np.float64))
