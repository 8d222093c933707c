"""What an assessor of the schedule would note; it is told beside the forecast and stops nothing.

Thresholds are those of the 14-point assessment of the Defense Contract Management Agency (DCMA
2012, "Earned Value Management System Program Analysis Pamphlet", 4): no leads, lags on at most 5 %
of the links, hard constraints on at most 5 % of the activities, high float (more than 44 working
days, here 62 calendar days) on at most 5 %, no negative float.
"""

from __future__ import annotations

import numpy as np

from carwright.model.programme import Programme
from carwright.programme.course import REACHED_BEFORE, Course, Luck

MOST_CONSTRAINED = 0.05
MOST_LAGS = 0.05
MOST_HIGH_FLOAT = 0.05
HIGH_FLOAT = 62.0
FULL_LOGIC = 0.90
"""Share of links that should be finish-to-start."""


def notes(programme: Programme, course: Course, luck: Luck) -> tuple[str, ...]:
    """Sentences, each with what to do; nothing if an assessor would be content."""
    found = [*_constraints(programme), *_links(programme), *_negative(programme, course, luck)]
    high = _high_float(programme, course)
    if high is not None:
        found.append(high)
    return tuple(found)


def _constraints(programme: Programme) -> list[str]:
    nodes = {**programme.activities, **programme.milestones}
    hard = [name for name in nodes if getattr(nodes[name], "not_before", None)]
    if len(hard) <= MOST_CONSTRAINED * len(nodes):
        return []
    return [
        f"{len(hard)} of {len(nodes)} activities and milestones have a hard constraint"
        f" ({_named(hard)}), more than {MOST_CONSTRAINED:.0%}"
        " -> replace dates by what they wait for"
    ]


def _links(programme: Programme) -> list[str]:
    links = [
        (name, link)
        for group in (programme.activities, programme.milestones)
        for name, node in group.items()
        for link in node.after
    ]
    found = []
    leads = sorted({name for name, link in links if link.lag < 0})
    if leads:
        found.append(
            f"leads (negative lags) stand before {_named(leads)} -> split the predecessor instead"
        )
    lags = sum(link.lag > 0 for _, link in links)
    if lags > MOST_LAGS * len(links):
        found.append(
            f"{lags} of {len(links)} links have a lag, more than {MOST_LAGS:.0%}"
            " -> make waiting an activity, so that it can vary"
        )
    usual = sum(link.kind == "FS" for _, link in links)
    if usual < FULL_LOGIC * len(links):
        found.append(
            f"{usual} of {len(links)} links are finish-to-start, fewer than {FULL_LOGIC:.0%}"
            " -> check that the others say what is meant"
        )
    return found


def _negative(programme: Programme, course: Course, luck: Luck) -> list[str]:
    """Deadlines and planned dates that the median misses: negative float."""
    found = []
    planned = {name: each.planned for name, each in programme.milestones.items() if each.planned}
    planned |= {n: a.finish_by for n, a in programme.activities.items() if a.finish_by}
    for name, day in planned.items():
        if name in course.skipped or day is None:
            continue
        median = float(np.median(course.finish[name]))
        late = median - (day - luck.zero).days
        if late > 0 and median < REACHED_BEFORE:
            found.append(
                f"negative float: {name!r} is planned for {day}, and half of the draws are"
                f" {late:,.0f} days later or more"
            )
    return found


def _high_float(programme: Programme, course: Course) -> str | None:
    if programme.milestones[programme.production.first_delivery].reached:
        return None  # nothing has float towards a day that has passed
    open_ = [
        name
        for name, each in programme.activities.items()
        if not each.finished and name not in course.skipped
    ]
    high = [
        name
        for name in open_
        if name not in course.slack or float(np.median(course.slack[name])) > HIGH_FLOAT
    ]
    if not open_ or len(high) <= MOST_HIGH_FLOAT * len(open_):
        return None
    return (
        f"{len(high)} of {len(open_)} open activities have more than {HIGH_FLOAT:.0f} days of"
        f" float ({_named(high)}) -> check that no successor is missing"
    )


def _named(names: list[str]) -> str:
    listed = ", ".join(map(repr, names[:4]))
    return f"{listed} and {len(names) - 4} more" if len(names) > 4 else listed
