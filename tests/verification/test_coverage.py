"""Intervals hold the truth as often as they say (`verification.coverage`)."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from verification.coverage import CASES, run
from verification.keep import Finding, digest_of, once

SEEDS = 1000


@pytest.mark.verify
@pytest.mark.parametrize("name", CASES)
def test_95_per_cent_intervals_cover_93_to_97(name: str) -> None:
    """Half-width of the share itself, from 1,000 seeds: 1.4 % at 95 %."""

    def find() -> Finding:
        counts, cuts = run(CASES[name], range(SEEDS))
        return {"case": name, "counts": {k: asdict(c) for k, c in counts.items()}, "cuts": cuts}

    method = digest_of("src/carwright/analysis/*.py", "tests/verification/coverage.py")
    for figure, count in once(f"coverage {name} {method}", find)["counts"].items():
        assert 0.93 <= count["held"] / count["seeds"] <= 0.97, (figure, count)


@pytest.mark.parametrize("name", ["M/M/1 at 0.5, 10 replications"])
def test_of_twenty_intervals_few_miss(name: str) -> None:
    counts, _ = run(CASES[name], range(20))
    for count in counts.values():
        assert count.none == 0
        assert count.held >= 16  # fewer once in 3,000 such tests
