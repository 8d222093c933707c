"""``carwright throughput``: what a plant makes, without page or folder."""

from __future__ import annotations

from json import dumps
from typing import Annotated, Any

import typer

from carwright.cli.run_folder import read


def throughput(
    scenario: Annotated[str, typer.Argument(help="Folder of a scenario, or a library name: su7")],
    days: Annotated[float | None, typer.Option(min=0, help="Days to simulate")] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=1, help="Independent repetitions")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the random numbers")] = None,
    phase: Annotated[
        str | None, typer.Option(help="Everything up to this phase exists, nothing later")
    ] = None,
    warm_up: Annotated[
        str | None, typer.Option(help="Warm-up by hand, such as '5 d'; found if not given")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores if not given")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead")] = False,
) -> None:
    """Say what a plant makes, by recursion where its order of work is fixed, else by events."""
    from carwright.experiment import throughput as reckon

    fixed: dict[str, Any] = {
        "days": days,
        "replications": replications,
        "seed": seed,
        "phase": phase,
        "threads": threads,
        "warm_up": warm_up,
    }
    found = reckon(read(scenario), **{n: value for n, value in fixed.items() if value is not None})
    if json:
        typer.echo(dumps(found.to_json(), indent=1, allow_nan=False))
    else:
        typer.echo(found.summary())
