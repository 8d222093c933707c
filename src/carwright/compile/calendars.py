"""Shifts, breaks and dates as changes of state in time, with a week that repeats (rule C1).

A shift belongs to the day on which it begins: a day off cancels the shifts that begin on it and
leaves the end of last night's. Overtime is worked on days off, too. A break counts where there is
work, on the weekday on which it begins itself. Without shifts there is work all day, days off
apart. The dates take effect once; behind the last of them within the horizon one week repeats, so
a table is as long as the dates that were given and does not grow with the horizon.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from carwright.compile.layout import Layout
from carwright.compile.schema import NONE, CalendarState
from carwright.model import Break, Calendar
from carwright.units import MS_PER_DAY, MS_PER_WEEK

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_LOOK_BACK = 9
"""Days before an instant that can bear on it: a break of a week that began the day before."""

_REACH = 2
"""Days over which a shift reaches at most: it may begin at 24:00 and lasts up to 24 h."""

Interval = tuple[int, int]
Change = tuple[int, CalendarState]


@dataclass(frozen=True)
class Timetable:
    """Changes of state, the first at 0; from row `loop` on they repeat every `length` ms."""

    changes: tuple[Change, ...]
    loop: int = NONE
    length: int = 0

    def until(self, end: int) -> Iterator[Change]:
        """The changes before `end` (ms), repetitions rolled out."""
        yield from ((at, state) for at, state in self.changes if at < end)
        turn = self.length
        while self.loop != NONE and self.changes[self.loop][0] + turn < end:
            for at, state in self.changes[self.loop :]:
                if at + turn < end:
                    yield at + turn, state
            turn += self.length


def add_calendars(layout: Layout, horizon: int) -> None:
    """Fill the tables ``calendar`` and ``change``."""
    for calendar in layout.plant.calendars.values():
        table = timetable(calendar, layout.plant.start, horizon)
        begin = layout.tables.count("change")
        for at, state in table.changes:
            layout.tables.add("change", at=at, state=state)
        layout.tables.add(
            "calendar",
            begin=begin,
            end=begin + len(table.changes),
            loop=NONE if table.loop == NONE else begin + table.loop,
            length=table.length,
        )


def timetable(calendar: Calendar, start: dt.date, horizon: int) -> Timetable:
    """The changes of a calendar from 00:00 of `start`, right until `horizon` ms at least."""
    days = _Days(calendar, start)
    regular = max(0, days.last_date(horizon // MS_PER_DAY) + 1 + _REACH) * MS_PER_DAY
    states = days.states(-_LOOK_BACK, regular // MS_PER_DAY + 14)
    before = [state for at, state in states if at <= 0]
    later = [change for change in states if change[0] > 0]
    changes = [(0, before[-1]), *later]
    # The week may begin at 0 only if that is a true change, because it comes again every week.
    first = int((0, before[-1]) not in states)
    week = [n for n, (at, _) in enumerate(changes) if n >= first and at >= regular]
    if not week:
        return Timetable(tuple(changes))
    loop = week[0]
    end = changes[loop][0] + MS_PER_WEEK
    return Timetable(tuple(c for c in changes if c[0] < end), loop, MS_PER_WEEK)


class _Days:
    """A calendar seen from its start: days are numbered from 0, instants are ms."""

    def __init__(self, calendar: Calendar, start: dt.date) -> None:
        self.calendar = calendar
        self.weekday = start.weekday()
        # Ordinals, because a run may reach beyond the year 9999.
        zero = start.toordinal()
        self.off = [
            (d.begin.toordinal() - zero, (d.end or d.begin).toordinal() - zero)
            for d in calendar.days_off
        ]
        self.overtime: dict[int, list[Interval]] = defaultdict(list)
        for extra in calendar.overtime:
            day = extra.date.toordinal() - zero
            self.overtime[day].append(_hours(day, extra.begin, extra.end))

    def last_date(self, horizon_day: int) -> int:
        """The last day up to the horizon that is no ordinary one; -`_LOOK_BACK` if none is."""
        last = [min(end, horizon_day) for begin, end in self.off if begin <= horizon_day]
        last += [day for day in self.overtime if day <= horizon_day]
        return max(last, default=-_LOOK_BACK)

    def states(self, first: int, last: int) -> list[Change]:
        """Changes of state by what happens on the days from `first` up to `last`, not included."""
        steps: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for day in range(first, last):
            for which, intervals in enumerate((self._work(day), self._pauses(day))):
                for begin, end in intervals:
                    steps[begin][which] += 1
                    steps[end][which] -= 1
        changes: list[Change] = [(first * MS_PER_DAY, CalendarState.OFF)]
        working = pausing = 0
        for at in sorted(steps):
            working, pausing = working + steps[at][0], pausing + steps[at][1]
            state = _state(working, pausing)
            if state != changes[-1][1]:
                changes.append((at, state))
        return [change for change in changes if change[0] < last * MS_PER_DAY]

    def _is(self, day: int, weekdays: tuple[str, ...]) -> bool:
        return WEEKDAYS[(self.weekday + day) % 7] in weekdays

    def _work(self, day: int) -> Iterator[Interval]:
        yield from self.overtime.get(day, ())
        if any(begin <= day <= end for begin, end in self.off):
            return
        if not self.calendar.shifts:
            yield day * MS_PER_DAY, (day + 1) * MS_PER_DAY
        for shift in self.calendar.shifts:
            if self._is(day, shift.days):
                yield _hours(day, shift.begin, shift.end)

    def _pauses(self, day: int) -> Iterator[Interval]:
        pauses: tuple[Break, ...] = (*self.calendar.breaks, *self.calendar.maintenance)
        for pause in pauses:
            if self._is(day, pause.days):
                begin = day * MS_PER_DAY + pause.at
                # It comes again every week, so a longer one covers no more than a week does.
                yield begin, begin + min(pause.lasts, MS_PER_WEEK)


def _hours(day: int, begin: int, end: int) -> Interval:
    """Hours that begin on a day; they end on the next if `end` is not after `begin`."""
    later = end if end > begin else end + MS_PER_DAY
    return day * MS_PER_DAY + begin, day * MS_PER_DAY + later


def _state(working: int, pausing: int) -> CalendarState:
    if not working:
        return CalendarState.OFF
    return CalendarState.BREAK if pausing else CalendarState.ON
