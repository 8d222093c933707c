"""The reference plant: complete, sourced, and its second phase the mirror of its first."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from carwright import files
from carwright.analysis import summarise
from carwright.compile import compile_plant
from carwright.compile.calendars import timetable
from carwright.compile.schema import CalendarState
from carwright.experiment import simulate
from carwright.model import Calendar, Plant, Station

DAY = 86_400_000
SHOPS = ("casting", "stamping", "body", "paint", "battery", "assembly")
TWIN = re.compile(r"\bP2 ")


@pytest.fixture(scope="module")
def plant() -> Plant:
    return files.load("su7")


def phase_1(plant: Plant) -> dict[str, Station]:
    return {name: each for name, each in plant.stations.items() if each.phase == "phase 1"}


def machines(station: Station) -> int:
    assert isinstance(station.machines, int)
    return station.machines


def robots(plant: Plant, shop: str) -> int:
    stations = [each for each in phase_1(plant).values() if each.shop == shop]
    return sum(machines(s) * r.count for s in stations for r in s.robots)


def test_phase_1_has_the_reported_robots_in_six_shops(plant: Plant) -> None:
    counts = {shop: robots(plant, shop) for shop in SHOPS}
    assert all(counts.values())
    assert counts["body"] == 400
    assert counts["paint"] == 75
    assert sum(counts.values()) >= 700


def test_every_robot_can_fail_while_it_works(plant: Plant) -> None:
    groups = [group for station in plant.stations.values() for group in station.robots]
    assert all(group.failures for group in groups)
    modes = {name for group in groups for name in group.failures}
    assert {plant.failures[name].clock for name in modes} == {"operation"}


def test_the_reported_cycles_are_in_the_plant(plant: Plant) -> None:
    stations = phase_1(plant)
    lines = ("T1", "T2", "CH", "F1", "F2")
    slowest = max(_cycle(s) for name, s in stations.items() if name.startswith(lines))
    assert slowest == 76_000
    assert _cycle(stations["DC010 die casting 9100 t"]) == 120_000
    assert {_cycle(stations[f"PL{n}20 press line"]) for n in (1, 2)} == {4_000}


def _cycle(station: Station) -> float:
    """The longest planned cycle with all options, ms."""
    cycles = station.cycle.values() if isinstance(station.cycle, dict) else [station.cycle]
    return max(each.parameters[0] for each in cycles) + sum(station.option_time.values())


def test_a_year_has_250_days_of_two_shifts(plant: Plant) -> None:
    # The dated days reach into October 2025, so the changes of the year are all listed.
    changes = timetable(plant.calendars["two shifts"], plant.start, 700 * DAY).changes
    year = [change for change in changes if change[0] < 365 * DAY]
    assert year[-1][1] == CalendarState.OFF
    on = [(at, end) for (at, state), (end, _) in pairwise(year) if state == CalendarState.ON]
    assert len({at // DAY for at, _ in on}) == 250
    assert sum(end - at for at, end in on) == 250 * 15 * 3_600_000


@pytest.mark.parametrize("kind", ["sources", "stations", "buffers", "conveyors", "sinks"])
def test_phase_2_is_the_mirror_of_phase_1(plant: Plant, kind: str) -> None:
    group = {name: each.model_dump(by_alias=True) for name, each in getattr(plant, kind).items()}
    first = {name: each for name, each in group.items() if each["phase"] == "phase 1"}
    second = {name: each for name, each in group.items() if each["phase"] == "phase 2"}
    assert len(first) + len(second) == len(group)
    assert {name.removeprefix("P2 "): _as_first(each) for name, each in second.items()} == first


def _as_first(description: Any) -> Any:
    if isinstance(description, dict):
        plain = {key: _as_first(value) for key, value in description.items()}
        if "phase" in plain:
            plain["phase"] = "phase 1"
            plain["shop"] = plain["shop"].removesuffix(" 2")
        return plain
    if isinstance(description, list | tuple):
        return type(description)(_as_first(each) for each in description)
    return TWIN.sub("", description) if isinstance(description, str) else description


def test_the_ways_of_phase_2_mirror_those_of_phase_1(plant: Plant) -> None:
    ways = [w if isinstance(w, str) else w.model_dump_json() for w in plant.flow]
    second = [TWIN.sub("", way) for way in ways if "P2 " in way]
    assert [way for way in ways if "P2 " not in way] == second


def test_evidence_says_where_each_assumption_could_lie(plant: Plant) -> None:
    assumed = [each for each in plant.evidence if each.status == "assumed"]
    assert [each.id for each in assumed if each.range is None] == []
    reported = [each for each in plant.evidence if each.status in ("official", "press")]
    assert [each.id for each in reported if not each.date] == []


def test_what_decides_the_rate_has_evidence(plant: Plant) -> None:
    patterns = [re.escape(b).replace(r"\*", ".*") for e in plant.evidence for b in e.bears_on]
    known = re.compile("|".join(patterns))
    paths = [f"stations.{name}.cycle" for name in plant.stations]
    paths += [f"buffers.{name}.capacity" for name, b in plant.buffers.items() if b.capacity]
    paths += [
        f"failures.{name}.{field}" for name in plant.failures for field in ("between", "repair")
    ]
    assert [path for path in paths if known.fullmatch(path) is None] == []


def test_phase_1_alone_leaves_the_second_plant_out(plant: Plant) -> None:
    alone = compile_plant(plant, horizon=30 * DAY, phase="phase 1")
    both = compile_plant(plant, horizon=30 * DAY, phase="phase 2")
    assert not [name for name in alone.names.objects if name.startswith("P2 ")]
    assert both.rows("machine") == 2 * alone.rows("machine")
    assert both.rows("mode") == 2 * alone.rows("mode")


def test_a_calendar_without_shifts_keeps_the_ovens_running(plant: Plant) -> None:
    assert plant.calendars["always"] == Calendar()
    assert {belt.calendar for belt in plant.conveyors.values()} == {"always"}


def test_it_makes_about_40_cars_an_hour(plant: Plant) -> None:
    """Reported for the plant, and near enough to see a starved shop or a standstill."""
    run = simulate(plant, days=40, replications=1, seed=7, phase="phase 1")
    assert summarise(run, warm_up=10 * DAY).plant.jph_net.mean == pytest.approx(40, rel=0.05)


def test_a_door_that_is_scrapped_is_struck_again(plant: Plant) -> None:
    """Lots in a fixed cycle would fill the racks of fenders and stop the press for good."""
    name = "FD060 front door scan"
    scan = plant.stations[name].replace(test={"scrap": 0.2})
    careless = plant.replace(stations={**plant.stations, name: scan})
    run = simulate(careless, days=60, replications=1, seed=7, phase="phase 1")
    cars = run.frame("sinks").filter(pl.col("period") >= pl.col("period").max() * 5 / 6)
    assert cars["cars"].sum() > 3000


def test_the_second_plant_opens_in_july_2025(plant: Plant) -> None:
    run = simulate(plant.replace(start="2025-06-27"), days=10, replications=1, seed=7)
    cars = run.frame("sinks").filter(pl.col("sink") == "P2 finished cars")
    early = cars.filter(pl.col("period") * run.manifest.period_ms < 4 * DAY)
    assert early["cars"].sum() == 0
    assert cars["cars"].sum() > 1000


def test_the_example_of_mid_2025_prints_what_is_committed() -> None:
    script = Path(__file__).parents[2] / "examples" / "su7_mid_2025.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert done.stdout == script.with_suffix(".txt").read_text("utf-8")
