"""The calendar that paces the plant: the hours in which cars can leave it."""

from __future__ import annotations

import numpy as np

from carwright.compile.car_way import CarWay
from carwright.compile.program import Program
from carwright.compile.schema import NONE, CalendarState


def pacing_calendar(program: Program) -> int:
    """The calendar of the last station or conveyor on the cars' way that has one, or NONE.

    Cars can leave only while it works; shops further up may work other hours. Of several at the
    same distance from the end it is the one that is on for the larger share of its repeating part;
    ties go to the one that the scenario lists first.
    """
    way = CarWay(program)
    nearest: tuple[int, float, int] | None = None
    for table in ("station", "conveyor"):
        calendars = program.columns[f"{table}.calendar"].tolist()
        for here, calendar in zip(program.columns[f"{table}.object"], calendars, strict=True):
            steps = way.to_end[int(here)]
            if calendar != NONE and way.passed[here] and steps is not None:
                found = (steps, -_share_on(program, calendar), calendar)
                nearest = min(nearest or found, found)
    return NONE if nearest is None else nearest[2]


def _share_on(program: Program, calendar: int) -> float:
    """Share of the repeating part; without one, whether it stays on at the end."""
    row = {n: int(program.columns[f"calendar.{n}"][calendar]) for n in ("end", "loop")}
    first = row["end"] - 1 if row["loop"] == NONE else row["loop"]
    at = program.columns["change.at"][first : row["end"]].astype(np.int64)
    on = program.columns["change.state"][first : row["end"]] == CalendarState.ON
    if row["loop"] == NONE:
        return float(on[-1])
    length = int(program.columns["calendar.length"][calendar])
    return float(np.diff(at, append=at[0] + length)[on].sum()) / length
