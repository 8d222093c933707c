"""Which programs may go on from one another's saved states (rule T9)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import TABLES

NUMBERS = frozenset(
    {
        "object.opens",
        "type.priority",
        "link.weight",
        "source.first",
        "source.lot",
        "source.limit",
        "mix.share",
        "mix.cumulative",
        "paint.cumulative",
        "order.due",
        "order.release",
        "station.operators",
        "station.coverage",
        "station.max_reworks",
        "work.rework",
        "work.scrap",
        "need.quantity",
        "machine.opens",
        "mode.people",
        "mode.priority",
        "buffer.capacity",
        "buffer.transit",
        "conveyor.travel",
        "conveyor.headway",
        "conveyor.capacity",
        "crew.size",
        "calendar.length",
        "change.at",
        "change.state",
        "step.at",
        "step.value",
    }
)
"""Columns in which a fork may differ. All others are structure: ids, slices, rules, streams."""

DISTRIBUTIONS = frozenset({"dist", "point"})
"""Tables of numbers alone: equal distributions share a row, so that a changed one can add a row."""

REFERENCES = frozenset(
    {"source.dist", "work.dist", "setup.dist", "mode.first", "mode.between", "mode.repair"}
)
"""Columns that point at a distribution: whether there is one is structure, which one is not."""


def structure(program: Program) -> str:
    """SHA-256 over the columns that are no mere numbers, and over the length of every table."""
    sha = hashlib.sha256()
    for name, array in _columns(program):
        sha.update(f"{name}:{len(array)}".encode())
        if name in REFERENCES:
            sha.update((array >= 0).tobytes())
        elif name not in NUMBERS:
            sha.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
    return sha.hexdigest()


def _columns(program: Program) -> Iterator[tuple[str, NDArray[Any]]]:
    for table in TABLES:
        if table.name not in DISTRIBUTIONS:
            for column in table.columns:
                name = f"{table.name}.{column.name}"
                yield name, program.columns[name]
