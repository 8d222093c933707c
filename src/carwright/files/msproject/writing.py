"""A programme as MSPDI, with the dates of one schedule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from carwright.files.msproject import schema
from carwright.files.saving import write_all
from carwright.model import Distribution
from carwright.model.programme import START, Activity, Link, Milestone, Programme
from carwright.units import MS_PER_DAY

Dates = Mapping[str, tuple[dt.date, dt.date]]
"""Start and finish by name."""

_HEAD = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="{schema.NAMESPACE}">
"""
_CALENDAR = """  <CalendarUID>1</CalendarUID>
  <MinutesPerDay>1440</MinutesPerDay>
  <MinutesPerWeek>10080</MinutesPerWeek>
  <DaysPerMonth>30</DaysPerMonth>
  <ExtendedAttributes>
    <ExtendedAttribute>
      <FieldID>{field}</FieldID>
      <FieldName>Text1</FieldName>
      <Alias>{alias}</Alias>
    </ExtendedAttribute>
  </ExtendedAttributes>
  <Calendars>
    <Calendar>
      <UID>1</UID>
      <Name>24 Hours</Name>
      <IsBaseCalendar>1</IsBaseCalendar>
      <WeekDays>
{days}      </WeekDays>
    </Calendar>
  </Calendars>
"""
_DAY = """        <WeekDay>
          <DayType>{day}</DayType>
          <DayWorking>1</DayWorking>
          <WorkingTimes>
            <WorkingTime><FromTime>00:00:00</FromTime><ToTime>00:00:00</ToTime></WorkingTime>
          </WorkingTimes>
        </WeekDay>
"""


def write_project(programme: Programme, dates: Dates, file: str | Path) -> None:
    """Write a plan that Microsoft Project opens. Raises `OSError` if it can't be written."""
    write_all({Path(file): project_xml(programme, dates)})


def project_xml(programme: Programme, dates: Dates) -> str:
    """The XML of a programme: one task an activity or milestone, under its group's summary.

    `dates` say when each starts and finishes (a forecast's median, a levelled baseline); durations
    are their difference in calendar days, on a calendar without nights or weekends. A duration as
    a distribution goes along in the field Text1.
    """
    names = _in_groups(programme)
    uids = {name: number for number, (_, name) in enumerate(names, 1) if name is not None}
    days = "".join(_DAY.format(day=day) for day in range(1, 8))
    calendar = _CALENDAR.format(field=schema.DURATION_FIELD, alias=schema.DURATION_ALIAS, days=days)
    head = _tag("Name", programme.name, 2) + _tag("StartDate", _moment(programme.decision), 2)
    tasks = "".join(_tasks(programme, dates, names, uids))
    return f"{_HEAD}{head}{calendar}  <Tasks>\n{tasks}  </Tasks>\n</Project>\n"


def _in_groups(programme: Programme) -> list[tuple[str, str | None]]:
    """(group, name) in the order of the plan; a group's summary comes as (group, None)."""
    groups: dict[str, list[str]] = {}
    for name, each in programme.activities.items():
        groups.setdefault(each.group, []).append(name)
    groups.setdefault("", []).extend(programme.milestones)
    found: list[tuple[str, str | None]] = []
    for group, names in groups.items():
        if group:
            found.append((group, None))
        found += [(group, name) for name in names]
    return found


def _tasks(
    programme: Programme,
    dates: Dates,
    names: list[tuple[str, str | None]],
    uids: Mapping[str, int],
) -> Iterator[str]:
    for number, (group, name) in enumerate(names, 1):
        lines = _tag("UID", number) + _tag("ID", number)
        if name is None:
            lines += _tag("Name", group) + _tag("OutlineLevel", 1) + _tag("Summary", 1)
        else:
            lines += _tag("Name", name) + _tag("OutlineLevel", 2 if group else 1)
            lines += _tag("Summary", 0) + _task(programme, name, dates, uids)
        yield f"    <Task>\n{lines}    </Task>\n"


def _task(programme: Programme, name: str, dates: Dates, uids: Mapping[str, int]) -> str:
    start, finish = dates[name]
    lines = _tag("CalendarUID", 1) + _tag("Start", _moment(start)) + _tag("Finish", _moment(finish))
    hours = (finish - start).days * 24
    activity = programme.activities.get(name)
    if activity is not None:
        lines += _tag("Duration", f"PT{hours}H0M0S") + _tag("DurationFormat", schema.DAYS)
        lines += _tag("Milestone", 0) + _activity(activity)
        return lines + _links(activity.after, uids)
    milestone = programme.milestones[name]
    lines += _tag("Duration", "PT0H0M0S") + _tag("DurationFormat", schema.DAYS)
    return lines + _tag("Milestone", 1) + _milestone(milestone) + _links(milestone.after, uids)


def _activity(activity: Activity) -> str:
    lines = _constraint(activity.not_before)
    if activity.finish_by:
        lines += _tag("Deadline", _moment(activity.finish_by))
    if activity.started:
        lines += _tag("ActualStart", _moment(activity.started))
    if activity.finished:
        lines += _tag("ActualFinish", _moment(activity.finished)) + _tag("PercentComplete", 100)
    if isinstance(activity.duration, Distribution):
        inner = _tag("FieldID", schema.DURATION_FIELD, 8) + _tag("Value", activity.duration, 8)
        lines += f"      <ExtendedAttribute>\n{inner}      </ExtendedAttribute>\n"
    return lines


def _milestone(milestone: Milestone) -> str:
    lines = _constraint(milestone.not_before)
    if milestone.planned:
        lines += _tag("Deadline", _moment(milestone.planned))
    if milestone.reached:
        lines += _tag("ActualStart", _moment(milestone.reached))
        lines += _tag("ActualFinish", _moment(milestone.reached)) + _tag("PercentComplete", 100)
    return lines


def _constraint(not_before: dt.date | None) -> str:
    if not_before is None:
        return _tag("ConstraintType", schema.AS_SOON_AS_POSSIBLE)
    return _tag("ConstraintType", schema.START_NO_EARLIER_THAN) + _tag(
        "ConstraintDate", _moment(not_before)
    )


def _links(after: tuple[Link, ...], uids: Mapping[str, int]) -> str:
    lines = ""
    for link in after:
        if link.name == START:
            continue  # the project's own start date
        lag = round(link.lag * schema.LAG_UNITS_A_DAY / MS_PER_DAY)
        inner = _tag("PredecessorUID", uids[link.name], 8)
        inner += _tag("Type", schema.LINK_CODES[link.kind], 8)
        inner += _tag("LinkLag", lag, 8) + _tag("LagFormat", schema.ELAPSED_DAYS, 8)
        lines += f"      <PredecessorLink>\n{inner}      </PredecessorLink>\n"
    return lines


def _tag(name: str, value: object, indent: int = 6) -> str:
    return f"{' ' * indent}<{name}>{escape(str(value))}</{name}>\n"


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00"
