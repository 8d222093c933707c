"""What differs between two plants, in the words of the scenario."""

import pytest

from analysis.made import plant
from carwright.analysis import changes


def told(before: dict, after: dict) -> list[str]:
    return [str(change) for change in changes(plant(**before), plant(**after))]


def stations(**press: object) -> dict:
    return {
        "stations": {"press": {"cycle": "60 s", "machines": 2} | press, "test": {"cycle": "45 s"}}
    }


def test_equal_plants_differ_in_nothing() -> None:
    assert told({}, {}) == []
    assert told(stations(cycle="1 min"), stations()) == []


def test_a_value() -> None:
    assert told(stations(), stations(cycle="55 s")) == ["stations.press.cycle: 1 min -> 55 s"]


def test_a_default_that_is_set_and_one_that_is_left() -> None:
    assert told(stations(), stations(batch=4)) == ["stations.press.batch: new: 4"]
    assert told(stations(batch=4), stations()) == ["stations.press.batch: gone (was 4)"]


def test_an_object_that_only_one_has() -> None:
    assert told({}, {"buffers": {"shelf": {"capacity": 5}}}) == [
        'buffers: new: {"shelf": {"capacity": 5}}'
    ]
    first = {"buffers": {"shelf": {"capacity": 5}}}
    second = {"buffers": {"shelf": {"capacity": 6}, "rack": {}}}
    assert told(first, second) == ["buffers.shelf.capacity: 5 -> 6", "buffers.rack: new: {}"]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (["a -> b", "b -> c"], []),
        (["a -> b", "b -> d"], ['flow.1: was "b -> c", now "b -> d"']),
        (["x -> a", "a -> b", "b -> c"], ["flow.0: new: x -> a"]),
        (["b -> c"], ["flow.0: gone (was a -> b)"]),
    ],
)
def test_entries_of_lists(after: list[str], expected: list[str]) -> None:
    assert told({"flow": ["a -> b", "b -> c"]}, {"flow": after}) == expected


def test_of_long_ways_the_place_where_they_part_is_shown() -> None:
    ways = [" -> ".join(f"station {n}" for n in range(60)) + f" -> {end}" for end in ("a", "b")]
    (change,) = told({"flow": ways[:1]}, {"flow": ways[1:]})
    assert '-> station 59 -> a", now "...' in change
    assert change.endswith('-> station 59 -> b"')
    assert len(change) < 350


def test_long_values_are_cut() -> None:
    (change,) = changes(plant(), plant(note="x" * 1000))
    assert len(str(change)) < 200
    assert str(change).endswith("...")
