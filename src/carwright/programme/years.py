"""A forecast by calendar year: people, cars and cash, each with its band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from carwright.programme.bands import Band, band
from carwright.programme.flows import Flows


@dataclass(frozen=True)
class Year:
    """People and cash at the end of the last month, cars delivered in the year, of which the books
    hold so many months.
    """

    year: int
    months: int
    people: Band
    cars: Band
    cash: Band


def years(books: Flows) -> tuple[Year, ...]:
    """Every year that the books touch; the first and the last may be parts of one."""
    held = np.array([day.year for day in books.months.first_days[:-1]])
    found = []
    for year in np.unique(held).tolist():
        months = np.flatnonzero(held == year)
        last = months[-1]
        found.append(
            Year(
                year,
                int(months.size),
                band(books.people[last]),
                band(books.cars[months].sum(axis=0)),
                band(books.cash[last]),
            )
        )
    return tuple(found)
