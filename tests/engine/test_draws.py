"""Drawn durations: each family against SciPy, and Python against C++ to the bit (rules T1, R2).

Samples have fixed seeds, so a p-value below its threshold is a fault or a changed draw, not bad
luck. Means are some 10**6 ms, so that rounding to a millisecond is far below what a test can see.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import special, stats

from carwright.compile.schema import FOREVER, Dist
from carwright.elementary import normal_cdf
from carwright.engine import _kernel, draws

N = 200_000
NO_POINTS: tuple[NDArray[np.int64], NDArray[np.float64]] = (np.empty(0, np.int64), np.empty(0))


@dataclass(frozen=True)
class Case:
    """A row of the table `dist` and SciPy's opinion of it."""

    kind: Dist
    a: float
    b: float
    c: float
    truth: Any
    falls: bool = True  # whether a larger uniform gives a shorter duration


def truncated_normal(mean: float, sd: float) -> Case:
    truth = stats.truncnorm(-mean / sd, np.inf, loc=mean, scale=sd)
    return Case(Dist.NORMAL, mean, sd, normal_cdf(-mean / sd), truth)


INVERTED = {
    "exponential": Case(Dist.EXPONENTIAL, 2e6, 0, 0, stats.expon(scale=2e6)),
    "lognormal": Case(Dist.LOGNORMAL, 14.0, 0.8, 0, stats.lognorm(0.8, scale=math.exp(14)), False),
    "triangular": Case(Dist.TRIANGULAR, 1e6, 2e6, 5e6, stats.triang(0.25, 1e6, 4e6), False),
    "triangular, mode low": Case(Dist.TRIANGULAR, 1e6, 1e6, 5e6, stats.triang(0, 1e6, 4e6), False),
    "triangular, mode high": Case(Dist.TRIANGULAR, 1e6, 5e6, 5e6, stats.triang(1, 1e6, 4e6), False),
    "normal": truncated_normal(3e6, 2e6),
    "normal, hardly cut": truncated_normal(3e6, 5e5),
    "normal, mean at the cut": truncated_normal(0.0, 2e6),
    "normal, mean below the cut": truncated_normal(-4e6, 2e6),
    "weibull, infant": Case(Dist.WEIBULL, 0.6, 2e6, 0, stats.weibull_min(0.6, scale=2e6)),
    "weibull, wear": Case(Dist.WEIBULL, 3.5, 2e6, 0, stats.weibull_min(3.5, scale=2e6)),
    "uniform": Case(Dist.UNIFORM, 1e6, 3e6, 0, stats.uniform(1e6, 2e6), False),
}


class Hyperexponential(stats.rv_continuous):
    """Two exponential phases; a has the share p."""

    def _cdf(self, x: Any, p: Any, m1: Any, m2: Any) -> Any:
        return -p * np.expm1(-x / m1) - (1 - p) * np.expm1(-x / m2)

    def _stats(self, p: Any, m1: Any, m2: Any) -> Any:
        mean = p * m1 + (1 - p) * m2
        return mean, 2 * (p * m1**2 + (1 - p) * m2**2) - mean**2, None, None


H2 = Hyperexponential(a=0.0, name="h2", shapes="p, m1, m2")

COMPOSED = {
    "erlang 1": Case(Dist.ERLANG, 2e6, 1, 0, stats.expon(scale=2e6)),
    "erlang 3": Case(Dist.ERLANG, 2e6, 3, 0, stats.gamma(3, scale=2e6 / 3)),
    "erlang 8": Case(Dist.ERLANG, 2e6, 8, 0, stats.gamma(8, scale=2e6 / 8)),
    "erlang 13": Case(Dist.ERLANG, 2e6, 13, 0, stats.gamma(13, scale=2e6 / 13)),
    "erlang 64": Case(Dist.ERLANG, 2e6, 64, 0, stats.gamma(64, scale=2e6 / 64)),
    "gamma 0.3": Case(Dist.GAMMA, 0.3, 1e15, 0, stats.gamma(0.3, scale=1e15)),
    "gamma 1": Case(Dist.GAMMA, 1.0, 1e6, 0, stats.gamma(1.0, scale=1e6)),
    "gamma 2.5": Case(Dist.GAMMA, 2.5, 1e6, 0, stats.gamma(2.5, scale=1e6)),
    "gamma 400": Case(Dist.GAMMA, 400.0, 1e4, 0, stats.gamma(400.0, scale=1e4)),
    "hyperexponential": Case(Dist.HYPEREXPONENTIAL, 0.2, 9e6, 1e6, H2(0.2, 9e6, 1e6)),
}

CONTINUOUS = INVERTED | COMPOSED


def native_sample(
    case: Case,
    n: int = N,
    points: tuple[NDArray[np.int64], NDArray[np.float64]] = NO_POINTS,
    stream: tuple[int, int, int, int] = (2024, 76, 0, 0),
) -> NDArray[np.int64]:
    row = (int(case.kind), float(case.a), float(case.b), float(case.c), 0.0)
    drawn: NDArray[np.int64] = _kernel.draws.sample(*row, *points, *stream, n)
    return drawn


def python_sample(
    case: Case,
    n: int,
    points: tuple[NDArray[np.int64], NDArray[np.float64]] = NO_POINTS,
    stream: tuple[int, int, int, int] = (2024, 76, 0, 0),
) -> list[int]:
    mine = draws.Stream(*stream)
    values, cumulative = points[0].tolist(), points[1].tolist()
    row = (int(case.kind), float(case.a), float(case.b), float(case.c), 0.0)
    return [draws.sample(*row, values, cumulative, mine) for _ in range(n)]


@pytest.mark.parametrize("name", CONTINUOUS)
def test_a_sample_follows_its_distribution(name: str) -> None:
    drawn, truth = native_sample(CONTINUOUS[name]), CONTINUOUS[name].truth
    assert stats.kstest(drawn, truth.cdf).pvalue > 0.001


@pytest.mark.parametrize("name", CONTINUOUS)
def test_moments(name: str) -> None:
    """Mean and variance within five standard errors; the kurtosis is the sample's own."""
    drawn = native_sample(CONTINUOUS[name]).astype(float)
    mean, variance = (float(m) for m in CONTINUOUS[name].truth.stats("mv"))
    assert abs(drawn.mean() - mean) < 5 * math.sqrt(variance / N)
    fourth = ((drawn - mean) ** 4).mean()
    assert abs(drawn.var() - variance) < 5 * math.sqrt((fourth - variance**2) / N)


@pytest.mark.parametrize("u", [2.0**-53, 1e-12, 1e-9, 1e-4, 0.3, 0.5, 0.9, 1 - 1e-4, 1 - 1e-9])
@pytest.mark.parametrize("name", [n for n in INVERTED if not n.startswith("normal")])
def test_quantiles_far_into_both_tails(name: str, u: float) -> None:
    case = INVERTED[name]
    ours = draws.invert(case.kind, case.a, case.b, case.c, u)
    theirs = case.truth.isf(u) if case.falls else case.truth.ppf(u)
    # Near zero a difference of far less than a millisecond is no difference.
    assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-4)


@pytest.mark.parametrize("u", [2.0**-53, 1e-12, 1e-9, 1e-4, 0.3, 0.5, 0.9, 1 - 1e-4, 1 - 1e-9])
@pytest.mark.parametrize("name", [n for n in INVERTED if n.startswith("normal")])
def test_the_cut_normal_far_into_both_tails(name: str, u: float) -> None:
    """P(X > x) = Phi((a - x) / b) / Phi(a / b); truncnorm.isf itself loses digits in the tail."""
    case = INVERTED[name]
    x = draws.invert(case.kind, case.a, case.b, case.c, u)
    assert x >= 0.0
    beyond = special.ndtr((case.a - x) / case.b) / special.ndtr(case.a / case.b)
    assert beyond == pytest.approx(u, rel=1e-9)


@pytest.mark.parametrize("u", [2.0**-53, 1e-12, 1e-6, 0.1, 0.5, 0.9, 1 - 1e-9, 1 - 2.0**-53])
@pytest.mark.parametrize("mean", [1.0, 1.0001, 1.5, 3.7, 40.0, 1e9])
def test_geometric_quantiles(mean: float, u: float) -> None:
    """n ticks exactly when P(N > n) < u <= P(N > n - 1), with (1 - 1/mean)**n for P(N > n)."""
    n = draws.geometric(u, mean, 1.0)
    assert n == int(n) >= 1
    log_fail = math.log1p(-1 / mean) if mean > 1 else -math.inf
    assert n * log_fail < math.log(u) * (1 - 1e-12)
    assert n == 1 or (n - 1) * log_fail >= math.log(u) * (1 + 1e-12)


def test_geometric_counts() -> None:
    drawn = native_sample(Case(Dist.GEOMETRIC, 4.0, 1000.0, 0, None))
    ticks = np.minimum(drawn // 1000, 30)
    assert (drawn % 1000 == 0).all()
    expected = stats.geom(0.25).pmf(np.arange(1, 31)) * N
    expected[-1] = N - expected[:-1].sum()
    assert stats.chisquare(np.bincount(ticks, minlength=31)[1:], expected).pvalue > 0.001


def test_empirical_counts() -> None:
    values = np.array([30, 10, 20, 40], np.int64)
    shares = np.array([0.125, 0.5, 0.0, 0.375])
    drawn = native_sample(Case(Dist.EMPIRICAL, 0, 0, 0, None), points=(values, shares.cumsum()))
    counts = np.array([(drawn == value).sum() for value in values])
    assert counts[2] == 0  # a share of zero is never drawn
    assert stats.chisquare(counts[[0, 1, 3]], N * shares[[0, 1, 3]]).pvalue > 0.001


class Given(draws.Stream):
    """A stream that gives what it is told to."""

    def __init__(self, *uniforms: float) -> None:
        super().__init__(0, 0, 0)
        self.uniforms = list(uniforms)

    def uniform(self) -> float:
        return self.uniforms.pop(0)


@pytest.mark.parametrize(
    ("u", "value"), [(2.0**-53, 5), (0.25, 5), (0.2500001, 7), (0.75, 7), (1 - 2.0**-53, 9)]
)
def test_an_empirical_value_reaches_to_its_cumulative_share(u: float, value: int) -> None:
    drawn = draws.sample(Dist.EMPIRICAL, 0, 0, 0, 0, [5, 7, 9], [0.25, 0.75, 1.0], Given(u))
    assert drawn == value


def test_erlang_is_the_sum_of_its_exponentials() -> None:
    uniforms = [k / 17 for k in range(1, 14)]
    total = sum(draws.invert(Dist.EXPONENTIAL, 1e6, 0, 0, u) for u in uniforms)
    assert draws.erlang(13e6, 13, Given(*uniforms)) == pytest.approx(total, rel=1e-14)
    assert draws.erlang(64.0, 64, Given(*[2.0**-53] * 64)) == pytest.approx(64 * 53 * math.log(2))


@pytest.mark.parametrize(
    ("x", "ms"),
    [
        (0.0, 0),
        (-5.0, 0),
        (math.nan, 0),
        (0.4999, 0),
        (0.5, 1),
        (1.5, 2),
        (2.5, 3),
        (2.0**62, FOREVER),
        (math.inf, FOREVER),
        (2.0**62 - 512, 2**62 - 512),
    ],
)
def test_rounding(x: float, ms: int) -> None:
    """Halves up, not to even; clipped below and above, in both languages."""
    assert draws.to_ms(x) == ms
    assert native_sample(Case(Dist.CONSTANT, x, 0, 0, None), 1).tolist() == [ms]


@pytest.mark.parametrize(
    ("case", "uniforms"),
    [
        (Case(Dist.CONSTANT, 5, 0, 0, None), 0),
        (Case(Dist.ERLANG, 5e6, 13, 0, None), 13),
        (Case(Dist.HYPEREXPONENTIAL, 0.2, 9e6, 1e6, None), 2),
        (Case(Dist.GEOMETRIC, 1, 1000, 0, None), 1),
        *((case, 1) for case in INVERTED.values()),
    ],
)
def test_uniforms_that_a_duration_takes(case: Case, uniforms: int) -> None:
    """Rule R2; seen in C++ by a sample that begins where the one before must have ended."""
    stream = draws.Stream(1, 2, 3)
    for _ in range(5):
        draws.sample(case.kind, case.a, case.b, case.c, 0.0, [], [], stream)
    assert stream.count == 5 * uniforms
    whole = native_sample(case, 6, stream=(1, 2, 3, 0))
    assert native_sample(case, 1, stream=(1, 2, 3, 5 * uniforms))[0] == whole[5]


def test_no_other_kind() -> None:
    with pytest.raises(ValueError, match="kind 12"):
        draws.sample(12, 0, 0, 0, 0, [], [], draws.Stream(0, 0, 0))


positive = st.floats(1e-2, 1e9)
share = st.floats(0.0, 1.0)
PARAMETERS: dict[Dist, Callable[[Any], Case]] = {
    Dist.CONSTANT: lambda draw: Case(Dist.CONSTANT, draw(positive), 0, 0, None),
    Dist.EXPONENTIAL: lambda draw: Case(Dist.EXPONENTIAL, draw(positive), 0, 0, None),
    Dist.ERLANG: lambda draw: Case(Dist.ERLANG, draw(positive), draw(st.integers(1, 64)), 0, None),
    Dist.GAMMA: lambda draw: Case(Dist.GAMMA, draw(st.floats(0.01, 100)), draw(positive), 0, None),
    Dist.LOGNORMAL: lambda draw: Case(
        Dist.LOGNORMAL, draw(st.floats(-5, 45)), draw(st.floats(0, 5)), 0, None
    ),
    Dist.TRIANGULAR: lambda draw: Case(
        Dist.TRIANGULAR, *sorted(draw(st.tuples(positive, positive, positive))), None
    ),
    Dist.NORMAL: lambda draw: Case(
        Dist.NORMAL, draw(positive), draw(positive), draw(st.floats(0, 0.5)), None
    ),
    Dist.WEIBULL: lambda draw: Case(
        Dist.WEIBULL, draw(st.floats(0.05, 50)), draw(positive), 0, None
    ),
    Dist.UNIFORM: lambda draw: Case(
        Dist.UNIFORM, *sorted(draw(st.tuples(positive, positive))), 0, None
    ),
    Dist.EMPIRICAL: lambda _: Case(Dist.EMPIRICAL, 0, 0, 0, None),
    Dist.GEOMETRIC: lambda draw: Case(
        Dist.GEOMETRIC, draw(st.floats(1, 1e9)), draw(positive), 0, None
    ),
    Dist.HYPEREXPONENTIAL: lambda draw: Case(
        Dist.HYPEREXPONENTIAL, draw(share), draw(positive), draw(positive), None
    ),
}


@st.composite
def tables_of_points(draw: Any) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    weights = draw(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=20))
    values = draw(st.lists(st.integers(0, FOREVER), min_size=len(weights), max_size=len(weights)))
    cumulative = np.cumsum(weights) / math.fsum(weights)
    cumulative[-1] = 1.0
    return np.array(values, np.int64), cumulative


@pytest.mark.sanitize
@pytest.mark.parametrize("kind", Dist)
@given(data=st.data())
def test_python_and_native_agree_to_the_bit(kind: Dist, data: st.DataObject) -> None:
    case = PARAMETERS[kind](data.draw)
    points = data.draw(tables_of_points())
    u64, u32 = st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1)
    stream = data.draw(st.tuples(u64, u64, u32, u32))
    ours = python_sample(case, 10, points, stream)
    assert native_sample(case, 10, points, stream).tolist() == ours


@pytest.mark.sanitize
@pytest.mark.parametrize("name", INVERTED)
def test_python_and_native_agree_before_rounding(name: str) -> None:
    case = INVERTED[name]
    u = np.concatenate(
        [np.random.default_rng(3).random(5_000) + 2.0**-53, 2.0 ** -np.arange(1, 54)]
    )
    u = np.concatenate([u, 1.0 - u])
    u = u[(u > 0) & (u < 1)]
    ours = [draws.invert(case.kind, case.a, case.b, case.c, each) for each in u.tolist()]
    assert _kernel.draws.invert(case.kind, case.a, case.b, case.c, u).tolist() == ours


GOLDEN = {
    "exponential": [194601, 117042, 233957, 3453842],
    "lognormal": [3468970, 4262995, 3202818, 574394],
    "triangular": [3945202, 4174107, 3849023, 1843400],
    "triangular, mode low": [3782024, 4046341, 3670967, 1373059],
    "triangular, mode high": [4810057, 4884654, 4772754, 2686801],
    "normal": [955486, 648539, 1090306, 4940582],
    "normal, hardly cut": [2337895, 2209073, 2387787, 3461831],
    "normal, mean at the cut": [232932, 142601, 277610, 2694926],
    "normal, mean below the cut": [81380, 49093, 97691, 1296467],
    "weibull, infant": [41168, 17642, 55959, 4971462],
    "weibull, wear": [1027827, 888860, 1083364, 2337880],
    "uniform": [2814567, 2886317, 2779209, 1355662],
    "erlang 1": [194601, 117042, 233957, 3453842],
    "erlang 3": [181867, 1786886, 445161, 2008775],
    "erlang 8": [846724, 1762478, 1960808, 2531077],
    "erlang 13": [1102557, 2345065, 1739022, 2834391],
    "erlang 64": [2182997, 2105526, 2162335, 2344764],
    "gamma 0.3": [1991098457270213, 86734862705921, 679572218878607, 603487422111061],
    "gamma 1": [2437721, 2249416, 813093, 1107745],
    "gamma 2.5": [4758789, 4514904, 2422857, 2901999],
    "gamma 400": [4267286, 4246481, 4030267, 4087664],
    "hyperexponential": [58521, 1726921, 385223, 39659],
}


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_draws(name: str) -> None:
    """Frozen: a change here changes every seeded result that anyone has written down."""
    case = CONTINUOUS[name]
    assert python_sample(case, 4) == GOLDEN[name]
