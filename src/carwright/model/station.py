"""Stations: parallel machines that do one step, with their assets, stops, set-ups and tests."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from carwright.model.distribution import Varying
from carwright.model.flow_objects import Placed
from carwright.model.quantities import Count, Duration, Name, Part, Power, Share


class Failure(Part):
    """A way to break down (rules D1-D7), named once under ``failures`` and used by many."""

    between: Varying | Count
    """Time between the end of one and the next; a whole number when ``clock`` is cycles."""
    repair: Varying
    clock: Literal["operation", "calendar", "cycles"] = "operation"
    start: Literal["immediate", "forced", "opportunistic"] = "immediate"
    crew: Name | None = None
    people: Count = 1
    priority: int = Field(default=0, ge=-1000, le=1000)


class Maintenance(Failure):
    """A planned stop: as a failure, but state *paused*, and not before the part is finished."""

    start: Literal["immediate", "forced", "opportunistic"] = "forced"
    clock: Literal["operation", "calendar", "cycles"] = "calendar"
    first: Varying | Count | None = None
    """Time to the first one; as ``between`` if not said."""


class Robots(Part):
    """Robots of a station, each an asset with its own modes: ``R01`` to ``Rnn`` on each machine."""

    count: Count
    does: str = ""
    prefix: Name = "R"
    failures: tuple[Name, ...] = ()
    maintenance: tuple[Name, ...] = ()


class Operators(Part):
    """People whom a machine needs for set-up and work."""

    crew: Name
    people: Count = 1


class Setup(Part):
    """Change-over when two parts in a row differ (rule W4)."""

    by: Literal["variant", "colour", "family"]
    time: Varying | None = None
    """For every change that ``times`` does not name."""
    times: dict[str, Varying] = Field(default_factory=dict)
    """By ``"from -> to"``; ``*`` stands for any."""
    families: dict[Name, str] = Field(default_factory=dict)
    """Family (die, tool) of each variant or component, when ``by`` is family."""


class Need(Part):
    """Components that join the car here, taken from a buffer (rules J1-J3)."""

    take_from: Name = Field(alias="from")
    quantity: Count | dict[Name, int] = 1
    """How many; or by variant (0: none)."""
    component: Name | dict[Name, Name] | None = None
    """Which component; or by variant; any if not said."""


class Test(Part):
    """Outcomes of a test (rules X1-X4): shares of parts with a fault, by variant if wanted."""

    rework: Share | dict[Name, Share] = 0.0
    scrap: Share | dict[Name, Share] = 0.0
    coverage: Share = 1.0
    """Probability that a fault that is there is found."""
    rework_to: Name | None = None
    max_reworks: int = Field(default=3, ge=0, le=1000)


class Energy(Part):
    """Power by state; states not named take ``idle``."""

    working: Power
    idle: Power = 0.0
    off: Power = 0.0


class Station(Placed):
    """Parallel machines that do one step.

    ``cycle`` is one text or a mapping from variant (or component) to text, with ``default`` for
    those that are not named; a type that is sent here must be covered.
    """

    machines: Count | dict[Name, Count] = 1
    """How many; or by phase, each value from that phase on."""
    cycle: Varying | dict[Name, Varying]
    option_time: dict[Name, Duration] = Field(default_factory=dict)
    """Work that an option adds to a constant cycle time."""
    setup: Setup | None = None
    batch: Count = 1
    batch_by: Literal["nothing", "variant", "colour"] = "nothing"
    pieces: Count = 1
    """Parts that leave for each part that entered."""
    failures: tuple[Name, ...] = ()
    maintenance: tuple[Name, ...] = ()
    robots: tuple[Robots, ...] = ()
    operators: Operators | None = None
    calendar: Name | None = None
    off_shift: Literal["keep", "finish"] = "keep"
    needs: tuple[Need, ...] = ()
    test: Test | None = None
    energy: Energy | None = None


class Crew(Part):
    """People who repair or operate (rules K1-K5)."""

    size: Count
    calendar: Name | None = None
    skills: tuple[str, ...] = ()
