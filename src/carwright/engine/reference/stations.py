"""Work at stations: loading, the stages of a machine, tests (rules W, K3, X)."""

from __future__ import annotations

from dataclasses import replace

from carwright.compile.schema import NONE, KeyBy
from carwright.engine.protocol import Outcome, Stage, TraceCode
from carwright.engine.reference.clock import IDLE, OFFER, ROOM
from carwright.engine.reference.components import Components
from carwright.engine.reference.state import Machine, Part, Request, Station
from carwright.engine.reference.tally import PIECES, SCRAPPED

GRAVE, MENDABLE = 2, 1
"""Faults (X1)."""


class Stations(Components):
    """What machines do to parts."""

    # Loading (W1, W2).

    def open_machine(self, station: Station, part: Part) -> Machine | None:
        """W1: a batch that is begun first, then the first by row."""
        found = [m for m in station.machines if self._open_to(station, m, part)]
        return next((m for m in found if m.parts), found[0] if found else None)

    def _open_to(self, station: Station, machine: Machine, part: Part) -> bool:
        return (
            machine.stage == Stage.LOAD
            and len(machine.parts) < station.numbers["batch"]
            and not self.stopped(machine)
            and all(self._alike(station, other, part) for other in machine.parts)
        )

    def _alike(self, station: Station, one: Part, other: Part) -> bool:
        match station.numbers["batch_by"]:
            case KeyBy.TYPE:
                return one.type == other.type
            case KeyBy.COLOUR:
                return one.colour == other.colour
        return True

    def station_entered(self, machine: Machine, part: Part) -> None:
        """W2."""
        self.unsettled.add(machine.row)
        machine.parts.append(part)
        if len(machine.parts) >= self.station_of(machine).numbers["batch"]:
            machine.stage = Stage.COMPONENTS
            machine.entered = False
            self.try_components(machine)

    # The stages (W3). Each is entered only by a machine that is not stopped.

    def try_components(self, machine: Machine) -> None:
        """J2; no needs are met at once."""
        if self.take_components(machine):
            machine.stage = Stage.OPERATORS
            self._ask_for_operators(machine)

    def _ask_for_operators(self, machine: Machine) -> None:
        """K3."""
        numbers = self.station_of(machine).numbers
        if numbers["crew"] == NONE or numbers["operators"] == 0:
            self._operators_there(machine)
        else:
            self.ask(self.plant.crews[numbers["crew"]], numbers["operators"], 0, machine)

    def granted(self, request: Request) -> None:
        """K4, K5."""
        if request.mode != NONE:
            mode = self.plant.modes[request.mode]
            mode.people = request.people
            self.start_repair(mode)
        else:
            machine = self.plant.machines[request.machine]
            machine.operators = request.people
            self._operators_there(machine)

    def _operators_there(self, machine: Machine) -> None:
        machine.stage, machine.entered = Stage.SETUP, False
        if not self.stopped(machine):
            self._enter_setup(machine)

    def _enter_setup(self, machine: Machine) -> None:
        """W4."""
        self.unsettled.add(machine.row)
        machine.entered = True
        station = self.station_of(machine)
        key, last = self._key(machine), machine.last_key
        duration = 0
        if key is not None and last is not None and key != last:
            dist = station.setups[last * station.numbers["setup_keys"] + key]
            duration = 0 if dist == NONE else self.draw(dist, machine.setup)
        if duration:
            self._tell(TraceCode.SETUP, machine, duration)
            self.run_stage(machine, duration)
        else:
            self._setup_done(machine)

    def _key(self, machine: Machine) -> int | None:
        station, part = self.station_of(machine), machine.parts[0]
        match station.numbers["setup_by"]:
            case KeyBy.TYPE:
                key: int = station.works[part.type]["setup_key"]
                return key
            case KeyBy.COLOUR:
                return part.colour
        return None

    def _setup_done(self, machine: Machine) -> None:
        machine.last_key = self._key(machine)
        machine.stage, machine.entered = Stage.WORK, False
        if not self.stopped(machine):
            self._enter_work(machine)

    def _enter_work(self, machine: Machine) -> None:
        """W5."""
        machine.entered = True
        dist = self.station_of(machine).works[machine.parts[0].type]["dist"]
        duration = self.draw(dist, machine.work)
        self._tell(TraceCode.WORK, machine, duration)
        self.run_stage(machine, duration)

    def machine_event(self, machine: Machine) -> None:
        """The timed stage of a machine ends."""
        self.unsettled.add(machine.row)
        if machine.stage == Stage.SETUP:
            self.halt_stage(machine)
            self.count("machine_setups", machine.row)
            self._setup_done(machine)
        else:
            self._end_work(machine)

    def resume(self, machine: Machine) -> None:
        """D6.2, case by case."""
        self.unsettled.add(machine.row)
        match machine.stage:
            case Stage.LOAD:
                self.add(ROOM, self.station_of(machine).object)
                if not machine.parts:
                    self.add(IDLE, machine.row)
            case Stage.COMPONENTS:
                self.try_components(machine)
            case Stage.SETUP if not machine.entered:
                self._enter_setup(machine)
            case Stage.WORK if not machine.entered:
                self._enter_work(machine)
            case Stage.SETUP | Stage.WORK if not machine.running:
                self.run_stage(machine, machine.left)

    # The end of work (W6, W6.1).

    def _end_work(self, machine: Machine) -> None:
        station = self.station_of(machine)
        self._tell(TraceCode.FINISH, machine, len(machine.parts))
        self.count("machine_parts", machine.row, by=len(machine.parts))
        self.count("machine_cycles", machine.row)
        self.work_wears(machine)
        if machine.operators:
            self.release(self.plant.crews[station.numbers["crew"]], machine.operators)
            machine.operators = 0
        machine.stage = Stage.DONE
        machine.parts = [part for part in machine.parts if self._passes_on(machine, part)]
        machine.parts = [piece for part in machine.parts for piece in self._pieces(machine, part)]
        for part in machine.parts:
            self.starts_to_wait(station, part)
            station.ready.append((part, machine))
        self.begin_due_stops(machine, opportunistic=False)
        self.add(OFFER, station.object)
        if not machine.parts:
            self._free(machine)

    def _tell(self, code: TraceCode, machine: Machine, value: int) -> None:
        station = self.station_of(machine).object
        self.tell(code, station, machine.row, machine.parts[0].serial, value)

    def _pieces(self, machine: Machine, part: Part) -> list[Part]:
        """W6: the others are new, alike but for their serial number."""
        station = self.station_of(machine)
        pieces = [part]
        for _ in range(station.numbers["pieces"] - 1):
            piece = replace(part, serial=self.new_serial())
            self.comes_to_be(piece, PIECES)
            self.plant.sources[piece.source].own += 1
            self.tell(TraceCode.SPLIT, station.object, machine.row, piece.serial, part.serial)
            pieces.append(piece)
        return pieces

    def station_left(self, station: Station, part: Part) -> None:
        """F9: a ready part leaves."""
        place = next(n for n, (ready, _) in enumerate(station.ready) if ready is part)
        _, machine = station.ready.pop(place)
        machine.parts.remove(part)
        self.unsettled.add(machine.row)
        if not machine.parts:
            self._free(machine)

    def _free(self, machine: Machine) -> None:
        """W7."""
        machine.stage = Stage.LOAD
        self.add(ROOM, self.station_of(machine).object)
        self.add(IDLE, machine.row)

    # Tests (X).

    def _passes_on(self, machine: Machine, part: Part) -> bool:
        """X3, X4: whether the part stays in the plant."""
        station = self.station_of(machine)
        if not station.numbers["test"]:
            return True
        outcome = self._judge(machine, part)
        self.tell(TraceCode.OUTCOME, station.object, machine.row, part.serial, outcome)
        if outcome == Outcome.SCRAP:
            self.count("test_scrap", station.row)
            edge = station.works[part.type]["scrap_edge"]
            if edge != NONE:
                self.count("edge_parts", edge)
            self.ends(part, SCRAPPED)
            return False
        if outcome == Outcome.REWORK:
            self.count("test_rework", station.row)
            part.reworks += 1
            part.fault = 0
            part.link = station.works[part.type]["rework_link"]
            return True
        self.count("test_passed_again" if part.reworks else "test_passed", station.row)
        if outcome == Outcome.ESCAPED:
            self.count("test_escaped", station.row)
        return True

    def _judge(self, machine: Machine, part: Part) -> Outcome:
        """X1, X2, X3, X3.1."""
        station = self.station_of(machine)
        work, coverage = station.works[part.type], station.numbers["coverage"]
        u = machine.outcome.uniform()
        fault = GRAVE if u <= work["scrap"] else 0
        if not fault and u <= work["scrap"] + work["rework"]:
            fault = MENDABLE
        part.fault = max(part.fault, fault)
        if not part.fault:
            return Outcome.PASS
        if coverage < 1 and machine.detect.uniform() > coverage:
            return Outcome.ESCAPED
        too_often = part.reworks + 1 > station.numbers["max_reworks"]
        if part.fault == GRAVE or too_often or work["rework_link"] == NONE:
            return Outcome.SCRAP
        return Outcome.REWORK
