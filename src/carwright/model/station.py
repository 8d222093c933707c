"""Stations: parallel machines that do one step, with their assets, stops, set-ups and tests."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from carwright.model.distribution import Varying
from carwright.model.flow_objects import Placed
from carwright.model.quantities import Count, Duration, Each, Name, Part, Power, Share


def _count_or_time(value: Any) -> str:
    return "<count>" if isinstance(value, int) and not isinstance(value, bool) else "<time>"


VaryingOrCount = Annotated[
    Annotated[Varying, Tag("<time>")] | Annotated[Count, Tag("<count>")],
    Discriminator(_count_or_time),
]
"""A time with its unit, or a whole number of cycles."""

Quantity = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]


class Failure(Part):
    """A way to break down (rules D1-D7), named once under ``failures`` and used by many."""

    between: VaryingOrCount
    """Time between the end of one and the next; a whole number when ``clock`` is cycles."""
    repair: Varying
    """Time that the repair takes, without waiting for the crew."""
    clock: Literal["operation", "calendar", "cycles"] = "operation"
    """What counts down to it: time in work, all time, or cycles."""
    start: Literal["immediate", "forced", "opportunistic"] = "immediate"
    """At once; when the work in hand is done; or when the machine is empty."""
    crew: Name | None = None
    """Crew that repairs it; nobody is needed if not said."""
    people: Count = 1
    """People of the crew that it needs."""
    priority: int = Field(default=0, ge=-1000, le=1000, strict=True)
    """A smaller one is served first by the crew."""


class Maintenance(Failure):
    """A planned stop: as a failure, but state *paused*, and not before the part is finished."""

    start: Literal["immediate", "forced", "opportunistic"] = "forced"
    """At once; when the work in hand is done; or when the machine is empty."""
    clock: Literal["operation", "calendar", "cycles"] = "calendar"
    """What counts down to it: time in work, all time, or cycles."""
    first: VaryingOrCount | None = None
    """Time to the first one; as ``between`` if not said."""


class Robots(Part):
    """Robots of a station, each an asset with its own modes: ``R01`` to ``Rnn`` on each machine."""

    count: Count
    """How many on each machine."""
    does: str = ""
    """What they do: spot welding, handling, ..."""
    prefix: Name = "R"
    """How their names begin."""
    failures: tuple[Name, ...] = ()
    """Failures of each robot, by name."""
    maintenance: tuple[Name, ...] = ()
    """Maintenance of each robot, by name."""


class Operators(Part):
    """People whom a machine needs for set-up and work."""

    crew: Name
    """Crew that they belong to."""
    people: Count = 1
    """People for one machine."""


class Setup(Part):
    """Change-over when two parts in a row differ (rule W4)."""

    by: Literal["variant", "colour", "family"]
    """What must differ."""
    time: Varying | None = None
    """For every change that ``times`` does not name."""
    times: dict[str, Varying] = Field(default_factory=dict)
    """By ``"from -> to"``; ``*`` stands for any."""
    families: dict[Name, str] = Field(default_factory=dict)
    """Family (die, tool) of each variant or component, when ``by`` is family."""


class Need(Part):
    """Components that join the car here, taken from a buffer (rules J1-J3)."""

    take_from: Name = Field(alias="from")
    """Buffer that they are taken from."""
    quantity: Each[Quantity] = 1
    """How many; or by variant (0: none)."""
    component: Each[Name] | None = None
    """Which component; or by variant; any if not said."""


class Test(Part):
    """Outcomes of a test (rules X1-X4): shares of parts with a fault, by variant if wanted."""

    rework: Each[Share] = 0.0
    """Share with a fault that can be mended."""
    scrap: Each[Share] = 0.0
    """Share with a fault that can't be mended."""
    coverage: Share = 1.0
    """Probability that a fault that is there is found."""
    rework_to: Name | None = None
    """Object that parts with a mendable fault go to; scrapped if not said."""
    max_reworks: int = Field(default=3, ge=0, le=1000, strict=True)
    """Reworks after which a part is scrapped instead."""


class Energy(Part):
    """Power by state; states not named take ``idle``."""

    working: Power
    """While it works."""
    idle: Power = 0.0
    """In every other state within the shifts."""
    off: Power = 0.0
    """While it is unplanned."""


class Station(Placed):
    """Parallel machines that do one step.

    ``cycle`` is one text or a mapping from variant (or component) to text, with ``default`` for
    those that are not named; a type that is sent here must be covered.
    """

    machines: Each[Count] = 1
    """How many; or by phase, each value from that phase on."""
    cycle: Each[Varying]
    """Time of one cycle: for all, or by variant (and ``default``)."""
    option_time: dict[Name, Duration] = Field(default_factory=dict)
    """Work that an option adds to a constant cycle time."""
    setup: Setup | None = None
    """Change-over when two parts in a row differ."""
    batch: Count = 1
    """Parts that one machine works on together."""
    batch_by: Literal["nothing", "variant", "colour"] = "nothing"
    """What must be equal within a batch."""
    pieces: Count = 1
    """Parts that leave for each part that entered."""
    failures: tuple[Name, ...] = ()
    """Failures of each machine, by name."""
    maintenance: tuple[Name, ...] = ()
    """Maintenance of each machine, by name."""
    robots: tuple[Robots, ...] = ()
    """Groups of robots on each machine."""
    operators: Operators | None = None
    """People whom each machine needs."""
    calendar: Name | None = None
    """When it works; its shop's if not said."""
    off_shift: Literal["keep", "finish"] = "keep"
    """At the end of a shift it keeps the part, or finishes it first."""
    needs: tuple[Need, ...] = ()
    """Components that join here."""
    test: Test | None = None
    """Outcomes, if it tests."""
    energy: Energy | None = None
    """Power of each machine by state."""


class Crew(Part):
    """People who repair or operate (rules K1-K5)."""

    size: Count
    """People."""
    calendar: Name | None = None
    """When they work; always if not said."""
    skills: tuple[str, ...] = ()
    """For readers: a failure or station names the crew that it needs."""
