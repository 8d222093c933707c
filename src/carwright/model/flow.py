"""The ways of parts: from the texts under ``flow`` to nodes and links.

A path reads ``"in -> weld -> (5) -> paint -> out"``. ``(5)`` is a FIFO buffer of 5 parts without a
name of its own; it is called ``"weld > paint"`` after its neighbours (``>`` can't be part of a
given name), belongs to the shop of the object before it and exists from the later of the phases of
its two neighbours on. Paths may have steps in common: equal steps are one link.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from carwright.errors import nearest
from carwright.model.fault import Fault
from carwright.model.flow_objects import Buffer, Placed
from carwright.model.path import Room, read_path
from carwright.model.plant import Plant, Way

NodeKind = Literal["source", "station", "buffer", "conveyor", "sink"]


@dataclass(frozen=True)
class Node:
    """An object of the flow: its name, its kind and its description in the plant."""

    name: str
    kind: NodeKind
    placed: Placed
    anonymous: bool = False
    """True for a buffer that a path wrote as ``(5)``."""


@dataclass(frozen=True)
class Link:
    """One step of parts from object `start` to object `end`.

    `shares` has one entry for each product (variant or component) that may go this way, in the
    order of the plant: the sum of the shares of the ways that lead it here, None if they give none.
    """

    start: str
    end: str
    shares: Mapping[str, float | None]

    @property
    def products(self) -> tuple[str, ...]:
        """Variants and components that may go this way."""
        return tuple(self.shares)


@dataclass(frozen=True)
class Network:
    """Nodes by name (sources, stations, buffers, conveyors, sinks), links as first mentioned.

    `reworks` leads from a testing station to the object of its ``rework_to``, where both are there.
    `faults` are those of the ``flow`` texts alone; a step that has one makes no link.
    """

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    reworks: Mapping[str, str]
    faults: tuple[Fault, ...]

    @cached_property
    def out(self) -> Mapping[str, tuple[Link, ...]]:
        """Links from each node, in listed order."""
        found: dict[str, list[Link]] = {name: [] for name in self.nodes}
        for link in self.links:
            found[link.start].append(link)
        return {name: tuple(links) for name, links in found.items()}

    @cached_property
    def into(self) -> Mapping[str, tuple[Link, ...]]:
        """Links into each node, in listed order."""
        found: dict[str, list[Link]] = {name: [] for name in self.nodes}
        for link in self.links:
            found[link.end].append(link)
        return {name: tuple(links) for name, links in found.items()}

    def ways(self, name: str, product: str) -> tuple[Link, ...]:
        """Links that a product may take from a node, in listed order."""
        return tuple(link for link in self.out[name] if product in link.shares)


def products(plant: Plant) -> tuple[str, ...]:
    """Names of all that flows: variants, then components."""
    return (*plant.variants, *plant.components)


def network(plant: Plant) -> Network:
    """Resolve the plant's ``flow``; what can't be resolved is told in the result's `faults`."""
    drawing = _Drawing(plant)
    for position, way in enumerate(plant.flow):
        drawing.draw(position, way)
    nodes = drawing.nodes
    reworks = {
        name: station.test.rework_to
        for name, station in plant.stations.items()
        if station.test is not None and station.test.rework_to in nodes
    }
    order = products(plant)
    links = tuple(
        Link(start, end, {p: shares[p] for p in order if p in shares})
        for (start, end), shares in drawing.links.items()
    )
    return Network(nodes, links, reworks, tuple(drawing.faults))


def arriving(plant: Plant, net: Network) -> dict[str, tuple[str, ...]]:
    """Products that can come to each node from the sources, rework included, in plant's order.

    At a source these are the products that it makes.
    """
    found: dict[str, set[str]] = {name: set() for name in net.nodes}
    made = {name: made_by(plant, name) for name in plant.sources if name in net.nodes}
    waiting = [(name, product) for name, made_here in made.items() for product in made_here]
    while waiting:
        name, product = waiting.pop()
        if product in found[name]:
            continue
        found[name].add(product)
        waiting += [(link.end, product) for link in net.ways(name, product)]
        if name in net.reworks:
            waiting.append((net.reworks[name], product))
    order = products(plant)
    return {name: tuple(p for p in order if p in found[name]) for name in net.nodes}


def made_by(plant: Plant, source: str) -> tuple[str, ...]:
    """Known products that a source makes, in plant's order; what has a share of 0 is not made."""
    description = plant.sources[source]
    makes = description.makes or {}
    named = {makes} if isinstance(makes, str) else {p for p, share in makes.items() if share > 0}
    if description.follows is not None:
        named |= set(description.follow_as.values())
    if description.orders is not None:
        named = _ordered(plant, description.orders)
    return tuple(product for product in products(plant) if product in named)


def _ordered(plant: Plant, orders: str) -> set[str]:
    """Products of an order list, in which a car may stand by its variant or by its type."""
    wanted = {order.variant for order in plant.order_lists.get(orders, ())}
    return wanted | {name.partition(" + ")[0] for name in wanted}


class _Drawing:
    """Nodes, links and faults while the paths are read one by one."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.products = products(plant)
        named = _named(plant)
        # Buffers of paths stand behind the named buffers, so that nodes are grouped by kind.
        self.before = {n.name: n for n in named if n.kind in ("source", "station", "buffer")}
        self.after = {n.name: n for n in named if n.kind in ("conveyor", "sink")}
        self.links: dict[tuple[str, str], dict[str, float | None]] = {}
        self.faults: list[Fault] = []

    @property
    def nodes(self) -> dict[str, Node]:
        return self.before | self.after

    def node(self, name: str) -> Node | None:
        return self.before.get(name) or self.after.get(name)

    def draw(self, position: int, way: str | Way) -> None:
        place: tuple[str | int, ...] = ("flow", position)
        plain = Way(path=way) if isinstance(way, str) else way
        path_place = place if isinstance(way, str) else (*place, "path")
        items, complaints = read_path(plain.path)
        self.faults += [Fault(path_place, what, mend) for what, mend in complaints]
        going = self._going(plain, (*place, "variants"))
        names = self._resolve(items, path_place)
        for start, end in pairwise(names):
            if start is not None and end is not None and self._fits(start, end, path_place):
                self._link(start.name, end.name, going, plain.share)

    def _going(self, way: Way, place: tuple[str | int, ...]) -> tuple[str, ...]:
        for name in way.variants or ():
            if name not in self.products:
                self.faults.append(_unknown(place, "variant or component", name, self.products))
        return self.products if way.variants is None else way.variants

    def _resolve(
        self, items: Iterable[str | Room], place: tuple[str | int, ...]
    ) -> list[Node | None]:
        listed = list(items)
        nodes = [self._known(i, place) if isinstance(i, str) else None for i in listed]
        for number, item in enumerate(listed):
            if isinstance(item, Room):
                # `read_path` lets a room stand between two names only.
                first, last = nodes[number - 1], nodes[number + 1]
                nodes[number] = self._room(first, item, last, place)
        return nodes

    def _known(self, name: str, place: tuple[str | int, ...]) -> Node | None:
        node = self.node(name)
        if node is None:
            named = [n.name for n in self.nodes.values() if not n.anonymous]
            self.faults.append(_unknown(place, "object", name, named))
        return node

    def _room(
        self, first: Node | None, room: Room, last: Node | None, place: tuple[str | int, ...]
    ) -> Node | None:
        if first is None or last is None:
            return None
        name = f"{first.name} > {last.name}"
        old = self.before.get(name)
        if old is None:
            phase = later_phase(self.plant, first.placed.phase, last.placed.phase)
            buffer = Buffer(capacity=room.capacity, shop=first.placed.shop, phase=phase)
            old = self.before[name] = Node(name, "buffer", buffer, anonymous=True)
        elif isinstance(old.placed, Buffer) and old.placed.capacity != room.capacity:
            what = f"the buffer {name!r} is ({room.capacity}) here"
            what += f" and ({old.placed.capacity}) before"
            self.faults.append(Fault(place, what, "give both the same number, or name two buffers"))
        return old

    def _fits(self, start: Node, end: Node, place: tuple[str | int, ...]) -> bool:
        what = mend = ""
        if start is end:
            what, mend = f"{start.name!r} leads to itself", "leave out one of the two"
        elif start.kind == "sink":
            what, mend = f"nothing leaves the sink {start.name!r}", "end the path there"
        elif end.kind == "source":
            what, mend = f"nothing enters the source {end.name!r}", "begin the path there"
        if what:
            self.faults.append(Fault(place, what, mend))
        return not what

    def _link(self, start: str, end: str, going: Iterable[str], share: float | None) -> None:
        shares = self.links.setdefault((start, end), {})
        for product in going:
            old = shares.get(product)
            given = [s for s in (old, share) if s is not None]
            shares[product] = sum(given) if given else None


def later_phase(plant: Plant, one: str | None, other: str | None) -> str | None:
    """The phase that begins later; None (always there) is before all, so is an unknown name."""
    dated = [name for name in (one, other) if name in plant.phases]
    return max(dated, key=lambda name: plant.phases[name].begin, default=None)


def _named(plant: Plant) -> list[Node]:
    groups: tuple[tuple[NodeKind, Mapping[str, Placed]], ...] = (
        ("source", plant.sources),
        ("station", plant.stations),
        ("buffer", plant.buffers),
        ("conveyor", plant.conveyors),
        ("sink", plant.sinks),
    )
    return [Node(name, kind, placed) for kind, group in groups for name, placed in group.items()]


def _unknown(place: tuple[str | int, ...], kind: str, name: str, allowed: Iterable[str]) -> Fault:
    guess = nearest(name, allowed)
    mend = f"did you mean {guess!r}?" if guess else f"declare it, or name another {kind}"
    return Fault(place, f"no {kind} is called {name!r}", mend)
