"""What a plant is: frozen descriptions in standard terms, readable by a planner.

`Plant` is the whole; its parts stand in one file per subject. A model knows no numpy, no file
format and no clock: `files` reads and writes it, `compile` turns it into tables.
"""

from carwright.model.calendar import Break, Calendar, DaysOff, Overtime, Shift
from carwright.model.distribution import FAMILIES, Distribution
from carwright.model.evidence import Evidence
from carwright.model.flow_objects import Buffer, Conveyor, Order, Sink, Source
from carwright.model.plant import Phase, Plant, RunSettings, Shop, Target, Way
from carwright.model.product import Component, Option, Variant
from carwright.model.station import (
    Crew,
    Energy,
    Failure,
    Maintenance,
    Need,
    Operators,
    Robots,
    Setup,
    Station,
    Test,
)

__all__ = [
    "FAMILIES",
    "Break",
    "Buffer",
    "Calendar",
    "Component",
    "Conveyor",
    "Crew",
    "DaysOff",
    "Distribution",
    "Energy",
    "Evidence",
    "Failure",
    "Maintenance",
    "Need",
    "Operators",
    "Option",
    "Order",
    "Overtime",
    "Phase",
    "Plant",
    "Robots",
    "RunSettings",
    "Setup",
    "Shift",
    "Shop",
    "Sink",
    "Source",
    "Station",
    "Target",
    "Test",
    "Variant",
    "Way",
]
