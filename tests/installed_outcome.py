"""An outcome as it stands in an installed package."""

from __future__ import annotations

import trustsim


def halved(run: trustsim.RunView) -> float:
    """Half of the mean trust at the end."""
    return float(run.series["trust"][-1]) / 2
