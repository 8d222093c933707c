"""What is made: variants of the car, their options and colours, and components that join them."""

from __future__ import annotations

from pydantic import Field

from carwright.model.quantities import Name, Part, Share


class Variant(Part):
    """A version of the car."""

    title: str = ""
    """What people call it; the name is used if not said."""
    priority: int = Field(default=0, ge=-1_000_000, le=1_000_000, strict=True)
    """A smaller one leaves a priority buffer first."""


class Option(Part):
    """Equipment that some cars have: drawn for each car, independently of other options."""

    share: Share
    """Share of the cars that have it, of those that can."""
    variants: tuple[Name, ...] | None = None
    """Variants that can have it; all if not said."""


class Component(Part):
    """A part that is made by a feeder and joins the car (battery, casting, door set)."""

    title: str = ""
    """What people call it; the name is used if not said."""
    priority: int = Field(default=0, ge=-1_000_000, le=1_000_000, strict=True)
    """A smaller one leaves a priority buffer first."""
