"""T6, T9 and R: a run in pieces, saved, forked, and beside another, is the same run."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from carwright.compile.program import Program
from carwright.compile.schema import CalendarState, Clock, Dist, KeyBy, Order, OutRule, Start
from carwright.engine.protocol import Engine, Status
from engine.build import PlantBuilder
from engine.story import rows_of

ON, BREAK, OFF = CalendarState.ON, CalendarState.BREAK, CalendarState.OFF
HORIZON = 20_000


def factory(oven: int = 30) -> PlantBuilder:
    """A little of everything: types, batches, an assembly, a test, belts, crews and shifts."""
    plant = (
        PlantBuilder(types=("car", "van", "door"), colours=("red", "blue"), cars=["car", "van"])
        .crew("repair", 1, calendar="day")
        .crew("people", 3)
        .calendar("day", [(0, ON), (900, BREAK), (1000, ON), (1800, OFF)], loop=0, length=2400)
    )
    add_body_shop(plant)
    plant.station("oven", "store", work=oven, machines=2, batch=2, batch_by=KeyBy.COLOUR)
    plant.buffer("store", "marry", capacity=6, order=Order.PRIORITY, transit=4)
    add_assembly(plant)
    return add_stops(plant).capacity(5000, "store", 12)


def add_body_shop(plant: PlantBuilder) -> None:
    mix, colours = {"car": 2, "van": 1}, {"red": 1, "blue": 2}
    plant.source("in", "press", mix=mix, colours=colours, limit=25)
    plant.station("press", [("a", 0.6), ("b", 0.4)], work=9, out_rule=OutRule.RANDOM)
    plant.station("a", "belt", work=(Dist.EXPONENTIAL, 20.0), machines=2)
    plant.station(
        "b",
        "belt",
        work={"car": 18, "van": (Dist.TRIANGULAR, 10.0, 15.0, 40.0)},
        setup_by=KeyBy.TYPE,
        setup=[[None, 6, None], [8, None, None], [None] * 3],
        calendar="day",
    )
    plant.conveyor("belt", "oven", travel=60, headway=5, capacity=9, calendar="day")


def add_assembly(plant: PlantBuilder) -> None:
    plant.source("doors", "rack", dist=(Dist.EXPONENTIAL, 8.0), mix={"door": 1}, limit=30)
    plant.buffer("rack", capacity=10)
    plant.station(
        "marry",
        "test",
        work=(Dist.UNIFORM, 5.0, 15.0),
        needs={"car": [("rack", 2)], "van": [("rack", 3)]},
        crew="people",
        operators=2,
    )
    plant.station(
        "test",
        "out",
        work=7,
        test=True,
        rework=0.2,
        scrap=0.05,
        coverage=0.9,
        rework_to="mend",
        max_reworks=2,
    )
    plant.buffer("mend", "test", transit=50).sink("out", opens=300)


def add_stops(plant: PlantBuilder) -> PlantBuilder:
    plant.mode(
        "a", between=(Dist.EXPONENTIAL, 300.0), repair=(Dist.GAMMA, 2.0, 20.0), crew="repair"
    )
    plant.mode("oven", between=40, repair=60, clock=Clock.CYCLES, planned=True)
    return plant.mode(
        "marry",
        between=1500,
        repair=50,
        clock=Clock.CALENDAR,
        start=Start.OPPORTUNISTIC,
        planned=True,
        crew="repair",
    )


def begin(kind: type[Engine], program: Program, seed: int = 7) -> Engine:
    return kind(program, seed, 3, horizon=HORIZON, period=1000, trace_rows=10**7)


def outcome(engine: Engine) -> tuple[list[Any], dict[str, list[Any]]]:
    """Rows and tallies; STATE rows of one instant in the order of machines."""
    rows = sorted(rows_of(engine), key=lambda r: (r[0], r[1] == 14, r[3] if r[1] == 14 else 0))
    return rows, {name: array.tolist() for name, array in engine.tallies().items()}


@cache
def whole(kind: type[Engine]) -> tuple[list[Any], dict[str, list[Any]]]:
    engine = begin(kind, factory().program())
    assert engine.advance(HORIZON) == Status.REACHED
    engine.check()
    return outcome(engine)


def test_the_factory_lives(engine: type[Engine]) -> None:
    """Else the tests below would compare nothing."""
    _, tallies = whole(engine)
    assert np.sum(tallies["sink_parts"]) > 300
    for name in ("test_rework", "test_scrap", "mode_wait", "machine_setups", "test_escaped"):
        assert np.sum(tallies[name]) > 0, name


def test_t6_in_steps_as_in_one(engine: type[Engine]) -> None:
    running = begin(engine, factory().program())
    for until in (0, 1, 2, 900, 900, 901, 4999, 5000, 5001, HORIZON):
        assert running.advance(until) == Status.REACHED
        running.tallies()
    assert outcome(running) == whole(engine)


def test_t6_event_by_event_as_in_one(engine: type[Engine]) -> None:
    running = begin(engine, factory().program())
    while running.advance(HORIZON, max_events=1) == Status.MAX_EVENTS:
        running.check()
    assert outcome(running) == whole(engine)


@pytest.mark.parametrize("at", [0, 1, 1234, 5000, 19_999])
def test_saved_and_loaded_as_uninterrupted(engine: type[Engine], at: int) -> None:
    program = factory().program()
    running = begin(engine, program)
    running.advance(at)
    before = rows_of(running)
    again = engine.load(program, running.save())
    assert (again.now, again.events, again.moves) == (running.now, running.events, running.moves)
    again.advance(HORIZON)
    rows, tallies = outcome(again)
    whole_rows, whole_tallies = whole(engine)
    assert tallies == whole_tallies
    assert rows == whole_rows[len(before) :]


def test_saved_in_the_middle_of_an_instant(engine: type[Engine]) -> None:
    program = factory().program()
    running = begin(engine, program)
    while running.advance(HORIZON, max_events=997) == Status.MAX_EVENTS:
        running = engine.load(program, running.save())
        running.check()
    assert outcome(running) == whole(engine)


def test_the_trace_not_taken_is_saved(engine: type[Engine]) -> None:
    program = factory().program()
    running = begin(engine, program)
    running.advance(700)
    again = engine.load(program, running.save())
    assert rows_of(again) == rows_of(running)


def test_saving_changes_nothing(engine: type[Engine]) -> None:
    running = begin(engine, factory().program())
    for until in range(0, HORIZON + 1, 1000):
        running.advance(until)
        running.save()
    assert outcome(running) == whole(engine)


def test_t9_a_fork_goes_on_with_its_own_numbers(engine: type[Engine]) -> None:
    """Up to 10 000 both are one; then the oven of the fork is slower."""
    running = begin(engine, factory().program())
    running.advance(10_000)
    fork = engine.load(factory(oven=300).program(), running.save())
    before = fork.tallies()
    running.advance(HORIZON)
    fork.advance(HORIZON)
    fork.check()
    sunk = [e.tallies()["sink_parts"].sum() for e in (running, fork)]
    assert (fork.tallies()["sink_parts"][:9] == before["sink_parts"][:9]).all()
    assert before["sink_parts"].sum() < sunk[1] < sunk[0] * 0.8


def test_t9_a_fork_wakes_what_waits(engine: type[Engine]) -> None:
    """A part has waited for a buffer of no room; the fork has room, and nothing else happens."""

    def plant(capacity: int) -> Program:
        builder = PlantBuilder().source("in", "store", orders=[("car",)] * 3)
        return builder.buffer("store", capacity=capacity).program()

    running = engine(plant(0), 1, 0, horizon=100, period=100, trace_rows=100_000)
    assert running.advance(50) == Status.EXHAUSTED
    fork = engine.load(plant(2), running.save())
    fork.advance(100)
    assert fork.moves == 2
    assert fork.tallies()["store_level"].tolist() == [[100]]


def test_t9_a_fork_reads_dates_anew(engine: type[Engine]) -> None:
    def plant(opens: int, off: int) -> Program:
        return (
            PlantBuilder()
            .source("in", "weld")
            .station("weld", "out", work=10, calendar="day")
            .sink("out", opens=opens)
            .calendar("day", [(0, ON), (off, OFF)])
            .program()
        )

    running = engine(plant(80, 1000), 1, 0, horizon=200, period=200, trace_rows=100_000)
    running.advance(50)
    fork = engine.load(plant(60, 95), running.save())
    fork.advance(200)
    moves = [(row[0], row[2]) for row in rows_of(fork) if row[1] == 1]
    assert [time for time, to in moves if to == 2] == [60, 70, 80, 90]


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x80\x04\x95"])
def test_what_was_not_saved_is_refused(engine: type[Engine], data: bytes) -> None:
    with pytest.raises(ValueError, match="saved state"):
        engine.load(factory().program(), data)


def test_another_structure_is_refused(engine: type[Engine]) -> None:
    data = begin(engine, factory().program()).save()
    other = factory()
    other.sink("another")
    with pytest.raises(ValueError, match="structure"):
        engine.load(other.program(), data)


def test_r1_a_plant_beside_another_is_the_same_plant(engine: type[Engine]) -> None:
    """Order independence: rows and slots shift, events interleave, and nobody's luck changes."""

    def departures(*, beside: bool) -> list[int]:
        plant = PlantBuilder()
        if beside:
            plant.source("x in", "x weld", dist=(Dist.EXPONENTIAL, 3.0))
            plant.station("x weld", "x out", work=3, machines=2).sink("x out")
        plant.source("in", "weld", dist=(Dist.EXPONENTIAL, 30.0))
        plant.station("weld", "out", work=(Dist.EXPONENTIAL, 20.0)).sink("out")
        plant.mode("weld", between=(Dist.EXPONENTIAL, 200.0), repair=25)
        program = plant.program()
        # A mode's stream is named by its number in the builder, the same in both.
        running = engine(program, 5, 0, horizon=5000, period=5000, trace_rows=10**6)
        running.advance(5000)
        out = program.names.objects.index("out")
        return [row[0] for row in rows_of(running) if row[1] == 1 and row[2] == out]

    alone = departures(beside=False)
    assert len(alone) > 100
    assert departures(beside=True) == alone


def test_replications_and_seeds_differ(engine: type[Engine]) -> None:
    def sunk(seed: int, replication: int) -> list[Any]:
        running = engine(factory().program(), seed, replication, horizon=4000, period=100)
        running.advance(4000)
        return running.tallies()["sink_parts"].tolist()

    assert sunk(1, 0) == sunk(1, 0)
    assert sunk(1, 0) != sunk(1, 1)
    assert sunk(1, 0) != sunk(2, 0)
