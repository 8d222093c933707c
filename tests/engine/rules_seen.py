"""Which rules of ``docs/semantics.md`` a run has exercised.

`Watched` is the reference engine with open eyes: where a rule decides something, it notes the
rule, with a word where a rule has several cases ("D3 FORCED CYCLES"). What rows of the trace and
tallies can tell is read from them afterwards by `Watched.finish`.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from carwright.compile.schema import (
    NONE,
    Clock,
    Dist,
    InRule,
    MixRule,
    OffRule,
    Order,
    OutRule,
    SourceMode,
    Start,
    State,
    StepWhat,
    WhenFull,
)
from carwright.engine import deadlock
from carwright.engine.protocol import HOUR, ModePhase, Outcome, Stage, TraceCode
from carwright.engine.reference import ReferenceEngine
from carwright.engine.reference.clock import NEVER
from carwright.engine.reference.state import Buffer, Source, Station
from carwright.engine.reference.tally import JOINED, LOST, SCRAPPED, SUNK

CASES: dict[str, str] = {
    "T1": "",
    "T2": "",
    "T3": "",
    "T3.1": "steps changes",
    "T4": "",
    "T5": "",
    "T6": "",
    "T6.1": "exhausted horizon",
    "T6.2": "",
    "T7": "",
    "T7.1": "source mode",
    "T9": "",
    "R1": "",
    "R2": "constant one-way",
    "F1": "",
    "F2": "",
    "F3": "",
    "F4": "FIRST ROUND_ROBIN RANDOM",
    "F4.1": "",
    "F5": "LONGEST_WAITING LISTED tie",
    "F5.1": "",
    "F6": "",
    "F6.1": "limit calendar",
    "F7": "moves components",
    "F8": "buffer conveyor station absent",
    "F9": "",
    "F9.1": "follower itself",
    "W1": "parallel alike",
    "W2": "",
    "W3": "",
    "W3.1": "",
    "W4": "elapses none",
    "W5": "elapses zero",
    "W6": "pieces",
    "W6.1": "",
    "W7": "",
    "W8": "SETUP WORK",
    "J1": "",
    "J2": "",
    "J2.1": "resumes same-buffer",
    "J3": "",
    "X1": "mendable grave kept",
    "X2": "found missed",
    "X3": "rework too-often no-link grave",
    "X3.1": "",
    "X4": "",
    "D1": "asset parallel",
    "D2": "OPERATION CALENDAR CYCLES first",
    "D3": " ".join(f"{start.name}-{clock.name}" for start in Start for clock in Clock),
    "D4": "end-of-work several",
    "D5": "same-instant leaves",
    "D6": "crew off-shift",
    "D6.1": "",
    "D6.2": "suspended components not-entered empty part-loaded",
    "D7": "",
    "C1": "",
    "C1.1": "",
    "C2": "",
    "C3": "KEEP FINISH",
    "C4": "conveyor source crew",
    "C5": "",
    "C5.1": "machine-stops machine-resumes conveyor source crew",
    "S1": " ".join(state.name for state in State),
    "S2": "",
    "S2.1": "",
    "B1": "",
    "B1.1": "",
    "B2": "FIFO LIFO type due",
    "B3": "",
    "V1": "",
    "V2": "",
    "V3": "closed-up free rigid",
    "V4": "",
    "V4.1": "",
    "K1": "waits overtakes",
    "K2": "",
    "K3": "",
    "K4": "",
    "K4.1": "",
    "K5": "",
    "Q1": "single lot",
    "Q2": "WAIT LOSE",
    "Q2.1": "",
    "Q3": "list repeat",
    "Q3.1": "",
    "Q4": "",
    "Q5": "RANDOM LEVEL colour",
    "Q6": "",
    "P1": "OPEN_OBJECT OPEN_MACHINE SET_CAPACITY",
    "P1.1": "clocks follower",
    "N1": "",
    "N2": "",
    "N3": "",
    "N4": "sunk scrapped joined lost",
    "N5": "",
    "Y1": "",
    "Y2": "",
    "Y2.1": "",
    "Y3": "seconds doublings last",
    "Y4": "",
    "Y4.1": "",
    "Y4.2": "",
    "Z1": "",
    "Z1.1": "",
}
"""Rules and the cases that a run can show, by name; an empty text is a rule of one case."""

ELSEWHERE = {
    "T8": "test_t8_a_stall_is_named",
    "T8.1": "test_t8_1_moves_within_an_entry_count",
    "Z2": "test_z2_a_ring_beside_a_living_line_is_told_at_the_end",
}
"""Rules of stalls, which random plants must not have, and of the run as a whole: their tests."""

LABELS: tuple[str, ...] = tuple(
    f"{rule} {case}".strip() for rule, cases in CASES.items() for case in cases.split() or [""]
)

CONTINUOUS = frozenset(Dist) - {Dist.CONSTANT, Dist.EMPIRICAL, Dist.GEOMETRIC}


def rules_written(document: Path) -> list[str]:
    """The numbers of all rules in the document."""
    return re.findall(r"^- \*\*([A-Z]\d+(?:\.\d+)?)\*\*", document.read_text("utf-8"), re.MULTILINE)


class Watched(ReferenceEngine):
    """The reference engine, noting in `witnessed` every rule that decides something."""

    stall_events = 100_000

    def __init__(self, *args: Any, **options: Any) -> None:
        self.witnessed: set[str] = set()
        self.entry_kind = ""
        self.last_event = (-1, -1)
        self.last_step = -1
        self.last_change = -1
        super().__init__(*args, **options)

    def witness(self, label: str, happened: object = True) -> None:
        """The rule has been exercised, if it happened."""
        if happened:
            self.witnessed.add(label)

    # T, R.

    def set_slot(self, slot: int, time: int) -> None:
        self.witness("T2", self.slots[slot] not in (NEVER, time))
        super().set_slot(slot, time)

    def add(self, kind: int, row: int) -> None:
        self.witness("T5", (kind, row) in self.in_ring)
        super().add(kind, row)

    def _carry_out_event(self, slot: int) -> None:
        time, before = self.last_event
        same_class = before >= 0 and self.owners[slot][0] == self.owners[before][0]
        self.witness("T3" if same_class else "T4", time == self.now)
        self.last_event = (self.now, slot)
        super()._carry_out_event(slot)

    def settle(self) -> None:
        self.witness("T6.2", self.unsettled and self.at_instant > 1)
        for conveyor in self.plant.conveyors:
            stands = not conveyor.numbers["accumulating"] and conveyor.head_ready
            self.witness("V1", stands and conveyor.level > 1)
        active = any(station.active_since is not None for station in self.plant.stations)
        pacing = self.plant.pacing
        self.witness("Y4.2", active and not self.calendar_on(pacing))
        super().settle()

    def draw(self, dist: int, stream: Any) -> int:
        kind = self.plant.rows["dist"][dist]["kind"]
        self.witness("T1", kind in CONTINUOUS)
        self.witness("R2 constant", kind == Dist.CONSTANT)
        return super().draw(dist, stream)

    def start(self) -> None:
        self.witness("T7", self.plant.modes and self.plant.calendars)
        super().start()

    def draw_first(self, mode: Any) -> None:
        absent = not self.exists(self.plant.machines[mode.machine])
        self.witness("T7.1 mode", absent and mode.numbers["clock"] == Clock.CALENDAR)
        self.witness("D2 first", mode.numbers["first"] != NONE)
        super().draw_first(mode)

    def starts_to_wait(self, place: Any, part: Any) -> None:
        links = place.routes[part.type]
        drawn = place.out_rule == OutRule.RANDOM and part.link == NONE
        self.witness("R2 one-way", drawn and len(links) == 1)
        random = drawn and len(links) > 1
        self.witness("B1.1", random and isinstance(place, Buffer) and not place.numbers["transit"])
        super().starts_to_wait(place, part)

    # F.

    def offer(self, place: Any) -> None:
        self.entry_kind, before = "offer", self.moves
        super().offer(place)
        self.entry_kind = ""
        self.witness("F7 moves", self.moves > before)

    def room(self, place: Any) -> None:
        self.entry_kind = "room"
        super().room(place)
        self.entry_kind = ""

    def _next_for(self, place: Any) -> Any:
        offers = [self._first_for(place, self.plant.objects[s]) for s in place.suppliers]
        since = [offer[1].since for offer in offers if offer]
        self.witness(f"F5 {place.in_rule.name}", len(since) > 1)
        tie = place.in_rule == InRule.LONGEST_WAITING and since.count(min(since, default=0)) > 1
        self.witness("F5 tie", tie)
        return super()._next_for(place)

    def move(self, place: Any, part: Any, link: Any) -> None:
        choice = part.link == NONE or place.out_rule == OutRule.RANDOM
        several = choice and len(place.routes[part.type]) > 1
        self.witness(f"F4 {place.out_rule.name}", several)
        by_room = self.entry_kind == "room"
        self.witness("F4.1", several and by_room and place.out_rule == OutRule.ROUND_ROBIN)
        self.witness("F1", part.since < self.now)
        works = self.plant.rows["work"]
        self.witness("F3", part.link != NONE and any(w["rework_link"] == part.link for w in works))
        self.witness("F9.1 itself", link.to == place.object)
        self.witness("F9.1 follower", place.followers)
        if isinstance(place, Station):
            self.witness("F6", place.ready[0][0] is not part)
            machine = next(m for p, m in place.ready if p is part)
            self.witness("D5 leaves", self.stopped(machine))
        if isinstance(place, Buffer) and len(place.ready) > 1:
            by_due = "due" if place.numbers["by_due"] else "type"
            order = Order(place.numbers["order"])
            self.witness(f"B2 {by_due if order == Order.PRIORITY else order.name}")
        super().move(place, part, link)
        self.witness("F5.1", by_room and isinstance(place, Buffer) and place.ready)
        self.witness("F9", isinstance(place, Source) and self.can_leave(place))

    def accepts(self, place: Any, part: Any) -> bool:
        accepted = super().accepts(place, part)
        if not accepted:
            self.witness("F8 absent", not place.exists)
            self.witness(f"F8 {type(place).__name__.lower()}", place.exists)
        return accepted

    def can_leave(self, source: Any) -> Any:
        part = super().can_leave(source)
        if part is None and (source.yard or source.next):
            self.witness("F6.1 calendar", not self.calendar_on(source.numbers["calendar"]))
            self.witness("F6.1 limit", source.own >= source.numbers["limit"])
        return part

    # W, J, X.

    def _alike(self, station: Any, one: Any, other: Any) -> bool:
        alike = super()._alike(station, one, other)
        self.witness("W1 alike", not alike)
        return alike

    def station_entered(self, machine: Any, part: Any) -> None:
        station = self.station_of(machine)
        self.witness("W1 parallel", machine is not station.machines[0])
        self.witness("W2", station.numbers["batch"] > 1 and len(machine.parts) > 0)
        super().station_entered(machine, part)

    def resume(self, machine: Any) -> None:
        timed = machine.stage in (Stage.SETUP, Stage.WORK)
        self.witness("W3", timed and not machine.entered)
        self.witness("D6.2 not-entered", timed and not machine.entered)
        self.witness("D6.2 suspended", timed and machine.entered and not machine.running)
        self.witness("D6.2 components", machine.stage == Stage.COMPONENTS)
        loads = machine.stage == Stage.LOAD
        self.witness("D6.2 empty", loads and not machine.parts)
        self.witness("D6.2 part-loaded", loads and machine.parts)
        parts = self.plant.rows["need"] and machine.stage == Stage.COMPONENTS
        super().resume(machine)
        self.witness("J2.1 resumes", parts and machine.stage != Stage.COMPONENTS)

    def _enter_setup(self, machine: Any) -> None:
        key = self._key(machine)
        changes = key is not None and machine.last_key not in (None, key)
        super()._enter_setup(machine)
        elapses = machine.stage == Stage.SETUP
        self.witness("W4 elapses", changes and elapses)
        self.witness("W4 none", changes and not elapses)

    def _end_work(self, machine: Any) -> None:
        self.witness("K3", machine.operators)
        stops = self.plant.rows["mode"] and machine.failures + machine.maintenances
        before = len(self.trace)
        super()._end_work(machine)
        codes = {row[1] for row in self.trace[before:]}
        after = {TraceCode.OUTCOME, TraceCode.SPLIT, TraceCode.STOP} & codes
        self.witness("W6.1", len(after) > 1)
        self.witness("W3.1", TraceCode.STOP in codes and not stops)

    def _free(self, machine: Any) -> None:
        self.witness("W7")
        super()._free(machine)

    def suspend(self, machine: Any) -> None:
        running, stage = machine.running, machine.stage.name
        super().suspend(machine)
        self.witness(f"W8 {stage}", running and not machine.running)

    def take_components(self, machine: Any) -> bool:
        needs = self.needs(machine)
        buffers = Counter(need["object"] for need in needs)
        taken = super().take_components(machine)
        if taken and needs:
            self.witness("J2")
            self.witness("J3")
            self.witness("F7 components", self.entry_kind == "offer")
            self.witness("J1", any(need["type"] != NONE for need in needs))
            self.witness("J2.1 same-buffer", max(buffers.values()) > 1)
        return taken

    def _judge(self, machine: Any, part: Any) -> Outcome:
        station = self.station_of(machine)
        work, before = station.works[part.type], part.fault
        outcome = super()._judge(machine, part)
        self.witness("X3.1", work["rework"] == work["scrap"] == 0)
        self.witness("X1 mendable", part.fault == 1)
        self.witness("X1 grave", part.fault == 2)
        self.witness("X1 kept", before)
        if part.fault and station.numbers["coverage"] < 1:
            self.witness("X2 missed" if outcome == Outcome.ESCAPED else "X2 found")
        self.witness("X3 rework", outcome == Outcome.REWORK)
        if outcome == Outcome.SCRAP:
            often = part.fault == 1 and part.reworks + 1 > station.numbers["max_reworks"]
            self.witness("X3 too-often", often)
            self.witness("X3 no-link", part.fault == 1 and work["rework_link"] == NONE)
            self.witness("X3 grave", part.fault == 2)
        return outcome

    # D, C, K.

    def begin_stop(self, mode: Any) -> None:
        machine = self.plant.machines[mode.machine]
        clock, start = Clock(mode.numbers["clock"]), Start(mode.numbers["start"])
        self.witness(f"D2 {clock.name}")
        self.witness(f"D3 {start.name}-{clock.name}")
        self.witness("D1 asset", mode.numbers["asset"] != NONE)
        self.witness("D1 parallel", len(self.station_of(machine).machines) > 1)
        self.witness("D5 same-instant", machine.running and machine.ends == self.now)
        self.witness("D7", machine.failures + machine.maintenances)
        both = [m for m in machine.modes if m is not mode and self.slots[m.slot] == self.now]
        self.witness("D4 several", both and clock == Clock.OPERATION and start == Start.IMMEDIATE)
        super().begin_stop(mode)

    def work_wears(self, machine: Any) -> None:
        super().work_wears(machine)
        for mode in machine.modes:
            immediate = mode.numbers["start"] == Start.IMMEDIATE
            worn = mode.numbers["clock"] == Clock.OPERATION and mode.left == 0
            counting = mode.phase == ModePhase.COUNTING
            self.witness("D4 end-of-work", immediate and worn and counting)

    def start_repair(self, mode: Any) -> None:
        machine = self.plant.machines[mode.machine]
        off = not self.calendar_on(self.station_of(machine).numbers["calendar"])
        self.witness("D6 off-shift", off)
        self.witness("D6 crew", mode.numbers["crew"] != NONE)
        self.witness("K2", mode.numbers["crew"] != NONE and mode.began < self.now)
        super().start_repair(mode)
        self.witness("D6.1", self.slots[mode.slot] == self.now)

    def calendar_event(self, calendar: Any) -> None:
        self.witness("T3.1 changes", self.last_change == self.now)
        self.last_change = self.now
        before = calendar.state
        super().calendar_event(calendar)
        self.witness("C1", calendar.offset)
        self.witness("C1.1", calendar.state == before)

    def _tell_followers(self, calendar: Any, *, was_on: bool) -> None:
        plant, on = self.plant, self.calendar_on(calendar.row)
        follow = {
            "machine": [
                m for m in plant.machines if self.station_of(m).numbers["calendar"] == calendar.row
            ],
            "conveyor": [c for c in plant.conveyors if c.numbers["calendar"] == calendar.row],
            "source": [s for s in plant.sources if s.numbers["calendar"] == calendar.row],
            "crew": [c for c in plant.crews if c.numbers["calendar"] == calendar.row],
        }
        self.witness("C5", sum(map(bool, follow.values())) > 1)
        self.witness("C4 conveyor", any(c.parts for c in follow["conveyor"]) and not on)
        self.witness("C4 crew", any(c.used for c in follow["crew"]) and not on)
        self.witness("C5.1 conveyor", any(c.parts for c in follow["conveyor"]) and on)
        self.witness("C5.1 crew", follow["crew"] and on)
        self.witness("K4.1", any(c.queue for c in follow["crew"]) and on)
        self.witness("C5.1 source", on and any(self.can_leave(s) for s in follow["source"]))
        super()._tell_followers(calendar, was_on=was_on)

    def _machine_calendar(self, machine: Any) -> None:
        finish = self.station_of(machine).numbers["off_rule"] == OffRule.FINISH
        running = machine.running
        stopped = self.stopped(machine)
        self.witness("C3 FINISH", finish and self.in_hand(machine))
        self.witness("C3 KEEP", stopped and running and not finish)
        self.witness("C5.1 machine-stops" if stopped else "C5.1 machine-resumes")
        super()._machine_calendar(machine)

    def ask(self, crew: Any, people: int, priority: int, asker: Any) -> None:
        before = list(crew.queue)
        super().ask(crew, people, priority, asker)
        self.witness("K1 waits", len(crew.queue) > len(before))
        last = crew.queue[-1].order if crew.queue else NONE
        self.witness("K1 overtakes", len(crew.queue) > len(before) and last != crew.asked - 1)

    def release(self, crew: Any, people: int) -> None:
        self.witness("K4", crew.queue)
        super().release(crew, people)

    def granted(self, request: Any) -> None:
        asker = self.plant.machines[request.machine] if request.machine != NONE else None
        self.witness("K5", asker is not None and self.stopped(asker))
        super().granted(request)

    # B, V.

    def buffer_event(self, buffer: Any) -> None:
        self.witness("B1")
        super().buffer_event(buffer)

    def conveyor_event(self, conveyor: Any) -> None:
        self.witness("V4.1", not self.runs(conveyor))
        told, waits = conveyor.told, not conveyor.head_ready
        super().conveyor_event(conveyor)
        self.witness("V2", conveyor.told and not told)
        self.witness("V4", conveyor.head_ready and waits)

    def _new_head(self, conveyor: Any) -> None:
        super()._new_head(conveyor)
        entered, _ = conveyor.parts[0]
        if not conveyor.numbers["accumulating"]:
            self.witness("V3 rigid")
        else:
            free = conveyor.head_value == entered + conveyor.numbers["travel"]
            self.witness("V3 free" if free else "V3 closed-up")

    # Q, P, N.

    def start_source(self, source: Any) -> None:
        self.witness("T7.1 source", self.now > 0)
        super().start_source(source)

    def source_left(self, source: Any, part: Any) -> None:
        if source.numbers["mode"] == SourceMode.SATURATED:
            self.witness("Q1 single" if source.numbers["lot"] == 1 else "Q1 lot")
        self.witness("Q3 repeat", source.repeating)
        self.witness("Q3 list", source.orders)
        super().source_left(source, part)

    def source_event(self, source: Any) -> None:
        numbers, before = source.numbers, self.moves
        arrives = numbers["mode"] == SourceMode.ARRIVALS
        lost = int(self.counts["ledger"][LOST])
        self.witness("Q3.1", not arrives)
        self.witness(f"Q2 {WhenFull(numbers['when_full']).name}", arrives)
        self.witness("C4 source", arrives and not self.calendar_on(numbers["calendar"]))
        super().source_event(source)
        self.witness("Q2.1", self.moves > before and self.counts["ledger"][LOST] > lost)

    def _draw_kind(self, source: Any) -> tuple[int, int]:
        if len(source.mix) > 1:
            self.witness(f"Q5 {MixRule(source.numbers['mix_rule']).name}")
        self.witness("Q5 colour", len(source.paints) > 1)
        return super()._draw_kind(source)

    def follow(self, source: Any, followed: Any) -> None:
        self.witness("Q4", source.exists and source.follow[followed.type] != NONE)
        self.witness("P1.1 follower", not source.exists)
        super().follow(source, followed)

    def ends(self, part: Any, entry: int, left_source: bool = True) -> None:
        names = {SUNK: "sunk", SCRAPPED: "scrapped", JOINED: "joined", LOST: "lost"}
        self.witness(f"N4 {names[entry]}")
        car = self.plant.rows["type"][part.type]["car"]
        self.witness("N3", entry == SUNK and car)
        self.witness("N5", entry == SUNK and not car)
        super().ends(part, entry, left_source)
        source = self.plant.sources[part.source]
        self.witness("Q6", left_source and source.own == source.numbers["limit"] - 1)

    def step_event(self) -> None:
        row = self.plant.rows["step"][self.step]
        self.witness("T3.1 steps", self.last_step == self.now)
        self.last_step = self.now
        self.witness(f"P1 {StepWhat(row['what']).name}")
        super().step_event()
        if row["what"] == StepWhat.SET_CAPACITY:
            self.witness("B3", self.plant.buffers[row["row"]].level > row["value"])

    def _machine_opens(self, machine: Any) -> None:
        calendar = any(mode.numbers["clock"] == Clock.CALENDAR for mode in machine.modes)
        self.witness("P1.1 clocks", calendar and self.exists(machine))
        super()._machine_opens(machine)

    # What the trace and the tallies tell.

    def finish(self, rows: list[tuple[int, ...]], exhausted: bool) -> set[str]:
        """All that has been seen, given every row of the trace."""
        self._read_states([row for row in rows if row[1] == TraceCode.STATE])
        self._read_works(rows)
        self._read_tallies()
        self.witness("T6.1 exhausted", exhausted)
        self.witness("R1", any(stream.count for stream in self.plant.streams()))
        ring = deadlock.find(self.program, self.waits())
        self.witness("Z1", ring)
        waits = any(machine.stage == Stage.COMPONENTS for machine in self.plant.machines)
        self.witness("Z1.1", waits and not ring)
        return self.witnessed

    def _read_states(self, rows: list[tuple[int, ...]]) -> None:
        for time, _, _, _, begin, state in rows:
            self.witness(f"S1 {State(state).name}")
            self.witness("F2", state == State.BLOCKED)
            self.witness("T6.1 horizon", time == self.horizon)
            self.witness("Y1", begin // self.period < (time - 1) // self.period)

    def _read_works(self, rows: list[tuple[int, ...]]) -> None:
        ended = {(row[0], row[3]) for row in rows if row[1] == TraceCode.STATE}
        finished: set[tuple[int, int]] = set()
        tests = self.plant.rows["station"]
        for time, code, _, machine, _, value in rows:
            if code == TraceCode.FINISH:
                finished.add((time, machine))
                station = self.plant.machines[machine].station
                self.witness("X4", not tests[station]["test"])
                self.witness("C2", tests[station]["calendar"] == NONE)
            if code == TraceCode.WORK:
                self.witness("W5 elapses" if value else "W5 zero")
                self.witness("S2", not value)
                again = (time, machine) in finished and (time, machine) not in ended
                self.witness("S2.1", again and value)
            self.witness("W6 pieces", code == TraceCode.SPLIT)

    def _read_tallies(self) -> None:
        counts = self.tallies()
        leads = counts["lead_time"].sum(axis=(0, 1))
        self.witness("Y3 seconds", leads[:64].sum())
        self.witness("Y3 doublings", leads[64:-1].sum())
        self.witness("Y3 last", leads[-1])
        self.witness("Y2", self.hour_ms > HOUR)
        empty = [b for b in self.plant.buffers if b.capacity == 0]
        self.witness("Y4", counts["bottleneck_sole"].sum())
        self.witness("Y4.1", counts["bottleneck_shift"].sum())
        self.witness("Y2.1", any(counts["store_time"][:, b.store, 0].sum() for b in empty))
        made = counts["ledger"][:2].sum()
        cars = self.plant.rows["type"]
        self.witness("N2", made and not all(row["car"] for row in cars))
