"""Electricity used: the power of each state times the time in it."""

from __future__ import annotations

import polars as pl

from carwright.analysis.scope import Scope

_HOUR = 3_600_000


def energy(scope: Scope) -> pl.DataFrame | None:
    """Columns station, sample and kwh, of the stations whose power the plant gives.

    *Working* takes `Energy.working`, *unplanned* `Energy.off`, all other states `Energy.idle`, each
    for every machine. None if no station says its power, or the run has no plant.
    """
    plant = scope.run.plant()
    powers = {
        name: station.energy
        for name, station in (plant.stations if plant else {}).items()
        if station.energy is not None
    }
    if not powers:
        return None
    told = pl.DataFrame(
        [(name, each.working, each.idle, each.off) for name, each in powers.items()],
        schema={"station": pl.String, "at_work": pl.Float64, "idle": pl.Float64, "off": pl.Float64},
        orient="row",
    )
    rows = (
        scope.run.lazy("machines").drop("machine").with_columns(pl.col("station").cast(pl.String))
    )
    sums = scope.sums(rows, ["station"]).join(told, on="station", maintain_order="left")
    resting = pl.sum_horizontal("setting_up", "waiting", "blocked", "failed", "paused")
    power_time = (
        pl.col("working") * pl.col("at_work")
        + resting * pl.col("idle")
        + pl.col("unplanned") * pl.col("off")
    )
    return sums.select("station", "sample", (power_time / _HOUR).alias("kwh"))
