"""`Register`: collects the faults of a programme, and knows which names it has."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from carwright.errors import nearest
from carwright.model.fault import Fault
from carwright.model.programme.programme import Programme

Path = tuple[str | int, ...]


class Register:
    """The faults so far; nothing is told of what could not be read."""

    def __init__(self, programme: Programme, unread: Collection[Path] = ()) -> None:
        self.programme = programme
        self.unread = frozenset(unread)
        self.faults: list[Fault] = []

    def add(self, path: Path, what: str, mend: str = "") -> None:
        """Tell a fault, unless it stands in what could not be read."""
        if not any(path[: n + 1] in self.unread for n in range(len(path))):
            self.faults.append(Fault(path, what, mend))

    def damaged(self, *path: str | int) -> bool:
        """Whether a value, or part of it, could not be read."""
        return any(each[: len(path)] == path or path[: len(each)] == each for each in self.unread)

    def known(self, path: Path, name: str, what: str, names: Iterable[str]) -> bool:
        """Whether `name` is one of `names`; tells a fault if not."""
        allowed = list(names)
        if name in allowed:
            return True
        self.add(path, f"no {what} is called {name!r}", guess(name, allowed))
        return False

    def all_known(
        self, path: Path, names: Iterable[str] | None, what: str, allowed: Iterable[str]
    ) -> None:
        """As `known` for each of a list of names; an empty list is a fault, none at all is not."""
        if names is None:
            return
        listed, known = list(names), list(allowed)
        if not listed:
            self.add(path, "the list is empty", "name at least one, or leave the key out")
        for position, name in enumerate(listed):
            self.known((*path, position), name, what, known)


def guess(name: str, allowed: Collection[str]) -> str:
    """What to do about an unknown name."""
    close = nearest(name[:80], allowed)
    if close is not None:
        return f"did you mean {close!r}?"
    listed = ", ".join(list(allowed)[:12])
    return f"allowed: {listed}" if 0 < len(allowed) <= 12 else "declare it, or correct the name"


def quoted(names: Iterable[str]) -> str:
    """Names for a message: the first few in quotes."""
    listed = list(names)
    text = ", ".join(map(repr, listed[:5]))
    return f"{text} and {len(listed) - 5} more" if len(listed) > 5 else text
