"""The sources of laws and rules: nothing in them may differ between interpreter and compiler, or be random."""

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import trustsim.laws
import trustsim.rules

ROOMS = (trustsim.laws, trustsim.rules)
FILES = sorted(path for room in ROOMS for path in Path(room.__path__[0]).glob("*.py"))
MODULES = [
    importlib.import_module(info.name)
    for room in ROOMS
    for info in pkgutil.iter_modules(room.__path__, room.__name__ + ".")
]
EXACT = {"ldexp", "frexp", "nan"}
"""What may be taken from ``math``: exact on every machine."""
BANNED_NAMES = {
    "hash",
    "sum",
    "pow",
    "round",
    "divmod",
    "random",
    "set",
    "sorted",
    "id",
    "eval",
    "exec",
    "open",
    "print",
}
BANNED_MODULES = {"random", "secrets", "time", "os", "numpy", "scipy", "cmath", "statistics", "datetime", "uuid"}
BANNED_KINDS = (
    ast.Raise, ast.Try, ast.TryStar, ast.Assert, ast.With, ast.Lambda, ast.Yield, ast.YieldFrom, ast.Await, ast.Global,
    ast.Nonlocal, ast.Set, ast.SetComp,
)  # fmt: skip


def faults(source: str) -> list[str]:
    """What a source has that laws and rules must not have."""
    found = []
    for node in ast.walk(ast.parse(source)):
        where = f"line {getattr(node, 'lineno', 0)}: "
        if isinstance(node, BANNED_KINDS):
            found.append(where + type(node).__name__)
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            found.append(where + "**")
        if isinstance(node, ast.Name) and node.id in BANNED_NAMES:
            found.append(where + node.id)
        if isinstance(node, ast.Attribute):
            base = node.value.id if isinstance(node.value, ast.Name) else ""
            if base == "math" and node.attr not in EXACT:
                found.append(where + f"math.{node.attr}")
            if node.attr == "random" or base in ("np", "numpy"):
                found.append(where + f"{base}.{node.attr}")
        if isinstance(node, ast.Import):
            found += [where + alias.name for alias in node.names if alias.name.partition(".")[0] in BANNED_MODULES]
        if isinstance(node, ast.ImportFrom):
            module = (node.module or "").partition(".")[0]
            if module in BANNED_MODULES | {"math"}:
                found.append(where + f"from {module}")
    return found


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parent.name}/{path.name}" for path in FILES])
def test_sources_have_nothing_that_differs_between_engines_or_runs(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "x = a ** 2",
        "x **= 2",
        "math.exp(1)",
        "math.log(1)",
        "math.pow(1, 2)",
        "math.tanh(1)",
        "math.sqrt(1)",
        "from math import exp",
        "import random",
        "from random import random",
        "import numpy as np",
        "np.random.rand()",
        "rng.random()",
        "hash(x)",
        "sum(x)",
        "pow(x, 2)",
        "raise ValueError",
        "try:\n    x\nexcept ValueError:\n    pass",
        "import time",
    ],
)
def test_the_search_finds_what_it_is_for(source):
    assert faults(source)


def test_the_search_lets_plain_arithmetic_pass():
    assert faults("import math\n\ndef f(x):\n    return math.ldexp(x * 2.0 + 1.0, 3) if x > 0 else math.nan\n") == []
    assert len(FILES) >= 20


@pytest.mark.parametrize("module", MODULES, ids=[module.__name__ for module in MODULES])
def test_every_public_function_says_what_it_does(module):
    own = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    ]
    assert module.__doc__
    assert [function.__name__ for function in own if not (function.__doc__ or "").strip()] == []
