"""From MSPDI to activities and milestones, or to all that can't be read of it."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

from carwright.errors import InvalidScenario, UnitError
from carwright.files.findings import Findings
from carwright.files.msproject import schema
from carwright.files.msproject.tree import Element, XmlFault, parse
from carwright.files.reading import UnreadableError, read_text
from carwright.model import Distribution
from carwright.model.programme import START, Activity, Link, Milestone
from carwright.units import MS_PER_DAY, MS_PER_H, MS_PER_MIN, MS_PER_S

MOST_XML = 64 * 2**20
"""Bytes of one plan."""

_TIME = re.compile(r"P(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.[0-9]+)?S)?)?")


@dataclass(frozen=True)
class Plan:
    """What a plan holds: put it into a programme by ``programme.replace``."""

    name: str
    start: dt.date | None
    activities: dict[str, Activity]
    milestones: dict[str, Milestone]
    notes: tuple[str, ...]
    """What was changed on the way: names, constraints and lags that a programme does not know."""


@dataclass
class _Task:
    element: Element
    name: str
    group: str
    uid: str
    milestone: bool
    links: list[Link] = field(default_factory=list)


def read_project(file: str | Path) -> Plan:
    """Read a plan that Microsoft Project has saved as XML.

    Durations become calendar days: from start to finish as planned, where both are given. Summary
    tasks become groups. Raises `InvalidScenario` with every finding.
    """
    path = Path(file)
    findings = Findings(path.name)
    try:
        root = parse(read_text(path.parent, path.name, MOST_XML))
    except UnreadableError as error:
        findings.add(path.name, error.line, (), error.what, error.mend)
    except XmlFault as fault:
        findings.add(path.name, fault.line, (), fault.what, fault.mend)
    else:
        plan = _Reading(root, path.name, findings).plan()
        if not len(findings):
            return plan
    raise InvalidScenario(findings.sorted())


class _Reading:
    def __init__(self, root: Element, file: str, findings: Findings) -> None:
        self.root = root
        self.file = file
        self.findings = findings
        self.notes: list[str] = []
        self.minutes_a_day = _number(root.value("MinutesPerDay"), 480.0)
        self.minutes_a_week = _number(root.value("MinutesPerWeek"), 2400.0)

    def tell(self, element: Element, what: str, mend: str) -> None:
        self.findings.add(self.file, element.line, (), what, mend)

    def plan(self) -> Plan:
        if self.root.name != "Project":
            what = f"the file holds <{self.root.name[:40]}>, not <Project>"
            self.tell(self.root, what, "save the plan as 'XML Format (*.xml)'")
            return Plan("", None, {}, {}, ())
        tasks = self._tasks()
        by_uid = {task.uid: task for task in tasks}
        for task in tasks:
            self._links(task, by_uid)
        activities: dict[str, Activity] = {}
        milestones: dict[str, Milestone] = {}
        for task in tasks:
            if task.milestone:
                milestones[task.name] = self._milestone(task)
            elif (activity := self._activity(task)) is not None:
                activities[task.name] = activity
        if not tasks:
            self.tell(self.root, "there is no task in it", "save a plan that has tasks")
        start = self._date(self.root, "StartDate")
        name = self.root.value("Name") or self.root.value("Title")
        return Plan(name, start, activities, milestones, tuple(self.notes))

    def _tasks(self) -> list[_Task]:
        """Tasks that are work or milestones; summaries give groups."""
        found: list[_Task] = []
        groups: dict[int, str] = {}
        used = {START}
        holder = self.root.first("Tasks")
        for element in holder.all("Task") if holder is not None else []:
            title = element.value("Name")
            if element.value("IsNull") == "1" or not title or element.value("Active") == "0":
                continue
            level = int(_number(element.value("OutlineLevel"), 1.0))
            if element.value("Summary") == "1":
                groups = {at: name for at, name in groups.items() if at < level}
                if level > 0:
                    groups[level] = title
                continue
            group = next((groups[at] for at in sorted(groups, reverse=True) if at < level), "")
            name = self._name(title, group, used)
            task = _Task(element, name, group, element.value("UID"), _is_milestone(element))
            found.append(task)
        return found

    def _name(self, title: str, group: str, used: set[str]) -> str:
        """The title as a name: allowed characters, and only once in the plan."""
        plain = " ".join(re.sub(r"[^A-Za-z0-9_.+/#-]+", " ", title).split()).strip("_.+/#- ")[:70]
        name = plain.replace(" + ", " and ") or "task"
        number = 2
        base = name
        while name in used:
            name = f"{base} {number}"
            number += 1
        used.add(name)
        if name != title:
            self.notes.append(f"{title[:80]!r} is called {name!r} here")
        return name

    def _links(self, task: _Task, by_uid: dict[str, _Task]) -> None:
        for element in task.element.all("PredecessorLink"):
            before = by_uid.get(element.value("PredecessorUID"))
            kind = schema.LINK_KINDS.get(element.value("Type") or "1")
            if kind is None:
                what = f"the link type {element.value('Type')[:20]!r} is none of 0, 1, 2, 3"
                self.tell(element, what, "save the plan again")
            elif before is None:
                what = f"{task.name!r} waits for a summary, an inactive or an unknown task"
                self.tell(element, what, "link it to the task that it really waits for")
            elif all((link.name, link.kind) != (before.name, kind) for link in task.links):
                task.links.append(Link(before.name, kind, self._lag(task, element)))
        if not any(link.kind in ("FS", "SS") for link in task.links):
            task.links.insert(0, Link(START))

    def _lag(self, task: _Task, element: Element) -> int:
        tenths = _number(element.value("LinkLag"), 0.0)
        code = element.value("LagFormat")
        if code in schema.PERCENT:
            self.notes.append(f"a lag in per cent before {task.name!r} is left out")
            return 0
        minutes = tenths / 10
        if code not in schema.ELAPSED:
            minutes *= self._calendar_factor()
        return round(minutes * MS_PER_MIN / MS_PER_H) * MS_PER_H

    def _calendar_factor(self) -> float:
        """Calendar minutes in a working minute."""
        return 7 * 1440 / self.minutes_a_week if self.minutes_a_week > 0 else 1.0

    def _activity(self, task: _Task) -> Activity | None:
        element = task.element
        duration = self._duration(task)
        if duration is None:
            what = f"nothing says how long {task.name!r} takes"
            self.tell(element, what, "give it a duration")
            return None
        started, finished = self._date(element, "ActualStart"), self._date(element, "ActualFinish")
        return Activity(
            group=task.group,
            duration=duration,
            after=tuple(task.links),
            not_before=self._not_before(task),
            finish_by=self._date(element, "Deadline"),
            started=started,
            finished=finished if started else None,
        )

    def _milestone(self, task: _Task) -> Milestone:
        element = task.element
        return Milestone(
            after=tuple(task.links),
            planned=self._date(element, "Deadline"),
            not_before=self._not_before(task),
            reached=self._date(element, "ActualFinish"),
        )

    def _not_before(self, task: _Task) -> dt.date | None:
        code = task.element.value("ConstraintType")
        if code in ("", schema.AS_SOON_AS_POSSIBLE):
            return None
        if code == schema.START_NO_EARLIER_THAN:
            return self._date(task.element, "ConstraintDate")
        if code == schema.MUST_START_ON:
            self.notes.append(f"{task.name!r} must start on a date: read as no earlier than it")
            return self._date(task.element, "ConstraintDate")
        self.notes.append(f"the constraint of {task.name!r} (type {code[:4]}) is left out")
        return None

    def _duration(self, task: _Task) -> Distribution | None:
        for each in task.element.all("ExtendedAttribute"):
            if each.value("FieldID") == schema.DURATION_FIELD and each.value("Value"):
                try:
                    return Distribution.parse(each.value("Value"))
                except UnitError:
                    self.notes.append(f"the Text1 of {task.name!r} is no duration")
        days = self._days(task.element)
        if days is None:
            return None
        return Distribution("constant", (math.ceil(days - 1e-9) * MS_PER_DAY,))

    def _days(self, element: Element) -> float | None:
        """Calendar days from start to finish, or else from the duration in working time."""
        start, finish = self._moment(element, "Start"), self._moment(element, "Finish")
        if start is not None and finish is not None and finish >= start:
            return (finish - start).total_seconds() / 86_400
        match = _TIME.fullmatch(element.value("Duration"))
        if match is None:
            return None
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        days = (hours * MS_PER_H + minutes * MS_PER_MIN + seconds * MS_PER_S) / MS_PER_DAY
        elapsed = element.value("DurationFormat") in schema.ELAPSED
        return days if elapsed else days * self._calendar_factor()

    def _date(self, element: Element, name: str) -> dt.date | None:
        moment = self._moment(element, name)
        return moment.date() if moment is not None else None

    def _moment(self, element: Element, name: str) -> dt.datetime | None:
        child = element.first(name)
        text = child.text.strip() if child is not None else ""
        if child is None or text in ("", "NA"):
            return None
        try:
            return dt.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            what = f"{text[:40]!r} is no date and time"
            self.tell(child, what, "write such as 2024-03-28T08:00:00")
            return None


def _is_milestone(element: Element) -> bool:
    return element.value("Milestone") == "1"


def _number(text: str, otherwise: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if math.isfinite(value) else otherwise
