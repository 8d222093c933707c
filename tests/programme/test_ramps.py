"""Ramps of others: known curves found again, shrinkage, and nothing from after the date."""

import datetime as dt
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

import carwright
from carwright.files.findings import Findings
from carwright.files.reference_tables import read_rows
from carwright.model.programme import RampPoint
from carwright.programme.ramps import (
    DAYS_A_MONTH,
    SCORES,
    Curve,
    Observation,
    fit_launch,
    new_one,
    observations,
    ramp_class,
    share,
)

RAMPS = Path(carwright.__file__).parent / "library" / "su7" / "reference" / "ramps.csv"
LATE = dt.date(2030, 1, 1)
RNG = np.random.default_rng(1)
U, V = RNG.random(5000), RNG.random(5000)


def table() -> tuple[RampPoint, ...]:
    findings = Findings()
    rows, _ = read_rows(RAMPS.read_text("utf-8"), "ramps.csv", RampPoint, findings)
    assert len(findings) == 0
    return rows


def point(period: str, kind: str, cars: float, **fields: str) -> RampPoint:
    given = {"maker": "A", "model": "One", "source": "made up", "basis": "deliveries"} | fields
    return RampPoint.model_validate(given | {"period": period, "period_type": kind, "cars": cars})


def launch(maker: str, tau: float, width: float, final: float, months: int) -> list[RampPoint]:
    """A launch that follows a logistic curve, by month from January 2015 on."""
    ages = np.arange(float(months))  # the clock starts in the middle of the first month
    cars = final * share("logistic", np.maximum(ages, 0.25), np.array(tau), np.array(width))
    return [
        point(f"{2015 + k // 12}-{k % 12 + 1:02}", "month", float(each), maker=maker)
        for k, each in enumerate(cars)
    ]


def test_curves_are_at_a_half_at_tau() -> None:
    for curve in ("logistic", "gompertz"):
        values = share(curve, np.array([0.0, 6.0, 200.0]), np.array(6.0), np.array(2.0))
        assert values[1] == pytest.approx(0.5)
        assert values[2] == pytest.approx(1.0)
        assert values[0] < 0.05


@pytest.mark.parametrize("curve", ["logistic", "gompertz"])
def test_a_known_curve_is_found_again(curve: Curve) -> None:
    """With 24 exact points the priors give way: tau within 3 %, final output within 3 %."""
    ages = np.arange(24.0)
    rates = 5000 * share(curve, ages, np.array(9.0), np.array(3.5))
    series = [Observation(a, a, float(r), False) for a, r in zip(ages, rates, strict=True)]
    found, _ = fit_launch("A", "One", series, curve)
    assert found.tau == pytest.approx(9.0, rel=0.03)
    assert found.final == pytest.approx(5000, rel=0.03)
    assert found.form * found.tau == pytest.approx(3.5, rel=0.08)


def test_periods_are_averages_of_the_curve() -> None:
    """Quarters that integrate a logistic curve exactly give that curve."""

    def soft(t: float) -> float:
        return 3.0 * math.log1p(math.exp((t - 8.0) / 3.0))

    ends = np.arange(0.0, 25.0, 3.0)
    series = [
        Observation(a, b, 1000 * (soft(b) - soft(a)) / (b - a), False) for a, b in pairwise(ends)
    ]
    found, _ = fit_launch("A", "One", series, "logistic")
    assert found.tau == pytest.approx(8.0, rel=0.04)


def test_vague_points_count_less() -> None:
    def fitted(unsure: bool) -> float:
        series = [Observation(a, a, 10.0 * a, False) for a in (1.0, 3.0, 5.0, 7.0, 9.0)]
        return fit_launch("A", "One", [*series, Observation(11, 11, 5.0, unsure)], "logistic")[
            0
        ].final

    def without() -> float:
        series = [Observation(a, a, 10.0 * a, False) for a in (1.0, 3.0, 5.0, 7.0, 9.0)]
        return fit_launch("A", "One", series, "logistic")[0].final

    assert abs(fitted(True) - without()) < abs(fitted(False) - without())


def test_ages_by_hand() -> None:
    found = observations(
        [
            point("2019Q1", "quarter", 900),
            point("2019-04-03", "week rate", 70),
            point("2019-04", "month", 300, confidence="memory"),
        ],
        LATE,
    )
    half = 45 / DAYS_A_MONTH
    assert [round(each.rate, 6) for each in found] == [
        round(900 / 90 * DAYS_A_MONTH, 6),
        round(10 * DAYS_A_MONTH, 6),
        round(10 * DAYS_A_MONTH, 6),
    ]
    quarter, rate, month = found
    assert (quarter.begin, quarter.end, quarter.part) == pytest.approx((0, half, 0.5))
    assert rate.begin == rate.end == pytest.approx(half + 2.5 / DAYS_A_MONTH)
    assert (month.begin, month.end) == pytest.approx((half, half + 30 / DAYS_A_MONTH))
    assert [each.unsure for each in found] == [False, False, True]


def test_what_is_not_used() -> None:
    rows = [
        point("2019Q1", "quarter", 900, basis="plan"),
        point("2019", "year", 900),
        point("2019-01..03", "cumulative", 900),
    ]
    assert observations(rows, LATE) == []
    months = [point(f"2019-{k:02}", "month", 100) for k in (4, 5, 6)]
    assert len(observations([*months, point("2019Q2", "quarter", 300)], LATE)) == 3
    assert len(observations([*months[:2], point("2019Q2", "quarter", 300)], LATE)) == 3
    late = [point("2021-01-01", "week rate", 1), point("2024-01-01", "week rate", 1)]
    assert len(observations(late, LATE)) == 1


def test_hierarchy_with_exact_values_is_the_classical_prediction() -> None:
    """Errors near 0 and many values: mean and spread of the values themselves."""
    values = stats.norm(2.0, 0.4).ppf((np.arange(60) + 0.5) / 60)
    found = new_one(values, np.full(60, 1e-3), (0.0, 10.0))
    assert np.interp(0.0, SCORES, found) == pytest.approx(2.0, abs=0.01)
    spread = (np.interp(1.0, SCORES, found) - np.interp(-1.0, SCORES, found)) / 2
    assert spread == pytest.approx(0.4, rel=0.06)


def test_hierarchy_without_values_is_the_prior() -> None:
    found = new_one(np.empty(0), np.empty(0), (1.0, 0.5))
    spreads = np.linspace(0.02, 2.0, 100)
    weights = stats.norm(0, 0.5).pdf(spreads)
    mixed = stats.norm(1.0, np.sqrt(0.25 + spreads**2)).cdf(1.8) @ weights / weights.sum()
    assert np.interp(stats.norm.ppf(mixed), SCORES, found) == pytest.approx(1.8, abs=0.01)


def test_hierarchy_shrinks_what_is_badly_known() -> None:
    sure = new_one(np.array([3.0]), np.array([0.05]), (2.0, 0.5))
    vague = new_one(np.array([3.0]), np.array([2.0]), (2.0, 0.5))
    assert np.interp(0, SCORES, sure) > np.interp(0, SCORES, vague) > 2.0


def test_shares_rise_from_slow_to_fast() -> None:
    ramp = ramp_class(table(), as_of=LATE)
    shares = ramp.profile(U, V, 36)
    assert shares.shape == (36, 5000)
    assert np.all(np.diff(shares, axis=0) >= 0)
    assert shares.min() >= 0
    assert shares.max() <= 1
    slow, fast = (ramp.profile(np.array([u]), np.array([0.5]), 24) for u in (0.1, 0.9))
    assert np.all(slow <= fast)
    low, high = (ramp.profile(np.array([0.5]), np.array([u]), 2) for u in (0.1, 0.9))
    assert np.all(low < high)


def test_half_is_reached_when_the_class_says() -> None:
    ramp = ramp_class(table(), as_of=LATE)
    shares = ramp.profile(U, V, 60)
    months = (shares < 0.5).sum(axis=0)
    for p in (0.2, 0.5, 0.8):
        assert np.quantile(months, p) == pytest.approx(ramp.half_reached(p), abs=1.0)


def test_a_class_of_equal_launches_lies_around_them() -> None:
    rows = [p for k in range(6) for p in launch(f"M{k}", 6.0, 2.0, 1000.0 * (k + 1), 20)]
    ramp = ramp_class(rows, as_of=LATE)
    assert len(ramp.launches) == 6
    assert ramp.half_reached(0.5) == pytest.approx(6.0, rel=0.07)
    wide = ramp_class(rows[:20], as_of=LATE)
    assert "wide" in wide.note
    spread = [r.half_reached(0.9) / r.half_reached(0.1) for r in (ramp, wide)]
    assert spread[0] < 0.6 * spread[1]


def test_as_of_before_all_launches() -> None:
    ramp = ramp_class(table(), as_of=dt.date(2010, 1, 1))
    assert ramp.launches == ()
    assert "wide assumption" in ramp.note
    assert ramp.half_reached(0.9) / ramp.half_reached(0.1) > 6


@pytest.mark.parametrize("as_of", ["2018-05-15", "2021-03-30", "2022-09-01"])
def test_nothing_from_after_the_date_leaks_in(as_of: str) -> None:
    date = dt.date.fromisoformat(as_of)
    rows = table()
    begun = [row.replace(cars=row.cars * 7 + 900) if _over(row) > date else row for row in rows]
    assert sum(a != b for a, b in zip(rows, begun, strict=True)) > 3
    before, after = (ramp_class(each, as_of=date) for each in (rows, begun))
    assert before.launches == after.launches
    assert np.array_equal(before.log_tau, after.log_tau)


def _over(row: RampPoint) -> dt.date:
    """Last day of a period, read in another way than the code does."""
    if "Q" in row.period:
        year, quarter = row.period.split("Q")
        return dt.date(int(year) + int(quarter) // 4, int(quarter) % 4 * 3 + 1, 1) - dt.timedelta(1)
    parts = [int(part) for part in row.period[:10].replace("..", "-").split("-") if part]
    if len(parts) == 3 and parts[2] > 0 and ".." not in row.period:
        return dt.date(*parts)
    year, month = [*parts, 12][:2]
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(1)


def test_makers_are_left_out() -> None:
    rows = table()
    own = [row.replace(maker="Xiaomi EV") for row in rows if row.model == "Model 3"]
    left = ramp_class([*rows, *own], as_of=LATE, without=("Xiaomi",))
    assert left.launches == ramp_class(rows, as_of=LATE).launches
    assert len(ramp_class([*rows, *own], as_of=LATE).launches) == len(left.launches) + 1
