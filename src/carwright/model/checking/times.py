"""Calendars, phases, failures and the length of a run."""

from __future__ import annotations

from carwright.model.calendar import Calendar, Weekday
from carwright.model.checking.register import Path, Register
from carwright.model.distribution import Distribution
from carwright.model.station import Failure, Maintenance

DAY = 86_400_000
WEEK = 7 * DAY
_DAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Interval = tuple[int, int]


def check_times(register: Register) -> None:
    """Calendars without work, dates the wrong way round, stops that never end."""
    for name, calendar in register.plant.calendars.items():
        _calendar(register, ("calendars", name), calendar)
    for group in ("failures", "maintenance"):
        for name, stop in getattr(register.plant, group).items():
            _stop(register, (group, name), stop)
    _run(register)


def _calendar(register: Register, path: Path, calendar: Calendar) -> None:
    for number, off in enumerate(calendar.days_off):
        if off.end is not None and off.end < off.begin:
            what = f"it ends on {off.end}, before it begins on {off.begin}"
            register.add((*path, "days_off", number), what, "change 'from' and 'to'")
    damaged = any(unread[: len(path)] == path for unread in register.unread)
    if not damaged and not calendar.overtime and not _has_work(calendar):
        what = "it has no working time: breaks and maintenance take all of its shifts"
        register.add(path, what, "shorten them, or add a shift")


def _has_work(calendar: Calendar) -> bool:
    """Whether any instant of an ordinary week lies in a shift and in no pause."""
    work = [
        (_begin(day) + shift.begin, _end(day, shift.begin, shift.end))
        for shift in calendar.shifts
        for day in shift.days
    ]
    pauses = [
        (_begin(day) + pause.at, _begin(day) + pause.at + pause.lasts)
        for pause in (*calendar.breaks, *calendar.maintenance)
        for day in pause.days
    ]
    return _length(_within_week(work or [(0, WEEK)]), _within_week(pauses)) > 0


def _begin(day: Weekday) -> int:
    return _DAYS.index(day) * DAY


def _end(day: Weekday, begin: int, end: int) -> int:
    return _begin(day) + end + (DAY if end <= begin else 0)


def _within_week(intervals: list[Interval]) -> list[Interval]:
    """Cut at the end of the week; what hangs over goes on at its beginning."""
    cut: list[Interval] = []
    for begin, end in intervals:
        if end - begin >= WEEK:
            return [(0, WEEK)]
        begin, end = begin % WEEK, begin % WEEK + (end - begin)
        cut += [(begin, min(end, WEEK)), (0, max(0, end - WEEK))]
    return cut


def _length(work: list[Interval], pauses: list[Interval]) -> int:
    """Time in some interval of `work` and in none of `pauses`."""
    steps = [(begin, 1, 0) for begin, _ in work] + [(end, -1, 0) for _, end in work]
    steps += [(begin, 0, 1) for begin, _ in pauses] + [(end, 0, -1) for _, end in pauses]
    total = last = working = pausing = 0
    for instant, works, pause in sorted(steps):
        if working and not pausing:
            total += instant - last
        last, working, pausing = instant, working + works, pausing + pause
    return total


def _stop(register: Register, path: Path, stop: Failure) -> None:
    _counted(register, path, stop, "between", stop.between)
    if isinstance(stop, Maintenance) and stop.first is not None:
        _counted(register, path, stop, "first", stop.first)
    if isinstance(stop.between, Distribution) and always_zero(stop.between):
        what = f"the time between is always {stop.between}: it would stop without end"
        register.add((*path, "between"), what, "write a time above zero")
    crew = register.plant.crews.get(stop.crew or "")
    if crew is not None and stop.people > crew.size:
        what = f"it needs {stop.people} people, and the crew {stop.crew!r} has {crew.size}"
        register.add((*path, "people"), what, "ask for fewer, or enlarge the crew")


def _counted(
    register: Register, path: Path, stop: Failure, key: str, value: Distribution | int
) -> None:
    counts = isinstance(value, int)
    if any((*path, lost) in register.unread for lost in (key, "clock")):
        return
    if stop.clock == "cycles" and not counts:
        what = f"{str(value)!r} is a time, but the clock counts cycles"
        register.add((*path, key), what, "write a whole number, or 'clock: operation'")
    elif stop.clock != "cycles" and counts:
        what = f"{value} has no unit, and the clock counts time"
        register.add((*path, key), what, "write a time such as '4 h', or 'clock: cycles'")


def always_zero(time: Distribution) -> bool:
    """Whether a distribution can give nothing but 0."""
    if time.family == "empirical":
        return all(value == 0 for value, _ in time.points)
    if time.family == "uniform":
        return time.parameters[1] == 0
    if time.family == "triangular":
        return time.parameters[2] == 0
    return time.family in ("constant", "normal") and not any(time.parameters)


def _run(register: Register) -> None:
    run = register.plant.run
    if run.warm_up is not None and run.warm_up >= run.days * DAY:
        what = f"the warm-up is no shorter than the run of {run.days} days"
        register.add(("run", "warm_up"), what, "shorten it, or add days")
    for number, target in enumerate(register.plant.targets):
        if target.figure in ("first_time_through", "oee") and target.value > 1:
            what = f"{target.value:g} is no share"
            register.add(("targets", number, "value"), what, "write it from 0 to 1, such as 0.85")
