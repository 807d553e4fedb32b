"""Two sides of a study, or two studies, compared run by run where they share their random numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustsim.config.keys import value_at
from trustsim.config.sides import Compared, Side, WordingError, side_of
from trustsim.intervals import CONFIDENCE
from trustsim.plan import dumped
from trustsim.study.cases import compared_in
from trustsim.study.contrasts import POINT, Contrast, contrast_of, contrasts, values_in
from trustsim.study.estimates import confidence_in
from trustsim.study.pairing import values_of
from trustsim.study.words import certainty, level, readable_names

if TYPE_CHECKING:
    import pandas as pd

    from trustsim.results import Results

NOT_COMPARED = ("question", "expect", "claims", "sweep", "replicates", "record", "outcomes", "seed")
"""Parts of a config that say nothing of what a run is."""


@dataclass(frozen=True)
class Comparison:
    """What two sides differ in.

    Attributes
    ----------
    contrasts
        The paired difference in each outcome; of a whole study, of each setting in each outcome.
    before, after
        What the sides are called; "" where a whole study is compared.
    apart
        Of two studies: each setting that differs between their configs, with both values.
    left_out
        What of them could not be compared, a sentence each.
    confidence
        Of all intervals: that of the study, of two the higher.
    notes
        What else is to be known of it, a sentence each.
    """

    contrasts: tuple[Contrast, ...]
    before: str = ""
    after: str = ""
    apart: tuple[tuple[str, Any, Any], ...] = ()
    left_out: tuple[str, ...] = ()
    confidence: float = CONFIDENCE
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row for each difference.

        Returns
        -------
        pandas.DataFrame
            ``setting``, ``from``, ``to``, ``outcome``, ``before``, ``after`` (means; medians where ``by_order``),
            ``difference`` with ``low`` and ``high`` and their ``confidence``, ``by_order``, ``replicates``, ``pairs``
            (of points), and the variance of the difference between unpaired runs over that between paired ones:
            ``saved``, ``saved_low``, ``saved_high``; between runs that share nothing at all: ``saved_alone``,
            ``saved_alone_low``, ``saved_alone_high``. NaN: not known.
        """
        import pandas as pd

        return pd.DataFrame([row_of(one) for one in self.contrasts])

    def __str__(self) -> str:
        from trustsim.study.sentences import effect_sentence

        names = readable_names(one.key for one in self.contrasts)
        return "\n".join([*(effect_sentence(one, names) for one in self.contrasts), *self.left_out, *self.notes])


def row_of(contrast: Contrast) -> dict[str, Any]:
    """A contrast as a row of ``Comparison.table``."""
    nan = float("nan")

    def saved(name: str, found: Any) -> dict[str, float]:
        return {
            name: found.ratio if found else nan,
            f"{name}_low": found.low if found else nan,
            f"{name}_high": found.high if found else nan,
        }

    return {
        "setting": contrast.key,
        "from": contrast.reference,
        "to": contrast.changed,
        "outcome": contrast.outcome,
        "before": contrast.at_reference.middle,
        "after": contrast.at_changed.middle,
        "difference": contrast.effect.mean,
        "low": contrast.effect.low,
        "high": contrast.effect.high,
        "confidence": contrast.effect.confidence,
        "by_order": contrast.by_order,
        "replicates": contrast.effect.n,
        "pairs": contrast.pairs,
        **saved("saved", contrast.saved),
        **saved("saved_alone", contrast.saved_alone),
    }


def compare(
    run: Results | str | Path,
    other: Results | str | Path | None = None,
    *,
    at: str | Mapping[str, Any] | None = None,
    against: str | Mapping[str, Any] | None = None,
    outcomes: Iterable[str] | None = None,
) -> Comparison:
    """Compare within a study, or one study with another, by runs with the same random numbers.

    Parameters
    ----------
    run
        Results, or a run folder as ``trustsim.load`` finds it.
    other
        A second study: its runs minus those of the first, paired by seed and by equal settings (by label, where the
        points of both have one).
    at, against
        Two sides of one study, ``at`` minus ``against``: a label, ``"traits.forgiveness=1"``, ``"point=3"``, or a
        mapping of keys to values. Runs are paired by replicate, and by all that was swept and is named on neither side.
        Without them: each swept number's highest against its lowest level, each other level or point against the first.
    outcomes
        Which ones; all that there are, unless given.

    Returns
    -------
    Comparison
        Paired differences with their intervals, and what pairing saved. The confidence is that of the config's
        ``until``, or 95 %; of two studies that differ in it the higher.

    Raises
    ------
    WordingError
        If there is no such side or outcome, or the two have nothing in common.
    UnknownRunError, StoreError
        If a folder cannot be found or read.
    """
    first = _results(run)
    if other is None:
        if at is None and against is None:
            wanted = _outcomes(outcomes, first)
            found = tuple(one for one in contrasts(first) if one.outcome in wanted)
            return Comparison(found, confidence=confidence_in(first))
        if at is None or against is None:
            raise WordingError("one side is missing", "say both: at one setting, against another")
        return compare_sides(first, _side(against), _side(at), _outcomes(outcomes, first))
    if at is not None or against is not None:
        raise WordingError("two runs are compared at all settings that both have", "leave out at and against")
    return compare_studies(first, _results(other), outcomes)


def _results(run: Results | str | Path) -> Results:
    if isinstance(run, str | Path):
        from trustsim.store import load  # a study needs no folder

        run = load(run)
    if run.runs.empty:
        raise WordingError(f"{run.path or 'this study'}: all its runs failed", "failures.jsonl says why")
    return run


def _side(words: str | Mapping[str, Any]) -> Side:
    return side_of(words, bare=True) if isinstance(words, str) else Side(settings=tuple(words.items()))


def _outcomes(wanted: Iterable[str] | None, *studies: Results) -> list[str]:
    """Those of the wanted outcomes that all studies have; all of the first study, unless some are wanted."""
    there = [name for name in studies[0].config.outcomes if all(name in one.config.outcomes for one in studies)]
    if wanted is None:
        if not there:
            lists = " and ".join(", ".join(one.config.outcomes) for one in studies)
            raise WordingError(f"they have no outcome in common: {lists}", "run one of them again with -s outcomes=[…]")
        return there
    found = []
    for name in wanted:
        whole = "_".join(name.split())
        if whole not in there:
            close = get_close_matches(whole, there, n=1, cutoff=0.6)
            mend = f"did you mean {close[0]}?" if close else f"there are {', '.join(there)}"
            raise WordingError(f"there is no outcome {name} here", mend)
        found.append(whole)
    return found


def compare_sides(results: Results, before: Side, after: Side, outcomes: Sequence[str]) -> Comparison:
    """One side of a study against another.

    Raises
    ------
    WordingError
        If the study has no such side, or no run of one goes with one of the other.
    """
    compared = compared_in(results)
    before, after = compared.side(before), compared.side(after)
    if compared.at(before) == compared.at(after):
        raise WordingError(f"{before} and {after} are the same points", "name two different sides")
    pairs = compared.between(after, before)
    if not pairs:
        raise WordingError(
            f"{after} and {before} stand in no two points that are alike in all else",
            "name two points by their labels or numbers, or say more of their settings",
        )
    values = values_in(results)
    names = _named(before), _named(after)
    confidence = confidence_in(results)
    made = {name: contrast_of(POINT, name, *names, values[name], pairs, confidence=confidence) for name in outcomes}
    return Comparison(_found(made), *names, left_out=_without(made), confidence=confidence)


def _named(side: Side) -> str:
    """What a side is called in a table: its label without quotes."""
    if side.label is not None or side.point is not None:
        return str(side).strip("“”")
    names = readable_names(side.keys)
    return ", ".join(f"{names[key]} {level(value)}" for key, value in side.settings)


def _found(made: Mapping[str, Contrast | None]) -> tuple[Contrast, ...]:
    if not any(made.values()):
        raise WordingError("no two runs can be compared", "their replicates have nothing in common, or no value")
    return tuple(one for one in made.values() if one)


def _without(made: Mapping[str, Contrast | None]) -> tuple[str, ...]:
    return tuple(f"{name} has no value in common." for name, one in made.items() if one is None)


# ------------------------------------------------------------------ two studies


def compare_studies(first: Results, second: Results, outcomes: Iterable[str] | None = None) -> Comparison:
    """The second study minus the first, by equal seeds and settings.

    Raises
    ------
    WordingError
        If they are the same study, or share no seed, no setting or no outcome.
    """
    if first is second or (first.path and second.path and first.path.resolve() == second.path.resolve()):
        raise WordingError("these are the same run", "name two runs, or two sides of one: --at … --against …")
    wanted = _outcomes(outcomes, first, second)
    seeds = [dict.fromkeys(one.runs["seed"].tolist()) for one in (first, second)]
    common = [seed for seed in seeds[0] if seed in seeds[1]]
    if not common:
        told = " and ".join(str(one.config.seed) for one in (first, second))
        raise WordingError(
            f"they share no random numbers: their seeds are made from seed {told}",
            f"run the second again with -s seed={first.config.seed}",
        )
    pairs = _points_in_common(first, second)
    if not pairs:
        raise WordingError(
            "they have no setting in common: " + " and ".join(_swept(one) for one in (first, second)),
            "sweep the same values in both",
        )
    names = _names(first, second)
    asked = [confidence_in(one) for one in (first, second)]
    confidence = max(asked)
    made = {}
    for name in wanted:
        values, shift = _stacked(first, second, name, common)
        rows = [(here, there + shift) for here, there in pairs]
        made[name] = contrast_of(POINT, name, *names, values, rows, confidence=confidence)
    left_out = [*_without(made), *_partnerless(first, second, common, pairs)]
    return Comparison(_found(made), *names, _apart(first, second), tuple(left_out), confidence, _of_confidence(*asked))


def _of_confidence(first: float, second: float) -> tuple[str, ...]:
    """What is to be said where two studies ask for different ones."""
    if first == second:
        return ()
    said = f"The first run asks for {certainty(first)}s, the second for {certainty(second)}s"
    return (f"{said}: here all are {certainty(max(first, second))}s.",)


def _stacked(first: Results, second: Results, outcome: str, seeds: Sequence[int]) -> tuple[Any, int]:
    """The points of both studies as rows, the common seeds as columns; and where the second begins."""
    import numpy as np

    parts = [
        values_of(one.runs, outcome, one.runs["point"].drop_duplicates().tolist(), seeds, by="seed")
        for one in (first, second)
    ]
    return np.concatenate(parts), len(parts[0])


def _points_in_common(first: Results, second: Results) -> list[tuple[int, int]]:
    """The places of points of either study that are the same setting."""
    sides = [compared_in(one) for one in (first, second)]
    if all(None not in side.labels for side in sides):
        place = {label: there for there, label in enumerate(sides[1].labels)}
        return [(here, place[label]) for here, label in enumerate(sides[0].labels) if label in place]
    keys = list(dict.fromkeys((*sides[0].keys, *sides[1].keys)))
    # What one of them does not sweep has one value there.
    whole = [
        [{**_usual(one, keys), **point} for point in side.points]
        for one, side in zip((first, second), sides, strict=True)
    ]
    both = Compared([{"study": 0, **point} for point in whole[0]] + [{"study": 1, **point} for point in whole[1]], ())
    return [(here, there - len(whole[0])) for here, there in both.steps("study", 0, 1)]


def _usual(results: Results, keys: Sequence[str]) -> dict[str, Any]:
    swept = set(results.swept)
    data = dumped(results.config) if set(keys) - swept else {}
    return {key: value_at(data, key) for key in keys if key not in swept}


def _names(first: Results, second: Results) -> tuple[str, str]:
    """The folders' names; the order where there are none, or the same."""
    names = [one.path.name if one.path else "" for one in (first, second)]
    return (names[0], names[1]) if all(names) and names[0] != names[1] else ("the first", "the second")


def _swept(results: Results) -> str:
    """What a study sweeps, in at most a line."""
    compared = compared_in(results)
    parts = []
    for key in compared.keys[:3]:
        levels = compared.levels(key)
        parts.append(f"{key} {', '.join(map(level, levels[:4]))}{' …' if len(levels) > 4 else ''}")
    more = len(compared.keys) - 3
    return "; ".join(parts + ([f"{more} more"] if more > 0 else [])) or "nothing is swept"


def _partnerless(first: Results, second: Results, seeds: Sequence[int], pairs: Sequence[tuple[int, int]]) -> list[str]:
    told = []
    for number, (name, one) in enumerate(zip(("first", "second"), (first, second), strict=True)):
        points = one.runs["point"].nunique() - len({pair[number] for pair in pairs})
        replicates = one.runs["seed"].nunique() - len(seeds)
        for count, what in ((points, "setting"), (replicates, "replicate")):
            if count:
                told.append(f"{count} {what}{'s' if count > 1 else ''} of the {name} run had no partner.")
    return told


def _apart(first: Results, second: Results) -> tuple[tuple[str, Any, Any], ...]:
    """The settings in which two configs differ, but for what both sweep."""
    flat = [
        dict(_flat({k: v for k, v in dumped(one.config).items() if k not in NOT_COMPARED})) for one in (first, second)
    ]
    swept = set(first.swept) | set(second.swept)
    return tuple(
        (key, flat[0].get(key), flat[1].get(key))
        for key in dict.fromkeys((*flat[0], *flat[1]))
        if flat[0].get(key) != flat[1].get(key) and key not in swept
    )


def _flat(data: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
