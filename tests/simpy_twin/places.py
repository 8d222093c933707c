"""Places of parts in the twin, and how a part gets from one to the next (rules F, B, N, Q)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import simpy

from simpy_twin.luck import Luck

CALENDARS, MODES, MACHINES, BUFFERS, SOURCES = (100_000 * n for n in range(1, 6))
"""Ranks of the events of one instant (T3, T4); SimPy's own urgent events come before all."""


class Alarm(simpy.Event):
    """A timeout that has a rank among those of the same instant."""

    def __init__(self, env: simpy.Environment, delay: int, rank: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, rank, delay)


@dataclass(eq=False)
class Part:
    """Something that flows."""

    type: str
    source: Source
    born: int = 0
    waiting_since: int = 0
    reworks: int = 0
    fault: int = 0
    """0 none, 1 one that can be mended, 2 one that can't."""
    rework_to: Place | None = None
    drawn: Place | None = None
    """The one way that was drawn for it, where the place chooses by share."""


class World:
    """The clock, the luck, and the list of what is still to be done at this instant (T5)."""

    def __init__(self, luck: Luck) -> None:
        self.env = simpy.Environment()
        self.luck = luck
        self.to_do: deque[tuple[str, object]] = deque()
        self.created = self.ended = 0

    @property
    def now(self) -> int:
        return int(self.env.now)

    def add(self, what: str, whom: object) -> None:
        if (what, whom) not in self.to_do:
            self.to_do.append((what, whom))

    def settle(self) -> None:
        while self.to_do:
            what, whom = self.to_do.popleft()
            getattr(whom, what)()


@dataclass(eq=False)
class Place:
    """Where a part can be. Ways are lists of (place, cumulative share) by type."""

    world: World
    name: str
    choose: str = "first"
    serve: str = "longest waiting"
    ways: dict[str, list[tuple[Place, float]]] = field(default_factory=dict)
    suppliers: list[Place] = field(default_factory=list)
    last_used: dict[str, Place] = field(default_factory=dict)

    def candidates(self) -> Iterable[Part]:
        """F6."""
        return ()

    def accepts(self, part: Part) -> bool:
        """F8."""
        raise NotImplementedError

    def enter(self, part: Part) -> None:
        raise NotImplementedError

    def leave(self, part: Part) -> None:
        raise NotImplementedError

    def becomes_ready(self, part: Part) -> None:
        """F1; under `share` the way is drawn here (F4), but not for what goes to rework (F4.1)."""
        part.waiting_since = self.world.now
        ways = self.ways.get(part.type, [])
        part.drawn = None
        if self.choose == "share" and len(ways) > 1 and part.rework_to is None:
            u = self.world.luck.uniform(f"{self.name}/route")
            part.drawn = next(place for place, share in ways if u <= share)

    def tried(self, part: Part) -> list[Place]:
        """Destinations in the order of trying (F3, F4)."""
        if part.rework_to is not None:
            return [part.rework_to]
        if part.drawn is not None:
            return [part.drawn]
        ends = [place for place, _ in self.ways.get(part.type, [])]
        if self.choose == "round robin" and part.type in self.last_used:
            after = ends.index(self.last_used[part.type]) + 1
            ends = ends[after:] + ends[:after]
        return ends

    def offer(self) -> None:
        """F7."""
        while (found := self._first_that_can_go()) is not None:
            move(found[0], self, found[1])

    def _first_that_can_go(self) -> tuple[Part, Place] | None:
        for part in self.candidates():
            for place in self.tried(part):
                if place.accepts(part):
                    return part, place
        return None

    def room(self) -> None:
        """F5, F5.1."""
        while (found := self._called()) is not None:
            part, giver = found
            move(part, giver, self)
            if isinstance(giver, Buffer) and any(True for _ in giver.candidates()):
                self.world.add("offer", giver)

    def _called(self) -> tuple[Part, Place] | None:
        best: tuple[Part, Place] | None = None
        for giver in self.suppliers:
            mine = (p for p in giver.candidates() if self in giver.tried(p) and self.accepts(p))
            part = next(mine, None)
            if part is None:
                continue
            if self.serve == "listed order":
                return part, giver
            if best is None or part.waiting_since < best[0].waiting_since:
                best = part, giver
        return best


def move(part: Part, giver: Place, taker: Place) -> None:
    """F9."""
    world = giver.world
    if part.rework_to is None:
        giver.last_used[part.type] = taker
    part.rework_to = part.drawn = None
    giver.leave(part)
    if isinstance(giver, Source):
        if any(True for _ in giver.candidates()):
            world.add("offer", giver)
    else:
        world.add("room", giver)
    taker.enter(part)


def end(part: Part) -> None:
    """N4, Q6."""
    part.source.world.ended += 1
    part.source.inside -= 1
    if part.source.limit is not None and part.source.inside == part.source.limit - 1:
        part.source.world.add("offer", part.source)


@dataclass(eq=False)
class Sink(Place):
    """N3. Departures as (instant, type, time in the plant)."""

    departures: list[tuple[int, str, int]] = field(default_factory=list)

    def accepts(self, part: Part) -> bool:
        return True

    def enter(self, part: Part) -> None:
        now = self.world.now
        self.departures.append((now, part.type, now - part.born))
        end(part)


@dataclass(eq=False)
class Buffer(Place):
    """B1, B2 (first in, first out). `users` are machines that take components from here."""

    capacity: float = math.inf
    transit: int = 0
    row: int = 0
    level: int = 0
    parts: deque[Part] = field(default_factory=deque)
    """Those that are ready."""
    users: list[Callable[[], None]] = field(default_factory=list)

    def candidates(self) -> Iterator[Part]:
        if self.parts and not self.users:
            yield self.parts[0]

    def accepts(self, part: Part) -> bool:
        return self.level < self.capacity

    def enter(self, part: Part) -> None:
        self.level += 1
        if self.transit:
            self.world.env.process(self._travel(part))
        else:
            self._arrive(part)

    def _travel(self, part: Part) -> Iterator[simpy.Event]:
        yield Alarm(self.world.env, self.transit, BUFFERS + self.row)
        self._arrive(part)
        self.world.settle()

    def _arrive(self, part: Part) -> None:
        self.parts.append(part)
        self.becomes_ready(part)
        self.world.add("offer", self)

    def leave(self, part: Part) -> None:
        self.parts.remove(part)
        self.level -= 1

    def offer(self) -> None:
        super().offer()
        for try_to_begin in self.users:
            try_to_begin()


@dataclass(eq=False)
class Source(Place):
    """Q1, Q2, Q5, Q6. `next_type` gives the type of the next part, `interval` a time (ms)."""

    next_type: Callable[[], str] = str
    interval: Callable[[], int] | None = None
    first: int | None = None
    loses: bool = False
    lot: int = 1
    limit: int | None = None
    row: int = 0
    is_on: Callable[[], bool] = lambda: True
    inside: int = 0
    yard: deque[Part] = field(default_factory=deque)
    left_of_lot: int = 0
    lot_type: str = ""

    def start(self) -> None:
        """T7."""
        if self.interval is None:
            self._draw()
            self.world.add("offer", self)
        else:
            self.world.env.process(self._arrivals(self.interval))

    def _draw(self) -> None:
        if self.left_of_lot == 0:
            self.lot_type, self.left_of_lot = self.next_type(), self.lot
        self.left_of_lot -= 1
        self._into_yard(self.lot_type)

    def _into_yard(self, type_: str) -> Part:
        part = Part(type_, self, born=self.world.now)
        self.yard.append(part)
        self.becomes_ready(part)
        return part

    def _arrivals(self, interval: Callable[[], int]) -> Iterator[simpy.Event]:
        env, rank = self.world.env, SOURCES + self.row
        yield Alarm(env, interval() if self.first is None else self.first, rank)
        while True:
            wait = interval()
            type_ = self.next_type()
            parts = [self._into_yard(type_) for _ in range(self.lot)]
            self.world.created += self.lot
            if self.loses:
                for part in parts:
                    self._move_or_lose(part)
            else:
                self.world.add("offer", self)
            self.world.settle()
            yield Alarm(env, wait, rank)

    def _move_or_lose(self, part: Part) -> None:
        """Q2.1."""
        ends = [p for p in self.tried(part) if p.accepts(part)] if self._may_give() else []
        if ends:
            move(part, self, ends[0])
        else:
            self.yard.remove(part)
            self.world.ended += 1

    def _may_give(self) -> bool:
        return self.is_on() and (self.limit is None or self.inside < self.limit)

    def candidates(self) -> Iterator[Part]:
        """F6.1."""
        if self.yard and self._may_give():
            yield self.yard[0]

    def leave(self, part: Part) -> None:
        self.yard.remove(part)
        self.inside += 1
        if self.interval is None:
            part.born = self.world.now
            self.world.created += 1
            self._draw()
