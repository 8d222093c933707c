"""`Scope`: which part of a run counts, and what the independent samples of it are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl
import polars.selectors as cs

from carwright.analysis.interval import FEWEST_BATCHES, LEVEL, Figure, of_moments, unknown
from carwright.analysis.planned_time import HOUR, PlannedTime, planned_time
from carwright.analysis.warmup import WarmUp, find_cut, still_moves
from carwright.errors import CarwrightError
from carwright.results import Run

_SHORTEST = 0.1  # of the longest planned time: a rate over less than that is mostly noise


@dataclass(frozen=True)
class Measure:
    """One figure for each group of rows: its name, its unit, and the value of each sample.

    `value` is an expression on the sums of a sample; it is null where there is nothing to divide
    by, and `why` says of a figure without any value why that is so. No value is below 0 or above
    `most`: 1 for a share.
    """

    name: str
    unit: str
    value: pl.Expr
    why: str = "nothing happened"
    most: float = math.inf


def share(name: str, value: pl.Expr, why: str = "nothing happened") -> Measure:
    """The measure of a part of a whole."""
    return Measure(name, "", value, why, most=1.0)


@dataclass(frozen=True)
class Scope:
    """The counted part of a run: its replications, and the periods after the warm-up.

    With several replications each is one sample. A single one is cut into batches of periods, ten
    to nineteen of them with equally many periods of planned production (`interval`); with fewer
    than ten such periods it is one sample. `periods` has the columns period, begin, ms, planned
    and sample (of a single replication).
    """

    run: Run
    level: float
    warm_up: WarmUp
    planned: PlannedTime
    periods: pl.DataFrame

    @property
    def replications(self) -> tuple[int, ...]:
        """Numbers of the replications that count."""
        return self.run.replications

    @property
    def single(self) -> bool:
        """Whether there is only one replication, so that samples are batches."""
        return len(self.replications) == 1

    @property
    def fewest(self) -> int:
        """Samples below which no interval is given."""
        return FEWEST_BATCHES if self.single else 2

    @property
    def first(self) -> int:
        """The first period that counts."""
        return self.warm_up.periods

    @cached_property
    def samples(self) -> pl.DataFrame:
        """Columns sample, ms and planned: how long each sample lasted and was planned to work."""
        total = pl.col("ms", "planned").sum()
        if self.single:
            return self.periods.group_by("sample", maintain_order=True).agg(total)
        numbers = pl.DataFrame({"sample": self.replications}, schema={"sample": pl.Int32})
        return numbers.join(self.periods.select(total), how="cross")

    def sums(self, frame: pl.DataFrame | pl.LazyFrame, by: Sequence[str] = ()) -> pl.DataFrame:
        """Sums of all numbers by `by` and sample over what counts, in the frame's own order.

        The frame has the columns replication and period.
        """
        rows = frame.lazy()
        if self.single:
            which = self.periods.select("period", "sample").lazy()
            rows = rows.join(which, on="period", maintain_order="left")
        else:
            rows = rows.filter(pl.col("period") >= self.first)
            rows = rows.with_columns(pl.col("replication").alias("sample"))
        numbers = cs.numeric() - cs.by_name(*by, "sample", require_all=False)
        rows = rows.drop("replication", "period")
        summed = rows.group_by(*by, "sample", maintain_order=True).agg(numbers.sum())
        return self.run.collect(summed)

    def with_time(self, sums: pl.DataFrame) -> pl.DataFrame:
        """Sums with the columns ms and planned of their sample."""
        return sums.join(self.samples, on="sample", how="left", maintain_order="left")

    def estimate(
        self, sums: pl.DataFrame, by: Sequence[str], measures: Iterable[Measure]
    ) -> list[tuple[Mapping[str, Any], dict[str, Figure]]]:
        """The figures of each group, groups in the frame's own order.

        `sums` has one row for each group and sample. Each group comes as (its values of `by`, its
        figures by the name of their measure).
        """
        wanted = list(measures)
        values = sums.select(*by, *(m.value.cast(pl.Float64).alias(m.name) for m in wanted))
        moments = [
            moment(pl.col(m.name)).alias(f"{m.name}:{k}")
            for m in wanted
            for k, moment in (("mean", pl.Expr.mean), ("sd", pl.Expr.std), ("n", pl.Expr.count))
        ]
        if by:
            rows = values.group_by(by, maintain_order=True).agg(moments)
        else:
            rows = values.select(moments)
        return [
            ({key: row[key] for key in by}, {m.name: self._figure(m, row) for m in wanted})
            for row in rows.iter_rows(named=True)
        ]

    def _figure(self, measure: Measure, row: Mapping[str, Any]) -> Figure:
        mean, deviation, n = (row[f"{measure.name}:{k}"] for k in ("mean", "sd", "n"))
        if not n:
            return unknown(measure.unit, measure.why)
        figure = of_moments(
            mean, deviation or 0.0, n, measure.unit, level=self.level, fewest=self.fewest
        )
        return figure.within(0.0, measure.most)


def ratio(above: pl.Expr, below: pl.Expr, factor: float = 1.0) -> pl.Expr:
    """`factor` * above / below; null where below is not positive."""
    return pl.when(below > 0).then(above / below * factor)


def scope(run: Run, *, warm_up: int | None = None, level: float = LEVEL) -> Scope:
    """What of a run counts: all replications, after the warm-up.

    The warm-up (ms) is the one given here, else the one that the run was told, else it is found by
    MSER-5 (`warmup.mser`) on the net throughput by period, averaged over the replications, of
    periods with planned production. It ends with a whole period. A best cut beyond the middle is
    taken for luck if the replications show that the second half is level (`warmup.still_moves`).

    Raises:
        CarwrightError: if a warm-up that was set leaves nothing, or `level` is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise CarwrightError(
            f"confidence level {level} -> choose one between 0 and 1, such as 0.95"
        )
    planned = planned_time(run)
    given = run.manifest.warm_up_ms if warm_up is None else warm_up
    cut = _found(run, planned) if given is None else _given(run, given)
    periods = planned.by_period.filter(pl.col("period") >= cut.periods)
    return Scope(run, level, cut, planned, periods.with_columns(_batches(periods)))


def net_throughput(run: Run, planned: PlannedTime) -> pl.DataFrame:
    """Cars per planned hour by period, averaged over replications: columns period, begin, rate.

    Periods without planned production are left out, and so are those with less than a tenth of
    the planned time of the longest.
    """
    rates = _rates(run, planned).group_by("period", "begin", maintain_order=True)
    return rates.agg(pl.col("rate").mean())


def _rates(run: Run, planned: PlannedTime) -> pl.DataFrame:
    """The same of each replication: columns period, begin, replication, rate."""
    cars = run.lazy("sinks").group_by("replication", "period").agg(pl.col("cars").sum())
    planned_ms = pl.col("planned")
    worked = planned.by_period.filter(
        (planned_ms > 0) & (planned_ms >= _SHORTEST * planned_ms.max())
    )
    counted = worked.join(run.collect(cars), on="period", maintain_order="left")
    rate = (pl.col("cars") / planned_ms * HOUR).alias("rate")
    return counted.select("period", "begin", "replication", rate).sort("period", "replication")


def _given(run: Run, warm_up: int) -> WarmUp:
    told = run.manifest
    periods = -(-warm_up // told.period_ms)
    if periods >= told.periods:
        raise CarwrightError(
            f"a warm-up of {warm_up / HOUR:g} h leaves nothing of a run of"
            f" {told.horizon_ms / HOUR:g} h -> run longer, or shorten run.warm_up"
        )
    return WarmUp(periods, periods * told.period_ms, "given")


def _found(run: Run, planned: PlannedTime) -> WarmUp:
    series = net_throughput(run, planned)
    rates, replications = series["rate"].to_list(), len(run.replications)
    cut = find_cut(rates, replications, lambda: _still_moves(run, planned, series))
    # The cut counts periods with planned production: the period itself says how many there were.
    period = int(series["period"][cut.at]) if cut.at else 0
    ms = period * run.manifest.period_ms
    return WarmUp(period, ms, "MSER-5", cut.reached, cut.finding)


def _still_moves(run: Run, planned: PlannedTime, series: pl.DataFrame) -> bool:
    """Whether the third and the fourth quarter of the series differ beyond chance."""
    quarter = series.height // 4
    late = series["period"].tail(2 * quarter)
    means = [
        _rates(run, planned)
        .filter(pl.col("period").is_in(part.implode()))
        .group_by("replication", maintain_order=True)
        .agg(pl.col("rate").mean())["rate"]
        .to_list()
        for part in (late.head(quarter), late.tail(quarter))
    ]
    return still_moves(*means)


def _batches(periods: pl.DataFrame) -> pl.Series:
    """The number of the batch of each period; one without planned time joins the one before."""
    worked = (periods["planned"] > 0).cast(pl.Int32)
    count = int(worked.sum())
    if count < FEWEST_BATCHES:
        return pl.zeros(periods.height, dtype=pl.Int32, eager=True).alias("sample")
    size = count // FEWEST_BATCHES
    number = ((worked.cum_sum() - 1).clip(0) // size).cast(pl.Int32)
    # A last batch that is not full would weigh as much as the others: it joins its neighbour.
    return number.clip(0, count // size - 1).alias("sample")
