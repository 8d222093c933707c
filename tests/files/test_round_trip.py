"""What is saved is loaded as it was, and a scenario is never half written."""

import errno
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from carwright import files
from carwright.errors import InvalidScenario
from carwright.files.emitting import emit
from carwright.files.nodes import compose
from carwright.model import Plant
from carwright.model.check import faults
from files.good import FILES, write
from strategies import plants

MANY = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)


@MANY
@given(plants())
def test_drawn_plants_have_no_fault(plant: Plant) -> None:
    assert faults(plant) == []


@MANY
@given(plants())
def test_what_is_saved_is_loaded_as_it_was(plant: Plant) -> None:
    with TemporaryDirectory() as folder:
        files.save(plant, folder)
        before = contents(folder)
        loaded = files.load(folder)
        assert loaded == plant
        files.save(loaded, folder)
        assert contents(folder) == before


def contents(folder: str | Path) -> dict[str, bytes]:
    paths = [path for path in Path(folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@MANY
@given(plants())
def test_a_changed_plant_is_read_back_from_its_own_values(plant: Plant) -> None:
    assert plant.replace() == plant
    assert plant.replace(name="other").name == "other"


def test_an_order_without_release_has_that_of_the_order_above(tmp_path: Path) -> None:
    text = "variant,release\nsedan,\nsedan,12 h\nsedan,\nwagon,1 d\nwagon,\n"
    (tmp_path / "given").mkdir()
    plant = files.load(write(tmp_path / "given", FILES | {"orders.csv": text}))
    hour = 3_600_000
    given = [order.release for order in plant.order_lists["orders.csv"]]
    assert given == [0, 12 * hour, 12 * hour, 24 * hour, 24 * hour]
    files.save(plant, tmp_path / "saved")
    assert files.load(tmp_path / "saved") == plant


def test_tables_and_order_lists_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "again"
    plant = files.load(write(tmp_path))
    files.save(plant, folder)
    assert files.load(folder) == plant
    assert sorted(contents(folder)) == ["evidence.yaml", "orders.csv", "plant.yaml"]


def test_old_evidence_does_not_come_back(tmp_path: Path) -> None:
    plant = files.load(write(tmp_path))
    files.save(plant.replace(evidence=()), tmp_path)
    assert files.load(tmp_path).evidence == ()


@pytest.mark.parametrize("name", ["../out.csv", "plant.yaml", "a.txt", "/tmp/x.csv", ""])
def test_an_order_list_stays_a_table_in_the_folder(name: str, tmp_path: Path) -> None:
    plant = files.load(write(tmp_path))
    before = contents(tmp_path)
    with pytest.raises(InvalidScenario, match="order list"):
        files.save(plant.replace(order_lists={name: [["sedan"]]}), tmp_path)
    assert contents(tmp_path) == before


def test_a_full_disk_leaves_the_old_files_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant = files.load(write(tmp_path))
    before = contents(tmp_path)
    left = 2

    def fsync(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        files.save(plant.replace(name="changed"), tmp_path)
    assert contents(tmp_path) == before


def test_a_saved_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    files.save(files.load(write(tmp_path)), tmp_path / "again")
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "again" / "plant.yaml").stat().st_mode == plain.stat().st_mode


ODD: list[dict[str, Any]] = [
    {"a": "x" * 300, "b": {"c": "y" * 300, "d": ["z" * 300]}},
    {"a": [], "b": {}, "c": [[], {}], "d": {"e": []}},
    {"a": [["1", "2"], ["3"]], "b": [{"c": [{"d": "e"}]}, {"f": {"g": "h"}}]},
    {
        "yes": "no",
        "~": "null",
        "1": "1",
        "a b": " c ",
        "-": "- x",
        "#": "a #b",
        ":": "a: b",
    },
    {"a": "line\nline", "b": "\t", "c": "\x85\u2028\ufeff\x7f", "d": "\U0001f697", "e": '"\\'},
    {"a": True, "b": False, "c": -5, "d": 1.5, "e": 1e300, "f": 10**19},
    {
        "a": "[x]",
        "b": "{x}",
        "c": "x, y",
        "d": ["x, y"],
        "e": "*x",
        "f": "&x",
        "g": "!x",
        "h": "%x",
    },
]


@pytest.mark.parametrize("value", ODD)
def test_what_is_emitted_is_composed_again(value: dict[str, Any]) -> None:
    told: list[object] = []
    node = compose(emit(value), "x", lambda *finding: told.append(finding))
    assert node is not None
    # A number that a file can't hold to the digit is kept as text.
    plain = {key: float(v) if v == "1e+300" else v for key, v in node.plain().items()}
    assert (plain, told) == (value, [])
