"""The network's logic, by the practice of schedule assessment.

The checks are those that any assessment of a schedule begins with (GAO-16-89G, "Schedule
Assessment Guide", best practices 2 and 6; DCMA 14-point assessment, points 1-4): no missing or
dangling logic, no circles. A circle or a loose end is a fault, because no forecast of it means
anything; leads, hard constraints and float are told as notes by ``programme.quality``.
"""

from __future__ import annotations

from collections.abc import Iterator

from carwright.model.programme.activity import START, Link
from carwright.model.programme.checking.register import Path, Register
from carwright.model.programme.programme import Programme

Predecessors = dict[str, tuple[Link, ...]]


def check_logic(register: Register) -> None:
    """Unknown and doubled predecessors, loose ends, circles."""
    links = predecessors(register.programme)
    if not _names_clash(register) and _links_known(register, links):
        _driven(register, links)
        _drives(register, links)
        _circle(register, links)


def predecessors(programme: Programme) -> Predecessors:
    """Links into each activity and milestone."""
    return {name: each.after for name, each in programme.activities.items()} | {
        name: each.after for name, each in programme.milestones.items()
    }


def place_of(programme: Programme, name: str) -> Path:
    """The path of an activity or milestone."""
    return ("activities" if name in programme.activities else "milestones", name)


def _names_clash(register: Register) -> bool:
    """Whether names mean two things; tells which."""
    programme, before = register.programme, len(register.faults)
    for name in programme.milestones:
        if name in programme.activities:
            what = "an activity has this name, too"
            register.add(("milestones", name), what, "rename one of them")
    for group in ("activities", "milestones"):
        if START in getattr(programme, group):
            what = f"{START!r} stands for the day of the decision"
            register.add((group, START), what, "give it another name")
    return len(register.faults) > before


def _links_known(register: Register, links: Predecessors) -> bool:
    before = len(register.faults)
    for name, after in links.items():
        path = place_of(register.programme, name)
        seen: set[tuple[str, str]] = set()
        for position, link in enumerate(after):
            place = (*path, "after", position)
            if link.name == name:
                register.add(place, f"{name!r} can't wait for itself", "name another predecessor")
            elif link.name == START and link.kind in ("FF", "SF"):
                what = f"{link.kind} {START} ties an end to the day of the decision"
                register.add(place, what, "use FS, or finish_by for a deadline")
            else:
                register.known(place, link.name, "activity or milestone", (START, *links))
            if (link.name, link.kind) in seen:
                register.add(place, f"{link.name!r} stands here twice", "keep one of the two")
            seen.add((link.name, link.kind))
    return len(register.faults) == before and not register.unread


def _driven(register: Register, links: Predecessors) -> None:
    """Every activity needs a predecessor that drives its start."""
    for name, activity in register.programme.activities.items():
        path = ("activities", name)
        if not activity.after:
            what = "nothing stands before it: dangling logic"
            register.add(path, what, f"add 'after: [{START}]', or what it really waits for")
        elif not any(link.kind in ("FS", "SS") for link in activity.after):
            what = "no predecessor drives its start (FF and SF only)"
            register.add((*path, "after"), what, "add a finish-to-start or start-to-start link")


def _drives(register: Register, links: Predecessors) -> None:
    """Every activity needs a successor that its finish drives; milestones may end the network."""
    driving = {link.name for after in links.values() for link in after if link.kind in ("FS", "FF")}
    any_kind = {link.name for after in links.values() for link in after}
    for name in register.programme.activities:
        if name in driving:
            continue
        if name in any_kind:
            what = "its finish drives nothing (SS and SF only): dangling logic"
            mend = "let a successor wait for its finish (FS or FF)"
        else:
            what, mend = "nothing waits for it: dangling logic", "add it to 'after' of a successor"
        register.add(("activities", name), what, mend)


def _circle(register: Register, links: Predecessors) -> None:
    ring = circle(links)
    if ring:
        what = f"these wait for each other in a circle: {' -> '.join(map(repr, ring))}"
        register.add((*place_of(register.programme, ring[0]), "after"), what, "cut one link")


def circle(links: Predecessors) -> list[str]:
    """Names of a circle, the first one again at its end; nothing if there is none."""
    state: dict[str, int] = {}
    for root in links:
        trail: list[tuple[str, Iterator[str]]] = [(root, _names(links, root))]
        while trail:
            name, rest = trail[-1]
            state[name] = 1
            step = next((each for each in rest if state.get(each) != 2), None)
            if step is None:
                state[name] = 2
                trail.pop()
            elif state.get(step) == 1:
                names = [each for each, _ in trail]
                return [*names[names.index(step) :], step][::-1]
            else:
                trail.append((step, _names(links, step)))
    return []


def _names(links: Predecessors, name: str) -> Iterator[str]:
    return iter([link.name for link in links.get(name, ()) if link.name in links])


def before(links: Predecessors, name: str) -> set[str]:
    """All that stands before a node, directly or not."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for link in links.get(waiting.pop(), ()):
            if link.name not in found:
                found.add(link.name)
                waiting.append(link.name)
    return found
