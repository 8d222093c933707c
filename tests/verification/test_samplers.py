"""Every family against SciPy: quantiles and tails to 1e-9, moments, and large samples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special, stats

from carwright.engine import draws
from carwright.model.distribution import FAMILIES
from verification.goodness import anderson_darling
from verification.keep import Finding, once
from verification.samplers import COMPOSED, INVERTED, Family, Floats

TINY = 2.0**-53


def tails() -> Floats:
    """Uniforms over the whole range that a draw can have, both tails down to 2**-53."""
    down = 10.0 ** -np.linspace(0.3, 15.9, 400)
    return np.unique(np.concatenate([[TINY], down, 1 - down, np.linspace(0, 1, 401)[1:-1]]))


@pytest.mark.parametrize("text", INVERTED)
def test_quantiles_and_tails_are_scipys_to_1e_9(text: str) -> None:
    """The kernel's own inversion; a microsecond is no difference."""
    family, u = INVERTED[text], tails()
    u = u[(u >= TINY) & (u <= 1 - TINY)]
    np.testing.assert_allclose(family.inverted(u), family.quantiles(u), rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("text", INVERTED)
def test_moments_of_the_inversion(text: str) -> None:
    """Mean and variance by quadrature over the uniform, mapped so that both ends are resolved."""
    family = INVERTED[text]
    x, weight = _nodes()
    t = _both_ends(family, x)
    mean = float((weight * t).sum())
    variance = float((weight * (t - mean) ** 2).sum())
    wanted = [float(m) for m in family.truth.stats("mv")]
    assert [mean, variance] == pytest.approx(wanted, rel=2e-7)


def _nodes() -> tuple[Floats, Floats]:
    """Gauss-Legendre panels over the normal quantile of the uniform."""
    nodes, weights = np.polynomial.legendre.leggauss(8)
    edges = np.linspace(-8.2, 8.2, 4001)
    half = np.diff(edges) / 2
    x = (edges[:-1] + half)[:, None] + half[:, None] * nodes
    w = half[:, None] * weights * stats.norm.pdf(x)
    return x.ravel(), w.ravel()


def _both_ends(family: Family, x: Floats) -> Floats:
    return family.inverted(special.ndtr(x))


class _AskedError(Exception):
    """The sampler rejected its trial and asks for another."""


class Given(draws.Stream):
    """A stream of what it is told; it complains when that runs out."""

    def __init__(self, *uniforms: float) -> None:
        super().__init__(0, 0, 0)
        self.uniforms = list(uniforms)

    def uniform(self) -> float:
        if not self.uniforms:
            raise _AskedError
        return self.uniforms.pop(0)


def accepted_share(shape: float, u: float) -> float:
    """The share of second uniforms with which a trial of first uniform `u` is accepted."""
    low, high = TINY, 1 - TINY
    if _accepted(shape, u, high):
        return 1.0
    if not _accepted(shape, u, low):
        return 0.0
    for _ in range(52):
        middle = (low + high) / 2
        low, high = (middle, high) if _accepted(shape, u, middle) else (low, middle)
    return low


def _accepted(shape: float, u: float, v: float) -> bool:
    try:
        draws.gamma(shape, 1.0, Given(u, v))
    except _AskedError:
        return False
    return True


@pytest.mark.parametrize("shape", [1.0, 1.3, 4.0, 100.0])
def test_the_law_of_gamma_is_scipys_down_to_tails_of_1e_9(shape: float) -> None:
    """Not a sample: the law of the rejection itself.

    For each first uniform the sampler is asked which second uniforms it accepts; a trial's value
    does not depend on the second. Summed over the first, that is the law of what is drawn.
    """
    nodes, weights = np.polynomial.legendre.leggauss(6)
    reach = -3 * math.sqrt(shape - 1 / 3)  # below it no trial is accepted
    edges = np.linspace(-7.5, 7.5, 61)
    edges = np.sort(np.append(edges[np.abs(edges - reach) > 0.01], reach))
    half = np.diff(edges) / 2
    x = ((edges[:-1] + half)[:, None] + half[:, None] * nodes).ravel()
    w = (half[:, None] * weights).ravel() * stats.norm.pdf(x)
    u = special.ndtr(x)
    taken = np.array([accepted_share(shape, each) for each in u.tolist()])
    total = float((w * taken).sum())
    for edge in range(6, 58, 3):
        x_edge = float(edges[edge])
        try:
            t = draws.gamma(shape, 1.0, Given(float(special.ndtr(x_edge)), TINY))
        except _AskedError:
            continue  # a value that no trial can give
        inside = x < x_edge
        below, above = (float((w * taken)[side].sum()) / total for side in (inside, ~inside))
        if below > 1e-9:
            assert below == pytest.approx(float(stats.gamma.cdf(t, shape)), rel=3e-6)
        if above > 1e-9:
            assert above == pytest.approx(float(stats.gamma.sf(t, shape)), rel=3e-6)


def test_a_shape_below_one_is_that_of_one_more_times_a_power() -> None:
    """Marsaglia and Tsang: X(a) = X(a + 1) U**(1/a), so its law follows from that of a + 1."""
    for u, v, w in ((0.3, 1e-3, 0.7), (0.9, 1e-4, 1e-9), (0.5, 0.01, 1 - 1e-9)):
        whole = draws.gamma(1.4, 1.0, Given(u, v))
        assert draws.gamma(0.4, 1.0, Given(u, v, w)) == pytest.approx(whole * w**2.5, rel=1e-12)


def test_hyperexponential_is_a_choice_of_two_exponentials() -> None:
    def drawn(u: float, v: float) -> int:
        return draws.sample(11, 0.9, 1e9, 5e12, 0.0, [], [], Given(u, v))

    for v in (TINY, 1e-9, 0.5, 1 - 1e-9):
        assert drawn(0.9 - 1e-15, v) == pytest.approx(-1e9 * math.log(v), rel=1e-9, abs=1)
        assert drawn(0.9, v) == pytest.approx(-5e12 * math.log(v), rel=1e-9, abs=1)


ALL = INVERTED | COMPOSED


def goodness(family: Family, n: int) -> dict[str, float]:
    """p-values of a sample: Kolmogorov-Smirnov, Anderson-Darling, and counts in the tails."""
    u = np.clip(np.sort(_whole_law(family, family.sample(n))), 1e-300, 1 - 1e-16)
    found = {"ks": float(stats.kstest(u, "uniform").pvalue), "ad": anderson_darling(u)}
    for tail in (1e-3, 1e-5):
        for name, count in (("low", (u < tail).sum()), ("high", (u > 1 - tail).sum())):
            found[f"{name} {tail:g}"] = float(stats.binomtest(int(count), n, tail).pvalue)
    return found


def _whole_law(family: Family, drawn: NDArray[np.int64]) -> Floats:
    """What P(time <= drawn) would be before rounding to a millisecond: evenly within its step."""
    low = family.truth.cdf(drawn - 0.5)
    step = family.truth.cdf(drawn + 0.5) - low
    found: Floats = low + np.random.default_rng(5).random(len(drawn)) * step
    return found


@pytest.mark.parametrize("text", ALL)
def test_a_sample_follows_its_family(text: str) -> None:
    assert min(goodness(ALL[text], 50_000).values()) > 1e-4


@pytest.mark.verify
def test_samples_of_four_million_follow_their_families() -> None:
    def find() -> Finding:
        return {"n": 4_000_000, "p": {t: goodness(f, 4_000_000) for t, f in ALL.items()}}

    found = once("samplers", find)["p"]
    p_values = [p for each in found.values() for p in each.values()]
    assert min(p_values) > 1e-3 / len(p_values)
    ks = [each["ks"] for each in found.values()]
    assert stats.kstest(ks, "uniform").pvalue > 1e-3


def test_a_bias_of_one_per_cent_is_seen() -> None:
    """The test can fail: 300,000 draws whose mean is one per cent off."""
    family = INVERTED["exponential(60 min)"]
    slow = Family(family.text, stats.expon(scale=60 * 60_000 * 1.01))
    assert min(goodness(slow, 300_000).values()) < 1e-4


def test_no_family_is_left_out() -> None:
    """Constant, geometric and empirical are counted out elsewhere (tests/engine/test_draws)."""
    seen = {family.described.family for family in ALL.values()}
    assert seen | {"constant", "geometric"} == set(FAMILIES)
