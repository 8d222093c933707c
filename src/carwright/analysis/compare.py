"""Two runs beside each other: which figures differ beyond chance, and what was changed.

Replications of the same number and seed share their luck machine by machine (common random
numbers), so their differences vary less than the figures do: paired t (Law 2015, section 10.2.1).
Otherwise the runs are independent and may differ in spread: Welch's interval (Welch 1938; Law 2015,
section 10.2.2). Every interval holds on its own: of twenty figures that did not change, one will
seem to at 95 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean, variance

from scipy.special import stdtrit

from carwright.analysis.changes import Change, changes
from carwright.analysis.display import cells, paragraph, table
from carwright.analysis.gross import gross
from carwright.analysis.interval import LEVEL, Figure, exact, in_digits, of_values, unknown
from carwright.analysis.plant_samples import sample_figures
from carwright.analysis.plantwide import SHARES, WORDS, plantwide
from carwright.analysis.scope import Scope, scope
from carwright.results import Run


@dataclass(frozen=True)
class Difference:
    """One figure of both runs. `change` is after - before, `verdict` says it in plain words.

    `real` is True if the interval of the change leaves out 0, None if there is no interval.
    """

    figure: str
    before: Figure
    after: Figure
    change: Figure
    real: bool | None
    verdict: str


@dataclass(frozen=True)
class Comparison:
    """Two runs: their labels, whether they were paired, all differences, and what was changed.

    `warm_up_ms` is the warm-up cut off both: the longer of the two.
    """

    before: str
    after: str
    paired: bool
    warm_up_ms: int
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]

    def _repr_html_(self) -> str:
        changed = "".join(paragraph(str(change), "li") for change in self.changes)
        rows = []
        for each in self.differences:
            figure, _, verdict = each.verdict.partition(": ")
            means = (
                "-" if side.mean is None else cells(each.figure, side)[0]
                for side in (each.before, each.after)
            )
            rows.append((figure, *means, verdict))
        heads = ("Figure", self.before, self.after, "Change")
        return f"<div><ul>{changed}</ul>{table(heads, rows, left=(0, 3))}</div>"


def compare(before: Run, after: Run, *, level: float = LEVEL) -> Comparison:
    """All figures of the plant in both runs, with the change and its interval.

    They are paired if both runs have the same seed and two or more replications in common.

    Raises:
        CarwrightError: if the longer warm-up leaves nothing of one of the runs.
    """
    warm_up = max(scope(run, level=level).warm_up.ms for run in (before, after))
    old, new = (_Side(scope(run, warm_up=warm_up, level=level)) for run in (before, after))
    common = set(before.replications) & set(after.replications)
    paired = before.manifest.seed == after.manifest.seed and len(common) > 1
    plants = before.plant(), after.plant()
    found = changes(plants[0], plants[1]) if plants[0] and plants[1] else ()
    differences = tuple(_difference(name, old, new, paired=paired) for name in WORDS)
    return Comparison(before.label, after.label, paired, warm_up, differences, found)


class _Side:
    """One of the two runs: its figures, and the values of each replication behind them."""

    def __init__(self, which: Scope) -> None:
        ideal = gross(which.run)
        self.level = which.level
        self.figures = dict(plantwide(which, ideal).figures())
        values, measures = sample_figures(which, ideal)
        self.values: dict[str, dict[int, float]] = {
            # The samples of a single replication are its parts, not runs that could be compared.
            m.name: {}
            if which.single
            else dict(values.select("sample", m.name).drop_nulls().rows())
            for m in measures
        }


def _difference(name: str, before: _Side, after: _Side, *, paired: bool) -> Difference:
    old, new = before.figures[name], after.figures[name]
    if old.mean is None or new.mean is None:
        change = unknown(old.unit, old.note or new.note)
    elif name in before.values:
        values = before.values[name], after.values[name]
        change = difference(*values, old.unit, paired=paired, level=before.level)
    else:
        change = exact(new.mean - old.mean, old.unit, new.note)
    return Difference(name, old, new, change, is_real(change), _verdict(name, old, change))


def difference(
    before: Mapping[int, float],
    after: Mapping[int, float],
    unit: str,
    *,
    paired: bool,
    level: float = LEVEL,
) -> Figure:
    """The interval of after - before from the values by replication, paired or by Welch."""
    if paired:
        return of_values([after[n] - before[n] for n in before if n in after], unit, level=level)
    if min(len(before), len(after)) < 2:
        return unknown(unit, "a comparison needs two or more replications of each run")
    return _welch([*before.values()], [*after.values()], unit, level)


def _welch(before: list[float], after: list[float], unit: str, level: float) -> Figure:
    parts = [variance(values) / len(values) for values in (before, after)]
    change = fmean(after) - fmean(before)
    freedom = _freedom(parts, [len(before), len(after)])
    half = float(stdtrit(freedom, (1 + level) / 2)) * math.sqrt(sum(parts))
    return Figure(change, change - half, change + half, min(len(before), len(after)), unit, level)


def _freedom(parts: list[float], counts: list[int]) -> float:
    """Degrees of freedom by Welch and Satterthwaite."""
    if not sum(parts):
        return float(sum(counts) - 2)
    return sum(parts) ** 2 / sum(p * p / (n - 1) for p, n in zip(parts, counts, strict=True))


def is_real(change: Figure) -> bool | None:
    """Whether a change is beyond chance: its interval leaves out 0. None if it has no interval."""
    if change.low is None or change.high is None:
        return None
    return change.low > 0 or change.high < 0


def _verdict(name: str, before: Figure, change: Figure) -> str:
    word = WORDS[name]
    if change.mean is None:
        return f"{word}: can't be compared: {change.note}"
    if not change.mean and change.low is None:
        return f"{word}: the same"
    higher = change.mean > 0
    percent = f" ({100 * change.mean / before.mean:+.1f} %)" if before.mean else ""
    if name in SHARES:
        # "5 %" of a share could be read as either.
        change, percent = change.times(100.0, "percentage points"), ""
    size = f"{'' if str(change).startswith('-') else '+'}{change}{percent}"
    match is_real(change):
        case None:
            return f"{word}: {size}" + (f"; {change.note}" if change.note else "")
        case True:
            return f"{word}: {size}: {'higher' if higher else 'lower'} beyond chance"
    if not change.half_width:
        return f"{word}: the same"
    least = in_digits(change.half_width)
    unit = f" {change.unit}" if change.unit else ""
    return f"{word}: {size}: no difference beyond chance; one of {least}{unit} would have shown"
