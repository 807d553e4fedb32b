"""The life of one relationship in one run, from its events: what built trust, what broke it, where it stands and why.

Nothing is computed here that the run did not do: every number is one of an event, or a sum of some. The words are in
``life_words``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from trustsim.study import life_words
from trustsim.study.replay import Replay, case_of, replay

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Config
    from trustsim.results import Results

MANY: Final = 14
"""More happenings than these, and small ones are summed up with the everyday."""

SMALL: Final = 0.08
"""Trust that a breach or a rumour takes without a line of its own, where there are many."""

LONG_WAY_BACK: Final = 0.05
"""Of a larger loss it is told how long it took to be made good."""

EVERYDAY: Final = ("kept", "avoided", "praise", "forgotten", "merged", "hurt_over")
SLIPS: Final = ("breach", "misread")
COSTLY: Final = (*SLIPS, "found")
CAUSES: Final = {
    "kept": "kept",
    "praise": "praise",
    "breach": "breach",
    "found": "found",
    "misread": "misread",
    "gossip": "gossip",
}

Event = dict[str, Any]


class LifeError(ValueError):
    """There is no such life; the message says whose there are."""


@dataclass(frozen=True)
class Chapter:
    """A part of a life: one happening, or a stretch of everyday.

    Attributes
    ----------
    first, last
        The weeks from and to which it goes.
    text
        In words.
    """

    first: float
    last: float
    text: str


@dataclass(frozen=True)
class Side:
    """How one of the two came to trust the other.

    Attributes
    ----------
    source, target
        Who relies on whom.
    opening, closing
        How it began; where it stands at the end and why.
    chapters
        What happened, in order.
    """

    source: str
    target: str
    opening: str
    chapters: tuple[Chapter, ...]
    closing: tuple[str, ...]


@dataclass(frozen=True)
class Life:
    """The life of a relationship; ``print`` it to read it.

    Attributes
    ----------
    pair
        The two.
    run, label
        Which run it is of, and what its point is called ("" where the study has one).
    replayed
        Whether the run was passed again for it, because its events had not been recorded.
    events
        Of these two alone, columns as in the table ``events``.
    sides
        Both directions.
    weeks
        Of which it tells, from and to.
    heading
        What it is of, in words.
    """

    pair: tuple[str, str]
    run: int
    label: str
    replayed: bool
    events: pd.DataFrame = field(repr=False)
    sides: tuple[Side, Side] = field(repr=False)
    weeks: tuple[float, float] = field(repr=False)
    heading: str = field(repr=False)

    def __str__(self) -> str:
        return "\n".join(life_words.lines_of(self))


def explain(
    results: Results,
    first: object,
    second: object,
    run: int | None = None,
    weeks: tuple[float, float] | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Life:
    """Tell the life of the relationship of two people.

    Parameters
    ----------
    results
        From ``trustsim.run`` or ``trustsim.load``.
    first, second
        Two names, as in the network.
    run
        The number of the run; the first of the first point, unless said.
    weeks
        Tell of these weeks alone, from and to.
    say
        Hears what takes long.

    Returns
    -------
    Life
        ``print(life)`` reads it out, ``life.events`` holds what it was told from.

    Raises
    ------
    LifeError
        If there is no such run, week or person, or the two have no relationship.
    ReplayError
        If the run's events were not recorded and it cannot be passed again.
    StoreError
        Likewise, because a file in the run folder that the study was made from is gone or was changed.

    Notes
    -----
    Where the run's events were not all recorded (``record: {events: all}``), this one run is passed again with the same
    random numbers, which gives the same run, and is held against the tables.
    """
    run = _known_run(results, run)
    case = case_of(results, run)
    ended = case.config.weeks
    weeks = weeks or (0.0, float(ended))
    if weeks[0] > ended:
        began = life_words.week_of(weeks[0])
        raise LifeError(f"there is no week {began}: this run has {ended} weeks\n    name weeks from 0 to {ended}")
    pair = (str(first), str(second))
    if pair[0] == pair[1]:
        raise LifeError(f"{pair[0]} and {pair[1]} are one person\n    name two")
    told = _recorded(results, run, pair)
    replayed = told is None
    if told is None:
        told = replay(results, run, pair, say)
    _must_know_each_other(told, pair)
    sides = sides_of(told, pair, case.config, weeks)
    heading = life_words.heading(pair, run, case.label, ended)
    return Life(pair, run, case.label, replayed, told.events, sides, weeks, heading)


def sides_of(told: Replay, pair: tuple[str, str], config: Config, weeks: tuple[float, float]) -> tuple[Side, Side]:
    """Both directions of a relationship.

    Parameters
    ----------
    told, pair
        What happened between the two, who know each other.
    config
        What was run, as long as it says.
    weeks
        Tell of these alone, from and to.
    """
    by_law = config.law.name == "default"
    first, second = (_side(told, *names, weeks, config.weeks, by_law) for names in (pair, pair[::-1]))
    return first, second


def _known_run(results: Results, run: int | None) -> int:
    there = results.runs["run"].astype(int).tolist()
    if not there:
        raise LifeError("all runs of this study failed\n    its failures.jsonl says why")
    if run is None:
        return int(there[0])
    if run not in there:
        raise LifeError(f"there is no run {run}\n    {_what_there_is(run, there)}")
    return run


def _what_there_is(run: int, there: Sequence[int]) -> str:
    said = "there is one run" if len(there) == 1 else f"there are {len(there)} runs, numbered"
    below, above = [one for one in there if one < run], [one for one in there if one > run]
    nearest = [str(one) for one in (max(below, default=None), min(above, default=None)) if one is not None]
    if len(there) == 1:
        return f"{said}: {nearest[0]}"
    return f"{said} {life_words.spans(there)}; nearest {'is' if len(nearest) == 1 else 'are'} {' and '.join(nearest)}"


def _recorded(results: Results, run: int, pair: tuple[str, str]) -> Replay | None:
    """What the tables hold; None where they do not hold all."""
    if results.config.record.events != "all" or not (results.has("events") and results.has("ties")):
        return None
    ties = results.rows("ties", {"run": run})
    ties = ties[ties["week"] == ties["week"].max()]
    ties = ties.astype({"source": str, "target": str})
    people = tuple(dict.fromkeys([*ties["source"], *_everybody(results, run)]))
    known = {name: tuple(ties.loc[ties["source"] == name, "target"]) for name in pair}
    of_both = ties["source"].isin(pair) & ties["target"].isin(pair)
    events = results.rows("events", {"run": run})
    names = ["what", "source", "target", "other", "act"]
    events = events.astype(dict.fromkeys(names, str))
    mine = events["source"].isin(pair) & events["target"].isin([*pair, ""])
    return Replay(
        events[mine].drop(columns="run").reset_index(drop=True), ties[of_both].reset_index(drop=True), people, known
    )


def _everybody(results: Results, run: int) -> Sequence[str]:
    """Those without anybody stand in no tie."""
    if not results.has("people"):
        return []
    return results.rows("people", {"run": run}, ["person"])["person"].astype(str).unique().tolist()


def _must_know_each_other(told: Replay, pair: tuple[str, str]) -> None:
    for name in pair:
        if name not in told.people:
            close = get_close_matches(name, told.people, n=1, cutoff=0.5)
            some = ", ".join(told.people[:6]) + (" …" if len(told.people) > 6 else "")
            raise LifeError(
                f"there is nobody called {name} in this network\n    "
                + (f"did you mean {close[0]}?" if close else f"its people are {some}")
            )
    if len(told.ties) < 2:
        known = told.known[pair[0]]
        some = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
        raise LifeError(
            f"{pair[0]} and {pair[1]} have no relationship\n    "
            + (f"{pair[0]} knows {some}" if known else f"{pair[0]} knows nobody")
        )


def _side(told: Replay, source: str, target: str, weeks: tuple[float, float], ended: float, by_law: bool) -> Side:
    tie = told.ties[(told.ties["source"] == source) & (told.ties["target"] == target)].to_dict("records")[0]
    course = Course(
        told.events.to_dict("records"),
        source,
        target,
        {str(name): value for name, value in tie.items()},
        weeks,
        ended,
        by_law,
    )
    return Side(source, target, course.opening(), tuple(course.chapters()), tuple(course.closing()))


class Course:
    """What happened on one directed tie, in order.

    Parameters
    ----------
    events
        Of both directions.
    source, target, tie
        Who relies on whom, and the row of the table of ties at the end.
    weeks
        Which are to be told.
    ended
        How long the run was.
    by_law
        Whether the law is the one that what makes a breach worse or better belongs to.
    """

    def __init__(
        self,
        events: Sequence[Any],
        source: str,
        target: str,
        tie: Event,
        weeks: tuple[float, float],
        ended: float,
        by_law: bool,
    ) -> None:
        self.source = source
        self.target = target
        self.tie = tie
        self.weeks = weeks
        self.ended = ended
        self.by_law = by_law
        self.all: list[Event] = [dict(event) for event in events]
        self.own = [event for event in self.all if event["source"] == source and event["target"] == target]
        self._follow()
        self._told = [event for event in self.all if self._concerns(event)]

    def _follow(self) -> None:
        """What one event alone does not say: how many acts lay before it, where the ceiling was, what became of it."""
        history = 0
        ceiling = 1.0
        hidden: list[Event] = []
        for place, event in enumerate(self.own):
            event["history"] = history
            event["ceiling_before"] = ceiling
            ceiling = event["ceiling"]
            if event["what"] in ("kept", *COSTLY):
                history += 1
            if event["what"] == "hidden":
                event["fate"] = None
                hidden.append(event)
            elif event["what"] in ("found", "forgotten", "merged"):
                for one in hidden:
                    if one["fate"] is None and one["week"] == event["since"] and one["scripted"] == event["scripted"]:
                        one["fate"] = event
                        event["act"] = one["act"]
                        break
            if event["what"] in (*COSTLY, "gossip"):
                event["back"] = self._back(place)

    def _back(self, place: int) -> tuple[float, int] | None:
        """When trust was again where it had been before this event, and after how many kept acts; None: never."""
        before = self.own[place]["trust_before"]
        kept = 0
        for event in self.own[place + 1 :]:
            kept += event["what"] == "kept"
            if event["trust"] >= before:
                return event["week"], kept
        return None

    def _concerns(self, event: Event) -> bool:
        mine = event["source"] == self.source and event["target"] == self.target
        return mine or event["what"] in ("left", "change")

    # ------------------------------------------------------------------ how it began

    @property
    def trust_at_start(self) -> float:
        """Before the first event, after which only events move it."""
        return float(self.own[0]["trust_before"] if self.own else self.tie["trust"])

    def opening(self) -> str:
        """How it began, or where it stood when the telling begins."""
        if self.weeks[0] > 0:
            before = [event["trust"] for event in self.own if event["week"] < self.weeks[0]]
            trust = before[-1] if before else self.trust_at_start
            return life_words.by_then(self.source, self.target, self.weeks[0], trust)
        met = next((event["week"] for event in self.own if event["what"] == "new_tie"), None)
        return life_words.opening(self.source, self.target, self.tie["relationship"], self.trust_at_start, met)

    # ------------------------------------------------------------------ what happened

    def chapters(self) -> Iterator[Chapter]:
        """Single happenings, and stretches of everyday between them."""
        first, last = self.weeks
        told = [event for event in self._told if first <= event["week"] <= last]
        singly = [event for event in told if self._alone(event, few=True)]
        few = len(singly) <= MANY
        stretch: list[Event] = []
        for event in told:
            if event["what"] == "new_tie" or (
                self.both_left and event["what"] == "left" and event["source"] != self.source
            ):
                continue  # the opening says it; one of two is enough
            if not self._alone(event, few):
                stretch.append(event)
                continue
            yield from self._summed(stretch)
            stretch = []
            yield Chapter(event["week"], event["week"], life_words.happening(self, event))
        yield from self._summed(stretch)

    def _alone(self, event: Event, few: bool) -> bool:
        """Whether this has a line of its own; ``few``: as long as there are not many."""
        match event["what"]:
            case what if what in EVERYDAY:
                return False
            case "gossip":
                return bool(event["trust_before"] - event["trust"] >= (SMALL / 2 if few else SMALL))
            case "breach" | "misread":
                loss = event["trust_before"] - event["trust"]
                return bool(few or event["scripted"] or event["deliberate"] or loss >= SMALL)
            case "hidden":
                found = event["fate"] is not None and event["fate"]["what"] == "found"
                return bool(few or event["scripted"] or found)
            case "message":
                return bool(few or event["scripted"])
        return True

    def _summed(self, stretch: Sequence[Event]) -> Iterator[Chapter]:
        text = life_words.stretch(self, stretch) if stretch else ""
        if text:
            yield Chapter(stretch[0]["week"], stretch[-1]["week"], text)

    def worth_telling_back(self, event: Event) -> bool:
        """Whether the loss was so large that its making good is part of the story."""
        return bool(event["trust_before"] - event["trust"] >= LONG_WAY_BACK)

    # ------------------------------------------------------------------ where it stands

    @property
    def end(self) -> Event | None:
        """The event that ended the relationship."""
        return next((event for event in self.all if event["what"] == "left"), None)

    @property
    def both_left(self) -> bool:
        """Whether each left the other, in one tick."""
        return sum(event["what"] == "left" for event in self.all) > 1

    @property
    def account(self) -> dict[str, float]:
        """What each cause has added to trust, in sum: with the start it comes to the trust at the end."""
        sums = dict.fromkeys(CAUSES, 0.0)
        for event in self.own:
            if event["what"] in CAUSES:
                sums[event["what"]] += event["trust"] - event["trust_before"]
        return {cause: total for cause, total in sums.items() if total}

    def count(self, *kinds: str) -> int:
        """How many events of these kinds there are in all."""
        return sum(event["what"] in kinds for event in self.own)

    @property
    def bad_faith(self) -> bool:
        """Whether anything that is known was done on purpose or hidden."""
        return any(event["what"] in COSTLY and (event["deliberate"] or event["what"] == "found") for event in self.own)

    @property
    def waiting(self) -> int:
        """Breaches that are still hidden at the end."""
        return int(self.tie["hidden"])

    def closing(self) -> Iterator[str]:
        """Where it stands at the end and why; nothing where only some weeks are told."""
        if self.weeks[1] >= self.ended:
            yield from life_words.closing(self)
