"""Readiness: for each gate the probability to pass on time, and the open item that limits it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np

from carwright.analysis.interval import Figure
from carwright.model.programme import Programme
from carwright.programme.as_json import plain
from carwright.programme.bands import Dates, dates, share
from carwright.programme.course import Course, Luck, follow, prepare
from carwright.programme.network import EPSILON, Network, Times

DRAWS = 20_000
"""A gate's probability is then known to one percentage point."""


@dataclass(frozen=True)
class GateForecast:
    """One gate: `limits` is the open item that takes the most days of its critical path, critical
    in `limits_share` of the draws; `open_items` are the open activities before it, each with that
    share and its mean days on the critical path, the longest first.
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
    open_items: tuple[tuple[str, float, float], ...]


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
    network = Network.of(own)
    times = Times(course.start, course.finish)
    gates = [
        _gate(luck, course, own, network, times, gate)
        for gate, each in own.milestones.items()
        if each.gate and gate not in course.skipped
    ]
    gates.sort(key=lambda gate: (gate.finish.p50 or dt.date.max, gate.name))
    return Readiness(programme.name, name, luck.date, draws, seed, tuple(gates))


def _gate(
    luck: Luck, course: Course, programme: Programme, network: Network, times: Times, name: str
) -> GateForecast:
    milestone = programme.milestones[name]
    reached = course.reached(name)
    on_time = None
    if milestone.planned is not None:
        on_time = share(reached <= (milestone.planned - luck.zero).days + 1e-6)
    items = [] if milestone.reached else _open_items(luck, course, programme, network, times, name)
    limits, portion, _ = items[0] if items else (None, 0.0, 0.0)
    return GateForecast(
        name,
        milestone.title or name,
        milestone.planned,
        milestone.reached,
        dates(luck.zero, reached),
        on_time,
        limits,
        portion,
        dates(luck.zero, course.reached(limits)) if limits else None,
        tuple(items),
    )


def _open_items(
    luck: Luck, course: Course, programme: Programme, network: Network, times: Times, gate: str
) -> list[tuple[str, float, float]]:
    """Open activities before a gate: share of draws in which each is critical, and mean days."""
    room = network.total_float(times, gate)
    found = []
    for name, left in room.items():
        activity = programme.activities.get(name)
        if activity is None or activity.finished or name in course.skipped:
            continue
        critical = left <= EPSILON
        begun = np.maximum(times.start[name], luck.today)
        days = np.minimum(times.finish[name], course.stop) - np.minimum(begun, course.stop)
        if critical.any():
            found.append((name, float(critical.mean()), float((days * critical).mean())))
    return sorted(found, key=lambda each: -each[2])
