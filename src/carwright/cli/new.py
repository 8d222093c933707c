"""``carwright new``: begin a scenario."""

from pathlib import Path
from typing import Annotated

import typer


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; must not exist or be empty")],
    name: Annotated[
        str | None, typer.Option(help="Name of the plant; the folder's if not given")
    ] = None,
) -> None:
    """Write a small, commented scenario that runs."""
    from carwright.files import new as begin

    begin(folder, name or folder.resolve().name)
    typer.echo(f"{folder}/ is a plant that runs. Next:\n")
    typer.echo(f"  carwright check {folder}\n  carwright run {folder}")
