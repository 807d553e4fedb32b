"""The points of a study: what each is called and what config it ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from trustsim.config import Points, Sampled, Zip, points_of, with_numbers
from trustsim.config.base import is_number
from trustsim.config.sides import Compared
from trustsim.study.words import level, readable_names

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.config import Config, Sweep
    from trustsim.results import Results


MOST_IN_LABEL = 2  # keys of values that go together


@dataclass(frozen=True)
class Case:
    """One point of a study.

    Attributes
    ----------
    point
        Its number, as in the table of runs.
    label
        What tables and figures call it; "" where the study has only this one.
    settings
        What it sets, by dotted key.
    base, numbers
        As of ``trustsim.plan.Point``: the config that it ran, and numbers that are others in it.
    """

    point: int
    label: str
    settings: dict[str, Any]
    base: Config
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """The config that it ran, without a sweep."""
        return with_numbers(self.base, self.numbers) if self.numbers else self.base


def is_list(results: Results) -> bool:
    """Whether the points were written down one by one: a list, or values that go together."""
    return isinstance(results.config.sweep, Points | Zip)


def is_sampled(results: Results) -> bool:
    """Whether the points were sampled from ranges, so that no two are there to be compared."""
    return isinstance(results.config.sweep, Sampled)


def cases(results: Results) -> list[Case]:
    """Every point that has runs, in order."""
    return list(each_case(results))


def each_case(results: Results) -> Iterator[Case]:
    """The same one by one, for whoever does not need all of a large grid."""
    there = set(results.runs["point"].astype(int))
    sweep = results.config.sweep
    if sweep is None:
        yield from (Case(point, "", {}, results.config) for point in sorted(there))
        return
    # Warnings of pydantic about how it writes `who` concern nobody here: the text is read back by the same schema.
    raw = results.config.model_dump(mode="json", warnings=False)
    names = readable_names(sweep.keys())
    for point, (label, one) in enumerate(zip(sweep.labels(), points_of(raw, sweep), strict=True)):
        if point in there:
            yield Case(
                point, label or _described(sweep, one.assigned, names, point), one.assigned, one.base, one.numbers
            )


def _described(sweep: Sweep, settings: dict[str, Any], names: dict[str, str], point: int) -> str:
    if not settings:
        return "as it stands"
    leading = leading_key(sweep)
    if leading and len(settings) > MOST_IN_LABEL:
        # Enough to tell the points of a zip apart.
        return f"{names[leading]} {level(settings[leading])} (with {len(settings) - 1} others)"
    text = ", ".join(f"{names[key]} {level(value)}" for key, value in settings.items())
    return text if len(text) <= 60 else f"point {point + 1}"


def labels_of(results: Results) -> dict[int, str]:
    """What each point is called, by its number."""
    return {case.point: case.label for case in cases(results)}


def levels_of(runs: pd.DataFrame, key: str) -> list[Any]:
    """The values of a swept key: numbers from low to high, others as they first appear."""
    values = list(dict.fromkeys(runs[key].tolist()))
    return sorted(values) if is_numeric(runs, key) else values


def some_of[Kind](several: Sequence[Kind], most: int) -> list[Kind]:
    """At most so many of several, evenly chosen, both ends among them."""
    if len(several) <= most:
        return list(several)
    return [several[round(index * (len(several) - 1) / (most - 1))] for index in range(most)]


def leading_key(sweep: Sweep | None) -> str:
    """The key along which values that go together run: the first that has numbers, all different; "" if none has."""
    if not isinstance(sweep, Zip) or sweep.size() == 1:
        return ""
    axes = sweep.axes().items()
    return next((key for key, values in axes if all(map(is_number, values)) and len({*values}) == len(values)), "")


def is_numeric(runs: pd.DataFrame, key: str) -> bool:
    """Whether all values of a swept key are numbers (true and false are not)."""
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    column = runs[key]
    return bool(is_numeric_dtype(column) and not is_bool_dtype(column) and column.notna().all())


def comparable_runs(results: Results) -> pd.DataFrame:
    """The runs with every swept value that is no number as a text, so that it can be grouped by."""
    runs = results.runs.copy()
    for key in results.swept:
        if not is_numeric(runs, key):
            runs[key] = [level(value) for value in runs[key].tolist()]
    return runs


def compared_in(results: Results) -> Compared:
    """What the points that have runs differ in; their places are their order in the table of runs."""
    points = results.runs.drop_duplicates("point")
    columns = {key: points[key].tolist() for key in results.swept}
    settings = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    labels = points["label"].tolist() if "label" in points.columns else [None] * len(points)
    return Compared(
        settings or [{}] * len(points),
        [label if isinstance(label, str) else None for label in labels],
        points["point"].astype(int).tolist(),
    )
