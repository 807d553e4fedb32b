"""The default law without memory of hurt: two learning rates and nothing else."""

from __future__ import annotations

from typing import Final

from trustsim.laws.default import acted_on, broken, columns, kept, parameters, signal, start

__all__ = ["acted_on", "broken", "columns", "kept", "leaves_hurt", "parameters", "signal", "source", "start", "summary"]

summary: Final = "two learning rates, no hurt, no ceiling"
source: Final = "Bush & Mosteller; Rescorla & Wagner with two rates (as in Mikus et al. 2023)"
leaves_hurt: Final = False
