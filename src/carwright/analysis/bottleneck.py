"""Where the bottleneck is, by active periods.

Roser, Nakano and Tanaka (2002), "Shifting bottleneck detection", Winter Simulation Conference,
1079-1086: at any instant the station that has been active without interruption for longest is the
bottleneck; where the active period of one bottleneck overlaps that of the next, the bottleneck is
shifting between them. A station of several machines is active while none of them has time to spare.
The engine finds both while it runs (rules Y4-Y4.2); here they are added up. Shares are of the time
in which there was a bottleneck at all: the hours in which cars can leave the plant.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from carwright.analysis.interval import Figure, of_values
from carwright.analysis.scope import Scope, ratio, share


@dataclass(frozen=True)
class Bottleneck:
    """How much of the time a station was the bottleneck: alone, shifting, and in all.

    Time of shifting stands under `shifting` of both that
    it shifts between; in `total` it counts half for each: totals of all stations sum to 1.
    """

    station: str
    sole: Figure
    shifting: Figure
    total: Figure


@dataclass(frozen=True)
class Ranking:
    """Stations by their share as bottleneck, the highest first.

    `lead` is by how much the first is ahead of the second (None with fewer than two): if its
    interval holds 0, the run can't tell them apart.
    """

    stations: tuple[Bottleneck, ...]
    lead: Figure | None


def bottlenecks(scope: Scope) -> Ranking:
    """The ranking of all stations after the warm-up."""
    sums = _sums(scope)
    found = [
        Bottleneck(key["station"], **figures)
        for key, figures in scope.estimate(sums, ["station"], _MEASURES)
    ]
    ranked = tuple(sorted(found, key=lambda each: -(each.total.mean or 0.0)))
    return Ranking(ranked, _lead(scope, sums, ranked))


def over_time(scope: Scope) -> pl.DataFrame:
    """The share as bottleneck by period, warm-up included: columns period, station, sole, shifting.

    Shares of the time with a bottleneck, added up over the replications; null in a period that
    had none.
    """
    rows = scope.run.lazy("bottleneck").group_by("period", "station", maintain_order=True)
    sums = scope.run.collect(rows.agg(pl.col("sole", "shifting").sum()))
    held = _held("period")
    shares = [ratio(pl.col(each), held).alias(each) for each in ("sole", "shifting")]
    return sums.with_columns(shares).sort("period", maintain_order=True)


def _sums(scope: Scope) -> pl.DataFrame:
    sums = scope.sums(scope.run.lazy("bottleneck"), ["station"])
    return sums.with_columns(_held("sample").alias("held"))


def _held(unit: str) -> pl.Expr:
    """Time with a bottleneck: shifting time is in the sums twice."""
    return _TOTAL.sum().over(unit)


_TOTAL = pl.col("sole") + pl.col("shifting") / 2
_NONE = "no station was active"

_MEASURES = (
    share("sole", ratio(pl.col("sole"), pl.col("held")), _NONE),
    share("shifting", ratio(pl.col("shifting"), pl.col("held")), _NONE),
    share("total", ratio(_TOTAL, pl.col("held")), _NONE),
)


def _lead(scope: Scope, sums: pl.DataFrame, ranked: tuple[Bottleneck, ...]) -> Figure | None:
    if len(ranked) < 2 or ranked[0].total.mean is None:
        return None
    first, second = (_shares(sums, each.station) for each in ranked[:2])
    leads = [a - b for sample, a in first.items() if (b := second.get(sample)) is not None]
    return of_values(leads, "", level=scope.level, fewest=scope.fewest)


def _shares(sums: pl.DataFrame, station: str) -> dict[int, float]:
    share = ratio(_TOTAL, pl.col("held")).alias("share")
    known = sums.filter(station=station).select("sample", share).drop_nulls()
    return dict(known.rows())
