"""Every bad scenario of the table is told once, at its place, with the words of the cure."""

from pathlib import Path

import pytest

from carwright import files
from carwright.errors import InvalidScenario
from files.bad import Bad, cases
from files.good import write

CASES = cases()


def test_the_good_scenario_is_good(tmp_path: Path) -> None:
    assert files.load(write(tmp_path)).name == "Test plant"


def test_there_are_many_kinds() -> None:
    assert len({case.kind for case in CASES}) == len(CASES) >= 150
    assert all(case.where and case.words and case.edits for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_one_slip_is_told_once(case: Bad, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario) as raised:
        files.load(case.make(tmp_path))
    findings = raised.value.findings
    assert [finding.where for finding in findings] == [case.where], str(raised.value)
    told = str(findings[0])
    assert [word for word in case.words if word not in told] == [], told
