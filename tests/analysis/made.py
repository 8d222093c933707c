"""Runs in memory from tallies that a test has filled in by hand, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from carwright.compile.program import Program
from carwright.compile.schema import CalendarState
from carwright.model import Plant
from carwright.results import Manifest, Run, from_tallies
from engine.build import PlantBuilder
from results.synthetic import DAY, HOUR, Tallies, nothing

SHIFT = [(0, CalendarState.OFF), (6 * HOUR, CalendarState.ON), (14 * HOUR, CalendarState.OFF)]

WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

Fill = Callable[[Tallies, int], None]
"""Fills in the tallies (zeros) of a replication, whose number it gets."""


def line(**last: Any) -> Program:
    """in -> press (60 s, 2 machines) -> shelf (5) -> test (45 s) -> out; `last`: fields of test."""
    return (
        PlantBuilder()
        .calendar("day shift", SHIFT, loop=0, length=DAY)
        .source("in", to="press")
        .station("press", to="shelf", work=60_000, machines=2)
        .buffer("shelf", to="test", capacity=5)
        .station("test", to="out", **({"work": 45_000, "test": True} | last))
        .sink("out")
        .mode("press", machine=0, between=HOUR, repair=HOUR, asset="R01")
        .program()
    )


def run_of(
    program: Program,
    fill: Fill,
    *,
    replications: Sequence[int] = (0,),
    horizon: int = 10 * DAY,
    period: int = DAY,
    plant: Plant | None = None,
    **told: Any,
) -> Run:
    """A run whose replications hold what `fill` puts into their tallies."""
    frames = {}
    for number in replications:
        tallies = nothing(program, horizon, period)
        fill(tallies, number)
        frames[number] = from_tallies(program, tallies, replication=number)
    wanted = {
        "scenario": "made",
        "seed": 1,
        "replications": len(replications),
        "horizon_ms": horizon,
        "period_ms": period,
        "warm_up_ms": 0,
    }
    return Run.of(Manifest.of(program, **(wanted | told)), program, frames, plant)


def cars_out(tallies: Tallies, cars: Any, hours_each: int = 2) -> None:
    """Cars at the first sink by period, each with this lead time and no rework."""
    tallies["sink_parts"][:, 0, 0] = cars
    tallies["sink_reworks"][:, 0, 0] = cars
    seconds = hours_each * 3600
    shift = seconds.bit_length() - 6
    tallies["lead_time"][:, 0, 64 + 32 * (shift - 1) + ((seconds >> shift) - 32)] = cars
    tallies["lead_sum"][:, 0] = tallies["sink_parts"][:, 0, 0] * hours_each * HOUR


def plant(**fields: Any) -> Plant:
    """The model of `line`, as far as an analysis reads it."""
    told: dict[str, Any] = {
        "name": "made",
        "start": "2025-01-06",
        "variants": {"car": {}},
        "calendars": {"day shift": {"shifts": [{"from": "06:00", "to": "14:00", "days": WEEK}]}},
        "sources": {"in": {"makes": "car"}},
        "stations": {"press": {"cycle": "60 s", "machines": 2}, "test": {"cycle": "45 s"}},
        "sinks": {"out": {}},
        "flow": ["in -> press -> test -> out"],
    }
    return Plant.model_validate(told | fields)
