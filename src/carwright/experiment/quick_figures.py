"""The figures of a quick run: warm-up, samples, and their means with intervals."""

from __future__ import annotations

import polars as pl

from carwright.analysis.interval import FEWEST_BATCHES, Figure, of_values, unknown
from carwright.analysis.warmup import WarmUp, find_cut, still_moves
from carwright.experiment.setting import HOUR, Setting

_SHORTEST = 0.1  # of a period: a rate over less than that is mostly noise


def by_period(sinks: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    """Sums over all sinks: columns replication, period, ms, parts, cars, lead_sum."""
    begin = pl.col("period").cast(pl.Int64) * setting.period
    lasts = pl.min_horizontal(pl.lit(setting.period), pl.lit(setting.horizon) - begin)
    keys = ("replication", "period")
    summed = sinks.group_by(*keys, maintain_order=True).agg(
        pl.col("parts", "cars", "lead_sum").sum()
    )
    return summed.with_columns(lasts.alias("ms"))


def warm_up(by_period: pl.DataFrame, setting: Setting) -> WarmUp:
    """That of the setting, or MSER-5 of the mean rate by period; it ends with a whole period."""
    if setting.warm_up is not None:
        periods = -(-setting.warm_up // setting.period)
        return WarmUp(periods, periods * setting.period, "given")
    long_enough = by_period.filter(pl.col("ms") >= _SHORTEST * setting.period)
    rates = long_enough.select("replication", "period", rate=pl.col("cars") / pl.col("ms"))
    series = rates.group_by("period").agg(pl.col("rate").mean()).sort("period")
    cut = find_cut(
        series["rate"].to_list(), setting.replications, lambda: _still_moves(rates, series)
    )
    return WarmUp(cut.at, cut.at * setting.period, "MSER-5", cut.reached, cut.finding)


def _still_moves(rates: pl.DataFrame, series: pl.DataFrame) -> bool:
    """Whether the third and the fourth quarter of the series differ beyond chance."""
    quarter = series.height // 4
    late = series["period"].tail(2 * quarter)
    means = [
        rates.filter(pl.col("period").is_between(part.min(), part.max()))
        .group_by("replication")
        .agg(pl.col("rate").mean())
        .sort("replication")["rate"]
        .to_list()
        for part in (late.head(quarter), late.tail(quarter))
    ]
    return still_moves(*means)


def samples(by_period: pl.DataFrame, first: int, setting: Setting) -> pl.DataFrame:
    """What is independent: replications, or batches of the periods of a single one."""
    rows = by_period.filter(pl.col("period") >= first)
    sample = pl.col("replication")
    if setting.replications == 1:
        size = max(1, rows.height // FEWEST_BATCHES)
        last = max(1, rows.height // size) - 1
        sample = ((pl.col("period") - first) // size).clip(0, last)
    sums = pl.col("ms", "parts", "cars", "lead_sum").sum()
    return rows.group_by(sample.alias("sample"), maintain_order=True).agg(sums)


def figure(values: list[float | None], unit: str, setting: Setting) -> Figure:
    """The mean of the samples."""
    fewest = FEWEST_BATCHES if setting.replications == 1 else 2
    return of_values(values, unit, fewest=fewest)


def lead_time(samples: pl.DataFrame, setting: Setting) -> Figure:
    """Hours from creation to sink, of cars."""
    with_cars = samples.filter(pl.col("cars") > 0)
    if with_cars.is_empty():
        return unknown("h", "no car left the plant")
    values = with_cars["lead_sum"] / with_cars["cars"] / HOUR
    return figure(values.to_list(), "h", setting)
