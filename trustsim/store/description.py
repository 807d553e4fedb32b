"""DATA.md: every column of a run folder in words, from the same descriptions that the tables are made by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trustsim.config import confidence_of
from trustsim.markdown import table
from trustsim.plan import Plan
from trustsim.rules.journal import KINDS
from trustsim.running.columns import Column, columns_of

VALUES: Final = {
    "int32": "whole number",
    "int64": "whole number",
    "float64": "number",
    "bool": "true or false",
    "text": "text",
    "name": "text",
}
TABLES: Final = {
    "runs": "One row for each run: what was set, what came out.",
    "series": "One row for each run and recorded week: means over people, ties and relationships.",
    "people": "One row for each run, recorded week and person.",
    "ties": "One row for each run, recorded week and directed tie: the source relies on the target.",
    "events": "One row for each thing that happened, in the order in which it did.",
}


def description(plan: Plan) -> str:
    """The text of DATA.md."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    tables = columns_of(plan)
    yield f"# The data of {plan.name}"
    yield ""
    yield plan.config.question
    yield ""
    yield from _about_files(tables)
    for name, columns in tables.items():
        yield ""
        yield f"## {name}.parquet"
        yield ""
        yield TABLES[name]
        yield ""
        yield column_table(columns)
        if name == "events":
            yield ""
            yield kind_table()
    yield ""
    yield "## summary.csv"
    yield ""
    sure = f"{100 * confidence_of(plan.config.replicates):g} %"
    yield (
        "One row for each point: its number, the swept settings, how many runs there are, of each outcome the mean "
        "(`_mean`; `inf` where a run never got there), the standard deviation of the runs (`_sd`; empty for one), the "
        f"ends of its {sure} interval (`_low`, `_high`) and how that was made (`_interval`: "
        "Student’s t over the replicates; Wilson where the runs come to but two values; all equal where "
        "they do not differ; order statistics, of the median, where a run never got there). An outcome that some run "
        "never came to has `_median` and the share of such runs, `_never`, with Wilson’s interval (`_never_low`, "
        "`_never_high`). Where replicates were added until an interval was narrow enough, `_until` says whether it is."
    )


def _about_files(tables: Mapping[str, Sequence[Column]]) -> Iterator[str]:
    yield "Open a table in one line:"
    yield ""
    yield "```python"
    yield 'import pandas; runs = pandas.read_parquet("runs.parquet")'
    yield "```"
    yield ""
    yield f"Tables: {', '.join(tables)}. They share the column `run`; the same config gives the same bytes again."
    yield "`config.yaml` is the config as it was written, `resolved.yaml` the same with every default, `manifest.json`"
    yield "says with what and when it was run. A number that does not exist (the trust of nobody) is empty."


def column_table(columns: Sequence[Column]) -> str:
    """The columns of one table, in Markdown."""
    rows = ((f"`{one.name}`", one.about, one.unit, range_of(one), VALUES[one.kind]) for one in columns)
    return table(("column", "meaning", "unit", "range", "values"), rows)


def kind_table() -> str:
    """What can happen, in Markdown."""
    return table(("what", "meaning", "amount"), ((f"`{kind.name}`", kind.about, kind.amount) for kind in KINDS))


def range_of(column: Column) -> str:
    """The limits of a column in words."""
    low, high = column.limits
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low:g} or more"
    return f"{low:g} to {high:g}" if low is not None else f"up to {high:g}"
