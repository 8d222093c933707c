"""``carwright forecast``: when the first cars come, what it costs, what both depend on."""

from __future__ import annotations

from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carwright.cli.programme import (
    AsOf,
    Draws,
    Json,
    Option,
    Scenario,
    Seed,
    day,
    likely,
    money,
    percent,
    read,
    span,
)

if TYPE_CHECKING:
    from carwright.model.programme import Programme
    from carwright.programme import Forecast

MOST_DRIVERS = 6


def forecast(
    scenario: Scenario,
    as_of: AsOf = None,
    option: Option = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Date: probability of the first delivery by then")
    ] = None,
    draws: Draws = 100_000,
    seed: Seed = 1,
    json: Json = False,
    page: Annotated[
        Path | None, typer.Option("--page", help="File: write the report page, with all options")
    ] = None,
) -> None:
    """Forecast start of production, first delivery, staff, cars and cash as of a date."""
    from carwright.programme import forecast as reckon

    programme, date = read(scenario, as_of)
    asked = None if by is None else read(scenario, by)[1]
    found = reckon(programme, date, draws=draws, seed=seed, option=option)
    written = None if page is None else _page(programme, found, page)
    if json:
        told = found.to_json()
        if asked is not None:
            told["by"] = {"date": day(asked), **found.probability_by(asked).to_json()}
        typer.echo(dumps(told, indent=1, allow_nan=False, ensure_ascii=False))
        return
    _headline(found)
    if asked is not None:
        typer.echo(f"First delivery by {asked}: {likely(found.probability_by(asked))}.")
    _milestones(found)
    _money(found)
    _drivers(found)
    for note in found.notes:
        typer.echo(f"Note: {note}")
    if written is not None:
        typer.echo(f"\nPage: {written}")


def _page(programme: Programme, found: Forecast, path: Path) -> Path:
    from carwright.programme import compare_options
    from carwright.programme.page import write_page

    compared = None
    if len(programme.options) > 1:
        compared = compare_options(programme, found.as_of, draws=20_000, seed=found.seed)
    return write_page(programme, found, compared, path)


def _headline(found: Forecast) -> None:
    delivery = found.node(found.first_delivery)
    typer.echo(f"\n{found.programme}, option {found.option!r}, as of {found.as_of}")
    typer.echo(f"First delivery: {span(delivery.finish)} (P50 [P10 to P90]).")
    typer.echo(f"Start of production: {span(found.node(found.start_of_production).finish)}.")
    if delivery.planned and delivery.on_time:
        typer.echo(f"Stated for {delivery.planned}: {likely(delivery.on_time)} to be on time.")
    if found.success.mean is not None and found.success.mean < 1:
        typer.echo(f"No car ever: {percent(1 - found.success.mean)}.")
    outside = found.outside
    if outside is not None:
        gap = "" if outside.gap is None else f"; the inside view is {_later(outside.gap)}"
        typer.echo(
            f"Outside view ({outside.title}: {outside.cases} cases, {outside.ended} ended with"
            f" cars, {outside.censored} cut off): {span(outside.dates)}{gap}."
        )


def _later(days: float) -> str:
    return f"{abs(days):,.0f} days {'later' if days > 0 else 'earlier'} at P50"


def _milestones(found: Forecast) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from carwright.cli.screen import console

    table = Table(box=SIMPLE_HEAD)
    for heading in ("milestone", "planned", "on time", "P10", "P50", "P90"):
        table.add_column(heading)
    for each in found.nodes:
        if each.kind != "activity":
            planned = each.planned.isoformat() if each.planned else "-"
            dates = (each.finish.p10, each.finish.p50, each.finish.p90)
            shown = ["done" if each.done else day(date) for date in dates]
            table.add_row(each.title, planned, likely(each.on_time), *shown)
    console.print(table)


def _money(found: Forecast) -> None:
    cash = found.money
    lowest = ", ".join(
        f"{name} {money(value, cash.currency)}"
        for name, value in (("P10", cash.lowest.p10), ("P50", cash.lowest.p50))
    )
    typer.echo(f"Lowest cash: {lowest}, half of the draws by {day(cash.lowest_date.p50)}.")
    reserve = money(cash.reserve, cash.currency)
    typer.echo(f"The reserve of {reserve} is broken: {likely(cash.broken)}.")
    spent = money(cash.spent_before_delivery.p50, cash.currency)
    typer.echo(f"Spent until the first delivery: {spent} (P50).")
    worth = money(cash.present_value.mean, cash.currency)
    typer.echo(f"Present value from {found.as_of} on: {worth} (mean).\n")


def _drivers(found: Forecast) -> None:
    typer.echo("What moves the first delivery:")
    for each in found.drivers[:MOST_DRIVERS]:
        typer.echo(f"  {each.swing:+5.0f} days  {each.name} ({each.kind})")
    critical = sorted(
        (n for n in found.nodes if n.kind == "activity" and not n.done),
        key=lambda node: -node.criticality,
    )
    listed = ", ".join(f"{each.title} {percent(each.criticality)}" for each in critical[:4])
    typer.echo(f"Most often critical: {listed}.")
