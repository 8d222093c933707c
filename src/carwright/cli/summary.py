"""The summary on the screen: what a plant planner reads first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from carwright.analysis import Comparison, Summary
from carwright.analysis.display import (
    BOTTLENECK_CAPTION,
    BOTTLENECK_COLUMNS,
    bottleneck_rows,
    figure_rows,
    interval_title,
    run_title,
)
from carwright.cli.screen import console
from carwright.results import Run

MOST_CHANGES = 20


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
    if rows := list(bottleneck_rows(summary.bottlenecks, summary.stations)):
        console.print(_bottlenecks(rows))
    for finding in summary.findings:
        _line(f"Note: {finding}")


def _figures(summary: Summary) -> Table:
    facts = summary.run
    title = run_title(facts.days, facts.replications, summary.warm_up.ms)
    table = Table("", "Mean", interval_title(summary.level), "n", title=title)
    table.box, table.title_justify, table.title_style = SIMPLE_HEAD, "left", "dim"
    for column in table.columns[1:]:
        column.justify = "right"
    for row in figure_rows(summary.plant):
        table.add_row(*row)
    return table


def _bottlenecks(rows: list[tuple[str, ...]]) -> Table:
    table = Table(*BOTTLENECK_COLUMNS, caption=f"  {BOTTLENECK_CAPTION}")
    table.box, table.caption_justify, table.caption_style = SIMPLE_HEAD, "left", "dim"
    for column in table.columns[1:]:
        column.justify = "right"
    for station, *shown in rows:
        table.add_row(Text(station), *shown)
    return table


def show_where(summary: Summary, run: Run, page: Path | None) -> None:
    """Print what it took, where to look further, and how to do it again."""
    told = run.manifest
    if told.events and told.cpu_s:
        speed = told.events / told.cpu_s / 1e6
        took = f"{told.wall_s:.1f} s" if told.wall_s else f"{told.cpu_s:.1f} s of CPU"
        console.print(
            f"\n{told.events:,} events in {took} "
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
