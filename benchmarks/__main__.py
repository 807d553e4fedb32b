"""The command: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks import machine
from benchmarks.section import Section
from benchmarks.timing import made

NAMES: Final = {
    "simple": "benchmarks.simple.measuring",
    "agreement": "benchmarks.full.agreement",
    "full": "benchmarks.full.measuring",
    "sweep": "benchmarks.sweep",
    "scaling": "benchmarks.scaling",
    "million": "benchmarks.million",
    "start": "benchmarks.start_up",
    "visitors": "benchmarks.visitors",
    "page": "benchmarks.page",
}
RESULTS: Final = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure what is asked for, and say it section by section."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="trustsim beside its peers.")
    parser.add_argument("--only", nargs="+", choices=NAMES, metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="small sizes, about a minute: to see that all works")
    parser.add_argument("--save", action="store_true", help=f"write {RESULTS.name} beside this file")
    asked = parser.parse_args()
    said = ["# Benchmarks", "\n".join(machine.lines())]
    if asked.quick:
        said.append("Small sizes (`--quick`): these figures show the form, not the speed.")
    print("\n\n".join(said), flush=True)
    for name in asked.only or NAMES:
        measure: Callable[[bool], Section] = import_module(NAMES[name]).measure
        section, seconds = made(partial(measure, asked.quick))
        said.append(f"{section}\nMeasured in {seconds:.0f} s.")
        print(f"\n{said[-1]}", flush=True)
        if asked.save:  # each time, so that what was measured is there whatever comes
            RESULTS.write_text("\n\n".join(said) + "\n")


if __name__ == "__main__":
    main()
