from typing import Any

import pytest

from carwright.model import Buffer, Plant
from carwright.model.flow import Network, arriving, network


def plant(flow: list[Any], **changes: Any) -> Plant:
    base: dict[str, Any] = {
        "name": "flow",
        "start": "2025-01-06",
        "variants": {"sedan": {}, "wagon": {}},
        "components": {"door": {}},
        "sources": {"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}, "doors": {"makes": "door"}},
        "stations": {"a": {"cycle": "60 s", "shop": "body"}, "b": {"cycle": "60 s"}},
        "buffers": {"store": {"capacity": 3}},
        "conveyors": {"belt": {"length": "10 m", "speed": "0.1 m/s", "capacity": 4}},
        "sinks": {"out": {}},
        "shops": {"body": {}},
        "flow": flow,
    }
    return Plant.model_validate(base | changes)


def steps(net: Network) -> list[tuple[str, str]]:
    return [(link.start, link.end) for link in net.links]


def test_a_path_becomes_links_in_order() -> None:
    net = network(plant(["in -> a -> belt -> b -> out"]))
    assert steps(net) == [("in", "a"), ("a", "belt"), ("belt", "b"), ("b", "out")]
    assert net.faults == ()
    assert net.links[0].products == ("sedan", "wagon", "door")
    assert [link.end for link in net.out["a"]] == ["belt"]
    assert [link.start for link in net.into["out"]] == ["b"]


def test_a_number_in_brackets_is_a_buffer_named_after_its_neighbours() -> None:
    net = network(plant(["in -> a -> (5) -> b -> out"]))
    node = net.nodes["a > b"]
    assert node.anonymous
    assert node.placed == Buffer(capacity=5, shop="body")
    assert steps(net)[1:3] == [("a", "a > b"), ("a > b", "b")]


def test_nodes_are_grouped_by_kind() -> None:
    kinds = [n.kind for n in network(plant(["in -> a -> (5) -> b -> out"])).nodes.values()]
    groups = ("source", "station", "buffer", "conveyor", "sink")
    assert kinds == sorted(kinds, key=groups.index)


def test_an_anonymous_buffer_waits_for_the_later_of_its_neighbours() -> None:
    phases = {"one": {"from": "2025-01-06"}, "two": {"from": "2026-01-05"}}
    stations = {"a": {"cycle": "1 s", "phase": "two"}, "b": {"cycle": "1 s", "phase": "one"}}
    net = network(plant(["in -> a -> (5) -> b -> (1) -> out"], phases=phases, stations=stations))
    assert net.nodes["a > b"].placed.phase == "two"
    assert net.nodes["b > out"].placed.phase == "one"


def test_equal_steps_are_one_link_with_the_shares_added() -> None:
    net = network(
        plant(
            [
                {"path": "in -> a", "variants": ["sedan"], "share": 0.25},
                {"path": "in -> a -> out", "share": 0.5},
                {"path": "in -> b -> out", "variants": ["wagon"]},
            ]
        )
    )
    assert steps(net) == [("in", "a"), ("a", "out"), ("in", "b"), ("b", "out")]
    assert net.links[0].shares == {"sedan": 0.75, "wagon": 0.5, "door": 0.5}
    assert net.links[2].shares == {"wagon": None}
    assert [link.end for link in net.ways("in", "wagon")] == ["a", "b"]
    assert [link.end for link in net.ways("in", "sedan")] == ["a"]


def test_what_can_arrive_follows_variants_rework_and_components() -> None:
    stations = {
        "a": {"cycle": "1 s", "test": {"rework": 0.1, "rework_to": "b"}},
        "b": {"cycle": "1 s"},
    }
    ways = [{"path": "in -> a -> out", "variants": ["sedan"]}, "in -> out", "doors -> store"]
    scenario = plant([*ways, "b -> a"], stations=stations)
    net = network(scenario)
    assert net.reworks == {"a": "b"}
    assert arriving(scenario, net) == {
        "in": ("sedan", "wagon"),
        "doors": ("door",),
        "a": ("sedan",),
        "b": ("sedan",),
        "store": ("door",),
        "belt": (),
        "out": ("sedan", "wagon"),
    }


def test_followers_make_what_they_map_to() -> None:
    follower = {"makes": "door", "follows": "a", "follow_as": {"sedan": "hood"}}
    scenario = plant(
        ["in -> a -> out", "doors -> store"],
        components={"door": {}, "hood": {}},
        sources={"in": {"makes": "sedan"}, "doors": follower},
    )
    assert arriving(scenario, network(scenario))["store"] == ("door", "hood")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("in", "has no arrow"),
        ("in -> -> out", "nothing stands between"),
        ("in -> ", "nothing stands between"),
        ("in -> weld -> out", "no object is called 'weld'"),
        ("(5) -> a -> out", "at an end"),
        ("in -> a -> (5)", "at an end"),
        ("in -> (0) -> a", "holds no part"),
        ("in -> (99999999) -> a", "holds no part"),
        ("in -> (five) -> a", "is no buffer"),
        ("in -> (1) -> (2) -> a", "two buffers follow"),
        ("in -> a -> a -> out", "leads to itself"),
        ("out -> a", "nothing leaves the sink"),
        ("a -> in", "nothing enters the source"),
    ],
)
def test_each_fault_is_told_at_its_place(path: str, said: str) -> None:
    (fault,) = network(plant(["in -> a -> out", path])).faults
    assert said in fault.what
    assert fault.path == ("flow", 1)
    assert fault.mend


def test_a_fault_of_a_way_names_the_key() -> None:
    way = {"path": "in -> bb -> out", "variants": ["Sedan"]}
    told = {fault.path: fault for fault in network(plant([way])).faults}
    assert told["flow", 0, "variants"].mend == "did you mean 'sedan'?"
    assert told["flow", 0, "path"].mend == "did you mean 'b'?"


def test_one_anonymous_buffer_has_one_size() -> None:
    (fault,) = network(plant(["in -> a -> (5) -> b -> out", "a -> (6) -> b"])).faults
    assert "'a > b' is (6) here and (5) before" in fault.what


def test_an_order_list_says_what_its_source_makes() -> None:
    scenario = plant(
        ["in -> a -> out"],
        sources={"in": {"orders": "week.csv"}},
        order_lists={"week.csv": [("wagon + roof",), ("wagon",)]},
    )
    assert arriving(scenario, network(scenario))["a"] == ("wagon",)


def test_a_share_of_nothing_is_not_made() -> None:
    scenario = plant(["in -> out"], sources={"in": {"makes": {"sedan": 0.0, "wagon": 1.0}}})
    assert arriving(scenario, network(scenario))["out"] == ("wagon",)
