"""Which programs may go on from one another's saved states (rule T9)."""

from __future__ import annotations

import hashlib

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
        "dist.kind",
        "dist.a",
        "dist.b",
        "dist.c",
        "dist.d",
        "point.value",
        "point.cumulative",
    }
)
"""Columns in which a fork may differ. All others are structure: ids, slices, rules, streams."""


def structure(program: Program) -> str:
    """SHA-256 over the columns that are no mere numbers, and over the length of every table."""
    sha = hashlib.sha256()
    for table in TABLES:
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            array = program.columns[name]
            sha.update(f"{name}:{len(array)}".encode())
            if name not in NUMBERS:
                sha.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
    return sha.hexdigest()
