"""The elementary functions: close to the truth, and the same bits in Python and in C++."""

import math
import statistics
from collections.abc import Callable
from decimal import Decimal, localcontext

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import special

from carwright import elementary
from carwright.engine import _kernel

Points = NDArray[np.float64]

ROOT_HALF = 0.7071067811865476
SMALLEST, LARGEST = 2.2250738585072014e-308, 1.7976931348623157e308
NEAR_ONE = [1.0, 1.0 - 2.0**-53, 1.0 + 2.0**-52]
BORDERS = [ROOT_HALF, math.nextafter(ROOT_HALF, 0), 2 * ROOT_HALF, SMALLEST, LARGEST, 2.0**-53]


def scattered(n: int, least: int, most: int) -> Points:
    """Numbers of either size: exponents (of ten) spread evenly, and some close to 1."""
    rng = np.random.default_rng(20)
    spread = 10.0 ** rng.uniform(least, most, n // 2)
    near = 1.0 + rng.uniform(-0.3, 0.45, n - n // 2) * 10.0 ** rng.uniform(-15, 0, n - n // 2)
    return np.concatenate([spread, near])


LOG_POINTS = np.concatenate([scattered(50_000, -307, 308), scattered(50_000, -16, 0)])
EXP_POINTS = np.concatenate([np.random.default_rng(21).uniform(-708, 709, 50_000), LOG_POINTS - 1])
EXP_POINTS = EXP_POINTS[np.abs(EXP_POINTS) < 708]
QUANTILE_POINTS = np.concatenate([LOG_POINTS[LOG_POINTS < 1], [0.075, 0.925, 0.5]])


def worst_error(
    f: Callable[[float], float], truth: Callable[[Decimal], Decimal], points: Points
) -> float:
    """The largest error in units of the last place of the true value."""
    with localcontext() as context:
        context.prec = 40  # 1 + x of a small x needs many digits
        return max(
            float(abs(Decimal(f(x)) - (true := truth(Decimal(x)))) / Decimal(math.ulp(float(true))))
            for x in points.tolist()
        )


def test_log_is_within_one_ulp() -> None:
    points = np.concatenate([LOG_POINTS, NEAR_ONE[1:], BORDERS])
    points = points[points != 1.0]
    assert worst_error(elementary.log, Decimal.ln, points) < 0.8
    assert elementary.log(1.0) == 0.0


def test_exp_is_within_one_ulp() -> None:
    assert worst_error(elementary.exp, Decimal.exp, EXP_POINTS) < 0.9
    assert elementary.exp(0.0) == 1.0


def test_log1p_is_within_one_ulp_near_zero() -> None:
    rng = np.random.default_rng(22)
    points = rng.uniform(-0.25, 0.25, 20_000) * 10.0 ** rng.uniform(-8, 0, 20_000)
    assert worst_error(elementary.log1p, lambda x: (1 + x).ln(), points) < 0.8
    for x in (1e-9, -1e-9, 1e-20, -1e-300):
        assert elementary.log1p(x) == pytest.approx(x - x * x / 2, rel=3e-16)
    assert elementary.log1p(1.5) == pytest.approx(math.log1p(1.5), rel=3e-16)


@pytest.mark.parametrize("x", [0.0, -1.0, 5e-324, math.inf, math.nan])
def test_log_refuses_what_it_does_not_know(x: float) -> None:
    with pytest.raises(ValueError, match="positive normal"):
        elementary.log(x)


def test_exp_saturates() -> None:
    assert elementary.exp(-708.1) == elementary.exp(-math.inf) == 0.0
    assert elementary.exp(709.1) == elementary.exp(math.inf) == math.inf
    assert elementary.exp(-708.0) == pytest.approx(math.exp(-708), rel=1e-15)
    assert elementary.exp(709.0) == pytest.approx(math.exp(709), rel=1e-15)


def test_normal_quantile() -> None:
    """Against SciPy's ndtri (Cephes), and AS 241 as Python's own statistics module has it."""
    ours = np.array([elementary.normal_quantile(p) for p in QUANTILE_POINTS.tolist()])
    middle = np.abs(QUANTILE_POINTS - 0.5) > 1e-3
    assert ours[middle] == pytest.approx(special.ndtri(QUANTILE_POINTS)[middle], rel=4e-14)
    normal = statistics.NormalDist()
    for p in (1e-300, 1e-20, 2.0**-53, 1e-9, 0.074, 0.3, 0.5, 0.93, 1 - 1e-9, 1 - 2.0**-53):
        assert elementary.normal_quantile(p) == pytest.approx(normal.inv_cdf(p), rel=1e-15)


def test_normal_quantile_is_odd() -> None:
    for n in range(1, 1_000):
        p = n / 2**12
        assert elementary.normal_quantile(1.0 - p) == -elementary.normal_quantile(p)


def test_normal_cdf() -> None:
    x = np.concatenate([np.linspace(-37, 37, 5_001), [-2.0, 2.0, 0.0]])
    ours = [elementary.normal_cdf(each) for each in x.tolist()]
    # SciPy's own error in the far tail is of the order of 1e-13.
    assert ours == pytest.approx(special.ndtr(x), rel=3e-13, abs=0)


def test_gamma_function() -> None:
    for n in range(1, 25):
        assert elementary.gamma_function(float(n)) == pytest.approx(
            math.factorial(n - 1), rel=1e-13
        )
    assert elementary.gamma_function(0.5) == pytest.approx(math.sqrt(math.pi), rel=1e-14)
    x = np.geomspace(1e-6, 170, 500)
    ours = [elementary.gamma_function(each) for each in x.tolist()]
    assert ours == pytest.approx(special.gamma(x), rel=1e-12)


@pytest.mark.sanitize
@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("log", np.concatenate([LOG_POINTS, NEAR_ONE, BORDERS])),
        (
            "log1p",
            np.concatenate([LOG_POINTS[LOG_POINTS < 4] - 1 + 2.0**-53, [0.25, -0.25, 1e-300]]),
        ),
        ("exp", np.concatenate([EXP_POINTS, [-708.0, -708.1, 709.0, 709.1, math.inf, -math.inf]])),
        ("normal_quantile", QUANTILE_POINTS),
    ],
)
def test_python_and_native_agree_to_the_bit(name: str, points: Points) -> None:
    ours = np.array([getattr(elementary, name)(x) for x in points.tolist()])
    native = getattr(_kernel.draws, name)(points)
    differing = np.flatnonzero(ours.view(np.int64) != native.view(np.int64))
    assert points[differing].tolist() == []


@pytest.mark.parametrize(
    ("name", "x", "bits"),
    [
        ("log", 0.01, "-0x1.26bb1bbb55516p+2"),
        ("exp", 1.0, "0x1.5bf0a8b14576ap+1"),
        ("normal_quantile", 0.08, "-0x1.67b2c51011ceep+0"),
    ],
)
def test_bits_are_those_of_every_other_machine(name: str, x: float, bits: str) -> None:
    """A library's ``log`` or ``exp`` in their place would give other last bits."""
    assert getattr(elementary, name)(x).hex() == bits
