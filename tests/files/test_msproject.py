"""Plans of Microsoft Project: there and back, plans of others, and hostile files."""

import datetime as dt
from pathlib import Path

import pytest

from carwright.errors import InvalidScenario
from carwright.files import load_programme
from carwright.files.msproject import project_xml, read_project, write_project
from carwright.model.programme import Link
from files.good_programme import write

FOREIGN = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project">
  <Name>plan.xml</Name>
  <StartDate>2024-01-08T08:00:00</StartDate>
  <MinutesPerDay>480</MinutesPerDay>
  <MinutesPerWeek>2400</MinutesPerWeek>
  <Tasks>
    <Task><UID>0</UID><ID>0</ID><Name>plan</Name><OutlineLevel>0</OutlineLevel><Summary>1</Summary>
    </Task>
    <Task><UID>1</UID><ID>1</ID><Name>Tooling</Name><OutlineLevel>1</OutlineLevel>
      <Summary>1</Summary></Task>
    <Task><UID>2</UID><ID>2</ID><Name>Design: dies</Name><OutlineLevel>2</OutlineLevel>
      <Start>2024-01-08T08:00:00</Start><Finish>2024-01-19T17:00:00</Finish>
      <Duration>PT80H0M0S</Duration><DurationFormat>7</DurationFormat>
      <ActualStart>2024-01-08T08:00:00</ActualStart></Task>
    <Task><UID>3</UID><ID>3</ID><Name>Make dies</Name><OutlineLevel>2</OutlineLevel>
      <Duration>PT200H0M0S</Duration><DurationFormat>7</DurationFormat>
      <ConstraintType>4</ConstraintType><ConstraintDate>2024-02-01T08:00:00</ConstraintDate>
      <PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type>
        <LinkLag>24000</LinkLag><LagFormat>7</LagFormat></PredecessorLink></Task>
    <Task><UID>5</UID><ID>4</ID><Name>Make dies</Name><OutlineLevel>1</OutlineLevel>
      <Duration>PT72H0M0S</Duration><DurationFormat>8</DurationFormat>
      <PredecessorLink><PredecessorUID>3</PredecessorUID><Type>0</Type><LinkLag>14400</LinkLag>
        <LagFormat>8</LagFormat></PredecessorLink></Task>
    <Task><UID>6</UID><ID>5</ID><Name>SOP</Name><OutlineLevel>1</OutlineLevel>
      <Milestone>1</Milestone><Deadline>2024-09-01T08:00:00</Deadline>
      <PredecessorLink><PredecessorUID>5</PredecessorUID></PredecessorLink>
      <PredecessorLink><PredecessorUID>2</PredecessorUID><Type>3</Type></PredecessorLink></Task>
  </Tasks>
</Project>
"""


def test_a_plan_goes_there_and_back(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path))
    day, later = dt.date(2021, 2, 1), dt.date(2021, 3, 3)
    dates = dict.fromkeys(programme.activities, (day, later))
    dates |= dict.fromkeys(programme.milestones, (later, later))
    write_project(programme, dates, tmp_path / "plan.xml")
    plan = read_project(tmp_path / "plan.xml")
    assert (plan.name, plan.start, plan.notes) == ("Test programme", programme.decision, ())
    assert plan.activities.keys() == programme.activities.keys()
    for name, each in programme.activities.items():
        found = plan.activities[name]
        kept = ("after", "group", "not_before", "finish_by", "started", "finished")
        assert [getattr(found, key) for key in kept] == [getattr(each, key) for key in kept]
        assert str(found.duration) == str(each.duration or "30 d")
    for name, milestone in programme.milestones.items():
        assert plan.milestones[name].after == milestone.after
        assert plan.milestones[name].planned == milestone.planned


def test_a_plan_of_someone_else(tmp_path: Path) -> None:
    (tmp_path / "plan.xml").write_text(FOREIGN, encoding="utf-8")
    plan = read_project(tmp_path / "plan.xml")
    assert list(plan.activities) == ["Design dies", "Make dies", "Make dies 2"]
    design, make, again = plan.activities.values()
    assert (str(design.duration), design.group) == ("12 d", "Tooling")  # Monday to Friday week
    assert design.after == (Link("start"),)
    assert design.started == dt.date(2024, 1, 8)
    assert str(make.duration) == "5 weeks"  # 25 working days
    assert make.after == (Link("Design dies", "FS", 7 * 86_400_000),)  # 5 working days
    assert make.not_before == dt.date(2024, 2, 1)
    assert str(again.duration) == "3 d"
    assert again.after == (Link("start"), Link("Make dies", "FF", 86_400_000))
    assert plan.milestones["SOP"].after == (Link("Make dies 2"), Link("Design dies", "SS"))
    assert plan.milestones["SOP"].planned == dt.date(2024, 9, 1)
    assert plan.notes == (
        "'Design: dies' is called 'Design dies' here",
        "'Make dies' is called 'Make dies 2' here",
    )


BAD = {
    "billion laughs": (
        '<!DOCTYPE p [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Project><Name>&b;</Name></Project>',
        "document type",
    ),
    "file of the machine": (
        '<!DOCTYPE p [<!ENTITY a SYSTEM "file:///etc/hosts">]><Project><Name>&a;</Name></Project>',
        "document type",
    ),
    "no XML": ("<Project><Name>", "this is not XML"),
    "empty": ("", "not XML"),
    "another file": ("<html/>", "not <Project>"),
    "no task": ("<Project></Project>", "no task"),
    "deep": ("<Project>" + "<a>" * 40 + "</a>" * 40 + "</Project>", "too many elements"),
    "bad date": (FOREIGN.replace("2024-02-01T08", "soon"), "'soon:00:00' is no date"),
    "bad link": (FOREIGN.replace("<Type>3", "<Type>9"), "none of 0, 1, 2, 3"),
    "link to a summary": (
        FOREIGN.replace("<PredecessorUID>5", "<PredecessorUID>1"),
        "waits for a summary",
    ),
    "no duration": (FOREIGN.replace("PT200H0M0S", "long"), "nothing says how long"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_plans_are_told(kind: str, tmp_path: Path) -> None:
    text, words = BAD[kind]
    (tmp_path / "plan.xml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidScenario) as raised:
        read_project(tmp_path / "plan.xml")
    (finding,) = raised.value.findings
    assert words in str(finding)
    assert finding.where.startswith("plan.xml:")


def test_names_are_escaped(tmp_path: Path) -> None:
    programme = load_programme(write(tmp_path)).replace(name="A & B <c>")
    day = programme.decision
    text = project_xml(programme, dict.fromkeys(programme.node_names, (day, day)))
    assert "<Name>A &amp; B &lt;c&gt;</Name>" in text
