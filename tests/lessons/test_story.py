"""Story in a real browser: from the server, and recorded, from a file with the network off."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.browsing import Visitor, found_by_axe, needs_browser
from trustsim.lessons.lesson import lesson_names, read_lesson
from trustsim.lessons.measuring import Runs, answer_of, measured
from trustsim.lessons.pack import SHEETS
from trustsim.parameters import Parameters

pytestmark = needs_browser

DOCS = Path(__file__).parent.parent.parent / "docs" / "lessons"
FIRST = "one_lie_many_promises"


@pytest.fixture
def live(browser, address) -> Iterator[Visitor]:
    visitor = Visitor(browser, address)
    yield visitor
    visitor.leave()


def opened(browser: Browser, name: str, **context) -> Visitor:
    """The recorded lesson, from its file, with the network off."""
    visitor = Visitor(browser, (DOCS / name).as_uri(), offline=True, **context)
    visitor.open(f"{name}.html", "story")
    return visitor


@pytest.fixture
def recorded(browser) -> Iterator[Visitor]:
    visitor = opened(browser, FIRST)
    yield visitor
    visitor.leave()


def answer(page: Page) -> str:
    page.locator(".outcome .next").wait_for()
    return page.locator(".outcome").get_attribute("data-answer") or ""


def play_fast(page: Page) -> None:
    page.locator(".transport select").select_option("fast")
    page.locator(".play").click()


def through(page: Page, name: str, scene: int) -> str:
    """Bet, go to the last week but one, let it pass and read one scene; what came out."""
    page.locator(".scene-number", has_text=f"Scene {scene} of").wait_for()
    if page.locator("#bet").count() == 0:
        page.locator("input[name=bet]").first.check()
    page.locator(".place").click()
    page.locator(".transport input.week").fill(str(read_lesson(name).scenes[scene - 1].last - 1))
    page.locator("[data-act=step]").click()
    return answer(page)


@pytest.mark.parametrize("source", ["live", "recorded"])
def test_the_bet_blocks_play_until_it_is_placed(request, source):
    visitor = request.getfixturevalue(source)
    if source == "live":
        visitor.open(f"#mode=story&lesson={FIRST}", "story")
    page = visitor.page
    for control in page.locator(".transport button, .transport input, .transport select").all():
        assert control.is_disabled()
    week = visitor.week()
    page.locator("body").press(" ")
    page.locator("body").press(".")
    expect(page.locator(".said")).to_have_text("Place your bet first. Then you can play.")
    assert visitor.week() == week
    page.locator(".place").click()
    expect(page.locator(".play")).to_be_enabled()
    expect(page.locator(".play")).to_be_focused()
    assert page.locator("#bet").is_disabled()
    page.locator(".play").click()
    assert answer(page) == "86"
    expect(page.locator(".said")).to_contain_text("It came out: 86 %")


def test_a_choice_is_no_bet_before_something_is_chosen(browser):
    visitor = opened(browser, "forgive_or_forget")
    visitor.page.evaluate("location.hash = 'mode=story&scene=2'")
    place = visitor.page.locator(".place")
    visitor.page.locator(".scene-number", has_text="Scene 2 of").wait_for()
    expect(place).to_be_disabled()
    visitor.page.get_by_label("Everybody is open").check()
    expect(place).to_be_enabled()
    visitor.leave()


def test_one_betrayal_shows_the_drop_and_the_promises_of_the_closed_form(recorded):
    page = recorded.page
    page.evaluate("location.hash = 'mode=story&scene=3'")
    page.locator(".scene-number", has_text="Scene 3 of").wait_for()
    tie = Runs([1, 0]).of(read_lesson(FIRST).scenes[2].config).watched
    week = recorded.week()
    before, after = tie["trust"][week - 1], tie["trust"][week]
    assert recorded.value("tie") == pytest.approx(after, abs=1e-9)
    assert after < 0.5 * before
    # what the bet is about is not to be read before it is settled
    expect(page.locator(".monitor-still")).to_be_hidden()
    page.locator(".place").click()
    play_fast(page)
    still = int(answer(page))
    # V7: what the promises would be without hurt, and what the page says
    gain = Parameters._field_defaults["trust_gain"]
    alone = math.ceil(math.log((1 - before) / (1 - after)) / math.log(1 - gain))
    page.locator(".transport input.week").fill(str(week))
    expect(page.locator(".monitor-still")).to_be_visible()
    expect(page.locator("[data-monitor=still]")).to_have_attribute("data-value", f"{still}")
    expect(page.locator(".tie")).to_contain_text(f"hurt left aside: {alone}")
    # as many promises later trust is back, and one earlier it was not
    assert tie["trust"][week + still] >= before - 1e-12
    assert tie["trust"][week + still - 1] < before
    assert tie["kept"][week + still] - tie["kept"][week] == still
    page.locator(".transport input.week").fill(str(week + still))
    assert int(recorded.value("since")) == still
    # the symmetric control is one click away
    page.locator("[data-option=symmetric]").click()
    result = page.locator(".results")
    expect(result).to_contain_text("symmetric law: 1 promise")  # it plays to its end first


def test_whom_a_betrayal_hits_is_ringed_in_the_network(browser):
    visitor = opened(browser, "who_hears_of_it")
    page = visitor.page
    page.locator(".place").click()

    def ringed() -> int:
        return page.evaluate("""() => {
            const canvas = document.querySelector("canvas.network");
            const probe = document.createElement("span");
            document.body.append(probe);
            probe.style.color = "var(--betrayal)";
            const [red, green, blue] = getComputedStyle(probe).color.match(/[0-9]+/g).map(Number);
            probe.remove();
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let count = 0;
            for (let at = 0; at < data.length; at += 4)
                if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count += 1;
            return count;
        }""")

    assert ringed() == 0
    page.locator("[data-act=step]").click()
    page.locator(".outcome .next").wait_for()
    assert ringed() > 100
    visitor.leave()


@pytest.mark.parametrize("name", lesson_names())
def test_the_page_measures_what_python_measures(browser, name):
    lesson = read_lesson(name)
    runs = Runs(lesson.watch)
    visitor = opened(browser, name)
    for number, scene in enumerate(lesson.scenes, 1):
        right = answer_of(runs, scene)
        assert through(visitor.page, name, number) == str(right.right), scene.name
        visitor.page.locator(".next").click()
    visitor.page.locator(".ending").wait_for()
    visitor.leave()
    assert not [asked for asked in visitor.asked if not asked.startswith(("file:", "data:", "blob:", "about:"))]
    assert [asked for asked in visitor.asked if asked.startswith("file:")] == [f"{visitor.address}/{name}.html"]


@pytest.mark.parametrize("place", [1, 3])
def test_the_server_and_the_file_tell_the_same(live, place):
    name = "who_hears_of_it"
    lesson = read_lesson(name)
    live.open(f"#mode=story&lesson={name}&scene={place}", "story")
    assert through(live.page, name, place) == str(answer_of(Runs(), lesson.scenes[place - 1]).right)
    address = live.page.url
    assert f"lesson={name}" in address
    assert f"scene={place}" in address


def test_the_first_lesson_by_keyboard_alone(recorded):
    page = recorded.page
    keyboard = page.keyboard

    def tab_to(selector: str, key: str = "Tab") -> None:
        for _ in range(40):
            if page.evaluate("(selector) => document.activeElement?.matches(selector)", selector):
                return
            keyboard.press(key)
        raise AssertionError(f"Tab does not lead to {selector}")

    lesson = read_lesson(FIRST)
    for number, scene in enumerate(lesson.scenes, 1):
        page.locator(".scene-number", has_text=f"Scene {number} of").wait_for()
        tab_to("#bet")
        keyboard.press("End")
        tab_to(".place")
        keyboard.press("Enter")
        expect(page.locator(".play")).to_be_focused()
        tab_to(".transport select")
        keyboard.press("End")  # the fastest
        tab_to(".play", "Shift+Tab")
        keyboard.press("Enter")
        page.locator(".outcome .next").wait_for()
        expect(page.locator(".came")).to_be_focused()
        if scene.choice:
            tab_to(f"[data-option={list(scene.options)[-1]}]")
            keyboard.press("Enter")
            count = 2 if scene.chosen != list(scene.options)[-1] else 1
            expect(page.locator(".results li")).to_have_count(count, timeout=60_000)
        tab_to(".next")
        keyboard.press("Enter")
    expect(page.locator(".ending h2")).to_be_focused()
    tab_to("[data-act=explore]")
    keyboard.press("Enter")
    page.locator("body[data-ready=explore]").wait_for()


def test_explore_shows_what_was_recorded_and_stops_where_there_is_a_run(browser):
    name = "forgive_or_forget"
    lesson = read_lesson(name)
    visitor = opened(browser, name)
    page = visitor.page
    page.keyboard.press("2")
    page.locator("body[data-ready=explore]").wait_for()
    sliders = page.locator(".scene input[type=range]")
    assert sliders.count() == 2
    for slider, place in zip(sliders.all(), (4, 0), strict=True):
        slider.fill(str(place))
    page.locator(".transport input.week").fill("260")
    visitor.settled()
    config = {**lesson.explored, "traits": {"forgiveness": 1, "transparency": 0}}
    fresh = Runs().of(config).means[260]
    assert visitor.value("trust") == pytest.approx(fresh[0], abs=1e-4)
    assert visitor.value("survival") == pytest.approx(fresh[2], abs=1e-4)
    visitor.leave()


def test_explore_counts_who_trusts_the_person_less(browser):
    name = "who_hears_of_it"
    visitor = opened(browser, name)
    page = visitor.page
    page.keyboard.press("2")
    page.locator("body[data-ready=explore]").wait_for()
    fallen = page.locator(".fallen")
    expect(fallen).to_have_text("In week 0, 0 people trust the instructor less than if nothing had happened.")
    page.locator(".transport input.week").fill("27")
    lesson = read_lesson(name)
    runs = Runs(lesson.watch)
    for place, key in enumerate(("quiet", "half", "loud")):
        page.locator(".dial input[type=range]").first.fill(str(2 * place))
        count = measured(runs, lesson.exercises["half"][key])
        expect(fallen).to_contain_text(f"In week 27, {count} people trust the instructor less")
    visitor.leave()


@pytest.mark.parametrize("scene", [2, 3])
def test_bars_stand_to_each_other_as_their_numbers_do(browser, scene):
    name = "forgive_or_forget"
    visitor = opened(browser, name)
    visitor.page.evaluate(f"location.hash = 'mode=story&scene={scene}'")
    through(visitor.page, name, scene)
    one, other = (bar.bounding_box()["width"] for bar in visitor.page.locator(".bar").all())
    first, second = answer_of(Runs(), read_lesson(name).scenes[scene - 1]).measured.values()
    assert one / other == pytest.approx(first / second, rel=0.01)
    # and the number beside the longest has room
    assert visitor.page.evaluate(
        "() => [...document.querySelectorAll('.bar-row dd')].every((row) => row.scrollWidth <= row.clientWidth)"
    )
    visitor.leave()


def test_help_names_no_key_that_does_nothing_in_a_recorded_lesson(recorded):
    page = recorded.page
    page.locator("body").press("?")
    keys = page.locator("dialog.help kbd").all_inner_texts()
    assert "1 2" in keys
    assert not {"b", "u", "1 2 3"} & set(keys)


def test_lessons_are_chosen_in_the_live_page(live):
    page = live.open("#mode=story", "story")
    assert page.locator(".lesson").count() == len(lesson_names())
    page.locator("[data-lesson=who_hears_of_it]").click()
    page.locator(".scene-number", has_text="Scene 1 of 4").wait_for()
    page.get_by_role("button", name="All lessons").click()
    expect(page.locator(".lessons h2")).to_be_focused()


@pytest.mark.parametrize("looks", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 683, "height": 384}}])
def test_axe_finds_nothing_in_the_recorded_lesson(browser, looks):
    visitor = opened(browser, "who_hears_of_it", bypass_csp=True, **looks)
    assert found_by_axe(visitor.page) == []
    through(visitor.page, "who_hears_of_it", 1)
    assert found_by_axe(visitor.page) == []
    visitor.page.evaluate("location.hash = 'mode=explore'")
    visitor.page.locator("body[data-ready=explore]").wait_for()
    assert found_by_axe(visitor.page) == []
    assert not visitor.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth")
    visitor.leave()


@pytest.mark.parametrize("sheet", SHEETS)
def test_axe_finds_nothing_in_what_is_printed(browser, sheet):
    context = browser.new_context(bypass_csp=True, offline=True)
    page = context.new_page()
    for name in lesson_names():
        page.goto((DOCS / name / f"{sheet}.html").as_uri())
        assert found_by_axe(page) == []
    context.close()
