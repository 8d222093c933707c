"""The gross rate: what the plant would make at its planned cycles if nothing ever stopped.

It is the rate of the slowest step that a car depends on (Hopp and Spearman 2011, "Factory
Physics", chapter 7: the bottleneck rate): stations at the mean of their planned cycles with all
their machines and at the planned mix, conveyors at their headway and length. Planned reworks and
scrap count as work (a station that every tenth car visits twice does 1.1 works a car); stops,
set-ups, waiting, buffers and shifts don't.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from carwright.results import Run

_ALIKE = 1e-6  # rates that differ by less are the same rate


@dataclass(frozen=True)
class Gross:
    """Cars an hour of the slowest step (None if no step takes time), and which steps that is."""

    rate: float | None
    slowest: tuple[str, ...]


def gross(run: Run) -> Gross:
    """The gross rate of a run's plant with the machines that stand at the end of the run."""
    steps = run.frame("objects").select("object", "jph").drop_nulls()
    rate = min(steps["jph"], default=None)
    if rate is None:
        return Gross(None, ())
    slowest = steps.filter(pl.col("jph") <= rate * (1 + _ALIKE))["object"]
    return Gross(float(rate), tuple(slowest))
