"""Buffers, flow and tests."""

from __future__ import annotations

from collections.abc import Sequence

from carwright.analysis import Scope, Summary
from carwright.analysis.buffers import level_distribution
from carwright.analysis.flow import Edge as Counted
from carwright.model import Plant
from carwright.report import content
from carwright.report.charts.ways import SCRAP
from carwright.report.gather.output import share
from carwright.report.gather.places import Places

_HOURS_PER_YEAR = 365.2425 * 24
_BUSY = 0.25  # parts for a car: repair yards see fewer, and stand empty as they should

Bins = tuple[tuple[int, int, float], ...]


def stores(scope: Scope, summary: Summary, where: Places) -> tuple[content.Store, ...]:
    """Every buffer and conveyor with the distribution of its level."""
    bins = _bins(scope)
    hourly = (summary.plant.cars_per_year.mean or 0.0) / _HOURS_PER_YEAR
    found = [
        content.Store(
            name=each.store,
            shop=where.shop(each.store),
            capacity=each.capacity,
            level=each.level,
            empty=share(each.empty),
            full=share(each.full) if each.capacity is not None else None,
            bins=bins.get(each.store, ()),
            busy=(each.parts_per_h.mean or 0.0) >= _BUSY * hourly,
        )
        for each in summary.buffers
    ]
    return where.in_order(found, lambda store: store.name)


def _bins(scope: Scope) -> dict[str, Bins]:
    """(from, to, share) by store; none where phases change its capacity."""
    found: dict[str, list[tuple[int, int, float]]] = {}
    for store, low, high, part in level_distribution(scope).iter_rows():
        top = low if high is None else high
        if low is not None and low <= top:  # a small store has fewer levels than there are bins
            found.setdefault(store, []).append((low, top, part))
    return {store: tuple(listed) for store, listed in found.items()}


def flow(plant: Plant | None, ways: Sequence[Counted], where: Places) -> content.Flow:
    """All edges, each with what kind of way it is."""
    edges = tuple(
        content.Edge(way.start, way.end, way.parts_per_h, _kind(plant, way)) for way in ways
    )
    return content.Flow(edges, where.shops)


def _kind(plant: Plant | None, way: Counted) -> str:
    if way.end == SCRAP:
        return "scrap"
    if plant is None:
        return "move"
    test = plant.stations[way.start].test if way.start in plant.stations else None
    if test is not None and test.rework_to == way.end:
        return "rework"
    needs = plant.stations[way.end].needs if way.end in plant.stations else ()
    return "join" if any(need.take_from == way.start for need in needs) else "move"


def tests(summary: Summary, where: Places) -> tuple[content.TestResult, ...]:
    """Every station that tests and was reached."""
    found = []
    for each in summary.stations:
        first, rework, scrap = each.first_time_through, each.reworked, each.scrapped
        if first is None or rework is None or scrap is None or first.mean is None:
            continue
        found.append(
            content.TestResult(
                name=each.station,
                shop=where.shop(each.station),
                first_time=share(first),
                rework=share(rework),
                scrap=share(scrap),
                escaped=share(each.escaped) if each.escaped is not None else None,
            )
        )
    return where.in_order(found, lambda test: test.name)
