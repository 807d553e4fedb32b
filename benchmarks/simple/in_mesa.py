"""The simple kernel the way Mesa's own examples are written: people with their ties, stepped in random order."""

from __future__ import annotations

import mesa

from benchmarks.simple.world import BLOW, ENCOUNTER, GAIN, HEAL, LOSS, SEED, TIES_A_PERSON, Columns


class Tie:
    """One person's side of a relationship."""

    __slots__ = ("hurt", "other", "trust")

    def __init__(self, other: Person, trust: float, hurt: float) -> None:
        self.other = other
        self.trust = trust
        self.hurt = hurt


class Person(mesa.Agent):  # type: ignore[misc]
    """Somebody who relies on others."""

    def __init__(self, model: mesa.Model, reliability: float) -> None:
        super().__init__(model)
        self.reliability = reliability
        self.ties: list[Tie] = []

    def step(self) -> None:
        """One tick of this person's own ties."""
        random = self.random.random
        for tie in self.ties:
            if random() < ENCOUNTER:
                hurt = tie.hurt
                if random() < tie.other.reliability:
                    tie.trust += GAIN * (1.0 - hurt) * (1.0 - tie.trust)
                    tie.hurt = hurt * (1.0 - HEAL)
                else:
                    tie.trust *= 1.0 - LOSS
                    tie.hurt = hurt + BLOW * (1.0 - hurt)


class Model(mesa.Model):  # type: ignore[misc]
    """People of the simple kernel."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(rng=SEED)
        self.people = [Person(self, reliability) for reliability in columns.reliability.tolist()]
        columns_of_ties = zip(columns.target.tolist(), columns.trust.tolist(), columns.hurt.tolist(), strict=True)
        for place, (target, trust, hurt) in enumerate(columns_of_ties):
            self.people[place // TIES_A_PERSON].ties.append(Tie(self.people[target], trust, hurt))

    def step(self) -> None:
        """One tick."""
        self.agents.shuffle_do("step")

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        for _ in range(ticks):
            self.step()

    @property
    def mean_trust(self) -> float:
        """The mean over all ties."""
        ties = [tie.trust for person in self.people for tie in person.ties]
        return sum(ties) / len(ties)
