"""`Programme`: the whole description, and what its parts are called."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from carwright.model.evidence import Evidence
from carwright.model.programme.activity import Activity, Milestone
from carwright.model.programme.amount import Spread, not_negative
from carwright.model.programme.money import Money
from carwright.model.programme.option import Option, Waiting
from carwright.model.programme.production import Outside, Production
from carwright.model.programme.reference import RampPoint, ReferenceCase, ReferenceClass
from carwright.model.programme.risk import Correlation, Risk
from carwright.model.programme.test_campaign import TestCampaign
from carwright.model.quantities import Count, Date, Name, Part

StaffLevel = Annotated[Spread, AfterValidator(not_negative)]


class Programme(Part):
    """A car programme from the decision to the first years of sale.

    ``programme.yaml`` holds it; ``evidence.yaml`` of the same folder holds where its values come
    from, and the CSV files that it names hold programmes and ramps of others. Values here are what
    would be assumed without any evidence: evidence changes them by ``sets`` from its day on.
    """

    carwright: Literal[1] = 1
    """Version of the format."""
    name: str = Field(min_length=1, max_length=200)
    """What the programme is called."""
    decision: Date
    """Day of the decision: ``start`` of the network and beginning of the money."""
    currency: str = "CNY"
    """Currency of all amounts."""
    activities: dict[Name, Activity] = Field(min_length=1)
    """Work, by name."""
    milestones: dict[Name, Milestone] = Field(min_length=1)
    """Points in time, by name; names differ from those of activities."""
    production: Production
    """Which milestones count for output and money, and the ramp."""
    money: Money = Money()
    """Costs and income."""
    staff: dict[Date, StaffLevel] = Field(default_factory=dict)
    """People employed besides those of the activities, by date; linear between two dates."""
    resources: dict[Name, Count] = Field(default_factory=dict)
    """Units of each limited resource."""
    risks: dict[Name, Risk] = Field(default_factory=dict)
    """Events that may happen, by name."""
    correlations: tuple[Correlation, ...] = ()
    """Groups of activities whose durations go together."""
    options: dict[Name, Option] = Field(min_length=1)
    """Alternatives, by name."""
    choice: Name
    """The option that is taken when none is asked for."""
    waiting: Waiting | None = None
    """The decision that may wait for the licence answer."""
    test_campaigns: dict[Name, TestCampaign] = Field(default_factory=dict)
    """Campaigns that activities last as long as, by name."""
    reference_classes: dict[Name, ReferenceClass] = Field(default_factory=dict)
    """Classes of programmes of others, by name."""
    outside: Outside | None = None
    """The outside view that stands beside the forecast."""
    evidence: tuple[Evidence, ...] = ()
    """Where the values come from; kept in its own file, ``evidence.yaml``."""
    cases: dict[str, tuple[ReferenceCase, ...]] = Field(default_factory=dict)
    """Rows of the reference tables, by the name of their CSV file."""
    ramps: dict[str, tuple[RampPoint, ...]] = Field(default_factory=dict)
    """Rows of the ramp tables, by the name of their CSV file."""

    @property
    def node_names(self) -> tuple[str, ...]:
        """Names of all activities and milestones."""
        return (*self.activities, *self.milestones)
