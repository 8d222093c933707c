"""Where each object is: its shop, and how far along the flow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import TypeVar

from carwright.analysis.flow import Edge as Counted
from carwright.model import Plant
from carwright.report.charts.ways import layers, without_loops
from carwright.report.content import Edge

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Places:
    """Shop (its title, or nothing) and layer in the flow of each object."""

    shops: dict[str, str]
    layer: dict[str, int]

    def shop(self, name: str) -> str:
        """The title of an object's shop, empty if it has none."""
        return self.shops.get(name, "")

    def in_order(self, things: Iterable[Thing], name: Callable[[Thing], str]) -> tuple[Thing, ...]:
        """Things by shop, shops and what is in them in the order of the flow."""
        listed = list(things)
        layers_of: dict[str, list[int]] = {}
        for thing in listed:
            layers_of.setdefault(self.shop(name(thing)), []).append(self.layer.get(name(thing), 0))
        middle = {shop: fmean(found) for shop, found in layers_of.items()}

        def place(thing: Thing) -> tuple[float, str, int]:
            shop = self.shop(name(thing))
            return middle[shop], shop, self.layer.get(name(thing), 0)

        return tuple(sorted(listed, key=place))


def places(plant: Plant | None, ways: Sequence[Counted]) -> Places:
    """Places of all objects; those of a run without a plant have no shops."""
    shops = _shops(plant) if plant else {}
    edges = without_loops([Edge(way.start, way.end, way.parts_per_h) for way in ways])
    for edge in edges:
        # A buffer written as a mere number in the flow is called "a > c": it belongs to a's shop.
        if edge.end not in shops and edge.end.startswith(f"{edge.begin} > "):
            shops[edge.end] = shops.get(edge.begin, "")
    return Places(shops, layers(edges))


def _shops(plant: Plant) -> dict[str, str]:
    titles = {name: shop.title or name for name, shop in plant.shops.items()}
    kinds = (plant.sources, plant.stations, plant.buffers, plant.conveyors, plant.sinks)
    placed = [pair for kind in kinds for pair in kind.items()]
    return {name: titles.get(thing.shop, thing.shop) for name, thing in placed if thing.shop}
