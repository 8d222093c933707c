"""Alternatives side by side on the same draws, and what it is worth to wait for an answer.

Money before the reading's date is spent whatever is chosen, so options are compared by the present
value of the money from that date on. The books of all options end on the same day: who delivers
later sells less within them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carwright.analysis.interval import Figure
from carwright.errors import CarwrightError
from carwright.model.programme import Programme
from carwright.programme.as_json import plain
from carwright.programme.bands import Band, Dates, band, dates, mean, share
from carwright.programme.course import Answer, Course, Luck, follow, prepare
from carwright.programme.flows import Flows, Output, flows
from carwright.programme.forecasting import DRAWS, month_count
from carwright.programme.months import Months
from carwright.programme.sampling import amounts, durations

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class OptionForecast:
    """One option: when cars come, what it is worth, what is lost if it fails."""

    name: str
    title: str
    start_of_production: Dates
    first_delivery: Dates
    on_time: Figure | None
    """Probability to deliver by the date that is planned."""
    success: Figure
    """Probability that cars are ever delivered (1 - that of failing)."""
    value: Figure
    """Present value of all money from the reading's date on."""
    value_band: Band
    loss_if_it_fails: Figure
    """Mean present value lost in the draws in which no car comes."""
    lowest_cash: Band
    broken: Figure
    """Probability that the reserve is used up."""
    best: Figure
    """Probability that no other option would have been better."""


@dataclass(frozen=True)
class WaitingForecast:
    """What it is worth to wait for the licence answer before anything more is committed."""

    title: str
    now: float
    """Value of the best option if one must be chosen now."""
    later: float
    """Value if one chooses when the answer is known."""
    value: Figure
    """Of waiting: later less now."""
    if_granted: str
    """Best option if the licence is granted."""
    if_refused: str
    """Best option if not."""
    granted: float
    """Probability that it is granted."""
    delay: Band
    """Days until the answer."""


@dataclass(frozen=True)
class Comparison:
    """All options on the same draws."""

    programme: str
    as_of: dt.date
    draws: int
    seed: int
    currency: str
    books_end: dt.date
    options: tuple[OptionForecast, ...]
    recommended: str
    right: Figure
    """Probability that the recommended option turns out the best."""
    gain: Figure
    """Its mean value less that of the second best."""
    second: str
    waiting: WaitingForecast | None
    courses: dict[str, Course] = field(repr=False, compare=False)
    books: dict[str, Flows] = field(repr=False, compare=False)

    def to_json(self) -> dict[str, Any]:
        """Everything but the single draws."""
        kept = {k: v for k, v in vars(self).items() if k not in ("courses", "books")}
        found: dict[str, Any] = plain(kept)
        return found

    def option(self, name: str) -> OptionForecast:
        """One option by name. Raises KeyError."""
        for each in self.options:
            if each.name == name:
                return each
        raise KeyError(name)


def compare_options(
    programme: Programme,
    as_of: dt.date | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 1,
    output: Output | None = None,
) -> Comparison:
    """Every option of a programme as of a date, on common draws.

    Raises:
        CarwrightError: if there are fewer than two options.
    """
    if len(programme.options) < 2:
        raise CarwrightError("one option leaves nothing to compare -> add others under 'options'")
    luck = prepare(programme, as_of or programme.decision, draws, seed)
    names = list(luck.standing.programme.options)
    courses = {name: follow(luck, name) for name in names}
    months = Months(luck.zero, month_count(luck, _building(luck, courses)))
    books = {name: flows(luck, courses[name], months, output) for name in names}
    values = {name: books[name].value for name in names}
    ranking = sorted(names, key=lambda name: -float(values[name].mean()))
    best = _best(values)
    currency = programme.currency
    return Comparison(
        programme.name,
        luck.date,
        draws,
        seed,
        currency,
        months.first_days[-1] - dt.timedelta(days=1),
        tuple(_option(luck, courses[name], books, best[name]) for name in names),
        ranking[0],
        share(best[ranking[0]]),
        mean(values[ranking[0]] - values[ranking[1]], currency),
        ranking[1],
        _waiting(luck, courses, books, months, output),
        courses,
        books,
    )


def _building(luck: Luck, courses: dict[str, Course]) -> list[Course]:
    options = luck.standing.programme.options
    return [course for name, course in courses.items() if not options[name].walks_away]


def _best(values: dict[str, Floats]) -> dict[str, Bools]:
    highest = np.maximum.reduce(list(values.values()))
    return {name: value >= highest for name, value in values.items()}


def _option(luck: Luck, course: Course, books: dict[str, Flows], best: Bools) -> OptionForecast:
    programme = luck.standing.programme
    option = programme.options[course.option]
    production, own = programme.production, books[course.option]
    never = np.full(luck.draws.n, np.inf)
    delivered = never if option.walks_away else course.reached(production.first_delivery)
    sop = never if option.walks_away else course.reached(production.start)
    planned = programme.milestones[production.first_delivery].planned
    on_time = None
    if planned is not None:
        on_time = share(delivered <= (planned - luck.zero).days + 1e-6)
    fails = ~np.isfinite(delivered)
    # What was spent before is what the choice of the day spent, whatever comes now.
    past = books[programme.choice].past
    lowest = programme.money.reserve + past + own.future_lowest
    return OptionForecast(
        course.option,
        option.title or course.option,
        dates(luck.zero, sop),
        dates(luck.zero, delivered),
        on_time,
        share(~fails),
        mean(own.value, programme.currency),
        band(own.value),
        mean(-own.value[fails], programme.currency),
        band(lowest),
        share(lowest < 0),
        share(best),
    )


def _waiting(
    luck: Luck,
    courses: dict[str, Course],
    books: dict[str, Flows],
    months: Months,
    output: Output | None,
) -> WaitingForecast | None:
    """Wait, then choose with the answer in hand, against choosing now.

    The answer is that to the choice's own licence route. Choosing is by the mean over all draws
    with the same answer: more than the answer is not known then.
    """
    programme = luck.standing.programme
    waiting, choice = programme.waiting, programme.options[programme.choice]
    if waiting is None or choice.licence is None or _granted_already(programme):
        return None
    granted = luck.draws.uniform("licence/is granted") < choice.licence.probability
    delay = durations(waiting.answer, luck.draws.uniform("waiting/answer"))
    day = np.maximum(luck.today, 0.0) + delay
    cost: Floats | float = 0.0
    if waiting.cost is not None:
        cost = amounts(waiting.cost, luck.draws.uniform("waiting/cost"))
    later = {}
    for name in waiting.options:
        answer = Answer(day, granted) if name == programme.choice else None
        course = follow(luck, name, floor=day, answer=answer)
        later[name] = flows(luck, course, months, output).value - cost
    now = max(waiting.options, key=lambda name: float(books[name].value.mean()))
    chosen = {}
    value = np.zeros(luck.draws.n)
    for answered in (True, False):
        rows = granted == answered
        if rows.any():
            best = max(later, key=lambda name: float(later[name][rows].mean()))
            chosen[answered] = best
            value[rows] = later[best][rows]
    return WaitingForecast(
        waiting.title or "Wait for the licence answer",
        float(books[now].value.mean()),
        float(value.mean()),
        mean(value - books[now].value, programme.currency),
        chosen.get(True, "none"),
        chosen.get(False, "none"),
        float(granted.mean()),
        band(delay),
    )


def _granted_already(programme: Programme) -> bool:
    licence = programme.options[programme.choice].licence
    return licence is not None and programme.activities[licence.activity].finished is not None
