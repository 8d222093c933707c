"""``carwright new``: begin a scenario."""

from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; must not exist or be empty")],
    name: Annotated[
        str | None, typer.Option(help="Name of the plant or programme; the folder's if not given")
    ] = None,
    programme: Annotated[
        bool, typer.Option("--programme", help="Begin a programme instead of a plant")
    ] = False,
) -> None:
    """Write a small, commented scenario that runs: a plant, or a programme."""
    from carwright.files import new as begin

    begin(folder, name or folder.resolve().name, "programme" if programme else "plant")
    what = "programme that can be forecast" if programme else "plant that runs"
    typer.echo(f"{folder}/ is a {what}. Next:\n")
    typer.echo(f"  carwright check {folder}")
    typer.echo(f"  carwright {'forecast' if programme else 'run'} {folder}")
