"""Limited resources in a forecast: how many units are wanted at once, and how often too many.

The draws keep to the network, not to the limits (a levelled baseline does, `levelling`): so the
share of the draws that want more than there is says how far the dates can be trusted there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carwright.analysis.interval import Figure
from carwright.programme.bands import BAND_DRAWS, Band, band, share
from carwright.programme.course import Course, Luck

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ResourceForecast:
    """One resource: units there are, most units wanted at once, probability that they are more."""

    name: str
    limit: int
    peak: Band
    exceeded: Figure


def resources(luck: Luck, course: Course) -> tuple[ResourceForecast, ...]:
    """Every resource of the programme, from the reading's date on."""
    programme = course.programmes[0][1]
    rows = np.arange(0, luck.draws.n, max(1, luck.draws.n // BAND_DRAWS))
    found = []
    for name, limit in programme.resources.items():
        users = {
            activity: each.resources[name]
            for activity, each in programme.activities.items()
            if name in each.resources and activity not in course.skipped and not each.finished
        }
        peak = _peak(luck, course, users, rows)
        found.append(ResourceForecast(name, limit, band(peak), share(peak > limit)))
    return tuple(found)


def _peak(luck: Luck, course: Course, users: dict[str, int], rows: NDArray[np.intp]) -> Floats:
    """Most units wanted at once: that is so when one of the users begins, or now."""
    begin = {name: np.maximum(course.start[name][rows], luck.today) for name in users}
    end = {name: np.minimum(course.finish[name], course.stop)[rows] for name in users}
    peak = np.zeros(rows.size)
    for one in users:
        wanted = np.zeros(rows.size)
        for other, units in users.items():
            held = (begin[other] <= begin[one]) & (begin[one] < end[other])
            wanted += units * held
        np.maximum(peak, wanted, out=peak)
    return peak
