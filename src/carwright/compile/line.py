"""`Line`: a plant whose order of work is fixed, as the departure-time recursion takes it."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from carwright.compile.program import Array, Program
from carwright.compile.schema import FOREVER, NONE, Kind, OffRule, SourceMode

FOLLOWS_NOTHING = -2
"""kFollowsNothing of ``src/native/recursion/line.h``."""

LISTED = 2
"""Sequence::LISTED of ``src/native/recursion/line.h``, after the `MixRule`s."""


@dataclass(frozen=True)
class Branch:
    """A source and places in a row, up to the sink or to a buffer from which a place takes parts.

    A place is a machine with the buffer before it. Numbers are rows of the program, NONE for what
    is not there; those of places are in the order of the way. Edges are those of the flow from the
    source, then into and out of each place; without a buffer before a place `into` is that of the
    object before it, too. A feeder's parts gather in `store` until `quantity` of them are taken
    at once for the work at place `taker` of the whole line, along the edge `taken`.
    """

    types: tuple[int, ...]
    source: int
    released: int
    machines: tuple[int, ...]
    buffers: tuple[int, ...]
    into: tuple[int, ...]
    out_of: tuple[int, ...]
    store: int = NONE
    quantity: int = 1
    taker: int = NONE
    taken: int = NONE


@dataclass(frozen=True)
class Line:
    """The main line and its feeders, each behind the one that it feeds; places are counted through.

    `columns` are the tables of the native recursion (``src/native/recursion_bindings.h``); `modes`
    says which row of the program stands in which of theirs.
    """

    columns: Mapping[str, Array]
    branches: tuple[Branch, ...]
    modes: tuple[int, ...]

    @property
    def first_places(self) -> tuple[int, ...]:
        """Number of the first place of each branch, and of all places."""
        return (0, *np.cumsum([len(branch.machines) for branch in self.branches]).tolist())

    def works_for_one(self) -> int:
        """Works at all stations for a part that leaves the plant."""
        needed: list[int] = []
        ends = self.first_places
        for branch in self.branches:
            fed = bisect_right(ends, branch.taker) - 1
            needed.append(1 if branch.taker == NONE else needed[fed] * branch.quantity)
        places = (len(branch.machines) for branch in self.branches)
        return sum(parts * works for parts, works in zip(needed, places, strict=True))


@dataclass(frozen=True)
class Way:
    """The objects that the parts of a source pass, in order, the last one too.

    `types` are those of its parts in the order of the source's mix or list, all with the same ways
    and needs. `need` is the row of `need` by which they are taken at the end and `fed` the object
    that takes them, both NONE for the way that ends in a sink. `followed` is what the source
    follows, or NONE.
    """

    things: tuple[int, ...]
    types: tuple[int, ...]
    need: int = NONE
    fed: int = NONE
    followed: int = NONE


class Reader:
    """Reads what stands along a way."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._lists: dict[str, list[int]] = {}  # columns that were read, which is faster so
        self.types = self.at("size.types", 0)

    def at(self, column: str, row: int) -> int:
        found = self._lists.get(column)
        if found is None:
            found = self._lists[column] = self.program.columns[column].astype(np.int64).tolist()
        return found[row]

    def name(self, thing: int) -> str:
        return self.program.names.objects[thing]

    def kind(self, thing: int) -> int:
        """A `Kind`."""
        return self.at("object.kind", thing)

    def row(self, thing: int) -> int:
        return self.at("object.row", thing)

    def stations(self, way: Way) -> list[int]:
        return [thing for thing in way.things if self.kind(thing) == Kind.STATION]

    def before_stations(self, way: Way) -> list[int]:
        pairs = itertools.pairwise(way.things)
        return [here for here, there in pairs if self.kind(there) == Kind.STATION]

    def buffers(self, way: Way) -> list[int]:
        """The row of the buffer before each station, or NONE."""
        before = self.before_stations(way)
        return [self.row(t) if self.kind(t) == Kind.BUFFER else NONE for t in before]

    def rooms(self, way: Way) -> list[int]:
        """Places before each station, and behind the last one."""
        before = [0 if b == NONE else self.at("buffer.capacity", b) for b in self.buffers(way)]
        return [*before, self.room_behind(way)]

    def room_behind(self, way: Way) -> int:
        if way.need == NONE:
            return FOREVER
        return self.at("buffer.capacity", self.row(way.things[-1]))

    def machines(self, station: int) -> int:
        return self.at("station.machine_end", station) - self.at("station.machine_begin", station)

    def modes(self, machine: int) -> range:
        return range(self.at("machine.mode_begin", machine), self.at("machine.mode_end", machine))

    def works(self, thing: int, way: Way) -> list[int]:
        """The row of `work` of each type."""
        return [self.row(thing) * self.types + each for each in way.types]

    def laws(self, thing: int, way: Way) -> list[int]:
        """The distribution of each type's cycle time."""
        return [self.at("work.dist", work) for work in self.works(thing, way)]

    def needs(self, thing: int, way: Way) -> range:
        work = self.works(thing, way)[0]
        return range(self.at("work.need_begin", work), self.at("work.need_end", work))

    def edge_from(self, thing: int, way: Way) -> int:
        route = thing * self.types + way.types[0]
        return self.at("link.edge", self.at("route.begin", route))


class _Tables(Reader):
    """Writes the tables of a line."""

    def __init__(self, program: Program, ways: Sequence[Way], horizon: int) -> None:
        super().__init__(program)
        self.ways = ways
        self.horizon = horizon
        self.things = [thing for way in ways for thing in self.stations(way)]
        self.place = {thing: n for n, thing in enumerate(self.things)}
        self.number = {t: n for way in ways for n, t in enumerate(self.stations(way))}
        self.rows = [self.row(thing) for thing in self.things]
        self.first_machines = [self.at("station.machine_begin", row) for row in self.rows]
        self.all_modes = [mode for machine in self.first_machines for mode in self.modes(machine)]

    def line(self) -> Line:
        return Line(
            columns=self._copied() | self._modes() | self._places() | self._branches(),
            branches=tuple(self._branch(way) for way in self.ways),
            modes=tuple(self.all_modes),
        )

    def _branch(self, way: Way) -> Branch:
        stations = self.stations(way)
        feeds = way.need != NONE
        return Branch(
            types=way.types,
            source=self.row(way.things[0]),
            released=self.edge_from(way.things[0], way),
            machines=tuple(self.at("station.machine_begin", self.row(t)) for t in stations),
            buffers=tuple(self.buffers(way)),
            into=tuple(self.edge_from(thing, way) for thing in self.before_stations(way)),
            out_of=tuple(self.edge_from(thing, way) for thing in stations),
            store=self.row(way.things[-1]) if feeds else NONE,
            quantity=self.at("need.quantity", way.need) if feeds else 1,
            taker=self.place[way.fed] if feeds else NONE,
            taken=self.at("need.edge", way.need) if feeds else NONE,
        )

    def _copied(self) -> dict[str, Array]:
        given = self.program.columns
        copied = ("dist.", "point.", "calendar.", "change.", "mix.", "order.release")
        return {name: given[name] for name in given if name.startswith(copied)}

    def _modes(self) -> dict[str, Array]:
        names = ("stream_between", "stream_repair", "first", "between", "repair")
        given = self.program.columns
        return {f"mode.{name}": given[f"mode.{name}"][self.all_modes] for name in names}

    def _places(self) -> dict[str, Array]:
        given = self.program.columns
        modes = np.cumsum([len(self.modes(m)) for m in self.first_machines], dtype=np.int32)
        laws = [self.laws(thing, way) for way in self.ways for thing in self.stations(way)]
        differ = [len(set(each)) > 1 for each in laws]
        works = np.cumsum([len(each) if d else 0 for each, d in zip(laws, differ, strict=True)])
        # Feeders of one place stand side by side, in the order of the places that they feed.
        fed = Counter(way.fed for way in self.ways)
        ends = 1 + np.cumsum([fed[thing] for thing in self.things], dtype=np.int32)
        return {
            "place.stream": given["machine.stream_work"][self.first_machines],
            "place.room": _numbers(r for way in self.ways for r in self.rooms(way)[:-1]),
            "place.transit": _numbers(
                self._transit(b) for way in self.ways for b in self.buffers(way)
            ),
            "place.dist": _rows(each[0] for each in laws),
            "place.works": _rows(np.where(differ, [0, *works[:-1]], NONE)),
            "work.dist": _rows(
                law for each, d in zip(laws, differ, strict=True) if d for law in each
            ),
            "place.machines": _rows(self.machines(row) for row in self.rows),
            "place.calendar": given["station.calendar"][self.rows],
            "place.finish": _rows(given["station.off_rule"][self.rows] == OffRule.FINISH),
            "place.mode_begin": _rows([0, *modes[:-1]]),
            "place.mode_end": modes,
            "place.feeder_begin": _rows([1, *ends[:-1]]),
            "place.feeder_end": ends,
        }

    def _branches(self) -> dict[str, Array]:
        given = self.program.columns
        sources = [self.row(way.things[0]) for way in self.ways]
        arrivals = given["source.mode"][sources] == SourceMode.ARRIVALS
        orders = given["source.mode"][sources] == SourceMode.ORDERS
        ends = np.cumsum([len(self.stations(way)) for way in self.ways])
        feeders = [way for way in self.ways if way.need != NONE]
        stores = [self.row(way.things[-1]) for way in feeders]
        quantities = [self.at("need.quantity", way.need) for way in feeders]
        return {
            "branch.stream": given["source.stream_arrival"][sources],
            "branch.first": given["source.first"][sources],
            "branch.dist": _rows(np.where(arrivals, given["source.dist"][sources], NONE)),
            "branch.followed": _rows(self._followed(way) for way in self.ways),
            "branch.lot": given["source.lot"][sources],
            "branch.calendar": given["source.calendar"][sources],
            "branch.types": _rows(len(way.types) for way in self.ways),
            "branch.sequence": _rows(np.where(orders, LISTED, given["source.mix_rule"][sources])),
            "branch.stream_mix": given["source.stream_mix"][sources],
            "branch.mix_begin": given["source.mix_begin"][sources],
            "branch.order_begin": given["source.order_begin"][sources],
            "branch.order_end": given["source.order_end"][sources],
            "branch.repeat": given["source.repeat"][sources],
            "order.type": self._ordered(),
            "branch.place_begin": _rows([0, *ends[:-1]]),
            "branch.place_end": _rows(ends),
            "branch.quantity": _rows([1, *quantities]),
            "branch.room": _numbers(self.room_behind(way) for way in self.ways),
            "branch.transit": _numbers([0, *(self._transit(store) for store in stores)]),
        }

    def _ordered(self) -> Array:
        """Of each order the place of its type among those of its source."""
        found = np.zeros_like(self.program.columns["order.type"])
        for way in self.ways:
            source = self.row(way.things[0])
            if self.at("source.mode", source) != SourceMode.ORDERS:
                continue
            rows = slice(*(self.at(f"source.order_{side}", source) for side in ("begin", "end")))
            types = self.program.columns["order.type"][rows].tolist()
            found[rows] = [way.types.index(each) for each in types]
        return found

    def _followed(self, way: Way) -> int:
        """Its place on the way that is fed; before the first one stands the source."""
        if way.followed == NONE:
            return FOLLOWS_NOTHING
        if self.kind(way.followed) == Kind.SOURCE:
            return -1
        return self.number[way.followed]

    def _transit(self, buffer: int) -> int:
        """What takes longer than the run does not end in it."""
        return 0 if buffer == NONE else min(self.at("buffer.transit", buffer), self.horizon + 1)


def line_of(program: Program, ways: Sequence[Way], horizon: int) -> Line:
    """The tables of a line whose first way is the main line's; each other one feeds one before."""
    return _Tables(program, ways, horizon).line()


def _rows(numbers: Iterable[int]) -> Array:
    return np.array(list(numbers), dtype=np.int32)


def _numbers(numbers: Iterable[int]) -> Array:
    return np.array(list(numbers), dtype=np.int64)
