"""The ledger: what was known on a date, what it changes, and what is contested.

Rules of reading a programme as of a date:

1. An entry counts from `Evidence.known` on; an assumption without a date always counts.
2. An entry no longer counts once one that supersedes it is known.
3. Entries that count change the programme in the order in which they became known (as listed where
   that is the same day): the later one wins. What no entry sets keeps the value of
   ``programme.yaml``, which is what would be assumed without any evidence.
4. An entry with a credence below one changes it in that share of the draws only: each such entry
   is true or false in a draw as a whole, independently of all others.
5. How a claim ended is invisible before ``outcome_known``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations

from carwright.errors import CarwrightError
from carwright.model import Evidence
from carwright.model.programme import Programme
from carwright.model.programme.paths import changed

MOST_RUMOURS = 10
"""Uncertain entries that change something at once; 2 to their number are the worlds."""


@dataclass(frozen=True)
class Contest:
    """Two entries that count and can't both be true; `path` if both set the same value."""

    one: str
    other: str
    path: str = ""


@dataclass(frozen=True)
class Standing:
    """A programme as it stood on a date.

    `live` are the entries that counted, in the order in which they became known; `superseded` those
    known that no longer did; `unknown` how many became known later. `programme` holds what is
    certain; `rumours` are the live entries with a credence below one that still change something.
    """

    date: dt.date
    base: Programme
    programme: Programme
    live: tuple[Evidence, ...]
    superseded: tuple[Evidence, ...]
    unknown: int
    rumours: tuple[Evidence, ...]
    contested: tuple[Contest, ...]

    def world(self, true: Collection[str]) -> Programme:
        """The programme if, of the rumours, those with the ids `true` are true."""
        doubted = {each.id for each in self.rumours}
        programme = self.base
        for each in self.live:
            if each.sets and (each.id in true or each.id not in doubted) and _can_be_true(each):
                programme = changed(programme, each.sets)
        return programme


def as_of(programme: Programme, date: dt.date) -> Standing:
    """Read a programme as of a date.

    Raises:
        CarwrightError: if more uncertain entries change it than `MOST_RUMOURS`.
    """
    known = [each for each in programme.evidence if each.known is None or each.known <= date]
    gone = {name for each in known for name in each.supersedes}
    order = sorted(
        (each for each in known if each.id not in gone),
        key=lambda each: each.known or dt.date.min,
    )
    live = tuple(_as_seen(each, date) for each in order)
    rumours = _rumours(live)
    if len(rumours) > MOST_RUMOURS:
        names = ", ".join(repr(each.id) for each in rumours)
        raise CarwrightError(
            f"{len(rumours)} uncertain entries change the programme as of {date}: {names}"
            f" -> at most {MOST_RUMOURS} may; let later evidence supersede the older"
        )
    standing = Standing(
        date,
        programme,
        programme,
        live,
        tuple(_as_seen(each, date) for each in known if each.id in gone),
        len(programme.evidence) - len(known),
        rumours,
        _contested(live),
    )
    certain = standing.world(())
    return Standing(**{**vars(standing), "programme": certain})


def _can_be_true(each: Evidence) -> bool:
    return each.credence is None or each.credence > 0


def _as_seen(each: Evidence, date: dt.date) -> Evidence:
    """The entry without what became known about it later."""
    if each.outcome_known is None or each.outcome_known <= date:
        return each
    return each.model_copy(update={"outcome": None, "outcome_known": None})


def _rumours(live: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    """Entries that may be false and set at least one value that no later certain entry sets."""
    settled: set[str] = set()
    found: list[Evidence] = []
    for each in reversed(live):
        certain = each.credence is None or each.credence >= 1
        if certain:
            settled |= each.sets.keys()
        elif _can_be_true(each) and each.sets.keys() - settled:
            found.append(each)
    return tuple(reversed(found))


def _contested(live: tuple[Evidence, ...]) -> tuple[Contest, ...]:
    found = []
    for one, other in combinations(live, 2):
        said = other.id in one.contradicts or one.id in other.contradicts
        paths = [
            path
            for path in one.sets.keys() & other.sets.keys()
            if one.sets[path] != other.sets[path]
        ]
        if said or paths:
            found.append(Contest(one.id, other.id, min(paths, default="")))
    return tuple(found)
