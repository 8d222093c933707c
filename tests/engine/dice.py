"""Random choices of random plants, of durations above all."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Any, TypeVar

from carwright.compile.schema import Dist

T = TypeVar("T")

NEVER_ENDS = (Dist.CONSTANT, 2.0**62)
"""A duration that is drawn as FOREVER (rule T2)."""


class Dice:
    """Choices from `rnd`, written so that smaller draws make simpler plants (they shrink).

    Durations are multiples of `unit` ms.
    """

    def __init__(self, rnd: random.Random) -> None:
        self.rnd = rnd
        self.unit = 1

    def whole(self, low: int, high: int) -> int:
        """From low to high, both included."""
        return low + self.rnd.randrange(high - low + 1)

    def chance(self, p: float) -> bool:
        """Yes with probability p, in steps of 1 in 1000; no is the simpler answer."""
        return self.rnd.randrange(1000) >= round(1000 * (1.0 - p))

    def pick(self, among: Sequence[T]) -> T:
        """One of them; the first is the simplest."""
        return among[self.rnd.randrange(len(among))]

    def shuffled(self, things: Sequence[T]) -> list[T]:
        """All of them in any order."""
        found = list(things)
        self.rnd.shuffle(found)
        return found

    def some(self, things: Sequence[T], least: int = 1) -> list[T]:
        """At least so many of them, in any order."""
        return self.shuffled(things)[: self.whole(min(least, len(things)), len(things))]

    def shares(self, names: Sequence[T]) -> dict[T, float]:
        """Some of the names with shares."""
        return {name: self.pick([1.0, 1.0, 2.0, 0.3]) for name in self.some(names)}

    def ms(self, low: int, high: int) -> int:
        """A whole number of units, in ms."""
        return self.whole(low, high) * self.unit

    def duration(self, low: int, high: int) -> Any:
        """A constant of low to high units, or a distribution thereabouts.

        With low >= 1 a constant is positive and a distribution at least mostly so.
        """
        if not self.chance(0.35):
            return self.ms(low, high)
        mean = max(1, self.whole(low, high))
        return self._on_grid(mean) if self.chance(0.5) else self._anywhere(mean)

    def _on_grid(self, mean: int) -> Any:
        """What falls on multiples of the unit, so that ties stay likely."""
        unit = self.unit
        if self.chance(0.5):
            return (Dist.GEOMETRIC, float(self.pick([mean, 1])), float(unit))
        points = sorted({self.whole(0, 2 * mean) for _ in range(self.whole(1, 3))} | {mean})
        chances = [n / len(points) for n in range(1, len(points))]
        return (Dist.EMPIRICAL, list(zip([p * unit for p in points], [*chances, 1.0], strict=True)))

    def _anywhere(self, mean: int) -> Any:
        m = float(mean * self.unit)
        deviation = m * self.pick([0.2, 1.0])
        return self.pick(
            [
                (Dist.CONSTANT, m + 0.5),
                (Dist.UNIFORM, 0.5 * m, 1.5 * m),
                (Dist.TRIANGULAR, 0.5 * m, m, 1.7 * m),
                (Dist.EXPONENTIAL, m),
                (Dist.ERLANG, m, float(self.whole(1, 9))),
                (Dist.GAMMA, self.pick([2.5, 0.7]), 0.6 * m),
                (Dist.LOGNORMAL, math.log(m), self.pick([0.3, 1.0])),
                (Dist.NORMAL, m, deviation, 0.5 * math.erfc(m / deviation / math.sqrt(2.0))),
                (Dist.WEIBULL, self.pick([1.5, 0.8]), m),
                (Dist.HYPEREXPONENTIAL, 0.7, 0.5 * m, 2.0 * m),
            ]
        )
