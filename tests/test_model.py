"""What a Mesa user meets: models, people, ties, overriding, batch runs, networkx in and out."""

from __future__ import annotations

import importlib
import types

import mesa
import networkx as nx
import numpy as np
import pytest

from tests.engine.test_same_bits import differing
from trustsim.config import ConfigError
from trustsim.laws import default
from trustsim.model import OverrideError, Person, Tie, TrustModel

SOCIAL = {"people": 40, "network": {"kind": "small_world", "neighbours": 6}, "rng": 7}


class Candid(Person):
    """Always owns up."""

    def owns_up(self, tie: Tie) -> bool:
        return True


# ---------------------------------------------------------------- people and ties


def test_people_are_made_when_somebody_asks_for_them():
    model = TrustModel(**SOCIAL)
    model.run(weeks=3)
    assert model.measures()["trust"] > 0
    assert model.persons.made == []
    last, third = model.person(39), model.person(2)
    assert model.persons.made == [last, third]
    assert model.persons[-1] is model.person(39) is last
    assert last.tie(model.ties[-1].target).target in model.persons.made


def test_the_agent_set_has_everybody_in_order_whoever_was_asked_for_first():
    model = TrustModel(**SOCIAL, person={3: Candid, 30: Candid})
    first = [model.person(30), model.person(5)]
    stranger = mesa.Agent(model)
    people = model.agents.select(agent_type=Person)
    assert [person.name for person in people] == list(range(40))
    assert [person.unique_id for person in people] == list(range(1, 41))
    assert all(person in people for person in first)
    assert stranger.unique_id == 41
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == {
        Person: 38,
        Candid: 2,
        mesa.Agent: 1,
    }
    assert list(model.agents) == list(model.agents)


def test_a_person_knows_whom_it_trusts():
    model = TrustModel(**SOCIAL)
    model.run(weeks=10)
    person = model.person(3)
    other = person.ties[0].target
    assert person.trust[other] == person.trust[other.name] == person.tie(other).trust
    assert person.tie(other).reverse == other.tie(person)
    assert person.trust[other] == model.world.ties.trust[person.tie(other).index]
    assert set(person.trust) == {tie.target.name for tie in person.ties}
    assert 0 <= person.pain <= 1
    assert 0.05 < person.distress < 0.5
    with pytest.raises(KeyError, match="3 has no relationship"):
        person.trust[3]
    with pytest.raises(KeyError, match="nobody called 'Ann'"):
        model.person("Ann")


def test_a_trait_can_be_changed_and_forgiving_more_makes_no_hurt_jump():
    model = TrustModel(people=2, network={"kind": "pair"}, rng=1, engine="agents")
    model.happen("betrayal", who=0, to=1)
    model.run(weeks=3)
    before = model.person(1).tie(0)
    model.person(1).observe()
    hurt = before.hurt
    model.person(1).forgiveness = 1.0
    model.person(1).observe()
    assert before.hurt == pytest.approx(hurt, rel=1e-12)
    with pytest.raises(ValueError, match="from 0 to 1"):
        model.person(1).forgiveness = 2.0


def test_agents_are_mesa_agents():
    model = TrustModel(**SOCIAL)
    assert isinstance(model, mesa.Model)
    assert len(model.agents) == 40
    trusting = model.agents.select(lambda person: person.pain < 0.5)
    assert len(trusting) == 40
    assert model.agents.agg("pain", max) == 0.0
    model.step()
    assert model.steps == 1


# ---------------------------------------------------------------- overriding


def test_always_owning_up_is_transparency_one_where_transparency_does_nothing_else():
    quiet = {"misreading": 0.0, "ceiling_repair": 0.0, "holding_back": 0.0, "communication": 0.4}
    candid = TrustModel(person=Candid, transparency=0.2, **SOCIAL, **quiet)
    open_people = TrustModel(engine="agents", transparency=1.0, **SOCIAL, **quiet)
    closed = TrustModel(engine="agents", transparency=0.2, **SOCIAL, **quiet)
    for _ in range(60):
        candid.step()
        open_people.step()
        closed.step()
        assert differing(candid, open_people) == ["people.transparency"]
    assert "ties.trust" in differing(candid, closed)


def test_overriding_for_one_person_changes_only_what_she_can_reach():
    """Tick by tick, the ties that differ lie within the reach of what has differed before."""
    one = TrustModel(person={5: Candid}, engine="agents", transparency=0.0, communication=0.0, **SOCIAL)
    none = TrustModel(engine="agents", transparency=0.0, communication=0.0, **SOCIAL)
    ties = none.world.ties
    touched = {5}  # people who may behave or be treated differently
    ever = 0
    for _ in range(30):
        one.step()
        none.step()
        different = np.flatnonzero(
            (one.world.ties.trust != ties.trust)
            | (one.world.ties.hurt != ties.hurt)
            | (one.world.ties.hidden_count != ties.hidden_count)
        )
        reach = touched | {int(ties.target[tie]) for person in touched for tie in _own(none, person)}
        # gossip carries a story one step further: to friends of whoever was told, about whom they know
        reach |= {int(ties.target[tie]) for person in set(reach) for tie in _own(none, person)}
        concerned = {int(ties.source[tie]) for tie in different} | {int(ties.target[tie]) for tie in different}
        assert concerned <= reach
        touched |= concerned
        ever = max(ever, len(different))
    assert ever > 0
    first_week = TrustModel(person={5: Candid}, engine="agents", transparency=0.0, communication=0.0, **SOCIAL)
    assert first_week.engine == "agents"


def _own(model: TrustModel, person: int) -> range:
    first = model.world.people.first_tie
    return range(int(first[person]), int(first[person + 1]))


@pytest.mark.parametrize(
    ("decision", "answer"),
    [
        ("relies_on", False),
        ("keeps", True),
        ("breaks_on_purpose", True),
        ("warns", True),
        ("owns_up", True),
        ("apologises", True),
        ("leaves", True),
    ],
)
def test_every_decision_can_be_overridden(decision, answer):
    """Each of the seven is asked, of the right person, and honoured."""
    asked: list[Tie] = []

    def decide(self: Person, tie: Tie, *act: str) -> bool:
        assert self is (tie.source if decision in ("relies_on", "leaves") else tie.target)
        assert act in ((), ("promise",), ("conversation",), ("boundary",), ("confidence",))
        asked.append(tie)
        return answer

    stubborn = type("Stubborn", (Person,), {decision: decide})
    setting = {**SOCIAL, "reliability": 0.5, "transparency": 0.3, "relationship_types": {"friend": {"encounters": 1.0}}}
    model = TrustModel(person=stubborn, **setting)
    usual = TrustModel(engine="agents", **setting)
    assert model.engine == "agents"
    for _ in range(4):
        model.step()
        usual.step()
    assert asked
    assert "ties.trust" in differing(model, usual) or decision == "leaves"
    if decision == "relies_on":
        assert model.measures()["kept"] == model.measures()["breaches"] == 0
    if decision == "leaves":
        assert model.survival == 0.0


def test_super_gives_the_usual_answer():
    class Usual(Person):
        def relies_on(self, tie):
            return super().relies_on(tie)

        def keeps(self, tie, act):
            return super().keeps(tie, act)

        def breaks_on_purpose(self, tie, act):
            return super().breaks_on_purpose(tie, act)

        def warns(self, tie):
            return super().warns(tie)

        def owns_up(self, tie):
            return super().owns_up(tie)

        def apologises(self, tie):
            return super().apologises(tie)

        def leaves(self, tie):
            return super().leaves(tie)

    asked, compiled = TrustModel(person=Usual, **SOCIAL), TrustModel(**SOCIAL)
    asked.run(weeks=20)
    compiled.run(weeks=20)
    assert (asked.engine, compiled.engine) == ("agents", "compiled")
    assert differing(asked, compiled) == []


def test_compiled_with_an_override_is_refused_by_name():
    with pytest.raises(OverrideError, match=r"Candid\.owns_up cannot run compiled"):
        TrustModel(person=Candid, engine="compiled", **SOCIAL)


def test_a_person_class_for_somebody_who_is_not_there():
    with pytest.raises(KeyError, match="nobody called 'Ann'"):
        TrustModel(person={"Ann": Candid}, **SOCIAL)


# ---------------------------------------------------------------- settings


def test_wrong_settings_are_named():
    with pytest.raises(ConfigError, match="forgivness") as caught:
        TrustModel(forgivness=0.5)
    assert "did you mean forgiveness" in str(caught.value)
    with pytest.raises(ValueError, match="rng is a seed"):
        TrustModel(rng=-1)


def test_no_seed_means_a_new_one_that_can_be_used_again():
    first, second = TrustModel(people=10, network={"kind": "ring"}), TrustModel(people=10, network={"kind": "ring"})
    assert first.seed != second.seed
    again = TrustModel(people=10, network={"kind": "ring"}, rng=first.seed)
    first.run(weeks=8)
    again.run(weeks=8)
    assert differing(first, again) == []


def test_a_law_of_ones_own():
    law = types.ModuleType("generous")
    vars(law).update({name: getattr(default, name) for name in dir(default) if not name.startswith("_")})

    def broken(p, own, trust, first, second, share, signal, interdependence):
        return trust, first, second

    law.broken = broken
    model = TrustModel(law=law, engine="agents", gossip_reach=0.0, **SOCIAL)
    before = np.array(model.world.ties.trust)
    model.run(weeks=20)
    assert model.measures()["breaches"] > 0
    ceiling = np.minimum(before, model.world.ties.ceiling)
    assert (model.world.ties.trust >= ceiling).all()


def test_something_happens_now():
    model = TrustModel(**SOCIAL)
    model.run(weeks=5)
    mine = model.person(0).ties[0]
    other = mine.target.name
    before = mine.trust
    model.happen("betrayal", who=other, to=0, severity=3.0)
    model.step()
    assert mine.trust < 0.1 * before
    with pytest.raises(ValueError, match="there is no 'Zoe'"):
        model.happen("betrayal", who="Zoe", to=0)
    with pytest.raises(ValueError, match="leave out week"):
        model.happen("betrayal", who=other, to=0, week=30)


def test_what_is_no_graph_and_what_is_no_person_is_said():
    with pytest.raises(TypeError, match="networkx graph, not 'karate_club'"):
        TrustModel("karate_club")
    for person in (int, [Candid], {3: int}):
        with pytest.raises(TypeError, match="subclass of Person"):
            TrustModel(person=person, **SOCIAL)


# ---------------------------------------------------------------- networkx


def graph_of_friends() -> nx.Graph:
    graph = nx.Graph()
    graph.add_node("Ann", forgiveness=0.9)
    graph.add_node("Hermit")
    graph.add_edge("Ann", "Ben", relationship="romantic")
    graph.add_edge("Ben", "Cid", relationship="family", trust=0.33)
    return graph


def test_any_graph_goes_in_and_every_tie_comes_out():
    model = TrustModel(graph_of_friends(), rng=1)
    assert [person.name for person in model.persons] == ["Ann", "Ben", "Cid", "Hermit"]
    assert model.person("Ann").forgiveness == 0.9
    assert model.person("Ben").forgiveness == 0.5
    assert model.person("Ann").tie("Ben").relationship == "romantic"
    assert model.person("Cid").trust["Ben"] == 0.33
    assert model.person("Hermit").ties == []
    model.run(weeks=30)
    out = model.to_networkx()
    assert isinstance(out, nx.DiGraph)
    assert set(out) == {"Ann", "Ben", "Cid", "Hermit"}
    assert out.number_of_edges() == 4
    assert out["Ann"]["Ben"]["trust"] == model.person("Ann").trust["Ben"]
    assert out["Ben"]["Ann"]["ceiling"] == model.person("Ben").tie("Ann").ceiling
    assert out.nodes["Ann"]["pain"] == model.person("Ann").pain


def test_events_and_traits_of_a_graph_go_by_its_names():
    graph = graph_of_friends()
    nx.set_node_attributes(graph, 0.7, "warmth")
    model = TrustModel(
        graph,
        rng=1,
        respect={"column": "warmth"},
        events=[{"week": 1, "what": "betrayal", "who": "Ben", "to": "Ann", "severity": 3.0}],
    )
    assert model.person("Hermit").respect == 0.7
    model.run(weeks=2)
    assert model.person("Ann").trust["Ben"] < 0.1
    with pytest.raises(ValueError, match="there is no 'Benn' in the network; did you mean 'Ben'"):
        TrustModel(graph, events=[{"week": 1, "what": "lapse", "who": "Benn"}])


def test_people_in_another_order_are_the_same_people():
    graph = graph_of_friends()
    shuffled = nx.Graph()
    shuffled.add_nodes_from(reversed(list(graph.nodes(data=True))))
    shuffled.add_edges_from((b, a, data) for a, b, data in reversed(list(graph.edges(data=True))))
    first, second = TrustModel(graph, rng=3), TrustModel(shuffled, rng=3)
    first.run(weeks=40)
    second.run(weeks=40)
    assert differing(first, second) == []


def test_a_graph_with_a_relationship_that_there_is_not():
    graph = nx.Graph([("Ann", "Ben")])
    graph["Ann"]["Ben"]["relationship"] = "enemy"
    with pytest.raises(ValueError, match="'enemy'; the types are"):
        TrustModel(graph)


# ---------------------------------------------------------------- Mesa's own tools


def test_batch_run():
    rows = mesa.batch_run(
        TrustModel, {"forgiveness": [0.0, 1.0], "people": 50, "weeks": 30}, rng=[1, 2], display_progress=False
    )
    assert len(rows) == 4
    assert {row["Step"] for row in rows} == {30}
    survival = {(row["forgiveness"], row["rng"]): row["survival"] for row in rows}
    assert all(survival[1.0, seed] > survival[0.0, seed] for seed in (1, 2))


def test_the_data_collector_keeps_every_week_once_asked():
    model = TrustModel(**SOCIAL)
    assert len(model.datacollector.get_model_vars_dataframe()) == 1
    model.run(weeks=5)
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 6
    assert frame["trust"].iloc[-1] == model.trust


def test_a_data_collector_in_a_subclass():
    class Watched(TrustModel):
        def __init__(self, **settings):
            super().__init__(**settings)
            self.datacollector = mesa.DataCollector(
                model_reporters={"trust": "trust"}, agent_reporters={"pain": "pain", "name": "name"}
            )

        def step(self):
            super().step()
            self.datacollector.collect(self)

    model = Watched(**SOCIAL)
    for _ in range(5):
        model.step()
    frame = model.datacollector.get_model_vars_dataframe()
    assert len(frame) == 5
    assert frame["trust"].iloc[-1] == model.trust
    assert len(model.datacollector.get_agent_vars_dataframe()) == 200


# ---------------------------------------------------------------- found by review


def test_what_happens_in_the_middle_of_a_tick_does_not_stop_the_script():
    class Repentant(Person):
        said = False

        def owns_up(self, tie):
            if not Repentant.said and self.model.tick == 3:
                Repentant.said = True
                self.model.happen("promise", who=self, to=tie.source)
            return True

    model = TrustModel(
        people=10,
        network={"kind": "complete"},
        rng=1,
        reliability=0.2,
        relationship_types={"friend": {"encounters": 1.0}},
        person=Repentant,
        events=[{"week": 10, "what": "betrayal", "who": 0, "to": 1, "severity": 5.0}],
    )
    model.run(weeks=11)
    assert Repentant.said
    assert list(model.start.events.tick) == [4, 10]
    assert model.person(1).trust[0] < 0.05


def test_a_tie_stays_the_same_tie_when_others_are_made():
    model = TrustModel(
        people=40,
        network={"kind": "small_world", "neighbours": 4},
        rng=2,
        reliability=0.2,
        new_ties=1.0,
        relationship_types={"friend": {"ending": 1.0}},
    )
    mine = model.ties[60]
    who, index, trust = (mine.source, mine.target), mine.index, mine.trust
    model.run(weeks=60)
    assert mine.index != index
    assert (mine.source, mine.target) == who
    assert mine == who[0].tie(who[1])
    assert mine.trust == who[0].trust[who[1]] != trust


def test_agents_of_another_kind_are_left_alone_and_people_stay():
    class Passer(mesa.Agent):
        pass

    model = TrustModel(engine="agents", **SOCIAL)
    Passer(model)
    model.step()
    assert len(model.agents) == 41
    with pytest.raises(NotImplementedError, match="cannot be removed"):
        model.person(0).remove()


def test_a_trait_is_not_set_in_a_class():
    with pytest.raises(TypeError, match=r"TrustModel\(transparency"):
        type("Open", (Person,), {"transparency": 1.0})


def test_communication_may_follow_transparency_again():
    model = TrustModel(communication=0.3, **SOCIAL)
    assert model.person(0).communication == 0.3
    model.person(0).communication = None
    assert model.person(0).communication is None


def test_a_type_that_nobody_can_get_is_no_hindrance():
    busy = {"colleague": {"trust": 0.5, "encounters": 5, "ending": 0.01, "pain": 0.1}}
    assert TrustModel(new_ties=0.1, relationship_types=busy, **SOCIAL).network.people == 40
    shares = {"friend": 0.9, "colleague": 0.1}
    with pytest.raises(ConfigError, match="ticks_per_week: 5"):
        TrustModel(new_ties=0.1, relationship_types=busy, relationships=shares, **SOCIAL)


def test_a_law_loaded_again_or_made_by_hand_runs_as_it_is_now(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    source = "from trustsim.laws.bush_mosteller import *\nfrom trustsim.laws.bush_mosteller import __all__\n"
    file = tmp_path / "law_of_the_test.py"
    file.write_text(source)
    law = importlib.import_module("law_of_the_test")

    def trust_under(law, engine):
        model = TrustModel(law=law, engine=engine, gossip_reach=0.0, **SOCIAL)
        model.run(weeks=20)
        return model.trust

    first = trust_under(law, "compiled")
    file.write_text(source + "\n\ndef broken(p, own, trust, first, second, share, signal, interdependence):\n"
                    "    return 0.0, first, second\n")  # fmt: skip
    importlib.invalidate_caches()
    importlib.reload(law)
    assert trust_under(law, "agents") == trust_under(law, "compiled") < first
    by_hand = types.ModuleType("by_hand")
    vars(by_hand).update({name: value for name, value in vars(law).items() if not name.startswith("__")})
    assert trust_under(by_hand, "compiled") == trust_under(law, "agents")
