"""``explain``: the life of one relationship in words."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import as_json, out, tell

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.study.lives import Life


def explain_pair(folder: str, pair: tuple[str, str], run: int | None, week: str | None, *, as_data: bool) -> int:
    """Print the life of a relationship, or what it is told from."""
    from trustsim.store import load
    from trustsim.study import LifeError, ReplayError, explain

    weeks = None if week is None else _weeks(week)
    results = load(folder)
    try:
        life = explain(results, *pair, run=run, weeks=weeks, say=tell)
    except (LifeError, ReplayError) as error:
        raise MisuseError(str(error)) from error
    if life.replayed:
        tell(f"Run {life.run} was passed again to note what happened; it comes to what its tables say.")
    if as_data:
        out(as_json(_data(life)))
        return DONE
    out(str(life))
    others = _others(results, life)
    if others:
        tell(f"\n{others}")
    return DONE


def _weeks(text: str) -> tuple[float, float]:
    first, _, last = text.partition(":")
    try:
        weeks = float(first or 0), float((last or "inf") if ":" in text else first)
    except ValueError:
        raise MisuseError(f"--week {text}: this is no week\n    write --week 26, or --week 20:30") from None
    if not 0 <= weeks[0] <= weeks[1]:
        raise MisuseError(f"--week {text}: the first week comes after the last\n    write --week 20:30")
    return weeks


def _others(results: Results, life: Life) -> str:
    """Which other runs could be told."""
    from trustsim.study.life_words import spans

    runs = results.runs
    if len(runs) < 2:
        return ""
    if "label" not in runs.columns:
        return f"The same two in another of the {len(runs)} runs: --run N, N from {spans(runs['run'])}"
    parts = [f"{spans(of_point)} “{label}”" for label, of_point in runs.groupby("label")["run"]]
    return f"The same two in another run: --run N ({', '.join(parts)})"


def _data(life: Life) -> dict[str, Any]:
    return {
        "pair": life.pair,
        "run": life.run,
        "label": life.label,
        "replayed": life.replayed,
        "sides": [asdict(side) for side in life.sides],
        "events": life.events.to_dict("records"),
    }
