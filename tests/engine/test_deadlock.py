"""Rule Z1: a ring is named when there is one, and never when there is hope."""

from collections.abc import Callable
from typing import Any

import pytest

from carwright.compile.schema import (
    FOREVER,
    CalendarState,
    Clock,
    KeyBy,
    OffRule,
    Start,
)
from carwright.engine import deadlock, engine_class, run
from carwright.engine.protocol import Engine, TraceCode
from carwright.errors import DeadlockError, StallError
from engine.build import PlantBuilder
from engine.random_plants import numbered
from engine.story import rows_of

ON, OFF = CalendarState.ON, CalendarState.OFF

LEAVES = (TraceCode.MOVE, TraceCode.JOIN)

Find = Callable[..., list[tuple[str, int, str]] | None]


@pytest.fixture
def find(engine: type[Engine]) -> Find:
    """The ring at an instant as (name, parts, reason), on each engine in turn."""

    def at(plant: PlantBuilder, until: int) -> list[tuple[str, int, str]] | None:
        program = plant.program()
        running = engine(program, 1, 0, horizon=10**6, period=10**6)
        running.advance(until)
        ring = deadlock.find(program, running.waits())
        return None if ring is None else [(held.name, held.parts, held.why) for held in ring]

    return at


def facing() -> PlantBuilder:
    """Two stations that give to each other, each filled from outside: blocked at 10."""
    return (
        PlantBuilder()
        .source("in a", "a", orders=[("car",)])
        .source("in b", "b", orders=[("car",)])
        .station("a", "b", work=10)
        .station("b", "a", work=10)
    )


ROOM = "a part waits for room"


def test_two_stations_facing_each_other(find: Find) -> None:
    assert find(facing(), 5) is None
    assert find(facing(), 11) == [("a", 1, ROOM), ("b", 1, ROOM)]


def test_one_more_machine_and_there_is_no_deadlock(find: Find) -> None:
    plant = facing()
    plant.objects["b"]["machines"] = 2
    assert find(plant, 1001) is None


def rework_loop(**buffer: Any) -> PlantBuilder:
    """Everything is reworked once and comes back to the station through a small buffer."""
    return (
        PlantBuilder()
        .source("in", "test")
        .station("test", "out", work=10, test=True, rework=1.0, max_reworks=99, rework_to="mend")
        .buffer("mend", "test", capacity=1, **buffer)
        .sink("out")
    )


def test_a_rework_loop_that_is_full(find: Find) -> None:
    """F5: the new part waits longer than the one to mend, so the buffer stays full."""
    assert find(rework_loop(), 1001) == [("test", 1, ROOM), ("mend", 1, ROOM)]


def test_rework_in_transit_is_hope(find: Find) -> None:
    assert find(rework_loop(transit=5000), 1000) is None
    assert find(rework_loop(transit=5000), 6000) == [("test", 1, ROOM), ("mend", 1, ROOM)]


def test_a_batch_that_no_head_completes(find: Find) -> None:
    """A red is loaded, a blue is the belt's head, and all the belt's reds are behind it."""
    orders = [("car", "red"), ("car", "blue"), ("car", "red")]
    plant = (
        PlantBuilder(colours=("red", "blue"))
        .source("in", "belt", orders=orders)
        .conveyor("belt", "oven", travel=20, headway=5)
        .station("oven", "out", work=10, batch=2, batch_by=KeyBy.COLOUR)
        .sink("out")
    )
    assert find(plant, 10) is None
    assert find(plant, 500) == [
        ("belt", 2, ROOM),
        ("oven", 1, "a batch waits to be complete"),
    ]


def test_a_batch_that_waits_for_an_end_of_the_day_is_none(find: Find) -> None:
    """It will never be complete, but nothing waits for it."""
    plant = (
        PlantBuilder()
        .source("in", "oven", orders=[("car",)])
        .station("oven", "out", work=10, batch=2)
        .sink("out")
    )
    assert find(plant, 500) is None


def wrong_components(capacity: int) -> PlantBuilder:
    """The body wants a right door; the rack is full of left ones."""
    doors = [("left",)] * 4 + [("right",)]
    return (
        PlantBuilder(types=("body", "left", "right"))
        .source("doors", "rack", orders=doors)
        .buffer("rack", capacity=capacity)
        .source("bodies", "marry", orders=[("body",), ("body",)])
        .station("marry", "out", work=10, needs={"body": [("rack", 1, "right")]})
        .sink("out")
    )


def test_a_rack_full_of_the_wrong_components(find: Find) -> None:
    assert find(wrong_components(4), 100) == [
        ("rack", 4, "it is full of components"),
        ("marry", 1, "a part waits for components"),
    ]


def test_components_that_never_come_again_are_no_ring(find: Find) -> None:
    """The second body waits for ever, but the rack has room: the doors are used up."""
    assert find(wrong_components(5), 100) is None


def test_a_crew_that_waits_for_itself(find: Find) -> None:
    """The only person works at the machine that has failed and calls him."""
    plant = (
        PlantBuilder()
        .crew("people", 1)
        .source("in", "weld", orders=[("car",)])
        .station("weld", "out", work=10, crew="people", operators=1)
        .sink("out")
        .mode("weld", between=5, repair=10, crew="people")
    )
    assert find(plant, 100) == [("weld", 1, "a stop waits for its crew")]


def test_work_that_ends_as_its_machine_stops_is_hope(engine: type[Engine]) -> None:
    """D5, as above but for the instant: looked at between the stop and the end of the work."""
    plant = (
        PlantBuilder()
        .crew("people", 1)
        .source("in", "weld", orders=[("car",)])
        .station("weld", "out", work=10, crew="people", operators=1)
        .sink("out")
        .mode("weld", between=10, repair=10, crew="people", clock=Clock.CALENDAR)
    )
    program = plant.program()
    running = engine(program, 1, 0, horizon=100, period=100)
    running.advance(100, max_events=1)
    assert running.now == 10
    assert deadlock.find(program, running.waits()) is None


def test_a_limit_that_its_own_parts_hold(find: Find) -> None:
    """Pairs are wanted, one is let in at a time."""
    plant = (
        PlantBuilder()
        .source("in", "oven", limit=1)
        .station("oven", "out", work=10, batch=2)
        .sink("out")
    )
    ring = [("in", 0, "its limit is reached"), ("oven", 1, "a batch waits to be complete")]
    assert find(plant, 100) == ring
    plant.objects["in"].update(mode=1, dist=10, first=0)
    assert find(plant, 100) == [("in", 9, "its limit is reached"), ring[1]]


def blocked(**station: Any) -> PlantBuilder:
    """A part waits for a station that another part holds."""
    return (
        PlantBuilder()
        .crew("people", 1, calendar="day")
        .calendar("day", [(0, ON), (20, OFF), (500, ON)])
        .source("in", "first", orders=[("car",)] * 5)
        .station("first", "second", work=10)
        .station("second", "out", **{"work": 100, **station})
        .sink("out")
    )


DOWN = {"first": 15, "between": FOREVER, "clock": Clock.CALENDAR}


def test_work_under_way_is_hope(find: Find) -> None:
    assert find(blocked(), 50) is None


@pytest.mark.parametrize("off_rule", list(OffRule))
def test_a_shift_to_come_is_hope(find: Find, off_rule: OffRule) -> None:
    assert find(blocked(calendar="day", off_rule=off_rule), 200) is None


def test_a_repair_under_way_is_hope(find: Find) -> None:
    assert find(blocked().mode("second", repair=400, **DOWN), 300) is None


def test_a_crew_that_comes_on_shift_is_hope(find: Find) -> None:
    plant = blocked().mode("second", repair=40, **{**DOWN, "first": 30}, crew="people")
    assert find(plant, 300) is None


def test_operators_that_come_on_shift_are_hope(find: Find) -> None:
    assert find(blocked(crew="people", operators=1), 300) is None


def test_a_step_to_come_is_hope(find: Find) -> None:
    """A second machine will open; a sink that nobody leads to is none."""
    plant = facing()
    plant.objects["b"].update(machines=2, machine_opens=[0, 900_000])
    assert find(plant, 300) is None
    assert find(facing().sink("later", opens=900_000), 300) is not None


def test_a_forced_stop_that_is_due_is_no_stop_yet(find: Find) -> None:
    plant = blocked().mode("second", repair=40, start=Start.FORCED, **{**DOWN, "first": 30})
    assert find(plant, 50) is None


def test_an_end_without_parts_is_no_deadlock(find: Find) -> None:
    assert find(blocked(), 10_000) is None


def test_run_names_the_ring_and_the_instant(engine: type[Engine]) -> None:
    with pytest.raises(DeadlockError) as raised:
        run(facing().program(), 1, 1000, period=100, engine=engine.name)
    assert raised.value.ring == ("a", "b")
    assert raised.value.time == 100


def test_run_finds_a_deadlock_beside_a_living_calendar(engine: type[Engine]) -> None:
    """Z1: events go on (a shift without work), but no part moves for a period."""
    plant = facing().calendar("day", [(0, ON), (8, OFF), (20, ON)], loop=0, length=30)
    plant.station("idle", "a", calendar="day")
    with pytest.raises(DeadlockError) as raised:
        run(plant.program(), 1, 1000, period=100, engine=engine.name)
    assert raised.value.time == 200, "in the first period parts moved"


def test_run_names_a_stall(engine: type[Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(engine, "stall_events"):
        monkeypatch.setattr(engine, "stall_events", 10_000)
    plant = (
        PlantBuilder()
        .source("in", "a", orders=[("car", "white", 0, 7)])
        .station("a", "b", work=0)
        .station("b", "a", work=0)
    )
    with pytest.raises(StallError) as raised:
        run(plant.program(), 1, 1000, engine=engine.name)
    assert raised.value.time == 7
    assert {"a", "b"} <= set(raised.value.objects)


@pytest.mark.parametrize("seed", range(60))
def test_a_ring_in_a_random_plant_never_moves_again(seed: int) -> None:
    """Z1.1, by the native engine, which is fast: nothing leaves an object of the first ring."""
    trial = numbered(seed)
    program, horizon = trial.program, trial.horizon
    running = engine_class("native")(
        program, trial.seed, trial.replication, horizon=horizon, period=horizon, trace_rows=10**6
    )
    for until in range(horizon // 25, horizon, max(1, horizon // 25)):
        running.advance(until)
        if ring := deadlock.find(program, running.waits()):
            rows_of(running)
            running.advance(horizon)
            inside = {program.names.objects.index(held.name) for held in ring}
            left = [row for row in rows_of(running) if row[1] in LEAVES and row[5] in inside]
            assert left == [], f"{ring} at {until}"
            return
