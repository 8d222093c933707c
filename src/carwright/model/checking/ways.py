"""The ways of parts: everything is reached, and everything comes out."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from carwright.model.checking.register import Path, Register, listed, percent
from carwright.model.checking.sources import TOLERANCE
from carwright.model.flow import Network, Node, arriving, network
from carwright.model.flow_objects import Buffer
from carwright.model.kinds import PLACED
from carwright.model.station import Need, Station

_BEARS_ON_FLOW = frozenset({"makes", "orders", "follows", "follow_as", "test", "needs", "choose"})
"""Fields that decide where parts go."""

_GROUP = {"source": "sources", "station": "stations", "buffer": "buffers"}
_GROUP |= {"conveyor": "conveyors", "sink": "sinks"}


def check_ways(register: Register) -> None:
    """Faults of ``flow``, and of what can be said once it is known.

    What is missing (a way, a component, an exit) is told only if nothing that bears on it is
    faulty: else one slip would be told many times.
    """
    if register.doubled:
        return  # nobody knows which of the two a way means
    net = network(register.plant)
    for fault in net.faults:
        if not _names_unread(register, fault.what):
            register.add(fault.path, fault.what, fault.mend)
    ways = _Ways(register, net)
    ways.cycles()
    ways.suppliers()
    paths = [*register.unread, *(fault.path for fault in register.faults)]
    if not any(_bears_on_flow(path) for path in paths):
        ways.reached()
        ways.components()
        ways.exits()
        ways.shares()
        ways.shares_without_choice()
        ways.batches()


def _names_unread(register: Register, what: str) -> bool:
    lost = {path[:2] for path in register.unread if path and path[0] in PLACED}
    lost |= {path for path in register.unread if path[:1] in (("variants",), ("components",))}
    return "is called" in what and any(
        len(path) == 1 or (len(path) == 2 and repr(path[1]) in what) for path in lost
    )


def _bears_on_flow(path: Path) -> bool:
    if path[0] in ("flow", "variants", "components", "order_lists"):
        return True
    return path[0] in PLACED and (len(path) <= 2 or path[2] in _BEARS_ON_FLOW)


class _Ways:
    def __init__(self, register: Register, net: Network) -> None:
        self.register = register
        self.plant = register.plant
        self.net = net
        self.coming = arriving(self.plant, net)
        self.unused: set[str] = set()
        """Buffers of components that nobody needs."""

    def path(self, name: str) -> Path:
        """Where an object stands; a buffer without name at the object before it."""
        node = self.net.nodes[name]
        if node.anonymous:
            return self.path(name.partition(" > ")[0])
        return (_GROUP[node.kind], name)

    def cycles(self) -> None:
        """Every product that can come to a station has a cycle time."""
        for name, station in self.plant.stations.items():
            if not isinstance(station.cycle, dict) or "default" in station.cycle:
                continue
            missing = [p for p in self.coming[name] if p not in station.cycle]
            if missing:
                what = f"it has no time for {listed(missing)}, which can come here"
                mend = f"add {missing[0]!r}, or 'default' for all that are not named"
                self.register.add(("stations", name, "cycle"), what, mend)

    def suppliers(self) -> None:
        """A buffer that supplies components leads nowhere else (rule J3)."""
        for buffer in dict.fromkeys(need.take_from for _, _, need in self._needs()):
            links = self.net.out.get(buffer, ())
            if links and buffer in self.plant.buffers:
                what = f"components are taken from it, and a way leads on to {links[0].end!r}"
                mend = "end the way there, or give the components a buffer of their own"
                self.register.add(("buffers", buffer), what, mend)

    def shares_without_choice(self) -> None:
        """A share on a way that no object looks at."""
        for name, node in self.net.nodes.items():
            given = any(s is not None for link in self.net.out[name] for s in link.shares.values())
            if given and len(self.net.out[name]) > 1 and node.placed.choose != "share":
                what = f"ways from it have shares, but it chooses {node.placed.choose!r}"
                self.register.add(
                    self.path(name), what, "write 'choose: share', or drop the shares"
                )

    def reached(self) -> None:
        """Something can come to every object; of a chain that is cut off the first is told."""
        empty = {n: node for n, node in self.net.nodes.items() if not self.coming[n]}
        for name, node in empty.items():
            before = [link.start for link in self.net.into[name]]
            before += [start for start, end in self.net.reworks.items() if end == name]
            if node.anonymous or (before and all(start in empty for start in before)):
                continue
            if before:
                what = f"nothing comes here: {listed(before)} lead here, but no part that they have"
                mend = "let a way for one of their variants lead here"
            elif node.kind == "source":
                what, mend = "it makes nothing", "give what it makes a share above zero"
            else:
                what, mend = "no way leads here", "add it to a way under flow, or remove it"
            self.register.add(self.path(name), what, mend)

    def exits(self) -> None:
        """Every product comes to an end from everywhere it can be."""
        stuck: dict[str, list[str]] = defaultdict(list)
        circling: dict[str, list[str]] = defaultdict(list)
        for product in {p: None for products in self.coming.values() for p in products}:
            here = [name for name, products in self.coming.items() if product in products]
            ends = {name for name in here if self._ends(self.net.nodes[name], product)}
            # A rework way does not count: most parts pass the test.
            dead = [n for n in here if n not in ends and not self.net.ways(n, product)]
            for name in dead:
                # That a buffer holds the wrong component has been told at the need.
                if name in self.unused:
                    continue
                stuck[name].append(product)
            for name in self._circles(here, {*ends, *dead}, product):
                circling[name].append(product)
        for name in self.net.nodes:
            if name in stuck:
                what = f"no way leads on from here for {listed(stuck[name])}"
                mend = "lead a way on to a sink, or take it up as a component"
                self.register.add(self.path(name), what, mend)
            if name in circling:
                what = f"every way from here for {listed(circling[name])} ends in a circle"
                self.register.add(self.path(name), what, "lead a way out of it to a sink")

    def _next(self, name: str, product: str) -> list[str]:
        """Objects that a product can go to, rework included."""
        ends = [link.end for link in self.net.ways(name, product)]
        return [*ends, self.net.reworks[name]] if name in self.net.reworks else ends

    def _circles(self, here: list[str], ends: set[str], product: str) -> Iterator[str]:
        """One object of each group from which none of `ends` is reached."""
        back: dict[str, list[str]] = defaultdict(list)
        for name in here:
            for end in self._next(name, product):
                back[end].append(name)
        left = set(here) - _reached(ends, lambda name: back[name])
        for name in here:
            if name in left:
                yield name
                circle = _reached([name], lambda name: self._next(name, product))
                left -= _reached(circle, lambda name: back[name])

    def _ends(self, node: Node, product: str) -> bool:
        """Whether a product can cease to be at a node: leave, be scrapped, or join a car."""
        if node.kind == "sink":
            return True
        if isinstance(node.placed, Station) and node.placed.test is not None:
            scrap = node.placed.test.scrap
            return (scrap.get(product, 0.0) if isinstance(scrap, dict) else scrap) >= 1.0
        wanted = (_wanted(need) for need in self._takers[node.name])
        return any(not names or product in names for names in wanted)

    @cached_property
    def _takers(self) -> Mapping[str, list[Need]]:
        """Needs by the buffer that they take from."""
        found: dict[str, list[Need]] = defaultdict(list)
        for _, _, need in self._needs():
            found[need.take_from].append(need)
        return found

    def shares(self) -> None:
        """Where an object chooses by share, the shares of each product sum to 1."""
        for name, node in self.net.nodes.items():
            if node.placed.choose != "share":
                continue
            for product in self.coming[name]:
                ways = self.net.ways(name, product)
                given = [link.shares[product] for link in ways]
                if len(ways) < 2:
                    continue
                if None in given:
                    end = ways[given.index(None)].end
                    what = f"the way to {end!r} has no share for {product!r}"
                    mend = "give 'share' to every way from here"
                elif abs(sum(s or 0.0 for s in given) - 1.0) > TOLERANCE:
                    what = f"the shares of the ways for {product!r} sum to"
                    what += f" {percent(sum(s or 0.0 for s in given))}"
                    mend = "make them sum to 100 %"
                else:
                    continue
                self.register.add((*self.path(name), "choose"), what, mend)
                break

    def components(self) -> None:
        """What is needed comes to the buffer it is taken from, and no later than it is needed."""
        for name, number, need in self._needs():
            if need.take_from not in self.coming:
                continue
            path = ("stations", name, "needs", number)
            there = self.coming[need.take_from]
            missing = [c for c in _wanted(need) if c not in there]
            if missing and there:
                what = f"{listed(missing)} never come to {need.take_from!r}"
                what += f", only {listed(there)}"
                self.register.add((*path, "component"), what, "lead a way for them to the buffer")
                self.unused.add(need.take_from)
            self._in_time(path, name, need)

    def _in_time(self, path: Path, station: str, need: Need) -> None:
        """A buffer exists no later than the station that takes components from it."""
        buffer = self.net.nodes[need.take_from].placed
        mine = self.plant.stations[station]
        if self.register.damaged("phases") or not isinstance(buffer, Buffer):
            return
        opens = self._opens(buffer.phase, buffer.capacity)
        if opens > self._opens(mine.phase, mine.machines):
            what = f"the buffer {need.take_from!r} exists only from {opens} on"
            self.register.add((*path, "from"), what, "let it exist as early as the station")

    def _opens(self, phase: str | None, by_phase: object) -> dt.date:
        """From when on an object exists: from its phase and the first that gives it a number."""
        begins = {name: each.begin for name, each in self.plant.phases.items()}
        named = by_phase if isinstance(by_phase, dict) else {}
        first = min((begins[name] for name in named if name in begins), default=self.plant.start)
        return max(first, begins.get(phase or "", self.plant.start), self.plant.start)

    def batches(self) -> None:
        """A batch comes together although sources limit how many parts are in the plant (Q6)."""
        limited = {n: s for n, s in self.plant.sources.items() if s.limit is not None}
        if not limited:
            return
        feeding = {name: self._feeds(name) for name in self.plant.sources}
        for name, station in self.plant.stations.items():
            sources = [s for s in self.plant.sources if name in feeding[s]]
            if station.batch == 1 or not sources or any(s not in limited for s in sources):
                continue
            total = sum(limited[s].limit or 0 for s in sources)
            if total < station.batch:
                what = f"{listed(sources)} let only {total} parts into the plant at once"
                mend = "raise their limit, or make the batch smaller"
                self.register.add(("stations", name, "batch"), what, mend)

    def _feeds(self, source: str) -> set[str]:
        """Objects that parts of a source can come to."""
        found: set[str] = set()
        for product in self.coming[source]:
            found |= _reached([source], lambda name: self._next(name, product))  # noqa: B023
        return found

    def _needs(self) -> list[tuple[str, int, Need]]:
        return [
            (name, number, need)
            for name, station in self.plant.stations.items()
            for number, need in enumerate(station.needs)
        ]


def _reached(starts: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    """All that can be reached by `onward`, the starts included."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        for name in onward(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def _wanted(need: Need) -> list[str]:
    """Components that a need names; none means any."""
    if isinstance(need.component, dict):
        return list(need.component.values())
    return [] if need.component is None else [need.component]
