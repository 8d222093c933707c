"""``carwright readiness``: each gate, its probability to be on time, and what limits it."""

from __future__ import annotations

from json import dumps

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
    typer.echo(f"\n{found.programme}, option {found.option!r}, gates as of {found.as_of}\n")
    for gate in found.gates:
        if gate.reached:
            typer.echo(f"{gate.title}: passed on {gate.reached}")
            continue
        planned = "" if gate.planned is None else f", planned {gate.planned}"
        on_time = "" if gate.on_time is None else f", on time {likely(gate.on_time)}"
        typer.echo(f"{gate.title}: {span(gate.finish)}{planned}{on_time}")
        if gate.limits is not None and gate.limits_finish is not None:
            typer.echo(
                f"  limited by {gate.limits!r}, done {day(gate.limits_finish.p50)} (P50),"
                f" critical in {percent(gate.limits_share)} of the draws"
            )
