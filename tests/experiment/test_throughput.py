"""`throughput`: the same figures by recursion and by events, and which of the two it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import carwright as cw
from carwright.engine.recursion import INSTRUCTION_SETS
from carwright.errors import CarwrightError, InterruptedRun
from carwright.experiment import Throughput, lanes
from carwright.model import Plant

DAYS = 6


def plant(**stations: Any) -> Plant:
    """A line of three, the second of which fails."""
    given = {
        "a": {"cycle": "exponential(50 s)"},
        "b": {"cycle": "55 s", "failures": ["jam"]},
        "c": {"cycle": "lognormal(mean=45 s, cv=0.5)"},
    }
    return Plant.model_validate(
        {
            "name": "three",
            "start": "2024-01-01",
            "variants": {"car": {}},
            "sources": {"in": {"makes": "car"}},
            "sinks": {"out": {}},
            "stations": given | stations,
            "failures": {"jam": {"between": "exponential(2 h)", "repair": "exponential(5 min)"}},
            "flow": ["in -> a -> (3) -> b -> c -> out"],
        }
    )


def both(**told: Any) -> tuple[Throughput, Throughput]:
    given = {"days": DAYS, "seed": 5, "departures": True, "stations": True, **told}
    events = cw.throughput(plant(), method="events", **given)
    return cw.throughput(plant(), **given), events


@pytest.mark.parametrize("replications", [1, 2, 5, 11])
def test_recursion_and_events_say_the_same(replications: int) -> None:
    ours, theirs = both(replications=replications, threads=2)
    assert (ours.method, theirs.method) == ("recursion", "events")
    assert (ours.reasons, theirs.reasons) == ((), ("events were asked for",))
    assert (ours.rate, ours.lead_time, ours.warm_up) == (
        theirs.rate,
        theirs.lead_time,
        theirs.warm_up,
    )
    assert ours.visits == theirs.visits
    assert ours.frames.keys() == theirs.frames.keys()
    for name in ours.frames:
        assert ours.frame(name).equals(theirs.frame(name)), name
    assert list(ours.departures) == list(range(replications))
    for n in ours.departures:
        assert ours.departures[n].tolist() == theirs.departures[n].tolist()


def test_the_same_tables_as_simulate() -> None:
    quick = cw.throughput(plant(), days=DAYS, replications=3, seed=5, stations=True)
    run = cw.simulate(plant(), days=DAYS, replications=3, seed=5)
    for name, frame in quick.frames.items():
        assert frame.equals(run.frame(name).select(frame.columns)), name
    summary = cw.summarise(run)
    assert quick.rate.mean == pytest.approx(summary.plant.jph_net.mean)
    assert quick.rate.half_width == pytest.approx(summary.plant.jph_net.half_width)
    assert quick.lead_time.mean == pytest.approx(summary.plant.lead_time.mean)


@pytest.mark.parametrize("name", INSTRUCTION_SETS)
def test_figures_do_not_depend_on_the_instruction_set(name: str) -> None:
    chosen = cw.throughput(plant(), days=DAYS, replications=5, instruction_set=name)
    assert chosen.instruction_set == name
    best = cw.throughput(plant(), days=DAYS, replications=5, threads=1)
    assert best.instruction_set == next(iter(INSTRUCTION_SETS))
    assert chosen.rate == best.rate


def test_other_plants_are_simulated_and_it_says_why() -> None:
    double = plant(c={"cycle": "exponential(90 s)", "machines": 2})
    found = cw.throughput(double, days=DAYS, replications=2)
    assert found.method == "events"
    assert found.instruction_set is None
    why = "station 'c' has parallel machines, on which parts overtake each other"
    assert why in found.reasons
    assert "of CPU by events\n  because station 'c' has" in found.summary()
    assert found.to_json()["reasons"] == list(found.reasons)
    with pytest.raises(CarwrightError, match="recursion can't run this plant:\n  station 'c'"):
        cw.throughput(double, days=DAYS, method="recursion")


def test_what_is_not_asked_for_is_not_there() -> None:
    found = cw.throughput(plant(), days=DAYS, replications=1)
    assert set(found.frames) == {"sinks", "sink_types", "sources", "cars"}
    assert found.departures == {}
    assert f"of CPU by recursion, {found.instruction_set}" in found.summary()
    with pytest.raises(CarwrightError, match="no table 'sink' -> did you mean 'sinks'"):
        found.frame("sink")


def test_little_memory_for_many_periods(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replications that would take too much memory side by side run one by one, to the same end."""
    side_by_side = cw.throughput(plant(), days=DAYS, replications=4, stations=True)
    monkeypatch.setattr(lanes, "MOST_NUMBERS", 1_000)
    one_by_one = cw.throughput(plant(), days=DAYS, replications=4, stations=True)
    assert one_by_one.frame("machines").equals(side_by_side.frame("machines"))


def test_a_warm_up_that_is_given() -> None:
    found = cw.throughput(plant(), days=DAYS, replications=4, warm_up="2 d")
    assert (found.warm_up.ms, found.warm_up.method) == (2 * 86_400_000, "given")
    sinks = found.frame("sinks")
    counted = sinks.filter(sinks["period"] >= found.warm_up.periods)["cars"].sum()
    assert found.rate.mean == pytest.approx(counted / 4 / (4 * 24))


def test_departures_are_those_that_are_counted() -> None:
    found = cw.throughput(plant(), days=DAYS, replications=1, departures=True)
    instants = found.departures[0]
    assert len(instants) == found.frame("sinks")["parts"].sum()
    assert np.all(np.diff(instants) >= 0)
    assert 0 < instants[0] < instants[-1] < found.horizon_ms


def test_settings_are_checked() -> None:
    with pytest.raises(CarwrightError, match="replications: 0 is out of range"):
        cw.throughput(plant(), days=DAYS, replications=0)


def test_ctrl_c_ends_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(lanes, "wait", interrupted)
    with pytest.raises(InterruptedRun, match=r"^stopped before the end of 36,500 d"):
        cw.throughput(plant(), days=36_500, replications=64, threads=1)


@pytest.mark.parametrize("method", ["recursion", "events"])
def test_progress_comes_to_the_end(method: str) -> None:
    shares: list[float] = []
    cw.throughput(plant(), days=DAYS, replications=20, method=method, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
