"""Intervals hold the truth as often as they say (`verification.coverage`)."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from verification.coverage import ALTERNATIVES, CASES, Case, run
from verification.keep import Finding, digest_of, once

SEEDS = 1000


def measured(name: str, case: Case) -> Finding:
    """The counts of a case, kept as long as the analysis and the case are what they are."""

    def find() -> Finding:
        counts, cuts = run(case, range(SEEDS))
        told = {k: asdict(c) for k, c in counts.items()}
        return {"case": f"{name}, {case.days} days", "counts": told, "cuts": cuts}

    method = digest_of("src/carwright/analysis/*.py")
    return once(f"coverage {name} {case.days} {case.replications} {method}", find)


@pytest.mark.verify
@pytest.mark.parametrize("name", CASES)
def test_95_per_cent_intervals_cover_93_to_97(name: str) -> None:
    """Half-width of the share itself, from 1,000 seeds: 1.4 % at 95 %."""
    for figure, count in measured(name, CASES[name])["counts"].items():
        assert 0.93 <= count["held"] / count["seeds"] <= 0.97, (figure, count)


@pytest.mark.verify
@pytest.mark.parametrize("name", ALTERNATIVES)
def test_other_rules_of_warm_up_are_measured(name: str) -> None:
    """For the page; what is asked is only that every seed gives an interval."""
    for figure, count in measured(name, ALTERNATIVES[name])["counts"].items():
        assert count["none"] == 0, (figure, count)


@pytest.mark.parametrize("name", ["M/M/1 at 0.5, 10 replications"])
def test_of_twenty_intervals_few_miss(name: str) -> None:
    counts, _ = run(CASES[name], range(20))
    for count in counts.values():
        assert count.none == 0
        assert count.held >= 16  # fewer once in 3,000 such tests
