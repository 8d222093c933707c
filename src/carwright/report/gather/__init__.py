"""From a run and its summary to what the page shows (`content.Content`).

What the summary does not hold, because only pictures need it, is made here from the run's tables
over the same scope: shares of shift time, series over time, distributions.
"""

from __future__ import annotations

from carwright.analysis import Summary, edges, scope
from carwright.report.content import Content
from carwright.report.gather.basis import energy, facts, inputs, stamp
from carwright.report.gather.lead_time import lead_time
from carwright.report.gather.machines import bottlenecks, stations, stops
from carwright.report.gather.output import distances, rate, tiles
from carwright.report.gather.places import places
from carwright.report.gather.ways import flow, stores, tests
from carwright.results import Run


def content_of(run: Run, summary: Summary) -> Content:
    """The content of the page.

    Raises:
        UnreadableRun: if a file of the run is damaged.
    """
    which = scope(run, level=summary.level, warm_up=summary.warm_up.ms)
    ways = edges(which)
    where = places(run.plant(), ways)
    return Content(
        title=summary.run.scenario,
        headline=summary.headline(),
        facts=facts(run, summary),
        warnings=summary.findings,
        level=summary.level,
        tiles=tiles(summary),
        distances=distances(summary),
        rate=rate(which, summary),
        stations=stations(which, summary, where),
        bottlenecks=bottlenecks(which, summary, where),
        stores=stores(which, summary, where),
        flow=flow(run.plant(), ways, where),
        lead_time=lead_time(which, summary),
        tests=tests(summary, where),
        stops=stops(which),
        energy=energy(which, summary, where),
        inputs=inputs(run.plant()),
        stamp=stamp(run),
    )
