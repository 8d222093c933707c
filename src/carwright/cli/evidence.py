"""``carwright evidence``: the ledger as it stood on a date."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

import typer

from carwright.cli.programme import AsOf, Draws, Json, Scenario, Seed, percent, read

if TYPE_CHECKING:
    from carwright.model import Evidence
    from carwright.programme.drivers import Driver
    from carwright.programme.ledger import Standing

MOST_DRIVERS = 8


def evidence(
    scenario: Scenario,
    as_of: AsOf = None,
    draws: Draws = 20_000,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """Print what was known on a date, what was contested, and what would move the forecast most."""
    from carwright.programme import forecast
    from carwright.programme.as_json import plain, standing_json

    programme, date = read(scenario, as_of)
    found = forecast(programme, date, draws=draws, seed=seed)
    if json:
        told = standing_json(found.standing) | {"moves_the_forecast": plain(found.drivers)}
        typer.echo(dumps(told, indent=1, allow_nan=False, ensure_ascii=False))
        return
    _ledger(programme.name, found.standing)
    _drivers(found.drivers, found.first_delivery)


def _ledger(name: str, standing: Standing) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from carwright.cli.screen import console

    table = Table(title=f"{name}: evidence as of {standing.date}", box=SIMPLE_HEAD)
    for heading in ("known from", "id", "status", "says"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "known from")
    for each in standing.live:
        known = each.known.isoformat() if each.known else "always"
        table.add_row(known, escape(each.id), _status(each), escape(_says(each)))
    console.print(table)
    later = f"{standing.unknown} became known later"
    console.print(
        f"{len(standing.live)} count, {len(standing.superseded)} are superseded, {later}."
    )
    if standing.contested:
        console.print("\nContested", style="bold")
    for contest in standing.contested:
        on = f" on {contest.path}" if contest.path else ""
        console.print(f"  {contest.one} against {contest.other}{on}", markup=False)


def _status(each: Evidence) -> str:
    if each.credence is None:
        return each.status
    return f"{each.status}, credence {percent(each.credence)}"


def _says(each: Evidence) -> str:
    said = f"{each.said_by}: " if each.said_by else ""
    sets = "; ".join(f"{path} = {value}" for path, value in each.sets.items())
    text = each.value or sets or each.source
    return f"{said}{text}"


def _drivers(drivers: tuple[Driver, ...], delivery: str) -> None:
    from carwright.cli.screen import console

    console.print(f"\nWhat would move {delivery!r} most", style="bold")
    for each in drivers[:MOST_DRIVERS]:
        what = {
            "activity": "if it takes long rather than short",
            "risk": "if it happens",
            "licence": "if it comes so",
            "rumour": "if the claim is true",
        }[each.kind]
        text = f"  {each.swing:+5.0f} days  {each.name} ({what}; {percent(each.share)} of variance)"
        console.print(text, markup=False)
