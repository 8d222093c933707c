"""Hypothesis strategies: plants without a fault, with something of everything in odd values.

`plants()` gives plants that `carwright.model.check.faults` finds nothing wrong with, so that they
can be saved, loaded and compiled. Their names and texts are such as files trip over.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from carwright.model import FAMILIES, Distribution, Plant
from carwright.model.distribution import LIMITS
from carwright.units import (
    MAX_DURATION,
    MS_PER_DAY,
    format_clock,
    format_duration,
    format_power,
    format_share,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]
Fields = dict[str, Any]

DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

# Texts that a reader of YAML or CSV may take for something else.
_TRAPS = ["on", "no", "null", "true", "1e5", "0x1F", "007", "1.10", "12", "2025-01-06", "a-b", "y"]
_words = st.one_of(
    st.sampled_from(_TRAPS),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./]{0,6}( [A-Za-z0-9_./-]{1,5})?", fullmatch=True),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
"""Any text: line ends, quotes, control characters, letters of all alphabets."""

filled_texts = texts.filter(bool)

durations = st.one_of(st.integers(0, 100), st.integers(0, 10_000_000), st.integers(0, MAX_DURATION))
"""Milliseconds."""

positive_durations = durations.map(lambda ms: max(ms, 1))
shares = st.floats(0, 1)
powers = st.floats(0, 1e6)
lengths = st.integers(1, 1_000_000_000)
dates = st.dates(min_value=dt.date(2000, 1, 1)).map(str)
clock_times = st.integers(0, MS_PER_DAY)


@st.composite
def distributions(draw: Draw) -> Distribution:
    """A time that may vary: any family with parameters that fit it."""
    family = draw(st.sampled_from([*FAMILIES, "empirical"]))
    if family == "empirical":
        points = st.tuples(durations, st.floats(1e-9, 1e9))
        return Distribution(family, (), tuple(draw(st.lists(points, min_size=1, max_size=4))))
    numbers = {name: st.floats(*limits) for name, limits in LIMITS.items()} | {
        "k": st.integers(1, 64)
    }
    given_values = [
        draw(positive_durations if kind == "duration" else numbers[name])
        for name, kind in FAMILIES[family]
    ]
    if family in ("uniform", "triangular"):
        given_values.sort()
    if family == "geometric":
        given_values.sort(reverse=True)
    return Distribution(family, tuple(given_values))


def texted(values: st.SearchStrategy[Any], write: Callable[[Any], str] = str) -> Any:
    """The values as the model's texts."""
    return values.map(write)


class _Names:
    """Names that no two objects have in common, of whatever kind."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._used = {"default", ""}

    def one(self) -> str:
        name = self._draw(_words)
        while name in self._used:
            name += str(len(self._used))
        self._used.add(name)
        return str(name)

    def several(self, least: int, most: int) -> list[str]:
        return [self.one() for _ in range(self._draw(st.integers(least, most)))]


class _Plant:
    """A plant while it is drawn; each method adds one subject."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.names = _Names(draw)
        self.fields: Fields = {"name": draw(filled_texts), "start": draw(dates)}
        self.fields["note"] = draw(texts)
        self.flow: list[Any] = []
        for key in ("sources", "stations", "buffers", "conveyors", "sinks"):
            self.fields[key] = {}

    def some(self, given: Fields) -> Fields:
        """Some of the fields; which strategy each value comes from is said, not the value."""
        return {key: self.draw(value) for key, value in given.items() if self.draw(st.booleans())}

    def any_of(self, key: str) -> st.SearchStrategy[Any]:
        return st.sampled_from(list(self.fields[key]) or [None])

    def products(self) -> None:
        title = {"title": texts, "priority": st.integers(-9, 9)}
        self.fields["variants"] = {name: self.some(title) for name in self.names.several(1, 3)}
        self.fields["components"] = {name: self.some(title) for name in self.names.several(0, 2)}
        self.fields["options"] = {
            name: {"share": self.draw(shares)} for name in self.names.several(0, 2)
        }
        self.fields["colours"] = self.names.several(0, 3)

    def times(self) -> None:
        days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=7)
        self.fields["phases"] = {
            name: {"from": self.draw(dates), **self.some({"title": texts})}
            for name in self.names.several(0, 2)
        }
        shift = st.fixed_dictionaries(
            {"from": texted(clock_times, format_clock), "to": texted(clock_times, format_clock)},
            optional={"days": days, "name": st.just("night")},
        )
        off = st.fixed_dictionaries({"from": dates}, optional={"reason": texts})
        overtime = {"date": "2026-01-01", "from": "06:00", "to": "06:30"}
        pause = st.fixed_dictionaries(
            {"at": texted(clock_times, format_clock), "for": st.just("20 min")},
            optional={"days": days},
        )
        self.fields["calendars"] = {
            name: self.some(
                {
                    "shifts": st.lists(shift, max_size=2),
                    "breaks": st.lists(pause, max_size=2),
                    "maintenance": st.lists(pause, max_size=1),
                    "days_off": st.lists(off, max_size=2),
                }
            )
            | {"overtime": [overtime]}
            for name in self.names.several(0, 2)
        }
        calendar = {"calendar": self.any_of("calendars")}
        self.fields["shops"] = {
            name: self.some({"title": texts, **calendar}) for name in self.names.several(0, 2)
        }
        self.fields["crews"] = {
            name: {"size": self.draw(st.integers(3, 9)), **self.some(calendar)}
            for name in self.names.several(0, 2)
        }

    def stops(self) -> None:
        common = {
            "crew": self.any_of("crews"),
            "people": st.integers(1, 3),
            "priority": st.integers(-1000, 1000),
            "start": st.sampled_from(["immediate", "forced", "opportunistic"]),
        }
        for key in ("failures", "maintenance"):
            self.fields[key] = {
                name: self.some(common) | self._clocked(key) for name in self.names.several(0, 2)
            }

    def _clocked(self, key: str) -> Fields:
        clock = self.draw(st.sampled_from(["operation", "calendar", "cycles"]))
        counted = st.integers(1, 1_000_000)
        timed = texted(distributions().filter(_not_always_zero))
        values = counted if clock == "cycles" else timed
        fields = {"clock": clock, "between": self.draw(values)}
        fields["repair"] = str(self.draw(distributions()))
        return fields | (self.some({"first": values}) if key == "maintenance" else {})

    def placed(self) -> Fields:
        return self.some(
            {
                "shop": self.any_of("shops"),
                "choose": st.sampled_from(["first", "round robin"]),
                "serve": st.sampled_from(["longest waiting", "listed order"]),
                "note": texts,
            }
        )

    def split(self, names: list[str]) -> Fields:
        """Shares of some names that sum to 1."""
        weights = [self.draw(st.integers(1, 9)) for _ in names]
        return {name: w / sum(weights) for name, w in zip(names, weights, strict=True)}

    def source(self) -> str:
        name = self.names.one()
        variants, colours = list(self.fields["variants"]), self.fields["colours"]
        makes = variants[0] if self.draw(st.booleans()) else self.split(variants)
        fields = self.placed() | {"makes": makes}
        fields |= self.some({"sequence": st.sampled_from(["random", "level"])})
        fields |= self.some({"limit": st.integers(1, 99), "lot": st.integers(1, 9)})
        if self.draw(st.booleans()):
            fields["every"] = str(self.draw(distributions().filter(_not_always_zero)))
            fields |= self.some({"first": texted(durations, format_duration)})
            fields |= self.some({"when_full": st.just("lose")})
        if colours and self.draw(st.booleans()):
            fields["colours"] = self.split(colours)
        self.fields["sources"][name] = fields
        return name

    def orders(self) -> None:
        """A source with an order list joins the line behind its first source."""
        file, name = self.draw(st.sampled_from(["a.csv", "lists/ä b.CSV"])), self.names.one()
        self.fields["sources"][name] = self.placed() | {"orders": file}
        self.fields["sources"][name] |= self.some({"repeat": st.booleans()})
        releases = sorted(self.draw(st.lists(durations, min_size=1, max_size=5)))
        colours = st.sampled_from([None, *self.fields["colours"]])
        self.fields["order_lists"] = {
            file: [
                {
                    "variant": self.draw(self.any_of("variants")),
                    "colour": self.draw(colours),
                    "due": self.draw(st.none() | durations.map(format_duration)),
                    "release": format_duration(release),
                }
                for release in releases
            ]
        }
        self.flow.append(f"{name} -> {next(iter(self.fields['sinks']))}")

    def station(self) -> str:
        name = self.names.one()
        fields = self.placed() | {"cycle": self._cycle()}
        stops = {
            "failures": self._several("failures"),
            "maintenance": self._several("maintenance"),
        }
        robots = st.fixed_dictionaries({"count": st.integers(1, 12)}, optional={"does": texts})
        fields |= self.some(stops)
        fields |= self.some(
            {
                "machines": st.integers(1, 3) | self.by_phase(st.integers(1, 3)),
                "batch_by": st.sampled_from(["nothing", "variant", "colour"]),
                "setup": self._setup(),
                "pieces": st.integers(1, 3),
                "off_shift": st.sampled_from(["keep", "finish"]),
                "calendar": self.any_of("calendars"),
                "robots": st.lists(robots, max_size=2),
            }
        )
        power = texted(powers, format_power)
        fields |= self.some(
            {"energy": st.fixed_dictionaries({"working": power}, optional={"off": power})}
        )
        if self.fields["crews"]:
            people = st.fixed_dictionaries({"crew": self.any_of("crews"), "people": st.just(2)})
            fields |= self.some({"operators": people})
        self.fields["stations"][name] = fields
        return name

    def by_phase(self, values: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
        """One value for every phase, so that nothing is taken down again."""
        names = list(self.fields["phases"])
        return values.map(lambda value: dict.fromkeys(names, value) if names else value)

    def _setup(self) -> st.SearchStrategy[Any]:
        time = texted(distributions())
        ends = st.sampled_from(["*", *self.fields["variants"]])
        changes = st.tuples(ends, ends).map(" -> ".join)
        families = dict.fromkeys(self.fields["variants"], filled_texts)
        by_family = {"by": st.just("family"), "families": st.fixed_dictionaries(families)}
        return st.fixed_dictionaries({"by": st.just("colour"), "time": time}) | (
            st.fixed_dictionaries(
                {"by": st.just("variant"), "time": time},
                optional={"times": st.dictionaries(changes, time, max_size=2)},
            )
            | st.fixed_dictionaries({"time": time, **by_family})
        )

    def _several(self, key: str) -> st.SearchStrategy[Any]:
        return st.lists(self.any_of(key), unique=True) if self.fields[key] else st.just([])

    def _cycle(self) -> Any:
        time = texted(distributions())
        if self.draw(st.booleans()):
            return self.draw(time)
        return {name: self.draw(time) for name in ["default", *self.fields["variants"]]}

    def buffer(self) -> str:
        name = self.names.one()
        self.fields["buffers"][name] = self.placed() | self.some(
            {
                "capacity": st.integers(20, 10_000_000) | self.by_phase(st.integers(20, 99)),
                "order": st.sampled_from(["fifo", "lifo", "priority", "due date"]),
                "transit": texted(durations, format_duration),
            }
        )
        return name

    def conveyor(self) -> str:
        name = self.names.one()
        speeds = st.integers(1, 10**9).map(lambda n: f"{n / 1000:.3f} m/s")
        self.fields["conveyors"][name] = self.placed() | {
            "length": f"{self.draw(lengths)} mm",
            "speed": self.draw(speeds),
            "capacity": self.draw(st.integers(1, 99)),
            **self.some({"accumulating": st.booleans(), "calendar": self.any_of("calendars")}),
        }
        return name

    def line(self) -> None:
        """Sources, then stations, buffers and conveyors in a row, then a sink."""
        sink = self.names.one()
        self.fields["sinks"][sink] = self.placed()
        kinds = {"station": self.station, "buffer": self.buffer, "conveyor": self.conveyor}
        steps = [
            kinds[kind]()
            for kind in self.draw(st.lists(st.sampled_from(list(kinds)), min_size=1, max_size=5))
        ]
        path = steps[0]
        for step in [*steps[1:], sink]:
            path += f" -> ({self.draw(st.integers(1, 9))})" if self.draw(st.booleans()) else ""
            path += f" -> {step}"
        way = st.fixed_dictionaries({"path": st.just(path)}, optional={"share": shares})
        self.flow.append(self.draw(st.just(path) | way))
        self.flow += [f"{self.source()} -> {steps[0]}" for _ in range(self.draw(st.integers(1, 2)))]
        stations = [step for step in steps if step in self.fields["stations"]]
        if stations:
            self.join(stations[0])
            self.test(stations[-1], sink)

    def join(self, station: str) -> None:
        """Each component comes from a source of its own to a buffer of its own."""
        needs = []
        for component in self.fields["components"]:
            store, source = self.names.one(), self.names.one()
            self.fields["buffers"][store] = {"capacity": 20}
            self.fields["sources"][source] = {"makes": component}
            self.flow.append(f"{source} -> {store}")
            quantity = st.integers(1, 9)
            by_variant = dict.fromkeys(self.fields["variants"], quantity)
            needs.append(
                {
                    "from": store,
                    "quantity": self.draw(quantity | st.fixed_dictionaries(by_variant)),
                    **self.some({"component": st.just(component)}),
                }
            )
        if needs:
            self.fields["stations"][station]["needs"] = needs

    def test(self, station: str, sink: str) -> None:
        half = texted(st.floats(0, 0.5), format_share)
        self.fields["stations"][station] |= self.some(
            {
                "test": st.fixed_dictionaries(
                    {},
                    optional={
                        "rework": half,
                        "scrap": half,
                        "coverage": shares,
                        "rework_to": st.just(sink),
                        "max_reworks": st.integers(0, 1000),
                    },
                )
            }
        )

    def evidence(self) -> None:
        targets = [f"stations.{name}.cycle" for name in self.fields["stations"]]
        entry = st.fixed_dictionaries(
            {
                "bears_on": st.lists(
                    st.sampled_from([*targets, "stations", "variants.*"]), min_size=1
                ),
                "status": st.sampled_from(["official", "press", "rumour", "estimate", "assumed"]),
                "source": filled_texts,
            },
            optional={
                "url": texts,
                "date": st.sampled_from(["", "2024", "2024-03", "2024-03-28"]),
                "value": texts,
                "range": st.tuples(texts, texts),
            },
        )
        entries = self.draw(st.lists(entry, max_size=3))
        self.fields["evidence"] = [
            {"id": f"e{number}", **each} for number, each in enumerate(entries)
        ]

    def settings(self) -> None:
        self.fields["run"] = self.some(
            {"replications": st.integers(1, 99), "seed": st.integers(0, 2**64 - 1)}
        )
        self.fields["targets"] = [
            {"figure": "takt", "value": value, "source": "plan"}
            for value in self.draw(st.lists(st.floats(1e-300, 1e300), max_size=2))
        ]


def _not_always_zero(time: Distribution) -> bool:
    return bool(any(time.parameters) or any(value for value, _ in time.points))


@st.composite
def plants(draw: Draw) -> Plant:
    """Plants that can be saved, loaded and compiled."""
    plant = _Plant(draw)
    plant.products()
    plant.times()
    plant.stops()
    plant.line()
    if draw(st.booleans()):
        plant.orders()
    plant.evidence()
    plant.settings()
    return Plant.model_validate(plant.fields | {"flow": plant.flow})
