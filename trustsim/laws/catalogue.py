"""The laws of trust that a config may choose by name."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from trustsim.laws import (
    beta_reputation,
    bush_mosteller,
    default,
    grim,
    guo_yang,
    jonker_treur,
    pant_yu,
    symmetric,
    tit_for_tat,
)

LAWS: Final[dict[str, ModuleType]] = {
    "default": default,
    "bush_mosteller": bush_mosteller,
    "jonker_treur": jonker_treur,
    "beta_reputation": beta_reputation,
    "guo_yang": guo_yang,
    "tit_for_tat": tit_for_tat,
    "grim": grim,
    "pant_yu": pant_yu,
    "symmetric": symmetric,
}
