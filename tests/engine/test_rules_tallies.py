"""Rules T and Y: order, time and what is counted."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from carwright.compile.program import Program
from carwright.compile.schema import CalendarState, Clock
from carwright.compile.tallies import LEAD_BINS, TALLIES
from carwright.engine.protocol import TRACE_MARGIN, Engine, Status
from engine.build import PlantBuilder
from engine.story import Story, rows_of

Simulate = Callable[..., Story]
ON, OFF = CalendarState.ON, CalendarState.OFF


def line(**fields: Any) -> PlantBuilder:
    return PlantBuilder().source("in", "weld", **fields).station("weld", "out", work=10).sink("out")


def start(kind: type[Engine], program: Program, horizon: int, **fields: Any) -> Engine:
    return kind(program, 1, 0, **{"horizon": horizon, "period": horizon, **fields})


# T.


def test_t3_classes_at_one_instant(simulate: Simulate) -> None:
    """At 10: step, calendar, mode, machine, conveyor, buffer, source, in this order."""
    plant = (
        PlantBuilder()
        .source("one", "weld", dist=10, first=0)
        .source("two", "belt", dist=10, first=0)
        .source("three", "store", dist=10, first=0)
        .station("weld", "out", work=10)
        .conveyor("belt", "out", travel=10)
        .buffer("store", "out", transit=10)
        .sink("out")
        .buffer("other")
        .capacity(10, "other", 1)
        .calendar("day", [(0, ON), (10, OFF)])
        .mode("weld", between=10, repair=0, clock=Clock.CALENDAR)
    )
    lines = [line for line in simulate(plant.program(), 11).lines() if line.startswith("10 ")]
    assert lines == [
        "10 step 0 set_capacity",
        "10 calendar day off",
        "10 stop weld.1.mode 0 0",
        "10 repair weld.1.mode 0 0",
        "10 up weld.1.mode 0",
        "10 finish weld.1 #0 1",
        "10 #0 weld > out",
        "10 #1 belt > out",
        "10 #2 store > out",
        "10 #3 one > weld [weld.1]",
        "10 work weld.1 #3 10",
        "10 #4 two > belt",
        "10 #5 three > store",
    ]


def test_t3_rows_within_a_class(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", ["b", "a"])
        .station("a", "out", work=10)
        .station("b", "out", work=10)
        .sink("out")
    )
    assert simulate(plant.program(), 15).lines("finish") == [
        "10 finish a.1 #1 1",
        "10 finish b.1 #0 1",
    ]


def test_t6_until_is_excluded(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 100)
    assert running.advance(10) == Status.REACHED
    assert running.now == 10
    assert running.tallies()["sink_parts"].sum() == 0
    running.advance(11)
    assert running.tallies()["sink_parts"].sum() == 1


@pytest.mark.parametrize("until", [5, 101])
def test_t6_until_lies_between_the_clock_and_the_horizon(engine: type[Engine], until: int) -> None:
    running = start(engine, line().program(), 100)
    running.advance(6)
    with pytest.raises(ValueError, match="until"):
        running.advance(until)


def test_t6_1_exhausted(engine: type[Engine]) -> None:
    running = start(engine, line(orders=[("car",)]).program(), 100)
    assert running.advance(10) == Status.REACHED
    assert running.advance(50) == Status.EXHAUSTED
    assert running.now == 50
    assert running.advance(100) == Status.EXHAUSTED


def test_t6_1_states_are_closed_at_the_horizon_once(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 25, trace_rows=100_000)
    running.advance(25)
    running.advance(25)
    states = [row for row in rows_of(running) if row[1] == 14]
    assert [(row[4], row[0]) for row in states] == [(0, 25)]


def test_max_events(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 1000)
    assert running.advance(1000, max_events=3) == Status.MAX_EVENTS
    assert (running.now, running.events) == (30, 3)


def test_trace_full_and_nothing_lost(engine: type[Engine]) -> None:
    def rows(trace_rows: int) -> list[Any]:
        running = start(engine, line().program(), 50_000, trace_rows=trace_rows)
        found = []
        while running.advance(50_000) == Status.TRACE_FULL:
            found += rows_of(running)
        return found + rows_of(running)

    assert rows(TRACE_MARGIN + 100) == rows(1_000_000)


def test_no_trace_unless_asked_for(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 100)
    running.advance(100)
    columns = running.take_trace()
    assert {len(column) for column in columns.values()} == {0}
    assert columns["time"].dtype == np.int64


def test_interrupt(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 40_000)
    running.interrupt()
    assert running.advance(40_000) == Status.INTERRUPTED
    assert running.now < 40_000
    assert running.advance(40_000) == Status.REACHED


def test_t8_a_stall_is_named(engine: type[Engine], monkeypatch: pytest.MonkeyPatch) -> None:
    """A part goes round two stations that take no time."""
    plant = (
        PlantBuilder()
        .source("in", "a", orders=[("car",)])
        .station("a", "b", work=0)
        .station("b", "a", work=0)
        .station("idle", "out", work=5)
        .source("other", "idle")
        .sink("out")
    )
    if hasattr(engine, "stall_events"):  # ten million take a minute in Python
        monkeypatch.setattr(engine, "stall_events", 10_000)
    running = start(engine, plant.program(), 1000)
    assert running.advance(1000) == Status.STALLED
    assert running.now == 0
    names = [plant.program().names.objects[n] for n in set(running.waits()["stall"].tolist())]
    assert {"a", "b"} <= set(names)


def test_t8_1_moves_within_an_entry_count(
    engine: type[Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A saturated source right before a sink never ends its first offer."""
    if hasattr(engine, "stall_events"):
        monkeypatch.setattr(engine, "stall_events", 10_000)
    plant = PlantBuilder().source("in", "out").sink("out").program()
    running = start(engine, plant, 1000)
    assert running.advance(1000) == Status.STALLED
    assert (running.now, running.events) == (0, 0)


# Y.


def test_shapes_of_the_tallies(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 100, period=30)
    tallies = running.tallies()
    assert list(tallies) == [tally.name for tally in TALLIES]
    assert all(array.dtype == np.int64 for array in tallies.values())
    assert tallies["machine_state"].shape == (4, 1, 7)
    assert tallies["lead_time"].shape == (4, 1, LEAD_BINS)
    assert tallies["sink_hour"].shape == (1, 1)


def test_y1_time_is_shared_out_among_periods(engine: type[Engine]) -> None:
    running = start(engine, line(dist=40, first=25).program(), 90, period=30)
    running.advance(90)
    tallies = running.tallies()
    assert tallies["machine_state"][:, 0, 0].tolist() == [5, 5, 10]
    assert tallies["machine_state"].sum(axis=(1, 2)).tolist() == [30, 30, 30]
    assert tallies["cars"].tolist() == [5, 5, 10]
    assert tallies["machine_cycles"].tolist() == [[0], [1], [1]]


def test_y1_an_event_at_a_boundary_belongs_to_the_later_period(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 90, period=30)
    running.advance(90)
    assert running.tallies()["sink_parts"].sum(axis=(1, 2)).tolist() == [2, 3, 3]


def test_open_intervals_are_closed_in_a_copy(engine: type[Engine]) -> None:
    running = start(engine, line().program(), 90)
    running.advance(35)
    before = running.tallies()
    assert before["machine_state"].sum() == 35
    assert running.tallies()["machine_state"].sum() == 35
    before["machine_state"][:] = 0
    running.advance(90)
    assert running.tallies()["machine_state"].sum() == 90


def test_y2_hours_double_until_they_fit(engine: type[Engine]) -> None:
    plant = line(dist=3_600_000 * 5000, first=0).program()
    hours = 3_600_000 * 20_000
    running = start(engine, plant, hours)
    running.advance(hours)
    assert running.hour_ms == 7_200_000
    by_hour = running.tallies()["sink_hour"]
    assert by_hour.shape == (10_000, 1)
    assert np.flatnonzero(by_hour).tolist() == [0, 2500, 5000, 7500]


@pytest.mark.parametrize(
    ("seconds", "bin_"),
    [
        (0, 0),
        (63, 63),
        (64, 64),
        (65, 64),
        (66, 65),
        (127, 95),
        (128, 96),
        (131, 96),
        (132, 97),
        (3600, 64 + 32 * 5 + 24),
        (2**40, LEAD_BINS - 1),
    ],
)
def test_y3_lead_time_bins(engine: type[Engine], seconds: int, bin_: int) -> None:
    """3600 s: k = 6, 3600 >> 6 = 56."""
    lead = 1000 * seconds + 999
    plant = PlantBuilder().source("in", "weld", orders=[("car",)])
    plant.station("weld", "out", work=lead).sink("out")
    running = start(engine, plant.program(), lead + 1)
    running.advance(lead + 1)
    assert np.flatnonzero(running.tallies()["lead_time"]).tolist() == [bin_]


def sole_and_shift(story: Story) -> list[list[int]]:
    tallies = story.tallies
    return [tallies[f"bottleneck_{kind}"].sum(axis=0).tolist() for kind in ("sole", "shift")]


def test_y4_sole_and_shifting(simulate: Simulate) -> None:
    """a works 0-100, b 40-200, c 250-300. b takes over at 100: 40-100 is shifting for both."""
    plant = PlantBuilder()
    for name, begin, work in (("a", 0, 100), ("b", 40, 160), ("c", 250, 50)):
        plant.source(f"in {name}", name, orders=[("car", "white", 0, begin)])
        plant.station(name, "out", work=work)
    story = simulate(plant.sink("out").program(), 400)
    assert sole_and_shift(story) == [[40, 100, 50], [60, 60, 0]]


def test_y4_1_no_time_counts_twice(simulate: Simulate) -> None:
    """a 0-100, b 50-200, c 80-300: b's overlap with c counts from 100 on, when b took over."""
    plant = PlantBuilder()
    for name, begin, work in (("a", 0, 100), ("b", 50, 150), ("c", 80, 220)):
        plant.source(f"in {name}", name, orders=[("car", "white", 0, begin)])
        plant.station(name, "out", work=work)
    story = simulate(plant.sink("out").program(), 300)
    assert sole_and_shift(story) == [[50, 0, 100], [50, 150, 100]]


def test_y4_a_failure_continues_an_active_period_a_gap_ends_it(simulate: Simulate) -> None:
    """a works and fails 0-30 and again from 40; b works 10-100: b takes over at 30."""
    plant = (
        PlantBuilder()
        .source("in a", "a", orders=[("car",), ("car", "white", 0, 40)])
        .station("a", "out", work=20)
        .source("in b", "b", orders=[("car", "white", 0, 10)])
        .station("b", "out", work=90)
        .sink("out")
        .mode("a", first=5, between=1000, repair=10)
    )
    story = simulate(plant.program(), 100)
    assert sole_and_shift(story) == [[10, 70], [20, 20]]


def test_y4_ties_go_to_the_lowest_row(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", ["b", "a"], orders=[("car",)] * 2)
        .station("a", "out", work=10)
        .station("b", "out", work=10)
        .sink("out")
    )
    assert sole_and_shift(simulate(plant.program(), 50)) == [[10, 0], [0, 0]]


def test_y4_a_station_with_a_machine_to_spare_is_no_bottleneck(simulate: Simulate) -> None:
    """a: one of two machines works 0-100, both 100-150; b works 40-120."""
    orders = [("car", "white", 0, 0), ("car", "white", 0, 100)]
    plant = (
        PlantBuilder()
        .source("in a", "a", orders=orders)
        .station("a", "out", work=150, machines=2)
        .source("in b", "b", orders=[("car", "white", 0, 40)])
        .station("b", "out", work=80)
        .sink("out")
    )
    assert sole_and_shift(simulate(plant.program(), 300)) == [[30, 60], [20, 20]]


def test_y4_a_failed_machine_is_not_to_spare(simulate: Simulate) -> None:
    """Machine 2 of a is down from 10 to 60, so a is active for that time; at 60 b takes over."""
    plant = (
        PlantBuilder()
        .source("in a", "a", orders=[("car",)])
        .station("a", "out", work=100, machines=2)
        .source("in b", "b", orders=[("car", "white", 0, 30)])
        .station("b", "out", work=50)
        .sink("out")
        .mode("a", machine=1, first=10, between=10**6, repair=50, clock=Clock.CALENDAR)
    )
    assert sole_and_shift(simulate(plant.program(), 300)) == [[20, 20], [30, 30]]


def test_y4_2_no_bottleneck_and_no_head_start_off_shift(simulate: Simulate) -> None:
    """The feeder works through; the day is on 0-100 and 200-300. The weld starts its second part
    at 150, in the off time: from 200 on both count as equally long, and the lower row wins."""
    plant = (
        PlantBuilder()
        .calendar("day", [(0, ON), (100, OFF), (200, ON)])
        .source("in weld", "weld", orders=[("car",), ("car", "white", 0, 150)])
        .station("weld", "out", work=90)
        .source("in feeder", "feeder")
        .station("feeder", "out", work=10)
        .sink("out")
        .paced("day")
    )
    story = simulate(plant.program(), 300)
    # Weld 0-90 and, of 150-240, 200-240; the feeder always: it takes over at 90 and at 240.
    assert sole_and_shift(story) == [[0, 10 + 60], [90 + 40, 90 + 40]]


def test_edges_are_counted(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("body", "door"))
        .source("bodies", "marry", orders=[("body",)])
        .source("doors", "rack", orders=[("door",)] * 5)
        .buffer("rack")
        .station("marry", "out", work=5, needs={"body": [("rack", 2)]})
        .sink("out")
    )
    story = simulate(plant.program(), 20)
    counted = dict(zip(story.names.edges, story.tallies["edge_parts"][0].tolist(), strict=True))
    assert counted == {
        ("bodies", "marry"): 1,
        ("doors", "rack"): 5,
        ("marry", "out"): 1,
        ("rack", "marry"): 2,
    }
