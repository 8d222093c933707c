"""What an assessor of a schedule would note, and what he would not."""

import datetime as dt

from carwright.model.programme import Programme
from carwright.programme import forecast
from programme.simple import simple


def notes(programme: Programme, date: dt.date | None = None) -> str:
    return "\n".join(forecast(programme, date, draws=200).notes)


def test_a_planned_date_that_the_median_misses_is_negative_float() -> None:
    late = simple(milestones__SOP__planned="2022-04-01")
    assert "negative float: 'SOP' is planned for 2022-04-01, and half of the draws are 10" in (
        notes(late)
    )
    assert "negative float" not in notes(simple(milestones__SOP__planned="2022-04-11"))


def test_a_deadline_of_an_activity_counts_as_well() -> None:
    work = {"duration": "100 d", "after": ["start"], "finish_by": "2022-03-01"}
    assert "negative float: 'develop'" in notes(simple(activities__develop=work))


def test_hard_constraints_leads_and_lags_are_noted() -> None:
    hard = {"duration": "80 d", "after": ["start"], "not_before": "2022-01-20"}
    assert "hard constraint ('licence')" in notes(simple(activities__licence=hard))
    lead = {"duration": "80 d", "after": ["develop - 10 d"]}
    assert "leads (negative lags) stand before 'licence'" in notes(simple(activities__licence=lead))
    assert "1 of 5 links have a lag" in notes(simple())


def test_other_links_than_finish_to_start_are_noted() -> None:
    link = {"duration": "80 d", "after": ["SS develop"]}
    assert "4 of 5 links are finish-to-start" in notes(simple(activities__licence=link))
    assert "finish-to-start" not in notes(simple())


def test_high_float_is_noted_until_the_first_delivery() -> None:
    short = simple(activities__licence__duration="10 d")
    assert "1 of 2 open activities have more than 62 days of float ('licence')" in notes(short)
    assert "of float" not in notes(simple())
    over = simple(
        activities__licence__duration="10 d",
        milestones__delivery={"after": ["SOP + 31 d"], "reached": "2022-05-12"},
    )
    assert "of float" not in notes(over, dt.date(2022, 6, 1))
