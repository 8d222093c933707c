"""`Layout`: what every subject of the compiler looks up, dense ids above all."""

from __future__ import annotations

from collections.abc import Iterator

from carwright.compile.distributions import Distributions
from carwright.compile.phases import Timeline, existing
from carwright.compile.schema import NONE
from carwright.compile.streams import stream_key
from carwright.compile.tables import Tables
from carwright.errors import Finding, InvalidScenario
from carwright.model import Conveyor, Plant, Source, Station
from carwright.model.flow import Node, NodeKind, arriving
from carwright.model.part_type import part_types

NO_COLOUR = "-"
"""Name of the one colour of a plant that names none; no given name can begin like this."""


class Layout:
    """A plant on its way into tables.

    `net` holds only what exists within the run, in the order of its ids; `coming` says which
    products can come to each object of it.
    """

    def __init__(self, plant: Plant, timeline: Timeline) -> None:
        self.plant = plant
        self.timeline = timeline
        self.net = existing(plant, timeline)
        self.coming = arriving(plant, self.net)
        self.types = part_types(plant)
        self.colours = plant.colours or (NO_COLOUR,)
        self.tables = Tables()
        self.distributions = Distributions(self.tables)
        self.objects = {name: n for n, name in enumerate(self.net.nodes)}
        self.edges: dict[tuple[str, str], int] = {}
        self.machines: list[str] = []
        self.modes: list[str] = []
        self.assets: list[str] = []
        self.steps: list[tuple[int, int, int, int]] = []
        """(at, StepWhat, row, value) in any order."""
        self._crews = {name: n for n, name in enumerate(plant.crews)}
        self._calendars = {name: n for n, name in enumerate(plant.calendars)}
        self._streams: set[str] = set()

    def of_kind(self, kind: NodeKind) -> Iterator[Node]:
        """The objects of a kind, in the order of their rows in its table."""
        return (node for node in self.net.nodes.values() if node.kind == kind)

    def opens(self, node: Node) -> int:
        """The instant from which an object of the network exists, ms."""
        return self.timeline.opens(node) or 0

    def type_ids(self, product: str) -> tuple[int, ...]:
        """Rows of the types of a variant or component."""
        return tuple(n for n, each in enumerate(self.types) if each.product == product)

    def type_id(self, product: str) -> int:
        """Row of the one type of a product, where parts of it must be alike.

        Raises `InvalidScenario` if options make several types of it.
        """
        found = self.type_ids(product)
        if len(found) > 1:
            what = f"options make {len(found)} types of it, but one is wanted where it is named"
            mend = "name a component as what is needed or follows"
            raise InvalidScenario([Finding(f"variant {product!r}", what, mend)])
        return found[0]

    def crew(self, name: str | None) -> int:
        """Row of a crew, NONE for none."""
        return NONE if name is None else self._crews[name]

    def calendar(self, name: str | None) -> int:
        """Row of a calendar, NONE for none."""
        return NONE if name is None else self._calendars[name]

    def calendar_of(self, placed: Source | Station | Conveyor) -> int:
        """Row of the calendar of an object: its own, else its shop's, else NONE (always on)."""
        shop = None if placed.shop is None else self.plant.shops[placed.shop]
        return self.calendar(placed.calendar or (shop.calendar if shop else None))

    def colour(self, name: str | None) -> int:
        """Id of a colour; the plant's first if none is named."""
        return 0 if name is None else self.colours.index(name)

    def edge(self, start: str, end: str) -> int:
        """Row of the flow from `start` to `end` in the tally of flows, one for all types."""
        return self.edges.setdefault((start, end), len(self.edges))

    def stream(self, name: str) -> int:
        """The key of the stream called `name`.

        Raises `InvalidScenario` if another purpose has that name already: the two would share
        their luck (rule R1).
        """
        if name in self._streams:
            what = "names of objects, assets and failures lead to it twice"
            raise InvalidScenario([Finding(f"random stream {name!r}", what, "rename one of them")])
        self._streams.add(name)
        return stream_key(name)
