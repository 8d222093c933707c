"""A launch manager's plan: levelled or not, to Microsoft Project and back into the programme."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from carwright.cli.app import app
from carwright.errors import CarwrightError, InvalidScenario
from carwright.files import load_programme
from carwright.files.msproject import read_project
from carwright.model.programme import Link
from carwright.programme import levelling
from carwright.programme.levelling import by_network
from carwright.programme.plan import kept_only, merged
from files.good_programme import write
from programme.simple import simple


def said(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write(tmp_path_factory.mktemp("programme")))


def test_the_network_alone_is_a_calendar() -> None:
    found = by_network(simple())
    assert (found.value, found.status) == (131, "not levelled")
    assert [day.isoformat() for day in found.dates["develop"]] == ["2022-01-01", "2022-04-11"]


def test_a_schedule_in_words_and_as_json(folder: str) -> None:
    text = said("schedule", folder, "--network")
    for words in ("first delivery on 20", "By the network alone", "1 workshop", "* gate A"):
        assert words in text
    told = json.loads(said("schedule", folder, "--network", "--json"))
    assert told["dates"]["site"] == ["2021-01-04", "2021-04-14"]
    assert told["status"] == "not levelled"


def test_a_levelled_schedule_names_its_bound(folder: str) -> None:
    pytest.importorskip("ortools")
    text = said("schedule", folder)
    assert "which is the earliest" in text
    assert "workshop: at most 1 of 1 in use at once" in text


def test_without_or_tools_it_says_what_to_install(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(levelling.importlib, "import_module", missing)
    with pytest.raises(CarwrightError, match=r"pip install 'carwright\[planning\]'") as raised:
        said("schedule", folder)
    assert "\n" not in str(raised.value)


def test_a_plan_comes_back_into_its_programme(folder: str, tmp_path: Path) -> None:
    xml, back = tmp_path / "plan.xml", tmp_path / "back"
    assert str(xml) in said("schedule", folder, "--network", "--xml", str(xml))
    assert "can be forecast" in said("plan", str(xml), str(back), "--like", folder)
    one, two = load_programme(folder), load_programme(back)
    assert two.activities == one.activities
    assert two.replace(milestones=one.milestones) == one
    # What evidence had said by the day of the schedule is in the plan, and in nothing else.
    changed = {n for n, m in two.milestones.items() if m != one.milestones[n]}
    assert changed <= {"delivery"}


def test_what_was_changed_in_the_plan_is_kept(folder: str, tmp_path: Path) -> None:
    xml, back = tmp_path / "plan.xml", tmp_path / "back"
    said("schedule", folder, "--network", "--xml", str(xml))
    text = xml.read_text("utf-8")
    assert text.count("lognormal(120 d, cv=0.3)") == 1
    xml.write_text(text.replace("lognormal(120 d, cv=0.3)", "triangular(90 d, 95 d, 99 d)"))
    said("plan", str(xml), str(back), "--like", folder)
    found = load_programme(back).activities["prototype"]
    assert str(found.duration) == "triangular(90 d, 95 d, 99 d)"
    assert found.people is not None
    assert found.resources == {"workshop": 1}


def test_a_plan_alone_makes_a_programme_that_forecasts(folder: str, tmp_path: Path) -> None:
    xml, made = tmp_path / "plan.xml", tmp_path / "made"
    said("schedule", folder, "--network", "--xml", str(xml))
    said("plan", str(xml), str(made), "--sop", "SOP", "--delivery", "delivery")
    programme = load_programme(made)
    assert programme.choice == "plan"
    assert "First delivery: 202" in said("forecast", str(made), "--draws", "400")


def test_milestones_must_be_named_and_folders_empty(folder: str, tmp_path: Path) -> None:
    xml = tmp_path / "plan.xml"
    said("schedule", folder, "--network", "--xml", str(xml))
    with pytest.raises(CarwrightError, match=r"which milestone is the first delivery \(--delivery"):
        said("plan", str(xml), str(tmp_path / "a"))
    with pytest.raises(CarwrightError, match="did you mean 'delivery'"):
        said("plan", str(xml), str(tmp_path / "a"), "--delivery", "delivry")
    with pytest.raises(InvalidScenario, match="name a new folder"):
        said("plan", str(xml), folder, "--like", folder)
    assert not (tmp_path / "a").exists()


def test_loose_ends_of_a_plan_are_told_where_they_were_written(tmp_path: Path) -> None:
    xml = tmp_path / "loose.xml"
    xml.write_text(LOOSE, "utf-8")
    result = CliRunner().invoke(
        app, ["plan", str(xml), str(tmp_path / "made"), "--delivery", "Car"]
    )
    assert isinstance(result.exception, InvalidScenario)
    (finding,) = result.exception.findings
    assert "nothing waits for it" in finding.what
    assert "programme.yaml:" in finding.where
    assert (tmp_path / "made" / "programme.yaml").is_file()


LOOSE = """\
<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2024-01-08T08:00:00</StartDate>
<Tasks>
<Task><UID>1</UID><Name>Work</Name><Duration>PT80H0M0S</Duration></Task>
<Task><UID>2</UID><Name>Loose</Name><Duration>PT80H0M0S</Duration></Task>
<Task><UID>3</UID><Name>Car</Name><Milestone>1</Milestone>
<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink></Task>
</Tasks></Project>
"""


def test_what_an_option_leaves_out_is_not_in_its_plan_and_not_lost(folder: str) -> None:
    programme = load_programme(folder)
    kept = [name for name in programme.node_names if name not in ("site", "plant")]
    plan = kept_only(programme, kept)
    assert "plant" not in plan.activities
    assert plan.milestones["gate A"].after == (Link("prototype"),)
    back = merged(programme, plan.activities, plan.milestones)
    assert back.activities.keys() == programme.activities.keys()
    assert set(back.milestones["gate A"].after) == set(programme.milestones["gate A"].after)


def test_a_plan_of_su7_is_read_by_other_eyes(tmp_path: Path) -> None:
    """Elapsed days between start and finish are those of the schedule, whatever the calendar."""
    xml = tmp_path / "su7.xml"
    said("schedule", "su7", "--network", "--as-of", "2022-09-01", "--xml", str(xml))
    plan = read_project(xml)
    assert {"plant building", "launch"} <= plan.activities.keys()
    assert "partner agreement" not in plan.activities
    assert plan.milestones["site granted"].reached is not None
