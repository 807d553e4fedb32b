"""The words in which a life is told, all in one place: whoever translates them translates this file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from trustsim.study.words import MINUS, capitalised, listed, number

if TYPE_CHECKING:
    from trustsim.study.lives import Course, Life

Event = dict[str, Any]

WIDTH: Final = 100
TO_EACH_OTHER: Final = {"friend": "friends", "romantic": "a couple", "family": "family"}
KEPT: Final = {
    "promise": ("kept promise", "kept promises"),
    "conversation": ("good conversation", "good conversations"),
    "boundary": ("respected boundary", "respected boundaries"),
    "confidence": ("kept confidence", "kept confidences"),
}
BROKEN: Final = {
    "promise": "broke a promise",
    "conversation": "was careless or judging in a conversation",
    "boundary": "crossed a boundary",
    "confidence": "judged or passed on a confidence",
}
UNKNOWN_DEED: Final = "did wrong"
CAUSES: Final = {
    "kept": "kept acts",
    "praise": "praise heard from others",
    "breach": "breaches",
    "found": "what was hidden and came out",
    "misread": "misunderstandings",
    "gossip": "hearsay",
}
SPANS: Final = 4  # stretches of numbers that are named
EARLY: Final = 4  # acts: so soon, a first impression weighs more than half of all it can
HURTS: Final = 0.05  # less is not worth a word
LOWERED: Final = 0.015  # of a ceiling: less does not show in what trust comes to


def called(name: str) -> str:
    """Somebody in a sentence; whoever is only a number, is a person all the same."""
    return f"person {name}" if name.isdigit() else name


def called_all(names: Iterable[str]) -> str:
    """Several people in a sentence, each once: ``persons 2, 13 and 21``, ``Ann and Ben``."""
    each = sorted(set(names), key=lambda name: (len(name), name) if name.isdigit() else (0, name))
    if len(each) > 1 and all(name.isdigit() for name in each):
        return f"persons {listed(each)}"
    return listed([called(name) for name in each])


def week_of(week: float) -> str:
    """A week, as short as it can be."""
    return f"{week:.2f}".rstrip("0").rstrip(".")


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers by their stretches, the first and the last where there are many.

    Examples
    --------
    >>> spans([0, 1, 2, 3]), spans([0, 1, 8, 16, 17]), spans([0, 2, 4, 6, 8, 9])
    ('0 to 3', '0 to 1, 8, 16 to 17', '0, 2, 4 … 8 to 9')
    """
    found: list[tuple[int, int]] = []
    for one in sorted(numbers):
        if found and one == found[-1][1] + 1:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    said = [f"{first} to {last}" if last > first else str(first) for first, last in found]
    return ", ".join(said) if len(said) <= SPANS else f"{', '.join(said[: SPANS - 1])} … {said[-1]}"


def share(value: float) -> str:
    """Trust and hurt with two decimals, so that what is added up can be checked."""
    text = f"{abs(value):.2f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def heading(pair: tuple[str, str], run: int, label: str, weeks: float) -> str:
    """What the life is of."""
    first, second = (called(name) for name in pair)
    point = f" (“{label}”)" if label else ""
    return f"{capitalised(first)} and {second} in run {run}{point}, {week_of(weeks)} weeks"


def times(count: int) -> str:
    """``once``, ``twice``, ``5 times``."""
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def things(count: int, one: str, many: str) -> str:
    """``one lapse``, ``3 lapses``."""
    return f"one {one}" if count == 1 else f"{count} {many}"


# ------------------------------------------------------------------ how it began


def opening(source: str, target: str, relationship: str, trust: float, met: float | None) -> str:
    """How it began; ``met`` is the week in which the two met, if that was on the way."""
    kind = TO_EACH_OTHER.get(relationship)
    were = f"were {kind}" if kind else f"had a relationship of the type “{relationship}”"
    how = f"The two {were} from the start." if met is None else f"The two met in week {week_of(met)}."
    return f"{how} {capitalised(called(source))}'s trust in {called(target)} began at {share(trust)}."


def by_then(source: str, target: str, week: float, trust: float) -> str:
    """Where it stood when the telling begins in the middle."""
    return f"Up to week {week_of(week)} {called(source)}'s trust in {called(target)} had come to {share(trust)}."


# ------------------------------------------------------------------ one happening


def happening(course: Course, event: Event) -> str:
    """One event, with all that it did."""
    match event["what"]:
        case "breach":
            return " ".join([_deed(course, event), *_made_worse(course, event), *_cost(course, event)])
        case "misread":
            return " ".join([_misunderstanding(course, event), *_made_worse(course, event), *_cost(course, event)])
        case "hidden":
            return _hidden(course, event)
        case "found":
            return " ".join([_found(course, event), *_made_worse(course, event), *_cost(course, event)])
        case "gossip":
            return " ".join([_rumour(course, event), *_cost(course, event)])
        case "message":
            return _message(course, event)
        case "counselling":
            weeks = things(round(event["amount"]), "week", "weeks")
            return f"A counsellor began to help the two, for {weeks}."
        case "change":
            return _change(event)
    return _left(course, event)


def _deed(course: Course, event: Event) -> str:
    who = capitalised(called(course.target))
    purpose = " on purpose" if event["deliberate"] else ""
    if event["warned"]:
        how = ", but had said so in time, and apologised" if event["apology"] else ", but had said so in time"
    elif event["apology"]:
        how = ", owned up and apologised"
    else:
        how = "" if event["scripted"] else " and owned up, without an apology"
    return f"{who} {BROKEN.get(event['act'], UNKNOWN_DEED)}{purpose}{how}.{_planted(event)}"


def _planted(event: Event) -> str:
    return " (The config planted this.)" if event["scripted"] else ""


def _misunderstanding(course: Course, event: Event) -> str:
    source, target = called(course.source), called(course.target)
    return f"A misunderstanding: {target} had done nothing wrong, but {source} took it for a lapse."


def _hidden(course: Course, event: Event) -> str:
    source, target = called(course.source), called(course.target)
    purpose = " on purpose" if event["deliberate"] else ""
    said = f"{capitalised(target)} {BROKEN.get(event['act'], UNKNOWN_DEED)}{purpose} and hid it; {source} did not know."
    said += _planted(event)
    fate = event["fate"]
    if fate is None:
        return f"{said} It has not come out so far."
    if fate["what"] == "found":
        return f"{said} (It came out in week {week_of(fate['week'])}.)"
    if fate["what"] == "merged":
        return f"{said} Later it became one with another that was hidden."
    return f"{said} It never came out, and was forgotten in week {week_of(fate['week'])}."


def _found(course: Course, event: Event) -> str:
    source, target = called(course.source), called(course.target)
    when = ""
    if event["since"] == event["since"]:
        ago = event["week"] - event["since"]
        when = f" {things(round(ago), 'week', 'weeks')} before" if ago >= 1 else " that same week"
    purpose = ", on purpose" if event["deliberate"] else ""
    deed = f"{BROKEN[event['act']]}{when}" if event["act"] in BROKEN else f"{UNKNOWN_DEED}{when}"
    return f"{capitalised(source)} found out what {target} had hidden: {target} {deed}{purpose}."


def _rumour(course: Course, event: Event) -> str:
    source, target, teller = called(course.source), called(course.target), called(event["other"])
    return f"{capitalised(source)} heard from {teller} that {target} had broken trust there."


def _made_worse(course: Course, event: Event) -> Iterator[str]:
    """What made this breach heavier than another."""
    if not course.by_law:
        return
    reasons = []
    if event["deliberate"]:
        reasons.append("it was on purpose")
    if event["what"] == "found":
        reasons.append("it had been hidden")
    if event["history"] < EARLY:
        reasons.append("the two hardly knew each other")
    if event["hurt_before"] >= HURTS:
        reasons.append(f"the last one still hurt ({share(event['hurt_before'])})")
    if reasons:
        yield f"It weighed more because {listed(reasons)}."


def _cost(course: Course, event: Event) -> Iterator[str]:
    """What a loss came to, and how long it took to be made good."""
    before, after = event["trust_before"], event["trust"]
    if share(before) == share(after):
        yield f"Trust stayed at {share(after)}." if after > 0 else "There was no trust left to lose."
    else:
        yield f"Trust fell from {share(before)} to {share(after)}{_pain(event)}."
    if event["ceiling_before"] - event["ceiling"] > LOWERED:
        yield f"From now on it could rise to {share(event['ceiling'])} at most, until that was repaired."
    if course.worth_telling_back(event):
        yield _way_back(course, event)


def _pain(event: Event) -> str:
    before, after = event["hurt_before"], event["hurt"]
    if after - before < LOWERED:
        return ""
    return (
        f", and hurt rose from {share(before)} to {share(after)}"
        if before >= HURTS
        else f", and it hurt ({share(after)})"
    )


def _way_back(course: Course, event: Event) -> str:
    if event["back"] is None:
        return f"It never was at {share(event['trust_before'])} again."
    week, kept = event["back"]
    acts = f" and {things(kept, 'kept act', 'kept acts')} later" if kept else " later"
    ago = things(max(1, round(week - event["week"])), "week", "weeks")
    return f"It was back at {share(event['trust_before'])} only in week {week_of(week)}, {ago}{acts}."


def _message(course: Course, event: Event) -> str:
    what = "apologised late" if event["apology"] else "sent a message that renewed the promise"
    eased = event["hurt_before"] - event["hurt"] > LOWERED
    said = (
        f"Hurt went from {share(event['hurt_before'])} to {share(event['hurt'])}."
        if eased
        else "Nothing hurt any more."
    )
    return f"{capitalised(called(course.target))} {what}.{_planted(event)} {said}"


def _change(event: Event) -> str:
    trait = event["act"].replace("_", " ")
    value = number(event["amount"]) if event["amount"] == event["amount"] else "that of its transparency"
    return f"{capitalised(called(event['source']))} changed: {trait} was {value} from now on."


def _left(course: Course, event: Event) -> str:
    who, whom = called(event["source"]), called(event["target"])
    mine = event["source"] == course.source
    if course.both_left:
        return "Both left at the same time. The relationship was over."
    why = f" Trust was {share(event['trust'])}, hurt {share(event['hurt'])}." if mine else ""
    return f"{capitalised(who)} left {whom}. The relationship was over.{why}"


# ------------------------------------------------------------------ a stretch of everyday


def stretch(course: Course, events: Sequence[Event]) -> str:
    """What several small happenings came to; "" where that is nothing worth a word."""
    source, target = called(course.source), called(course.target)
    built = _built([event for event in events if event["what"] == "kept"])
    sentences = []
    moved = [event for event in events if event["what"] in ("kept", "praise", "gossip", "breach", "misread", "found")]
    slips = [event for event in events if event["what"] in ("breach", "misread")]
    also = []
    if slips:
        also.append(f"{things(len(slips), 'small slip', 'small slips')} (they took {share(_lost(slips))} together)")
    gossip = [event for event in events if event["what"] == "gossip"]
    if gossip:
        tellers = called_all(event["other"] for event in gossip)
        also.append(f"hearsay from {tellers} (it took {share(_lost(gossip))})")
    praise = [event for event in events if event["what"] == "praise"]
    if praise:
        also.append(f"praise from others, {times(len(praise))}")
    if moved:
        before, after = share(moved[0]["trust_before"]), share(moved[-1]["trust"])
        course_of = f"trust {before} → {after}" if before != after else f"trust stayed at {after}"
        sentences.append(capitalised(f"{listed([*built, *also])}: {course_of}."))
    avoided = sum(event["what"] == "avoided" for event in events)
    if avoided:
        sentences.append(f"{capitalised(times(avoided))} they met and {source} did not rely on {target}.")
    hidden = sum(event["what"] == "hidden" for event in events)
    if hidden:
        sentences.append(
            f"{capitalised(target)} hid {things(hidden, 'breach', 'breaches')} that {source} never heard of."
        )
    messages = sum(event["what"] == "message" for event in events)
    if messages:
        sentences.append(f"{capitalised(target)} sent {things(messages, 'message', 'messages')} that eased the hurt.")
    over = [event for event in events if event["what"] == "hurt_over" and event["hurt"] < HURTS]
    if over:
        sentences.append(f"By week {week_of(over[-1]['week'])} nothing hurt any more.")
    return " ".join(sentences)


def _built(kept: Sequence[Event]) -> list[str]:
    """``12 kept promises``, ``one good conversation`` …"""
    counts = {act: sum(event["act"] == act for event in kept) for act in KEPT}
    return [things(count, *KEPT[act]) for act, count in counts.items() if count]


def _lost(events: Sequence[Event]) -> float:
    return float(sum(event["trust_before"] - event["trust"] for event in events))


# ------------------------------------------------------------------ where it stands


def closing(course: Course) -> Iterator[str]:
    """Where it stands at the end, what brought it there, and what holds it there."""
    source, target = called(course.source), called(course.target)
    end, trust = course.end, course.tie["trust"]
    if end is not None:
        week = week_of(end["week"])
        yield f"The relationship ended in week {week}; {source}'s last trust in {target} was {share(trust)}."
    else:
        yield f"In week {week_of(course.ended)} {source}'s trust in {target} is {share(trust)}."
    if course.account:
        yield _account(course)
    relied = sum(
        event["what"] in ("kept", "breach", "misread", "hidden") and not event["scripted"] for event in course.own
    )
    avoided = course.count("avoided")
    if avoided:
        yield f"In {relied} of {relied + avoided} meetings {source} relied on {target}."
    hurt, ceiling = course.tie["hurt"], course.tie["ceiling"]
    if hurt >= HURTS:
        yield f"What happened still hurts ({share(hurt)}); as long as it does, kept acts count for less."
    if end is None and 1.0 - ceiling > LOWERED:
        why = "what was done in bad faith" if course.bad_faith else "the bad first impression"
        yield f"Trust can rise to {share(ceiling)} at most: {why} is not all repaired."
    if course.waiting:
        yield f"{capitalised(target)} still hides {things(course.waiting, 'breach', 'breaches')} from {source}."


def _account(course: Course) -> str:
    """The sum that leads from the trust at the start to that at the end, in hundredths that add up."""
    start, end = round(100 * course.trust_at_start), round(100 * course.tie["trust"])
    cents = {cause: round(100 * change) for cause, change in course.account.items()}
    largest = max(cents, key=lambda cause: abs(cents[cause]))
    cents[largest] += end - start - sum(cents.values())
    parts = [
        f"{'+' if value > 0 else MINUS} {share(abs(value) / 100)} by {CAUSES[cause]}"
        for cause, value in cents.items()
        if value
    ]
    return f"The sum: {share(start / 100)} at first {' '.join(parts)} = {share(end / 100)}."


# ------------------------------------------------------------------ the page


def lines_of(life: Life) -> Iterator[str]:
    """The whole life as lines of text, for a terminal or a projector."""
    yield life.heading
    for side in life.sides:
        yield ""
        yield f"How far {called(side.source)} trusts {called(side.target)}"
        yield ""
        labels = [span_of_weeks(chapter.first, chapter.last) for chapter in side.chapters]
        begins = "at first" if life.weeks[0] <= 0 else "before"
        room = max(len(label) for label in [*labels, begins])
        yield from _hanging(begins, side.opening, room)
        for label, chapter in zip(labels, side.chapters, strict=True):
            yield from _hanging(label, chapter.text, room)
        if side.closing:
            yield ""
            for sentence in side.closing:
                yield from _hanging("", sentence, room)


def span_of_weeks(first: float, last: float) -> str:
    """``week 3``, ``weeks 3–8``."""
    return f"week {week_of(first)}" if first == last else f"weeks {week_of(first)}–{week_of(last)}"


def _hanging(label: str, text: str, room: int) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"  {label:<{room}}  ",
        subsequent_indent=" " * (room + 4),
        break_long_words=False,
    )
