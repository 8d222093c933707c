"""Takes an engine to a goal, period by period, and says why if it can't get there.

Between two periods nothing is under way inside the engine: that is when its trace is taken and a
deadlock is looked for (rule Z1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from carwright.compile.program import Program
from carwright.compile.schema import NONE, CalendarState
from carwright.engine import deadlock
from carwright.engine.protocol import PART_LIMIT, Column, Engine, Status
from carwright.errors import DeadlockError, InterruptedRun, PlantOverflow, StallError

Taker = Callable[[dict[str, Column]], None]


@dataclass
class Drive:
    """Drives `engine` in steps of `period` ms; `take` is given its trace piece by piece.

    `stopped` is asked before every period, so that a stop that was asked for between two calls of
    `Engine.advance` is not missed.
    """

    program: Program
    engine: Engine
    period: int
    take: Taker | None = None
    stopped: Callable[[], bool] = lambda: False
    _idle: int = 0

    def to(self, until: int) -> None:
        """Advance to `until` (ms).

        Raises:
            DeadlockError: if objects wait only for each other (rule Z1).
            StallError: if time stands still (rule T8).
            PlantOverflow: if more parts are in the plant than an engine holds.
            InterruptedRun: if it was stopped, or `Engine.interrupt` was called.
        """
        while self.engine.now < until:
            moves = self.engine.moves
            goal = min((self.engine.now // self.period + 1) * self.period, until)
            status = Status.INTERRUPTED if self.stopped() else self._advance(goal)
            if status not in (Status.REACHED, Status.EXHAUSTED):
                raise self._failure(status, until)
            self._idle = self._idle + 1 if self.engine.moves == moves else 0
            if status == Status.EXHAUSTED or self._is_suspicious(until):
                self._look_for_deadlock()
        self._take()

    def _advance(self, goal: int) -> Status:
        while (status := self.engine.advance(goal)) == Status.TRACE_FULL:
            self._take()
        return status

    def _take(self) -> None:
        if self.take is not None:
            self.take(self.engine.take_trace())

    def _is_suspicious(self, until: int) -> bool:
        """Nothing moved, for 1, 2, 4, ... periods in a row, or at the end: a look costs time."""
        at_the_end = self.engine.now >= until and self._idle > 0
        return at_the_end or (self._idle > 0 and self._idle & (self._idle - 1) == 0)

    def _look_for_deadlock(self) -> None:
        picture = self.engine.waits()
        if not self._on_shift(picture):
            return
        ring = deadlock.find(self.program, picture)
        if ring is not None:
            raise DeadlockError([held.name for held in ring], self.engine.now)

    def _on_shift(self, picture: dict[str, Column]) -> bool:
        """Some station could work: off shift it is no wonder that nothing moves."""
        calendars = self.program.columns["station.calendar"]
        states = picture["calendar_state"]
        return any(each == NONE or states[each] == CalendarState.ON for each in set(calendars))

    def _failure(self, status: Status, until: int) -> Exception:
        if status == Status.STALLED:
            objects = sorted(set(self.engine.waits()["stall"].tolist()))
            return StallError(self.engine.now, [self.program.names.objects[n] for n in objects])
        if status == Status.OVERFLOW:
            level = self.engine.waits()["level"]
            fullest = self.program.names.objects[int(level.argmax())]
            what = f"parts in the plant, {level.max():,} of them at {fullest!r}"
            return PlantOverflow(what, PART_LIMIT, self.engine.now)
        return InterruptedRun(self.engine.now, until)
