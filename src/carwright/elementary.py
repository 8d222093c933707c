"""Logarithm, exponential and the normal distribution, with the same bits on every machine.

The C libraries of Linux, macOS and Windows differ in the last bit of ``log`` and ``exp``; one such
bit can move a drawn duration by a millisecond and with it a whole run. These functions use nothing
but +, -, *, /, square root and exact powers of two, all of which IEEE 754 fixes to the bit.
``src/native/elementary.h`` is the same text in C++: the order of every operation is part of it.

`log` and `exp` are within 1 ulp of the true value. Their reductions are those of fdlibm (Sun
Microsystems 1993); the coefficients were made anew by Remez exchange in 70 digits.
"""

from __future__ import annotations

import math

_LN2_HIGH = 0.6931471803691238  # 32 bits: its products with an exponent are exact
_LN2_LOW = 1.9082149292705877e-10
_ONE_BY_LN2 = 1.4426950408889634
_ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it rounds to an integer, subtracting restores
_ROOT_HALF = 0.7071067811865476
_LEAST_NORMAL = 2.2250738585072014e-308

_HALF_LN_TWO_PI = 0.9189385332046728
_ONE_BY_ROOT_TWO_PI = 0.3989422804014327


def log(x: float) -> float:
    """The natural logarithm of a positive normal number.

    Raises ValueError for any other number, zero and subnormal numbers included.
    """
    if not _LEAST_NORMAL <= x < math.inf:
        raise ValueError(f"log({x!r}): a positive normal number is needed")
    mantissa, exponent = math.frexp(x)
    if mantissa < _ROOT_HALF:
        mantissa *= 2.0
        exponent -= 1
    return _log_near_one(mantissa - 1.0, float(exponent))


def log1p(x: float) -> float:
    """log(1 + x) for x > -1, without the loss of digits near zero."""
    return _log_near_one(x, 0.0) if -0.25 < x < 0.25 else log(1.0 + x)


def _log_near_one(f: float, k: float) -> float:
    """log((1 + f) * 2**k) for 1 + f between the roots of 1/2 and 2.

    With s = f / (2 + f), log(1 + f) = 2 atanh(s) = 2 s + s R(s**2); the leading f - f**2 / 2 is
    taken apart so that its rounding error is the only one that counts.
    """
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (0.3999999999941432 + w * (0.2222219856348619 + w * 0.15314035837081627))
    odd = z * (
        0.6666666666666734
        + w * (0.28571428742474875 + w * (0.18183564866615654 + w * 0.14796105420281247))
    )
    half = 0.5 * f * f
    return k * _LN2_HIGH - ((half - (s * (half + (odd + even)) + k * _LN2_LOW)) - f)


def exp(x: float) -> float:
    """e to the x: 0 below x = -708 and infinity above x = 709, where doubles end (nearly)."""
    if x < -708.0:
        return 0.0
    if x > 709.0:
        return math.inf
    k = (x * _ONE_BY_LN2 + _ROUNDER) - _ROUNDER
    high = x - k * _LN2_HIGH
    low = k * _LN2_LOW
    r = high - low
    t = r * r
    c = r - t * _polynomial(t, _EXPONENTIAL)
    return math.ldexp(1.0 - ((low - (r * c) / (2.0 - c)) - high), int(k))


def normal_quantile(p: float) -> float:
    """The standard normal quantile for 0 < p < 1, to about 16 digits.

    Wichura (1988), Algorithm AS 241 (PPND16), Applied Statistics 37, 477-484.
    """
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _ratio(r, *_CENTRE)
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    x = _ratio(r - 1.6, *_SHOULDER) if r <= 5.0 else _ratio(r - 5.0, *_TAIL)
    return -x if q < 0.0 else x


def _ratio(r: float, above: tuple[float, ...], below: tuple[float, ...]) -> float:
    return _polynomial(r, above) / _polynomial(r, below)


def _polynomial(r: float, coefficients: tuple[float, ...]) -> float:
    """Horner's rule, the highest power first."""
    value = coefficients[0]
    for coefficient in coefficients[1:]:
        value = value * r + coefficient
    return value


# x (e**x + 1) / (e**x - 1) = 2 + x**2 times this polynomial in x**2.
_EXPONENTIAL = (
    4.138136365180572e-08,
    -1.6533902184089168e-06,
    6.613756321394839e-05,
    -0.0027777777777015225,
    0.16666666666666602,
)
_CENTRE = (
    (
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080e0,
    ),
    (
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ),
)
_SHOULDER = (
    (
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258e0,
        3.64784832476320460504e0,
        5.76949722146069140550e0,
        4.63033784615654529590e0,
        1.42343711074968357734e0,
    ),
    (
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940e0,
        2.05319162663775882187e0,
        1.0,
    ),
)
_TAIL = (
    (
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580e0,
        5.46378491116411436990e0,
        6.65790464350110377720e0,
    ),
    (
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ),
)


def normal_cdf(x: float) -> float:
    """The standard normal distribution function, to about 13 digits, in the lower tail too.

    Near the middle the series of Marsaglia (2004), "Evaluating the normal distribution", Journal
    of Statistical Software 11(4); in the tails Laplace's continued fraction. Only the compiler
    needs it, so there is no native twin.
    """
    density = _ONE_BY_ROOT_TWO_PI * exp(-0.5 * x * x)
    if abs(x) < 2.0:
        total = term = x
        for odd in range(3, 81, 2):
            term = term * x * x / odd
            total += term
        return 0.5 + density * total
    fraction = abs(x)
    for numerator in range(160, 0, -1):
        fraction = abs(x) + numerator / fraction
    tail = density / fraction
    return tail if x < 0.0 else 1.0 - tail


def gamma_function(x: float) -> float:
    """Euler's gamma function for x > 0, to about 12 digits; infinity above 171.

    Stirling's series with its first six corrections, after a shift to x >= 12. Only the compiler
    needs it (mean of a Weibull distribution), so there is no native twin.
    """
    below = 1.0
    while x < 12.0:
        below *= x
        x += 1.0
    y = 1.0 / (x * x)
    correction = (
        1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y * (1 / 1188 - y * 691 / 360360))))
    ) / x
    return exp((x - 0.5) * log(x) - x + _HALF_LN_TWO_PI + correction) / below
