"""The collections of a plant: their keys, what each holds and what one of it is called."""

from __future__ import annotations

from carwright.model.calendar import Calendar
from carwright.model.flow_objects import Buffer, Conveyor, Sink, Source
from carwright.model.plant import Phase, Shop
from carwright.model.product import Component, Option, Variant
from carwright.model.quantities import Part
from carwright.model.station import Crew, Failure, Maintenance, Station

COLLECTIONS: dict[str, type[Part]] = {
    "variants": Variant,
    "options": Option,
    "components": Component,
    "phases": Phase,
    "calendars": Calendar,
    "crews": Crew,
    "failures": Failure,
    "maintenance": Maintenance,
    "shops": Shop,
    "sources": Source,
    "stations": Station,
    "buffers": Buffer,
    "conveyors": Conveyor,
    "sinks": Sink,
}
"""Keys of `Plant` whose value is a mapping from name to object."""

PLACED = ("sources", "stations", "buffers", "conveyors", "sinks")
"""Those whose objects have a place in the flow, and one space of names."""

WORDS = {key: key.removesuffix("s") for key in COLLECTIONS}
"""What one object of each collection is called."""
