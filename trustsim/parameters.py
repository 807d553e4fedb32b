"""Every number of the model, described once.

The config's schema and error messages, the reference page, the ODD tables and the sliders are made from the named
tuples in this file; the engine runs on the same named tuples. A number's description is its ``Quantity``.

Marks say how sure a default is (docs and reports repeat them):

- ``a``: read in the source named,
- ``r``: re-computed from public raw data,
- ``b``: from the literature, recalled, not re-read,
- ``d``: derived,
- ``x``: an assumption. Sweep it before you rely on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, get_type_hints

from trustsim.laws.arithmetic import logarithm, share_per_tick

Mark = Literal["a", "r", "b", "d", "x"]
Rate = Literal["share", "amount", ""]

MARKS: dict[str, str] = {
    "a": "read in the source",
    "r": "re-computed from public raw data",
    "b": "from the literature, recalled",
    "d": "derived",
    "x": "assumption",
}


@dataclass(frozen=True)
class Quantity:
    """What there is to say about one number.

    Attributes
    ----------
    about
        What it does, in a sentence.
    unit
        ``share``, ``log-odds``, ``per week`` …; "" for a pure number.
    limits
        The values that make sense at all; anything outside is an error.
    range
        The values worth sweeping; ``check`` remarks on what lies outside.
    mark, source
        How sure the default is, and where it is from.
    symbol
        As in the equations.
    per_week
        How it becomes a number per tick: a ``share`` p as 1 − (1 − p)^(1/n), an ``amount`` as p/n, "" not at all.
    advanced
        False for the few numbers that carry most of the behaviour.
    """

    about: str
    unit: str
    limits: tuple[float, float]
    range: tuple[float, float]
    mark: Mark
    source: str
    symbol: str = ""
    per_week: Rate = ""
    advanced: bool = True


def _share(
    about: str, source: str = "", mark: Mark = "x", range: tuple[float, float] = (0.0, 1.0), **more: Any
) -> Quantity:
    return Quantity(about, more.pop("unit", "share"), (0.0, 1.0), range, mark, source, **more)


def _log_odds(about: str, source: str, mark: Mark, range: tuple[float, float], **more: Any) -> Quantity:
    return Quantity(about, "log-odds", (-20.0, 20.0), range, mark, source, **more)


ASSUMED = "no measurement at hand"
MIKUS = "Mikus et al. 2023 (investments in 25-round trust games) and two sets of trust ratings in a robot, re-analysed"
FEHR = "Fehr, Gelfand & Nag 2010, meta-analysis of forgiveness, 175 studies"


class Traits(NamedTuple):
    """What distinguishes one person from another. Each may be a constant, a distribution, or come with the network."""

    reliability: Annotated[
        float,
        _share(
            "chance to keep a promise",
            "18.8 % of trusted trustees broke their promise: Schniter, Sheremeta & Sznycer 2013",
            "a",
            (0.5, 0.99),
            symbol="r",
        ),
    ] = 0.85
    consistency: Annotated[
        float, _share("1: the same every week; lower: bad spells in which less is kept", ASSUMED, symbol="c")
    ] = 1.0
    communication: Annotated[
        float | None,
        _share("says in time that it cannot keep a promise; null: follows transparency", ASSUMED, symbol="χ"),
    ] = None
    transparency: Annotated[
        float,
        _share(
            "owns up, is clear about what it does and why: warns, owns up, is misread less",
            "swept; direction: Schweitzer, Hershey & Bradlow 2006; Uysal, Lin & Bush 2012",
            symbol="τ",
            advanced=False,
        ),
    ] = 0.5
    forgiveness: Annotated[
        float,
        _share(
            "how fast hurt heals, and how readily a second chance is given",
            "swept; 0.5 heals 2 log-odds in 13 weeks: McCullough et al. 2010",
            symbol="φ",
            advanced=False,
        ),
    ] = 0.5
    respect: Annotated[
        float, _share("listens, does not judge, keeps confidences, stays inside boundaries", ASSUMED, symbol="ρ")
    ] = 0.85
    vulnerability: Annotated[float, _share("readiness to share", ASSUMED, symbol="v")] = 0.5
    boundaries: Annotated[float, _share("how clearly this person says what it expects", ASSUMED, symbol="k")] = 0.5
    deliberate_share: Annotated[
        float, _share("share of this person's breaches that are on purpose", ASSUMED, "x", (0.0, 0.3), symbol="m")
    ] = 0.05
    apology: Annotated[float, _share("chance to apologise after a warning or owning up", ASSUMED, symbol="a")] = 0.7


class Parameters(NamedTuple):
    """What holds for everybody. Rates are per week until ``per_tick`` has turned them into rates per tick."""

    trust_gain: Annotated[
        float,
        _share(
            "share of the gap to the ceiling that one kept promise closes",
            MIKUS + ": .133, .146, .114, .094",
            "r",
            (0.02, 0.3),
            symbol="α",
            unit="share of gap per encounter",
            advanced=False,
        ),
    ] = 0.12
    lapse_size: Annotated[
        float,
        _log_odds(
            "size of an honest lapse: −2 loses 11.9 % of the trust there is",
            MIKUS + ": shares lost .131, .143, .131, .118",
            "r",
            (-3.0, 0.0),
            symbol="x0",
            advanced=False,
        ),
    ] = -2.0
    conversation_lapse: Annotated[
        float, _log_odds("size of a careless or judging conversation", ASSUMED, "x", (-3.0, 0.0))
    ] = -2.0
    boundary_crossing: Annotated[
        float, _log_odds("size of an accidental crossing of a boundary", ASSUMED, "x", (-3.0, 0.0))
    ] = -1.5
    confidence_breach: Annotated[
        float,
        _log_odds("size of a confidence told on or judged, plus the depth that was shared", ASSUMED, "x", (-3.0, 0.0)),
    ] = -2.0
    deliberate: Annotated[
        float,
        _log_odds(
            "added when the breach was on purpose",
            f"{FEHR}: intent r = −.49, 2.04 log-odds",
            "a",
            (1.0, 3.0),
            symbol="bD",
        ),
    ] = 2.0
    apology_on_trust: Annotated[
        float,
        _log_odds(
            "taken off the loss of trust by an apology",
            "Yuan, Dong & Li 2017, meta-analysis: d = 0.44, 0.80 log-odds",
            "a",
            (0.0, 1.5),
            symbol="bA",
        ),
    ] = 0.8
    apology_on_hurt: Annotated[
        float,
        _log_odds(
            "taken off the hurt by an apology, a renewed promise or a late apology",
            f"Hill 2013 r = .32 (1.23 log-odds); {FEHR}: r = .42 (1.68 log-odds)",
            "a",
            (1.2, 1.7),
            symbol="bF",
        ),
    ] = 1.5
    concealed: Annotated[
        float,
        _log_odds(
            "added when the breach had been hidden and is found",
            "direction: Schweitzer, Hershey & Bradlow 2006; the size is assumed",
            "x",
            (0.0, 2.0),
            symbol="bL",
        ),
    ] = 1.0
    repeat: Annotated[
        float,
        _log_odds(
            "added at full hurt: a breach while the last one still hurts",
            "direction: Esterwood & Robert 2023; the size is assumed",
            "x",
            (0.0, 2.0),
            symbol="bR",
        ),
    ] = 1.0
    first_impression: Annotated[
        float,
        _log_odds(
            "added to a breach at the very first encounter", f"{MIKUS}: first five rounds", "r", (0.0, 2.0), symbol="bE"
        ),
    ] = 1.0
    first_impression_encounters: Annotated[
        float,
        Quantity(
            "encounters after which the weight of first impressions has fallen to 37 %",
            "encounters",
            (0.01, 1000.0),
            (3.0, 10.0),
            "r",
            f"{MIKUS}: first five rounds",
            symbol="nE",
        ),
    ] = 5.0
    warned: Annotated[
        float,
        _log_odds(
            "taken off when the breach was announced in time",
            "direction: Shaw, Wild & Colquitt 2003; the size is assumed",
            "x",
            (0.0, 2.0),
            symbol="bN",
        ),
    ] = 1.0
    healing_exponent: Annotated[
        float,
        Quantity(
            "healing in log-odds per logarithm of time at forgiveness 0.5",
            "log-odds per ln week",
            (0.0, 10.0),
            (0.758, 0.758),
            "a",
            "2 / ln 14, two log-odds in thirteen weeks: McCullough et al. 2010",
            symbol="g0",
        ),
    ] = 2.0 / logarithm(14.0)
    ceiling_damage: Annotated[
        float,
        _share(
            "share of the lost share by which bad faith (on purpose or hidden) lowers the ceiling",
            "direction: Schweitzer, Hershey & Bradlow 2006; the size is assumed",
            "x",
            (0.0, 0.6),
            symbol="κ",
        ),
    ] = 0.3
    early_ceiling_damage: Annotated[
        float,
        _share(
            "the same for an honest breach at the very first encounter, fading as first impressions do",
            "direction: Lount et al. 2008; the size is assumed",
            "x",
            (0.0, 0.2),
            symbol="κE",
        ),
    ] = 0.1
    ceiling_repair: Annotated[
        float,
        _share(
            "share of the ceiling's damage repaired a week where one forgives fully and the other is fully open",
            ASSUMED,
            "x",
            (0.0, 0.05),
            symbol="ω",
            unit="share per week",
            per_week="share",
        ),
    ] = 0.02
    misreading: Annotated[
        float,
        _share(
            "chance that a kept act of an entirely closed person is taken for a lapse",
            ASSUMED,
            "x",
            (0.0, 0.2),
            symbol="η",
        ),
    ] = 0.10
    discovery: Annotated[
        float,
        _share(
            "chance that a hidden breach is found",
            ASSUMED,
            "x",
            (0.0, 0.1),
            symbol="disc",
            unit="per week",
            per_week="share",
        ),
    ] = 0.02
    forgetting: Annotated[
        float,
        _share(
            "chance that a hidden breach not found is lost for good (scripted ones never are)",
            ASSUMED,
            "x",
            (0.0, 0.1),
            symbol="forget",
            unit="per week",
            per_week="share",
        ),
    ] = 0.05
    spell_switch: Annotated[
        float,
        _share(
            "chance to pass from a good spell to a bad one or back; one in eight: spells of eight weeks",
            ASSUMED,
            "x",
            (1 / 26, 0.5),
            unit="per week",
            per_week="share",
        ),
    ] = 0.125
    pace: Annotated[
        float,
        _share("how far above the present intimacy one dares to share", ASSUMED, "x", (0.02, 1.0), unit="intimacy"),
    ] = 0.1
    learning: Annotated[
        float,
        _share(
            "share of the gap to full reliability learnt at full hurt of one's partners",
            "consequences teach; the size is assumed",
            "x",
            (0.0, 0.1),
            symbol="ε",
            unit="share per week",
            per_week="share",
        ),
    ] = 0.02
    drift: Annotated[
        float,
        _share(
            "share of what was learnt that habit takes back",
            ASSUMED,
            "x",
            (0.0, 0.1),
            symbol="δ",
            unit="share per week",
            per_week="share",
        ),
    ] = 0.02
    intimacy_gain: Annotated[
        float,
        _share(
            "share of the gap to its target that a kept conversation or confidence adds, at full vulnerability",
            ASSUMED,
            symbol="gi",
            unit="share per act",
        ),
    ] = 0.05
    intimacy_loss: Annotated[
        float,
        _share(
            "share of the excess over its target that intimacy loses",
            ASSUMED,
            symbol="gd",
            unit="share per week",
            per_week="share",
        ),
    ] = 0.30
    gossip_reach: Annotated[
        float,
        _share(
            "chance that a breach that became known reaches one common friend", ASSUMED, symbol="γ", unit="per listener"
        ),
    ] = 0.2
    gossip_weight: Annotated[
        float, _share("how much of the loss a fully trusted teller passes on", ASSUMED, symbol="w_g")
    ] = 0.5
    praise_reach: Annotated[
        float,
        _share("chance that a kept act reaches one common friend", ASSUMED, symbol="γ+", unit="per listener"),
    ] = 0.0
    credulous: Annotated[
        float,
        _share("1: gossip counts in full whoever tells it; 0: by the trust in the teller", ASSUMED),
    ] = 0.0
    holding_back: Annotated[
        float,
        _share("how far one's openness towards another waits for one's trust in them", ASSUMED, symbol="ψ"),
    ] = 0.0
    guilt: Annotated[float, _share("weight of the hurts one has caused in one's own pain", ASSUMED)] = 0.25
    counselling: Annotated[
        float,
        Quantity(
            "healing that a counsellor adds to every open hurt",
            "log-odds per week",
            (0.0, 5.0),
            (0.0, 0.2),
            "a",
            "Wade et al. 2014, meta-analysis: 0.56 standard deviations, 1.016 log-odds, over twelve weeks",
            per_week="amount",
        ),
    ] = 1.016 / 12
    message_rate: Annotated[
        float,
        _share(
            "chance that somebody who has hurt another sends a renewed promise while it still hurts",
            ASSUMED,
            unit="per week",
            per_week="share",
        ),
    ] = 0.0
    reciprocity: Annotated[
        float,
        _share("0: keeping a promise follows reliability; 1: it follows the trust in the other", ASSUMED, symbol="s"),
    ] = 0.0
    reciprocity_floor: Annotated[
        float | None,
        _share(
            "chance to keep at no trust at all, under reciprocity; null: two thirds of forgiveness",
            ASSUMED,
            symbol="p0",
        ),
    ] = None
    reciprocity_top: Annotated[
        float, _share("chance to keep at full trust, under reciprocity", ASSUMED, symbol="p1")
    ] = 1.0
    caution: Annotated[
        float,
        _share("1: relying waits for trust; 0: everybody always relies (laboratory runs, tit-for-tat)", ASSUMED),
    ] = 1.0
    interdependence: Annotated[
        float, _share("how much hangs on an everyday act, for the laws that ask", ASSUMED, symbol="D")
    ] = 0.5
    promise_share: Annotated[float, _share("share of encounters that are promises", ASSUMED)] = 0.55
    conversation_share: Annotated[float, _share("share of encounters that are conversations", ASSUMED)] = 0.25
    boundary_share: Annotated[float, _share("share of encounters that touch a boundary", ASSUMED)] = 0.10
    confidence_share: Annotated[float, _share("share of encounters in which something is confided", ASSUMED)] = 0.10
    new_ties: Annotated[
        float,
        _share(
            "chance that somebody who has lost a relationship makes a new one",
            ASSUMED,
            unit="per week",
            per_week="share",
        ),
    ] = 0.0
    new_tie_through_friends: Annotated[
        float, _share("share of new relationships made with a friend of a friend, the rest at random", ASSUMED)
    ] = 0.5
    distress_at_rest: Annotated[
        float,
        _log_odds(
            "log-odds of distress without pain",
            "Cano & O'Leary 2000 (depression sixfold) and a 2001 study (38 %), derived",
            "d",
            (-2.82, -2.82),
        ),
    ] = -2.82
    distress_of_pain: Annotated[
        float,
        _log_odds(
            "log-odds of distress that full pain adds",
            "Cano & O'Leary 2000 (depression sixfold) and a 2001 study (38 %), derived",
            "d",
            (2.45, 2.45),
        ),
    ] = 2.45


class Relationship(NamedTuple):
    """What one type of relationship has of its own; everything else is the same for all."""

    trust: Annotated[float, _share("trust at the start", ASSUMED, symbol="T0")]
    encounters: Annotated[
        float,
        Quantity(
            "encounters on each directed tie",
            "per week",
            (0.0, 70.0),
            (0.1, 7.0),
            "x",
            ASSUMED,
            symbol="e",
            per_week="amount",
        ),
    ]
    ending: Annotated[
        float,
        _share(
            "chance that one side leaves, at full hurt, no trust and no intimacy",
            "romantic: fitted to 23 % in five years, Marín, Christensen & Atkins 2014 [a]; the others to their order",
            "x",
            (0.0, 0.1),
            symbol="h",
            unit="per week",
            per_week="share",
        ),
    ]
    pain: Annotated[float, _share("how much a hurt in this relationship weighs in pain", ASSUMED, symbol="u")]


RELATIONSHIPS: dict[str, Relationship] = {
    "romantic": Relationship(trust=0.6, encounters=1.0, ending=0.015, pain=1.0),
    "family": Relationship(trust=0.7, encounters=0.5, ending=0.0015, pain=0.8),
    "friend": Relationship(trust=0.5, encounters=0.25, ending=0.08, pain=0.5),
}


@cache
def quantities(described: type) -> Mapping[str, Quantity]:
    """The description of each number of a named tuple in this file (or of a law's own parameters), by name."""
    hints = get_type_hints(described, include_extras=True)
    return MappingProxyType({name: hint.__metadata__[0] for name, hint in hints.items()})


def per_tick[Numbers: tuple[float | None, ...]](numbers: Numbers, ticks_per_week: int) -> Numbers:
    """The same numbers with every weekly rate turned into one of a tick, and ``None`` into NaN.

    The engine's form: nothing but floats.
    """
    described = quantities(type(numbers))
    values = []
    for quantity, value in zip(described.values(), numbers, strict=True):
        number = float("nan") if value is None else float(value)
        if quantity.per_week == "share":
            number = share_per_tick(number, ticks_per_week)
        elif quantity.per_week == "amount":
            number = number / ticks_per_week
        values.append(number)
    make: Any = type(numbers)  # a named tuple class takes its fields one by one, unlike tuple
    return make(*values)
