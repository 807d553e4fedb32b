"""A new config says what the schema says, runs as it stands, and overwrites nothing."""

from __future__ import annotations

import json
import re
import shutil

import pytest
from typer.testing import CliRunner

import trustsim
from trustsim.cli import app
from trustsim.config import Config, config_schema, load_config, remarks, shipped_configs
from trustsim.upkeep import DraftError, draft
from trustsim.upkeep.drafting import SCHEMA, SETTINGS, WIDTH


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def test_it_is_good_and_without_remarks(place):
    made = draft("my_study")
    assert made.path.name == "my_study.yaml"
    loaded = load_config("my_study.yaml")
    assert list(remarks(loaded)) == []
    assert loaded.config.sweep is not None


def test_it_runs_as_it_stands(place):
    draft("my_study")
    results = trustsim.run("my_study.yaml")
    means = results.runs.groupby("traits.forgiveness")["survival"].mean()
    assert means.index.tolist() == [0, 0.5, 1]
    assert means[1.0] > means[0.0]  # as it expects


def test_every_key_of_a_config_is_in_it_with_its_description(place):
    text = draft("my_study").path.read_text()
    unbroken = re.sub(r"\s+#\s+", " ", re.sub(r"\s+", " ", text))
    for name, field in Config.model_fields.items():
        assert field.description in unbroken, name
        assert (f"\n{name}:" in text) == (name in SETTINGS), name
    assert text.index("\nquestion:") < text.index("\nexpect:") < text.index("\npeople:")


def test_it_fits_on_a_screen(place):
    lines = draft("my_study").path.read_text().splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert len(lines) <= 80


def test_an_editor_finds_the_schema(place):
    made = draft("my_study")
    assert made.path.read_text().splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA}"
    assert made.schema == "written"
    assert json.loads((place / SCHEMA).read_text()) == config_schema()
    assert draft("other").schema == "fresh"
    (place / SCHEMA).write_text("{}")
    assert draft("third").schema == "stale"
    assert (place / SCHEMA).read_text() == "{}"
    assert "make it anew: trustsim schema --write trustsim.schema.json" in call("new", "fourth").stderr


def test_nothing_is_overwritten_unless_asked(place):
    path = draft("my_study").path
    path.write_text("mine")
    told = call("new", "my_study")
    assert told.exit_code == 2
    assert "--force" in told.stderr
    assert told.stdout == ""
    assert path.read_text() == "mine"
    assert call("new", "my_study.yaml", "--force").exit_code == 0
    assert path.read_text() != "mine"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("my study", "no name for a config"),
        ("-x", "no name for a config"),
        ("nowhere/my_study", "there is no folder nowhere"),
        ("", "no name for a config"),
    ],
)
def test_a_name_that_is_none_is_refused(place, name, said):
    with pytest.raises(DraftError, match=said):
        draft(name)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("name", ["quickstart", "quickstart.yaml", "pant_yu_2025"])
def test_the_name_of_a_shipped_config_is_taken_only_if_asked(place, name):
    told = call("new", name, "--from", "severity")
    assert told.exit_code == 2
    assert "comes with trustsim" in told.stderr
    assert f"as my_{name.removesuffix('.yaml')}, or" in told.stderr
    assert list(place.iterdir()) == []
    assert call("new", name, "--from", "severity", "--force").exit_code == 0


@pytest.mark.parametrize("name", list(shipped_configs()))
def test_any_shipped_config_can_be_copied(place, name):
    draft("mine", name)
    copied, original = load_config("mine.yaml"), load_config(name)
    assert copied.config == original.config

    def comments(text):
        return [line for line in text.splitlines() if line.startswith("#") and "$schema" not in line]

    pairs = list(zip(comments(copied.text), comments(original.text), strict=True))
    assert all(mine == theirs or "trustsim run mine.yaml" in mine for mine, theirs in pairs)
    assert copied.text.splitlines()[0].endswith(SCHEMA)


def test_the_command_in_a_comment_is_that_of_the_copy(place):
    text = draft("mine", "quickstart").path.read_text()
    assert "trustsim run mine.yaml" in text
    assert "trustsim run quickstart" not in text


def test_data_come_with_a_copy(place):
    (place / "theirs").mkdir()
    (place / "mine").mkdir()
    (place / "theirs" / "friends.csv").write_text("source,target\nann,bob\n")
    (place / "theirs" / "study.yaml").write_text("question: Who?\nnetwork: {file: friends.csv}\nweeks: 4\n")
    told = call("new", "mine/study", "--from", "theirs/study.yaml")
    assert told.exit_code == 0
    assert "friends.csv: copied" in told.stderr
    assert load_config("mine/study.yaml").config == load_config("theirs/study.yaml").config
    assert len(trustsim.run("mine/study.yaml").ties) == 2
    (place / "mine" / "friends.csv").write_text("source,target\nann,cat\n")
    told = call("new", "mine/second", "--from", "theirs/study.yaml")
    assert told.exit_code == 2
    assert "there is another" in told.stderr
    assert not (place / "mine" / "second.yaml").exists()


def test_a_config_that_is_none_cannot_be_copied(place):
    (place / "bad.yaml").write_text("question: Does it?\nweeks: 0\n")
    told = call("new", "mine", "--from", "bad.yaml")
    assert told.exit_code == 2
    assert "bad.yaml:2:8" in told.stderr
    assert "did you mean quickstart?" in call("new", "mine", "--from", "quikstart").stderr
    assert not (place / "mine.yaml").exists()


def test_the_verb_says_what_to_do_next(place):
    told = call("new", "my_study")
    assert told.stdout == "my_study.yaml\n"
    assert "trustsim check my_study.yaml" in told.stderr
    shutil.copy(SCHEMA, "copy.json")
    assert call("check", "my_study.yaml").exit_code == 0
