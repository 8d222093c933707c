"""How far the plant is from each of its targets, in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from carwright.analysis.interval import Figure, in_digits
from carwright.analysis.plantwide import WORDS, Plantwide
from carwright.model import Plant, Target

Verdict = Literal["met", "missed", "open", "unknown"]
"""The whole interval is on the good side of the target, or on the bad one, or it holds the target;
or nothing was reached. Without an interval the mean decides."""

_LOWER_IS_BETTER = frozenset({"takt", "lead_time"})


@dataclass(frozen=True)
class Distance:
    """A target beside what was reached. `gap` is reached / target - 1; `text` says it in words."""

    figure: str
    target: float
    unit: str
    source: str
    reached: Figure
    gap: float | None
    verdict: Verdict
    text: str


def distances(plant: Plant | None, figures: Plantwide) -> tuple[Distance, ...]:
    """The distance of every target of the plant, in its order; ``takt`` is at the gross rate."""
    return tuple(_distance(target, figures) for target in (plant.targets if plant else ()))


def _distance(target: Target, figures: Plantwide) -> Distance:
    reached: Figure = getattr(figures, target.figure)
    gap = None if reached.mean is None else reached.mean / target.value - 1
    verdict = _verdict(target, reached)
    text = f"{_aim(target, reached.unit)}: {_result(target, reached, gap, verdict)}"
    return Distance(
        target.figure, target.value, reached.unit, target.source, reached, gap, verdict, text
    )


def _verdict(target: Target, reached: Figure) -> Verdict:
    if reached.mean is None:
        return "unknown"
    low = reached.mean if reached.low is None else reached.low
    high = reached.mean if reached.high is None else reached.high
    if target.figure in _LOWER_IS_BETTER:
        worst, best, value = -high, -low, -target.value
    else:
        worst, best, value = low, high, target.value
    slack = _rounding(target.value)
    if worst >= value - slack:
        return "met"
    return "missed" if best < value - slack else "open"


def _rounding(value: float) -> float:
    """Half a unit of the last digit in which a target is written, a thousandth of it at most.

    3600 s / 76 s is 47.37 cars an hour: a target of 47.4 is met by it.
    """
    decimals = -int(Decimal(repr(value)).as_tuple().exponent)
    return min(0.5 * 10.0**-decimals, value / 1000)


def _aim(target: Target, unit: str) -> str:
    figure = WORDS[target.figure]
    return f"{figure} of {_with_unit(target.value, unit)} ({target.source})"


def _result(target: Target, reached: Figure, gap: float | None, verdict: Verdict) -> str:
    if gap is None:
        return f"not known what was reached: {reached.note}"
    side = "above" if gap > 0 else "below"
    distance = "hit exactly" if abs(gap) < 5e-4 else f"{100 * abs(gap):.1f} % {side}"
    close = {
        "met": "met",
        "missed": "missed",
        "open": "it can't be told yet whether it is met -> run more replications",
        "unknown": "",
    }[verdict]
    return f"reached {_in_words(reached)}, {distance}: {close}"


def _with_unit(value: float, unit: str) -> str:
    return f"{in_digits(value)} {unit}" if unit else f"{in_digits(100 * value)} %"


def _in_words(figure: Figure) -> str:
    return str(figure if figure.unit else figure.times(100, "%"))
