"""The outside view: known answers, honesty for small n, and nothing from after the date."""

import datetime as dt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import carwright
from carwright.files.findings import Findings
from carwright.files.reference_tables import read_rows
from carwright.model.programme import ReferenceCase, ReferenceClass
from carwright.programme.lifetimes import End, Lifetime
from carwright.programme.outside import OutsideView, outside_view, view_of

SU7 = Path(carwright.__file__).parent / "library" / "su7" / "reference"
CARS = ReferenceClass(file="cases.csv", without=("Xiaomi",))
N = 40_000
U = (np.arange(N) + 0.5) / N


def table() -> tuple[ReferenceCase, ...]:
    findings = Findings()
    text = (SU7 / "programmes.csv").read_text("utf-8")
    rows, _ = read_rows(text, "programmes.csv", ReferenceCase, findings)
    assert len(findings) == 0
    return rows


def lives(days: np.ndarray, end: End) -> list[Lifetime]:
    return [Lifetime(str(k), float(d), end, float(d), float(d)) for k, d in enumerate(days)]


def quantiles(view: OutsideView) -> list[float | None]:
    return [view.quantile(p) for p in (0.1, 0.5, 0.9)]


def test_with_many_cases_it_is_their_distribution() -> None:
    days = stats.lognorm(0.5, scale=1000).ppf((np.arange(800) + 0.5) / 800)
    view = view_of(lives(days, End.REACHED))
    expected = stats.lognorm(0.5, scale=1000).ppf([0.1, 0.5, 0.9])
    assert quantiles(view) == pytest.approx(list(expected), rel=0.02)
    assert view.never < 0.01


def test_with_many_cases_the_family_is_found() -> None:
    weibull = stats.weibull_min(2.0, scale=1500)
    view = view_of(lives(weibull.ppf((np.arange(300) + 0.5) / 300), End.REACHED))
    assert quantiles(view) == pytest.approx(list(weibull.ppf([0.1, 0.5, 0.9])), rel=0.03)


def test_competing_risks_with_many_cases() -> None:
    """Two exponential hazards a and b: a/(a + b) ever get there, in the mean time 1/(a + b)."""
    rng = np.random.default_rng(4)
    reach, stop = rng.exponential(1500, 1500), rng.exponential(3000, 1500)
    rows = [
        Lifetime(
            str(k), float(min(a, b)), End.REACHED if a < b else End.GIVEN_UP, min(a, b), min(a, b)
        )
        for k, (a, b) in enumerate(zip(reach, stop, strict=True))
    ]
    view = view_of(rows)
    assert 1 - view.never == pytest.approx(2 / 3, abs=0.03)
    for days in (300, 1000, 2500):
        expected = 2 / 3 * (1 - np.exp(-days / 1000))
        assert view.probability_by(days) == pytest.approx(expected, abs=0.03)


def test_the_fit_lies_near_the_curve_without_a_model() -> None:
    view = outside_view(table(), CARS, as_of=dt.date(2024, 4, 3))
    curve = view.incidence()
    assert curve is not None
    fitted = np.array([view.probability_by(t) for t in curve.times])
    # Kolmogorov's 95 % limit for so many cases: a wrong formula would lie outside.
    assert np.abs(fitted - curve.incidence).max() < 1.36 / np.sqrt(view.n)
    assert view.curve() is not None


def test_a_small_class_gives_a_wide_view() -> None:
    few = view_of(lives(np.array([900.0, 1000, 1100]), End.REACHED))
    many = view_of(lives(np.tile([900.0, 1000, 1100], 30), End.REACHED))
    widths = [q[2] - q[0] for q in (quantiles(few), quantiles(many)) if q[2] and q[0]]
    assert widths[0] > 2 * widths[1]


def test_without_cases_it_says_so() -> None:
    view = outside_view([], CARS, as_of=dt.date(2020, 1, 1))
    assert view.n == 0
    assert "wide assumption" in view.note
    assert view.quantile(0.9) is None
    assert view.incidence() is None


def test_draws_are_the_quantiles_and_rise_with_u() -> None:
    view = outside_view(table(), CARS, as_of=dt.date(2022, 9, 1), elapsed=520)
    days = view.durations(U)
    assert np.all(np.diff(days[np.isfinite(days)]) >= 0)
    assert days.min() >= 520
    assert np.isinf(days).mean() == pytest.approx(view.never, abs=1e-4)
    for by in (1000, 2000, 4000):
        assert (days <= by).mean() == pytest.approx(view.probability_by(by), abs=1e-3)


def test_elapsed_time_conditions() -> None:
    """P(T <= t | neither by e) is the part of the incidence behind e over what is left there."""
    whole = outside_view(table(), CARS, as_of=dt.date(2022, 9, 1))
    later = outside_view(table(), CARS, as_of=dt.date(2022, 9, 1), elapsed=1200)
    left = {t: whole.probability_by(t) - whole.probability_by(1200) for t in (2000, 3000, 40_000)}
    ratios = [later.probability_by(t) / left[t] for t in left]
    assert ratios == pytest.approx([ratios[0]] * 3, rel=1e-3)
    assert later.probability_by(1200) == 0
    with pytest.raises(ValueError, match="can't have passed"):
        outside_view(table(), CARS, as_of=dt.date(2022, 9, 1), elapsed=-1)


@pytest.mark.parametrize("as_of", ["2021-02-19", "2021-10-19", "2022-09-01", "2023-06-30"])
def test_nothing_from_after_the_date_leaks_in(as_of: str) -> None:
    """Whatever became of a case after the date, and whatever cases began after it: same view."""
    date = dt.date.fromisoformat(as_of)
    rows = table()
    before = outside_view(rows, CARS, as_of=date, elapsed=100)
    changed, number = [], 0
    for row in rows:
        end = row.first_delivery or row.ended
        if end[:4] > as_of[:4]:
            number += 1
            other = {"outcome": "failed", "ended": "2031-05", "first_delivery": "", "sop": ""}
            if row.outcome in ("failed", "cancelled"):
                other = {"outcome": "delivered", "first_delivery": "2029", "ended": ""}
            row = row.replace(**other)
        changed.append(row)
    assert number > 3
    changed.append(
        ReferenceCase(
            company="Later",
            started=f"{date.year + 1}",
            first_delivery=f"{date.year + 2}",
            outcome="delivered",
            source="made up",
        )
    )
    after = outside_view(changed, CARS, as_of=date, elapsed=100)
    assert np.array_equal(before.reached, after.reached)
    assert before.lifetimes == after.lifetimes


def test_an_outcome_before_the_date_does_move_it() -> None:
    """Else the leakage test could not fail."""
    rows = [*table()]
    number = next(k for k, row in enumerate(rows) if row.company == "NIO" and row.kind == "car")
    before = outside_view(rows, CARS, as_of=dt.date(2021, 2, 19))
    rows[number] = rows[number].replace(
        outcome="failed", first_delivery="", sop="", ended="2018-06-28"
    )
    after = outside_view(rows, CARS, as_of=dt.date(2021, 2, 19))
    assert not np.array_equal(before.reached, after.reached)


def test_the_makers_own_row_never_enters() -> None:
    rows = table()
    own = ReferenceCase(
        company="Xiaomi",
        model="SU7",
        started="2021-03-30",
        first_delivery="2024-04-03",
        outcome="delivered",
        source="made up",
    )
    date = dt.date(2025, 1, 1)
    bare = ReferenceClass(file="cases.csv")
    assert outside_view([*rows, own], CARS, as_of=date).n == outside_view(rows, CARS, as_of=date).n
    by_call = outside_view([*rows, own], bare, as_of=date, without=("Xiaomi",))
    assert by_call.n == outside_view(rows, bare, as_of=date).n
    assert outside_view([*rows, own], bare, as_of=date).n == by_call.n + 1


def test_the_tables_of_su7_hold_no_row_of_its_maker() -> None:
    for name in ("programmes.csv", "ramps.csv"):
        lines = (SU7 / name).read_text("utf-8").splitlines()
        assert len(lines) > 20
        assert [line for line in lines if line.casefold().startswith("xiaomi")] == []


def test_every_row_of_su7_says_where_it_comes_from() -> None:
    for row in table():
        assert row.source.startswith(("http", "none found (from memory)"))
        assert row.confidence == "memory" or row.source.startswith("http")
        assert row.outcome not in ("failed", "cancelled") or row.ended


@given(
    st.lists(
        st.tuples(st.floats(1, 9000), st.sampled_from(list(End)), st.floats(0, 400)), max_size=6
    ),
    st.floats(0, 60_000),
)
@settings(max_examples=20, deadline=None)
def test_any_cases_give_a_distribution(
    rows: list[tuple[float, End, float]], elapsed: float
) -> None:
    cases = [
        Lifetime(str(k), d, end, max(d - slack, 0.5), d + slack)
        for k, (d, end, slack) in enumerate(rows)
    ]
    view = view_of(cases, elapsed)
    assert np.all(np.diff(view.reached) >= -1e-12)
    assert 0 <= view.reached[0] <= view.reached[-1] <= 1
    assert view.n == view.events + view.cancelled + view.censored
    days = view.durations(U[::400])
    assert np.all(days >= elapsed - 1e-9)
