"""What differs between two plants, place by place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Any

from carwright.model import Plant

_LONGEST = 160  # characters of a value in the text of a change
_BEFORE = 60  # of these, how many stand before the place where two long values part


@dataclass(frozen=True)
class Change:
    """One place of the scenario that differs; None where there is nothing.

    `path` reads like those of the evidence: ``stations.roof weld.cycle``.
    """

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: new: {self.after}"
        if self.after is None:
            return f"{self.path}: gone (was {self.before})"
        if "->" in self.before + self.after:
            # The ways of parts hold arrows themselves.
            return f'{self.path}: was "{self.before}", now "{self.after}"'
        return f"{self.path}: {self.before} -> {self.after}"


def changes(before: Plant, after: Plant) -> tuple[Change, ...]:
    """Every place in which two plants differ, in the order of the scenario.

    Values are compared as written in a scenario; an object that only one of them has is one change.
    """
    dumped = [
        p.model_dump(mode="json", by_alias=True, exclude_defaults=True) for p in (before, after)
    ]
    return tuple(_differences("", *dumped))


def _differences(path: str, before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            place = f"{path}.{key}" if path else str(key)
            yield from _differences(place, before.get(key), after.get(key))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_lists(path, before, after)
    else:
        begin = _parting(before, after)
        yield Change(path, _text(before, begin), _text(after, begin))


def _in_lists(path: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    """Entries that were put in, taken out or replaced, numbered as in the list where they stand."""
    texts = [[json.dumps(entry, sort_keys=True) for entry in each] for each in (before, after)]
    for what, b1, b2, a1, a2 in SequenceMatcher(
        None, texts[0], texts[1], autojunk=False
    ).get_opcodes():
        if what == "replace" and b2 - b1 == a2 - a1:
            for n, (old, new) in enumerate(zip(before[b1:b2], after[a1:a2], strict=True)):
                yield from _differences(f"{path}.{a1 + n}", old, new)
        elif what != "equal":
            for n, old in enumerate(before[b1:b2], start=b1):
                yield Change(f"{path}.{n}", _text(old), None)
            for n, new in enumerate(after[a1:a2], start=a1):
                yield Change(f"{path}.{n}", None, _text(new))


def _parting(before: Any, after: Any) -> int:
    """Where to begin to show two texts, so that the first difference is seen."""
    if not isinstance(before, str) or not isinstance(after, str):
        return 0
    if max(len(before), len(after)) <= _LONGEST:
        return 0
    same = takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    return max(0, sum(1 for _ in same) - _BEFORE)


def _text(value: Any, begin: int = 0) -> str | None:
    if value is None:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = f"...{text[begin:]}" if begin else text
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."
