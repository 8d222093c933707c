"""Random draws: the specification that ``src/native/philox.h`` and ``draws.h`` follow to the bit.

A draw belongs to (seed, stream, replication, n) and to nothing else (rule R1), so streams are
counters into Philox4x32-10, not generators with a state that others could move. A duration is
drawn from the parameters a, b, c of a row of the table ``dist``; all times are ms:

| `Dist` | a | b | c | uniforms |
|---|---|---|---|---|
| CONSTANT | value | | | 0 |
| EXPONENTIAL | mean | | | 1 |
| ERLANG | mean | stages, 1 to 64 | | b |
| GAMMA | shape | scale | | 2 a trial, 1 more if shape < 1 |
| LOGNORMAL | mean of the logarithm | its standard deviation | | 1 |
| TRIANGULAR | low | mode | high | 1 |
| NORMAL, cut at 0 | mean before the cut | its standard deviation | Phi(-a / b) | 1 |
| WEIBULL | shape | scale | | 1 |
| UNIFORM | low | high | | 1 |
| EMPIRICAL | | | | 1 |
| GEOMETRIC | mean, in ticks | one tick | | 1 |
| HYPEREXPONENTIAL | share of the first phase | its mean | mean of the second | 2 |

Column d is spare. All but GAMMA are inversions or sums of them. Parameters are the compiler's to
check; what a formula makes of others is unspecified.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

from carwright.compile.schema import FOREVER, Dist
from carwright.elementary import exp, log, log1p, normal_quantile

_WORD = 2**32 - 1


def philox(counter: tuple[int, int, int, int], key: int) -> tuple[int, int, int, int]:
    """Philox4x32-10 of four 32-bit words under a 64-bit key.

    Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11.
    """
    c0, c1, c2, c3 = counter
    k0, k1 = key & _WORD, key >> 32
    for _ in range(10):
        left, right = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (
            (right >> 32) ^ c1 ^ k0,
            right & _WORD,
            (left >> 32) ^ c3 ^ k1,
            left & _WORD,
        )
        k0, k1 = (k0 + 0x9E3779B9) & _WORD, (k1 + 0xBB67AE85) & _WORD
    return c0, c1, c2, c3


def to_uniform(low: int, high: int) -> float:
    """A number in the open interval from 0 to 1 from two words.

    Of the 64 bits the first 52 are used: with 53, adding the half would round the largest to 1,
    whose logarithm is 0. ``1 - u`` is exact, too.
    """
    return (((high << 32 | low) >> 12) + 0.5) * 2.0**-52


class Stream:
    """One stream of uniforms; `count`, the number of the next draw, is all that moves.

    `seed` and `key` have 64 bits, `replication` and `count` 32; `key` comes from
    `carwright.compile.streams.stream_key`. Draws 2 n and 2 n + 1 are those of block n, whose
    counter is (n, low key, high key, replication) and whose key is the seed. After 2**32 draws a
    stream begins again.
    """

    __slots__ = ("_block", "_pair", "count", "key", "replication", "seed")

    def __init__(self, seed: int, key: int, replication: int, count: int = 0) -> None:
        self.seed = seed
        self.key = key
        self.replication = replication
        self.count = count
        self._block = -1  # number of the block whose two draws `_pair` holds
        self._pair = (0.0, 0.0)

    def uniform(self) -> float:
        """The next draw, uniform on the open interval from 0 to 1."""
        block, second = divmod(self.count, 2)
        if block != self._block:
            counter = (block, self.key & _WORD, self.key >> 32, self.replication)
            w0, w1, w2, w3 = philox(counter, self.seed)
            self._block, self._pair = block, (to_uniform(w0, w1), to_uniform(w2, w3))
        self.count = (self.count + 1) & _WORD
        return self._pair[second]


def sample(
    kind: int,
    a: float,
    b: float,
    c: float,
    d: float,
    values: Sequence[int],
    cumulative: Sequence[float],
    stream: Stream,
) -> int:
    """The next duration of a stream in ms, from 0 to 2**62 (rules T1, R2).

    `values` (ms) and `cumulative` (probabilities, the last 1) are an EMPIRICAL row's slice of the
    table ``point``, in any order of values; other kinds ignore them. Raises ValueError for a
    `kind` that is no `Dist`.
    """
    match kind:
        case Dist.CONSTANT:
            return to_ms(a)
        case Dist.ERLANG:
            return to_ms(erlang(a, int(b), stream))
        case Dist.GAMMA:
            return to_ms(gamma(a, b, stream))
        case Dist.EMPIRICAL:
            return values[bisect_left(cumulative, stream.uniform(), hi=len(cumulative) - 1)]
        case Dist.HYPEREXPONENTIAL:
            mean = b if stream.uniform() < a else c
            return to_ms(-mean * log(stream.uniform()))
    return to_ms(invert(kind, a, b, c, stream.uniform()))


def to_ms(x: float) -> int:
    """The nearest millisecond, halves up, from 0 to 2**62; nothing at all (NaN) counts as 0."""
    if not x > 0.0:
        return 0
    return FOREVER if x >= 2.0**62 else int(x + 0.5)


def invert(kind: int, a: float, b: float, c: float, u: float) -> float:
    """The families that one uniform decides, before rounding, in ms.

    Raises ValueError for any other `kind`.
    """
    match kind:
        case Dist.EXPONENTIAL:
            return -a * log(u)
        case Dist.LOGNORMAL:
            return exp(a + b * normal_quantile(u))
        case Dist.TRIANGULAR:
            return triangular(u, a, b, c)
        case Dist.NORMAL:
            # By the upper tail, where a small u resolves what is far away. Below a = -5 b the
            # difference 1 - c loses its digits.
            return a - b * normal_quantile(u * (1.0 - c))
        case Dist.WEIBULL:
            return b * exp(log(-log(u)) / a)
        case Dist.UNIFORM:
            return a + u * (b - a)
        case Dist.GEOMETRIC:
            return geometric(u, a, b)
    raise ValueError(f"kind {kind} is not decided by one uniform")


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """Inversion of the triangular distribution, in a form that needs no width above zero."""
    width, left = high - low, mode - low
    if u * width < left:
        return low + math.sqrt(u * width * left)
    return high - math.sqrt((1.0 - u) * width * (high - mode))


def geometric(u: float, mean: float, tick: float) -> float:
    """Whole ticks 1, 2, 3, ... of `tick` ms, the number of trials to a success of 1 / `mean`."""
    if mean <= 1.0:
        return tick
    return (1.0 + math.floor(log(u) / log1p(-1.0 / mean))) * tick


def erlang(mean: float, stages: int, stream: Stream) -> float:
    """The sum of `stages` exponentials, with one logarithm for eight of them.

    A product of eight uniforms, each at least 2**-53, stays far above underflow.
    """
    total = 0.0
    for first in range(0, stages, 8):
        product = 1.0
        for _ in range(first, min(first + 8, stages)):
            product *= stream.uniform()
        total += log(product)
    return total * (-mean / stages)


def gamma(shape: float, scale: float, stream: Stream) -> float:
    """Gamma by rejection; a shape below 1 by way of shape + 1.

    Marsaglia and Tsang (2000), "A simple method for generating gamma variables", ACM Transactions
    on Mathematical Software 26, 363-372. The normal comes by inversion, so that every trial takes
    exactly two uniforms.
    """
    d = (shape + 1.0 if shape < 1.0 else shape) - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    while True:
        x, u = normal_quantile(stream.uniform()), stream.uniform()
        t = 1.0 + c * x
        if t > 0.0 and _accepts(u, x * x, t * t * t, d):
            drawn = d * (t * t * t) * scale
            return drawn * exp(log(stream.uniform()) / shape) if shape < 1.0 else drawn


def _accepts(u: float, square: float, v: float, d: float) -> bool:
    if u < 1.0 - 0.0331 * (square * square):
        return True
    return log(u) < 0.5 * square + d * (1.0 - v + log(v))
