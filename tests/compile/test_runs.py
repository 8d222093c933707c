"""Compiled plants on the reference engine, with throughput that can be worked out by hand."""

import pytest

from carwright.compile import compile_plant
from carwright.compile.describe import rates
from carwright.compile.program import Program
from carwright.engine import Replication, run
from compile.plants import DAY, HOUR, MINUTE, WEEK, compiled, plant


def simulated(program: Program, until: int) -> Replication:
    return run(program, 1, until, engine="reference", period=until)


def out(program: Program, until: int) -> int:
    """Parts that have arrived at the sinks."""
    return int(simulated(program, until).tallies["sink_parts"].sum())


def test_a_line_makes_a_car_every_slowest_cycle() -> None:
    stations = {"a": {"cycle": "60 s"}, "b": {"cycle": "90 s"}}
    program = compiled(stations=stations, flow=["in -> a -> (2) -> b -> out"])
    # The first comes out at 150 s, then one every 90 s: 150 + 38 x 90 = 3570 s.
    assert out(program, HOUR) == 39
    assert rates(program).gross == 40


def test_a_shift_with_a_break_makes_what_its_hours_allow() -> None:
    shift = {
        "shifts": [{"from": "06:00", "to": "14:00"}],
        "breaks": [{"at": "10:00", "for": "30 min"}],
        "days_off": [{"from": "2025-01-08"}],
    }
    stations = {"weld": {"cycle": "60 s", "calendar": "day"}}
    program = compiled(calendars={"day": shift}, stations=stations)
    # Four days of 450 min in the first week, five in the second.
    assert out(program, 2 * WEEK) == 9 * 450


def test_a_night_shift_of_a_shop_repeats_beyond_its_table() -> None:
    night = {"shifts": [{"from": "22:00", "to": "06:00", "days": ["fri"]}]}
    program = compiled(
        calendars={"night": night},
        shops={"body": {"calendar": "night"}},
        stations={"weld": {"cycle": "60 s", "shop": "body"}},
    )
    assert program.rows("change") == 3
    assert out(program, 4 * WEEK) == 4 * 480


def test_a_machine_of_a_later_phase_adds_its_rate() -> None:
    phases = {"now": {"from": "2025-01-06"}, "more": {"from": "2025-01-07"}}
    weld = {"cycle": "60 s", "machines": {"now": 1, "more": 3}}
    program = compile_plant(plant(phases=phases, stations={"weld": weld}), horizon=2 * DAY)
    # Works that end at the horizon itself are not counted (T6): two of the new machines' last.
    assert out(program, 2 * DAY) == 1440 + 3 * 1440 - 3
    ready = compile_plant(plant(phases=phases, stations={"weld": weld}), horizon=DAY, phase="more")
    assert out(ready, DAY) == 3 * 1439


def test_options_add_their_work() -> None:
    program = compiled(
        options={"roof": {"share": 0.25}},
        stations={"weld": {"cycle": "60 s", "option_time": {"roof": "40 s"}}},
    )
    found = simulated(program, HOUR + 1).tallies["sink_parts"][0, 0]
    # Without, without, with, without: 280 s for four cars. 12 rounds take 56 min, and in the
    # 4 min that remain two without (60 s each) and one with (100 s) are made.
    assert found.tolist() == [12 * 3 + 2, 12 + 1]


def test_changes_between_variants_cost_their_set_up() -> None:
    setup = {"by": "variant", "times": {"sedan -> wagon": "30 s", "wagon -> sedan": "10 s"}}
    program = compiled(
        variants={"sedan": {}, "wagon": {}},
        sources={"in": {"makes": {"sedan": 0.5, "wagon": 0.5}}},
        stations={"weld": {"cycle": "60 s", "setup": setup}},
    )
    # sedan 60, then wagon 30 + 60, sedan 10 + 60 and so on: 160 s a pair.
    assert out(program, 60_000 + 10 * 160_000 + 1) == 21


def test_components_join_as_many_as_are_needed() -> None:
    program = compiled(
        components={"door": {}},
        sources={"in": {"makes": "sedan"}, "doors": {"makes": "door"}},
        buffers={"store": {"capacity": 8}},
        stations={
            "trim": {"cycle": "10 s", "needs": [{"from": "store", "quantity": 4}]},
            "door line": {"cycle": "20 s"},
        },
        flow=["in -> trim -> out", "doors -> door line -> store"],
    )
    # Four doors take 80 s; the car follows 10 s later.
    assert out(program, 90_000) == 0
    assert out(program, 90_001 + 9 * 80_000) == 10
    assert rates(program).gross == 45


def test_a_follower_feeds_in_step() -> None:
    program = compiled(
        components={"door": {}},
        sources={"in": {"makes": "sedan"}, "doors": {"makes": "door", "follows": "weld"}},
        buffers={"store": {"capacity": 8}},
        stations={
            "weld": {"cycle": "60 s"},
            "door line": {"cycle": "90 s"},
            "trim": {"cycle": "10 s", "needs": [{"from": "store"}]},
        },
        flow=["in -> weld -> (9) -> trim -> out", "doors -> door line -> store"],
    )
    # The first door begins at 60 s and is there at 150 s; then one every 90 s.
    assert out(program, 160_001 + 5 * 90_000) == 6


def test_every_part_is_reworked_and_scrapped_in_the_end() -> None:
    test = {"rework": 1.0, "rework_to": "repair", "max_reworks": 2}
    program = compiled(
        sources={"in": {"makes": "sedan", "limit": 1}},
        stations={"test": {"cycle": "60 s", "test": test}, "repair": {"cycle": "60 s"}},
        flow=["in -> test -> out", "repair -> test"],
    )
    found = simulated(program, 10 * 5 * MINUTE + 1)
    # Test, repair, test, repair, test: five minutes for each part.
    edges = dict(zip(program.names.edges, found.tallies["edge_parts"][0].tolist(), strict=True))
    assert edges["test", "scrap"] == 10
    assert edges["test", "repair"] == edges["repair", "test"] == 20
    assert edges["test", "out"] == 0


def test_orders_wait_for_their_release() -> None:
    orders = [("sedan",), ("sedan", None, None, "10 min"), ("sedan", None, None, "10 min")]
    program = compiled(sources={"in": {"orders": "week.csv"}}, order_lists={"week.csv": orders})
    assert [out(program, n * MINUTE + 1) for n in (1, 10, 11, 12, 60)] == [1, 1, 2, 3, 3]


def test_a_conveyor_takes_its_time_and_its_distance() -> None:
    belt = {"length": "10 m", "speed": "0.1 m/s", "pitch": "2.5 m"}
    program = compiled(
        stations={"weld": {"cycle": "1 s"}},
        conveyors={"belt": belt},
        flow=["in -> weld -> belt -> out"],
    )
    # Enters at 1 s, travels 100 s; the next ones keep 25 s apart.
    assert [out(program, 101_000 + n * 25_000 + 1) for n in range(3)] == [1, 2, 3]


def test_a_failure_by_cycles_stops_the_machine_in_turn() -> None:
    stop = {"between": 10, "clock": "cycles", "repair": "5 min", "start": "forced"}
    weld = {"cycle": "60 s", "failures": ["tip"]}
    program = compiled(stations={"weld": weld}, failures={"tip": stop})
    assert out(program, 4 * 15 * MINUTE + 1) == 40


@pytest.mark.slow
def test_planned_visits_are_those_of_a_long_run() -> None:
    test = {"rework": 0.3, "scrap": 0.1, "coverage": 0.7}
    again = {"rework_to": "repair", "max_reworks": 1000}
    program = compiled(
        stations={
            "weld": {"cycle": "50 s", "test": {"scrap": 0.05}},
            "test": {"cycle": "40 s", "test": test | again},
            "repair": {"cycle": "60 s"},
            "last": {"cycle": "30 s", "test": {"rework": 0.1} | again},
        },
        flow=["in -> weld -> (20) -> test -> (20) -> last -> out", "repair -> (50) -> test"],
    )
    found = simulated(program, 10 * DAY)
    cars = found.tallies["sink_parts"].sum()
    planned = rates(program)
    # About 11,000 cars: 5 % is more than three standard errors of the rarest visit (1.5 %).
    worked = found.tallies["machine_parts"][0] / cars
    assert worked == pytest.approx(planned.visits[:, 0], rel=0.05)
    # Buffers of 20 don't even out all of the rework, so the plant stays below its gross rate.
    assert 0.85 * planned.gross < cars / (10 * 24) < planned.gross
