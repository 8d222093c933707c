"""What of a run counts: warm-up, samples, batches, planned time."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from analysis.made import SHIFT, WEEK, cars_out, line, plant, run_of
from carwright.analysis.planned_time import planned_time
from carwright.analysis.scope import net_throughput, scope
from carwright.compile.schema import CalendarState
from carwright.errors import CarwrightError
from engine.build import PlantBuilder
from results.synthetic import DAY, HOUR, Tallies


def thirty(tallies: Tallies, _: int) -> None:
    cars_out(tallies, 30)


def test_replications_are_samples_and_periods_after_the_warm_up_count() -> None:
    run = run_of(line(), thirty, replications=(3, 5), warm_up_ms=3 * DAY)
    which = scope(run)
    assert which.warm_up.method == "given"
    assert which.samples["sample"].to_list() == [3, 5]
    assert which.samples["ms"].to_list() == [7 * DAY] * 2
    sums = which.sums(run.lazy("sinks").drop("sink"))
    assert sums.sort("sample")["cars"].to_list() == [210, 210]


def test_a_warm_up_ends_with_a_whole_period() -> None:
    run = run_of(line(), thirty, warm_up_ms=2 * DAY + 1)
    assert scope(run).first == 3
    assert scope(run, warm_up=DAY).first == 1


def test_a_warm_up_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(CarwrightError, match="leaves nothing of a run of 240 h"):
        scope(run_of(line(), thirty, warm_up_ms=10 * DAY))
    with pytest.raises(CarwrightError, match="confidence level 95"):
        scope(run_of(line(), thirty), level=95)


def test_a_single_replication_is_cut_into_ten_to_nineteen_batches() -> None:
    for days, batches in [(9, 1), (10, 10), (19, 19), (20, 10), (25, 12), (365, 10)]:
        which = scope(run_of(line(), thirty, horizon=days * DAY))
        assert which.samples.height == batches
        assert which.samples["ms"].sum() == days * DAY
        sizes = which.periods.group_by("sample").len()["len"]
        assert sizes.min() * 2 > sizes.max() or batches == 1


def test_batches_hold_equally_many_periods_with_planned_time() -> None:
    """Periods of 8 h: of three only the second has planned time."""
    which = scope(run_of(line(calendar="day shift"), thirty, horizon=20 * DAY, period=8 * HOUR))
    worked = which.periods.filter(pl.col("planned") > 0).group_by("sample").len()
    # The shift of 06:00 to 14:00 touches two periods a day.
    assert set(worked["len"]) == {4}
    assert which.samples.height == 10
    assert which.samples["ms"].sum() == 20 * DAY


def test_a_run_of_one_period() -> None:
    which = scope(run_of(line(), thirty, horizon=DAY))
    assert which.samples.rows() == [(0, DAY, DAY)]


def test_the_warm_up_is_found_on_the_mean_of_the_replications() -> None:
    def fill(tallies: Tallies, number: int) -> None:
        # Neither replication is steady by itself: one sags where the other peaks.
        cars = np.full(100, 100)
        cars[40:70] += 60 if number else -60
        cars[:15] = 10
        cars_out(tallies, cars)

    run = run_of(line(), fill, replications=(0, 1), horizon=100 * DAY, warm_up_ms=None)
    cut = scope(run).warm_up
    assert (cut.periods, cut.ms, cut.method, cut.reached) == (15, 15 * DAY, "MSER-5", True)


def test_the_warm_up_counts_periods_with_planned_production_only() -> None:
    """Of every three periods one is worked: 15 of them last 45 periods."""

    def fill(tallies: Tallies, _: int) -> None:
        cars = np.zeros(300, dtype=np.int64)
        cars[1::3] = 100
        cars[1:45:3] = 10
        cars_out(tallies, cars)

    shift = [(0, CalendarState.OFF), (8 * HOUR, CalendarState.ON), (16 * HOUR, CalendarState.OFF)]
    program = (
        PlantBuilder()
        .calendar("middle", shift, loop=0, length=DAY)
        .source("in", to="weld")
        .station("weld", to="out", calendar="middle")
        .sink("out")
        .program()
    )
    run = run_of(program, fill, horizon=100 * DAY, period=8 * HOUR, warm_up_ms=None)
    assert net_throughput(run, planned_time(run))["rate"].to_list() == [1.25] * 15 + [12.5] * 85
    assert scope(run).first == 46


def test_a_short_run_says_that_its_warm_up_is_not_known() -> None:
    which = scope(run_of(line(), thirty, warm_up_ms=None))
    assert which.first == 0
    assert not which.warm_up.reached
    assert "10 periods with planned production, of at least 20" in which.warm_up.finding


def test_periods_of_hardly_any_planned_time_do_not_count() -> None:
    shift = [(0, CalendarState.ON), (DAY + 60_000, CalendarState.OFF)]
    program = (
        PlantBuilder()
        .calendar("odd", shift, loop=0, length=2 * DAY)
        .source("in", to="weld")
        .station("weld", to="out", calendar="odd")
        .sink("out")
        .program()
    )
    run = run_of(program, thirty)
    assert net_throughput(run, planned_time(run))["period"].to_list() == [0, 2, 4, 6, 8]


class TestPlannedTime:
    def test_without_calendars_it_is_all_time(self) -> None:
        plan = planned_time(run_of(line(), thirty, horizon=DAY + HOUR))
        assert plan.calendar is None
        assert plan.by_period["planned"].to_list() == [DAY, HOUR]
        assert (plan.hours_per_week, plan.days_per_week) == (168, 7)

    def test_it_is_that_of_the_last_station_with_a_calendar(self) -> None:
        late = [(0, CalendarState.OFF), (20 * HOUR, CalendarState.ON)]
        program = (
            PlantBuilder()
            .calendar("body", SHIFT, loop=0, length=DAY)
            .calendar("assembly", late, loop=0, length=DAY)
            .source("in", to="weld", calendar="body")
            .station("weld", to="trim", calendar="body")
            .station("trim", to="check", calendar="assembly")
            .station("check", to="out")
            .sink("out")
            .program()
        )
        plan = planned_time(run_of(program, thirty))
        assert plan.calendar == "assembly"
        assert plan.hours_per_week == 28
        assert set(plan.by_period["planned"]) == {4 * HOUR}

    def test_of_two_ends_the_one_that_works_longer_counts(self) -> None:
        short = [(0, CalendarState.ON), (HOUR, CalendarState.OFF)]
        program = (
            PlantBuilder()
            .calendar("short", short, loop=0, length=DAY)
            .calendar("long", SHIFT, loop=0, length=DAY)
            .source("in", to=["a", "b"])
            .station("a", to="out", calendar="short")
            .station("b", to="out", calendar="long")
            .sink("out")
            .program()
        )
        assert planned_time(run_of(program, thirty)).calendar == "long"

    def test_weeks_are_whole_ones_from_the_end(self) -> None:
        # On for the first five days of each week; the run is a week and three days long.
        week = [(0, CalendarState.ON), (5 * DAY, CalendarState.OFF)]
        program = (
            PlantBuilder()
            .calendar("week", week, loop=0, length=7 * DAY)
            .source("in", to="weld")
            .station("weld", to="out", calendar="week")
            .sink("out")
            .program()
        )
        plan = planned_time(run_of(program, thirty, horizon=10 * DAY))
        assert (plan.hours_per_week, plan.days_per_week) == (120, 5)

    def test_a_run_shorter_than_a_week_takes_its_days_for_all(self) -> None:
        plan = planned_time(run_of(line(calendar="day shift"), thirty, horizon=3 * DAY))
        assert (plan.hours_per_week, plan.days_per_week) == (56, 7)

    def test_time_before_the_opening_is_not_planned(self) -> None:
        program = line(calendar="day shift", opens=2 * DAY)
        plan = planned_time(run_of(program, thirty))
        assert plan.by_period["planned"].to_list() == [0, 0] + [8 * HOUR] * 8
        assert plan.hours_per_week == 56

    def test_a_calendar_that_is_never_on(self) -> None:
        program = (
            PlantBuilder()
            .calendar("never", [(0, CalendarState.OFF)])
            .source("in", to="weld")
            .station("weld", to="out", calendar="never")
            .sink("out")
            .program()
        )
        plan = planned_time(run_of(program, thirty))
        assert plan.by_period["planned"].sum() == 0
        assert (plan.hours_per_week, plan.days_per_week) == (0, 0)


def test_the_week_is_that_of_a_whole_year() -> None:
    """A run of one week that holds a day off does not make every week of the year short."""
    calendar = {
        "shifts": [{"from": "06:00", "to": "14:00", "days": WEEK}],
        "days_off": [{"from": "2025-01-08"}],
    }
    described = plant(calendars={"day shift": calendar})
    plan = planned_time(
        run_of(line(calendar="day shift"), thirty, horizon=7 * DAY, plant=described)
    )
    assert plan.hours_per_week == pytest.approx(364 * 8 * 7 / 365)
    assert plan.days_per_week == pytest.approx(364 * 7 / 365)


def lucky_end(drift: float) -> Callable[[Tallies, int], None]:
    """Uneven days, then even ones: alone, MSER-5 would cut beyond the middle. `drift`: cars more
    in each of the last 20 days than in the 30 before."""

    def fill(tallies: Tallies, number: int) -> None:
        cars = np.full(100, 100.0)
        cars[:60] += np.where(np.arange(60) // 5 % 2, 30, -30)
        cars[80:] += drift + number % 3 - 1
        cars_out(tallies, cars.astype(int))

    return fill


@pytest.mark.parametrize(("drift", "reached"), [(0, True), (9, False)])
def test_a_cut_beyond_the_middle_is_luck_if_replications_show_a_level_end(
    drift: float, reached: bool
) -> None:
    run = run_of(
        line(), lucky_end(drift), replications=range(6), horizon=100 * DAY, warm_up_ms=None
    )
    cut = scope(run).warm_up
    assert cut.reached == reached
    assert cut.periods <= 50
    assert ("run longer" in cut.finding) == (not reached)
