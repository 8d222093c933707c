"""The summary on the screen: what a plant planner reads first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from carwright.analysis import Comparison, Figure, Summary
from carwright.analysis.interval import in_digits
from carwright.cli.screen import console
from carwright.results import Run

MOST_BOTTLENECKS = 5
MOST_CHANGES = 20

_ROWS = (
    ("Cars an hour, net", "jph_net"),
    ("Cars an hour, gross", "jph_gross"),
    ("Takt, gross", "takt"),
    ("Cars a shift", "cars_per_shift"),
    ("Cars a day", "cars_per_day"),
    ("Cars a month", "cars_per_month"),
    ("Cars a year", "cars_per_year"),
    ("First time through", "first_time_through"),
    ("Lead time", "lead_time"),
    ("Cars in the plant", "wip"),
    ("OEE of the line", "oee"),
    ("Energy a car", "energy_per_car"),
)


def show(summary: Summary) -> None:
    """Print headline, figures, targets, bottlenecks and warnings."""
    # Never as markup: the plant's name is free text, and may hold brackets.
    _line(f"{summary.headline()}\n", style="bold")
    console.print(_figures(summary))
    if summary.targets:
        console.print("Against the targets", style="bold")
        for target in summary.targets:
            _line(f"  {target.text}")
        console.print()
    if any(each.total.mean for each in summary.bottlenecks.stations):
        console.print(_bottlenecks(summary))
    for finding in summary.findings:
        _line(f"Note: {finding}")


def _figures(summary: Summary) -> Table:
    facts = summary.run
    cut = summary.warm_up.ms / 86_400_000
    title = (
        f"{_counted(facts.days, 'day')}, {_counted(facts.replications, 'replication')}, "
        f"{f'warm-up of {cut:.3g} d' if cut else 'no warm-up'} cut off"
    )
    table = Table("", "Mean", f"{100 * summary.level:g} % interval", "n", title=title)
    table.box, table.title_justify, table.title_style = SIMPLE_HEAD, "left", "dim"
    for column in table.columns[1:]:
        column.justify = "right"
    for words, name in _ROWS:
        figure: Figure = getattr(summary.plant, name)
        if figure.mean is not None:
            table.add_row(words, *_cells(figure))
    return table


def _counted(number: float, what: str) -> str:
    return f"{number:g} {what}{'' if number == 1 else 's'}"


def _cells(figure: Figure) -> tuple[str, str, str]:
    share = figure.unit in ("", "share")
    scale, unit = (100.0, "%") if share else (1.0, figure.unit)
    digits = [None if x is None else in_digits(x * scale) for x in (figure.low, figure.high)]
    interval = f"{digits[0]} to {digits[1]}" if digits[0] is not None else figure.note
    if figure.low == figure.high:
        interval = "exact"
    mean = in_digits((figure.mean or 0.0) * scale)
    return f"{mean} {unit}", interval, str(figure.n) if interval != "exact" else ""


def _bottlenecks(summary: Summary) -> Table:
    table = Table("Bottleneck", "Share of time", "alone", "OEE", "blocked", "waiting", "failed")
    table.box, table.caption_justify, table.caption_style = SIMPLE_HEAD, "left", "dim"
    table.caption = "  blocked, waiting, failed: mean share of the station's shift time"
    for column in table.columns[1:]:
        column.justify = "right"
    figures = {station.station: station for station in summary.stations}
    for each in summary.bottlenecks.stations[:MOST_BOTTLENECKS]:
        if not each.total.mean:
            continue
        station = figures[each.station]
        shown = (each.total.mean, each.sole.mean, station.oee.mean, *_losses(station.states))
        table.add_row(Text(each.station), *map(_percent, shown))
    return table


def _losses(states: Mapping[str, Figure]) -> Iterator[float | None]:
    """Shares of shift time, as on the page: a night off is no loss, and would hide the others."""
    planned = 1.0 - (states["unplanned"].mean or 0.0)
    for name in ("blocked", "waiting", "failed"):
        share = states[name].mean
        yield None if share is None or not planned else share / planned


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def show_where(summary: Summary, run: Run, page: Path | None) -> None:
    """Print what it took, where to look further, and how to do it again."""
    told = run.manifest
    if told.events and told.cpu_s:
        speed = told.events / told.cpu_s / 1e6
        console.print(
            f"\n{told.events:,} events in {told.wall_s or 0:.1f} s "
            f"({speed:.1f} million events per CPU second in the engine).",
            style="dim",
        )
    if page is not None:
        _line(f"Page:    {page}")
    if run.folder is not None:
        _line(f"Run:     {run.folder}")
    _line(f"Seed {summary.run.seed}; repeat with: {told.command}", style="dim")


def _line(text: str, style: str = "") -> None:
    """A line as it is: left to the terminal to fold, so that what is copied has no line breaks."""
    console.print(text, style=style, soft_wrap=True, markup=False)


def show_comparison(comparison: Comparison, settings: list[str]) -> None:
    """Print what was changed in plant and settings, and which figures really differ."""
    _line(f"{comparison.before}  ->  {comparison.after}\n", style="bold")
    if not comparison.changes:
        console.print("The plants are the same.")
    for change in comparison.changes[:MOST_CHANGES]:
        _line(f"  {change}")
    if (more := len(comparison.changes) - MOST_CHANGES) > 0:
        console.print(f"  ... and {more} more changes")
    for setting in settings:
        _line(f"  {setting}")
    how = "by replication (common random numbers)" if comparison.paired else "as independent runs"
    console.print(f"\nCompared {how}:\n")
    for verdict in _verdicts(comparison):
        _line(verdict)
    level = next((d.change.level for d in comparison.differences), 0.95)
    real = f"* real: the {100 * level:g} % interval of the change leaves out 0"
    told = f"{real}; ? can't be said; = reckoned"
    _line(f"\n{told}", style="dim")


def _verdicts(comparison: Comparison) -> Iterator[str]:
    """A line for each figure; those that can't be compared for one reason share a line."""
    unknown: dict[str, list[str]] = {}
    for difference in comparison.differences:
        if difference.change.mean is None:
            figure = difference.verdict.partition(": can't be compared")[0]
            unknown.setdefault(difference.change.note, []).append(figure)
        else:
            mark = {True: "*", False: " ", None: "?"}[difference.real]
            # What was reckoned, not simulated, knows no chance.
            yield f"{mark if difference.change.n else '='} {difference.verdict}"
    for why, figures in unknown.items():
        yield f"? can't be compared: {'; '.join(figures)} ({why})"
