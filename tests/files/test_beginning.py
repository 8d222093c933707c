"""A new scenario runs as it is, and nothing is ever overwritten."""

import json
from pathlib import Path

import pytest

from carwright import files
from carwright.compile import compile_plant
from carwright.engine import run
from carwright.errors import InvalidScenario
from carwright.files import scenarios
from carwright.programme import forecast

DAY = 86_400_000
WEEK = 7 * DAY


def test_it_runs(tmp_path: Path) -> None:
    plant = files.load(files.new(tmp_path / "plant 2"))
    assert plant.name == "plant 2"
    program = compile_plant(plant, horizon=WEEK)
    cars = run(program, 1, WEEK, engine="reference").tallies["sink_parts"].sum()
    # Two shifts of 7.5 h on five days, at 40 to 60 cars an hour.
    assert 40 * 75 <= cars <= 60 * 75


def test_it_shows_what_it_should(tmp_path: Path) -> None:
    plant = files.load(files.new(tmp_path / "new", "A: plant #1"))
    assert plant.name == "A: plant #1"
    assert len(plant.stations) == 6
    assert len(plant.shops) == 2
    assert any(station.needs for station in plant.stations.values())
    assert any(station.test and station.test.rework for station in plant.stations.values())
    assert all((plant.crews, plant.failures, plant.buffers, plant.options))
    assert [len(calendar.shifts) for calendar in plant.calendars.values()] == [2]
    assert all(calendar.breaks for calendar in plant.calendars.values())
    assert "assumed" in {each.status for each in plant.evidence}


def test_editors_find_the_schema_beside_it(tmp_path: Path) -> None:
    folder = files.new(tmp_path / "new")
    for of in ("plant", "evidence"):
        first = (folder / f"{of}.yaml").read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={of}.schema.json"
        schema = json.loads((folder / f"{of}.schema.json").read_text("utf-8"))
        assert schema == files.json_schema(of)  # type: ignore[arg-type]


def test_a_new_programme_forecasts(tmp_path: Path) -> None:
    folder = files.new(tmp_path / "van 2", of="programme")
    programme = files.load_programme(folder)
    assert programme.name == "van 2"
    assert not files.has_plant(folder)
    found = forecast(programme, draws=400)
    planned = found.node("first delivery").planned
    assert planned is not None
    assert 0 < (found.probability_by(planned).mean or 0) < 1
    for of in ("programme", "evidence"):
        first = (folder / f"{of}.yaml").read_text("utf-8").splitlines()[0]
        assert first == f"# yaml-language-server: $schema={of}.schema.json"
        assert (folder / f"{of}.schema.json").is_file()


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    assert files.load(files.new(tmp_path, "here")).name == "here"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    kept = tmp_path / "notes.txt"
    kept.write_text("mine", encoding="utf-8")
    for place in (tmp_path, kept):
        with pytest.raises(InvalidScenario, match="name a new folder"):
            files.new(place)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
    assert kept.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_is_neither_empty_nor_endless(name: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match="from 1 to 200"):
        files.new(tmp_path / "new", name)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("name", scenarios.names())
def test_every_scenario_of_the_library_is_good(name: str) -> None:
    assert files.load(name) == files.load(scenarios.find(name))


def test_an_unknown_scenario_gives_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("su7", "press shop"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plant.yaml").touch()
    monkeypatch.setattr(scenarios, "_library", lambda: tmp_path)
    assert scenarios.names() == ("press shop", "su7")
    with pytest.raises(InvalidScenario, match="did you mean 'su7'"):
        files.load("SU-7")
    with pytest.raises(InvalidScenario, match="press shop, su7"):
        files.load("elsewhere")
