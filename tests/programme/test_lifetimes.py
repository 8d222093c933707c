"""Reading a reference table as of a date."""

import datetime as dt

import pytest

from carwright.model.programme import ReferenceCase, ReferenceClass
from carwright.programme.lifetimes import End, half_span, left_out, members, middle, read_as_of

CARS = ReferenceClass(file="cases.csv")


def case(**fields: str) -> ReferenceCase:
    given = {
        "company": "A",
        "model": "One",
        "started": "2015-01-01",
        "outcome": "delivered",
        "source": "made up",
    } | fields
    return ReferenceCase.model_validate(given)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def only(row: ReferenceCase, as_of: str) -> tuple[float, End]:
    (found,) = read_as_of([row], CARS, day(as_of)).lifetimes
    return found.days, found.end


def test_an_end_counts_from_the_day_on_which_it_is_known() -> None:
    row = case(first_delivery="2018-01-01")
    assert only(row, "2018-01-01") == (1096, End.REACHED)
    assert only(row, "2017-12-31") == (1095, End.CENSORED)


def test_a_month_is_over_before_it_counts() -> None:
    row = case(first_delivery="2018-02")
    assert only(row, "2018-02-27")[1] is End.CENSORED
    days, end = only(row, "2018-02-28")
    assert end is End.REACHED
    assert days == 1096 + 31 + 13.5


def test_a_start_must_be_over_too() -> None:
    row = case(started="2015", first_delivery="2018-01-01")
    assert read_as_of([row], CARS, day("2015-12-30")).lifetimes == ()
    (found,) = read_as_of([row], CARS, day("2015-12-31")).lifetimes
    assert found.days == 182
    assert (found.early, found.late) == (0.5, 364)


@pytest.mark.parametrize("outcome", ["failed", "cancelled"])
def test_given_up(outcome: str) -> None:
    row = case(outcome=outcome, ended="2016-01-01")
    assert only(row, "2016-01-01") == (365, End.GIVEN_UP)
    assert only(row, "2015-12-31") == (364, End.CENSORED)


def test_open_is_censored_when_last_seen() -> None:
    row = case(outcome="open", ended="2016-01-01")
    assert only(row, "2020-01-01") == (365, End.CENSORED)
    assert only(row, "2015-06-01") == (151, End.CENSORED)
    assert only(case(outcome="open"), "2016-01-01") == (365, End.CENSORED)


def test_given_up_on_an_unknown_day_is_told() -> None:
    reading = read_as_of([case(outcome="failed")], CARS, day("2020-01-01"))
    assert reading.lifetimes == ()
    assert reading.undated == 1


def test_delivered_and_later_insolvent_was_delivered() -> None:
    row = case(first_delivery="2016-01-01", ended="2018-01-01", outcome="failed")
    assert only(row, "2020-01-01") == (365, End.REACHED)


def test_memory_is_vague() -> None:
    sure = read_as_of([case(first_delivery="2018-01")], CARS, day("2020-01-01")).lifetimes[0]
    vague = read_as_of(
        [case(first_delivery="2018-01", confidence="memory")], CARS, day("2020-01-01")
    ).lifetimes[0]
    assert (sure.late - sure.days, sure.days - sure.early) == (15, 15)
    assert vague.days == sure.days
    assert vague.late - vague.days == 15 + 366


def test_until_start_of_production() -> None:
    chosen = ReferenceClass(file="cases.csv", until="sop")
    row = case(sop="2016-01-01", first_delivery="2017-01-01")
    assert read_as_of([row], chosen, day("2020-01-01")).lifetimes[0].days == 365


def test_members() -> None:
    rows = [
        case(company="A", start_event="founding (as B)"),
        case(company="C", start_event="announcement"),
        case(company="D", kind="plant build", start_event="founding"),
        case(company="Xiaomi EV", start_event="founding"),
    ]
    chosen = ReferenceClass(file="cases.csv", start_events=("Founding",), without=("xiaomi",))
    assert [row.company for row in members(rows, chosen)] == ["A"]
    assert members(rows, chosen, without=("a",)) == []


def test_left_out_by_whole_words() -> None:
    assert left_out("Xiaomi", ["Xiaomi"])
    assert left_out("XIAOMI Auto", ["Xiaomi"])
    assert not left_out("Xiaomin", ["Xiaomi"])
    assert not left_out("Li", ["Li Auto"])
    assert left_out("Li Auto", ["Li Auto"])


@pytest.mark.parametrize(
    ("written", "centre", "half"),
    [("2020-05-05", "2020-05-05", 0.0), ("2020-05", "2020-05-16", 15.0)],
)
def test_middles(written: str, centre: str, half: float) -> None:
    assert middle(written) == day(centre).toordinal()
    assert half_span(written) == half


def test_middle_of_a_year() -> None:
    # 365 days: as many days before the middle as behind it.
    ends = day("2019-01-01").toordinal(), day("2019-12-31").toordinal()
    assert middle("2019") == pytest.approx(sum(ends) / 2, abs=0.1)
