"""How one person stands among the others after some weeks of a run, and what weighed most on the way, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from trustsim.study.life_words import (
    HURTS,
    called,
    called_all,
    share,
    things,
    times,
    week_of,
)
from trustsim.study.lives import COSTLY, LONG_WAY_BACK
from trustsim.study.replay import frame_of, quickest
from trustsim.study.words import capitalised, listed

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Config

NAMED: Final = 3
"""Losses that are told, at most."""

SHOWN_TRAITS: Final = ("reliability", "forgiveness", "transparency", "respect")


def standing(config: Config, seed: int, name: str) -> list[str]:
    """A person after a run, paragraph by paragraph.

    Parameters
    ----------
    config, seed
        What to run; it is told where it ends.
    name
        Of whom, as in the tables.

    Raises
    ------
    LookupError
        If there is nobody of this name.
    """
    from trustsim.simulation import begin, recorded

    record = config.record.model_copy(update={"events": "breaches", "people": "last", "ties": "last"})
    config = config.model_copy(update={"record": record})
    start = begin(config, seed)
    config = config.model_copy(update={"engine": quickest(config, start)})
    done = recorded(config, start)
    if done.people is None or done.ties is None or done.events is None:
        raise AssertionError("the record was to hold all three")
    people, ties, events = (frame_of(table) for table in (done.people, done.ties, done.events))
    if name not in set(people["person"]):
        raise LookupError(f"there is nobody called {name}")
    person = _row_of(people[people["person"] == name], 0)
    given = ties[ties["source"] == name]
    received = ties[ties["target"] == name]
    mine = events[((events["source"] == name) | (events["target"] == name)) & events["target"].ne("")]
    told = (
        _traits(person),
        _relationships(name, given, events),
        _trusting(name, given[given["active"]], received[received["active"]]),
        _deeds(name, given, received),
        _losses(name, mine),
        _pain(name, person, given[given["active"]]),
    )
    return [" ".join(paragraph) for paragraph in map(list, told) if paragraph]


def _traits(person: dict[str, Any]) -> Iterator[str]:
    values = [f"{trait} {share(person[trait])}" for trait in SHOWN_TRAITS]
    yield f"What {called(person['person'])} is like now: {listed(values)}."


def _relationships(name: str, given: pd.DataFrame, events: pd.DataFrame) -> Iterator[str]:
    who = capitalised(called(name))
    if not len(given):
        yield f"{who} knows nobody."
        return
    kinds = [f"{count} {kind}" for kind, count in given["relationship"].value_counts(sort=False).items() if count]
    yield f"{who} has or had {things(len(given), 'relationship', 'relationships')} ({listed(kinds)})."
    over = given[~given["active"]]
    if not len(over):
        yield "All are alive." if len(given) > 1 else "It is alive."
        return
    yield f"{'None is' if len(over) == len(given) else f'{len(given) - len(over)} of them are'} alive."
    left = events[events["what"] == "left"]
    for by, verb in ((left["source"] == name, "left"), (left["target"] == name, "was left by")):
        others = left[by]
        if len(others):
            whom = others["target"] if verb == "left" else others["source"]
            weeks = [
                f"{called(other)} in week {week_of(week)}" for other, week in zip(whom, others["week"], strict=True)
            ]
            yield f"{who} {verb} {listed(weeks)}."


def _trusting(name: str, given: pd.DataFrame, received: pd.DataFrame) -> Iterator[str]:
    who = called(name)
    if not len(given):
        return
    yield f"{capitalised(who)} trusts those who are left with {share(given['trust'].mean())} in the mean"
    yield _ends(given, "target")
    yield f"They trust {who} with {share(received['trust'].mean())} in the mean"
    yield _ends(received, "source")


def _ends(ties: pd.DataFrame, other: str) -> str:
    """With whom trust is highest and lowest."""
    if len(ties) < 2:
        return f"({called(ties[other].iloc[0])} alone is left)."
    most, least = (_row_of(ties, place) for place in (ties["trust"].argmax(), ties["trust"].argmin()))
    told = [f"{called(tie[other])} {how} ({share(tie['trust'])})" for tie, how in ((most, "most"), (least, "least"))]
    return f"– {listed(told)}."


def _deeds(name: str, given: pd.DataFrame, received: pd.DataFrame) -> Iterator[str]:
    who = called(name)
    for ties, by, towards in ((received, who, "others"), (given, "others", who)):
        kept, broken = int(ties["kept"].sum()), int(ties["breaches"].sum())
        if kept + broken:
            acts, known = things(kept, "act was kept", "acts were kept"), times(broken) if broken else "never"
            yield f"Towards {towards}, {acts} by {by}, and as far as is known trust was broken {known}."


def _losses(name: str, events: pd.DataFrame) -> Iterator[str]:
    lost = (events["trust_before"] - events["trust"]).where(events["what"].isin([*COSTLY, "gossip"]), 0.0)
    order = lost.sort_values(ascending=False, kind="stable").index
    worst = events.loc[[row for row in order if lost[row] >= LONG_WAY_BACK][:NAMED]].sort_values("week", kind="stable")
    if not len(worst):
        return
    told = [
        f"in week {week_of(event['week'])} {called(event['source'])}'s trust in {called(event['target'])} fell from "
        f"{share(event['trust_before'])} to {share(event['trust'])}, by {_cause(event)}"
        for event in worst.to_dict("records")
    ]
    yield f"What cost most trust: {'; '.join(told)}."


def _cause(event: Any) -> str:
    purpose = " on purpose" if event["deliberate"] else ""
    match event["what"]:
        case "gossip":
            return f"hearsay from {called(event['other'])}"
        case "misread":
            return "a misunderstanding"
        case "found":
            return f"a breach{purpose} that had been hidden and came out"
    return f"a breach{purpose}"


def _pain(name: str, person: dict[str, Any], given: pd.DataFrame) -> Iterator[str]:
    hurt = given[given["hurt"] >= HURTS]
    if not len(hurt):
        yield f"Nothing that was done to {called(name)} hurts any more." if person["pain"] < HURTS else ""
        return
    worst = _row_of(hurt, hurt["hurt"].argmax())
    most = f", most what {called(worst['target'])} did" if len(hurt) > 1 else ""
    yield f"What was done by {called_all(hurt['target'])} still hurts{most} ({share(worst['hurt'])})."


def _row_of(table: pd.DataFrame, place: Any) -> dict[str, Any]:
    return {str(name): value for name, value in table.iloc[place].items()}
