"""Recognises the plants whose departures follow from a recursion (`recognise`).

Where parts can't overtake, share or choose, the instant at which a part leaves a place is
``max(max(D[n, j-1], D[n-1, j]) + S[n, j], D[n-b-1, j+1])``: it has come, the part before it has
left, it has been worked on, there is room behind it. No event needs to be awaited then. Such are
the lines of one source, stations, first-in-first-out buffers and one sink, in a row, with
calendars and with failures by working time that begin at once and wait for nobody; and such lines
whose parts join those of another, by way of a buffer of their own: the main line with its feeders
is a tree. Parts may be of several types that go the same way and take differently long. Parallel
machines are let in where all parts take equally long. Whatever else a plant has is the event
kernel's business; each rule here names one such thing.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from carwright.compile.line import Line, Reader, Way, line_of
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

FARTHEST = 2**61
"""Sum of all times between two looks at them, ms (``src/native/recursion/chain.h``)."""

MOST_OF_BATCH = 512
"""Two batches of parts, the most that pass between two looks (``Chain::batch_of``)."""

MOST_DEEP = 50
"""Feeders that feed feeders, one behind the other."""


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
    plant = _Recogniser(program, horizon, of_stations)
    reasons = [] if horizon <= LONGEST else [f"the run is longer than {LONGEST:,} ms"]
    reasons += plant.reasons()
    if not reasons:
        return Recognition(line_of(program, plant.ways, horizon))
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


class _Recogniser(Reader):
    """Walks along the ways of the parts and looks at every object on them.

    `ways` begins with that of the main line; each other one feeds a station of one before it.
    """

    def __init__(self, program: Program, horizon: int, of_stations: bool) -> None:
        super().__init__(program)
        self.horizon = horizon
        self.of_stations = of_stations
        self.names = program.names
        self.ways: list[Way] = []

    def reasons(self) -> Iterator[str]:
        """Everything that the recursion can't do, in the order of the ways."""
        if self.program.rows("step"):
            yield "phases open objects or change capacities during the run"
        sources = self.program.columns["source.object"].tolist()
        wrong = [why for thing in sources for why in self._mode(thing)]
        yield from wrong
        if wrong:
            return
        for thing in sources:
            yield from self._source(thing)
        if broken := self._find_ways(sources):
            yield broken
            return
        yield from self._cars()
        looks: dict[int, Callable[[Way, int], Iterator[str]]] = {
            Kind.STATION: self._station,
            Kind.BUFFER: self._buffer,
            Kind.CONVEYOR: self._conveyor,
        }
        for way in self.ways:
            for number, thing in enumerate(way.things):
                if (kind := self.kind(thing)) in looks:
                    yield from looks[kind](way, number)
        yield from self._left_out()
        yield from self._rows()
        yield from self._calendars()

    def _mode(self, thing: int) -> Iterator[str]:
        """Without these there is no telling what a source makes."""
        source, name = self.row(thing), self.name(thing)
        follows = self.at("source.mode", source) == SourceMode.FOLLOWS
        if not follows and not self._mixed(source):
            yield f"source {name!r} makes nothing"
        begin, end = (self.at(f"source.mix_{side}", source) for side in ("begin", "end"))
        if len({self.at("mix.type", row) for row in range(begin, end)}) < end - begin:
            yield f"source {name!r} has a type twice in its mix"

    def _mixed(self, source: int) -> tuple[int, ...]:
        """The types that a source makes by itself."""
        table = "order" if self.at("source.mode", source) == SourceMode.ORDERS else "mix"
        begin, end = (self.at(f"source.{table}_{side}", source) for side in ("begin", "end"))
        return tuple(dict.fromkeys(self.at(f"{table}.type", row) for row in range(begin, end)))

    def _source(self, thing: int) -> Iterator[str]:
        source, name = self.row(thing), self.name(thing)
        if self.at("source.limit", source) != FOREVER:
            yield f"source {name!r} limits the parts in the plant"
        arrivals = self.at("source.mode", source) == SourceMode.ARRIVALS
        if arrivals and self.at("source.when_full", source) == WhenFull.LOSE:
            yield f"source {name!r} loses parts that find no room"

    def _find_ways(self, sources: list[int]) -> str:
        """Sorts the ways of all sources into a tree; why there is none, or nothing."""
        found: dict[int, Way] = {}  # by the last object
        passed: dict[int, Way] = {}  # by every object
        followed = self._followed()
        coming = [source for source in sources if source not in followed]
        for source in coming:  # which grows meanwhile
            types = self._made(source, followed, passed)
            if len(types) > 1 and source in followed:
                return (
                    f"source {self.name(source)!r} makes for one type what it does not for others"
                )
            if NONE in types:
                return f"source {self.name(source)!r} makes nothing"
            here, things = source, {source: None}  # in order, and soon searched
            while not self._ends(here):
                there, wrong = self._next(here, types)
                if not wrong and there in things:
                    wrong = f"parts come back to {self.name(there)!r}"
                elif not wrong and there in passed:
                    first, second = (self.name(s) for s in (passed[there].things[0], source))
                    wrong = f"parts from {first!r} and {second!r} meet at {self.name(there)!r}"
                if wrong:
                    return wrong
                here = there
                things[here] = None
            way = Way(tuple(things), types, followed=followed.get(source, NONE))
            found[here] = way
            passed |= dict.fromkeys(things, way)
            coming += [s for s, other in followed.items() if other in things]
        if len(coming) < len(sources):
            return "sources follow each other, or what is not on the parts' way"
        main = [way for end, way in found.items() if self.kind(end) == Kind.SINK]
        if len(main) != 1:
            return f"parts of {len(main)} sources come to a sink"
        return self._add(main[0], found)

    def _followed(self) -> dict[int, int]:
        """What a source follows."""
        found: dict[int, int] = {}
        for thing in range(self.program.rows("object")):
            begin, end = (self.at(f"object.follower_{side}", thing) for side in ("begin", "end"))
            for row in self.program.columns["follower.source"][begin:end].tolist():
                found[self.at("source.object", row)] = thing
        return found

    def _made(
        self, source: int, followed: Mapping[int, int], passed: Mapping[int, Way]
    ) -> tuple[int, ...]:
        """The types of a source's parts."""
        row = self.row(source)
        if source not in followed:
            return self._mixed(row)
        begin = self.at("source.follow_begin", row)
        made = {self.at("follow.type", begin + each) for each in passed[followed[source]].types}
        return tuple(sorted(made))

    def _next(self, here: int, types: tuple[int, ...]) -> tuple[int, str]:
        """Where parts of some types go from an object, or why they don't go one way."""
        found = set[int]()
        for each in types:
            route = here * self.types + each
            begin, end = (self.at(f"route.{side}", route) for side in ("begin", "end"))
            if end - begin != 1:
                return NONE, f"from {self.name(here)!r} there are {end - begin} ways"
            found.add(self.at("link.to", begin))
        if len(found) > 1:
            return NONE, f"from {self.name(here)!r} types go {len(found)} ways"
        return found.pop(), ""

    def _ends(self, here: int) -> bool:
        """A way: in a sink, or in a buffer of components, which has no way out (rule J3)."""
        return self.kind(here) == Kind.SINK or self._users(here) > 0

    def _users(self, thing: int) -> int:
        return self.at("object.user_end", thing) - self.at("object.user_begin", thing)

    def _add(self, main: Way, found: Mapping[int, Way]) -> str:
        """Takes in the main line, then what feeds it, then what feeds that."""
        if main.followed != NONE:
            return f"source {self.name(main.things[0])!r} follows what comes to no sink"
        self.ways = [main]
        deep = {main.things: 0}
        parts = {main.things: 1}
        for way in self.ways:  # which grows meanwhile
            order = {thing: number for number, thing in enumerate(way.things)}
            for thing in self.stations(way):
                needs = self.needs(thing, way)
                if wrong := next(self._needs(thing, way, needs, found), ""):
                    return wrong
                for need in needs:
                    feeder = found[self.at("need.object", need)]
                    if wrong := self._in_step(feeder, need, order, order[thing]):
                        return wrong
                for need in needs:
                    store = self.at("need.object", need)
                    feeder = replace(found[store], need=need, fed=thing)
                    deep[feeder.things] = deep[way.things] + 1
                    parts[feeder.things] = parts[way.things] * self.at("need.quantity", need)
                    self.ways.append(feeder)
            if deep[way.things] > MOST_DEEP:
                return f"feeders feed feeders more than {MOST_DEEP} deep"
        places = sum(len(self.stations(way)) for way in self.ways)
        if (places + MOST_OF_BATCH * sum(parts.values())) * self.horizon > FARTHEST:
            return "the run is too long for so many components"
        return ""

    def _needed(self, work: int) -> tuple[tuple[int, ...], ...]:
        """The components that a work takes."""
        rows = range(self.at("work.need_begin", work), self.at("work.need_end", work))
        columns = ("need.object", "need.type", "need.quantity", "need.edge")
        return tuple(tuple(self.at(column, row) for column in columns) for row in rows)

    def _needs(self, thing: int, way: Way, needs: range, found: Mapping[int, Way]) -> Iterator[str]:
        """What is wrong with the components of a station."""
        name = f"station {self.name(thing)!r}"
        stores = [self.at("need.object", need) for need in needs]
        if len({self._needed(work) for work in self.works(thing, way)}) > 1:
            yield f"{name} needs other components for other types"
        if needs and self.machines(self.row(thing)) > 1:
            yield f"{name} joins parts on parallel machines"
        for need, store in zip(needs, stores, strict=True):
            shelf = self.name(store)
            wanted = self.at("need.type", need)
            if stores.count(store) > 1:
                yield f"{name} takes from {shelf!r} for several needs"
            elif self._users(store) > 1:
                yield f"several stations take components from {shelf!r}"
            elif store not in found:
                yield f"{name} takes from {shelf!r}, to which no line leads"
            elif wanted in found[store].types and len(found[store].types) > 1:
                yield f"{name} picks one of the types that come to {shelf!r}"
            elif wanted not in (NONE, *found[store].types):
                yield f"{name} waits for components that don't come to {shelf!r}"
            elif self.at("need.quantity", need) > self.at("buffer.capacity", self.row(store)):
                yield f"{name} takes more at once than {shelf!r} can hold"

    def _in_step(self, feeder: Way, need: int, order: Mapping[int, int], number: int) -> str:
        """What is wrong with what a feeder follows: it must come before the joint, on its way."""
        other, source = feeder.followed, self.name(feeder.things[0])
        if other == NONE:
            return ""
        if order.get(other, number) >= number:
            return f"source {source!r} follows {self.name(other)!r}, which is not on the way there"
        if self.kind(other) not in (Kind.STATION, Kind.SOURCE):
            return f"source {source!r} follows {self.name(other)!r}, which is no station"
        if self.at("need.quantity", need) != 1:
            return f"parts of source {source!r} come one by one, but more are taken at once"
        return ""

    def _cars(self) -> Iterator[str]:
        cars = self.program.columns["type.car"]
        for way in self.ways:
            if len({bool(cars[each]) for each in way.types}) > 1:
                yield f"source {self.name(way.things[0])!r} makes cars and what is none"

    def _left_out(self) -> Iterator[str]:
        on_a_way = {thing for way in self.ways for thing in way.things}
        for thing, name in enumerate(self.names.objects):
            if thing not in on_a_way:
                yield f"{name!r} is not on the parts' way"

    def _station(self, way: Way, number: int) -> Iterator[str]:
        thing = way.things[number]
        station, name = self.row(thing), f"station {self.name(thing)!r}"
        begin = self.at("station.machine_begin", station)
        machines = self.machines(station)
        for wrong, why in (
            (self.at("station.batch", station) != 1, "works on batches"),
            (self.at("station.pieces", station) != 1, "makes several parts of one"),
            (self.at("station.setup_by", station) != KeyBy.NOTHING, "is set up"),
            (self.at("station.operators", station) != 0, "needs operators"),
            (self.at("station.test", station) != 0, "tests"),
        ):
            if wrong:
                yield f"{name} {why}"
        if machines > 1:
            yield from (f"{name} {why}" for why in self._parallel(way, number))
        if self.of_stations and self.at("station.calendar", station) != NONE:
            yield f"{name} has a calendar, and what it does is asked for"
        for machine in range(begin, begin + machines):
            yield from self._stops(machine)

    def _parallel(self, way: Way, number: int) -> Iterator[str]:
        """Parts must leave in the order in which they came, also of those begun at one instant.

        Of those the one on the lowest machine is ready first. That is the first that came, unless
        it took a higher machine because the lower one was not yet free at that instant. So nothing
        may give several parts in the midst of the works that end at one instant: no blocked
        machine, no station that gives several at once, no work that takes no time, no release of
        the list; nor before them: no calendar that turns on (rule T3).
        """
        thing = way.things[number]
        machine = self.at("station.machine_begin", self.row(thing))
        machines = self.machines(self.row(thing))
        if machines > MOST_MACHINES:
            yield f"has more than {MOST_MACHINES} parallel machines"
        laws = set(self.laws(thing, way))
        if len(laws) > 1 or not self._is_constant_time(laws.pop()):
            yield "has parallel machines, on which parts overtake each other"
        if any(len(self.modes(m)) for m in range(machine, machine + machines)):
            yield "has parallel machines that stop, so that parts overtake each other"
        if self._room_at(way.things[number + 1]) != FOREVER:
            yield "has parallel machines that may be blocked, so that parts overtake each other"
        nearest = way.things[max(number - 2, 0) : number]
        before = [thing for thing in nearest if self.kind(thing) == Kind.STATION][-1:]
        at_once = not before and (
            self._gives_at_a_turn(way) or (number == 1 and self._gives_at_a_release(way))
        )
        if at_once or not all(self._gives_one_by_one(way, thing) for thing in before):
            yield "has parallel machines to which several parts may come at one instant"
        station = self.row(thing)
        finish = self.at("station.off_rule", station) == OffRule.FINISH
        if finish and self.at("station.calendar", station) != NONE:
            yield "has parallel machines that work on when their shift ends"
        if self.of_stations:
            yield "has parallel machines, and what each does is asked for"

    def _room_at(self, thing: int) -> int:
        """For parts that nobody works on yet."""
        if self.kind(thing) == Kind.SINK:
            return FOREVER
        if self.kind(thing) == Kind.BUFFER:
            return self.at("buffer.capacity", self.row(thing))
        return 0

    def _is_constant_time(self, law: int) -> bool:
        """Always the same, and at least a millisecond."""
        least = self.program.columns["dist.a"][law]
        return self.at("dist.kind", law) == Dist.CONSTANT and bool(least >= 1.0)

    def _gives_one_by_one(self, way: Way, thing: int) -> bool:
        """One machine that needs at least a millisecond for each part."""
        return self.machines(self.row(thing)) == 1 and all(
            self._is_constant_time(law) for law in self.laws(thing, way)
        )

    def _gives_at_a_turn(self, way: Way) -> bool:
        """Several parts at once, of other types or other ages, when a shift begins."""
        source = self.row(way.things[0])
        mode = self.at("source.mode", source)
        differ = len(way.types) > 1 or mode in (SourceMode.ARRIVALS, SourceMode.FOLLOWS)
        return differ and self.at("source.calendar", source) != NONE

    def _gives_at_a_release(self, way: Way) -> bool:
        """Several parts of other types at once, by a list, while the works of an instant end."""
        source = self.row(way.things[0])
        begin, end = (self.at(f"source.order_{side}", source) for side in ("begin", "end"))
        listed = self.at("source.mode", source) == SourceMode.ORDERS
        later = any(self.at("order.release", row) > 0 for row in range(begin, end))
        return listed and len(way.types) > 1 and later

    def _stops(self, machine: int) -> Iterator[str]:
        clocks = {Clock.CALENDAR: "the calendar's time", Clock.CYCLES: "cycles"}
        for mode in self.modes(machine):
            name = f"stop {self.names.modes[mode]!r}"
            if (clock := self.at("mode.clock", mode)) != Clock.OPERATION:
                yield f"{name} counts {clocks[Clock(clock)]}"
            if self.at("mode.start", mode) != Start.IMMEDIATE:
                yield f"{name} waits for the work to end"
            if self.at("mode.crew", mode) != NONE:
                yield f"{name} waits for a crew"

    def _buffer(self, way: Way, number: int) -> Iterator[str]:
        thing = way.things[number]
        buffer, name = self.row(thing), f"buffer {self.name(thing)!r}"
        order = self.at("buffer.order", buffer)
        if order == Order.LIFO:
            yield f"{name} gives the last part first"
        source = self.row(way.things[0])
        listed = self.at("source.mode", source) == SourceMode.ORDERS
        if order == Order.PRIORITY and (listed or len(way.types) > 1):
            yield f"{name} gives by priority"
        if self.at("buffer.capacity", buffer) < 1:
            yield f"{name} has no room"

    def _conveyor(self, way: Way, number: int) -> Iterator[str]:
        yield f"{self.name(way.things[number])!r} is a conveyor"

    def _calendars(self) -> Iterator[str]:
        """None turns off at the instant at which one before it turned on.

        In between, work that has just begun makes room for what has not yet been stopped.
        """
        stations = [self.row(thing) for way in self.ways for thing in self.stations(way)]
        used = {self.at("source.calendar", self.row(way.things[0])) for way in self.ways}
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

    def _rows(self) -> Iterator[str]:
        """A buffer of parts stands before a station, and there is a station at all."""
        for way in self.ways:
            for here, there in itertools.pairwise(way.things):
                if self.kind(here) == Kind.BUFFER and self.kind(there) != Kind.STATION:
                    yield f"buffer {self.name(here)!r} stands before no station"
        if not self.stations(self.ways[0]):
            yield "there is no station"
        rooms = (room for way in self.ways for room in self.rooms(way) if room != FOREVER)
        if sum(rooms) > MOST_ROOM:
            yield f"the buffers have more than {MOST_ROOM:,} places"
