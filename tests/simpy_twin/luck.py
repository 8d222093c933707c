"""Where the twin's random numbers come from: carwright's own streams, or NumPy's generator."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol

import numpy as np
from scipy import special, stats

from carwright.compile.streams import stream_key
from carwright.engine.draws import Stream
from carwright.model import Distribution

Uniform = Callable[[], float]


class Luck(Protocol):
    """Uniforms by the name of their stream, and durations (ms) made of them."""

    def uniform(self, stream: str) -> float: ...

    def duration(self, distribution: Distribution, stream: str) -> int: ...


class Streams:
    """The uniforms that carwright draws (R1), and durations by SciPy's quantiles.

    The formulas are those of docs/reference/distributions.md, in SciPy's and the C library's
    arithmetic, not in `carwright.elementary`: after rounding to a millisecond both agree but for
    one draw in thousands of millions.
    """

    def __init__(self, seed: int, replication: int = 0) -> None:
        self._of = (seed, replication)
        self._streams: dict[str, Stream] = {}

    def uniform(self, stream: str) -> float:
        if stream not in self._streams:
            seed, replication = self._of
            self._streams[stream] = Stream(seed, stream_key(stream), replication)
        return self._streams[stream].uniform()

    def duration(self, distribution: Distribution, stream: str) -> int:
        return milliseconds(_quantile(distribution, lambda: self.uniform(stream)))


class Generator:
    """NumPy's PCG64: shares nothing with carwright."""

    def __init__(self, seed: int) -> None:
        self._rng = np.random.default_rng(seed)

    def uniform(self, stream: str) -> float:
        return float(self._rng.random())

    def duration(self, distribution: Distribution, stream: str) -> int:
        return milliseconds(_drawn(distribution, self._rng))


def milliseconds(x: float) -> int:
    """Rule T1: the nearest, halves up, and never below 0."""
    return max(0, math.floor(x + 0.5))


def _quantile(distribution: Distribution, uniform: Uniform) -> float:
    given = tuple(float(p) for p in distribution.parameters)
    match distribution.family, given:
        case "constant", (value,):
            return value
        case "exponential", (mean,):
            return -mean * math.log(uniform())
        case "erlang", (mean, k):
            return -mean / k * sum(math.log(uniform()) for _ in range(round(k)))
        case "lognormal", (mean, cv):
            s2 = math.log(1 + cv * cv)
            normal = float(special.ndtri(uniform()))
            return math.exp(math.log(mean) - s2 / 2 + math.sqrt(s2) * normal)
        case "triangular", (low, mode, high):
            width = high - low
            return float(stats.triang.ppf(uniform(), (mode - low) / width, low, width))
        case "uniform", (low, high):
            return low + uniform() * (high - low)
        case "weibull", (mean, shape):
            return mean / math.gamma(1 + 1 / shape) * (-math.log(uniform())) ** (1 / shape)
    raise ValueError(f"the twin does not draw from {distribution}")


def _drawn(distribution: Distribution, rng: np.random.Generator) -> float:
    given = tuple(float(p) for p in distribution.parameters)
    match distribution.family, given:
        case "constant", (value,):
            return value
        case "exponential", (mean,):
            return float(rng.exponential(mean))
        case "erlang", (mean, k):
            return float(rng.gamma(k, mean / k))
        case "lognormal", (mean, cv):
            s2 = math.log(1 + cv * cv)
            return float(rng.lognormal(math.log(mean) - s2 / 2, math.sqrt(s2)))
        case "triangular", (low, mode, high):
            return float(rng.triangular(low, mode, high))
        case "uniform", (low, high):
            return float(rng.uniform(low, high))
        case "weibull", (mean, shape):
            return mean / math.gamma(1 + 1 / shape) * float(rng.weibull(shape))
    raise ValueError(f"the twin does not draw from {distribution}")
