"""A battery of tests for streams that are addressed, not stepped through.

A table of uniforms has an axis: along it runs the number of the draw, of the replication, of the
stream (a hash of names that differ in a digit) or of the seed. Whatever can be chosen next to
another must look independent. Tests after L'Ecuyer and Simard (2007), "TestU01: a C library for
empirical testing of random number generators", ACM Transactions on Mathematical Software 33(4),
22, and Knuth (1997), The Art of Computer Programming 2, 3.3.2, 3.3.4. Each gives p-values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from carwright.compile.streams import stream_key
from carwright.engine import _kernel

Uniforms = NDArray[np.float64]

SEED = 20_240_403


def _rows(n: int, each: int, at: Callable[[int], tuple[int, int, int]]) -> Uniforms:
    """`each` draws of n streams, flattened so that neighbours on the axis are neighbours here."""
    rows = np.empty((n, each))
    for i in range(n):
        rows[i] = _kernel.draws.uniforms(*at(i), 0, each)
    return rows.T.ravel()


def axes(n: int) -> Iterator[tuple[str, Uniforms]]:
    """About n uniforms along each axis."""
    key = stream_key("roof weld#1/work")
    each = 16
    yield "draws of a stream", _kernel.draws.uniforms(SEED, key, 0, 0, n)
    yield "replications", _rows(n // each, each, lambda i: (SEED, key, i))
    stations = [stream_key(f"station {i}#1/work") for i in range(n // each)]
    yield "stations", _rows(n // each, each, lambda i: (SEED, stations[i], 0))
    machines = [stream_key(f"weld#{i}//gun/repair") for i in range(n // each)]
    yield "machines", _rows(n // each, each, lambda i: (SEED, machines[i], 0))
    yield "seeds", _rows(n // each, each, lambda i: (i, key, 0))
    yield "keys one bit apart", _rows(n // each, each, lambda i: (SEED, key ^ (i ^ (i >> 1)), 0))


def spectral(u: Uniforms) -> float:
    """Periodogram: 2 |F|**2 / (n / 12) is chi-squared with 2 degrees at every frequency."""
    n = len(u) // 2 * 2
    power = np.abs(np.fft.rfft(u[:n] - 0.5)[1:-1]) ** 2 / (n / 12)
    return float(stats.kstest(power, "expon").pvalue)


def spectral_peak(u: Uniforms) -> float:
    """The largest line of the periodogram (Fisher): what a single hidden period would raise."""
    n = len(u) // 2 * 2
    power = np.abs(np.fft.rfft(u[:n] - 0.5)[1:-1]) ** 2 / (n / 12)
    return float(-np.expm1(len(power) * np.log1p(-np.exp(-power.max()))))


def serial(u: Uniforms, lags: int = 50) -> float:
    """Box and Pierce (1970): n times the sum of squared autocorrelations is chi-squared."""
    n, c = len(u), u - 0.5
    r = [float((c[:-k] * c[k:]).sum()) / (n - k) * 12 for k in range(1, lags + 1)]
    q = sum((n - k) * x * x for k, x in enumerate(r, start=1))
    return float(stats.chi2.sf(q, lags))


def pairs(u: Uniforms) -> float:
    """Serial test: neighbours in 64 by 64 cells, chi-squared."""
    cells = (u * 64).astype(np.int64)
    cells = cells[0::2][: len(u) // 2] * 64 + cells[1::2][: len(u) // 2]
    return float(stats.chisquare(np.bincount(cells, minlength=4096)).pvalue)


def _two_sided(count: int, mean: float, u: Uniforms) -> float:
    """p of a Poisson count, twice the smaller side; its step is filled in evenly.

    Without that the p-values of counts would lie on a few values and could not be judged together.
    """
    within = np.random.default_rng(words(u[:8])).random()
    below = stats.poisson.cdf(count - 1, mean) + within * stats.poisson.pmf(count, mean)
    return float(2 * min(below, 1 - below))


def collisions(u: Uniforms, dimensions: int, bits: int) -> float:
    """Balls into 2**(dimensions * bits) urns; sparse, so collisions are close to Poisson."""
    urns = _cells(u, dimensions, bits)
    n, k = len(urns), 2.0 ** (dimensions * bits)
    expected = n - k * -np.expm1(n * np.log1p(-1 / k))
    return _two_sided(n - len(np.unique(urns)), float(expected), u)


def birthday_spacings(u: Uniforms, dimensions: int) -> float:
    """Marsaglia's test with L'Ecuyer and Simard's (2001) size: equal spacings are Poisson.

    Birthdays are taken in groups of 4,096 out of a year of 2**36 / 4 days or so: a quarter of a
    repeated spacing is expected of each group.
    """
    bits = 36 // dimensions
    days = _cells(u, dimensions, bits)
    size, k = 4096, 2.0 ** (bits * dimensions)
    groups = days[: len(days) // size * size].reshape(-1, size)
    spacings = np.sort(np.diff(np.sort(groups, axis=1), axis=1), axis=1)
    equal = int((np.diff(spacings, axis=1) == 0).sum())
    return _two_sided(equal, len(groups) * size**3 / (4 * k), u)


def _cells(u: Uniforms, dimensions: int, bits: int) -> NDArray[np.int64]:
    cells = np.zeros(len(u) // dimensions, np.int64)
    for d in range(dimensions):
        part = u[d::dimensions][: len(cells)]
        cells = cells << bits | (part * 2**bits).astype(np.int64)
    return cells


def words(u: Uniforms) -> NDArray[np.uint64]:
    """The 52 random bits of each."""
    return (u * 2.0**52).astype(np.uint64)


def bit_frequencies(u: Uniforms) -> float:
    """Each of the 52 bits is set in half of the draws: 52 z-scores together."""
    w, n = words(u), len(u)
    set_ = np.array([int(((w >> np.uint64(b)) & np.uint64(1)).sum()) for b in range(52)])
    return float(stats.chi2.sf((((set_ - n / 2) / np.sqrt(n / 4)) ** 2).sum(), 52))


def hamming_pairs(u: Uniforms) -> float:
    """Weights of neighbours' bits are independent (TestU01's HammingIndep): correlation."""
    w = words(u)
    weight = sum(((w >> np.uint64(b)) & np.uint64(1)).astype(np.int64) for b in range(52))
    a, b = weight[:-1] - 26.0, weight[1:] - 26.0
    z = (a * b).sum() / np.sqrt((len(a)) * 13.0**2)
    return float(2 * stats.norm.sf(abs(z)))


def gaps(u: Uniforms) -> float:
    """Gap test: how long until a draw falls into [0, 1/8) again."""
    at = np.flatnonzero(u < 0.125)
    longest = 40
    found = np.bincount(np.minimum(np.diff(at) - 1, longest), minlength=longest + 1)
    p = 0.125 * 0.875 ** np.arange(longest + 1)
    p[-1] = 0.875**longest
    return float(stats.chisquare(found, p * found.sum()).pvalue)


TESTS: dict[str, Callable[[Uniforms], float]] = {
    "uniform (Kolmogorov-Smirnov)": lambda u: float(stats.kstest(u, "uniform").pvalue),
    "spectral, all lines": spectral,
    "spectral, highest line": spectral_peak,
    "serial correlation, lags 1 to 50": serial,
    "serial pairs": pairs,
    "gaps": gaps,
    "collisions, 1 x 30 bits": lambda u: collisions(u, 1, 30),
    "collisions, 2 x 15 bits": lambda u: collisions(u, 2, 15),
    "collisions, 10 x 3 bits": lambda u: collisions(u, 10, 3),
    "birthday spacings, 1 x 36 bits": lambda u: birthday_spacings(u, 1),
    "birthday spacings, 2 x 18 bits": lambda u: birthday_spacings(u, 2),
    "birthday spacings, 4 x 9 bits": lambda u: birthday_spacings(u, 4),
    "bit frequencies": bit_frequencies,
    "Hamming weights of neighbours": hamming_pairs,
}


def p_values(n: int) -> dict[tuple[str, str], float]:
    """By axis and test, from about n uniforms an axis."""
    return {(axis, name): test(u) for axis, u in axes(n) for name, test in TESTS.items()}
