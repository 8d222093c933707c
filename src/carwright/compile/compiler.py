"""`compile_plant`: the way from a plant to its program, subject by subject."""

from __future__ import annotations

import numpy as np

from carwright.compile.calendars import add_calendars
from carwright.compile.layout import Layout
from carwright.compile.objects import add_crews, add_objects, add_stores
from carwright.compile.pacing import pacing_calendar
from carwright.compile.phases import Timeline
from carwright.compile.program import Names, Program
from carwright.compile.routes import add_routes
from carwright.compile.schema import NONE
from carwright.compile.sources import add_sources
from carwright.compile.stations import add_stations
from carwright.compile.types import add_types
from carwright.errors import Finding, InvalidScenario
from carwright.model import Plant
from carwright.model.check import faults
from carwright.model.fault import Fault


def compile_plant(plant: Plant, *, horizon: int, phase: str | None = None) -> Program:
    """Turn a plant into the tables that an engine runs.

    `horizon` (ms) is the end of the run. Phases that begin by the plant's start exist from instant
    0, later ones open on their day, and what would open at or after the horizon is left out. With
    a `phase` everything up to it exists from instant 0 and nothing later is there.

    Raises:
        InvalidScenario: with every fault of the plant, or if it has no such phase.
        ValueError: if `horizon` is not above 0.
    """
    if horizon <= 0:
        raise ValueError(f"horizon={horizon} ms must be above 0")
    if found := faults(plant):
        raise InvalidScenario(_finding(fault) for fault in found)
    layout = Layout(plant, Timeline(plant, horizon, phase))
    add_types(layout)
    rework_links = add_routes(layout)
    add_objects(layout)
    add_sources(layout)
    add_stations(layout, rework_links)
    add_stores(layout)
    add_crews(layout)
    add_calendars(layout, horizon)
    _add_steps(layout)
    _add_sizes(layout)
    return _paced(Program(layout.tables.columns(), _names(layout)))


def _paced(program: Program) -> Program:
    """With the calendar that can be told only when all is laid out."""
    calendar = np.array([pacing_calendar(program)], dtype=np.int32)
    return Program({**program.columns, "size.calendar": calendar}, program.names)


def _finding(fault: Fault) -> Finding:
    """A fault by the names of the model: ``stations: roof weld: cycle``."""
    return Finding(": ".join(map(str, fault.path)) or "plant", fault.what, fault.mend)


def _add_steps(layout: Layout) -> None:
    """Rising in time; at one instant objects, then machines, then capacities (rule P1)."""
    for at, what, row, value in sorted(layout.steps):
        layout.tables.add("step", at=at, what=what, row=row, value=value)


def _add_sizes(layout: Layout) -> None:
    layout.tables.add(
        "size",
        types=len(layout.types),
        colours=len(layout.colours),
        edges=len(layout.edges),
        assets=len(layout.assets),
        calendar=NONE,
    )


def _names(layout: Layout) -> Names:
    return Names(
        objects=tuple(layout.net.nodes),
        types=tuple(each.name for each in layout.types),
        colours=tuple(layout.colours),
        machines=tuple(layout.machines),
        modes=tuple(layout.modes),
        assets=tuple(layout.assets),
        crews=tuple(layout.plant.crews),
        calendars=tuple(layout.plant.calendars),
        edges=tuple(layout.edges),
    )
