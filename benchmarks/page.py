"""The live page in a real browser: how long until it is ready, how smoothly it plays, how fast its diagram follows."""

from __future__ import annotations

import json
import time
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.section import Section, Verdict
from benchmarks.timing import shown

READY_GOAL: Final = 1.0
FRAMES_GOAL: Final = 15.0
DIAGRAM_GOAL: Final = 0.3

# Pictures of the network that are drawn while so many milliseconds pass, in a second.
COUNT: Final = """milliseconds => new Promise(done => {
    const clear = CanvasRenderingContext2D.prototype.clearRect;
    let drawn = 0;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
        if (this.canvas.matches('.network')) drawn += 1;
        return clear.apply(this, box);
    };
    const began = performance.now();
    setTimeout(() => {
        CanvasRenderingContext2D.prototype.clearRect = clear;
        done(drawn / (performance.now() - began) * 1000);
    }, milliseconds);
})"""
# Move the slider of reliability, and wait until the diagram is that of its new value, in seconds.
REDRAW: Final = """value => new Promise(done => {
    const slider = document.querySelector('[data-setting=reliability]');
    const diagram = document.querySelector('.diagrams');
    const began = performance.now();
    new MutationObserver((_, observer) => {
        observer.disconnect();
        done((performance.now() - began) / 1000);
    }).observe(diagram, {childList: true});
    slider.value = value;
    slider.dispatchEvent(new Event('input'));
})"""


def measure(quick: bool) -> Section:
    """Open, play and turn, each several times, in one browser and against one server."""
    section = Section(
        "The live page in a browser",
        "Headless Chromium without a graphics card and the server on the same machine; medians.",
        ("what", "measured"),
    )
    try:
        from tests.app.browsing import CHROMIUM, browsing, serving
    except ModuleNotFoundError as error:
        section.verdicts = _not_measured(f"{error.name} is not installed")
        return section
    if not CHROMIUM.exists():
        section.verdicts = _not_measured(f"there is no browser at {CHROMIUM}")
        return section
    with serving() as address, browsing() as browser:
        _open(browser, address, people=60).close()  # the first tick may compile
        ready = median(_ready(browser, address) for _ in range(3 if quick else 7))
        frames = {people: _frames(browser, address, people, 2 if quick else 6) for people in (60, 200)}
        diagram = median(_diagram(browser, address, 4 if quick else 12))
    section.rows = [
        ("from the address to a page that can be used, 60 people", f"{shown(ready)} s"),
        *((f"frames a second while it plays fast, {people} people", f"{rate:.0f}") for people, rate in frames.items()),
        ("from a slider's move to the whole diagram (100 runs of 60 people, 260 weeks)", f"{shown(diagram)} s"),
    ]
    section.verdicts = [
        Verdict(_goals()[0], f"it takes {shown(ready)} s", ready <= READY_GOAL),
        Verdict(_goals()[1], f"it draws {frames[200]:.0f}", frames[200] >= FRAMES_GOAL),
        Verdict(_goals()[2], f"it takes {shown(diagram)} s", diagram <= DIAGRAM_GOAL),
    ]
    return section


def _goals() -> tuple[str, str, str]:
    return (
        f"ready in {READY_GOAL:g} s",
        f"{FRAMES_GOAL:g} frames a second with 200 people",
        f"the diagram redraws in {DIAGRAM_GOAL:g} s",
    )


def _not_measured(why: str) -> list[Verdict]:
    return [Verdict(goal, why, None) for goal in _goals()]


def _tab(browser: Any) -> Any:
    """A fresh visitor's empty tab; nothing is in the browser's cache."""
    page = browser.new_context(viewport={"width": 1366, "height": 768}).new_page()
    page.set_default_timeout(120_000)
    return page


def _open(browser: Any, address: str, people: int) -> Any:
    """The page of a fresh visitor, ready."""
    page = _tab(browser)
    _go(page, address, people)
    return page


def _go(page: Any, address: str, people: int) -> None:
    state = {"mode": "lab", "config": json.dumps({"people": people})}
    page.goto(f"{address}/#{urlencode(state)}")
    page.locator("body[data-ready=lab]").wait_for()


def _ready(browser: Any, address: str) -> float:
    """Seconds from an address to a page that can be used."""
    page = _tab(browser)
    began = time.perf_counter()
    _go(page, address, people=60)
    seconds = time.perf_counter() - began
    page.close()
    return seconds


def _frames(browser: Any, address: str, people: int, seconds: int) -> float:
    page = _open(browser, address, people)
    page.locator("[aria-label=Speed]").select_option("fast")
    page.locator("[data-act=play]").click()
    rate: float = page.evaluate(COUNT, 1000 * seconds)
    page.close()
    return rate


def _diagram(browser: Any, address: str, moves: int) -> list[float]:
    page = _open(browser, address, people=60)
    page.locator(".diagram summary").click()
    page.locator(".heat td").first.wait_for()
    values = [0.6 + 0.3 * move / moves for move in range(moves)]
    seconds = [page.evaluate(REDRAW, round(value, 3)) for value in values]
    page.close()
    return seconds
