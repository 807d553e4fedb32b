"""Who knows whom, as a config says it: a kind that is made by a seed, a file, or a well-known network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from trustsim.config.base import Model, Number, Whole, tagged
from trustsim.config.faults import Problem, mend_for, refuse, shown


class Drawn(Model):
    """A kind that is drawn at random, by the seed of each replicate or by one of its own."""

    seed: Whole | None = Field(
        default=None,
        ge=0,
        le=2**63 - 1,
        description="one network for all replicates: that of the first replicate of a study with this seed",
    )

    @model_serializer(mode="wrap")
    def _as_written(self, serialise: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without a seed where there is none: what stands for a study is then what it was before there were any."""
        written: dict[str, Any] = serialise(self)
        seed = written.pop(SEED, None)  # a dump without defaults has none
        return written if seed is None else {**written, SEED: seed}


class SmallWorld(Drawn):
    """Watts & Strogatz 1998: neighbours on a ring, some links rewired at random."""

    kind: Literal["small_world"] = Field(default="small_world", description="the kind of network")
    neighbours: Whole = Field(default=8, ge=2, description="nearest neighbours that each knows; an even number")
    rewiring: Number = Field(default=0.1, ge=0, le=1, description="share of links rewired to somebody at random")


class ScaleFree(Drawn):
    """Barabási & Albert 1999: newcomers prefer those who know many."""

    kind: Literal["scale_free"] = Field(default="scale_free", description="the kind of network")
    links: Whole = Field(default=4, ge=1, description="links that each newcomer makes; half the mean degree")


class Random(Drawn):
    """Erdős & Rényi 1959: every two people know each other with the same chance."""

    kind: Literal["random"] = Field(default="random", description="the kind of network")
    degree: Number = Field(default=8.0, ge=0, description="mean number of people that one knows")


class Communities(Drawn):
    """Groups that know each other well and others little."""

    kind: Literal["communities"] = Field(default="communities", description="the kind of network")
    groups: Whole = Field(default=4, ge=1, description="number of groups, of nearly equal size")
    degree: Number = Field(default=8.0, ge=0, description="mean number of people that one knows")
    mixing: Number = Field(default=0.1, ge=0, le=1, description="share of one's links that leave one's own group")


class Complete(Model):
    """Everybody knows everybody."""

    kind: Literal["complete"] = Field(default="complete", description="the kind of network")


class Ring(Model):
    """Everybody knows the two beside them."""

    kind: Literal["ring"] = Field(default="ring", description="the kind of network")


class Star(Model):
    """One person knows everybody; the others know only that one."""

    kind: Literal["star"] = Field(default="star", description="the kind of network")


class Pair(Model):
    """Two people."""

    kind: Literal["pair"] = Field(default="pair", description="the kind of network")


class NetworkFile(Model):
    """A network of your own; it says how many people there are."""

    file: str = Field(min_length=1, description="a path from the config's folder, as friends.csv; must stay inside it")
    people_file: str | None = Field(
        default=None,
        min_length=1,
        description="a second file with one row for each person",
    )


class NamedNetwork(Model):
    """A well-known network; it says how many people there are."""

    name: Literal["karate_club", "les_miserables", "florentine_families", "davis_women"] = Field(
        description="which network; karate_club is Zachary 1977, davis_women Davis, Gardner & Gardner 1941"
    )


MADE: Final[dict[str, type[Model]]] = {
    "small_world": SmallWorld,
    "scale_free": ScaleFree,
    "random": Random,
    "communities": Communities,
    "complete": Complete,
    "ring": Ring,
    "star": Star,
    "pair": Pair,
}
SEED: Final = "seed"
"""What a kind has that is drawn, beside its numbers."""

NAMES: Final = ("karate_club", "les_miserables", "florentine_families", "davis_women")
_EXAMPLE: Final = f"write {{kind: …}} with one of {', '.join(MADE)}; or {{name: …}}; or {{file: …}}"


def is_drawn(kind: Any) -> bool:
    """Whether networks of this kind are drawn at random, so that one may have a seed of its own."""
    return isinstance(kind, str) and issubclass(MADE.get(kind, Model), Drawn)


def _check(value: Any) -> None:
    if isinstance(value, Model):
        return
    if isinstance(value, str):
        key = "name" if value in NAMES else "kind" if value in MADE else "file"
        refuse(Problem((), f"{shown(value)} is not a mapping", f"write {{{key}: {value}}}"))
    if not isinstance(value, dict):
        refuse(Problem((), f"{shown(value)} is not a mapping", _EXAMPLE))
    ways = [way for way in ("kind", "name", "file") if way in value]
    if not ways:
        refuse(Problem((), "it is not said which network", _EXAMPLE, "key"))
    if len(ways) > 1:
        refuse(
            Problem((ways[1],), f"a network has a {ways[0]} or a {ways[1]}, not both", "leave one of them out", "key")
        )
    for way, known in (("kind", tuple(MADE)), ("name", NAMES)):
        if way in value and value[way] not in known:
            other = "name" if way == "kind" else "kind"
            elsewhere = value[way] in (NAMES if way == "kind" else tuple(MADE))
            mend = f"write {{{other}: {value[way]}}}" if elsewhere else mend_for(value[way], known)
            refuse(Problem((way,), f"there is no network {shown(value[way])}", mend))
    if SEED in value and not is_drawn(value.get("kind")):
        message = "nothing in this network is drawn: it is the same in all replicates"
        refuse(Problem((SEED,), message, "leave seed out", "key"))


def _option_of(value: Any) -> str:
    raw = value.model_dump() if isinstance(value, Model) else value
    return str(raw["kind"]) if "kind" in raw else "name" if "name" in raw else "file"


if TYPE_CHECKING:
    Network = SmallWorld | ScaleFree | Random | Communities | Complete | Ring | Star | Pair | NetworkFile | NamedNetwork
else:
    Network = tagged("network", {**MADE, "name": NamedNetwork, "file": NetworkFile}, _option_of, _check)


def fits(network: Network, people: int) -> list[Problem]:
    """What is wrong with a made network for that many people; paths are relative to the network."""

    def wrong(key: str, message: str, mend: str) -> list[Problem]:
        return [Problem((key,), message, mend)]

    if isinstance(network, Pair) and people != 2:
        return wrong("kind", f"a pair is 2 people, not {people}", "write people: 2")
    if isinstance(network, Ring | Star) and people < 3:
        return wrong("kind", f"a {network.kind} needs 3 people, not {people}", "write people: 3 or more")
    if isinstance(network, SmallWorld):
        if network.neighbours % 2:
            return wrong("neighbours", f"{network.neighbours} is odd: half stand on each side", "write an even number")
        if network.neighbours >= people:
            return wrong("neighbours", f"{network.neighbours} neighbours among {people} people", _below(people))
    if isinstance(network, ScaleFree) and network.links >= people:
        return wrong("links", f"{network.links} links among {people} people", _below(people))
    if isinstance(network, Random | Communities) and network.degree > people - 1:
        return wrong("degree", f"{network.degree:g} acquaintances among {people} people", f"write {people - 1} or less")
    if isinstance(network, Communities):
        if network.groups > people:
            return wrong("groups", f"{network.groups} groups of {people} people", f"write {people} or less")
        return _room(network, people)
    return []


def _room(network: Communities, people: int) -> list[Problem]:
    """Whether so many ties find room inside the groups and across them."""
    sizes = [people // network.groups + (group < people % network.groups) for group in range(network.groups)]
    inside = sum(size * (size - 1) // 2 for size in sizes)
    across = people * (people - 1) // 2 - inside
    ties = people * network.degree / 2
    for wanted, room, where, mend in (
        (ties * (1.0 - network.mixing), inside, "inside the groups", "lower degree or groups, or raise mixing"),
        (ties * network.mixing, across, "across the groups", "lower degree or mixing"),
    ):
        if wanted > room * (1.0 + 1e-12):
            return [Problem((), f"{wanted:g} ties {where} are asked for, but there is room for {room}", mend)]
    return []


def _below(people: int) -> str:
    return f"write less than {people}, or raise people"


def in_folder(network: Network, folder: Path) -> Network:
    """The network with its files as full paths, for whoever opens them; a config keeps them as written."""
    if not isinstance(network, NetworkFile):
        return network
    people_file = network.people_file and str(folder / network.people_file)
    return network.model_copy(update={"file": str(folder / network.file), "people_file": people_file})
