"""Random plants of stations, buffers, failures, assembly, tests with rework, and shifts.

Numbers are whole milliseconds without common factors, so that events of objects that have nothing
to do with each other seldom fall on the same one.
"""

from __future__ import annotations

import random

from carwright.model import Plant

TYPES = ("red", "blue")


class Maker:
    """Makes one plant from one seed; `varied`: with random times, else all are fixed."""

    def __init__(self, seed: int, *, varied: bool) -> None:
        self.rnd = random.Random(seed)
        self.varied = varied
        self.stations: dict[str, dict[str, object]] = {}
        self.buffers: dict[str, dict[str, object]] = {}
        self.sources: dict[str, dict[str, object]] = {}
        self.failures: dict[str, dict[str, object]] = {}
        self.flow: list[object] = []
        self.shifts = self.chance(0.35)
        self.types = TYPES if self.chance(0.6) else TYPES[:1]

    def chance(self, p: float) -> bool:
        return self.rnd.random() < p

    def whole(self, low: int, high: int) -> int:
        return self.rnd.randint(low, high)

    def time(self, low: int, high: int) -> str:
        """A duration between two limits (s), or a distribution whose mean lies there."""
        mean = self.whole(low * 1000, high * 1000)
        if not self.varied:
            return f"{mean} ms"
        forms = (
            f"exponential({mean} ms)",
            f"erlang({mean} ms, k={self.whole(2, 4)})",
            f"lognormal({mean} ms, cv=0.{self.whole(2, 8)})",
            f"uniform({mean // 2} ms, {mean * 3 // 2} ms)",
            f"triangular({mean * 3 // 4} ms, {mean} ms, {mean * 3 // 2} ms)",
            f"weibull({mean} ms, shape={self.whole(2, 5)})",
            f"{mean} ms",
        )
        return self.rnd.choice(forms)

    def calendar(self) -> dict[str, object]:
        if not self.shifts or self.chance(0.2):
            return {}
        return {"calendar": self.rnd.choice(("one", "two"))}

    def plant(self) -> Plant:
        """The main line, then what joins it."""
        line = self.main_line()
        if self.chance(0.6):
            self.rework(line)
        if self.chance(0.5):
            self.feeder(line)
        for name in self.stations:
            self.stops(name)
        variants = {t: {} for t in self.types}
        return Plant.model_validate(
            {
                "name": "random",
                "start": f"2024-01-0{self.whole(1, 7)}",
                "variants": variants,
                "components": {"part": {}},
                "calendars": CALENDARS if self.shifts else {},
                "failures": self.failures,
                "sources": self.sources,
                "stations": self.stations,
                "buffers": self.buffers,
                "sinks": {"out": {}},
                "flow": self.flow,
            }
        )

    def source(self, name: str) -> None:
        told: dict[str, object] = {"makes": self.types[0]}
        if len(self.types) > 1:
            share = self.rnd.choice((0.5, 0.25, 0.75))
            told["makes"] = {"red": share, "blue": 1 - share}
            told["sequence"] = self.rnd.choice(("level", "random"))
        if self.chance(0.4):
            told["every"] = self.time(70, 120)
            if self.chance(0.3):
                told["when_full"] = "lose"
            if self.chance(0.3):
                told["first"] = f"{self.whole(0, 90_000)} ms"
        if self.chance(0.3):
            told["lot"] = self.whole(2, 3)
            if "every" in told:
                told["every"] = self.time(200, 300)
        if self.chance(0.25):
            told["limit"] = self.whole(2, 12)
        self.sources[name] = told | self.calendar()

    def station(self, name: str) -> str:
        """Cycle times grow with the number of machines."""
        machines = 1 if self.chance(0.65) else self.whole(2, 3)
        cycle: object = self.time(40 * machines, 90 * machines)
        if len(self.types) > 1 and self.chance(0.5):
            cycle = {t: self.time(40 * machines, 90 * machines) for t in self.types}
        told: dict[str, object] = {"cycle": cycle, "machines": machines} | self.calendar()
        if "calendar" in told and self.chance(0.4):
            told["off_shift"] = "finish"
        if len(self.types) > 1 and self.chance(0.2):
            told["setup"] = {"by": "variant", "time": self.time(10, 60)}
        if self.chance(0.2):
            told["serve"] = "listed order"
        self.stations[name] = told
        return name

    def buffer(self, name: str, capacity: int | None) -> str:
        told: dict[str, object] = {} if capacity is None else {"capacity": capacity}
        if self.chance(0.2):
            told["transit"] = f"{self.whole(1_000, 60_000)} ms"
        self.buffers[name] = told
        return name

    def main_line(self) -> list[list[str]]:
        """Stages of one station, or of two that share the work; buffers between some."""
        self.source("in")
        before, stages = ["in"], []
        for n in range(1, self.whole(2, 6) + 1):
            if n > 1 and self.chance(0.6):
                buffer = self.buffer(f"b{n}", self.whole(1, 6))
                self.join(before, [buffer])
                before = [buffer]
            names = [f"s{n}"] if self.chance(0.75) else [f"s{n}a", f"s{n}b"]
            stage = [self.station(name) for name in names]
            self.join(before, stage)
            stages.append(stage)
            before = stage
        if self.chance(0.3):
            self.source("in2")
            self.flow.append(f"in2 -> {self.rnd.choice(stages[0])}")
        self.join(before, ["out"])
        return stages

    def join(self, givers: list[str], takers: list[str]) -> None:
        for giver in givers:
            how = self.rnd.choice(("first", "round robin", "share")) if len(takers) > 1 else "first"
            place = self.sources.get(giver) or self.stations.get(giver)
            place = self.buffers[giver] if place is None else place
            place["choose"] = how
            shares = (0.375, 0.625) if how == "share" else (None, None)
            for taker, share in zip(takers, shares, strict=False):
                path = f"{giver} -> {taker}"
                self.flow.append(path if share is None else {"path": path, "share": share})

    def rework(self, line: list[list[str]]) -> None:
        """A test at one stage; what it finds is mended apart and comes back at some stage.

        The store before the repair is endless, so that the loop can't lock.
        """
        place = self.whole(0, len(line) - 1)
        tester = self.rnd.choice(line[place])
        store, repair = self.buffer("r", None), self.station("repair")
        back = self.rnd.choice(line[self.whole(0, place)])
        self.flow += [f"{store} -> {repair}", f"{repair} -> {back}"]
        rework: object = self.rnd.choice((0.1, 0.2))
        if len(self.types) > 1 and self.chance(0.5):
            rework = {"red": 0.3, "blue": 0.05}
        test: dict[str, object] = {"rework": rework, "rework_to": store}
        if self.chance(0.5):
            test["scrap"] = 0.05
        if self.chance(0.5):
            test["coverage"] = 0.75
        test["max_reworks"] = self.whole(1, 3)
        self.stations[tester]["test"] = test

    def feeder(self, line: list[list[str]]) -> None:
        taker = self.rnd.choice(self.rnd.choice(line))
        self.sources["parts"] = {"makes": "part"}
        store = self.buffer("store", self.whole(3, 8))
        if self.chance(0.7):
            self.stations["feed"] = {"cycle": self.time(20, 60)} | self.calendar()
            self.flow += ["parts -> feed", f"feed -> {store}"]
        else:
            self.sources["parts"]["every"] = self.time(20, 60)
            self.sources["parts"]["when_full"] = "lose"
            self.flow.append(f"parts -> {store}")
        quantity: object = self.whole(1, 2)
        if len(self.types) > 1 and self.chance(0.5):
            quantity = {"red": 2, "blue": self.whole(0, 1)}
        self.stations[taker]["needs"] = [{"from": store, "quantity": quantity}]

    def stops(self, name: str) -> None:
        if not self.chance(0.55):
            return
        mine = []
        for n in range(1 if self.chance(0.7) else 2):
            stop = f"{name} stop {n}"
            clock = self.rnd.choice(("operation", "operation", "calendar", "calendar", "cycles"))
            between: object = self.time(1_500, 9_000)
            if clock == "cycles":
                between = self.whole(10, 60)
            self.failures[stop] = {
                "between": between,
                "repair": self.time(60, 600),
                "clock": clock,
                "start": self.rnd.choice(("immediate", "immediate", "forced", "opportunistic")),
            }
            mine.append(stop)
        self.stations[name]["failures"] = mine


CALENDARS = {
    "one": {
        "shifts": [{"from": "06:00", "to": "14:00"}],
        "breaks": [{"at": "10:00", "for": "30 min"}],
    },
    "two": {
        "shifts": [
            {"from": "06:00", "to": "14:00", "days": ["mon", "tue", "wed", "thu", "fri", "sat"]},
            {"from": "14:00", "to": "22:30"},
        ],
        "breaks": [{"at": "09:00", "for": "15 min"}, {"at": "18:00", "for": "45 min"}],
    },
}
