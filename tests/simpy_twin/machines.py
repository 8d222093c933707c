"""Stations and their machines in the twin (rules W, J, X)."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field

import simpy

from carwright.model import Distribution
from simpy_twin.places import MACHINES, MODES, Alarm, Buffer, Part, Place, end
from simpy_twin.stops import Mode, Shifts

Wait = Generator[simpy.Event, object, None]


@dataclass(frozen=True)
class Test:
    """X: shares of parts with a fault by type, and what comes of them."""

    __test__ = False

    rework: Callable[[str], float]
    scrap: Callable[[str], float]
    coverage: float
    rework_to: Place | None
    most: int


@dataclass(frozen=True)
class Need:
    """J1."""

    buffer: Buffer
    quantity: Callable[[str], int]


@dataclass(eq=False)
class Station(Place):
    """Parallel machines with one part each."""

    cycle: Callable[[str], Distribution] = lambda _: Distribution("constant", (1,))
    setup: Distribution | None = None
    """Of every change of type."""
    needs: list[Need] = field(default_factory=list)
    test: Test | None = None
    machines: list[Machine] = field(default_factory=list)
    ready: list[Part] = field(default_factory=list)
    holder: dict[Part, Machine] = field(default_factory=dict)

    def candidates(self) -> Iterable[Part]:
        return list(self.ready)

    def accepts(self, part: Part) -> bool:
        return any(machine.is_open for machine in self.machines)

    def enter(self, part: Part) -> None:
        next(machine for machine in self.machines if machine.is_open).load(part)

    def leave(self, part: Part) -> None:
        """W7."""
        self.ready.remove(part)
        self.holder.pop(part).is_free()


@dataclass(eq=False)
class Machine:
    """One machine: a process for each part, which stops interrupt."""

    station: Station
    number: int
    row: int
    shifts: Shifts | None = None
    finishes: bool = False
    modes: list[Mode] = field(default_factory=list)
    stops: set[Mode] = field(default_factory=set)
    part: Part | None = None
    stage: str = "empty"
    in_hand: bool = False
    process: simpy.Process | None = None
    ends_at: int | None = None
    """When the timed stage will end; None while it stands still."""
    resumption: simpy.Event | None = None
    last_type: str | None = None

    @property
    def world(self):
        return self.station.world

    @property
    def off(self) -> bool:
        """C3."""
        on = self.shifts is None or self.shifts.on
        return not on and not (self.finishes and self.in_hand)

    @property
    def stopped(self) -> bool:
        """D5, C3."""
        return bool(self.stops) or self.off

    @property
    def is_open(self) -> bool:
        """W1."""
        return self.part is None and not self.stopped

    def load(self, part: Part) -> None:
        """W2, W3."""
        self.part = part
        self.stage = "components" if self._needed() else "enter"
        self.try_components()
        self.enter()

    def _needed(self) -> list[tuple[Buffer, int]]:
        assert self.part is not None
        wanted = [(n.buffer, n.quantity(self.part.type)) for n in self.station.needs]
        return [(buffer, quantity) for buffer, quantity in wanted if quantity]

    def try_components(self) -> None:
        """J2: all at once or none; two needs never share a buffer here."""
        if self.stage != "components" or self.stopped:
            return
        if any(len(buffer.parts) < quantity for buffer, quantity in self._needed()):
            return
        for buffer, quantity in self._needed():
            for _ in range(quantity):
                part = buffer.parts[0]
                buffer.leave(part)
                end(part)
            self.world.add("room", buffer)
        self.stage = "enter"
        self.enter()

    def enter(self) -> None:
        """W3, W3.1: in hand from here on."""
        if self.stage == "enter" and not self.stopped:
            self.stage, self.in_hand = "work", True
            self.process = self.world.env.process(self._job())

    def _draw(self, distribution: Distribution, purpose: str) -> int:
        stream = f"{self.station.name}#{self.number}/{purpose}"
        return self.world.luck.duration(distribution, stream)

    def _job(self) -> Wait:
        assert self.part is not None
        changes = self.last_type not in (None, self.part.type)
        if changes and self.station.setup is not None:
            yield from self._elapse(self._draw(self.station.setup, "setup"), ())
        self.last_type = self.part.type
        # A stop that came as the set-up ended keeps the work from being entered (W3).
        while self.stopped:
            yield self._to_be_resumed()
        work = self._draw(self.station.cycle(self.part.type), "work")
        yield from self._elapse(work, [m for m in self.modes if m.clock == "operation"])
        self._finish()
        self.world.settle()

    def _to_be_resumed(self) -> simpy.Event:
        self.resumption = self.world.env.event()
        return self.resumption

    def _elapse(self, left: int, counting: Iterable[Mode]) -> Wait:
        """W8: time that stands still while the machine is stopped; D2, D4: modes that count it."""
        env = self.world.env
        while left > 0:
            while self.stopped:
                yield self._to_be_resumed()
            first = min(
                (m for m in counting if m.start == "immediate"),
                key=lambda m: m.left,
                default=None,
            )
            breaks = first is not None and first.left < left
            span = first.left if breaks else left
            rank = MODES + first.row if breaks else MACHINES + self.row
            begun, self.ends_at = env.now, env.now + left
            try:
                yield Alarm(env, span, rank)
            except simpy.Interrupt:
                breaks = False
            self.ends_at = None
            spent = int(env.now - begun)
            left -= spent
            for mode in counting:
                mode.left -= spent
            if breaks:
                first.begin()
                self.world.settle()

    def suspend(self) -> None:
        """W8; what ends at this very instant is not held (D5)."""
        if self.ends_at is not None and self.ends_at > self.world.now:
            self.ends_at = None
            self.process.interrupt()

    def resume(self) -> None:
        """D6.2."""
        if self.resumption is not None:
            again, self.resumption = self.resumption, None
            again._ok, again._value = True, None
            self.world.env.schedule(again, simpy.events.URGENT)
        elif self.stage == "components":
            self.try_components()
        elif self.stage == "enter":
            self.enter()
        elif self.part is None:
            self.world.add("room", self.station)
            self.world.add("idle", self)

    def _finish(self) -> None:
        """W6, W6.1."""
        part = self.part
        assert part is not None
        self.in_hand = False
        self.stage = "done"
        for mode in self.modes:
            mode.work_ended()
        if self._passes(part):
            self.station.becomes_ready(part)
            self.station.ready.append(part)
            self.station.holder[part] = self
        else:
            end(part)
        for mode in self.modes:
            if mode.due and mode.start == "forced":
                mode.begin()
        self.world.add("offer", self.station)
        if part not in self.station.holder:
            self.is_free()

    def is_free(self) -> None:
        """W7."""
        self.part, self.stage = None, "empty"
        self.world.add("room", self.station)
        self.world.add("idle", self)

    def idle(self) -> None:
        """D3: opportunistic stops."""
        for mode in self.modes:
            if mode.due and mode.start == "opportunistic" and self.part is None:
                mode.begin()

    def _passes(self, part: Part) -> bool:
        """X1-X3; False if the part is scrapped."""
        test = self.station.test
        if test is None:
            return True
        name = f"{self.station.name}#{self.number}"
        scrap, rework = test.scrap(part.type), test.rework(part.type)
        u = self.world.luck.uniform(f"{name}/outcome")
        drawn = 2 if u <= scrap else 1 if u <= scrap + rework else 0
        part.fault = max(part.fault, drawn)
        if not part.fault:
            return True
        if test.coverage < 1 and self.world.luck.uniform(f"{name}/detect") > test.coverage:
            return True
        if part.fault == 2 or test.rework_to is None or part.reworks >= test.most:
            return False
        part.reworks += 1
        part.fault = 0
        part.rework_to = test.rework_to
        return True
