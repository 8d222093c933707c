"""Rules Q, P and N: where parts begin, what opens when, and the books."""

from collections.abc import Callable
from typing import Any

import pytest

from carwright.compile.schema import (
    CalendarState,
    Clock,
    Dist,
    MixRule,
    OutRule,
    SourceMode,
    WhenFull,
)
from engine.build import PlantBuilder
from engine.story import Story

Simulate = Callable[..., Story]
ON, OFF = CalendarState.ON, CalendarState.OFF


def into_sink(types: tuple[str, ...] = ("car",), **fields: Any) -> PlantBuilder:
    return PlantBuilder(types=types, colours=("red", "blue")).source("in", "out", **fields)


def created(story: Story) -> list[str]:
    """Types and colours in order of creation."""
    return [" ".join(line.split()[3:5]) for line in story.lines("create")]


def test_q1_lead_time_begins_on_leaving(simulate: Simulate) -> None:
    plant = PlantBuilder().source("in", "weld").station("weld", "out", work=1000).sink("out")
    tallies = simulate(plant.program(), 3001).tallies
    assert tallies["lead_sum"].tolist() == [[3000]]
    assert tallies["lead_time"][0, 0, 1] == 3
    assert tallies["ledger"][0] == 4


def test_q1_lots_share_a_draw(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", lot=3, mix={"a": 0.5, "b": 0.5})
        .station("weld", "out", work=1)
        .sink("out")
    )
    kinds = [kind.split()[0] for kind in created(simulate(plant.program(), 90))]
    lots = [kinds[n : n + 3] for n in range(0, 90, 3)]
    assert all(len(set(lot)) == 1 for lot in lots)
    assert {lot[0] for lot in lots} == {"a", "b"}


def test_q2_first_and_interval(simulate: Simulate) -> None:
    story = simulate(into_sink(dist=10, first=3).sink("out").program(), 30)
    assert story.times_to("out") == [3, 13, 23]
    story = simulate(into_sink(dist=10).sink("out").program(), 31)
    assert story.times_to("out") == [10, 20, 30]


def test_q2_the_yard_has_no_limit_and_lead_time_begins_at_arrival(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", dist=1000, first=0)
        .station("weld", "out", work=3000)
        .sink("out")
    )
    tallies = simulate(plant.program(), 9001).tallies
    assert tallies["lead_sum"].tolist() == [[3000 + 5000 + 7000]]
    assert tallies["cars"].tolist() == [sum(range(1, 10)) * 1000 - 6000 - 3000 + 7]


def test_q2_lose(simulate: Simulate) -> None:
    """One in three finds the machine free."""
    plant = (
        PlantBuilder()
        .source("in", "weld", dist=10, first=0, when_full=WhenFull.LOSE)
        .station("weld", "out", work=25)
        .sink("out")
    )
    story = simulate(plant.program(), 50)
    assert story.lines("create", "move", "lost")[:6] == [
        "0 create #0 car white at in",
        "0 #0 in > weld [weld.1]",
        "10 create #1 car white at in",
        "10 lost #1 at in",
        "20 create #2 car white at in",
        "20 lost #2 at in",
    ]
    assert story.moves_to("weld") == [(0, 0), (30, 3)]
    assert story.tallies["source_lost"].tolist() == [[3]]
    assert story.tallies["ledger"].tolist() == [5, 0, 1, 0, 0, 3]


def test_q2_1_a_lot_is_lost_part_by_part(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", ["store", "weld"], dist=100, first=0, lot=4, when_full=WhenFull.LOSE)
        .buffer("store", capacity=1)
        .station("weld", "out", work=0, machines=2)
        .sink("out")
    )
    assert simulate(plant.program(), 50).lines("move", "lost")[:4] == [
        "0 #0 in > store",
        "0 #1 in > weld [weld.1]",
        "0 #2 in > weld [weld.2]",
        "0 lost #3 at in",
    ]


def test_q2_the_interval_is_drawn_before_type_and_colour(simulate: Simulate) -> None:
    """Each has its stream (R1): a mix changes no arrival."""
    dist = (Dist.EXPONENTIAL, 10.0)
    plain = simulate(into_sink(dist=dist).sink("out").program(), 300).times_to("out")
    mixed = into_sink(("a", "b"), dist=dist, mix={"a": 1, "b": 1}, colours={"red": 1, "blue": 1})
    assert simulate(mixed.sink("out").program(), 300).times_to("out") == plain


def test_q3_orders_in_sequence_each_not_before_its_release(simulate: Simulate) -> None:
    orders = [("b", "blue", 9, 5), ("a", "red", 9, 5), ("b", "red", 9, 20)]
    story = simulate(into_sink(("a", "b"), orders=orders).sink("out").program(), 100)
    assert story.moves_to("out") == [(5, 0), (5, 1), (20, 2)]
    assert created(story) == ["b blue", "a red", "b red"]


def test_q3_repeat_reads_releases_as_past(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b", "white", 0, 50)], repeat=True)
        .station("weld", "out", work=10)
        .sink("out")
    )
    story = simulate(plant.program(), 85)
    assert story.times_to("weld") == [0, 50, 60, 70, 80]
    assert [kind.split()[0] for kind in created(story)] == ["a", "b", "a", "b", "a"]


def test_q4_follows(simulate: Simulate) -> None:
    """A seat set of the car's colour for every car that leaves the body shop."""
    plant = (
        PlantBuilder(types=("car", "seats"), colours=("red", "blue"), cars=["car"])
        .source("in", "body", orders=[("car", "blue", 77), ("car", "red", 88)])
        .station("body", "out", work=10)
        .source("supplier", "rack", follows="body", follow={"car": "seats"})
        .buffer("rack")
        .sink("out")
    )
    story = simulate(plant.program(), 30)
    assert story.lines("create", "move")[2:6] == [
        "10 #0 body > out",
        "10 create #1 seats blue at supplier",
        "10 create #2 car red at in",
        "10 #2 in > body [body.1]",
    ]
    assert story.moves_to("rack") == [(10, 1), (20, 3)]


def test_q4_a_type_without_follower_creates_nothing(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("car", "seats"))
        .source("in", "out", orders=[("seats",), ("car",)])
        .source("supplier", "out", follows="in", follow={"car": "seats"})
        .sink("out")
    )
    assert simulate(plant.program(), 5).lines("create") == [
        "0 create #0 seats white at in",
        "0 create #1 car white at in",
        "0 create #2 seats white at supplier",
    ]


def test_q5_level_follows_the_shares_as_closely_as_it_can(simulate: Simulate) -> None:
    """Goal chasing: A A B with shares 2 : 1, ties by listing."""
    plant = into_sink(("a", "b"), dist=1, mix={"a": 2, "b": 1}, mix_rule=MixRule.LEVEL)
    kinds = [kind.split()[0] for kind in created(simulate(plant.sink("out").program(), 10))]
    assert "".join(kinds) == "abaabaaba"


def test_q5_random_shares_of_types_and_colours(simulate: Simulate) -> None:
    plant = into_sink(
        ("a", "b"), dist=1, mix={"a": 0.7, "b": 0.3}, colours={"red": 0.1, "blue": 0.9}
    )
    kinds = created(simulate(plant.sink("out").program(), 2001))
    assert abs(sum(kind.startswith("a") for kind in kinds) / 2000 - 0.7) < 0.05
    assert abs(sum(kind.endswith("red") for kind in kinds) / 2000 - 0.1) < 0.04


def test_q6_limit(simulate: Simulate) -> None:
    """CONWIP: two in the plant; one leaves the source when one has ended."""
    plant = (
        PlantBuilder()
        .source("in", "store", limit=2)
        .buffer("store", "weld")
        .station("weld", "out", work=10)
        .sink("out")
    )
    story = simulate(plant.program(), 35)
    assert story.times_to("store") == [0, 0, 10, 20, 30]
    assert story.tallies["cars"].tolist() == [70]


def test_q6_the_yard_does_not_count(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", dist=10, first=0, lot=3, limit=1)
        .station("weld", "out", work=10, machines=2)
        .sink("out")
    )
    assert simulate(plant.program(), 35).times_to("weld") == [0, 10, 20, 30]


@pytest.mark.parametrize("end", ["scrap", "sink"])
def test_q6_every_end_counts(simulate: Simulate, end: str) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", limit=1)
        .station("weld", "out", work=10, machines=3, test=True, scrap=float(end == "scrap"))
        .sink("out")
    )
    assert simulate(plant.program(), 35).times_to("weld") == [0, 10, 20, 30]


def test_q6_pieces_count(simulate: Simulate) -> None:
    """Of one part come two: the limit of one is free again when both have ended."""
    plant = (
        PlantBuilder()
        .source("in", "press", limit=1, orders=[("car",)] * 3)
        .station("press", "weld", work=10, pieces=2)
        .station("weld", "out", work=5)
        .sink("out")
    )
    assert simulate(plant.program(), 21).times_to("press") == [0, 20]


def test_c4_a_source_off_shift_gives_nothing(simulate: Simulate) -> None:
    """Arrivals of the off time are ready when it is on again."""
    plant = into_sink(dist=10, first=0, calendar="shift").sink("out")
    plant.calendar("shift", [(0, ON), (15, OFF), (45, ON)])
    assert simulate(plant.program(), 55).moves_to("out") == [
        (0, 0),
        (10, 1),
        (45, 2),
        (45, 3),
        (45, 4),
        (50, 5),
    ]


def test_c4_saturated_off_shift(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", calendar="shift")
        .station("weld", "out", work=10)
        .sink("out")
        .calendar("shift", [(0, ON), (15, OFF), (45, ON)])
    )
    assert simulate(plant.program(), 60).times_to("weld") == [0, 10, 45, 55]


def test_p1_a_destination_that_opens_takes_what_waits(simulate: Simulate) -> None:
    """F4: also a part drawn at random to it while it was closed."""
    for rule in OutRule:
        plant = PlantBuilder().source("in", ["out"], out_rule=rule, orders=[("car",)])
        story = simulate(plant.sink("out", opens=25).program(), 50)
        assert story.lines() == ["25 step 0 open_object", "25 #0 in > out"]


def test_p1_a_part_drawn_to_a_closed_object_waits_for_it(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", [("new", 0.5), ("old", 0.5)], out_rule=OutRule.RANDOM, orders=[("car",)] * 20)
        .sink("old")
        .sink("new", opens=40)
    )
    story = simulate(plant.program(), 50)
    old, new = story.moves_to("old"), story.moves_to("new")
    assert len(old) + len(new) == 20
    assert new[0][0] == 40
    assert [part for time, part in old if time == 0] == list(range(new[0][1]))


def test_p1_a_machine_that_opens(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld")
        .station("weld", "out", work=100, machines=2, machine_opens=[0, 30])
        .sink("out")
    )
    story = simulate(plant.program(), 50)
    assert story.lines("step", "work") == [
        "0 work weld.1 #0 100",
        "30 step 0 open_machine",
        "30 work weld.2 #1 100",
    ]
    assert story.states("weld.2") == [(0, 30, "unplanned"), (30, 50, "working")]


def test_p1_1_a_machine_exists_when_its_station_does(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld")
        .station("weld", "out", work=100, opens=40, machines=2, machine_opens=[10, 60])
        .sink("out")
    )
    assert simulate(plant.program(), 80).times_to("weld") == [40, 60]


def test_t7_1_calendar_clocks_of_a_machine_begin_when_it_opens(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld")
        .station("weld", "out", work=100, opens=40)
        .sink("out")
        .mode("weld", between=15, repair=5, clock=Clock.CALENDAR)
    )
    assert simulate(plant.program(), 80).lines("stop") == [
        "55 stop weld.1.mode 0 0",
        "75 stop weld.1.mode 0 0",
    ]


@pytest.mark.parametrize(
    ("fields", "times"),
    [
        ({"dist": 10}, [40, 50]),
        ({"dist": 10, "first": 5}, [30, 40, 50]),
        ({"dist": 10, "first": 35}, [35, 45, 55]),
        ({"orders": [("car",), ("car", "white", 0, 44)]}, [30, 44]),
    ],
)
def test_p1_1_a_source_starts_when_it_opens(
    simulate: Simulate, fields: dict[str, Any], times: list[int]
) -> None:
    plant = PlantBuilder().source("in", "out", opens=30, **fields).sink("out")
    assert simulate(plant.program(), 59).times_to("out") == times


def test_p1_capacity_step(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "store")
        .buffer("store", capacity=1)
        .capacity(10, "store", 3)
        .capacity(10, "store", 4)
    )
    story = simulate(plant.program(), 20)
    assert story.lines() == [
        "0 #0 in > store",
        "10 step 0 set_capacity",
        "10 #1 in > store",
        "10 #2 in > store",
        "10 step 1 set_capacity",
        "10 #3 in > store",
    ]


def test_n2_n5_only_cars_count_as_cars(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("car", "crate"), cars=["car"])
        .source("in", "weld", orders=[("car",), ("crate",)])
        .station("weld", "out", work=1000)
        .sink("out")
    )
    tallies = simulate(plant.program(), 3000).tallies
    assert tallies["sink_parts"].tolist() == [[[1, 1]]]
    assert tallies["lead_sum"].tolist() == [[1000]]
    assert tallies["lead_time"].sum() == 1
    assert tallies["sink_reworks"].sum() == 1
    assert tallies["sink_hour"].tolist() == [[2]]
    assert tallies["cars"].tolist() == [1000]


def test_source_modes_are_told_apart_by_the_builder() -> None:
    plant = PlantBuilder().source("a", "out").source("b", "out", dist=1).sink("out")
    assert plant.objects["a"]["mode"] == SourceMode.SATURATED
    assert plant.objects["b"]["mode"] == SourceMode.ARRIVALS
