"""``carwright compare``: what changed in the model, and whether the difference is real."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Annotated

import typer


def compare(
    before: Annotated[Path, typer.Argument(help="Folder of a run")],
    after: Annotated[Path, typer.Argument(help="Folder of another run")],
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead")] = False,
) -> None:
    """Compare two runs: what differs in the plant, and which figures really differ."""
    from carwright.analysis import compare as contrast
    from carwright.cli.summary import show_comparison
    from carwright.results import Run

    comparison = contrast(Run.load(before), Run.load(after))
    if json:
        typer.echo(dumps(asdict(comparison), indent=1, allow_nan=False))
        return
    show_comparison(comparison)
