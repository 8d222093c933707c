"""Several engines run one trial side by side and are compared at every stop.

A *course* is a random sequence of calls: advance to here, by so many events, look, save and load.
All engines are led along the same course; the first thing in which one differs from the first
engine raises `Difference`, which shows the rows of the trace around it and the rules at stake.
`whole` runs a trial in one go; a course and a whole must tell the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from carwright.compile.program import Program
from carwright.engine import deadlock
from carwright.engine.protocol import Engine, Status, TraceCode
from engine.random_plants import Trial, other_numbers
from engine.story import Row, Story, rows_of

RULES = {
    TraceCode.CREATE: "Q1-Q4, F9.1",
    TraceCode.MOVE: "F3-F9, W1",
    TraceCode.SETUP: "W3, W4",
    TraceCode.WORK: "W3, W5",
    TraceCode.FINISH: "W6",
    TraceCode.OUTCOME: "X1-X3",
    TraceCode.JOIN: "J1, J2",
    TraceCode.SPLIT: "W6",
    TraceCode.STOP: "D2-D7",
    TraceCode.REPAIR: "D6, K1-K4",
    TraceCode.UP: "D6",
    TraceCode.CALENDAR: "C1",
    TraceCode.LOST: "Q2",
    TraceCode.STEP: "P1",
    TraceCode.STATE: "S1, S2, C3",
}
"""Rules that bring about a row of the trace."""

TALLY_RULES = {
    "machine_state": "S1, S2, Y1",
    "bottleneck_sole": "Y4",
    "bottleneck_shift": "Y4",
    "mode_down": "D6, Y1",
    "mode_wait": "K2, Y1",
    "crew_busy": "K, Y1",
    "cars": "N2",
    "ledger": "N1",
    "lead_time": "Y3, N5",
    "lead_sum": "N5",
    "sink_reworks": "N5",
    "store_time": "Y2.1",
}
"""Rules of tallies that say more than the trace does."""

PLENTY = 1_000_000
AROUND = 6
"""Rows of the trace shown before the first that differs."""


class Difference(AssertionError):  # noqa: N818 (says what there is)
    """Two engines, or two courses, tell different stories."""


@dataclass
class Telling:
    """One engine on its course, and what it has told so far."""

    engine: Engine
    rows: list[Row] = field(default_factory=list)
    states: list[Row] = field(default_factory=list)

    def take(self) -> None:
        """STATE rows apart, for their order among machines is not promised."""
        for row in rows_of(self.engine):
            (self.states if row[1] == TraceCode.STATE else self.rows).append(row)


def merged(states: Sequence[Row]) -> list[Row]:
    """STATE rows by machine and time, intervals of one state that meet made one."""
    found: list[Row] = []
    for row in sorted(states, key=lambda row: (row[3], row[0])):
        before = found[-1] if found else row
        if found and before[3:] == (row[3], before[4], row[5]) and before[0] == row[4]:
            found[-1] = (*row[:4], before[4], row[5])
        else:
            found.append(row)
    return sorted(found, key=lambda row: (row[0], row[3]))


class Course:
    """Leads engines through one trial by the draws of `seed`."""

    def __init__(self, trial: Trial, kinds: Sequence[type[Engine]], seed: int) -> None:
        self.trial = trial
        self.program: Program = trial.program
        self.kinds = kinds
        self.rnd = random.Random(seed)
        rows = self.rnd.choice([PLENTY, 4096 + 300])
        self.tellings = [Telling(begin(kind, trial, rows)) for kind in kinds]
        self.forks = False
        self.stuck: set[int] = set()
        """Objects that were found deadlocked: nothing leaves them any more (Z1)."""
        self.statuses: list[Status] = []

    @property
    def now(self) -> int:
        return self.tellings[0].engine.now

    def run(self, *, fork: bool = False) -> Course:
        """To the horizon. With `fork`, other numbers are loaded on the way (T9)."""
        self.forks = fork
        self._look()
        while self.now < self.trial.horizon or not self.statuses:
            self._go_on()
            self._look()
        self._compare_tallies()
        self._take()
        return self

    def _go_on(self) -> None:
        rnd, horizon = self.rnd, self.trial.horizon
        until = min(horizon, self.now + rnd.choice([0, 1, 5, 20, 100, 1000]) * self.trial.unit)
        most = rnd.choice([0, 1, 3, 10, 40, 200])
        if rnd.random() < 0.3:
            until = horizon
        status = self._agreed(
            f"status of advance({until}, {most})",
            [t.engine.advance(until, most) for t in self.tellings],
        )
        self.statuses.append(Status(status))
        if status == Status.STALLED:
            raise AssertionError("the plant stalls: the generator must not make such")
        if status == Status.TRACE_FULL:
            self._take()

    def _look(self) -> None:
        """Every stop compares counters; some look deeper, some save and load."""
        rnd = self.rnd
        for name in ("now", "events", "moves", "hour_ms"):
            self._agreed(name, [getattr(t.engine, name) for t in self.tellings])
        if rnd.random() < 0.5:
            for telling in self.tellings:
                telling.engine.check()
        if rnd.random() < 0.3:
            self._take()
        if rnd.random() < 0.15:
            self._compare_tallies()
        if rnd.random() < 0.2:
            self._compare_waits()
        if rnd.random() < 0.1:
            self._save_and_load()

    def _take(self) -> None:
        begun = len(self.tellings[0].rows)
        for telling in self.tellings:
            telling.take()
        first = self.tellings[0]
        for kind, other in zip(self.kinds[1:], self.tellings[1:], strict=True):
            names = (self.kinds[0].name, kind.name)
            compare_rows(self.program, names, first.rows, other.rows, begun)
            compare_states(self.program, names, first, other)
        for row in first.rows[begun:]:
            self._moves_though_stuck(row)

    def _moves_though_stuck(self, row: Row) -> None:
        left = row[5] if row[1] in (TraceCode.MOVE, TraceCode.JOIN) else -1
        if left in self.stuck:
            name = self.program.names.objects[left]
            raise Difference(f"Z1: {name} was deadlocked, but part {row[4]} left it at {row[0]}")

    def _compare_tallies(self) -> None:
        first, *others = [t.engine.tallies() for t in self.tellings]
        for kind, other in zip(self.kinds[1:], others, strict=True):
            where = f"{self.kinds[0].name} and {kind.name} at {self.now}"
            compare_arrays(first, other, where, "tally")

    def _compare_waits(self) -> None:
        self._take()
        pictures = [t.engine.waits() for t in self.tellings]
        for picture in pictures:  # T8: who is named matters in a stall alone
            picture.pop("stall")
        first = pictures[0]
        for kind, other in zip(self.kinds[1:], pictures[1:], strict=True):
            where = f"{self.kinds[0].name} and {kind.name} at {self.now}"
            compare_arrays(first, other, where, "waits()")
        ring = deadlock.find(self.program, first)
        names = self.program.names.objects
        self.stuck |= {names.index(held.name) for held in ring or ()}

    def _save_and_load(self) -> None:
        program = self.program
        if self.forks and self.rnd.random() < 0.5:
            program = other_numbers(program, self.trial.unit, self.rnd)
            self.stuck.clear()
            self._take()
        for telling in self.tellings:
            kind = type(telling.engine)
            telling.engine = kind.load(program, telling.engine.save())
        self.program = program

    def _agreed(self, what: str, answers: list[Any]) -> Any:
        if any(answer != answers[0] for answer in answers):
            told = {kind.name: a for kind, a in zip(self.kinds, answers, strict=True)}
            self._take()  # a row that differs tells more
            raise Difference(f"{what} at {self.now}: {told}")
        return answers[0]


def begin(kind: type[Engine], trial: Trial, trace_rows: int = PLENTY) -> Engine:
    """An engine at the start of a trial."""
    return kind(
        trial.program,
        trial.seed,
        trial.replication,
        horizon=trial.horizon,
        period=trial.period,
        trace_rows=trace_rows,
    )


def whole(kind: type[Engine], trial: Trial, trace_rows: int = PLENTY) -> Telling:
    """The trial in one go."""
    telling = Telling(begin(kind, trial, trace_rows))
    status = telling.engine.advance(trial.horizon)
    assert status in (Status.REACHED, Status.EXHAUSTED), status
    telling.engine.check()
    telling.take()
    return telling


def compare_tellings(
    program: Program, names: tuple[str, str], one: Telling, other: Telling
) -> None:
    """Every row, every cell, every counter."""
    compare_rows(program, names, one.rows, other.rows, 0)
    compare_states(program, names, one, other)
    compare_counts(names, one, other)


def compare_counts(names: tuple[str, str], one: Telling, other: Telling) -> None:
    """All but the trace, of which one may have kept none."""
    compare_arrays(one.engine.tallies(), other.engine.tallies(), " and ".join(names), "tally")
    for name in ("now", "events", "moves"):
        pair = getattr(one.engine, name), getattr(other.engine, name)
        if pair[0] != pair[1]:
            raise Difference(f"{name}: {dict(zip(names, pair, strict=True))}")


def compare_rows(
    program: Program, names: tuple[str, str], one: list[Row], other: list[Row], begin: int
) -> None:
    """From row `begin` on; shows the first that differs with those before it."""
    for n in range(begin, max(len(one), len(other))):
        rows = [rows[n] if n < len(rows) else None for rows in (one, other)]
        if rows[0] != rows[1]:
            rules = " / ".join(RULES[TraceCode(row[1])] for row in rows if row)
            lines = [f"row {n} differs, rules {rules}"]
            lines += ["     " + line for line in in_words(program, one[max(0, n - AROUND) : n])]
            for name, told in zip(names, (one, other), strict=True):
                lines += [f"  {name}:"]
                lines += ["   > " + line for line in in_words(program, told[n : n + 3])]
            raise Difference("\n".join(lines))


def compare_states(program: Program, names: tuple[str, str], one: Telling, other: Telling) -> None:
    """STATE rows, sorted and merged."""
    compare_rows(program, names, merged(one.states), merged(other.states), 0)


def in_words(program: Program, rows: list[Row]) -> list[str]:
    """Rows as lines."""
    every = [code.name.lower() for code in TraceCode]
    story = Story(program.names, rows, engine=None, status=Status.REACHED)  # type: ignore[arg-type]
    return story.lines(*every)


def compare_arrays(one: dict[str, Any], other: dict[str, Any], where: str, what: str) -> None:
    """Names, shapes, dtypes and cells."""
    if one.keys() != other.keys():
        raise Difference(f"{what}: {one.keys() ^ other.keys()} ({where})")
    for name, array in one.items():
        rules = TALLY_RULES.get(name, "")
        about = f"{what} {name} {rules} ({where})"
        if (array.shape, array.dtype) != (other[name].shape, other[name].dtype):
            raise Difference(f"{about}: {array.shape} {array.dtype}, {other[name].shape}")
        if not np.array_equal(array, other[name]):
            cells = np.argwhere(array != other[name])[:5].tolist()
            told = [(c, int(array[tuple(c)]), int(other[name][tuple(c)])) for c in cells]
            raise Difference(f"{about}: cells {told}")
