"""Stations one by one: what they do all day, what they reach, what they could do alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from carwright.analysis import oee
from carwright.analysis.interval import Figure
from carwright.analysis.scope import Measure, Scope, ratio, share
from carwright.results.tables import STATES

_HOUR = 3_600_000


@dataclass(frozen=True)
class StationFigures:
    """What one station (all its machines together) did after the warm-up.

    `states` are shares of all time and sum to 1. `availability` to `technical_availability` are
    explained in `oee`. `parts_per_h` is over planned time. `stand_alone_rate` is what the station
    would make if it never waited and were never blocked: its parts per hour of the time that is
    neither waiting nor blocked nor unplanned nor paused, times its machines (the "stand-alone
    throughput" of Li and Meerkov 2009, "Production Systems Engineering", chapter 3, observed).
    Waiting for operators or components counts as waiting. `cycle` is working time per work.
    The shares of a test are of parts: first-time-through is passed without any rework before /
    (passed + scrapped); reworked and scrapped are of all tests done.
    """

    station: str
    machines: int
    states: Mapping[str, Figure]
    availability: Figure
    effectiveness: Figure
    quality: Figure
    oee: Figure
    technical_availability: Figure
    parts_per_h: Figure
    stand_alone_rate: Figure
    cycle: Figure
    setups_per_h: Figure
    first_time_through: Figure | None
    reworked: Figure | None
    scrapped: Figure | None
    escaped: Figure | None


def stations(scope: Scope) -> tuple[StationFigures, ...]:
    """The figures of every station, in the order of the plant."""
    sums = station_sums(scope)
    machines = dict(scope.run.frame("objects").select("object", "machines").rows())
    tests = _tests(scope)
    return tuple(
        _figures(key["station"], machines[key["station"]], found, tests.get(key["station"], {}))
        for key, found in scope.estimate(sums, ["station"], _measures())
    )


def station_sums(scope: Scope) -> pl.DataFrame:
    """Sums of ``machines`` by station and sample, with planned_run, good, tested and machines."""
    sums = scope.sums(scope.run.lazy("machines").drop("machine"), ["station"])
    tests = test_sums(scope).select(
        "station",
        "sample",
        (pl.col("passed") + pl.col("passed_again")).alias("good"),
        pl.sum_horizontal("passed", "passed_again", "rework", "scrap").alias("tested"),
    )
    machines = scope.run.frame("objects").select(pl.col("object").alias("station"), "machines")
    joined = (
        sums.join(tests, on=["station", "sample"], how="left", maintain_order="left")
        .join(planned_cycles(scope), on="station", how="left", maintain_order="left")
        .join(machines, on="station", how="left", maintain_order="left")
    )
    planned_run = (pl.col("cycles") * pl.col("planned_cycle")).fill_null(0.0)
    counted = pl.col("good", "tested").fill_null(0)
    return joined.with_columns(planned_run.alias("planned_run"), counted)


def planned_cycles(scope: Scope) -> pl.DataFrame:
    """Planned cycle (ms) of each station: the mean over its types, as often as they come."""
    weighted = pl.col("cycle") * pl.col("visits")
    # A station that no car depends on has no visits: its types count alike.
    mean = pl.when(pl.col("visits").sum() > 0).then(weighted.sum() / pl.col("visits").sum())
    cycle = mean.otherwise(pl.col("cycle").mean()).alias("planned_cycle")
    return scope.run.frame("works").group_by("station", maintain_order=True).agg(cycle)


def test_sums(scope: Scope) -> pl.DataFrame:
    """Sums of table ``tests`` by station and sample."""
    return scope.sums(scope.run.lazy("tests"), ["station"])


def _measures() -> tuple[Measure, ...]:
    everything = pl.sum_horizontal(STATES)
    shares = [share(state, ratio(pl.col(state), everything)) for state in STATES]
    parts, machines = pl.col("parts"), pl.col("machines")
    active = pl.sum_horizontal("working", "setting_up", "failed")
    return (
        *shares,
        *oee.measures(),
        Measure(
            "parts_per_h", "/h", ratio(parts * machines, oee.PLANNED, _HOUR), "no planned time"
        ),
        Measure("stand_alone_rate", "/h", ratio(parts * machines, active, _HOUR), "it did nothing"),
        Measure("cycle", "s", ratio(pl.col("working"), pl.col("cycles"), 1e-3), "it did no work"),
        Measure(
            "setups_per_h",
            "/h",
            ratio(pl.col("setups") * machines, oee.PLANNED, _HOUR),
            "no planned time",
        ),
    )


def _tests(scope: Scope) -> dict[str, dict[str, Figure]]:
    through = pl.sum_horizontal("passed", "passed_again", "scrap")
    done = through + pl.col("rework")
    why = "nothing was tested"
    wanted = (
        share("first_time_through", ratio(pl.col("passed"), through), why),
        share("reworked", ratio(pl.col("rework"), done), why),
        share("scrapped", ratio(pl.col("scrap"), done), why),
        share("escaped", ratio(pl.col("escaped"), done), why),
    )
    return {k["station"]: f for k, f in scope.estimate(test_sums(scope), ["station"], wanted)}


def _figures(
    station: str, machines: int, found: dict[str, Figure], tests: dict[str, Figure]
) -> StationFigures:
    rest: dict[str, Any] = {name: found[name] for name in found if name not in STATES}
    rest |= {
        name: tests.get(name) for name in ("first_time_through", "reworked", "scrapped", "escaped")
    }
    return StationFigures(station, machines, {s: found[s] for s in STATES}, **rest)
