"""Sources, buffers, conveyors and sinks: where parts begin, wait, travel and leave."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from carwright.model.distribution import Varying
from carwright.model.quantities import (
    ByName,
    Count,
    Duration,
    Each,
    Length,
    Name,
    One,
    Part,
    Share,
    Speed,
    by_shape,
)

Choose = Literal["first", "round robin", "share"]
"""How an object chooses among destinations: first in the list that has room, in turn, by share."""

Serve = Literal["longest waiting", "listed order"]
"""How an object chooses among suppliers that wait for it."""


class Placed(Part):
    """What every object of the plant has: shop, phase, and rules for choosing."""

    shop: Name | None = None
    """Shop that it belongs to; its calendar serves the object that names none."""
    phase: Name | None = None
    """It exists from this phase on; always, if not said."""
    choose: Choose = "first"
    """How it chooses among destinations: the first that has room, in turn, or by share."""
    serve: Serve = "longest waiting"
    """How it chooses among suppliers that wait for it."""
    note: str = ""
    """For readers."""


class Order(NamedTuple):
    """One line of an order list: what to make, and when. Times are ms from the plant's start."""

    variant: Name
    colour: Name | None = None
    due: Duration | None = None
    release: Duration = 0


Makes = Annotated[Annotated[Name, One] | Annotated[dict[Name, Share], ByName], by_shape]
"""One name, or shares of several."""


class Source(Placed):
    """Where parts begin (rules Q1-Q6): by need, by arrivals, by an order list, or in step.

    Exactly one of the four: ``every`` (time between arrivals), ``orders`` (a list), ``follows``
    (an object: one part for each that leaves it), or none of them: a part is always ready.
    """

    makes: Makes | None = None
    """Variant or component, or shares of several; not said with ``orders``."""
    sequence: Literal["random", "level"] = "level"
    """How types follow each other: drawn by share, or spread evenly by share."""
    colours: dict[Name, Share] = Field(default_factory=dict)
    """Shares of colours; the plant's first colour if not said."""
    lot: Count = 1
    """Parts of one type and colour that come together."""
    every: Varying | None = None
    """Time between arrivals."""
    first: Duration | None = None
    """Time of the first arrival; after one drawn time if not said."""
    when_full: Literal["wait", "lose"] = "wait"
    """What an arriving part does that finds no room."""
    orders: str | None = Field(default=None, min_length=1, max_length=200)
    """Order list: a CSV file with the columns variant, colour, due, release."""
    repeat: bool = False
    """The order list begins again when it ends."""
    follows: Name | None = None
    """Object that is followed: one part for each that leaves it."""
    follow_as: dict[Name, Name] = Field(default_factory=dict)
    """Component for each followed variant; ``makes`` for all that are not named."""
    limit: Count | None = None
    """Most of its parts in the plant at once (CONWIP)."""
    calendar: Name | None = None
    """When it gives parts; its shop's if not said."""


Capacity = Annotated[int, Field(ge=1, le=10_000_000, strict=True)]


class Buffer(Placed):
    """A place where parts wait (rules B1-B3). No ``capacity``: no limit."""

    capacity: Each[Capacity] | None = None
    """Parts; or by phase, each value from that phase on."""
    order: Literal["fifo", "lifo", "priority", "due date"] = "fifo"
    """Which part leaves first."""
    transit: Duration = 0
    """Smallest time between entering and leaving."""


class Conveyor(Placed):
    """A belt or chain on which parts keep their order (rules V1-V4).

    ``capacity`` is length / pitch if not said; the travel time is length / speed.
    """

    length: Length
    """From entry to exit."""
    speed: Speed
    """Speed of the belt."""
    pitch: Length | None = None
    """Length that one part takes up; length / capacity if not said."""
    capacity: Capacity | None = None
    """Parts on it at once; length / pitch if not said."""
    accumulating: bool = True
    """Parts close up at the exit; if not, the whole belt stops with its first part."""
    calendar: Name | None = None
    """When it moves; its shop's if not said."""


class Sink(Placed):
    """Where parts leave the plant."""
