"""Stops of machines: failures and maintenance, their clocks and repairs (rules D, S1, W8)."""

from __future__ import annotations

from carwright.compile.schema import NONE, CalendarState, Clock, OffRule, Start, State
from carwright.engine.protocol import ModePhase, Stage, TraceCode
from carwright.engine.reference.crews import Crews
from carwright.engine.reference.state import Machine, Mode, Station
from carwright.engine.reference.tally import Counts


class Stops(Crews):
    """When a machine stands, and for how long."""

    def station_of(self, machine: Machine) -> Station:
        """The station that a machine belongs to."""
        return self.plant.stations[machine.station]

    # What a machine is (S1, D5, C3, W3.1).

    def exists(self, machine: Machine) -> bool:
        """P1.1: both it and its station are open."""
        return machine.opened and self.station_of(machine).exists

    def in_hand(self, machine: Machine) -> bool:
        """W3.1: from entering set-up to the end of work."""
        return machine.stage == Stage.WORK or (machine.stage == Stage.SETUP and machine.entered)

    def calendar_state(self, machine: Machine) -> CalendarState:
        """What the machine's calendar says; ON while it finishes what it has in hand (C3)."""
        numbers = self.station_of(machine).numbers
        if numbers["calendar"] == NONE:
            return CalendarState.ON
        if numbers["off_rule"] == OffRule.FINISH and self.in_hand(machine):
            return CalendarState.ON
        return self.plant.calendars[numbers["calendar"]].state

    def stopped(self, machine: Machine) -> bool:
        """D5, C3, P1."""
        return (
            not self.exists(machine)
            or machine.failures + machine.maintenances > 0
            or self.calendar_state(machine) != CalendarState.ON
        )

    def state(self, machine: Machine) -> State:
        """S1: the first that applies."""
        calendar = self.calendar_state(machine)
        if not self.exists(machine) or calendar == CalendarState.OFF:
            return State.UNPLANNED
        if calendar == CalendarState.BREAK:
            return State.PAUSED
        if machine.failures:
            return State.FAILED
        if machine.maintenances:
            return State.PAUSED
        by_stage = {
            Stage.SETUP: State.SETTING_UP,
            Stage.WORK: State.WORKING,
            Stage.DONE: State.BLOCKED,
        }
        return by_stage.get(machine.stage, State.WAITING)

    # The timed stage and the clocks that run with work (W8, D2).

    def run_stage(self, machine: Machine, duration: int) -> None:
        """A timed stage elapses from now on."""
        machine.running = True
        machine.resumed = self.now
        machine.ends = self.now + duration
        self.set_slot(machine.slot, machine.ends)
        if machine.stage == Stage.WORK:
            for mode in self._worn_by_work(machine):
                # D4: at the very end of the work it does not interrupt.
                if mode.numbers["start"] == Start.IMMEDIATE and mode.left < duration:
                    self.set_slot(mode.slot, self.now + mode.left)

    def halt_stage(self, machine: Machine) -> None:
        """The timed stage elapses no longer; clocks of OPERATION have moved (D2)."""
        machine.running = False
        self.clear_slot(machine.slot)
        if machine.stage == Stage.WORK:
            for mode in self._worn_by_work(machine):
                mode.left -= self.now - machine.resumed
                self.clear_slot(mode.slot)

    def _worn_by_work(self, machine: Machine) -> list[Mode]:
        """D7: a mode does not count down while its own stop is due or on."""
        return [
            mode
            for mode in machine.modes
            if mode.numbers["clock"] == Clock.OPERATION and mode.phase == ModePhase.COUNTING
        ]

    def suspend(self, machine: Machine) -> None:
        """W8, D5: a timed stage that has time left stands still."""
        if machine.running and machine.ends > self.now:
            machine.left = machine.ends - self.now
            self.halt_stage(machine)

    # Clocks of modes (D2, D3, D4).

    def draw_clock(self, mode: Mode, dist: int) -> None:
        """D2: the time, or the number of cycles, to the next stop."""
        mode.phase = ModePhase.COUNTING
        mode.left = self.draw(dist, mode.between)
        if mode.numbers["clock"] == Clock.CYCLES:
            mode.left = max(1, mode.left)

    def draw_first(self, mode: Mode) -> None:
        """T7, T7.1."""
        first = mode.numbers["first"]
        self.draw_clock(mode, mode.numbers["between"] if first == NONE else first)
        if self.exists(self.plant.machines[mode.machine]):
            self.start_clock(mode)

    def start_clock(self, mode: Mode) -> None:
        """D2, T7.1: a CALENDAR clock begins to run; the others run with work alone."""
        if mode.numbers["clock"] == Clock.CALENDAR:
            self.set_slot(mode.slot, self.now + mode.left)

    def work_wears(self, machine: Machine) -> None:
        """W6.1, D4: clocks have moved; what has run out falls due at the end of work."""
        self.halt_stage(machine)
        for mode in machine.modes:
            if mode.phase != ModePhase.COUNTING:
                continue
            clock = mode.numbers["clock"]
            if clock == Clock.CYCLES:
                mode.left -= 1
            immediate = mode.numbers["start"] == Start.IMMEDIATE
            counts = clock == Clock.CYCLES or (clock == Clock.OPERATION and not immediate)
            if counts and mode.left <= 0:
                mode.phase = ModePhase.DUE

    def begin_due_stops(self, machine: Machine, *, opportunistic: bool) -> None:
        """W6, D3: FORCED ones at the end of work, OPPORTUNISTIC ones at an idle machine."""
        for mode in machine.modes:
            waits_for_idle = mode.numbers["start"] == Start.OPPORTUNISTIC
            if mode.phase == ModePhase.DUE and waits_for_idle == opportunistic:
                self.begin_stop(mode)

    def idle(self, machine: Machine) -> None:
        """D3: a machine that holds no part lets OPPORTUNISTIC stops begin."""
        if not machine.parts:
            self.begin_due_stops(machine, opportunistic=True)

    # Stops (D3, D6).

    def mode_event(self, mode: Mode) -> None:
        """Its repair ends, or its clock has run out."""
        if mode.phase == ModePhase.REPAIR:
            self._end_stop(mode)
        else:
            self._fall_due(mode)

    def _fall_due(self, mode: Mode) -> None:
        """D3."""
        machine = self.plant.machines[mode.machine]
        match mode.numbers["start"]:
            case Start.FORCED:
                at_once = not self.in_hand(machine)
            case Start.OPPORTUNISTIC:
                at_once = not machine.parts
            case _:
                at_once = True
        if at_once:
            self.begin_stop(mode)
        else:
            mode.phase = ModePhase.DUE

    def begin_stop(self, mode: Mode) -> None:
        """D6, D6.1."""
        machine = self.plant.machines[mode.machine]
        self.suspend(machine)
        self.clear_slot(mode.slot)
        self._count_stop(machine, mode, 1)
        mode.phase, mode.began = ModePhase.CALLING, self.now
        station, planned = self.station_of(machine).object, mode.numbers["planned"]
        self.tell(TraceCode.STOP, station, mode.row, -1, planned)
        self.count("mode_stops", mode.row)
        if mode.numbers["crew"] == NONE:
            self.start_repair(mode)
        else:
            crew = self.plant.crews[mode.numbers["crew"]]
            self.ask(crew, mode.numbers["people"], mode.numbers["priority"], mode)  # K2

    def start_repair(self, mode: Mode) -> None:
        """D6: elapses in all time, also off shift."""
        self.close_call(self.counts, mode)
        mode.phase = ModePhase.REPAIR
        duration = self.draw(mode.numbers["repair"], mode.repair)
        station = self.station_of(self.plant.machines[mode.machine]).object
        self.tell(TraceCode.REPAIR, station, mode.row, -1, duration)
        self.set_slot(mode.slot, self.now + duration)

    def _end_stop(self, mode: Mode) -> None:
        """D6, D6.1."""
        machine = self.plant.machines[mode.machine]
        self.tell(TraceCode.UP, self.station_of(machine).object, mode.row, -1, 0)
        self.close_stop(self.counts, mode)
        if mode.numbers["crew"] != NONE:
            self.release(self.plant.crews[mode.numbers["crew"]], mode.people)
        self.draw_clock(mode, mode.numbers["between"])
        self.start_clock(mode)
        self._count_stop(machine, mode, -1)
        if not self.stopped(machine):
            self.resume(machine)

    def _count_stop(self, machine: Machine, mode: Mode, change: int) -> None:
        self.unsettled.add(machine.row)
        if mode.numbers["planned"]:
            machine.maintenances += change
        else:
            machine.failures += change

    def close_stop(self, counts: Counts, mode: Mode) -> None:
        """The stop until now."""
        self.spread(counts, "mode_down", (mode.row,), mode.began, self.now, 1)

    def close_call(self, counts: Counts, mode: Mode) -> None:
        """The wait for the crew until now."""
        self.spread(counts, "mode_wait", (mode.row,), mode.began, self.now, 1)
