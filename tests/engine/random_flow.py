"""The network of a random plant: objects, ways by type, reworks, components and followers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from engine.dice import Dice

Need = tuple[str, int] | tuple[str, int, str]


@dataclass
class Flow:
    """Objects by name, and everything that ties one to another."""

    types: list[str]
    kinds: dict[str, str] = field(default_factory=dict)
    """source, station, buffer, conveyor or sink, in the order of making."""
    ways: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """Targets by object and type."""
    reworks: dict[str, dict[str, str]] = field(default_factory=dict)
    """Rework targets by station and type; only stations that test are in it."""
    needs: dict[str, dict[str, list[Need]]] = field(default_factory=dict)
    follows: dict[str, str] = field(default_factory=dict)
    """Followed object by source."""
    supplies: list[str] = field(default_factory=list)
    """Buffers that supply components."""
    slow: set[str] = field(default_factory=set)
    """Objects through which only finitely many parts can go in an instant."""
    endless: set[str] = field(default_factory=set)
    """Buffers without a limit."""

    def of_kind(self, *kinds: str) -> list[str]:
        """Names of the objects of these kinds."""
        return [name for name, kind in self.kinds.items() if kind in kinds]

    def add(self, kind: str) -> str:
        """A new object; its name."""
        name = f"{kind} {len(self.kinds)}"
        self.kinds[name] = kind
        self.ways[name] = {}
        return name

    def targets(self, name: str) -> set[str]:
        """Where anything goes from here, rework included."""
        found = {target for ways in self.ways[name].values() for target in ways}
        return found | set(self.reworks.get(name, {}).values())

    def suppliers(self, name: str) -> list[str]:
        """Objects with a way into this one."""
        return [other for other in self.kinds if name in self.targets(other)]

    def is_bounded(self, name: str, seen: Collection[str] = ()) -> bool:
        """Whether it takes only finitely many parts in an instant, whoever gives them."""
        if name in self.slow:
            return True
        if name in seen or name in self.endless or name in self.reworks:
            return False
        if self.kinds[name] == "sink":
            return False
        return all(self.is_bounded(target, {*seen, name}) for target in self.targets(name))

    def is_reached(self, name: str, start: str) -> bool:
        """Whether a part at `start` may come to `name`, or make followers that do."""
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            place = ahead.pop()
            if place not in seen:
                seen.add(place)
                ahead += self.targets(place)
                ahead += [source for source, followed in self.follows.items() if followed == place]
        return name in seen

    def types_at(self, made: dict[str, set[str]]) -> dict[str, set[str]]:
        """Types that can come to each object when each source makes what `made` says."""
        found: dict[str, set[str]] = {name: set(made.get(name, ())) for name in self.kinds}
        grown = True
        while grown:
            grown = False
            for name in self.kinds:
                for kind in found[name]:
                    for target in self._targets_of(name, kind):
                        if kind not in found[target]:
                            found[target].add(kind)
                            grown = True
        return found

    def _targets_of(self, name: str, kind: str) -> Iterator[str]:
        yield from self.ways[name].get(kind, ())
        rework = self.reworks.get(name, {}).get(kind)
        if rework is not None:
            yield rework


def random_flow(dice: Dice, types: list[str], has: dict[str, bool]) -> Flow:
    """A network from sources to sinks; every object but a source has a way into it."""
    flow = Flow(types)
    sources = [flow.add("source") for _ in range(1 if dice.chance(0.6) else dice.whole(1, 3))]
    middle = [
        flow.add(dice.pick(["station", "station", "station", "buffer", "buffer", "conveyor"]))
        for _ in range(dice.whole(1, 7))
    ]
    sinks = [flow.add("sink") for _ in range(1 if dice.chance(0.7) else 2)]
    if not flow.of_kind("station"):
        flow.kinds = {n: "station" if n == middle[0] else k for n, k in flow.kinds.items()}
    _quicken(dice, flow, middle)
    _connect(dice, flow, sources, middle, sinks)
    if has["tests"]:
        _tests(dice, flow, middle)
    if has["loops"]:
        _loops(dice, flow, middle)
    if has["components"]:
        _components(dice, flow, middle)
    for source in flow.of_kind("source")[1:]:
        _follow(dice, flow, source)
    return flow


def _quicken(dice: Dice, flow: Flow, names: list[str]) -> None:
    """Most objects take time; of the rest some let any number through in an instant."""
    for name in names:
        if dice.chance(0.85):
            flow.slow.add(name)
        elif flow.kinds[name] == "buffer" and dice.chance(0.4):
            flow.endless.add(name)
        # A buffer is slow by its transit time; most have none.
        if flow.kinds[name] == "buffer" and dice.chance(0.7):
            flow.slow.discard(name)
            if dice.chance(0.3):
                flow.endless.add(name)


def _connect(
    dice: Dice, flow: Flow, sources: list[str], middle: list[str], sinks: list[str]
) -> None:
    """Ways lead onward only; nothing in the middle and no sink is left without one into it."""
    line = [*middle, *sinks]
    onward: dict[str, list[str]] = {}
    for name in [*sources, *middle]:
        ahead = line[middle.index(name) + 1 :] if name in middle else line
        first = ahead[0] if dice.chance(0.7) else dice.pick(ahead)
        others = [other for other in ahead if other != first and dice.chance(0.3)]
        onward[name] = [first, *others[:2]]
    for target in line:
        if not any(target in ends for ends in onward.values()):
            before = middle[: middle.index(target)] if target in middle else middle
            giver = dice.pick([*before, *sources] if target in middle else before)
            onward[giver].append(target)
    for name, ends in onward.items():
        flow.ways[name] = _by_type(dice, flow, ends)


def _by_type(dice: Dice, flow: Flow, ends: list[str]) -> dict[str, list[str]]:
    """The same ends for all types, or some of them for each and every one for some type."""
    if len(flow.types) > 1 and dice.chance(0.3):
        ways = {kind: dice.some(ends) for kind in flow.types}
        for end in ends:
            if not any(end in some for some in ways.values()):
                ways[dice.pick(flow.types)].append(end)
        return ways
    order = dice.shuffled(ends) if dice.chance(0.3) else ends
    return {kind: list(order) for kind in flow.types}


def _tests(dice: Dice, flow: Flow, middle: list[str]) -> None:
    """Some stations test; rework goes anywhere, back to the station itself included."""
    for name in flow.of_kind("station"):
        if dice.chance(0.6):
            end = name if dice.chance(0.2) else dice.pick(middle)
            flow.reworks[name] = {kind: end for kind in flow.types if not dice.chance(0.3)}


def _loops(dice: Dice, flow: Flow, middle: list[str]) -> None:
    """Ways back, only to stations that take time."""
    stations = [name for name in middle if flow.kinds[name] == "station" and name in flow.slow]
    for target in stations:
        name = dice.pick(middle)
        for kind in dice.some(flow.types):
            ends = flow.ways[name][kind]
            if target not in ends:
                ends.insert(dice.whole(0, len(ends)), target)


def _components(dice: Dice, flow: Flow, middle: list[str]) -> None:
    """Buffers of components, what leads to them, and the stations that need them."""
    for _ in range(dice.whole(1, 2)):
        source, supply = flow.add("source"), flow.add("buffer")
        chain = [source, supply]
        if dice.chance(0.4):
            between = flow.add(dice.pick(["station", "conveyor", "buffer"]))
            chain.insert(1, between)
            _quicken(dice, flow, [between])
        flow.supplies.append(supply)
        for giver, taker in pairwise(chain):
            flow.ways[giver] = {kind: [taker] for kind in flow.types}
        if dice.chance(0.2):  # a part of the main line becomes a component
            giver = dice.pick(middle)
            flow.ways[giver][dice.pick(flow.types)].append(supply)
        if dice.chance(0.3):
            flow.slow.add(supply)
        elif dice.chance(0.2):
            flow.endless.add(supply)
    for name in dice.some([name for name in middle if flow.kinds[name] == "station"]):
        flow.needs[name] = {
            kind: [_need(dice, flow) for _ in range(dice.whole(1, 3))]
            for kind in dice.some(flow.types)
        }


def _need(dice: Dice, flow: Flow) -> Need:
    buffer, quantity = dice.pick(flow.supplies), 2 if dice.chance(0.3) else 1
    if dice.chance(0.4):
        parts = [kind for kind in flow.types if kind.startswith("part")]
        return buffer, quantity, dice.pick(parts if dice.chance(0.8) else flow.types)
    return buffer, quantity


def _follow(dice: Dice, flow: Flow, source: str) -> None:
    """It may follow what its own parts, and those that follow these, never come to."""
    places = flow.of_kind("source", "station", "buffer", "conveyor")
    free = [p for p in places if flow.ways[p] and not flow.is_reached(p, source)]
    if free and dice.chance(0.4):
        flow.follows[source] = dice.pick(free)
