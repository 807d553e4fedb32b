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
from matplotlib.colors import LinearSegmentedColormap, Normalize

from trustsim.plots.style import COLOURS, GREY, INK, heading, new_figure, styled
from trustsim.study import Case, ScriptedBreach, cases, is_list, is_sampled, scripted_breach
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

SCALE = Normalize(0.0, 1.0)

Places = dict[str, tuple[float, float]]


@dataclass(frozen=True)
class Moment:
    """The network at one recorded week of one run."""

    name: str
    ties: pd.DataFrame


def why_no_network(results: Results) -> str:
    """Why there is no picture of the network, in a sentence; "" where there is one."""
    if is_sampled(results):
        return "There is no picture of the network: no one setting of a sample stands for the others."
    first = results.table("ties").head(1, columns=["run"]).column(0).to_pylist() if results.has("ties") else []
    if not first:
        return "There is no picture of the network: ties were not recorded (record: {ties: last} or all)."
    people = _people(results.rows("ties", {"run": first}, ["source", "target"]))
    if len(people) > MOST_PEOPLE:
        return f"There is no picture of the network: {len(people)} people are too many to tell apart on a page."
    if len(people) < 3:
        return "There is no picture of the network: two people are told better by a line."
    return ""


@styled
def network_figure(results: Results) -> Figure | None:
    """Up to three pictures of one network; None where ``why_no_network`` has a reason.

    Where ties were recorded over time: one run, before and after a breach (or at the start and in the middle) and at
    the end. Else the end alone, at up to three points of the study.
    """
    if why_no_network(results):
        return None
    text, moments, scripted = _pictures(results)
    ties = [moment.ties for moment in moments]
    places = _layout(ties, wide=len(moments) < 3)
    told = "; ".join(f"{moment.name}: {_summary(moment.ties, scripted)}" for moment in moments)
    figure = new_figure({1: 6.0, 2: 5.2, 3: 5.0}[len(moments)], f"Network. {text}. {told}.{_betrayers_told(scripted)}")
    every = []
    for index, moment in enumerate(moments):
        axes = figure.add_subplot(1, len(moments), index + 1)
        every.append(axes)
        _draw(axes, moment, places, scripted)
        name = textwrap.fill(moment.name, 30)
        axes.set_title(f"{name}\n{_summary(moment.ties, scripted)}", fontsize=10.5, fontweight="normal", loc="center")
    bar = figure.colorbar(
        matplotlib.cm.ScalarMappable(SCALE, _colours()),
        ax=every,
        orientation="horizontal",
        fraction=0.05,
        shrink=0.6,
        pad=0.02,
        aspect=40,
    )
    whose = "mean trust of the two, or trust in the betrayer" if _marked(scripted)[0] else "mean trust of the two"
    bar.set_label(f"{whose} (0 to 1), also by width; dotted: ended" + _shapes_told(scripted))
    bar.outline.set_visible(False)
    heading(figure, text)
    return figure


def _colours() -> LinearSegmentedColormap:
    """Cividis from pale to dark, without its palest end, which is lost on white."""
    part = matplotlib.colormaps["cividis_r"](np.linspace(0.1, 1.0, 256))
    return LinearSegmentedColormap.from_list("trust", part)


def _pictures(results: Results) -> tuple[str, list[Moment], ScriptedBreach | None]:
    """What the figure says, its pictures, and the breach that they mark."""
    every = cases(results)
    case = next((case for case in every if scripted_breach(case.config)), every[0])
    script = scripted_breach(case.config)
    runs = _runs_of_one_replicate(results)
    recorded = results.rows("ties", {"run": list(runs.values())}, ["week"])["week"]
    weeks = [float(week) for week in sorted(recorded.unique().tolist())]
    if len(weeks) > 1 and (is_list(results) or len(every) == 1):
        whose = f" with “{case.label}”" if case.label else ""
        moments = _over_time(results, runs[case.point], weeks, script)
        course = ", then ".join(number(_mean_trust(_told_of(moment.ties, script))) for moment in moments)
        noun = f"trust in {_betrayers(script)}:" if _betrayers(script) else "mean trust"
        return f"Who trusts whom in one run{whose}: {noun} {course}", moments, script
    chosen = [one for one in _to_compare(results, every) if one.point in runs]
    moments = [Moment(one.label or "the end", _ties_at(results, runs[one.point], weeks[-1])) for one in chosen]
    same = " with the same random numbers" if len(moments) > 1 else ""
    return f"Who trusts whom in week {level(weeks[-1])}, in one run{same}", moments, script


def _runs_of_one_replicate(results: Results) -> dict[int, int]:
    """The run of each point in the first replicate: the same network and the same random numbers."""
    runs = results.runs[results.runs["replicate"] == results.runs["replicate"].min()]
    return dict(zip(runs["point"].astype(int), runs["run"].astype(int), strict=True))


def _to_compare(results: Results, every: list[Case]) -> list[Case]:
    """Of a list up to three points, of a grid those where the first outcome is lowest and highest."""
    if any(key.split(".")[0] in ("network", "people") for key in results.swept):
        return every[:1]  # other people, or others who know each other: not to be compared
    if len(every) <= 3:
        return every
    means = results.runs.groupby("point")[results.config.outcomes[0]].mean()
    ends = [int(str(point)) for point in means.sort_values(kind="stable").index[[0, -1]]]
    return [case for point in dict.fromkeys(ends) for case in every if case.point == point]


def _ties_at(results: Results, run: int, week: float) -> pd.DataFrame:
    """The ties of one run in one week, and nothing else of a table that may be large."""
    ties = results.rows("ties", {"run": run, "week": week}, ["source", "target", "active", "trust"])
    return ties.astype({"source": str, "target": str})


def _over_time(results: Results, run: int, weeks: list[float], scripted: ScriptedBreach | None) -> list[Moment]:
    """Start, middle and end; with a scripted breach the last record before it, the first after it, and the end."""
    chosen = {weeks[0]: "the start", weeks[len(weeks) // 2]: "", weeks[-1]: "the end"}
    after = [week for week in weeks if scripted is not None and week > scripted.week]
    if scripted is not None and after and weeks[0] <= scripted.week:
        before = max(week for week in weeks if week <= scripted.week)
        chosen = {before: f"before the {scripted.breach.name}", after[0]: "after it", weeks[-1]: "the end"}
    return [
        Moment(f"week {level(week)}{', ' if what else ''}{what}", _ties_at(results, run, week))
        for week, what in sorted(chosen.items())
    ]


def _people(ties: pd.DataFrame) -> list[str]:
    return sorted({*ties["source"].astype(str), *ties["target"].astype(str)}, key=lambda name: (len(name), name))


def _pairs(ties: pd.DataFrame, betrayers: frozenset[str] = frozenset()) -> pd.DataFrame:
    """One row for each pair: mean trust of the two, and whether they are still together.

    With a betrayer it is the trust in him or her: the mean with the trust the other way would hide a one-sided loss.
    """
    towards = ties["target"].isin(betrayers)
    ties = ties[towards | ~ties["source"].isin(betrayers)]
    ends = np.sort(ties[["source", "target"]].to_numpy(dtype=str), axis=1)
    grouped = ties.assign(first=ends[:, 0], second=ends[:, 1]).groupby(["first", "second"], sort=True)
    return grouped.agg(trust=("trust", "mean"), active=("active", "first")).reset_index()


def _layout(every: list[pd.DataFrame], wide: bool) -> Places:
    """Where everybody stands: made once, from who knew whom first, so that the pictures can be compared."""
    graph = nx.Graph()
    for ties in every:
        graph.add_nodes_from(_people(ties))
    graph.add_edges_from(_pairs(every[0])[["first", "second"]].itertuples(index=False, name=None))
    people = list(graph)
    if len(people) <= BY_DISTANCE and nx.is_connected(graph):
        places = nx.kamada_kawai_layout(graph)
    elif len(people) <= 12:
        places = nx.circular_layout(graph)
    else:
        places = nx.spring_layout(graph, seed=1, k=2.2 / math.sqrt(len(people)), iterations=120)
    spots = np.array([places[name] for name in people])
    # The long side of the layout goes along the long side of its picture.
    _, _, turn = np.linalg.svd(spots - spots.mean(axis=0), full_matrices=False)
    turned = (spots - spots.mean(axis=0)) @ turn.T
    # A direction has no sign of its own: one is fixed, so that every machine draws the same picture.
    turned *= np.where(turned[0] < 0, -1.0, 1.0)
    across, up = (0, 1) if wide else (1, 0)
    return {name: (float(spot[across]), float(spot[up])) for name, spot in zip(people, turned, strict=True)}


def _draw(axes: Axes, moment: Moment, places: Places, scripted: ScriptedBreach | None) -> None:
    betrayers, betrayed = _marked(scripted)
    pairs = _pairs(moment.ties, betrayers)
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
            colors=_colours()(SCALE(trust[active])),
            linewidths=(0.6 + 2.6 * trust[active]) * many,
            zorder=2,
        )
    )
    others = [name for name in places if name not in betrayers and name not in betrayed]
    size = 220.0 if len(places) <= 12 else 90.0 if len(places) <= NAMED_PEOPLE else 22.0
    for names, marker, colour, factor in (
        (others, "o", "#f2f2f2", 1.0),
        ([name for name in places if name in betrayed], "^", COLOURS[5], 2.4),
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
        if name in betrayers or name in betrayed or len(places) <= 12:
            axes.annotate(name, places[name], ha="center", va="center", fontsize=8.5, fontweight="bold", zorder=4)
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


def _betrayers(scripted: ScriptedBreach | None) -> str:
    """The betrayers' names, "" for nobody in particular."""
    return ", ".join(sorted(_marked(scripted)[0]))


def _told_of(ties: pd.DataFrame, scripted: ScriptedBreach | None) -> pd.DataFrame:
    """The ties that a summary is about: those towards betrayers, if there are some."""
    betrayers, _ = _marked(scripted)
    return ties[ties["target"].isin(betrayers)] if betrayers else ties


def _mean_trust(ties: pd.DataFrame) -> float:
    return float(ties["trust"].where(ties["active"].astype(bool), 0.0).mean())


def _summary(ties: pd.DataFrame, scripted: ScriptedBreach | None) -> str:
    told = _told_of(ties, scripted)
    alive = float(told["active"].astype(bool).mean())
    noun = f"trust in {_betrayers(scripted)}:" if _betrayers(scripted) else "mean trust"
    return f"{noun} {number(_mean_trust(told))}, {percent(alive)} alive"
