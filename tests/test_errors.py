"""Errors say what is wrong, survive a trip to another process, and form one tree."""

import pickle

import pytest

from carwright import errors
from carwright.errors import (
    CarwrightError,
    DeadlockError,
    Finding,
    InterruptedRun,
    InvalidScenario,
    PlantOverflow,
    RunError,
    StallError,
    UnitError,
    nearest,
)

ROOF = Finding("plant.yaml:12 station 'roof weld'", "buffer 'B7' is unknown", "write 'B1'")
DOOR = Finding("plant.yaml:31 station 'door'", "no cycle time", "")

EXAMPLES = [
    UnitError("76"),
    InvalidScenario([ROOF, DOOR]),
    DeadlockError(ring=["press", "weld"], time=5000),
    StallError(12, ["loop"]),
    PlantOverflow("parts in the plant", 100, 7),
    InterruptedRun(5, 10),
    InterruptedRun(None, 10),
]


def test_an_invalid_scenario_prints_every_finding() -> None:
    assert str(InvalidScenario([ROOF, DOOR])) == (
        "2 faults in the scenario\n"
        "  plant.yaml:12 station 'roof weld': buffer 'B7' is unknown -> write 'B1'\n"
        "  plant.yaml:31 station 'door': no cycle time"
    )
    assert str(InvalidScenario([DOOR])).startswith("1 fault in the scenario\n")


def test_an_invalid_scenario_keeps_its_findings_in_order() -> None:
    assert InvalidScenario(iter([DOOR, ROOF])).findings == (DOOR, ROOF)


def test_no_finding_is_no_fault() -> None:
    with pytest.raises(ValueError, match="at least one Finding"):
        InvalidScenario([])


def test_a_deadlock_names_its_ring_closed() -> None:
    assert "'press' waits for 'weld' waits for 'press'" in str(DeadlockError(["press", "weld"]))
    assert " at 0 d 00:00:05:" in str(DeadlockError(["press"], 5000))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StallError(90_061_012, ["loop"]), ["at 1 d 01:01:01.012", "'loop'"]),
        (PlantOverflow("parts here", 1000, 60_000), ["1,000 parts here", "at 0 d 00:01:00"]),
        (InterruptedRun(None, 86_400_000), ["stopped before the end of 1 d 00:00:00"]),
        (InterruptedRun(5, 86_400_000_000), ["at 0 d 00:00:00.005", "of 1,000 d 00:00:00"]),
    ],
)
def test_a_message_names_its_values(error: CarwrightError, words: list[str]) -> None:
    assert all(word in str(error) for word in words)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda e: type(e).__name__)
def test_an_error_survives_pickling(error: CarwrightError) -> None:
    """Replications run in other processes; their errors come home through pickle."""
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    document = errors.__doc__ or ""
    for name, thing in vars(errors).items():
        if isinstance(thing, type) and issubclass(thing, CarwrightError):
            assert f" {name}" in document
    below_run = document.split("* RunError")[1].split("``x``")[0]
    assert {name for name in below_run.split() if name != "x"} == {
        c.__name__ for c in RunError.__subclasses__()
    }


@pytest.mark.parametrize("kind", [UnitError, InvalidScenario])
def test_pydantic_can_collect_them(kind: type[CarwrightError]) -> None:
    assert issubclass(kind, ValueError)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Roof-Weld", "roof weld"),
        ("rof weld", "roof weld"),
        ("PAINT", "paint"),
        ("hangar", None),
        ("", None),
    ],
)
def test_nearest(name: str, expected: str | None) -> None:
    assert nearest(name, ["roof weld", "paint", "press"]) == expected


def test_nearest_of_nothing_is_nothing() -> None:
    assert nearest("weld", []) is None


def test_nearest_prefers_the_first_of_equals() -> None:
    assert nearest("roof weld", ["Roof Weld", "roof-weld"]) == "Roof Weld"
