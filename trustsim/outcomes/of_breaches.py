"""What the first scripted breach did to trust, on the ties that it hit.

All are NaN for a run without one. They are as fine as the record: ``record: {every: 1}`` sees each week.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from trustsim.outcomes.view import RunView

NEARLY: Final = 0.05  # "back" means within this of the trust before the breach


def _before(run: RunView) -> int:
    """The last record before a breach shows."""
    return int(np.searchsorted(run.series["week"], run.breach.week, side="right")) - 1


def _says_nothing(run: RunView) -> bool:
    """Whether no breach was planted, or every tie that it was to hit had ended before."""
    return math.isnan(run.breach.week) or math.isnan(run.series["trust_betrayed"][_before(run)])


def trust_lost(run: RunView) -> float:
    """Trust on the ties that the first scripted breach hits, before it minus after it.

    After: in the next record; of a hidden breach, at its lowest later on, since nobody knows when it will be found.
    """
    if _says_nothing(run):
        return math.nan
    before = _before(run)
    later = run.series["trust_betrayed"][before + 1 :]
    if not later.size:
        return math.nan
    return float(run.series["trust_betrayed"][before] - (later.min() if run.breach.hidden else later[0]))


def trust_regained(run: RunView) -> float:
    """The highest recorded trust after the first scripted breach, on the ties it hits, over their trust before it.

    1: they came back to where they were, more: they went beyond.
    """
    if _says_nothing(run):
        return math.nan
    before = _before(run)
    trust = run.series["trust_betrayed"]
    later = trust[before + 1 :]
    return float(later.max() / trust[before]) if later.size and trust[before] > 0.0 else math.nan


def _recovered(run: RunView) -> int | None:
    """The record in which trust is back; of a hidden breach, after it first fell. None if it is never back."""
    before = _before(run)
    trust = run.series["trust_betrayed"]
    near = trust >= trust[before] - NEARLY
    first = before + 1
    if run.breach.hidden:
        fallen = np.flatnonzero(~near[first:])
        if not fallen.size:
            return before
        first += int(fallen[0])
    back = np.flatnonzero(near[first:])
    return first + int(back[0]) if back.size else None


def weeks_to_recover(run: RunView) -> float:
    """Weeks from the first scripted breach until trust on the ties it hit is back within 0.05; infinite if never.

    0 for a hidden breach that never cost as much as that.
    """
    if _says_nothing(run):
        return math.nan
    back = _recovered(run)
    return math.inf if back is None else max(0.0, float(run.series["week"][back] - run.breach.week))


def kept_to_undo(run: RunView) -> float:
    """Acts kept on such a tie, on average, until its trust is back within 0.05; infinite if never."""
    if _says_nothing(run):
        return math.nan
    back = _recovered(run)
    kept = run.series["kept_betrayed"]
    return math.inf if back is None else float(kept[back] - kept[_before(run)])


def asymmetry(run: RunView) -> float:
    """Trust lost by the first scripted breach over what one kept act gained before it.

    The gain is that of the last recorded interval before the breach in which acts were kept on those ties: the rise of
    their trust over the acts kept on such a tie. NaN where there was none, or where trust did not rise in it: then one
    kept act has no worth that a loss could be counted in. At a trust T where nothing else happens, under the default
    law, a share ℓ lost and a gain α give ℓT/(α(1−T₀)), T₀ the trust before the last kept act.
    """
    lost = trust_lost(run)
    if math.isnan(lost):
        return math.nan
    upto = _before(run) + 1
    kept, trust = (run.series[name][:upto] for name in ("kept_betrayed", "trust_betrayed"))
    counted = np.flatnonzero(np.diff(kept) > 0.0)
    if not counted.size:
        return math.nan
    first = int(counted[-1])
    rise = float(trust[first + 1] - trust[first])
    return lost * float(kept[first + 1] - kept[first]) / rise if rise > 0.0 else math.nan
