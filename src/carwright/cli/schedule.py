"""``carwright schedule``: a baseline that keeps the limits of resources, also for MS Project."""

from __future__ import annotations

import datetime as dt
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carwright.cli.programme import AsOf, Json, Option, Scenario, Seed, day, read

if TYPE_CHECKING:
    from carwright.model.programme import Programme
    from carwright.programme.levelling import Baseline


def schedule(
    scenario: Scenario,
    as_of: AsOf = None,
    option: Option = None,
    network: Annotated[
        bool, typer.Option("--network", help="Leave the limits of resources out: needs no OR-Tools")
    ] = False,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=3600, help="Time for each of the two searches")
    ] = 10.0,
    seed: Seed = 1,
    xml: Annotated[
        Path | None, typer.Option("--xml", help="File: write the plan for Microsoft Project")
    ] = None,
    json: Json = False,
) -> None:
    """Schedule a programme at the median durations, within the limits of its resources."""
    from carwright.programme.as_json import plain
    from carwright.programme.levelling import by_network, level

    programme, date = read(scenario, as_of)
    if network:
        found = by_network(programme, date, option=option, seed=seed)
    else:
        found = level(programme, date, option=option, seconds=seconds, seed=seed)
    if xml is not None:
        _write(programme, date, found, xml)
    if json:
        told = plain(found) | {"dates": {n: [s, f] for n, (s, f) in _texts(found)}}
        typer.echo(dumps(told, indent=1, allow_nan=False, ensure_ascii=False))
        return
    _table(programme, found)
    _words(programme, found)
    if xml is not None:
        typer.echo(f"Plan for Microsoft Project: {xml}")


def _texts(found: Baseline) -> list[tuple[str, tuple[str, str]]]:
    return [(name, (day(start), day(finish))) for name, (start, finish) in found.dates.items()]


def _write(programme: Programme, date: dt.date, found: Baseline, file: Path) -> None:
    from carwright.files.msproject import write_project
    from carwright.programme.ledger import as_of
    from carwright.programme.plan import kept_only

    standing = as_of(programme, date).programme
    write_project(kept_only(standing, found.dates.keys()), found.dates, file)


def _table(programme: Programme, found: Baseline) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from carwright.cli.screen import console

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("activity or milestone", overflow="fold")
    for heading in ("start", "finish"):
        table.add_column(heading, no_wrap=True)
    table.add_column("holds", overflow="fold")
    for name, (start, finish) in sorted(found.dates.items(), key=lambda item: item[1]):
        activity = programme.activities.get(name)
        if activity is None:
            table.add_row(f"* {programme.milestones[name].title or name}", "", day(finish))
            continue
        holds = ", ".join(f"{units} {key}" for key, units in activity.resources.items())
        table.add_row(activity.title or name, day(start), day(finish), holds)
    console.print(table)


def _words(programme: Programme, found: Baseline) -> None:
    zero = programme.decision
    delivery = zero + dt.timedelta(found.value)
    typer.echo(f"{found.programme}, option {found.option!r}: first delivery on {delivery}.")
    if found.status == "not levelled":
        typer.echo("By the network alone: limits of resources were not looked at.")
    else:
        alone = zero + dt.timedelta(found.without_limits)
        bound = zero + dt.timedelta(found.bound)
        good = "which is the earliest" if found.status == "optimal" else f"not before {bound}"
        typer.echo(f"Within the limits of resources, {good}; without them {alone}.")
    for name, units in found.peak.items():
        typer.echo(f"{name}: at most {units} of {programme.resources[name]} in use at once.")
