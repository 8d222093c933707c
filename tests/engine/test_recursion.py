"""The recursion gives the event kernel's sample path: departures and tallies, to the millisecond.

Random lines run through both, for each instruction set of this machine, one replication alone and
as many side by side as there are lanes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from carwright.compile.program import Program
from carwright.compile.recursion import recognise
from carwright.compile.schema import FOREVER, Dist
from carwright.engine import run
from carwright.engine.protocol import TraceCode
from carwright.engine.recursion import INSTRUCTION_SETS, Ending, Passed, RecursionEngine
from engine.build import PlantBuilder
from engine.random_lines import random_line


def seeds(first: int, count: int) -> list[Any]:
    """Seeds of random lines, the first few also for the sanitizers: they are slow."""
    few = range(first, first + 4)
    marks = {
        seed: [pytest.mark.sanitize] if seed in few else [] for seed in range(first, first + count)
    }
    return [pytest.param(seed, marks=found) for seed, found in marks.items()]


WAYS = [
    pytest.param(name, count, id=f"{name}, {count}")
    for name, lanes in INSTRUCTION_SETS.items()
    for count in sorted({1, max(1, lanes - 1), lanes})
]
"""Instruction set and replications side by side; not all lanes need to be used."""


def by_recursion(
    program: Program, way: tuple[str, int], seed: int, replication: int, **times: int
) -> list[Passed]:
    line = recognise(program, horizon=times["horizon"]).line
    assert line is not None
    all_of_it = recognise(program, horizon=times["horizon"], of_stations=True).line is not None
    engine = RecursionEngine(program, line, way[0])
    ending, found = engine.run(
        seed, replication, way[1], of_stations=all_of_it, departures=True, **times
    )
    assert ending == Ending.REACHED
    assert len(found) == way[1]
    return found


def assert_same(
    program: Program, way: tuple[str, int], seed: int, replication: int, **times: int
) -> None:
    """Replications of the recursion against those of the event kernel."""
    for n, ours in enumerate(by_recursion(program, way, seed, replication, **times)):
        theirs = run(
            program,
            seed,
            times["horizon"],
            replication=replication + n,
            period=times["period"],
            trace=True,
        )
        trace: Any = theirs.trace
        sink = program.columns["sink.object"][0]
        moves = (trace["code"] == TraceCode.MOVE) & (trace["object"] == sink)
        assert ours.departures is not None
        assert ours.departures.tolist() == trace["time"][moves].tolist()
        for name, counted in ours.tallies.items():
            assert counted.tolist() == theirs.tallies[name].tolist(), name


@pytest.mark.parametrize(("name", "count"), WAYS)
@pytest.mark.parametrize("seed", seeds(0, 25))
def test_random_lines(seed: int, name: str, count: int) -> None:
    assert_same(random_line(seed), (name, count), seed, 3 * seed, horizon=3_000, period=700 + seed)


@pytest.mark.parametrize(("name", "count"), WAYS)
@pytest.mark.parametrize("seed", seeds(100, 25))
def test_random_lines_with_calendars(seed: int, name: str, count: int) -> None:
    """And with parallel machines and slow buffers."""
    program = random_line(seed, special=True)
    assert_same(program, (name, count), seed, 3 * seed, horizon=3_000, period=700 + seed)


@pytest.mark.parametrize(("name", "count"), WAYS)
@pytest.mark.parametrize("seed", seeds(200, 40))
def test_random_lines_with_feeders(seed: int, name: str, count: int) -> None:
    program = random_line(seed, feeders=True)
    assert_same(program, (name, count), seed, 3 * seed, horizon=3_000, period=700 + seed)


@pytest.mark.parametrize(("name", "count"), WAYS)
@pytest.mark.parametrize("seed", seeds(300, 40))
def test_random_lines_with_feeders_and_calendars(seed: int, name: str, count: int) -> None:
    """And with parallel machines and slow buffers."""
    program = random_line(seed, special=True, feeders=True)
    assert_same(program, (name, count), seed, 3 * seed, horizon=3_000, period=700 + seed)


@pytest.mark.parametrize(("name", "count"), WAYS)
@pytest.mark.parametrize("seed", seeds(400, 40))
def test_random_lines_of_several_types(seed: int, name: str, count: int) -> None:
    """And with all that the lines above have."""
    program = random_line(seed, special=seed % 2 == 1, feeders=seed % 4 > 1, typed=True)
    assert_same(program, (name, count), seed, 3 * seed, horizon=3_000, period=700 + seed)


def w(stations: int, room: int, **work: Any) -> Program:
    """A saturated line of equal stations."""
    plant = PlantBuilder().source("in", to="s1")
    for n in range(1, stations + 1):
        plant.station(f"s{n}", to=f"b{n}" if n < stations else "out", **work)
        plant.mode(f"s{n}", between=(Dist.EXPONENTIAL, 2e7), repair=(Dist.EXPONENTIAL, 3e5))
        if n < stations:
            plant.buffer(f"b{n}", to=f"s{n + 1}", capacity=room)
    return plant.sink("out").program()


@pytest.mark.parametrize(("name", "count"), WAYS)
def test_a_long_line_of_equal_times(name: str, count: int) -> None:
    """More stations than a batch has parts; nearly every instant is a tie."""
    program = w(90, 2, work=60_000)
    assert_same(program, (name, count), 11, 0, horizon=86_400_000, period=3_600_000)


@pytest.mark.sanitize
@pytest.mark.parametrize(("name", "count"), WAYS)
def test_instants_beyond_the_horizon_stay_within_an_integer(name: str, count: int) -> None:
    """Lanes whose run is over go on beside those that are not; times are close to the limit."""
    heavy = (Dist.LOGNORMAL, 22.0, 5.0)
    plant = PlantBuilder().source("in", to="a").station("a", work=heavy, to="b")
    plant.station("b", work=heavy, to="out").sink("out")
    plant.mode("a", between=heavy, repair=heavy)
    assert_same(plant.program(), (name, count), 5, 0, horizon=2**45, period=2**43 + 1)


@pytest.mark.sanitize
@pytest.mark.parametrize(("name", "count"), WAYS)
@pytest.mark.parametrize("follows", [None, "a"])
def test_instants_of_feeders_stay_within_an_integer(
    name: str, count: int, follows: str | None
) -> None:
    """The feeder goes on when the line has come to its end, and the other way round."""
    heavy = (Dist.LOGNORMAL, 22.0, 5.0)
    plant = PlantBuilder().source("in", to="a").station("a", work=heavy, to="b")
    plant.station("b", work=heavy, to="out", needs=[("shelf", 1 if follows else 2)]).sink("out")
    plant.source("more", to="c", follows=follows).station("c", work=heavy, to="shelf")
    plant.buffer("shelf", capacity=3)
    plant.mode("c", between=heavy, repair=heavy)
    assert_same(plant.program(), (name, count), 5, 0, horizon=2**45, period=2**43 + 1)


@pytest.mark.parametrize("name", INSTRUCTION_SETS)
def test_a_standstill_is_left_to_the_event_kernel(name: str) -> None:
    program = (
        PlantBuilder()
        .source("in", to="b")
        .buffer("b", to="s", capacity=FOREVER)
        .station("s", work=1, to="out")
        .sink("out")
        .program()
    )
    line = recognise(program, horizon=100).line
    assert line is not None
    ending, found = RecursionEngine(program, line, name).run(1, 0, 1, horizon=100, period=10)
    assert (ending, found) == (Ending.STANDING_STILL, [])


def test_an_interrupted_run_ends() -> None:
    program = w(3, 1, work=1)
    line = recognise(program, horizon=10**12).line
    assert line is not None
    engine = RecursionEngine(program, line)
    engine.interrupt()
    assert engine.run(1, 0, 1, horizon=10**12, period=10**11) == (Ending.INTERRUPTED, [])


def test_an_instruction_set_that_is_not_there() -> None:
    program = w(3, 1, work=1)
    line = recognise(program, horizon=100).line
    assert line is not None
    with pytest.raises(ValueError, match="no instruction set 'abacus' here; there are"):
        RecursionEngine(program, line, "abacus")


def test_the_portable_set_is_everywhere() -> None:
    assert list(INSTRUCTION_SETS)[-1] == "portable"
    assert np.all(np.diff(list(INSTRUCTION_SETS.values())) < 0)
