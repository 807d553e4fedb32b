"""What must stay true of the repository itself: generated files are fresh, the table of contents is complete."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import trustsim
from trustsim.config import config_schema
from trustsim.parameters import Parameters, Relationship, Traits, quantities
from trustsim.store.manifest import manifest_schema

ROOT = Path(__file__).parent.parent


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


def test_the_schema_beside_the_configs_is_fresh():
    stored = json.loads((ROOT / "configs" / "trustsim.schema.json").read_text())
    assert stored == config_schema(), "run: trustsim schema --write configs/trustsim.schema.json"


def test_the_schema_of_the_manifest_is_fresh():
    stored = json.loads((ROOT / "docs" / "manifest.schema.json").read_text())
    assert stored == manifest_schema(), "run: trustsim schema --manifest --write docs/manifest.schema.json"


def test_constraints_for_pip_are_those_of_uv():
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert pins == project()["tool"]["uv"]["constraint-dependencies"]
    assert all("==" in pin and "://" not in pin for pin in pins)


def test_every_requirement_was_tested_in_some_version():
    wanted = project()["project"]["dependencies"]
    pinned = {pin.split("==")[0] for pin in project()["tool"]["uv"]["constraint-dependencies"]}
    assert {requirement.split(">")[0].replace(".", "-") for requirement in wanted} <= pinned


def test_one_version():
    assert trustsim.__version__ == project()["project"]["version"]
    assert f"version: {trustsim.__version__}" in (ROOT / "CITATION.cff").read_text()
    assert f"## {trustsim.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_the_table_of_contents_names_what_there_is():
    for name in trustsim.__all__:
        assert getattr(trustsim, name) is not None
        assert f"``{name}``" in trustsim.__doc__
    assert set(trustsim._HOMES) == set(trustsim.__all__)
    typed = next(
        node for node in ast.parse(Path(trustsim.__file__).read_text()).body if isinstance(node, ast.If)
    )  # the TYPE_CHECKING block
    assert {alias.name for line in typed.body for alias in line.names} == set(trustsim.__all__)


def test_importing_the_package_is_cheap():
    heavy = ["mesa", "pandas", "matplotlib", "numba", "networkx", "scipy", "pyarrow", "pydantic"]
    code = f"import sys, trustsim; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_number_is_described_with_its_source():
    names = []
    for table in (Traits, Parameters, Relationship):
        for name, quantity in quantities(table).items():
            names.append(name)
            assert quantity.about, name
            assert quantity.source, name
            assert quantity.limits[0] <= quantity.range[0] <= quantity.range[1] <= quantity.limits[1], name
    traits_and_parameters = [*Traits._fields, *Parameters._fields]
    assert len(set(traits_and_parameters)) == len(traits_and_parameters), "TrustModel takes both by their own names"


def test_every_test_module_is_collected():
    named = {path for path in (ROOT / "tests").rglob("*.py") if path.name.startswith("test_")}
    helpers = {path for path in (ROOT / "tests").rglob("*.py") if not path.name.startswith("test_")}
    for path in helpers:
        defined = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
        assert not [name for name in defined if name.startswith("test")], path
    for path in named:
        classes = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef)]
        holding = [
            name
            for name in classes
            if not name.startswith("Test")
            and "def test_" in ast.get_source_segment(path.read_text(), _class(path, name))
        ]
        assert not holding, f"{path}: a class that does not start with Test never runs"


def _class(path: Path, name: str) -> ast.ClassDef:
    return next(
        node for node in ast.parse(path.read_text()).body if isinstance(node, ast.ClassDef) and node.name == name
    )
