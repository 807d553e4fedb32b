"""The simple kernel in AgentPy, which need not be installed."""

from __future__ import annotations

from typing import Any

import agentpy

from benchmarks.simple.world import BLOW, ENCOUNTER, GAIN, HEAL, LOSS, SEED, TIES_A_PERSON, Columns


class Person(agentpy.Agent):  # type: ignore[misc]
    """Somebody who relies on others: trust and hurt by the other's place."""

    def setup(self) -> None:
        """AgentPy asks for it: nobody has ties yet."""
        self.others: list[Person] = []
        self.trust: list[float] = []
        self.hurt: list[float] = []

    def live(self) -> None:
        """One tick of this person's own ties."""
        random = self.model.random.random
        for place, other in enumerate(self.others):
            if random() < ENCOUNTER:
                hurt = self.hurt[place]
                if random() < other.reliability:
                    self.trust[place] += GAIN * (1.0 - hurt) * (1.0 - self.trust[place])
                    self.hurt[place] = hurt * (1.0 - HEAL)
                else:
                    self.trust[place] *= 1.0 - LOSS
                    self.hurt[place] = hurt + BLOW * (1.0 - hurt)


class Model(agentpy.Model):  # type: ignore[misc]
    """People of the simple kernel; the columns are a parameter."""

    def setup(self) -> None:
        """Make people and ties."""
        columns: Columns = self.p.columns
        self.people = agentpy.AgentList(self, columns.people, Person)
        people = list(self.people)
        target, trust, hurt = columns.target.tolist(), columns.trust.tolist(), columns.hurt.tolist()
        for place, (person, reliability) in enumerate(zip(people, columns.reliability.tolist(), strict=True)):
            own = slice(place * TIES_A_PERSON, (place + 1) * TIES_A_PERSON)
            person.reliability = reliability
            person.others = [people[other] for other in target[own]]
            person.trust, person.hurt = trust[own], hurt[own]

    def step(self) -> None:
        """One tick."""
        self.people.shuffle().live()


class InAgentPy:
    """A model that is set up and can be run on."""

    def __init__(self, columns: Columns) -> None:
        self._model: Any = Model({"columns": columns, "seed": SEED})
        self._model.sim_setup(steps=10**9)

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        for _ in range(ticks):
            self._model.sim_step()
