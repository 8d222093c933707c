"""The trace as Parquet: names, parts of bounded size, intervals merged across chunks."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from carwright.compile.schema import State
from carwright.results import Run, TraceWriter
from carwright.results.trace import EVENTS, OUTCOMES
from results.synthetic import program
from results.test_folder import write

PLANT = program()
OBJECT = {name: n for n, name in enumerate(PLANT.names.objects)}
MACHINE = {name: n for n, name in enumerate(PLANT.names.machines)}

Row = tuple[int, str, int, int, int, int]


def columns(rows: list[Row]) -> dict[str, np.ndarray]:
    kinds = {"time": np.int64, "code": np.int32, "object": np.int32, "row": np.int32}
    kinds |= {"part": np.int64, "value": np.int64}
    cells = [[r[0], EVENTS.index(r[1]), *r[2:]] for r in rows]
    table = np.array(cells, dtype=np.int64).reshape(-1, 6).T
    return {
        name: column.astype(kind) for (name, kind), column in zip(kinds.items(), table, strict=True)
    }


def written(folder: Path, table: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted(folder.glob(f"{table}-*"))])


def test_every_event_reads_in_names(tmp_path: Path) -> None:
    weld, check, rest = OBJECT["weld"], OBJECT["check"], OBJECT["rest"]
    rows: list[Row] = [
        (0, "create", OBJECT["bodies"], 1, 0, 0),
        (1, "move", weld, MACHINE["weld.2"], 0, OBJECT["bodies"]),
        (2, "move", rest, -1, 0, weld),
        (3, "work", weld, MACHINE["weld.1"], 0, 90_000),
        (4, "finish", weld, MACHINE["weld.1"], 0, 1),
        (5, "outcome", check, MACHINE["check.1"], 0, 2),
        (6, "join", OBJECT["marriage"], MACHINE["marriage.1"], 7, OBJECT["packs"]),
        (7, "split", weld, MACHINE["weld.1"], 9, 8),
        (8, "stop", weld, 1, -1, 0),
        (9, "repair", weld, 1, -1, 300_000),
        (10, "up", weld, 1, -1, 0),
        (11, "calendar", -1, 0, -1, 2),
        (12, "lost", OBJECT["bodies"], 0, 3, 0),
        (13, "step", -1, 0, -1, 1),
    ]
    writer = TraceWriter(tmp_path, PLANT, 7)
    writer.take(columns(rows))
    writer.close()
    read = pl.read_parquet(tmp_path / "events-00001-r0007.parquet").to_dicts()

    def told(number: int) -> dict[str, object]:
        return {k: v for k, v in read[number].items() if v is not None and k != "time"}

    assert told(0) == {
        "event": "create",
        "object": "bodies",
        "part": 0,
        "type": "coupe",
        "detail": "white",
    }
    assert told(1) == {
        "event": "move",
        "object": "weld",
        "machine": "weld.2",
        "part": 0,
        "other": "bodies",
    }
    assert told(2) == {"event": "move", "object": "rest", "part": 0, "other": "weld"}
    assert told(3)["value"] == 90_000
    assert told(5)["detail"] == "scrap"
    assert told(6)["other"] == "packs"
    assert told(7)["value"] == 8
    assert told(8) == {
        "event": "stop",
        "object": "weld",
        "mode": "weld.2.mode 1",
        "detail": "unplanned",
    }
    assert told(9)["value"] == 300_000
    assert told(11) == {"event": "calendar", "calendar": "day shift", "detail": "off"}
    assert told(12) == {"event": "lost", "object": "bodies", "part": 3, "type": "sedan"}
    assert told(13) == {"event": "step", "detail": "open_machine"}
    assert [row["time"] for row in read] == list(range(14))


def state_row(begin: int, end: int, machine: str, state: State) -> Row:
    return end, "state", OBJECT["weld"], MACHINE[machine], begin, state


def random_history(seed: int) -> list[Row]:
    """Intervals of two machines in the order in which they end, some of one state in a row."""
    rng = np.random.default_rng(seed)
    rows = []
    for machine in ("weld.1", "weld.2"):
        ends = np.cumsum(rng.integers(1, 9, size=60)).tolist()
        states = rng.integers(0, 3, size=60)
        begins = [0, *ends[:-1]]
        for begin, end, state in zip(begins, ends, states, strict=True):
            rows.append(state_row(begin, end, machine, State(state)))
    return sorted(rows, key=lambda row: row[0])


def merged(rows: list[Row]) -> list[tuple[int, str, int, int]]:
    """(machine, state, begin, end) by machine and begin, neighbours of one state made one."""
    out: list[tuple[int, str, int, int]] = []
    for end, _, _, machine, begin, state in sorted(rows, key=lambda r: (r[3], r[4])):
        word = State(state).name.lower()
        if out and out[-1][:2] == (machine, word) and out[-1][3] == begin:
            out[-1] = (*out[-1][:3], end)
        else:
            out.append((machine, word, begin, end))
    return out


@pytest.mark.parametrize("chunk", [1, 2, 7, 50, 1000])
@pytest.mark.parametrize("part_rows", [1, 10, 10_000])
def test_states_are_the_same_however_they_are_cut(
    tmp_path: Path, chunk: int, part_rows: int
) -> None:
    rows = random_history(seed=chunk)
    writer = TraceWriter(tmp_path, PLANT, 0, part_rows=part_rows)
    for start in range(0, len(rows), chunk):
        writer.take(columns(rows[start : start + chunk]))
    writer.close()
    states = written(tmp_path, "states").sort("machine", "begin")
    assert set(states["station"]) == {"weld"}
    got = [(MACHINE[r["machine"]], r["state"], r["begin"], r["end"]) for r in states.to_dicts()]
    assert got == merged(rows)


def test_a_gap_in_time_is_not_bridged(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path, PLANT, 0)
    writer.take(columns([state_row(0, 5, "weld.1", State.WORKING)]))
    writer.take(columns([state_row(8, 9, "weld.1", State.WORKING)]))
    writer.close()
    assert written(tmp_path, "states").height == 2


def test_parts_hold_no_more_than_asked_for_and_a_chunk(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path, PLANT, 0, part_rows=10)
    for time in range(35):
        writer.take(columns([(time, "up", OBJECT["weld"], 0, -1, 0)]))
    writer.close()
    sizes = [pl.read_parquet(path).height for path in sorted(tmp_path.glob("events-*"))]
    assert sizes == [10, 10, 10, 5]


def test_an_empty_trace_writes_nothing(tmp_path: Path) -> None:
    writer = TraceWriter(tmp_path, PLANT, 0)
    writer.take(columns([]))
    writer.close()
    assert list(tmp_path.iterdir()) == []


def test_a_run_reads_the_trace_of_whole_replications_only(tmp_path: Path) -> None:
    folder = write(tmp_path / "run")
    for replication in (0, 9):
        writer = TraceWriter(folder / "trace", PLANT, replication)
        writer.take(columns([state_row(0, 5, "weld.1", State.WORKING)]))
        writer.close()
    run = Run.load(folder)
    assert "states" in run.tables
    assert "events" not in run.tables
    assert run.frame("states").height == 1
    assert run.query('select max("end") as last from states').item() == 5


def test_the_words_are_those_of_the_engine() -> None:
    from carwright.engine.protocol import Outcome, TraceCode

    assert tuple(code.name.lower() for code in TraceCode) == EVENTS
    assert tuple(outcome.name.lower() for outcome in Outcome) == OUTCOMES


def test_states_of_a_simulated_trace_add_up_to_the_tallies(tmp_path: Path) -> None:
    from carwright.engine import run
    from carwright.results import from_tallies
    from results.synthetic import HOUR

    writer = TraceWriter(tmp_path, PLANT, 0, part_rows=500)
    one = run(PLANT, 1, 20 * HOUR, period=HOUR, engine="reference", trace=writer.take)
    writer.close()
    states = written(tmp_path, "states").sort("machine", "begin")
    again = (pl.col("state") == pl.col("state").shift()) & (
        pl.col("begin") == pl.col("end").shift()
    )
    same = pl.col("machine") == pl.col("machine").shift()
    assert states.filter(again & same).height == 0
    traced = states.group_by("machine", "state").agg((pl.col("end") - pl.col("begin")).sum())
    names = [state.name.lower() for state in State]
    table = from_tallies(PLANT, one.tallies, replication=0)["machines"]
    tallied = table.group_by("machine").agg(pl.col(names).sum()).unpivot(names, index="machine")
    expected = {(m, s): ms for m, s, ms in tallied.rows() if ms}
    assert {(m, s): ms for m, s, ms in traced.rows()} == expected


def test_every_part_of_a_simulated_trace_is_created_and_moved(tmp_path: Path) -> None:
    from carwright.engine import run
    from results.synthetic import HOUR

    writer = TraceWriter(tmp_path, PLANT, 0)
    one = run(PLANT, 1, 8 * HOUR, engine="reference", trace=writer.take)
    writer.close()
    events = written(tmp_path, "events")
    assert events["time"].is_sorted()
    created, _, sunk, _, joined, _ = one.tallies["ledger"]
    assert events.filter(event="create").height == created
    assert events.filter(pl.col("object") == "out", event="move").height == sunk
    assert events.filter(event="join").height == joined
    assert events.filter(event="join")["other"].unique().to_list() == ["packs"]
