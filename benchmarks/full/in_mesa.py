"""The whole default model the way a good Mesa user writes it: agents with their relationships as plain objects.

The same laws with the same numbers (``trustsim.parameters``), by ``math.exp`` and from ``model.random``. What the
defaults switch off cannot happen and is not paid for: scripts, counsellors, messages, praise, reciprocity, holding
back, new ties, other laws. Other savings that any good user would find are taken too:

- phases that touch a person's own ties alone run in one loop, and agents are stepped by ``do``: synchronous phases
  make a shuffled order needless, and it costs;
- a hurt is kept as its odds, and how far odds fade with age is looked up; nothing is evaluated where nothing hurts;
- stories are told by those who have one, not asked for by everybody; nobody is asked to leave who is not hurt.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from typing import Any, Final

import mesa
import numpy as np
from numpy.typing import NDArray

from trustsim.laws.healing import CLOSED
from trustsim.network import Network, make_network
from trustsim.parameters import RELATIONSHIPS, Parameters, Relationship, Traits
from trustsim.world.columns import HIDDEN_SLOTS, HURT_SLOTS, World

PROMISE: Final = 0
CONVERSATION: Final = 1
BOUNDARY: Final = 2
CONFIDENCE: Final = 3

MEASURES: Final = ("trust", "survival", "hurt", "ceiling", "intimacy", "pain", "reliability", "kept", "breaches")
"""What is collected: names and meanings of ``trustsim.rules.measures``."""


class Pair:
    """What two people share."""

    __slots__ = ("intimacy",)

    def __init__(self) -> None:
        self.intimacy = 0.0


class Tie:
    """One person's side of a relationship."""

    __slots__ = (
        "back",
        "breaches",
        "ceiling",
        "encounters",
        "ending",
        "hidden",
        "history",
        "hurt",
        "hurts",
        "kept",
        "kind",
        "leads",
        "news",
        "pair",
        "talks",
        "target",
        "trust",
    )

    back: Tie

    def __init__(self, target: Person, kind: Relationship, pair: Pair, leads: bool) -> None:
        self.target = target
        self.kind = kind
        self.encounters = kind.encounters
        self.ending = kind.ending
        self.pair = pair
        self.leads = leads  # the one of the two whose person looks after closeness
        self.trust = kind.trust
        self.ceiling = 1.0
        self.history = 0
        self.hurts: list[tuple[float, int]] = []  # odds at birth, tick of birth; oldest first
        self.hidden: list[tuple[float, bool]] = []  # size, deliberate; oldest first
        self.hurt = 0.0
        self.news = 0.0
        self.talks = 0
        self.kept = 0
        self.breaches = 0


class Person(mesa.Agent):  # type: ignore[misc]
    """Somebody who trusts others, keeps or breaks what others rely on, and can be hurt."""

    model: Model

    def __init__(self, model: Model, traits: Traits) -> None:
        super().__init__(model)
        self.reliability = self.habit = traits.reliability
        self.consistency = traits.consistency
        self.communication = traits.transparency if traits.communication is None else traits.communication
        self.transparency = traits.transparency
        self.forgiveness = traits.forgiveness
        self.respect = traits.respect
        self.vulnerability = traits.vulnerability
        self.boundaries = traits.boundaries
        self.deliberate_share = traits.deliberate_share
        self.apology = traits.apology
        self.second_chance = 2.0 * traits.forgiveness / 3.0
        self.faded = model.fading(2.0 * traits.forgiveness * model.parameters.healing_exponent)
        self.bad_spell = model.random.random() < 0.5
        self.ties: dict[Person, Tie] = {}
        self.former: list[Tie] = []  # what has ended still heals
        self.stories: list[Tie] = []

    # -------------------------------------------------------------- own ties alone

    def live(self) -> None:
        """Encounters; what was hidden comes to light; hurts heal."""
        model = self.model
        random = model.random.random
        now = model.tick
        if random() < model.parameters.spell_switch:
            self.bad_spell = not self.bad_spell
        second_chance = self.second_chance
        first_chance = 1.0 - second_chance
        faded = self.faded
        for tie in self.ties.values():
            if random() < tie.encounters and random() < second_chance + first_chance * tie.trust:
                self.encounter(tie)
            if tie.hidden:
                self.discover(tie)
            hurts = tie.hurts
            if hurts:
                untouched = 1.0
                over = False
                for odds, born in hurts:
                    odds *= faded[now - born]
                    if odds < CLOSED:
                        over = True
                    else:
                        untouched /= 1.0 + odds
                if over:
                    tie.hurts = [hurt for hurt in hurts if hurt[0] * faded[now - hurt[1]] >= CLOSED]
                tie.hurt = 1.0 - untouched
        for tie in self.former:
            if tie.hurts:
                tie.hurts = [hurt for hurt in tie.hurts if hurt[0] * faded[now - hurt[1]] >= CLOSED]
                tie.hurt = self.hurt_by(tie)

    def hurt_by(self, tie: Tie) -> float:
        """How much all open hurts of one tie come to now."""
        now = self.model.tick
        faded = self.faded
        untouched = 1.0
        for odds, born in tie.hurts:
            untouched /= 1.0 + odds * faded[now - born]
        return 1.0 - untouched

    def encounter(self, tie: Tie) -> None:
        """One act of the other that this person relies on."""
        random = self.model.random.random
        parameters = self.model.parameters
        other = tie.target
        number = random()
        size = parameters.lapse_size
        weight = 1.0
        chance = other.reliability * other.consistency if other.bad_spell else other.reliability
        kind = PROMISE
        if number >= parameters.promise_share:
            number -= parameters.promise_share
            weight = 0.5
            chance = other.respect
            if number < parameters.conversation_share:
                kind = CONVERSATION
                size = parameters.conversation_lapse
            elif number < parameters.conversation_share + parameters.boundary_share:
                kind = BOUNDARY
                size = parameters.boundary_crossing
                chance = 1.0 - (1.0 - chance) * (1.0 - self.boundaries)
            else:
                kind = CONFIDENCE
                depth = min(1.0, self.vulnerability, tie.pair.intimacy + parameters.pace)
                weight += depth
                size = parameters.confidence_breach + depth
        hurt = self.hurt_by(tie) if tie.hurts else 0.0
        if random() < chance:
            if random() < parameters.misreading * (1.0 - other.transparency) * (1.5 - self.boundaries):
                self.suffer(tie, size, False, False, False, False, hurt, tie.history)
                return
            gain = min(1.0, parameters.trust_gain * weight * (1.0 + tie.pair.intimacy))
            tie.trust += gain * (1.0 - hurt) * (tie.ceiling - tie.trust)
            tie.history += 1
            tie.kept += 1
            if kind in (CONVERSATION, CONFIDENCE):
                tie.talks += 1
            return
        deliberate = kind != BOUNDARY and random() < other.deliberate_share
        warned = not deliberate and random() < other.communication
        if not warned and random() >= other.transparency:
            tie.hidden.append((size, deliberate))
            if len(tie.hidden) > HIDDEN_SLOTS:
                del tie.hidden[0]
            return
        self.suffer(tie, size, deliberate, False, warned, random() < other.apology, hurt, tie.history)

    def discover(self, tie: Tie) -> None:
        """Hidden breaches come to light, or are lost for good."""
        random = self.model.random.random
        parameters = self.model.parameters
        history = tie.history
        hurt = -1.0
        left = []
        for hidden in tie.hidden:
            if random() < parameters.discovery:
                if hurt < 0.0:
                    hurt = self.hurt_by(tie)
                self.suffer(tie, hidden[0], hidden[1], True, False, False, hurt, history)
            elif random() >= parameters.forgetting:
                left.append(hidden)
        tie.hidden = left

    def suffer(
        self,
        tie: Tie,
        size: float,
        deliberate: bool,
        concealed: bool,
        warned: bool,
        apology: bool,
        hurt: float,
        history: int,
    ) -> None:
        """A breach that this person knows of."""
        parameters = self.model.parameters
        fresh = exp(-history / parameters.first_impression_encounters)
        x = size + parameters.repeat * hurt + parameters.first_impression * fresh
        damage = parameters.early_ceiling_damage * fresh
        if deliberate:
            x += parameters.deliberate
            damage = parameters.ceiling_damage
        if concealed:
            x += parameters.concealed
            damage = parameters.ceiling_damage
        if warned:
            x -= parameters.warned
        if apology:
            share = 1.0 / (1.0 + exp(parameters.apology_on_trust - x))
            x -= parameters.apology_on_hurt
        else:
            share = 1.0 / (1.0 + exp(-x))
        tie.ceiling *= 1.0 - share * damage
        tie.trust = min(tie.trust * (1.0 - share), tie.ceiling)
        now = self.model.tick
        if len(tie.hurts) == HURT_SLOTS:
            (first, born), (second, born_later) = tie.hurts[:2]
            faded = self.faded[now - born]
            both = (1.0 + first * faded) * (1.0 + second * self.faded[now - born_later]) - 1.0
            tie.hurts[:2] = [(both / faded, born)]
        tie.hurts.append((exp(x), now))
        tie.history += 1
        tie.breaches += 1
        if not tie.news:
            self.stories.append(tie)
        tie.news = 1.0 - (1.0 - tie.news) * (1.0 - share)

    # -------------------------------------------------------------- what others have felt

    def grow(self) -> None:
        """Ceilings are repaired, closeness grows or fades, consequences teach."""
        parameters = self.model.parameters
        repair = parameters.ceiling_repair * self.forgiveness
        hurt_caused = 0.0
        for tie in self.ties.values():
            ceiling = tie.ceiling
            if ceiling < 1.0:
                tie.ceiling = ceiling + repair * tie.target.transparency * (1.0 - ceiling)
            back = tie.back
            hurt_back = back.hurt
            hurt_caused += hurt_back
            if tie.leads:
                pair = tie.pair
                hurt = tie.hurt
                trust = tie.trust
                trust_back = back.trust
                target = (trust if trust < trust_back else trust_back) * (
                    1.0 - (hurt if hurt > hurt_back else hurt_back)
                )
                intimacy = pair.intimacy
                if target < intimacy:
                    pair.intimacy = intimacy + parameters.intimacy_loss * (target - intimacy)
                    tie.talks = back.talks = 0
                elif tie.talks or back.talks:
                    for _ in range(tie.talks):
                        intimacy += parameters.intimacy_gain * self.vulnerability * (target - intimacy)
                    for _ in range(back.talks):
                        intimacy += parameters.intimacy_gain * tie.target.vulnerability * (target - intimacy)
                    pair.intimacy = intimacy
                    tie.talks = back.talks = 0
        learnt = 0.0
        if self.ties:
            learnt = parameters.learning * hurt_caused / len(self.ties) * (1.0 - self.reliability)
        self.reliability += learnt - parameters.drift * (self.reliability - self.habit)

    def tell(self) -> None:
        """What became known of somebody goes round among common friends; they take it in when all have told."""
        if not self.stories:
            return
        model = self.model
        random = model.random.random
        reach = model.parameters.gossip_reach
        weight = model.parameters.gossip_weight
        for story in self.stories:
            about = story.target
            for friend in self.ties:
                if random() < reach and friend is not about:
                    tie = friend.ties.get(about)
                    if tie is not None:
                        model.hearsay.append((tie, weight * friend.ties[self].trust * story.news))
            story.news = 0.0
        self.stories.clear()

    def part(self) -> None:
        """Leave those who hurt, or do not."""
        leaving = []
        random = self.model.random.random
        for tie in self.ties.values():
            if tie.hurt:
                number = random()
                # no chance is above that of full hurt, no trust and no intimacy
                if number < tie.ending and number < tie.ending * tie.hurt * (1.0 - tie.trust) * (
                    1.0 - tie.pair.intimacy
                ):
                    leaving.append(tie)
        for tie in leaving:
            other = tie.target
            del self.ties[other]
            del other.ties[self]
            self.former.append(tie)
            other.former.append(tie.back)

    @property
    def pain(self) -> float:
        """Pain from one's own hurts and, less, from those one has caused."""
        guilt = self.model.parameters.guilt
        free = 1.0
        for ties in (self.ties.values(), self.former):
            for tie in ties:
                if tie.hurt:
                    free *= 1.0 - tie.kind.pain * tie.hurt
                if tie.back.hurt:
                    free *= 1.0 - guilt * tie.kind.pain * tie.back.hurt
        return 1.0 - free


class Model(mesa.Model):  # type: ignore[misc]
    """People and the trust between them.

    Parameters
    ----------
    network
        Who knows whom: the same object that trustsim runs on.
    traits, relationships
        The same traits for everybody; shares of relationship types.
    every
        Ticks from one collection to the next; the start and the end of a run of a multiple are collected.
    rng
        The seed.
    """

    def __init__(
        self,
        network: Network,
        traits: Traits | None = None,
        relationships: Mapping[str, float] | None = None,
        every: int = 4,
        rng: Any = None,
    ) -> None:
        super().__init__(rng=rng)
        self.parameters = Parameters()
        self.every = every
        self.tick = 0
        self.hearsay: list[tuple[Tie, float]] = []
        self._fading: dict[float, list[float]] = {}
        self.people = [Person(self, traits or Traits()) for _ in range(network.people)]
        self.ties = self._ties(network, relationships or {"friend": 1.0})
        self._measures: dict[str, float] = {}
        self.datacollector = mesa.DataCollector(
            model_reporters={name: (lambda model, name=name: model.measures[name]) for name in MEASURES}
        )
        self._collect()

    def _ties(self, network: Network, relationships: Mapping[str, float]) -> list[Tie]:
        source, target = network.source.tolist(), network.target.tolist()
        reverse = network.reverse.tolist()
        kinds = [RELATIONSHIPS[name] for name in relationships]
        shares = list(relationships.values())
        ties: list[Tie] = []
        for place, (here, there) in enumerate(zip(source, target, strict=True)):
            if here < there:
                kind = kinds[0] if len(kinds) == 1 else self.random.choices(kinds, shares)[0]
                tie = Tie(self.people[there], kind, Pair(), leads=True)
            else:
                first = ties[reverse[place]]
                tie = Tie(self.people[there], first.kind, first.pair, leads=False)
                tie.back, first.back = first, tie
            self.people[here].ties[self.people[there]] = tie
            ties.append(tie)
        return ties

    def fading(self, rate: float) -> list[float]:
        """What is left of the odds of a hurt after 0, 1, 2 … ticks, at one rate of healing; it grows with the run."""
        return self._fading.setdefault(rate, [1.0])

    def _grow_older(self) -> None:
        self.tick += 1
        for rate, left in self._fading.items():
            left.append((1.0 + self.tick) ** -rate)

    def step(self) -> None:
        """One tick."""
        people = self.agents
        people.do("live")
        people.do("grow")
        people.do("tell")
        for tie, lost in self.hearsay:
            tie.trust *= 1.0 - lost
        self.hearsay.clear()
        people.do("part")
        self._grow_older()
        if self.tick % self.every == 0:
            self._collect()

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        for _ in range(ticks):
            self.step()

    def _collect(self) -> None:
        self.measures = self.measured()
        self.datacollector.collect(self)

    def measured(self) -> dict[str, float]:
        """Means over all, in one pass."""
        trust = hurt = ceiling = intimacy = 0.0
        living = 0
        for person in self.people:
            living += len(person.ties)
            for tie in person.ties.values():
                trust += tie.trust
                hurt += tie.hurt
                ceiling += tie.ceiling
                intimacy += tie.pair.intimacy
        people, ties = len(self.people), len(self.ties)
        return {
            "trust": trust / ties,
            "survival": living / ties,
            "hurt": hurt / living if living else float("nan"),
            "ceiling": ceiling / living if living else float("nan"),
            "intimacy": intimacy / ties,
            "pain": sum([person.pain for person in self.people]) / people,
            "reliability": sum([person.reliability for person in self.people]) / people,
            "kept": float(sum([tie.kept for tie in self.ties])),
            "breaches": float(sum([tie.breaches for tie in self.ties])),
        }

    def take_over(self, world: World, tick: int) -> None:
        """Go on from where a compiled run has got to, so that all peers work on one state."""
        people, ties, pairs = world.people, world.ties, world.pairs
        for _ in range(tick):
            self._grow_older()
        for person, reliability, spell in zip(
            self.people, people.reliability.tolist(), people.bad_spell.tolist(), strict=True
        ):
            person.reliability = reliability
            person.bad_spell = spell
        sizes, births = np.exp(ties.hurt_size), ties.hurt_born
        columns = _lists(
            ties.trust,
            ties.ceiling,
            ties.history,
            ties.hurt,
            ties.kept,
            ties.breaches,
            ties.hurt_count,
            ties.hidden_count,
            pairs.intimacy[ties.pair],
            pairs.active[ties.pair],
            ties.source,
        )
        kinds = [Relationship(*numbers) for numbers in zip(*_lists(*world.types), strict=True)]
        for tie, kind in zip(self.ties, ties.relationship.tolist(), strict=True):
            tie.kind = kinds[kind]
            tie.encounters, tie.ending = tie.kind.encounters, tie.kind.ending
        for place, (tie, *values, source) in enumerate(zip(self.ties, *columns, strict=True)):
            tie.trust, tie.ceiling, tie.history, tie.hurt, tie.kept, tie.breaches, hurts, hidden, intimacy, active = (
                values
            )
            if hurts:
                tie.hurts = list(zip(sizes[place, :hurts].tolist(), births[place, :hurts].tolist(), strict=True))
            if hidden:
                size, deliberate = ties.hidden_size[place, :hidden], ties.hidden_deliberate[place, :hidden]
                tie.hidden = list(zip(size.tolist(), deliberate.tolist(), strict=True))
            tie.pair.intimacy = intimacy
            if not active:
                person = self.people[source]
                person.former.append(person.ties.pop(tie.target))


def _lists(*columns: NDArray[Any]) -> list[list[Any]]:
    return [column.tolist() for column in columns]


class Sweep(Model):
    """The model of the headline experiment, for ``mesa.batch_run``: everything from plain numbers and a seed."""

    def __init__(
        self,
        people: int,
        network: Mapping[str, Any],
        relationships: Mapping[str, float],
        forgiveness: float,
        transparency: float,
        every: int,
        rng: Any = None,
    ) -> None:
        super().__init__(
            make_network(network, people, int(rng)),
            Traits(forgiveness=forgiveness, transparency=transparency),
            relationships,
            every,
            rng,
        )
