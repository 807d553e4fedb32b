"""The people of a model, each made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from trustsim.model.person import Person
from trustsim.network import Network

if TYPE_CHECKING:
    from trustsim.model.trust_model import TrustModel


class Persons(Sequence[Person]):
    """Everybody in the order of the network. A ``Person`` is made when it is first looked at, and stays the same.

    A million people are a million objects only for who wants all of them, as ``model.agents`` does.

    Parameters
    ----------
    model
        Whose people they are.
    person
        What class they are of: all, or some by name.

    Raises
    ------
    TypeError, KeyError
        If ``person`` is no subclass of ``Person``, or names somebody who is not there.
    """

    def __init__(self, model: TrustModel, person: type[Person] | Mapping[Hashable, type[Person]]) -> None:
        self._model = model
        self._usual, self._others = _classes(person, model.network)
        self._made: dict[int, Person] = {}
        self._places: dict[Hashable, int] | None = None

    @property
    def classes(self) -> set[type[Person]]:
        """The classes of all people."""
        usual = {self._usual} if len(self._others) < len(self) else set()
        return usual | set(self._others.values())

    def __len__(self) -> int:
        return self._model.network.people

    @overload
    def __getitem__(self, place: int) -> Person: ...
    @overload
    def __getitem__(self, place: slice) -> list[Person]: ...
    def __getitem__(self, place: int | slice) -> Person | list[Person]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        if place not in self._made:
            self._made[place] = self._others.get(place, self._usual)(self._model, place)
        return self._made[place]

    def named(self, name: Hashable) -> Person:
        """Somebody, by name.

        Raises
        ------
        KeyError
            If there is nobody of that name.
        """
        if self._places is None:
            self._places = {name: place for place, name in enumerate(self._model.network.names)}
        if name not in self._places:
            raise KeyError(f"there is nobody called {name!r} in this network")
        return self[self._places[name]]

    @property
    def made(self) -> list[Person]:
        """Those that have been looked at."""
        return list(self._made.values())

    @property
    def are_all_made(self) -> bool:
        """Whether everybody has been looked at."""
        return len(self._made) == len(self)


def _classes(
    person: type[Person] | Mapping[Hashable, type[Person]], network: Network
) -> tuple[type[Person], dict[int, type[Person]]]:
    """The usual class, and the others by place."""
    given = [person] if isinstance(person, type) else list(person.values()) if isinstance(person, Mapping) else [None]
    if not all(isinstance(cls, type) and issubclass(cls, Person) for cls in given):
        raise TypeError(f"person is a subclass of Person, or a mapping from names to some, not {person!r}")
    if isinstance(person, type):
        return person, {}
    unknown = set(person) - set(network.names)
    if unknown:
        raise KeyError(f"there is nobody called {sorted(map(repr, unknown))[0]} in this network")
    return Person, {place: person[name] for place, name in enumerate(network.names) if name in person}
