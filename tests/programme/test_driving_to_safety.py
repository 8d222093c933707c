"""Kalra and Paddock's table to its printed digits, and exact Poisson bounds."""

import csv
import math
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from scipy import stats

from carwright.programme.driving_to_safety import (
    allowed_failures,
    chance_to_show,
    distance_to_estimate,
    distance_to_show_better,
    distance_with_failures,
    distance_without_failure,
    fleet_days,
    fleet_years,
    rate_interval,
    upper_bound,
)

DATA = Path(__file__).parents[1] / "data" / "rand_driving_to_safety"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def significant(value: float, digits: int) -> str:
    return f"{value:.{digits - 1}e}"


def miles(row: dict[str, str]) -> float:
    rate, confidence = float(row["rate_per_mile"]), float(row.get("confidence", 0.95))
    part = float(row.get("precision_or_improvement", 0.2) or 0.0)
    match row["question"]:
        case "Q1":
            return distance_without_failure(rate, confidence, per_unit=True)
        case "Q2":
            return distance_to_estimate(rate, part, confidence)
        case _:
            return distance_to_show_better(rate, part, confidence, float(row.get("power", 0.8)))


def agrees(found: float, row: dict[str, str], column: str, digits: int) -> bool:
    """To the digits of the table; in Q1 as far as these hold.

    The tables take ln(1 - R) from 1 - R in double precision, which is off by up to 1.1e-16 / R of
    itself: 1e-8 for deaths. `test_question_one_in_forty_digits` says who is right.
    """
    there = float(row[column])
    if row["question"] == "Q1":
        return abs(found / there - 1) <= 1.2e-16 / float(row["rate_per_mile"]) + 5 * 10.0**-digits
    return significant(found, digits) == significant(there, digits)


@pytest.mark.parametrize("row", rows("table1.csv"), ids=lambda r: f"{r['question']}-{r['event']}")
def test_table_1_to_its_printed_digits(row: dict[str, str]) -> None:
    found = miles(row)
    assert agrees(found, row, "formula_miles", 10)
    # The report prints two or three digits: 275 million, 8.8 billion, 11 billion.
    published = float(row["published_miles_rounded"])
    digits = len(f"{published:.6e}".partition("e")[0].rstrip("0").replace(".", ""))
    assert significant(found, digits) == significant(published, digits)
    years = fleet_years(found, cars=100, speed=25)
    assert significant(years, 6) == significant(float(row["years_100_cars_25mph_24_7"]), 6)


def test_table_1_is_whole() -> None:
    assert len(rows("table1.csv")) == 9


def test_extended_table_to_twelve_digits() -> None:
    table = rows("extended_formula_table.csv")
    assert len(table) == 306
    assert [row for row in table if not agrees(miles(row), row, "miles", 12)] == []


def test_question_one_in_forty_digits() -> None:
    with localcontext() as exact:
        exact.prec = 40
        true = Decimal("0.05").ln() / (1 - Decimal("1.09e-8")).ln()
    found = distance_without_failure(1.09e-8, 0.95, per_unit=True)
    assert found == pytest.approx(float(true), rel=1e-14)


def test_no_failure_by_either_count() -> None:
    # Poisson and Bernoulli differ by about C's share of half a unit's chance.
    by_miles = distance_without_failure(1e-6, 0.95, per_unit=True)
    assert distance_without_failure(1e-6, 0.95) == pytest.approx(by_miles, rel=1e-6)
    assert distance_without_failure(0.5, 0.95) == pytest.approx(
        distance_with_failures(0.5, 0, 0.95)
    )


@pytest.mark.parametrize("failures", [0, 1, 3, 20])
def test_bound_is_where_so_few_failures_become_unlikely(failures: int) -> None:
    bound = upper_bound(failures, 7.0, 0.9)
    assert stats.poisson.cdf(failures, bound * 7.0) == pytest.approx(0.1)
    low, high = rate_interval(failures, 7.0, 0.9)
    assert stats.poisson.cdf(failures, high * 7.0) == pytest.approx(0.05)
    if failures:
        assert stats.poisson.sf(failures - 1, low * 7.0) == pytest.approx(0.05)
    else:
        assert low == 0


def test_known_bounds() -> None:
    # Tables of Poisson limits: none seen 2.996, three seen 7.754 (one-sided 95 %); Garwood 1936.
    assert upper_bound(0, 1.0, 0.95) == pytest.approx(2.996, abs=5e-4)
    assert upper_bound(3, 1.0, 0.95) == pytest.approx(7.754, abs=5e-4)
    assert rate_interval(10, 1.0, 0.95) == pytest.approx((4.795, 18.39), abs=5e-3)


def test_failures_that_are_allowed_agree_with_the_distance_they_need() -> None:
    for failures in range(8):
        distance = distance_with_failures(2.0, failures, 0.95)
        assert allowed_failures(2.0, distance * 1.0001, 0.95) == failures
        assert allowed_failures(2.0, distance * 0.9999, 0.95) == (
            failures - 1 if failures else None
        )


def test_chance_to_show() -> None:
    distance = distance_with_failures(1.0, 2, 0.95) * 1.001
    found = chance_to_show(1.0, 0.3, distance, 0.95)
    assert found == pytest.approx(stats.poisson.cdf(2, 0.3 * distance))
    assert chance_to_show(1.0, 1.0, distance, 0.95) <= 0.05
    assert chance_to_show(1.0, 0.0, 0.5, 0.95) == 0


def test_days_of_a_fleet() -> None:
    assert fleet_days(8400, cars=140, per_day=100, availability=0.6) == pytest.approx(1.0)
    assert math.isinf(fleet_days(1, cars=140, per_day=100, availability=0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: distance_without_failure(0, 0.95),
        lambda: distance_without_failure(1.5, 0.95, per_unit=True),
        lambda: distance_without_failure(1, 1.0),
        lambda: distance_to_estimate(1, 0, 0.95),
        lambda: distance_to_show_better(1, 1.0, 0.95, 0.8),
        lambda: distance_to_show_better(1, 0.2, 0.95, 1.0),
        lambda: upper_bound(-1, 1, 0.95),
        lambda: upper_bound(1, math.nan, 0.95),
    ],
)
def test_what_makes_no_sense_is_refused(call: object) -> None:
    assert callable(call)
    with pytest.raises(ValueError, match=r"must|can't"):
        call()
