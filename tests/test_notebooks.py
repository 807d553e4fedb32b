"""Every notebook runs from top to bottom, its last cell holds its text to the numbers, the docs show what it says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PAGES = ROOT / "docs" / "notebooks"
LARGEST = 400_000  # bytes of a page with its pictures

of_each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def pages():
    spec = importlib.util.spec_from_file_location("notebooks_pages", ROOT / "notebooks" / "_pages.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_there_are_notebooks():
    assert len(NOTEBOOKS) == 5


@of_each
def test_runs_in_an_empty_folder_and_the_docs_show_what_comes_out(path, pages, tmp_path, monkeypatch):
    monkeypatch.delenv("MPLBACKEND", raising=False)
    page = pages.Page(pages.executed(path, tmp_path), path.stem)
    shown = (PAGES / f"{path.stem}.md").read_text(encoding="utf-8")
    assert page.text == shown, f"run: python notebooks/_pages.py {path.stem}"
    assert set(page.pictures) == {picture.name for picture in PAGES.glob(f"{path.stem}_*.png")}
    assert page.pictures


@of_each
def test_is_stored_without_outputs_and_ends_with_what_it_claims(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    assert cells[-1].source.count("assert ") >= 2


@of_each
def test_is_told_with_its_question_and_small_enough_to_be_read(path):
    question = re.match(r"# .+\n\n\*(.+?)\*\n", nbformat.read(path, as_version=4).cells[0].source)[1]
    assert f"| [{path.stem}]({path.name}) | {question} |" in (ROOT / "notebooks" / "README.md").read_text(
        encoding="utf-8"
    )
    assert sum(file.stat().st_size for file in PAGES.glob(f"{path.stem}*")) < LARGEST


@pytest.mark.parametrize(
    "page", [*sorted(PAGES.glob("*.md")), ROOT / "notebooks" / "README.md"], ids=lambda page: page.stem
)
def test_links_and_pictures_are_there(page):
    told = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", told):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_what_a_slider_shows_is_on_the_page_with_where_it_stands(pages, tmp_path):
    source = """
from ipywidgets import interact
interact(lambda x, of: print(of, 2 * x), x=(0, 4), of=["it", "all"]);
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, tmp_path / "slider.ipynb")
    text = pages.Page(pages.executed(tmp_path / "slider.ipynb", tmp_path), "slider").text
    assert text.endswith("here `x` = 2, `of` = it:*\n\n```text\nit 4\n```\n")


def test_links_on_a_page_lead_where_those_of_the_notebook_led(pages):
    links = "[a](../docs/limits.md#x) [b](../README.md) [c](is_it_robust.ipynb) [d](https://example.org)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(links)])
    expected = "[a](../limits.md#x) [b](../../README.md) [c](is_it_robust.md) [d](https://example.org)"
    assert expected in pages.Page(notebook, "links").text
