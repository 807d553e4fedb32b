"""Several sweeps, values that go together and samples, from the runs to the report."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from typer.testing import CliRunner

import trustsim
from tests.study import made
from trustsim.cli.app import app
from trustsim.config import Config
from trustsim.plots import make_figures
from trustsim.report import render_report
from trustsim.study import cases, contrasts, finding, leading_key, parts_of_study
from trustsim.study.sweeps import title_of
from trustsim.study.words import SPACE

SWEEPS = """
question: What moves trust?
people: 12
network: {kind: ring}
weeks: 10
traits: {transparency: 0.3}
sweep:
  - design: grid
    over: {traits.forgiveness: [0, 1], parameters.gossip_reach: [0, 0.5]}
  - design: zip
    label: More and closer
    over: {people: [10, 12, 14], traits.vulnerability: [0, 0.5, 1]}
  - design: list
    points: [{label: ours, set: {}}, {label: cold, set: {traits.apology: 0}}]
  - design: latin_hypercube
    points: 4
    over: {traits.transparency: {from: 0, to: 1}}
replicates: 2
outcomes: [final_trust, survival]
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("several")
    (folder / "several.yaml").write_text(SWEEPS)
    return trustsim.run(folder / "several.yaml", out=folder / "runs")


def test_the_table_of_runs_says_which_sweep_a_run_is_of(results):
    runs = results.runs
    assert runs.groupby("sweep")["point"].unique().map(list).to_dict() == {
        1: [0, 1, 2, 3],
        2: [4, 5, 6],
        3: [7, 8],
        4: [9, 10, 11, 12],
    }
    assert "sweep" not in results.swept
    assert set(runs.loc[runs["sweep"] != 4, "traits.transparency"]) == {0.3}
    assert set(runs.loc[runs["sweep"] != 2, "people"]) == {12}


def test_each_sweep_has_results_of_its_own(results):
    grid, zipped, listed, sampled = results.sweeps
    assert grid.swept == ["traits.forgiveness", "parameters.gossip_reach"]
    assert zipped.swept == ["people", "traits.vulnerability"]
    assert (listed.swept, sampled.swept) == (["traits.apology"], ["traits.transparency"])
    assert sorted(zipped.runs["point"].unique()) == [0, 1, 2]
    assert "label" in listed.runs.columns
    assert "label" not in grid.runs.columns
    assert set(zipped.series["run"]) == set(zipped.runs["run"]) == set(range(8, 14))
    assert sum(len(part.runs) for part in results.sweeps) == len(results.runs) == 26
    assert results.config.sweep.sweeps == tuple(part.config.sweep for part in results.sweeps)


def test_results_of_one_sweep_are_those_of_a_study_of_it_alone(results, tmp_path):
    """A sweep is whole by itself: what it shares with others changes nothing."""
    (tmp_path / "alone.yaml").write_text(re.sub(r"  - design: zip.*", "", SWEEPS, flags=re.DOTALL) + "replicates: 2\n")
    text = (
        (tmp_path / "alone.yaml")
        .read_text()
        .replace("replicates: 2", "replicates: 2\noutcomes: [final_trust, survival]")
    )
    (tmp_path / "alone.yaml").write_text(text)
    alone = trustsim.run(tmp_path / "alone.yaml")
    assert alone.runs["sweep"].unique().tolist() == [1]
    pd.testing.assert_frame_equal(alone.sweeps[0].runs, results.sweeps[0].runs)
    pd.testing.assert_frame_equal(alone.sweeps[0].series, results.sweeps[0].series)


def test_a_study_with_one_sweep_is_its_own_part():
    one = made.swept(0.4)
    assert one.sweeps == (one,)
    (part,) = parts_of_study(one)
    assert (part.number, part.title) == (0, "")
    assert finding(one).sweeps == ()


def test_each_sweep_is_found_as_a_study_of_its_own(results):
    found = finding(results)
    titles = [
        "Sweep 1 (forgiveness and gossip reach)",
        "More and closer",
        "Sweep 3 (apology)",
        "Sweep 4 (transparency)",
    ]
    assert [one.title for one in found.sweeps] == titles
    assert found.headline.splitlines() == [f"{one.title}: {one.headline}" for one in found.sweeps]
    for one, part in zip(found.sweeps, results.sweeps, strict=True):
        assert (one.headline, one.sentences) == (finding(part).headline, finding(part).sentences)
        assert all(sentence in str(found) for sentence in one.sentences)
    assert contrasts(results) == [one for part in results.sweeps for one in contrasts(part)]
    assert contrasts(results.sweeps[3]) == []


def test_titles_name_few_keys():
    keys = ("people", "weeks", "law", "traits.respect")
    for count, title in (
        (1, "Sweep 2 (people)"),
        (3, "Sweep 2 (people, weeks and law)"),
        (4, "Sweep 2 (people, weeks and 2 more)"),
    ):
        sweep = Config.model_validate(
            {"question": "?", "sweep": {"design": "grid", "over": {key: [1, 2] for key in keys[:count]}}}
        ).sweep
        assert title_of(sweep, 2) == title


def test_each_sweep_has_figures_and_a_chapter(results):
    figures = make_figures(results)
    numbers = {name.split("_")[1] for name in figures}
    assert numbers == {"1", "2", "3", "4"}
    assert {"sweep_1_heatmap_final_trust", "sweep_2_outcomes", "sweep_3_trust_over_time"} <= set(figures)
    by_law = [figure.get_label() for name, figure in figures.items() if name.endswith("breach_by_law")]
    assert len(by_law) == len(set(by_law))
    page = render_report(results, figures)
    titles = re.findall(r'<h2 id="sweep-\d">(.*?)</h2>', page)
    assert titles == [part.title for part in parts_of_study(results)]
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for name in figures:
        assert f'id="figure-{name}"' in page
        assert page.index(f'id="sweep-{name.split("_")[1]}"') < page.index(f'id="figure-{name}"')


def test_a_summary_is_a_table_for_each_sweep(results):
    told = CliRunner().invoke(app, ["show", str(results.path)])
    assert told.exit_code == 0
    blocks = told.stdout.strip().split("\n\n")
    assert [block.splitlines()[0] for block in blocks] == [part.title for part in parts_of_study(results)]
    heads = [block.splitlines()[1].split()[:-3] for block in blocks]
    assert heads == [
        ["point", "traits.forgiveness", "parameters.gossip_reach"],
        ["point", "people", "traits.vulnerability"],
        ["point", "label", "traits.apology"],
        ["point", "traits.transparency"],
    ]
    assert [line.split()[0] for line in blocks[1].splitlines()[2:]] == ["4", "5", "6"]
    by = CliRunner().invoke(app, ["show", str(results.path), "--by", "sweep", "--json"])
    assert [(row["sweep"], row["runs"]) for row in json.loads(by.stdout)] == [(1, 8), (2, 6), (3, 4), (4, 8)]


def test_a_run_prints_each_sweep(results):
    run = ["run", str(results.path.parent.parent / "several.yaml"), "--out", str(results.path.parent)]
    told = CliRunner().invoke(app, run)
    assert told.exit_code == 0
    for one in finding(results).sweeps:
        assert f"{one.title}: {one.headline}" in told.stdout
        assert f"\n{one.title}\n  · {one.sentences[0]}" in told.stdout
    data = json.loads(CliRunner().invoke(app, [*run, "--json"]).stdout)
    assert [one["title"] for one in data["sweeps"]] == [one.title for one in finding(results).sweeps]
    size = CliRunner().invoke(app, [*run, "--dry-run"])
    assert "26 runs: 13 (2 × 2 + 3 + 2 + 4) points × 2 replicates" in size.stdout


# ------------------------------------------------------------------ values that go together


def zipped(over, outcome=lambda at, replicate: {"final_trust": 0.1 + at["people"] / 100}):
    return made.results(made.config(sweep={"design": "zip", "over": over}, outcomes=["final_trust"]), outcome)


def with_noise(at, replicate):
    return {"final_trust": 0.1 + at["people"] / 100 + made.NOISE[replicate] / 10 * at["people"] / 10}


PEOPLE = [10, 20, 30, 40, 50, 60, 70]


def test_values_that_go_together_are_told_along_the_first_that_has_numbers():
    results = zipped({"weeks": [8] * 7, "people": PEOPLE}, with_noise)
    headline = finding(results).headline.replace(SPACE, " ")
    assert headline == (
        "Final trust was 0.20 with “weeks 8, people 10”, 0.40 with “weeks 8, people 30”, "
        "0.60 with “weeks 8, people 50” and 0.80 with “weeks 8, people 70” (3 more lie in between)."
    )
    (contrast,) = contrasts(results)
    assert (contrast.reference, contrast.changed) == ("weeks 8, people 10", "weeks 8, people 70")
    assert contrast.effect.mean == pytest.approx(0.6)
    figure = make_figures(results)["outcomes"]
    (axes,) = figure.axes
    assert axes.get_xlabel() == "people (with weeks)"
    assert axes.lines[0].get_xdata().tolist() == PEOPLE


def test_ends_that_do_not_differ_are_said():
    noise = zipped(
        {"people": PEOPLE}, lambda at, replicate: {"final_trust": 0.5 + made.NOISE[(replicate + at["people"]) % 5]}
    )
    assert "its ends do not clearly differ" in finding(noise).headline


def test_many_keys_that_go_together_have_a_short_name():
    results = zipped({"people": [10, 20], "weeks": [8, 9], "traits.respect": [0, 1], "traits.apology": [1, 0]})
    assert [case.label for case in cases(results)] == ["people 10 (with 3 others)", "people 20 (with 3 others)"]
    assert make_figures(results)["outcomes"].axes[0].get_xlabel() == "people (with 3 others)"


def test_values_without_an_order_are_a_list_of_points():
    over = {"law": ["default", "grim", "symmetric"], "people": [10, 10, 20]}
    results = zipped(over)
    assert leading_key(results.config.sweep) == ""
    assert "outcomes" not in make_figures(results)
    assert [one.changed for one in contrasts(results)] == ["law grim, people 10", "law symmetric, people 20"]
    assert "0.20 with “law default, people 10”" in finding(results).headline


# ------------------------------------------------------------------ samples


@pytest.mark.parametrize(
    "design",
    [
        {"design": "latin_hypercube", "points": 30},
        {"design": "sobol", "samples": 8},
        {"design": "morris", "trajectories": 4},
    ],
)
def test_a_sample_has_a_finding_figures_and_a_report(design):
    over = {
        "traits.forgiveness": {"from": 0, "to": 1},
        "parameters.trust_gain": {"from": 0.1, "to": 0.3, "scale": "log"},
    }
    results = made.results(
        made.config(sweep={**design, "over": over}, outcomes=["final_trust", "survival"]),
        lambda at, replicate: {
            "final_trust": 0.2 + 0.5 * at["traits.forgiveness"] + made.NOISE[replicate],
            "survival": 0.9,
        },
    )
    assert finding(results).headline
    assert contrasts(results) == []
    assert "trust_over_settings" in make_figures(results)
    assert results.config.question in render_report(results)
