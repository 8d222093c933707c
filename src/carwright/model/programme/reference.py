"""Reference classes: programmes and ramps of others, from CSV tables of the scenario."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from carwright.model.evidence import PublicationDate
from carwright.model.quantities import Part

Confidence = Literal["official", "press", "rumour", "estimate", "memory"]


class ReferenceCase(Part):
    """One programme or building project of others: a row of a reference table.

    Dates are a day, a month or a year as text. ``outcome`` says how it stood at the date to which
    the source speaks: of cancelled and failed ones `ended` is when that became known; of those
    still open nothing more is known (censored).
    """

    company: str = Field(min_length=1)
    """Maker."""
    model: str = ""
    """Car or site."""
    kind: str = "car"
    """car, plant build, ..."""
    start_event: str = ""
    """What the clock starts with: founding, announcement, ground-breaking."""
    started: PublicationDate = ""
    """When that was."""
    announced_target: PublicationDate = ""
    """Date that the maker stated for the first delivery or completion."""
    target_stated_on: PublicationDate = ""
    """When it was stated."""
    sop: PublicationDate = ""
    """Start of production."""
    first_delivery: PublicationDate = ""
    """First delivery, or completion of a plant."""
    ended: PublicationDate = ""
    """When it was given up, or of an open one the last date at which it was known to be open."""
    outcome: Literal["delivered", "built", "failed", "cancelled", "open"]
    """How it ended."""
    route: str = ""
    """Who builds: own, contract, partner, parent."""
    note: str = ""
    """For readers."""
    source: str = Field(min_length=1)
    """Where it can be read."""
    confidence: Confidence = "press"
    """How sure the source is."""


class RampPoint(Part):
    """Output of one period of one launch: a row of a ramp table."""

    maker: str = Field(min_length=1)
    """Maker."""
    model: str = ""
    """Car or line."""
    period: str = Field(min_length=1)
    """``2024-04`` (month), ``2024Q2`` (quarter), ``2018-06-30`` (week that ends there)."""
    period_type: Literal["month", "quarter", "week rate", "year", "cumulative"]
    """What the period is."""
    cars: float = Field(ge=0, allow_inf_nan=False)
    """Cars in the period; of a week rate: cars a week."""
    basis: str = "deliveries"
    """deliveries, production or plan."""
    source: str = Field(min_length=1)
    """Where it can be read."""
    confidence: Confidence = "press"
    """How sure the source is."""
    note: str = ""
    """For readers."""


class ReferenceClass(Part):
    """Which rows of a reference table make a class, and between which events time is measured."""

    title: str = ""
    """What people call it; the name is used if not said."""
    file: str = Field(min_length=1)
    """CSV table, such as ``reference/programmes.csv``."""
    kind: str = "car"
    """Rows of this kind."""
    start_events: tuple[str, ...] | None = None
    """Start events that count, each the beginning of the text in the table; all if not said."""
    until: Literal["first_delivery", "sop"] = "first_delivery"
    """Event that ends the time."""
    without: tuple[str, ...] = ()
    """Companies that are left out."""
