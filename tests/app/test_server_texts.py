import pytest

import trustsim.texts as texts_of
from tests.app.visiting import Visitor
from trustsim.lessons.lesson import FOLDER, lessons
from trustsim.texts import TextsError, languages, texts


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Texts in two languages, read anew."""
    (tmp_path / "en.yaml").write_text("page:\n  title: Trust\n  yes: no\n", encoding="utf-8")
    (tmp_path / "de.yaml").write_text("page: {title: Vertrauen und Nähe}\n", encoding="utf-8")
    monkeypatch.setattr(texts_of, "FOLDER", tmp_path)
    texts.cache_clear()
    yield tmp_path
    texts.cache_clear()


def test_texts_are_there_by_language(folder):
    assert languages() == ["de", "en"]
    assert texts() == {"page": {"title": "Trust", "yes": "no"}}
    assert texts("de")["page"]["title"] == "Vertrauen und Nähe"


@pytest.mark.parametrize("language", ["fr", "../secret", "", "EN"])
def test_a_language_that_is_not_there_says_which_are(folder, language):
    with pytest.raises(TextsError, match="there are de, en"):
        texts(language)


def test_texts_with_a_fault_say_where(folder):
    (folder / "en.yaml").write_text("page: {title: a}\npage: {title: b}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.yaml:2: .*twice"):
        texts()


def test_the_page_gets_all_text_of_a_language(folder):
    visitor = Visitor()
    assert visitor.get("/texts/de.json").json() == texts("de")
    assert visitor.get("/texts/en.json").json() == texts("en")
    assert visitor.get("/texts/fr.json").status_code == 404
    assert visitor.get("/texts/..%2Fen.json").status_code == 404


def test_the_page_gets_the_lessons_by_the_names_of_their_files():
    files = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    shown = Visitor().get("/lessons.json").json()
    assert [lesson["name"] for lesson in shown] == [lesson["name"] for lesson in lessons()]
    assert sorted(lesson["name"] for lesson in shown) == files
