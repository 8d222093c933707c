"""The calendar that paces the plant: the hours in which cars can leave it."""

from __future__ import annotations

from carwright.compile.car_way import CarWay
from carwright.compile.program import Program
from carwright.compile.schema import NONE


def pacing_calendar(program: Program) -> int:
    """The calendar of the last station or conveyor on the cars' way that has one, or NONE.

    Cars can leave only while it works; shops further up may work other hours.
    """
    way = CarWay(program)
    nearest: tuple[int, int] | None = None
    for table in ("station", "conveyor"):
        calendars = program.columns[f"{table}.calendar"].tolist()
        for here, calendar in zip(program.columns[f"{table}.object"], calendars, strict=True):
            steps = way.to_end[int(here)]
            if calendar != NONE and way.passed[here] and steps is not None:
                nearest = min(nearest or (steps, calendar), (steps, calendar))
    return NONE if nearest is None else nearest[1]
