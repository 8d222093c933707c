"""``carwright forecast``: when the first cars come, what it costs, what both depend on."""

from __future__ import annotations

import datetime as dt
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carwright.cli.programme import (
    AsOf,
    Draws,
    Json,
    Option,
    RunFolder,
    Scenario,
    Seed,
    amounts,
    day,
    likely,
    money,
    parsed,
    percent,
    plant_of,
    read,
    span,
)

if TYPE_CHECKING:
    from carwright.model.programme import Programme
    from carwright.programme import Forecast
    from carwright.programme.bands import Dates
    from carwright.programme.flows import Output
    from carwright.programme.forecasting import NodeForecast

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
    run: RunFolder = None,
    page: Annotated[
        Path | None, typer.Option("--page", help="File: write the report page, with all options")
    ] = None,
) -> None:
    """Forecast start of production, first delivery, staff, cars and cash as of a date."""
    from carwright.programme import forecast as reckon

    programme, date = read(scenario, as_of)
    asked = None if by is None else parsed(by, "--by")
    output = plant_of(run, programme, date)
    found = reckon(programme, date, draws=draws, seed=seed, option=option, output=output)
    written = None if page is None else _page(programme, found, page, output)
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
    _drivers(found)
    _money(found)
    _years(found)
    _tests(found)
    _limits(found)
    if found.notes:
        typer.echo("\nThe plan against scheduling practice:")
    for note in found.notes:
        typer.echo(f"- {note}")
    if written is not None:
        typer.echo(f"\nPage: {written}")


def _page(programme: Programme, found: Forecast, path: Path, output: Output | None) -> Path:
    from carwright.programme import compare_options
    from carwright.programme.page import write_page

    compared = None
    if len(programme.options) > 1:
        compared = compare_options(
            programme, found.as_of, draws=20_000, seed=found.seed, output=output
        )
    return write_page(programme, found, compared, path)


def _headline(found: Forecast) -> None:
    delivery = found.node(found.first_delivery)
    typer.echo(f"\n{found.programme}, option {found.option!r}, as of {found.as_of}")
    band = "" if delivery.done else " (P50 [P10 to P90])"
    typer.echo(f"First delivery: {_when(delivery)}{band}.")
    typer.echo(f"Start of production: {_when(found.node(found.start_of_production))}.")
    if delivery.planned and delivery.on_time and not delivery.done:
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


def _when(node: NodeForecast) -> str:
    return f"reached on {day(node.finish.p50)}" if node.done else span(node.finish)


def _later(days: float) -> str:
    return f"{abs(days):,.0f} days {'later' if days > 0 else 'earlier'} at P50"


def _milestones(found: Forecast) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from carwright.cli.screen import console

    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    planned = any(each.planned for each in found.nodes if each.kind != "activity")
    table.add_column("milestone", overflow="fold")
    for heading in ("P10", "P50", "P90", *(("planned", "on time") if planned else ())):
        table.add_column(heading, no_wrap=True)
    for each in sorted(found.nodes, key=lambda node: (node.finish.p50 or dt.date.max, node.name)):
        if each.kind == "activity":
            continue
        row = [day(each.finish.p50), "reached", ""] if each.done else _dates(each.finish)
        if planned:
            row += [each.planned.isoformat() if each.planned else "", on_time(each)]
        table.add_row(each.title, *row)
    console.print(table)


def _dates(dates: Dates) -> list[str]:
    return [day(dates.p10), day(dates.p50), day(dates.p90)]


def on_time(node: NodeForecast) -> str:
    """The probability to keep the planned date; nothing where none is planned."""
    return "" if node.planned is None or node.done else likely(node.on_time)


def _money(found: Forecast) -> None:
    cash = found.money
    unit = cash.currency
    typer.echo(f"\nMoney, P50 [P10 to P90], {unit}:")
    typer.echo(
        f"  Reserve {money(cash.reserve, '')}; broken in {likely(cash.broken)} of the draws."
    )
    typer.echo(f"  Lowest cash {amounts(cash.lowest)}, on {span(cash.lowest_date)}.")
    if cash.falling.mean:
        typer.echo(
            f"  In {likely(cash.falling)} of the draws it is lowest when the books end"
            f" ({found.books_end}), and may fall further."
        )
    typer.echo(f"  Spent until the first delivery {amounts(cash.spent_before_delivery)}.")
    worth = money(cash.present_value.mean, "")
    typer.echo(
        f"  Present value from {found.as_of} on {amounts(cash.present_value_band)}, mean {worth}."
    )
    typer.echo(f"  Cars: {found.output}.")


def _years(found: Forecast) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from carwright.cli.screen import console

    highest = max(max(abs(each.cash.p10), abs(each.cash.p90)) for each in found.years)
    scale, unit = (1e9, "bn") if highest >= 2e9 else (1e6, "m")
    caption = (
        f"People and cash ({unit} {found.money.currency}) at the end of the year;"
        " *: the books hold a part of it"
    )
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), caption=caption, caption_justify="left")
    table.add_column("year")
    for heading in ("people P10", "P50", "P90", "cars P10", "P50", "P90", "cash P10", "P50", "P90"):
        table.add_column(heading, justify="right")
    for each in found.years:
        part = "" if each.months == 12 else "*"
        counts = [f"{v:,.0f}" for b in (each.people, each.cars) for v in (b.p10, b.p50, b.p90)]
        cash = [f"{v / scale:,.1f}" for v in (each.cash.p10, each.cash.p50, each.cash.p90)]
        table.add_row(f"{each.year}{part}", *counts, *cash)
    console.print(table)


def _tests(found: Forecast) -> None:
    from carwright.programme.campaigns import words

    for each in found.campaigns:
        typer.echo(f"\nTest campaign {each.title!r}:")
        by_sop = "" if each.shown_by_sop is None else f"; {likely(each.shown_by_sop)} likely by SOP"
        typer.echo(f"  Shown: {span(each.shown)}{by_sop}.")
        for line in words(each):
            typer.echo(f"  {line}")


def _limits(found: Forecast) -> None:
    for each in found.resources:
        typer.echo(
            f"\nResource {each.name!r}: {each.limit} there, {each.peak.p50:,.0f} wanted at once"
            f" (P90 {each.peak.p90:,.0f}); more than there are in {likely(each.exceeded)} of the"
            " draws."
        )


def _drivers(found: Forecast) -> None:
    if found.drivers:
        typer.echo("What moves the first delivery:")
    for each in found.drivers[:MOST_DRIVERS]:
        typer.echo(f"  {each.swing:+6,.0f} days  {each.title} ({each.kind})")
    critical = sorted(
        (n for n in found.nodes if n.kind == "activity" and not n.done and n.criticality > 0),
        key=lambda node: -node.criticality,
    )
    listed = ", ".join(f"{each.title} {percent(each.criticality)}" for each in critical[:4])
    if listed:
        typer.echo(f"Most often critical: {listed}.")
