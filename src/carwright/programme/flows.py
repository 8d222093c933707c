"""People, cars and money of one option by month, in every draw.

Activities cost evenly while they last; investments are paid with an activity; people cost by the
month. From the first delivery on cars follow the ramp, capped by what the plant can make and what
customers take. What a stopped programme has not spent yet it does not spend.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from carwright.model.programme import Amount, Programme
from carwright.programme.bands import BAND_DRAWS
from carwright.programme.course import REACHED_BEFORE, Course, Luck
from carwright.programme.months import Grid, Months, Span, lump, settle
from carwright.programme.ramps import RampClass, ramp_class
from carwright.programme.sampling import amounts
from carwright.units import MS_PER_DAY

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]

DAYS_A_MONTH = 30.436875
"""Mean of the Gregorian calendar."""


class Output(Protocol):
    """The port for a plant's own ramp-up: what it makes after the first delivery.

    Without one the forecast takes reference ramps times the programme's stated capacity.
    """

    def cars(self, u_speed: Floats, u_level: Floats, months: int) -> NDArray[np.floating[Any]]:
        """Cars in each month after the first delivery, [months, draws], before demand.

        The two uniform draws move it between slow and fast, and between low and high. Asked for
        some of the draws at a time, and only for those that deliver.
        """


BLOCK = 2048
"""Draws that are reckoned at a time, so that their grids stay in the processor's cache.

They are taken in the order of their first deliveries: those that deliver in one month are then
neighbours, and months since the delivery become calendar months by adding whole rectangles.
"""


@dataclass
class Flows:
    """Money in the programme's currency: by draw, and by month for a sample of the draws.

    `sample` are the draws of the three grids [months, draws]. `value` is the present value of all
    money from today on, `past` the money before today, `lowest` the lowest cash and `lowest_month`
    its month, `future_lowest` the lowest sum of money from today on (at most 0), `invested` the
    money used up at the first delivery.
    """

    months: Months
    sample: NDArray[np.int64]
    people: Grid
    cars: Grid
    cash: Grid
    value: Floats
    past: Floats
    lowest: Floats
    lowest_month: NDArray[np.int64]
    future_lowest: Floats
    invested: Floats
    total_cars: Floats


def flows(luck: Luck, course: Course, months: Months, output: Output | None = None) -> Flows:
    """Lay one option on the months."""
    n = luck.draws.n
    sample = np.arange(0, n, max(1, n // BAND_DRAWS), dtype=np.int64)
    found = _empty(months, sample, n)
    for rows, programme in course.programmes:
        production = programme.production
        points = programme.ramps.get(production.ramp, ())
        ramp = ramp_class(points, as_of=luck.date, without=production.without)
        order = rows.start + np.argsort(course.reached(production.first_delivery, rows))
        for begin in range(0, order.size, BLOCK):
            books = _Books(luck, course, months, order[begin : begin + BLOCK], programme)
            books.keep(output or _ByReference(books, ramp))
            _take(found, books, luck)
    return found


def _empty(months: Months, sample: NDArray[np.int64], n: int) -> Flows:
    def grid() -> Grid:
        return np.zeros((months.count, sample.size), dtype=np.float32)

    return Flows(
        months,
        sample,
        people=grid(),
        cars=grid(),
        cash=grid(),
        value=np.zeros(n),
        past=np.zeros(n),
        lowest=np.zeros(n),
        lowest_month=np.zeros(n, dtype=np.int64),
        future_lowest=np.zeros(n),
        invested=np.zeros(n),
        total_cars=np.zeros(n),
    )


@dataclass(frozen=True)
class _ByReference:
    """Reference ramps times the capacity that the programme states."""

    books: _Books
    ramp: RampClass

    def cars(self, u_speed: Floats, u_level: Floats, months: int) -> Grid:
        capacity = self.books.programme.production.capacity
        if capacity is None:
            return np.zeros((months, u_speed.size), dtype=np.float32)
        level = self.books.draw(capacity, "production/capacity")[: u_speed.size]
        shape = self.ramp.profile(u_speed, u_level, months)
        shape *= level.astype(np.float32)
        return shape


def _take(found: Flows, books: _Books, luck: Luck) -> None:
    """From the books of a block what is kept of every draw, and the grids of the sampled ones."""
    rows, months = books.rows, found.months
    money = books.money[: months.count]
    left, weights = _weights(months, books.programme.money.discount, luck.today)
    found.value[rows] = weights @ money
    found.past[rows] = (1.0 - left) @ money
    future = left[:, None] * money
    settle(future)
    found.future_lowest[rows] = np.minimum(future.min(axis=0), 0.0)
    found.total_cars[rows] = books.cars[: months.count].sum(axis=0)
    money[0] += books.programme.money.reserve
    settle(money)  # now the cash
    month = money.argmin(axis=0)
    columns = np.arange(month.size)
    found.lowest_month[rows] = month
    found.lowest[rows] = money[month, columns]
    at = np.minimum(books.delivery_at.astype(np.int64), months.count - 1)
    found.invested[rows] = books.programme.money.reserve - money[at, columns]
    step = found.sample[1] if found.sample.size > 1 else 1
    kept = np.flatnonzero(rows % step == 0)
    at = rows[kept] // step
    found.people[:, at] = books.people[: months.count, kept]
    found.cars[:, at] = books.cars[: months.count, kept]
    found.cash[:, at] = money[:, kept]


def _weights(
    months: Months, yearly: float, today: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of each month the share that lies after today, and that times the discount to today."""
    edges = months.edges
    left = np.clip((edges[1:] - today) / np.diff(edges), 0.0, 1.0)
    middle = np.maximum(0.5 * (edges[1:] + np.maximum(edges[:-1], today)) - today, 0.0)
    weights = left * (1.0 + yearly) ** (-middle / 365.2425)
    return left.astype(np.float32), weights.astype(np.float32)


class _Books:
    """The books of a block of draws in one world, in the order of their first deliveries."""

    def __init__(
        self, luck: Luck, course: Course, months: Months, rows: Rows, programme: Programme
    ) -> None:
        self.luck = luck
        self.course = course
        self.months = months
        self.rows = rows
        self.programme = programme
        self.option = programme.options[course.option]
        self.n = rows.size
        self.people, self.cars, self.money = (months.grid(self.n) for _ in range(3))
        self.stop = course.stop[rows]
        self.stop_at = self.at(self.stop)
        self.delivery = course.reached(programme.production.first_delivery, rows)
        self.delivery_at = self.at(self.delivery)
        self.invested = np.zeros(self.n)
        self.lumps: list[tuple[Floats, Floats]] = []

    def at(self, days: Floats) -> Floats:
        return self.months.position(days)

    def draw(self, amount: Amount, name: str) -> Floats:
        if amount.family == "constant":
            return np.full(self.n, amount.parameters[0])
        return amounts(amount, self.luck.draws.uniform(name)[self.rows])

    def keep(self, output: Output) -> None:
        if self.option.walks_away:
            self._walk_away()
            return
        for name in self.programme.activities:
            if name not in self.course.skipped:
                self._activity(name)
        self._running()
        settle(self.people)
        settle(self.money)
        self._staff()
        self._sales(output)
        self._one_time()

    def _walk_away(self) -> None:
        if self.option.sunk is not None:
            today = np.full(self.n, max(self.luck.today, 0.0))
            amount = self.draw(self.option.sunk, f"{self.course.option}/sunk")
            lump(self.money, self.at(today), -amount)

    def _span(self, name: str) -> tuple[Span, Floats, Floats, Floats]:
        """Where an activity lies on the grid, cut at the stop, with its uncut begin and end."""
        start, finish = self.course.start[name][self.rows], self.course.finish[name][self.rows]
        finish = np.where(finish >= REACHED_BEFORE, np.maximum(self.stop, start), finish)
        begin, end = self.at(start), self.at(finish)
        end = begin + Span.length(begin, end)
        cut = np.minimum(begin, self.stop_at), np.minimum(end, self.stop_at)
        return Span.of(*cut), begin, end, cut[1] - cut[0]

    def _activity(self, name: str) -> None:
        activity = self.programme.activities[name]
        items = {
            key: item
            for key, item in self.programme.money.investments.items()
            if item.activity == name and (not item.only or self.course.option in item.only)
        }
        if activity.people is None and activity.cost is None and not items:
            return
        span, begin, end, lasted = self._span(name)
        length = end - begin
        if activity.people is not None:
            span.lay(self.people, self.draw(activity.people, f"{name}/people"))
        spent = np.zeros(self.n)
        if activity.cost is not None:
            spent += self.draw(activity.cost, f"{name}/cost")
        for key, item in items.items():
            amount = self.draw(item.amount, f"{key}/investment")
            if item.paid == "evenly":
                spent += amount
                self.invested += amount * lasted / length
            else:
                when = begin if item.paid == "at start" else end
                paid = np.where(when <= self.stop_at, amount, 0.0)
                self.lumps.append((when, -paid))
                self.invested += paid
        if spent.any():
            span.lay(self.money, -spent / length)

    def _running(self) -> None:
        running = self.programme.money.running
        if running is None:
            return
        begin = np.minimum(
            self.at(self.course.reached(self.programme.production.start)[self.rows]), self.stop_at
        )
        span = Span.of(begin, self.stop_at)
        span.lay(self.money, -self.draw(running, "money/running"))

    def _staff(self) -> None:
        """The staff that is employed besides the activities, and what all people cost."""
        people = self.people[: self.months.count]
        levels = sorted(self.programme.staff.items())
        edges = self.months.edges
        middle = 0.5 * (edges[1:] + edges[:-1])
        if levels:
            days = np.array([float((day - self.luck.zero).days) for day, _ in levels])
            drawn = np.stack([self.draw(level, f"staff/{day}") for day, level in levels])
            drawn = drawn.astype(np.float32)
            at = np.interp(middle, days, np.arange(days.size))
            low = at.astype(np.int64)
            part = (at - low).astype(np.float32)[:, None]
            staff = drawn[low] * (1.0 - part) + drawn[np.minimum(low + 1, days.size - 1)] * part
            staff[middle < days[0]] = 0.0
            if np.isfinite(self.stop).any():
                staff *= middle[:, None] < self.stop
            people += staff
        rate = self.programme.money.per_person_month
        if rate is not None:
            cost = self.draw(rate, "money/per person month").astype(np.float32)
            self.money[: self.months.count] -= people * cost

    def _sales(self, output: Output) -> None:
        """Cars and their money, from the first delivery to the end of the grid."""
        money = self.programme.money
        alive = int(np.isfinite(self.delivery).sum())  # the first ones: the order is theirs
        if not alive:
            return
        at = self.delivery_at[:alive]
        cars = self._cars(output, alive, int(np.ceil(self.months.count - at[0])))
        self._by_month(self.cars, cars, at)
        if money.price is not None:
            price = self.draw(money.price, "money/price")[:alive].astype(np.float32)
            self._by_month(self.money, cars * price, at + _months(money.customer_terms))
        if money.unit_cost:
            cost = self._unit_costs(cars)
            cost *= -cars
            self._by_month(self.money, cost, at + _months(money.supplier_terms))

    def _cars(self, output: Output, alive: int, months: int) -> Grid:
        rows = self.rows[:alive]
        u_speed = self.luck.draws.uniform("ramp/speed")[rows]
        u_level = self.luck.draws.uniform("ramp/level")[rows]
        cars = np.asarray(output.cars(u_speed, u_level, months)).astype(np.float32)
        demand = self.programme.production.demand
        if demand is not None:
            most = self.draw(demand, "production/demand")[:alive].astype(np.float32)
            np.minimum(cars, most, out=cars)
        return np.maximum(cars, 0.0, out=cars)

    def _unit_costs(self, cars: Grid) -> Grid:
        """Cost of a car when so many have been made, linear between the steps that are given."""
        steps = self.programme.money.unit_cost
        n = cars.shape[1]
        drawn = [
            self.draw(each.cost, f"unit cost at {each.cars:g}")[:n].astype(np.float32)
            for each in steps
        ]
        made = cars.copy()
        settle(made)
        cost = np.empty_like(cars)
        cost[:] = drawn[0]
        for low, high, a, b in zip(steps, steps[1:], drawn, drawn[1:], strict=False):
            share = made - np.float32(low.cars)
            share *= np.float32(1.0 / (high.cars - low.cars))
            np.clip(share, 0.0, 1.0, out=share)
            share *= b - a
            cost += share
        return cost

    def _by_month(self, grid: Grid, values: Grid, at: Floats) -> None:
        """Add values of months that begin at `at` to calendar months, in parts where they split.

        `at` rises, so that draws with the same whole month are a rectangle of both grids.
        """
        whole = np.minimum(at, float(self.months.count)).astype(np.int64)
        part = (at - whole).astype(np.float32)
        edges = np.flatnonzero(np.diff(whole)) + 1
        for first, last in zip([0, *edges], [*edges, at.size], strict=True):
            row = int(whole[first])
            kept = min(values.shape[0], self.months.count - row)
            if kept <= 0:
                return  # behind the grid, and so are all that follow
            block, later = values[:kept, first:last], part[first:last]
            moved = block * later
            grid[row : row + kept, first:last] += block - moved
            grid[row + 1 : row + 1 + kept, first:last] += moved

    def _one_time(self) -> None:
        """Payments at one day: milestone payments, risks, a refused licence, the end."""
        for when, amount in self.lumps:
            lump(self.money, when, amount)
        for name, hit in self.course.hit.items():
            risk = self.programme.risks[name]
            struck = [each for each in risk.hits if each not in self.course.skipped]
            if risk.cost is not None and struck:
                ends = [self.course.finish[each][self.rows] for each in struck]
                paid = self.draw(risk.cost, f"{name}/cost") * hit[self.rows]
                self._pay(np.minimum.reduce(ends), paid)
        licence = self.option.licence
        if licence is not None and licence.refused_cost is not None:
            paid = self.draw(licence.refused_cost, "licence/cost of another route")
            refused = self.course.refused[self.rows]
            self._pay(self.course.finish[licence.activity][self.rows], paid * refused)
        back = self.invested * self.programme.money.shutdown * np.isfinite(self.stop)
        if back.any():
            lump(self.money, self.stop_at, back)
        if self.option.sunk is not None:
            self._pay(
                np.full(self.n, max(self.luck.today, 0.0)),
                self.draw(self.option.sunk, f"{self.course.option}/sunk"),
            )

    def _pay(self, day: Floats, amount: Floats) -> None:
        lump(self.money, self.at(day), np.where(day <= self.stop, -amount, 0.0))


def _months(terms: int) -> float:
    return terms / MS_PER_DAY / DAYS_A_MONTH
