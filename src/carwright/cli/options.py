"""``carwright options``: build, buy, partner, contract, walk away, on the same draws."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

import typer

from carwright.cli.programme import (
    AsOf,
    Draws,
    Json,
    RunFolder,
    Scenario,
    Seed,
    day,
    likely,
    money,
    percent,
    plant_of,
    read,
)

if TYPE_CHECKING:
    from carwright.programme.options import Comparison


def options(
    scenario: Scenario,
    as_of: AsOf = None,
    draws: Draws = 20_000,
    seed: Seed = 1,
    json: Json = False,
    run: RunFolder = None,
) -> None:
    """Compare the options of a programme and say which to take, and how sure that is."""
    from carwright.programme import compare_options

    programme, date = read(scenario, as_of)
    output = plant_of(run, programme, date)
    found = compare_options(programme, date, draws=draws, seed=seed, output=output)
    if json:
        typer.echo(dumps(found.to_json(), indent=1, allow_nan=False, ensure_ascii=False))
        return
    _recommendation(found)
    _table(found)
    _waiting(found)


def _recommendation(found: Comparison) -> None:
    best, second = found.option(found.recommended), found.option(found.second)
    gain = money(found.gain.mean, found.currency)
    typer.echo(
        f"\n{found.programme} as of {found.as_of}: take {best.title!r}. On average it is worth"
        f" {gain} more than {second.title!r}, the next best."
    )
    typer.echo(
        f"That it turns out the best of all is {likely(found.right)} probable"
        f" ({found.draws:,} common draws, books until {found.books_end})."
    )


def _table(found: Comparison) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from carwright.cli.screen import console

    caption = (
        "P50 and P90 of the first delivery; fails: no car ever; worth: mean present value from"
        " now on; loss: mean, if it fails; low cash: P10 of the lowest; best: probability that no"
        " other option turns out better"
    )
    table = Table(box=SIMPLE_HEAD, caption=caption, caption_justify="left", padding=(0, 1, 0, 0))
    headings = ("P50", "P90", "fails", "worth", "loss", "low cash", "best")
    table.add_column("option", overflow="fold", min_width=14)
    for heading in headings:
        table.add_column(heading, no_wrap=True)
    for each in sorted(found.options, key=lambda option: -(option.value.mean or 0)):
        never = each.first_delivery.never
        table.add_row(
            each.title,
            day(each.first_delivery.p50)[:7],
            day(each.first_delivery.p90)[:7],
            "-" if never == 1 else percent(never),
            money(each.value.mean, ""),
            "-" if each.loss_if_it_fails.mean is None else money(each.loss_if_it_fails.mean, ""),
            money(each.lowest_cash.p10, ""),
            likely(each.best),
        )
    console.print(table)


def _waiting(found: Comparison) -> None:
    waiting = found.waiting
    if waiting is None:
        return
    titles = {each.name: each.title for each in found.options}
    worth = waiting.value.mean or 0.0
    verdict = "worth" if worth > 0 else "not worth"
    typer.echo(
        f"{waiting.title}: {verdict} it, {money(worth, found.currency)} against choosing now."
        f" The answer takes {waiting.delay.p50:,.0f} days (P50). If yes"
        f" ({percent(waiting.granted)}): {titles.get(waiting.if_granted, waiting.if_granted)!r};"
        f" if no: {titles.get(waiting.if_refused, waiting.if_refused)!r}."
    )
