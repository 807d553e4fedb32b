"""Which numbers does the model's answer depend on, when everything that is assumed may be anything in its range?

    python experiments/sensitivity_of_assumptions/measure.py            some minutes; writes table.md and two figures
    python experiments/sensitivity_of_assumptions/measure.py --config   writes world.yaml anew, and runs nothing

Which numbers are assumptions, and from where to where each is varied, is written in ``trustsim/parameters.py`` and read
by the robustness experiment; ``world.yaml`` is made from there, so that it cannot say anything else.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import trustsim
from trustsim.config.keys import split_key
from trustsim.parameters import Traits, quantities
from trustsim.plots import sobol_bars, svg_of
from trustsim.results import Results
from trustsim.study import Sensitivity, sensitivity
from trustsim.study.dependence import bounds, missing, value
from trustsim.study.sensitivity import FIRST, together
from trustsim.study.words import capitalised, outcome_name, readable_names

HERE: Final = Path(__file__).parent
WORLD: Final = HERE / "world.yaml"
SAMPLES: Final = 256
LEFT_OUT: Final = ("parameters.new_ties", "parameters.new_tie_through_friends")
"""By default nobody makes new relationships: to let them is another process rather than another number, changes what
survival counts, and makes a run five times as long.
"""
DRAWN: Final = ("final_trust", "survival")  # outcomes with a figure

WORLD_TEXT: Final = """\
# yaml-language-server: $schema=../../configs/trustsim.schema.json
# Made by measure.py --config from trustsim/parameters.py; change it there. Some minutes:
#   trustsim run experiments/sensitivity_of_assumptions/world.yaml
#   trustsim sensitivity world
question: Which numbers does the model's answer depend on, when everything that is assumed may be anything in its range?
expect: >-
  A few numbers do most of it: the traits that are asked about (forgiveness and transparency), how often people meet,
  and how easily they leave. Most assumptions hardly matter.

people: 40
network: {{kind: small_world, neighbours: 6, rewiring: 0.1}}
relationships: {{romantic: 0.1, family: 0.3, friend: 0.6}}
weeks: 104

sweep:
  design: sobol
  samples: {samples}
  over:
{ranges}
replicates: 3

record: {{every: 104, people: none, ties: none}}
outcomes: [final_trust, survival, pain]
seed: 20261125
"""


def robustness() -> ModuleType:
    """The robustness experiment, which knows what is assumed and its range."""
    path = HERE.parent / "robustness" / "measure.py"
    spec = importlib.util.spec_from_file_location("trustsim_experiments_robustness", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def world() -> str:
    """The config: every assumed number that can be drawn by itself, and the traits that the headline sweeps."""
    experiment = robustness()
    asked = {f"traits.{name}": experiment.Range(*quantities(Traits)[name].range) for name in experiment.SWEPT}
    lines = []
    for key, one in {**asked, **experiment.ranges()}.items():
        if key in LEFT_OUT:
            continue
        scale = ", scale: log" if one.log else ""
        lines.append(f"    {key}: {{from: {_written(one.low)}, to: {_written(one.high)}{scale}}}")
    return WORLD_TEXT.format(samples=SAMPLES, ranges="\n".join(lines))


def _written(number: float) -> str:
    """As short as it can be without being another number."""
    return f"{number:g}" if float(f"{number:g}") == number else repr(number)


GROUPS: Final = {
    "forgiveness and transparency": lambda key: key in ("traits.forgiveness", "traits.transparency"),
    "other traits": lambda key: split_key(key)[0] == "traits",
    "what relationships are like": lambda key: split_key(key)[0] == "relationship_types",
    "the rest: sizes, chances, speeds": lambda key: True,
}


def group_of(key: str) -> str:
    """What kind of number a key is."""
    return next(name for name, belongs in GROUPS.items() if belongs(key))


# ------------------------------------------------------------------ telling


def page(results: Results, found: Sensitivity) -> str:
    """``table.md``."""
    parts = [
        "<!-- made by measure.py; do not edit -->\n# Sobol indices of the model over its assumptions",
        f"{SAMPLES} base samples of {len(found.sweep.keys())} numbers, {found.sweep.size()} settings, "
        f"{found.replicates} replicates each under the same random numbers: {len(results.runs)} runs of "
        f"`world.yaml`. Intervals are 95 % and hold both which settings were sampled and what chance did.",
        "## What each kind of number does by itself",
        "First-order indices, summed. What is missing to 1 is done by numbers together.",
        "\n".join(groups(found)),
        *(part for outcome in found.outcomes for part in _of_outcome(results, found, outcome)),
        *missing(found),
    ]
    return "\n\n".join(parts) + "\n"


def groups(found: Sensitivity) -> Iterator[str]:
    """For each outcome the sum of first-order indices over each kind of number."""
    yield f"| numbers | how many | {' | '.join(outcome_name(outcome) for outcome in found.outcomes)} |"
    yield f"|---|---|{'---|' * len(found.outcomes)}"
    keys = found.sweep.keys()
    for name in (*GROUPS, "all"):
        chosen = {key for key in keys if name in (group_of(key), "all")}
        cells = [
            "{:.2f} ({:.2f} to {:.2f})".format(
                *together(tuple(index for index in found.of(outcome, FIRST) if index.key in chosen))
            )
            for outcome in found.outcomes
        ]
        yield f"| {name} | {len(chosen)} | {' | '.join(cells)} |"


def _of_outcome(results: Results, found: Sensitivity, outcome: str) -> Iterator[str]:
    names = readable_names(found.sweep.keys())
    means = results.runs.groupby("point")[outcome].mean()
    low, high = (float(means.quantile(share)) for share in (0.05, 0.95))
    yield f"## {capitalised(outcome_name(outcome))}"
    yield f"Mean over all settings {float(means.mean()):.2f}; nine settings of ten between {low:.2f} and {high:.2f}."
    first = {index.key: index for index in found.of(outcome, FIRST)}
    lines = ["| number | key | total | 95 % | by itself | 95 % |", "|---|---|---|---|---|---|"]
    for index in found.ranked(outcome):
        alone = first[index.key]
        lines.append(
            f"| {names[index.key]} | `{index.key}` | {value(index)} | {bounds(index)} | {value(alone)} | "
            f"{bounds(alone)} |"
        )
    yield "\n".join(lines)


def main(arguments: Iterable[str] | None = None) -> None:
    """Run the world, and write the table and the figures."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--config", action="store_true", help="write world.yaml anew, run nothing")
    options.add_argument("--workers", type=int, default=None)
    chosen = options.parse_args(None if arguments is None else list(arguments))
    if chosen.config:
        WORLD.write_text(world(), encoding="utf-8")
        return
    write(trustsim.run(WORLD, workers=chosen.workers, quiet=False))


def write(results: Results) -> None:
    """``table.md`` and a figure for each outcome worth one, beside this file."""
    found = sensitivity(results)
    (HERE / "table.md").write_text(page(results, found), encoding="utf-8")
    names = readable_names(found.sweep.keys())
    for outcome in DRAWN:
        name = f"sensitivity_{outcome}"
        svg = svg_of(sobol_bars(found, outcome, names), name, results)
        (HERE / f"{name}.svg").write_bytes(svg)


if __name__ == "__main__":
    main()
