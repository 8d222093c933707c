"""What can't be done is refused with exit code 2, in words, and without a traceback."""

import json
from pathlib import Path

import pytest

from cli.typed import refused, typed
from files.bad import Bad, cases

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_check_names_every_bad_scenario(case: Bad, tmp_path: Path) -> None:
    told = refused("check", case.make(tmp_path))
    assert "1 fault in the scenario" in told
    assert case.where in told
    assert [word for word in case.words if word not in told] == []


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["rn"], "Did you mean 'run'?"),
        (["run", "small", "--dayz", "3"], "--days"),
        (["run"], "name a folder"),
        (["run", "smal"], "in the library are su7"),
        (["run", "small", "--days", "-3"], "--days"),
        (["run", "small", "--days", "0"], "more than 0 days"),
        (["run", "small", "--days", "1e-9"], "more than 0 days"),
        (["run", "small", "--days", "nan"], "--days"),
        (["run", "small", "--days", "inf"], "inf"),
        (["run", "small", "--days", "1e9"], "at most 36,500,000 days"),
        (["run", "small", "-r", "0"], "--replications"),
        (["run", "small", "-r", "99999999999"], "1 to 100,000"),
        (["run", "small", "--seed", "-1"], "--seed"),
        (["run", "small", "--seed", str(2**64)], "seed: 18446744073709551616 is out of range"),
        (["run", "small", "--threads", "0"], "--threads"),
        (["run", "small", "--engine", "warp"], "native, reference"),
        (["run", "small", "--phase", "three"], "no such phase"),
        (["run", "small", "--warm-up", "3"], "it has no unit"),
        (["run", "small", "--warm-up", "9 d", "--days", "3"], "9 days of a run of 3 days"),
        (["run", "small", "-o", "small"], "something in this folder already"),
        (["run", "small", "-o", "small/plant.yaml"], "plant.yaml"),
        (["run", "small", "--pause-at", "yesterday"], "'2025-01-06 14:00' or '3 d 6 h'"),
        (["run", "small", "--pause-at", "9 d", "--days", "3"], "within the run of 3 days"),
        (["run", "small", "--pause-at", "1 d", "--trace"], "can't be traced"),
        (["run", "small", "--pause-at", "1 d", "--save", "small/plant.yaml"], "is there already"),
        (["run", "--resume", "nowhere"], "nowhere"),
        (["run", "--resume", "small"], "small"),
        (["run", "--resume", "small/plant.yaml"], "no checkpoint"),
        (["run", "--resume", "x", "--seed", "3", "--days", "9"], "--days, --seed"),
        (["report", "small"], "manifest.json"),
        (["report", "nowhere"], "no such folder"),
        (["compare", "nowhere", "nowhere"], "no such folder"),
        (["compare", "nowhere"], "after"),
        (["check", "small/plant.yaml/x"], "small/plant.yaml/x"),
        (["check", ""], "no such folder"),
        (["new", "small"], "not empty"),
        (["new", "small/plant.yaml/x"], "Not a directory"),
        (["schema", "-o", "small"], "small"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_slip_on_the_command_line(words: list[str], told: str) -> None:
    before = sorted(Path().rglob("*"))
    assert told in refused(*words)
    assert sorted(Path().rglob("*")) == before


@pytest.mark.usefixtures("home")
def test_several_slips_are_told_at_once() -> None:
    told = refused("run", "small", "--days", 0, "-r", 10**9, "--engine", "warp")
    assert [
        word for word in ("days", "replications", "engine") if f"\n  {word}: " not in told
    ] == []


@pytest.mark.usefixtures("home")
def test_more_threads_than_work_are_no_fault() -> None:
    assert typed("run", "small", "--days", 1, "-r", 2, "--threads", 1000, "-o", "a").code == 0


@pytest.mark.usefixtures("home")
def test_a_damaged_run_is_refused() -> None:
    assert typed("run", "small", "--days", 1, "-r", 2, "-o", "a", "--no-page").code == 0
    table = Path("a/machines/r0001.parquet")
    whole = table.read_bytes()
    table.write_bytes(whole[: len(whole) // 2])
    assert "r0001.parquet" in refused("report", "a")
    table.unlink()
    answer = typed("report", "a")
    assert answer.code == 0
    assert "only 1 of 2 replications" in answer.out
    manifest = Path("a/manifest.json")
    told = json.loads(manifest.read_text("utf-8"))
    for text in ("{", "[]", json.dumps(told | {"format": 99}), json.dumps(told | {"seed": "x"})):
        manifest.write_text(text, "utf-8")
        assert "a" in refused("report", "a")
