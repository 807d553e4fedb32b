"""Figures of a study, made without pyplot, so without any state between them.

``make_figures``   those that fit, by name; ``sweep_prefix`` is how names of one of several sweeps begin
``save_figures``   into a folder, as SVG and PNG
``heatmap``, ``lines``, ``lines_by``, ``time_series``, ``betrayed_series``, ``breach_by_law``, ``breach_measured``,
``network_figure``, ``sobol_bars``, ``morris_plane``, ``scatter``, ``settings_series``  one by one
``check_figure``   a closed form as a line, the model as dots
``use_style``      figures of one's own, with pyplot, in the same style
"""

from trustsim.plots.checks import check_figure
from trustsim.plots.choose import make_figures, sweep_prefix
from trustsim.plots.cost import breach_by_law, breach_measured
from trustsim.plots.heatmap import heatmap
from trustsim.plots.lines import lines, lines_by
from trustsim.plots.networks import network_figure, why_no_network
from trustsim.plots.save import png_of, save_figures, svg_of, svg_told
from trustsim.plots.sensitivity import morris_plane, scatter, sobol_bars
from trustsim.plots.series import betrayed_series, settings_series, time_series
from trustsim.plots.style import description_of, use_style

__all__ = [
    "betrayed_series",
    "breach_by_law",
    "breach_measured",
    "check_figure",
    "description_of",
    "heatmap",
    "lines",
    "lines_by",
    "make_figures",
    "morris_plane",
    "network_figure",
    "png_of",
    "save_figures",
    "scatter",
    "settings_series",
    "sobol_bars",
    "svg_of",
    "svg_told",
    "sweep_prefix",
    "time_series",
    "use_style",
    "why_no_network",
]
