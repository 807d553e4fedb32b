"""Who trusts whom: the network at the start, after what happened, and at the end."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib
import networkx as nx
import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize

from trustsim.plots.style import COLOURS, GREY, INK, new_figure, styled
from trustsim.study import ScriptedBreach, cases, is_list, scripted_breach
from trustsim.study.breaches import ALL
from trustsim.study.words import level, number, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from trustsim.results import Results

MOST_PEOPLE = 300
NAMED_PEOPLE = 40  # names of more people could not be read
BY_DISTANCE = 60  # Kamada–Kawai is cubic; above this the spring layout

Places = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Moment:
    """The network at one recorded week of one run."""

    name: str
    ties: pd.DataFrame


def why_no_network(results: Results) -> str:
    """Why there is no picture of the network, in a sentence; "" where there is one."""
    ties = results.ties
    if ties is None or ties.empty:
        return "There is no picture of the network: ties were not recorded (record: {ties: last} or all)."
    people = _people(ties[ties["run"] == ties["run"].iat[0]])
    if len(people) > MOST_PEOPLE:
        return f"There is no picture of the network: {len(people)} people are too many to tell apart on a page."
    if len(people) < 3:
        return "There is no picture of the network: two people are told better by a line."
    return ""


@styled
def network_figure(results: Results) -> Figure | None:
    """One run, drawn at up to three moments; None where ``why_no_network`` has a reason."""
    if why_no_network(results) or results.ties is None:
        return None
    run, label, scripted = _chosen_run(results)
    ties = results.ties[results.ties["run"] == run].astype({"source": str, "target": str})
    moments = _moments(ties, scripted)
    places = _layout(moments[0].ties, _people(ties))
    told = "; ".join(f"{moment.name}: {_summary(moment.ties)}" for moment in moments)
    whose = f" with “{label}”" if label else ""
    text = f"One run{whose}: {told}"
    figure = new_figure({1: 6.2, 2: 4.9, 3: 4.3}[len(moments)], f"Network. {text}.{_betrayers_told(scripted)}")
    scale, colours = Normalize(0.0, 1.0), matplotlib.colormaps["cividis_r"]
    every = []
    for index, moment in enumerate(moments):
        axes = figure.add_subplot(1, len(moments), index + 1)
        every.append(axes)
        _draw(axes, moment, places, scripted, scale, colours)
        axes.set_title(
            textwrap.fill(moment.name, 24) + f"\n{_summary(moment.ties)}", fontsize=10.5, fontweight="normal"
        )
    bar = figure.colorbar(
        matplotlib.cm.ScalarMappable(scale, colours),
        ax=every,
        orientation="horizontal",
        fraction=0.05,
        shrink=0.6,
        pad=0.02,
        aspect=40,
    )
    bar.set_label("mean trust of the two (0 to 1), also by width; dotted: ended" + _shapes_told(scripted))
    bar.outline.set_visible(False)
    figure.suptitle(textwrap.fill(_title(moments, label), 76), x=0.01, ha="left", fontsize=12.0, fontweight="bold")
    return figure


def _chosen_run(results: Results) -> tuple[int, str, ScriptedBreach | None]:
    """The first run of the first point that has a scripted breach, else the first run of all."""
    runs = results.runs.sort_values(["point", "replicate"])
    few = is_list(results) or len(set(runs["point"])) == 1
    for case in cases(results) if few else []:
        scripted = scripted_breach(case.config)
        if scripted is not None:
            return int(runs.loc[runs["point"] == case.point, "run"].to_numpy()[0]), case.label, scripted
    run, point = (int(runs[name].to_numpy()[0]) for name in ("run", "point"))
    return run, next(case.label for case in cases(results) if case.point == point), None


def _moments(ties: pd.DataFrame, scripted: ScriptedBreach | None) -> list[Moment]:
    """Start, middle and end; with a scripted breach the middle is the first record after it."""
    weeks = sorted(ties["week"].unique().tolist())
    if len(weeks) == 1:
        return [Moment(f"week {level(weeks[0])}", ties)]
    after = [week for week in weeks if scripted is not None and week > scripted.week]
    middle = after[0] if after else weeks[len(weeks) // 2]
    if after and scripted is not None:
        before = max((week for week in weeks if week <= scripted.week), default=weeks[0])
        chosen = {
            before: f"week {level(before)}, before the {scripted.breach.name}",
            middle: f"week {level(middle)}, after it",
            weeks[-1]: f"week {level(weeks[-1])}, the end",
        }
    else:
        chosen = {
            weeks[0]: f"week {level(weeks[0])}, the start",
            middle: f"week {level(middle)}",
            weeks[-1]: f"week {level(weeks[-1])}, the end",
        }
    return [Moment(name, ties[ties["week"] == week]) for week, name in sorted(chosen.items())]


def _people(ties: pd.DataFrame) -> list[str]:
    return sorted({*ties["source"].astype(str), *ties["target"].astype(str)}, key=lambda name: (len(name), name))


def _pairs(ties: pd.DataFrame) -> pd.DataFrame:
    """One row for each pair: mean trust of the two, and whether they are still together."""
    ends = np.sort(ties[["source", "target"]].to_numpy(dtype=str), axis=1)
    grouped = ties.assign(first=ends[:, 0], second=ends[:, 1]).groupby(["first", "second"], sort=True)
    return grouped.agg(trust=("trust", "mean"), active=("active", "first")).reset_index()


def _layout(ties: pd.DataFrame, people: list[str]) -> Places:
    """Where everybody stands: made once, from who knows whom alone, so that the pictures can be compared."""
    graph = nx.Graph()
    graph.add_nodes_from(people)
    graph.add_edges_from(_pairs(ties)[["first", "second"]].itertuples(index=False, name=None))
    if len(people) <= BY_DISTANCE and nx.is_connected(graph):
        places = nx.kamada_kawai_layout(graph)
    elif len(people) <= 12:
        places = nx.circular_layout(graph)
    else:
        places = nx.spring_layout(graph, seed=1, k=2.2 / math.sqrt(len(people)), iterations=120)
    return {name: (float(x), float(y)) for name, (x, y) in places.items()}


def _draw(
    axes: Axes,
    moment: Moment,
    places: Places,
    scripted: ScriptedBreach | None,
    scale: Normalize,
    colours: matplotlib.colors.Colormap,
) -> None:
    pairs = _pairs(moment.ties)
    segments = [(places[first], places[second]) for first, second in zip(pairs["first"], pairs["second"], strict=True)]
    active = pairs["active"].to_numpy(dtype=bool)
    trust = pairs["trust"].to_numpy()
    ended = [segment for segment, alive in zip(segments, active, strict=True) if not alive]
    living = [segment for segment, alive in zip(segments, active, strict=True) if alive]
    axes.add_collection(LineCollection(ended, colors=GREY, linewidths=0.9, linestyles=":", zorder=1))
    many = 0.6 if len(places) > 80 else 1.0
    axes.add_collection(
        LineCollection(
            living,
            colors=[tuple(colours(scale(value))) for value in trust[active]],
            linewidths=(0.6 + 2.6 * trust[active]) * many,
            zorder=2,
        )
    )
    betrayers, betrayed = _marked(scripted)
    others = [name for name in places if name not in betrayers and name not in betrayed]
    size = 220.0 if len(places) <= 12 else 90.0 if len(places) <= NAMED_PEOPLE else 22.0
    for names, marker, colour, factor in (
        (others, "o", "#f2f2f2", 1.0),
        ([name for name in places if name in betrayed], "^", COLOURS[5], 1.3),
        ([name for name in places if name in betrayers], "s", COLOURS[1], 1.9),
    ):
        if names:
            spots = np.array([places[name] for name in names])
            axes.scatter(
                spots[:, 0],
                spots[:, 1],
                s=size * factor,
                marker=marker,
                c=colour,
                edgecolors=INK,
                linewidths=0.8,
                zorder=3,
            )
    for name in places:
        if name in betrayers or len(places) <= 12:
            axes.annotate(name, places[name], ha="center", va="center", fontsize=8.5, fontweight="bold", zorder=4)
    axes.set_aspect("equal")
    axes.margins(0.08)
    axes.set_axis_off()


def _marked(scripted: ScriptedBreach | None) -> tuple[frozenset[str], frozenset[str]]:
    """Who is drawn as a betrayer and who as betrayed; nobody where it was everybody."""
    if scripted is None:
        return frozenset(), frozenset()
    who, to = (frozenset() if people == ALL else frozenset(people) for people in (scripted.who, scripted.to))
    return who, to - who


def _shapes_told(scripted: ScriptedBreach | None) -> str:
    betrayers, betrayed = _marked(scripted)
    told = "\nsquare: who broke the promise" if betrayers else ""
    return told + ("; triangle: to whom" if betrayed else "")


def _betrayers_told(scripted: ScriptedBreach | None) -> str:
    betrayers, _ = _marked(scripted)
    return f" The promise was broken by {', '.join(sorted(betrayers))}." if betrayers else ""


def _mean_trust(ties: pd.DataFrame) -> float:
    return float(ties["trust"].where(ties["active"].astype(bool), 0.0).mean())


def _summary(ties: pd.DataFrame) -> str:
    alive = float(ties["active"].astype(bool).mean())
    return f"mean trust {number(_mean_trust(ties))}, {percent(alive)} alive"


def _title(moments: list[Moment], label: str) -> str:
    whose = f" with “{label}”" if label else ""
    if len(moments) == 1:
        return f"Who trusts whom in one run{whose}, at the end"
    first, last = moments[0], moments[-1]
    return (
        f"Who trusts whom in one run{whose}: mean trust from {number(_mean_trust(first.ties))} to "
        f"{number(_mean_trust(last.ties))}"
    )
