"""A real server and a real browser, for the tests of the page."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
# As root there is no sandbox; the rest keeps the browser from looking for its maker.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVE = """
import sys
from trustsim.app.codes import Door
from trustsim.app.server import Server
from trustsim.app.serving import listening, serve
where = listening(0, lan=False)
door = Door(sys.argv[1]) if len(sys.argv) > 1 else None
serve(Server(door=door, pause=0.0), where, lambda: print(where.getsockname()[1], flush=True))
"""
# Warm caches are not what a test waits for: the first tick of a fresh installation compiles.
LONGEST_WAIT = 90_000
expect.set_options(timeout=LONGEST_WAIT)
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
needs_browser = pytest.mark.skipif(not CHROMIUM.exists(), reason=f"there is no browser at {CHROMIUM}")


@contextmanager
def serving(*code: str) -> Iterator[str]:
    """The address of a server of its own, which may want a code; it ends with the block."""
    with subprocess.Popen([sys.executable, "-c", SERVE, *code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """Somebody who looks at the page; whatever goes wrong on it is an error of the test.

    Attributes
    ----------
    page
        The browser's.
    asked
        The addresses of all requests.
    """

    def __init__(self, browser: Browser, address: str, **context: Any) -> None:
        self.address = address
        self.context = browser.new_context(**{"viewport": {"width": 1366, "height": 768}, **context})
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.set_default_timeout(LONGEST_WAIT)

    def open(self, fragment: str, mode: str) -> Page:
        """Go to an address of the page and wait until that mode stands."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.address}/{fragment}")
        self.page.locator(f"body[data-ready={mode}]").wait_for()
        return self.page

    def leave(self) -> None:
        """Close the page; nothing may have gone wrong."""
        self.context.close()
        assert self.wrong == []

    def value(self, monitor: str) -> float | None:
        """What a monitor shows, in full."""
        text = self.page.locator(f"[data-monitor={monitor}]").first.get_attribute("data-value")
        return float(text) if text else None

    def settled(self) -> None:
        """Wait until the course is that of what was asked for last."""
        self.page.wait_for_timeout(50)  # what was done has reached the page
        expect(self.page.locator("[aria-busy]")).to_have_count(0)

    def week(self) -> int:
        """The week that is shown."""
        return int(self.page.locator("input.week").input_value())

    def until_week(self, week: int) -> None:
        """Wait until a week is shown."""
        self.page.locator(".week-label", has_text=f"Week {week} of").wait_for()


def post(address: str, path: str, body: Any) -> Any:
    """Ask the server itself."""
    request = urllib.request.Request(
        f"{address}/{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def measures(address: str, config: dict[str, Any], week: int) -> dict[str, float]:
    """What the server says of a config in a week, asked by nobody else."""
    session = post(address, "sessions", {})["session"]
    names = post(address, f"sessions/{session}/begin", {"config": config})["measures"]
    frames = post(address, f"sessions/{session}/frames", {"config": config, "from": week - 1, "weeks": 1})["frames"]
    assert frames["from"] == week
    return dict(zip(names, frames["measures"][0], strict=True))


def asked(address: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer to one question, in a session of its own."""
    answer: dict[str, Any] = post(address, f"sessions/{post(address, 'sessions', {})['session']}/{what}", body)
    return answer


def watched(address: str, config: dict[str, Any], week: int, watch: list[int]) -> dict[str, float]:
    """The full numbers of one tie in a week."""
    session = post(address, "sessions", {})["session"]
    body = {"config": config, "from": week - 1, "weeks": 1, "watch": watch}
    frames = post(address, f"sessions/{session}/frames", body)["frames"]
    return {name: values[0] for name, values in frames["watched"].items()}


def found_by_axe(page: Page) -> list[str]:
    """What axe finds wrong on a page, by the rules of WCAG 2 A and AA."""
    results = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}})
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in results.response["violations"]
        for node in one["nodes"]
    ]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server for the tests of one file."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one file."""
    with browsing() as found:
        yield found


@pytest.fixture
def visitor(browser: Browser, address: str) -> Iterator[Visitor]:
    """Somebody who has not opened the page yet."""
    visitor = Visitor(browser, address)
    yield visitor
    visitor.leave()
