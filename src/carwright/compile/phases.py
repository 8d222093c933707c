"""Phases: what exists from when (rule P1).

A phase that begins at or before the plant's start is there from instant 0; what begins at or after
the horizon is not part of the program. With a phase asked for by name, all up to it (by date) is
there from instant 0, and nothing later is part of the program.

A number by phase (machines, capacity) holds from its phase on. The object itself exists from the
first of these phases on, or from its own if that is later. A plant is only built up: machines stay,
so a later phase with fewer of them leaves as many as there were.
"""

from __future__ import annotations

from collections.abc import Mapping

from carwright.errors import Finding, InvalidScenario, nearest
from carwright.model import Buffer, Plant, Station
from carwright.model.flow import Link, Network, Node, network
from carwright.units import MS_PER_DAY

Course = tuple[tuple[int, int], ...]
"""(instant, value from then on), rising in time; never empty."""


class Timeline:
    """The instants at which a plant's phases open within one run.

    Raises `InvalidScenario` if `phase` is not one of the plant's.
    """

    def __init__(self, plant: Plant, horizon: int, phase: str | None) -> None:
        if phase is not None and phase not in plant.phases:
            guess = nearest(phase, plant.phases)
            mend = f"did you mean {guess!r}?" if guess else "name one of the plant's phases"
            raise InvalidScenario([Finding(f"phase {phase!r}", "there is no such phase", mend)])
        days = {name: (p.begin - plant.start).days for name, p in plant.phases.items()}
        self.order = sorted(days, key=lambda name: days[name])
        begins = {name: days[name] * MS_PER_DAY for name in self.order}
        if phase is None:
            self.instants = {n: max(0, at) for n, at in begins.items() if at < horizon}
        else:
            self.instants = {n: 0 for n, at in begins.items() if at <= begins[phase]}

    def course(self, value: int | Mapping[str, int]) -> Course | None:
        """A number by phase as its course in time; None if none of its phases opens."""
        if isinstance(value, int):
            return ((0, value),)
        course = {
            self.instants[n]: value[n] for n in self.order if n in value.keys() & self.instants
        }
        return tuple(course.items()) or None

    def opens(self, node: Node) -> int | None:
        """The instant from which an object exists; None if it never does."""
        own = 0 if node.placed.phase is None else self.instants.get(node.placed.phase)
        course = self.course(_by_phase(node))
        return None if own is None or course is None else max(own, course[0][0])


def machine_openings(timeline: Timeline, station: Station) -> list[int]:
    """The instant from which each machine of a station exists, by machine."""
    openings: list[int] = []
    for at, count in timeline.course(station.machines) or ():
        openings += [at] * (count - len(openings))
    return openings


def existing(plant: Plant, timeline: Timeline) -> Network:
    """The plant's network without what never exists."""
    whole = network(plant)
    nodes = {name: node for name, node in whole.nodes.items() if timeline.opens(node) is not None}
    links = tuple(link for link in whole.links if _stays(link, nodes))
    reworks = {a: b for a, b in whole.reworks.items() if a in nodes and b in nodes}
    return Network(nodes, links, reworks, whole.faults)


def _stays(link: Link, nodes: Mapping[str, Node]) -> bool:
    return link.start in nodes and link.end in nodes


def _by_phase(node: Node) -> int | Mapping[str, int]:
    """What a node has by phase; 1 if it has nothing of the kind."""
    match node.placed:
        case Station(machines=machines):
            return machines
        case Buffer(capacity=capacity) if capacity is not None:
            return capacity
    return 1
