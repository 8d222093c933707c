"""Failures, maintenance and shifts in the twin (rules D, C)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from simpy_twin.places import CALENDARS, MODES, Alarm, Source, World

if TYPE_CHECKING:
    from simpy_twin.machines import Machine


@dataclass(eq=False)
class Mode:
    """One way of one machine to stop. `left` is what is left of its clock, or the cycles."""

    machine: Machine
    clock: str
    start: str
    between: Callable[[], int]
    repair: Callable[[], int]
    row: int
    left: int = 0
    due: bool = False
    over: simpy.Event | None = None

    def __post_init__(self) -> None:
        if self.clock == "cycles" and self.start == "immediate":
            self.start = "forced"  # D4

    def set_out(self, first: int | None = None) -> None:
        """T7: the first time is drawn at 0."""
        self.left = self.between() if first is None else first
        if self.clock == "calendar":
            self.machine.world.env.process(self._by_calendar())

    def _by_calendar(self) -> Iterator[simpy.Event]:
        """D2, D3."""
        world = self.machine.world
        while True:
            yield Alarm(world.env, self.left, MODES + self.row)
            self.due = True
            self.over = world.env.event()
            waits = {
                "immediate": False,
                "forced": self.machine.in_hand,
                "opportunistic": self.machine.part is not None,
            }
            if not waits[self.start]:
                self.begin()
            world.settle()
            yield self.over

    def work_ended(self) -> None:
        """D2, D4: what falls due at the end of work."""
        if self.due or self in self.machine.stops or self.clock == "calendar":
            return
        if self.clock == "cycles":
            self.left -= 1
        if self.left <= 0 and self.start != "immediate":
            self.due = True

    def begin(self) -> None:
        """D6, without a crew."""
        self.due = False
        self.machine.stops.add(self)
        self.machine.suspend()
        self.machine.world.env.process(self._mend())

    def _mend(self) -> Iterator[simpy.Event]:
        machine = self.machine
        yield Alarm(machine.world.env, self.repair(), MODES + self.row)
        machine.stops.remove(self)
        self.left = self.between()
        if self.over is not None:
            self.over._ok, self.over._value = True, None
            machine.world.env.schedule(self.over, simpy.events.URGENT)
            self.over = None
        if not machine.stopped:
            machine.resume()
        machine.world.settle()


@dataclass(eq=False)
class Shifts:
    """C1: changes are (instant, on) in rising order."""

    world: World
    changes: list[tuple[int, bool]]
    row: int
    machines: list[Machine] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    on: bool = True

    def set_out(self) -> None:
        while self.changes and self.changes[0][0] <= 0:
            self.on = self.changes.pop(0)[1]
        self.world.env.process(self._run())

    def _run(self) -> Iterator[simpy.Event]:
        """C5, C5.1."""
        for instant, on in self.changes:
            yield Alarm(self.world.env, instant - self.world.now, CALENDARS + self.row)
            if on != self.on:
                self._change(on)
            self.world.settle()

    def _change(self, on: bool) -> None:
        before = {machine: machine.stopped for machine in self.machines}
        self.on = on
        for machine in self.machines:
            if machine.stopped and not before[machine]:
                machine.suspend()
            elif before[machine] and not machine.stopped:
                machine.resume()
        for source in self.sources:
            if on and any(True for _ in source.candidates()):
                self.world.add("offer", source)
