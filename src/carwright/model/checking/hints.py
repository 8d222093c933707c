"""What is no fault, but hardly meant: a plant that starves or blocks itself sooner or later."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping

from carwright.model.fault import Fault
from carwright.model.flow import Network, Node, arriving, network
from carwright.model.kinds import PLACED
from carwright.model.plant import Plant
from carwright.model.station import Need

Path = tuple[str | int, ...]

_Coming = Mapping[str, Mapping[str, tuple[str, ...]]]
"""Products that can come to each object, by the source that they come from."""


def hints(plant: Plant) -> list[Fault]:
    """Places of a plant without faults that a planner should look at again."""
    return list(_Looking(plant).hints())


class _Looking:
    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.net = network(plant)
        self.opens = {name: self._opens(node) for name, node in self.net.nodes.items()}
        self._coming: dict[dt.date, _Coming] = {}

    def hints(self) -> Iterator[Fault]:
        yield from self._ways_that_open_later()
        for name, station in self.plant.stations.items():
            for number, need in enumerate(station.needs):
                path = ("stations", name, "needs", number, "from")
                yield from self._feeders_that_open_later(path, name, need)
                yield from self._feeders_that_are_too_few(path, name, need)

    def _opens(self, node: Node) -> dt.date:
        """When an object begins to exist: with its phase, and the first that gives it a number."""
        begins = {name: phase.begin for name, phase in self.plant.phases.items()}
        placed, start = node.placed, self.plant.start
        by_phase: object = getattr(placed, "machines", getattr(placed, "capacity", None))
        named = by_phase if isinstance(by_phase, dict) else {}
        first = min((begins[name] for name in named if name in begins), default=start)
        return max(first, begins.get(placed.phase or "", start), start)

    def _from_each(self, date: dt.date) -> _Coming:
        """What can come to each object from each source, by way of what exists on a date."""
        if date not in self._coming:
            there = {n: node for n, node in self.net.nodes.items() if self.opens[n] <= date}
            links = tuple(x for x in self.net.links if x.start in there and x.end in there)
            reworks = {a: b for a, b in self.net.reworks.items() if a in there and b in there}
            net = Network(there, links, reworks, ())
            self._coming[date] = {
                name: arriving(self.plant.model_copy(update={"sources": {name: source}}), net)
                for name, source in self.plant.sources.items()
                if name in there
            }
        return self._coming[date]

    def _ways_that_open_later(self) -> Iterator[Fault]:
        """A part whose share leads it to what is not there yet waits, and all behind it (F4)."""
        for name, node in self.net.nodes.items():
            if node.placed.choose != "share" or len(self.net.out[name]) < 2:
                continue
            for link in self.net.out[name]:
                opens = self.opens[link.end]
                if opens > self.opens[name] and any(link.shares.values()):
                    group = next(key for key in PLACED if name in getattr(self.plant, key))
                    what = f"parts whose share leads them to {link.end!r} wait until {opens}"
                    what += " and hold up all behind them"
                    mend = "let it exist from the start, or write 'choose: first'"
                    yield Fault((group, name, "choose"), what, mend)

    def _feeders_that_open_later(self, path: Path, station: str, need: Need) -> Iterator[Fault]:
        """Nothing that is needed can come while a part of every feeder is still to be opened."""
        mine = self.opens[station]
        dates = sorted({mine, *(date for date in self.opens.values() if date > mine)})
        first = next((date for date in dates if self._feeders(need, date)), mine)
        if first > mine:
            what = f"what it takes from {need.take_from!r} comes from {first} on only"
            yield Fault(path, what, "let a feeder exist as early as the station")

    def _feeders_that_are_too_few(self, path: Path, station: str, need: Need) -> Iterator[Fault]:
        """Order lists that end before the cars do; one part for each car where it takes more."""
        feeders = self._feeders(need, dt.date.max)
        users = [s for s, coming in self._from_each(dt.date.max).items() if coming[station]]
        fed = sum(self._parts(name) for name in feeders)
        least = _least(need)
        wanted = sum(self._parts(name) for name in users) * least if least else 0
        if feeders and fed < wanted:
            what = f"the orders of {', '.join(map(repr, feeders))} end after {fed:,.0f} parts"
            what += "" if wanted == math.inf else f", and {wanted:,.0f} are needed"
            mend = "write 'repeat: true' there, or give as many orders as are needed"
            yield Fault(path, f"{what}: it waits for ever from then on", mend)
        followers = all(self.plant.sources[name].follows for name in feeders)
        split = any(station.pieces > 1 for station in self.plant.stations.values())
        if feeders and followers and not split and len(feeders) < least:
            what = f"it takes {least} for each car, and {len(feeders)} is made for each"
            yield Fault(path, f"{what}: it waits for ever", "let a feeder work to stock")

    def _feeders(self, need: Need, date: dt.date) -> list[str]:
        """Sources that bring what is needed, by way of what exists on a date."""
        each = self._from_each(date).items()
        return [name for name, coming in each if _brings(coming.get(need.take_from, ()), need)]

    def _parts(self, name: str) -> float:
        source = self.plant.sources[name]
        if source.orders is not None and not source.repeat:
            return len(self.plant.order_lists.get(source.orders, ()))
        return math.inf


def _brings(products: tuple[str, ...], need: Need) -> bool:
    """Whether these hold what is wanted: by name, or anything."""
    if isinstance(need.component, dict):
        return bool(set(products) & set(need.component.values()))
    return bool(products) if need.component is None else need.component in products


def _least(need: Need) -> int:
    """The smallest quantity, over all variants that are named."""
    quantity = need.quantity
    return min(quantity.values(), default=0) if isinstance(quantity, dict) else quantity
