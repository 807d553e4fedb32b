"""Tasks done by another process, here or on another machine: what it is sent, and what it does.

A plan may hold a hundred thousand points; the config from which it is made is a page. So the config is sent, and the
plan is made again there, once.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from trustsim.config import Config
from trustsim.outcomes.modules import ModuleError
from trustsim.outcomes.own import must_be_here
from trustsim.plan import Plan, plan_of_config
from trustsim.running.compiling import make_ready
from trustsim.running.workers import OtherCodeError
from trustsim.sources import code_digest

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Recipe:
    """What a plan is made of.

    Attributes
    ----------
    config, name, folder, asked, overrides
        As of ``Plan``.
    code
        The hash of the sources that decide what a run comes to, at the sender's.
    """

    config: Config
    name: str
    folder: Path | None
    asked: str
    overrides: tuple[str, ...]
    code: str


def packed(plan: Plan) -> bytes:
    """The recipe of a plan, to be sent."""
    return pickle.dumps(Recipe(plan.config, plan.name, plan.folder, plan.asked, plan.overrides, code_digest()))


@lru_cache(maxsize=2)
def plan_again(sent: bytes) -> Plan:
    """The plan of a recipe, its engine ready.

    Raises
    ------
    OtherCodeError
        If the sources here are others, or the modules of the config's own outcomes.
    """
    recipe: Recipe = pickle.loads(sent)
    if recipe.code != code_digest():
        raise OtherCodeError(
            "a worker runs other sources of trustsim, and its results must not be mixed with these\n"
            "    install the same version wherever workers run, and start them again"
        )
    try:
        must_be_here(recipe.config.outcomes)
    except ModuleError as error:
        raise OtherCodeError(f"a worker cannot compute the outcomes: {error.message}\n    {error.mend}") from error
    plan = plan_of_config(recipe.config, recipe.name, recipe.folder)
    make_ready(plan, lambda text: None)
    return replace(plan, asked=recipe.asked, overrides=recipe.overrides)


def work(sent: bytes, runs: Sequence[int]) -> tuple[pa.Table, list[Sequence[int]]]:
    """Do some runs of a plan, by their numbers, for as long as may be lost.

    Returns
    -------
    pyarrow.Table
        A part: the first of the runs, at least one.
    list
        The others, in two halves as far as there are two: another worker may be idle by then.
    """
    from trustsim.running.execution import attempt

    plan = plan_again(sent)
    part = next(attempt(plan, [plan.runs[number] for number in runs]))
    left = runs[part.num_rows :]
    middle = (len(left) + 1) // 2
    return part, [half for half in (left[:middle], left[middle:]) if half]
