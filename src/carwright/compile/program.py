"""`Program`: a plant as tables of integers, frozen, ready for an engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from carwright.compile.schema import TABLES

Array = NDArray[np.generic]

DTYPES = {"i16": np.int16, "i32": np.int32, "i64": np.int64, "u64": np.uint64, "f64": np.float64}


@dataclass(frozen=True)
class Names:
    """Names by dense id, for people: an engine never reads them."""

    objects: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    crews: tuple[str, ...] = ()
    calendars: tuple[str, ...] = ()
    edges: tuple[tuple[str, str], ...] = ()
    """(from, to) object names; a scrapped part goes to ``"scrap"``."""


@dataclass(frozen=True)
class Program:
    """Columns by ``"table.column"`` as `schema.TABLES` says, read-only, and the names.

    Raises `ValueError` at construction if a column is missing, of another dtype, or of another
    length than its table.
    """

    columns: Mapping[str, Array]
    names: Names = field(default_factory=Names)

    def __post_init__(self) -> None:
        wanted = {f"{t.name}.{c.name}" for t in TABLES for c in t.columns}
        if wanted != set(self.columns):
            raise ValueError(f"columns differ from the schema: {wanted ^ set(self.columns)}")
        for table in TABLES:
            lengths = set()
            for column in table.columns:
                array = self.columns[f"{table.name}.{column.name}"]
                if array.dtype != DTYPES[column.dtype] or array.ndim != 1:
                    raise ValueError(f"{table.name}.{column.name} must be 1-D {column.dtype}")
                array.setflags(write=False)
                lengths.add(len(array))
            if len(lengths) != 1:
                raise ValueError(f"columns of {table.name} differ in length: {lengths}")

    def rows(self, table: str) -> int:
        """Number of rows of a table."""
        first = next(t for t in TABLES if t.name == table).columns[0]
        return len(self.columns[f"{table}.{first.name}"])

    def digest(self) -> str:
        """SHA-256 over all columns in schema order: equal digests simulate alike, to the byte."""
        sha = hashlib.sha256()
        for table in TABLES:
            for column in table.columns:
                array = self.columns[f"{table.name}.{column.name}"]
                sha.update(f"{table.name}.{column.name}:{len(array)}".encode())
                sha.update(array.astype(array.dtype.newbyteorder("<")).tobytes())
        return sha.hexdigest()
