"""What a reader of the figures must know before she trusts them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from carwright.analysis.bottleneck import Ranking
from carwright.analysis.inputs import Inputs
from carwright.analysis.plantwide import Plantwide
from carwright.analysis.scope import Scope
from carwright.model.checking.hints import hints

_MOST_NAMED = 5


def findings(
    scope: Scope, plant: Plantwide, ranking: Ranking, sources: Inputs | None
) -> tuple[str, ...]:
    """Warnings about the run and its inputs, in plain words, each with what to do about it."""
    return (
        *_about_the_run(scope),
        *_about_the_plant(scope, plant, ranking),
        *_hints(scope),
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
    yield from _deadlocks(scope)
    lead = ranking.lead
    if lead is not None and lead.low is not None and lead.low <= 0:
        first, second = (each.station for each in ranking.stations[:2])
        yield (
            f"{first!r} and {second!r} can't be told apart as bottleneck"
            " -> run more replications, or improve both"
        )


def _hints(scope: Scope) -> Iterator[str]:
    """What `carwright check` notes as well, where a station waits or blocks without a fault."""
    plant = scope.run.plant()
    for hint in hints(plant) if plant else ():
        # As in a message of the check: the first entry of a list is number 1.
        place = ".".join(str(key + 1) if isinstance(key, int) else key for key in hint.path)
        yield f"{place}: {hint.what} -> {hint.mend}"


def _deadlocks(scope: Scope) -> Iterator[str]:
    """Rule Z2: each ring that stood still while the rest went on, once."""
    table = scope.run.frame("deadlock")
    seen: dict[tuple[str, ...], list[int]] = {}
    for (replication,), rows in table.group_by("replication", maintain_order=True):
        seen.setdefault(tuple(rows["object"]), []).append(int(str(replication)))
    for ring, where in seen.items():
        chain = " waits for ".join(map(repr, (*ring, ring[0])))
        days = _standing_since(scope, ring, where[0]) / 86_400_000
        yield (
            f"deadlock in {len(where)} of {len(scope.replications)} replications while the rest of"
            f" the plant went on: {chain}, for ever (replication {where[0]}: since day {days:.3g})"
            " -> give one of them more room or another way out; the figures hold the standstill"
        )


def _standing_since(scope: Scope, ring: tuple[str, ...], replication: int) -> int:
    """End (ms) of the last period in which a part left one of the ring."""
    left = (
        scope.run.lazy("edges")
        .filter((pl.col("replication") == replication) & (pl.col("parts") > 0))
        .filter(pl.col("from").cast(pl.String).is_in(ring))
        .select(pl.col("period").max())
    )
    last = scope.run.collect(left).item()
    told = scope.run.manifest
    return min(((-1 if last is None else last) + 1) * told.period_ms, told.horizon_ms)


def _about_inputs(sources: Inputs) -> Iterator[str]:
    weak, total = len(sources.weak()), len(sources.inputs)
    if weak:
        yield (
            f"{weak} of {total} inputs are assumed or have no source"
            " -> see evidence.yaml, and measure those that matter"
        )
    if sources.loose:
        more = len(sources.loose) - _MOST_NAMED
        named = ", ".join(sources.loose[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
        yield (
            f"evidence that bears on no input: {named}"
            " -> compare its bears_on with the paths of the scenario"
        )
