"""The plant as a whole: how many cars, how fast, how good, at what cost in stock and power."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

from carwright.analysis.gross import Gross, gross
from carwright.analysis.interval import Figure, exact
from carwright.analysis.plant_samples import NO_STEP, sample_figures
from carwright.analysis.scope import Scope


@dataclass(frozen=True)
class Plantwide:
    """Figures of the whole plant after the warm-up; `MEANING` describes each attribute."""

    jph_gross: Figure
    takt: Figure
    jph_net: Figure
    oee: Figure
    cars_per_shift: Figure
    cars_per_day: Figure
    cars_per_month: Figure
    cars_per_year: Figure
    first_time_through: Figure
    reworks_per_car: Figure
    scrapped: Figure
    escaped: Figure
    wip: Figure
    lead_time: Figure
    lead_time_p5: Figure
    lead_time_p50: Figure
    lead_time_p95: Figure
    energy_per_car: Figure

    def figures(self) -> Iterator[tuple[str, Figure]]:
        """(name, figure) in order."""
        for field in fields(self):
            yield field.name, getattr(self, field.name)


WORDS: dict[str, str] = {
    "jph_gross": "gross rate",
    "takt": "takt",
    "jph_net": "net rate",
    "oee": "OEE of the plant",
    "cars_per_shift": "cars per shift",
    "cars_per_day": "cars per day",
    "cars_per_month": "cars per month",
    "cars_per_year": "cars per year",
    "first_time_through": "first time through",
    "reworks_per_car": "reworks per car",
    "scrapped": "share scrapped",
    "escaped": "missed faults per car",
    "wip": "cars in the plant",
    "lead_time": "lead time",
    "lead_time_p5": "lead time, 5 %",
    "lead_time_p50": "lead time, median",
    "lead_time_p95": "lead time, 95 %",
    "energy_per_car": "energy per car",
}
"""What each figure of `Plantwide` is called in a sentence."""

SHARES = frozenset({"oee", "first_time_through", "scrapped"})
"""Figures that are parts of a whole: they change by percentage points."""

MEANING: dict[str, str] = {
    "jph_gross": "cars per hour of the slowest step at its planned cycle, reworks as planned, no"
    " stops",
    "takt": "seconds per car at the gross rate",
    "jph_net": "cars out per hour of the plant's planned time",
    "oee": "net rate / gross rate: the overall throughput effectiveness of the plant"
    " (Muthiah and Huang 2007)",
    "cars_per_shift": "cars per day / shifts of a working day in the plant's calendar",
    "cars_per_day": "net rate x planned hours a week / days a week with planned time",
    "cars_per_month": "a twelfth of the cars per year",
    "cars_per_year": "net rate x planned hours a week x 365 / 7",
    "first_time_through": "cars out without any rework / (cars out + parts scrapped by tests on"
    " the cars' way)",
    "reworks_per_car": "reworks per car out (7 and more count as 7)",
    "scrapped": "parts scrapped by tests on the cars' way / (these + cars out)",
    "escaped": "faults that tests on the cars' way missed, per car out",
    "wip": "cars in the plant, mean over all time",
    "lead_time": "mean time from the start of a car to its end",
    "lead_time_p5": "5 % of the cars take less",
    "lead_time_p50": "half of the cars take less (median)",
    "lead_time_p95": "95 % of the cars take less",
    "energy_per_car": "electricity of all stations that say their power, per car out",
}
"""What each figure of `Plantwide` means.

`oee` follows Muthiah and Huang (2007), "Overall throughput effectiveness (OTE) metric for
factory-level performance monitoring and bottleneck detection", International Journal of Production
Research 45(20), 4753-4769; the gross rate is explained in `gross`, planned time in `planned_time`.
"""


def plantwide(scope: Scope, ideal: Gross | None = None) -> Plantwide:
    """All figures of the plant; `ideal` is its gross rate if that is known already."""
    known = gross(scope.run) if ideal is None else ideal
    values, measures = sample_figures(scope, known)
    ((_, found),) = scope.estimate(values, [], measures)
    note = "reckoned from the planned cycles, not simulated" if known.rate else NO_STEP
    rate = exact(known.rate, "cars/h", note)
    takt = exact(3600 / known.rate if known.rate else None, "s", note)
    return Plantwide(jph_gross=rate, takt=takt, **found)
