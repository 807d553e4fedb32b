"""The laws of trust that a config may choose by name."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from trustsim.laws import bush_mosteller, default, pant_yu, symmetric

LAWS: Final[dict[str, ModuleType]] = {
    "default": default,
    "bush_mosteller": bush_mosteller,
    "symmetric": symmetric,
    "pant_yu": pant_yu,
}
