"""What a reader of the figures must know before she trusts them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from carwright.analysis.bottleneck import Ranking
from carwright.analysis.inputs import Inputs
from carwright.analysis.plantwide import Plantwide
from carwright.analysis.scope import Scope


def findings(
    scope: Scope, plant: Plantwide, ranking: Ranking, sources: Inputs | None
) -> tuple[str, ...]:
    """Warnings about the run and its inputs, in plain words, each with what to do about it."""
    return (
        *_about_the_run(scope),
        *_about_the_plant(scope, plant, ranking),
        *(_about_inputs(sources) if sources else ()),
    )


def _about_the_run(scope: Scope) -> Iterator[str]:
    if scope.warm_up.finding:
        yield scope.warm_up.finding
    wanted, finished = scope.run.manifest.replications, len(scope.replications)
    if finished < wanted:
        yield f"only {finished} of {wanted} replications were finished; the figures rest on these"
    if scope.single:
        yield (
            "one replication alone: intervals are from batches of its periods, or missing"
            " -> run ten or more replications"
        )


def _about_the_plant(scope: Scope, plant: Plantwide, ranking: Ranking) -> Iterator[str]:
    if plant.wip.mean is not None and plant.lead_time.mean is None:
        yield "no car left the plant after the warm-up -> run longer, or look where cars stand"
    lost = (
        scope.run.frame("sources").group_by("source", maintain_order=True).agg(pl.col("lost").sum())
    )
    for source, count in lost.filter(pl.col("lost") > 0).rows():
        yield f"source {source!r} lost {count:,} parts that found no room, in all replications"
    lead = ranking.lead
    if lead is not None and lead.low is not None and lead.low <= 0:
        first, second = (each.station for each in ranking.stations[:2])
        yield (
            f"{first!r} and {second!r} can't be told apart as bottleneck"
            " -> run more replications, or improve both"
        )


def _about_inputs(sources: Inputs) -> Iterator[str]:
    weak, total = len(sources.weak()), len(sources.inputs)
    if weak:
        yield (
            f"{weak} of {total} inputs are assumed or have no source"
            " -> see evidence.yaml, and measure those that matter"
        )
    if sources.loose:
        yield (
            f"evidence that bears on no input: {', '.join(sources.loose)}"
            " -> compare its bears_on with the paths of the scenario"
        )
