"""Plain functions made known to numba, and the few that have a compiled twin of their own."""

from __future__ import annotations

from types import FunctionType, ModuleType
from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import extending
from numba.core import types

from trustsim import draws
from trustsim.compiled import linking
from trustsim.laws import arithmetic

WITHIN: Final = (
    "trustsim.draws",
    "trustsim.laws",
    "trustsim.rules.chances",
    "trustsim.rules.happenings",
    "trustsim.rules.phases",
)
"""What becomes part of whatever calls it, so that it is worked out once where it is the same for all ties."""

PART: Final[Any] = {"_nrt": False, "pipeline_class": linking.Part, "no_cfunc_wrapper": True}
"""How numba is to treat what only compiled code calls."""

_known: set[Any] = {draws.unsigned, arithmetic.scaled}  # these have a compiled twin, below


def make_known(module: ModuleType) -> None:
    """Let compiled code call every function of a module; the functions themselves stay plain Python."""
    within = module.__name__.startswith(WITHIN)
    for function in vars(module).values():
        if isinstance(function, FunctionType) and function not in _known:
            make_one_known(function, within)


def make_one_known(function: Any, within: bool = True) -> None:
    """Let compiled code call this function, as a part of whatever calls it if ``within``."""
    extending.register_jitable(**PART, forceinline=within)(function)
    _known.add(function)


def has_a_twin(function: Any) -> None:
    """Say that a function's compiled form is written elsewhere."""
    _known.add(function)


@extending.overload(draws.unsigned, jit_options=PART)
def _unsigned(number):  # type: ignore[no-untyped-def]
    # numba compares this signature with the lambda's, so it has no types. Compiled integers have 64 bits already;
    # what Python cuts off with a mask is here a change of type.
    return lambda number: np.uint64(number)


_moment = draws.moment.__wrapped__
make_one_known(_moment)


@extending.overload(draws.moment, jit_options=PART)
def _moment_compiled(seed, decision, tick):  # type: ignore[no-untyped-def]
    return lambda seed, decision, tick: _moment(seed, decision, tick)


@extending.overload(arithmetic.scaled, jit_options=PART)
def _scaled(x, k):  # type: ignore[no-untyped-def]
    return lambda x, k: x * power_of_two(k)  # type: ignore[call-arg]


MANTISSA: Final = 52
BIAS: Final = 1023
LARGEST_STEP: Final = arithmetic.ROUNDING  # where neighbouring numbers are 1 apart


@extending.intrinsic
def power_of_two(typing: Any, k: Any) -> Any:
    """2**k for a whole k from −1022 to 1023, made of its bits: several at a time, unlike ``ldexp``."""

    def lowered(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        # The last bits of k + bias + 1.5 · 2**52 are k + bias as a whole number; shifted, they are an exponent.
        word = ir.IntType(64)
        shifted = builder.fadd(args[0], ir.Constant(ir.DoubleType(), LARGEST_STEP + BIAS))
        bits = builder.shl(builder.bitcast(shifted, word), ir.Constant(word, MANTISSA))
        return builder.bitcast(bits, ir.DoubleType())

    return types.float64(types.float64), lowered
