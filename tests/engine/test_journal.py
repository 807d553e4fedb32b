"""The journal says the same in both engines and in any order of people, and nothing else depends on its being kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.test_same_bits import differing, worlds
from trustsim.laws.catalogue import LAWS
from trustsim.model import TrustModel
from trustsim.rules import journal
from trustsim.simulation import Names, Table, events_table
from trustsim.world.columns import empty_journal

ROOM = 50_000


def noting(model: TrustModel, level: int = journal.ALL, room: int = ROOM, pair: tuple[int, int] = (-1, -1)) -> Any:
    """The same model, before its first step, with a journal."""
    world = model.world._replace(journal=empty_journal(room, level, *pair))
    noted = TrustModel.from_start(replace(model.start, world=world), engine=model.engine)
    noted.weeks = model.weeks
    return noted


def events(model: TrustModel) -> dict[str, Any]:
    """The journal as plain lists."""
    return plain(events_table(model.start))


def plain(table: Table) -> dict[str, Any]:
    return {name: column.tolist() if isinstance(column, Names) else column.tobytes() for name, column in table.items()}


@pytest.mark.parametrize(
    "law", [law if law == "default" else pytest.param(law, marks=pytest.mark.long) for law in LAWS]
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), order=st.randoms(use_true_random=False))
def test_the_journal_is_one_and_moves_nothing(law, data, order):
    world = data.draw(worlds(law))
    plainly = TrustModel(engine="agents", **world)
    by_agents = noting(TrustModel(engine="agents", **world))
    shuffled = noting(TrustModel(engine="agents", **world))
    compiled = noting(TrustModel(engine="compiled", **world))
    while plainly.running:
        shuffled.random.seed(order.randint(0, 2**32))
        shuffled.agents.shuffle(inplace=True)
        for model in (plainly, by_agents, shuffled, compiled):
            model.step()
        for model in (by_agents, shuffled, compiled):
            assert differing(plainly, model) == []
    assert events(by_agents) == events(compiled) == events(shuffled)
    assert int(by_agents.world.journal.count[0]) <= ROOM


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds("default"))
def test_the_journal_adds_up_to_the_columns(world):
    """Whoever reads the journal knows what the records count, and trust moves nowhere but in it."""
    model = noting(TrustModel(engine="agents", **world))
    start = {(tie.source, tie.target): tie.trust for tie in model.ties}
    while model.running:
        model.step()
    table = events_table(model.start)
    what, source, target = (np.array(table[name].tolist()) for name in ("what", "source", "target"))
    for tie in model.ties:
        mine = (source == str(tie.source.name)) & (target == str(tie.target.name))
        counts = {kind.name: int(np.sum(mine & (what == kind.name))) for kind in journal.KINDS}
        assert counts["kept"] == model.world.ties.kept[tie.index]
        assert counts["breach"] + counts["misread"] + counts["found"] == model.world.ties.breaches[tie.index]
        waiting = counts["hidden"] - counts["found"] - counts["forgotten"] - counts["merged"]
        assert waiting == tie.hidden
        known = start.get((tie.source, tie.target))
        assert counts["new_tie"] == (known is None)
        trust = float(model.world.types.trust[model.world.ties.relationship[tie.index]]) if known is None else known
        for before, after in zip(table["trust_before"][mine], table["trust"][mine], strict=True):
            assert before == trust
            trust = after
        assert trust == tie.trust
    ended = int(np.sum(~model.world.pairs.active))
    left = {tuple(sorted(pair)) for pair in zip(source[what == "left"], target[what == "left"], strict=True)}
    assert len(left) == ended


def test_a_lower_level_leaves_out_the_everyday():
    world: dict[str, Any] = {"people": 12, "rng": 3, "gossip_reach": 0.3, "praise_reach": 0.3, "transparency": 0.3}
    everything, breaches = (
        noting(TrustModel(engine="agents", **world), level) for level in (journal.ALL, journal.BREACHES)
    )
    for model in (everything, breaches):
        model.run(weeks=30)
    whole, part = events_table(everything.start), events_table(breaches.start)
    everyday = {"kept", "avoided", "praise"}
    kinds = np.array(whole["what"].tolist())
    assert everyday <= set(kinds)
    assert part["what"].tolist() == kinds[~np.isin(kinds, list(everyday))].tolist()
    assert everyday.isdisjoint(part["what"].tolist())


def test_of_one_pair_alone():
    world: dict[str, Any] = {
        "people": 12,
        "rng": 3,
        "gossip_reach": 0.5,
        "events": [{"what": "change", "who": "all", "week": 4, "trait": "transparency", "value": 0.1}],
    }
    everybody, two = (
        noting(TrustModel(engine="agents", **world)),
        noting(TrustModel(engine="agents", **world), pair=(2, 3)),
    )
    for model in (everybody, two):
        model.run(weeks=30)
    whole, part = events_table(everybody.start), events_table(two.start)
    pairs = list(zip(whole["source"].tolist(), whole["target"].tolist(), strict=True))
    of_two = np.array([set(pair) in ({"2", "3"}, {"2", ""}, {"3", ""}) for pair in pairs])
    assert 0 < of_two.sum() < len(of_two)
    for name, column in whole.items():
        chosen = np.array(column.tolist(), dtype=object)[of_two].tolist()
        np.testing.assert_array_equal(chosen, part[name].tolist())


def test_what_finds_no_room_is_counted():
    small, large = (noting(TrustModel(people=12, rng=5, engine="agents"), room=room) for room in (10, ROOM))
    for model in (small, large):
        model.run(weeks=20)
    count = int(large.world.journal.count[0])
    assert int(small.world.journal.count[0]) == count > 10
    first = events_table(small.start)
    assert len(first["week"]) == 10
    assert (small.world.journal.numbers == large.world.journal.numbers[:10]).all()
