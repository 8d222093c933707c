"""Sources, buffers, conveyors and sinks: where parts begin, wait, travel and leave."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from carwright.model.distribution import Varying
from carwright.model.quantities import Count, Duration, Length, Name, Part, Share, Speed

Choose = Literal["first", "round robin", "share"]
"""How an object chooses among destinations: first in the list that has room, in turn, by share."""

Serve = Literal["longest waiting", "listed order"]
"""How an object chooses among suppliers that wait for it."""


class Placed(Part):
    """What every object of the plant has: shop, phase, and rules for choosing."""

    shop: Name | None = None
    phase: Name | None = None
    """It exists from this phase on; always, if not said."""
    choose: Choose = "first"
    serve: Serve = "longest waiting"
    note: str = ""


class Source(Placed):
    """Where parts begin (rules Q1-Q6): by need, by arrivals, by an order list, or in step.

    Exactly one of the four: ``every`` (time between arrivals), ``orders`` (a CSV with columns
    variant, colour, due, release), ``follows`` (an object: one part for each that leaves it),
    or none of them: a part is always ready.
    """

    makes: dict[Name, Share] | Name
    """Variant or component, or shares of several."""
    sequence: Literal["random", "level"] = "level"
    colours: dict[Name, Share] = Field(default_factory=dict)
    lot: Count = 1
    every: Varying | None = None
    first: Duration | None = None
    when_full: Literal["wait", "lose"] = "wait"
    orders: str | None = None
    repeat: bool = False
    follows: Name | None = None
    follow_as: dict[Name, Name] = Field(default_factory=dict)
    """Component for each followed variant; ``makes`` for all that are not named."""
    limit: Count | None = None
    """Most of its parts in the plant at once (CONWIP)."""
    calendar: Name | None = None


Capacity = Annotated[int, Field(ge=1, le=10_000_000, strict=True)]


class Buffer(Placed):
    """A place where parts wait (rules B1-B3). No ``capacity``: no limit."""

    capacity: Capacity | dict[Name, Capacity] | None = None
    """Parts; or by phase, each value from that phase on."""
    order: Literal["fifo", "lifo", "priority", "due date"] = "fifo"
    transit: Duration = 0
    """Smallest time between entering and leaving."""


class Conveyor(Placed):
    """A belt or chain on which parts keep their order (rules V1-V4).

    ``capacity`` is length / pitch if not said; the travel time is length / speed.
    """

    length: Length
    speed: Speed
    pitch: Length | None = None
    """Length that one part takes up; length / capacity if not said."""
    capacity: Capacity | None = None
    accumulating: bool = True
    calendar: Name | None = None


class Sink(Placed):
    """Where parts leave the plant."""
