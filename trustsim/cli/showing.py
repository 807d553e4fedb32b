"""``list``, ``show``, ``report``, ``schema``: looking at what is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results
    from trustsim.study import JudgedClaim


def list_configs() -> int:
    """The shipped configs, a line each."""
    from trustsim.config import ConfigError, load_config, shipped_configs

    rows = []
    for name, path in shipped_configs().items():
        try:
            rows.append((name, " ".join(load_config(path).config.question.split())))
        except ConfigError as error:
            rows.append((name, f"cannot be used: {error.faults[0]}".replace("\n    ", "; ")))
    out(table(("config", "question"), rows))
    return DONE


def show_run(run: str, by: str | None, *, as_csv: bool, as_data: bool) -> int:
    """The summary of a run folder."""
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
        out(_as_table(frame, list(results.config.outcomes)))
        tell("mean ± standard deviation over the runs")
    return DONE


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
    known = [*results.swept, *(["label"] if "label" in results.runs.columns else [])]
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
    heads = [name for name in frame.columns if not name.endswith(("_mean", "_sd"))]
    rows = []
    for row in frame.to_dict("records"):
        means = [f"{_number(row[f'{name}_mean'])} ± {_number(row[f'{name}_sd'])}" for name in outcomes]
        rows.append([*(_cell(row[name]) for name in heads), *(mean.removesuffix(" ± –") for mean in means)])
    return table([*heads, *outcomes], rows)


def _cell(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _number(value: float) -> str:
    return "–" if math.isnan(value) else "never" if math.isinf(value) else f"{value:.3f}"


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


def schema(path: Path | None) -> int:
    """The JSON Schema of a config, printed or written."""
    from trustsim.config import config_schema, write_schema

    if path is None:
        import json

        out(json.dumps(config_schema(), indent=1, ensure_ascii=False, sort_keys=True))
    else:
        write_schema(path)
        tell(f"{path}: written. An editor finds it by a config's first line:")
        tell(f"# yaml-language-server: $schema={path.name}")
    return DONE
