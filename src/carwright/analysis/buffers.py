"""Buffers and conveyors: how full they are, and how often too full or empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from carwright.analysis.interval import Figure
from carwright.analysis.scope import Measure, Scope, ratio, share

_HOUR = 3_600_000
_MIN = 60_000


@dataclass(frozen=True)
class BufferFigures:
    """How full one buffer or conveyor was after the warm-up, over all time, shifts or not.

    `level` in parts; `empty` and `full` as shares of time (`full` of one without limit: 0);
    `stay`, the mean time of a part in it, is level / arrival rate (Little 1961, "A proof for the
    queuing formula L = lambda W", Operations Research 9(3), 383-387). `capacity` is None without
    limit; where phases change it, it is the first.
    """

    store: str
    kind: str
    capacity: int | None
    level: Figure
    empty: Figure
    full: Figure
    parts_per_h: Figure
    stay: Figure


def buffers(scope: Scope) -> tuple[BufferFigures, ...]:
    """The figures of all buffers, then of all conveyors, in the order of the plant."""
    sums = scope.with_time(scope.sums(scope.run.lazy("stores"), ["store"]))
    objects = scope.run.frame("objects").select("object", "kind", "capacity").rows()
    about = {name: (kind, capacity) for name, kind, capacity in objects}
    found = scope.estimate(sums, ["store"], _MEASURES)
    return tuple(_one(key["store"], *about[key["store"]], figures) for key, figures in found)


def _one(store: str, kind: str, capacity: int | None, figures: dict[str, Figure]) -> BufferFigures:
    named: dict[str, Any] = dict(figures)
    return BufferFigures(store, kind, capacity, **named)


_MEASURES = (
    Measure("level", "parts", ratio(pl.col("level"), pl.col("ms"))),
    share("empty", ratio(pl.col("empty"), pl.col("ms"))),
    share("full", ratio(pl.col("full"), pl.col("ms"))),
    Measure("parts_per_h", "/h", ratio(pl.col("parts_in"), pl.col("ms"), _HOUR)),
    Measure(
        "stay", "min", ratio(pl.col("level"), pl.col("parts_in"), 1 / _MIN), "nothing entered it"
    ),
)


def level_distribution(scope: Scope) -> pl.DataFrame:
    """Share of time by level: columns store, from_level, to_level, share (mean over samples).

    A bin holds the levels from_level..to_level; both are null where phases change the capacity,
    to_level is null in the last bin. Bins without time are left out.
    """
    by = ["store", "bin", "from_level", "to_level"]
    sums = scope.sums(scope.run.lazy("store_levels"), by)
    total = scope.samples["ms"].sum()
    shares = sums.group_by(by).agg((pl.col("time").sum() / total).alias("share"))
    return shares.sort("store", "bin").drop("bin")
