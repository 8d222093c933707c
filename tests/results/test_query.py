"""Questions in SQL, over one run and over several."""

from pathlib import Path

import pytest

from carwright.errors import CarwrightError
from carwright.results import Manifest, Run, across, from_tallies
from results.synthetic import DAY, HOUR, program, random_tallies
from results.test_folder import HORIZON, PERIOD, manifest, write


def held(scenario: str, seeds: tuple[int, ...]) -> Run:
    told = Manifest.model_validate(manifest().model_dump() | {"scenario": scenario})
    replications = {
        n: from_tallies(program(), random_tallies(program(), HORIZON, PERIOD, s), replication=n)
        for n, s in enumerate(seeds)
    }
    return Run.of(told, program(), replications)


def test_the_same_answer_from_a_folder_and_from_memory(tmp_path: Path) -> None:
    sql = "select station, sum(working) as ms from machines group by station order by station"
    loaded = Run.load(write(tmp_path / "it's a run"))
    expected = loaded.frame("machines").group_by("station").agg("working").height
    answer = loaded.query(sql)
    assert answer.height == expected
    assert answer.equals(held("x", (0, 1, 2)).query(sql))
    assert answer["ms"].sum() == loaded.frame("machines")["working"].sum()


def test_tables_can_be_joined() -> None:
    answer = held("x", (1,)).query(
        "select o.kind, count(*) as n from machines m join objects o on o.object = m.station"
        " group by 1"
    )
    assert answer.rows() == [("station", 6 * (HORIZON // PERIOD))]


def test_across_runs_has_a_column_run() -> None:
    both = across({"before": held("a", (1, 2)), "af'ter": held("b", (3,))})
    answer = both.query(
        "select run, count(distinct replication) as n from cars group by 1 order by 1"
    )
    assert answer.rows() == [("af'ter", 1), ("before", 2)]
    frame = both.frame("cars")
    assert frame.columns[0] == "run"
    assert frame.height == 3 * (HORIZON // PERIOD)


def test_runs_are_called_after_their_scenario() -> None:
    assert list(across([held("a", (1,)), held("b", (1,))]).runs) == ["a", "b"]
    with pytest.raises(CarwrightError, match="two runs have one name"):
        across([held("a", (1,)), held("a", (2,))])
    with pytest.raises(CarwrightError, match="no run to look at"):
        across([])


@pytest.mark.parametrize("sql", ["select x from machines", "selec", "select * from nowhere"])
def test_a_refused_question_names_the_tables(sql: str) -> None:
    with pytest.raises(CarwrightError, match=r"the tables are .*machines"):
        held("a", (1,)).query(sql)


def test_a_statement_without_answer() -> None:
    with pytest.raises(CarwrightError, match="ask with SELECT"):
        held("a", (1,)).query("create table x (a integer)")


def test_hours_are_there() -> None:
    answer = held("a", (1,)).query("select count(*) as n from sink_hours")
    assert answer.item() == 2 * DAY // HOUR
