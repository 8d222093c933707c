"""A run as lines that a test can be compared with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from carwright.compile.program import Names, Program
from carwright.compile.schema import CalendarState, State, StepWhat
from carwright.engine.protocol import Engine, Outcome, Status, TraceCode

Row = tuple[int, int, int, int, int, int]

UNTOLD = frozenset({"state", "create"})
"""What `Story.lines` leaves out unless it is asked for by name."""


@dataclass
class Story:
    """What an engine did: its rows, told in words, and its tallies at the end."""

    names: Names
    rows: list[Row]
    engine: Engine
    status: Status

    @property
    def tallies(self) -> dict[str, Any]:
        return self.engine.tallies()

    def lines(self, *kinds: str) -> list[str]:
        """One line a row, of the kinds named (lower-case codes), or of all but `UNTOLD`."""
        return [
            self._line(row)
            for row in self.rows
            if (kind := TraceCode(row[1]).name.lower()) in kinds
            or (not kinds and kind not in UNTOLD)
        ]

    def moves_to(self, name: str) -> list[tuple[int, int]]:
        """(time, part) of every arrival at an object."""
        to = self.names.objects.index(name)
        return [(r[0], r[4]) for r in self.rows if r[1] == TraceCode.MOVE and r[2] == to]

    def times_to(self, name: str) -> list[int]:
        """When parts arrived at an object."""
        return [time for time, _ in self.moves_to(name)]

    def states(self, machine: str) -> list[tuple[int, int, str]]:
        """(begin, end, state) of a machine, in order."""
        wanted = self.names.machines.index(machine)
        return [
            (r[4], r[0], State(r[5]).name.lower())
            for r in self.rows
            if r[1] == TraceCode.STATE and r[3] == wanted
        ]

    def _line(self, row: Row) -> str:
        time, code, place, n, part, value = row
        name = self.names.objects[place] if place >= 0 else ""
        return f"{time} " + self._words(TraceCode(code), name, n, part, value)

    def _words(self, code: TraceCode, name: str, n: int, part: int, value: int) -> str:
        match code:
            case TraceCode.CREATE:
                return f"create #{part} {self.names.types[n]} {self.names.colours[value]} at {name}"
            case TraceCode.LOST:
                return f"lost #{part} at {name}"
            case TraceCode.MOVE:
                machine = f" [{self.names.machines[n]}]" if n >= 0 else ""
                return f"#{part} {self.names.objects[value]} > {name}{machine}"
            case TraceCode.CALENDAR:
                return f"calendar {self.names.calendars[n]} {CalendarState(value).name.lower()}"
            case TraceCode.STEP:
                return f"step {n} {StepWhat(value).name.lower()}"
            case TraceCode.STOP | TraceCode.REPAIR | TraceCode.UP:
                told = f" {value}" if code != TraceCode.UP else ""
                return f"{code.name.lower()} {self.names.modes[n]}{told}"
            case TraceCode.OUTCOME:
                return f"outcome {self.names.machines[n]} #{part} {Outcome(value).name.lower()}"
            case TraceCode.JOIN:
                return f"join {self.names.machines[n]} #{part} from {self.names.objects[value]}"
            case TraceCode.SPLIT:
                return f"split {self.names.machines[n]} #{part} of #{value}"
            case TraceCode.STATE:
                state = State(value).name.lower()
                return f"state {self.names.machines[n]} {state} since {part}"
        return f"{code.name.lower()} {self.names.machines[n]} #{part} {value}"


def rows_of(engine: Engine) -> list[Row]:
    """The trace since it was taken last, row by row."""
    columns = engine.take_trace()
    return list(zip(*(column.tolist() for column in columns.values()), strict=True))


def tell(
    kind: type[Engine], program: Program, until: int, *, seed: int = 1, period: int | None = None
) -> Story:
    """Run from 0 to `until`, event by event, with every invariant checked after each."""
    engine = kind(program, seed, 0, horizon=until, period=period or until, trace_rows=1_000_000)
    while (status := engine.advance(until, max_events=1)) == Status.MAX_EVENTS:
        engine.check()
    engine.check()
    return Story(program.names, rows_of(engine), engine, status)
