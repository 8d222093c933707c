"""One sentence for someone who reads no tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from carwright.analysis.bottleneck import Ranking
from carwright.analysis.interval import Figure, in_digits
from carwright.analysis.plantwide import Plantwide
from carwright.analysis.targets import Distance, Verdict


def headline(scenario: str, plant: Plantwide, ranking: Ranking, targets: Sequence[Distance]) -> str:
    """What the plant makes, its bottleneck and by how much, and whether targets are met."""
    parts = [_output(scenario, plant), _bottleneck(ranking), _targets(targets)]
    return "; ".join(part for part in parts if part) + "."


def _output(scenario: str, plant: Plantwide) -> str:
    rate = plant.jph_net
    if rate.mean is None:
        return f"{scenario}: how many cars it makes can't be said, because {rate.note}"
    if rate.mean == 0:
        return f"{scenario} makes no cars"
    daily = plant.cars_per_day.mean
    about = f", about {in_digits(round(daily))} a day" if daily is not None else ""
    return f"{scenario} makes {in_digits(rate.mean)} cars an hour{_range(rate)}{about}"


def _range(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return " (one replication, no interval)"
    return f" ({100 * figure.level:g} %: {in_digits(figure.low)} to {in_digits(figure.high)})"


def _bottleneck(ranking: Ranking) -> str:
    named = [each for each in ranking.stations if each.total.mean]
    if not named:
        return ""
    share = f"for {_percent(named[0].total)} of the time"
    first = f"its bottleneck is {named[0].station!r}, {share}"
    if (named[0].total.mean or 0.0) < _MOVES:
        first = f"its bottleneck moves, and is most often {named[0].station!r}, {share}"
    if len(named) == 1:
        return first
    second = f"{named[1].station!r} with {_percent(named[1].total)}"
    lead = ranking.lead
    if lead is None or lead.low is None or lead.low > 0:
        return f"{first}, ahead of {second}"
    return f"{first}, which can't be told apart from {second}"


_MOVES = 0.25  # share of time below which no station can be called the bottleneck


def _percent(share: Figure) -> str:
    return f"{100 * (share.mean or 0.0):.0f} %"


_WORDS: dict[Verdict, str] = {
    "met": "met",
    "missed": "missed",
    "open": "not decided",
    "unknown": "not measured",
}


def _targets(targets: Sequence[Distance]) -> str:
    if not targets:
        return ""
    if len(targets) == 1:
        return f"target {targets[0].text}"
    counts = Counter(each.verdict for each in targets)
    told = [f"{counts[verdict]} {word}" for verdict, word in _WORDS.items() if counts[verdict]]
    return f"of {len(targets)} targets {', '.join(told)}"
