"""The answer in a sentence, and the sentences behind it, made from the numbers alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from trustsim.config import Several
from trustsim.intervals import WILSON, interval, known
from trustsim.outcomes import outcome_of, within_limits
from trustsim.study import dependence
from trustsim.study.breaches import BreachCost, breach_costs
from trustsim.study.cases import is_list, is_sampled, labels_of, leading_key, some_of
from trustsim.study.contrasts import Contrast, contrasts, stronger
from trustsim.study.estimates import Estimate, confidence_in, estimate, estimate_of_runs
from trustsim.study.losses import losses
from trustsim.study.replication import replication_sentences
from trustsim.study.sensitivity import sensitivity
from trustsim.study.sentences import (
    SO_FAR,
    breach_sentences,
    clause,
    course,
    effect_sentence,
    law_sentence,
    losses_sentence,
    median_and_never,
    pairing_sentence,
    subject,
    waits_to_be_found,
    worth_of,
)
from trustsim.study.sweeps import parts_of_study
from trustsim.study.words import (
    amount,
    capitalised,
    certainty,
    counted,
    level,
    listed,
    number,
    outcome_name,
    readable_names,
)

if TYPE_CHECKING:
    from trustsim.results import Results

IN_HEADLINE = 2  # outcomes; the others follow in the sentences
TOLD_EFFECTS = 12
ON_A_COURSE = 4  # points of values that go together
POINTS_TOLD = 6  # points of a list in the headline
TOLD = 4  # breaches told one by one; more are summed up


@dataclass(frozen=True)
class Finding:
    """What came out, in words.

    Attributes
    ----------
    headline
        The answer in a sentence.
    sentences
        What it rests on, one thing each; of several sweeps each of ``sweeps`` has its own.
    title
        What headings call it; "" where it is all of a study.
    sweeps
        What came out of each of several sweeps; its headlines are together the ``headline``.
    """

    headline: str
    sentences: tuple[str, ...]
    title: str = ""
    sweeps: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        """The headline and the sentences, a line each."""
        if self.sweeps:
            return "\n\n".join(f"{one.title}\n{one}" for one in self.sweeps)
        return "\n".join((self.headline, *self.sentences))


def finding(results: Results) -> Finding:
    """What came out of a study."""
    if isinstance(results.config.sweep, Several):
        sweeps = tuple(replace(finding(part.results), title=part.title) for part in parts_of_study(results))
        return Finding("\n".join(f"{one.title}: {one.headline}" for one in sweeps), (), sweeps=sweeps)
    if is_sampled(results):
        return _of_sample(results)
    names = readable_names(results.swept)
    found = contrasts(results)
    costs = breach_costs(results)
    of_breaches = _breaches_told(costs)
    lost = losses(results)[:TOLD]
    of_losses = [losses_sentence(one, named=len(lost) > 1) for one in lost]
    of_effects = [effect_sentence(contrast, names) for contrast in found[:TOLD_EFFECTS]]
    if len(found) > TOLD_EFFECTS:
        of_effects.append(f"{len(found) - TOLD_EFFECTS} more differences stand in the table of the report.")
    of_points = is_list(results) and bool(found) and not (costs and _asks_of_a_breach(results))
    if costs and (is_list(results) or not found):
        headline = _points_headline(results, found) if of_points else _breach_headline(costs)
        rest = [*of_breaches, *of_losses, *of_effects] if found else [*of_breaches, *of_losses, _outcomes(results)]
    elif found:
        headline = _points_headline(results, found) if of_points else _effect_headline(found, names)
        rest = [*of_effects, *_extremes(results, names), *of_breaches, *of_losses]
    else:
        headline, rest = _outcomes(results), []
    worth = pairing_sentence(headline_contrast(found), names) if found else ""
    told = [sentence for sentence in (*rest, worth) if sentence and sentence != headline]
    return Finding(headline, (*told, *_how_sure(results)))


def headline_contrast(found: Sequence[Contrast]) -> Contrast:
    """Of the first outcome, the clearest of the largest differences: the one that a headline is about."""
    of_first = [one for one in found if one.outcome == found[0].outcome]
    return max(of_first, key=lambda one: (one.direction != 0, abs(one.effect.mean)))


def _of_sample(results: Results) -> Finding:
    """What a sampled design says: which settings matter."""
    names = readable_names(results.swept)
    found = sensitivity(results)
    told = dependence.sentences(results, found, names, IN_HEADLINE)
    return Finding(dependence.headline(found, names, IN_HEADLINE), (*told, dependence.how_sure(found)))


def _asks_of_a_breach(results: Results) -> bool:
    """Whether the config puts what a breach took before everything else."""
    first = outcome_of(results.config.outcomes[0])
    return first is not None and first.needs_breach


# ------------------------------------------------------------------ what settings did


def _points_headline(results: Results, found: Sequence[Contrast]) -> str:
    """What the first outcome came to at each point of a list, in the order and under the names of the config."""
    outcome = results.config.outcomes[0]
    labels = labels_of(results)
    parts = []
    for point, label in labels.items():
        at = estimate(results.runs.loc[results.runs["point"] == point, outcome], confidence_in(results), shares=True)
        if at.n:
            said = median_and_never(outcome, at.median, at.never) if at.never else amount(outcome, at.mean)
            parts.append(f"{said} with “{label}”")
    told, more, unclear = parts[:POINTS_TOLD], "", f"nothing differs clearly from “{next(iter(labels.values()))}”"
    if leading_key(results.config.sweep):
        # Values that go together have a course: some of it, from end to end.
        told, unclear = some_of(parts, ON_A_COURSE), "its ends do not clearly differ"
        between = len(parts) - len(told)
        more = f" ({between} more lie{'s' if between == 1 else ''} in between)" if between else ""
    elif len(parts) > POINTS_TOLD:
        more = f", and so on for {len(parts) - POINTS_TOLD} more"
    clear = any(contrast.direction for contrast in found if contrast.outcome == outcome)
    unclear = "" if clear else f"; {unclear}"
    return f"{capitalised(outcome_name(outcome))} was {listed(told)}{more}{unclear}."


def _effect_headline(found: Sequence[Contrast], names: dict[str, str]) -> str:
    """Which setting moved which outcome most."""
    outcomes = list(dict.fromkeys(contrast.outcome for contrast in found))[:IN_HEADLINE]
    parts = [_most(outcome, [one for one in found if one.outcome == outcome], names) for outcome in outcomes]
    # Where two parts begin alike: "forgiveness moved final trust most, …, and survival most, …".
    for one in found:
        for beginning in (f"{_mover(one, names)} moved ", f"{subject(one, names)} "):
            if len(parts) > 1 and all(part.startswith(beginning) for part in parts):
                parts = [f"{parts[0]}, and {parts[1].removeprefix(beginning)}"]
    certain = "" if found[0].effect.has_interval else " (one replicate, so no interval)"
    return f"{capitalised('; '.join(parts))}{certain}."


def _most(outcome: str, found: Sequence[Contrast], names: dict[str, str]) -> str:
    """What moved one outcome most."""
    if len(found) == 1:
        return clause(found[0], names)
    clear = sorted((one for one in found if one.direction != 0), key=lambda one: -abs(one.effect.mean))
    name = outcome_name(outcome)
    if not clear:
        whose = dict.fromkeys(_mover(one, names) for one in found)
        return f"there is no clear effect of {listed(list(whose), 'or')} on {name}"
    first = clear[0]
    if len(clear) == 1:
        return f"only {_mover(first, names)} clearly moved {name}, {course(first)}"
    equal = [one for one in clear[1:] if first.effect.has_interval and stronger(first, one) is None]
    if equal:
        told = [f"{_mover(one, names)} {course(one)}" for one in (first, *equal)]
        return f"these moved {name} most, and about equally: {listed(told)}"
    return f"{_mover(first, names)} moved {name} most, {course(first)}"


def _mover(contrast: Contrast, names: dict[str, str]) -> str:
    """A key by its name; a point, or a level that is no number, in quotes."""
    if contrast.key in names and isinstance(contrast.changed, int | float):
        return names[contrast.key]
    told = f"“{level(contrast.changed)}”"
    return f"{names[contrast.key]} {told}" if contrast.key in names else told


def _extremes(results: Results, names: dict[str, str]) -> list[str]:
    """Where several keys are swept: between which points the first outcome runs."""
    outcome = results.config.outcomes[0]
    if len(results.swept) < 2:
        return []
    means = results.runs.groupby("point")[outcome].mean()
    if means.isna().all() or means.abs().max() == float("inf"):
        return []
    if amount(outcome, float(means.min())) == amount(outcome, float(means.max())):
        return []
    ends = []
    for point, mean in means.sort_values(kind="stable").iloc[[0, -1]].items():
        row = results.runs[results.runs["point"] == point].iloc[0]
        where = ", ".join(f"{names[key]} {level(row[key])}" for key in results.swept)
        ends.append(f"{amount(outcome, float(mean))} ({where})")
    return [f"Over all settings {outcome_name(outcome)} runs from {ends[0]} to {ends[1]}."]


# ------------------------------------------------------------------ what a breach cost


def _breach_headline(costs: Sequence[BreachCost]) -> str:
    if len(costs) == 1:
        return " ".join(breach_sentences(costs[0], named=False))
    same = {(cost.scripted.what, cost.scripted.week) for cost in costs}
    told = costs[0].scripted
    opening = f"One {told.breach.name} in week {level(told.week)}" if len(same) == 1 else "The scripted breach"
    lost = [cost for cost in costs if cost.lost.sign > 0]
    unmoved = [
        f"“{cost.case.label}”"
        + (
            ""
            if math.isnan(cost.by_law.worth)
            else f", where by the law it costs {counted(cost.by_law.worth, 'kept promise')}"
        )
        for cost in costs
        if cost.lost.sign <= 0
    ]
    parts = [_fall(cost) for cost in lost[:TOLD]]
    said = f"{opening} took the trust it broke {listed(parts)}" if parts else ""
    if len(lost) > TOLD:
        said += f", and so on for {len(lost) - TOLD} more"
    if unmoved:
        nothing = f"no clear effect on the trust it broke with {listed(unmoved, 'or')}"
        said = f"{said}; it had {nothing}" if said else f"{opening} had {nothing}"
    return f"{said}."


def _fall(cost: BreachCost) -> str:
    fall = f"from {number(cost.before.mean)} to {number(cost.after.mean)} with “{cost.case.label}”"
    if waits_to_be_found(cost):
        return f"{fall} ({SO_FAR}{_way_back(cost)})"
    worth = worth_of(cost)
    if math.isnan(worth):
        return f"{fall} ({_way_back(cost).removeprefix('; ')})"
    return f"{fall} (as much as {counted(worth, 'kept promise')} would build{_way_back(cost)})"


def _way_back(cost: BreachCost) -> str:
    if cost.kept.median == math.inf:
        return "; it did not come back"
    return f"; back after {counted(cost.kept.median, 'kept act')}" if cost.kept.median > 0 else "; back at once"


def _breaches_told(costs: Sequence[BreachCost]) -> list[str]:
    if len(costs) > TOLD:
        ordered = sorted(costs, key=lambda cost: cost.lost.mean)
        least, most = (number(cost.lost.mean) for cost in (ordered[0], ordered[-1]))
        if least == most:
            return [f"The first scripted breach cost mean trust {least} at every setting."]
        ends = [f"{number(cost.lost.mean)} ({cost.case.label})" for cost in (ordered[0], ordered[-1])]
        return [f"The first scripted breach cost mean trust between {ends[0]} and {ends[1]}."]
    told = [" ".join(breach_sentences(cost, named=len(costs) > 1)) for cost in costs]
    # Points that differ in something else than the law and its numbers share one sentence about the law.
    by_law: dict[str, list[str]] = {}
    for cost in costs:
        by_law.setdefault(law_sentence(cost.by_law), []).append(cost.case.label)
    for sentence, labels in by_law.items():
        told.append(f"With “{labels[0]}”, {sentence[:1].lower()}{sentence[1:]}" if len(by_law) > 1 else sentence)
    return told


# ------------------------------------------------------------------ studies of one point, and how sure


def _outcomes(results: Results) -> str:
    """What the outcomes came to, where nothing is compared."""
    parts = []
    runs = results.runs
    one_point = runs["point"].nunique() == 1
    for outcome in results.config.outcomes:
        at = estimate_of_runs(runs[outcome], runs["replicate"], confidence_in(results), shares=one_point)
        if at.n:
            parts.append(f"{outcome_name(outcome)} was {_with_interval(outcome, at)}")
    return f"{capitalised(listed(parts))}." if parts else "No outcome has a value."


def _with_interval(outcome: str, at: Estimate) -> str:
    said = median_and_never(outcome, at.median, at.never) if at.never else amount(outcome, at.mean)
    low, high = within_limits(outcome, *at.of_middle)
    if math.isnan(low) or low == high:
        return said
    ends = f"{certainty(at.confidence)} {amount(outcome, low)} to {amount(outcome, high)}"
    return f"{said.removesuffix(')')}; {ends} of the median)" if said.endswith(")") else f"{said} ({ends})"


def _how_sure(results: Results) -> list[str]:
    replicates, points = results.runs["replicate"].nunique(), results.runs["point"].nunique()
    if replicates == 1:
        return ["One replicate: there is no interval; where chance plays a part, another seed may give another answer."]
    added = replication_sentences(results)
    shared = "runs of one replicate share their random numbers across all settings"
    if added:
        return [*added, *([f"{capitalised(shared)}."] if points > 1 else []), intervals_told(results)]
    return [f"{replicates} replicates{f'; {shared}' if points > 1 else ''}. {intervals_told(results)}"]


def intervals_told(results: Results) -> str:
    """How the intervals of a study are made."""
    outcomes = list(results.config.outcomes)
    endless = [name for name in outcomes if np.isinf(results.runs[name].to_numpy(dtype=float)).any()]
    of_points = results.runs.groupby("point")
    kinds = ["Student’s t over replicates"]
    if any(
        interval(known(runs[name]), shares=True).method == WILSON
        for _, runs in of_points
        for name in outcomes
        if name not in endless
    ):
        kinds.append("Wilson’s where the runs of a point come to but two values")
    if endless:
        shared = ", over several settings by the score test over replicates" if len(of_points) > 1 else ""
        kinds.append(f"by order statistics where they are of a median{shared}")
    return f"Intervals are {listed(kinds)}."
