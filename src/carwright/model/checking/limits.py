"""Sizes beyond which a plant is not simulated."""

from __future__ import annotations

from carwright.model.checking.register import Register
from carwright.model.part_type import count_part_types
from carwright.model.station import Station

MOST_TYPES = 64
"""Types of part: variants with their options, and components."""

MOST_MACHINES = 1_000_000
"""Machines of all stations together."""

MOST_STOPS = 4_000_000
"""Failures and maintenance of all machines and robots together."""


def check_limits(register: Register) -> None:
    """Numbers of types, machines and stops that would fill the memory."""
    plant = register.plant
    types = count_part_types(plant)
    if types > MOST_TYPES:
        what = f"variants, options and components make {types:,} types of part"
        mend = f"keep to {MOST_TYPES}: each option doubles the types of its variants"
        register.add(("options" if plant.options else "variants",), what, mend)
    machines = {name: machine_count(station) for name, station in plant.stations.items()}
    if sum(machines.values()) > MOST_MACHINES:
        what = f"the stations have {sum(machines.values()):,} machines"
        register.add(("stations",), what, f"keep to {MOST_MACHINES:,}")
    stops = sum(machines[name] * _stops(station) for name, station in plant.stations.items())
    if stops > MOST_STOPS:
        what = f"the machines and robots have {stops:,} failures and maintenance"
        register.add(("stations",), what, f"keep to {MOST_STOPS:,}: join some of them")


def machine_count(station: Station) -> int:
    """Machines of a station once all its phases have begun."""
    counts = station.machines
    return max(counts.values(), default=0) if isinstance(counts, dict) else counts


def _stops(station: Station) -> int:
    """Failures, maintenance and robots of one machine."""
    own = len(station.failures) + len(station.maintenance)
    groups = station.robots
    return own + sum(g.count * (1 + len(g.failures) + len(g.maintenance)) for g in groups)
