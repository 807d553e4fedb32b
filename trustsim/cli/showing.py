"""``list``, ``show``, ``report``, ``schema``: looking at what is there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import as_json, out, table, tell
from trustsim.intervals import EQUAL, ORDER, SCORE, STUDENT, WILSON

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results
    from trustsim.study import JudgedClaim


SHORT: Final = {"too wide": " !", "too few": " !"}
SHORT_TOLD: Final = {" !": "this interval is not as narrow, or not as well founded, as the config asks"}


def list_configs() -> int:
    """The shipped configs and lessons, a line each."""
    from trustsim.cli.teaching import lesson_rows
    from trustsim.config import ConfigError, load_config, shipped_configs

    rows = []
    for name, path in shipped_configs().items():
        try:
            rows.append((name, " ".join(load_config(path).config.question.split())))
        except ConfigError as error:
            rows.append((name, f"cannot be used: {error.faults[0]}".replace("\n    ", "; ")))
    out(table(("config", "question"), rows))
    out("")
    out(table(("lesson", "question"), lesson_rows()))
    return DONE


def show_run(run: str, by: str | None, *, as_csv: bool, as_data: bool) -> int:
    """The summary of a run folder."""
    from trustsim.config import Several
    from trustsim.store import load, summary

    results = load(run)
    if results.runs.empty:
        raise MisuseError(f"{results.path}: all its runs failed; failures.jsonl says why")
    frame = summary(results, _keys(results, by))
    if as_csv:
        out(frame.to_csv(index=False, lineterminator="\n").rstrip("\n"))
    elif as_data:
        out(as_json(frame.to_dict("records")))
    else:
        tell(f"{results.path}: {' '.join(results.config.question.split())}")
        outcomes = list(results.config.outcomes)
        if isinstance(results.config.sweep, Several) and by is None:
            out("\n\n".join(_tables_of_sweeps(results, frame)))
        else:
            out(_as_table(frame, outcomes))
        for line in _footnotes(results, frame, outcomes):
            tell(line)
    return DONE


def _tables_of_sweeps(results: Results, frame: pd.DataFrame) -> Iterator[str]:
    """The table of each of several sweeps, with what it sweeps, below its name."""
    from trustsim.study import parts_of_study

    for part in parts_of_study(results):
        unused = [key for key in (*results.swept, "sweep", "label") if key not in part.results.runs.columns]
        mine = frame[frame["sweep"] == part.number].drop(columns=unused, errors="ignore")
        yield f"{part.title}\n{_as_table(mine, list(results.config.outcomes))}"


def show_claims(run: str, *, as_csv: bool, as_data: bool) -> int:
    """The claims of a run's config, judged by the runs."""
    from trustsim.store import load
    from trustsim.study import judge_claims
    from trustsim.study.claim_sentences import data_of

    results = load(run)
    if results.runs.empty:
        raise MisuseError(f"{results.path}: all its runs failed; failures.jsonl says why")
    judged = judge_claims(results)
    if as_data:
        out(as_json([data_of(one) for one in judged]))
    elif as_csv:
        import pandas as pd

        # one row for each claim: what several numbers decide has them in --json
        rows = [{**data_of(one), **(data_of(one)["numbers"] or [{}])[0]} for one in judged]
        columns = ["claim", "verdict", "estimate", "low", "high", "confidence", "replicates", "more_replicates", "why"]
        out(pd.DataFrame(rows, columns=columns).to_csv(index=False, lineterminator="\n").rstrip("\n"))
    elif not judged:
        tell(f"{results.path}: its config has no claims. Write some (docs/comparing.md) and run it again:")
        tell("    claims: [survival rises with traits.forgiveness]")
    else:
        tell(f"{results.path}: {' '.join(results.config.question.split())}")
        out("\n".join(claim_lines(judged)))
    return DONE


def claim_lines(judged: Sequence[JudgedClaim]) -> list[str]:
    """Each claim after its verdict, and below it what decided."""
    from trustsim.study.claim_sentences import more_told, numbers_told

    lines = []
    for one in judged:
        lines.append(f"{one.verdict:<12}  {one.text}")
        lines += [f"{'':<12}  {told}" for told in (numbers_told(one), more_told(one)) if told]
    return lines


def _keys(results: Results, by: str | None) -> list[str] | None:
    if by is None:
        return None
    known = [*results.swept, *(name for name in ("sweep", "label") if name in results.runs.columns)]
    keys = [key.strip() for key in by.split(",")]
    # The last part of a key is enough where it is clear.
    short = {key.rpartition(".")[2]: key for key in known}
    full = [short.get(key, key) if key not in known else key for key in keys]
    for key in full:
        if key not in known:
            close = get_close_matches(key, known, n=1, cutoff=0.4)
            mend = f"did you mean {close[0]}?" if close else f"swept are: {', '.join(known) or 'no keys'}"
            raise MisuseError(f"--by {key}: this was not swept\n    {mend}")
    return list(dict.fromkeys(full))


def _as_table(frame: pd.DataFrame, outcomes: list[str]) -> str:
    ends = ("mean", "sd", "low", "high", "interval", "median", "never", "never_low", "never_high", "until")
    of_outcomes = {f"{name}_{end}" for name in outcomes for end in ends}
    heads = [name for name in frame.columns if name not in of_outcomes]
    rows = [
        [*(_cell(row[name]) for name in heads), *(_outcome(row, name) for name in outcomes)]
        for row in frame.to_dict("records")
    ]
    return table([*heads, *outcomes], rows)


def _outcome(row: Mapping[Any, Any], name: str) -> str:
    """An outcome with its interval; the mean, or the median where a run never got there."""
    low, high, method = row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_interval"]
    short = SHORT.get(row.get(f"{name}_until", ""), "")
    if row.get(f"{name}_never", 0.0) > 0.0:
        never = f"never in {100 * row[f'{name}_never']:.0f} %"
        if math.isinf(low):
            return f"{never}{short}"
        ends = f" ({_number(low)} to {_number(high)})" if not math.isnan(low) else ""
        return f"median {_number(row[f'{name}_median'])}{ends}, {never}{short}"
    mean = _number(row[f"{name}_mean"])
    if method == EQUAL:
        return f"{mean} ="
    if method == WILSON:
        return f"{mean} ({_number(low)} to {_number(high)}){short}"
    return f"{mean} ± {_number((high - low) / 2.0)}{short}" if method else mean


def _footnotes(results: Results, frame: pd.DataFrame, outcomes: list[str]) -> list[str]:
    """What the cells say, as far as there are such cells."""
    from trustsim.study import confidence_in, replication_sentences
    from trustsim.study.words import certainty

    methods = {method for name in outcomes for method in frame[f"{name}_interval"]}
    how = certainty(confidence_in(results))
    lines = []
    if STUDENT in methods:
        lines.append(f"mean ± half of its {how} ({STUDENT} over replicates); standard deviations are in summary.csv")
    elif not methods - {""}:
        lines.append("means; with more runs (replicates) they would have intervals")
    if WILSON in methods:
        lines.append(f"(… to …): {how} ({WILSON}) where the runs come to but two values")
    if ORDER in methods:
        lines.append(f"median (… to …): its {how} ({ORDER}), where some runs never got there")
    if SCORE in methods:
        lines.append(f"median (… to …): its {how} ({SCORE}, whose runs share their luck), where some never got there")
    if EQUAL in methods:
        lines.append("=: all runs are equal, so there is no interval")
    marks = {SHORT.get(kind, "") for name in outcomes for kind in frame.get(f"{name}_until", ())}
    lines += [f"{mark.strip()}: {SHORT_TOLD[mark]}" for mark in SHORT_TOLD if mark in marks]
    return lines + replication_sentences(results)


def _cell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return "–" if math.isnan(value) else "never"
    return f"{value:.3f}" if abs(value) < 9.9995 else f"{value:.4g}"


def report_again(run: str, *, browse: bool) -> int:
    """Figures and report of a run folder, made again."""
    from trustsim.running.whole import show_again
    from trustsim.store import load

    results = load(run)
    if results.runs.empty:
        raise MisuseError(f"{results.path}: all its runs failed; failures.jsonl says why")
    folder = results.path or Path()
    show_again(results, folder)
    page = folder / "report.html"
    out(str(page))
    if browse:
        import webbrowser

        if not webbrowser.open(page.resolve().as_uri()):
            tell("No browser could be opened here.")
    return DONE


def schema(path: Path | None, *, of_manifest: bool) -> int:
    """A JSON Schema, printed or written: of a config, or of a manifest."""
    from trustsim.config import config_schema, write_schema

    if of_manifest:
        from trustsim.store.manifest import manifest_schema

        described = manifest_schema()
    else:
        described = config_schema()
    if path is None:
        import json

        out(json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True))
        return DONE
    write_schema(path, described)
    if of_manifest:
        tell(f"{path}: written")
    else:
        tell(f"{path}: written. An editor finds it by a config's first line:")
        tell(f"# yaml-language-server: $schema={path.name}")
    return DONE
