"""The root of the command line and the options that belong to no command."""

from typing import Annotated

import typer

from carwright import __version__

app = typer.Typer(name="carwright", add_completion=False, no_args_is_help=True)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"carwright {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version"),
    ] = False,
) -> None:
    """Plan, simulate and run a car factory."""


def main() -> None:
    """Run the command line; the entry point of the `carwright` command."""
    app()
