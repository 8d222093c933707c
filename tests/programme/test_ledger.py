"""Reading a programme as of a date: the five rules of the ledger."""

import datetime as dt

import pytest

from carwright.errors import CarwrightError
from carwright.model import Evidence
from carwright.model.programme import Programme
from carwright.programme.ledger import MOST_RUMOURS, as_of

BEFORE = dt.date(2021, 1, 4)


def site(programme: Programme) -> str:
    return str(programme.activities["site"].duration)


def entry(**given: object) -> Evidence:
    base = {"id": "X", "bears_on": ["programme.money"], "status": "press", "source": "s"}
    return Evidence.model_validate(base | given)


def test_nothing_is_known_before_its_day(made_programme: Programme) -> None:
    standing = as_of(made_programme, BEFORE)
    assert [each.id for each in standing.live] == ["E4"]
    assert standing.unknown == 3
    assert standing.programme.milestones["delivery"].planned == dt.date(2023, 3, 1)
    assert standing.programme.activities == made_programme.activities


def test_a_month_is_known_from_its_last_day_on(made_programme: Programme) -> None:
    for day, planned in ((30, dt.date(2023, 3, 1)), (31, dt.date(2023, 6, 30))):
        standing = as_of(made_programme, dt.date(2021, 3, day))
        assert standing.programme.milestones["delivery"].planned == planned


def test_a_rumour_counts_in_its_worlds_only(made_programme: Programme) -> None:
    standing = as_of(made_programme, dt.date(2021, 6, 1))
    assert [each.id for each in standing.rumours] == ["E2"]
    assert site(standing.programme) == "100 d"
    assert site(standing.world({"E2"})) == "200 d"


def test_what_supersedes_a_rumour_ends_it(made_programme: Programme) -> None:
    standing = as_of(made_programme, dt.date(2021, 9, 1))
    assert standing.rumours == ()
    assert [each.id for each in standing.superseded] == ["E2"]
    assert standing.programme.activities["site"].finished == dt.date(2021, 8, 20)


def test_the_outcome_is_invisible_before_it_was_known(made_programme: Programme) -> None:
    rumour = next(e for e in as_of(made_programme, dt.date(2021, 8, 31)).live if e.id == "E2")
    assert rumour.outcome is None
    assert rumour.outcome_known is None
    known = as_of(made_programme, dt.date(2021, 9, 1)).superseded[0]
    assert known.outcome == "refuted"


def test_a_later_certain_value_settles_a_rumour(made_programme: Programme) -> None:
    late = entry(id="L", known_from="2021-05-02", sets={"activities.site.duration": "90 d"})
    programme = made_programme.model_copy(update={"evidence": (*made_programme.evidence[:2], late)})
    standing = as_of(programme, dt.date(2021, 6, 1))
    assert standing.rumours == ()
    assert site(standing.programme) == "90 d"
    assert site(standing.world({"E2"})) == "90 d"


def test_a_later_rumour_changes_a_certain_value_in_its_worlds(made_programme: Programme) -> None:
    early = entry(id="L", known_from="2021-02-01", sets={"activities.site.duration": "90 d"})
    programme = made_programme.model_copy(update={"evidence": (early, made_programme.evidence[1])})
    standing = as_of(programme, dt.date(2021, 6, 1))
    assert (site(standing.programme), site(standing.world({"E2"}))) == ("90 d", "200 d")


def test_contradictions_are_listed(made_programme: Programme) -> None:
    one = entry(id="A", known_from="2021-02-01", sets={"money.reserve": "1 bn"})
    two = entry(id="B", known_from="2021-03-01", sets={"money.reserve": "2 bn"})
    three = entry(id="C", known_from="2021-03-01", contradicts=["A"])
    programme = made_programme.model_copy(update={"evidence": (one, two, three)})
    found = as_of(programme, dt.date(2021, 4, 1)).contested
    assert [(each.one, each.other, each.path) for each in found] == [
        ("A", "B", "money.reserve"),
        ("A", "C", ""),
    ]
    assert as_of(programme, dt.date(2021, 2, 20)).contested == ()


def test_more_rumours_than_can_be_followed_are_refused(made_programme: Programme) -> None:
    many = tuple(
        entry(
            id=f"R{n}",
            status="rumour",
            known_from="2021-02-01",
            credence=0.5,
            sets={f"staff.2022-01-{n + 1:02}": n},
        )
        for n in range(MOST_RUMOURS + 1)
    )
    programme = made_programme.model_copy(update={"evidence": many})
    with pytest.raises(CarwrightError, match=r"R10.*at most 10 may"):
        as_of(programme, dt.date(2021, 4, 1))
