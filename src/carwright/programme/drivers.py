"""What drives a date: the tornado.

For each input the mean of the outcome is taken where the input is high (upper tenth of its draws,
or the event happens) and where it is low; the difference is the bar. The share is the correlation
ratio, the part of the outcome's variance that the input explains by itself (first-order Sobol
index, estimated by the means of 20 equal bins; Saltelli et al. 2008, "Global Sensitivity Analysis",
1.2.9; less what bins explain by chance).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from carwright.programme.course import Course, Luck

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Kind = Literal["activity", "risk", "licence", "rumour"]

_BINS = 20
_FEWEST = 30  # draws on either side
_EDGE_DRAWS = 4_000  # draws from which the edges of the bins are found
_GRID = 4_096  # edges are multiples of one over this, so that a draw finds its bin in a table


@dataclass(frozen=True)
class Driver:
    """One input: mean outcome where it is low and where it is high, and what it explains."""

    name: str
    kind: Kind
    low: float
    high: float
    share: float
    title: str = ""
    """What people call it: of a claim also what it says."""

    @property
    def swing(self) -> float:
        """Days between the two means."""
        return self.high - self.low

    def to_json(self) -> dict[str, Any]:
        """As a mapping, with the swing."""
        return {**asdict(self), "swing": self.swing}


def drivers(luck: Luck, course: Course, outcome: Floats) -> tuple[Driver, ...]:
    """Inputs by the size of their swing, the largest first; infinite outcomes are left out."""
    counted = np.isfinite(outcome)
    if counted.sum() < 2 * _FEWEST:
        return ()
    values = outcome[counted]
    found = [_by_rank(name, u[counted], values) for name, u in _durations(luck, course)]
    found += [_by_event(n, kind, hit[counted], values) for n, kind, hit in _events(luck, course)]
    titles = _titles(luck, course)
    told = [
        replace(each, title=titles.get(each.name, each.name))
        for each in found
        if each is not None and abs(each.swing) > 1e-9
    ]
    return tuple(sorted(told, key=lambda each: (-abs(each.swing), each.name)))


def _titles(luck: Luck, course: Course) -> dict[str, str]:
    programme = course.programmes[0][1]
    titles = {name: each.title or name for name, each in programme.activities.items()}
    titles |= {name: each.title or name for name, each in programme.risks.items()}
    titles |= {
        each.id: f"{each.id}: {each.value}" if each.value else each.id
        for each in luck.standing.rumours
    }
    return titles | {"licence refused": "Licence refused"}


def _durations(luck: Luck, course: Course) -> Iterator[tuple[str, Floats]]:
    programme = course.programmes[0][1]
    for name, each in programme.activities.items():
        varies = each.duration is None or each.duration.family != "constant"
        if varies and name not in course.skipped and not each.finished:
            yield name, luck.draws.duration_uniform(name, programme)


def _events(luck: Luck, course: Course) -> Iterator[tuple[str, Kind, Bools]]:
    for name, hit in course.hit.items():
        yield name, "risk", hit
    if course.refused.any():
        yield "licence refused", "licence", course.refused
    for each in luck.standing.rumours:
        true = np.zeros(luck.draws.n, dtype=bool)
        for world in luck.worlds:
            true[world.rows] = each.id in world.true
        yield each.id, "rumour", true


def _by_rank(name: str, u: Floats, values: Floats) -> Driver | None:
    # Of the draws that count: an input may be low in nearly all of them, the rest being "never".
    few = u[:: max(1, u.size // _EDGE_DRAWS)]
    edges = np.quantile(few, np.arange(1, _BINS) / _BINS)
    table = np.searchsorted(edges, (np.arange(_GRID) + 0.5) / _GRID).astype(np.uint8)
    bins = table[(u * _GRID).astype(np.int32)]
    counts = np.bincount(bins, minlength=_BINS)
    sums = np.bincount(bins, weights=values, minlength=_BINS)
    tenth = _BINS // 10
    if counts[:tenth].sum() < _FEWEST or counts[-tenth:].sum() < _FEWEST:
        return None
    low = sums[:tenth].sum() / counts[:tenth].sum()
    high = sums[-tenth:].sum() / counts[-tenth:].sum()
    return Driver(name, "activity", float(low), float(high), _explained(counts, sums, values))


def _by_event(name: str, kind: Kind, hit: Bools, values: Floats) -> Driver | None:
    happens = int(hit.sum())
    if happens < _FEWEST or hit.size - happens < _FEWEST:
        return None
    counts = np.array([hit.size - happens, happens])
    sums = np.array([values[~hit].sum(), values[hit].sum()])
    low, high = (sums / counts).tolist()
    return Driver(name, kind, low, high, _explained(counts, sums, values))


def _explained(counts: NDArray[Any], sums: NDArray[Any], values: Floats) -> float:
    """Variance between bins over variance of all, less its expectation without any effect."""
    filled = counts > 0
    total = float(values.var())
    if total <= 0:
        return 0.0
    means = sums[filled] / counts[filled]
    between = float((counts[filled] * (means - values.mean()) ** 2).sum()) / values.size
    chance = (int(filled.sum()) - 1) / values.size
    return float(np.clip((between / total - chance) / (1 - chance), 0.0, 1.0))
