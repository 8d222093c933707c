"""From the first car on: how fast the output rises and what it is measured against."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from carwright.model.programme.amount import Spread, not_negative
from carwright.model.quantities import Count, Date, Name, Part


class Production(Part):
    """Which milestones are the start of production and the first delivery, and the ramp behind."""

    start: Name
    """Milestone: start of production (SOP)."""
    first_delivery: Name
    """Milestone: first cars are handed to customers; the ramp begins here."""
    capacity: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """Cars a month that the plant reaches in the end; a plant scenario's own answer wins."""
    demand: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """Cars a month that customers take at most."""
    ramp: str = ""
    """CSV file of reference ramps, such as ``reference/ramps.csv``."""
    without: tuple[str, ...] = ()
    """Makers whose ramps are left out: the programme's own, above all."""
    months: Count = 36
    """Months after the first delivery that the money is followed for."""


class Outside(Part):
    """The outside view: how long programmes of a class took, by survival analysis."""

    reference_class: Name
    """Reference class."""
    milestone: Name
    """Milestone that its durations lead to."""
    since: Date
    """Day that corresponds to the class's start event (founding, announcement, ...)."""
    without: tuple[str, ...] = Field(default=())
    """Companies that are left out: the programme's own, above all."""
