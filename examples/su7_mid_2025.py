"""The reference plant as it really ran in mid-2025: the same machines, longer hours.

Phase 1 was built for 150,000 cars a year on two shifts of 8 h and 250 days, 12,500 a month; in
the summer of 2025 it made about 24,000 a month (Gasgoo via SMM, 2025-08-01). Nothing else than the
calendar is changed here: two shifts of 11 h with two breaks of half an hour each, seven days a
week, and die casting round the clock. How long the shifts really were is not public.
"""

import polars as pl

import carwright as cw

DAYS = 30
WARM_UP = 7  # days: the plant starts empty
WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

# The words of plant.yaml.
long_shifts = {
    "shifts": [
        {"name": "day", "days": WEEK, "from": "07:30", "to": "18:30"},
        {"name": "night", "days": WEEK, "from": "19:30", "to": "06:30"},
    ],
    "breaks": [{"at": at, "for": "30 min"} for at in ("11:00", "15:00", "23:00", "03:00")],
}
round_the_clock: dict[str, list[dict[str, str]]] = {}

nominal = cw.load("su7")
busy = nominal.replace(
    start="2025-06-02",
    calendars={**nominal.calendars, "two shifts": long_shifts, "three shifts": round_the_clock},
)

run = cw.simulate(busy, days=WARM_UP + DAYS, replications=3, seed=7, phase="phase 1")

begin = WARM_UP * 86_400_000 // run.manifest.period_ms
cars = (
    run.frame("sinks")
    .filter(pl.col("period") >= begin)
    .group_by("replication")
    .agg(pl.col("cars").sum())
    .sort("replication")["cars"]
)
summary = cw.summarise(run, warm_up=WARM_UP * 86_400_000)
net = summary.plant.jph_net

print(f"cars in {DAYS} days, by replication: {', '.join(f'{n:,}' for n in cars)}")
print(f"reported: about 24,000 a month; mean here {cars.mean() / 24_000 - 1:+.1%}")
print(f"net rate: {net.mean:.1f} cars/h [{net.low:.1f}, {net.high:.1f}], n = {net.n}")
print(f"hours a day: {summary.run.planned_hours_per_week / 7:.0f}")
