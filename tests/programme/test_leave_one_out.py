"""The leave-one-out run: its bookkeeping by hand, and that no case helps to forecast itself."""

import datetime as dt
import math

import pytest

from carwright.model.programme import ReferenceCase, ReferenceClass
from carwright.programme.leave_one_out import leave_one_out, slips
from carwright.programme.outside import outside_view
from carwright.programme.scoring import crps_until

CARS = ReferenceClass(file="cases.csv", without=("Xiaomi",))
TODAY = dt.date(2022, 1, 1)


def case(company: str, started: str, reached: str = "", **fields: str) -> ReferenceCase:
    given = {"outcome": "delivered", "source": "made up", "first_delivery": reached} | fields
    return ReferenceCase.model_validate(given | {"company": company, "started": started})


CASES = (
    case(
        "A",
        "2010-01-01",
        "2014-01-01",
        announced_target="2013-01-01",
        target_stated_on="2011-01-01",
    ),
    case("B", "2012-01-01", "2017-01-01", announced_target="2015-01-01", target_stated_on="2013"),
    case("C", "2013-01-01", "2016-01-01"),
    case(
        "D",
        "2014-01-01",
        outcome="cancelled",
        ended="2018-01-01",
        announced_target="2017-01-01",
        target_stated_on="2015-01-01",
    ),
    case("E", "2019-01-01", outcome="open", announced_target="2023", target_stated_on="2020-01-01"),
    case(
        "Xiaomi", "2015-01-01", "2017-01-01", announced_target="2016-12-31", target_stated_on="2016"
    ),
)


def test_slips() -> None:
    found = slips(CASES, CARS, TODAY)
    assert [(each.name, each.days) for each in found] == [("A", 365), ("B", 731)]
    assert found[0].ratio == pytest.approx(1461 / 1096)
    assert [each.name for each in slips(CASES, CARS, dt.date(2016, 1, 1))] == ["A"]


def test_rows_by_hand() -> None:
    scores = leave_one_out(CASES, CARS, today=TODAY)
    rows = {each.case: each for each in scores.cases}
    assert list(rows) == ["A", "B", "D", "E"]
    a = rows["A"]
    assert (a.others, a.ended, a.outcome) == (4, 2, "reached")
    assert (a.date, a.date_and_slip) == (365, 366)  # B slipped by 731
    assert (a.target, a.days, a.scored) == (1096, 1461, 3652.5)
    others = [each for each in CASES if each.company != "A"]
    view = outside_view(others, CARS, as_of=TODAY, elapsed=365)
    assert a.p50 == view.quantile(0.5)
    assert a.low == a.high == view.probability_by(1461)
    assert a.view == crps_until(view.times, view.reached, 1461, 365, 365 + 3652.5)


def test_a_case_that_was_given_up() -> None:
    d = {each.case: each for each in leave_one_out(CASES, CARS, today=TODAY).cases}["D"]
    begin, target = 365, 1096
    assert d.date == begin + 3652.5 - target
    assert d.date_and_slip == d.date - (365 + 731) / 2
    assert d.high == 1.0
    assert d.low < 1.0
    assert d.inside is (d.low < 0.9)
    assert (d.p90 is None) is (d.low < 0.9)


def test_a_case_that_still_runs_counts_as_far_as_it_got() -> None:
    e = {each.case: each for each in leave_one_out(CASES, CARS, today=TODAY).cases}["E"]
    assert e.outcome == "censored"
    assert e.scored == (TODAY - dt.date(2020, 1, 1)).days
    assert e.date == 0  # not late yet
    assert e.inside is None


def test_totals() -> None:
    scores = leave_one_out(CASES, CARS, today=TODAY)
    assert scores.band.n == 3
    assert scores.date == pytest.approx(sum(each.date for each in scores.cases) / 4)
    assert math.fsum(scores.pit) == pytest.approx(1)
    assert scores.table.height == 4
    assert scores.table.columns[0] == "case"


def test_no_case_helps_to_forecast_itself() -> None:
    changed = [CASES[0].replace(first_delivery="2019-01-01"), *CASES[1:]]
    before = leave_one_out(CASES, CARS, today=TODAY).cases[0]
    after = leave_one_out(changed, CARS, today=TODAY).cases[0]
    assert (before.p10, before.p50) == (after.p10, after.p50)
    assert before.date != after.date


def test_only_then_knows_nothing_later() -> None:
    """B stated its date in 2013 or on its first day: A's end in 2014 was not known then."""
    changed = [
        CASES[0].replace(first_delivery="2020-01-01"),
        CASES[1],
        CASES[2].replace(first_delivery="2013-06-01"),
        *CASES[3:],
    ]
    for only_then in (True, False):
        before, after = (
            leave_one_out(each, CARS, today=TODAY, only_then=only_then).cases[1]
            for each in (CASES, changed)
        )
        assert before.stated == dt.date(2013, 1, 1)
        assert (before.p50 == after.p50) is only_then
    assert leave_one_out(CASES, CARS, today=TODAY, only_then=True).cases[1].others == 2


def test_nothing_to_score() -> None:
    scores = leave_one_out(CASES[2:3], CARS, today=TODAY)
    assert scores.cases == ()
    assert (scores.view, scores.date, scores.band.share) == (None, None, None)
    assert scores.table.height == 0
