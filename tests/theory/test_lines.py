"""Exact throughput of production lines (``tests/data/exact``) through the public API."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.theory.estimate import LEVEL, estimate, throughput
from tests.theory.plants import line

DATA = Path(__file__).parents[1] / "data/exact"

TAKEN = {
    "exp_balanced": 1,
    "exp_unbalanced": 3,
    "erlang_lines": 1,
    "unreliable_exp_2machine": 8,
    "unreliable_exp_3_4machine": 2,
}
"""Tables, and how many rows to go on by: every row of the short ones, a spread of the long ones."""


def rows() -> Iterator[object]:
    for table, step in TAKEN.items():
        with (DATA / f"{table}.csv").open(newline="") as file:
            for row in list(csv.DictReader(file))[::step]:
                yield pytest.param(row, id=f"{table}-{row['case']}")


def floats(text: str) -> list[float]:
    return [float(each) for each in text.split()]


def ints(text: str) -> list[int]:
    return [int(each) for each in text.split()]


def needed(fail_rates: list[float]) -> float:
    """Parts a replication: 12,000, or, as stops come in few, 80,000 and 400 stops of the rarest."""
    rarest = min(fail_rates)
    return max(80_000, 400 / rarest) if rarest > 0 else 12_000


@pytest.mark.parametrize("row", list(rows()))
def test_throughput_lies_in_a_narrow_interval(row: dict[str, str]) -> None:
    plant = line(
        floats(row["mu"]),
        ints(row["buffers"]),
        ints(row["erlang_k"]),
        floats(row["fail_rate"]),
        floats(row["repair_rate"]),
    )
    exact = float(row["throughput"])
    length = needed(floats(row["fail_rate"])) / exact
    found = estimate(plant, length, {"X": throughput})["X"]
    print(f"{row['case']}: exact {exact:.6g}, {LEVEL:.1%} {found}")
    assert found.agrees(exact), f"exact {exact:.6g}, found {found}"


def test_a_hundred_rows_are_taken() -> None:
    assert len(list(rows())) >= 100
