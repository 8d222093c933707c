"""Figures of the whole plant by sample: what `plantwide` averages and `compare` pairs."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from carwright.analysis.energy import energy
from carwright.analysis.gross import Gross
from carwright.analysis.leadtime import quantiles
from carwright.analysis.scope import Measure, Scope, ratio, share
from carwright.model import Plant

_HOUR = 3_600_000
_WEEKS_PER_YEAR = 365 / 7

NO_STEP = "no step that cars depend on takes time"
_UNPLANNED = "the plant has no planned time in what was counted"
_NO_CARS = "no car left the plant"
_NO_END = "no car left the plant, and none was scrapped"
_NO_SHIFTS = "the calendar of the plant's last station names no shifts"


def sample_figures(scope: Scope, ideal: Gross) -> tuple[pl.DataFrame, list[Measure]]:
    """Column sample and one column for each simulated figure, and the figures as measures of it."""
    measures = [*_rates(scope, ideal), *_quality(), *_stock(scope)]
    sums = _sums(scope)
    values = sums.select("sample", *(m.value.cast(pl.Float64).alias(m.name) for m in measures))
    return values, [replace(m, value=pl.col(m.name)) for m in measures]


def _rates(scope: Scope, ideal: Gross) -> list[Measure]:
    plan = scope.planned
    rate = ratio(pl.col("cars"), pl.col("planned"), _HOUR)
    week = rate * plan.hours_per_week
    shifts = _shifts_per_day(scope.run.plant(), plan.calendar)
    day = _over(week, plan.days_per_week)
    return [
        Measure("jph_net", "cars/h", rate, _UNPLANNED),
        Measure("oee", "", _over(rate, ideal.rate), _UNPLANNED if ideal.rate else NO_STEP),
        Measure("cars_per_shift", "cars", _over(day, shifts), _UNPLANNED if shifts else _NO_SHIFTS),
        Measure("cars_per_day", "cars", day, _UNPLANNED),
        Measure("cars_per_month", "cars", week * (_WEEKS_PER_YEAR / 12), _UNPLANNED),
        Measure("cars_per_year", "cars", week * _WEEKS_PER_YEAR, _UNPLANNED),
    ]


def _quality() -> list[Measure]:
    cars, scrap = pl.col("cars"), pl.col("scrap")
    return [
        share("first_time_through", ratio(pl.col("first_time"), cars + scrap), _NO_END),
        Measure("reworks_per_car", "", ratio(pl.col("reworks"), cars), _NO_CARS),
        share("scrapped", ratio(scrap, cars + scrap), _NO_END),
        Measure("escaped", "", ratio(pl.col("escaped"), cars), _NO_CARS),
    ]


def _stock(scope: Scope) -> list[Measure]:
    cars = pl.col("cars")
    beyond = f"{_NO_CARS}, or its lead time is longer than the last bin"
    powerless = "no station on record says its power" if energy(scope) is None else _NO_CARS
    return [
        Measure("wip", "cars", ratio(pl.col("car_time"), pl.col("ms"))),
        Measure("lead_time", "h", ratio(pl.col("lead_sum"), cars, 1 / _HOUR), _NO_CARS),
        *(Measure(f"lead_time_{p}", "h", pl.col(p) / _HOUR, beyond) for p in ("p5", "p50", "p95")),
        Measure("energy_per_car", "kWh", ratio(pl.col("kwh"), cars), powerless),
    ]


def _over(value: pl.Expr, divisor: float | None) -> pl.Expr:
    return value / divisor if divisor else pl.lit(None, dtype=pl.Float64)


def _sums(scope: Scope) -> pl.DataFrame:
    """What every sample counted, with 0 where a table has no row for it."""
    run = scope.run
    reworked = run.lazy("reworks").select(
        "replication",
        "period",
        (pl.col("cars") * (pl.col("reworks") == 0)).alias("first_time"),
        pl.col("cars") * pl.col("reworks"),
    )
    on_way = run.lazy("objects").filter("cars").select(pl.col("object").alias("station"))
    tests = run.lazy("tests").join(on_way, on="station", how="semi")
    parts = [
        scope.sums(run.lazy("sinks").select("replication", "period", "cars", "lead_sum")),
        scope.sums(run.lazy("cars")),
        scope.sums(reworked.rename({"cars": "reworks"})),
        scope.sums(tests.select("replication", "period", "scrap", "escaped")),
    ]
    counted = scope.samples
    for part in parts:
        counted = counted.join(part, on="sample", how="left", maintain_order="left")
    counted = counted.fill_null(0)
    for part in (quantiles(scope), _energy(scope)):
        counted = counted.join(part, on="sample", how="left", maintain_order="left")
    return counted


def _energy(scope: Scope) -> pl.DataFrame:
    used = energy(scope)
    if used is None:
        return scope.samples.select("sample", pl.lit(None, dtype=pl.Float64).alias("kwh"))
    return used.group_by("sample").agg(pl.col("kwh").sum())


def _shifts_per_day(plant: Plant | None, calendar: str | None) -> float | None:
    """Shifts of a day that has any, on average over the week."""
    if plant is None or calendar not in plant.calendars:
        return None
    shifts = plant.calendars[calendar].shifts
    days = {day for shift in shifts for day in shift.days}
    return sum(len(shift.days) for shift in shifts) / len(days) if days else None
