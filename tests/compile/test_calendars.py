import datetime as dt
from bisect import bisect_right
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carwright.compile.calendars import WEEKDAYS, Timetable, timetable
from carwright.compile.pacing import pacing_calendar
from carwright.compile.schema import NONE
from carwright.compile.schema import CalendarState as State
from carwright.model import Calendar
from compile.plants import DAY, HOUR, MINUTE, WEEK, compiled, picked, rows
from engine.build import PlantBuilder

ON, BREAK, OFF = State.ON, State.BREAK, State.OFF
MONDAY = dt.date(2025, 1, 6)


def made(start: dt.date = MONDAY, horizon: int = 60 * DAY, **fields: Any) -> Timetable:
    return timetable(Calendar.model_validate(fields), start, horizon)


def state_at(table: Timetable, time: int) -> State:
    """What an engine finds at an instant (rule C1.1)."""
    if table.loop != NONE:
        begin = table.changes[table.loop][0]
        time = time if time < begin else begin + (time - begin) % table.length
    return table.changes[bisect_right([at for at, _ in table.changes], time) - 1][1]


def test_a_calendar_without_shifts_is_always_on() -> None:
    assert made() == Timetable(((0, ON),))


def test_an_early_shift_on_weekdays_repeats_by_the_week() -> None:
    table = made(shifts=[{"from": "06:00", "to": "14:00"}])
    days = [d * DAY for d in range(5)]
    shifts = [(d + h * HOUR, s) for d in days for h, s in ((6, ON), (14, OFF))]
    assert table == Timetable(((0, OFF), *shifts), loop=1, length=WEEK)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    table = made(shifts=[{"from": "22:00", "to": "06:00", "days": ["sun", "fri"]}])
    assert table.changes == (
        (0, ON),
        (6 * HOUR, OFF),
        (4 * DAY + 22 * HOUR, ON),
        (5 * DAY + 6 * HOUR, OFF),
        (6 * DAY + 22 * HOUR, ON),
    )
    assert (table.loop, table.length) == (1, WEEK)


def test_a_start_in_midweek_shifts_the_week() -> None:
    table = made(dt.date(2025, 1, 9), shifts=[{"from": "06:00", "to": "14:00", "days": ["mon"]}])
    assert table.changes == ((0, OFF), (4 * DAY + 6 * HOUR, ON), (4 * DAY + 14 * HOUR, OFF))


def test_a_week_that_begins_with_a_change_at_zero_loops_from_there() -> None:
    table = made(shifts=[{"from": "00:00", "to": "24:00"}])
    assert table == Timetable(((0, ON), (5 * DAY, OFF)), loop=0, length=WEEK)


def test_equal_hours_are_a_whole_day() -> None:
    assert made(shifts=[{"from": "06:00", "to": "06:00", "days": WEEKDAYS}]).changes == ((0, ON),)


def test_a_shift_may_begin_at_the_end_of_a_day() -> None:
    table = made(shifts=[{"from": "24:00", "to": "02:00", "days": ["mon"]}])
    assert table.changes == ((0, OFF), (DAY, ON), (DAY + 2 * HOUR, OFF))


def test_breaks_pause_only_where_there_is_work() -> None:
    table = made(
        shifts=[{"from": "06:00", "to": "14:00", "days": ["mon"]}],
        breaks=[{"at": "10:00", "for": "30 min"}, {"at": "13:50", "for": "20 min"}],
        maintenance=[{"at": "10:20", "for": "20 min", "days": ["mon", "tue"]}],
    )
    assert table.changes == (
        (0, OFF),
        (6 * HOUR, ON),
        (10 * HOUR, BREAK),
        (10 * HOUR + 40 * MINUTE, ON),
        (13 * HOUR + 50 * MINUTE, BREAK),
        (14 * HOUR, OFF),
    )


def test_a_day_off_cancels_what_begins_on_it_and_the_week_goes_on_afterwards() -> None:
    table = made(
        shifts=[{"from": "22:00", "to": "06:00"}],
        days_off=[{"from": "2025-01-07"}],
        horizon=60 * DAY,
    )
    assert state_at(table, DAY + 5 * HOUR) == ON
    assert state_at(table, DAY + 23 * HOUR) == OFF
    assert state_at(table, 2 * DAY + 5 * HOUR) == OFF
    assert state_at(table, 8 * DAY + 23 * HOUR) == ON
    assert table.changes[table.loop][0] >= 2 * DAY
    assert len(table.changes) < 20


def test_overtime_is_worked_on_days_off_too() -> None:
    overtime = [{"date": "2025-01-11", "from": "08:00", "to": "12:00"}]
    table = made(
        shifts=[{"from": "06:00", "to": "14:00"}],
        days_off=[{"from": "2025-01-11"}],
        overtime=overtime,
    )
    assert [state_at(table, 5 * DAY + h * HOUR) for h in (7, 8, 11, 12)] == [OFF, ON, ON, OFF]
    assert state_at(table, 12 * DAY + 9 * HOUR) == OFF


def test_a_break_of_more_than_a_week_never_ends() -> None:
    table = made(breaks=[{"at": "12:00", "for": "9 d", "days": ["wed"]}])
    assert table.changes == ((0, BREAK),)


def test_dates_behind_the_horizon_do_not_lengthen_the_table() -> None:
    shifts = [{"from": "06:00", "to": "14:00"}]
    later = [{"from": "2035-01-01", "to": "9999-12-31"}]
    near = made(horizon=10 * DAY, shifts=shifts, days_off=later)
    assert near == made(horizon=10 * DAY, shifts=shifts)


def test_a_horizon_beyond_the_years_of_dates_is_no_matter() -> None:
    table = made(horizon=36_500_000 * DAY, shifts=[{"from": "06:00", "to": "14:00"}])
    assert len(table.changes) == 11


clock = st.integers(0, 48).map(lambda half: f"{half // 2:02d}:{half % 2 * 30:02d}")
days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=7, unique=True)
dates = st.integers(-4, 40).map(lambda n: str(MONDAY + dt.timedelta(n)))
breaks = st.fixed_dictionaries(
    {"at": clock, "for": st.sampled_from(["15 min", "1 h", "30 h", "8 d"]), "days": days}
)
calendars = st.fixed_dictionaries(
    {
        "shifts": st.lists(
            st.fixed_dictionaries({"from": clock, "to": clock, "days": days}), max_size=3
        ),
        "breaks": st.lists(breaks, max_size=2),
        "maintenance": st.lists(breaks, max_size=1),
        "days_off": st.lists(st.fixed_dictionaries({"from": dates}), max_size=3),
        "overtime": st.lists(
            st.fixed_dictionaries({"date": dates, "from": clock, "to": clock}), max_size=2
        ),
    }
)


def said(calendar: Calendar, start: dt.date, time: int) -> State:
    """The state at an instant, straight from the definition, without any table."""
    working = pausing = False
    for back in range(-1, 10):
        date = start + dt.timedelta(days=time // DAY - back)
        since = (time // DAY - back) * DAY
        weekday = WEEKDAYS[date.weekday()]
        hours = [(o.begin, o.end) for o in calendar.overtime if o.date == date]
        if all(not d.begin <= date <= (d.end or d.begin) for d in calendar.days_off):
            hours += [(s.begin, s.end) for s in calendar.shifts if weekday in s.days]
            hours += [] if calendar.shifts else [(0, DAY)]
        for begin, end in hours:
            end = end if end > begin else end + DAY
            working |= since + begin <= time < since + end
        for pause in (*calendar.breaks, *calendar.maintenance):
            if weekday in pause.days:
                pausing |= since + pause.at <= time < since + pause.at + pause.lasts
    return (BREAK if pausing else ON) if working else OFF


@given(
    calendars, st.integers(0, 6), st.lists(st.integers(0, 2 * 24 * 80), min_size=20, max_size=40)
)
def test_every_instant_is_as_the_calendar_says(
    fields: dict[str, Any], later: int, halves: list[int]
) -> None:
    calendar = Calendar.model_validate(fields)
    start = MONDAY + dt.timedelta(later)
    table = timetable(calendar, start, 80 * DAY)
    for half in halves:
        time = half * 30 * MINUTE
        assert state_at(table, time) == said(calendar, start, time)


@given(calendars)
def test_rows_are_true_changes_in_time(fields: dict[str, Any]) -> None:
    table = timetable(Calendar.model_validate(fields), MONDAY, 80 * DAY)
    instants = [at for at, _ in table.changes]
    states = [state for _, state in table.changes]
    assert instants == sorted(set(instants))
    assert instants[0] == 0
    assert all(a != b for a, b in pairwise(states))
    if table.loop != NONE:
        assert states[-1] != states[table.loop]
        assert instants[-1] < instants[table.loop] + WEEK


def test_calendars_stand_one_behind_the_other_in_the_tables() -> None:
    shift = {"shifts": [{"from": "06:00", "to": "14:00", "days": ["mon"]}]}
    program = compiled(calendars={"always": {}, "monday": shift})
    assert rows(program, "calendar") == [
        {"begin": 0, "end": 1, "loop": NONE, "length": 0},
        {"begin": 1, "end": 4, "loop": 2, "length": WEEK},
    ]
    assert picked(program, "change", "at", "state") == [
        (0, ON),
        (0, OFF),
        (6 * HOUR, ON),
        (14 * HOUR, OFF),
    ]
    assert program.names.calendars == ("always", "monday")


@pytest.mark.parametrize(
    ("station", "shop", "expected"),
    [(None, None, NONE), (None, "b", 1), ("a", "b", 0), ("a", None, 0)],
)
def test_a_calendar_is_the_objects_own_or_its_shops(
    station: str | None, shop: str | None, expected: int
) -> None:
    placed = {"shop": "body", "calendar": station}
    belt = {"length": "10 m", "speed": "1 m/s", "capacity": 2, **placed}
    program = compiled(
        calendars={"a": {}, "b": {}},
        shops={"body": {"calendar": shop}},
        sources={"in": {"makes": "sedan", **placed}},
        stations={"weld": {"cycle": "60 s", **placed}},
        conveyors={"belt": belt},
        flow=["in -> weld -> belt -> out"],
    )
    for table in ("source", "station", "conveyor"):
        assert picked(program, table, "calendar") == [(expected,)]


def test_of_two_calendars_at_the_end_the_one_that_works_longer_paces_the_plant() -> None:
    short = [(0, ON), (HOUR, OFF)]
    long = [(0, OFF), (HOUR, ON), (9 * HOUR, OFF)]
    stays_on = [(0, OFF), (HOUR, ON)]
    for others, chosen in [((long, short), 0), ((short, long), 1), ((long, long), 0)]:
        plant = PlantBuilder()
        for name, changes in zip("ab", others, strict=True):
            plant.calendar(name, changes, loop=0, length=DAY)
            plant.station(name, to="out", calendar=name)
        plant.source("in", to=["a", "b"]).sink("out")
        assert pacing_calendar(plant.program()) == chosen
    open_end = PlantBuilder().calendar("a", long, loop=0, length=DAY).calendar("b", stays_on)
    open_end.station("a", to="out", calendar="a").station("b", to="out", calendar="b")
    assert pacing_calendar(open_end.source("in", to=["a", "b"]).sink("out").program()) == 1
