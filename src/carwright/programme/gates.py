"""Readiness: for each gate the probability to pass on time, and the open item that limits it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carwright.analysis.interval import Figure
from carwright.model.programme import Programme
from carwright.programme.as_json import plain
from carwright.programme.bands import Dates, dates, share
from carwright.programme.course import Course, Luck, begun, follow, prepare
from carwright.programme.network import EPSILON, Network, Times
from carwright.units import MS_PER_DAY

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWS = 20_000
"""A gate's probability is then known to one percentage point."""


@dataclass(frozen=True)
class OpenItem:
    """An open activity before a gate: the share of draws in which it is on the critical path, and
    its mean days there from the reading on.
    """

    name: str
    title: str
    share: float
    days: float

    def to_json(self) -> dict[str, Any]:
        """As a mapping."""
        return asdict(self)


@dataclass(frozen=True)
class GateForecast:
    """One gate: `limits` is the open item that takes the most days of its critical path, critical
    in `limits_share` of the draws and done on `limits_finish`; `open_items` are all of them, the
    one with the most days first.
    """

    name: str
    title: str
    planned: dt.date | None
    reached: dt.date | None
    finish: Dates
    on_time: Figure | None
    limits: str | None
    limits_share: float
    limits_finish: Dates | None
    open_items: tuple[OpenItem, ...]


@dataclass(frozen=True)
class Readiness:
    """All gates of one option, in the order of their median dates."""

    programme: str
    option: str
    as_of: dt.date
    draws: int
    seed: int
    gates: tuple[GateForecast, ...]

    def to_json(self) -> dict[str, Any]:
        """What ``--json`` prints."""
        found: dict[str, Any] = plain(vars(self))
        return found


def readiness(
    programme: Programme,
    as_of: dt.date | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    option: str | None = None,
) -> Readiness:
    """Every gate of an option as of a date. Raises `CarwrightError` for an unknown option."""
    luck = prepare(programme, as_of or programme.decision, draws, seed)
    name = option or luck.standing.programme.choice
    course = follow(luck, name)
    own = course.programmes[0][1]
    gates = [
        _gate(luck, course, own, gate)
        for gate, each in own.milestones.items()
        if each.gate and gate not in course.skipped
    ]
    gates.sort(key=lambda gate: (gate.finish.p50 or dt.date.max, gate.name))
    return Readiness(programme.name, name, luck.date, draws, seed, tuple(gates))


def _gate(luck: Luck, course: Course, programme: Programme, name: str) -> GateForecast:
    milestone = programme.milestones[name]
    reached = course.reached(name)
    on_time = None
    if milestone.planned is not None:
        on_time = share(reached <= (milestone.planned - luck.zero).days + 1e-6)
    items = () if milestone.reached else _open_items(luck, course, name)
    first = items[0] if items else None
    return GateForecast(
        name,
        milestone.title or name,
        milestone.planned,
        milestone.reached,
        dates(luck.zero, reached),
        on_time,
        first.name if first else None,
        first.share if first else 0.0,
        dates(luck.zero, course.reached(first.name)) if first else None,
        items,
    )


def _open_items(luck: Luck, course: Course, gate: str) -> tuple[OpenItem, ...]:
    """Open activities on critical paths to a gate, those with the most days there first."""
    days: dict[str, float] = {}
    hits: dict[str, int] = {}
    titles: dict[str, str] = {}
    for rows, programme in course.programmes:
        network = Network.of(programme)
        start = {name: each[rows] for name, each in course.start.items()}
        finish = {name: each[rows] for name, each in course.finish.items()}
        times = Times(start, finish)
        room = network.total_float(times, gate, begun(programme, course.skipped))
        critical = {name: left <= EPSILON for name, left in room.items()}
        for name, hit in critical.items():
            activity = programme.activities.get(name)
            if activity is None or activity.finished or name in course.skipped or not hit.any():
                continue
            left = np.minimum(_left(network, times, critical, name), course.stop[rows])
            on_it = np.maximum(left - np.maximum(start[name], luck.today), 0.0)
            days[name] = days.get(name, 0.0) + float(on_it[hit].sum())
            hits[name] = hits.get(name, 0) + int(hit.sum())
            titles[name] = activity.title or name
    n = luck.draws.n
    found = [OpenItem(name, titles[name], hits[name] / n, days[name] / n) for name in hits]
    return tuple(sorted(found, key=lambda each: (-each.days, each.name)))


def _left(network: Network, times: Times, critical: Mapping[str, Bools], name: str) -> Floats:
    """When the critical path leaves an activity: at its end, or with a successor that starts."""
    start, finish = times.start[name], times.finish[name]
    left = np.full(start.shape, -np.inf)
    for after, link in network.successors[name]:
        if after not in critical:
            continue
        by_finish = link.kind in ("FS", "FF")
        bound = (finish if by_finish else start) + link.lag / MS_PER_DAY
        held = times.start[after] if link.kind in ("FS", "SS") else times.finish[after]
        at = finish if by_finish else np.minimum(bound, finish)
        tight = critical[after] & (held - bound <= EPSILON)
        np.maximum(left, np.where(tight, at, -np.inf), out=left)
    return np.where(np.isfinite(left), left, finish)
