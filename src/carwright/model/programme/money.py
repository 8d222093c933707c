"""Money of a programme: what it costs, what it brings, and when it is paid."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from carwright.model.programme.amount import AmountText, Spread, not_negative
from carwright.model.quantities import Duration, Name, Part, Share

NotNegative = Annotated[Spread, AfterValidator(not_negative)]


class Investment(Part):
    """One item of capital spending, paid in step with an activity."""

    amount: NotNegative
    """What it costs."""
    activity: Name
    """Activity with which it is paid."""
    paid: Literal["evenly", "at start", "at finish"] = "evenly"
    """When, within that activity."""
    only: tuple[Name, ...] | None = None
    """Options to which it belongs; all if not said."""


class UnitCost(Part):
    """Variable cost of a car once the programme has made so many; linear between two points."""

    cars: AmountText = Field(ge=0)
    """Cars made so far."""
    cost: NotNegative
    """Material, labour and warranty of one car."""


class Money(Part):
    """All amounts are in the programme's currency."""

    reserve: AmountText = Field(default=0.0, ge=0)
    """Cash that the programme may use up in all, at the decision."""
    discount: Share = 0.0
    """Yearly rate for present values."""
    per_person_month: NotNegative | None = None
    """Cost of one person of the staff for a month."""
    investments: dict[Name, Investment] = Field(default_factory=dict)
    """Capital spending, by name."""
    running: NotNegative | None = None
    """Fixed cost of a month from the start of production on."""
    price: NotNegative | None = None
    """What one car brings, without taxes and the dealer's share."""
    unit_cost: tuple[UnitCost, ...] = ()
    """Variable cost of one car by cars made so far."""
    supplier_terms: Duration = 0
    """How long after a car is made its variable cost is paid."""
    customer_terms: Duration = 0
    """How long after delivery a car is paid for."""
    shutdown: Share = 0.0
    """If the programme stops: what of the money spent on investments comes back."""
