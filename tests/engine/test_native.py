"""What only the native engine promises: its border, images that can't harm it, threads."""

from __future__ import annotations

import contextlib
import struct
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from carwright.compile.header import PLACE, header, main
from carwright.compile.program import Program
from carwright.compile.schema import FOREVER, Clock, Dist, KeyBy, Order, Start
from carwright.engine import _kernel
from carwright.engine.native import NativeEngine
from carwright.engine.protocol import Status, TraceCode
from engine.build import PlantBuilder

pytestmark = pytest.mark.sanitize

ROOT = Path(__file__).parents[2]
HORIZON = 50_000
WORD = 2**64 - 1


def plant(**changes: Any) -> Program:
    """Every kind of object, crews, stops of every clock, an assembly and a test."""
    exponential = Dist.EXPONENTIAL
    return (
        PlantBuilder(types=("car", "door"), colours=("red", "blue"), cars=["car"])
        .crew("people", changes.get("people", 2))
        .source("in", "a", mix={"car": 1}, colours={"red": 1, "blue": 1}, limit=12)
        .station("a", "belt", work=(exponential, 300.0), setup_by=KeyBy.COLOUR, machines=2)
        .conveyor("belt", "oven", travel=400, headway=50, capacity=5)
        .station("oven", "store", work=600, batch=2, batch_by=KeyBy.COLOUR, machines=2)
        .buffer("store", "b", capacity=4, order=Order.PRIORITY, transit=30)
        .source("doors", "rack", dist=(exponential, 200.0), mix={"door": 1}, limit=9)
        .buffer("rack", capacity=6)
        .station(
            "b",
            "out",
            work=(exponential, 250.0),
            needs={"car": [("rack", 1)]},
            crew="people",
            operators=1,
            test=True,
            rework=0.2,
            scrap=0.1,
            rework_to="mend",
        )
        .buffer("mend", "b")
        .sink("out")
        .mode("a", between=(exponential, 3000.0), repair=(exponential, 500.0), crew="people")
        .mode("oven", between=5, repair=700, clock=Clock.CYCLES, planned=True)
        .mode("b", between=4000, repair=300, clock=Clock.CALENDAR, start=Start.OPPORTUNISTIC)
        .program()
    )


def engine(program: Program, seed: int = 1, horizon: int = HORIZON, **more: Any) -> NativeEngine:
    return NativeEngine(program, seed, 0, horizon=horizon, period=10_000, **more)


def busy_plant() -> Program:
    """Events without end within a long horizon."""
    return (
        PlantBuilder()
        .source("in", "q", dist=(Dist.EXPONENTIAL, 10.0))
        .buffer("q", "a")
        .station("a", "out", work=(Dist.EXPONENTIAL, 8.0))
        .sink("out")
        .program()
    )


# The border.


def test_the_header_is_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (ROOT / PLACE).read_text("utf-8") == header()
    monkeypatch.chdir(ROOT)
    assert main(["--check"]) == 0


def test_an_old_header_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    PLACE.parent.mkdir(parents=True)
    PLACE.write_text("// old\n", "utf-8")
    assert main(["--check"]) == 1
    assert "is out of date" in capsys.readouterr().err
    assert main([]) == 0
    assert main(["--check"]) == 0


def test_codes_of_the_trace_are_the_same_on_both_sides() -> None:
    assert {code.name: int(code) for code in TraceCode} == _kernel.TRACE_CODES


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("link.to", 99),
        ("link.to", 0),
        ("object.row", 7),
        ("route.end", 10_000),
        ("work.dist", 1_000),
        ("need.object", 0),
        ("mode.machine", 77),
        ("mode.repair", -1),
        ("buffer.capacity", -5),
        ("dist.kind", 12),
        ("station.batch", 0),
        ("size.types", 5),
    ],
)
def test_a_program_that_points_nowhere_is_refused(column: str, value: int) -> None:
    good = plant()
    columns = {name: array.copy() for name, array in good.columns.items()}
    columns[column][-1 if column.startswith("link") else 0] = value
    with pytest.raises(ValueError, match="out of range"):
        engine(Program(columns))


@pytest.mark.parametrize("more", [{"horizon": 0}, {"horizon": FOREVER}, {"horizon": -1}])
def test_a_horizon_that_no_clock_reaches_is_refused(more: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="horizon"):
        engine(plant(), **more)


def test_until_must_lie_ahead() -> None:
    running = engine(plant())
    running.advance(100)
    for until in (99, HORIZON + 1):
        with pytest.raises(ValueError, match="is not between"):
            running.advance(until)


# Images.


def image(at: int = 20_000) -> tuple[Program, bytes]:
    program = plant()
    running = engine(program, trace_rows=10**6)
    running.advance(at)
    return program, running.save()


HEAD = 25 + 128
"""Bytes before the kernel's own image: the mark, structure and digest."""


def checked(body: bytes) -> bytes:
    """The kernel's checksum, as src/native/image.cpp computes it."""
    total = 0xCBF29CE484222325
    for (word,) in struct.iter_unpack("<Q", body):
        total = ((total ^ word) * 0x9E3779B97F4A7C15) & WORD
        total = ((total << 29) | (total >> 35)) & WORD
    return struct.pack("<Q", total)


def test_the_test_knows_the_checksum() -> None:
    _, data = image()
    assert data[HEAD + 8 : HEAD + 16] == checked(data[HEAD + 16 :])


def test_a_cut_image_is_refused() -> None:
    program, data = image()
    lengths = [*range(0, len(data), max(1, len(data) // 60)), len(data) - 8, len(data) - 1]
    for length in lengths:
        with pytest.raises(ValueError, match="saved state"):
            NativeEngine.load(program, data[:length])
    with pytest.raises(ValueError, match="saved state"):
        NativeEngine.load(program, data + bytes(8))


def test_a_flipped_bit_is_refused() -> None:
    program, data = image()
    random = np.random.default_rng(1)
    for _ in range(300):
        at, bit = int(random.integers(len(data))), int(random.integers(8))
        broken = bytearray(data)
        broken[at] ^= 1 << bit
        if HEAD - 64 <= at < HEAD:
            continue  # the program's digest: another program may go on (T9)
        with pytest.raises(ValueError, match="saved state"):
            NativeEngine.load(program, bytes(broken))


@pytest.mark.parametrize("seed", range(4))
def test_a_forged_image_does_no_harm(seed: int) -> None:
    """Words are changed and the checksum made good: refused, or it runs within its tables."""
    program, data = image()
    random = np.random.default_rng(seed)
    words = list(struct.unpack(f"<{(len(data) - HEAD - 16) // 8}q", data[HEAD + 16 :]))
    refused = 0
    for _ in range(250):
        forged = list(words)
        for at in random.integers(len(words), size=random.integers(1, 3)):
            other = int(random.integers(-3, 40))
            forged[at] = int(random.choice([other, forged[at] + other, 2**62, -(2**63), 2**31]))
        body = struct.pack(f"<{len(forged)}q", *forged)
        try:
            running = NativeEngine.load(program, data[: HEAD + 8] + checked(body) + body)
        except ValueError:
            refused += 1
            continue
        with contextlib.suppress(ValueError):
            running.advance(HORIZON, max_events=2_000)
        running.tallies()
        running.waits()
    assert refused > 20


def test_a_fork_of_other_numbers_goes_on() -> None:
    _, data = image()
    running = NativeEngine.load(plant(people=5), data)
    assert running.advance(HORIZON) == Status.REACHED
    running.check()


def test_memory_is_flat() -> None:
    """Y2: the state of a run ten times as long is as large."""
    program = busy_plant()
    sizes = []
    for horizon in (1_000_000, 10_000_000):
        running = NativeEngine(program, 1, 0, horizon=horizon, period=horizon)
        running.advance(horizon)
        hours = running.tallies()["sink_hour"].nbytes
        parts = int(running.tallies()["ledger"] @ [1, 1, -1, -1, -1, -1])
        sizes.append(len(running.save()) - hours)
        assert parts < 100
    assert abs(sizes[1] - sizes[0]) < 20_000  # a part takes 112 bytes


# Threads.


def test_threads_change_nothing() -> None:
    program = plant()
    found: list[dict[str, Any] | None] = [None] * 6

    def simulate(n: int) -> None:
        running = engine(program, seed=n % 3)
        running.advance(HORIZON)
        found[n] = running.tallies()

    threads = [threading.Thread(target=simulate, args=(n,)) for n in range(len(found))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one, other in zip(found[:3], found[3:], strict=True):
        assert one is not None
        assert other is not None
        for name, array in one.items():
            np.testing.assert_array_equal(array, other[name])
    assert found[0]["sink_parts"].sum() > 0  # type: ignore[index]


def test_an_interrupt_comes_through_at_once_and_spoils_nothing() -> None:
    horizon = 10**11
    running = NativeEngine(busy_plant(), 1, 0, horizon=horizon, period=horizon)
    answers: list[Status] = []
    thread = threading.Thread(target=lambda: answers.append(running.advance(horizon)))
    thread.start()
    time.sleep(0.1)
    with pytest.raises(RuntimeError, match="another thread"):
        running.tallies()
    began = time.perf_counter()
    running.interrupt()
    thread.join()
    assert time.perf_counter() - began < 0.2
    assert answers == [Status.INTERRUPTED]
    running.check()

    stopped_at = running.now
    until = stopped_at + 100_000
    assert 0 < stopped_at < horizon
    assert running.advance(until) == Status.REACHED
    other = NativeEngine(busy_plant(), 1, 0, horizon=horizon, period=horizon)
    other.advance(until)
    for name, array in running.tallies().items():
        np.testing.assert_array_equal(array, other.tallies()[name], err_msg=name)


def test_an_interrupt_before_the_start_stops_the_start_alone() -> None:
    running = engine(plant())
    running.interrupt()
    assert running.advance(HORIZON) == Status.INTERRUPTED
    assert running.now == 0
    assert running.advance(HORIZON) == Status.REACHED


# Runs without end within one instant (T8).


def test_a_source_that_pours_into_a_sink_is_a_stall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NativeEngine, "stall_events", 1000)
    program = PlantBuilder().source("in", "out").sink("out").program()
    running = engine(program)
    assert running.advance(HORIZON) == Status.STALLED
    assert running.now == 0
    assert set(running.waits()["stall"].tolist()) == {0}
    assert running.advance(HORIZON) == Status.STALLED


def test_too_many_parts_are_an_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NativeEngine, "part_limit", 50)
    program = (
        PlantBuilder()
        .source("in", "q", dist=10)
        .buffer("q", "a")
        .station("a", "out", work=FOREVER - 1)
        .sink("out")
        .program()
    )
    running = engine(program)
    assert running.advance(HORIZON) == Status.OVERFLOW
    assert running.now == 510
