"""The text of one path: ``"a -> b -> (5) -> c"`` as a list of names and rooms."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_ROOM = 10_000_000
"""As the most that a named buffer's ``capacity`` may be."""

_ROOM = re.compile(r"\(\s*([0-9]{1,12})\s*\)")


@dataclass(frozen=True)
class Room:
    """A buffer that a path wrote as ``(5)``."""

    capacity: int


def read_path(text: str) -> tuple[list[str | Room], list[tuple[str, str]]]:
    """Names and rooms of a path in order, and what is wrong with it as (what, mend).

    A room always stands between two names in what is returned: others are faults and left out.
    """
    items: list[str | Room] = []
    faults: list[tuple[str, str]] = []
    words = [" ".join(word.split()) for word in text.split("->")]
    for number, word in enumerate(words):
        room = _room(word)
        inside = 0 < number < len(words) - 1
        fault = _fault(word, room, inside, bool(items) and isinstance(items[-1], Room))
        if fault:
            faults.append(fault)
        elif word:
            items.append(word if room is None else room)
    if len(words) < 2:
        faults.append((f"the path {text!r} has no arrow", "write at least 'from -> to'"))
    return _between_names(items), faults


def _room(word: str) -> Room | None:
    match = _ROOM.fullmatch(word)
    return Room(int(match[1])) if match else None


def _fault(word: str, room: Room | None, inside: bool, after_room: bool) -> tuple[str, str] | None:
    if not word:
        return "nothing stands between two arrows or at an end", "name an object, or a buffer (5)"
    if room is None:
        if word.startswith("("):
            return f"{word!r} is no buffer", "write its capacity alone, such as (5)"
        return None
    if not 1 <= room.capacity <= MOST_ROOM:
        return f"the buffer {word} holds no part", f"give it from 1 to {MOST_ROOM:,} parts"
    if not inside:
        return f"the buffer {word} stands at an end of the path", "name it under buffers"
    if after_room:
        return f"two buffers follow each other at {word}", "write one with the sum, or name them"
    return None


def _between_names(items: list[str | Room]) -> list[str | Room]:
    """Without rooms at the ends, which stand there when a faulty neighbour was left out."""
    inner = list(items)
    while inner and isinstance(inner[0], Room):
        inner.pop(0)
    while inner and isinstance(inner[-1], Room):
        inner.pop()
    return inner
