"""How figures look: white, large enough for a projector, told apart without colour."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

import matplotlib
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH: Final = 8.0  # inches; type is set for this width
INK: Final = "#222222"
GREY: Final = "#6b6b6b"
PALE: Final = "#d9d9d9"

# Okabe & Ito; the darker tone of each is for text, 4.5:1 against white or more.
COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
TEXT_COLOURS: Final = ("#005A8C", "#A34700", "#00664B", "#8F3F6C", "#7A5300", "#1F658C")
DASHES: Final[tuple[Any, ...]] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (4, 1.5)), (0, (1, 1.2)))
MARKERS: Final = ("o", "s", "^", "D", "v", "P")
MOST_LINES: Final = len(COLOURS)

STYLE: Final[Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so a figure is the same everywhere
    "font.size": 11.0,
    "axes.titlesize": 12.0,
    "axes.titlelocation": "left",
    "axes.titlepad": 10.0,
    "axes.titleweight": "bold",
    "axes.labelsize": 11.0,
    "xtick.labelsize": 10.5,
    "ytick.labelsize": 10.5,
    "legend.fontsize": 10.5,
    "legend.frameon": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "lines.linewidth": 2.2,
    "lines.markersize": 6.0,
    "hatch.linewidth": 0.8,
    "svg.fonttype": "path",  # letters as shapes: nothing to install, and nothing shifts
}


def styled[**P, R](make: Callable[P, R]) -> Callable[P, R]:
    """A function that makes figures in this style, whatever the user has set."""

    @wraps(make)
    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        # A user's matplotlibrc must not reach in: begin from the library's own defaults.
        with matplotlib.rc_context({**_defaults(), **STYLE}):
            return make(*args, **kwargs)

    return inside


def _defaults() -> Any:
    return {key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith(("backend", "date"))}


def use_style() -> None:
    """Draw one's own figures with pyplot as the report draws its own, from now on.

    Lines take the colours of Okabe & Ito in turn, each with a dash of its own, and surfaces are cividis: figures that
    can be read from a projector, and in black and white. Meant for notebooks and scripts: it sets matplotlib's
    settings, for the whole session.
    """
    own: Any = {
        "axes.prop_cycle": cycler(color=COLOURS, linestyle=DASHES),
        "figure.constrained_layout.use": True,
        "figure.figsize": (WIDTH, 4.0),
        "image.cmap": "cividis",
        "image.origin": "lower",
    }
    matplotlib.rcParams.update({**STYLE, **own})


def new_figure(height: float, description: str) -> Figure:
    """An empty figure; its label is what somebody who cannot see it is told."""
    figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.08, h_pad=0.08))
    figure.set_label(description)
    return figure


def description_of(figure: Figure) -> str:
    """What the figure shows, for those who cannot see it."""
    return str(figure.get_label())


def heading(figure: Figure, text: str, letters: int = 76) -> None:
    """A title over the whole figure, in as many lines as it needs."""
    figure.suptitle(textwrap.fill(text, letters), x=0.01, ha="left", fontsize=12.0, fontweight="bold")


def grid(axes: Axes) -> None:
    """Pale horizontal lines behind the data."""
    axes.grid(visible=True, axis="y", color=PALE, linewidth=0.8)
    axes.set_axisbelow(True)


def spread(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """The heights moved as little as needed to be a gap apart, in the same order, within bounds if there is room."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = [heights[index] for index in order]
    # Neighbours that are too close share their shortfall; a few rounds settle a handful of labels.
    for _ in range(200):
        moved = False
        for below in range(len(placed) - 1):
            short = gap - (placed[below + 1] - placed[below])
            if short > 1e-9:
                placed[below] -= short / 2.0
                placed[below + 1] += short / 2.0
                moved = True
        over, under = placed[-1] - high, low - placed[0]
        if over > 1e-9 and placed[0] - over >= low:
            placed[-1] = high
            moved = True
        elif under > 1e-9 and placed[-1] + under <= high:
            placed[0] = low
            moved = True
        if not moved:
            break
    settled = [0.0] * len(heights)
    for position, index in enumerate(order):
        settled[index] = placed[position]
    return settled


def label_ends(axes: Axes, ends: Sequence[tuple[float, float, str]]) -> None:
    """Write each line's name at its right end, in the line's darker tone; x is the line's last, y its height there."""
    if not ends:
        return
    low, high = axes.get_ylim()
    figure = axes.get_figure(root=True)
    tall = (float(figure.get_size_inches()[1]) if figure else 4.0) - 1.2  # inches of the plot itself
    lines = max(len(textwrap.wrap(name, 22)) for _, _, name in ends)
    gap = (high - low) * (0.06 + 0.16 * lines) / max(tall, 1.0)
    heights = spread([y for _, y, _ in ends], gap, low, high)
    for index, ((x, _, name), height) in enumerate(zip(ends, heights, strict=True)):
        axes.annotate(
            textwrap.fill(name, 22),
            (x, height),
            xytext=(7, 0),
            textcoords="offset points",
            color=TEXT_COLOURS[index % MOST_LINES],
            va="center",
            fontsize=10.5,
            annotation_clip=False,
        )
