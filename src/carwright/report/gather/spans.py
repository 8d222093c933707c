"""Spans of time that a series is drawn in: whole periods of the run, as many as can be read."""

from __future__ import annotations

from dataclasses import dataclass

from carwright.results import Manifest

HOUR = 3_600_000
DAY = 24 * HOUR
WEEK = 7 * DAY

_FEWEST = 20


@dataclass(frozen=True)
class Spans:
    """Spans of `ms` each, counted from 0; `unit` is what one is called."""

    ms: int
    count: int
    unit: str

    def label(self, number: int) -> str:
        """``12`` for the twelfth day; ``12, 08:00`` where a span is part of a day."""
        if self.unit != "time":
            return f"{number + 1:,}"
        day, rest = divmod(number * self.ms, DAY)
        hour, minute = divmod(rest // 60_000, 60)
        return f"{day + 1}, {hour:02d}:{minute:02d}"

    def labels(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.label(number) for number in range(self.count))

    def before(self, instant: int) -> int:
        """How many spans begin before an instant (ms)."""
        return min(self.count, -(-instant // self.ms))


def spans(told: Manifest) -> Spans:
    """The longest usual span of whole periods of which a run has at least twenty."""
    usual = [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, DAY, WEEK]
    fitting = [ms for ms in usual if ms % told.period_ms == 0 and told.horizon_ms >= _FEWEST * ms]
    ms = max(fitting, default=told.period_ms)
    unit = {DAY: "day", WEEK: "week"}.get(ms, "time")
    return Spans(ms, -(-told.horizon_ms // ms), unit)
