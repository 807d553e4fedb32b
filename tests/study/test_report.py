"""The report: one page, complete, safe, readable without seeing."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tests.study import made
from trustsim.report import render_report, write_report
from trustsim.report.numbers import numbers_of

VOID = {"meta", "br", "hr", "img", "input", "link", "path", "use", "rect", "image"}


class Page(HTMLParser):
    """What a page is made of; refuses what is not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.text = ""
        self.feed(page)
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID or self.get_starttag_text().endswith("/>"):  # type: ignore[union-attr]
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such tag."""
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module", params=["grid", "pair", "club"])
def page(request: pytest.FixtureRequest) -> Page:
    studies = {
        "grid": made.two_keys,
        "pair": lambda: made.betrayal(0.4, label_points=True),
        "club": lambda: made.club(control=True),
    }
    return Page(render_report(studies[request.param]()))


def test_it_asks_nothing_of_the_outside(page: Page):
    assert not page.all("script")
    assert not page.all("link")
    assert not page.all("img")
    for _, attrs in page.tags:
        for name, value in attrs.items():
            assert not name.startswith("on")
            if name in ("href", "src", "xlink:href"):
                assert str(value).startswith(("#", "data:"))
    assert "http" not in page.text


def test_every_figure_says_what_is_seen(page: Page):
    figures = page.all("svg")
    assert figures
    for attrs in figures:
        assert attrs["role"] == "img"
        assert len(str(attrs["aria-label"])) > 40


def test_ids_are_unique_and_references_lead_somewhere(page: Page):
    ids = Counter(attrs["id"] for _, attrs in page.tags if "id" in attrs)
    assert max(ids.values()) == 1
    wanted = {str(attrs["href"])[1:] for _, attrs in page.tags if str(attrs.get("href", "")).startswith("#")}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", " ".join(str(value) for _, a in page.tags for value in a.values())))
    assert wanted
    assert wanted <= set(ids)


def test_headings_stand_in_order_and_tables_have_heads(page: Page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.all("th")
    assert all(attrs.get("scope") in ("col", "row") for attrs in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert page.all("html")[0]["lang"] == "en"


def test_the_answer_question_and_limits_are_there(page: Page):
    for said in ("What comes of it?", "The answer", "What one breach costs", "Violence and coercion", "seed"):
        assert said in page.text


def test_who_lost_trust_in_whom_is_there_where_it_applies():
    assert "Who lost trust in whom" in render_report(made.club(control=True))
    assert "Who lost trust in whom" not in render_report(made.two_keys())


def test_claims_stand_with_verdict_and_numbers_where_there_are_some():
    plain = made.two_keys(0.2, 0.6)
    claims = ("survival rises with forgiveness", "final_trust falls with transparency")
    config = plain.config.model_copy(update={"claims": claims, "expect": "It helps."})
    page = Page(render_report(made.Results(config, plain.read)))
    for said in ("What was claimed", *claims, "Supported", "Contradicted", "stands below as claims", "Pairing saved"):
        assert said in page.text
    assert "What was claimed" not in render_report(plain)


def test_text_of_a_user_cannot_become_markup():
    study = made.config(
        question="<script>alert(1)</script>?",
        expect="a < b & c",
        sweep=made.points(("<b>x</b>", {}), ("y", {"weeks": 9})),
    )
    results = made.results(study, lambda at, replicate: dict.fromkeys(study.outcomes, 0.5))
    page = render_report(results)
    assert "<script" not in page
    assert "<b>" not in page
    assert "a &lt; b &amp; c" in page


def test_the_report_is_the_same_each_time():
    assert render_report(made.club(control=True)) == render_report(made.club(control=True))


def test_it_says_how_to_do_it_again(tmp_path: Path):
    results = made.swept(0.4)
    manifest = {
        "name": "quick",
        "command": "trustsim run 'my studies/quick.yaml' -s weeks=9",
        "config_hash": "3f9a1c",
        "overrides": ["weeks=4", "weeks=9"],
        "versions": {"numpy": "2.0"},
        "seed": 7,
    }
    folder = tmp_path / "quick-3f9a1c"
    folder.mkdir()
    (folder / "config.yaml").write_text("# as I wrote it\nquestion: q\n")
    kept = made.Results(results.config, results.read, manifest, folder)
    page = Page(write_report(kept, folder / "report.html").read_text("utf-8"))
    assert manifest["command"] in page.text
    assert "# as I wrote it" in page.text
    assert "with: weeks=9" in page.text
    assert "3f9a1c" in page.text


def test_a_folder_still_being_filled_has_its_config_too(tmp_path: Path):
    results = made.swept(0.4)
    (tmp_path / "config.yaml").write_text("# beside\n")
    kept = made.Results(results.config, results.read, {"config_hash": "abc"}, tmp_path / "not-there-yet")
    (tmp_path / "manifest.json").write_text(json.dumps({"config_hash": "another"}))
    assert "# beside" not in write_report(kept, tmp_path / "report.html").read_text("utf-8")
    (tmp_path / "manifest.json").write_text(json.dumps({"config_hash": "abc"}))
    assert "# beside" in write_report(kept, tmp_path / "report.html").read_text("utf-8")


def test_results_without_a_folder_show_what_differs_from_the_defaults():
    page = Page(render_report(made.swept(0.4)))
    assert "traits.forgiveness" in page.text
    assert "question: What comes of it?" in page.text
    resolved = made.swept(0.4)
    changed = made.Results(resolved.config, resolved.read, {"overrides": ["weeks=9"]})
    assert "with: weeks=9" not in Page(render_report(changed)).text  # it stands in what is shown


def test_changed_swept_and_assumed_numbers_are_told_apart():
    study = made.config(
        sweep=made.grid({made.FORGIVENESS: [0, 1]}),
        outcomes=["survival"],
        parameters={"trust_gain": 0.2},
        traits={"reliability": {"beta": [17, 3]}},
    )
    usual = numbers_of(made.results(made.config(outcomes=["survival"]), lambda at, replicate: {"survival": 0.5}))
    found = numbers_of(made.results(study, lambda at, replicate: {"survival": 0.5}))
    assert [row.name for row in found.swept] == ["forgiveness"]
    assert [(row.name, row.value, row.default) for row in found.changed] == [
        ("reliability", '{"beta": [17.0, 3.0]}', "0.85"),
        ("trust gain", "0.2", "0.12"),
    ]
    assert usual.changed == ()
    assert found.kept == usual.kept - 3
    assert found.assumed == usual.assumed - 1  # forgiveness; the other two have sources
    assert 0 < found.assumed < found.kept
