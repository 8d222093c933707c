"""A grid of calendar months, and amounts laid on it for all draws at once."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]
"""[months + 2, draws]; the last two rows take what lies behind the grid."""

_SHORTEST = 1e-3  # of a month: what is paid at once is paid within this


@dataclass(frozen=True)
class Months:
    """`count` calendar months, of which the first holds day 0, `zero`."""

    zero: dt.date
    count: int

    @cached_property
    def first_days(self) -> tuple[dt.date, ...]:
        """First day of each month, and of the one behind the last."""
        begin = self.zero.year * 12 + self.zero.month - 1
        return tuple(
            dt.date(month // 12, month % 12 + 1, 1)
            for month in range(begin, begin + self.count + 1)
        )

    @cached_property
    def edges(self) -> Floats:
        """The same in days after `zero`."""
        return np.array([(day - self.zero).days for day in self.first_days], dtype=np.float64)

    @cached_property
    def _by_day(self) -> Floats:
        last = int(self.edges[-1] - self.edges[0])
        days = np.arange(last + 2, dtype=np.float64) + self.edges[0]
        positions: Floats = np.interp(days, self.edges, np.arange(self.count + 1.0))
        return positions

    def position(self, days: Floats) -> Floats:
        """Months from the beginning of the grid, with fraction; within the grid."""
        from_first = np.clip(days - self.edges[0], 0.0, self.edges[-1] - self.edges[0])
        whole = from_first.astype(np.int64)
        low = self._by_day[whole]
        position: Floats = low + (from_first - whole) * (self._by_day[whole + 1] - low)
        return position

    def grid(self, draws: int) -> Grid:
        """An empty grid."""
        return np.zeros((self.count + 2, draws), dtype=np.float32)


@dataclass(frozen=True)
class Span:
    """From one position to another in each draw, ready to be laid on grids of as many draws."""

    begin: NDArray[np.int64]
    end: NDArray[np.int64]
    begin_part: Floats
    end_part: Floats

    @classmethod
    def of(cls, begin: Floats, end: Floats) -> Span:
        """From positions as `Months.position` gives them."""
        first, last = begin.astype(np.int64), end.astype(np.int64)
        columns, n = np.arange(begin.size), begin.size
        return cls(first * n + columns, last * n + columns, begin - first, end - last)

    def lay(self, grid: Grid, rate: Floats | float) -> None:
        """Add `rate` a month while the span lasts, as differences: `settle` makes them amounts."""
        flat, n = grid.reshape(-1), grid.shape[1]
        flat[self.begin] += rate * (1.0 - self.begin_part)
        flat[self.begin + n] += rate * self.begin_part
        flat[self.end] -= rate * (1.0 - self.end_part)
        flat[self.end + n] -= rate * self.end_part

    @staticmethod
    def length(begin: Floats, end: Floats) -> Floats:
        """Months from begin to end, never none."""
        return np.maximum(end - begin, _SHORTEST)


def settle(grid: NDArray[np.float32]) -> None:
    """From differences to amounts a month: the running sum down the months, in place."""
    for month in range(1, grid.shape[0]):
        grid[month] += grid[month - 1]


def lump(grid: Grid, position: Floats, amount: Floats | float) -> None:
    """Add an amount in the month of a position (to a grid that is settled)."""
    flat, n = grid.reshape(-1), grid.shape[1]
    flat[position.astype(np.int64) * n + np.arange(n)] += amount
