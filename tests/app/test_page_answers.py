"""What the page asks the server beside frames, as it shows it: lives, promises to go, the diagram, YAML, the code."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app.browsing import Visitor, asked, needs_browser, serving, watched
from tests.app.test_page_lab import ORDINARY, fragment, state_of

pytestmark = needs_browser

PAIR = {"people": 2, "network": {"kind": "pair"}, "relationships": {"friend": 1.0}, "traits": {"reliability": 1}}
LAPSE = {"week": 25, "what": "lapse", "who": 0, "to": 1, "severity": -3}


def told(page: Page) -> list[str]:
    page.locator(".told p").first.wait_for()
    return page.locator(".told p").all_inner_texts()


def test_enter_tells_a_persons_life_and_escape_goes_back(visitor):
    page = visitor.open(fragment(week=30), "lab")
    network = page.locator("canvas.network")
    network.press("ArrowRight")  # to the first person there is
    network.press("Enter")
    life = asked(visitor.address, "explain", {"config": ORDINARY, "week": 30, "person": 0})
    assert told(page) == life["paragraphs"]
    expect(page.locator(".life h2")).to_have_text(life["title"])
    expect(page.locator(".life h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".life")).to_be_hidden()
    expect(network).to_be_focused()


def test_a_tie_by_keyboard_is_watched_and_its_life_told(visitor):
    page = visitor.open(fragment(week=30), "lab")
    network = page.locator("canvas.network")
    network.press("ArrowRight")
    network.press("PageDown")
    network.press("Enter")
    visitor.settled()
    watch = state_of(page)["watch"]
    assert watch[0] == 0
    life = asked(visitor.address, "explain", {"config": ORDINARY, "week": 30, "pair": watch})
    assert told(page) == life["paragraphs"]


def test_who_is_chosen_is_betrayed_by_whoever_is_closest(visitor):
    page = visitor.open(fragment(week=30), "lab")
    network = page.locator("canvas.network")
    network.press("ArrowRight")
    network.press("Enter")
    told(page)
    page.keyboard.press("b")  # the focus is in the life that is told
    visitor.until_week(31)
    state = state_of(page)
    [event] = state["config"]["events"]
    assert event["to"] == 0 == state["watch"][0]
    assert event["who"] == state["watch"][1]
    expect(page.locator(".life")).to_be_hidden()
    expect(network).to_be_focused()


def test_a_click_on_a_person_tells_that_life(visitor):
    page = visitor.open(fragment(week=10, people=2, network={"kind": "pair"}), "lab")
    box = page.locator("canvas.network").bounding_box()
    # Two people stand left and right, in the middle of the height.
    page.mouse.click(box["x"] + 0.85 * box["width"] - 12, box["y"] + box["height"] / 2)
    config = ORDINARY | {"people": 2, "network": {"kind": "pair"}}
    assert told(page) == asked(visitor.address, "explain", {"config": config, "week": 10, "person": 1})["paragraphs"]
    page.locator(".life .close").click()
    page.mouse.click(box["x"] + 0.4 * box["width"], box["y"] + box["height"] / 2)
    expect(page.locator(".tie-title")).to_have_text("Trust of 0 in 1")
    assert told(page) == asked(visitor.address, "explain", {"config": config, "week": 10, "pair": [0, 1]})["paragraphs"]


def test_how_many_promises_are_to_go_is_what_the_server_counts(visitor):
    page = visitor.open(fragment(week=20, **PAIR), "lab")
    page.locator("[data-act=betray]").click()
    visitor.until_week(21)
    state = state_of(page)
    betrayed = {"config": state["config"], "week": 21, "watch": state["watch"], "since": 20}
    count = asked(visitor.address, "undoing", betrayed)
    assert count["before"] == watched(visitor.address, state["config"], 20, state["watch"])["trust"]
    assert count["kept"] > count["alone"] > 1
    expect(page.locator("[data-monitor=still]")).to_have_attribute("data-value", str(count["kept"]))
    expect(page.locator(".monitor-still .note")).to_have_text(f"hurt left aside: {count['alone']}")


def test_a_lapse_does_not_take_the_place_of_the_betrayal_before_it(visitor):
    events = [{"week": 20, "what": "betrayal", "who": 0, "to": 1}, LAPSE]
    page = visitor.open(fragment(week=26, watch="1,0", **PAIR, events=events), "lab")
    config = ORDINARY | PAIR | {"events": events}
    count = asked(visitor.address, "undoing", {"config": config, "week": 26, "watch": [1, 0], "since": 20})
    assert count["alone"] > asked(visitor.address, "undoing", {"config": config, "week": 26, "watch": [1, 0]})["alone"]
    expect(page.locator("[data-monitor=still]")).to_have_attribute("data-value", str(count["kept"]))
    expect(page.locator(".monitor-still .note")).to_have_text(f"hurt left aside: {count['alone']}")
    expect(page.locator(".monitor-since dt")).to_have_text("kept since the betrayal")
    kept = [watched(visitor.address, config, week, [1, 0])["kept"] for week in (21, 26)]
    assert visitor.value("since") == kept[1] - kept[0] > 0


@pytest.mark.parametrize(
    "betrayals",
    [
        [],
        [{"week": 20, "what": "betrayal", "who": 1, "to": 0}],  # of the other
        [{"week": {"from": 30, "to": 40, "every": 5}, "what": "betrayal", "who": 0, "to": 1}],  # later
    ],
)
def test_without_a_betrayal_of_this_tie_the_last_fall_counts(visitor, betrayals):
    page = visitor.open(fragment(week=26, watch="1,0", **PAIR, events=[*betrayals, LAPSE]), "lab")
    config = ORDINARY | PAIR | {"events": [*betrayals, LAPSE]}
    count = asked(visitor.address, "undoing", {"config": config, "week": 26, "watch": [1, 0]})
    expect(page.locator("[data-monitor=still]")).to_have_attribute("data-value", str(count["kept"]))
    expect(page.locator(".monitor-since dt")).to_have_text("kept since the last breach")


@pytest.mark.parametrize(
    ("script", "since"),
    [
        ({"week": [3, 12, 30], "what": "betrayal", "who": "all", "to": [1], "severity": -2}, 12),
        ({"week": {"from": 12, "to": 40, "every": 10}, "what": "betrayal", "who": 0, "severity": -3}, 22),
    ],
)
def test_the_last_betrayal_is_found_however_the_script_says_it(visitor, script, since):
    with visitor.page.expect_request("**/undoing") as request:
        visitor.open(fragment(week=26, watch="1,0", **PAIR, events=[script, LAPSE]), "lab")
    assert json.loads(request.value.post_data or "")["since"] == since


def cells(page: Page, name: str) -> list[list[float]]:
    """The numbers of a diagram, forgiveness from low to high."""
    rows = page.locator(f".heat-{name} tbody tr").all()
    return [[float(cell.get_attribute("data-value") or "nan") for cell in row.locator("td").all()] for row in rows][
        ::-1
    ]


def test_the_diagram_is_the_servers_and_follows_a_slider(visitor):
    page = visitor.open("#mode=lab", "lab")
    page.locator(".diagram summary").click()
    page.locator(".heat td").first.wait_for()
    answer = asked(visitor.address, "diagram", {"config": ORDINARY})
    assert cells(page, "survival") == answer["survival"]
    assert cells(page, "trust") == answer["trust"]
    page.locator("[data-setting=reliability]").first.fill("0.6")
    answer = asked(visitor.address, "diagram", {"config": ORDINARY | {"traits": {"reliability": 0.6}}})
    expect(page.locator(".heat-trust td").last).to_have_attribute("data-value", str(answer["trust"][0][4]))
    assert cells(page, "trust") == answer["trust"]


def test_diagrams_are_superseded_not_queued(visitor):
    """While one is drawn, of all that a slider passes only where it stops is asked for."""
    page = visitor.open("#mode=lab", "lab")
    held: list[Route] = []
    page.route("**/diagram", lambda route: held.append(route))
    page.locator(".diagram summary").click()
    page.wait_for_timeout(100)
    for value in ("0.6", "0.65", "0.7", "0.75"):
        page.locator("[data-setting=reliability]").first.fill(value)
    page.wait_for_timeout(100)
    assert len(held) == 1
    held[0].continue_()
    page.locator(".heat td").first.wait_for()
    page.wait_for_timeout(100)
    assert len(held) == 2
    assert json.loads(held[1].request.post_data or "")["config"]["traits"] == {"reliability": 0.75}
    held[1].continue_()
    expect(page.locator(".diagram")).not_to_have_attribute("aria-busy", "true")
    assert len(held) == 2


@pytest.mark.parametrize("what", ["yaml", "many"])
def test_what_was_played_is_taken_away_as_yaml_and_commands(visitor, what):
    page = visitor.open(fragment(week=20), "lab")
    page.locator("[data-act=betray]").click()
    visitor.until_week(21)
    answer = asked(visitor.address, "yaml", {"config": state_of(page)["config"]})
    page.locator(f"[data-act={what}]").click()
    dialog = page.locator("dialog.takeaway")
    expect(dialog.get_by_label("The config")).to_have_value(answer["yaml"])
    if what == "yaml":
        expect(dialog.get_by_label("Run it once")).to_have_value(answer["commands"]["once"])
    else:
        expect(dialog.get_by_label("Run it 100 times")).to_have_value(answer["commands"]["many"])
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


def test_a_visitor_who_was_let_go_begins_anew_and_loses_nothing(visitor):
    page = visitor.open(fragment(week=10), "lab")
    for _ in range(110):
        asked_for = visitor.context.request.post(f"{visitor.address}/sessions", data={})
        assert asked_for.ok
    page.locator("[data-act=betray]").click()
    visitor.until_week(11)
    assert len(state_of(page)["config"]["events"]) == 1
    assert all("404" in text for text in visitor.wrong)
    visitor.wrong.clear()


def test_with_a_code_one_must_know_it(browser):
    with serving("abcdef") as address:
        visitor = Visitor(browser, address)
        page = visitor.page
        page.goto(f"{address}/#mode=lab&week=3")
        page.get_by_label("The code that stands", exact=False).first.wait_for()
        page.locator("#code").fill("wrong")
        page.keyboard.press("Enter")
        page.locator("[role=alert]", has_text="this is not the code").wait_for()
        page.locator("#code").fill("ABCDEF")
        page.keyboard.press("Enter")
        page.locator("body[data-ready=lab]").wait_for()
        assert visitor.week() == 3
        assert all("403" in text for text in visitor.wrong)
        visitor.wrong.clear()
        visitor.leave()
