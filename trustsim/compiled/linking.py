"""How compiled code is put together: each function is turned into LLVM once, and only the whole is optimised.

Left to itself, numba makes machine code of every function that compiled code calls, each time with all that is called
in turn, and then once more as part of what calls it. Nobody calls a rule by itself, so all but the last is in vain; it
is more than half of the time that a kernel takes to compile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import numba
from numba import _dynfunc  # type: ignore[attr-defined]
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import CompilerBase, DefaultPassBuilder
from numba.core.compiler_machinery import PassManager, register_pass
from numba.core.typed_passes import NativeLowering


class _PartLibrary(JITCodeLibrary):
    """One function in the words of LLVM, as lowered; it knows what it calls, and leaves all else to the whole."""

    def _optimize_functions(self, ll_module: Any) -> None:
        """Nothing yet: the whole is optimised."""

    def finalize(self) -> None:
        self._raise_if_finalized()
        self._finalized = True


class _WholeLibrary(JITCodeLibrary):
    """Something that Python calls, with all that it calls in turn."""

    def finalize(self) -> None:
        found = list(self._linking_libraries)
        for library in found:
            if isinstance(library, _PartLibrary):
                found += [called for called in library._linking_libraries if called not in found]
        self._linking_libraries = list(dict.fromkeys(found))
        super().finalize()


@register_pass(mutates_CFG=True, analysis_only=False)
class _PartLowering(NativeLowering):
    _name = "trustsim_part_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _PartLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.flags.no_compile = True
        super().run_pass(state)
        lowered = state["cr"]
        # numba finds a function that compiled code calls by the object that Python would call; nobody calls this one
        described = lowered.fndesc
        stand_in = _dynfunc.make_function(
            described.lookup_module(),
            described.qualname,
            "part of something compiled",
            0,
            lowered.env,
            (state.library,),
        )
        state.targetctx.insert_user_function(stand_in, described, [state.library])
        state.reload_init.extend(state.library._reload_init)
        state["cr"] = lowered._replace(cfunc=stand_in)
        return True


@register_pass(mutates_CFG=True, analysis_only=False)
class _WholeLowering(NativeLowering):
    _name = "trustsim_whole_lowering"

    def run_pass(self, state: Any) -> bool:
        state.library = _WholeLibrary(state.targetctx.codegen(), state.func_id.func_qualname)
        state.library.enable_object_caching()
        return bool(super().run_pass(state))


NEEDLESS: Final = (
    "WithLifting",
    "InlineClosureLikes",
    "RewriteDynamicRaises",
    "MakeFunctionToJitFunction",
    "InlineInlinables",
    "FindLiterallyCalls",
    "LiteralUnroll",
    "LiteralPropagationSubPipelinePass",
    "InlineOverloads",
    "NopythonRewrites",
    "AnnotateTypes",
)
"""Steps of numba's that look for what laws and rules do without: closures, exceptions, ``with``, expressions over whole
arrays; and notes for readers of types.
"""


def _passes(state: Any, lowering: type[NativeLowering]) -> list[PassManager]:
    manager = DefaultPassBuilder.define_nopython_pipeline(state)
    kept = [(kind, about) for kind, about in manager.passes if kind.__name__ not in NEEDLESS]
    manager.passes = [(lowering if kind is NativeLowering else kind, about) for kind, about in kept]
    manager.finalize()
    return [manager]


class Part(CompilerBase):
    """For what compiled code calls."""

    def define_pipelines(self) -> list[PassManager]:
        """The steps from a function's bytecode to LLVM."""
        return _passes(self.state, _PartLowering)


class Whole(CompilerBase):
    """For what Python calls."""

    def define_pipelines(self) -> list[PassManager]:
        """The steps from a function's bytecode to machine code."""
        return _passes(self.state, _WholeLowering)


def whole(cached: bool) -> Callable[..., Callable[..., Any]]:
    """numba's decorator for what Python calls: serial, without the interpreter's lock, no exceptions, no objects."""
    compiled: Any = numba.njit  # its stubs do not know _nrt
    decorator: Callable[..., Callable[..., Any]] = partial(
        compiled, cache=cached, nogil=True, error_model="numpy", _nrt=False, pipeline_class=Whole
    )
    return decorator
