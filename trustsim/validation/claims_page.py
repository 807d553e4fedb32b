"""The page on which every claim of the text stands beside what the model makes of it.

``measure_all``   run and judge; each config once, however many claims use it
``page_of``       from what was judged to Markdown and pictures, without running anything
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Final

from trustsim.config.shipped import shipped_folder
from trustsim.study.estimates import Estimate
from trustsim.study.judging import VERDICTS, Band, Place
from trustsim.study.words import MINUS, SPACE, capitalised
from trustsim.validation.experiments import claims, config_of, judge
from trustsim.validation.statements import Claim, Course, Judged, Measure
from trustsim.validation.together import results_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trustsim.running import Progress

OF_MEASURE: Final[dict[Place, str]] = {
    "inside": "as predicted",
    "outside": "**not as predicted**",
    "undecided": "**undecided**",
}
PICTURES: Final = "claims"  # the folder beside the page
MOST_PANELS: Final = 3
MOST_PLACES: Final = 5  # after the point; what is smaller than that is written as 2e-06
COMMAND: Final = "python experiments/claims/_page.py"


@dataclass(frozen=True)
class Shown:
    """A claim that was judged, and its course over time where that is its picture."""

    judged: Judged[Claim]
    course: Course | None


@dataclass(frozen=True)
class Page:
    """The page: its Markdown, and its pictures by file name."""

    text: str
    pictures: dict[str, bytes]


def measure_all(numbers: Iterable[str] | None = None, progress: Progress | None = None) -> list[Shown]:
    """Run and judge the claims (or those of these numbers), in their order.

    Raises
    ------
    RunsFailedError
        As ``results_of``.
    """
    every = claims()
    wanted = [every[number] for number in (every if numbers is None else numbers)]
    shown = {
        claim.number: Shown(judge(claim, results), claim.course(results) if claim.course else None)
        for of_config, results in results_of(wanted, progress=progress)
        for claim in of_config
    }
    return [shown[claim.number] for claim in wanted]


def page_of(shown: Sequence[Shown]) -> Page:
    """The page and its pictures."""
    from trustsim.plots.save import compact, svg_told

    counts = Counter(verdict(one) for one in shown)
    told = ", ".join(f"{counts[word]} {word}" for word in VERDICTS.values())
    blocks = []
    pictures = {}
    for one in shown:
        claim = one.judged.statement
        figure, description = picture_of(one)
        pictures[picture_name(claim)] = compact(
            svg_told(figure, anchor(claim), f"{claim.number}: {claim.title}", description)
        )
        blocks.append(block(one, description))
    text = "\n".join([HEAD.format(told=told, count=len(shown), command=COMMAND), *map(row, shown), "", *blocks])
    return Page(text, pictures)


HEAD: Final = """# Every claim of the text, measured

This model was drawn from a short text on trust in relationships. Each claim that the text makes stands here in our
words, with what in the model answers to it, what should be seen if the model says the same, and what a run of a config
gave. Nothing here is asserted; all of it is written by

```
{command}
```

**Of {count} claims: {told}.**

*Supported* means that everything predicted lies, with its whole 95 % interval, where the prediction says;
*contradicted*, that something lies outside with its whole interval; *undecided*, that an interval reaches over the
edge. Differences are taken between runs with the same random numbers, replicate by replicate; intervals are Student's t
over replicates. *Exact* marks a run without chance in it, where nothing happens but what its config says.

**What this does not show.** An interval says how sure the model's answer is, not how sure the model is. That a claim is
supported means that the model says what the text says, which it was made to do: some of these answers follow from one
number of the model alone, and many of its numbers are assumptions (`trustsim/parameters.py` marks each). Whether people
are so is another question.

| | claim | verdict | first number |
|---|---|---|---|"""


def row(one: Shown) -> str:
    """The line of a claim in the summary."""
    claim = one.judged.statement
    first = next(measure for measure in one.judged.measures if measure.required)
    return (
        f"| [{claim.number}](#{anchor(claim)}) | {claim.title} | {verdict(one)} | {first.what}: {found(first.found)} |"
    )


def block(one: Shown, description: str) -> str:
    """A claim with everything that is known of it, its picture beside it."""
    claim = one.judged.statement
    path = config_of(claim)
    link = path.relative_to(shipped_folder("experiments").parent).as_posix()
    listed = "\n".join(line(measure) for measure in one.judged.measures)
    picture = f'<img src="{PICTURES}/{picture_name(claim)}" width="430" alt="{escape(description)}">'
    return f"""<a id="{anchor(claim)}"></a>

### {claim.number} · {claim.title}

*{claim.section}* · **{verdict(one)}**

<table><tr><td width="50%" valign="top">

**In the model.** {sentence(claim.mechanism)}

**Predicted.** {sentence(claim.prediction)}

**Measured** in [`{path.stem}`](../{link}):

{listed}{why_not(one)}

</td><td width="50%" valign="top">{picture}</td></tr></table>
"""


def why_not(one: Shown) -> str:
    """What it means that the model does not say what the text says, where it does not."""
    said = one.judged.statement.if_missed
    return f"\n\n**Why not.** {sentence(said)}" if said and one.judged.place != "inside" else ""


def sentence(text: str) -> str:
    """With a capital and a full stop, whoever wrote it."""
    return capitalised(text) + ("" if text.endswith((".", ".)")) else ".")


def line(measure: Measure) -> str:
    """One number of a claim: what it is, what was found, what was predicted."""
    if not measure.required:
        return f"- {measure.what}: {found(measure.found)}"
    return f"- {measure.what}: **{found(measure.found)}**; predicted {band(measure.band)}, {OF_MEASURE[measure.place]}"


def verdict(one: Shown) -> str:
    """The verdict in a word."""
    return VERDICTS[one.judged.place]


def anchor(claim: Claim) -> str:
    """Where on the page a claim stands."""
    return claim.number.lower()


def picture_name(claim: Claim) -> str:
    """The file of a claim's picture."""
    return f"{anchor(claim)}.svg"


def picture_of(one: Shown) -> tuple[Figure, str]:
    """The picture of a claim, and what is seen in it."""
    from trustsim.plots.small import courses, dots
    from trustsim.plots.style import description_of

    if one.course is not None:
        figure = courses(one.course.what, one.course.lines)
    else:
        measures = one.judged.measures
        # Two measures may be made of the same sides, which are shown once.
        compared = {(measure.of_sides or measure.what, measure.sides): None for measure in measures}
        with_sides = [(what, sides) for what, sides in compared if len(sides) > 1]
        alone = [(measure.what, [("", measure.found)]) for measure in measures]
        figure = dots((with_sides or alone)[:MOST_PANELS])
    return figure, description_of(figure)


# ------------------------------------------------------------------ numbers


def found(at: Estimate) -> str:
    """A number with its interval, in as many decimals as the interval needs; ``exact`` where there is no chance."""
    if at.never > 0:
        return f"never in {at.never:.0%} of runs"
    places = _places(at)
    if at.has_interval and at.low == at.high:
        return f"{_number(at.mean, 0 if at.mean.is_integer() else places)} exact"
    if not at.has_interval:
        return _number(at.mean, places)
    return f"{_number(at.mean, places)} [{_number(at.low, places)}, {_number(at.high, places)}]"


def band(wanted: Band) -> str:
    """What was predicted, in symbols."""
    same = wanted.high - wanted.low < 1e-6
    text = f"{(wanted.low + wanted.high) / 2:g}" if same else str(wanted)
    return text.replace("-", MINUS).replace(" ", SPACE)


def _places(at: Estimate) -> int:
    """Three digits of the number, and one of half of its interval."""
    largest = max(abs(value) for value in (at.mean, at.low, at.high) if not math.isnan(value))
    places = 2 - math.floor(math.log10(largest)) if largest > 0 else 0
    if at.has_interval and at.half_width > 0:
        places = max(places, -math.floor(math.log10(at.half_width)))
    return min(max(places, 0), MOST_PLACES)


def _number(value: float, places: int) -> str:
    size = abs(value)
    text = f"{size:.0e}" if 0.0 < size < 0.5 * 0.1**MOST_PLACES else f"{size:.{places}f}"
    return (MINUS if value < 0 and text.strip("0.") else "") + text
