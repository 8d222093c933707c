"""Lead times of cars: quantiles and their distribution, from the engine's bins (rule Y3).

Within a bin lead times are taken as evenly spread, so that a quantile is off by 1/32 of itself at
most. Quantiles of each sample are averaged; their interval is that of `interval`.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from carwright.analysis.scope import Scope
from carwright.results.bins import lead_edges

QUANTILES = (0.05, 0.5, 0.95)


def quantiles(scope: Scope) -> pl.DataFrame:
    """Columns sample, p5, p50, p95: lead times in ms, null without cars or beyond the last bin."""
    sums = scope.sums(scope.run.lazy("lead_times").select(_COLUMNS), ["bin"])
    rows = [
        {"sample": sample} | {f"p{round(100 * p)}": quantile(counts, p) for p in QUANTILES}
        for sample in scope.samples["sample"]
        for counts in [sums.filter(sample=sample).select("bin", "cars")]
    ]
    schema = {"sample": pl.Int32} | {f"p{round(100 * p)}": pl.Float64() for p in QUANTILES}
    return pl.DataFrame(rows, schema=schema)


_COLUMNS = ("replication", "period", "bin", "cars")


def quantile(counts: pl.DataFrame, p: float) -> float | None:
    """The p-quantile in ms of counts by bin (columns bin, cars).

    None if there are no cars, or it lies in the last bin, which has no end.
    """
    begin, end = lead_edges()
    cars = np.zeros(len(begin))
    np.add.at(cars, counts["bin"].to_numpy(), counts["cars"].to_numpy())
    so_far = np.cumsum(cars)
    wanted = p * so_far[-1]
    number = int(np.searchsorted(so_far, wanted))
    # A quantile of 0 would otherwise lie in the empty bins before the first car.
    number = max(number, int(np.argmax(cars > 0)))
    if not so_far[-1] or number == len(begin) - 1:
        return None
    within = (wanted - (so_far[number] - cars[number])) / cars[number]
    return float(begin[number] + within * (end[number] - begin[number])) * 1000


def distribution(scope: Scope) -> pl.DataFrame:
    """Share of cars by bin of lead time after the warm-up: columns from_s, to_s, cars, share.

    Bins without cars are left out; to_s is null in the last.
    """
    by = ["bin", "from_s", "to_s"]
    rows = scope.sums(scope.run.lazy("lead_times").drop("sink"), by)
    cars = rows.group_by(by).agg(pl.col("cars").sum()).sort("bin").drop("bin")
    return cars.with_columns((pl.col("cars") / pl.col("cars").sum()).alias("share"))
