"""Every row of `tests/data/exact` and `tests/data/queueing` as a plant and its exact figures."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.theory import queues
from tests.theory.estimate import in_system, lead_time, share_of_state, throughput
from tests.theory.plants import line

from carwright.model import Plant
from verification import measures
from verification.measures import Measure
from verification.ticks import bernoulli, gershwin, two_machines

DATA = Path(__file__).parents[1] / "data"

NOT_EXPRESSED = {
    "fluid_2machine_equal_speed": "material flows continuously; carwright's parts are whole. Lines"
    " of ever smaller parts come close to it, but none of them has these figures.",
}
"""Tables whose system is none that the model can express, and why."""


@dataclass(frozen=True)
class Row:
    """`exact` by measure; the first is the one whose z-score goes into the test of them all.

    It runs `longer` times as long as the wanted half-width needs.
    """

    table: str
    name: str
    plant: Callable[[], Plant]
    measures: dict[str, tuple[Measure, float]]
    longer: float = 1.0

    @property
    def key(self) -> str:
        return f"{self.table} {self.name}"


def rows() -> Iterator[Row]:
    """All of them, table by table."""
    for table, read in READERS.items():
        for number, record in enumerate(_records(table), start=1):
            yield from read(table, number, record)
    yield from queueing()


def _records(table: str) -> list[dict[str, str]]:
    with (DATA / f"exact/{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def floats(text: str) -> list[float]:
    return [float(each) for each in text.split()]


def ints(text: str) -> list[int]:
    return [int(each) for each in text.split()]


def _made(exact: float) -> dict[str, tuple[Measure, float]]:
    return {"X": (measures.throughput, exact)}


def _line(table: str, number: int, row: dict[str, str]) -> Iterator[Row]:
    def made() -> Plant:
        return line(
            floats(row["mu"]),
            ints(row["buffers"]),
            ints(row["erlang_k"]),
            floats(row["fail_rate"]),
            floats(row["repair_rate"]),
        )

    yield Row(table, f"{number} {row['case']}", made, _made(float(row["throughput"])))


def exponential(rates: list[float], buffers: list[int]) -> Plant:
    n = len(rates)
    return line(rates, buffers, [1] * n, [0.0] * n, [0.0] * n)


def _bowl(table: str, number: int, row: dict[str, str]) -> Iterator[Row]:
    """The best means of the stations at the ends and within, and all alike."""
    k, b = int(row["K"]), int(row["buffer_each"])
    end, inner = float(row["opt_mean_end_stations"]), float(row["opt_mean_inner_stations"])
    best = [1 / end, *[1 / inner] * (k - 2), 1 / end]
    for name, rates, column in (
        ("best", best, "throughput_at_optimum"),
        ("balanced", [1.0] * k, "throughput_balanced"),
    ):
        yield Row(
            table,
            f"{number} {name}",
            lambda rates=rates: exponential(rates, [b] * (k - 1)),
            _made(float(row[column])),
        )


def _allocation(table: str, number: int, row: dict[str, str]) -> Iterator[Row]:
    rates = floats(row["mu"])
    told = [(each, "best_throughput") for each in row["optimal_allocations"].split("|")]
    told.append((row["worst_allocation"], "worst_throughput"))
    for text, column in told:
        sizes = ints(text)
        yield Row(
            table,
            f"{number} {column[:5].rstrip('_')} {'-'.join(text.split())}",
            lambda sizes=sizes: exponential(rates, sizes),
            _made(float(row[column])),
        )


def _gershwin_2(table: str, number: int, row: dict[str, str]) -> Iterator[Row]:
    p, r = ([float(row[f"{x}{i}"]) for i in (1, 2)] for x in "pr")
    n = int(row["N"])
    yield Row(
        table,
        f"{number} {row['case']}",
        lambda: two_machines(p, r, n),
        _made(float(row["efficiency"])),
    )


def _gershwin(table: str, number: int, row: dict[str, str]) -> Iterator[Row]:
    yield Row(
        table,
        f"{number} {row['case']}",
        lambda: gershwin(floats(row["p"]), floats(row["r"]), ints(row["N"])),
        _made(float(row["efficiency"])),
    )


def _bernoulli(table: str, number: int, row: dict[str, str]) -> Iterator[Row]:
    yield Row(
        table,
        f"{number} {row['case']}",
        lambda: bernoulli(floats(row["p"]), ints(row["N"])),
        _made(float(row["production_rate"])),
    )


READERS: dict[str, Callable[[str, int, dict[str, str]], Iterator[Row]]] = {
    "exp_balanced": _line,
    "exp_unbalanced": _line,
    "erlang_lines": _line,
    "unreliable_exp_2machine": _line,
    "unreliable_exp_3_4machine": _line,
    "buffer_allocation_exp": _allocation,
    "bowl_optimum": _bowl,
    "gershwin_deterministic_2machine": _gershwin_2,
    "gershwin_deterministic_3_4machine": _gershwin,
    "bernoulli_lines": _bernoulli,
}


def queueing() -> Iterator[Row]:
    """The plants of ``tests/theory/queues.py``; how long they run is decided anew here."""
    for case in json.loads((DATA / "queueing/cases.json").read_text()):
        asked = queues.KINDS[case["kind"]](case["params"], case["results"])
        told = {name: (_same(name, old), x) for name, (old, x) in asked.answers.items()}
        yield Row("queueing", case["id"], lambda asked=asked: asked.plant, told)


def slowed(factor: float) -> Iterator[Row]:
    """The balanced lines with every time longer by a factor, and the old exact figures.

    What `make verify` must find: a bias that nobody told it of.
    """
    for number, record in enumerate(_records("exp_balanced"), start=1):
        for row in _line("exp_balanced", number, record):
            mu = [each / factor for each in floats(record["mu"])]
            sizes = ints(record["buffers"])
            yield Row(
                f"slowed by {factor:g}",
                row.name,
                lambda mu=mu, sizes=sizes: exponential(mu, sizes),
                row.measures,
            )


SECOND_LOOK = "unreliable_exp_2machine"
"""The table whose scores were the least normal of all (KS p = 0.0067) is run again.

Some table is always the least normal; further looks with other seeds, planned before they were
taken, tell chance from a fault: one as long as the first, one four times as long, in which a bias
would show in scores twice as large.
"""

LOOKS = {"second look": 1.0, "long look": 4.0}


def again() -> Iterator[Row]:
    """The rows of `SECOND_LOOK` under other names, which gives them other seeds."""
    mine = [row for row in rows() if row.table == SECOND_LOOK]
    for look, longer in LOOKS.items():
        yield from (replace(r, table=f"{look} at {r.table}", longer=longer) for r in mine)


def _same(name: str, old: object) -> Measure:
    """The measure on all replications that does what an old one does on one."""
    known: dict[object, Measure] = {
        throughput: measures.throughput,
        lead_time: measures.lead_time,
        in_system: measures.in_system,
        queues._up: measures.share_up,
    }
    if old in known:
        return known[old]
    if name.startswith("W"):
        return measures.lead_time_at(f"out{name[1:]}")
    raise ValueError(f"no measure for {name} {old} {share_of_state}")
