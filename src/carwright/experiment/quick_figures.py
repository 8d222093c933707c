"""The figures of a quick run: warm-up, samples, and their means with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.analysis.interval import FEWEST_BATCHES, Figure, of_values, unknown
from carwright.analysis.warmup import WarmUp, find_cut, still_moves
from carwright.experiment.setting import HOUR, Setting

_SHORTEST = 0.1  # of a period: a rate over less than that is mostly noise

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Counted:
    """What came into all sinks together, in `ms` each: arrays of one shape."""

    ms: Counts
    parts: Counts
    cars: Counts
    lead_sum: Counts


def by_period(sinks: pl.DataFrame, setting: Setting) -> Counted:
    """The rows of the table ``sinks`` by replication and period."""
    begins = np.arange(0, setting.horizon, setting.period)
    shape = (setting.replications, len(begins))
    parts, cars, lead_sum = (
        sinks[name].to_numpy().reshape(*shape, -1).sum(axis=2)
        for name in ("parts", "cars", "lead_sum")
    )
    ms = np.minimum(setting.period, setting.horizon - begins)
    return Counted(np.broadcast_to(ms, shape), parts, cars, lead_sum)


def warm_up(counted: Counted, setting: Setting) -> WarmUp:
    """That of the setting, or MSER-5 of the mean rate by period; it ends with a whole period."""
    if setting.warm_up is not None:
        periods = -(-setting.warm_up // setting.period)
        return WarmUp(periods, periods * setting.period, "given")
    long_enough = counted.ms[0] >= _SHORTEST * setting.period
    rates = (counted.cars / counted.ms)[:, long_enough]
    cut = find_cut(rates.mean(axis=0).tolist(), setting.replications, lambda: _still_moves(rates))
    return WarmUp(cut.at, cut.at * setting.period, "MSER-5", cut.reached, cut.finding)


def _still_moves(rates: NDArray[np.float64]) -> bool:
    """Whether the third and the fourth quarter of the periods differ beyond chance."""
    quarter = rates.shape[1] // 4
    late = rates[:, rates.shape[1] - 2 * quarter :]
    parts = late[:, :quarter], late[:, quarter:]
    return still_moves(*(part.mean(axis=1).tolist() for part in parts))


def samples(counted: Counted, first: int, setting: Setting) -> Counted:
    """What is independent: replications, or batches of the periods of a single one."""
    periods = counted.ms.shape[1] - first
    begins = [first] if periods > 0 else []
    if setting.replications == 1:
        size = max(1, periods // FEWEST_BATCHES)
        begins = list(range(first, first + periods - size + 1, size))
    columns = (counted.ms, counted.parts, counted.cars, counted.lead_sum)
    if not begins:
        return Counted(*(column[:0, 0] for column in columns))
    return Counted(*(np.add.reduceat(column, begins, axis=1).reshape(-1) for column in columns))


def figure(values: list[float | None], unit: str, setting: Setting) -> Figure:
    """The mean of the samples."""
    fewest = FEWEST_BATCHES if setting.replications == 1 else 2
    return of_values(values, unit, fewest=fewest)


def lead_time(samples: Counted, setting: Setting) -> Figure:
    """Hours from creation to sink, of cars."""
    some = samples.cars > 0
    if not some.any():
        return unknown("h", "no car left the plant")
    values = samples.lead_sum[some] / samples.cars[some] / HOUR
    return figure(values.tolist(), "h", setting)
