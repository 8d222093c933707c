"""Every number of a scenario with what stands behind it."""

from analysis.made import plant
from carwright.analysis import inputs
from carwright.model import Plant


def rich(*evidence: dict) -> Plant:
    return plant(
        phases={"two": {"from": "2025-07-01"}},
        failures={"spatter": {"between": "lognormal(8 h, cv=1.2)", "repair": "5 min"}},
        stations={
            "press": {
                "cycle": {"car": "60 s", "default": "70 s"},
                "machines": 2,
                "failures": ["spatter"],
                "robots": [{"count": 3, "failures": ["spatter"]}],
                "note": "12 is no input here",
            },
            "test": {"cycle": "45 s", "test": {"rework": "10 %"}},
        },
        conveyors={"belt": {"length": "5 m", "speed": "0.2 m/s", "accumulating": False}},
        evidence=[{"source": "someone", **each} for each in evidence],
        targets=[{"figure": "takt", "value": 76, "source": "x"}],
    )


def test_all_numbers_are_found_and_nothing_else() -> None:
    found = {each.path: each.value for each in inputs(rich()).inputs}
    assert found == {
        "start": "2025-01-06",
        "phases.two.from": "2025-07-01",
        "calendars.day shift.shifts.0.from": "06:00",
        "calendars.day shift.shifts.0.to": "14:00",
        "failures.spatter.between": "lognormal(8 h, cv=1.2)",
        "failures.spatter.repair": "5 min",
        "stations.press.machines": "2",
        "stations.press.cycle.car": "1 min",
        "stations.press.cycle.default": "70 s",
        "stations.press.robots.0.count": "3",
        "stations.test.cycle": "45 s",
        "stations.test.test.rework": "10 %",
        "conveyors.belt.length": "5 m",
        "conveyors.belt.speed": "0.2 m/s",
    }


def test_without_evidence_all_are_unsourced() -> None:
    result = inputs(rich())
    assert result.counts["unsourced"] == len(result.inputs) == 14
    assert len(result.weak()) == 14


def statuses(*evidence: dict) -> dict[str, str]:
    return {each.path: each.status for each in inputs(rich(*evidence)).inputs}


def test_a_path_bears_on_all_below_it() -> None:
    found = statuses({"id": "E1", "bears_on": ["stations.press"], "status": "press"})
    assert found["stations.press.cycle.car"] == found["stations.press.machines"] == "press"
    assert found["stations.test.cycle"] == "unsourced"


def test_a_star_is_any_run_of_characters() -> None:
    found = statuses({"id": "E1", "bears_on": ["stations.*.cycle"], "status": "estimate"})
    assert found["stations.press.cycle.default"] == found["stations.test.cycle"] == "estimate"
    assert found["stations.press.machines"] == "unsourced"


def test_part_of_a_name_is_no_match() -> None:
    found = statuses(
        {"id": "E1", "bears_on": ["stations.pre", "stations.press.c"], "status": "press"}
    )
    assert set(found.values()) == {"unsourced"}


def test_letters_of_a_path_stand_for_themselves() -> None:
    found = statuses(
        {"id": "E1", "bears_on": ["stations.p.ess", "stations.(press)"], "status": "press"}
    )
    assert set(found.values()) == {"unsourced"}


def test_the_evidence_that_fits_best_counts() -> None:
    wide = {"id": "wide", "bears_on": ["stations.*"], "status": "official"}
    close = {"id": "close", "bears_on": ["stations.press.cycle"], "status": "assumed"}
    (cycle,) = [
        each for each in inputs(rich(wide, close)).inputs if each.path == "stations.press.cycle.car"
    ]
    assert cycle.status == "assumed"
    assert cycle.evidence == ("close", "wide")


def test_of_two_that_fit_alike_the_surer_counts() -> None:
    rumour = {"id": "a", "bears_on": ["stations.test"], "status": "rumour"}
    official = {"id": "b", "bears_on": ["stations.test"], "status": "official"}
    assert statuses(rumour, official)["stations.test.cycle"] == "official"


def test_weak_inputs_and_loose_evidence() -> None:
    result = inputs(
        rich(
            {"id": "E1", "bears_on": ["stations.*", "conveyors.*"], "status": "press"},
            {"id": "E2", "bears_on": ["failures"], "status": "assumed"},
            {"id": "E3", "bears_on": ["stations.weld"], "status": "press"},
        )
    )
    assert result.counts == {
        "official": 0,
        "press": 8,
        "rumour": 0,
        "estimate": 0,
        "assumed": 2,
        "unsourced": 4,
    }
    assert {each.path.split(".")[0] for each in result.weak()} == {
        "failures",
        "calendars",
        "start",
        "phases",
    }
    assert result.loose == ("E3",)
