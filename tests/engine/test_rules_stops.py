"""Rules D, K, C and S: stops, crews, calendars and the states that follow from them."""

from collections.abc import Callable
from typing import Any

import pytest

from carwright.compile.schema import FOREVER, CalendarState, Clock, Dist, KeyBy, OffRule, Start
from engine.build import PlantBuilder
from engine.story import Story

Simulate = Callable[..., Story]
ON, BREAK, OFF = CalendarState.ON, CalendarState.BREAK, CalendarState.OFF


def line(orders: int = 100, *, gap: int = 0, **fields: Any) -> PlantBuilder:
    """A station of cycle time 10 with parts at 0, or one every `gap` from 0 on."""
    plant = PlantBuilder()
    if gap:
        plant.source("in", "weld", dist=gap, first=0)
    else:
        plant.source("in", "weld", orders=[("car",)] * orders)
    return plant.station("weld", "out", **{"work": 10, **fields}).sink("out")


STOPS = ("stop", "repair", "up", "work", "finish")


# Clocks and starts (D2, D3, D4).


def test_d2_operation_counts_work_only(simulate: Simulate) -> None:
    """A part every 20: after 15 ms of work, that is at 25 of the clock."""
    plant = line(gap=20).mode("weld", between=15, repair=7)
    story = simulate(plant.program(), 45)
    assert story.lines(*STOPS) == [
        "0 work weld.1 #0 10",
        "10 finish weld.1 #0 1",
        "20 work weld.1 #1 10",
        "25 stop weld.1.mode 0 0",
        "25 repair weld.1.mode 0 7",
        "32 up weld.1.mode 0",
        "37 finish weld.1 #1 1",
        "40 work weld.1 #2 10",
    ]
    assert story.states("weld.1")[:5] == [
        (0, 10, "working"),
        (10, 20, "waiting"),
        (20, 25, "working"),
        (25, 32, "failed"),
        (32, 37, "working"),
    ]


def test_d2_calendar_counts_all_time(simulate: Simulate) -> None:
    plant = line(gap=20).mode("weld", between=15, repair=7, clock=Clock.CALENDAR)
    story = simulate(plant.program(), 50)
    assert story.lines("stop", "up") == [
        "15 stop weld.1.mode 0 0",
        "22 up weld.1.mode 0",
        "37 stop weld.1.mode 0 0",
        "44 up weld.1.mode 0",
    ]
    assert story.times_to("weld") == [0, 22, 44]


def test_d2_cycles_count_works(simulate: Simulate) -> None:
    plant = line().mode("weld", between=3, repair=5, clock=Clock.CYCLES)
    assert simulate(plant.program(), 71).lines("stop") == [
        "30 stop weld.1.mode 0 0",
        "65 stop weld.1.mode 0 0",
    ]


def test_d2_cycles_are_at_least_one(simulate: Simulate) -> None:
    plant = line().mode("weld", between=0, repair=5, clock=Clock.CYCLES)
    assert simulate(plant.program(), 30).lines("stop") == [
        "10 stop weld.1.mode 0 0",
        "25 stop weld.1.mode 0 0",
    ]


def test_d2_the_first_time_may_differ(simulate: Simulate) -> None:
    plant = line().mode("weld", first=12, between=25, repair=5)
    assert simulate(plant.program(), 50).lines("stop") == [
        "12 stop weld.1.mode 0 0",
        "42 stop weld.1.mode 0 0",
    ]


def test_d2_first_and_next_come_from_one_stream(simulate: Simulate) -> None:
    """D2, R1: draw 0 is the first time, draw 1 the next, whatever their distributions."""
    dist = (Dist.UNIFORM, 5.0, 100.0)

    def stops(first: object) -> list[int]:
        plant = line().mode("weld", first=first, between=dist, repair=0)
        return [int(told.split()[0]) for told in simulate(plant.program(), 400).lines("stop")]

    assert stops(None) == stops(dist)
    assert len(set(stops(None))) > 2


def test_d3_forced_lets_the_work_end(simulate: Simulate) -> None:
    plant = line().mode(
        "weld", between=15, repair=5, clock=Clock.CALENDAR, start=Start.FORCED, planned=True
    )
    story = simulate(plant.program(), 30)
    assert story.lines(*STOPS)[2:6] == [
        "10 work weld.1 #1 10",
        "20 finish weld.1 #1 1",
        "20 stop weld.1.mode 0 1",
        "20 repair weld.1.mode 0 5",
    ]
    assert (20, 25, "paused") in story.states("weld.1")
    assert story.times_to("out") == [10, 20], "the finished part leaves a stopped machine (D5)"


def test_d3_forced_begins_at_once_when_nothing_is_in_hand(simulate: Simulate) -> None:
    plant = line(gap=20).mode(
        "weld", between=15, repair=2, clock=Clock.CALENDAR, start=Start.FORCED
    )
    assert simulate(plant.program(), 18).lines("stop") == ["15 stop weld.1.mode 0 0"]


def test_d3_forced_waits_through_set_up_and_work(simulate: Simulate) -> None:
    """Due at 11, in the set-up from 10 to 20; work ends at 30."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",)])
        .station("weld", "out", work=10, setup_by=KeyBy.TYPE, setup=[[None, 10], [10, None]])
        .sink("out")
        .mode("weld", between=11, repair=5, clock=Clock.CALENDAR, start=Start.FORCED)
    )
    assert simulate(plant.program(), 40).lines("stop") == ["30 stop weld.1.mode 0 0"]


def test_d3_opportunistic_waits_for_an_empty_machine(simulate: Simulate) -> None:
    """Due at 5; the third part leaves at 30 and none is there."""
    plant = line(3).mode(
        "weld", between=5, repair=4, clock=Clock.CALENDAR, start=Start.OPPORTUNISTIC
    )
    assert simulate(plant.program(), 38).lines("stop") == ["30 stop weld.1.mode 0 0"]


def test_d3_opportunistic_is_not_begun_while_blocked(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .source("in", "weld", orders=[("car",)])
        .station("weld", "full", work=10)
        .buffer("full", capacity=0)
        .capacity(50, "full", 1)
        .mode("weld", between=5, repair=4, clock=Clock.CALENDAR, start=Start.OPPORTUNISTIC)
    )
    assert simulate(plant.program(), 54).lines("stop") == ["50 stop weld.1.mode 0 0"]


def test_d4_at_the_very_end_of_work_it_does_not_interrupt(simulate: Simulate) -> None:
    """Its clock runs out at 20, the end of the second work: it stops the third at its start."""
    plant = line(gap=20).mode("weld", between=20, repair=5)
    assert simulate(plant.program(), 50).lines(*STOPS)[3:] == [
        "30 finish weld.1 #1 1",
        "40 work weld.1 #2 10",
        "40 stop weld.1.mode 0 0",
        "40 repair weld.1.mode 0 5",
        "45 up weld.1.mode 0",
    ]


def test_d4_two_due_at_once_one_after_the_other(simulate: Simulate) -> None:
    plant = line().mode("weld", between=5, repair=3).mode("weld", between=5, repair=4)
    assert simulate(plant.program(), 20).lines(*STOPS) == [
        "0 work weld.1 #0 10",
        "5 stop weld.1.mode 0 0",
        "5 repair weld.1.mode 0 3",
        "8 up weld.1.mode 0",
        "8 stop weld.1.mode 1 0",
        "8 repair weld.1.mode 1 4",
        "12 up weld.1.mode 1",
        "17 finish weld.1 #0 1",
        "17 work weld.1 #1 10",
        "17 stop weld.1.mode 0 0",
        "17 repair weld.1.mode 0 3",
    ]


@pytest.mark.parametrize("start", [Start.FORCED, Start.OPPORTUNISTIC])
def test_d4_operation_clock_out_during_work_is_due_at_its_end(
    simulate: Simulate, start: Start
) -> None:
    plant = line(gap=30).mode("weld", between=5, repair=3, start=start)
    assert simulate(plant.program(), 25).lines("stop") == ["10 stop weld.1.mode 0 0"]


def test_d4_forced_clock_out_at_the_very_end_is_due_there(simulate: Simulate) -> None:
    plant = line(gap=30).mode("weld", between=10, repair=3, start=Start.FORCED)
    assert simulate(plant.program(), 25).lines("stop") == ["10 stop weld.1.mode 0 0"]


def test_d5_a_stop_at_the_end_of_work_does_not_hold_it(simulate: Simulate) -> None:
    plant = line().mode("weld", between=10, repair=5, clock=Clock.CALENDAR)
    story = simulate(plant.program(), 30)
    assert story.lines(*STOPS)[:5] == [
        "0 work weld.1 #0 10",
        "10 stop weld.1.mode 0 0",
        "10 repair weld.1.mode 0 5",
        "10 finish weld.1 #0 1",
        "15 up weld.1.mode 0",
    ]
    assert story.times_to("out") == [10, 25]


def test_d5_a_stop_at_the_end_of_set_up_holds_the_work(simulate: Simulate) -> None:
    """W3: the work is entered when the stop ends."""
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",)])
        .station("weld", "out", work=10, setup_by=KeyBy.TYPE, setup=[[None, 10], [10, None]])
        .sink("out")
        .mode("weld", first=20, between=FOREVER, repair=7, clock=Clock.CALENDAR)
    )
    story = simulate(plant.program(), 40)
    assert story.lines("setup", *STOPS)[2:] == [
        "10 setup weld.1 #1 10",
        "20 stop weld.1.mode 0 0",
        "20 repair weld.1.mode 0 7",
        "27 up weld.1.mode 0",
        "27 work weld.1 #1 10",
        "37 finish weld.1 #1 1",
    ]
    assert story.tallies["machine_setups"].sum() == 1


def test_w8_set_up_is_suspended_and_goes_on(simulate: Simulate) -> None:
    plant = (
        PlantBuilder(types=("a", "b"))
        .source("in", "weld", orders=[("a",), ("b",)])
        .station("weld", "out", work=10, setup_by=KeyBy.TYPE, setup=[[None, 10], [10, None]])
        .sink("out")
        .mode("weld", first=14, between=FOREVER, repair=100, clock=Clock.CALENDAR)
    )
    assert simulate(plant.program(), 150).lines("work")[1:] == ["120 work weld.1 #1 10"]


def test_d7_overlapping_stops(simulate: Simulate) -> None:
    """Down from 3 to 13 and from 8 to 18; the work goes on at 18 with 7 left."""
    plant = (
        line(1)
        .mode("weld", first=3, between=FOREVER, repair=10, clock=Clock.CALENDAR)
        .mode("weld", first=8, between=FOREVER, repair=10, clock=Clock.CALENDAR, planned=True)
    )
    story = simulate(plant.program(), 30)
    assert story.times_to("out") == [25]
    assert story.states("weld.1")[:4] == [
        (0, 3, "working"),
        (3, 13, "failed"),
        (13, 18, "paused"),
        (18, 25, "working"),
    ]
    assert story.tallies["mode_down"].tolist() == [[10, 10]]


def test_d7_no_counting_while_due(simulate: Simulate) -> None:
    """Due at 5 and on from 10 to 13: the next is due at 13 + 5, begun at 23."""
    plant = line().mode("weld", between=5, repair=3, clock=Clock.CALENDAR, start=Start.FORCED)
    assert simulate(plant.program(), 30).lines("stop") == [
        "10 stop weld.1.mode 0 0",
        "23 stop weld.1.mode 0 0",
    ]


def test_d6_resuming_takes_the_next_part(simulate: Simulate) -> None:
    plant = line(gap=100).mode("weld", first=50, between=FOREVER, repair=75, clock=Clock.CALENDAR)
    assert simulate(plant.program(), 130).times_to("weld") == [0, 125]


def test_d6_a_half_loaded_batch_goes_on_loading(simulate: Simulate) -> None:
    """W1, D6.2: stopped with one of two parts, it takes the second when it resumes."""
    plant = line(gap=10, batch=2).mode(
        "weld", first=5, between=FOREVER, repair=20, clock=Clock.CALENDAR
    )
    story = simulate(plant.program(), 26)
    assert story.lines("move") == ["0 #0 in > weld [weld.1]", "25 #1 in > weld [weld.1]"]
    assert story.lines("work") == ["25 work weld.1 #0 10"]


def test_d6_a_stopped_machine_takes_components_when_it_resumes(simulate: Simulate) -> None:
    """J2.1: the door comes at 10, during the stop from 5 to 17."""
    plant = (
        PlantBuilder(types=("body", "door"))
        .source("bodies", "marry", orders=[("body",)])
        .source("doors", "rack", dist=10, mix={"door": 1})
        .buffer("rack")
        .station("marry", "out", work=5, needs={"body": [("rack", 1)]})
        .sink("out")
        .mode("marry", first=5, between=FOREVER, repair=12, clock=Clock.CALENDAR)
    )
    assert simulate(plant.program(), 20).lines("join", "work") == [
        "17 join marry.1 #1 from rack",
        "17 work marry.1 #0 5",
    ]


def test_d1_each_machine_has_its_own_luck(simulate: Simulate) -> None:
    plant = line(machines=2).mode("weld", between=(Dist.EXPONENTIAL, 50.0), repair=5)
    told = simulate(plant.program(), 500).lines("stop")
    times = [[t.split()[0] for t in told if f"weld.{n}." in t] for n in (1, 2)]
    assert times[0]
    assert times[1]
    assert times[0] != times[1]


# Crews (K).


def two_failing(size: int = 1, **second: Any) -> PlantBuilder:
    """Two machines that fail at 5 and 6 for 10 and call the same crew."""
    fails = {"between": FOREVER, "repair": 10, "clock": Clock.CALENDAR, "crew": "crew"}
    return (
        PlantBuilder()
        .crew("crew", size)
        .source("in", ["a", "b"])
        .station("a", "out", work=100)
        .station("b", "out", work=100)
        .sink("out")
        .mode("a", first=5, **fails)
        .mode("b", first=6, **{**fails, **second})
    )


def test_k1_the_second_waits_for_the_crew(simulate: Simulate) -> None:
    story = simulate(two_failing().program(), 40)
    assert story.lines("stop", "repair", "up") == [
        "5 stop a.1.mode 0 0",
        "5 repair a.1.mode 0 10",
        "6 stop b.1.mode 1 0",
        "15 up a.1.mode 0",
        "15 repair b.1.mode 1 10",
        "25 up b.1.mode 1",
    ]
    assert story.tallies["mode_down"].tolist() == [[10, 19]]
    assert story.tallies["mode_wait"].tolist() == [[0, 9]]
    assert story.tallies["crew_busy"].tolist() == [[20]]


def test_k1_two_people_serve_two(simulate: Simulate) -> None:
    assert simulate(two_failing(2).program(), 20).lines("repair") == [
        "5 repair a.1.mode 0 10",
        "6 repair b.1.mode 1 10",
    ]


def test_k1_nobody_overtakes_the_head(simulate: Simulate) -> None:
    """b needs two people and is first; c, who needs one, waits behind it though one is free."""
    plant = two_failing(2, people=2)
    plant.station("c", "out", work=100).source("more", "c")
    plant.mode("c", first=7, between=FOREVER, repair=1, clock=Clock.CALENDAR, crew="crew")
    assert simulate(plant.program(), 40).lines("repair") == [
        "5 repair a.1.mode 0 10",
        "15 repair b.1.mode 1 10",
        "25 repair c.1.mode 2 1",
    ]


def test_k1_priority_first(simulate: Simulate) -> None:
    plant = two_failing()
    plant.station("c", "out", work=100).source("more", "c")
    plant.mode(
        "c", first=7, between=FOREVER, repair=1, clock=Clock.CALENDAR, crew="crew", priority=-1
    )
    assert simulate(plant.program(), 40).lines("repair")[1:] == [
        "15 repair c.1.mode 2 1",
        "16 repair b.1.mode 1 10",
    ]


def test_k3_operators_through_set_up_and_work(simulate: Simulate) -> None:
    plant = (
        PlantBuilder()
        .crew("people", 3)
        .source("in", ["a", "b"])
        .station("a", "out", work=10, crew="people", operators=2)
        .station("b", "out", work=10, crew="people", operators=2)
        .sink("out")
    )
    story = simulate(plant.program(), 40)
    assert story.lines("work") == [
        "0 work a.1 #0 10",
        "10 work b.1 #1 10",
        "20 work a.1 #2 10",
        "30 work b.1 #3 10",
    ]
    assert story.tallies["crew_busy"].tolist() == [[80]]
    assert story.states("b.1")[:2] == [(0, 10, "waiting"), (10, 20, "working")]


def test_k4_a_crew_off_shift_begins_nothing_new(simulate: Simulate) -> None:
    """Repair from 5 to 15 goes on in the off time from 8; the next waits until 30."""
    plant = two_failing()
    plant.crews["crew"]["calendar"] = "day"
    plant.calendar("day", [(0, ON), (8, OFF), (30, ON)])
    assert simulate(plant.program(), 45).lines("repair", "up") == [
        "5 repair a.1.mode 0 10",
        "15 up a.1.mode 0",
        "30 repair b.1.mode 1 10",
        "40 up b.1.mode 1",
    ]


def test_k5_a_grant_to_a_stopped_machine_is_kept(simulate: Simulate) -> None:
    """b gets its operator at 10, is down from 4 to 20 and starts then."""
    plant = (
        PlantBuilder()
        .crew("people", 1)
        .source("in", ["a", "b"], orders=[("car",)] * 3)
        .station("a", "out", work=10, crew="people", operators=1)
        .station("b", "out", work=10, crew="people", operators=1)
        .sink("out")
        .mode("b", first=4, between=FOREVER, repair=16, clock=Clock.CALENDAR)
    )
    story = simulate(plant.program(), 45)
    assert story.lines("work") == ["0 work a.1 #0 10", "20 work b.1 #1 10", "30 work a.1 #2 10"]
    assert story.tallies["crew_busy"].tolist() == [[40]]


# Calendars (C) and what a machine does with them.


def with_shift(plant: PlantBuilder, *changes: tuple[int, CalendarState], **loop: int) -> Any:
    return plant.calendar("shift", [(0, ON), *changes], **loop).program()


def test_c3_keep_suspends_the_work(simulate: Simulate) -> None:
    plant = line(calendar="shift", off_rule=OffRule.KEEP)
    story = simulate(with_shift(plant, (15, OFF), (50, ON)), 60)
    assert story.times_to("out") == [10, 55]
    assert story.states("weld.1")[:3] == [
        (0, 15, "working"),
        (15, 50, "unplanned"),
        (50, 60, "working"),
    ]


def test_c3_finish_ends_the_work_in_hand(simulate: Simulate) -> None:
    plant = line(calendar="shift", off_rule=OffRule.FINISH)
    story = simulate(with_shift(plant, (15, BREAK), (50, ON)), 60)
    assert story.times_to("out") == [10, 20]
    assert story.times_to("weld") == [0, 10, 50]
    assert story.states("weld.1")[:3] == [
        (0, 20, "working"),
        (20, 50, "paused"),
        (50, 60, "working"),
    ]


def test_c3_finish_does_not_begin_what_awaits_components(simulate: Simulate) -> None:
    """W3.1: the body waits for a door that comes at 20; off from 15 to 50."""
    plant = (
        PlantBuilder(types=("body", "door"))
        .source("bodies", "marry", orders=[("body",)])
        .source("doors", "rack", dist=20, mix={"door": 1})
        .buffer("rack")
        .station(
            "marry",
            "out",
            work=5,
            needs={"body": [("rack", 1)]},
            calendar="shift",
            off_rule=OffRule.FINISH,
        )
        .sink("out")
    )
    story = simulate(with_shift(plant, (15, OFF), (50, ON)), 60)
    assert story.lines("work") == ["50 work marry.1 #0 5"]
    assert story.states("marry.1")[1] == (15, 50, "unplanned")


def test_c3_work_ends_at_the_instant_of_the_change(simulate: Simulate) -> None:
    plant = line(calendar="shift")
    story = simulate(with_shift(plant, (10, OFF), (50, ON)), 60)
    assert story.times_to("out") == [10]
    assert story.times_to("weld") == [0, 50]


def test_c1_the_tail_repeats(simulate: Simulate) -> None:
    """On at 0; then from row 1 on every 20 again: off at 10, on at 15."""
    story = simulate(with_shift(line(calendar="shift"), (10, OFF), (15, ON), loop=1, length=20), 60)
    assert story.lines("calendar") == [
        "10 calendar shift off",
        "15 calendar shift on",
        "30 calendar shift off",
        "35 calendar shift on",
        "50 calendar shift off",
        "55 calendar shift on",
    ]
    assert story.tallies["machine_state"][0, 0].tolist() == [45, 0, 0, 0, 0, 0, 15]


def test_c1_1_a_change_to_the_same_state_is_told_and_changes_nothing(simulate: Simulate) -> None:
    story = simulate(with_shift(line(calendar="shift"), (5, ON), (8, ON)), 30)
    assert story.lines("calendar") == ["5 calendar shift on", "8 calendar shift on"]
    assert story.times_to("out") == [10, 20]


def test_c3_break_to_off_changes_the_state_alone(simulate: Simulate) -> None:
    story = simulate(with_shift(line(calendar="shift"), (4, BREAK), (9, OFF), (14, ON)), 25)
    assert story.states("weld.1")[:4] == [
        (0, 4, "working"),
        (4, 9, "paused"),
        (9, 14, "unplanned"),
        (14, 25, "working"),
    ]
    assert story.times_to("out") == [20]


def test_c3_a_failure_outlasts_the_shift(simulate: Simulate) -> None:
    """S1: off comes before failed; D6: the repair elapses off shift; the work waits for on."""
    plant = line(calendar="shift").mode(
        "weld", first=5, between=FOREVER, repair=20, clock=Clock.CALENDAR
    )
    story = simulate(with_shift(plant, (10, OFF), (40, ON)), 50)
    assert story.states("weld.1")[:4] == [
        (0, 5, "working"),
        (5, 10, "failed"),
        (10, 40, "unplanned"),
        (40, 50, "working"),
    ]
    assert story.times_to("out") == [45]


def test_s2_states_of_no_duration_do_not_show(simulate: Simulate) -> None:
    """S2.1: works without a gap are one interval."""
    assert simulate(line().program(), 35).states("weld.1") == [(0, 35, "working")]


def test_s1_paused_by_maintenance_failed_by_failure(simulate: Simulate) -> None:
    plant = line(1).mode(
        "weld", first=3, between=FOREVER, repair=4, clock=Clock.CALENDAR, planned=True
    )
    assert simulate(plant.program(), 20).states("weld.1") == [
        (0, 3, "working"),
        (3, 7, "paused"),
        (7, 14, "working"),
        (14, 20, "waiting"),
    ]
