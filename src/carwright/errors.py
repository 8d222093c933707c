"""Everything that carwright raises on purpose.

* CarwrightError
  x UnitError (also a ValueError)
  x InvalidScenario (also a ValueError)
  x UnreadableRun (in `results`)
  x UnwrittenRun (in `results`)
  * RunError
    x DeadlockError
    x StallError
    x PlantOverflow
    x InterruptedRun

``x`` marks what is raised, ``*`` what is only caught. An error names the object, the value, what
was allowed and what to do; an invalid scenario tells all its faults at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches


def nearest(name: str, allowed: Iterable[str]) -> str | None:
    """The allowed name most like `name`, or None if nothing comes near.

    Case, spaces, ``-`` and ``_`` don't count. The measure is that of `difflib`
    (Ratcliff and Metzener 1988) with its usual threshold of 0.6.
    """
    by_plain: dict[str, str] = {}
    for candidate in allowed:
        by_plain.setdefault(_plain(candidate), candidate)
    close = get_close_matches(_plain(name), list(by_plain), n=1)
    return by_plain[close[0]] if close else None


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c not in " -_")


def _at(ms: int | None) -> str:
    return "" if ms is None else f" at {_clock(ms)}"


def _clock(ms: int) -> str:
    """An instant as people read it, such as ``12 d 06:30:00`` (and ``.250`` if need be)."""
    seconds, rest = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    fraction = f".{rest:03d}" if rest else ""
    return f"{days:,} d {hours:02d}:{minutes:02d}:{seconds:02d}{fraction}"


@dataclass(frozen=True)
class Finding:
    """One fault of a scenario.

    `where` is the place as the planner finds it (``plant.yaml:12 station 'roof weld'``), `what`
    the value and what is wrong with it, `mend` what to do about it (may be empty).
    """

    where: str
    what: str
    mend: str

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}"
        return f"{text} -> {self.mend}" if self.mend else text


class CarwrightError(Exception):
    """Root of everything that carwright raises on purpose."""


class UnitError(CarwrightError, ValueError):
    """A quantity that can't be read: no unit, a wrong unit, or a value out of range.

    It is a ValueError so that pydantic reports it with the field in which it stands.
    """


class InvalidScenario(CarwrightError, ValueError):  # noqa: N818 (says what is there)
    """A scenario that can't be simulated; `findings` holds every fault, in the order found.

    Raises:
        ValueError: without any finding, because then nothing was wrong.
    """

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        if not self.findings:
            raise ValueError("InvalidScenario needs at least one Finding")
        super().__init__(self.findings)

    def __str__(self) -> str:
        count = len(self.findings)
        lines = ["1 fault in the scenario" if count == 1 else f"{count} faults in the scenario"]
        return "\n".join(lines + [f"  {finding}" for finding in self.findings])


class RunError(CarwrightError):
    """A simulation that could not go on."""


class DeadlockError(RunError):
    """Objects that hold parts which wait only for each other (rule Z1).

    `ring` names them in order, each waiting for the next and the last for the first; `time` is
    the instant in ms from the start, if known.
    """

    def __init__(self, ring: Sequence[str], time: int | None = None) -> None:
        self.ring: tuple[str, ...] = tuple(ring)
        self.time = time
        super().__init__(self.ring, time)

    def __str__(self) -> str:
        when = _at(self.time)
        chain = " waits for ".join(repr(name) for name in (*self.ring, *self.ring[:1]))
        return f"deadlock{when}: {chain} -> give one of them more room or another way out"


class StallError(RunError):
    """Time stands still: too many events at one instant (rule T8).

    `time` is the instant in ms from the start, `objects` names those of the last events.
    """

    def __init__(self, time: int, objects: Sequence[str] = ()) -> None:
        self.time = time
        self.objects: tuple[str, ...] = tuple(objects)
        super().__init__(time, self.objects)

    def __str__(self) -> str:
        among = f" among {', '.join(map(repr, self.objects))}" if self.objects else ""
        return (
            f"time stands still{_at(self.time)}: events without end{among}"
            " -> look there for a loop of objects whose times are all zero"
        )


class PlantOverflow(RunError):  # noqa: N818 (says what is there)
    """A table of the plant is full: `what` filled up, `limit` is how many it holds.

    `time` is the instant in ms from the start, if known.
    """

    def __init__(self, what: str, limit: int, time: int | None = None) -> None:
        self.what = what
        self.limit = limit
        self.time = time
        super().__init__(what, limit, time)

    def __str__(self) -> str:
        return (
            f"overflow{_at(self.time)}: more than {self.limit:,} {self.what}"
            " -> look for arrivals that outrun the plant, and limit their source or that place"
        )


class InterruptedRun(RunError):  # noqa: N818 (says what is there)
    """A run stopped from outside, `time` (ms) of `until` (ms) having passed; None: unknown."""

    def __init__(self, time: int | None, until: int) -> None:
        self.time = time
        self.until = until
        super().__init__(time, until)

    def __str__(self) -> str:
        when = " before the end" if self.time is None else _at(self.time)
        return f"stopped{when} of {_clock(self.until)}"
