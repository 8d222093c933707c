"""Random draws of a forecast, each stream by its name.

As in the engine, a draw belongs to (seed, name, number of the draw) and to nothing else: an
activity keeps its luck when others come, go or change, and when another option is looked at. So
options are compared on the same draws. A stream is Philox-4x64 (Salmon et al. 2011, "Parallel
random numbers: as easy as 1, 2, 3") keyed by the seed and `stream_key` of the name.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from carwright.compile.streams import stream_key
from carwright.model.programme import Correlation, Programme

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_LEAST = 2.0**-54


class Draws:
    """`n` draws of every stream of a seed, in an order that all streams share."""

    def __init__(self, n: int, seed: int) -> None:
        self.n = n
        self.seed = seed
        self._order: NDArray[np.intp] | None = None
        self._kept: dict[str, Floats] = {}

    def sort_by(self, key: NDArray[np.int64]) -> None:
        """Put the draws in the order of a key, equal ones as they were; once, before all else."""
        self._order = np.argsort(key, kind="stable")
        self._kept.clear()

    def uniform(self, name: str) -> Floats:
        """`n` numbers from the open interval (0, 1)."""
        kept = self._kept.get(name)
        if kept is None:
            key = np.array([self.seed, stream_key(name)], dtype=np.uint64)
            kept = np.random.Generator(np.random.Philox(key=key)).random(self.n)
            np.maximum(kept, _LEAST, out=kept)
            if self._order is not None:
                kept = kept[self._order]
            kept.flags.writeable = False
            self._kept[name] = kept
        return kept

    def duration_uniform(self, activity: str, programme: Programme) -> Floats:
        """The draws behind an activity's duration, with what it shares with its group.

        One-factor Gaussian copula: z = sqrt(rho) f + sqrt(1 - rho) e with standard normal f of the
        group and e of the activity, so that any two of a group have the correlation rho on the
        normal scale (Vasicek 1987; Joe 2014, "Dependence Modeling with Copulas", 3.1).
        """
        own = self.uniform(f"{activity}/duration")
        group = _group(programme, activity)
        if group is None or group.rho == 0:
            return own
        cause = f"{'+'.join(group.activities)}/common cause"
        if group.rho == 1:
            return self.uniform(cause)
        name = f"{activity}/duration in {'+'.join(group.activities)} at {group.rho!r}"
        if name not in self._kept:
            score = f"{cause}, normal score"
            if score not in self._kept:
                self._kept[score] = ndtri(self.uniform(cause))
            z = np.sqrt(group.rho) * self._kept[score] + np.sqrt(1.0 - group.rho) * ndtri(own)
            self._kept[name] = np.clip(ndtr(z), _LEAST, 1.0 - 2.0**-53)
        return self._kept[name]


def _group(programme: Programme, activity: str) -> Correlation | None:
    return next((each for each in programme.correlations if activity in each.activities), None)
