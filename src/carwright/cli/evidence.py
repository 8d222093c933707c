"""``carwright evidence``: the ledger as it stood on a date."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Annotated

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
    everything: Annotated[
        bool, typer.Option("--everything", help="List the priors and the plant's entries, too")
    ] = False,
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
    _ledger(programme.name, found.standing, everything)
    _contested(found.standing)
    _drivers(found.drivers, found.first_delivery)


def _ledger(name: str, standing: Standing, everything: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.markup import escape
    from rich.table import Table

    from carwright.cli.screen import console

    dated = [each for each in standing.live if each.known and _on_programme(each)]
    priors = [each for each in standing.live if not each.known and _on_programme(each)]
    plant = [each for each in standing.live if not _on_programme(each)]
    table = Table(title=f"{name}: evidence as of {standing.date}", box=SIMPLE_HEAD)
    for heading in ("known from", "id", "status", "says"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "known from")
    for each in [*plant, *priors, *dated] if everything else dated:
        known = each.known.isoformat() if each.known else "always"
        table.add_row(known, escape(each.id), _status(each), escape(_says(each)))
    console.print(table)
    console.print(
        f"{len(standing.live)} count, {len(standing.superseded)} are superseded,"
        f" {standing.unknown} became known later."
    )
    if not everything and (priors or plant):
        console.print(
            f"Of those that count {len(priors)} are priors and {len(plant)} bear on the plant only:"
            " --everything lists them."
        )


def _on_programme(each: Evidence) -> bool:
    return any(path.partition(".")[0] == "programme" for path in each.bears_on)


def _contested(standing: Standing) -> None:
    from carwright.cli.screen import console

    if not standing.contested:
        return
    console.print("\nContested", style="bold")
    entries = {each.id: each for each in standing.live}
    for contest in standing.contested:
        one, other = entries[contest.one], entries[contest.other]
        console.print(f"  {one.id} {_says(one)}", markup=False)
        both = f" (both set {contest.path}: the later counts)" if contest.path else ""
        console.print(f"    against {other.id} {_says(other)}{both}", markup=False)


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
        text = (
            f"  {each.swing:+6,.0f} days  {each.title} ({what}; {percent(each.share)} of variance)"
        )
        console.print(text, markup=False)
