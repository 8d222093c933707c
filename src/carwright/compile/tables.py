"""`Tables`: the rows of a program while it is written."""

from __future__ import annotations

from keyword import iskeyword
from typing import Any

import numpy as np

from carwright.compile.program import DTYPES, Array
from carwright.compile.schema import TABLES


class Tables:
    """Rows by table, each a whole row as `schema.TABLES` says."""

    def __init__(self) -> None:
        # As they are given to `add`.
        self._columns = {
            table.name: tuple(f"{c.name}_" if iskeyword(c.name) else c.name for c in table.columns)
            for table in TABLES
        }
        self._rows: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in TABLES}

    def add(self, table: str, **row: Any) -> int:
        """Append a row and return its number; the column ``from`` is given as ``from_``.

        Raises `ValueError` unless `row` has exactly the columns of the table.
        """
        wanted = self._columns[table]
        if len(row) != len(wanted) or not all(map(row.__contains__, wanted)):
            raise ValueError(f"row of {table}: columns differ by {row.keys() ^ set(wanted)}")
        self._rows[table].append(tuple(map(row.__getitem__, wanted)))
        return len(self._rows[table]) - 1

    def count(self, table: str) -> int:
        """Number of rows so far: the number that the next row will have."""
        return len(self._rows[table])

    def columns(self) -> dict[str, Array]:
        """All columns by ``"table.column"``, as `Program` wants them."""
        return {
            f"{table.name}.{column.name}": np.array(
                [row[place] for row in self._rows[table.name]], dtype=DTYPES[column.dtype]
            )
            for table in TABLES
            for place, column in enumerate(table.columns)
        }
