"""Evidence must bear on something that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from carwright.model.checking.register import Path, Register
from carwright.model.kinds import COLLECTIONS
from carwright.model.plant import Plant

ELSEWHERE = ("programme",)
"""First words of paths that lead out of the plant; they are not looked up here."""

_MOST_LOOKED_AT = 2_000_000
"""Paths compared with patterns in all, so that a large plant is not searched for each."""

_KEYS = [key for key in Plant.model_fields if key not in ("evidence", "order_lists", "carwright")]


def check_evidence(register: Register) -> None:
    """Names of evidence stand once, and every path leads somewhere."""
    if any(path[0] in COLLECTIONS and len(path) <= 2 for path in register.unread):
        return
    seen: set[str] = set()
    left = _MOST_LOOKED_AT
    for number, evidence in enumerate(register.plant.evidence):
        path = ("evidence", number)
        if evidence.id in seen:
            what = f"the id {evidence.id!r} stands here again"
            register.add((*path, "id"), what, "give each its own")
        seen.add(evidence.id)
        for position, target in enumerate(evidence.bears_on):
            place = (*path, "bears_on", position)
            if target.partition(".")[0] in ELSEWHERE:
                continue
            if "*" in target:
                left -= _pattern(register, place, target, left)
            else:
                _exact(register, place, target)


def _pattern(register: Register, place: Path, pattern: str, most: int) -> int:
    """Look for one path that fits; return how many were looked at."""
    parts = (re.escape(part) for part in re.split(r"\*+", pattern))
    fits = re.compile(".*".join(parts), re.DOTALL).fullmatch
    looked = 0
    for path in islice(_paths(register.plant, pattern), most):
        looked += 1
        if fits(path):
            return looked
    if looked < most:
        what = f"nothing in the plant fits {pattern[:80]!r}"
        register.add(place, what, "write it such as 'stations.*.cycle'")
    return looked


def _paths(plant: Plant, pattern: str) -> Iterator[str]:
    """Paths that a pattern may fit, the collection itself only if the pattern leaves it open."""
    first = pattern.partition(".")[0]
    yield from ELSEWHERE
    for key in _KEYS:
        if "*" not in first and key != first:
            continue
        yield key
        if key not in COLLECTIONS:
            continue
        fields = _fields(key)
        for name in getattr(plant, key):
            yield f"{key}.{name}"
            yield from (f"{key}.{name}.{field}" for field in fields)


def _fields(key: str) -> list[str]:
    return [field.alias or name for name, field in COLLECTIONS[key].model_fields.items()]


def _exact(register: Register, place: Path, target: str) -> None:
    key, _, rest = target.partition(".")
    if key not in _KEYS:
        mend = register.guess(key, _KEYS)
        register.add(place, f"no path begins with {key[:80]!r}", mend)
        return
    if key not in COLLECTIONS or not rest:
        return
    objects = getattr(register.plant, key)
    # Names may hold dots, so every dot may be the end of the name.
    ends = [match.start() for match in re.finditer(r"\.", rest)] + [len(rest)]
    found = [end for end in ends if rest[:end] in objects]
    if not found:
        register.known(place, rest[: ends[0]], key)
        return
    fields = _fields(key)
    given = [rest[end + 1 :].partition(".")[0] for end in found]
    if not any(not field or field in fields for field in given):
        what = f"{rest[: found[0]]!r} has no {given[0][:80]!r}"
        register.add(place, what, register.guess(given[0], fields))
