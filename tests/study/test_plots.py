"""Figures: the right ones, complete, the same bytes each time."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from tests.study import made
from tests.study.made import FORGIVENESS, NEVER, TRANSPARENCY
from trustsim.plots import (
    betrayed_series,
    breach_by_law,
    description_of,
    heatmap,
    lines,
    lines_by,
    make_figures,
    network_figure,
    png_of,
    save_figures,
    svg_of,
    time_series,
    use_style,
    why_no_network,
)
from trustsim.plots.cost import settings_by_law
from trustsim.plots.style import COLOURS, MOST_LINES, spread


def texts(figure: Figure) -> list[str]:
    """Every text on a figure, on one line each."""
    found = [text.get_text() for axes in figure.axes for text in axes.texts]
    found += [axes.get_title(loc=place) for axes in figure.axes for place in ("left", "center")]
    found += [*(axes.get_xlabel() for axes in figure.axes), *(axes.get_ylabel() for axes in figure.axes)]
    found.append(figure.get_suptitle())
    return [text.replace("\n", " ").replace("\N{NO-BREAK SPACE}", " ") for text in found if text.strip()]


# ---------------------------------------------------------------- which


@pytest.mark.parametrize(
    ("results", "names"),
    [
        (made.swept(0.4), ["outcomes", "trust_over_time", "breach_by_law"]),
        (
            made.two_keys(),
            [
                "heatmap_final_trust",
                "lines_final_trust",
                "heatmap_survival",
                "lines_survival",
                "trust_over_time",
                "breach_by_law",
            ],
        ),
        (made.laws_and_events(), ["heatmap_final_trust", "trust_over_time", "breach_measured", "breach_by_law"]),
        (made.betrayal(0.4, label_points=True), ["trust_over_time", "breach_measured", "breach_by_law"]),
        (made.club(control=True), ["trust_of_the_betrayed", "trust_over_time", "breach_by_law", "network"]),
    ],
)
def test_what_fits_is_drawn(results: made.Results, names: list[str]):
    figures = make_figures(results)
    assert list(figures) == names
    assert all(description_of(figure) for figure in figures.values())


# ---------------------------------------------------------------- what they show


def test_every_cell_of_a_heatmap_has_its_number():
    figure = heatmap(made.two_keys(0.2, 0.6), FORGIVENESS, TRANSPARENCY, "final_trust")
    shown = texts(figure)
    assert {"0.10", "0.40", "0.70", "0.30", "0.60", "0.90"} <= set(shown)
    assert sum(text.startswith("±") for text in shown) == 6
    assert "Final trust by forgiveness and transparency: 0.10 to 0.90" in shown


def test_cells_are_readable_on_their_colour():
    figure = heatmap(made.two_keys(0.2, 0.6), FORGIVENESS, TRANSPARENCY, "final_trust")
    inks = {text.get_text(): text.get_color() for text in figure.axes[0].texts}
    assert inks["0.10"] == "white"
    assert inks["0.90"] == "black"


def test_never_stands_in_a_cell_without_poisoning_the_scale():
    study = made.config(
        sweep=made.grid({FORGIVENESS: [0, 1], TRANSPARENCY: [0, 1]}),
        events=[{"week": 4, "what": "betrayal"}],
        outcomes=["weeks_to_recover"],
    )
    found = made.results(
        study, lambda at, replicate: {"weeks_to_recover": NEVER if at[FORGIVENESS] == 0 else 10.0 + at[TRANSPARENCY]}
    )
    figure = heatmap(found, FORGIVENESS, TRANSPARENCY, "weeks_to_recover")
    assert texts(figure).count("never 100 %") == 2
    assert figure.axes[0].images[0].get_clim() == (10.0, 11.0)
    drawn = lines_by(found, FORGIVENESS, TRANSPARENCY, "weeks_to_recover")
    assert texts(drawn).count("never") == 2


def test_lines_of_what_mostly_never_comes_are_drawn_all_the_same():
    study = made.config(
        sweep=made.grid({FORGIVENESS: [0, 1], TRANSPARENCY: [0, 1]}),
        events=[{"week": 4, "what": "betrayal"}],
        outcomes=["weeks_to_recover"],
    )
    found = made.results(study, lambda at, replicate: {"weeks_to_recover": 10.0 if replicate == 0 else NEVER})
    drawn = lines_by(found, FORGIVENESS, TRANSPARENCY, "weeks_to_recover")
    assert texts(drawn).count("never") == 4
    assert "never in half of the runs or more" in drawn.get_label()
    assert "never" in texts(lines(found, FORGIVENESS, ["weeks_to_recover"]))


def test_lines_are_told_apart_without_colour():
    figure = lines_by(made.two_keys(), FORGIVENESS, TRANSPARENCY, "final_trust")
    drawn = figure.axes[0].lines
    assert len({str(line.get_linestyle()) + str(line._unscaled_dash_pattern) for line in drawn}) == 3
    assert len({line.get_marker() for line in drawn}) == 3
    assert {"transparency 0", "transparency 0.5", "transparency 1"} <= set(texts(figure))


def test_a_line_has_its_interval_around_it():
    figure = lines(made.swept(0.4), FORGIVENESS, ["survival"])
    (axes,) = figure.axes
    assert axes.lines[0].get_ydata() == pytest.approx([0.3, 0.5, 0.7])
    band = axes.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() < 0.3
    assert "Forgiveness from 0 to 1 raised survival from 30 % to 70 %" in texts(figure)


def test_the_title_turns_with_the_effect():
    assert any("lowered survival" in text for text in texts(lines(made.swept(-0.4), FORGIVENESS, ["survival"])))
    assert any("no clear effect" in text for text in texts(lines(made.swept(0.0), FORGIVENESS, ["survival"])))


def test_one_replicate_is_drawn_without_a_band():
    assert not lines(made.swept(0.4, replicates=1), FORGIVENESS, ["survival"]).axes[0].collections


def test_what_the_script_does_is_marked_and_named():
    figure = time_series(made.betrayal(0.4, label_points=True))
    shown = texts(figure)
    assert "week 52: betrayal" in shown
    assert {"default law", "symmetric control"} <= set(shown)
    assert any(list(line.get_xdata()) == [52, 52] for line in figure.axes[0].lines)
    assert "52" in description_of(figure)


def test_the_trust_of_those_betrayed_is_drawn_beside_the_control():
    figure = betrayed_series(made.club(control=True))
    assert figure is not None
    control, betrayed = (line.get_ydata() for line in figure.axes[0].lines[:2])
    assert control == pytest.approx([0.8, 0.8, 0.8])
    assert betrayed == pytest.approx([0.8, 0.8, 0.2])
    assert betrayed_series(made.swept(0.4)) is None


def test_the_asymmetry_panel_shows_what_the_law_says():
    figure = breach_by_law(made.betrayal(0.4, label_points=True))
    shown = texts(figure)
    assert any(
        "31 kept promises with “default law”, one kept promise with “symmetric control”" in text for text in shown
    )
    assert [text for text in shown if text.isdigit()].count("1") == 5
    widths = sorted(bar.get_width() for bar in figure.axes[0].patches)
    assert widths[:5] == [1.0] * 5
    assert widths[-1] == 86.0


def test_settings_that_do_not_touch_the_law_are_one():
    study = made.config(sweep=made.grid({"people": [3, 4]}), outcomes=["survival"])
    one = made.results(study, lambda at, replicate: {"survival": 0.5})
    assert [label for label, _ in settings_by_law(one)] == [""]
    assert [label for label, _ in settings_by_law(made.swept(0.4))] == [
        "forgiveness 0",
        "forgiveness 0.5",
        "forgiveness 1",
    ]


def test_a_cost_without_end_is_cut_and_says_never():
    assert "→ never" in texts(breach_by_law(made.swept(0.4)))


def test_the_network_marks_who_broke_the_promise_and_what_ended():
    figure = network_figure(made.club(control=True))
    assert figure is not None
    shown = texts(figure)
    assert any("before the betrayal" in text for text in shown)
    assert any("square: who broke the promise" in text for text in shown)
    assert "promise was broken by 0" in description_of(figure)


def test_a_network_is_laid_out_once():
    figure = network_figure(made.club(control=True))
    assert figure is not None
    spots = [np.concatenate([group.get_offsets() for group in axes.collections[2:]]) for axes in figure.axes[:2]]
    assert len(spots[0]) == 4
    assert np.array_equal(spots[0], spots[1])


@pytest.mark.parametrize(("people", "why"), [(2, "two people"), (301, "301 people are too many")])
def test_why_there_is_no_network_is_said(people: int, why: str):
    ring = [{"source": str(one), "target": str((one + 1) % people), "trust": 0.5} for one in range(people)]
    found = made.results(
        made.config(outcomes=["survival"]),
        lambda at, replicate: {"survival": 1.0},
        ties=lambda at, replicate, week: ring,
        replicates=1,
        weeks=(8,),
    )
    assert why in why_no_network(found)
    assert network_figure(found) is None
    assert "not recorded" in why_no_network(made.swept(0.4))


# ---------------------------------------------------------------- labels


def test_labels_are_spread_in_order_and_within_bounds():
    placed = spread([0.98, 0.97, 0.5, 0.99], 0.1, 0.0, 1.0)
    assert placed[3] > placed[0] > placed[1] > placed[2]
    gaps = np.diff(sorted(placed))
    assert (gaps > 0.1 - 1e-6).all()
    assert max(placed) <= 1.0 + 1e-9
    assert spread([0.2, 0.8], 0.1, 0.0, 1.0) == [0.2, 0.8]


STUDIES = [
    made.two_keys(),
    made.swept(0.4),
    made.laws_and_events(),
    made.betrayal(0.4, label_points=True),
    made.club(control=True),
    made.recoveries([NEVER, NEVER, 50, 60], [10, 12, NEVER, 20]),
]


@pytest.mark.parametrize("results", STUDIES)
def test_no_text_runs_off_a_figure_or_over_another(results: made.Results):
    for name, figure in make_figures(results).items():
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # lays it out
        width, height = figure.get_size_inches() * figure.dpi
        boxes = {}
        for text in _written(figure):
            box = text.get_window_extent(canvas.get_renderer())
            assert -1 <= box.x0 <= box.x1 <= width + 1, (name, text.get_text())
            assert -1 <= box.y0 <= box.y1 <= height + 1, (name, text.get_text())
            boxes[text] = box
        for one, other in itertools.combinations(boxes, 2):
            assert not boxes[one].overlaps(boxes[other]), (name, one.get_text(), other.get_text())


def _written(figure: Figure) -> list[Text]:
    """Every text but the labels of ticks, of which matplotlib also keeps those out of view."""
    ticks = {label for axes in figure.axes for label in (*axes.get_xticklabels(), *axes.get_yticklabels())}
    found = [text for text in figure.findobj(Text) if isinstance(text, Text) and text.get_text().strip()]
    return [text for text in found if text not in ticks and text.get_visible()]


# ---------------------------------------------------------------- files


def test_the_same_results_give_the_same_bytes(tmp_path: Path):
    both = []
    for turn in ("first", "second"):
        results = made.club(control=True)
        written = save_figures(make_figures(results), tmp_path / turn, results)
        both.append({path.name: path.read_bytes() for path in written})
    assert both[0] == both[1]
    assert len(both[0]) == 8


def test_files_say_where_they_are_from_and_not_when():
    results = made.swept(0.4)
    with_manifest = made.Results(results.config, results.read, {"name": "quick", "config_hash": "3f9a1c"})
    figure = time_series(with_manifest)
    svg = svg_of(figure, "trust_over_time", with_manifest).decode()
    png = png_of(figure, "trust_over_time", with_manifest)
    for said in ("run quick; config 3f9a1c; trustsim 0.1.0", "What comes of it?"):
        assert said in svg
        assert said.encode() in png
    assert "<dc:date>" not in svg


def test_what_a_user_has_set_does_not_reach_in():
    import matplotlib

    results = made.swept(0.4)
    before = svg_of(time_series(results), "x", results)
    with matplotlib.rc_context({"font.size": 30, "axes.grid": True, "lines.linewidth": 9}):
        assert svg_of(time_series(results), "x", results) == before


def test_pyplot_is_never_touched():
    code = (
        "import sys; import trustsim.study; assert 'matplotlib' not in sys.modules; "
        "import trustsim.plots, trustsim.report; assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_lines_of_ones_own_are_told_apart_by_colour_and_without():
    import matplotlib

    def pixels(line):
        line.set_color("black")
        line.set_ydata([0.5, 0.5])
        figure.canvas.draw()
        line.set_visible(False)
        return bytes(figure.canvas.buffer_rgba())

    with matplotlib.rc_context():
        use_style()
        figure = Figure()
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        drawn = [axes.plot([0, 1], [place, place])[0] for place in range(MOST_LINES)]
        assert tuple(line.get_color() for line in drawn) == COLOURS
        axes.set_ylim(0, 1)
        for line in drawn:
            line.set_visible(False)
        shown = []
        for line in drawn:
            line.set_visible(True)
            shown.append(pixels(line))
        assert len(set(shown)) == MOST_LINES
