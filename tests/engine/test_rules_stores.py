"""Rules B and V: buffers and conveyors."""

from collections.abc import Callable
from typing import Any

import pytest

from carwright.compile.schema import CalendarState, Order
from engine.build import PlantBuilder
from engine.story import Story

Simulate = Callable[..., Story]
ON, OFF = CalendarState.ON, CalendarState.OFF


def store(**fields: Any) -> PlantBuilder:
    """Parts a, c, b come at 0, 1, 2 into a buffer before a station that opens at 10."""
    return (
        PlantBuilder(types=("a", "b", "c"), priority={"a": 3, "b": 1, "c": 2})
        .source(
            "in",
            "store",
            orders=[("a", "white", 500, 0), ("c", "white", 900, 1), ("b", "white", 700, 2)],
        )
        .buffer("store", "weld", **fields)
        .station("weld", "out", work=10, opens=10)
        .sink("out")
    )


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        ({"order": Order.FIFO}, [0, 1, 2]),
        ({"order": Order.LIFO}, [2, 1, 0]),
        ({"order": Order.PRIORITY}, [2, 1, 0]),
        ({"order": Order.PRIORITY, "by_due": True}, [0, 2, 1]),
    ],
)
def test_b2_orders(simulate: Simulate, fields: dict[str, Any], parts: list[int]) -> None:
    story = simulate(store(**fields).program(), 40)
    assert [part for _, part in story.moves_to("weld")] == parts


def test_b2_ties_of_priority_by_entering(simulate: Simulate) -> None:
    plant = store(order=Order.PRIORITY)
    plant.priority = {}
    story = simulate(plant.program(), 40)
    assert [part for _, part in story.moves_to("weld")] == [0, 1, 2]


def test_b2_a_later_part_of_higher_priority_overtakes(simulate: Simulate) -> None:
    """It arrives while the others wait for the busy station."""
    plant = store(order=Order.PRIORITY)
    plant.objects["weld"]["opens"] = 0
    story = simulate(plant.program(), 40)
    assert story.moves_to("weld") == [(0, 0), (10, 2), (20, 1)]


def test_b1_transit(simulate: Simulate) -> None:
    """Entered at 0, 1, 2; ready at 30, 31, 32; waiting begins then."""
    plant = store(transit=30)
    plant.objects["weld"]["work"] = 0
    story = simulate(plant.program(), 40)
    assert story.moves_to("weld") == [(30, 0), (31, 1), (32, 2)]
    assert story.tallies["store_level"].tolist() == [[30 + 30 + 30]]


def test_b1_lifo_takes_ready_parts_only(simulate: Simulate) -> None:
    """At 10 only the part that entered at 0 is ready; at 20 that of 2 is before that of 1."""
    story = simulate(store(transit=9, order=Order.LIFO).program(), 40)
    assert story.moves_to("weld") == [(10, 0), (20, 2), (30, 1)]


def test_b1_parts_that_enter_together_are_ready_together(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "store", dist=1000, first=0, lot=3)
        .buffer("store", "out", transit=5)
        .sink("out")
    )
    story = simulate(plant.program(), 20)
    assert story.moves_to("out") == [(5, 0), (5, 1), (5, 2)]
    assert story.engine.events == 2


def test_b3_a_lower_capacity_sends_nothing_away(simulate: Simulate) -> None:
    """Three are in it when its capacity falls to 1 at 5; the next enters when none is left."""
    plant = (
        PlantBuilder()
        .source("in", "store")
        .buffer("store", "weld", capacity=3)
        .station("weld", "out", work=10)
        .sink("out")
        .capacity(5, "store", 1)
    )
    story = simulate(plant.program(), 45)
    assert story.moves_to("store") == [(0, 0), (0, 1), (0, 2), (0, 3), (30, 4), (40, 5)]


def belt(**fields: Any) -> PlantBuilder:
    """Always a part for a belt of 100 ms, one every 10."""
    return (
        PlantBuilder()
        .source("in", "belt")
        .conveyor("belt", "weld", **{"travel": 100, "headway": 10, **fields})
        .station("weld", "out", work=1)
        .sink("out")
    )


def test_v2_v3_travel_and_headway(simulate: Simulate) -> None:
    story = simulate(belt().program(), 131)
    assert story.times_to("belt") == [10 * n for n in range(14)]
    assert story.times_to("weld") == [100, 110, 120, 130]


def test_v2_capacity(simulate: Simulate) -> None:
    """Two at most: the third enters when the first leaves."""
    story = simulate(belt(capacity=2).program(), 220)
    assert story.times_to("belt") == [0, 10, 100, 110, 200, 210]


def test_v2_full_of_parts_and_of_time(simulate: Simulate) -> None:
    """One at most, headway longer than travel: the headway decides."""
    story = simulate(belt(capacity=1, travel=30, headway=50).program(), 160)
    assert story.times_to("belt") == [0, 50, 100, 150]


def slow(**fields: Any) -> PlantBuilder:
    """Three parts at 0, 10, 20 on a belt of 30 towards a station of 100."""
    plant = belt(travel=30, **fields)
    plant.objects["in"]["orders"] = [("car",)] * 4
    plant.objects["in"]["mode"] = 2
    plant.objects["weld"]["work"] = 100
    return plant


def test_v3_accumulating_parts_close_up(simulate: Simulate) -> None:
    """Ready at 30; behind it the belt goes on and the next is ready one headway after."""
    plant = slow(accumulating=True)
    plant.objects["weld"]["work"] = 15
    story = simulate(plant.program(), 100)
    assert story.times_to("belt") == [0, 10, 20, 30]
    assert story.times_to("weld") == [30, 45, 60, 75]


def test_v3_headway_at_the_exit(simulate: Simulate) -> None:
    """The head leaves at 130; the next, long there, is ready one headway later: work of 0."""
    plant = slow(accumulating=True)
    plant.objects["weld"]["work"] = 0
    plant.objects["weld"]["opens"] = 130
    assert simulate(plant.program(), 200).times_to("weld") == [130, 140, 150, 160]


def test_v1_a_belt_that_does_not_accumulate_stands(simulate: Simulate) -> None:
    """The first is ready at 30 and leaves at once; the second stands from 40 to 130, and with it
    the third and fourth keep their distance of 10."""
    story = simulate(slow(accumulating=False).program(), 400)
    assert story.times_to("weld") == [30, 130, 230, 330]


def test_v1_a_standing_belt_takes_no_part_for_its_headway(simulate: Simulate) -> None:
    """Entries at 0, 10, 20, 30; the belt stands at 40 having moved 10: one more enters, then
    none until it moves again at 130."""
    plant = slow(accumulating=False)
    plant.objects["in"]["orders"] = [("car",)] * 9
    assert simulate(plant.program(), 240).times_to("belt") == [0, 10, 20, 30, 40, 140]


def test_v4_a_belt_without_headway_gives_all_that_is_ready(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "belt", dist=1000, first=0, lot=3)
        .conveyor("belt", "out", travel=20)
        .sink("out")
    )
    assert simulate(plant.program(), 30).moves_to("out") == [(20, 0), (20, 1), (20, 2)]


def test_v1_the_calendar_stops_the_clock(simulate: Simulate) -> None:
    """Off from 50 to 250: what would arrive at 100 arrives at 300."""
    plant = belt(calendar="shift").calendar("shift", [(0, ON), (50, OFF), (250, ON)])
    story = simulate(plant.program(), 311)
    assert story.times_to("weld") == [300, 310]
    assert story.times_to("belt")[:8] == [0, 10, 20, 30, 40, 50, 260, 270]


def test_v4_1_an_entry_due_at_the_instant_of_stopping_is_told(simulate: Simulate) -> None:
    """The headway is over at 50, the very instant at which the belt stops: the second part
    enters then, and does not wait for the belt to move again."""
    plant = (
        PlantBuilder()
        .source("in", "belt", dist=1000, first=40, lot=2)
        .conveyor("belt", "out", travel=100, headway=10, calendar="shift")
        .sink("out")
        .calendar("shift", [(0, ON), (50, OFF), (500, ON)])
    )
    assert simulate(plant.program(), 400).times_to("belt") == [40, 50]


def test_v4_1_a_ready_head_leaves_a_standing_belt(simulate: Simulate) -> None:
    """Both have arrived when the belt stops at 30; the station takes them at 40 and 50."""
    plant = (
        PlantBuilder()
        .source("in", "belt", dist=1000, first=0, lot=2)
        .conveyor("belt", "weld", travel=20, calendar="shift")
        .station("weld", "out", work=10, opens=40)
        .sink("out")
        .calendar("shift", [(0, ON), (30, OFF)])
    )
    assert simulate(plant.program(), 100).times_to("weld") == [40, 50]


def test_v4_1_the_exit_headway_counts_from_the_last_that_left(simulate: Simulate) -> None:
    """Left at 10; the belt is empty; one that enters at 12 is ready at 20, not at 14."""
    plant = (
        PlantBuilder()
        .source("in", "belt", orders=[("car",), ("car", "white", 0, 12)])
        .conveyor("belt", "out", travel=2, headway=10)
        .sink("out")
    )
    assert simulate(plant.program(), 100).times_to("out") == [2, 14]
    plant.objects["in"]["orders"] = [("car", "white", 0, 8), ("car", "white", 0, 18)]
    assert simulate(plant.program(), 100).times_to("out") == [10, 20]


def test_store_tallies_count_conveyors_after_buffers(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "belt", orders=[("car",)])
        .conveyor("belt", "store", travel=20)
        .buffer("store", capacity=4)
    )
    tallies = simulate(plant.program(), 100).tallies
    assert tallies["store_level"].tolist() == [[80, 20]]
    assert tallies["store_in"].tolist() == [[1, 1]]
    assert tallies["store_time"][0, 0, :3].tolist() == [20, 80, 0]


@pytest.mark.parametrize(
    ("level", "capacity", "bin_"),
    [(4, 4, 33), (3, 4, 3), (1, 4, 1), (33, 66, 11), (65, 66, 22), (7, 2**62, 3), (1, 1, 33)],
)
def test_levels_fall_into_their_bins(
    simulate: Simulate, level: int, capacity: int, bin_: int
) -> None:
    plant = (
        PlantBuilder()
        .source("in", "store", orders=[("car",)] * level)
        .buffer("store", capacity=capacity)
    )
    time = simulate(plant.program(), 100).tallies["store_time"][0, 0]
    assert time[bin_] == 100
    assert time.sum() == 100
