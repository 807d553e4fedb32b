"""The papers of the model say what the code says, and cite nothing that has no entry."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import pkgutil
import re
import textwrap
from pathlib import Path

import pytest

import trustsim.laws
from trustsim import validation
from trustsim.laws.catalogue import LAWS
from trustsim.markdown import table
from trustsim.model import TrustModel
from trustsim.model.person import PHASES
from trustsim.parameters import MARKS, RELATIONSHIPS, Parameters, Relationship, Traits
from trustsim.reference import TABLES, refresh, refreshed
from trustsim.reference.numbers import everything, number, span
from trustsim.reference.structure import functions, said
from trustsim.reference.tables import EVERYDAY
from trustsim.rules import passes, tick

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
PAPERS = [DOCS / name for name in ("ODD.md", "TRACE.md", "evidence.md", "limits.md")]
MARK = re.compile(r"\[([a-z])(-[A-Z])?\](?!\()")
STUDY = re.compile(r"([A-Z][\w'’-]+)(?:(?:, | & | and )[A-Z][\w'’-]+)*(?: et al\.)?,? ((?:19|20)\d\d)|a (2001) study")


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def ids(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


def cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


# ------------------------------------------------------------------ tables made from the code


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_pages_are_fresh(page):
    text = page.read_text(encoding="utf-8")
    assert refreshed(text) == text, "run: python -m trustsim.reference docs"


def test_every_table_is_on_a_page():
    mark = re.compile(r"^<!-- generated: (.+) -->$", re.MULTILINE)
    used = {name for page in PAGES for name in mark.findall(page.read_text(encoding="utf-8"))}
    assert used == set(TABLES)


def test_a_stale_page_is_written_anew_and_a_fresh_one_left_alone(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("Before.\n\n<!-- generated: marks -->\n| old |\n|---|\n<!-- end -->\n\nAfter.\n")
    assert refresh(tmp_path) == [page]
    text = page.read_text()
    assert text.startswith("Before.\n\n<!-- generated: marks -->\n\n| mark |")
    assert text.endswith("|\n\n<!-- end -->\n\nAfter.\n")
    assert "old" not in text
    assert refresh(tmp_path) == []


def test_two_tables_of_one_page_do_not_run_together():
    first, second = (f"<!-- generated: {name} -->\n<!-- end -->\n" for name in ("marks", "outcomes"))
    text = refreshed(f"{first}\nBetween.\n\n{second}")
    assert text.count("<!-- end -->") == 2
    assert text.index("| mark |") < text.index("Between.") < text.index("| outcome |")


def test_marks_that_are_wrong_are_refused():
    with pytest.raises(ValueError, match="not closed"):
        refreshed("<!-- generated: marks -->\n\n<!-- generated: outcomes -->\n<!-- end -->\n")
    with pytest.raises(KeyError, match="parametres"):
        refreshed("<!-- generated: parametres -->\n<!-- end -->\n")


def test_a_bar_inside_a_cell_does_not_end_it():
    lines = table(("a", "b"), [("|s|", "x")]).splitlines()
    assert lines == ["| a | b |", "|---|---|", "| \\|s\\| | x |"]
    assert cells(lines[2]) == ["|s|", "x"]


# ------------------------------------------------------------------ the numbers


def rows_of_numbers() -> dict[str, dict[str, str]]:
    """Each number of the ODD page by its anchor, its cells by their heads."""
    heads: list[str] = []
    found = {}
    for line in text_of("ODD.md").splitlines():
        if line.startswith("| name | symbol |"):
            heads = cells(line)
        anchor = re.match(r'\| <a id="([\w-]+)"></a>', line)
        if anchor:
            assert anchor[1] not in found, f"{anchor[1]} is there twice"
            found[anchor[1]] = dict(zip(heads, cells(line.replace(anchor[0], "| ")), strict=True))
    return found


def schema_of_numbers() -> dict[str, dict]:
    """What the stored JSON Schema says of each number, by the same anchors."""
    schema = json.loads((ROOT / "configs" / "trustsim.schema.json").read_text())
    parts = schema["$defs"]
    found = {**parts["TraitSettings"]["properties"], **parts["ParameterSettings"]["properties"]}
    found |= {f"relationship-{name}": said for name, said in parts["RelationshipSettings"]["properties"].items()}
    for law in schema["properties"]["law"]["anyOf"][1:]:
        own = {name: said for name, said in law["properties"].items() if name != "name"}
        found |= {f"{law['properties']['name']['const']}-{name}": said for name, said in own.items()}
    return found


def limits_in(said: dict) -> tuple[float, float]:
    options = [said, *said.get("oneOf", []), *said.get("anyOf", [])]
    limited = next(option for option in options if "minimum" in option)
    return limited["minimum"], limited["maximum"]


def test_odd_and_schema_have_every_number_of_the_code():
    names = {*Traits._fields, *Parameters._fields, *(f"relationship-{name}" for name in Relationship._fields)}
    for law, module in LAWS.items():
        names |= {f"{law}-{name}" for name in module.parameters._fields}
    assert set(rows_of_numbers()) == names
    assert set(schema_of_numbers()) == names


@pytest.mark.parametrize("one", everything(), ids=lambda one: one.place)
def test_odd_schema_and_code_say_the_same_of_a_number(one):
    row, said, quantity = rows_of_numbers()[one.place], schema_of_numbers()[one.place], one.quantity
    kept = said["x-trustsim"]
    assert row["name"].strip("*`") == one.name
    assert row["symbol"] == quantity.symbol == kept["symbol"]
    assert row["meaning"] == quantity.about == said["description"].rpartition(" (")[0][: len(quantity.about)]
    assert row["unit"] == quantity.unit == kept["unit"]
    assert row["mark"] == f"[{quantity.mark}]" == f"[{kept['mark']}]"
    assert row["source"] == quantity.source == kept["source"]
    assert row["range"] == span(quantity.range) == span(tuple(kept["range"]))
    assert row["limits"] == span(quantity.limits) == span(limits_in(said))
    assert row["name"].startswith("**") == (not quantity.advanced) == (not kept["advanced"])


def test_defaults_on_the_page_are_those_of_the_code_and_the_schema():
    rows, said = rows_of_numbers(), schema_of_numbers()
    for described in (Traits, Parameters):
        for name, default in described._field_defaults.items():
            assert rows[name]["default"] == number(default) == number(said[name]["default"]), name
    for name in Relationship._fields:
        shown = [f"{kind} {number(getattr(numbers, name))}" for kind, numbers in RELATIONSHIPS.items()]
        assert rows[f"relationship-{name}"]["default"] == ", ".join(shown)
    for law, module in LAWS.items():
        for name, default in module.parameters._asdict().items():
            assert rows[f"{law}-{name}"]["default"] == number(default) == number(said[f"{law}-{name}"]["default"])


def test_every_assumption_is_listed_in_the_limits_and_nothing_else():
    listed = re.findall(r"^\| \[`[\w.]+`\]\(ODD\.md#([\w-]+)\)", text_of("limits.md"), re.MULTILINE)
    assert listed == [one.place for one in everything() if one.quantity.mark == "x"]
    assert len(listed) > 20


# ------------------------------------------------------------------ the protocols


def headings(name: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.+)$", text_of(name), re.MULTILINE)


def test_odd_has_its_seven_elements_and_eleven_concepts():
    assert headings("ODD.md", 2) == [
        "1. Purpose and patterns",
        "2. Entities, state variables and scales",
        "3. Process overview and scheduling",
        "4. Design concepts",
        "5. Initialization",
        "6. Input data",
        "7. Submodels",
    ]
    concepts = text_of("ODD.md").split("## 4. Design concepts")[1].split("\n## ")[0]
    assert re.findall(r"^### (.+)$", concepts, re.MULTILINE) == [
        "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
        "Stochasticity", "Collectives", "Observation",
    ]  # fmt: skip


def test_trace_has_its_eight_elements():
    assert headings("TRACE.md", 2) == [
        "1. Problem formulation",
        "2. Model description",
        "3. Data evaluation",
        "4. Conceptual model evaluation",
        "5. Implementation verification",
        "6. Model output verification",
        "7. Model analysis",
        "8. Model output corroboration",
    ]


def test_no_law_is_left_out():
    modules = {info.name for info in pkgutil.iter_modules(trustsim.laws.__path__)}
    assert modules == {*EVERYDAY, *LAWS, "arithmetic", "catalogue"}


def calls_in(function) -> list[str]:
    """What a function calls, in the order of its lines; of ``people.do("meet")`` what is done."""
    source = textwrap.dedent(inspect.getsource(function))
    calls = sorted(
        (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)), key=lambda call: call.lineno
    )
    names = [call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id for call in calls]
    return [call.args[0].value if name == "do" else name for call, name in zip(calls, names, strict=True)]


def test_the_schedule_is_the_order_of_a_tick():
    steps = {*PHASES, "run_events"}
    by_agents = [name for name in calls_in(TrustModel._step_by_agents) if name in steps]
    shown = re.findall(r"^\| \d+ \| `(.+?)` \|", text_of("ODD.md"), re.MULTILINE)
    assert shown == [*("events" if name == "run_events" else name for name in by_agents), "new ties", "record"]
    # the compiled engine does most of it in one sweep, which begins with what one observes: the hurts
    in_a_sweep = ["observe" if name == "weigh_hurts" else name for name in calls_in(passes.live)]
    compiled = calls_in(tick.run_step)
    compiled[compiled.index("live") : compiled.index("live") + 1] = in_a_sweep
    assert [name for name in compiled if name in steps] == by_agents


def test_every_formula_is_short_enough_for_a_table():
    for module in (*EVERYDAY.values(), *LAWS.values()):
        for name, law in functions(module).items():
            assert 0 < len(said(law)) < 200, f"{module.__name__}.{name}"


# ------------------------------------------------------------------ evidence


def studies_in(text: str) -> list[tuple[str, str]]:
    """Who and when of every study that a text names; a study without a name is known by its year."""
    return [(who or "study", year or nameless) for who, year, nameless in STUDY.findall(text)]


def has_entry(who: str, year: str) -> bool:
    """Whether a row or a heading of the evidence, above the contrary evidence, names the study."""
    entries = text_of("evidence.md").split("\n## By mechanism")[1].split("\n## Contrary")[0]
    return any(who in line and year in line for line in entries.splitlines())


def test_studies_are_found_in_a_text():
    assert studies_in("direction: Schweitzer, Hershey & Bradlow 2006; Uysal, Lin & Bush 2012") == [
        ("Schweitzer", "2006"),
        ("Uysal", "2012"),
    ]
    assert studies_in("Cano & O'Leary 2000 (sixfold) and a 2001 study (38 %)") == [("Cano", "2000"), ("study", "2001")]
    assert studies_in("in five years, Marín, Christensen & Atkins 2014 [a]") == [("Marín", "2014")]
    assert not has_entry("Nobody", "2014")
    assert not has_entry("Schweitzer", "2013")


@pytest.mark.parametrize("one", everything(), ids=lambda one: one.place)
def test_every_source_has_an_entry_on_the_evidence_page(one):
    named = studies_in(one.quantity.source)
    assert named or one.quantity.mark == "x"
    assert [study for study in named if not has_entry(*study)] == []


def test_every_study_that_a_law_names_has_an_entry():
    named = []
    for info in pkgutil.iter_modules(trustsim.laws.__path__):
        module = importlib.import_module(f"trustsim.laws.{info.name}")
        functions = [value for value in vars(module).values() if inspect.isfunction(value)]
        for text in (module.__doc__, getattr(module, "source", ""), *(inspect.getdoc(law) or "" for law in functions)):
            named += studies_in(" ".join(text.split()))
    assert len(set(named)) > 8
    assert [study for study in set(named) if not has_entry(*study)] == []


@pytest.mark.parametrize("page", PAPERS, ids=ids(PAPERS))
def test_every_mark_is_explained(page):
    used = set(MARK.findall(page.read_text(encoding="utf-8")))
    assert {mark for mark, _ in used} <= set(MARKS)
    explained = text_of("evidence.md").split("## What stands on what")[0]
    assert [f"[{mark}{grade}]" for mark, grade in used if f"[{mark}{grade}]" not in explained] == []


def test_every_finding_carries_a_mark():
    column = None
    rows = 0
    for line in text_of("evidence.md").splitlines():
        if not line.startswith("|"):
            column = None
        elif column is None:
            heads = cells(line)
            column = next((place for place, head in enumerate(heads) if head in ("mark", "mark, source")), -1)
        elif column >= 0 and not line.startswith("|---"):
            rows += 1
            assert MARK.search(cells(line)[column]), line
    assert rows > 80


def unknown_numbers(text: str) -> set[str]:
    """Numbers of findings and of algebra that a text names and nothing knows."""
    algebra = set()
    for path in {*(ROOT / "tests").rglob("*.py"), *(ROOT / "trustsim").rglob("*.py")} - {Path(__file__)}:
        for first, last in re.findall(r"\bV(\d+)(?:–V(\d+))?\b", path.read_text(encoding="utf-8")):
            algebra |= {f"V{number}" for number in range(int(first), int(last or first) + 1)}
    return set(re.findall(r"\b[FV]\d+\b", text)) - set(validation.findings()) - algebra


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_numbers_of_findings_are_known(page):
    assert unknown_numbers(page.read_text(encoding="utf-8")) == set()


def test_an_unknown_number_is_found():
    assert unknown_numbers("As V7 and V4 say, but neither F999 nor V999 do.") == {"F999", "V999"}


# ------------------------------------------------------------------ links


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors_of(page: Path) -> set[str]:
    text = page.read_text(encoding="utf-8")
    return {slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)} | set(
        re.findall(r'<a id="([\w-]+)">', text)
    )


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        other = (page.parent / file).resolve() if file else page
        assert other.exists(), target
        assert not anchor or anchor in anchors_of(other), target


def test_every_page_is_in_the_index():
    index = text_of("README.md")
    assert [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and page.name not in index] == []
