"""The keys of plant.yaml and what stands below each."""

from __future__ import annotations

from typing import Any

from carwright import model
from carwright.model.quantities import Part

LISTS = ("flow", "targets", "evidence")
"""Keys whose value is a list of entries that are read one by one."""

APART = ("evidence", "order_lists")
"""Fields of the plant that have files of their own."""

KEYS = (*(key for key in model.Plant.model_fields if key not in APART), "tables")
"""Keys of plant.yaml."""

STAND_INS: dict[type[Part], dict[str, Any]] = {
    model.Option: {"share": 1.0},
    model.Phase: {"from": "2000-01-01"},
    model.Crew: {"size": 1_000_000},
    model.Failure: {"between": "1 h", "repair": "1 s"},
    model.Maintenance: {"between": "1 h", "repair": "1 s"},
    model.Station: {"cycle": "1 s"},
    model.Conveyor: {"length": "1000 km", "speed": "1 m/s", "capacity": 1},
}
"""Values that take the place of required ones that are missing or wrong, so that the rest of an
object can be checked. They never reach a simulation: the plant has been refused by then."""
