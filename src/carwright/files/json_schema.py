"""JSON Schema (draft 2020-12) of plant.yaml, programme.yaml and evidence.yaml, for editors.

It is made from the model, whose docstrings become the descriptions that an editor shows. It is a
little stricter than `load`, which also takes a number for a text.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from carwright.files.vocabulary import APART
from carwright.model import Plant
from carwright.model.kinds import COLLECTIONS
from carwright.model.programme import Programme

SchemaOf = Literal["plant", "programme", "evidence"]
SCHEMAS: tuple[SchemaOf, ...] = get_args(SchemaOf)
"""Files that have a schema, by the beginning of their names."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DRAFTING = ("gt", "ge", "lt", "le")  # limits of values in base units, which no text has

EXAMPLES: dict[str, list[Any]] = {
    "name": ["Body line 2"],
    "variants": [{"sedan": {}, "wagon": {"title": "Station wagon"}}],
    "flow": [["body in -> weld -> (5) -> paint -> cars out"]],
    "stations": [{"weld": {"cycle": "lognormal(70 s, cv=0.1)", "failures": ["robot stop"]}}],
    "buffers": [{"body store": {"capacity": 40}}],
    "sources": [{"body in": {"makes": {"sedan": "60 %", "wagon": "40 %"}}}],
    "sinks": [{"cars out": {}}],
    "calendars": [{"day": {"shifts": [{"from": "06:00", "to": "14:00"}]}}],
    "failures": [{"robot stop": {"between": "exponential(20 h)", "repair": "8 min"}}],
    "crews": [{"maintenance": {"size": 2}}],
}


PROGRAMME_EXAMPLES: dict[str, list[Any]] = {
    "name": ["Compact car"],
    "decision": ["2025-03-01"],
    "activities": [
        {"plant": {"duration": "triangular(400 d, 500 d, 800 d)", "after": ["site + 30 d"]}}
    ],
    "milestones": [{"start of production": {"after": ["plant", "zero series"], "gate": True}}],
    "staff": [{"2025-03-01": 300, "2027-06-01": "triangular(2 k, 3 k, 5 k)"}],
    "resources": [{"prototype shop": 1}],
    "risks": [{"late tools": {"probability": "20 %", "hits": ["tools"], "delay": "60 d"}}],
    "options": [{"build": {"title": "Own plant"}, "walk away": {"walks_away": True}}],
}


def json_schema(of: SchemaOf = "plant") -> dict[str, Any]:
    """The schema of ``plant.yaml``, ``programme.yaml`` or ``evidence.yaml``, a new one at each
    call.
    """
    model = Programme if of == "programme" else Plant
    schema = model.model_json_schema(by_alias=True)
    definitions: dict[str, Any] = schema.pop("$defs")
    _tidy(definitions)
    _tidy(schema)
    properties: dict[str, Any] = schema["properties"]
    if of == "evidence":
        schema = {
            "title": "Evidence",
            "description": "Where the numbers of a scenario come from.",
            "type": "object",
            "properties": {"evidence": properties["evidence"]},
            "required": ["evidence"],
            "additionalProperties": False,
        }
    elif of == "programme":
        _programme(properties)
    else:
        _plant(schema, properties)
    used = _used(schema, definitions)
    kept = {name: each for name, each in definitions.items() if name in used}
    return {"$schema": _DIALECT, **schema, "$defs": kept}


def _programme(properties: dict[str, Any]) -> None:
    for key in ("evidence", "cases", "ramps"):  # files of their own
        del properties[key]
    for key, examples in PROGRAMME_EXAMPLES.items():
        properties[key]["examples"] = examples


def _plant(schema: dict[str, Any], properties: dict[str, Any]) -> None:
    for key in APART:
        del properties[key]
    properties["tables"] = {
        "title": "Tables",
        "description": "CSV files of objects: the column 'name', and columns that are fields.",
        "type": "object",
        "properties": {key: _files(key) for key in COLLECTIONS},
        "additionalProperties": False,
        "examples": [{"stations": ["stations.csv"]}],
    }
    for key, examples in EXAMPLES.items():
        properties[key]["examples"] = examples
    # An object without any value, or whole collections, may come from a table.
    schema["required"] = [key for key in schema["required"] if key not in COLLECTIONS]
    for key, kind in COLLECTIONS.items():
        properties[key].pop("minProperties", None)
        if not any(field.is_required() for field in kind.model_fields.values()):
            _may_be_empty(properties[key])


def _files(key: str) -> dict[str, Any]:
    name = {"type": "string", "pattern": r"\.[cC][sS][vV]$"}
    many = {"type": "array", "items": name}
    return {"description": f"Tables of {key}.", "anyOf": [many, name]}


def _may_be_empty(collection: dict[str, Any]) -> None:
    """``sedan:`` alone is an object with nothing said."""
    patterns = collection["patternProperties"]
    for pattern, each in patterns.items():
        patterns[pattern] = {"anyOf": [each, {"type": "null"}]}


def _tidy(schema: Any) -> None:
    """Drop what only the model understands, and refuse names that no object may have."""
    if isinstance(schema, list):
        for each in schema:
            _tidy(each)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "string" or "examples" in schema:
        for key in _DRAFTING:
            schema.pop(key, None)
    if schema.get("type") == "string":
        schema.pop("minimum", None)
        schema.pop("maximum", None)
    for key, each in schema.get("properties", {}).items():
        each.setdefault("title", key.replace("_", " ").title())
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    for key, each in schema.items():
        if key not in ("examples", "default"):
            _tidy(each)


def _used(schema: Any, definitions: dict[str, Any]) -> set[str]:
    """Names of the definitions that a schema comes to."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case {"$ref": str(reference), **rest}:
                name = reference.rpartition("/")[2]
                if name not in found:
                    found.add(name)
                    waiting.append(definitions[name])
                waiting.extend(rest.values())
            case dict() as mapping:
                waiting.extend(mapping.values())
            case list() as items:
                waiting.extend(items)
    return found
