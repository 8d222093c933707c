"""When work goes on: shifts, breaks, days off, maintenance windows, overtime."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from carwright.model.quantities import ClockTime, Duration, Name, Part

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Shift(Part):
    """Working hours that begin on each of some weekdays; ``to`` before ``from`` ends next day."""

    name: Name | None = None
    days: tuple[Weekday, ...] = Field(default=("mon", "tue", "wed", "thu", "fri"), min_length=1)
    begin: ClockTime = Field(alias="from")
    end: ClockTime = Field(alias="to")


class Break(Part):
    """A planned stop within the shifts, at a time of day (state *paused*)."""

    at: ClockTime
    lasts: Duration = Field(alias="for", gt=0)
    days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), min_length=1
    )


class DaysOff(Part):
    """Dates without work: one day, or ``from`` the first ``to`` the last."""

    begin: dt.date = Field(alias="from")
    end: dt.date | None = Field(default=None, alias="to")
    reason: str = ""


class Overtime(Part):
    """Extra working hours on one date."""

    date: dt.date
    begin: ClockTime = Field(alias="from")
    end: ClockTime = Field(alias="to")


class Calendar(Part):
    """Shifts by week, less breaks, maintenance windows and days off, plus overtime.

    Without any shift a calendar is always on. Breaks and maintenance windows within a shift are
    state *paused*; hours outside all shifts are *unplanned* (rule C1).
    """

    shifts: tuple[Shift, ...] = ()
    breaks: tuple[Break, ...] = ()
    maintenance: tuple[Break, ...] = ()
    days_off: tuple[DaysOff, ...] = ()
    overtime: tuple[Overtime, ...] = ()
