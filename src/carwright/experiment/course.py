"""One replication on its way: advanced period by period, watched, traced, stopped from outside."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from carwright.compile.program import Program
from carwright.engine import deadlock
from carwright.engine.protocol import PART_LIMIT, Engine, Status
from carwright.errors import DeadlockError, PlantOverflow, StallError
from carwright.results.trace import TraceWriter

TRACE_ROWS = 200_000
"""Rows of trace that an engine holds between two writes."""


@dataclass
class Course:
    """Takes one engine to a goal. `stop` is set, and `Engine.interrupt` called, to end it early."""

    program: Program
    engine: Engine
    period: int
    stop: threading.Event
    trace: TraceWriter | None = None

    def advance(self, until: int) -> bool:
        """Advance to `until` (ms); False if it was stopped before.

        Raises:
            DeadlockError: if objects wait only for each other (rule Z1).
            StallError: if time stands still (rule T8).
            PlantOverflow: if more parts are in the plant than an engine holds.
        """
        while self.engine.now < until and not self.stop.is_set():
            moves = self.engine.moves
            status = self._one_period(until)
            if status == Status.INTERRUPTED:
                break
            if status == Status.EXHAUSTED or self.engine.moves == moves:
                self._look_for_deadlock()
        self._write_trace()
        return self.engine.now >= until

    def _one_period(self, until: int) -> Status:
        begun = self.engine.now // self.period
        goal = min((begun + 1) * self.period, until)
        while (status := self.engine.advance(goal)) == Status.TRACE_FULL:
            self._write_trace()
        if status == Status.STALLED:
            raise StallError(self.engine.now, self._standing())
        if status == Status.OVERFLOW:
            raise PlantOverflow("parts in the plant", PART_LIMIT, self.engine.now)
        return status

    def _write_trace(self) -> None:
        if self.trace is not None:
            self.trace.take(self.engine.take_trace())

    def _look_for_deadlock(self) -> None:
        ring = deadlock.find(self.program, self.engine.waits())
        if ring is not None:
            raise DeadlockError([held.name for held in ring], self.engine.now)

    def _standing(self) -> list[str]:
        ids = sorted(set(self.engine.waits()["stall"].tolist()))
        return [self.program.names.objects[n] for n in ids]
