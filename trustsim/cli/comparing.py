"""``compare``: differences between runs that share their random numbers."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from trustsim.cli.guard import DONE, MisuseError
from trustsim.cli.talk import as_json, out, table, tell

if TYPE_CHECKING:
    from trustsim.results import Results
    from trustsim.study import Comparison, Contrast

MOST_TOLD = 6  # settings in which two configs differ


def compare_runs(
    runs: list[str],
    at: list[str],
    against: list[str],
    outcomes: list[str],
    *,
    as_csv: bool,
    as_data: bool,
) -> int:
    """Compare one or two runs; returns the exit code.

    Raises
    ------
    MisuseError
        If there is nothing that could be compared.
    """
    from trustsim.config.sides import WordingError
    from trustsim.store import load
    from trustsim.study import compare, is_sampled

    if len(runs) > 2:
        raise MisuseError(f"compare takes one run or two, not {len(runs)}\n    compare them two by two")
    first: str | Results = runs[0]
    if len(runs) == 1 and not at and not against:
        first = load(runs[0])
        if is_sampled(first):
            raise MisuseError(
                f"{first.path}: nothing is compared here: no two settings of a sample differ in one key alone\n"
                f"    trustsim sensitivity {shlex.quote(runs[0])} says which settings matter"
            )
    try:
        found = compare(
            first,
            runs[1] if len(runs) > 1 else None,
            at=", ".join(at) or None,
            against=", ".join(against) or None,
            outcomes=outcomes or None,
        )
    except WordingError as error:
        raise MisuseError(str(error)) from error
    if as_csv:
        out(found.table.to_csv(index=False, lineterminator="\n").rstrip("\n"))
    elif as_data:
        out(as_json(data_of(found)))
    else:
        _print(found)
    return DONE


def data_of(found: Comparison) -> dict[str, Any]:
    """A comparison for programs."""
    from trustsim.study.comparing import row_of

    return {
        "before": found.before,
        "after": found.after,
        "apart": [{"key": key, "before": before, "after": after} for key, before, after in found.apart],
        "left_out": list(found.left_out),
        "confidence": found.confidence,
        "notes": list(found.notes),
        "differences": [row_of(one) for one in found.contrasts],
    }


def _print(found: Comparison) -> None:
    from trustsim.study.words import certainty, readable_names

    if found.before:
        tell(f"{found.after} minus {found.before}")
    for key, before, after in found.apart[:MOST_TOLD]:
        tell(f"  {key}: {before} there, {after} here")
    if len(found.apart) > MOST_TOLD:
        tell(f"  and {len(found.apart) - MOST_TOLD} more settings differ")
    if not found.contrasts:
        raise MisuseError("nothing is compared here: one setting only\n    compare it with another run: RUN RUN")
    names = {} if found.before else readable_names(dict.fromkeys(one.key for one in found.contrasts))
    averaged = any(one.pairs > 1 for one in found.contrasts)
    heads = ["outcome", "before", "after", "difference", certainty(found.confidence), "replicates", "pairing saved"]
    rows = [_row(one, averaged) for one in found.contrasts]
    if names:
        heads.insert(0, "setting")
        for row, one in zip(rows, found.contrasts, strict=True):
            row.insert(0, f"{names.get(one.key, one.key)} {_level(one.reference)} → {_level(one.changed)}")
    if averaged:
        heads.append("no sharing at all")
    out(table(heads, rows))
    for sentence in (*found.left_out, *found.notes):
        tell(sentence)
    if any(one.by_order for one in found.contrasts):
        tell("of pairs: some runs never got there, so that only the order of two runs is known: larger minus smaller")
    if any(one.saved for one in found.contrasts):
        tell(
            "pairing saved: how many times as many replicates unpaired runs would need for as narrow an interval, "
            f"with its own {certainty(found.confidence)}"
        )
        if averaged:
            tell("no sharing at all: the same for runs of which no two share their random numbers, at whatever setting")
    elif not any(one.effect.has_interval for one in found.contrasts):
        tell("One replicate: there is no interval. Run it again with -s replicates=10 or more.")


def _level(value: Any) -> str:
    from trustsim.study.words import level

    return level(value)


def _row(one: Contrast, averaged: bool) -> list[str]:
    from trustsim.study.sentences import bounds, saved_cell, sides
    from trustsim.study.words import difference, outcome_name, percent

    effect = f"{percent(one.effect.mean)} of pairs" if one.by_order else difference(one.outcome, one.effect.mean)
    ends = bounds(one) if one.effect.has_interval else "–"
    row = [outcome_name(one.outcome), *sides(one), effect, ends, str(one.effect.n), saved_cell(one.saved)]
    return [*row, saved_cell(one.saved_alone)] if averaged else row
