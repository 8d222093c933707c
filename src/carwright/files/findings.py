"""Collecting findings: each with its file, its line and the object it belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from carwright.errors import Finding, nearest
from carwright.model.kinds import WORDS

MOST_FINDINGS = 1_000
"""Findings that are told in full; of the others only their number is."""

_MOST_GUESSES = 500  # likeness to thousands of names takes milliseconds each

_OBJECT_WORDS = WORDS | {
    "order_lists": "order list",
    "activities": "activity",
    "milestones": "milestone",
    "risks": "risk",
    "test_campaigns": "test campaign",
    "reference_classes": "reference class",
}
_ENTRY_WORDS = {
    "flow": "flow way",
    "targets": "target",
    "evidence": "evidence",
    "correlations": "correlation",
}

Path = tuple[str | int, ...]


class Findings:
    """All findings of one reading, in the order of files and lines; `first` is the first file."""

    def __init__(self, first: str = "") -> None:
        self._rows: list[tuple[int, int, int, Finding]] = []
        self._files: dict[str, int] = {first: 0}
        self._count = 0
        self._guesses = 0

    def __len__(self) -> int:
        return self._count

    def add(self, file: str, line: int | None, path: Path, what: str, mend: str = "") -> None:
        """Tell what is wrong at `path` (as in `carwright.model.fault.Fault`)."""
        self._count += 1
        if len(self._rows) >= MOST_FINDINGS:
            return
        place = f"{file}:{line}" if line else file
        thing, field = _object(path)
        where = f"{place} {thing}" if thing else place
        text = f"{field}: {what}" if field else what
        rank = self._files.setdefault(file, len(self._files))
        self._rows.append(
            (rank, line or 0, self._count, Finding(*map(_visible, (where, text, mend))))
        )

    def guess(self, name: object, allowed: Iterable[str]) -> str:
        """What to do about an unknown name: the nearest valid one, or all that are allowed."""
        known = list(allowed)
        if (close := self.close(name, known)) is not None:
            return f"did you mean {close!r}?"
        more = ", ..." if len(known) > 30 else ""
        return f"allowed: {', '.join(known[:30])}{more}" if known else ""

    def close(self, name: object, allowed: Iterable[str]) -> str | None:
        """The allowed name most like `name`, if one is."""
        self._guesses += 1
        if not isinstance(name, str) or self._guesses > _MOST_GUESSES:
            return None
        return nearest(name[:80], allowed)

    def sorted(self) -> list[Finding]:
        """Every finding, sorted by file and line."""
        told = [row[-1] for row in sorted(self._rows, key=lambda row: row[:3])]
        if self._count > len(told):
            rest = f"and {self._count - len(told):,} more findings"
            told.append(Finding("everywhere", rest, "mend these first"))
        return told


def _object(path: Path) -> tuple[str, str]:
    """The object at a path in words, and the field within it."""
    if not path:
        return "", ""
    head, rest = str(path[0]), path[1:]
    if head in _OBJECT_WORDS and rest:
        return f"{_OBJECT_WORDS[head]} {str(rest[0])[:80]!r}", _dotted(rest[1:])
    if head in _ENTRY_WORDS and rest:
        name = rest[0] + 1 if isinstance(rest[0], int) else repr(rest[0])
        return f"{_ENTRY_WORDS[head]} {name}", _dotted(rest[1:])
    return "", _dotted(path)


def _dotted(path: Path) -> str:
    return ".".join(str(key + 1) if isinstance(key, int) else key[:80] for key in path)


def _visible(text: str) -> str:
    """Without characters that a terminal would obey or can't encode."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
