"""`throughput`: what a plant makes, by the fastest way that gives the very figures of `simulate`.

A line whose order of work is fixed needs no events (`compile.recursion`): it is run by
departure-time recursion, hundreds of times as fast as a general simulator. Any other plant is
simulated. The result says which of the two it was, and why.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright import engine, files
from carwright.analysis.interval import FEWEST_BATCHES, Figure, of_values, unknown
from carwright.analysis.warmup import WarmUp, mser
from carwright.compile import compile_plant
from carwright.compile.program import Program
from carwright.compile.recursion import recognise
from carwright.engine.protocol import Column, TraceCode
from carwright.engine.recursion import Ending, Passed, RecursionEngine
from carwright.errors import CarwrightError, InterruptedRun, nearest
from carwright.experiment.replicate import POLL, Replications
from carwright.experiment.setting import DAY, HOUR, Setting
from carwright.model import Plant
from carwright.results.quick import quick_tables
from carwright.results.tables import Tallies
from carwright.results.trace import TraceWriter

Instants = NDArray[np.int64]

FEWEST_SIDE_BY_SIDE = 3
"""Replications from which on the lanes of a vector pay, even if some stay empty."""


@dataclass(frozen=True)
class Throughput:
    """What a plant makes.

    `method` is ``"recursion"`` or ``"events"``; `reasons` says why events were needed. `rate` is
    cars an hour of the clock (parts, if no car leaves the plant) and `lead_time` hours, after the
    warm-up, with 95 % intervals. `visits` counts the works that ended, in all
    replications (by recursion without stations: those of the parts that left the plant); `cpu_s`
    is the time that they took. `departures` are the instants (ms from the plant's
    start) at which parts came into the sinks, by replication, if they were asked for.
    """

    method: Literal["recursion", "events"]
    reasons: tuple[str, ...]
    instruction_set: str | None
    replications: int
    seed: int
    horizon_ms: int
    period_ms: int
    warm_up: WarmUp
    rate: Figure
    lead_time: Figure
    visits: int
    wall_s: float
    cpu_s: float
    frames: Mapping[str, pl.DataFrame]
    departures: Mapping[int, Instants]

    def frame(self, table: str) -> pl.DataFrame:
        """A table of all replications by period: see `results.quick`; times are ms.

        Raises:
            CarwrightError: if there is no such table.
        """
        if table not in self.frames:
            guess = nearest(table, self.frames)
            known = f"did you mean {guess!r}?" if guess else f"there are {', '.join(self.frames)}"
            raise CarwrightError(f"no table {table!r} -> {known}")
        return self.frames[table]

    def summary(self) -> str:
        """What it makes and how that was found, in two lines."""
        how = "by recursion" if self.method == "recursion" else f"by events: {self.reasons[0]}"
        times = f"{self.replications} replications of {self.horizon_ms / DAY:g} days"
        return f"{self.rate}, lead time {self.lead_time}\n{times}, {self.cpu_s:.3g} s of CPU, {how}"


def throughput(
    plant: Plant | Path | str,
    *,
    stations: bool = False,
    departures: bool = False,
    method: Literal["recursion", "events"] | None = None,
    instruction_set: str | None = None,
    **told: Any,
) -> Throughput:
    """What a plant makes, and the time it takes, quickly: by recursion where that is the same.

    `told` are `Setting.of`'s: ``days``, ``replications``, ``seed``, ``phase``, ``threads``,
    ``warm_up``. With `stations` there are also the tables of machines, failure modes, buffers and
    edges; with `departures` the instant of each. `method` insists on one, `instruction_set` on
    one of `carwright.engine.recursion.INSTRUCTION_SETS` (default: the fastest). Figures do not
    depend on either, nor on `threads`.

    Raises:
        InvalidScenario: with every fault of the plant.
        CarwrightError: if a setting is out of range, or recursion is insisted on where it can't.
        RunError: as for `simulate`.
    """
    known = plant if isinstance(plant, Plant) else files.load(plant)
    setting = Setting.of(known, **told)
    program = compile_plant(known, horizon=setting.horizon, phase=setting.phase)
    return of_program(
        program,
        setting,
        stations=stations,
        departures=departures,
        method=method,
        instruction_set=instruction_set,
    )


def of_program(
    program: Program,
    setting: Setting,
    *,
    stations: bool = False,
    departures: bool = False,
    method: Literal["recursion", "events"] | None = None,
    instruction_set: str | None = None,
) -> Throughput:
    """`throughput` of a compiled plant."""
    found = recognise(program, horizon=setting.horizon)
    if method == "recursion" and found.line is None:
        raise CarwrightError("\n  ".join(("recursion can't run this plant:", *found.reasons)))
    begun = time.perf_counter()
    reasons, outcome, chosen = found.reasons, None, None
    if found.line is not None and method != "events":
        runner = RecursionEngine(program, found.line, instruction_set)
        outcome = _Lanes(runner, setting, stations, departures).run()
        if outcome is None:
            reasons = ("a million parts left the source at one instant",)
        else:
            chosen = runner.instruction_set
    elif method == "events":
        reasons = ("events were asked for",)
    if outcome is None:
        outcome = _by_events(program, setting, stations, departures)
    wall = time.perf_counter() - begun
    return _told(program, setting, outcome, reasons if chosen is None else (), chosen, wall)


@dataclass
class _Outcome:
    tallies: dict[int, Mapping[str, Column]]
    departures: dict[int, Instants]
    of_stations: bool
    visits: int = 0
    cpu_s: float = 0.0


class _Lanes:
    """Runs the replications of a line in blocks of as many as there are lanes, over threads."""

    def __init__(
        self, runner: RecursionEngine, setting: Setting, stations: bool, departures: bool
    ) -> None:
        self.runner = runner
        self.setting = setting
        self.stations = stations
        self.departures = departures

    def run(self) -> _Outcome | None:
        """What came of them; None if time may be standing still.

        Raises:
            InterruptedRun: after Ctrl-C.
        """
        outcome = _Outcome({}, {}, self.stations)
        with ThreadPoolExecutor(self.setting.threads) as pool:
            futures = {pool.submit(self._block, *block): block for block in self._blocks()}
            try:
                pending = set(futures)
                while pending:
                    _, pending = wait(pending, timeout=POLL)
            except BaseException as error:
                self.runner.interrupt()
                if isinstance(error, KeyboardInterrupt):
                    raise InterruptedRun(0, self.setting.horizon) from error
                raise
        for future, (first, _) in futures.items():
            ending, found, spent = future.result()
            if ending != Ending.REACHED:
                return None
            outcome.cpu_s += spent
            for replication, passed in enumerate(found, start=first):
                outcome.tallies[replication] = passed.tallies
                outcome.visits += passed.visits
                if passed.departures is not None:
                    outcome.departures[replication] = passed.departures
        return outcome

    def _blocks(self) -> list[tuple[int, int]]:
        """(first replication, how many) of each block."""
        lanes, wanted = self.runner.lanes, self.setting.replications
        whole = [(first, lanes) for first in range(0, wanted - lanes + 1, lanes)]
        first, left = len(whole) * lanes, wanted % lanes
        if left >= FEWEST_SIDE_BY_SIDE:
            return [*whole, (first, left)]
        return whole + [(first + n, 1) for n in range(left)]

    def _block(self, first: int, count: int) -> tuple[Ending, list[Passed], float]:
        begun = time.thread_time()
        ending, found = self.runner.run(
            self.setting.seed,
            first,
            count,
            horizon=self.setting.horizon,
            period=self.setting.period,
            of_stations=self.stations,
            departures=self.departures,
        )
        return ending, found, time.thread_time() - begun


class _Keeper:
    """Keeps the tallies of every finished replication."""

    def __init__(self) -> None:
        self.tallies: dict[int, Mapping[str, Column]] = {}

    def add(self, replication: int, tallies: Tallies) -> None:
        self.tallies[replication] = tallies

    def trace(self, replication: int) -> TraceWriter:
        raise CarwrightError("a quick run leaves no trace -> simulate")


def _by_events(program: Program, setting: Setting, stations: bool, departures: bool) -> _Outcome:
    keeper = _Keeper()
    found = Replications(program, setting, keeper).run()
    visits = sum(int(t["machine_parts"].sum()) for t in keeper.tallies.values())
    instants: dict[int, Instants] = {}
    if departures:
        instants = {n: _departures(program, setting, n) for n in range(setting.replications)}
    return _Outcome(keeper.tallies, instants, stations, visits, found.cpu_s)


def _departures(program: Program, setting: Setting, replication: int) -> Instants:
    """When parts came into the sinks, from the trace."""
    pieces: list[Instants] = []

    def take(trace: Mapping[str, Column]) -> None:
        ends = np.isin(trace["object"], program.columns["sink.object"])
        pieces.append(trace["time"][(trace["code"] == TraceCode.MOVE) & ends])

    engine.run(
        program,
        setting.seed,
        setting.horizon,
        replication=replication,
        period=setting.period,
        engine=setting.engine,
        trace=take,
    )
    return np.concatenate(pieces) if pieces else np.empty(0, dtype=np.int64)


def _told(
    program: Program,
    setting: Setting,
    outcome: _Outcome,
    reasons: tuple[str, ...],
    instruction_set: str | None,
    wall_s: float,
) -> Throughput:
    tables = [
        quick_tables(program, tallies, replication=n, of_stations=outcome.of_stations)
        for n, tallies in sorted(outcome.tallies.items())
    ]
    frames = {name: pl.concat([each[name] for each in tables]) for name in tables[0]}
    by_period = _by_period(frames["sinks"], setting)
    cut = _warm_up(by_period, setting)
    samples = _samples(by_period, cut.periods, setting)
    made = "cars" if by_period["cars"].sum() else "parts"
    hours = samples["ms"] / HOUR
    return Throughput(
        method="events" if instruction_set is None else "recursion",
        reasons=reasons,
        instruction_set=instruction_set,
        replications=setting.replications,
        seed=setting.seed,
        horizon_ms=setting.horizon,
        period_ms=setting.period,
        warm_up=cut,
        rate=_figure((samples[made] / hours).to_list(), f"{made}/h", setting),
        lead_time=_lead_time(samples, setting),
        visits=outcome.visits,
        wall_s=wall_s,
        cpu_s=outcome.cpu_s,
        frames=frames,
        departures=outcome.departures,
    )


def _by_period(sinks: pl.DataFrame, setting: Setting) -> pl.DataFrame:
    """Sums over all sinks: columns replication, period, ms, parts, cars, lead_sum."""
    begin = pl.col("period").cast(pl.Int64) * setting.period
    lasts = pl.min_horizontal(pl.lit(setting.period), pl.lit(setting.horizon) - begin)
    keys = ("replication", "period")
    summed = sinks.group_by(*keys, maintain_order=True).agg(
        pl.col("parts", "cars", "lead_sum").sum()
    )
    return summed.with_columns(lasts.alias("ms"))


def _warm_up(by_period: pl.DataFrame, setting: Setting) -> WarmUp:
    """That of the setting, or MSER-5 of the mean rate by period; it ends with a whole period."""
    if setting.warm_up is not None:
        periods = -(-setting.warm_up // setting.period)
        return WarmUp(periods, periods * setting.period, "given")
    rate = pl.col("parts").sum() / pl.col("ms").sum()
    cut = mser(by_period.group_by("period").agg(rate).sort("period")["parts"].to_list())
    return WarmUp(cut.at, cut.at * setting.period, "MSER-5", cut.reached, cut.finding)


def _samples(by_period: pl.DataFrame, first: int, setting: Setting) -> pl.DataFrame:
    """What is independent: replications, or batches of the periods of a single one."""
    rows = by_period.filter(pl.col("period") >= first)
    sample = pl.col("replication")
    if setting.replications == 1:
        size = max(1, rows.height // FEWEST_BATCHES)
        last = max(1, rows.height // size) - 1
        sample = ((pl.col("period") - first) // size).clip(0, last)
    sums = pl.col("ms", "parts", "cars", "lead_sum").sum()
    return rows.group_by(sample.alias("sample"), maintain_order=True).agg(sums)


def _figure(values: list[float | None], unit: str, setting: Setting) -> Figure:
    fewest = FEWEST_BATCHES if setting.replications == 1 else 2
    return of_values(values, unit, fewest=fewest)


def _lead_time(samples: pl.DataFrame, setting: Setting) -> Figure:
    with_cars = samples.filter(pl.col("cars") > 0)
    if with_cars.is_empty():
        return unknown("h", "no car left the plant")
    values = with_cars["lead_sum"] / with_cars["cars"] / HOUR
    return _figure(values.to_list(), "h", setting)
