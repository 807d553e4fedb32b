"""Whom the page serves: axe finds nothing, nothing is fetched from elsewhere, small screens and no motion work."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.browsing import Visitor, found_by_axe, needs_browser

pytestmark = needs_browser

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    # At 200 % zoom a page has half the room, and twice the pixels for each of its own.
    "zoomed": {"viewport": {"width": 683, "height": 384}, "device_scale_factor": 2},
    "narrow": {"viewport": {"width": 360, "height": 740}},
}
BETRAYED = '{"events":[{"week":10,"what":"betrayal","who":1,"to":0}]}'


def is_wide(visitor: Visitor) -> bool:
    """Whether one must scroll sideways."""
    return visitor.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_asked_of_others(browser, address, look):
    visitor = Visitor(browser, address, bypass_csp=True, **LOOKS[look])  # axe itself is an inline script
    page = visitor.open(f"#mode=lab&week=12&watch=0,1&config={BETRAYED}", "lab")
    page.locator(".advanced summary").click()
    page.locator(".tables summary").click()
    page.locator(".diagram summary").click()
    page.locator(".heat td").first.wait_for()
    assert found_by_axe(visitor.page) == []
    assert not is_wide(visitor)
    page.keyboard.press("?")
    page.locator("dialog.help").wait_for()
    assert found_by_axe(visitor.page) == []
    page.keyboard.press("Escape")
    page.locator("[data-act=yaml]").click()
    page.locator("dialog.takeaway").wait_for()
    assert found_by_axe(visitor.page) == []
    page.keyboard.press("Escape")
    page.locator(".tables summary").click()  # closed again: axe has looked at its thousand cells
    page.locator("canvas.network").press("ArrowRight")
    page.locator("canvas.network").press("Enter")
    page.locator(".told p").first.wait_for()
    assert found_by_axe(visitor.page) == []
    visitor.open("#mode=compare&week=60", "compare")
    assert found_by_axe(visitor.page) == []
    assert not is_wide(visitor)
    assert {urlsplit(url).netloc for url in visitor.asked if not url.startswith(("about:", "data:"))} == {
        urlsplit(address).netloc
    }
    visitor.leave()


def test_large_type_and_dark_by_hand(browser, address):
    visitor = Visitor(browser, address, bypass_csp=True, color_scheme="light")
    page = visitor.open("#mode=lab&week=12", "lab")
    page.get_by_label("Colours").select_option("dark")
    page.get_by_role("button", name="Large type").click()
    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") == "22px"
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(18, 22, 26)"
    assert found_by_axe(visitor.page) == []
    assert not is_wide(visitor)
    visitor.leave()


def test_without_motion_there_is_nothing_between_two_weeks(browser, address):
    """The picture changes with the week and at no other moment."""
    visitor = Visitor(browser, address, reduced_motion="reduce")
    page = visitor.open("#mode=lab&week=20", "lab")
    page.locator("select[aria-label=Speed]").select_option("slow")
    page.evaluate(
        """() => {
            const canvas = document.querySelector('canvas.network');
            const week = document.querySelector('input.week');
            window.pictures = new Map();
            const look = () => {
                const seen = window.pictures.get(week.value) ?? new Set();
                window.pictures.set(week.value, seen.add(canvas.toDataURL()));
                window.looking = requestAnimationFrame(look);
            };
            look();
        }"""
    )
    page.locator("[data-act=play]").click()
    page.locator(".week-label", has_text=re.compile(r"Week (2[3-9]|[3-9]\d|\d{3}) of")).wait_for()
    page.evaluate("() => cancelAnimationFrame(window.looking)")
    pictures = page.evaluate("() => [...window.pictures.values()].map(seen => seen.size)")
    first, *others = pictures  # in the first week the page may still be laying itself out
    assert first >= 1
    assert set(others) == {1}
    visitor.leave()


def test_a_picture_is_as_sharp_as_the_screen(browser, address):
    visitor = Visitor(browser, address, device_scale_factor=2)
    page = visitor.open("#mode=lab", "lab")
    network = page.locator("canvas.network")
    expect(network).to_be_visible()
    sizes = network.evaluate("canvas => [canvas.width, 2 * canvas.getBoundingClientRect().width]")
    assert sizes[0] == pytest.approx(sizes[1], abs=1)
    visitor.leave()
