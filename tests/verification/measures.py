"""Figures of every replication of a run, in units of model time, after the first fifth of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from tests.theory.plants import UNIT_S

import carwright as cw
from carwright.model import Plant

Sample = NDArray[np.float64]

WARM = 0.2
"""Share of the periods that is cut off."""

MS = 1000 * UNIT_S


@dataclass(frozen=True)
class Ran:
    """A finished run and what is counted of it; `units` is the length of what is counted."""

    told: cw.experiment.Throughput

    @property
    def first(self) -> int:
        return int(self.told.horizon_ms / self.told.period_ms * WARM)

    @property
    def units(self) -> float:
        return (self.told.horizon_ms - self.first * self.told.period_ms) / MS

    def sums(self, table: str, *columns: str, only: pl.Expr | None = None) -> pl.DataFrame:
        """Sums of what is counted, one row a replication."""
        rows = self.told.frame(table).filter(pl.col("period") >= self.first)
        rows = rows if only is None else rows.filter(only)
        return rows.group_by("replication").agg(pl.col(*columns).sum()).sort("replication")


Measure = Callable[[Ran], Sample]


def run(
    plant: Plant, length: float, *, seed: int, replications: int, threads: int, machines: bool
) -> Ran:
    """`length` is in units of model time."""
    days = length * UNIT_S / 86_400
    told = cw.throughput(
        plant,
        days=days,
        seed=seed,
        replications=replications,
        threads=threads,
        stations=machines,
    )
    return Ran(told)


def throughput(ran: Ran) -> Sample:
    """Parts at sink ``out``."""
    return ran.sums("sinks", "parts")["parts"].to_numpy() / ran.units


def lead_time(ran: Ran) -> Sample:
    """Mean time in the plant of the cars that left it."""
    return lead_time_at("out")(ran)


def lead_time_at(sink: str) -> Measure:
    """The same at one sink."""

    def measure(ran: Ran) -> Sample:
        mine = ran.sums("sinks", "lead_sum", "cars", only=pl.col("sink") == sink)
        found: Sample = mine["lead_sum"].to_numpy() / mine["cars"].to_numpy() / MS
        return found

    return measure


def in_system(ran: Ran) -> Sample:
    """Mean number of cars in the plant."""
    return ran.sums("cars", "car_time")["car_time"].to_numpy() / MS / ran.units


def share_up(ran: Ran) -> Sample:
    """Share of the machines' time in which they have not failed."""
    machines = ran.told.frame("machines")["machine"].n_unique()
    failed = ran.sums("machines", "failed")["failed"].to_numpy() / MS
    found: Sample = 1 - failed / ran.units / machines
    return found
