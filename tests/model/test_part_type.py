from typing import Any

import pytest

from carwright.model import Plant
from carwright.model.part_type import PartType, count_part_types, part_types


def plant(options: dict[str, Any], **changes: Any) -> Plant:
    base: dict[str, Any] = {
        "name": "types",
        "start": "2025-01-06",
        "variants": {"sedan": {}, "wagon": {}},
        "components": {"door": {}},
        "options": options,
        "sources": {"in": {"makes": "sedan"}},
        "sinks": {"out": {}},
        "flow": ["in -> out"],
    }
    return Plant.model_validate(base | changes)


def test_without_options_a_type_is_a_variant_or_a_component() -> None:
    assert part_types(plant({})) == (PartType("sedan"), PartType("wagon"), PartType("door"))


def test_options_multiply_and_their_shares_too() -> None:
    options = {"roof": {"share": 0.25}, "towbar": {"share": 0.4, "variants": ["wagon"]}}
    types = part_types(plant(options))
    assert [(t.name, pytest.approx(t.share)) for t in types] == [
        ("sedan", 0.75),
        ("sedan + roof", 0.25),
        ("wagon", 0.75 * 0.6),
        ("wagon + towbar", 0.75 * 0.4),
        ("wagon + roof", 0.25 * 0.6),
        ("wagon + roof + towbar", 0.25 * 0.4),
        ("door", 1.0),
    ]


def test_an_option_of_all_cars_or_of_none_makes_no_further_type() -> None:
    scenario = plant({"radio": {"share": 1.0}, "ashtray": {"share": 0.0}})
    assert [t.name for t in part_types(scenario)] == ["sedan + radio", "wagon + radio", "door"]
    assert count_part_types(scenario) == 3


def test_types_are_counted_without_being_made() -> None:
    scenario = plant({f"option {n}": {"share": 0.5} for n in range(60)})
    assert count_part_types(scenario) == 2 * 2**60 + 1
