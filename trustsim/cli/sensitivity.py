"""``sensitivity``: which settings matter, of a run whose settings were sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    from trustsim.results import Results

LIKE = """\
    a sample is wanted: write in the config, with your own keys and ranges,
    sweep:
      design: sobol
      samples: 256
      over:
        {key}: {{from: {low}, to: {high}}}
    or design: morris with trajectories: 20, which takes the fewest runs and says what matters at all,
    or design: latin_hypercube with points: 200"""


def sensitivity_of(run: str, *, as_csv: bool, as_data: bool) -> int:
    """Print indices with intervals, and what they come to in words."""
    from trustsim.store import load
    from trustsim.study import dependence, is_sampled, sensitivity
    from trustsim.study.words import readable_names

    results = load(run)
    if results.runs.empty:
        raise MisuseError(f"{results.path}: all its runs failed; failures.jsonl says why")
    if not is_sampled(results):
        raise MisuseError(_what_to_write(results))
    found = sensitivity(results)
    frame = found.table()
    if as_csv:
        for line in dependence.missing(found):
            tell(line)
        out(frame.to_csv(index=False, lineterminator="\n").rstrip("\n"))
    elif as_data:
        data = {
            "design": found.design,
            "points": found.sweep.size(),
            "replicates": found.replicates,
            "indices": frame.to_dict("records"),
            "left_out": dict(found.left_out),
        }
        out(as_json(data))
    else:
        from trustsim.report.indices import index_tables

        names = readable_names(found.sweep.keys())
        tell(f"{results.path}: {' '.join(results.config.question.split())}")
        for one in index_tables(found):
            tell(f"\n{one.caption}")
            out(table(one.heads, one.rows))
        tell("")
        out(dependence.headline(found, names, len(results.config.outcomes)))
        for sentence in (*(dependence.missing(found) if found.outcomes else ()), dependence.how_sure(found)):
            tell(sentence)
    return DONE


def _what_to_write(results: Results) -> str:
    sweep = results.config.sweep
    design = getattr(sweep, "design", None)
    told = f"its design is {design}" if design else "it has several sweeps" if sweep else "it has no sweep"
    why = f"{results.path}: {told}, from which nothing can be estimated of how much each setting matters"
    key = results.swept[0] if results.swept else "traits.forgiveness"
    values = [value for value in results.runs[key].tolist() if type(value) in (int, float)] if results.swept else [0, 1]
    low, high = (min(values), max(values)) if values and min(values) < max(values) else (0, 1)
    if not values:
        key = "traits.forgiveness"
    return f"{why}\n{LIKE.format(key=key, low=f'{low:g}', high=f'{high:g}')}"
