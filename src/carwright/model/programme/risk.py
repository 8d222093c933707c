"""Risk events and what durations have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from carwright.model.distribution import Varying
from carwright.model.programme.amount import Spread, not_negative
from carwright.model.quantities import Name, Part, Share


class Risk(Part):
    """An event that may happen once, and what it does to some activities."""

    title: str = ""
    """What people call it; the name is used if not said."""
    probability: Share
    """That it happens."""
    hits: tuple[Name, ...] = Field(min_length=1)
    """Activities that it hits."""
    delay: Varying | None = None
    """Time that it adds to each of them."""
    factor: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """What it multiplies their durations with."""
    cost: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """Money that it costs, once, when the first of them ends."""
    stops: bool = False
    """Whether it ends the programme, when the first of them would end."""
    only: tuple[Name, ...] | None = None
    """Options in which it can happen; all if not said."""


class Correlation(Part):
    """Activities whose durations share a cause: one-factor Gaussian copula."""

    activities: tuple[Name, ...] = Field(min_length=2)
    """Activities; each belongs to one group at most."""
    rho: Share
    """Correlation of any two of them on the normal scale."""
    because: str = ""
    """The common cause."""
