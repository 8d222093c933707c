"""The house keeps its rules: floors, nevers, sizes and names.

Every rule is held twice: against this repository, and against a small tree with one fault that
it must find, so that no rule is green because it looks at nothing.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import house_rules as rules

REPOSITORY = Path(__file__).parent.parent
PACKAGE = REPOSITORY / "src" / "carwright"

Rule = Callable[[rules.Tree], list[str]]
ALL_RULES: tuple[Rule, ...] = (
    rules.rooms_without_floor,
    rules.imports_upwards,
    rules.forbidden_imports,
    rules.clock_readings,
    rules.engine_reaching_model,
    rules.import_circle,
    rules.packages_without_docstring,
)


@pytest.fixture(scope="module")
def house() -> rules.Tree:
    return rules.Tree(PACKAGE)


def code_files() -> list[Path]:
    folders = ("src", "tests", "tools", "examples", "benchmarks", "docs")
    return sorted(
        path
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*")
        if path.suffix in rules.CODE_SUFFIXES and "vendor" not in path.parts
    )


@pytest.mark.parametrize("rule", ALL_RULES)
def test_house_keeps_the_rule(rule: Rule, house: rules.Tree) -> None:
    assert rule(house) == []


def test_house_is_looked_at(house: rules.Tree) -> None:
    assert {"carwright", "carwright.engine", "carwright.cli"} <= house.modules.keys()
    assert PACKAGE / "__init__.py" in code_files()


def test_no_file_is_too_long() -> None:
    assert rules.long_files(code_files()) == []


def test_no_function_is_too_long() -> None:
    assert rules.long_functions(code_files()) == []


def test_names_say_something() -> None:
    assert rules.empty_names(code_files(), REPOSITORY) == []


def test_only_the_bindings_know_python() -> None:
    native = [p for p in code_files() if p.is_relative_to(REPOSITORY / "src" / "native")]
    includes = re.compile(r"#\s*include\s*[<\"](nanobind/|Python\.h)")
    knowing = {path.stem for path in native if includes.search(path.read_text("utf-8"))}
    assert "bindings" in knowing
    assert [stem for stem in knowing if not stem.endswith("bindings")] == []


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, carwright; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in run.stdout.split()}
    assert "carwright" in loaded
    assert loaded & {"duckdb", "numpy", "polars", "pydantic", "rich", "scipy", "typer"} == set()


FAULTS: list[tuple[Rule, dict[str, str]]] = [
    (rules.rooms_without_floor, {"cellar.py": ""}),
    (rules.imports_upwards, {"units.py": "from carwright.model import x", "model.py": ""}),
    (rules.imports_upwards, {"units.py": "def f():\n    from . import files", "files.py": ""}),
    (rules.imports_upwards, {"files.py": "import carwright.compile"}),
    (rules.imports_upwards, {"files.py": "from carwright import Plant"}),
    (rules.imports_upwards, {"files.py": "import importlib\nimportlib.import_module('.cli')"}),
    (
        rules.imports_upwards,
        {"model.py": "if TYPE_CHECKING:\n    from .results.run import Run", "results/run.py": ""},
    ),
    (rules.forbidden_imports, {"model/a.py": "import numpy as np"}),
    (rules.forbidden_imports, {"model/a.py": "def f():\n    from json import loads"}),
    (rules.forbidden_imports, {"model/a.py": "import time"}),
    (
        rules.engine_reaching_model,
        {"engine/a.py": "from ..model import x", "model/__init__.py": ""},
    ),
    (
        rules.engine_reaching_model,
        {
            "engine/a.py": "from carwright.compile.schema import TABLES",
            "compile/schema.py": "import carwright.model.plant",
            "model/plant.py": "",
        },
    ),
    (rules.forbidden_imports, {"engine/a.py": "from carwright.compile import compile_plant"}),
    (rules.forbidden_imports, {"analysis/a.py": "import carwright.engine.run"}),
    (rules.forbidden_imports, {"results/a.py": "import ruamel.yaml"}),
    (rules.forbidden_imports, {"connectors.py": "import carwright.studio"}),
    (rules.forbidden_imports, {"__init__.py": "from carwright.cli import main"}),
    (rules.clock_readings, {"model/a.py": "d = datetime.now(UTC)"}),
    (
        rules.import_circle,
        {"model/a.py": "from .b import x", "model/b.py": "import carwright.model.a"},
    ),
    (
        rules.import_circle,
        {"model/__init__.py": "from .a import A", "model/a.py": "from carwright.model import B"},
    ),
    (rules.packages_without_docstring, {"model/a.py": ""}),
    (rules.packages_without_docstring, {"model/__init__.py": "# no docstring"}),
]


def plant(root: Path, files: dict[str, str]) -> rules.Tree:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return rules.Tree(root)


@pytest.mark.parametrize(("rule", "files"), FAULTS)
def test_rule_finds_the_fault(rule: Rule, files: dict[str, str], tmp_path: Path) -> None:
    assert rule(plant(tmp_path, files)) != []


ALLOWED: list[dict[str, str]] = [
    {"engine/a.py": "from carwright.compile import schema", "compile/schema.py": ""},
    {"results/a.py": "from carwright import __version__"},
    {"cli/a.py": "import carwright.studio.server"},
    {"__main__.py": "from carwright.cli import main"},
    {"model/__init__.py": "from .a import A", "model/a.py": "from .b import B", "model/b.py": ""},
    {"units.py": "from carwright.errors import CarwrightError", "errors.py": ""},
]


@pytest.mark.parametrize("files", ALLOWED)
def test_rules_allow_what_is_right(files: dict[str, str], tmp_path: Path) -> None:
    inits = {str(Path(name).parent / "__init__.py"): '"""Said."""' for name in files}
    house = plant(tmp_path, inits | files)
    offences = [rule(house) for rule in ALL_RULES if rule is not rules.packages_without_docstring]
    assert offences == [[]] * len(offences)


def test_sizes_and_names_are_measured(tmp_path: Path) -> None:
    plant(tmp_path, {"line_utils.py": "x = 1\n" * 801, "b.py": "def f():\n" + "    x = 1\n" * 60})
    plant(tmp_path, {"c.py": "class PlantManager: ...\n", "d.py": "def manage(): ...\n"})
    files = sorted(tmp_path.iterdir())
    assert len(rules.long_files(files)) == 1
    assert len(rules.long_functions(files)) == 1
    assert len(rules.empty_names(files, tmp_path)) == 2
