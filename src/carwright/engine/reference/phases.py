"""The frame of the day: start, dated steps and calendars (rules T7, P, C)."""

from __future__ import annotations

from carwright.compile.schema import NONE, CalendarState, StepWhat
from carwright.engine.protocol import TraceCode
from carwright.engine.reference.clock import NEVER, OFFER, ROOM, SERVE
from carwright.engine.reference.flow import Flow
from carwright.engine.reference.state import (
    Buffer,
    Calendar,
    Conveyor,
    Machine,
    Place,
    Source,
    Station,
)

STEP_SLOT = 0


class Phases(Flow):
    """What changes from outside."""

    def start(self) -> None:
        """T7, T7.1."""
        for calendar in self.plant.calendars:
            self.set_slot(calendar.slot, self.next_change(calendar))
        for mode in self.plant.modes:
            self.draw_first(mode)
        for source in self.plant.sources:
            if source.exists:
                self.start_source(source)
        self.unsettled.update(machine.row for machine in self.plant.machines)
        self.set_step_slot()

    # Steps (P1).

    def set_step_slot(self) -> None:
        """T3.1: one slot for all; never before now."""
        steps = self.plant.rows["step"]
        ahead = self.step < len(steps)
        self.set_slot(STEP_SLOT, max(self.now, steps[self.step]["at"]) if ahead else NEVER)

    def step_event(self) -> None:
        """P1, P1.1."""
        row = self.plant.rows["step"][self.step]
        self.tell(TraceCode.STEP, -1, self.step, -1, row["what"])
        self.step += 1
        match row["what"]:
            case StepWhat.OPEN_OBJECT:
                self._open_object(self.plant.objects[row["row"]])
            case StepWhat.OPEN_MACHINE:
                machine = self.plant.machines[row["row"]]
                machine.opened = True
                self._machine_opens(machine)
            case _:
                buffer = self.plant.buffers[row["row"]]
                self.level_changes(buffer)
                buffer.capacity_set = row["value"]
                self.add(ROOM, buffer.object)
        self.set_step_slot()

    def _open_object(self, place: Place) -> None:
        place.exists = True
        if isinstance(place, Source):
            self.start_source(place)
            return
        self.add(ROOM, place.object)
        if isinstance(place, Station):
            for machine in place.machines:
                self._machine_opens(machine)

    def _machine_opens(self, machine: Machine) -> None:
        """P1.1, T7.1."""
        self.unsettled.add(machine.row)
        if self.exists(machine):
            for mode in machine.modes:
                self.start_clock(mode)
            if not self.stopped(machine):
                self.resume(machine)

    # Calendars (C).

    def next_change(self, calendar: Calendar) -> int:
        """C1, C1.1: the instant of the next change."""
        after = calendar.at + 1
        if after < len(calendar.changes):
            at: int = calendar.changes[after]["at"]
            return at + calendar.offset
        if calendar.loop == NONE:
            return NEVER
        again: int = calendar.changes[calendar.loop]["at"]
        return again + calendar.offset + calendar.length

    def calendar_event(self, calendar: Calendar) -> None:
        """C1.1, C5."""
        calendar.at += 1
        if calendar.at == len(calendar.changes):
            calendar.at = calendar.loop
            calendar.offset += calendar.length
        before = calendar.state
        calendar.state = CalendarState(calendar.changes[calendar.at]["state"])
        self.tell(TraceCode.CALENDAR, -1, calendar.row, -1, calendar.state)
        self.set_slot(calendar.slot, max(self.now, self.next_change(calendar)))
        if calendar.state != before:
            self._tell_followers(calendar, was_on=before == CalendarState.ON)

    def _tell_followers(self, calendar: Calendar, *, was_on: bool) -> None:
        """C5, C5.1: machines by row, then conveyors, then sources, then crews."""
        on = calendar.state == CalendarState.ON
        for machine in self.plant.machines:
            if self.station_of(machine).numbers["calendar"] == calendar.row:
                self._machine_calendar(machine)
        for conveyor in self.plant.conveyors:
            if conveyor.numbers["calendar"] == calendar.row:
                self._conveyor_calendar(conveyor, was_on=was_on)
        for source in self.plant.sources:
            if source.numbers["calendar"] == calendar.row and on:
                self.offer_source(source)
        for crew in self.plant.crews:
            if crew.numbers["calendar"] == calendar.row and on:
                self.add(SERVE, crew.row)

    def _machine_calendar(self, machine: Machine) -> None:
        self.unsettled.add(machine.row)
        if self.stopped(machine):
            self.suspend(machine)
        else:
            self.resume(machine)

    def _conveyor_calendar(self, conveyor: Conveyor, *, was_on: bool) -> None:
        ran = was_on and bool(conveyor.numbers["accumulating"] or not conveyor.head_ready)
        self.read_clock(conveyor, ran=ran)
        self.set_conveyor_slot(conveyor)

    # Forks (T9).

    def wake_everything(self) -> None:
        """T9: another program's numbers may have opened a door that nobody has told of."""
        for place in self.plant.objects:
            self.add(OFFER if isinstance(place, Source) else ROOM, place.object)
            if isinstance(place, Buffer):
                self.add(OFFER, place.object)
        for crew in self.plant.crews:
            self.add(SERVE, crew.row)
