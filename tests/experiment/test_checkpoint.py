"""A paused experiment goes on to the byte, forks, and refuses what is not its own."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from carwright import experiment
from carwright.errors import CarwrightError
from carwright.experiment import Checkpoint, checkpoint
from carwright.experiment.setting import DAY
from carwright.model import Plant
from carwright.results import Run
from carwright.results.manifest import plant_hash
from carwright.results.tables import TABLES
from experiment.made import LINE, line

FEW = {"days": 3, "replications": 2, "seed": 5}


def paused(at: int = DAY + 12_345_678, **told: Any) -> Checkpoint:
    return experiment.pause(line(), at, **FEW | told)


def assert_equal(one: Run, other: Run) -> None:
    for table in TABLES:
        assert_frame_equal(one.frame(table), other.frame(table))


def with_cycle(station: str, cycle: str) -> Plant:
    stations: dict[str, Any] = LINE["stations"]  # type: ignore[assignment]
    return line(stations=stations | {station: stations[station] | {"cycle": cycle}})


@pytest.mark.parametrize(
    ("engine", "days", "at"),
    [("native", 3, at) for at in (1, DAY, 2 * DAY + 7, 3 * DAY - 1)]
    + [("reference", 0.5, DAY // 4 + 7)],
)
def test_a_pause_leaves_no_mark(tmp_path: Path, engine: str, days: float, at: int) -> None:
    whole = experiment.simulate(line(), **FEW | {"engine": engine, "days": days})
    paused(at, engine=engine, days=days).save(tmp_path / "file")
    assert_equal(experiment.resume(Checkpoint.load(tmp_path / "file")), whole)


def test_a_file_holds_all_of_it(tmp_path: Path) -> None:
    told = paused(threads=2, warm_up="1 d")
    told.save(tmp_path / "file")
    assert Checkpoint.load(tmp_path / "file") == told


def test_the_manifest_tells_a_resumed_run_and_a_fork() -> None:
    told = [
        experiment.resume(paused(DAY), plant).manifest
        for plant in (None, line(note="for readers"), with_cycle("weld", "40 s"))
    ]
    assert [each.resumed_ms for each in told] == [DAY] * 3
    assert [each.forked_from for each in told] == ["", "", plant_hash(line())]
    assert experiment.simulate(line(), **FEW).manifest.resumed_ms is None


def test_it_goes_on_with_other_threads_and_warm_up() -> None:
    run = experiment.resume(paused(), threads=1, warm_up="2 d")
    assert run.manifest.warm_up_ms == 2 * DAY


@pytest.mark.parametrize("cycle", ["40 s", "30 s", "triangular(50 s, 60 s, 90 s)"])
def test_what_if_a_cycle_changes(cycle: str) -> None:
    """40 s is in use elsewhere already: equal distributions share a row, and that is no matter."""
    whole = experiment.simulate(line(), **FEW)
    fork = experiment.resume(paused(2 * DAY), with_cycle("weld", cycle))
    sunk = [run.frame("sinks").filter(replication=0).sort("period") for run in (whole, fork)]
    begun = sunk[0].height * 2 // 3
    assert sunk[0][:begun].equals(sunk[1][:begun])
    assert sunk[1][begun:]["cars"].sum() > sunk[0][begun:]["cars"].sum()


def test_both_engines_fork_alike() -> None:
    forks = [
        experiment.resume(paused(DAY // 4, days=0.5, engine=name), with_cycle("weld", "40 s"))
        for name in ("native", "reference")
    ]
    assert_equal(*forks)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"variants": {"car": {}, "van": {}}, "sources": {"in": {"makes": "van"}}}, "'van' is new"),
        ({"buffers": {"store": {"order": "lifo"}, "mend": {}}}, "its ways, shifts, needs or rules"),
    ],
)
def test_another_structure_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CarwrightError) as raised:
        experiment.resume(paused(), line(**changes))
    assert words in str(raised.value)


@pytest.mark.parametrize("at", [-1, 0, 3 * DAY, 4 * DAY])
def test_an_instant_outside_the_run_is_refused(at: int) -> None:
    with pytest.raises(CarwrightError, match="not within the run of 3 days"):
        paused(at)


def test_a_pause_is_not_traced() -> None:
    with pytest.raises(CarwrightError, match="can't be traced"):
        paused(trace=1)


# Damaged and forged files


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("good") / "file"
    paused().save(file)
    return file


def refused(file: Path) -> str:
    """What is said of a file that can't be loaded, or can't go on."""
    with pytest.raises(CarwrightError) as raised:
        experiment.resume(Checkpoint.load(file))
    return str(raised.value)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off(good: Path, tmp_path: Path, share: float) -> None:
    content = good.read_bytes()
    (tmp_path / "cut").write_bytes(content[: int(share * len(content))])
    assert "-> name a file that `carwright run --pause-at` has written" in refused(tmp_path / "cut")


def test_bytes_that_were_changed_are_found_or_do_no_harm(good: Path, tmp_path: Path) -> None:
    content = good.read_bytes()
    found = 0
    for place in range(7, len(content), len(content) // 60):
        changed = bytearray(content)
        changed[place] ^= 0x55
        (tmp_path / "changed").write_bytes(changed)
        try:
            experiment.resume(Checkpoint.load(tmp_path / "changed"))
        except CarwrightError:
            found += 1
    assert found > 40


def forged(good: Path, file: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"[]",
        b"3",
        b"{}",
        b"[" * 100_000,
        b'{"format": 99}',
        b'{"format": "x"}',
        b'{"format": 1, "at": 1, "setting": {}}',
        b'{"format": 1, "at": 1, "setting": []}',
    ],
    ids=lambda head: head[:20].decode(),
)
def test_a_head_that_is_none(good: Path, tmp_path: Path, head: bytes) -> None:
    file = forged(good, tmp_path / "forged", lambda parts: parts.update({"checkpoint.json": head}))
    assert "forged" in refused(file)


@pytest.mark.parametrize(
    "changes",
    [
        {"horizon": 10**30},
        {"horizon": "x"},
        {"horizon": 300 * DAY},
        {"period": 0},
        {"period": 1},
        {"replications": 10**9},
        {"replications": 3},
        {"seed": -1},
        {"threads": 10**6},
        {"engine": "os.system"},
        {"engine": "reference"},
        {"unknown": 1},
    ],
    ids=str,
)
def test_a_setting_that_was_forged(good: Path, tmp_path: Path, changes: dict[str, Any]) -> None:
    def change(parts: dict[str, bytes]) -> None:
        head = json.loads(parts["checkpoint.json"])
        head["setting"] |= changes
        parts["checkpoint.json"] = json.dumps(head).encode()

    refused(forged(good, tmp_path / "forged", change))


def test_a_state_that_was_forged(good: Path, tmp_path: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["state-0001"] = parts["state-0001"][:5000]

    file = forged(good, tmp_path / "forged", change)
    assert "state of replication 1 is damaged" in refused(file)


def test_a_file_that_would_unpack_without_end(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "MOST_BYTES", 10_000_000)
    bomb = forged(good, tmp_path / "f", lambda parts: parts.update({"plant/x": bytes(30_000_000)}))
    assert bomb.stat().st_size < 100_000
    assert "unpack to more than any checkpoint holds" in refused(bomb)


def test_states_that_could_not_be_read_again_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoint, "MOST_BYTES", 1000)
    with pytest.raises(CarwrightError, match="pause fewer replications"):
        paused().save(tmp_path / "file")
    assert list(tmp_path.iterdir()) == []


def test_no_part_leads_out_of_its_folder(good: Path, tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)

    def change(parts: dict[str, bytes]) -> None:
        parts["plant/../../../../../../../../escaped.txt"] = b"x"
        parts[f"plant/{tmp_path}/escaped.txt"] = b"x"

    Checkpoint.load(forged(good, inner / "forged", change))
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["forged"]
    assert not Path("/escaped.txt").exists()


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert "nowhere" in refused(tmp_path / "nowhere")
    assert "-> name a file" in refused(tmp_path)


def test_a_disk_that_refuses(good: Path, tmp_path: Path) -> None:
    told = Checkpoint.load(good)
    shutil.copy(good, tmp_path / "file")
    with pytest.raises(CarwrightError, match="make room or choose another folder"):
        told.save(tmp_path / "file" / "below a file")
