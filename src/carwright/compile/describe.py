"""What a program plans: cycles, visits for each car, and the rate that each station could keep up.

These are ideal figures, without stops, set-ups or waiting: the gross rate of the plant is the
smallest `jph` of its stations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carwright.compile.flows import flows
from carwright.compile.program import Program
from carwright.compile.schema import Kind
from carwright.compile.traffic import Traffic

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Rates:
    """Planned figures by station (rows of the table ``station``) and type.

    `cycle`: mean cycle in ms, stations x types, NaN where a type never comes. `visits`: parts of
    the type that the station works on for each car that leaves the plant through a sink, stations x
    types; components are counted as the needs of the cars ask for them. `parts_per_hour`: parts
    that the station does in an hour at this mix of types (types alike if no car depends on it), NaN
    if none comes. `jph`: cars an hour that the station could keep up, NaN if no car depends on it.
    Both are infinite where cycles are 0. `arriving`: parts that arrive at each object, types x
    objects, in one unit for all of them (`compile.flows.flows`).
    """

    stations: tuple[str, ...]
    types: tuple[str, ...]
    cycle: Floats
    visits: Floats
    parts_per_hour: Floats
    jph: Floats
    arriving: Floats

    @property
    def gross(self) -> float:
        """Cars an hour of the slowest station that a car depends on; NaN if there is none."""
        known = self.jph[~np.isnan(self.jph)]
        return float(known.min()) if len(known) else float("nan")


def rates(program: Program) -> Rates:
    """The planned figures of a program; every machine counts that exists by the end of its run.

    Raises InvalidScenario if parts can go round for ever.
    """
    names, columns = program.names, program.columns
    traffic = Traffic(program)
    arriving = flows(traffic)
    visits = _visits(program, arriving)
    begin, end, batch = (
        columns[f"station.{name}"].astype(np.float64)
        for name in ("machine_begin", "machine_end", "batch")
    )
    at_once = (end - begin) * batch
    hours = _hours(visits, traffic.cycle)
    mix = np.where(visits.any(axis=1, keepdims=True), visits, ~np.isnan(traffic.cycle))
    with np.errstate(divide="ignore", invalid="ignore"):
        parts_per_hour = at_once * mix.sum(axis=1) / _hours(mix, traffic.cycle)
        jph = np.where(visits.any(axis=1), at_once / hours, np.nan)
    return Rates(
        stations=tuple(names.objects[place] for place in columns["station.object"]),
        types=names.types,
        cycle=traffic.cycle,
        visits=visits,
        parts_per_hour=parts_per_hour,
        jph=jph,
        arriving=arriving,
    )


def _visits(program: Program, arriving: Floats) -> Floats:
    """Arrivals at stations for each car that arrives at a sink; 0 if no car ever does."""
    cars = program.columns["type.car"].astype(bool)
    sinks = program.columns["object.kind"] == Kind.SINK
    out = arriving[np.ix_(cars, sinks)].sum()
    at_stations = arriving[:, program.columns["station.object"].astype(np.int64)].T
    return at_stations / out if out > 0.0 else np.zeros_like(at_stations)


def _hours(parts: Floats, cycle: Floats) -> Floats:
    """Hours of one machine for the parts of each station, stations x types."""
    hours: Floats = np.where(parts > 0.0, parts * cycle, 0.0).sum(axis=1) / 3_600_000.0
    return hours
