"""One option through all draws: when each node starts and ends, and where the programme stops.

Draws are sorted by world (which rumours are true in them), so that each world is one slice and one
programme; `Course` holds the whole again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carwright.errors import CarwrightError, nearest
from carwright.model.programme import Activity, Milestone, Option, Programme, Risk
from carwright.model.programme.paths import changed
from carwright.programme.draws import Draws
from carwright.programme.ledger import Standing, as_of
from carwright.programme.network import EPSILON, Network, Times
from carwright.programme.outside import outside_view
from carwright.programme.sampling import NEVER, amounts, durations, remaining
from carwright.programme.test_campaign import campaign_days

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]

REACHED_BEFORE = NEVER / 2
"""Days; what lies beyond is never."""


@dataclass(frozen=True)
class World:
    """The draws `rows` in which the rumours `true` are true, and the programme then."""

    true: frozenset[str]
    programme: Programme
    rows: slice


@dataclass
class Luck:
    """All draws of a forecast as of a date, sorted by world, for every option alike."""

    standing: Standing
    draws: Draws
    worlds: tuple[World, ...]

    @property
    def date(self) -> dt.date:
        return self.standing.date

    @property
    def zero(self) -> dt.date:
        """Day 0: the day of the decision as it stood."""
        return self.standing.programme.decision

    @property
    def today(self) -> float:
        """The day of the reading, in days after the decision; negative before it."""
        return float((self.date - self.zero).days)


@dataclass
class Course:
    """What one option comes to in each draw.

    `start` and `finish` are days after the decision by node, `stop` the day on which the programme
    ends without a car (infinity: it does not). `hit` are the draws in which a risk happens,
    `refused` those in which the licence is not granted. Towards the target that was asked for,
    `critical` are the draws in which a node is critical and `slack` its total float in days.
    """

    option: str
    start: dict[str, Floats]
    finish: dict[str, Floats]
    stop: Floats
    refused: Bools
    hit: dict[str, Bools]
    programmes: tuple[tuple[slice, Programme], ...]
    skipped: frozenset[str]
    critical: dict[str, Bools] = field(default_factory=dict)
    slack: dict[str, Floats] = field(default_factory=dict)

    def reached(self, node: str, rows: slice | Rows = slice(None)) -> Floats:
        """Days after the decision on which a node is done; infinity where it never is."""
        done = self.finish[node][rows]
        return np.where((done > self.stop[rows]) | (done >= REACHED_BEFORE), np.inf, done)


def prepare(programme: Programme, date: dt.date, n: int, seed: int) -> Luck:
    """Read a programme as of a date and split `n` draws by the rumours that are true in them."""
    standing = as_of(programme, date)
    draws = Draws(n, seed)
    code = np.zeros(n, dtype=np.int64)
    for bit, each in enumerate(standing.rumours):
        true = draws.uniform(f"{each.id}/is true") < (each.credence or 0.0)
        code |= true.astype(np.int64) << bit
    draws.sort_by(code)
    values, counts = np.unique(code, return_counts=True)
    ends = np.cumsum(counts)
    worlds = []
    for value, count, end in zip(values.tolist(), counts.tolist(), ends.tolist(), strict=True):
        true_ids = frozenset(r.id for bit, r in enumerate(standing.rumours) if value >> bit & 1)
        worlds.append(World(true_ids, standing.world(true_ids), slice(end - count, end)))
    return Luck(standing, draws, tuple(worlds))


def option_of(programme: Programme, name: str) -> Option:
    """An option by name. Raises `CarwrightError` for an unknown one."""
    if name not in programme.options:
        guess = nearest(name, programme.options)
        hint = f"did you mean {guess!r}?" if guess else f"allowed: {', '.join(programme.options)}"
        raise CarwrightError(f"no option is called {name!r} -> {hint}")
    return programme.options[name]


@dataclass(frozen=True)
class Answer:
    """The licence answer as known before all else: given on `day`, yes in the draws `granted`."""

    day: Floats
    granted: Bools


def follow(
    luck: Luck,
    option: str,
    *,
    target: str | None = None,
    floor: Floats | None = None,
    answer: Answer | None = None,
) -> Course:
    """One option through all draws.

    `target` is the node towards which criticality is told. `floor` are days before which nothing
    new begins, `answer` a licence answer that was waited for.
    """
    option_of(luck.standing.programme, option)
    parts = [_Part(luck, world, option, floor, answer).run(target) for world in luck.worlds]
    return parts[0] if len(parts) == 1 else _joined(parts)


class _Part:
    """One option in one world."""

    def __init__(
        self, luck: Luck, world: World, option: str, floor: Floats | None, answer: Answer | None
    ) -> None:
        self.luck = luck
        self.rows = world.rows
        self.n = world.rows.stop - world.rows.start
        self.option = world.programme.options[option]
        self.name = option
        self.programme = changed(world.programme, self.option.sets)
        self.skipped = _skipped(self.programme, option)
        self.floor = None if floor is None else floor[self.rows]
        self.answer = answer
        self.stops: list[tuple[str, Bools]] = []
        self.refused = np.zeros(self.n, dtype=bool)
        self.hit: dict[str, Bools] = {}

    def uniform(self, name: str) -> Floats:
        return self.luck.draws.uniform(name)[self.rows]

    def day(self, date: dt.date) -> float:
        return float((date - self.luck.zero).days)

    def run(self, target: str | None) -> Course:
        lengths = {name: self._length(name, each) for name, each in self._activities()}
        self._risks(lengths)
        self._licence(lengths)
        zero = np.zeros(self.n)
        lengths |= dict.fromkeys([*self.skipped, *self.programme.milestones], zero)
        network = Network.of(self.programme)
        times = self._times(network, lengths)
        course = Course(
            self.name,
            dict(times.start),
            dict(times.finish),
            self._stop(times),
            self.refused,
            self.hit,
            ((self.rows, self.programme),),
            self.skipped,
        )
        if target is not None:
            self._critical(course, network, times, target)
        return course

    def _critical(self, course: Course, network: Network, times: Times, target: str) -> None:
        room = network.total_float(times, target, begun(self.programme, self.skipped))
        alive = np.isfinite(course.reached(target))
        for name, left in room.items():
            course.slack[name] = left
            course.critical[name] = (left <= EPSILON) & alive

    def _activities(self) -> Iterator[tuple[str, Activity]]:
        for name, each in self.programme.activities.items():
            if name not in self.skipped:
                yield name, each

    def _length(self, name: str, each: Activity) -> Floats:
        if each.started and each.finished:
            return np.full(self.n, float((each.finished - each.started).days))
        u = self.luck.draws.duration_uniform(name, self.programme)[self.rows]
        elapsed = self.luck.today - self.day(each.started) if each.started else 0.0
        if each.duration is not None:
            if elapsed <= 0:
                return durations(each.duration, u)
            return remaining(each.duration, u, elapsed)
        if each.campaign is not None:
            campaign = self.programme.test_campaigns[each.campaign]
            days = campaign_days(campaign, u, self.uniform(f"{name}/events"))
            days = np.maximum(days, elapsed)
        else:
            days = self._by_class(str(each.reference_class), u, elapsed)
        return np.where(np.isfinite(days), np.minimum(days, NEVER), NEVER)

    def _by_class(self, name: str, u: Floats, elapsed: float) -> Floats:
        chosen = self.programme.reference_classes[name]
        view = outside_view(
            self.programme.cases[chosen.file], chosen, as_of=self.luck.date, elapsed=elapsed
        )
        # That work is given up at all is a risk of the programme: here it is known to end.
        days: Floats = view.durations(u * (1.0 - view.never))
        return days

    def _risks(self, lengths: dict[str, Floats]) -> None:
        for name, risk in self.programme.risks.items():
            struck = [each for each in risk.hits if each in lengths]
            open_ = [each for each in struck if not self.programme.activities[each].finished]
            if not open_ or (risk.only is not None and self.name not in risk.only):
                continue
            hit = self.uniform(f"{name}/happens") < risk.probability
            self.hit[name] = hit
            for activity in open_:
                lengths[activity] = self._prolonged(name, risk, activity, lengths[activity], hit)
            if risk.stops:
                self.stops += [(activity, hit) for activity in open_]

    def _prolonged(
        self, name: str, risk: Risk, activity: str, length: Floats, hit: Bools
    ) -> Floats:
        if risk.factor is not None:
            factor = amounts(risk.factor, self.uniform(f"{name}/factor"))
            length = np.where(hit, length * factor, length)
        if risk.delay is not None:
            delay = durations(risk.delay, self.uniform(f"{name}/delay"))
            length = np.where(hit, length + delay, length)
        return length

    def _licence(self, lengths: dict[str, Floats]) -> None:
        licence = self.option.licence
        if licence is None or licence.activity not in lengths:
            return
        activity = self.programme.activities[licence.activity]
        if activity.finished:
            return  # it was granted: nothing else lets the programme go on
        # One number for all routes: who would be granted the harder one gets the easier one, too.
        granted = self.uniform("licence/is granted") < licence.probability
        if self.answer is not None:
            lengths[licence.activity] = np.zeros(self.n)
            granted = self.answer.granted[self.rows]
        self.refused = ~granted
        if licence.refused is None:
            self.stops.append((licence.activity, self.refused))
            return
        lost = durations(licence.refused, self.uniform("licence/other route"))
        length = lengths[licence.activity]
        lengths[licence.activity] = np.where(self.refused, length + lost, length)

    def _times(self, network: Network, lengths: dict[str, Floats]) -> Times:
        begin, fixed = self.day(self.programme.decision), self.fixed()
        known: dict[str, Any] = {"fixed": fixed, "ceiling": network.done_by(fixed), "begin": begin}
        floors = self._floors(self.luck.today, None)
        times = network.forward(lengths, floor=floors, **known)
        if self.floor is None:
            return times
        # Who waits keeps what runs out of sight already, and begins nothing new.
        floors = self._floors(np.maximum(self.luck.today, self.floor), times)
        return network.forward(lengths, floor=floors, **known)

    def _floors(self, day: Floats | float, now: Times | None) -> dict[str, Floats | float]:
        """Days before which nodes can't start; `now` are the times if nobody waits until `day`."""
        floors: dict[str, Floats | float] = {}
        nodes: dict[str, Activity | Milestone] = {
            **self.programme.activities,
            **self.programme.milestones,
        }
        hidden = hidden_nodes(self.programme)
        for name, node in nodes.items():
            if name in self.skipped:
                floors[name] = -NEVER
                continue
            floors[name] = day
            if name in hidden:
                begun = True if now is None else now.start[name] < self.luck.today
                floors[name] = np.where(begun, -NEVER, day)
            if node.not_before:
                floors[name] = np.maximum(floors[name], self.day(node.not_before))
        return floors

    def fixed(self) -> dict[str, tuple[float, float | None]]:
        """Known starts and finishes, days after the decision."""
        return _fixed(self.programme, self.skipped, self.luck.zero)

    def _stop(self, times: Times) -> Floats:
        stop = np.full(self.n, np.inf)
        for activity, hit in self.stops:
            np.minimum(stop, np.where(hit, times.finish[activity], np.inf), out=stop)
        for name, _ in self._activities():
            endless = times.finish[name] - times.start[name] >= REACHED_BEFORE
            if endless.any():
                given_up = times.start[name] + self._patience(name, times)
                np.minimum(stop, np.where(endless, given_up, np.inf), out=stop)
        return stop

    def _patience(self, name: str, times: Times) -> float:
        """Days after which an activity that never ends is given up: the longest that did end."""
        lengths = times.finish[name] - times.start[name]
        ended = lengths[lengths < REACHED_BEFORE]
        return float(ended.max()) if ended.size else 365.0


def _skipped(programme: Programme, option: str) -> frozenset[str]:
    """Activities and milestones that an option does not have."""
    without = set(programme.options[option].without)
    only = {name: each.only for name, each in programme.activities.items()}
    only |= {name: each.only for name, each in programme.milestones.items()}
    return frozenset(without | {name for name, kept in only.items() if kept and option not in kept})


def hidden_nodes(programme: Programme) -> frozenset[str]:
    """Activities that go on out of sight, and milestones that wait for such work.

    The first delivery is never one: customers see it.
    """
    hidden = {name for name, each in programme.activities.items() if each.hidden}
    public = programme.production.first_delivery
    waiting = {name: each for name, each in programme.milestones.items() if name != public}
    while more := {n for n, m in waiting.items() if any(k.name in hidden for k in m.after)}:
        hidden |= more
        waiting = {name: each for name, each in waiting.items() if name not in more}
    return frozenset(hidden)


def _fixed(
    programme: Programme, skipped: Collection[str], zero: dt.date
) -> dict[str, tuple[float, float | None]]:
    found: dict[str, tuple[float, float | None]] = {}
    for name, each in programme.activities.items():
        if each.started and name not in skipped:
            done = float((each.finished - zero).days) if each.finished else None
            found[name] = (float((each.started - zero).days), done)
    for name, milestone in programme.milestones.items():
        if milestone.reached and name not in skipped:
            day = float((milestone.reached - zero).days)
            found[name] = (day, day)
    return found


def begun(programme: Programme, skipped: Collection[str]) -> frozenset[str]:
    """Activities that have begun and milestones that were reached: no link moves them any more."""
    return frozenset(_fixed(programme, skipped, programme.decision))


def _joined(parts: list[Course]) -> Course:
    """The draws of all worlds behind one another again."""
    sizes = [part.stop.size for part in parts]
    return Course(
        parts[0].option,
        _floats([part.start for part in parts], sizes),
        _floats([part.finish for part in parts], sizes),
        np.concatenate([part.stop for part in parts]),
        np.concatenate([part.refused for part in parts]),
        _bools([part.hit for part in parts], sizes),
        tuple(each for part in parts for each in part.programmes),
        frozenset.intersection(*(part.skipped for part in parts)),
        _bools([part.critical for part in parts], sizes),
        _floats([part.slack for part in parts], sizes),
    )


def _floats(found: list[dict[str, Floats]], sizes: list[int]) -> dict[str, Floats]:
    names = dict.fromkeys(name for each in found for name in each)
    missing = [np.full(n, NEVER) for n in sizes]
    return {
        name: np.concatenate(
            [each.get(name, gap) for each, gap in zip(found, missing, strict=True)]
        )
        for name in names
    }


def _bools(found: list[dict[str, Bools]], sizes: list[int]) -> dict[str, Bools]:
    names = dict.fromkeys(name for each in found for name in each)
    missing = [np.zeros(n, dtype=bool) for n in sizes]
    return {
        name: np.concatenate(
            [each.get(name, gap) for each, gap in zip(found, missing, strict=True)]
        )
        for name in names
    }
