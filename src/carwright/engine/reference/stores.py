"""Buffers and conveyors (rules B and V)."""

from __future__ import annotations

from bisect import insort

from carwright.compile.schema import Order
from carwright.engine.reference.clock import NEVER, OFFER, ROOM
from carwright.engine.reference.state import Buffer, Conveyor, Part
from carwright.engine.reference.stops import Stops


class Stores(Stops):
    """Where parts stand or travel."""

    # Buffers.

    def buffer_entered(self, buffer: Buffer, part: Part) -> None:
        """B1, B1.1."""
        self.level_changes(buffer)
        self.count("store_in", buffer.store)
        part.entered = buffer.entries
        buffer.entries += 1
        transit = buffer.numbers["transit"]
        if transit:
            buffer.coming.append((self.now + transit, part))
            self._set_buffer_slot(buffer)
        else:
            self._becomes_ready(buffer, part)
            self.add(OFFER, buffer.object)

    def buffer_event(self, buffer: Buffer) -> None:
        """B1: every part that is due becomes ready."""
        due = [part for instant, part in buffer.coming if instant <= self.now]
        buffer.coming = [(at, part) for at, part in buffer.coming if at > self.now]
        for part in due:
            self._becomes_ready(buffer, part)
        self._set_buffer_slot(buffer)
        self.add(OFFER, buffer.object)

    def _becomes_ready(self, buffer: Buffer, part: Part) -> None:
        self.starts_to_wait(buffer, part)
        insort(buffer.ready, part, key=lambda other: other.entered)

    def _set_buffer_slot(self, buffer: Buffer) -> None:
        self.set_slot(buffer.slot, min((at for at, _ in buffer.coming), default=NEVER))

    def in_order(self, buffer: Buffer) -> list[Part]:
        """B2: the ready parts, first to leave first."""
        match buffer.numbers["order"]:
            case Order.LIFO:
                return buffer.ready[::-1]
            case Order.PRIORITY if buffer.numbers["by_due"]:
                return sorted(buffer.ready, key=lambda part: part.due)
            case Order.PRIORITY:
                types = self.plant.rows["type"]
                return sorted(buffer.ready, key=lambda part: types[part.type]["priority"])
        return list(buffer.ready)

    def buffer_left(self, buffer: Buffer, part: Part) -> None:
        """A ready part leaves, by a move or as a component."""
        self.level_changes(buffer)
        buffer.ready.remove(part)

    # Conveyors: `read_clock` first, then the change, then `set_conveyor_slot`.

    def runs(self, conveyor: Conveyor) -> bool:
        """V1."""
        accumulating = conveyor.numbers["accumulating"]
        on = self.calendar_on(conveyor.numbers["calendar"])
        return on and bool(accumulating or not conveyor.head_ready)

    def read_clock(self, conveyor: Conveyor, *, ran: bool) -> None:
        """V1: the clock has gone on since it was read last if the belt `ran`."""
        if ran:
            conveyor.clock += self.now - conveyor.read
        conveyor.read = self.now

    def entry_open(self, conveyor: Conveyor) -> bool:
        """V2, the headway alone."""
        last = conveyor.last_entry
        moved = self.now - conveyor.read if self.runs(conveyor) else 0
        return last is None or conveyor.clock + moved >= last + conveyor.numbers["headway"]

    def conveyor_entered(self, conveyor: Conveyor, part: Part) -> None:
        """V2, V3."""
        self.level_changes(conveyor)
        self.count("store_in", conveyor.store)
        self.read_clock(conveyor, ran=self.runs(conveyor))
        conveyor.parts.append((conveyor.clock, part))
        conveyor.last_entry = conveyor.clock
        conveyor.told = conveyor.numbers["headway"] == 0
        if len(conveyor.parts) == 1:
            self._new_head(conveyor)
        self.set_conveyor_slot(conveyor)

    def conveyor_left(self, conveyor: Conveyor) -> None:
        """V4, V4.1: the head leaves."""
        self.level_changes(conveyor)
        self.read_clock(conveyor, ran=self.runs(conveyor))
        conveyor.parts.popleft()
        conveyor.last_left = conveyor.clock
        conveyor.head_ready = False
        if self.entry_open(conveyor):
            conveyor.told = True
        if conveyor.parts:
            self._new_head(conveyor)
        self.set_conveyor_slot(conveyor)
        self.add(ROOM, conveyor.object)

    def _new_head(self, conveyor: Conveyor) -> None:
        """V3: now it is known when the part before it left."""
        entered, _ = conveyor.parts[0]
        conveyor.head_ready = False
        conveyor.head_value = entered + conveyor.numbers["travel"]
        if conveyor.numbers["accumulating"] and conveyor.last_left is not None:
            closed_up = conveyor.last_left + conveyor.numbers["headway"]
            conveyor.head_value = max(conveyor.head_value, closed_up)

    def set_conveyor_slot(self, conveyor: Conveyor) -> None:
        """V4, V4.1: what is due holds the slot at now even while the belt stands."""
        waits = []
        if conveyor.parts and not conveyor.head_ready:
            waits.append(conveyor.head_value - conveyor.clock)
        if not conveyor.told and conveyor.level < conveyor.capacity:
            headway: int = conveyor.numbers["headway"]
            waits.append((conveyor.last_entry or 0) + headway - conveyor.clock)
        if not self.runs(conveyor):
            waits = [wait for wait in waits if wait <= 0]
        self.set_slot(conveyor.slot, self.now + max(0, min(waits)) if waits else NEVER)

    def conveyor_event(self, conveyor: Conveyor) -> None:
        """V4: a head that is ready is offered, then an entry that is open again is told."""
        self.read_clock(conveyor, ran=self.runs(conveyor))
        waits = conveyor.parts and not conveyor.head_ready
        if waits and conveyor.clock >= conveyor.head_value:
            conveyor.head_ready = True
            self.starts_to_wait(conveyor, conveyor.parts[0][1])
            self.add(OFFER, conveyor.object)
        full = conveyor.level >= conveyor.capacity
        if not conveyor.told and not full and self.entry_open(conveyor):
            conveyor.told = True
            self.add(ROOM, conveyor.object)
        self.set_conveyor_slot(conveyor)
