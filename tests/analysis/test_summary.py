"""The summary: its JSON as documented, its sentence, and what it warns of."""

import json

import pytest

from analysis.made import SHIFT, cars_out, line, plant, run_of
from carwright.analysis import summarise
from carwright.analysis.keys import FIGURE, KEYS, Key
from carwright.results import Run
from results.synthetic import DAY, HOUR, Tallies


def output(tallies: Tallies, number: int) -> None:
    cars_out(tallies, 400 + 10 * number)
    tallies["machine_state"][:, :, 0] = DAY
    tallies["machine_cycles"][:] = tallies["machine_parts"][:] = 400
    tallies["test_passed"][:] = [0, 400]
    tallies["mode_stops"][:], tallies["mode_down"][:] = 2, HOUR
    tallies["bottleneck_sole"][:] = [2 * HOUR, 6 * HOUR + number * HOUR]
    tallies["store_in"][:] = 400


def rich_run(**told: object) -> Run:
    targets = [
        {"figure": "jph_net", "value": 60, "source": "the board"},
        {"figure": "takt", "value": 60, "source": "the press"},
    ]
    described = plant(targets=targets)
    return run_of(
        line(calendar="day shift"),
        output,
        **({"replications": (0, 1, 2), "plant": described} | told),
    )


def described(value: object, path: str, known: dict[str, Key]) -> set[str]:
    """The paths of all keys below a place, stopping at those that are described."""
    if path in known:
        key = known[path]
        if key.kind.startswith("figure") and value is not None:
            assert isinstance(value, dict)
            assert list(value) == list(FIGURE)
            assert key.unit in (value["unit"], "that of the target"), path
        else:
            check_kind(value, key)
        return {path}
    if isinstance(value, dict):
        return {p for k, v in value.items() for p in described(v, f"{path}.{k}".lstrip("."), known)}
    assert isinstance(value, list), f"{path} is not described"
    return {p for each in value for p in described(each, f"{path}[]", known)}


def check_kind(value: object, key: Key) -> None:
    kinds = {"text": str, "integer": int, "number": (int, float), "true or false": bool}
    if key.kind.endswith("or null") and value is None:
        return
    assert isinstance(value, kinds[key.kind.removesuffix(" or null")]), key.path


def test_every_key_is_described_and_every_description_is_of_a_key() -> None:
    known = {key.path: key for key in KEYS}
    assert len(known) == len(KEYS)
    summary = summarise(rich_run()).to_json()
    single = summarise(rich_run(replications=(0,))).to_json()
    found = described(summary, "", known) | described(single, "", known)
    assert found == known.keys()


def test_json_survives_the_way_through_text() -> None:
    told = summarise(rich_run()).to_json()
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_the_headline() -> None:
    assert summarise(rich_run()).headline() == (
        "made makes 51.25 cars an hour (95 %: 48.14 to 54.36), about 410 a day; "
        "its bottleneck is 'test', for 78 % of the time, ahead of 'press' with 22 %; "
        "of 2 targets 1 met, 1 missed."
    )


def test_one_target_is_told_in_full() -> None:
    one = plant(targets=[{"figure": "jph_net", "value": 60, "source": "the board"}])
    text = summarise(rich_run(plant=one)).headline()
    assert text.endswith(
        "target net rate of 60 cars/h (the board): reached 51.25 cars/h"
        " [48.14, 54.36], 14.6 % below: missed."
    )


def test_bottlenecks_that_can_not_be_told_apart() -> None:
    def even(tallies: Tallies, number: int) -> None:
        cars_out(tallies, 400)
        tallies["bottleneck_sole"][:] = [HOUR * (1 + number), HOUR * (4 - number)]

    summary = summarise(run_of(line(), even, replications=(0, 1, 2)))
    assert "which can't be told apart from 'press'" in summary.headline()
    assert any("can't be told apart as bottleneck" in each for each in summary.findings)


def test_findings_about_the_run() -> None:
    def losing(tallies: Tallies, _: int) -> None:
        cars_out(tallies, 400)
        tallies["source_lost"][:] = 100

    run = run_of(line(), losing, warm_up_ms=None, plant=plant())
    run = Run(run.manifest.model_copy(update={"replications": 5}), run.store, run.plant())
    findings = "\n".join(summarise(run).findings)
    assert "too short for MSER-5" in findings
    assert "only 1 of 5 replications were finished" in findings
    assert "one replication alone" in findings
    assert "source 'in' lost 1,000 parts" in findings
    assert "of 6 inputs are assumed or have no source" in findings


def test_evidence_that_bears_on_nothing_is_found() -> None:
    loose = plant(
        evidence=[{"id": "E7", "bears_on": ["stations.weld"], "status": "press", "source": "x"}]
    )
    assert any("E7" in each for each in summarise(rich_run(plant=loose)).findings)


def test_a_run_without_a_plant_has_no_inputs() -> None:
    assert summarise(rich_run(plant=None)).to_json()["inputs"] == {}


@pytest.mark.parametrize("level", [0.8, 0.99])
def test_the_level_can_be_chosen(level: float) -> None:
    summary = summarise(rich_run(), level=level)
    assert summary.to_json()["level"] == level
    assert summary.plant.jph_net.level == level
    assert f"({100 * level:g} %:" in summary.headline()


def test_the_shift_of_the_line_is_its_planned_time() -> None:
    facts = summarise(rich_run()).run
    assert facts.calendar == "day shift"
    assert facts.planned_hours_per_week == 56
    assert SHIFT[1][0] == 6 * HOUR
