"""A baseline that respects limited resources: the resource-constrained project schedule.

Minimum and maximum are those of the deterministic plan: every activity lasts its median. Solved by
CP-SAT (OR-Tools) with one interval an activity and one cumulative constraint a resource (Hartmann
and Briskorn 2010, "A survey of variants and extensions of the RCPSP", EJOR 207, 1-14). The first
aim is the earliest first delivery; with that held, everything else comes as early as it can.

OR-Tools is the optional extra ``planning``.
"""

from __future__ import annotations

import datetime as dt
import importlib
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from carwright.errors import CarwrightError
from carwright.model.programme import START, Programme
from carwright.model.programme.checking.logic import predecessors
from carwright.programme.course import REACHED_BEFORE, Course, follow, hidden_nodes, prepare
from carwright.programme.network import Network, Times
from carwright.units import MS_PER_DAY

SECONDS = 10.0
DRAWS = 2_000


@dataclass(frozen=True)
class Baseline:
    """A levelled schedule: days of each node, the delivery's bound, and how good it is.

    `value` is the day of the first delivery, `bound` no schedule can beat, both in days after the
    decision; `status` is optimal or feasible, or not levelled. `without_limits` is the day that
    the network alone would allow.
    """

    programme: str
    option: str
    dates: Mapping[str, tuple[dt.date, dt.date]]
    value: int
    bound: int
    status: str
    without_limits: int
    peak: Mapping[str, int]
    """Most units of each resource in use at once."""


def level(
    programme: Programme,
    as_of: dt.date | None = None,
    *,
    option: str | None = None,
    seconds: float = SECONDS,
    seed: int = 1,
) -> Baseline:
    """A resource-levelled baseline of an option as of a date.

    Raises:
        CarwrightError: if OR-Tools is not installed, or there is no schedule within the limits.
    """
    luck = prepare(programme, as_of or programme.decision, DRAWS, seed)
    name = option or luck.standing.programme.choice
    course = follow(luck, name)
    own = course.programmes[0][1]
    problem = _Problem(own, course, max(0, math.ceil(luck.today)))
    return _solved(problem, course, luck.zero, seconds, seed)


def by_network(
    programme: Programme, as_of: dt.date | None = None, *, option: str | None = None, seed: int = 1
) -> Baseline:
    """The schedule by the network alone, every activity as long as its median; limits of resources
    are not looked at, and OR-Tools is not needed.
    """
    luck = prepare(programme, as_of or programme.decision, DRAWS, seed)
    name = option or luck.standing.programme.choice
    course = follow(luck, name)
    own = course.programmes[0][1]
    problem = _Problem(own, course, max(0, math.ceil(luck.today)))
    times = _network_times(problem)
    days = {each: math.ceil(float(times.start[each][0]) - 1e-6) for each in problem.names}
    value = days[own.production.first_delivery]
    return Baseline(
        own.name,
        name,
        _dates_of(problem, days, luck.zero),
        value,
        value,
        "not levelled",
        value,
        _peaks(problem, days),
    )


def _dates_of(
    problem: _Problem, days: Mapping[str, int], zero: dt.date
) -> dict[str, tuple[dt.date, dt.date]]:
    return {
        name: (zero + dt.timedelta(day), zero + dt.timedelta(day + problem.length[name]))
        for name, day in days.items()
        if name not in problem.skipped
    }


class _Problem:
    """Lengths, earliest days and fixed days of the nodes, in whole days."""

    def __init__(self, programme: Programme, course: Course, today: int) -> None:
        self.programme = programme
        self.today = today
        self.names = programme.node_names
        self.length: dict[str, int] = {}
        self.fixed: dict[str, int] = {}
        self.earliest: dict[str, int] = {}
        zero = programme.decision
        hidden = hidden_nodes(programme)
        for name in self.names:
            days = course.finish[name] - course.start[name]
            days = days[days < REACHED_BEFORE]
            self.length[name] = math.ceil(float(np.median(days)) - 1e-6) if days.size else 0
            node: Any = programme.activities.get(name) or programme.milestones[name]
            known = getattr(node, "started", None) or getattr(node, "reached", None)
            skipped = name in course.skipped
            if known is not None and not skipped:
                self.fixed[name] = (known - zero).days
            held = node.not_before
            begins = 0 if name in hidden else today
            bound = max(begins, (held - zero).days) if held is not None else begins
            self.earliest[name] = 0 if skipped else bound
        self.skipped = course.skipped
        lags = [link.lag for links in predecessors(programme).values() for link in links]
        waits = sum(math.ceil(lag / MS_PER_DAY) for lag in lags if lag > 0)
        latest = max([*self.earliest.values(), *self.fixed.values()])
        self.horizon = sum(self.length.values()) + latest + waits

    def bounds(self, name: str) -> tuple[int, int]:
        """Earliest and latest start."""
        if name in self.fixed:
            return self.fixed[name], self.fixed[name]
        return self.earliest[name], self.horizon


def _solved(
    problem: _Problem, course: Course, zero: dt.date, seconds: float, seed: int
) -> Baseline:
    delivery = problem.programme.production.first_delivery
    first = _solve(problem, seconds, seed, lambda start: start[delivery], None)
    if first is None:
        raise CarwrightError(
            f"no schedule keeps the limits of {problem.programme.name!r}"
            " -> raise 'resources', or give it more time"
        )
    # Second aim: all else as early as it can be, with the delivery where it is.
    held = (delivery, first.days[delivery])
    second = _solve(problem, seconds, seed, lambda start: sum(start.values()), held)
    days = (second or first).days
    return Baseline(
        problem.programme.name,
        course.option,
        _dates_of(problem, days, zero),
        first.days[delivery],
        first.bound,
        first.status,
        _without_limits(problem),
        _peaks(problem, days),
    )


@dataclass(frozen=True)
class _Solution:
    days: dict[str, int]
    bound: int
    status: str


def _solve(
    problem: _Problem, seconds: float, seed: int, aim: Any, held: tuple[str, int] | None
) -> _Solution | None:
    """One solve; `aim` makes what is minimised from the starts, `held` bounds one of them."""
    cp_model = _library()
    model = cp_model.CpModel()
    start = {name: model.new_int_var(*problem.bounds(name), name) for name in problem.names}
    _precedence(model, problem, start)
    _resources(model, problem, start)
    if held is not None:
        model.add(start[held[0]] <= held[1])
    model.minimize(aim(start))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1  # the same answer on every machine
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    days = {name: int(solver.value(variable)) for name, variable in start.items()}
    bound = math.ceil(solver.best_objective_bound - 1e-6)
    return _Solution(days, bound, "optimal" if status == cp_model.OPTIMAL else "feasible")


def _precedence(model: Any, problem: _Problem, start: Mapping[str, Any]) -> None:
    """Links as the network has them; what has begun is where it is, whatever its links say."""
    for name, links in predecessors(problem.programme).items():
        if name in problem.fixed:
            continue
        for link in links:
            lag = math.ceil(link.lag / MS_PER_DAY)
            if link.name == START:
                model.add(start[name] >= lag)
                continue
            before: Any = start[link.name]
            if link.kind in ("FS", "FF"):
                before = before + problem.length[link.name]
            after: Any = start[name]
            if link.kind in ("FF", "SF"):
                after = after + problem.length[name]
            model.add(after >= before + lag)


def _resources(model: Any, problem: _Problem, start: Mapping[str, Any]) -> None:
    for resource, limit in problem.programme.resources.items():
        users = _users(problem, resource)
        spans = [
            model.new_fixed_size_interval_var(start[name], problem.length[name], name)
            for name in users
        ]
        if spans:
            model.add_cumulative(spans, list(users.values()), limit)


def _users(problem: _Problem, resource: str) -> dict[str, int]:
    """Units that each activity still to be planned holds; what is done holds nothing more."""
    return {
        name: each.resources[resource]
        for name, each in problem.programme.activities.items()
        if resource in each.resources and name not in problem.skipped and not each.finished
    }


def _without_limits(problem: _Problem) -> int:
    """The day of the first delivery by the network alone."""
    times = _network_times(problem)
    return math.ceil(float(times.finish[problem.programme.production.first_delivery][0]) - 1e-6)


def _network_times(problem: _Problem) -> Times:
    network = Network.of(problem.programme)
    lengths = {name: np.array([float(days)]) for name, days in problem.length.items()}
    fixed = {name: (float(day), None) for name, day in problem.fixed.items()}
    floors = {name: float(day) for name, day in problem.earliest.items()}
    return network.forward(lengths, floor=floors, fixed=fixed)


def _peaks(problem: _Problem, days: Mapping[str, int]) -> dict[str, int]:
    peaks = {}
    for resource in problem.programme.resources:
        users = _users(problem, resource)
        at = [days[name] for name in users if problem.length[name]]
        in_use = [
            sum(n for u, n in users.items() if days[u] <= day < days[u] + problem.length[u])
            for day in at
        ]
        peaks[resource] = max(in_use, default=0)
    return peaks


def _library() -> Any:
    """CP-SAT, loaded when it is first needed: it takes longer than all the rest."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of its generated bindings
            return importlib.import_module("ortools.sat.python.cp_model")
    except ImportError:
        raise CarwrightError(
            "levelling needs OR-Tools, which is not installed -> pip install 'carwright[planning]'"
        ) from None
