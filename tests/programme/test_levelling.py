"""Resource levelling against schedules worked out by hand."""

import datetime as dt
from typing import Any

import pytest

from carwright.errors import CarwrightError
from carwright.model.programme import Programme
from programme.simple import ZERO, claim, simple

pytest.importorskip("ortools")
from carwright.programme.levelling import level


def shared(workshops: int = 1, **changes: Any) -> Programme:
    """develop (100 d) and licence (80 d) both need a workshop."""
    held = {"after": ["start"], "resources": {"workshop": 1}}
    return simple(
        activities__develop={"duration": "100 d", **held},
        activities__licence={"duration": "80 d", **held},
        resources={"workshop": workshops},
        **changes,
    )


def test_what_shares_a_workshop_comes_one_after_the_other() -> None:
    found = level(shared())
    assert (found.value, found.bound, found.status) == (100 + 80 + 31, 211, "optimal")
    assert found.without_limits == 131
    assert found.peak == {"workshop": 1}
    spans = sorted(found.dates[name] for name in ("develop", "licence"))
    assert spans[0][0] == ZERO
    assert spans[0][1] == spans[1][0]


def test_two_workshops_are_enough() -> None:
    found = level(shared(workshops=2))
    assert found.value == found.without_limits == 131
    assert found.peak == {"workshop": 2}
    # The second aim: what has room comes as early as it can.
    assert found.dates["licence"] == (ZERO, ZERO + dt.timedelta(80))


def test_what_has_begun_stays_and_the_rest_waits() -> None:
    fact = claim(known_from="2022-01-01", sets={"activities.develop.started": "2022-01-11"})
    found = level(shared(evidence=(fact,)), dt.date(2022, 2, 1))
    assert found.dates["develop"] == (dt.date(2022, 1, 11), dt.date(2022, 4, 21))
    assert found.dates["licence"][0] == dt.date(2022, 4, 21)


def test_every_kind_of_link_is_kept() -> None:
    links = ["SS develop + 10 d", "FF develop + 5 d"]
    found = level(simple(activities__licence={"duration": "80 d", "after": links}))
    assert found.dates["licence"][1] == ZERO + dt.timedelta(105)


def test_more_than_there_is_has_no_schedule() -> None:
    programme = shared()
    activity = programme.activities["develop"].replace(resources={"workshop": 2})
    broken = programme.model_copy(
        update={"activities": {**programme.activities, "develop": activity}}
    )
    with pytest.raises(CarwrightError, match="no schedule keeps the limits"):
        level(broken)
