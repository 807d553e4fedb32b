"""Figures into files: the same bytes for the same results."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib

import trustsim
from trustsim.plots.style import STYLE, description_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from trustsim.results import Results

DOTS_PER_INCH = 150


def save_figures(figures: Mapping[str, Figure], folder: Path, results: Results) -> list[Path]:
    """Write each figure as ``<name>.svg`` and ``<name>.png``; the folder is made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, figure in figures.items():
        for ending, content in (("svg", svg_of(figure, name, results)), ("png", png_of(figure, name, results))):
            path = folder / f"{name}.{ending}"
            path.write_bytes(content)
            written.append(path)
    return written


def svg_of(figure: Figure, name: str, results: Results) -> bytes:
    """A figure as SVG; ids inside follow from its name, so two figures can stand in one page."""
    told = _told(figure, name, results)
    return svg_told(figure, name, told["Title"], told["Description"])


def svg_told(figure: Figure, name: str, title: str, description: str) -> bytes:
    """The same with what the file is to say about itself: for a figure that no study stands behind, too."""
    metadata = {"Title": title, "Description": description, "Creator": f"trustsim {trustsim.__version__}", "Date": None}
    style: Any = {**STYLE, "svg.hashsalt": f"trustsim {name}"}
    with matplotlib.rc_context(style):
        into = io.BytesIO()
        figure.savefig(into, format="svg", metadata=metadata)
    return into.getvalue()


def compact(svg: bytes) -> bytes:
    """The same picture in half as many bytes, for a folder of many: no comments, metadata or indents, short ids, and
    hundredths of a point.
    """
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<!DOCTYPE.*?>", "", svg.decode(), flags=re.DOTALL)
    text = re.sub(r"\s*\n\s*", " ", text).replace("> <", "><")
    text = text.replace("DejaVuSans-", "g")
    # Named after numbers that differ in their last bits from one drawing to the next: numbered instead.
    made = {name: f"{name[0]}{index}" for index, name in enumerate(dict.fromkeys(_MADE_ID.findall(text)))}
    text = _MADE_ID.sub(lambda found: made[found.group()], text)
    text = re.sub(r' id="(?:figure|axes|patch|line2d|text|matplotlib\.axis|xtick|ytick|FillBetween)[^"]*"', "", text)
    text = re.sub(r'style="[^"]*"', lambda found: found.group().replace(": ", ":").replace("; ", ";"), text)
    text = re.sub(r'transform="translate\(([-\d.]+) 0\)"/>', r'x="\1"/>', text)
    in_points = re.compile(r'(?: d| x| y)="[^"]*"|translate\([^)]*\)')
    text = in_points.sub(lambda found: re.sub(r"-?\d+\.\d{3,}", _hundredths, found.group()), text)
    return text.encode()


_MADE_ID: Final = re.compile(r'(?<=[#"])[mp][0-9a-f]{10}(?=[")])')
"""What matplotlib calls a clipping rectangle or a marker: a hash of where it is."""


def _hundredths(number: re.Match[str]) -> str:
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")


def png_of(figure: Figure, name: str, results: Results) -> bytes:
    """A figure as PNG."""
    with matplotlib.rc_context(STYLE):
        into = io.BytesIO()
        figure.savefig(into, format="png", dpi=DOTS_PER_INCH, metadata=_told(figure, name, results))
    return into.getvalue()


def _told(figure: Figure, name: str, results: Results) -> dict[str, str]:
    """What a file says about itself: run, hash, version, and what is seen. No date: it would change the bytes."""
    manifest = results.manifest
    digest = str(manifest.get("config_hash", ""))
    run = results.path.name if results.path else str(manifest.get("name", "study"))
    origin = f"run {run}; config {digest}" if digest else f"run {run}"
    return {
        "Title": f"{name.replace('_', ' ')}: {results.config.question}",
        "Description": f"{description_of(figure)} From {origin}; trustsim {trustsim.__version__}.",
        "Software": f"trustsim {trustsim.__version__}",
    }
