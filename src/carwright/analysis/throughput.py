"""Cars out over time: by hour, by day, by period, averaged over the replications."""

from __future__ import annotations

import polars as pl

from carwright.analysis.interval import LEVEL, t_quantile
from carwright.results import Run

_DAY = 86_400_000


def by_hour(run: Run, level: float = LEVEL) -> pl.DataFrame:
    """Parts out by hour at the sinks where cars end, the warm-up included.

    Columns begin (ms), mean, low, high: parts in the hour that begins then (of
    `Manifest.hour_ms`), with Student's interval across replications, null for a single one.
    Components that end at the same sinks are counted with the cars.
    """
    return _series(run, _hours(run), level)


def by_day(run: Run, level: float = LEVEL) -> pl.DataFrame:
    """The same by day of 24 h. In runs so long that their hours don't divide a day: by hour."""
    day = _DAY if _DAY % run.manifest.hour_ms == 0 else run.manifest.hour_ms
    days = _hours(run).with_columns((pl.col("begin") // day * day).alias("begin"))
    return _series(run, days, level)


def by_period(run: Run, level: float = LEVEL) -> pl.DataFrame:
    """Cars out by period, components not counted: columns begin (ms), mean, low, high."""
    begin = (pl.col("period").cast(pl.Int64) * run.manifest.period_ms).alias("begin")
    rows = run.lazy("sinks").select("replication", begin, pl.col("cars").alias("parts"))
    return _series(run, rows, level)


def _hours(run: Run) -> pl.LazyFrame:
    cars = run.lazy("sinks").group_by("sink").agg(pl.col("cars").sum()).filter(pl.col("cars") > 0)
    rows = run.lazy("sink_hours").with_columns(
        (pl.col("hour").cast(pl.Int64) * run.manifest.hour_ms).alias("begin"),
        # A plant without any car still has a series: of zeros.
        pl.when(pl.col("sink").is_in(run.collect(cars)["sink"])).then("parts").otherwise(0),
    )
    return rows.select("replication", "begin", pl.col("parts"))


def _series(run: Run, rows: pl.LazyFrame, level: float) -> pl.DataFrame:
    totals = rows.group_by("replication", "begin").agg(pl.col("parts").sum())
    parts = pl.col("parts")
    series = totals.group_by("begin").agg(
        parts.mean().alias("mean"), parts.std().alias("sd"), pl.len()
    )
    frame = run.collect(series.sort("begin"))
    n = max(frame["len"].to_list(), default=0)
    half = pl.col("sd") * (t_quantile(n, level) / n**0.5) if n > 1 else pl.lit(None, pl.Float64)
    return frame.select(
        "begin", "mean", (pl.col("mean") - half).alias("low"), (pl.col("mean") + half).alias("high")
    )
