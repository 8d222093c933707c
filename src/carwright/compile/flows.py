"""How much of each type flows for the cars that are made: cars by their sources, the rest by need.

Car types begin at their sources: if all of these have arrivals, by their rates, else each source
counts alike. Followers begin as the parts that they follow leave (rule Q4). Other components are
made as the needs of the stations ask for them; a need that names no type is met by what its buffer
gets, in the proportion in which the sources make it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from carwright.compile.means import mean_times
from carwright.compile.schema import NONE, SourceMode
from carwright.compile.traffic import Traffic
from carwright.errors import Finding, InvalidScenario

Floats = NDArray[np.float64]

_MOST_ROUNDS = 100
"""Rounds in which components of components are found; more than any real product has levels."""


def flows(traffic: Traffic) -> Floats:
    """Arrivals of each type at each object, types x objects, in one unit for all of them.

    Raises InvalidScenario if parts go round for ever or components need each other in a circle.
    """
    plan = _Plan(traffic)
    put_in = plan.cars
    for _ in range(_MOST_ROUNDS):
        arriving, leaving = plan.solve(put_in)
        next_in = plan.cars + plan.followed(leaving) + plan.asked_for(arriving)
        if np.allclose(next_in, put_in, rtol=1e-12, atol=0.0):
            return arriving
        put_in = next_in
    mend = "take a component out of the needs of what it is made of"
    raise InvalidScenario([Finding("stations", "components need each other in a circle", mend)])


class _Plan:
    """What is put in where, types x objects; solutions are kept as long as this is the same."""

    def __init__(self, traffic: Traffic) -> None:
        self.traffic = traffic
        self.cells = traffic.cells
        self.solved: dict[int, tuple[Floats, Floats, Floats]] = {}
        made = self._made()
        is_car = np.array(self.cells["type.car"], dtype=bool)
        self.cars = np.where(is_car[:, None], made, 0.0)
        self.components = np.where(is_car[:, None], 0.0, made)
        self.reached = self.solve(self.components)[0]

    def solve(self, put_in: Floats) -> tuple[Floats, Floats]:
        """Arrivals and departures, types x objects."""
        arriving, leaving = np.zeros_like(put_in), np.zeros_like(put_in)
        for type_id in np.flatnonzero(put_in.any(axis=1)).tolist():
            known = self.solved.get(type_id)
            if known is None or not np.array_equal(known[0], put_in[type_id]):
                known = (put_in[type_id], *self.traffic.arrivals(type_id, put_in[type_id]))
                self.solved[type_id] = known
            arriving[type_id], leaving[type_id] = known[1:]
        return arriving, leaving

    def followed(self, leaving: Floats) -> Floats:
        """What followers put in for the parts that leave what they follow."""
        put_in = np.zeros_like(leaving)
        for source, place in self._sources(follow=True):
            begin = self.cells["source.follow_begin"][source]
            followed = self._followed_by(source)
            for type_id in range(self.traffic.types):
                made = self.cells["follow.type"][begin + type_id]
                if made != NONE and followed is not None:
                    put_in[made, place] += leaving[type_id, followed]
        return put_in

    def asked_for(self, arriving: Floats) -> Floats:
        """What the other component sources put in, so that the needs of what arrives are met."""
        asked, taken = np.zeros(len(arriving)), np.zeros_like(self.reached)
        for (buffer, wanted), parts in self._needs(arriving).items():
            here = self.reached[:, buffer]
            if wanted != NONE:
                here = np.where(np.arange(len(here)) == wanted, here, 0.0)
            if here.sum() > 0.0:
                asked += parts * here / here.sum()
                taken[:, buffer] = np.maximum(taken[:, buffer], here)
        reached = taken.sum(axis=1)
        scale = np.divide(asked, reached, out=np.zeros_like(asked), where=reached > 0.0)
        put_in: Floats = self.components * scale[:, None]
        return put_in

    def _needs(self, arriving: Floats) -> dict[tuple[int, int], float]:
        """Parts that are taken from each buffer, by the type that is wanted."""
        found: dict[tuple[int, int], float] = {}
        for station, place in enumerate(self.cells["station.object"]):
            for type_id in range(self.traffic.types):
                work = station * self.traffic.types + type_id
                begin, end = self.cells["work.need_begin"][work], self.cells["work.need_end"][work]
                for need in range(begin, end):
                    key = (self.cells["need.object"][need], self.cells["need.type"][need])
                    parts = self.cells["need.quantity"][need] * float(arriving[type_id, place])
                    found[key] = found.get(key, 0.0) + parts
        return found

    def _made(self) -> Floats:
        """Parts that the sources make, types x objects; a follower makes none by itself."""
        made = np.zeros((self.traffic.types, self.traffic.objects))
        weights = self._weights()
        for source, place in self._sources(follow=False):
            for type_id, share in self._mix(source):
                made[type_id, place] += share * weights.get(source, 1.0)
        return made

    def _weights(self) -> dict[int, float]:
        """Parts a ms of each source of cars, or nothing if one of them has no rate of its own."""
        weights = {}
        for source, _ in self._sources(follow=False):
            if any(self.cells["type.car"][type_id] for type_id, _ in self._mix(source)):
                rate = self._rate(source)
                if rate is None:
                    return {}
                weights[source] = rate
        return weights

    def _sources(self, follow: bool) -> Iterator[tuple[int, int]]:
        """Rows and objects of the sources that follow others, or of those that don't."""
        for source, mode in enumerate(self.cells["source.mode"]):
            if (mode == SourceMode.FOLLOWS) == follow:
                yield source, self.cells["source.object"][source]

    def _rate(self, source: int) -> float | None:
        """Parts a ms of a source with arrivals, None for another or one of no time between."""
        if self.cells["source.mode"][source] != SourceMode.ARRIVALS:
            return None
        mean = float(mean_times(self.traffic.program)[self.cells["source.dist"][source]])
        return float(self.cells["source.lot"][source]) / mean if mean > 0.0 else None

    def _mix(self, source: int) -> Iterator[tuple[int, float]]:
        """Types of a source with their shares."""
        if self.cells["source.mode"][source] == SourceMode.ORDERS:
            begin, end = (self.cells[f"source.order_{e}"][source] for e in ("begin", "end"))
            yield from ((t, 1.0 / (end - begin)) for t in self.cells["order.type"][begin:end])
            return
        begin, end = (self.cells[f"source.mix_{e}"][source] for e in ("begin", "end"))
        shares = self.cells["mix.share"][begin:end]
        yield from zip(self.cells["mix.type"][begin:end], shares, strict=True)

    def _followed_by(self, source: int) -> int | None:
        """The object that a source follows."""
        for place in range(self.traffic.objects):
            begin, end = (self.cells[f"object.follower_{e}"][place] for e in ("begin", "end"))
            if source in self.cells["follower.source"][begin:end]:
                return place
        return None
