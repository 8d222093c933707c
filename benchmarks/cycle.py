"""The time of a cycle with the stops that fall into it, for contenders that know no such stops.

Failures count work alone and interrupt it, and the work goes on after the repair, so a part leaves
when cycle and repairs are over: one time in place of several events.
"""

from collections.abc import Callable

Draw = Callable[[float], float]
"""An exponential time of this rate."""


class Cycle:
    """Times of one station; `healthy` is the work that is left until its next stop."""

    def __init__(self, draw: Draw, cycle: float, between: float, repair: float) -> None:
        self.draw = draw
        self.cycle = cycle
        self.stop_rate, self.repair_rate = 1 / between, 1 / repair
        self.healthy = self.draw(self.stop_rate)

    def sample(self) -> float:
        self.healthy -= self.cycle
        if self.healthy > 0.0:
            return self.cycle
        time = self.cycle
        while self.healthy <= 0.0:
            time += self.draw(self.repair_rate)
            self.healthy += self.draw(self.stop_rate)
        return time
