"""A small plant and tallies for it that obey the books, made from a seed without an engine."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from carwright.compile.program import Program
from carwright.compile.schema import CalendarState, State
from carwright.compile.tallies import LEAD_BINS, LEVELS, REWORKS, TALLIES
from engine.build import PlantBuilder

HOUR = 3_600_000
DAY = 24 * HOUR

Tallies = dict[str, NDArray[np.int64]]


def program() -> Program:
    """Bodies and batteries join; a test sends back and scraps; one shift of two makes the day."""
    shifts = [(0, CalendarState.OFF), (6 * HOUR, CalendarState.ON), (14 * HOUR, CalendarState.OFF)]
    return (
        PlantBuilder(types=("sedan", "coupe", "battery"), cars=("sedan", "coupe"))
        .calendar("day shift", shifts, loop=0, length=DAY)
        .crew("menders", 2)
        .source("bodies", to="weld", mix={"sedan": 0.75, "coupe": 0.25})
        .station("weld", to="rest", work=90_000, machines=2, calendar="day shift")
        .buffer("rest", to="marriage", capacity=10)
        .source("cells", to="pack", mix={"battery": 1.0})
        .station("pack", to="packs", work={"battery": 40_000})
        .buffer("packs", to=(), capacity=40)
        .station("marriage", to="belt", work=60_000, needs=(("packs", 1),), calendar="day shift")
        .conveyor("belt", to="check", travel=120_000, headway=30_000, capacity=8)
        .station(
            "check", to="out", work=30_000, test=True, rework=0.1, scrap=0.02, rework_to="yard"
        )
        .buffer("yard", to="mend")
        .station("mend", to="check", work=240_000)
        .sink("out")
        .mode("weld", machine=0, between=HOUR, repair=300_000, asset="weld #1 R01", crew="menders")
        .mode("weld", machine=1, between=HOUR, repair=300_000, asset="weld #2 R01")
        .program()
    )


def nothing(plant: Program, horizon: int, period: int) -> Tallies:
    """Tallies of the right shapes in which nothing happened, not even time in any state."""
    rows = plant.rows
    size = {name: int(plant.columns[f"size.{name}"][0]) for name in ("types", "edges")}
    length = {
        "P": -(-horizon // period),
        "H": -(-horizon // HOUR),
        "M": rows("machine"),
        "S": rows("station"),
        "A": rows("mode"),
        "B": rows("buffer") + rows("conveyor"),
        "C": rows("crew"),
        "Q": rows("source"),
        "K": rows("sink"),
        "T": size["types"],
        "E": size["edges"],
        "G": LEVELS,
        "L": LEAD_BINS,
        "R": REWORKS,
        "7": len(State),
        "6": 6,
    }
    return {t.name: np.zeros([length[c] for c in t.shape], dtype=np.int64) for t in TALLIES}


def random_tallies(plant: Program, horizon: int, period: int, seed: int) -> Tallies:
    """Tallies with something in every cell that may hold something; times add up to the period."""
    rng = np.random.default_rng(seed)
    made = nothing(plant, horizon, period)
    edges = np.append(np.arange(0, horizon, period), horizon)
    lengths = np.diff(edges)
    for name, array in made.items():
        made[name] = rng.integers(1, 50, size=array.shape)
    made["machine_state"] = _split(rng, lengths, made["machine_state"].shape)
    made["store_time"] = _split(rng, lengths, made["store_time"].shape)
    made["store_level"] = made["store_time"] @ np.arange(LEVELS)
    made["sink_parts"][:, :, -1] = 0  # batteries end in cars
    cars = made["sink_parts"].sum(axis=2)
    made["lead_time"] = _share_out(rng, cars, made["lead_time"].shape)
    made["sink_reworks"] = _share_out(rng, cars, made["sink_reworks"].shape)
    made["lead_sum"] = cars * 7_200_000
    made["cars"] = lengths * 12
    return made


def _split(
    rng: np.random.Generator, lengths: NDArray[np.int64], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    """Each period's length split at random over the last axis."""
    shares = rng.dirichlet(np.ones(shape[-1]), size=shape[:-1])
    times = np.floor(shares * lengths[:, np.newaxis, np.newaxis]).astype(np.int64)
    times[..., 0] += lengths[:, np.newaxis] - times.sum(axis=-1)
    return times


def _share_out(
    rng: np.random.Generator, counts: NDArray[np.int64], shape: tuple[int, ...]
) -> NDArray[np.int64]:
    """Each count shared out at random over the last axis."""
    return rng.multinomial(counts, np.full(shape[-1], 1 / shape[-1])).astype(np.int64)
