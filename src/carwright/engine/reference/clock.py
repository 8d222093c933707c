"""Time, the calendar of slots, the ring and the trace (rules T), on which all else stands."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush
from typing import ClassVar

import numpy as np

from carwright.compile.program import Program
from carwright.compile.schema import FOREVER
from carwright.engine.draws import Stream, sample
from carwright.engine.protocol import STALL_EVENTS, STALL_NAMED, TRACE_COLUMNS, Column, TraceCode
from carwright.engine.reference.state import Machine, Part, Place, Request, Source
from carwright.engine.reference.tables import Plant

NEVER = 2**63 - 1
"""What an empty slot holds."""

OFFER, ROOM, IDLE, SERVE = range(4)
"""Kinds of ring entries (T5); the second number is an object, object, machine, crew."""

Entry = tuple[int, int]


class Clock:
    """The plant, the clock and what may happen next.

    The engine is one class in layers, each a file: this one at the bottom, then tallies, choices,
    crews, stops, stores, components, stations, sources, flow, phases. A layer calls only what
    lies below it, but for the four methods named at the end of this class.
    """

    stall_events: ClassVar[int] = STALL_EVENTS

    def __init__(
        self, program: Program, seed: int, replication: int, *, horizon: int, period: int
    ) -> None:
        self.program = program
        self.plant = Plant(program, seed, replication)
        self.horizon = horizon
        self.period = period
        self.now = 0
        self.events = 0
        self.moves = 0
        self.serial = 0
        self.step = 0
        self.slots = [NEVER] * self.plant.slot_count
        self.heap: list[tuple[int, int]] = []
        self.ring: deque[Entry] = deque()
        self.in_ring: set[Entry] = set()
        self.trace: list[tuple[int, int, int, int, int, int]] = []
        self.trace_rows = 0
        self.started = False
        self.forked = False
        """Whether it goes on from a run of another program (T9)."""
        self.at_instant = 0
        """Events and ring entries at the present instant (T8)."""
        self.last_objects: deque[int] = deque(maxlen=STALL_NAMED)
        """Objects of the last of them."""

    # The calendar: one slot an entity; the heap may hold entries that slots no longer confirm.

    def set_slot(self, slot: int, time: int) -> None:
        """T2: overwrites; an instant of FOREVER or later is never."""
        self.slots[slot] = time if time < FOREVER else NEVER
        if time < FOREVER:
            heappush(self.heap, (time, slot))

    def clear_slot(self, slot: int) -> None:
        """T2."""
        self.slots[slot] = NEVER

    def next_event(self) -> tuple[int, int] | None:
        """T3: the smallest (time, slot), or None if every slot is empty."""
        while self.heap and self.slots[self.heap[0][1]] != self.heap[0][0]:
            heappop(self.heap)
        return self.heap[0] if self.heap else None

    # The ring (T5).

    def add(self, kind: int, row: int) -> None:
        """T5: an entry that is already in the ring is not added again."""
        entry = (kind, row)
        if entry not in self.in_ring:
            self.in_ring.add(entry)
            self.ring.append(entry)

    def take_entry(self) -> Entry:
        """T5: an entry leaves the ring before it is carried out."""
        entry = self.ring.popleft()
        self.in_ring.discard(entry)
        return entry

    # Standing still (T8).

    def note(self, place: int) -> None:
        """T8: an event, an entry or a move at the present instant, and its object if it has one."""
        self.at_instant += 1
        if place >= 0:
            self.last_objects.append(place)

    def stalled(self) -> bool:
        """T8."""
        return self.at_instant >= self.stall_events

    # The trace.

    def tell(self, code: TraceCode, place: int, row: int, part: int, value: int) -> None:
        """Write a row of the trace if one is kept."""
        if self.trace_rows:
            self.trace.append((self.now, code, place, row, part, value))

    def take_trace(self) -> dict[str, Column]:
        """See `Engine.take_trace`."""
        rows, self.trace = self.trace, []
        columns: list[tuple[int, ...]] = list(zip(*rows, strict=True)) or [()] * len(TRACE_COLUMNS)
        return {
            name: np.array(column, dtype=dtype)
            for (name, dtype), column in zip(TRACE_COLUMNS.items(), columns, strict=True)
        }

    # Draws.

    def draw(self, dist: int, stream: Stream) -> int:
        """T1, R2: the next duration of a row of `dist`."""
        row = self.plant.rows["dist"][dist]
        points = self.plant.rows["point"][row["begin"] : row["end"]]
        values = [point["value"] for point in points]
        cumulative = [point["cumulative"] for point in points]
        a, b, c, d = row["a"], row["b"], row["c"], row["d"]
        return sample(row["kind"], a, b, c, d, values, cumulative, stream)

    # What a lower layer asks of a higher one.

    def granted(self, request: Request) -> None:
        """K4: the people it waited for are there. Stations know what to do."""
        raise NotImplementedError

    def resume(self, machine: Machine) -> None:
        """D6.2. Stations know what to do."""
        raise NotImplementedError

    def can_leave(self, source: Source) -> Part | None:
        """F6.1. Sources know."""
        raise NotImplementedError

    def send(self, place: Place, part: Part) -> bool:
        """F4, F9: move the part if a tried destination accepts it. Flow knows the way."""
        raise NotImplementedError
