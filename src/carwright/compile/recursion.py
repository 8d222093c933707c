"""Recognises the plants whose departures follow from a recursion (`recognise`).

Where parts can't overtake, share or choose, the instant at which a part leaves a place is
``max(max(D[n, j-1], D[n-1, j]) + S[n, j], D[n-b-1, j+1])``: it has come, the part before it has
left, it has been worked on, there is room behind it. No event needs to be awaited then. Such are
the lines of one source, stations, first-in-first-out buffers and one sink, in a row, with
calendars and with failures by working time that begin at once and wait for nobody. Parallel
machines are let in where all parts take equally long. Whatever else a plant has is the event
kernel's business; each rule here names one such thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from carwright.compile.line import Line
from carwright.compile.program import Array, Program
from carwright.compile.schema import (
    FOREVER,
    NONE,
    CalendarState,
    Clock,
    Dist,
    KeyBy,
    Kind,
    OffRule,
    Order,
    SourceMode,
    Start,
    WhenFull,
)

MOST_REASONS = 5
"""Reasons that are named; the first say enough."""

MOST_ROOM = 1_000_000
"""Places of all limited buffers together: the recursion remembers an instant for each."""

MOST_MACHINES = 32
"""Parallel machines of a station (``src/native/recursion/line.h``)."""

MOST_CHANGES = 200_000
"""Changes of a calendar up to which it is compared with others."""

LONGEST = 2**45
"""Horizon in ms (1,100 years) up to which instants are sure not to outgrow an integer."""


@dataclass(frozen=True)
class Recognition:
    """The line that a program is, or why it is none: `reasons` in words, the first few."""

    line: Line | None
    reasons: tuple[str, ...] = ()


def recognise(program: Program, *, horizon: int, of_stations: bool = False) -> Recognition:
    """Whether a run of `horizon` ms follows from the departure-time recursion.

    With `of_stations` the tallies of machines and buffers must follow, too.

    The figures are then those of the event kernel, to the millisecond: departures of such a line
    depend on no order of events (Dallery and Gershwin 1992, "Manufacturing flow line systems: a
    review of models and analytical results", Queueing Systems 12, 3-94).
    """
    plant = _Reader(program, horizon, of_stations)
    reasons = [] if horizon <= LONGEST else [f"the run is longer than {LONGEST:,} ms"]
    reasons += plant.reasons()
    if not reasons:
        return Recognition(plant.line())
    return Recognition(None, tuple(reasons[:MOST_REASONS]))


def turning(program: Program, calendar: int, horizon: int) -> tuple[Array, Array]:
    """Instants before `horizon` at which a calendar turns on, and off; at most `MOST_CHANGES`."""
    columns = program.columns
    begin, end, loop = (
        int(columns[f"calendar.{name}"][calendar]) for name in ("begin", "end", "loop")
    )
    at = columns["change.at"][begin:end].astype(np.int64)
    on = columns["change.state"][begin:end] == CalendarState.ON
    length = int(columns["calendar.length"][calendar])
    if loop != NONE and length > 0:
        times = min(horizon // length + 1, MOST_CHANGES // (end - loop))
        later = np.arange(1, times + 1, dtype=np.int64)[:, np.newaxis] * length
        at = np.concatenate([at, (at[loop - begin :] + later).reshape(-1)])
        on = np.concatenate([on, np.tile(on[loop - begin :], times)])
    turns = np.diff(on.astype(np.int8), prepend=0)
    within = at < horizon
    return at[(turns > 0) & within], at[(turns < 0) & within]


class _Reader:
    """Walks along the way of the parts and looks at every object on it."""

    def __init__(self, program: Program, horizon: int, of_stations: bool) -> None:
        self.program = program
        self.horizon = horizon
        self.of_stations = of_stations
        self.names = program.names
        self.way: list[int] = []
        self.type = NONE

    def at(self, column: str, row: int) -> int:
        return int(self.program.columns[column][row])

    def name(self, thing: int) -> str:
        return self.names.objects[thing]

    def kind(self, thing: int) -> Kind:
        return Kind(self.at("object.kind", thing))

    def row(self, thing: int) -> int:
        return self.at("object.row", thing)

    def reasons(self) -> Iterator[str]:
        """Everything that the recursion can't do, in the order of the way."""
        if self.program.rows("step"):
            yield "phases open objects or change capacities during the run"
        sources = self.program.columns["source.object"].tolist()
        if len(sources) != 1:
            yield f"parts come from {len(sources)} sources"
            return
        yield from self._source(sources[0])
        if self.type == NONE:
            return
        if broken := self._walk(sources[0]):
            yield broken
            return
        yield from self._left_out()
        looks: dict[Kind, Callable[[int], Iterator[str]]] = {
            Kind.STATION: self._station,
            Kind.BUFFER: self._buffer,
            Kind.CONVEYOR: self._conveyor,
        }
        for thing in self.way[1:-1]:
            yield from looks[self.kind(thing)](thing)
        yield from self._row()
        yield from self._calendars()

    def _source(self, thing: int) -> Iterator[str]:
        source, name = self.row(thing), self.name(thing)
        mode = self.at("source.mode", source)
        if mode in (SourceMode.ORDERS, SourceMode.FOLLOWS):
            yield f"source {name!r} works off a list, or follows another object"
            return
        begin, end = self.at("source.mix_begin", source), self.at("source.mix_end", source)
        if end - begin != 1:
            yield f"source {name!r} makes {end - begin} types of parts"
            return
        self.type = self.at("mix.type", begin)
        if self.at("source.limit", source) != FOREVER:
            yield f"source {name!r} limits the parts in the plant"
        if mode == SourceMode.ARRIVALS and self.at("source.when_full", source) == WhenFull.LOSE:
            yield f"source {name!r} loses parts that find no room"

    def _walk(self, start: int) -> str:
        """The way from the source to a sink; why there is none, or nothing."""
        self.way = [start]
        types = self.at("size.types", 0)
        while self.kind(self.way[-1]) != Kind.SINK:
            here = self.way[-1]
            route = here * types + self.type
            ways = self.at("route.end", route) - self.at("route.begin", route)
            if ways != 1:
                return f"from {self.name(here)!r} there are {ways} ways"
            there = self.at("link.to", self.at("route.begin", route))
            if there in self.way:
                return f"parts come back to {self.name(there)!r}"
            self.way.append(there)
        return ""

    def _left_out(self) -> Iterator[str]:
        for thing, name in enumerate(self.names.objects):
            if thing not in self.way:
                yield f"{name!r} is not on the parts' way"
        for thing in self.way:
            if self.at("object.follower_begin", thing) != self.at("object.follower_end", thing):
                yield f"a source follows {self.name(thing)!r}"

    def _station(self, thing: int) -> Iterator[str]:
        station, name = self.row(thing), f"station {self.name(thing)!r}"
        begin = self.at("station.machine_begin", station)
        machines = self.at("station.machine_end", station) - begin
        work = station * self.at("size.types", 0) + self.type
        for wrong, why in (
            (self.at("station.batch", station) != 1, "works on batches"),
            (self.at("station.pieces", station) != 1, "makes several parts of one"),
            (self.at("station.setup_by", station) != KeyBy.NOTHING, "is set up"),
            (self.at("station.operators", station) != 0, "needs operators"),
            (self.at("station.test", station) != 0, "tests"),
            (self.at("work.need_begin", work) != self.at("work.need_end", work), "joins parts"),
        ):
            if wrong:
                yield f"{name} {why}"
        if machines > 1:
            yield from (f"{name} {why}" for why in self._parallel(thing, work))
        if self.of_stations and self.at("station.calendar", station) != NONE:
            yield f"{name} has a calendar, and what it does is asked for"
        for machine in range(begin, begin + machines):
            yield from self._modes(machine)

    def _parallel(self, thing: int, work: int) -> Iterator[str]:
        """Parts must leave in the order in which they came, also of those begun at one instant.

        Of those the one on the lowest machine is ready first. That is the first that came, unless
        it took a higher machine because the lower one was not yet free at that instant: that can't
        be where finished parts leave at once and no two parts come from a station at one instant.
        """
        station = self.row(thing)
        begin, end = (self.at(f"station.machine_{side}", station) for side in ("begin", "end"))
        if end - begin > MOST_MACHINES:
            yield f"has more than {MOST_MACHINES} parallel machines"
        if not self._is_constant(work):
            yield "has parallel machines, on which parts overtake each other"
        if self.mode_end(end - 1) > self.at("machine.mode_begin", begin):
            yield "has parallel machines that stop, so that parts overtake each other"
        stations = self._stations()
        number = stations.index(thing)
        if number + 1 < len(stations) and self._rooms()[number + 1] != FOREVER:
            yield "has parallel machines that may be blocked, so that parts overtake each other"
        if number > 0 and not self._gives_one_by_one(self.row(stations[number - 1])):
            yield "has parallel machines to which several parts may come at one instant"
        if self.of_stations:
            yield "has parallel machines, and what each does is asked for"

    def _is_constant(self, work: int) -> bool:
        return self.at("dist.kind", self.at("work.dist", work)) == Dist.CONSTANT

    def _gives_one_by_one(self, station: int) -> bool:
        """One machine that needs at least a millisecond for each part."""
        work = station * self.at("size.types", 0) + self.type
        least = self.program.columns["dist.a"][self.at("work.dist", work)]
        return self._machines(station) == 1 and self._is_constant(work) and bool(least >= 1.0)

    def _modes(self, machine: int) -> Iterator[str]:
        clocks = {Clock.CALENDAR: "the calendar's time", Clock.CYCLES: "cycles"}
        for mode in range(self.at("machine.mode_begin", machine), self.mode_end(machine)):
            name = f"stop {self.names.modes[mode]!r}"
            if (clock := self.at("mode.clock", mode)) != Clock.OPERATION:
                yield f"{name} counts {clocks[Clock(clock)]}"
            if self.at("mode.start", mode) != Start.IMMEDIATE:
                yield f"{name} waits for the work to end"
            if self.at("mode.crew", mode) != NONE:
                yield f"{name} waits for a crew"

    def mode_end(self, machine: int) -> int:
        return self.at("machine.mode_end", machine)

    def _buffer(self, thing: int) -> Iterator[str]:
        buffer, name = self.row(thing), f"buffer {self.name(thing)!r}"
        if self.at("buffer.order", buffer) == Order.LIFO:
            yield f"{name} gives the last part first"
        if self.at("buffer.capacity", buffer) < 1:
            yield f"{name} has no room"

    def _conveyor(self, thing: int) -> Iterator[str]:
        yield f"{self.name(thing)!r} is a conveyor"

    def _calendars(self) -> Iterator[str]:
        """None turns off at the instant at which one before it turned on.

        In between, work that has just begun makes room for what has not yet been stopped.
        """
        stations = [self.row(thing) for thing in self._stations()]
        used = {self.at("source.calendar", self.row(self.way[0]))}
        used |= {self.at("station.calendar", station) for station in stations}
        listed = sorted(used - {NONE})
        turns = [turning(self.program, row, self.horizon) for row in listed]
        for n, (first, (on, _)) in enumerate(zip(listed, turns, strict=True)):
            for second, (_, off) in zip(listed[n + 1 :], turns[n + 1 :], strict=True):
                if len(np.intersect1d(on, off)):
                    names = self.names.calendars[first], self.names.calendars[second]
                    yield f"calendar {names[0]!r} turns on when {names[1]!r} turns off"
        if any(len(on) + len(off) >= MOST_CHANGES for on, off in turns) and len(listed) > 1:
            yield f"calendars change more than {MOST_CHANGES:,} times"

    def _row(self) -> Iterator[str]:
        """A buffer stands before a station, and there is a station at all."""
        for here, there in zip(self.way, self.way[1:], strict=False):
            if self.kind(here) == Kind.BUFFER and self.kind(there) != Kind.STATION:
                yield f"buffer {self.name(here)!r} stands before no station"
        if not self._stations():
            yield "there is no station"
        limited = [room for room in self._rooms() if room != FOREVER]
        if sum(limited) > MOST_ROOM:
            yield f"the buffers have more than {MOST_ROOM:,} places"

    def _stations(self) -> list[int]:
        return [thing for thing in self.way if self.kind(thing) == Kind.STATION]

    def _before(self, thing: int) -> int:
        return self.way[self.way.index(thing) - 1]

    def _buffers(self) -> list[int]:
        """The row of the buffer before each station, or NONE."""
        before = [self._before(thing) for thing in self._stations()]
        return [self.row(t) if self.kind(t) == Kind.BUFFER else NONE for t in before]

    def _rooms(self) -> list[int]:
        return [0 if b == NONE else self.at("buffer.capacity", b) for b in self._buffers()]

    def _machines(self, station: int) -> int:
        return self.at("station.machine_end", station) - self.at("station.machine_begin", station)

    def _transits(self) -> list[int]:
        return [0 if b == NONE else self.at("buffer.transit", b) for b in self._buffers()]

    def _edge_from(self, thing: int) -> int:
        route = thing * self.at("size.types", 0) + self.type
        return self.at("link.edge", self.at("route.begin", route))

    def line(self) -> Line:
        """The tables; only where there are no reasons against it."""
        stations = self._stations()
        machines = [self.at("station.machine_begin", self.row(thing)) for thing in stations]
        modes = [
            mode
            for machine in machines
            for mode in range(self.at("machine.mode_begin", machine), self.mode_end(machine))
        ]
        return Line(
            columns=self._columns(stations, machines, modes),
            type=self.type,
            machines=tuple(machines),
            buffers=tuple(self._buffers()),
            modes=tuple(modes),
            into=tuple(self._edge_from(self._before(thing)) for thing in stations),
            out_of=tuple(self._edge_from(thing) for thing in stations),
            released=self._edge_from(self.way[0]),
        )

    def _columns(
        self, stations: list[int], machines: list[int], modes: list[int]
    ) -> dict[str, Array]:
        given = self.program.columns
        types = self.at("size.types", 0)
        counts = [self.mode_end(m) - self.at("machine.mode_begin", m) for m in machines]
        ends = np.cumsum(counts, dtype=np.int32)
        works = [self.row(thing) * types + self.type for thing in stations]
        source = self.row(self.way[0])
        saturated = self.at("source.mode", source) == SourceMode.SATURATED
        supply = (
            NONE if saturated else self.at("source.dist", source),
            self.at("source.lot", source),
            self.at("source.calendar", source),
        )
        copied = ("dist.", "point.", "calendar.", "change.")
        columns: dict[str, Array] = {n: given[n] for n in given if n.startswith(copied)}
        rows = [self.row(thing) for thing in stations]
        finish = given["station.off_rule"][rows] == OffRule.FINISH
        columns |= {
            f"mode.{name}": given[f"mode.{name}"][modes]
            for name in ("stream_between", "stream_repair", "first", "between", "repair")
        }
        return columns | {
            "place.stream": given["machine.stream_work"][machines],
            "place.room": np.array(self._rooms(), dtype=np.int64),
            "place.transit": np.array(self._transits(), dtype=np.int64),
            "place.dist": given["work.dist"][works],
            "place.machines": np.array([self._machines(row) for row in rows], dtype=np.int32),
            "place.calendar": given["station.calendar"][rows],
            "place.finish": finish.astype(np.int32),
            "place.mode_begin": (ends - counts).astype(np.int32),
            "place.mode_end": ends,
            "supply": np.array(supply, dtype=np.int32),
            "supply.first": given["source.first"][[source]],
            "supply.stream": given["source.stream_arrival"][[source]],
        }
