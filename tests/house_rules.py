"""The rules of the house, each a function from a source tree to the list of its offences.

They read the syntax tree instead of importing: an import inside a function or under
TYPE_CHECKING ties two rooms together as much as one at the top of a file.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = "carwright"

# From the ground up. A room imports only rooms of lower floors.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "elementary"}),
    frozenset({"units"}),
    frozenset({"model"}),
    frozenset({"compile", "files"}),
    frozenset({"results", "library"}),
    frozenset({"engine", "analysis"}),
    frozenset({"experiment", "report"}),
    frozenset({"planning", "programme"}),
    frozenset({"connectors", "studio"}),
    frozenset({"cli"}),
    frozenset({"__main__"}),  # python -m carwright
)

# Who may import from these packages at all.
ONLY_IN = {
    "ruamel": {"files"},
    "yaml": {"files"},
    f"{PACKAGE}.studio": {"cli"},
    f"{PACKAGE}.cli": {"__main__"},
}

# What a room never imports, whatever its floor would allow.
NEVER_IN = {
    "model": {
        "numpy": "a model is plain values",
        "polars": "a model is plain values",
        "pandas": "a model is plain values",
        "scipy": "a model is plain values",
        "duckdb": "a model is plain values",
        "configparser": "file formats live in files",
        "csv": "file formats live in files",
        "json": "file formats live in files",
        "pickle": "file formats live in files",
        "sqlite3": "file formats live in files",
        "tomllib": "file formats live in files",
        "xml": "file formats live in files",
        "time": "a model knows no clock",
    },
    "analysis": {f"{PACKAGE}.engine": "an analysis takes tables, whoever made them"},
}

# What the engine may know of the compiler: the tables that cross the border, no more.
ENGINE_SEES = {f"{PACKAGE}.compile.{name}" for name in ("line", "program", "schema", "tallies")}

# Calls that read the clock of the machine.
CLOCK_CALLS = {"now", "utcnow", "today"}

FORBIDDEN_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers"}
MOST_LINES_IN_FILE = 800
MOST_LINES_IN_FUNCTION = 60
CODE_SUFFIXES = {".py", ".pyi", ".cpp", ".hpp", ".h", ".js", ".sh"}


@dataclass(frozen=True)
class Import:
    """One imported module: `name` is what was taken out of it, None for the module itself."""

    line: int
    module: str
    name: str | None = None


@dataclass(frozen=True)
class Module:
    """A Python file of the package, parsed."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first name below the package; empty for the package's own `__init__`."""
        return self.name.removeprefix(PACKAGE).removeprefix(".").partition(".")[0]

    @property
    def package(self) -> str:
        """The package that this module's relative imports start from."""
        is_package = self.path.name == "__init__.py"
        return self.name if is_package else self.name.rpartition(".")[0]


class Tree:
    """The Python files below a folder that is the package."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def modules(self) -> dict[str, Module]:
        """Every module by its dotted name."""
        found = {}
        for path in sorted(self.root.rglob("*.py")):
            parts = [PACKAGE, *path.relative_to(self.root).with_suffix("").parts]
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path, ast.parse(path.read_text("utf-8"), str(path)))
        return found

    def imports(self, module: Module) -> list[Import]:
        """Every import of the module, with names that are modules resolved to these."""
        return [self._resolve(each) for each in _imports(module)]

    def _resolve(self, each: Import) -> Import:
        submodule = f"{each.module}.{each.name}"
        return Import(each.line, submodule) if submodule in self.modules else each


def _imports(module: Module) -> Iterator[Import]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Import(names=names):
                yield from (Import(node.lineno, alias.name) for alias in names)
            case ast.ImportFrom(names=names):
                source = _absolute("." * node.level + (node.module or ""), module.package)
                yield from (Import(node.lineno, source, alias.name) for alias in names)
            case ast.Call(
                func=ast.Name(id="import_module" | "__import__")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(target)), *_],
            ):
                yield Import(node.lineno, _absolute(target, module.package))


def _absolute(target: str, package: str) -> str:
    bare = target.lstrip(".")
    level = len(target) - len(bare)
    if level == 0:
        return target
    base = package.split(".")[: len(package.split(".")) - level + 1]
    return ".".join([*base, bare] if bare else base)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _floor(room: str) -> int | None:
    return next((number for number, rooms in enumerate(FLOORS) if room in rooms), None)


def rooms_without_floor(tree: Tree) -> list[str]:
    """Rooms that nobody has given a place in the house."""
    rooms = {module.room for module in tree.modules.values()} - {""}
    return [f"{room}: give it a floor" for room in sorted(rooms) if _floor(room) is None]


def imports_upwards(tree: Tree) -> list[str]:
    """Imports of a room from the same or a higher floor, or of the package's root."""
    return [
        f"{module.name}:{each.line} imports {each.module}"
        for module in tree.modules.values()
        if module.room
        for each in tree.imports(module)
        if _within(each.module, PACKAGE) and not _may_import(module.room, each)
    ]


def _may_import(room: str, each: Import) -> bool:
    if each.module == PACKAGE:
        # The root opens on every room, so taking anything else from it would hide the floor.
        return each.name == "__version__"
    target = each.module.split(".")[1]
    if target == room:
        return True
    here, there = _floor(room), _floor(target)
    return here is not None and there is not None and there < here


def forbidden_imports(tree: Tree) -> list[str]:
    """Imports that break one of the nevers."""
    return [
        f"{module.name}:{each.line} imports {each.module}: {reason}"
        for module in tree.modules.values()
        for each in tree.imports(module)
        for reason in _reasons_against(module.room, each.module)
    ]


def _reasons_against(room: str, target: str) -> Iterator[str]:
    for package, reason in NEVER_IN.get(room, {}).items():
        if _within(target, package):
            yield reason
    for package, rooms in ONLY_IN.items():
        home = package.removeprefix(f"{PACKAGE}.")
        if _within(target, package) and room not in {*rooms, home}:
            yield f"only {', '.join(sorted(rooms))} may"
    if room == "engine" and _within(target, f"{PACKAGE}.compile") and target not in ENGINE_SEES:
        yield f"the engine sees {', '.join(sorted(ENGINE_SEES))} only"


def clock_readings(tree: Tree) -> list[str]:
    """Calls in the model that ask the machine what time it is."""
    return [
        f"{module.name}:{node.lineno} calls {node.func.attr}()"
        for module in tree.modules.values()
        if module.room == "model"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_CALLS
    ]


def engine_reaching_model(tree: Tree) -> list[str]:
    """Modules of the model that the engine comes to through the tables it may see."""
    graph = _graph(tree)
    reached: set[str] = set()
    waiting = [name for name in graph if tree.modules[name].room == "engine"]
    while waiting:
        name = waiting.pop()
        waiting.extend(graph.get(name, set()) - reached)
        reached |= graph.get(name, set())
    return sorted(
        f"engine reaches {name}" for name in reached if tree.modules[name].room == "model"
    )


def import_circle(tree: Tree) -> list[str]:
    """The modules of one import circle in order, or nothing."""
    try:
        TopologicalSorter(_graph(tree)).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _graph(tree: Tree) -> dict[str, set[str]]:
    # The root is left out: it names every room, and loads one only when asked for it.
    modules = {name: module for name, module in tree.modules.items() if module.room}
    return {
        name: ({each.module for each in tree.imports(module)} & modules.keys()) - {name}
        for name, module in modules.items()
    }


def packages_without_docstring(tree: Tree) -> list[str]:
    """Folders with Python files whose `__init__.py` is missing or does not say what they are."""
    folders = {module.path.parent for module in tree.modules.values()}
    inits = {module.path: module for module in tree.modules.values()}
    return [
        f"{folder.relative_to(tree.root.parent)}: no docstring in __init__.py"
        for folder in sorted(folders)
        if not (init := inits.get(folder / "__init__.py")) or not ast.get_docstring(init.tree)
    ]


def long_files(files: list[Path]) -> list[str]:
    """Files that have outgrown their room."""
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in files}
    return [f"{path}: {n} lines" for path, n in lengths.items() if n > MOST_LINES_IN_FILE]


def long_functions(files: list[Path]) -> list[str]:
    """Python functions that do more than one thing."""
    return [
        f"{path}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1} lines"
        for path in files
        for node in _definitions(path)
        if not isinstance(node, ast.ClassDef) and node.end_lineno is not None
        if node.end_lineno - node.lineno + 1 > MOST_LINES_IN_FUNCTION
    ]


def empty_names(files: list[Path], root: Path) -> list[str]:
    """Files, folders, classes and functions named for nothing in particular."""
    named = [(str(path), part) for path in files for part in path.relative_to(root).parts]
    named += [(f"{path}:{node.lineno}", node.name) for path in files for node in _definitions(path)]
    return sorted({f"{where} {name}" for where, name in named if _words(name) & FORBIDDEN_WORDS})


def _definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    if path.suffix == ".py":
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield node


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}
