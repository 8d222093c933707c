from typing import Any

import numpy as np
import pytest

from carwright.compile.describe import Rates, rates
from compile.plants import compiled


def described(**changes: Any) -> Rates:
    return rates(compiled(**changes))


def by_station(found: Rates, values: Any) -> dict[str, Any]:
    return dict(zip(found.stations, values.tolist(), strict=True))


def test_a_line_is_as_fast_as_its_slowest_station() -> None:
    stations = {
        "a": {"cycle": "60 s"},
        "b": {"cycle": "100 s", "machines": 2},
        "c": {"cycle": "10 min", "batch": 8},
    }
    found = described(stations=stations, flow=["in -> a -> (3) -> b -> c -> out"])
    assert by_station(found, found.jph) == {"a": 60.0, "b": 72.0, "c": 48.0}
    assert by_station(found, found.parts_per_hour) == pytest.approx({"a": 60, "b": 72, "c": 48})
    assert found.visits.tolist() == [[1.0], [1.0], [1.0]]
    assert found.gross == 48.0


def test_a_mix_of_variants_and_options_weighs_the_cycles() -> None:
    found = described(
        variants={"sedan": {}, "wagon": {}},
        options={"roof": {"share": 0.5, "variants": ["sedan"]}},
        sources={"in": {"makes": {"sedan": 0.8, "wagon": 0.2}}},
        stations={
            "weld": {"cycle": {"sedan": "60 s", "wagon": "90 s"}, "option_time": {"roof": "20 s"}}
        },
    )
    # 0.4 x 60 + 0.4 x 80 + 0.2 x 90 = 74 s
    assert found.visits[0] == pytest.approx([0.4, 0.4, 0.2])
    assert found.cycle[0].tolist() == [60_000, 80_000, 90_000]
    assert found.jph[0] == pytest.approx(3_600 / 74)


def test_rework_comes_back_and_scrap_must_be_made_good() -> None:
    test = {"rework": 0.2, "scrap": 0.1, "rework_to": "repair", "max_reworks": 1000}
    found = described(
        stations={
            "weld": {"cycle": "60 s"},
            "test": {"cycle": "60 s", "test": test},
            "repair": {"cycle": "10 min"},
        },
        flow=["in -> weld -> test -> out", "repair -> test"],
    )
    # For each car put in: 1 / 0.8 tests, 0.25 repairs, 0.1 / 0.8 scrapped, 0.875 out.
    visits = by_station(found, found.visits[:, 0] * 0.875)
    assert visits == pytest.approx({"weld": 1.0, "test": 1.25, "repair": 0.25})
    assert by_station(found, found.jph)["repair"] == pytest.approx(6 / 0.25 * 0.875)


def test_no_rework_at_all_is_scrap() -> None:
    test = {"rework": 0.2, "rework_to": "repair", "max_reworks": 0}
    found = described(
        stations={"test": {"cycle": "60 s", "test": test}, "repair": {"cycle": "10 min"}},
        flow=["in -> test -> out", "repair -> test"],
    )
    assert found.visits[:, 0] == pytest.approx([1 / 0.8, 0.0])
    assert np.isnan(found.jph[1])
    assert found.parts_per_hour[1] == pytest.approx(6.0)


def test_a_fault_that_one_test_misses_is_found_by_the_next() -> None:
    first = {"rework": 0.5, "coverage": 0.8, "rework_to": "repair"}
    found = described(
        stations={
            "first": {"cycle": "1 s", "test": first},
            "last": {"cycle": "1 s", "test": {"rework_to": "repair"}},
            "repair": {"cycle": "1 s"},
        },
        flow=["in -> first -> last -> out", "repair -> last"],
    )
    # At first 0.5 x 0.8 are found; of the 0.5 x 0.2 that are missed all are found at last.
    assert found.visits[:, 0] == pytest.approx([1.0, 1.1, 0.5])


def test_ways_share_the_cars_by_share_by_turn_or_by_speed() -> None:
    stations = {"a": {"cycle": "60 s"}, "b": {"cycle": "30 s"}}

    def visits(choose: str, shares: tuple[float | None, float | None]) -> list[float]:
        found = described(
            stations=stations,
            sources={"in": {"makes": "sedan", "choose": choose}},
            flow=[
                {"path": f"in -> (2) -> {name} -> out", "share": share}
                for name, share in zip("ab", shares, strict=True)
            ],
        )
        return [round(v, 9) for v in found.visits[:, 0].tolist()]

    assert visits("share", (0.9, 0.1)) == [0.9, 0.1]
    assert visits("round robin", (None, None)) == [0.5, 0.5]
    # The faster one is free more often: both together make 60 + 120 cars an hour.
    assert visits("first", (None, None)) == [round(1 / 3, 9), round(2 / 3, 9)]


def test_pieces_multiply() -> None:
    found = described(
        stations={"press": {"cycle": "6 s", "pieces": 2}, "weld": {"cycle": "60 s"}},
        flow=["in -> press -> weld -> out"],
    )
    assert found.visits[:, 0] == pytest.approx([0.5, 1.0])
    assert found.jph == pytest.approx([1200.0, 60.0])


def test_components_are_made_as_cars_and_modules_need_them() -> None:
    found = described(
        components={"door": {}, "glass": {}, "gate": {}},
        sources={
            "in": {"makes": "sedan"},
            "doors": {"makes": "door"},
            "glasses": {"makes": "glass"},
            "gates": {"makes": "gate", "follows": "weld"},
        },
        buffers={"door store": {}, "glass store": {}, "gate store": {}},
        stations={
            "weld": {"cycle": "60 s"},
            "trim": {
                "cycle": "60 s",
                "needs": [{"from": "door store", "quantity": 4}, {"from": "gate store"}],
            },
            "door line": {"cycle": "20 s", "needs": [{"from": "glass store", "quantity": 2}]},
            "glass line": {"cycle": "5 s", "machines": 2},
            "gate line": {"cycle": "40 s"},
        },
        flow=[
            "in -> weld -> trim -> out",
            "doors -> door line -> door store",
            "glasses -> glass line -> glass store",
            "gates -> gate line -> gate store",
        ],
    )
    assert found.visits.sum(axis=1) == pytest.approx([1, 1, 4, 8, 1])
    assert found.jph == pytest.approx([60, 60, 45, 180, 90])
    assert found.parts_per_hour == pytest.approx([60, 60, 180, 1440, 90])


def test_a_need_for_any_component_is_met_in_the_sources_proportion() -> None:
    found = described(
        components={"red": {}, "blue": {}},
        sources={"in": {"makes": "sedan"}, "parts": {"makes": {"red": 0.75, "blue": 0.25}}},
        buffers={"store": {}},
        stations={
            "weld": {"cycle": "60 s", "needs": [{"from": "store", "quantity": 2}]},
            "make": {"cycle": {"red": "1 s", "blue": "2 s"}},
        },
        flow=["in -> weld -> out", "parts -> make -> store"],
    )
    assert found.visits[1] == pytest.approx([0.0, 1.5, 0.5])


def test_cars_begin_by_the_rates_of_their_arrivals() -> None:
    def visits(**second: Any) -> list[float]:
        found = described(
            sources={
                "one": {"makes": "sedan", "every": "60 s"},
                "two": {"makes": "sedan", **second},
            },
            stations={"a": {"cycle": "1 s"}, "b": {"cycle": "1 s"}},
            flow=["one -> a -> out", "two -> b -> out"],
        )
        return [round(v, 9) for v in found.visits[:, 0].tolist()]

    assert visits(every="exponential(60 s)", lot=3) == [0.25, 0.75]
    assert visits() == [0.5, 0.5]


def test_an_order_list_gives_the_mix() -> None:
    found = described(
        variants={"sedan": {}, "wagon": {}},
        sources={"in": {"orders": "week.csv"}},
        order_lists={"week.csv": [("sedan",), ("wagon",), ("sedan",), ("sedan",)]},
    )
    assert found.visits[0] == pytest.approx([0.75, 0.25])


def test_parts_that_go_round_for_ever_are_told() -> None:
    from carwright.compile.traffic import Traffic

    program = compiled(
        stations={"a": {"cycle": "1 s"}, "b": {"cycle": "1 s"}},
        flow=["in -> a -> b -> out"],
    )
    # The check of the plant refuses such a flow, so its link is bent here.
    columns = {name: column.copy() for name, column in program.columns.items()}
    columns["link.to"][2] = 1
    bent = type(program)(columns, program.names)
    with pytest.raises(ValueError, match="'sedan' go round without end"):
        rates(bent)
    assert Traffic(program).split(1, 0) == [(2, 1.0)]


def test_a_plant_that_no_car_leaves_has_no_rate() -> None:
    found = described(
        components={"door": {}},
        sources={"in": {"makes": "door"}},
    )
    assert found.visits.tolist() == [[0.0, 0.0]]
    assert np.isnan(found.gross)
    assert found.parts_per_hour.tolist() == [60.0]
