"""`simulate`: replications in threads, in memory or a folder, traced; and what goes wrong."""

from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from carwright import experiment
from carwright.analysis import summarise
from carwright.engine.protocol import TRACE_MARGIN
from carwright.errors import CarwrightError, DeadlockError, InterruptedRun, InvalidScenario
from carwright.experiment import replicate
from carwright.experiment.setting import DAY
from carwright.results import Run
from carwright.results.tables import TABLES
from carwright.results.trace import Columns, TraceWriter
from experiment.made import line, ring, two_lines

FEW = {"days": 3, "replications": 4, "seed": 5}


def test_memory_and_folder_hold_the_same(tmp_path: Path) -> None:
    kept = experiment.simulate(line(), **FEW)
    written = experiment.simulate(line(), folder=tmp_path / "run", **FEW)
    assert kept.replications == written.replications == (0, 1, 2, 3)
    for table in TABLES:
        assert_frame_equal(kept.frame(table), written.frame(table))
    told = Run.load(tmp_path / "run").manifest
    assert (told.finished, told.seed, told.horizon_ms, told.scenario) == (4, 5, 3 * DAY, "line")
    assert told.events
    assert told.events == kept.manifest.events
    assert told.cpu_s is not None
    assert told.wall_s is not None


@pytest.mark.parametrize("engine", ["native", "reference"])
def test_threads_change_nothing(engine: str) -> None:
    one, two = (
        experiment.simulate(line(), days=0.2, replications=3, threads=n, engine=engine)
        for n in (1, 2)
    )
    for table in TABLES:
        assert_frame_equal(one.frame(table), two.frame(table))


def test_both_engines_give_the_same() -> None:
    native, reference = (
        experiment.simulate(line(), days=0.5, replications=2, engine=name)
        for name in ("native", "reference")
    )
    for table in TABLES:
        assert_frame_equal(native.frame(table), reference.frame(table))


def test_replications_differ_and_seeds_matter() -> None:
    cars = [
        experiment.simulate(line(), days=3, replications=2, seed=seed)
        .frame("sinks")
        .group_by("replication", maintain_order=True)
        .agg(pl.col("cars").sum())["cars"]
        .to_list()
        for seed in (1, 2)
    ]
    assert len({*cars[0], *cars[1]}) == 4


def test_progress_rises_to_the_end() -> None:
    told: list[float] = []
    experiment.simulate(line(), progress=told.append, **FEW)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_warm_up_is_that_of_the_run_not_of_the_scenario() -> None:
    run = experiment.simulate(line(), days=60, replications=1, warm_up="40 d")
    assert run.manifest.warm_up_ms == 40 * DAY


def test_an_invalid_plant_and_a_setting_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidScenario, match="phase 'three'"):
        experiment.simulate(line(), phase="three", folder=tmp_path / "run")
    with pytest.raises(CarwrightError, match="days"):
        experiment.simulate(line(), days=0, folder=tmp_path / "run")
    with pytest.raises(CarwrightError, match="needs a folder"):
        experiment.simulate(line(), trace=1, days=1, replications=1)
    assert not (tmp_path / "run").exists()


def test_parts_that_go_round_for_ever_are_refused() -> None:
    with pytest.raises(InvalidScenario, match="go round without end"):
        experiment.simulate(ring("100 %"), days=1, replications=1)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_deadlock_ends_all_and_keeps_what_had_finished(tmp_path: Path, threads: int) -> None:
    with pytest.raises(DeadlockError) as raised:
        experiment.simulate(
            ring("0.005 %"), days=1, replications=100, threads=threads, folder=tmp_path / "run"
        )
    assert raised.value.ring == ("press", "test")
    run = Run.load(tmp_path / "run")
    assert len(run.replications) < 100
    assert run.manifest.finished == len(run.replications)
    # None begins after the first that failed: at most the other threads' were on their way.
    assert max(run.replications) < len(run.replications) + threads


def test_a_deadlock_is_told_at_the_next_look_not_at_the_end() -> None:
    with pytest.raises(DeadlockError) as raised:
        experiment.simulate(ring("50 %"), days=3650, replications=1)
    assert raised.value.time is not None
    assert raised.value.time < 30 * DAY


@pytest.mark.parametrize("engine", ["native", "reference"])
def test_z2_a_ring_beside_a_living_line_is_told_at_the_end(engine: str, tmp_path: Path) -> None:
    told = {"days": 2, "replications": 2, "engine": engine}
    kept = experiment.simulate(two_lines("5 %"), **told)
    written = experiment.simulate(two_lines("5 %"), folder=tmp_path / "run", **told)
    room = "a part waits for room"
    rows = [("press", 1, "test", room), ("test", 1, "press", room)]
    assert kept.frame("deadlock").drop("replication").rows() == rows * 2
    assert_frame_equal(kept.frame("deadlock"), written.frame("deadlock"))
    note = next(text for text in summarise(kept).findings if "deadlock" in text)
    assert "2 of 2 replications" in note
    assert "'press' waits for 'test' waits for 'press', for ever" in note
    assert summarise(kept).plant.jph_net.mean == pytest.approx(60, rel=0.1)
    assert experiment.simulate(two_lines("0 %"), **told).frame("deadlock").is_empty()


def test_ctrl_c_stops_every_thread_and_keeps_what_had_finished(tmp_path: Path) -> None:
    def stop(share: float) -> None:
        if share > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(InterruptedRun) as raised:
        experiment.simulate(
            line(), days=700, replications=10, threads=2, folder=tmp_path / "run", progress=stop
        )
    assert raised.value.until == 700 * DAY
    assert 1 <= len(Run.load(tmp_path / "run").replications) < 10


def test_a_trace_adds_up_to_the_tallies_and_is_taken_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, taken = 6000, []
    take = TraceWriter.take

    def noted(self: TraceWriter, columns: Columns) -> None:
        taken.append(len(columns["time"]))
        take(self, columns)

    monkeypatch.setattr(replicate, "TRACE_ROWS", rows)
    monkeypatch.setattr(TraceWriter, "take", noted)
    run = experiment.simulate(line(), days=5, replications=2, trace=1, folder=tmp_path / "run")
    assert len(taken) > 5
    assert max(taken) <= rows
    assert min(taken[:-1]) > rows - TRACE_MARGIN
    states = (
        run.frame("states")
        .group_by("machine", "state")
        .agg((pl.col("end") - pl.col("begin")).sum().alias("ms"))
    )
    traced = {(str(m), str(s)): ms for m, s, ms in states.rows()}
    machines = run.frame("machines").filter(replication=0)
    names = ("working", "setting_up", "waiting", "blocked", "failed", "paused", "unplanned")
    sums = machines.group_by("machine").agg(pl.col(*names).sum())
    tallied = {
        (row["machine"], name): row[name]
        for row in sums.iter_rows(named=True)
        for name in names
        if row[name]
    }
    assert traced == tallied
    events = dict(run.frame("events").group_by("event").len().rows())
    ledger = run.frame("ledger").row(0, named=True)
    assert events["create"] == ledger["created"]
    outcomes = run.frame("events").filter(pl.col("event") == "outcome").height
    assert outcomes == machines.filter(pl.col("machine") == "test")["cycles"].sum()


def test_a_trace_changes_no_result(tmp_path: Path) -> None:
    traced = experiment.simulate(line(), days=2, replications=2, trace=2, folder=tmp_path / "run")
    plain = experiment.simulate(line(), days=2, replications=2)
    for table in TABLES:
        assert_frame_equal(traced.frame(table), plain.frame(table))
