"""``carwright throughput``: what a plant makes, without page or folder."""

from __future__ import annotations

from json import dumps
from typing import Any

import typer

from carwright.cli.programme import Json, Scenario
from carwright.cli.run_folder import read
from carwright.cli.run_parameters import Days, Phase, Replications, Seed, Threads, WarmUp


def throughput(
    scenario: Scenario,
    days: Days = None,
    replications: Replications = None,
    seed: Seed = None,
    phase: Phase = None,
    warm_up: WarmUp = None,
    threads: Threads = None,
    json: Json = False,
) -> None:
    """Say what a plant makes, by recursion where its order of work is fixed, else by events."""
    from carwright.cli.screen import progress
    from carwright.experiment import throughput as reckon

    fixed: dict[str, Any] = {
        "days": days,
        "replications": replications,
        "seed": seed,
        "phase": phase,
        "threads": threads,
        "warm_up": warm_up,
    }
    plant = read(scenario)
    given = {name: value for name, value in fixed.items() if value is not None}
    with progress(f"running {plant.name}") as shown:
        found = reckon(plant, progress=shown, **given)
    if json:
        typer.echo(dumps(found.to_json(), indent=1, allow_nan=False))
    else:
        typer.echo(found.summary())
