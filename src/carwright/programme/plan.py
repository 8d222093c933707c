"""A launch manager's own plan: what of a programme goes into it, and a programme from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from carwright.errors import CarwrightError, nearest
from carwright.model.programme import START, Activity, Link, Milestone, Programme

_Node = TypeVar("_Node", Activity, Milestone)


def kept_only(programme: Programme, names: Collection[str]) -> Programme:
    """The programme with these activities and milestones; links to all others are dropped."""
    return programme.model_copy(
        update={
            "activities": _kept(programme.activities, names),
            "milestones": _kept(programme.milestones, names),
        }
    )


def _kept(nodes: Mapping[str, _Node], names: Collection[str]) -> dict[str, _Node]:
    found = {}
    for name, each in nodes.items():
        if name in names:
            after = tuple(link for link in each.after if link.name in names or link.name == START)
            found[name] = each.model_copy(update={"after": after})
    return found


def merged(
    programme: Programme, activities: Mapping[str, Activity], milestones: Mapping[str, Milestone]
) -> Programme:
    """A programme whose network is that of a plan.

    What a plan can't say of an activity or milestone (people, cost, resources, options, gates, a
    reference class or campaign instead of a duration) stays as it is in the programme under the
    same name. What is in the programme only stays, too, if an option leaves it out of the plan.
    """
    planned = {*activities, *milestones}
    work = {
        name: _activity(programme.activities.get(name), each, planned)
        for name, each in activities.items()
    }
    points = {
        name: _milestone(programme.milestones.get(name), each, planned)
        for name, each in milestones.items()
    }
    return programme.model_copy(
        update={
            "activities": _left(programme.activities, activities) | work,
            "milestones": _left(programme.milestones, milestones) | points,
        }
    )


def _left(own: Mapping[str, _Node], planned: Mapping[str, _Node]) -> dict[str, _Node]:
    return {name: each for name, each in own.items() if name not in planned and each.only}


def _after(
    own: tuple[Link, ...], planned: tuple[Link, ...], names: Collection[str]
) -> tuple[Link, ...]:
    """The plan's links, and those of the programme to work that is not in the plan at all."""
    kept = tuple(link for link in own if link.name not in names and link.name != START)
    if kept and all(link.name != START for link in own):
        # Without that work nothing else drove it in the plan, so that it began at the start.
        planned = tuple(link for link in planned if link.name != START)
    return (*planned, *kept)


def _activity(own: Activity | None, planned: Activity, names: Collection[str]) -> Activity:
    if own is None:
        return planned
    told: dict[str, Any] = {
        "after": _after(own.after, planned.after, names),
        "group": planned.group or own.group,
        "not_before": planned.not_before,
        "finish_by": planned.finish_by,
        "started": planned.started or own.started,
        "finished": planned.finished or own.finished,
    }
    if own.duration is not None:
        told["duration"] = planned.duration
    return own.model_copy(update=told)


def _milestone(own: Milestone | None, planned: Milestone, names: Collection[str]) -> Milestone:
    if own is None:
        return planned
    told = {
        "after": _after(own.after, planned.after, names),
        "planned": planned.planned or own.planned,
        "not_before": planned.not_before,
        "reached": planned.reached or own.reached,
    }
    return own.model_copy(update=told)


def milestone_named(milestones: Mapping[str, Milestone], name: str | None, what: str) -> str:
    """The milestone that stands for the start of production or the first delivery.

    Raises:
        CarwrightError: if it is not there, or was not named.
    """
    if name is not None and name in milestones:
        return name
    listed = ", ".join(map(repr, list(milestones)[:12])) or "none"
    if name is None:
        raise CarwrightError(f"which milestone is the {what}? The plan has {listed} -> name one")
    guess = nearest(name, milestones)
    mend = f"did you mean {guess!r}?" if guess else f"the plan has {listed}"
    raise CarwrightError(f"no milestone is called {name!r} -> {mend}")
