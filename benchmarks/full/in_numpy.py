"""The whole default model in NumPy: columns, and in each phase only the rows that it concerns.

The same laws with the same numbers, random numbers from a NumPy generator. As in the Mesa peer, what the defaults
switch off cannot happen and is not paid for. Open hurts and hidden breaches are tables of their own with a row each,
oldest first: a matrix of eight slots a tie would be nearly empty.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trustsim.laws.healing import CLOSED
from trustsim.laws.keeping import BOUNDARY, CONFIDENCE, CONVERSATION, PROMISE
from trustsim.world.columns import HIDDEN_SLOTS, HURT_SLOTS, World

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]
Switches = NDArray[np.bool_]

OUTLOOK: Final = 1024
"""Ticks for which the fading of hurts is laid out ahead."""


class InNumpy:
    """A run, from where a world stands.

    Parameters
    ----------
    world
        People, ties and numbers; it is copied.
    tick
        How many ticks have passed in it.
    rng
        The seed.
    """

    def __init__(self, world: World, tick: int = 0, rng: int | None = None) -> None:
        people, ties, pairs, types = world.people, world.ties, world.pairs, world.types
        self.rng = np.random.default_rng(rng)
        self.tick = tick
        self.parameters = world.parameters
        self.people = people
        self.communication = np.where(np.isnan(people.communication), people.transparency, people.communication)
        self.reliability, self.bad_spell = people.reliability.copy(), people.bad_spell.copy()
        self.source, self.target, self.reverse, self.pair = ties.source, ties.target, ties.reverse, ties.pair
        self.first_tie = people.first_tie
        self.code = ties.source * len(people.key) + ties.target
        self.upper, self.lower = ties.reverse[pairs.lower], pairs.lower
        self.pain_weight = types.pain[ties.relationship]
        self.encounters, self.ending = types.encounters[ties.relationship], types.ending[ties.relationship]
        self.trust, self.ceiling, self.history = ties.trust.copy(), ties.ceiling.copy(), ties.history.copy()
        self.kept, self.breaches, self.hurt = ties.kept.copy(), ties.breaches.copy(), ties.hurt.copy()
        self.intimacy, self.together = pairs.intimacy.copy(), pairs.active.copy()
        self.active = pairs.active[ties.pair]
        self.living = np.bincount(ties.source[self.active], minlength=len(people.key))
        willingness = people.forgiveness[ties.source] * people.transparency[ties.target]
        self.repair = np.where(self.active, self.parameters.ceiling_repair * willingness, 0.0)
        self.news = np.zeros(len(ties.trust))

        # One row for each way of forgiving that there is, one column for each age.
        rates, self.row_of_person = np.unique(
            2.0 * people.forgiveness * self.parameters.healing_exponent, return_inverse=True
        )
        self.rates = rates
        self.fading = (1.0 + np.arange(tick + OUTLOOK)) ** -rates[:, None]

        slots = np.arange(HURT_SLOTS)
        row, slot = np.nonzero(slots < ties.hurt_count[:, None])
        self.hurt_count = ties.hurt_count.copy()
        self.hurt_tie, self.hurt_born = row, ties.hurt_born[row, slot]
        self.hurt_odds = np.exp(ties.hurt_size[row, slot])
        row, slot = np.nonzero(slots < ties.hidden_count[:, None])
        self.hidden_count = ties.hidden_count.copy()
        self.hidden_tie, self.hidden_size = row, ties.hidden_size[row, slot]
        self.hidden_deliberate = ties.hidden_deliberate[row, slot]

    def run(self, ticks: int) -> None:
        """Let so many ticks pass."""
        for _ in range(ticks):
            self.step()

    def step(self) -> None:
        """One tick."""
        if self.tick >= self.fading.shape[1]:
            self.fading = (1.0 + np.arange(self.tick + OUTLOOK)) ** -self.rates[:, None]
        self.bad_spell ^= self.rng.random(len(self.bad_spell)) < self.parameters.spell_switch
        self.odds_now = self.hurt_odds * self.faded(self.hurt_tie, self.hurt_born)
        # the sum of ln(1 + odds) of each tie: hurt is 1 − e**−sum
        # (of no hurts at all bincount makes whole numbers)
        self.weight = np.bincount(self.hurt_tie, np.log1p(self.odds_now), len(self.trust)).astype(
            np.float64, copy=False
        )
        talked = self.meet()
        self.discover()
        self.heal()
        self.grow(talked)
        self.listen()
        self.part()
        self.tick += 1

    def faded(self, ties: Places, born: Places) -> Numbers:
        """What is left of the odds of hurts."""
        return self.fading[self.row_of_person[self.source[ties]], self.tick - born]

    # -------------------------------------------------------------- the phases

    def meet(self) -> Places:
        """Encounters; returns the ties on which there was a talk."""
        random, people, parameters = self.rng.random, self.people, self.parameters
        met = np.flatnonzero(random(len(self.trust)) < self.encounters)
        met = met[self.active[met]]
        second_chance = 2.0 * people.forgiveness[self.source[met]] / 3.0
        met = met[random(len(met)) < second_chance + (1.0 - second_chance) * self.trust[met]]
        relying, acting = self.source[met], self.target[met]
        shares = (parameters.promise_share, parameters.conversation_share, parameters.boundary_share)
        kind = np.searchsorted(np.cumsum(shares), random(len(met)), side="right")
        intimacy = self.intimacy[self.pair[met]]
        depth = np.minimum(1.0, np.minimum(people.vulnerability[relying], intimacy + parameters.pace))
        depth[kind != CONFIDENCE] = 0.0
        respect = people.respect[acting]
        promised = self.reliability[acting] * np.where(self.bad_spell[acting], people.consistency[acting], 1.0)
        respected = 1.0 - (1.0 - respect) * (1.0 - people.boundaries[relying])
        chance = np.where(kind == PROMISE, promised, np.where(kind == BOUNDARY, respected, respect))
        sizes = np.array(
            (
                parameters.lapse_size,
                parameters.conversation_lapse,
                parameters.boundary_crossing,
                parameters.confidence_breach,
            )
        )
        size = sizes[kind] + depth
        hurt = -np.expm1(-self.weight[met])
        held = random(len(met)) < chance
        misreading = parameters.misreading * (1.0 - people.transparency[acting]) * (1.5 - people.boundaries[relying])
        misread = held & (random(len(met)) < misreading)

        kept = np.flatnonzero(held & ~misread)
        ties = met[kept]
        worth = np.where(kind[kept] == PROMISE, 1.0, 0.5) + depth[kept]
        gain = np.minimum(1.0, parameters.trust_gain * worth * (1.0 + intimacy[kept]))
        self.trust[ties] += gain * (1.0 - hurt[kept]) * (self.ceiling[ties] - self.trust[ties])
        self.kept[ties] += 1
        history = self.history[met]  # a breach is met by the history before it; a tie has one encounter in a tick
        self.history[ties] += 1
        talked = ties[(kind[kept] == CONVERSATION) | (kind[kept] == CONFIDENCE)]

        broken = np.flatnonzero(~held)
        by = acting[broken]
        deliberate = (kind[broken] != BOUNDARY) & (random(len(broken)) < people.deliberate_share[by])
        warned = ~deliberate & (random(len(broken)) < self.communication[by])
        open_ = warned | (random(len(broken)) < people.transparency[by])
        apology = open_ & (random(len(broken)) < people.apology[by])
        hidden = broken[~open_]
        self.hide(met[hidden], size[hidden], deliberate[~open_])

        nobody = np.zeros(int(misread.sum()), dtype=bool)
        known = np.concatenate([np.flatnonzero(misread), broken[open_]])
        self.suffer(
            met[known],
            size[known],
            np.concatenate([nobody, deliberate[open_]]),
            False,
            np.concatenate([nobody, warned[open_]]),
            np.concatenate([nobody, apology[open_]]),
            hurt[known],
            history[known],
        )
        return talked

    def hide(self, ties: Places, size: Numbers, deliberate: Switches) -> None:
        """Breaches that nobody knows of; of a ninth the oldest is lost."""
        full = ties[self.hidden_count[ties] == HIDDEN_SLOTS]
        if len(full):
            _, oldest = np.unique(self.hidden_tie, return_index=True)
            self.forget(np.isin(np.arange(len(self.hidden_tie)), oldest[np.isin(self.hidden_tie[oldest], full)]))
        self.hidden_tie = np.append(self.hidden_tie, ties)
        self.hidden_size = np.append(self.hidden_size, size)
        self.hidden_deliberate = np.append(self.hidden_deliberate, deliberate)
        self.hidden_count[ties] += 1

    def forget(self, lost: Switches) -> None:
        """Take hidden breaches off the table."""
        np.subtract.at(self.hidden_count, self.hidden_tie[lost], 1)
        self.hidden_tie, self.hidden_size = self.hidden_tie[~lost], self.hidden_size[~lost]
        self.hidden_deliberate = self.hidden_deliberate[~lost]

    def discover(self) -> None:
        """Hidden breaches come to light, or are lost for good."""
        random = self.rng.random
        living = self.active[self.hidden_tie]
        found = living & (random(len(living)) < self.parameters.discovery)
        lost = living & ~found & (random(len(living)) < self.parameters.forgetting)
        ties, size, deliberate = self.hidden_tie[found], self.hidden_size[found], self.hidden_deliberate[found]
        hurt, history = -np.expm1(-self.weight[ties]), self.history[ties]
        self.forget(found | lost)
        while len(ties):  # several on one tie come one after the other
            _, first = np.unique(ties, return_index=True)
            no = np.zeros(len(first), dtype=bool)
            self.suffer(ties[first], size[first], deliberate[first], True, no, no, hurt[first], history[first])
            later = np.ones(len(ties), dtype=bool)
            later[first] = False
            ties, size, deliberate = ties[later], size[later], deliberate[later]
            hurt, history = hurt[later], history[later]

    def suffer(
        self,
        ties: Places,
        size: Numbers,
        deliberate: Switches,
        concealed: bool,
        warned: Switches,
        apology: Switches,
        hurt: Numbers,
        history: Places,
    ) -> None:
        """Breaches that are known, one a tie at most."""
        parameters = self.parameters
        fresh = np.exp(-history / parameters.first_impression_encounters)
        x = size + parameters.repeat * hurt + parameters.first_impression * fresh
        x += parameters.deliberate * deliberate + parameters.concealed * concealed - parameters.warned * warned
        share = 1.0 / (1.0 + np.exp(parameters.apology_on_trust * apology - x))
        damage = np.where(deliberate | concealed, parameters.ceiling_damage, parameters.early_ceiling_damage * fresh)
        ceiling = self.ceiling[ties] * (1.0 - share * damage)
        self.ceiling[ties] = ceiling
        self.trust[ties] = np.minimum(self.trust[ties] * (1.0 - share), ceiling)
        for tie in ties[self.hurt_count[ties] == HURT_SLOTS].tolist():
            self.make_room(tie)
        odds = np.exp(x - parameters.apology_on_hurt * apology)
        self.hurt_tie = np.append(self.hurt_tie, ties)
        self.hurt_odds = np.append(self.hurt_odds, odds)
        self.hurt_born = np.append(self.hurt_born, np.full(len(ties), self.tick))
        self.odds_now = np.append(self.odds_now, odds)
        self.weight[ties] += np.log1p(odds)
        self.hurt_count[ties] += 1
        self.history[ties] += 1
        self.breaches[ties] += 1
        self.news[ties] = 1.0 - (1.0 - self.news[ties]) * (1.0 - share)

    def make_room(self, tie: int) -> None:
        """The two oldest hurts of a tie become one."""
        first, second = np.flatnonzero(self.hurt_tie == tie)[:2].tolist()
        both = (1.0 + self.odds_now[first]) * (1.0 + self.odds_now[second]) - 1.0
        self.hurt_odds[first] *= both / self.odds_now[first]
        self.odds_now[first] = both
        self.hurt_tie, self.hurt_odds = np.delete(self.hurt_tie, second), np.delete(self.hurt_odds, second)
        self.hurt_born, self.odds_now = np.delete(self.hurt_born, second), np.delete(self.odds_now, second)
        self.hurt_count[tie] -= 1

    def heal(self) -> None:
        """Hurts that are over are closed; hurt is set down."""
        over = self.odds_now < CLOSED
        ties = self.hurt_tie[over]
        np.subtract.at(self.hurt_count, ties, 1)
        np.subtract.at(self.weight, ties, np.log1p(self.odds_now[over]))
        self.hurt_tie, self.hurt_odds = self.hurt_tie[~over], self.hurt_odds[~over]
        self.hurt_born = self.hurt_born[~over]
        self.hurt = np.where(self.hurt_count > 0, -np.expm1(-self.weight), 0.0)

    def grow(self, talked: Places) -> None:
        """Ceilings are repaired, closeness grows or fades, consequences teach."""
        people, parameters = self.people, self.parameters
        self.ceiling += self.repair * (1.0 - self.ceiling)
        target = np.minimum(self.trust[self.lower], self.trust[self.upper])
        target *= 1.0 - np.maximum(self.hurt[self.lower], self.hurt[self.upper])
        fading = np.flatnonzero((target < self.intimacy) & self.together)
        growing = target >= self.intimacy
        self.intimacy[fading] += parameters.intimacy_loss * (target[fading] - self.intimacy[fading])
        talked = talked[growing[self.pair[talked]]]
        leads = self.source[talked] < self.target[talked]
        for ties in (talked[leads], talked[~leads]):
            pairs = self.pair[ties]
            gain = parameters.intimacy_gain * people.vulnerability[self.source[ties]]
            self.intimacy[pairs] += gain * (target[pairs] - self.intimacy[pairs])
        caused = np.bincount(self.target, np.where(self.active, self.hurt, 0.0), len(self.reliability))
        mean = caused / np.maximum(self.living, 1)
        self.reliability += parameters.learning * mean * (1.0 - self.reliability) - parameters.drift * (
            self.reliability - people.habit
        )

    def listen(self) -> None:
        """What became known goes round among common friends."""
        stories = np.flatnonzero(self.news)
        teller = self.source[stories]
        friends = self.first_tie[teller + 1] - self.first_tie[teller]
        story = np.repeat(np.arange(len(stories)), friends)
        to_friend = np.arange(len(story)) + np.repeat(self.first_tie[teller] - np.cumsum(friends) + friends, friends)
        hears = self.active[to_friend] & (self.rng.random(len(story)) < self.parameters.gossip_reach)
        story, to_teller = story[hears], self.reverse[to_friend[hears]]
        code = self.source[to_teller] * len(self.reliability) + self.target[stories[story]]
        place = np.minimum(np.searchsorted(self.code, code), len(self.code) - 1)
        common = (self.code[place] == code) & self.active[place]
        place, lost = place[common], self.trust[to_teller[common]] * self.news[stories[story[common]]]
        np.multiply.at(self.trust, place, 1.0 - self.parameters.gossip_weight * lost)
        self.news[stories] = 0.0

    def part(self) -> None:
        """Those who are hurt may leave."""
        hurting = np.flatnonzero(self.active & (self.hurt > 0.0))
        chance = self.ending[hurting] * self.hurt[hurting] * (1.0 - self.trust[hurting])
        chance *= 1.0 - self.intimacy[self.pair[hurting]]
        ended = np.unique(self.pair[hurting[self.rng.random(len(hurting)) < chance]])
        self.together[ended] = False
        for ties in (self.lower[ended], self.upper[ended]):
            self.active[ties] = False
            self.repair[ties] = 0.0
            np.subtract.at(self.living, self.source[ties], 1)

    # -------------------------------------------------------------- what is recorded

    def measured(self) -> dict[str, float]:
        """As ``benchmarks.full.in_mesa.Model.measured``."""
        active, count = self.active, len(self.trust)
        suffered = np.log1p(-self.pain_weight * self.hurt)
        caused = np.log1p(-self.parameters.guilt * self.pain_weight * self.hurt[self.reverse])
        free = np.bincount(self.source, suffered + caused, len(self.reliability))
        values: dict[str, Any] = {
            "trust": self.trust[active].sum() / count,
            "survival": active.mean(),
            "hurt": self.hurt[active].mean(),
            "ceiling": self.ceiling[active].mean(),
            "intimacy": 2.0 * self.intimacy[self.together].sum() / count,
            "pain": -np.expm1(free).mean(),
            "reliability": self.reliability.mean(),
            "kept": self.kept.sum(),
            "breaches": self.breaches.sum(),
        }
        return {name: float(value) for name, value in values.items()}
