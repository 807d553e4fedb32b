"""What outcomes of a sampled design depend on, in sentences. Every word of order comes from an interval."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from trustsim.config import Morris, Sobol
from trustsim.study.sensitivity import (
    CORRELATION,
    FIRST,
    MU,
    MU_STAR,
    SECOND,
    SIGMA,
    TOTAL,
    WORTH_NAMING,
    Index,
    Sensitivity,
    clearly_more,
    design_of,
    together,
)
from trustsim.study.words import MINUS, SPACE, amount, capitalised, counted, listed, number, outcome_name, percent

if TYPE_CHECKING:
    from trustsim.results import Results

NAMED: Final = 3  # keys in a headline
CERTAINTY: Final = f"95{SPACE}%"
MOST_DECIMALS: Final = 6
EXACT: Final = 1e-9  # of a value: what rounding leaves of no interval at all


def headline(found: Sensitivity, names: dict[str, str], outcomes: int) -> str:
    """What the first outcomes depend on most; why nothing can be said, where it cannot."""
    parts = [depends(found, outcome, names) for outcome in found.outcomes[:outcomes]]
    if parts:
        return f"{capitalised('; '.join(parts))}."
    return " ".join(missing(found)) or "No outcome was asked for."


def missing(found: Sensitivity) -> list[str]:
    """Which outcomes have no indices, and why."""
    alike: dict[str, list[str]] = {}
    for outcome, why in found.left_out.items():
        alike.setdefault(why, []).append(outcome_name(outcome))
    told = []
    for why, outcomes in alike.items():
        if why.startswith("there is"):
            told.append(f"{capitalised(why)}.")
        else:
            told += [f"No indices for {outcome}: it {why}." for outcome in outcomes]
    return told


def depends(found: Sensitivity, outcome: str, names: dict[str, str]) -> str:
    """``final trust depends most on forgiveness (total index 0.61, 0.55 to 0.67); then on …``, without a full stop."""
    ranked = found.ranked(outcome)
    name = outcome_name(outcome)
    clear = [index for index in ranked if index.matters]
    if not clear:
        return f"nothing that was sampled clearly moves {name}"
    first, *others = clear
    equal = [index for index in others if not clearly_more(first, index)]
    leaders = [first, *equal][:NAMED]
    told = [_with_value(found, index, names, spelt_out=index is first) for index in leaders]
    if len(equal) >= NAMED:
        told.append(f"{len(equal) + 1 - NAMED} more")
    said = f"{name} {_VERBS[found.leading]} {listed(told)}"
    if equal:
        return f"{said}, and which of them matters most is open"
    then = [_with_value(found, index, names) for index in others[: NAMED - 1]]
    return f"{said}, then {_VERBS[found.leading].split()[-1]} {listed(then)}" if then else said


def _with_value(found: Sensitivity, index: Index, names: dict[str, str], spelt_out: bool = False) -> str:
    what = f"{_SHORT[found.leading]} " if spelt_out else ""
    return f"{names[index.key]} ({what}{value(index)}, {bounds(index)})"


_VERBS: Final = {
    TOTAL: "depends most on",
    MU_STAR: "depends most on",
    CORRELATION: "goes most steadily up or down with",
}


_SHORT: Final = {TOTAL: "total index", MU_STAR: "mean effect of its range", CORRELATION: "partial rank correlation"}


def value(index: Index) -> str:
    """The index: effects in the unit of the outcome, all else as a pure number."""
    if index.measure in (MU, MU_STAR, SIGMA):
        return _effect(index.outcome, index.value)
    return _share(index, index.value)


def bounds(index: Index) -> str:
    """``0.55 to 0.67``; "no interval" from a single sample, "always" where nothing differs."""
    if math.isnan(index.low):
        return "no interval"
    if index.high - index.low <= EXACT * abs(index.value):
        return "always"
    ends = (index.low, index.high)
    if index.measure in (MU, MU_STAR, SIGMA):
        low, high = (_effect(index.outcome, end) for end in ends)
    else:
        low, high = (_share(index, end) for end in ends)
    return f"{low} to {high}" if low != high else f"± {number((index.high - index.low) / 2.0)}"


def _share(index: Index, share: float) -> str:
    """A pure number with two decimals, or as many as half the width of its interval asks for."""
    half = (index.high - index.low) / 2.0
    if half <= EXACT * abs(index.value):
        return number(share)
    if math.isnan(half) or half >= 0.01:
        return number(round(share, 2))
    text = f"{abs(share):.{min(-math.floor(math.log10(half)), MOST_DECIMALS)}f}"
    return "0" if not text.strip("0.") else f"{MINUS if share < 0 else ''}{text}"


def _effect(outcome: str, effect: float) -> str:
    return amount(outcome, effect if abs(effect) >= 0.00005 else 0.0)


def sentences(results: Results, found: Sensitivity, names: dict[str, str], after: int) -> list[str]:
    """What else there is to say, outcome by outcome; ``after`` outcomes were told in the headline."""
    told: list[str] = []
    for place, outcome in enumerate(found.outcomes):
        if place >= after:
            told.append(f"{capitalised(depends(found, outcome, names))}.")
        told.append(_spread(results, outcome))
        match found.sweep:
            case Sobol():
                told += _shares(found, outcome, names)
            case Morris():
                told += _ways(found, outcome, names)
            case _:
                told += _directions(found, outcome, names)
        told += _idle(found, outcome, names)
    return [*told, *(missing(found) if found.outcomes else ())]


def _spread(results: Results, outcome: str) -> str:
    means = results.runs.groupby("point")[outcome].mean()
    low, high = (amount(outcome, float(means.quantile(share))) for share in (0.05, 0.95))
    middle = amount(outcome, float(means.mean()))
    return (
        f"Over all sampled settings {outcome_name(outcome)} is {middle} on average, and between {low} and {high} in "
        f"nine of ten."
    )


def _shares(found: Sensitivity, outcome: str, names: dict[str, str]) -> list[str]:
    share, low, high = together(found.of(outcome, FIRST))
    name = outcome_name(outcome)
    told = [
        f"What each setting does by itself explains {percent(_whole(share))} of the variance of {name} "
        f"({CERTAINTY} interval {percent(_whole(low))} to {percent(_whole(high))}); the rest is what they do together."
        if low > 0.0 and high < 1.0
        else f"What each setting does by itself explains {percent(_whole(share))} of the variance of {name} "
        f"({CERTAINTY} interval {percent(_whole(low))} to {percent(_whole(high))}), so that what they do together is "
        "not certain."
    ]
    pairs = sorted(found.of(outcome, SECOND), key=lambda index: -index.value)
    clear = [index for index in pairs if index.matters and index.direction > 0]
    if clear:
        of_pairs = [
            f"{names[index.key]} with {names[index.other]} ({value(index)}, {bounds(index)})" for index in clear[:NAMED]
        ]
        told.append(f"Of pairs, most is done together by {listed(of_pairs)}.")
    elif pairs:
        small = any(index.direction > 0 for index in pairs)
        what = f"more than {percent(WORTH_NAMING)} of the variance" if small else "anything"
        told.append(f"No pair of settings clearly does {what} to {name} beyond what each does by itself.")
    return told


def _whole(share: float) -> float:
    return min(max(share, 0.0), 1.0)


def _ways(found: Sensitivity, outcome: str, names: dict[str, str]) -> list[str]:
    """Which keys raise, which lower, and which do either, as the others stand."""
    told = _sorted_by_direction(found.of(outcome, MU), names, outcome_name(outcome))
    effects = {index.key: index for index in found.of(outcome, MU)}
    both = [
        names[index.key]
        for index in found.of(outcome, SIGMA)
        if index.direction > 0 and index.value > abs(effects[index.key].value)
    ]
    if both:
        told.append(
            f"What {listed(both)} {'does' if len(both) == 1 else 'do'} to {outcome_name(outcome)} depends on the other "
            "settings, or on where in the range (σ above μ)."
        )
    return told


def _directions(found: Sensitivity, outcome: str, names: dict[str, str]) -> list[str]:
    return _sorted_by_direction(found.of(outcome, CORRELATION), names, outcome_name(outcome))


def _sorted_by_direction(indices: tuple[Index, ...], names: dict[str, str], outcome: str) -> list[str]:
    ordered = sorted(indices, key=lambda index: -abs(index.value))
    up = [names[index.key] for index in ordered if index.direction > 0]
    down = [names[index.key] for index in ordered if index.direction < 0]
    parts = [f"rises with {listed(up)}"] if up else []
    parts += [f"falls with {listed(down)}"] if down else []
    return [f"On the whole {outcome} {' and '.join(parts)}."] if parts else []


def _idle(found: Sensitivity, outcome: str, names: dict[str, str]) -> list[str]:
    """Keys that do nothing at all, and keys of which nothing can be said."""
    ranked = found.ranked(outcome)
    without = [names[index.key] for index in ranked if index.low == index.high == 0.0]
    small = [names[index.key] for index in ranked if index.direction and not index.matters]
    unclear = [names[index.key] for index in ranked if not index.direction and index.low != index.high]
    told = []
    if without:
        told.append(f"{capitalised(listed(without))} changed nothing in {outcome_name(outcome)}, in any run.")
    if small:
        told.append(f"More than nothing, but less than {percent(WORTH_NAMING)} of the variance: {listed(small)}.")
    if unclear:
        most = f" (none has a total index above {number(max(index.high for index in ranked if not index.direction))})"
        bound = most if found.leading == TOTAL else ""
        told.append(f"Too small to be told from nothing: {listed(unclear)}{bound}.")
    return told


def how_sure(found: Sensitivity) -> str:
    """What the numbers rest on, and what their intervals hold."""
    sweep = found.sweep
    keys = counted(len(sweep.keys()), "setting")
    of = {
        "sobol": lambda: f"{counted(getattr(sweep, 'samples', 0), 'base sample')} of {keys}",
        "morris": lambda: f"{counted(getattr(sweep, 'trajectories', 0), 'trajectory').replace('ys', 'ies')} of {keys}",
        "latin_hypercube": lambda: f"{counted(sweep.size(), 'point')} of {keys}",
    }[design_of(sweep)]()
    chance = {
        0: "",
        1: ", one replicate: what chance does with a changed setting counts as done by the setting",
        2: ", two replicates: what chance does with a changed setting counts in part as done by the setting",
    }.get(found.replicates, f", {found.replicates} replicates that share their random numbers across all settings")
    held = "which settings were sampled and what chance did"
    if design_of(sweep) == "latin_hypercube":
        held = (
            "which settings were sampled and what chance did at each of them, not what it did alike at all settings of "
            "a replicate"
        )
    elif found.replicates <= 2:
        held = "which settings were sampled, not what chance did"
    dropped = (
        f" {capitalised(counted(found.dropped, 'replicate'))} {'is' if found.dropped == 1 else 'are'} left out: not "
        f"every setting has {'it' if found.dropped == 1 else 'them'}."
        if found.dropped
        else ""
    )
    steady = (
        " A rank correlation sees what goes one way: of a setting that first raises and then lowers it is near 0; the "
        "figure shows it."
        if found.leading == CORRELATION
        else ""
    )
    return f"{of}{chance}. Intervals ({CERTAINTY}) hold {held}.{dropped}{steady}"
