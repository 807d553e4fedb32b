"""Compare: two panes that are the same until the setting matters, and differ from then on by it alone."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.app.browsing import Visitor, measures, needs_browser, watched
from tests.app.test_page_lab import ORDINARY, SHOWN

pytestmark = needs_browser


def fragment(**state) -> str:
    return "#" + urlencode({"mode": "compare", **state})


def both(visitor: Visitor) -> list[dict[str, float]]:
    panes = [visitor.page.locator(f".stage-holder.{side}") for side in ("left", "right")]
    return [
        {name: float(pane.locator(f"[data-monitor={name}]").get_attribute("data-value") or "nan") for name in SHOWN}
        for pane in panes
    ]


def of_server(visitor: Visitor, config: dict, week: int) -> dict[str, float]:
    found = measures(visitor.address, config, week)
    return {name: found[name] for name in SHOWN}


def changed(trait: str, value: float, week: int) -> dict:
    return ORDINARY | {"events": [{"week": week, "what": "change", "trait": trait, "value": value}]}


def test_panes_are_the_same_until_the_setting_matters_and_differ_by_it_alone(visitor):
    state = {"differs": "traits.transparency", "value": 1, "since": 52}
    page = visitor.open(fragment(week=52, **state), "compare")
    words = page.locator(".difference-words")
    left, right = both(visitor)
    assert left == right == of_server(visitor, ORDINARY, 52)
    expect(words).to_have_text("Week 52: both are the same, to the last number.")
    page.locator("[data-act=step]").click()
    visitor.until_week(53)
    left, right = both(visitor)
    assert left == of_server(visitor, ORDINARY, 53)
    assert right == of_server(visitor, changed("transparency", 1, 52), 53)
    assert left != right
    expect(words).to_contain_text("Both are the same until week 52.")
    expect(words).to_contain_text("All else is the same, and so are the random numbers.")


def test_it_plays_both_in_step_by_keyboard_alone(visitor):
    page = visitor.open(fragment(week=51, differs="traits.forgiveness", value=0, since=52), "compare")
    page.keyboard.press(" ")
    page.locator(".week-label", has_text=re.compile(r"Week 5[5-9] of")).wait_for()
    page.keyboard.press(" ")
    week = visitor.week()
    left, right = both(visitor)
    assert left == of_server(visitor, ORDINARY, week)
    assert right == of_server(visitor, changed("forgiveness", 0, 52), week)
    page.keyboard.press(".")
    visitor.until_week(week + 1)
    for _ in range(10):  # to the list of what differs, and in it
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.chooser select')"):
            break
    page.keyboard.press("Home")
    visitor.settled()
    expect(page.locator(".pane-title").nth(1)).to_contain_text("from week 52 on")


def test_by_mouse_another_setting_and_another_value(visitor):
    page = visitor.open(fragment(week=10), "compare")
    page.get_by_label("What differs", exact=True).select_option("traits.reliability")
    page.locator(".value input").fill("0.6")
    page.get_by_label("From week").fill("8")
    page.get_by_label("From week").press("Enter")
    page.locator(".pane-title", has_text="Reliability 0.6, from week 8 on").wait_for()
    visitor.settled()
    left, right = both(visitor)
    assert left == of_server(visitor, ORDINARY, 10)
    assert right == of_server(visitor, changed("reliability", 0.6, 8), 10)


def test_a_number_of_the_law_differs_from_the_beginning(visitor):
    page = visitor.open(fragment(week=30, differs="parameters.gossip_reach", value=1), "compare")
    left, right = both(visitor)
    assert left == of_server(visitor, ORDINARY, 30)
    assert right == of_server(visitor, ORDINARY | {"parameters": {"gossip_reach": 1}}, 30)
    expect(page.get_by_label("From week")).to_be_hidden()


@pytest.mark.parametrize("differs", ["betrayal", "apology", "hidden"])
def test_a_betrayal_on_one_side_or_in_another_manner(visitor, differs):
    page = visitor.open(fragment(week=40, differs=differs, since=40), "compare")
    left, right = both(visitor)
    assert left == right == of_server(visitor, ORDINARY, 40)
    page.locator("[data-act=step]").click()
    visitor.until_week(41)
    left, right = both(visitor)
    assert left["trust"] != right["trust"]
    words = page.locator(".difference-words")
    expect(words).to_contain_text("Both are the same until week 40.")
    # of sixty people's mean one betrayal is little: what it does to this tie is what is shown
    title = page.locator(".pane-title").nth(0 if differs != "betrayal" else 1).inner_text()
    acting, relying = (int(number) for number in re.findall(r"\d+", title)[:2])
    event = {"week": 40, "what": "betrayal", "who": acting, "to": relying}
    more = {"betrayal": [{}], "apology": [{}, {"apology": True}], "hidden": [{}, {"hidden": True}]}[differs]
    configs = [ORDINARY | {"events": [event | each]} for each in more]
    if differs == "betrayal":
        configs = [ORDINARY, *configs]
    trust = [watched(visitor.address, config, 41, [relying, acting])["trust"] for config in configs]
    side = "higher" if trust[1] > trust[0] else "lower"
    size = f"{abs(trust[1] - trust[0]):.3f}".rstrip("0")
    expect(words).to_contain_text(f"In week 41, trust of {relying} in {acting} is {size} {side} on the right.")
    page.locator(".difference select").select_option("trust")
    expect(words).to_contain_text("mean trust is")


def test_the_trust_of_a_chosen_tie_is_compared_and_of_none_it_is_not_offered(visitor):
    page = visitor.open(fragment(week=200), "compare")
    of_tie = page.locator(".difference option").last
    expect(of_tie).to_be_disabled()
    network = page.locator("canvas.network").first
    network.press("ArrowRight")
    network.press("PageDown")
    network.press("Enter")
    expect(of_tie).to_be_enabled()
    other = int((of_tie.text_content() or "").removeprefix("trust of 0 in "))
    page.locator(".left .life .close, .life .close").first.click()
    page.locator(".difference select").select_option("tie")
    visitor.settled()
    trust = [
        watched(visitor.address, config, 200, [0, other])["trust"]
        for config in (ORDINARY, changed("transparency", 1, 52))
    ]
    size = f"{abs(trust[1] - trust[0]):.3f}".rstrip("0")
    assert float(size) > 0
    expect(page.locator(".difference-words")).to_contain_text(f"trust of 0 in {other} is {size}")


def test_the_address_restores_the_comparison(visitor, browser, address):
    page = visitor.open(fragment(week=60, differs="traits.respect", value=0.2, since=52), "compare")
    page.locator("[data-act=step]").click()
    visitor.until_week(61)
    other = Visitor(browser, address)
    other.open(f"#{urlsplit(page.url).fragment}", "compare")
    assert other.week() == 61
    assert both(other) == both(visitor)
    other.leave()


def test_what_lab_has_is_compared(visitor):
    page = visitor.open("#" + urlencode({"mode": "lab", "week": 20, "config": '{"people": 24}'}), "lab")
    page.get_by_role("button", name="Compare").click()
    page.locator("body[data-ready=compare]").wait_for()
    assert both(visitor)[0] == of_server(visitor, ORDINARY | {"people": 24}, 20)


def test_the_chosen_tie_stays_in_the_address_and_goes_along_to_the_lab(visitor):
    page = visitor.open(fragment(week=10, watch="3,5"), "compare")
    expect(page.locator(".stage-holder.right")).to_be_visible()
    assert dict(parse_qsl(urlsplit(page.url).fragment))["watch"] == "3,5"
    page.keyboard.press("2")
    page.locator("body[data-ready=lab]").wait_for()
    expect(page.locator(".panel.tie")).to_contain_text("Trust of 3 in 5")


def test_an_address_whose_parts_are_of_another_kind_shows_the_ordinary_run(visitor):
    page = visitor.open(fragment(week=3, config='{"events": 5, "traits": [], "network": null}'), "compare")
    assert both(visitor)[0] == of_server(visitor, ORDINARY, 3)
    expect(page.get_by_role("alert")).to_have_count(0)
