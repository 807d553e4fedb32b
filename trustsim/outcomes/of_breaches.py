"""What the first scripted breach did to trust, on the ties that it hit.

All are NaN for a run without one. They are as fine as the record: ``record: {every: 1}`` sees each week.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from trustsim.outcomes.view import RunView

NEARLY: Final = 0.05  # "back" means within this of the trust before the breach


def _before(run: RunView) -> int | None:
    """The last record before the breach shows; None without one, or if every tie that it was to hit had ended."""
    if math.isnan(run.breach.week):
        return None
    before = int(run.series["week"].searchsorted(run.breach.week, side="right")) - 1
    return None if math.isnan(run.series["trust_betrayed"][before]) else before


def trust_lost(run: RunView) -> float:
    """Trust on the ties that the first scripted breach hits, before it minus after it.

    After: in the next record; of a hidden breach, at its lowest later on, since nobody knows when it will be found.
    """
    before = _before(run)
    if before is None:
        return math.nan
    later = run.series["trust_betrayed"][before + 1 :]
    if not later.size:
        return math.nan
    return float(run.series["trust_betrayed"][before] - (later.min() if run.breach.hidden else later[0]))


def trust_regained(run: RunView) -> float:
    """The highest recorded trust after the first scripted breach, on the ties it hits, over their trust before it.

    1: they came back to where they were, more: they went beyond.
    """
    before = _before(run)
    if before is None:
        return math.nan
    trust = run.series["trust_betrayed"]
    later = trust[before + 1 :]
    return float(later.max() / trust[before]) if later.size and trust[before] > 0.0 else math.nan


def _recovered(run: RunView, before: int) -> int | None:
    """The record in which trust is back; of a hidden breach, after it first fell. None if it is never back."""
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
    before = _before(run)
    if before is None:
        return math.nan
    back = _recovered(run, before)
    return math.inf if back is None else max(0.0, float(run.series["week"][back] - run.breach.week))


def kept_to_undo(run: RunView) -> float:
    """Acts kept on such a tie, on average, until its trust is back within 0.05; infinite if never."""
    before = _before(run)
    if before is None:
        return math.nan
    back = _recovered(run, before)
    kept = run.series["kept_betrayed"]
    return math.inf if back is None else float(kept[back] - kept[before])


def asymmetry(run: RunView) -> float:
    """Trust lost by the first scripted breach over what one kept act gained before it.

    The gain is that of the last recorded interval before the breach in which acts were kept on those ties: the rise of
    their trust over the acts kept on such a tie. NaN where there was none, or where trust did not rise in it: then one
    kept act has no worth that a loss could be counted in. At a trust T where nothing else happens, under the default
    law, a share ℓ lost and a gain α give ℓT/(α(1−T₀)), T₀ the trust before the last kept act.
    """
    before = _before(run)
    if before is None:
        return math.nan
    kept, trust = (run.series[name][: before + 1] for name in ("kept_betrayed", "trust_betrayed"))
    counted = np.flatnonzero(np.diff(kept) > 0.0)
    if not counted.size:
        return math.nan
    first = int(counted[-1])
    rise = float(trust[first + 1] - trust[first])
    return trust_lost(run) * float(kept[first + 1] - kept[first]) / rise if rise > 0.0 else math.nan
