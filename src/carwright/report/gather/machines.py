"""Stations and machines: states, bottlenecks, stops."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from carwright.analysis import Figure, Scope, Summary
from carwright.analysis.scope import Measure, ratio
from carwright.analysis.stations import station_sums
from carwright.report import content
from carwright.report.gather.output import share
from carwright.report.gather.places import Places
from carwright.report.gather.spans import spans

ON_SHIFT = tuple(state for state in content.STATES if state != "unplanned")

_WEEK_H = 168
_HOUR = 3_600_000


def stations(scope: Scope, summary: Summary, where: Places) -> tuple[content.StationStates, ...]:
    """States of every station, of all time and of the time on shift."""
    planned = _on_shift(scope)
    found = [
        content.StationStates(
            name=each.station,
            shop=where.shop(each.station),
            machines=each.machines,
            shares={state: share(figure) for state, figure in each.states.items()},
            on_shift=planned.get(each.station, {}),
            oee=share(each.oee),
            rate=each.stand_alone_rate,
        )
        for each in summary.stations
    ]
    return where.in_order(found, lambda station: station.name)


def _on_shift(scope: Scope) -> dict[str, dict[str, Figure]]:
    """Shares of the time that is not *unplanned*; empty for a plant that is always on shift."""
    sums = station_sums(scope)
    if not sums["unplanned"].sum():
        return {}
    total = pl.sum_horizontal(ON_SHIFT)
    measures = [
        Measure(state, "share", ratio(pl.col(state), total), most=1.0) for state in ON_SHIFT
    ]
    return {key["station"]: found for key, found in scope.estimate(sums, ["station"], measures)}


def bottlenecks(scope: Scope, summary: Summary, where: Places) -> content.Strip | None:
    """The ranking, each station with its shares over time."""
    ranked = [each for each in summary.bottlenecks.stations if each.total.mean]
    cut = spans(scope.run.manifest)
    shares = _over_time(scope, cut.ms)
    rows = tuple(
        content.Bottleneck(
            name=each.station,
            shop=where.shop(each.station),
            sole=share(each.sole),
            shifting=share(each.shifting),
            total=share(each.total),
            over_time=tuple(shares.get((n, each.station)) for n in range(cut.count)),
        )
        for each in ranked
    )
    warm_up = cut.before(summary.warm_up.ms)
    lead = summary.bottlenecks.lead
    told = share(lead) if lead is not None else None
    return content.Strip(rows, told, cut.unit, cut.labels(), warm_up) if rows else None


def _over_time(scope: Scope, length: int) -> dict[tuple[int, str], tuple[float, float]]:
    """(sole, shifting) by span and station, as shares of the span's time with a bottleneck.

    As `analysis.bottleneck.over_time`, but for spans of several periods.
    """
    period = scope.run.manifest.period_ms
    number = (pl.col("period").cast(pl.Int64) * period // length).alias("span")
    rows = scope.run.lazy("bottleneck").group_by(number, "station")
    held = (pl.col("sole") + pl.col("shifting") / 2).sum().over("span")
    shares = [ratio(pl.col(each), held).alias(each) for each in ("sole", "shifting")]
    sums = rows.agg(pl.col("sole", "shifting").sum()).with_columns(shares).drop_nulls().collect()
    return {(n, station): (sole, shifting) for n, station, sole, shifting in sums.iter_rows()}


_GROUPS = {
    "By asset": ("asset", "failure", "planned"),
    "By failure": ("failure", "planned"),
    "By station": ("station", "planned"),
}
_MOST = 50


def stops(scope: Scope) -> dict[str, tuple[content.Stop, ...]]:
    """What stops cost, by asset and failure, by failure, and by station; the worst `_MOST` each."""
    # A mode is called "<machine or asset>: <failure>" (Names.modes).
    failure = pl.col("mode").cast(pl.String).str.split(": ").list.last().alias("failure")
    asset = pl.coalesce(pl.col("asset").cast(pl.String), pl.col("machine").cast(pl.String))
    rows = scope.run.lazy("modes").with_columns(failure, asset.alias("asset"))
    lists = {label: _stops(scope, rows, by) for label, by in _GROUPS.items()}
    return {label: listed for label, listed in lists.items() if listed}


def _stops(scope: Scope, rows: pl.LazyFrame, by: Sequence[str]) -> tuple[content.Stop, ...]:
    wanted = rows.select("replication", "period", *by, "stops", "down", "wait")
    sums = scope.with_time(scope.sums(wanted, by))
    week = _WEEK_H * _HOUR
    measures = (
        Measure("down", "h/week", ratio(pl.col("down"), pl.col("ms"), _WEEK_H)),
        Measure("waiting", "h/week", ratio(pl.col("wait"), pl.col("ms"), _WEEK_H)),
        Measure("stops", "/week", ratio(pl.col("stops"), pl.col("ms"), week)),
    )
    found = [
        content.Stop(
            name=key.get("failure") or ("maintenance" if key["planned"] else "failures"),
            where=key.get("asset") or key.get("station") or "",
            planned=key["planned"],
            **figures,
        )
        for key, figures in scope.estimate(sums, by, measures)
        if figures["down"].mean
    ]
    return tuple(sorted(found, key=lambda stop: -(stop.down.mean or 0.0))[:_MOST])
