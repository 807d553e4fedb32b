"""Whether this installation is sound: what a maintainer asks first, and a run on both engines."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final, Literal

import trustsim
from trustsim.config import Config
from trustsim.plan import plan_of_config
from trustsim.running.progress import room
from trustsim.store.folder import RUNS
from trustsim.store.machine import memory, processor
from trustsim.store.manifest import git, versions

Verdict = Literal["OK", "look", "wrong"]

LEAST_MEMORY: Final = 2_000_000_000
LEAST_DISK: Final = 1_000_000_000
"""Bytes below which something is said: assumptions, not limits. The quickstart needs a tenth of either."""

NOT_FOR_USERS: Final = ("test",)
"""Extras that only who changes trustsim needs."""

SMALL: Final = {
    "question": "Do both engines come to the same?",
    "people": 8,
    "network": {"kind": "small_world", "neighbours": 4, "rewiring": 0.2},
    "weeks": 12,
    "events": [{"week": 3, "what": "betrayal", "who": 0, "to": "all"}],
    "parameters": {"new_ties": 0.05},
    "record": {"every": 1, "people": "all", "ties": "all"},
}
"""What is run to see whether the engines agree: gossip, a breach and new relationships are in it."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at.

    Attributes
    ----------
    name
        What.
    verdict
        ``OK``; ``look``: works, and somebody should know; ``wrong``.
    said
        What was found.
    mend
        What to do about it; "" where nothing is to be done.
    """

    name: str
    verdict: Verdict
    said: str
    mend: str = ""


def examined(say: Callable[[str], None] = lambda text: None, runs: Path = RUNS) -> Iterator[Check]:
    """Look at everything, one thing after the other.

    Parameters
    ----------
    say
        Hears of what takes long, before it does.
    runs
        Where run folders are to go.
    """
    yield _trustsim()
    yield Check("python", "OK", f"{platform.python_implementation()} {platform.python_version()}, {sys.executable}")
    yield Check("system", "OK", f"{platform.platform()}, {platform.machine()}")
    yield _machine()
    yield _packages()
    yield from _extras()
    yield _text()
    yield _cache()
    yield _folder(runs)
    yield _figures()
    yield _engines(say)


def _trustsim() -> Check:
    checkout = git()
    where = f"in {Path(trustsim.__file__).resolve().parent}"
    if checkout is not None:
        where += f", commit {checkout['commit'][:10]}{', changed since' if checkout['changed'] else ''}"
    return Check("trustsim", "OK", f"{trustsim.__version__} {where}")


def _machine() -> Check:
    from trustsim.running.workers import available

    room_there = memory()
    said = f"{available()} processors ({processor() or 'model unknown'}), "
    said += "memory unknown" if room_there is None else f"{room(room_there)} memory"
    if room_there is not None and room_there < LEAST_MEMORY:
        return Check("machine", "look", said, "run fewer at a time, as -j 1, and record less, as -s record.ties=none")
    return Check("machine", "OK", said)


def _packages() -> Check:
    told = ", ".join(
        f"{name} {version}" for name, version in versions().items() if version and name not in ("python", "trustsim")
    )
    amiss = _unmet("")
    if amiss:
        return Check("packages", "wrong", "; ".join(amiss), "python3 -m pip install --upgrade trustsim")
    return Check("packages", "OK", told)


def _extras() -> Iterator[Check]:
    try:
        extras = metadata.metadata("trustsim").get_all("Provides-Extra") or []
    except metadata.PackageNotFoundError:
        extras = []
    for extra in extras:
        if extra not in NOT_FOR_USERS:
            missing = _unmet(extra)
            said = f"not there: {'; '.join(missing)}" if missing else "there"
            mend = f"if you want it: python3 -m pip install 'trustsim[{extra}]'" if missing else ""
            yield Check(f"extra {extra}", "OK", said, mend)


def _unmet(extra: str) -> list[str]:
    """What the package needs (or an extra of it) that is missing, or of another version than it must be."""
    from packaging.requirements import Requirement

    try:
        needed = [Requirement(text) for text in metadata.requires("trustsim") or []]
    except metadata.PackageNotFoundError:
        return ["trustsim is not installed: it runs from its folder alone"] if not extra else []
    amiss = []
    for one in needed:
        for_all = one.marker is None or one.marker.evaluate({"extra": ""})
        if not (for_all if not extra else not for_all and one.marker and one.marker.evaluate({"extra": extra})):
            continue
        if one.name == "trustsim":
            continue
        try:
            version = metadata.version(one.name)
        except metadata.PackageNotFoundError:
            amiss.append(f"{one.name} is not installed")
            continue
        if not one.specifier.contains(version, prereleases=True):
            amiss.append(f"{one.name} is {version}, not {one.specifier}")
    return amiss


def _text() -> Check:
    encoding = (getattr(sys.stdout, "encoding", None) or "unknown").lower().replace("-", "")
    said = f"standard output is {encoding}"
    if encoding not in ("utf8", "unknown"):
        return Check("text", "look", said, "set PYTHONUTF8=1, or signs as × and … may be lost")
    return Check("text", "OK", said)


def _cache() -> Check:
    from trustsim.compiled.folder import VARIABLE
    from trustsim.engine import cache
    from trustsim.engine.kernels import is_cached
    from trustsim.laws.catalogue import LAWS

    folder = cache.folder(LAWS["default"])
    if folder is None:
        mend = f"set {VARIABLE} to a folder that can be written"
        return Check("cache", "look", "no folder for compiled code: every process compiles again, about 20 s", mend)
    root = folder.parent
    ready = [name for name, law in LAWS.items() if is_cached(law)]
    size = sum(path.stat().st_size for path in root.rglob("*") if path.is_file())
    said = f"{root}: can be written; compiled are {len(ready)} of {len(LAWS)} laws; {room(size)}"
    return Check("cache", "OK", said)


def _folder(runs: Path) -> Check:
    place = runs if runs.is_dir() else runs.absolute().parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        said = f"{place}: cannot be written: {error.strerror or error}"
        return Check("run folders", "wrong", said, "work in a folder that you may write, or name one with --out")
    free = shutil.disk_usage(place).free
    said = f"{place}: can be written; {room(free)} free"
    if free < LEAST_DISK:
        return Check("run folders", "look", said, "make room, or name a folder on another disk with --out")
    return Check("run folders", "OK", said)


def _figures() -> Check:
    try:
        import matplotlib
        from matplotlib import font_manager

        from trustsim.plots.style import STYLE, new_figure

        font = font_manager.findfont(STYLE["font.family"], fallback_to_default=False)
        with tempfile.TemporaryDirectory() as folder:
            new_figure(2.0, "nothing").savefig(Path(folder) / "figure.png")
    except Exception as error:  # whatever it is, there would be no figures
        said = f"no figure can be drawn: {type(error).__name__}: {error}"
        return Check("figures", "wrong", said, "python3 -m pip install --force-reinstall matplotlib")
    shown = "Agg" if os.environ.get("MPLBACKEND", "").lower() == "agg" else matplotlib.get_backend(auto_select=False)
    return Check("figures", "OK", f"font {Path(font).name}, backend {shown or 'chosen when needed'}; one was drawn")


def _engines(say: Callable[[str], None]) -> Check:
    """A tiny study by each engine, its tables held against each other."""
    from trustsim.running.compiling import make_ready
    from trustsim.upkeep.comparing import Comparison
    from trustsim.upkeep.reproducing import done_again

    tables = {}
    for engine in ("compiled", "agents"):
        try:
            plan = plan_of_config(Config.model_validate({**SMALL, "engine": engine}))
            make_ready(plan, say)
            tables[engine], failures = done_again(plan, plan.runs, workers=1)
        except Exception as error:  # whatever it is, this engine does not work here
            return _no_engine(engine, f"{type(error).__name__}: {error}")
        if failures:
            return _no_engine(engine, f"{failures[0].kind}: {failures[0].message}")
    from pyarrow import dataset as ds

    compared = Comparison()
    compared.add_tables({name: ds.dataset(table) for name, table in tables["compiled"].items()}, tables["agents"], [0])
    if compared.different:
        said = f"compiled and agents differ in {compared.different} of {compared.values} values: {compared.shown[0]}"
        return Check("engines", "wrong", said, "report it, with this page: no result can be trusted here")
    return Check("engines", "OK", f"compiled and agents are equal to the bit in {compared.values:,} values")


def _no_engine(engine: str, error: str) -> Check:
    mend = "python3 -m pip install --force-reinstall numba llvmlite numpy" if engine == "compiled" else "report it"
    return Check("engines", "wrong", f"a run with engine: {engine} came to nothing: {error}", mend)
