"""All that can be wrong with a plant whose single values are right."""

from __future__ import annotations

from collections.abc import Collection

from carwright.model.checking.evidence import check_evidence
from carwright.model.checking.limits import check_limits
from carwright.model.checking.names import check_names
from carwright.model.checking.references import check_references
from carwright.model.checking.register import Path, Register
from carwright.model.checking.sources import check_sources
from carwright.model.checking.stations import check_stations
from carwright.model.checking.times import check_times
from carwright.model.checking.ways import check_ways
from carwright.model.fault import Fault
from carwright.model.plant import Plant

_CHECKS = (
    check_names,
    check_references,
    check_limits,
    check_times,
    check_sources,
    check_stations,
    check_ways,  # last but one: what it can tell depends on the faults before it
    check_evidence,
)


def faults(plant: Plant, unread: Collection[Path] = ()) -> list[Fault]:
    """Every fault of a plant, each with what to do about it; an empty list if there is none.

    A plant without faults compiles. `unread` are the paths of what a file holds but could not be
    read: nothing is told that depends on them.
    """
    register = Register(plant, unread)
    for check in _CHECKS:
        check(register)
    return register.faults
