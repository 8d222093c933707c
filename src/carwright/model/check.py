"""All that can be wrong with a plant whose single values are right."""

from __future__ import annotations

from collections.abc import Collection

from carwright.model.fault import Fault
from carwright.model.plant import Plant

Path = tuple[str | int, ...]


def faults(plant: Plant, unread: Collection[Path] = ()) -> list[Fault]:
    """Every fault of a plant, each with what to do about it; an empty list if there is none.

    `unread` are the paths of what a file holds but could not be read: nothing is told that depends
    on them.
    """
    return []
