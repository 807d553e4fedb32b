"""What is said about people elsewhere, and how the model is held against it.

A ``Finding`` was published, with numbers; a ``Claim`` is a sentence of the text that the model was drawn from. Both
name a config that runs it here, and measure what came out of it: some numbers, each with its interval and the band in
which it was to lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from trustsim.study.estimates import Estimate
from trustsim.study.judging import Band, Place, place

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.parameters import Mark
    from trustsim.results import Results

Kind = Literal["prediction", "calibration", "order", "calibration and prediction"]
"""Of a finding: foreseen by the model, true by the choice of a number, or a matter of more and less only."""


@dataclass(frozen=True)
class Measure:
    """One number that was measured, and where it was to lie.

    Attributes
    ----------
    what
        What it is, in words.
    found
        The number with its 95 % interval.
    band
        Where it was to lie.
    required
        False for what is reported beside the verdict and does not decide it.
    sides
        What was compared, each with its name: for the picture.
    of_sides
        What the sides are numbers of, in words; "" where that is what ``what`` says.
    """

    what: str
    found: Estimate
    band: Band
    required: bool = True
    sides: tuple[tuple[str, Estimate], ...] = ()
    of_sides: str = ""

    @property
    def place(self) -> Place:
        """Inside its band, outside it, or undecided."""
        return place(self.found, self.band)


@dataclass(frozen=True)
class Course:
    """What something does over the weeks: the picture of a claim where that tells more than its sides.

    Attributes
    ----------
    what
        What stands on the axis: ``trust of the one betrayed (0 to 1)``.
    lines
        The name of each line, and its ``week``, ``mean``, ``low``, ``high``.
    """

    what: str
    lines: tuple[tuple[str, pd.DataFrame], ...]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """Something said about people that the model is held against.

    Attributes
    ----------
    number
        What it is called in tables: ``F5``.
    title
        What is said, in a sentence of our own.
    config
        What runs it: a file beside the module, or the name of a shipped config.
    measure
        From the results of that config to the numbers that decide.
    """

    number: str
    title: str
    config: str
    measure: Callable[[Results], Sequence[Measure]] = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Finding(Statement):
    """A published finding.

    Attributes
    ----------
    source, mark
        Where it was published, and how sure the numbers are (``parameters.MARKS``).
    in_people
        What was measured in people.
    here
        How it is run here.
    kind
        Prediction, calibration, order, or for its parts the first two.
    in_sample
        Whether numbers of the model were chosen looking at these data: then a match shows fit, not foresight.
    if_missed
        What it means that the model misses it, where it does.
    """

    source: str
    mark: Mark
    in_people: str
    here: str
    kind: Kind
    in_sample: bool = False
    if_missed: str = ""

    @property
    def kind_told(self) -> str:
        """The kind, and whether a match could be more than fit: ``prediction, in-sample``."""
        return f"{self.kind}{', in-sample' if self.in_sample else ''}"


@dataclass(frozen=True, kw_only=True)
class Claim(Statement):
    """A claim of the text that the model was drawn from.

    Attributes
    ----------
    section
        Where in the text: ``Building trust``.
    mechanism
        What in the model stands for it.
    prediction
        What is to be seen if the model says what the text says.
    if_missed
        What it means that the model does not say it, where it does not.
    course
        From the results to a picture over time; None: the sides of the measures are the picture.
    """

    section: str
    mechanism: str
    prediction: str
    if_missed: str = ""
    course: Callable[[Results], Course] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Judged[Said: Statement]:
    """A statement after its config was run.

    Attributes
    ----------
    statement
        What was said.
    measures
        What came out.
    """

    statement: Said
    measures: tuple[Measure, ...]

    @property
    def place(self) -> Place:
        """Inside if all that is required is; outside if any of it is; else undecided."""
        places = {measure.place for measure in self.measures if measure.required}
        if "outside" in places:
            return "outside"
        return "inside" if places == {"inside"} else "undecided"
