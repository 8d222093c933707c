"""Print how the outside view and the rumours of a programme score: docs/programme-statistics.md.

    .venv/bin/python tools/score_reference.py su7 2026-11-20

The date is the last one up to which the reference tables were read.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from statistics import fmean, stdev

from scipy.special import stdtrit

from carwright.files import load_programme
from carwright.model.programme import Programme
from carwright.programme.leave_one_out import Scores, leave_one_out
from carwright.programme.lifetimes import End, read_as_of
from carwright.programme.outside import outside_view
from carwright.programme.rumours import credences, ended_claims, score_rumours
from carwright.programme.survival import FAMILIES, fit_accelerated

BACKTEST = ("2021-02-19", "2021-10-19", "2022-09-01", "2022-09-30", "2024-04-02")


def main(folder: str, today: dt.date) -> None:
    """Print all tables."""
    programme = load_programme(folder)
    views(programme)
    fits(programme, today)
    for only_then in (False, True):
        print(f"\n## Leave-one-out, others as known {'then' if only_then else 'today'}")
        leave(programme, today, only_then)
    rumours(programme)


def views(programme: Programme) -> None:
    """The outside view as of the dates of the backtest."""
    outside = programme.outside
    if outside is None:
        return
    chosen = programme.reference_classes[outside.reference_class]
    print("## Outside view: date, cases, ended, given up, running; P10, P50, P90 in days; never")
    for text in BACKTEST:
        date = dt.date.fromisoformat(text)
        elapsed = max((date - outside.since).days, 0)
        cases = programme.cases[chosen.file]
        view = outside_view(cases, chosen, as_of=date, elapsed=elapsed, without=outside.without)
        days = [view.quantile(p) for p in (0.1, 0.5, 0.9)]
        shown = " ".join("never" if each is None else f"{each:.0f}" for each in days)
        counts = f"{view.n} {view.events} {view.cancelled} {view.censored}"
        print(f"{text}  {counts}  {shown}  {view.never:.2f}")


def fits(programme: Programme, today: dt.date) -> None:
    """Maximum likelihood fits of both ends, each censored by the other."""
    outside = programme.outside
    if outside is None:
        return
    chosen = programme.reference_classes[outside.reference_class]
    lifetimes = read_as_of(programme.cases[chosen.file], chosen, today).lifetimes
    days = [each.days for each in lifetimes]
    print("\n## Fits: end, family, median days, scale with 95 % profile interval, AIC")
    for end in (End.REACHED, End.GIVEN_UP):
        for family in FAMILIES:
            fit = fit_accelerated(days, [each.end is end for each in lifetimes], family)
            low, high = ("-" if x is None else f"{x:.2f}" for x in fit.scale_interval)
            scale = f"{fit.scale:.2f} [{low}, {high}]"
            print(f"{end.name.casefold()} {family} {fit.quantile(0.5):.0f} {scale} {fit.aic:.1f}")


def leave(programme: Programme, today: dt.date, only_then: bool) -> None:
    """One leave-one-out run."""
    outside = programme.outside
    if outside is None:
        return
    chosen = programme.reference_classes[outside.reference_class]
    cases = programme.cases[chosen.file]
    scores = leave_one_out(cases, chosen, today=today, only_then=only_then, without=outside.without)
    print("case | stated | others (ended) | target | days, outcome | P10 P50 P90 | F | CRPS view,")
    print("stated date, + median slip")
    for each in scores.cases:
        band = " ".join(
            "never" if x is None else f"{x:.0f}" for x in (each.p10, each.p50, each.p90)
        )
        print(
            f"{each.case} | {each.stated} | {each.others} ({each.ended}) | {each.target:.0f}"
            f" | {each.days:.0f} {each.outcome} | {band} | {each.low:.2f}"
            f" | {each.view:.0f} {each.date:.0f} {each.date_and_slip:.0f}"
        )
    totals(scores)


def totals(scores: Scores) -> None:
    """Means, over all and by outcome."""
    band = scores.band
    print(f"80 % band: {band.inside} of {band.n} [{band.low:.2f}, {band.high:.2f}]")
    print("PIT by fifths:", " ".join(f"{share:.2f}" for share in scores.pit))
    for column in ("date", "date_and_slip"):
        gains = [each.view - getattr(each, column) for each in scores.cases]
        half = stdtrit(len(gains) - 1, 0.975) * stdev(gains) / math.sqrt(len(gains))
        middle = fmean(gains)
        print(f"view less {column}: {middle:.0f} [{middle - half:.0f}, {middle + half:.0f}]")
    for outcome in ("", *sorted({each.outcome for each in scores.cases})):
        own = [each for each in scores.cases if outcome in ("", each.outcome)]
        sums = [
            math.fsum(getattr(each, column) for each in own) / len(own)
            for column in ("view", "date", "date_and_slip")
        ]
        means = " ".join(f"{each:.0f}" for each in sums)
        print(f"mean CRPS, {outcome or 'all'} (n = {len(own)}): {means}")


def rumours(programme: Programme) -> None:
    """Brier scores of the rumours whose end is known."""
    claims = ended_claims(programme.evidence)
    print("\n## Rumours: claim, made, truth, stated, by all others, by earlier ones (n)")
    for row in credences(claims).iter_rows():
        name, made, truth, stated, others, earlier, n = row
        said = "-" if stated is None else f"{stated:.2f}"
        print(f"{name} {made} {truth} {said} {others:.2f} {earlier:.2f} ({n})")
    for name, found in score_rumours(claims).items():
        print(f"Brier, {name}: {found.score:.3f} (n = {found.n})")


if __name__ == "__main__":
    main(sys.argv[1], dt.date.fromisoformat(sys.argv[2]))
