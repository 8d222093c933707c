"""Alternatives: ways to get a car built, each with its licence route."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from carwright.model.distribution import Varying
from carwright.model.programme.amount import Spread, not_negative
from carwright.model.quantities import Name, Part, Share


class Licence(Part):
    """The answer of the authority: known when an activity ends, yes or no."""

    activity: Name
    """Activity that waits for the answer."""
    probability: Share
    """That it is granted on this route."""
    refused: Varying | None = None
    """If refused: time lost until another route is found; the programme stops if not said."""
    refused_cost: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """If refused and another route is found: what that costs."""


class Option(Part):
    """One alternative. ``sets`` changes values of the programme by their paths."""

    title: str = ""
    """What people call it; the name is used if not said."""
    licence: Licence | None = None
    """Its licence route; none is needed if not said."""
    sets: dict[str, Any] = Field(default_factory=dict)
    """New values by path, such as ``activities.build plant.duration``."""
    without: tuple[Name, ...] = ()
    """Activities that it does not need: they take no time and no money."""
    walks_away: bool = False
    """Whether this is to do nothing: no date, no money in or out."""
    sunk: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """Money lost at once by choosing it (deposit, break-up fee)."""
    note: str = ""
    """For readers."""


class Waiting(Part):
    """A decision that may wait for an answer before money is committed."""

    title: str = ""
    """What people call it; the name is used if not said."""
    answer: Varying
    """Time until the licence answer is known if one waits for it before all else."""
    options: tuple[Name, ...] = Field(min_length=1)
    """Options among which is chosen then."""
    cost: Annotated[Spread, AfterValidator(not_negative)] | None = None
    """What waiting itself costs."""
