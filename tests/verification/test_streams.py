"""Independence across draws, replications, streams and seeds (rule R1)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from verification.battery import TESTS, p_values
from verification.keep import once


def judged(n: int) -> dict[str, object]:
    """The battery, and how its p-values look as a whole."""
    found = p_values(n)
    whole = float(stats.kstest(list(found.values()), "uniform").pvalue)
    (axis, test), least = min(found.items(), key=lambda item: item[1])
    each = {f"{axis}: {test}": p for (axis, test), p in found.items()}
    return {"n": n, "p": each, "uniform p": whole, "least": least, "worst": f"{axis}: {test}"}


def check(found: dict[str, object]) -> None:
    assert found["least"] > 1e-3 / len(found["p"]), found["worst"]
    assert found["uniform p"] > 1e-3


def test_streams_look_independent_along_every_axis() -> None:
    check(judged(2**16))


@pytest.mark.verify
def test_longer_streams_look_independent_along_every_axis() -> None:
    check(once("streams", lambda: judged(2**22)))


def _even(x: np.ndarray) -> np.ndarray:
    """Made uniform by rank: what is wrong is in the order alone."""
    return (stats.rankdata(x) - 0.5) / len(x)


def _fair(n: int) -> np.ndarray:
    return np.random.default_rng(1).random(n)


def _lcg(n: int) -> np.ndarray:
    """Numerical Recipes' quick generator."""
    x, found = 1, np.empty(n)
    for i in range(n):
        x = (1664525 * x + 1013904223) % 2**32
        found[i] = x / 2**32
    return found


BAD = {
    "an LCG of 32 bits": _lcg,
    "a period": lambda n: np.resize(_fair(n // 16), n),
    "each leans on the one before": lambda n: _even(_fair(n) + 0.05 * np.roll(_fair(n), 1)),
    "a hidden wave": lambda n: _even(_fair(n) + 0.01 * np.sin(np.arange(n) * 0.7)),
}


@pytest.mark.parametrize("name", BAD)
def test_the_battery_finds_a_bad_generator(name: str) -> None:
    u = BAD[name](2**17)
    assert min(test(u) for test in TESTS.values()) < 1e-6
