"""The hours for which a plant is planned to make cars.

They are those of one calendar: that of the last station or conveyor on the cars' way that has one,
because cars can leave only while it works. Shops further up may work other shifts; a final test
that is always open does not make the plant one that is. `compile.pacing` chooses among several at
the same distance from the end. Time before it opens is not planned. Planned stops of single
machines for maintenance are not taken off (they are in the machine's own planned time, see `oee`).
A plant without calendars is planned round the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from carwright.compile.calendars import Timetable, timetable
from carwright.compile.schema import CalendarState
from carwright.results import Run
from carwright.results.layout import MOST_DAYS

HOUR = 3_600_000
DAY = 24 * HOUR
YEAR = 365 * DAY
_WEEK = 7  # days


@dataclass(frozen=True)
class PlannedTime:
    """Planned hours of the plant: `calendar` (None: round the clock), by period, and in a week.

    `by_period` has one row for each period of the run: period, begin, ms, planned (ms).
    `days_per_week` counts days with any planned time. The week is the average one of the 365 days
    from the plant's start, so that a run of two months with a holiday in it still says what a year
    brings; of a run without a plant, that of the run.
    """

    calendar: str | None
    by_period: pl.DataFrame
    hours_per_week: float
    days_per_week: float


def planned_time(run: Run) -> PlannedTime:
    """Planned hours by period, and in an average week."""
    calendar, opens = _pacing(run)
    told = run.manifest
    begins = pl.int_ranges(0, told.periods * told.period_ms, told.period_ms, eager=True)
    periods = pl.DataFrame({"begin": begins.explode()}).with_row_index("period")
    periods = periods.with_columns(
        pl.col("period").cast(pl.Int32),
        pl.min_horizontal(pl.lit(told.period_ms), told.horizon_ms - pl.col("begin")).alias("ms"),
    )
    by_period = _on(run, "calendars", "period", calendar, periods)
    by_period = by_period.with_columns(_after_opening(opens).alias("planned"))
    hours, days = _week(run, calendar, opens)
    return PlannedTime(calendar, by_period, hours, days)


def _pacing(run: Run) -> tuple[str | None, int]:
    """The calendar that counts, and when the first object with it opens."""
    objects = run.frame("objects")
    paces = objects.filter("paces")
    if paces.height:
        return paces["calendar"][0], min(paces["opens"])
    working = pl.col("kind").is_in(["station", "conveyor"]) & pl.col("to_end").is_not_null()
    way = objects.filter(pl.col("cars") & working)
    return None, min(way.filter(pl.col("to_end") == pl.col("to_end").min())["opens"], default=0)


def _on(run: Run, table: str, unit: str, calendar: str | None, spans: pl.DataFrame) -> pl.DataFrame:
    """The spans (columns `unit`, begin, ms) with the time `on` of the calendar in each."""
    if calendar is None:
        return spans.with_columns(pl.col("ms").alias("on"))
    on = run.frame(table).filter(pl.col("calendar") == calendar).select(unit, "on")
    return spans.join(on, on=unit, how="left", maintain_order="left")


def _after_opening(opens: int) -> pl.Expr:
    """The share of the time on that lies after the opening, as if it were even over the span."""
    after = (pl.col("begin") + pl.col("ms") - opens).clip(0, pl.col("ms"))
    return (pl.col("on") * after / pl.col("ms")).round().cast(pl.Int64)


def _week(run: Run, calendar: str | None, opens: int) -> tuple[float, float]:
    days = min(run.manifest.horizon_ms // DAY, MOST_DAYS)
    plant = run.plant()
    if calendar is None or not days:
        return 24.0 * _WEEK, float(_WEEK)
    if plant is not None and calendar in plant.calendars:
        return _week_of_the_year(timetable(plant.calendars[calendar], plant.start, YEAR))
    return _week_of_the_run(run, calendar, opens, days)


def _week_of_the_year(table: Timetable) -> tuple[float, float]:
    on = [0] * (YEAR // DAY)
    changes = [*table.until(YEAR), (YEAR, CalendarState.OFF)]
    for (begin, state), (end, _) in pairwise(changes):
        if state == CalendarState.ON:
            for day in range(begin // DAY, -(-end // DAY)):
                on[day] += min(end, (day + 1) * DAY) - max(begin, day * DAY)
    weeks = len(on) / _WEEK
    return sum(on) / HOUR / weeks, sum(each > 0 for each in on) / weeks


def _week_of_the_run(run: Run, calendar: str, opens: int, days: int) -> tuple[float, float]:
    """As many whole weeks at the end of the run (its first 100 years) as there are, or its days."""
    open_days = days - -(-opens // DAY)
    whole = open_days // _WEEK * _WEEK if open_days >= _WEEK else max(open_days, 0)
    if not whole:
        return 0.0, 0.0
    on = run.frame("days").filter(
        (pl.col("calendar") == calendar) & pl.col("day").is_between(days - whole, days - 1)
    )["on"]
    weeks = whole / _WEEK
    return float(on.sum()) / HOUR / weeks, float((on > 0).sum()) / weeks
