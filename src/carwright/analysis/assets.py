"""Robots and other assets: how often they stop, for how long, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from carwright.analysis.interval import Figure
from carwright.analysis.scope import Measure, Scope, ratio, share

_HOUR = 3_600_000
_MIN = 60_000


@dataclass(frozen=True)
class AssetFigures:
    """Stops of one asset of a machine, or of the machine itself, planned and unplanned apart.

    `stops` are per 1000 h of all time. `mtbf` is the working time of its machine per stop (ISO
    22400-2, mean operating time between failures; observed), `mttr` the time from the begin of a
    stop to its end, waiting for the crew included, and `waiting` the share of it spent waiting.
    `downtime` is the share of all time for which it is stopped; stops of several assets of a
    machine may overlap.
    """

    station: str
    machine: str
    asset: str
    planned: bool
    stops: Figure
    mtbf: Figure
    mttr: Figure
    waiting: Figure
    downtime: Figure


_BY = ("station", "machine", "asset", "planned")


def assets(scope: Scope) -> tuple[AssetFigures, ...]:
    """The figures of all assets that can stop, the one with most downtime first.

    Modes that belong to no asset are those of the machine, which then stands for its asset.
    """
    asset = pl.coalesce(pl.col("asset").cast(pl.String), pl.col("machine").cast(pl.String))
    stops = scope.sums(scope.run.lazy("modes").drop("mode").with_columns(asset), _BY)
    work = scope.run.lazy("machines").select("replication", "period", "machine", "working")
    working = scope.sums(work, ["machine"])
    joined = stops.join(working, on=["machine", "sample"], how="left", maintain_order="left")
    found = [
        AssetFigures(**(dict(key) | figures))
        for key, figures in scope.estimate(scope.with_time(joined), _BY, _MEASURES)
    ]
    return tuple(sorted(found, key=lambda each: -(each.downtime.mean or 0.0)))


_NO_STOP = "it never stopped"

_MEASURES = (
    Measure("stops", "/1000 h", ratio(pl.col("stops"), pl.col("ms"), 1000 * _HOUR)),
    Measure("mtbf", "h", ratio(pl.col("working"), pl.col("stops"), 1 / _HOUR), _NO_STOP),
    Measure("mttr", "min", ratio(pl.col("down"), pl.col("stops"), 1 / _MIN), _NO_STOP),
    share("waiting", ratio(pl.col("wait"), pl.col("down")), _NO_STOP),
    share("downtime", ratio(pl.col("down"), pl.col("ms"))),
)
