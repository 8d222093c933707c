"""The su7 programme: whole, sourced, and blind to what came later."""

import datetime as dt
import re
from collections.abc import Iterable

import numpy as np
import pytest

from carwright.files import load_programme
from carwright.model import Evidence
from carwright.model.programme import Programme
from carwright.programme import forecast

ARTICLES = ("2021-02-19", "2021-10-19", "2022-09-01", "2022-09-30", "2024-04-01")
FIRST_DELIVERY = dt.date(2024, 4, 3)
DRAWS = 400


@pytest.fixture(scope="module")
def su7() -> Programme:
    return load_programme("su7")


def of_programme(su7: Programme) -> list[Evidence]:
    return [
        each
        for each in su7.evidence
        if any(path.startswith("programme.") for path in each.bears_on)
    ]


def test_every_event_has_a_source_and_a_day(su7: Programme) -> None:
    events = [each for each in su7.evidence if each.id.startswith("EV")]
    assert {each.id for each in events} == {f"EV{number:03}" for number in range(1, 59)}
    claims = [each for each in of_programme(su7) if each.status not in ("assumed", "estimate")]
    assert [e.id for e in claims if not (e.source and e.value)] == []
    assert [e.id for e in claims if not e.known and not e.id.startswith("prior ")] == []


def test_every_prior_that_varies_has_an_entry(su7: Programme) -> None:
    """Durations, probabilities and money of programme.yaml: each says where it comes from."""
    pattern = "|".join(
        ".*".join(map(re.escape, path.removeprefix("programme.").split("*")))
        for each in of_programme(su7)
        if each.id.startswith("prior ")
        for path in each.bears_on
    )
    sourced = re.compile(f"(?:{pattern})(?:\\..*)?")
    wanted = [f"activities.{n}.duration" for n, a in su7.activities.items() if a.duration]
    wanted += [f"risks.{name}" for name in su7.risks if name != "no decision"]
    wanted += [f"money.{key}" for key in ("price", "unit_cost", "running", "investments")]
    wanted += [f"options.{n}.licence" for n, o in su7.options.items() if o.licence]
    assert [path for path in wanted if not sourced.fullmatch(path)] == []


def test_no_value_comes_from_an_unexplained_hand(su7: Programme) -> None:
    assert [each.id for each in of_programme(su7) if each.sets and not each.said_by] in (
        [],
        ["EV039", "EV040"],  # a page without an author
    )


def test_no_row_of_the_maker_is_used(su7: Programme) -> None:
    makers = {case.company for cases in su7.cases.values() for case in cases}
    makers |= {point.maker for points in su7.ramps.values() for point in points}
    assert len(makers) > 10
    assert [maker for maker in makers if "xiaomi" in maker.casefold()] == []
    assert all("Xiaomi" in each.without for each in su7.reference_classes.values())
    assert all(case.source for cases in su7.cases.values() for case in cases)
    assert all(point.source for points in su7.ramps.values() for point in points)


def test_credences_leave_the_own_outcome_out(su7: Programme) -> None:
    worth = {"confirmed": 1.0, "partly": 0.5, "refuted": 0.0}
    told = [each for each in su7.evidence if each.credence is not None and each.id != "EV030"]
    assert len(told) == 14  # EV030 is a headline: no unnamed source told it
    scored = {each.id: worth[each.outcome] for each in told if each.outcome in worth}
    assert len(scored) == 10
    for each in told:
        others = [value for name, value in scored.items() if name != each.id]
        assert each.credence == pytest.approx(sum(others) / len(others), abs=0.006), each.id


def later_unlike(entries: Iterable[Evidence], date: dt.date) -> tuple[Evidence, ...]:
    """The same entries, those known after a date altered in whatever they say."""
    told = []
    for each in entries:
        if each.known is not None and each.known > date:
            each = each.model_copy(
                update={
                    "sets": {"activities.concept.duration": "2000 d", "money.reserve": "1 m"},
                    "supersedes": ("EV006", "EV008"),
                    "contradicts": ("EV013",),
                    "credence": None,
                    "outcome": "refuted",
                }
            )
        elif each.outcome_known is not None and each.outcome_known > date:
            each = each.model_copy(update={"outcome": "refuted"})
        told.append(each)
    return tuple(told)


@pytest.mark.parametrize("article", ARTICLES)
def test_a_forecast_is_blind_to_what_came_later(su7: Programme, article: str) -> None:
    date = dt.date.fromisoformat(article)
    other = su7.model_copy(update={"evidence": later_unlike(su7.evidence, date)})
    assert other.evidence != su7.evidence
    seen = forecast(su7, date, draws=DRAWS).to_json()
    assert forecast(other, date, draws=DRAWS).to_json() == seen


@pytest.mark.parametrize("article", ARTICLES)
def test_it_is_blind_to_cases_that_ended_later(su7: Programme, article: str) -> None:
    date = dt.date.fromisoformat(article)
    (file,) = su7.cases
    cases = []
    for case in su7.cases[file]:
        end = case.first_delivery or case.ended
        if end[:4] > article[:4]:
            when = "2031-05-05"
            case = case.model_copy(
                update={"first_delivery": when if case.first_delivery else "", "sop": ""}
                | ({"ended": when} if case.ended else {})
            )
        cases.append(case)
    other = su7.model_copy(update={"cases": {file: tuple(cases)}})
    assert other.cases != su7.cases
    known, changed = (forecast(each, date, draws=DRAWS) for each in (su7, other))
    assert changed.to_json() == known.to_json()


def test_the_test_above_would_see_a_leak(su7: Programme) -> None:
    """What is altered after the date is not without effect: read a year later, it shows."""
    date = dt.date(2021, 10, 19)
    other = su7.model_copy(update={"evidence": later_unlike(su7.evidence, date)})
    later = dt.date(2022, 9, 1)
    seen, changed = (forecast(each, later, draws=DRAWS) for each in (su7, other))
    assert changed.to_json() != seen.to_json()


def test_every_work_that_is_done_was_told(su7: Programme) -> None:
    """No prior of programme.yaml holds a day on which something really happened."""
    activities, milestones = su7.activities.values(), su7.milestones.values()
    assert not any(each.started or each.finished or each.not_before for each in activities)
    assert not any(each.reached or each.planned or each.not_before for each in milestones)


def test_once_delivered_it_is_certain(su7: Programme) -> None:
    found = forecast(su7, dt.date(2024, 4, 30), draws=DRAWS)
    assert found.node("first delivery").done
    assert found.node("first delivery").finish.p50 == FIRST_DELIVERY
    assert found.success.mean == 1.0


def test_what_is_learned_narrows_the_forecast(su7: Programme) -> None:
    widths = []
    for article in ("2021-10-19", "2023-03-05", "2023-11-15", "2024-04-01"):
        finish = (
            forecast(su7, dt.date.fromisoformat(article), draws=2000).node("first delivery").finish
        )
        assert finish.p10
        assert finish.p50
        widths.append((finish.p50 - finish.p10).days)
    assert list(np.sort(widths)[::-1]) == widths
