"""What flows where: the edges of a flow chart (Sankey)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from carwright.analysis.interval import Figure
from carwright.analysis.scope import Measure, Scope, ratio

_HOUR = 3_600_000


@dataclass(frozen=True)
class Edge:
    """Parts an hour of the plant's planned time from one object to another; scrap goes to scrap.

    Components that join go from their buffer to the station.
    """

    start: str
    end: str
    parts_per_h: Figure


def edges(scope: Scope) -> tuple[Edge, ...]:
    """All edges along which parts can go, in the order of the plant."""
    sums = scope.with_time(scope.sums(scope.run.lazy("edges"), ["from", "to"]))
    rate = ratio(pl.col("parts"), pl.col("planned"), _HOUR)
    wanted = (Measure("parts_per_h", "/h", rate, "no planned time"),)
    return tuple(
        Edge(key["from"], key["to"], **figures)
        for key, figures in scope.estimate(sums, ["from", "to"], wanted)
    )
