"""`Plant`: the whole description, and what its parts are called."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from carwright.model.calendar import Calendar
from carwright.model.evidence import Evidence
from carwright.model.flow_objects import Buffer, Conveyor, Order, Sink, Source
from carwright.model.product import Component, Option, Variant
from carwright.model.quantities import Date, Duration, Name, Part, Share
from carwright.model.station import Crew, Failure, Maintenance, Station


class Shop(Part):
    """A group of objects: body, paint, ..."""

    title: str = ""
    """What people call it; the name is used if not said."""
    calendar: Name | None = None
    """Serves all its objects that name none."""


class Phase(Part):
    """A stage of building up the plant; what names it exists ``from`` that date on."""

    begin: Date = Field(alias="from")
    """Day on which it begins, at 00:00."""
    title: str = ""
    """What people call it; the name is used if not said."""


class Way(Part):
    """One path of parts: ``"a -> b -> (5) -> c"``; ``(5)`` is a buffer of 5 between neighbours."""

    path: str = Field(min_length=1, max_length=100_000)
    """Objects with arrows between them."""
    variants: tuple[Name, ...] | None = None
    """Variants and components that go this way; all if not said."""
    share: Share | None = None
    """Share that takes this way, where the object before chooses by share."""


class Target(Part):
    """A reported or wanted figure that the report compares with what the plant reaches."""

    figure: Literal[
        "takt",
        "jph_gross",
        "jph_net",
        "cars_per_day",
        "cars_per_month",
        "cars_per_year",
        "first_time_through",
        "lead_time",
        "oee",
    ]
    """What is compared."""
    value: float = Field(gt=0, allow_inf_nan=False)
    """In the figure's own unit: s, cars/h, cars, share, h."""
    source: str = Field(min_length=1)
    """Who reports or wants it."""
    note: str = ""
    """For readers."""


def _way_shape(value: Any) -> str:
    return "<way>" if isinstance(value, dict | Way) else "<path>"


PathText = Annotated[str, Field(min_length=1, max_length=100_000)]

FlowEntry = Annotated[
    Annotated[PathText, Tag("<path>")] | Annotated[Way, Tag("<way>")], Discriminator(_way_shape)
]
"""A path alone, or a `Way`: a path with what may take it."""


class RunSettings(Part):
    """What ``carwright run`` does when it is not told otherwise."""

    days: int = Field(default=30, ge=1, le=36_500_000, strict=True)
    """Simulated days."""
    replications: int = Field(default=10, ge=1, le=100_000, strict=True)
    """Independent runs, each with its own luck."""
    seed: int = Field(default=1, ge=0, lt=2**64, strict=True)
    """Equal seeds give equal runs."""
    warm_up: Duration | None = None
    """Fixed by hand; found by MSER-5 if not said."""


class Plant(Part):
    """A plant: objects by name, the ways of parts between them, and the evidence behind it all.

    All names of sources, stations, buffers, conveyors and sinks are one space. Time zero is 00:00
    of ``start``. `carwright.files.load` reads one from a folder; `replace` makes a variant.
    """

    carwright: Literal[1] = 1
    """Version of the format."""
    name: str = Field(min_length=1, max_length=200)
    """Name of the plant, for reports."""
    note: str = ""
    """For readers."""
    start: Date
    """Day of time zero (00:00)."""
    variants: dict[Name, Variant] = Field(min_length=1)
    """Versions of the car, by name."""
    options: dict[Name, Option] = Field(default_factory=dict)
    """Equipment that some cars have, by name."""
    components: dict[Name, Component] = Field(default_factory=dict)
    """Parts that are made by feeders and join the car, by name."""
    colours: tuple[Name, ...] = ()
    """Names of colours."""
    phases: dict[Name, Phase] = Field(default_factory=dict)
    """Stages of building up the plant, by name."""
    calendars: dict[Name, Calendar] = Field(default_factory=dict)
    """Shifts and breaks, by name."""
    crews: dict[Name, Crew] = Field(default_factory=dict)
    """People who repair or operate, by name."""
    failures: dict[Name, Failure] = Field(default_factory=dict)
    """Ways to break down, by name."""
    maintenance: dict[Name, Maintenance] = Field(default_factory=dict)
    """Planned stops, by name."""
    shops: dict[Name, Shop] = Field(default_factory=dict)
    """Groups of objects, by name."""
    sources: dict[Name, Source] = Field(min_length=1)
    """Where parts begin, by name."""
    stations: dict[Name, Station] = Field(default_factory=dict)
    """Where work is done, by name."""
    buffers: dict[Name, Buffer] = Field(default_factory=dict)
    """Where parts wait, by name."""
    conveyors: dict[Name, Conveyor] = Field(default_factory=dict)
    """Belts and chains, by name."""
    sinks: dict[Name, Sink] = Field(min_length=1)
    """Where parts leave the plant, by name."""
    flow: tuple[FlowEntry, ...] = Field(min_length=1)
    """Ways of parts: ``a -> b -> (5) -> c``."""
    targets: tuple[Target, ...] = ()
    """Figures that the report compares with what the plant reaches."""
    run: RunSettings = RunSettings()
    """What a run does when it is not told otherwise."""
    evidence: tuple[Evidence, ...] = ()
    """Where the numbers come from; kept in its own file, ``evidence.yaml``."""
    order_lists: dict[str, tuple[Order, ...]] = Field(default_factory=dict)
    """By the name that sources give under ``orders``; each is kept in that CSV file."""
