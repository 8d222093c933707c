"""Tests that may stop whenever enough has been seen, with exact error rates.

Events come as a Poisson process of the distance driven. A bound that is looked at after every
kilometre is not the bound of one look: sooner or later luck passes it (Armitage, McPherson and Rowe
1969, JRSS A 132(2), 235-244). Two ways to look all the time and keep the error:

* `BoundTest` passes as soon as the exact upper bound, at a stricter nominal level, lies below the
  rate to be shown. The level is chosen so that a fleet that has exactly that rate passes by the end
  of the campaign with a probability of at most 1 - C.
* `RatioTest` is Wald's test of one rate against another (Wald 1947, "Sequential Analysis"; for the
  Poisson process Dvoretzky, Kiefer and Wolfowitz 1953, Ann. Math. Stat. 24(2), 254-264). It may
  also end in failure.

Both can only pass at fixed distances, one for each number of events; so their probabilities follow
exactly from recursions over Poisson steps between these, without simulation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, gammainc, gammaln, xlogy

from carwright.programme.driving_to_safety import distance_with_failures

Floats = NDArray[np.float64]

MOST_FAILURES = 40
"""Failures with which a `BoundTest` may still pass; more end it."""


@dataclass(frozen=True)
class BoundTest:
    """Passes at `distances[k]` with `k` failures, if it did not pass before with fewer.

    `weights[k]` is the probability of that for a fleet that has the `rate` itself.
    """

    rate: float
    confidence: float
    nominal: float
    distances: Floats
    weights: Floats

    def pass_probabilities(self, true_rate: Floats) -> Floats:
        """Probability to pass with k failures, [..., k], for the true rates [...].

        exp(-l m_k) l^k times a volume that does not depend on l: so the weights are tilted from the
        rate of the test to the true one.
        """
        ratio = np.asarray(true_rate, dtype=np.float64)[..., None] / self.rate
        k = np.arange(self.distances.size)
        # One logarithm a rate; of a rate of 0 it is far below all, so that 0 x it stays 0.
        log_ratio = np.log(ratio, out=np.full(ratio.shape, -1e300), where=ratio > 0)
        found: Floats = k * log_ratio - (ratio - 1) * (self.rate * self.distances)
        np.exp(found, out=found)
        found *= self.weights
        return found


def bound_test(rate: float, confidence: float, longest: float = math.inf) -> BoundTest:
    """The test that may pass at any distance up to `longest`.

    Raises:
        ValueError: for a rate not above 0 or a confidence outside of (0, 1).
    """
    distance_with_failures(rate, 0, confidence)  # checks both
    return _bound_test(rate, confidence, longest)


@lru_cache(maxsize=64)
def _bound_test(rate: float, confidence: float, longest: float) -> BoundTest:
    # Bisection for the nominal error: the sum of the weights rises with it, with a step wherever
    # one more failure comes within reach of the campaign's end.
    low, high = 0.0, 1 - confidence
    reach = longest * rate
    for _ in range(50):
        middle = 0.5 * (low + high)
        if _weights(_bounds(middle, reach)).sum() <= 1 - confidence:
            low = middle
        else:
            high = middle
    bounds = _bounds(low, reach)
    return BoundTest(rate, confidence, 1 - low, bounds / rate, _weights(bounds))


def _bounds(error: float, reach: float) -> Floats:
    """Expected events, at the rate to be shown, after which k failures pass."""
    k = np.arange(MOST_FAILURES + 1)
    with np.errstate(divide="ignore"):
        bounds: Floats = np.asarray(chdtri(2 * k + 2, error)) / 2
    return bounds[bounds <= reach]


def _weights(bounds: Floats) -> Floats:
    """Probability of a unit Poisson process to pass at each bound, and at none before."""
    size = bounds.size
    weights, state = np.zeros(size), np.zeros(size)
    if size == 0:
        return weights
    state[0] = 1.0
    for k, step in enumerate(np.diff(bounds, prepend=0.0)):
        state = np.convolve(state, _poisson(step, size))[:size]
        weights[k], state[: k + 1] = state[k], 0.0
    return weights


def _poisson(mean: float, size: int) -> Floats:
    """Probabilities of 0 .. size - 1 events."""
    k = np.arange(size)
    found: Floats = np.exp(xlogy(k, mean) - mean - gammaln(k + 1))
    return found


@dataclass(frozen=True)
class Course:
    """What a `RatioTest` comes to: probability to pass, to fail, and the mean distance to either.

    What `undecided` tells is left where the recursion stopped; its distance is not counted.
    """

    passes: float
    fails: float
    undecided: float
    mean_distance: float
    passing: tuple[tuple[float, float], ...]
    """Distances at which it passes, with the probability of each."""


@dataclass(frozen=True)
class RatioTest:
    """Wald's test of a good rate against a bad one.

    With N events in the distance m it passes once N ln(bad / good) - (bad - good) m is at most
    ln(beta / (1 - alpha)) and fails once it is at least ln((1 - beta) / alpha). `alpha` is the
    nominal probability to fail a good fleet, `beta` that to pass a bad one.

    Raises:
        ValueError: unless 0 < good < bad and alpha and beta lie in (0, 0.5).
    """

    good: float
    bad: float
    alpha: float = 0.05
    beta: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.good < self.bad < math.inf:
            raise ValueError(f"the good rate {self.good!r} must lie below the bad {self.bad!r}")
        for name, value in (("alpha", self.alpha), ("beta", self.beta)):
            if not 0 < value < 0.5:
                raise ValueError(f"{name} {value!r} must lie between 0 and 0.5")

    def passes_at(self, failures: int) -> float:
        """Distance at which it passes with so many failures."""
        low = math.log(self.beta / (1 - self.alpha))
        return (failures * self._per_event - low) / (self.bad - self.good)

    def fails_before(self, failures: int) -> float:
        """Distance up to which so many failures fail it; below 0 if they never do."""
        high = math.log((1 - self.beta) / self.alpha)
        return (failures * self._per_event - high) / (self.bad - self.good)

    @property
    def _per_event(self) -> float:
        return math.log(self.bad / self.good)

    def course(self, true_rate: float, *, longest: float = math.inf) -> Course:
        """Exact operating characteristic and mean distance at a true rate.

        The recursion ends at `longest`, or where less than 1e-12 is undecided.
        """
        alive = np.ones(1)  # alive[n]: probability of n events and no decision yet
        at, fails, mean = 0.0, 0.0, 0.0
        failures, most = 0, self._first_that_fails(0.0)
        passing: list[tuple[float, float]] = []
        while alive.sum() > 1e-12 and at < longest:
            upto = min(self.passes_at(failures), self.fails_before(most), longest)
            alive, lost, driven = _step(alive, most, true_rate, upto - at)
            fails, mean, at = fails + lost, mean + driven, upto
            if upto == self.fails_before(most):
                most += 1
            if upto == self.passes_at(failures):
                passing.append((upto, float(alive[failures])))
                alive[failures] = 0.0
                failures += 1
        passed = sum(share for _, share in passing)
        return Course(passed, fails, float(alive.sum()), mean, tuple(passing))

    def _first_that_fails(self, distance: float) -> int:
        failures = 1
        while self.fails_before(failures) <= distance:
            failures += 1
        return failures


def _step(alive: Floats, most: int, rate: float, length: float) -> tuple[Floats, float, float]:
    """Drive on by `length` where `most` events fail: who is left, who failed, distance driven."""
    alive = np.pad(alive, (0, most - alive.size)) if alive.size < most else alive
    moved = np.convolve(alive, _poisson(rate * length, most))[:most]
    lost = float(alive.sum() - moved.sum())
    # Mean distance of one with n events: the sum over j < most - n of the time spent at n + j.
    spent = np.asarray(gammainc(np.arange(1, most + 1), rate * length))
    stays = np.cumsum(spent / rate) if rate > 0 else np.full(most, length)
    driven = float(alive @ stays[::-1])
    return moved, max(lost, 0.0), driven
