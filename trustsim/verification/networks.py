"""V19, V20: many ties together: what keeps them apart, what makes one reputation of them."""

from __future__ import annotations

import math
from functools import partial
from typing import Any, Final

import numpy as np

from trustsim.config import Config
from trustsim.simulation import simulate
from trustsim.study.reputation import TELEPORT, reputation
from trustsim.verification.chance import outcomes
from trustsim.verification.check import ERRORS, EXACT, ROUNDING, Check, Line, Numbers, Printed, line, of_many
from trustsim.verification.crowd import SEED, Crowd
from trustsim.verification.stationary import BY_VARIANCE, mean_path

COMMON: Final = {"gossip_reach": 1.0, "gossip_weight": 1.0, "credulous": 1.0, "praise_reach": 1.0}
"""Everything is told to everybody, and believed in full."""


# ------------------------------------------------------------------ apart

KINDS: Final = {"ring": 12, "star": 12, "complete": 12}


def _of_two(kind: str, people: int, seeds: range) -> list[float]:
    """The trust of person 0 in person 1 after two years, all mechanisms on but those that reach beyond a pair."""
    config = Config.model_validate(
        {
            "question": "What becomes of two?",
            "people": people,
            "network": {"kind": kind},
            "relationships": {"romantic": 1.0},
            "weeks": 104,
            "traits": {"reliability": {"uniform": [0.6, 0.95]}, "forgiveness": {"uniform": [0.0, 1.0]}},
            "parameters": {"gossip_reach": 0.0, "learning": 0.0},
            "record": {"every": 104, "people": "none", "ties": "last"},
        }
    )
    trust = []
    for seed in seeds:
        ties = simulate(config, seed).ties
        assert ties is not None  # the config asks for them
        source, target, values = (ties[name].tolist() for name in ("source", "target", "trust"))
        trust.append(float(dict(zip(zip(source, target, strict=True), values, strict=True))["0", "1"]))
    return trust


def ties_apart() -> Check:
    """V19, one tie in a network and the same two alone."""
    seeds = range(16)
    alone = _of_two("pair", 2, seeds)
    order = np.argsort(alone)
    lines = tuple(
        line(kind, np.array(alone)[order], lambda trust: trust, np.array(_of_two(kind, people, seeds))[order], 0.0)
        for kind, people in KINDS.items()
    )
    return Check(
        number="V19",
        what="Without gossip and learning two people in a network fare as they would alone",
        formula="T₀₁ in the network = T₀₁ of the pair, bit by bit",
        source="chance belongs to names, and nothing else reaches a tie [d]",
        x_name="trust of the two alone, after two years",
        y_name="the same two in a network",
        lines=lines,
        closeness="0: the same bits",
    )


def mean_of_every_network() -> Check:
    """V19, the mean over a network and the closed form of one tie."""
    networks: dict[str, tuple[int, dict[str, Any]]] = {
        "pairs\nonly": (2, {"kind": "pair"}),
        "ring": (1000, {"kind": "ring"}),
        "star": (1000, {"kind": "star"}),
        "small\nworld": (300, {"kind": "small_world"}),
        "scale\nfree": (300, {"kind": "scale_free"}),
        "groups": (300, {"kind": "communities"}),
        "com-\nplete": (50, {"kind": "complete"}),
    }
    lines = []
    for keep in (0.72, 0.28):
        mean, variance = mean_path(keep, 0.13, 0.13, 0.67, 10)
        samples = []
        for people, network in networks.values():
            # two people alone are few ties: many such pairs
            seeds = range(SEED, SEED + (500 if people == 2 else 1))
            crowds = [
                Crowd(0.13, 0.13, keep=keep, trust=0.67, people=people, network=network, seed=seed).pass_weeks(10)
                for seed in seeds
            ]
            samples.append(np.concatenate([crowd.trust for crowd in crowds]))
        tolerance = [ERRORS * math.sqrt(variance[10] / len(sample)) for sample in samples]
        got = [sample.mean() for sample in samples]
        lines.append(line(f"p = {keep:g}", np.arange(len(networks)), mean[10], got, tolerance))
    return Check(
        number="V19",
        what="Without gossip the mean over any network is that of two people alone",
        formula="m(10) of V2",
        source="ties are independent [d]",
        x_name="network",
        y_name="mean trust after ten weeks",
        lines=tuple(lines),
        closeness=BY_VARIANCE.replace("as in V3", "as in V2"),
        names=tuple(networks),
    )


# ------------------------------------------------------------------ one reputation


def one_reputation() -> Check:
    """V19, act by act."""
    people, gain, loss = 6, 0.12, 0.3
    acts = outcomes("one reputation", 0.75, 40)
    events = [
        {"week": week, "what": "kept" if kept else "lapse", "who": 0, "to": 1 + week % (people - 1)}
        for week, kept in enumerate(acts)
    ]
    kind = {"trust": 0.3, "encounters": 0.0, "ending": 0.0, "pain": 0.0}
    crowd = Crowd(
        gain,
        loss,
        people=people,
        network={"kind": "complete"},
        relationship_types={"crowd": kind},
        parameters=COMMON,
        events=events,
    )
    about = crowd.target == 0
    expected, low, high = [0.3], [crowd.trust[about].min()], [crowd.trust[about].max()]
    for kept in acts:
        trust = expected[-1]
        expected.append(trust + gain * (1.0 - trust) if kept else trust * (1.0 - loss))
        now = crowd.pass_weeks(1).trust[about]
        low.append(now.min())
        high.append(now.max())
    acts_so_far = np.arange(len(acts) + 1)
    return Check(
        number="V19",
        what="Where everything is told and believed, one person has one reputation: that of all their acts",
        formula="T_kj = T of one tie that sees every act of j, for all k",
        source="gossip and praise then move a listener as the act itself would [d]",
        x_name="acts of one person, each towards another",
        y_name="trust in that person",
        lines=(
            line("least of the five others", acts_so_far, expected, low, EXACT),
            line("most of the five others", acts_so_far, expected, high, EXACT),
        ),
        closeness=ROUNDING,
    )


def streams_add_up() -> Check:
    """V19, all acts at once: the mean of one tie that sees N−1 streams."""
    people, runs, weeks, keep, rate, start = 8, 60, 24, 0.72, 0.02, 0.3
    lines: list[Line] = []
    for label, streams, parameters in (("gossip", people - 1, COMMON), ("no gossip", 1, {})):
        crowds = [
            Crowd(
                rate,
                rate,
                keep=keep,
                trust=start,
                people=people,
                network={"kind": "complete"},
                parameters=parameters,
                seed=seed,
            )
            for seed in range(SEED, SEED + runs)
        ]
        samples = [_by_target(crowds)]
        for _ in range(weeks):
            for crowd in crowds:
                crowd.pass_weeks(1)
            samples.append(_by_target(crowds))
        got, tolerance = of_many(samples)
        mean, _ = mean_path(keep, rate, rate, start, streams * weeks)
        times = np.arange(weeks + 1)
        lines.append(line(f"{label}: {streams} a week", times, mean[streams * times], got, np.array(tolerance) + EXACT))
    return Check(
        number="V19",
        what="Where all hear everything, trust moves as fast as if each had seen all acts of the others",
        formula="m((N−1)·t) of V2 with gossip, m(t) without;  N = 8",
        source="N−1 independent acts a week on one reputation [d]",
        x_name="weeks t",
        y_name="mean trust",
        lines=tuple(lines),
        closeness="4 standard errors of the mean, 4·s/√n, s as measured over n people who are trusted",
    )


def _by_target(crowds: list[Crowd]) -> Numbers:
    """Mean trust in each person of each crowd: the trusts in one person depend on each other."""
    means = []
    for crowd in crowds:
        target = crowd.target
        means.append(np.bincount(target, crowd.trust) / np.bincount(target))
    return np.concatenate(means)


# ------------------------------------------------------------------ EigenTrust


def star_centre(people: float, teleport: float) -> float:
    """[(1−a) + a/N] / (2−a)."""
    return ((1.0 - teleport) + teleport / people) / (2.0 - teleport)


def star_leaf(people: float, teleport: float) -> float:
    """(1 − centre) / (N−1)."""
    return (1.0 - star_centre(people, teleport)) / (people - 1)


def eigentrust() -> Check:
    """V20."""
    sizes = np.array([3, 4, 5, 7, 10, 15, 20])
    complete, centre, leaf = [], [], []
    for people in sizes:
        complete.append(_reputations("complete", int(people))["0"])
        star = _reputations("star", int(people))
        centre.append(star["0"])
        leaf.append(star["1"])
    a = TELEPORT
    return Check(
        number="V20",
        what="EigenTrust: among equals all have the same reputation; at the heart of a star one has nearly half",
        formula="complete: 1/N;  star: centre = [(1−a) + a/N] / (2−a), leaf = (1 − centre)/(N−1);  a = .15",
        source="t = (1−a)Cᵀt + a·p, Kamvar et al. 2003 [b]; its solution [d]",
        x_name="people N",
        y_name="reputation",
        lines=(
            line("complete", sizes, lambda people: 1.0 / people, complete, 1e-9),
            line("star: centre", sizes, partial(star_centre, teleport=a), centre, 1e-9),
            line("star: leaf", sizes, partial(star_leaf, teleport=a), leaf, 1e-9),
        ),
        closeness="1e-9: where the power iteration stops",
        printed=(
            Printed("star, N = 7, a = .15: centre", "0.47104", star_centre(7, 0.15)),
            Printed("leaf", "0.08816", star_leaf(7, 0.15)),
        ),
    )


def _reputations(kind: str, people: int) -> dict[str, float]:
    """The reputation of each person in a network of equal trust, by name."""
    config = Config.model_validate(
        {
            "question": "Who is trusted by those who are trusted?",
            "people": people,
            "network": {"kind": kind},
            "relationship_types": {"friend": {"encounters": 0.0}},
            "weeks": 1,
            "record": {"every": 1, "people": "none", "ties": "last"},
        }
    )
    ties = simulate(config, SEED).ties
    assert ties is not None  # the config asks for them
    source, target = ties["source"].tolist(), ties["target"].tolist()
    return reputation(source, target, map(float, ties["trust"].tolist()))
