"""``carwright readiness``: each gate, its probability to be on time, and what limits it."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING

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
    percent,
    read,
    span,
)

if TYPE_CHECKING:
    from carwright.programme.gates import GateForecast

MOST_OTHERS = 3


def readiness(
    scenario: Scenario,
    as_of: AsOf = None,
    option: Option = None,
    draws: Draws = 20_000,
    seed: Seed = 1,
    json: Json = False,
) -> None:
    """For each gate: the probability to pass on time, and the open item that limits it."""
    from carwright.programme import readiness as reckon

    programme, date = read(scenario, as_of)
    found = reckon(programme, date, draws=draws, seed=seed, option=option)
    if json:
        typer.echo(dumps(found.to_json(), indent=1, allow_nan=False, ensure_ascii=False))
        return
    typer.echo(f"\n{found.programme}, option {found.option!r}, gates as of {found.as_of}")
    typer.echo("P50 [P10 to P90]; what limits a gate has the most days on its critical path\n")
    for gate in found.gates:
        _gate(gate)


def _gate(gate: GateForecast) -> None:
    if gate.reached:
        typer.echo(f"{gate.title}: passed on {gate.reached}")
        return
    planned = "" if gate.planned is None else f", planned {gate.planned}"
    on_time = "" if gate.on_time is None else f": {likely(gate.on_time)} to be on time"
    typer.echo(f"{gate.title}: {span(gate.finish)}{planned}{on_time}")
    if not gate.open_items or gate.limits_finish is None:
        return
    first, *others = gate.open_items
    typer.echo(
        f"  limited by {first.title!r}, done {day(gate.limits_finish.p50)} (P50): critical in"
        f" {percent(first.share)} of the draws, {first.days:,.0f} days of the path"
    )
    others = [each for each in others if each.days >= 1][:MOST_OTHERS]
    if others:
        then = ", ".join(f"{each.title} {each.days:,.0f} d" for each in others)
        typer.echo(f"  then {then}")
