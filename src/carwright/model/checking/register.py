"""`Register`: collects faults, and knows which names a plant has."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from carwright.errors import nearest
from carwright.model.fault import Fault
from carwright.model.kinds import COLLECTIONS, PLACED, WORDS
from carwright.model.plant import Plant

Path = tuple[str | int, ...]

MOST_GUESSES = 500
"""Names that are compared with all valid ones; it takes milliseconds each in a large plant."""


class Register:
    """The faults of a plant so far.

    `unread` are paths of what could not be read: names that stand there count as known.
    """

    def __init__(self, plant: Plant, unread: Collection[Path]) -> None:
        self.plant = plant
        self.unread = frozenset(unread)
        # A value that could be read in part only is no ground for a fault of the whole.
        self._in_part = {path[:n] for path in self.unread for n in range(3, len(path))}
        self._damaged = {path[:n] for path in self.unread for n in range(1, len(path) + 1)}
        self.doubled: set[str] = set()
        """Names that two objects have."""
        self.faults: list[Fault] = []
        self._guesses = 0

    def add(self, path: Path, what: str, mend: str) -> None:
        """Tell a fault, unless it stands in what could not be read."""
        lost = any(path[: n + 1] in self.unread for n in range(len(path)))
        if not lost and path not in self._in_part:
            self.faults.append(Fault(path, what, mend))

    def damaged(self, *path: str | int) -> bool:
        """Whether a value, or part of it, could not be read."""
        return path in self._damaged

    def guess(self, name: str, allowed: Iterable[str]) -> str:
        """What to do about an unknown name."""
        self._guesses += 1
        names = list(allowed)
        close = nearest(name[:80], names) if self._guesses <= MOST_GUESSES else None
        if close is not None:
            return f"did you mean {close!r}?"
        if names and len(names) <= 12:
            return f"allowed: {', '.join(names)}"
        return ""

    def names(self, *collections: str) -> dict[str, str]:
        """Names of all objects of some collections, each with what it is."""
        return {name: WORDS[key] for key in collections for name in getattr(self.plant, key)}

    def known(
        self, path: Path, name: str, *collections: str, besides: Collection[str] = ()
    ) -> bool:
        """Whether some collections have an object of this name; tells a fault if not."""
        if name in besides or any(name in getattr(self.plant, key) for key in collections):
            return True
        if any((key,) in self.unread or (key, name) in self.unread for key in collections):
            return False
        wanted = _any_of(collections)
        others = [key for key in COLLECTIONS if name in getattr(self.plant, key)]
        what = f"no {wanted} is called {name!r}"
        if others:
            what = f"{name!r} is a {WORDS[others[0]]}, not a {wanted}"
        mend = self.guess(name, [*self.names(*collections), *besides])
        keys = " or ".join(collections)
        self.add(path, what, mend or f"declare it under {keys}, or correct the name")
        return False

    def all_known(self, path: Path, names: Iterable[str], *collections: str) -> None:
        """As `known` for each of a list of names."""
        for position, name in enumerate(names):
            self.known((*path, position), name, *collections)

    def keys_known(
        self, path: Path, mapping: object, *collections: str, besides: Collection[str] = ()
    ) -> None:
        """As `known` for each key, if it is a mapping."""
        if isinstance(mapping, dict):
            for name in mapping:
                self.known((*path, name), name, *collections, besides=besides)


def _any_of(collections: Collection[str]) -> str:
    """Kinds of object in words: ``station, buffer or sink``."""
    words = [WORDS[key] for key in collections]
    if set(PLACED) <= set(collections):
        return "object"
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def listed(names: Iterable[str]) -> str:
    """Names for a message: the first few in quotes."""
    all_names = list(names)
    text = ", ".join(map(repr, all_names[:5]))
    return f"{text} and {len(all_names) - 5} more" if len(all_names) > 5 else text


def percent(share: float) -> str:
    """A share for a message."""
    return f"{share:.6%}".rstrip("%").rstrip("0").rstrip(".") + " %"
