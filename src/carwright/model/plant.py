"""`Plant`: the whole description, and what its parts are called."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from carwright.model.calendar import Calendar
from carwright.model.evidence import Evidence
from carwright.model.flow_objects import Buffer, Conveyor, Sink, Source
from carwright.model.product import Component, Option, Variant
from carwright.model.quantities import Duration, Name, Part, Share
from carwright.model.station import Crew, Failure, Maintenance, Station


class Shop(Part):
    """A group of objects: body, paint, ...; ``calendar`` serves all its objects that name none."""

    title: str = ""
    calendar: Name | None = None


class Phase(Part):
    """A stage of building up the plant; what names it exists ``from`` that date on."""

    begin: dt.date = Field(alias="from")
    title: str = ""


class Way(Part):
    """One path of parts: ``"a -> b -> (5) -> c"``; ``(5)`` is a buffer of 5 between neighbours."""

    path: str = Field(min_length=1, max_length=100_000)
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
    value: float = Field(gt=0, allow_inf_nan=False)
    """In the figure's own unit: s, cars/h, cars, share, h."""
    source: str = Field(min_length=1)
    note: str = ""


class RunSettings(Part):
    """What ``carwright run`` does when it is not told otherwise."""

    days: int = Field(default=30, ge=1, le=36_500_000)
    replications: int = Field(default=10, ge=1, le=100_000)
    seed: int = Field(default=1, ge=0, lt=2**64)
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
    note: str = ""
    start: dt.date
    variants: dict[Name, Variant] = Field(min_length=1)
    options: dict[Name, Option] = Field(default_factory=dict)
    components: dict[Name, Component] = Field(default_factory=dict)
    colours: tuple[Name, ...] = ()
    phases: dict[Name, Phase] = Field(default_factory=dict)
    calendars: dict[Name, Calendar] = Field(default_factory=dict)
    crews: dict[Name, Crew] = Field(default_factory=dict)
    failures: dict[Name, Failure] = Field(default_factory=dict)
    maintenance: dict[Name, Maintenance] = Field(default_factory=dict)
    shops: dict[Name, Shop] = Field(default_factory=dict)
    sources: dict[Name, Source] = Field(min_length=1)
    stations: dict[Name, Station] = Field(default_factory=dict)
    buffers: dict[Name, Buffer] = Field(default_factory=dict)
    conveyors: dict[Name, Conveyor] = Field(default_factory=dict)
    sinks: dict[Name, Sink] = Field(min_length=1)
    flow: tuple[str | Way, ...] = Field(min_length=1)
    targets: tuple[Target, ...] = ()
    run: RunSettings = RunSettings()
    evidence: tuple[Evidence, ...] = ()
    """Kept in its own file, ``evidence.yaml``."""
