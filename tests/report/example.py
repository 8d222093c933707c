"""Contents of a page made up for tests: a small plant and one of the size of a real one."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence

from carwright.analysis.interval import Figure, exact
from carwright.report import content as c

SHOPS = ("Castings", "Stamping", "Body", "Paint", "Battery", "Assembly", "End of line")
STEPS = ("weld", "hem", "seal", "fit", "press", "bake", "screw", "clinch", "glue", "inspect")


def figure(mean: float, unit: str = "share", half: float | None = None, n: int = 20) -> Figure:
    spread = abs(mean) * 0.02 if half is None else half
    return Figure(mean, mean - spread, mean + spread, n, unit)


def example(per_shop: int = 3, days: int = 60, seed: int = 1) -> c.Content:
    """A plant with `per_shop` stations in each of seven shops."""
    dice = random.Random(seed)
    names = [
        (f"{shop} {n + 1:02d} {dice.choice(STEPS)}", shop)
        for shop in SHOPS
        for n in range(per_shop)
    ]
    stores = [(f"{name} > buffer", shop) for name, shop in names[:: 3 if per_shop > 3 else 1]]
    return c.Content(
        title="Example plant",
        headline=(
            "The plant makes 40.1 cars per planned hour (95 % interval 39.8 to 40.4), or 160,400"
            " cars a year; Body 02 holds it back most."
        ),
        facts=(f"{days} days simulated", "20 replications", "seed 7", "warm-up 5 days (MSER-5)"),
        warnings=(),
        level=0.95,
        tiles=_tiles(),
        distances=_distances(),
        rate=_rate(days, dice),
        stations=tuple(_station(name, shop, dice) for name, shop in names),
        bottlenecks=_strip(names, days, dice),
        stores=tuple(_store(name, shop, dice) for name, shop in stores),
        flow=_flow(names),
        lead_time=_lead(),
        tests=tuple(_test(name, shop, dice) for name, shop in names[:: max(1, per_shop // 3)]),
        stops=_stops(names, dice),
        energy=c.EnergyUse(
            figure(412, "kWh"),
            figure(16.5, "MW"),
            tuple((shop, figure(dice.uniform(20, 140), "kWh")) for shop in SHOPS),
        ),
        inputs=_inputs(),
        stamp=_stamp(),
    )


def _tiles() -> tuple[c.Tile, ...]:
    return (
        c.Tile("JPH net", figure(40.1, "cars/h", 0.3), 40.0),
        c.Tile("Cars a year", figure(160_400, "cars", 1200), 150_000),
        c.Tile("First time through", figure(0.873, half=0.004), 0.9),
        c.Tile("Lead time", figure(31.4, "h", 0.6)),
        c.Tile("Cars in the plant", figure(812, "cars", 14)),
        c.Tile("OEE of the bottleneck", figure(0.846, half=0.006), note="Body 02 hem"),
    )


def _distances() -> tuple[c.Distance, ...]:
    takt = exact(76.0, "s", "reckoned from the planned cycles, not simulated")
    return (
        c.Distance("Takt", takt, 76, "s", "Xiaomi, March 2024", "met"),
        c.Distance("Net rate", figure(40.1, "cars/h", 0.3), 40, "cars/h", "press", "open"),
        c.Distance("Cars per year", figure(160_400, "cars", 1200), 150_000, "cars", "press", "met"),
        c.Distance("First time through", figure(0.873, half=0.004), 0.9, "share", "own", "missed"),
        c.Distance("Lead time", figure(31.4, "h", 0.6), 24, "h", "own", "missed"),
    )


def _rate(days: int, dice: random.Random) -> c.Rate:
    worked = [day for day in range(days) if day % 7 < 5]
    rates = [
        figure(
            40.1 * (1 - math.exp(-(n + 0.6))) + dice.gauss(0, 0.5), "cars/h", dice.uniform(0.5, 1)
        )
        for n in range(len(worked))
    ]
    targets = (("net target", 40.0),)
    text = "Warm-up: 5 days, found by MSER-5."
    labels = tuple(f"{day + 1}" for day in worked)
    return c.Rate("day", labels, tuple(rates), 4, text, figure(40.1, "cars/h", 0.3), targets)


def _station(name: str, shop: str, dice: random.Random) -> c.StationStates:
    weights = [dice.uniform(0.5, 1), *(dice.uniform(0, 0.15) for _ in range(4)), 0.06]
    on_shift = [weight / sum(weights) for weight in weights]
    states = c.STATES[:-1]
    shares = {s: figure(2 / 3 * share) for s, share in zip(states, on_shift, strict=True)}
    return c.StationStates(
        name=name,
        shop=shop,
        machines=dice.choice((1, 1, 2)),
        shares=shares | {"unplanned": figure(1 / 3, half=0.0)},
        on_shift={s: figure(share) for s, share in zip(states, on_shift, strict=True)},
        oee=figure(on_shift[0]),
        rate=figure(dice.uniform(42, 60), "/h"),
    )


def _strip(names: Sequence[tuple[str, str]], days: int, dice: random.Random) -> c.Strip:
    rows = []
    for rank, (name, shop) in enumerate(names[:20]):
        size = 0.5 / (rank + 1)
        cells = tuple((dice.uniform(0, size), dice.uniform(0, size / 2)) for _ in range(days))
        rows.append(
            c.Bottleneck(
                name, shop, figure(size / 2), figure(size / 4), figure(size * 0.625), cells
            )
        )
    return c.Strip(tuple(rows), figure(0.2), "day", tuple(f"{day + 1}" for day in range(days)), 5)


def _store(name: str, shop: str, dice: random.Random) -> c.Store:
    capacity = dice.choice((1, 4, 20, 60, 120, None))
    top = capacity or 40
    peak, width = dice.uniform(0, top), top / 4 + 0.5
    weights = [math.exp(-(((level - peak) / width) ** 2)) for level in range(top + 1)]
    shares = [weight / sum(weights) for weight in weights]
    step = max(1, top // 32)
    bins = [
        (low, min(low + step - 1, top), sum(shares[low : low + step]))
        for low in range(0, top + 1, step)
    ]
    level = sum(n * share for n, share in enumerate(shares))
    full = figure(shares[-1]) if capacity else None
    return c.Store(
        name, shop, capacity, figure(level, "parts"), figure(shares[0]), full, tuple(bins)
    )


def _flow(names: Sequence[tuple[str, str]]) -> c.Flow:
    shops = dict(names) | {"orders": "", "yard": ""}
    line = [
        "orders",
        *(name for name, shop in names if shop not in ("Castings", "Battery")),
        "yard",
    ]
    edges = [c.Edge(a, b, figure(41, "/h")) for a, b in itertools.pairwise(line)]
    for feeder, joint in (("Castings", "Body"), ("Battery", "Assembly")):
        steps = [name for name, shop in names if shop == feeder]
        edges += [c.Edge(a, b, figure(44, "/h")) for a, b in itertools.pairwise(steps)]
        target = next(name for name, shop in names if shop == joint)
        edges.append(c.Edge(steps[-1], target, figure(41, "/h"), "join"))
    test, early = line[-2], line[-4]
    edges += [
        c.Edge(test, "repair bay", figure(4.1, "/h"), "rework"),
        c.Edge("repair bay", early, figure(4.1, "/h")),
        c.Edge(test, "scrap", figure(0.21, "/h"), "scrap"),
    ]
    return c.Flow(tuple(edges), shops | {"repair bay": "End of line"})


def _lead() -> c.LeadTime:
    weights = [
        math.exp(-(((h - 30) / 5) ** 2)) + 0.4 * math.exp(-(((h - 44) / 6) ** 2))
        for h in range(20, 66)
    ]
    shares = [figure(weight / sum(weights)) for weight in weights]
    bins = [(float(h), float(h + 1), share) for h, share in zip(range(20, 66), shares, strict=True)]
    bins[-1] = (65.0, None, shares[-1])
    marks = {"5 %": 24.1, "median": 30.4, "95 %": 49.2}
    quantiles = {name: figure(at, "h", 0.4) for name, at in marks.items()}
    return c.LeadTime("h", tuple(bins), figure(31.4, "h", 0.6), quantiles)


def _test(name: str, shop: str, dice: random.Random) -> c.TestResult:
    rework, scrap = dice.uniform(0, 0.08), dice.uniform(0, 0.01)
    first = figure(1 - rework - scrap, half=0.003)
    return c.TestResult(name, shop, first, figure(rework), figure(scrap), figure(0.001))


def _stops(names: Sequence[tuple[str, str]], dice: random.Random) -> dict[str, tuple[c.Stop, ...]]:
    unit = "h/week"

    def stop(name: str, where: str) -> c.Stop:
        down = dice.expovariate(0.5)
        waiting = figure(down * dice.uniform(0, 0.5), unit)
        planned = dice.random() < 0.2
        return c.Stop(name, where, planned, figure(down, unit), waiting, figure(7 * down, "/week"))

    assets = [stop("robot stop", f"{name} R{dice.randint(1, 9):02d}") for name, _ in names]
    modes = [stop(mode, "") for mode in ("robot stop", "tip dressing", "gripper", "nozzle", "PLC")]
    ordered = {"By asset": assets, "By failure mode": modes}
    return {k: tuple(sorted(v, key=lambda s: -(s.down.mean or 0))) for k, v in ordered.items()}


def _inputs() -> c.Inputs:
    counts = {
        "official": 18,
        "press": 41,
        "rumour": 3,
        "estimate": 120,
        "assumed": 310,
        "unsourced": 22,
    }
    rows = (
        c.Input(
            "stations.*.cycle",
            120,
            "assumed",
            ("Body 01", "Body 02", "Body 03", "Body 04", "Body 05"),
            "72 s",
            ("60 s", "76 s"),
            "takt less a margin",
        ),
        c.Input(
            "buffers.bank.capacity", 1, "assumed", (), "12", ("4", "40"), "typical of body shops"
        ),
        c.Input("crews.menders.size", 1, "unsourced", (), "3"),
    )
    return c.Inputs(counts, rows)


def _stamp() -> c.Stamp:
    facts = (
        ("Plant", "9b1f" * 16),
        ("Program", "03ac" * 16),
        ("Seed", "7"),
        ("Replications", "20"),
        ("Versions", "carwright 0.1.0, Python 3.11.9, NumPy 2.3.0"),
    )
    return c.Stamp(
        facts, "carwright run plant --days 60 --replications 20 --seed 7", "Same version."
    )
