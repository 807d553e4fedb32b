"""``sensitivity``: which settings matter, of a run whose settings were sampled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.study import Part, Sensitivity

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
    """Print indices with intervals, and what they come to in words; of several sweeps those that are samples."""
    from trustsim.store import load
    from trustsim.study import is_sampled, parts_of_study, sensitivity

    results = load(run)
    if results.runs.empty:
        raise MisuseError(f"{results.path}: all its runs failed; failures.jsonl says why")
    found = [(part, sensitivity(part.results)) for part in parts_of_study(results) if is_sampled(part.results)]
    if not found:
        raise MisuseError(_what_to_write(results))
    if as_csv:
        _print_csv(found)
    elif as_data:
        data = [_data(part, one) for part, one in found]
        out(as_json(data if found[0][0].title else data[0]))
    else:
        tell(f"{results.path}: {' '.join(results.config.question.split())}")
        for part, one in found:
            _print(part, one)
    return DONE


def _print_csv(found: list[tuple[Part, Sensitivity]]) -> None:
    import pandas as pd

    from trustsim.study.dependence import missing

    frames = []
    for part, one in found:
        frame = one.table()
        if part.title:
            frame.insert(0, "sweep", part.number)
        frames.append(frame)
        for line in missing(one):
            tell(line)
    out(pd.concat(frames).to_csv(index=False, lineterminator="\n").rstrip("\n"))


def _data(part: Part, found: Sensitivity) -> dict[str, Any]:
    return {
        **({"title": part.title} if part.title else {}),
        "design": found.design,
        "points": found.sweep.size(),
        "replicates": found.replicates,
        "indices": found.table().to_dict("records"),
        "left_out": dict(found.left_out),
    }


def _print(part: Part, found: Sensitivity) -> None:
    """Tables and words: those to be piped on to standard output, what they mean to standard error."""
    from trustsim.report.indices import index_tables
    from trustsim.study.dependence import headline, how_sure, missing
    from trustsim.study.words import readable_names

    if part.title:
        out(f"\n{part.title}", "bold")
    for one in index_tables(found):
        tell(f"\n{one.caption}")
        out(table(one.heads, one.rows))
    tell("")
    out(headline(found, readable_names(found.sweep.keys()), len(found.outcomes)))
    for sentence in (*(missing(found) if found.outcomes else ()), how_sure(found)):
        tell(sentence)


def _what_to_write(results: Results) -> str:
    from trustsim.config import located

    designs = list(dict.fromkeys(one.design for _, one in located(results.config.sweep)))
    told = f"its design is {' and '.join(designs)}" if designs else "it has no sweep"
    why = f"{results.path}: {told}, from which nothing can be estimated of how much each setting matters"
    key = results.swept[0] if results.swept else "traits.forgiveness"
    values = [value for value in results.runs[key].tolist() if type(value) in (int, float)] if results.swept else [0, 1]
    low, high = (min(values), max(values)) if values and min(values) < max(values) else (0, 1)
    if not values:
        key = "traits.forgiveness"
    return f"{why}\n{LIKE.format(key=key, low=f'{low:g}', high=f'{high:g}')}"
