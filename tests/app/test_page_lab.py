"""Lab, in a real browser against the real server: what is played, what is shown, and what a visitor can do."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.app.browsing import Visitor, measures, needs_browser, watched

pytestmark = needs_browser

ORDINARY = {
    "people": 60,
    "network": {"kind": "small_world", "neighbours": 6, "rewiring": 0.1},
    "relationships": {"romantic": 0.1, "family": 0.3, "friend": 0.6},
    "weeks": 260,
    "traits": {},
    "parameters": {},
    "law": "default",
    "events": [],
    "seed": 1,
}
SHOWN = ("trust", "survival", "intimacy", "pain")


def fragment(week: int = 0, watch: str = "", **config) -> str:
    state = {"mode": "lab", "week": week, "config": json.dumps(config)}
    return "#" + urlencode(state | ({"watch": watch} if watch else {}))


def state_of(page: Page) -> dict:
    """The state in the address: week, watch and config, whole."""
    said = {key: values[0] for key, values in parse_qs(urlsplit(page.url).fragment).items()}
    return {
        "week": int(said.get("week", 0)),
        "watch": [int(person) for person in said["watch"].split(",")] if "watch" in said else None,
        "config": ORDINARY | json.loads(said.get("config", "{}")),
    }


def shown(visitor: Visitor) -> dict[str, float | None]:
    return {name: visitor.value(name) for name in SHOWN}


def of_server(visitor: Visitor, config: dict, week: int) -> dict[str, float]:
    found = measures(visitor.address, config, week)
    return {name: found[name] for name in SHOWN}


def test_it_plays_by_mouse_and_shows_what_the_server_says(visitor):
    page = visitor.open("#mode=lab", "lab")
    assert visitor.week() == 0
    page.locator("[data-act=play]").click()
    expect(page.locator("input.week")).not_to_have_value("0")
    page.locator("[data-act=play]").click()
    week = visitor.week()
    assert week > 0
    assert shown(visitor) == of_server(visitor, ORDINARY, week)
    page.locator("[data-act=step]").click()
    visitor.until_week(week + 1)
    assert shown(visitor) == of_server(visitor, ORDINARY, week + 1)
    page.locator("[data-act=first]").click()
    visitor.until_week(0)


def test_a_betrayal_by_mouse_drops_trust_as_the_server_says_and_undo_gives_the_course_back(visitor):
    page = visitor.open(fragment(week=52), "lab")
    before = shown(visitor)
    expect(page.locator("[data-act=undo]")).to_be_disabled()
    page.locator("[data-act=betray]").click()
    visitor.until_week(53)
    state = state_of(page)
    [event] = state["config"]["events"]
    assert (event["week"], event["what"]) == (52, "betrayal")
    assert [event["to"], event["who"]] == state["watch"]
    then = watched(visitor.address, state["config"], 52, state["watch"])
    now = watched(visitor.address, state["config"], 53, state["watch"])
    assert now["trust"] < 0.75 * then["trust"]
    expect(page.locator("[data-monitor=tie]")).to_have_attribute("data-value", repr(now["trust"]))
    assert visitor.value("since") == 0
    assert shown(visitor) == of_server(visitor, state["config"], 53)
    page.locator("[data-act=undo]").click()
    visitor.settled()
    expect(page.locator("[data-act=undo]")).to_be_disabled()
    assert state_of(page)["config"] == ORDINARY
    assert shown(visitor) == of_server(visitor, ORDINARY, 53)
    page.locator("input.week").fill("52")
    visitor.until_week(52)
    assert shown(visitor) == before


def test_a_betrayal_by_keyboard_alone(visitor):
    page = visitor.open(fragment(week=30), "lab")
    page.keyboard.press("b")
    visitor.until_week(31)
    said = page.locator("[role=status]")
    expect(said).to_contain_text("betrays")
    assert len(state_of(page)["config"]["events"]) == 1
    page.keyboard.press(".")
    visitor.until_week(32)
    page.keyboard.press("u")
    expect(said).to_contain_text("Undone")
    assert state_of(page)["config"]["events"] == []
    page.keyboard.press(" ")
    expect(page.locator("[data-act=play]")).to_have_text("Pause")
    page.keyboard.press(" ")
    expect(page.locator("[data-act=play]")).to_have_text("Play")
    assert shown(visitor) == of_server(visitor, ORDINARY, visitor.week())


@pytest.mark.parametrize(("manner", "key"), [("hidden", "hidden"), ("apology", "apology")])
def test_the_manner_of_a_betrayal(visitor, manner, key):
    page = visitor.open(fragment(week=20), "lab")
    page.locator("select.manner").select_option(manner)
    page.locator("[data-act=betray]").click()
    visitor.until_week(21)
    state = state_of(page)
    assert state["config"]["events"][0][key] is True
    now = watched(visitor.address, state["config"], 21, state["watch"])["trust"]
    expect(page.locator("[data-monitor=tie]")).to_have_attribute("data-value", repr(now))


def test_a_trait_acts_from_now_on_and_a_number_of_the_law_from_the_beginning(visitor):
    page = visitor.open(fragment(week=40), "lab")
    forgiveness = page.locator("[data-setting=forgiveness]").first
    forgiveness.fill("0.9")
    visitor.settled()
    config = state_of(page)["config"]
    assert config["events"] == [{"week": 40, "what": "change", "trait": "forgiveness", "value": 0.9}]
    assert config["traits"] == {}
    gossip = page.locator("[data-setting=gossip_reach]").first
    gossip.fill("0.8")
    visitor.settled()
    changed = ORDINARY | {"events": config["events"], "parameters": {"gossip_reach": 0.8}}
    assert shown(visitor) == of_server(visitor, changed, 40)
    assert state_of(page)["config"] == changed
    page.keyboard.press("Tab")  # away from the slider, whose own keys are others
    page.locator("[data-act=undo]").click()
    visitor.settled()
    expect(gossip).to_have_value("0.2")
    page.locator("[data-act=undo]").click()
    visitor.settled()
    expect(forgiveness).to_have_value("0.5")
    assert state_of(page)["config"] == ORDINARY


def test_at_the_beginning_a_trait_is_a_trait(visitor):
    page = visitor.open("#mode=lab", "lab")
    page.locator("[data-setting=reliability]").first.fill("0.7")
    visitor.settled()
    assert state_of(page)["config"] == ORDINARY | {"traits": {"reliability": 0.7}}


def test_a_trait_is_what_it_became_last_before_the_week_that_is_shown(visitor):
    become = {"what": "change", "trait": "forgiveness"}
    weeks = {52: 0.9, 10: 0.3}  # gone back to week 10, after what was done in week 52
    events = [{"week": week, "value": value} | become for week, value in weeks.items()]
    events.append({"week": [20, 30], "value": 0.4} | become)
    page = visitor.open(fragment(week=60, events=events), "lab")
    forgiveness = page.locator("[data-setting=forgiveness]").first
    expect(forgiveness).to_have_value("0.9")
    for week, value in ((9, "0.5"), (10, "0.3"), (30, "0.4"), (51, "0.4"), (52, "0.9")):
        page.locator("input.week").fill(f"{week}")
        visitor.until_week(week)
        expect(forgiveness).to_have_value(value)


def test_whom_a_betrayal_would_hit_is_said_for_the_week_that_is_shown(visitor):
    page = visitor.open(fragment(week=200), "lab")
    late = page.locator(".whom").text_content()
    page.locator("input.week").fill("0")
    visitor.until_week(0)
    expect(page.locator(".whom")).not_to_have_text(late)
    said = page.locator(".whom").text_content()
    page.locator("[data-act=betray]").click()
    visitor.until_week(1)
    [event] = state_of(page)["config"]["events"]
    assert re.findall(r"\d+", said) == [f"{event['who']}", f"{event['to']}"]


def test_an_undo_that_does_not_reach_the_server_takes_nothing_away(visitor):
    page = visitor.open(fragment(week=40), "lab")
    for name in ("forgiveness", "transparency"):
        page.locator(f"[data-setting={name}]").first.fill("0.9")
        visitor.settled()
    page.keyboard.press("Tab")
    page.route("**/frames", lambda route: route.fulfill(status=503, json={"error": "gone for a while"}))
    page.locator("[data-act=undo]").click()
    expect(page.locator("[role=status]")).to_contain_text("gone for a while")
    visitor.settled()
    assert len(state_of(page)["config"]["events"]) == 2
    assert any("503" in text for text in visitor.wrong)
    visitor.wrong.clear()
    page.unroute("**/frames")
    for left in (1, 0):
        page.locator("[data-act=undo]").click()
        visitor.settled()
        assert len(state_of(page)["config"]["events"]) == left


def test_a_slider_acts_while_it_runs(visitor):
    page = visitor.open(fragment(week=10), "lab")
    page.locator("[data-act=play]").click()
    page.locator("[data-setting=transparency]").first.fill("1")
    visitor.settled()
    expect(page.locator("[data-act=play]")).to_have_text("Pause")
    page.locator("[data-act=play]").click()
    week = visitor.week()
    config = state_of(page)["config"]
    [event] = config["events"]
    assert event["trait"] == "transparency"
    assert 10 <= event["week"] <= week
    assert shown(visitor) == of_server(visitor, config, week)


def test_the_advanced_settings_people_network_and_law(visitor):
    page = visitor.open(fragment(week=8), "lab")
    page.locator(".advanced summary").click()
    page.get_by_label("People", exact=True).fill("20")
    page.get_by_label("People", exact=True).press("Enter")
    expect(page.locator("canvas.network")).to_have_attribute("aria-label", re.compile("20 people"))
    page.get_by_label("Network", exact=True).select_option("ring")
    expect(page.locator("canvas.network")).to_have_attribute("aria-label", re.compile("20 of 20 relationships"))
    page.get_by_label("Law of trust", exact=True).select_option("guo_yang")
    weight = page.locator("[data-setting=failure_weight]")
    weight.fill("5")
    visitor.settled()
    expect(weight).to_have_value("5")
    config = state_of(page)["config"]
    assert config["people"] == 20
    assert config["network"] == {"kind": "ring"}
    assert config["law"] == {"name": "guo_yang", "failure_weight": 5}
    promises = page.locator("[data-setting=promise_share]")
    promises.fill("0.1")
    visitor.settled()
    page.locator("[data-act=step]").click()
    visitor.until_week(1)
    config = state_of(page)["config"]
    shares = [config["parameters"][f"{name}_share"] for name in ("promise", "conversation", "boundary", "confidence")]
    assert shares == pytest.approx([0.1, 0.5, 0.2, 0.2])
    assert shown(visitor) == of_server(visitor, config, 1)


def test_what_the_server_refuses_is_said_and_nothing_changes(visitor):
    page = visitor.open(fragment(week=5), "lab")
    page.locator(".advanced summary").click()
    page.locator("[data-setting=neighbours]").fill("7")  # an odd number of neighbours makes no small world
    expect(page.locator("[role=status]")).not_to_be_empty()
    expect(page.locator("[data-setting=neighbours]")).to_have_value("6")
    assert state_of(page)["config"] == ORDINARY
    assert any("400" in text for text in visitor.wrong)
    visitor.wrong.clear()


def test_the_address_restores_the_same_run(visitor, browser, address):
    page = visitor.open(fragment(week=12), "lab")
    page.locator("[data-setting=forgiveness]").first.fill("0.1")
    page.locator("[data-act=betray]").click()
    visitor.until_week(13)
    for _ in range(3):
        page.locator("[data-act=step]").click()
    visitor.until_week(16)
    other = Visitor(browser, address)
    other.open(f"#{urlsplit(page.url).fragment}", "lab")
    assert other.week() == 16
    assert shown(other) == shown(visitor)
    assert state_of(other.page) == state_of(page)
    expect(other.page.locator("[data-monitor=tie]")).to_have_attribute("data-value", repr(visitor.value("tie")))
    other.leave()


def test_people_and_ties_by_arrow_keys(visitor):
    page = visitor.open(fragment(week=20), "lab")
    network = page.locator("canvas.network")
    network.focus()
    page.keyboard.press("ArrowRight")
    said = page.locator("[role=status]")
    expect(said).to_contain_text("receives trust")
    first = said.text_content()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first or "")
    page.keyboard.press("PageDown")
    expect(said).to_contain_text(" in ")
    page.keyboard.press("Tab")
    expect(network).not_to_be_focused()  # no trap


def test_the_tables_say_what_the_pictures_show(visitor):
    page = visitor.open(fragment(week=20, watch="0,1"), "lab")
    page.locator(".tables summary").click()
    rows = page.locator("[data-table=weeks] tbody tr")
    expect(rows.last.locator("th")).to_have_text("20")
    trust = of_server(visitor, ORDINARY, 20)["trust"]
    expect(rows.last.locator("td").first).to_have_text(f"{trust:.2f}")
    expect(page.locator("[data-table=ties] tbody tr")).to_have_count(180)
    tie = watched(visitor.address, ORDINARY, 20, [0, 1])["trust"]
    row = page.locator("[data-table=ties] tbody tr").filter(
        has=page.get_by_role("rowheader", name="0 and 1", exact=True)
    )
    assert float(row.locator("td").nth(1).inner_text()) == pytest.approx(tie, abs=1 / 255 + 0.005)


def test_help_opens_by_key_and_closes_by_key(visitor):
    page = visitor.open("#mode=lab", "lab")
    page.keyboard.press("?")
    dialog = page.locator("dialog.help")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.locator("[data-act=help]").click()
    page.get_by_label("Keys of one letter act").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press(".")
    page.locator("[data-act=step]").click()
    visitor.until_week(1)


def test_modes_by_key(visitor):
    page = visitor.open("#mode=lab", "lab")
    page.keyboard.press("3")
    page.locator("body[data-ready=compare]").wait_for()
    page.keyboard.press("2")
    page.locator("body[data-ready=lab]").wait_for()


def test_a_story_that_comes_late_does_not_take_the_place_of_what_was_asked_for_since(visitor):
    page = visitor.open("#mode=compare", "compare")
    held, waiting = [], [True]
    page.route("**/begin", lambda route: held.append(route) if waiting else route.continue_())
    with page.expect_request("**/begin"):
        page.evaluate("location.hash = 'mode=story&lesson=one_lie_many_promises'")
    page.wait_for_timeout(100)  # all that it asks for at once
    waiting.clear()
    page.evaluate("location.hash = 'mode=lab'")
    page.locator("body[data-ready=lab]").wait_for()
    for route in held:
        route.continue_()
    page.wait_for_timeout(1000)  # for all that the story asks for afterwards
    assert held
    expect(page.locator(".lab")).to_be_visible()
    expect(page.locator(".story")).to_have_count(0)
    assert page.locator("body").get_attribute("data-ready") == "lab"
