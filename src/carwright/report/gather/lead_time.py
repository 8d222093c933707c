"""How long cars take: a histogram from the engine's bins (rule Y3)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from carwright.analysis import Figure, Scope, Summary
from carwright.analysis.interval import of_values
from carwright.report import content
from carwright.results.bins import lead_edges

_COLUMNS = 40
_HEAD = 0.001  # share of the cars that the first column takes beside its own
_TAIL = 0.025  # share of the cars that the last column takes: those that stand over a night


def lead_time(scope: Scope, summary: Summary) -> content.LeadTime | None:
    """A histogram with about forty columns of equal width; the last takes the slowest cars.

    It is in minutes if half of the cars take less than two hours.
    """
    counts = _lead_counts(scope)
    if not counts.size or not counts.sum():
        return None
    begin, end = lead_edges()
    end[-1] = 2 * begin[-1]  # the last bin has no end; it is drawn as one octave
    edges = _columns(counts.sum(axis=0), begin, end)
    # Within a bin lead times are taken as even, so a bin is shared among the columns it touches.
    upper = np.minimum(end[:, np.newaxis], np.append(edges[1:-1], np.inf))
    inside = np.clip(upper - np.maximum(begin[:, np.newaxis], edges[:-1]), 0, None)
    spread = inside / (end - begin)[:, np.newaxis]
    counts = counts[counts.sum(axis=1) > 0]
    shares = counts @ spread / counts.sum(axis=1, keepdims=True)
    figures = [
        of_values(column.tolist(), "share", level=scope.level, fewest=scope.fewest).within(0, 1)
        for column in shares.T
    ]
    plant = summary.plant
    unit = "min" if in_minutes(plant.lead_time_p50) else "h"
    at = (edges / (60 if unit == "min" else 3600)).tolist()
    slower = counts[:, end > edges[-1]].any()
    rights: list[float | None] = [*at[1:-1], None if slower else at[-1]]
    return content.LeadTime(
        unit=unit,
        bins=tuple(zip(at[:-1], rights, figures, strict=True)),
        mean=readable(plant.lead_time, unit),
        quantiles={
            "5 %": readable(plant.lead_time_p5, unit),
            "median": readable(plant.lead_time_p50, unit),
            "95 %": readable(plant.lead_time_p95, unit),
        },
    )


def in_minutes(figure: Figure) -> bool:
    """Whether a time in hours reads better in minutes."""
    return figure.mean is not None and figure.mean < 2


def readable(figure: Figure, unit: str) -> Figure:
    """A time in hours, in the unit wanted."""
    return figure.times(60, "min") if unit == "min" else figure


def _lead_counts(scope: Scope) -> NDArray[np.float64]:
    """Cars by sample and bin of lead time."""
    rows = scope.run.lazy("lead_times").select("replication", "period", "bin", "cars")
    sums = scope.sums(rows, ["bin"])
    samples = scope.samples["sample"].to_list()
    counts = np.zeros((len(samples), len(lead_edges()[0])))
    row = {sample: number for number, sample in enumerate(samples)}
    for sample, bin_number, cars in sums.select("sample", "bin", "cars").iter_rows():
        counts[row[sample], bin_number] += cars
    return counts


def _columns(
    cars: NDArray[np.float64], begin: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Edges (s) of columns of equal, round width from the fastest to almost the slowest car."""
    so_far = np.cumsum(cars) / cars.sum()
    low = float(begin[int(np.argmax(so_far > _HEAD))])
    high = float(end[int(np.argmax(so_far >= 1 - _TAIL))])
    width = _round_up((high - low) / _COLUMNS)
    steps = np.arange(math.floor(low / width), math.ceil(high / width) + 1, dtype=np.float64)
    return steps * width


def _round_up(seconds: float) -> float:
    """The next width that reads well: 1, 2, 5, 10 ... s, min, h."""
    steps = (1, 2, 5, 10, 15, 30)
    usual = [s * unit for unit in (1, 60) for s in steps] + [3600 * h for h in (1, 2, 4, 6, 12, 24)]
    wide = math.ceil(seconds / 86_400) * 86_400
    return float(next((width for width in usual if width >= seconds), wide))
