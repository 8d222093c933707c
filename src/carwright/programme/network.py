"""The critical path method over many draws at once (precedence diagramming, Fondahl 1987).

Times are days after the decision, arrays with one value a draw. An activity runs without a break:
a finish-to-finish or start-to-finish link moves its start. The forward pass gives the earliest
times, the backward pass the total float towards one node:

    FS: S_j >= F_i + lag   SS: S_j >= S_i + lag   FF: F_j >= F_i + lag   SF: F_j >= S_i + lag
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter

import numpy as np
from numpy.typing import NDArray

from carwright.model.programme import START, Link, Programme
from carwright.units import MS_PER_DAY

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

EPSILON = 1.0e-6
"""Days of float below which a node is critical: rounding, not room."""


@dataclass(frozen=True)
class Times:
    """Starts and finishes by node, days after the decision."""

    start: Mapping[str, Floats]
    finish: Mapping[str, Floats]


class Network:
    """Nodes in an order in which all predecessors come first, and the links between them."""

    def __init__(self, links: Mapping[str, tuple[Link, ...]]) -> None:
        self.links = {
            name: tuple(link for link in after if link.name != START)
            for name, after in links.items()
        }
        self.from_start = {
            name: max(link.lag for link in after if link.name == START) / MS_PER_DAY
            for name, after in links.items()
            if any(link.name == START for link in after)
        }
        graph = {name: [link.name for link in after] for name, after in self.links.items()}
        self.order = tuple(TopologicalSorter(graph).static_order())
        self.successors: dict[str, list[tuple[str, Link]]] = {name: [] for name in self.order}
        for name in self.order:
            for link in self.links[name]:
                self.successors[link.name].append((name, link))

    @classmethod
    def of(cls, programme: Programme) -> Network:
        """The network of a programme without faults."""
        activities = {name: each.after for name, each in programme.activities.items()}
        return cls(activities | {name: each.after for name, each in programme.milestones.items()})

    def forward(
        self,
        durations: Mapping[str, Floats],
        *,
        floor: Mapping[str, Floats | float],
        fixed: Mapping[str, tuple[float, float | None]] | None = None,
        ceiling: Mapping[str, float] | None = None,
        begin: float = 0.0,
    ) -> Times:
        """Earliest times.

        `floor` are days before which a node can't start; `fixed` starts (and finishes) that are
        known, which no link moves; `ceiling` days by which a node must have been done, whatever
        its length; `begin` is the day of the decision.
        """
        start: dict[str, Floats] = {}
        finish: dict[str, Floats] = {}
        known, done_by = fixed or {}, ceiling or {}
        for name in self.order:
            length = durations[name]
            if name in known:
                begun, done = known[name]
                start[name] = np.full(length.shape, begun)
                finish[name] = start[name] + length if done is None else np.full(length.shape, done)
                if done is None and name in done_by:
                    np.minimum(finish[name], max(begun, done_by[name]), out=finish[name])
                continue
            earliest = np.maximum(floor.get(name, 0.0), begin + self.from_start.get(name, 0.0))
            earliest = np.broadcast_to(earliest, length.shape).copy()
            for link in self.links[name]:
                lag = link.lag / MS_PER_DAY
                from_ = finish if link.kind in ("FS", "FF") else start
                bound = from_[link.name] + lag
                if link.kind in ("FF", "SF"):
                    bound = bound - length
                np.maximum(earliest, bound, out=earliest)
            start[name] = earliest
            finish[name] = earliest + length
            if name in done_by:
                np.minimum(finish[name], done_by[name], out=finish[name])
                np.minimum(start[name], finish[name], out=start[name])
        return Times(start, finish)

    def done_by(self, fixed: Mapping[str, tuple[float, float | None]]) -> dict[str, float]:
        """Latest finishes of what stands before points in time that were reached.

        `fixed` are known starts and finishes; where both are one day (a milestone), all that it
        waits for (FS, FF) is done by then, and so is all that this waits for.
        """
        latest: dict[str, float] = {}
        for name in reversed(self.order):
            begun, done = fixed.get(name, (None, None))
            bound = done if done is not None and done == begun else latest.get(name)
            if bound is None or (name in fixed and bound != done and done is not None):
                continue
            for link in self.links[name]:
                if link.kind in ("FS", "FF") and link.lag >= 0:
                    before = bound - link.lag / MS_PER_DAY
                    latest[link.name] = min(latest.get(link.name, before), before)
        return latest

    def total_float(
        self, times: Times, target: str, fixed: Collection[str] = ()
    ) -> dict[str, Floats]:
        """Days by which each node before `target` could move without moving it.

        Nothing moves the nodes `fixed`, which have begun; what stands before them has no float
        unless another way leads to the target.
        """
        late: dict[str, Floats] = {target: times.finish[target]}
        room: dict[str, Floats] = {}
        for name in reversed(self.order):
            bounds = [
                _latest(link, late[after], times, name, after)
                for after, link in self.successors[name]
                if after in late and (after not in fixed or after == target)
            ]
            if name not in late:
                if not bounds:
                    continue
                late[name] = np.minimum.reduce(bounds)
            room[name] = late[name] - times.finish[name]
        return room

    def critical(self, times: Times, target: str) -> dict[str, Bools]:
        """In which draws each node lies on a critical path to `target`."""
        return {name: room <= EPSILON for name, room in self.total_float(times, target).items()}


def _latest(link: Link, late: Floats, times: Times, name: str, after: str) -> Floats:
    """The latest finish of a node that one successor, itself as late as it may be, allows."""
    bound = late - link.lag / MS_PER_DAY
    if link.kind in ("FS", "SS"):
        bound = bound - (times.finish[after] - times.start[after])
    if link.kind in ("SS", "SF"):
        bound = bound + (times.finish[name] - times.start[name])
    return bound
