"""An auditor of traces: follows every part and every machine, and counts the tallies anew.

It reads program, trace and tallies alone and knows of no engine, so that what both engines might
have read wrongly in ``docs/semantics.md`` has a third reader. It follows what a trace can tell:
where parts are, what stands between two rows of one machine, who is let in.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from carwright.compile.program import Program
from carwright.compile.schema import (
    NONE,
    TABLES,
    CalendarState,
    Kind,
    MixRule,
    Order,
    SourceMode,
    State,
    StepWhat,
)
from carwright.compile.tallies import LEAD_BINS, REWORKS
from carwright.engine.protocol import Outcome, TraceCode
from engine.story import Row

ENDED = -1


@dataclass
class Part:
    """What the trace has told of a part so far."""

    kind: int
    source: int
    born: int
    colour: int
    place: int
    since: int
    reworks: int = 0


@dataclass
class Audit:
    """One run; `faults` names what does not fit, with the rule."""

    program: Program
    horizon: int
    period: int
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = {t.name: [c.name for c in t.columns] for t in TABLES}
        columns = self.program.columns
        self.table = {
            table: [
                dict(zip(fields, values, strict=True))
                for values in zip(*(columns[f"{table}.{f}"].tolist() for f in fields), strict=True)
            ]
            for table, fields in names.items()
        }
        size = self.table["size"][0]
        self.types = size["types"]
        self.parts: dict[int, Part] = {}
        self.inside: dict[int, list[int]] = defaultdict(list)
        """Parts by object, in the order of entering."""
        self.own: Counter[int] = Counter()
        """Q6, by source."""
        self.counted: dict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
        """Tallies anew, by name and place."""
        self.capacity = [b["capacity"] for b in self.table["buffer"]]
        self.opened = {n: o["opens"] for n, o in enumerate(self.table["object"])}
        self.down: Counter[int] = Counter()
        """Stops that are on, by machine."""
        self.followed: Counter[tuple[int, int]] = Counter()
        """Departures that a follower owes a part for, by source and type (Q4)."""
        self.lots: dict[int, list[int]] = defaultdict(list)
        self.began: dict[int, int] = {}
        self.repairs: dict[int, tuple[int, int]] = {}
        self.working: Counter[int] = Counter()
        """Durations of the works that ended, by machine."""
        changes = self.table["change"]
        self.calendar = [changes[row["begin"]]["state"] for row in self.table["calendar"]]
        self.edges = {(row["from"], row["to"]): row["edge"] for row in self.table["link"]}
        self.changed: dict[tuple[str, int], tuple[int, int]] = {}
        """Of tallies of level times time: level and since when, by name and place."""

    def say(self, rule: str, what: str, row: Row) -> None:
        """A fault."""
        self.faults.append(f"{rule}: {what} at {row[0]} ms")

    def run(self, rows: list[Row], states: list[Row], tallies: dict[str, Any]) -> list[str]:
        """All faults."""
        readers: dict[int, Callable[[Row], None]] = {
            TraceCode.CREATE: self._create,
            TraceCode.MOVE: self._move,
            TraceCode.WORK: self._work,
            TraceCode.FINISH: self._finish,
            TraceCode.OUTCOME: self._outcome,
            TraceCode.JOIN: self._join,
            TraceCode.SPLIT: self._split,
            TraceCode.STOP: self._stop,
            TraceCode.REPAIR: self._repair,
            TraceCode.UP: self._up,
            TraceCode.CALENDAR: self._change,
            TraceCode.LOST: self._lost,
            TraceCode.STEP: self._step,
        }
        for before, row in pairwise([(0,) * 6, *rows]):
            if row[0] < before[0]:
                self.say("T3", "time runs backwards", row)
            readers.get(row[1], lambda row: None)(row)
        self._read_states(states)
        for name, place in list(self.changed):
            self.level(name, place, 0, self.horizon)
        self._compare(tallies)
        self._weigh(tallies)
        return self.faults

    def count(self, name: str, row: Row, *place: int, by: int = 1) -> None:
        """Y1: an event in its period."""
        self.counted[name][row[0] // self.period, *place] += by

    def level(self, name: str, place: int, change: int, now: int) -> None:
        """Y1: a level that changes now, times the time for which it held, by periods."""
        level, since = self.changed.get((name, place), (0, 0))
        self._spread(name, place, since, now, level)
        self.changed[name, place] = (level + change, now)

    def _spread(self, name: str, place: int, begin: int, end: int, by: int) -> None:
        for period in range(begin // self.period, (end - 1) // self.period + 1):
            low, high = period * self.period, (period + 1) * self.period
            where = (period,) if name == "cars" else (period, place)
            self.counted[name][where] += (min(end, high) - max(begin, low)) * by

    def _cars(self, row: Row, part: Part, change: int) -> None:
        """N2."""
        if self.table["type"][part.kind]["car"]:
            self.level("cars", 0, change, row[0])

    def _is_off(self, calendar: int) -> bool:
        """C2."""
        return calendar != NONE and self.calendar[calendar] != CalendarState.ON

    # Parts.

    def _create(self, row: Row) -> None:
        time, _, place, kind, serial, colour = row
        source = self.table["object"][place]["row"]
        if serial != len(self.parts):
            self.say("N1", f"part {serial} is the {len(self.parts)}th", row)
        self.parts[serial] = Part(kind, source, time, colour, place, time)
        self.inside[place].append(serial)
        self._cars(row, self.parts[serial], 1)
        mode = self.table["source"][source]["mode"]
        if mode == SourceMode.FOLLOWS:
            self.followed[source, kind] -= 1
            if self.followed[source, kind] < 0:
                self.say("Q4", f"source {source} has made a part for nobody", row)
        elif mode == SourceMode.ORDERS:
            self._ordered(row, source)
        self.lots[source].append(kind)

    def _ordered(self, row: Row, source: int) -> None:
        """Q3."""
        numbers = self.table["source"][source]
        orders = self.table["order"][numbers["order_begin"] : numbers["order_end"]]
        n = len(self.lots[source])
        order = orders[n % len(orders)]
        early = n < len(orders) and row[0] < order["release"]
        if (row[3], row[5]) != (order["type"], order["colour"]) or early:
            self.say("Q3", f"order {n} of source {source} is not in sequence", row)

    def _move(self, row: Row) -> None:
        time, _, to, machine, serial, start = row
        part = self.parts[serial]
        if part.place != start:
            self.say("F1", f"part {serial} leaves {start} and is at {part.place}", row)
            return
        self._leave(row, part)
        self._enter(row, part)
        part.place, part.since = to, time
        if self.table["object"][to]["kind"] == Kind.SINK:
            self._sink(row, part)
        else:
            self.inside[to].append(serial)
        if machine != NONE:
            station = self.table["station"][self.table["machine"][machine]["station"]]
            if self.down[machine] or self._is_off(station["calendar"]):
                self.say("D5", f"part {serial} enters machine {machine}, which is stopped", row)

    def _leave(self, row: Row, part: Part) -> None:
        time, _, _, _, serial, start = row
        place = self.table["object"][start]
        queue = self.inside[start]
        before = list(queue)
        queue.remove(serial)
        for follower in self.table["follower"][place["follower_begin"] : place["follower_end"]]:
            self._owe(row, follower["source"], part.kind)
        if place["kind"] == Kind.SOURCE:
            self.count("source_out", row, place["row"])
            self.own[place["row"]] += 1
            if self._is_off(self.table["source"][place["row"]]["calendar"]):
                self.say("C4", f"part {serial} leaves a source that is off", row)
            if self.own[place["row"]] > self.table["source"][place["row"]]["limit"]:
                self.say("Q6", f"source {place['row']} is beyond its limit", row)
        if place["kind"] == Kind.CONVEYOR:
            belt = self.table["conveyor"][place["row"]]
            if before[0] != serial or time - part.since < belt["travel"]:
                self.say("V3", f"part {serial} overtakes or is too fast", row)
        if place["kind"] == Kind.BUFFER:
            self._leave_buffer(row, part, self.table["buffer"][place["row"]], before)
        if place["kind"] in (Kind.BUFFER, Kind.CONVEYOR):
            self.level("store_level", self._store(start), -1, time)

    def _owe(self, row: Row, source: int, kind: int) -> None:
        """Q4, P1.1."""
        numbers = self.table["source"][source]
        made = self.table["follow"][numbers["follow_begin"] + kind]["type"]
        if made != NONE and row[0] >= self.opened[numbers["object"]]:
            self.followed[source, made] += 1

    def _store(self, place: int) -> int:
        """Row in the tallies of stores: buffers, then conveyors."""
        row: int = self.table["object"][place]["row"]
        is_buffer = self.table["object"][place]["kind"] == Kind.BUFFER
        return row if is_buffer else len(self.capacity) + row

    def _leave_buffer(
        self, row: Row, part: Part, numbers: dict[str, Any], before: list[int]
    ) -> None:
        """B1, B2. Parts in transit come in the order of entering, a component may be of a type."""
        time, code, _, _, serial, _ = row
        if time - part.since < numbers["transit"]:
            self.say("B1", f"part {serial} leaves too early", row)
            return
        if code == TraceCode.JOIN:
            return
        ready = [n for n in before if time - self.parts[n].since >= numbers["transit"]]
        rank = [self.table["type"][self.parts[n].kind]["priority"] for n in ready]
        wrong = False
        if numbers["order"] == Order.FIFO:
            wrong = ready[0] != serial
        elif numbers["order"] == Order.LIFO:
            wrong = ready[-1] != serial and not numbers["transit"]
        elif not numbers["by_due"] and not numbers["transit"]:
            wrong = ready[rank.index(min(rank))] != serial
        if wrong:
            self.say("B2", f"part {serial} leaves out of turn", row)

    def _has_way(self, part: Part, start: int, to: int) -> bool:
        """F3."""
        route = self.table["route"][start * self.types + part.kind]
        links = self.table["link"][route["begin"] : route["end"]]
        if self.table["object"][start]["kind"] == Kind.STATION and part.reworks:
            station = self.table["object"][start]["row"]
            rework = self.table["work"][station * self.types + part.kind]["rework_link"]
            links = [*links, *([self.table["link"][rework]] if rework != NONE else [])]
        return any(link["to"] == to for link in links)

    def _enter(self, row: Row, part: Part) -> None:
        time, _, to, _, serial, start = row
        place = self.table["object"][to]
        if not self._has_way(part, start, to):
            self.say("F3", f"part {serial} of type {part.kind} goes from {start} to {to}", row)
        self.count("edge_parts", row, self.edges[start, to])
        if time < self.opened[to]:
            self.say("P1", f"part {serial} enters {to} before it opens", row)
        level = len(self.inside[to])
        if place["kind"] in (Kind.BUFFER, Kind.CONVEYOR):
            self.count("store_in", row, self._store(to))
            self.level("store_level", self._store(to), 1, time)
        if place["kind"] == Kind.BUFFER and level >= self.capacity[place["row"]]:
            self.say("F8", f"buffer {place['row']} holds {level} and takes part {serial}", row)
        if place["kind"] == Kind.CONVEYOR:
            belt = self.table["conveyor"][place["row"]]
            last = [self.parts[other].since for other in self.inside[to][-1:]]
            if level >= belt["capacity"] or any(time - at < belt["headway"] for at in last):
                self.say("V2", f"conveyor {place['row']} takes part {serial} too soon", row)

    def _sink(self, row: Row, part: Part) -> None:
        sink = self.table["object"][row[2]]["row"]
        self.count("sink_parts", row, sink, part.kind)
        if self.table["type"][part.kind]["car"]:
            self.count("lead_sum", row, sink, by=row[0] - part.born)
            self.count("sink_reworks", row, sink, min(part.reworks, REWORKS - 1))
            self.count("lead_time", row, sink, lead_bin(row[0] - part.born))
        self._end(row, part)

    def _end(self, row: Row, part: Part) -> None:
        part.place = ENDED
        self.own[part.source] -= 1
        self._cars(row, part, -1)

    def _lost(self, row: Row) -> None:
        part = self.parts[row[4]]
        self.inside[row[2]].remove(row[4])
        self.count("source_lost", row, self.table["object"][row[2]]["row"])
        part.place = ENDED
        self._cars(row, part, -1)

    def _join(self, row: Row) -> None:
        """J2: a component leaves its buffer for good."""
        part, buffer = self.parts[row[4]], row[5]
        if part.place != buffer:
            self.say("J2", f"component {row[4]} is not at {buffer}", row)
            return
        numbers = self.table["buffer"][self.table["object"][buffer]["row"]]
        self._leave_buffer(row, part, numbers, self.inside[buffer])
        self.inside[buffer].remove(row[4])
        self.level("store_level", self._store(buffer), -1, row[0])
        station = self.table["object"][row[2]]["row"]
        works = self.table["work"][station * self.types : (station + 1) * self.types]
        needs = [n for w in works for n in self.table["need"][w["need_begin"] : w["need_end"]]]
        edge = next(need["edge"] for need in needs if need["object"] == buffer)
        self.count("edge_parts", row, edge)
        self._end(row, part)

    def _split(self, row: Row) -> None:
        """W6."""
        time, _, place, _, serial, parent = row
        one = self.parts[parent]
        if serial != len(self.parts) or one.place != place:
            self.say("W6", f"piece {serial} of part {parent}", row)
        piece = Part(one.kind, one.source, one.born, one.colour, place, time, one.reworks)
        self.parts[serial] = piece
        self.own[one.source] += 1
        self.inside[place].append(serial)
        self._cars(row, piece, 1)

    def _outcome(self, row: Row) -> None:
        place, part = row[2], self.parts[row[4]]
        station = self.table["object"][place]["row"]
        match row[5]:
            case Outcome.SCRAP:
                self.count("test_scrap", row, station)
                edge = self.table["work"][station * self.types + part.kind]["scrap_edge"]
                self.count("edge_parts", row, edge)
                self.inside[place].remove(row[4])
                self._end(row, part)
            case Outcome.REWORK:
                self.count("test_rework", row, station)
                part.reworks += 1
                if part.reworks > self.table["station"][station]["max_reworks"]:
                    self.say("X3", f"part {row[4]} is reworked too often", row)
            case _:
                again = "test_passed_again" if part.reworks else "test_passed"
                self.count(again, row, station)
                if row[5] == Outcome.ESCAPED:
                    self.count("test_escaped", row, station)

    # Machines.

    def _work(self, row: Row) -> None:
        self.began[row[3]] = row[5]

    def _finish(self, row: Row) -> None:
        self.count("machine_parts", row, row[3], by=row[5])
        self.count("machine_cycles", row, row[3])
        self.working[row[3]] += self.began.pop(row[3])

    def _stop(self, row: Row) -> None:
        mode = self.table["mode"][row[3]]
        self.count("mode_stops", row, row[3])
        self.down[mode["machine"]] += 1
        self.level("mode_down", row[3], 1, row[0])
        self.level("mode_wait", row[3], 1, row[0])

    def _repair(self, row: Row) -> None:
        self.repairs[row[3]] = (row[0], row[5])
        self.level("mode_wait", row[3], -1, row[0])
        mode = self.table["mode"][row[3]]
        if mode["crew"] == NONE:
            return
        busy = [self.table["mode"][other] for other in self.repairs]
        people = sum(other["people"] for other in busy if other["crew"] == mode["crew"])
        if people > self.table["crew"][mode["crew"]]["size"]:
            self.say("K1", f"crew {mode['crew']} has {people} people at work", row)

    def _up(self, row: Row) -> None:
        begin, duration = self.repairs.pop(row[3])
        if row[0] - begin != duration:
            self.say("D6", f"the repair of mode {row[3]} took {row[0] - begin}", row)
        self.down[self.table["mode"][row[3]]["machine"]] -= 1
        self.level("mode_down", row[3], -1, row[0])

    def _change(self, row: Row) -> None:
        self.calendar[row[3]] = row[5]

    def _step(self, row: Row) -> None:
        step = self.table["step"][row[3]]
        if row[0] != step["at"]:
            self.say("P1", f"step {row[3]} of {step['at']}", row)
        if step["what"] == StepWhat.SET_CAPACITY:
            self.capacity[step["row"]] = step["value"]

    # What is left to weigh at the end.

    def _read_states(self, states: Iterable[Row]) -> None:
        """S1: intervals of a machine meet and fill the run, each another than the one before."""
        ends: Counter[int] = Counter()
        last: dict[int, int] = {}
        for time, _, _, machine, begin, state in sorted(states, key=lambda row: row[0]):
            if begin != ends[machine] or time <= begin or last.get(machine) == state:
                self.faults.append(f"S1: machine {machine} is {State(state).name} {begin}-{time}")
            ends[machine], last[machine] = time, state
            for period in range(begin // self.period, (time - 1) // self.period + 1):
                low, high = period * self.period, (period + 1) * self.period
                place = (period, machine, state)
                self.counted["machine_state"][place] += min(time, high) - max(begin, low)
        for machine in range(len(self.table["machine"])):
            if ends[machine] != self.horizon:
                self.faults.append(f"S1: the states of machine {machine} end at {ends[machine]}")

    def _compare(self, tallies: dict[str, Any]) -> None:
        """Every tally that the trace tells, cell by cell."""
        for name in COUNTED:
            anew = np.zeros_like(tallies[name])
            for place, number in self.counted[name].items():
                anew[place] += number
            if not np.array_equal(anew, tallies[name]):
                cell = np.argwhere(anew != tallies[name])[0].tolist()
                told, found = int(tallies[name][tuple(cell)]), int(anew[tuple(cell)])
                self.faults.append(f"Y: tally {name}{cell} is {told}, the trace tells {found}")

    def _weigh(self, tallies: dict[str, Any]) -> None:
        """N1, W8, Q5."""
        held = sum(part.place != ENDED for part in self.parts.values())
        ledger = tallies["ledger"].tolist()
        if sum(ledger[:2]) != len(self.parts) or sum(ledger[:2]) - sum(ledger[2:]) != held:
            self.faults.append(f"N1: {len(self.parts)} parts, {held} in the plant, {ledger}")
        worked = tallies["machine_state"][:, :, State.WORKING].sum(axis=0).tolist()
        for machine, total in enumerate(worked):
            under_way = self.began.get(machine, 0)
            if not self.working[machine] <= total <= self.working[machine] + under_way:
                self.faults.append(f"W8: machine {machine} worked {total}, not its durations")
        for source, kinds in self.lots.items():
            self._level(source, kinds)

    def _level(self, source: int, kinds: list[int]) -> None:
        """Q5: LEVEL keeps every type within one of its share, lot by lot."""
        numbers = self.table["source"][source]
        drawn = numbers["mode"] in (SourceMode.SATURATED, SourceMode.ARRIVALS)
        if not drawn or numbers["mix_rule"] != MixRule.LEVEL:
            return
        lots = kinds[:: numbers["lot"]]
        mix = self.table["mix"][numbers["mix_begin"] : numbers["mix_end"]]
        for n in range(1, len(lots) + 1):
            for row in mix:
                if lots[:n].count(row["type"]) - n * row["share"] >= 1 + 1e-9:
                    self.faults.append(f"Q5: lot {n} of source {source} is ahead of its share")


COUNTED = (
    "machine_state",
    "machine_parts",
    "machine_cycles",
    "test_passed",
    "test_passed_again",
    "test_rework",
    "test_scrap",
    "test_escaped",
    "mode_stops",
    "store_in",
    "source_out",
    "source_lost",
    "sink_parts",
    "sink_reworks",
    "lead_time",
    "lead_sum",
    "edge_parts",
    "cars",
    "store_level",
    "mode_down",
    "mode_wait",
)
"""Tallies that the trace tells."""


def lead_bin(lead: int) -> int:
    """Y3, by looking for the bin: 64 of one second, then 32 to each doubling."""
    seconds, low, width = lead // 1000, 64, 2
    if seconds < 64:
        return seconds
    place = 64
    while seconds >= 2 * low and place + 32 < LEAD_BINS:
        low, width, place = 2 * low, 2 * width, place + 32
    return min(LEAD_BINS - 1, place + (seconds - low) // width)
