"""Test campaigns that must show a rate of events, as for self-driving."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from carwright.model.programme.amount import AmountText, Spread, not_negative
from carwright.model.quantities import Count, Duration, Part, Share


class TestCampaign(Part):
    """A fleet that drives until a rate of events has been shown with a confidence.

    The method is that of Kalra and Paddock (2016), "Driving to Safety", RAND RR-1478.
    """

    __test__ = False  # pytest: this is no test

    title: str = ""
    """What people call it; the name is used if not said."""
    fleet: Count
    """Cars that test."""
    km_per_day: AmountText = Field(gt=0)
    """Kilometres of each car in a day."""
    event_rate: AmountText = Field(gt=0)
    """Events in a million km that must not be exceeded."""
    confidence: Share = 0.95
    """Confidence with which that must be shown."""
    true_rate: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """Events in a million km that the cars really have; none if not said."""
    availability: Share = 1.0
    """Share of the days on which a car drives."""
    longest: Duration | None = None
    """Time after which the campaign ends, shown or not; the longest that is waited."""
