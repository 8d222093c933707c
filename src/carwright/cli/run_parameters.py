"""What the commands that run a plant ask for alike."""

from __future__ import annotations

from typing import Annotated

import typer

Days = Annotated[float | None, typer.Option(min=0, help="Days to simulate")]
Replications = Annotated[
    int | None, typer.Option("--replications", "-r", min=1, help="Independent repetitions")
]
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of the random numbers")]
Phase = Annotated[
    str | None, typer.Option(help="Everything up to this phase exists, nothing later")
]
WarmUp = Annotated[
    str | None, typer.Option(help="Warm-up by hand, such as '5 d'; found if not given")
]
Threads = Annotated[int | None, typer.Option(min=1, help="Threads; all cores if not given")]
