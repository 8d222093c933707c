"""The programme's commands on a folder: what they print, and how they refuse."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carwright.cli.app import app
from carwright.errors import CarwrightError, InvalidScenario
from files.good_programme import PROGRAMME, write

DATE = ["--as-of", "2021-05-15", "--draws", "400"]


def said(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write(tmp_path_factory.mktemp("programme")))


def test_forecast_in_words_and_as_json(folder: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    text = said("forecast", folder, *DATE, "--by", "2023-12-31", "--page", str(page))
    for words in (
        "First delivery: 202",
        "Outside view",
        "Lowest cash",
        "by 2023-12-31",
        "critical",
    ):
        assert words in text
    assert page.read_text("utf-8").startswith("<!")
    told = json.loads(said("forecast", folder, *DATE, "--by", "2023-12-31", "--json"))
    assert told["as_of"] == "2021-05-15"
    assert 0 < told["by"]["mean"] < 1
    assert told["money"]["broken"].keys() == {"mean", "low", "high", "n", "unit", "note"}
    assert {each["id"] for each in told["evidence"]["live"]} == {"E1", "E2", "E4"}


def test_options_in_words_and_as_json(folder: str) -> None:
    text = said("options", folder, *DATE)
    assert "take '" in text
    assert "Wait for the licence answer" in text
    told = json.loads(said("options", folder, *DATE, "--json"))
    assert {each["name"] for each in told["options"]} == {"build", "contract", "walk away"}
    assert told["waiting"]["value"]["n"] == 400


def test_readiness_and_evidence(folder: str) -> None:
    assert "limited by 'plant'" in said("readiness", folder, *DATE)
    gates = json.loads(said("readiness", folder, *DATE, "--json"))["gates"]
    assert [gate["name"] for gate in gates] == ["gate A", "SOP", "delivery"]
    text = said("evidence", folder, *DATE)
    assert "1 became known later" in text
    assert "rumour, credence 40 %" in " ".join(text.split())
    ledger = json.loads(said("evidence", folder, *DATE, "--json"))
    assert ledger["rumours"] == [{"id": "E2", "credence": 0.4}]
    assert "plant" in [each["name"] for each in ledger["moves_the_forecast"][:2]]


def test_check_looks_at_a_programme_too(folder: str, tmp_path: Path) -> None:
    assert "7 activities, 3 milestones, 3 risks, 3 options" in said("check", folder)
    write(tmp_path, {"programme.yaml": PROGRAMME.replace("choice: build", "choice: bild")})
    with pytest.raises(InvalidScenario, match="did you mean 'build'"):
        said("check", str(tmp_path))


def test_what_cannot_be_read_is_refused(folder: str) -> None:
    with pytest.raises(CarwrightError, match="year-month-day"):
        said("forecast", folder, "--as-of", "soon")
    with pytest.raises(InvalidScenario, match="in the library"):
        said("forecast", "su9x")
