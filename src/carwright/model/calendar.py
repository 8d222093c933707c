"""When work goes on: shifts, breaks, days off, maintenance windows, overtime."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from carwright.model.quantities import ClockTime, Date, Duration, Name, Part

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Shift(Part):
    """Working hours that begin on each of some weekdays; ``to`` before ``from`` ends next day."""

    name: Name | None = None
    """What people call it: early, late, night."""
    days: tuple[Weekday, ...] = Field(default=("mon", "tue", "wed", "thu", "fri"), min_length=1)
    """Weekdays on which it begins."""
    begin: ClockTime = Field(alias="from")
    """When it begins."""
    end: ClockTime = Field(alias="to")
    """When it ends: the next day if this is not after ``from``."""


class Break(Part):
    """A planned stop within the shifts, at a time of day (state *paused*)."""

    at: ClockTime
    """When it begins."""
    lasts: Duration = Field(alias="for", gt=0)
    """How long it lasts."""
    days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), min_length=1
    )
    """Weekdays on which it begins."""


class DaysOff(Part):
    """Dates without work: one day, or ``from`` the first ``to`` the last."""

    begin: Date = Field(alias="from")
    """First day."""
    end: Date | None = Field(default=None, alias="to")
    """Last day; the first if not said."""
    reason: str = ""
    """Holiday, works holidays, ..."""


class Overtime(Part):
    """Extra working hours on one date."""

    date: Date
    """Day on which it begins."""
    begin: ClockTime = Field(alias="from")
    """When it begins."""
    end: ClockTime = Field(alias="to")
    """When it ends: the next day if this is not after ``from``."""


class Calendar(Part):
    """Shifts by week, less breaks, maintenance windows and days off, plus overtime.

    Without any shift a calendar is always on. Breaks and maintenance windows within a shift are
    state *paused*; hours outside all shifts are *unplanned* (rule C1).
    """

    shifts: tuple[Shift, ...] = ()
    """Working hours of the week; none: always on."""
    breaks: tuple[Break, ...] = ()
    """Planned stops of people within the shifts."""
    maintenance: tuple[Break, ...] = ()
    """Planned stops for maintenance within the shifts."""
    days_off: tuple[DaysOff, ...] = ()
    """Dates on which no shift begins."""
    overtime: tuple[Overtime, ...] = ()
    """Extra hours, also on days off."""
