"""The schemas serve editors: they take what `load` takes, and find what is misspelt."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from carwright import files
from carwright.files.json_schema import SCHEMAS
from carwright.files.nodes import compose
from files.bad import cases
from files.good import EVIDENCE, PLANT, write
from files.good_programme import PROGRAMME

REPOSITORY = Path(__file__).parents[2]
SCHEMA_PLACE = REPOSITORY / "docs" / "schema"


def plain(text: str) -> Any:
    node = compose(text, "x", lambda *finding: None)
    return node.plain() if node else None


def errors(text: str, of: Any = "plant") -> list[str]:
    validator = Draft202012Validator(files.json_schema(of))
    return [error.message for error in validator.iter_errors(plain(text))]


@pytest.mark.parametrize("of", SCHEMAS)
def test_it_is_a_schema(of: Any) -> None:
    Draft202012Validator.check_schema(files.json_schema(of))


def test_it_takes_what_is_good(tmp_path: Path) -> None:
    assert errors(PLANT) == []
    assert errors(EVIDENCE, "evidence") == []
    files.new(tmp_path / "new")
    assert errors((tmp_path / "new" / "plant.yaml").read_text("utf-8")) == []
    assert errors((tmp_path / "new" / "evidence.yaml").read_text("utf-8"), "evidence") == []
    files.new(tmp_path / "programme", of="programme")
    for of in ("programme", "evidence"):
        assert errors((tmp_path / "programme" / f"{of}.yaml").read_text("utf-8"), of) == []


@pytest.mark.parametrize("folder", ["src/carwright/library/su7", "examples/van_by_contract"])
def test_it_takes_the_programmes_that_come_along(folder: str) -> None:
    """Their first lines lead an editor to the schemas, which stand published under docs."""
    for of in ("programme", "evidence"):
        text = (REPOSITORY / folder / f"{of}.yaml").read_text("utf-8")
        assert errors(text, of) == []
        named = text.splitlines()[0].partition("$schema=")[2]
        assert (REPOSITORY / folder / named).resolve() == SCHEMA_PLACE / f"{of}.schema.json"


@pytest.mark.parametrize("of", SCHEMAS)
def test_the_published_schema_is_up_to_date(of: Any) -> None:
    text = (SCHEMA_PLACE / f"{of}.schema.json").read_text("utf-8")
    there = json.loads(text)
    assert there == files.json_schema(of), f"carwright schema {of} -o docs/schema/{of}.schema.json"


PROGRAMME_SLIPS = {
    "misspelt key": ("currency: EUR", "curency: EUR"),
    "misspelt key below": ("finish_by:", "finnish_by:"),
    "missing key": ("choice: build\n", ""),
    "unknown choice": ("until: first_delivery", "until: delivery"),
    "list for a mapping": ("resources:\n  workshop: 1", "resources: [workshop]"),
    "mapping for a list": ("after: [site]", "after: {site: 1}"),
    "text for a switch": ("walks_away: true", "walks_away: perhaps"),
    "evidence in the wrong file": ("choice: build\n", "choice: build\nevidence: []\n"),
}


@pytest.mark.parametrize("kind", PROGRAMME_SLIPS)
def test_it_finds_what_has_the_wrong_shape_in_a_programme(kind: str) -> None:
    old, new = PROGRAMME_SLIPS[kind]
    assert PROGRAMME.count(old) == 1
    assert errors(PROGRAMME, "programme") == []
    assert errors(PROGRAMME.replace(old, new), "programme") != []


SHAPES = [
    "misspelt key",
    "misspelt key of an object",
    "misspelt key deep within",
    "no unit",
    "unknown choice",
    "unknown weekday",
    "text for a list",
    "list for a mapping",
    "text for a number",
    "far too many",
    "no capacity at all",
    "name with an arrow",
    "nothing given",
    "evidence in plant.yaml",
    "table of nothing",
    "unknown version",
]


@pytest.mark.parametrize("kind", SHAPES)
def test_it_finds_what_has_the_wrong_shape(kind: str, tmp_path: Path) -> None:
    case = next(case for case in cases() if case.kind == kind)
    assert errors((case.make(tmp_path) / "plant.yaml").read_text("utf-8")) != []


def test_it_finds_a_misspelt_key_of_evidence() -> None:
    assert errors(EVIDENCE.replace("status: press", "statsu: press"), "evidence") != []


@pytest.mark.parametrize("of", SCHEMAS)
def test_everything_is_described(of: Any) -> None:
    """What an editor shows for a key is why the schema is there."""
    bare = [
        f"{name}.{key}"
        for name, each in files.json_schema(of)["$defs"].items()
        for key, field in each.get("properties", {}).items()
        if not field.get("description") or not field.get("title")
    ]
    fields = files.json_schema(of)["properties"].items()
    assert bare + [key for key, field in fields if not field.get("description")] == []


@pytest.mark.parametrize("of", SCHEMAS)
def test_it_says_nothing_in_the_units_of_the_model(of: Any) -> None:
    def limits(schema: Any) -> list[Any]:
        if isinstance(schema, list):
            return [found for each in schema for found in limits(each)]
        if not isinstance(schema, dict):
            return []
        limited = {"minimum", "ge", "gt", "le", "maximum"} & schema.keys()
        here = [schema] if schema.get("type") == "string" and limited else []
        return here + [found for each in schema.values() for found in limits(each)]

    assert limits(files.json_schema(of)) == []


def test_saved_plants_fit_it(tmp_path: Path) -> None:
    files.save(files.load(write(tmp_path)), tmp_path)
    assert errors((tmp_path / "plant.yaml").read_text("utf-8")) == []
