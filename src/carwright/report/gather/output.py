"""What the plant puts out: tiles, distances to targets, rate over time."""

from __future__ import annotations

import polars as pl

from carwright.analysis import Figure, Scope, Summary
from carwright.analysis.interval import of_values
from carwright.analysis.plantwide import WORDS
from carwright.report import content
from carwright.report.gather.lead_time import in_minutes, readable
from carwright.report.gather.spans import spans

HOUR = 3_600_000

_SHARES = frozenset({"oee", "first_time_through", "scrapped"})
"""Figures of the plant that are shares; the summary gives them without a unit."""

_SHORTEST = 0.1  # of the longest planned time of a span: a rate over less is mostly noise


def share(figure: Figure) -> Figure:
    """A figure without unit, marked as a share, so that it is shown in percent."""
    return figure.times(1.0, "share")


def tiles(summary: Summary) -> tuple[content.Tile, ...]:
    """The six figures at the top."""
    plant = summary.plant
    first = next(iter(summary.bottlenecks.stations), None)
    oee = {station.station: share(station.oee) for station in summary.stations}
    aims = {target.figure: target.target for target in summary.targets}
    name = first.station if first is not None else ""
    return (
        content.Tile("JPH net", plant.jph_net, aims.get("jph_net")),
        content.Tile("Cars per year", plant.cars_per_year, aims.get("cars_per_year")),
        content.Tile(
            "First time through", share(plant.first_time_through), aims.get("first_time_through")
        ),
        _lead_tile(plant.lead_time, aims.get("lead_time")),
        content.Tile("Cars in the plant (WIP)", plant.wip),
        content.Tile("OEE of the bottleneck", oee.get(name), note=name),
    )


def _lead_tile(hours: Figure, aim: float | None) -> content.Tile:
    if not in_minutes(hours):
        return content.Tile("Lead time", hours, aim)
    return content.Tile("Lead time", readable(hours, "min"), None if aim is None else 60 * aim)


def distances(summary: Summary) -> tuple[content.Distance, ...]:
    """Every target beside what was reached."""
    found = []
    for each in summary.targets:
        percent = each.figure in _SHARES
        reached = share(each.reached) if percent else each.reached
        found.append(
            content.Distance(
                label=WORDS[each.figure][:1].upper() + WORDS[each.figure][1:],
                figure=reached,
                target=each.target,
                unit=reached.unit,
                source=each.source,
                verdict=each.verdict,
            )
        )
    return tuple(found)


def rate(scope: Scope, summary: Summary) -> content.Rate | None:
    """Cars per planned hour by span of time, the warm-up included."""
    told = scope.run.manifest
    cut = spans(told)
    number = (pl.col("period").cast(pl.Int64) * told.period_ms // cut.ms).alias("span")
    planned = scope.planned.by_period.group_by(number).agg(pl.col("planned").sum())
    worked = planned.filter(
        (pl.col("planned") > 0) & (pl.col("planned") >= _SHORTEST * pl.col("planned").max())
    ).sort("span")
    cars = scope.run.lazy("sinks").group_by("replication", number).agg(pl.col("cars").sum())
    hourly = pl.col("cars") / pl.col("planned") * HOUR
    rates = (
        worked.join(cars.collect(), on="span", how="left", maintain_order="left")
        .group_by("span", "planned", maintain_order=True)
        .agg(hourly.alias("rates"))
    )
    figures = [
        of_values(values, "cars/h", level=scope.level) for values in rates["rates"].to_list()
    ]
    if not figures:
        return None
    numbers = rates["span"].to_list()
    aims = {target.figure: target.target for target in summary.targets}
    return content.Rate(
        unit=cut.unit,
        labels=tuple(cut.label(each) for each in numbers),
        rates=tuple(figures),
        warm_up=sum(each < cut.before(summary.warm_up.ms) for each in numbers),
        warm_up_text=_warm_up(summary),
        net=summary.plant.jph_net,
        targets=(("target", aims["jph_net"]),) if "jph_net" in aims else (),
    )


def _warm_up(summary: Summary) -> str:
    found = summary.warm_up
    if not found.ms:
        return "Nothing was cut off as warm-up."
    how = "set by hand" if found.method == "given" else f"found by {found.method}"
    return f"Grey: warm-up of {found.ms / HOUR / 24:.3g} days, {how}, not counted in the figures."
