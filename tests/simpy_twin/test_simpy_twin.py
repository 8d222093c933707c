"""Random plants through carwright and through an independent SimPy model of them.

With one stream of uniforms for both (R1), every departure of every sink agrees to the millisecond:
with fixed times (luck decides tests and ways only) and with random ones. With other random
numbers, means agree: Holm's procedure over all plants and figures at a family-wise 1 %, and the
scores of each figure as a whole are standard normal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

import numpy as np
import pytest

from carwright.model import Plant
from simpy_twin.means import PARTS, TIME, Difference, difference, differences, holm
from simpy_twin.paths import DAY, carwright_departures, first_difference, twin_departures
from simpy_twin.random_plants import Maker
from verification.goodness import whole
from verification.keep import Finding, once

EVERYDAY = range(6)
ALL = range(250)
OTHERS = range(1000, 1200)
"""Plants whose means are compared, `OURS` replications against `THEIRS`."""
OURS, THEIRS = 40, 20


def horizon(plant: Plant, days: int) -> int:
    """A plant with shifts needs to see a weekend end."""
    return (5 + days if plant.calendars else days) * DAY


def faults(seeds: range, *, varied: bool, days: int) -> list[str]:
    found = []
    for seed in seeds:
        plant = Maker(seed, varied=varied).plant()
        if told := first_difference(plant, horizon(plant, days), seed):
            found.append(f"plant {seed}: {told}")
    return found


def departures(seeds: range, varied: bool, *, days: int) -> int:
    """How many departures there are to agree."""
    plants = ((seed, Maker(seed, varied=varied).plant()) for seed in seeds)
    found = (carwright_departures(p, horizon(p, days), seed) for seed, p in plants)
    return sum(len(times) for sinks in found for times in sinks.values())


@pytest.mark.parametrize("varied", [False, True], ids=["fixed times", "random times"])
def test_every_departure_agrees_to_the_millisecond(varied: bool) -> None:
    assert not faults(EVERYDAY, varied=varied, days=1)


@pytest.mark.verify
@pytest.mark.parametrize("varied", [False, True], ids=["fixed times", "random times"])
def test_every_departure_of_250_plants_agrees(varied: bool) -> None:
    def find() -> Finding:
        found = faults(ALL, varied=varied, days=2)
        return {"plants": len(ALL), "differ": found, "departures": departures(ALL, varied, days=2)}

    assert not once(f"twin {'random' if varied else 'fixed'} times", find)["differ"]


def test_a_cycle_longer_by_a_millisecond_is_seen() -> None:
    """The comparison can fail: one station of each plant works 1 ms longer in the twin."""
    for seed in range(3):
        plant = Maker(seed, varied=False).plant()
        slower = plant.stations["s1"] if "s1" in plant.stations else plant.stations["s1a"]
        name = next(n for n, s in plant.stations.items() if s is slower)
        cycle = {t: f"{_ms(slower.cycle, t) + 1} ms" for t in plant.variants}
        station = slower.model_dump(by_alias=True, exclude_unset=True) | {"cycle": cycle}
        stations = {
            n: station if n == name else s.model_dump(by_alias=True, exclude_unset=True)
            for n, s in plant.stations.items()
        }
        other = plant.replace(stations=stations)
        at = horizon(plant, 1)
        assert carwright_departures(plant, at, seed) != twin_departures(other, at, seed)


def _ms(cycle: object, type_: str) -> int:
    told = cycle.get(type_, cycle.get("default")) if isinstance(cycle, dict) else cycle
    return round(told.parameters[0])  # type: ignore[attr-defined]


def features(plant: Plant) -> set[str]:
    found = {f"{f.clock} stop" for f in plant.failures.values()}
    found |= {f"{f.start} stop" for f in plant.failures.values()}
    found |= {"shifts"} if plant.calendars else set()
    found |= {f"choose {s.choose}" for s in (*plant.stations.values(), *plant.buffers.values())}
    for station in plant.stations.values():
        found |= {"parallel machines"} if station.machines != 1 else set()
        found |= {"assembly"} if station.needs else set()
        found |= {"rework"} if station.test else set()
        found |= {"set-up"} if station.setup else set()
        found |= {f"off shift {station.off_shift}"} if station.calendar else set()
    for source in plant.sources.values():
        found |= {"arrivals" if source.every else "saturated"}
        found |= {"limit"} if source.limit else set()
        found |= {"lost arrivals"} if source.when_full == "lose" else set()
    return found


def test_every_feature_is_seen_often() -> None:
    count: Counter[str] = Counter()
    for seed in ALL:
        count.update(features(Maker(seed, varied=False).plant()))
    wanted = """operation stop;calendar stop;cycles stop;immediate stop;forced stop;
        opportunistic stop;shifts;choose first;choose round robin;choose share;parallel machines;
        assembly;rework;set-up;off shift keep;off shift finish;arrivals;saturated;limit;
        lost arrivals"""
    seldom = {w.strip(): count[w.strip()] for w in wanted.split(";") if count[w.strip()] < 25}
    assert not seldom


def compared(seed: int, *, days: int, ours: int, theirs: int) -> list[Difference]:
    plant = Maker(seed, varied=True).plant()
    return differences(plant, horizon(plant, days) // DAY, seed, ours=ours, theirs=theirs)


def agreed(found: list[Difference]) -> None:
    """Nothing falls by itself, nor the scores of one figure as a whole."""
    assert not holm([d.p for d in found], 0.01)
    for figure in (PARTS, TIME):
        scores = [d.z for d in found if d.figure == figure and d.varied]
        assert min(whole(scores)) > 0.001, figure


def test_means_of_a_few_plants_agree() -> None:
    found = [d for seed in range(2) for d in compared(seed, days=1, ours=20, theirs=4)]
    assert not holm([d.p for d in found], 0.01)


def test_means_that_differ_by_two_per_cent_are_seen() -> None:
    """The comparison can fail: 60 plants whose figures are all 2 % apart, with a spread of 2 %."""
    rng = np.random.default_rng(1)
    found = [
        difference(figure, rng.normal(1.02, 0.02, 40), rng.normal(1.0, 0.02, 20))
        for _ in range(60)
        for figure in (PARTS, TIME)
    ]
    with pytest.raises(AssertionError):
        agreed(found)
    agreed([difference(d.figure, rng.normal(1, 0.02, 40), rng.normal(1, 0.02, 20)) for d in found])


def _kept(seed: int) -> Finding:
    """One plant's differences; each is kept, so that a long run can be broken off."""
    return once(
        f"twin means {seed}",
        lambda: {
            "twin plant": seed,
            "replications": [OURS, THEIRS],
            "differences": [
                asdict(d) | {"p": d.p} for d in compared(seed, days=1, ours=OURS, theirs=THEIRS)
            ],
        },
    )


@pytest.mark.verify
def test_means_of_200_plants_agree() -> None:
    kept = [each for seed in OTHERS for each in _kept(seed)["differences"]]
    agreed([Difference(**{k: v for k, v in d.items() if k != "p"}) for d in kept])
