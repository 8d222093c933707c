"""What `faults` promises as a whole; each single fault stands in tests/files/bad_scenarios.txt."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from carwright.compile import compile_plant
from carwright.model import Plant
from carwright.model.check import faults
from strategies import plants

DAY = 86_400_000

BASE: dict[str, Any] = {
    "name": "check",
    "start": "2025-01-06",
    "variants": {"sedan": {}, "wagon": {}},
    "sources": {"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}},
    "stations": {"weld": {"cycle": "60 s"}, "paint": {"cycle": "60 s"}},
    "sinks": {"out": {}},
    "flow": ["in -> weld -> paint -> out"],
}


def found(unread: Any = (), **changes: Any) -> list[tuple[Any, ...]]:
    return [fault.path for fault in faults(Plant.model_validate(BASE | changes), unread)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(plants())
def test_a_plant_without_faults_compiles(plant: Plant) -> None:
    program = compile_plant(plant, horizon=3 * DAY)
    assert set(program.names.objects) <= {
        *plant.sources,
        *plant.stations,
        *plant.buffers,
        *plant.conveyors,
        *plant.sinks,
    } | {name for name in program.names.objects if " > " in name}


def test_every_fault_has_a_mend() -> None:
    plant = Plant.model_validate(
        BASE
        | {
            "shops": {"body": {"calendar": "night"}},
            "crews": {"repair": {"size": 1}},
            "failures": {"stop": {"between": 5, "repair": "1 s", "crew": "repair", "people": 2}},
            "flow": ["in -> weld -> pant", "paint -> out -> weld"],
        }
    )
    told = faults(plant)
    assert len(told) == 5
    assert all(fault.what and fault.mend for fault in told)


def test_nothing_is_told_of_what_could_not_be_read() -> None:
    shop = {"shops": {"body": {"calendar": "night"}}}
    assert found(**shop) == [("shops", "body", "calendar")]
    assert found([("shops", "body", "calendar")], **shop) == []
    assert found([("shops", "body")], **shop) == []
    assert found([("calendars",)], **shop) == []
    assert found([("calendars", "night")], **shop) == []
    assert found([("calendars", "day")], **shop) == [("shops", "body", "calendar")]


def test_what_is_missing_from_the_flow_is_told_only_where_the_flow_is_known() -> None:
    cut = {"flow": ["in -> weld"]}
    ends = [("stations", "paint"), ("sinks", "out"), ("stations", "weld")]
    assert sorted(found(**cut)) == sorted(ends)
    for unread in (("flow",), ("stations", "weld"), ("sources", "in", "makes"), ("sinks",)):
        assert found([unread], **cut) == []
    assert sorted(found([("stations", "weld", "cycle")], **cut)) == sorted(ends)


def test_an_order_list_must_be_there() -> None:
    sources = {"in": {"orders": "june.csv"}}
    assert found(sources=sources) == [("sources", "in", "orders")]
    lists = {"june.csv": [{"variant": "sedan"}, {"variant": "coupe"}]}
    assert found(sources=sources, order_lists=lists) == [("order_lists", "june.csv", 1, "variant")]
    assert found(sources=sources, order_lists={"june.csv": []}) == [("order_lists", "june.csv")]


def test_an_empty_mix_makes_nothing() -> None:
    sources = BASE["sources"] | {"none": {"makes": {"sedan": 0, "wagon": 0}}}
    assert ("sources", "none", "makes") in found(sources=sources)


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ({"rework": 0.1, "rework_to": "weld"}, []),
        ({"rework": 0.6, "scrap": 0.6}, [("stations", "paint", "test")]),
        ({"scrap": 1.0}, [("sinks", "out")]),
        ({"rework": 1.0, "rework_to": "weld"}, []),
    ],
)
def test_tests_may_send_parts_anywhere(test: dict[str, Any], told: list[Any]) -> None:
    stations = {"weld": {"cycle": "60 s"}, "paint": {"cycle": "60 s", "test": test}}
    flow = ["in -> weld -> paint" + ("" if test.get("scrap") == 1.0 else " -> out")]
    assert found(stations=stations, flow=flow) == told
