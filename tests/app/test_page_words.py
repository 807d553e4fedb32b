"""Every text that the page asks for is there, every text there is asked for, and every module is found."""

from __future__ import annotations

import json
import re
from pathlib import Path

import trustsim
from trustsim.texts import texts

PAGE = Path(trustsim.__file__).parent / "app" / "page"
SCRIPTS = {
    path.stem: re.sub(r"^\s*//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for path in PAGE.glob("*.js")
}
# In a recorded lesson alone, which makes an import map of its own.
RECORDED = {"recorded", "explore"}


def keys_of(tree: dict, above: str = "") -> set[str]:
    found = set()
    for key, value in tree.items():
        if isinstance(value, dict) and not {"one", "other"} <= set(value):
            found |= keys_of(value, f"{above}{key}.")
        else:
            found.add(f"{above}{key}")
    return found


def test_every_module_of_the_page_has_a_name_in_the_import_map():
    index = (PAGE / "index.html").read_text(encoding="utf-8")
    named = json.loads(re.search(r'<script type="importmap">(.*?)</script>', index, re.DOTALL)[1])["imports"]
    files = {Path(file).stem for file in named.values()}
    assert set(SCRIPTS) - RECORDED <= files
    for name, script in SCRIPTS.items():
        wanted = set(re.findall(r'(?:from|import)\s*\(?"([\w-]+)"\)?', script))
        assert wanted <= set(named) | RECORDED, f"{name}.js imports what has no name"


def test_scripts_import_by_name_alone():
    for name, script in SCRIPTS.items():
        assert not re.search(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'`](?:\.|/|\w+:)""", script), (
            f"{name}.js imports by address"
        )


def test_texts_that_are_asked_for_are_there():
    there = keys_of(texts("en"))
    for name, script in SCRIPTS.items():
        for path in re.findall(r'["`](page\.[\w.]+)["`]', script):
            assert path in there, f"{name}.js asks for {path}"
        for stem in re.findall(r"`(page\.[\w.]+\.)\$\{", script):
            assert any(key.startswith(stem) for key in there), f"{name}.js asks for something below {stem}"


def test_no_text_is_left_over():
    """A text is used if a script names its path, or the last word of it in quotes, or makes it of parts."""
    everything = "\n".join(SCRIPTS.values())
    stems = set(re.findall(r"`page\.([\w.]+)\.\$\{", everything)) | {"names", "kinds", "marks"}
    for key in keys_of(texts("en")["page"]):
        parts = key.split(".")
        made = any(key.startswith(f"{stem}.") for stem in stems)
        named = f'page.{key}"' in everything or re.search(rf'["`.]{re.escape(parts[-1])}["`]', everything)
        assert made or named, key


def test_no_words_in_the_scripts():
    """What a visitor reads comes from the texts: no text content is written into a script."""
    for name, script in SCRIPTS.items():
        assert not re.search(r"""(?:text|"aria-label"|title|placeholder):\s*["'`][A-Za-z]""", script), f"{name}.js"
