"""`throughput`: what a plant makes, by the fastest way that gives the very figures of `simulate`.

A line whose order of work is fixed needs no events (`compile.recursion`): it is run by
departure-time recursion, hundreds of times as fast as a general simulator. Any other plant is
simulated. The result says which of the two it was, and why.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import polars as pl

from carwright import files
from carwright.analysis.interval import Figure
from carwright.analysis.warmup import WarmUp
from carwright.compile import compile_plant
from carwright.compile.program import Program
from carwright.compile.recursion import recognise
from carwright.engine.recursion import RecursionEngine
from carwright.errors import CarwrightError, nearest
from carwright.experiment import quick_figures
from carwright.experiment.lanes import Instants, Lanes, Outcome, by_events
from carwright.experiment.replicate import Progress
from carwright.experiment.setting import DAY, HOUR, Setting
from carwright.model import Plant
from carwright.results.quick import quick_tables


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
        """What it makes, how long a car takes, and how that was found."""
        cut = f"{self.warm_up.ms / DAY:.3g} days warm-up by {self.warm_up.method}"
        times = f"{self.replications} x {self.horizon_ms / DAY:g} days, {cut}, seed {self.seed}"
        how = f"recursion, {self.instruction_set}" if self.instruction_set else "events"
        lines = [
            f"Makes {self.rate} (per hour of the clock); lead time {self.lead_time}",
            f"{times}; {self.cpu_s:.3g} s of CPU by {how}",
            *(f"  because {reason}" for reason in self.reasons),
            *([self.warm_up.finding] if self.warm_up.finding else []),
        ]
        return "\n".join(lines)

    def to_json(self) -> dict[str, Any]:
        """Plain values for JSON, never NaN."""
        return {
            "rate": self.rate.to_json(),
            "lead_time": self.lead_time.to_json(),
            "method": self.method,
            "instruction_set": self.instruction_set,
            "reasons": list(self.reasons),
            "replications": self.replications,
            "seed": self.seed,
            "days": self.horizon_ms / DAY,
            "warm_up_ms": self.warm_up.ms,
            "visits": self.visits,
            "cpu_s": self.cpu_s,
            "wall_s": self.wall_s,
        }


def throughput(
    plant: Plant | Path | str,
    *,
    stations: bool = False,
    departures: bool = False,
    method: Literal["recursion", "events"] | None = None,
    instruction_set: str | None = None,
    progress: Progress | None = None,
    **told: Any,
) -> Throughput:
    """What a plant makes, and the time it takes, quickly: by recursion where that is the same.

    `told` are `Setting.of`'s: ``days``, ``replications``, ``seed``, ``phase``, ``threads``,
    ``warm_up``. With `stations` there are also the tables of machines, failure modes, buffers and
    edges; with `departures` the instant of each. `method` insists on one, `instruction_set` on
    one of `carwright.engine.recursion.INSTRUCTION_SETS` (default: the fastest). Figures do not
    depend on either, nor on `threads`. `progress` is called with the share done while it runs.

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
        progress=progress,
    )


def of_program(
    program: Program,
    setting: Setting,
    *,
    stations: bool = False,
    departures: bool = False,
    method: Literal["recursion", "events"] | None = None,
    instruction_set: str | None = None,
    progress: Progress | None = None,
) -> Throughput:
    """`throughput` of a compiled plant."""
    found = recognise(program, horizon=setting.horizon, of_stations=stations)
    if method == "recursion" and found.line is None:
        raise CarwrightError("\n  ".join(("recursion can't run this plant:", *found.reasons)))
    begun = time.perf_counter()
    reasons, outcome, chosen = found.reasons, None, None
    if found.line is not None and method != "events":
        runner = RecursionEngine(program, found.line, instruction_set)
        outcome = Lanes(runner, setting, stations, departures).run(progress)
        if outcome is None:
            reasons = ("a million parts left a source at one instant",)
        else:
            chosen = runner.instruction_set
    elif method == "events":
        reasons = ("events were asked for",)
    if outcome is None:
        outcome = by_events(program, setting, stations, departures, progress)
    wall = time.perf_counter() - begun
    return _told(program, setting, outcome, reasons if chosen is None else (), chosen, wall)


def _told(
    program: Program,
    setting: Setting,
    outcome: Outcome,
    reasons: tuple[str, ...],
    instruction_set: str | None,
    wall_s: float,
) -> Throughput:
    frames = quick_tables(program, outcome.tallies, of_stations=outcome.of_stations)
    counted = quick_figures.by_period(frames["sinks"], setting)
    cut = quick_figures.warm_up(counted, setting)
    samples = quick_figures.samples(counted, cut.periods, setting)
    made, count = ("cars", samples.cars) if counted.cars.any() else ("parts", samples.parts)
    rates = count / (samples.ms / HOUR)
    return Throughput(
        method="events" if instruction_set is None else "recursion",
        reasons=reasons,
        instruction_set=instruction_set,
        replications=setting.replications,
        seed=setting.seed,
        horizon_ms=setting.horizon,
        period_ms=setting.period,
        warm_up=cut,
        rate=quick_figures.figure(rates.tolist(), f"{made}/h", setting),
        lead_time=quick_figures.lead_time(samples, setting),
        visits=outcome.visits,
        wall_s=wall_s,
        cpu_s=outcome.cpu_s,
        frames=frames,
        departures=outcome.departures,
    )
