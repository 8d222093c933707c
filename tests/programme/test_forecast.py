"""Forecasts against what can be worked out by hand, in closed form, or must not change."""

import datetime as dt
import json
import math
from typing import Any

import numpy as np
import pytest

from carwright.errors import CarwrightError
from carwright.model.programme import Programme
from carwright.programme import compare_options, forecast, readiness
from programme.simple import ZERO, claim, simple

Floats = np.ndarray[Any, np.dtype[np.float64]]


class Steady:
    """Ten cars a month from the first delivery on."""

    def cars(self, u_speed: Floats, u_level: Floats, months: int) -> Floats:
        return np.full((months, u_speed.size), 10.0)


def test_a_programme_without_chance_is_a_calendar() -> None:
    found = forecast(simple(), draws=200)
    assert found.node("SOP").finish.p50 == dt.date(2022, 4, 11)  # day 100
    delivery = found.node("delivery").finish
    assert (delivery.p10, delivery.p90) == (dt.date(2022, 5, 12), dt.date(2022, 5, 12))
    on_time = found.node("delivery").on_time
    assert on_time is not None
    assert on_time.mean == 1
    assert found.node("develop").criticality == 1
    assert found.node("licence").criticality == 0
    assert found.node("licence").slack == 20
    assert found.drivers == ()
    assert found.success.mean == 1


def test_a_day_later_is_not_on_time() -> None:
    found = forecast(simple(activities__develop__duration="101 d"), draws=200)
    assert found.probability_by(dt.date(2022, 5, 12)).mean == 0
    assert found.probability_by(dt.date(2022, 5, 13)).mean == 1


def test_what_is_open_cannot_start_before_the_reading() -> None:
    found = forecast(simple(), dt.date(2022, 3, 1), draws=200)
    assert found.node("develop").start.p50 == dt.date(2022, 3, 1)
    assert found.node("SOP").finish.p50 == dt.date(2022, 3, 1) + dt.timedelta(days=100)


def test_facts_fix_starts_and_finishes() -> None:
    facts = claim(
        known_from="2022-02-20",
        sets={
            "activities.licence.started": "2022-01-05",
            "activities.licence.finished": "2022-02-20",
            "activities.develop.started": "2022-01-11",
        },
    )
    programme = simple(evidence=(facts,))
    found = forecast(programme, dt.date(2022, 3, 1), draws=200)
    assert found.node("licence").done
    assert found.node("licence").finish.p50 == dt.date(2022, 2, 20)
    assert found.node("SOP").finish.p50 == dt.date(2022, 1, 11) + dt.timedelta(days=100)
    before = forecast(programme, dt.date(2022, 2, 19), draws=200)
    assert before.node("licence").start.p50 == dt.date(2022, 2, 19)


def test_a_risk_delays_in_its_share_of_the_draws() -> None:
    risk = {"probability": 0.3, "hits": ["develop"], "delay": "50 d"}
    found = forecast(simple(risks__late=risk), draws=20_000)
    on_time = found.probability_by(dt.date(2022, 5, 12))
    assert on_time.mean == pytest.approx(0.7, abs=0.015)
    assert on_time.low is not None
    assert on_time.low < 0.7 < (on_time.high or 0)
    (driver,) = found.drivers
    assert (driver.name, driver.swing) == ("late", pytest.approx(50))
    assert driver.share == pytest.approx(1, abs=1e-3)


def test_a_rumour_moves_the_date_in_its_share_of_the_draws() -> None:
    rumour = claim(
        id="R",
        status="rumour",
        credence=0.25,
        known_from="2022-01-01",
        sets={"activities.develop.duration": "140 d"},
    )
    found = forecast(simple(evidence=(rumour,)), draws=20_000)
    assert found.probability_by(dt.date(2022, 5, 12)).mean == pytest.approx(0.75, abs=0.015)
    assert [(each.name, each.kind) for each in found.drivers] == [("R", "rumour")]
    assert found.drivers[0].swing == pytest.approx(40)


def test_a_refused_licence_ends_the_programme() -> None:
    licence = {"activity": "licence", "probability": 0.6}
    found = forecast(simple(options={"build": {"licence": licence}}), draws=20_000)
    assert found.success.mean == pytest.approx(0.6, abs=0.015)
    assert found.node("delivery").finish.p50 == dt.date(2022, 5, 12)
    assert found.node("delivery").finish.p90 is None
    assert found.node("delivery").finish.never == pytest.approx(0.4, abs=0.015)


def test_another_route_costs_time_and_money() -> None:
    licence = {
        "activity": "licence",
        "probability": 0.6,
        "refused": "50 d",
        "refused_cost": 1000,
    }
    found = forecast(simple(options={"build": {"licence": licence}}), draws=20_000)
    assert found.success.mean == 1
    late = found.probability_by(dt.date(2022, 5, 12)).mean
    assert late == pytest.approx(0.6, abs=0.015)
    assert found.money.present_value.mean == pytest.approx(-400, abs=15)


def test_two_exponential_activities_in_parallel() -> None:
    """E max of two independent exponentials of mean m is 1.5 m; each is last half of the time."""
    programme = simple(
        activities__develop__duration="exponential(100 d)",
        activities__licence__duration="exponential(100 d)",
    )
    found = forecast(programme, draws=100_000)
    days = found.course.reached("SOP")
    assert days.mean() == pytest.approx(150, abs=4 * 100 * math.sqrt(1.25 / 100_000))
    for name in ("develop", "licence"):
        assert found.node(name).criticality == pytest.approx(0.5, abs=0.007)


def test_an_exponential_activity_under_way_has_no_memory() -> None:
    facts = claim(known_from="2022-01-01", sets={"activities.develop.started": "2022-01-01"})
    programme = simple(activities__develop__duration="exponential(100 d)", evidence=(facts,))
    found = forecast(programme, dt.date(2022, 7, 20), draws=50_000)  # day 200
    left = found.course.finish["develop"] - 200
    assert left.min() >= 0
    assert left.mean() == pytest.approx(100, abs=2)


def test_money_by_hand() -> None:
    """People, cost, investment and sales, to the cent, without discount."""
    programme = simple(
        activities__develop={
            "duration": "100 d",
            "after": ["start"],
            "people": 10,
            "cost": 5000,
        },
        money={
            "reserve": 100_000,
            "per_person_month": 100,
            "investments": {
                "tools": {"amount": 700, "activity": "develop", "paid": "at finish"},
                "hall": {"amount": 300, "activity": "licence"},
            },
            "price": 50,
            "unit_cost": [{"cars": 0, "cost": 30}],
        },
    )
    found = forecast(programme, draws=200, output=Steady())
    months = len(found.months)
    first = 4 + 11 / 31  # the delivery on 12 May, in months from January
    cars = 10 * (months - first)
    people = 3 + 10 / 30  # 100 days: three months and ten days of April
    expected = -people * 10 * 100 - 5000 - 700 - 300 + cars * 20
    assert found.money.present_value.mean == pytest.approx(expected, rel=1e-4)
    assert found.people[0].p50 == pytest.approx(10)
    assert found.people[3].p50 == pytest.approx(10 / 3, rel=1e-5)
    assert found.cars[4].p50 == pytest.approx(10 * 20 / 31, rel=1e-5)
    assert found.cars[5].p50 == pytest.approx(10)
    assert found.money.cash[0].p50 == pytest.approx(
        100_000 - 1000 - (5000 / people) - 300 / (2 + 21 / 31), rel=1e-5
    )
    spent = people * 1000 + 6000
    # The cash is at its lowest at the end of April: sales begin in May.
    assert found.money.lowest.p50 == pytest.approx(100_000 - spent, rel=1e-5)
    assert found.money.lowest_date.p50 == dt.date(2022, 4, 30)


def test_payment_terms_move_money_and_cars_do_not() -> None:
    money = {"reserve": 0, "price": 50, "unit_cost": [{"cars": 0, "cost": 30}]}
    prompt = forecast(simple(money=money), draws=200, output=Steady())
    late = forecast(simple(money=money | {"supplier_terms": "60 d"}), draws=200, output=Steady())
    assert prompt.cars == late.cars
    before = late.money.cash[5].p50 - prompt.money.cash[5].p50
    assert before > 0  # two months of unit cost are not paid yet
    assert late.money.present_value.mean == pytest.approx(
        (prompt.money.present_value.mean or 0) + 30 * 10 * 60 / 30.436875, rel=1e-4
    )


def test_unit_cost_falls_with_the_cars_made() -> None:
    money = {
        "price": 50,
        "unit_cost": [{"cars": 0, "cost": 60}, {"cars": 20, "cost": 40}],
    }
    found = forecast(simple(money=money), draws=200, output=Steady())
    value = found.money.present_value.mean or 0
    sales = 10 * (len(found.months) - (4 + 11 / 31))
    # After the first month's ten cars the cost is 50, after the second 40, and so on.
    assert value == pytest.approx(sales * 10 - 10 * 10, rel=0.01)


def test_a_stopped_programme_spends_no_more() -> None:
    risk = {"probability": 1.0, "hits": ["licence"], "stops": True}
    programme = simple(
        activities__develop={"duration": "100 d", "after": ["start"], "cost": 1000},
        money__investments={"hall": {"amount": 500, "activity": "develop"}},
        money__shutdown=0.4,
        risks__end=risk,
    )
    found = forecast(programme, draws=200)
    share = (2 + 21 / 31) / (3 + 10 / 30)  # months until day 80 of the months until day 100
    assert found.success.mean == 0
    assert found.money.present_value.mean == pytest.approx(-share * (1000 + 0.6 * 500), rel=1e-4)


def test_demand_caps_the_cars() -> None:
    found = forecast(simple(production__demand=7), draws=200, output=Steady())
    assert max(band.p50 for band in found.cars) == pytest.approx(7)


def test_the_same_seed_gives_the_same_forecast(made_programme: Programme) -> None:
    date = dt.date(2021, 5, 15)
    one, two = (forecast(made_programme, date, draws=2000) for _ in range(2))
    assert one.to_json() == two.to_json()
    other = forecast(made_programme, date, draws=2000, seed=2)
    assert other.to_json() != one.to_json()
    json.dumps(one.to_json(), allow_nan=False)


def test_an_activity_keeps_its_luck_when_another_changes(made_programme: Programme) -> None:
    changed = simple(activities__develop__duration="exponential(100 d)")
    plain = forecast(changed, draws=1000)
    more = forecast(
        simple(
            activities__develop__duration="exponential(100 d)",
            activities__licence__duration="exponential(10 d)",
        ),
        draws=1000,
    )
    assert (plain.course.finish["develop"] == more.course.finish["develop"]).all()


def test_options_are_compared_on_the_same_draws() -> None:
    """Twins differ in nothing; a dearer twin is never the better one."""
    dearer = {"sets": {"money.investments.fee": {"amount": 9, "activity": "develop"}}}
    programme = simple(
        activities__develop__duration="exponential(100 d)",
        money={"price": 50, "unit_cost": [{"cars": 0, "cost": 30}]},
        options={"build": {}, "twin": {}, "dearer": dearer, "walk": {"walks_away": True}},
    )
    found = compare_options(programme, draws=2000, output=Steady())
    twin = found.courses["twin"].finish["delivery"]
    assert (found.courses["build"].finish["delivery"] == twin).all()
    assert (found.books["build"].value == found.books["twin"].value).all()
    gap = found.books["build"].value - found.books["dearer"].value
    assert gap == pytest.approx(np.full(2000, 9.0), rel=1e-3)
    assert found.option("dearer").best.mean == 0
    assert found.option("walk").value.mean == 0
    assert found.option("walk").first_delivery.never == 1
    assert found.recommended in ("build", "twin")
    json.dumps(found.to_json(), allow_nan=False)


def test_the_value_of_waiting_for_the_answer() -> None:
    """Build brings 10,000 if the licence comes and loses 4,000 if not; the answer costs 100.

    Now: 0.5 * 10,000 - 0.5 * 4,000 = 3,000. Later: 0.5 * 10,000 - 100 = 4,900. Worth 1,900.
    """
    programme = simple(
        activities__licence={"duration": "80 d", "after": ["start"], "cost": 4000},
        activities__develop={"duration": "100 d", "after": ["licence"]},
        money__investments={"prize": {"amount": 0, "activity": "develop"}},
        money__price=1,
        options={
            "build": {"licence": {"activity": "licence", "probability": 0.5}},
            "walk": {"walks_away": True},
        },
        waiting={"answer": "0 d", "options": ["walk", "build"], "cost": 100},
    )

    class Prize:
        def cars(self, u_speed: Floats, u_level: Floats, months: int) -> Floats:
            cars = np.zeros((months, u_speed.size))
            cars[0] = 14_000.0
            return cars

    found = compare_options(programme, draws=20_000, output=Prize())
    waiting = found.waiting
    assert waiting is not None
    p = waiting.granted
    assert p == pytest.approx(0.5, abs=0.015)
    assert waiting.now == pytest.approx(p * 10_000 - (1 - p) * 4000, rel=1e-3)
    assert waiting.later == pytest.approx(p * 10_000 - 100, rel=1e-3)
    assert (waiting.if_granted, waiting.if_refused) == ("build", "walk")


def test_readiness_names_what_limits_a_gate() -> None:
    found = readiness(simple(milestones__SOP__planned="2022-04-11"), draws=500)
    (gate,) = found.gates
    assert gate.on_time is not None
    assert gate.on_time.mean == 1
    assert (gate.limits, gate.limits_share) == ("develop", 1.0)
    (item,) = gate.open_items
    assert (item.name, item.share, item.days) == ("develop", 1.0, 100.0)


def test_readiness_counts_the_days_that_are_on_the_path() -> None:
    """A start-to-start link: only the lag of the predecessor is on the path to the gate."""
    programme = simple(
        activities__licence={"duration": "150 d", "after": ["SS develop + 30 d"]},
        milestones__SOP={"after": ["licence", "develop"], "gate": True},
    )
    (gate,) = readiness(programme, draws=500).gates
    assert [(i.name, i.share, i.days) for i in gate.open_items] == [
        ("licence", 1.0, 150.0),
        ("develop", 1.0, 30.0),
    ]


def test_what_stands_before_a_reached_milestone_is_done() -> None:
    fact = claim(known_from="2022-02-10", sets={"milestones.frozen.reached": "2022-02-10"})
    programme = simple(
        activities__develop={"duration": "100 d", "after": ["start"], "hidden": True},
        activities__build={"duration": "60 d", "after": ["develop"]},
        activities__check={"duration": "9 d", "after": ["SS develop", "FF develop"]},
        milestones__frozen={"after": ["check"]},
        milestones__SOP={"after": ["frozen", "licence", "build"], "gate": True},
        evidence=(fact,),
    )
    found = forecast(programme, dt.date(2022, 2, 10), draws=200)
    assert found.node("develop").finish.p90 == dt.date(2022, 2, 10)
    assert found.node("build").finish.p90 == dt.date(2022, 4, 11)  # 60 days after the reading
    before = forecast(programme, dt.date(2022, 2, 9), draws=200)
    assert before.node("develop").finish.p10 == dt.date(2022, 4, 11)


def test_nothing_before_work_that_has_begun_is_critical() -> None:
    fact = claim(known_from="2022-01-01", sets={"activities.build.started": "2022-02-01"})
    programme = simple(
        activities__build={"duration": "60 d", "after": ["develop"]},
        milestones__SOP={"after": ["licence", "build"], "gate": True},
        evidence=(fact,),
    )
    found = forecast(programme, dt.date(2022, 2, 10), draws=200)
    assert found.node("SOP").finish.p50 == dt.date(2022, 5, 1)  # licence: 80 days from now
    later = forecast(
        programme.replace(evidence=(claim(known_from="2022-01-01", sets=LONG),)),
        dt.date(2022, 2, 10),
        draws=200,
    )
    assert later.node("build").criticality == 1
    assert later.node("develop").criticality == 0


LONG = {"activities.build.started": "2022-02-01", "activities.build.duration": "300 d"}


def test_a_milestone_behind_hidden_work_may_have_been_reached() -> None:
    programme = simple(
        activities__develop={"duration": "20 d", "after": ["start"], "hidden": True},
        activities__licence={"duration": "10 d", "after": ["start"], "hidden": True},
    )
    found = forecast(programme, dt.date(2022, 3, 1), draws=200)
    assert found.node("SOP").finish.p50 == dt.date(2022, 1, 21)
    assert found.node("delivery").finish.p50 == dt.date(2022, 3, 1)


def test_an_activity_of_a_class_ends(made_programme: Programme) -> None:
    """Giving up is a risk of the programme: the class's own share is not counted besides."""
    course = forecast(made_programme, draws=2000).course
    lengths = course.finish["plant"] - course.start["plant"]
    assert np.isfinite(lengths).all()
    assert lengths.max() < 5e5


def test_unknown_options_are_refused() -> None:
    with pytest.raises(CarwrightError, match="did you mean 'build'"):
        forecast(simple(), draws=200, option="built")
    with pytest.raises(CarwrightError, match="one option leaves nothing to compare"):
        compare_options(simple(), draws=200)


def test_a_reading_before_the_decision(made_programme: Programme) -> None:
    found = forecast(simple(), dt.date(2021, 6, 1), draws=200)
    assert found.node("SOP").finish.p50 == ZERO + dt.timedelta(days=100)
