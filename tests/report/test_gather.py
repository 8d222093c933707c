"""What the page shows is what the run says: a simulated plant, checked on its tables."""

import hashlib
import itertools
import shlex
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

import polars as pl
import pytest

from carwright import files, report
from carwright.analysis import Summary, summarise
from carwright.experiment import simulate
from carwright.report.content import Content
from carwright.report.gather import content_of
from carwright.report.gather.spans import DAY, HOUR, WEEK, spans
from carwright.results import Manifest, Run
from report.reading import Page
from results.synthetic import program


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("report")
    files.new(folder / "plant")
    told = {"days": 3.0, "replications": 3, "seed": 11, "engine": "reference", "threads": 1}
    return simulate(folder / "plant", folder=folder / "my run", command="carwright run x", **told)


@pytest.fixture(scope="module")
def summary(run: Run) -> Summary:
    return summarise(run, warm_up=2 * HOUR)


@pytest.fixture(scope="module")
def content(run: Run, summary: Summary) -> Content:
    return content_of(run, summary)


def test_the_rate_over_time_adds_up_to_the_cars(content: Content, run: Run) -> None:
    rate = content.rate
    assert rate is not None
    cut = spans(run.manifest)
    number = pl.col("period").cast(pl.Int64) * run.manifest.period_ms // cut.ms
    calendar = run.frame("calendars").filter(calendar="two shifts")
    on = calendar.group_by(number).agg(pl.col("on").sum())
    hours = {cut.label(n): ms / HOUR for n, ms in on.iter_rows()}
    made = [(f.mean or 0.0) * hours[name] for name, f in zip(rate.labels, rate.rates, strict=True)]
    # All but the cars of spans with next to no planned time.
    assert sum(made) == pytest.approx(run.frame("sinks")["cars"].sum() / 3, rel=0.01)
    assert {figure.n for figure in rate.rates} == {3}


def test_states_share_out_all_time_and_shift_time(content: Content) -> None:
    assert {station.shop for station in content.stations} == {"Body shop", "Final assembly"}
    for station in content.stations:
        for shares in (station.shares, station.on_shift):
            assert sum(f.mean or 0.0 for f in shares.values()) == pytest.approx(1.0)
        unplanned = station.shares["unplanned"].mean or 0.0
        working = station.shares["working"].mean or 0.0
        assert station.on_shift["working"].mean == pytest.approx(working / (1 - unplanned))


def test_stations_stand_in_the_order_of_the_flow(content: Content) -> None:
    names = [station.name for station in content.stations]
    assert names.index("framing") < names.index("roof weld") < names.index("door fit")
    assert names.index("door fit") < names.index("function test")
    shops = [station.shop for station in content.stations]
    assert shops == sorted(shops)  # each shop in one piece


def test_bottlenecks_share_out_the_time(content: Content) -> None:
    strip = content.bottlenecks
    assert strip is not None
    assert sum(row.total.mean or 0.0 for row in strip.rows) == pytest.approx(1.0)
    held = 0
    for number in range(len(strip.labels)):
        cells = [row.over_time[number] for row in strip.rows]
        if all(cell is None for cell in cells):
            continue
        held += 1
        shares = [cell[0] + cell[1] / 2 for cell in cells if cell is not None]
        assert sum(shares) == pytest.approx(1.0)
    assert held > 3


def test_levels_share_out_the_time(content: Content) -> None:
    assert {store.name for store in content.stores} >= {"body store", "framing > roof weld"}
    for store in content.stores:
        assert sum(share for _, _, share in store.bins) == pytest.approx(1.0)
        empty = sum(share for low, high, share in store.bins if low == high == 0)
        assert store.empty.mean == pytest.approx(empty)
        assert store.shop in ("Body shop", "Final assembly")


def test_the_repair_queue_is_not_busy(content: Content) -> None:
    busy = {store.name: store.busy for store in content.stores}
    assert busy["body store"]
    assert not busy["repair store"]


def test_ways_are_told_apart(content: Content) -> None:
    assert content.flow is not None
    kinds = {(edge.begin, edge.end): edge.kind for edge in content.flow.edges}
    assert kinds["function test", "repair store"] == "rework"
    assert kinds["function test", "scrap"] == "scrap"
    assert kinds["door store", "door fit"] == "join"
    assert kinds["body in", "framing"] == "move"


def test_lead_times_share_out_all_cars(content: Content, summary: Summary) -> None:
    lead = content.lead_time
    assert lead is not None
    assert sum(share.mean or 0.0 for _, _, share in lead.bins) == pytest.approx(1.0)
    begins = [begin for begin, _, _ in lead.bins]
    widths = [b - a for a, b in itertools.pairwise(begins)]
    assert widths == pytest.approx([widths[0]] * len(widths))
    so_far = list(accumulate(share.mean or 0.0 for _, _, share in lead.bins))
    half = begins[next(n for n, share in enumerate(so_far) if share >= 0.5)]
    median = summary.plant.lead_time_p50.mean
    assert lead.unit == "min"
    assert median is not None
    assert half - widths[0] <= median * 60 <= half + 2 * widths[0]


def test_stops_are_the_same_time_however_grouped(content: Content, run: Run) -> None:
    totals = {
        label: sum(stop.down.mean or 0.0 for stop in stops)
        for label, stops in content.stops.items()
    }
    assert totals["By station"] == pytest.approx(totals["By failure"])
    assert totals["By asset"] == pytest.approx(totals["By station"])
    names = {stop.name for stop in content.stops["By failure"]}
    assert {"robot stop", "tip dressing"} <= names
    planned = {stop.name for stop in content.stops["By failure"] if stop.planned}
    assert planned == {"tip dressing"}


def test_energy_of_the_shops_adds_up(content: Content) -> None:
    assert content.energy is not None
    assert content.energy.per_car is not None
    shops = sum(figure.mean or 0.0 for _, figure in content.energy.shops)
    assert shops == pytest.approx(content.energy.per_car.mean)


def test_doubtful_inputs_are_all_there(content: Content) -> None:
    assert content.inputs is not None
    counts = content.inputs.counts
    listed = sum(row.count for row in content.inputs.doubtful)
    assert listed == counts["assumed"] + counts["unsourced"]
    assert {row.status for row in content.inputs.doubtful} <= {"assumed", "unsourced"}


def test_the_command_of_the_stamp_repeats_the_run(content: Content, run: Run) -> None:
    words = shlex.split(content.stamp.command)
    assert words[:3] == ["carwright", "run", "my run/plant"]
    given = dict(zip(words[3::2], words[4::2], strict=True))
    assert given == {
        "--days": "3",
        "--replications": "3",
        "--seed": "11",
        "--engine": "reference",
    }
    assert run.folder is not None
    again = simulate(
        run.folder / "plant",
        days=float(given["--days"]),
        replications=int(given["--replications"]),
        seed=int(given["--seed"]),
        engine=given["--engine"],
    )
    assert again.manifest.program == run.manifest.program
    for table in ("sinks", "machines", "lead_times"):
        assert again.frame(table).equals(run.frame(table))


def test_the_stamp_names_what_must_be_equal(content: Content, run: Run) -> None:
    facts = dict(content.stamp.facts)
    assert facts["Program (SHA-256)"] == run.manifest.program
    assert facts["Plant (SHA-256)"] == run.manifest.plant
    assert facts["Seed"] == "11"
    assert facts["Command"] == "carwright run x"


def test_a_fork_names_its_own_command_and_its_past(run: Run, summary: Summary) -> None:
    past = {"resumed_ms": 36 * 3_600_000, "forked_from": "abc", "command": "carwright run --resume"}
    told = run.manifest.model_copy(update=past)
    forked = content_of(Run(told, run.store, run.plant(), run.folder), summary).stamp
    assert forked.command == told.command
    assert dict(forked.facts)["Resumed"] == "from a state saved at 36 h of the plant abc"
    assert "That file is needed as well" in forked.remark


def test_a_resumed_run_is_repeated_like_one_that_never_paused(
    content: Content, run: Run, summary: Summary
) -> None:
    told = run.manifest.model_copy(update={"resumed_ms": 36 * 3_600_000})
    resumed = content_of(Run(told, run.store, run.plant(), run.folder), summary).stamp
    assert resumed.command == content.stamp.command
    assert dict(resumed.facts)["Resumed"] == "from a state saved at 36 h"


def test_write_gives_one_page_and_the_same_each_time(
    run: Run, summary: Summary, tmp_path: Path
) -> None:
    written = report.write(run, summary, tmp_path / "new" / "report.html")
    digest = hashlib.sha256(written.read_bytes()).digest()
    assert [path.name for path in written.parent.iterdir()] == ["report.html"]
    again = report.write(run, summary, written)
    assert hashlib.sha256(again.read_bytes()).digest() == digest
    shown = Page(written.read_text("utf-8"))
    assert shown.open == []
    assert {"rate", "states", "flow", "stops", "energy", "lead-time"} <= shown.charts.keys()


def test_a_run_without_a_plant_has_a_page(run: Run, summary: Summary) -> None:
    bare = Run(run.manifest, run.store, None, None)
    shown = content_of(bare, replace(summary, inputs={}))
    assert shown.inputs is None
    assert shown.stamp.command.startswith("carwright run RUN/plant ")
    assert {station.shop for station in shown.stations} == {""}


def manifest(horizon: int, period: int) -> Manifest:
    told = {"seed": 1, "replications": 1, "horizon_ms": horizon, "period_ms": period}
    return Manifest.of(program(), scenario="x", **told)


def test_spans_are_the_longest_that_still_make_a_series() -> None:
    assert spans(manifest(365 * DAY, DAY)).unit == "week"
    assert spans(manifest(365 * DAY, DAY)).ms == WEEK
    assert spans(manifest(30 * DAY, 4 * HOUR)).ms == DAY
    assert spans(manifest(3 * DAY, 15 * 60_000)).ms == 2 * HOUR
    assert spans(manifest(DAY, 7_000)).ms == 7_000
    assert spans(manifest(3 * DAY, HOUR)).label(13) == "2, 02:00"
