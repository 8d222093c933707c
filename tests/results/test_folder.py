"""A run's folder: what is whole can be read, whatever happened; what is not is said clearly."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from textwrap import dedent

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from carwright.analysis import summarise
from carwright.errors import CarwrightError
from carwright.results import (
    LAYOUT,
    TABLES,
    Manifest,
    Run,
    RunWriter,
    UnreadableRun,
    UnwrittenRun,
    atomic,
)
from carwright.results.manifest import plant_hash
from results.synthetic import DAY, HOUR, program, random_tallies

HORIZON, PERIOD = 2 * DAY, 6 * HOUR


def manifest(replications: int = 3) -> Manifest:
    return Manifest.of(
        program(),
        scenario="a <small> plant",
        seed=7,
        replications=replications,
        horizon_ms=HORIZON,
        period_ms=PERIOD,
    )


def write(folder: Path, replications: int = 3) -> Path:
    writer = RunWriter(folder, manifest(replications), program())
    for number in range(replications):
        writer.add(number, random_tallies(program(), HORIZON, PERIOD, seed=number))
    writer.finish(replications, wall_s=1.5, events=1000)
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "run")


def test_what_was_written_is_read(folder: Path) -> None:
    writer = RunWriter(folder.parent / "again", manifest(), program())
    frames = [writer.add(n, random_tallies(program(), HORIZON, PERIOD, seed=n)) for n in range(3)]
    run = Run.load(folder)
    assert run.replications == (0, 1, 2)
    for table in TABLES:
        assert_frame_equal(run.frame(table), pl.concat([each[table] for each in frames]))
    assert run.manifest.finished == 3
    assert run.manifest.events == 1000
    assert run.manifest.program == program().digest()
    assert not list(folder.rglob("*.part"))


def test_a_run_in_memory_is_the_same_as_one_on_disk(folder: Path) -> None:
    loaded = Run.load(folder)
    replications = {n: {t: loaded.frame(t).filter(replication=n) for t in TABLES} for n in range(3)}
    held = Run.of(loaded.manifest, program(), replications)
    assert held.replications == loaded.replications
    assert held.tables == loaded.tables
    for table in (*LAYOUT, *TABLES):
        assert_frame_equal(held.frame(table), loaded.frame(table))


def test_a_run_is_never_written_over(folder: Path) -> None:
    with pytest.raises(UnwrittenRun, match="something in this folder already"):
        RunWriter(folder, manifest(), program())


def test_a_replication_cut_off_between_two_renames_does_not_count(folder: Path) -> None:
    (folder / "ledger" / "r0002.parquet").unlink()
    run = Run.load(folder)
    assert run.replications == (0, 1)
    assert set(run.frame("machines")["replication"]) == {0, 1}


def test_what_was_left_aside_by_a_crash_is_ignored(folder: Path) -> None:
    (folder / "ledger" / ".r0003.parquet.part").write_bytes(b"half")
    (folder / "ledger" / "notes.txt").write_text("mine")
    assert Run.load(folder).replications == (0, 1, 2)


def test_a_run_without_a_whole_replication_says_so(folder: Path) -> None:
    for path in (folder / "cars").iterdir():
        path.unlink()
    with pytest.raises(UnreadableRun, match="no replication of this run was finished"):
        Run.load(folder)


@pytest.mark.parametrize("content", [b"", b"PAR1 and then nothing", None])
def test_a_damaged_file_is_named(folder: Path, content: bytes | None) -> None:
    path = folder / "machines" / "r0001.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(UnreadableRun, match=r"machines.r0001\.parquet: damaged"):
        Run.load(folder)


def test_damage_inside_a_file_is_told_when_it_is_read(folder: Path) -> None:
    path = folder / "machines" / "r0001.parquet"
    whole = bytearray(path.read_bytes())
    whole[4 : len(whole) // 2] = b"\xff" * (len(whole) // 2 - 4)
    path.write_bytes(whole)
    run = Run.load(folder)
    with pytest.raises(UnreadableRun, match="a table is damaged"):
        run.frame("machines")
    with pytest.raises(UnreadableRun, match="a table is damaged"):
        summarise(run)


def test_a_folder_that_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRun, match=r"no run: it has no manifest\.json"):
        Run.load(tmp_path)
    with pytest.raises(UnreadableRun, match="there is no such folder"):
        Run.load(tmp_path / "nowhere")


def test_a_newer_format_names_the_version_that_wrote_it(folder: Path) -> None:
    path = folder / "manifest.json"
    told = json.loads(path.read_text()) | {"format": 99, "carwright": "9.1"}
    path.write_text(json.dumps(told))
    with pytest.raises(UnreadableRun, match=r"format 99 is newer than 1.*carwright 9\.1"):
        Run.load(folder)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "damaged"),
        ("[]", "no format number"),
        ('{"format": 1, "scenario": "x"}', "seed"),
        ("\xff", "damaged"),
    ],
)
def test_a_damaged_manifest(folder: Path, text: str, why: str) -> None:
    (folder / "manifest.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(UnreadableRun, match=why):
        Run.load(folder)


def test_an_older_reader_passes_over_new_fields(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"weather": "fine"}))
    assert Run.load(folder).manifest.seed == 7


def test_all_errors_are_carwright_errors() -> None:
    assert issubclass(UnreadableRun, CarwrightError)
    assert issubclass(UnwrittenRun, CarwrightError)


def test_a_disk_that_fills_up_leaves_the_finished_replications(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RunWriter(tmp_path / "run", manifest(), program())
    writer.add(0, random_tallies(program(), HORIZON, PERIOD, seed=0))
    left, write_through = 9, atomic._write_through

    def filling(path: Path, content: bytes) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            path.write_bytes(content[:10])
            raise OSError(28, "No space left on device", str(path))
        write_through(path, content)

    monkeypatch.setattr(atomic, "_write_through", filling)
    with pytest.raises(UnwrittenRun, match="No space left on device"):
        writer.add(1, random_tallies(program(), HORIZON, PERIOD, seed=1))
    assert Run.load(tmp_path / "run").replications == (0,)
    assert not list((tmp_path / "run").rglob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="has no limit on the size of a file")
def test_a_file_that_may_not_grow_is_a_full_disk(tmp_path: Path) -> None:
    """The same without a stand-in: the operating system refuses the bytes."""
    code = """
        import resource, signal, sys
        from carwright.results import RunWriter, UnwrittenRun
        from results.synthetic import DAY, HOUR, program, random_tallies
        from results.test_folder import manifest
        writer = RunWriter(sys.argv[1], manifest(), program())
        writer.add(0, random_tallies(program(), 2 * DAY, 6 * HOUR, seed=0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))
        try:
            writer.add(1, random_tallies(program(), 2 * DAY, 6 * HOUR, seed=1))
        except UnwrittenRun as error:
            print(error)
    """
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    run = subprocess.run(
        [sys.executable, "-c", dedent(code), str(tmp_path / "run")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "File too large" in run.stdout
    assert Run.load(tmp_path / "run").replications == (0,)


def test_replications_may_be_added_by_several_threads(tmp_path: Path) -> None:
    writer = RunWriter(tmp_path / "run", manifest(8), program())
    with ThreadPoolExecutor(4) as pool:
        list(
            pool.map(
                lambda n: writer.add(n, random_tallies(program(), HORIZON, PERIOD, seed=n)),
                range(8),
            )
        )
    assert Run.load(tmp_path / "run").replications == tuple(range(8))


def test_an_unknown_table_meets_the_nearest_name(folder: Path) -> None:
    with pytest.raises(CarwrightError, match="did you mean 'machines'"):
        Run.load(folder).frame("machine")


def test_a_notebook_shows_names_and_no_markup_of_theirs(folder: Path) -> None:
    html = Run.load(folder)._repr_html_()
    assert "a &lt;small&gt; plant" in html
    assert "<td>3 of 3</td>" in html
    assert "2 days" in html


def test_a_run_of_a_bare_program_has_no_plant(folder: Path) -> None:
    assert Run.load(folder).plant() is None


def test_an_unwritable_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwrittenRun):
        RunWriter(tmp_path / "file", manifest(), program())
    with pytest.raises(UnwrittenRun):
        RunWriter(tmp_path / "file" / "run", manifest(), program())


def test_the_plant_is_kept_as_simulated(tmp_path: Path) -> None:
    from analysis.made import cars_out, line, plant
    from results.synthetic import nothing

    described = plant(note="as simulated")
    told = Manifest.of(
        line(), plant=described, seed=1, replications=1, horizon_ms=DAY, period_ms=DAY
    )
    writer = RunWriter(tmp_path / "run", told, line(), described)
    tallies = nothing(line(), DAY, DAY)
    cars_out(tallies, 5)
    writer.add(0, tallies)
    run = Run.load(tmp_path / "run")
    assert run.plant() == described
    assert run.manifest.scenario == "made"
    assert run.manifest.plant == plant_hash(described) != plant_hash(plant())
