"""The reference engine: events in their order until an instant (rules T)."""

from __future__ import annotations

from typing import ClassVar

from carwright.compile.program import Program
from carwright.engine import protocol
from carwright.engine.protocol import Column, ModePhase, Status
from carwright.engine.reference import picture, saving
from carwright.engine.reference.clock import IDLE, OFFER, ROOM, Entry
from carwright.engine.reference.phases import Phases


class ReferenceEngine(Phases):
    """One replication in plain Python; see `carwright.engine.protocol.Engine`."""

    name: ClassVar[str] = "reference"
    part_limit: ClassVar[int] = protocol.PART_LIMIT

    def __init__(
        self,
        program: Program,
        seed: int,
        replication: int,
        *,
        horizon: int,
        period: int,
        trace_rows: int = 0,
    ) -> None:
        if horizon <= 0 or period <= 0:
            raise ValueError(f"horizon {horizon} and period {period} must be positive")
        super().__init__(program, seed, replication, horizon=horizon, period=period)
        self.trace_rows = trace_rows
        self.interrupted = False
        self.owners = self._owners()

    # Advancing (T6).

    def advance(self, until: int, max_events: int = 0) -> Status:
        """See `Engine.advance`."""
        if not self.now <= until <= self.horizon:
            raise ValueError(f"until {until} is not between {self.now} and {self.horizon}")
        stop_at = self.events + max_events if max_events else None
        if not self.started:
            self.started = True
            self.start()
        if (status := self._empty_ring()) is not None:
            return status
        while (event := self.next_event()) is not None and event[0] < until:
            if event[0] > self.now:
                self._leave_instant(event[0])
            self._carry_out_event(event[1])
            if (status := self._empty_ring()) is not None:
                return status
            if stop_at is not None and self.events >= stop_at:
                return Status.MAX_EVENTS
        self._arrive_at(until)
        return Status.REACHED if event is not None else Status.EXHAUSTED

    def interrupt(self) -> None:
        """See `Engine.interrupt`."""
        self.interrupted = True

    def _leave_instant(self, time: int) -> None:
        """T6.2."""
        self.settle()
        self.now = time
        self.at_instant = 0
        self.last_objects.clear()

    def _arrive_at(self, until: int) -> None:
        """T6, T6.1."""
        if until > self.now:
            self._leave_instant(until)
        if until == self.horizon:
            for machine in self.plant.machines:
                self.close_state(machine)

    def _empty_ring(self) -> Status | None:
        """T5, T8: until nothing is left that happens at once. Says why to stop, if so."""
        while self.ring:
            if self.stalled():
                return Status.STALLED
            entry = self.take_entry()
            self.note(self._object_of(entry))
            self.carry_out(entry)
        if self.stalled():
            return Status.STALLED
        if self.in_plant > self.part_limit:
            return Status.OVERFLOW
        if self.trace and self.trace_rows - len(self.trace) < protocol.TRACE_MARGIN:
            return Status.TRACE_FULL
        if self.interrupted:
            self.interrupted = False
            return Status.INTERRUPTED
        return None

    def _object_of(self, entry: Entry) -> int:
        kind, row = entry
        if kind in (OFFER, ROOM):
            return row
        if kind == IDLE:
            return self.station_of(self.plant.machines[row]).object
        return -1

    # Events by slot (T3).

    def _owners(self) -> list[tuple[str, int]]:
        """Table and row of every slot."""
        owners = [("step", 0)]
        for table in ("calendar", "mode", "machine", "conveyor", "buffer", "source"):
            owners += [(table, row) for row in range(len(self.plant.rows[table]))]
        return owners

    def _carry_out_event(self, slot: int) -> None:
        self.clear_slot(slot)
        self.events += 1
        table, row = self.owners[slot]
        plant = self.plant
        match table:
            case "calendar":
                self.note(-1)
                self.calendar_event(plant.calendars[row])
            case "mode":
                machine = plant.machines[plant.modes[row].machine]
                self.note(self.station_of(machine).object)
                self.mode_event(plant.modes[row])
            case "machine":
                self.note(self.station_of(plant.machines[row]).object)
                self.machine_event(plant.machines[row])
            case "conveyor":
                self.note(plant.conveyors[row].object)
                self.conveyor_event(plant.conveyors[row])
            case "buffer":
                self.note(plant.buffers[row].object)
                self.buffer_event(plant.buffers[row])
            case "source":
                self.note(plant.sources[row].object)
                self.source_event(plant.sources[row])
            case _:
                self.note(-1)
                self.step_event()

    # Reading and saving.

    def tallies(self) -> dict[str, Column]:
        """See `Engine.tallies`: what is open is closed in a copy."""
        copy = {name: array.copy() for name, array in self.counts.items()}
        self.close_cars(copy)
        self.close_sole(copy, self.now)
        for store in self.plant.stores:
            self.close_level(copy, store)
        for machine in self.plant.machines:
            self.add_state_time(copy, machine)
        for mode in self.plant.modes:
            if mode.phase in (ModePhase.CALLING, ModePhase.REPAIR):
                self.close_stop(copy, mode)
            if mode.phase == ModePhase.CALLING:
                self.close_call(copy, mode)
        for crew in self.plant.crews:
            self.close_use(copy, crew)
        return dict(copy)

    def waits(self) -> dict[str, Column]:
        """See `Engine.waits`."""
        return picture.waits(self)

    def check(self) -> None:
        """See `Engine.check`."""
        picture.check(self)

    def save(self) -> bytes:
        """See `Engine.save`."""
        return saving.save(self)

    @classmethod
    def load(cls, program: Program, data: bytes) -> ReferenceEngine:
        """See `Engine.load`."""
        document = saving.read(program, data)
        engine = cls(
            program,
            document["seed"],
            document["replication"],
            horizon=document["horizon"],
            period=document["period"],
            trace_rows=document["trace_rows"],
        )
        saving.restore(engine, document)
        return engine
