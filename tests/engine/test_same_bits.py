"""The two ways of running agree to the last bit, on every column, after every tick, whatever the world."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustsim.engine import sharing
from trustsim.laws.catalogue import LAWS
from trustsim.model import Person, Tie, TrustModel
from trustsim.parameters import Parameters, Traits, quantities
from trustsim.rules.measures import MEASURES
from trustsim.simulation import Course, Start

share = st.floats(0, 1, allow_subnormal=False)
SHARES = ("promise_share", "conversation_share", "boundary_share", "confidence_share")


@st.composite
def traits(draw: Any) -> dict[str, Any]:
    spread = st.one_of(
        share,
        st.tuples(share, share).map(lambda ends: {"uniform": sorted(ends)}),
        st.just({"beta": [2, 3]}),
        st.just({"groups": {"a": {"share": 0.5, "value": 0.1}, "b": {"share": 0.5, "value": {"normal": [0.5, 0.3]}}}}),
    )
    return {name: draw(spread) for name in Traits._fields if draw(st.booleans())}


@st.composite
def parameters(draw: Any) -> dict[str, Any]:
    described = quantities(Parameters)
    chosen = {
        name: draw(st.floats(*described[name].limits, allow_subnormal=False))
        for name in Parameters._fields
        if name not in SHARES and draw(st.integers(0, 3)) == 0
    }
    if draw(st.booleans()):
        cuts = sorted(draw(st.tuples(share, share, share)))
        chosen |= dict(zip(SHARES, np.diff([0.0, *cuts, 1.0]).tolist(), strict=True))
    return chosen


@st.composite
def events(draw: Any, people: int, weeks: int) -> list[dict[str, Any]]:
    who = st.one_of(st.just("all"), st.integers(0, people - 1))
    week = st.integers(0, weeks - 1)
    kind = st.sampled_from(["promise", "conversation", "boundary", "confidence"])
    one = st.one_of(
        st.fixed_dictionaries({"what": st.just("kept"), "who": who, "week": week, "kind": kind}),
        st.fixed_dictionaries({"what": st.just("lapse"), "who": who, "week": week, "warned": st.booleans()}),
        st.fixed_dictionaries({"what": st.just("betrayal"), "who": who, "week": week, "hidden": st.booleans()}),
        st.fixed_dictionaries(
            {"what": st.just("act"), "who": who, "week": week, "signal": st.floats(-1, 1, allow_subnormal=False)}
        ),
        st.fixed_dictionaries({"what": st.sampled_from(["promise", "apology"]), "who": who, "week": week}),
        st.fixed_dictionaries(
            {"what": st.just("counselling"), "pair": st.just("all"), "week": week, "weeks": week.map(lambda w: w + 1)}
        ),
        st.fixed_dictionaries(
            {
                "what": st.just("change"),
                "who": who,
                "week": week,
                "trait": st.sampled_from(Traits._fields),
                "value": share,
            }
        ),
    )
    return draw(st.lists(one, max_size=5))


@st.composite
def laws(draw: Any, name: str) -> dict[str, Any]:
    """A law, some of its own numbers anywhere within their limits."""
    own = LAWS[name].parameters
    described = quantities(type(own)) if own else {}
    chosen = {number: st.floats(*described[number].limits, allow_subnormal=False) for number in described}
    return {"name": name, **draw(st.fixed_dictionaries({}, optional=chosen))}


@st.composite
def worlds(draw: Any, law: str) -> dict[str, Any]:
    people = draw(st.integers(3, 9))
    weeks = draw(st.integers(1, 12))
    return {
        "people": people,
        "network": draw(
            # every person has somebody, so that an event may name anybody
            st.sampled_from([{"kind": "complete"}, {"kind": "ring"}, {"kind": "star"}])
        ),
        "relationships": {"romantic": 0.3, "friend": 0.7},
        "relationship_types": {
            "friend": {"ending": draw(share), "encounters": 1.0},
            "romantic": {"encounters": draw(share)},
        },
        "ticks_per_week": draw(st.integers(1, 3)),
        "law": draw(laws(law)),
        "events": draw(events(people, weeks)),
        "rng": draw(st.integers(0, 2**32)),
        "weeks": weeks,
        **draw(parameters()),
        **draw(traits()),
    }


def differing(first: TrustModel, second: TrustModel) -> list[str]:
    """Names of the columns whose bytes differ."""
    return [
        f"{table}.{name}"
        for table in ("people", "ties", "pairs")
        for name in getattr(first.world, table)._fields
        if getattr(getattr(first.world, table), name).tobytes() != getattr(getattr(second.world, table), name).tobytes()
    ]


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_agents_and_compiled_engine_agree_to_the_last_bit(law, data):
    world = data.draw(worlds(law))
    by_agents = TrustModel(engine="agents", **world)
    compiled = TrustModel(engine="compiled", **world)
    while by_agents.running:
        by_agents.step()
        compiled.step()
        assert differing(by_agents, compiled) == []
    np.testing.assert_array_equal(list(by_agents.measures().values()), list(compiled.measures().values()))


def passed(start: Start, weeks: int, threads: int) -> tuple[list[bytes], bytes]:
    """The state and what was measured after each tick."""
    moments = np.arange(weeks * int(start.world.ticks_per_week) + 1)
    series = np.zeros((len(moments), len(MEASURES)))
    course = Course(start, moments, series, threads)
    assert len(course._shares) == threads
    states = []
    for moment in moments:
        course.advance(int(moment))
        world = course.start.world
        states += [column.tobytes() for table in (world.people, world.ties, world.pairs) for column in table]
    return states, series.tobytes()


@pytest.mark.parametrize("law", LAWS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_one_run_in_several_threads_ends_in_the_same_bits(law, data):
    """Each thread takes a share of the people."""
    world = {**data.draw(worlds(law)), "people": 9}

    def start() -> Start:
        return TrustModel(engine="compiled", **world).start

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sharing, "LEAST_TIES", 1)
        alone = passed(start(), world["weeks"], 1)
        for threads in (2, 3):
            assert passed(start(), world["weeks"], threads) == alone


class Fickle(Person):
    """Decides as usual, and once in a while otherwise."""

    def leaves(self, tie: Tie) -> bool:
        return super().leaves(tie) or (self.model.tick + tie.index) % 11 == 0

    def keeps(self, tie: Tie, act: str) -> bool:
        return super().keeps(tie, act) != ((self.model.tick + tie.index) % 7 == 0)


@pytest.mark.parametrize("law", ["default", "beta_reputation"])
@pytest.mark.parametrize("person", [Person, Fickle])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_asked_for_decisions_alone_people_end_in_the_same_bits(law, person, data):
    """In large models agents do in Python what they decide, and what nobody decides is compiled."""
    world = data.draw(worlds(law))
    agent_by_agent = TrustModel(engine="agents", person=person, **world)
    decided = TrustModel(engine="agents", person=person, **world)
    decided.together = 0
    while agent_by_agent.running:
        agent_by_agent.step()
        decided.step()
        assert differing(agent_by_agent, decided) == []


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=st.sampled_from(list(LAWS)).flatmap(worlds), order=st.randoms(use_true_random=False))
def test_the_order_of_people_makes_no_difference(world, order):
    """Stepped in another order in every tick, the people end in the same state to the last bit."""
    in_order = TrustModel(engine="agents", **world)
    shuffled = TrustModel(engine="agents", **world)
    while in_order.running:
        shuffled.random.seed(order.randint(0, 2**32))
        shuffled.agents.shuffle(inplace=True)
        in_order.step()
        shuffled.step()
        assert differing(in_order, shuffled) == []


def test_people_without_anybody_agree_too():
    world: dict[str, Any] = {"people": 9, "network": {"kind": "random", "degree": 1.0}, "rng": 4, "new_ties": 0.5}
    by_agents, compiled = TrustModel(engine="agents", **world), TrustModel(engine="compiled", **world)
    assert (np.diff(compiled.network.first_tie) == 0).any()
    for _ in range(20):
        by_agents.step()
        compiled.step()
        assert differing(by_agents, compiled) == []


def test_the_comparison_can_fail():
    """A guard for the tests above: one changed column is seen."""
    first, second = (TrustModel(people=6, network={"kind": "ring"}, rng=1) for _ in range(2))
    second.ties[3].trust = 0.123
    assert differing(first, second) == ["ties.trust"]
