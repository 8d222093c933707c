"""Test campaigns in a forecast: when the rate is shown, and what can be shown by the start of
production (SOP).

The statistics stand in `driving_to_safety` and `sequential`; a campaign lasts as `test_campaign`
draws it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from carwright.analysis.interval import Figure
from carwright.model.programme import TestCampaign
from carwright.programme.bands import Dates, dates, quantiles, share
from carwright.programme.course import Course, Luck
from carwright.programme.driving_to_safety import distance_with_failures
from carwright.programme.network import EPSILON
from carwright.programme.sequential import bound_test
from carwright.programme.test_campaign import (
    campaign_days,
    failures_allowed_by,
    longest_days,
    million_km_per_day,
    shown_by,
)

Floats = NDArray[np.float64]

FAILURES = range(4)
"""Numbers of events along the way for which the days are told."""


@dataclass(frozen=True)
class CampaignForecast:
    """One campaign. Rates are events in a million km; days are those of the whole fleet.

    `days_one_look` are the days with 0, 1, 2, 3 events for a look that was planned beforehand,
    `days_stopping` those for stopping as soon as it is shown (None: not within the campaign).
    `shown` is never where the campaign ends without having shown it. `shown_by_sop` is a share of
    the draws in which there is a start of production; `days_by_sop` and `million_km_by_sop` are
    medians over these, and the rate that so much driving without an event shows, and the most
    events with which it still shows the rate that is wanted, are `rate_by_sop` and
    `failures_by_sop` (None: not even without one).
    """

    activity: str
    title: str
    fleet: int
    million_km_per_day: float
    event_rate: float
    confidence: float
    days_one_look: tuple[float, ...]
    days_stopping: tuple[float | None, ...]
    shown: Dates
    shown_by_sop: Figure | None
    days_by_sop: float | None
    million_km_by_sop: float | None
    rate_by_sop: float | None
    failures_by_sop: int | None


def campaigns(luck: Luck, course: Course) -> tuple[CampaignForecast, ...]:
    """Every campaign of an option that is still open and drives at all."""
    programme = course.programmes[0][1]
    found = []
    for name, activity in programme.activities.items():
        if activity.campaign is None or activity.finished or name in course.skipped:
            continue
        campaign = programme.test_campaigns[activity.campaign]
        if million_km_per_day(campaign) > 0 and 0 < campaign.confidence < 1:
            found.append(_campaign(luck, course, name, campaign))
    return tuple(found)


def _campaign(luck: Luck, course: Course, name: str, campaign: TestCampaign) -> CampaignForecast:
    programme = course.programmes[0][1]
    shown = _shown(luck, course, name)
    sop = course.reached(programme.production.start)
    counts = np.isfinite(sop)
    daily = million_km_per_day(campaign)
    by_sop = days = None
    if counts.any():
        by_sop = share(shown[counts] <= sop[counts])
        driven = np.maximum(sop[counts] - course.start[name][counts], 0.0)
        days = quantiles(driven, (0.5,))[0]
    rate = None if not days else shown_by(campaign, days)
    return CampaignForecast(
        name,
        campaign.title or str(programme.activities[name].campaign),
        campaign.fleet,
        daily,
        campaign.event_rate,
        campaign.confidence,
        tuple(
            distance_with_failures(campaign.event_rate, k, campaign.confidence) / daily
            for k in FAILURES
        ),
        _days_stopping(campaign, daily),
        dates(luck.zero, shown),
        by_sop,
        days,
        None if days is None else days * daily,
        rate,
        failures_allowed_by(campaign, days) if days else None,
    )


def _shown(luck: Luck, course: Course, name: str) -> Floats:
    """Days after the decision on which the rate is shown; infinite where it is not in the end."""
    parts = []
    for rows, programme in course.programmes:
        campaign = programme.test_campaigns[str(programme.activities[name].campaign)]
        if any(name in programme.risks[each].hits for each in course.hit):
            # A risk may have made it longer: draw again what the driving alone took.
            u = luck.draws.duration_uniform(name, programme)[rows]
            days = campaign_days(campaign, u, luck.draws.uniform(f"{name}/events")[rows])
        else:
            days = course.finish[name][rows] - course.start[name][rows]
        within = days < longest_days(campaign) - EPSILON
        parts.append(np.where(within, course.reached(name, rows), np.inf))
    return np.concatenate(parts)


def _days_stopping(campaign: TestCampaign, daily: float) -> tuple[float | None, ...]:
    test = bound_test(campaign.event_rate, campaign.confidence, longest_days(campaign) * daily)
    days = (test.distances / daily).tolist()
    return tuple(days[k] if k < len(days) else None for k in FAILURES)


def words(found: CampaignForecast) -> list[str]:
    """What a campaign comes to, in sentences."""
    wanted = f"{found.event_rate:,.4g} events in a million km"
    first = (
        f"{found.fleet} cars, {found.million_km_per_day * 1e3:,.3g} thousand km a day, are to show"
        f" at most {wanted} at {found.confidence:.0%}"
    ).replace("%", " %")
    looks = ", ".join(f"{days:,.0f}" for days in found.days_one_look)
    stops = ", ".join("never" if days is None else f"{days:,.0f}" for days in found.days_stopping)
    lines = [
        first + ".",
        f"Days with 0, 1, 2, 3 events: {looks} in one look; {stops} if it stops as soon as shown.",
    ]
    if found.days_by_sop is not None and found.million_km_by_sop is not None:
        lines.append(_by_sop(found))
    return lines


def _by_sop(found: CampaignForecast) -> str:
    driven = f"{found.days_by_sop or 0:,.0f} days, {found.million_km_by_sop or 0:,.3g} m km"
    if found.rate_by_sop is None:
        return f"By the start of production (P50): {driven}; that shows nothing."
    text = (
        f"By the start of production (P50): {driven}; without an event that shows"
        f" {found.rate_by_sop:,.2g} in a million km"
    )
    if found.failures_by_sop is None:
        return f"{text}, not yet {found.event_rate:,.4g}."
    return f"{text}; with up to {found.failures_by_sop:,} events still {found.event_rate:,.4g}."
