"""`--pause-at`, `--resume` and what if: to the byte the run that was never paused."""

from pathlib import Path

import pytest

from carwright.results import Run
from cli.typed import change, refused, typed

pytestmark = pytest.mark.usefixtures("home")


def tables(folder: str) -> dict[str, bytes]:
    """Every table of every replication, and what is known of the plant: all but the costs."""
    root = Path(folder)
    return {
        str(file.relative_to(root)): file.read_bytes()
        for file in sorted(root.rglob("*.parquet"))
        if file.parent.name != "trace"
    }


def pause(at: str = "2025-01-07 14:00") -> None:
    answer = typed("run", "small", "--days", 4, "-r", 2, "--pause-at", at)
    assert answer.code == 0
    assert "2 replications saved" in answer.out
    assert "carwright run --resume paused.carwright SCENARIO" in answer.out


def run(folder: str, *words: object) -> Run:
    answer = typed("run", *words, "--no-page", "-o", folder)
    assert answer.code == 0, answer.err
    return Run.load(folder)


def test_the_number_of_threads_changes_no_byte() -> None:
    for threads in (1, 2):
        run(f"with-{threads}", "small", "--days", 4, "-r", 4, "--threads", threads)
    assert tables("with-1") == tables("with-2")
    assert len(tables("with-1")) > 40


def test_a_run_goes_on_as_if_it_had_never_paused() -> None:
    whole = run("whole", "small", "--days", 4, "-r", 2)
    pause()
    resumed = run("resumed", "--resume", "paused.carwright")
    assert tables("resumed") == tables("whole")
    told = resumed.manifest
    assert (told.program, told.plant) == (whole.manifest.program, whole.manifest.plant)


def test_what_if_changes_what_comes_after() -> None:
    """Framing takes as long as roof weld from then on: two times that were apart become one."""
    run("whole", "small", "--days", 4, "-r", 2)
    pause()
    change(Path("small"), "{sedan: 66 s, wagon: 70 s}", "{sedan: 64 s, wagon: 64 s}")
    run("forked", "small", "--resume", "paused.carwright")
    cars = {}
    for name in ("whole", "forked"):
        sunk = Run.load(name).frame("sinks").filter(replication=0).sort("period")
        half = sunk.height * 38 // 96  # Tuesday 14:00 of four days
        cars[name] = sunk["cars"][:half].sum(), sunk["cars"][half:].sum()
    assert cars["forked"][0] == cars["whole"][0] > 0
    assert cars["forked"][1] > cars["whole"][1]


def test_another_structure_is_told_by_its_names() -> None:
    pause("1 d")
    change(Path("small"), "  repair:\n", "  mending:\n")
    change(Path("small"), "repair store -> repair ->", "repair store -> mending ->")
    told = refused("run", "small", "--resume", "paused.carwright")
    assert "'mending' is new" in told
    assert "'repair' is gone" in told
    assert "change only numbers" in told
