"""The reference page is made from the code and is up to date."""

from pathlib import Path

import pytest

from carwright.analysis import reference
from carwright.analysis.keys import KEYS
from carwright.results import TABLES

REPOSITORY = Path(__file__).parents[2]


def test_the_page_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    assert reference.main(["--check"]) == 0


def test_an_old_page_is_found_and_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    reference.PLACE.parent.mkdir()
    reference.PLACE.write_text("old")
    assert reference.main(["--check"]) == 1
    assert "out of date" in capsys.readouterr().err
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0


def test_every_key_and_table_has_a_row() -> None:
    lines = reference.page().splitlines()
    for name in (*(key.path for key in KEYS), *TABLES):
        assert sum(line.startswith(f"| `{name}` |") for line in lines) == 1, name
