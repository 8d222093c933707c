"""The root of the command line: its commands."""

from __future__ import annotations

from typing import Annotated

import typer

from carwright import __version__
from carwright.cli.check import check
from carwright.cli.codes import BAD_INPUT, INTERRUPTED, RUN_FAILED
from carwright.cli.compare import compare
from carwright.cli.evidence import evidence
from carwright.cli.forecast import forecast
from carwright.cli.new import new
from carwright.cli.options import options
from carwright.cli.plan import plan
from carwright.cli.readiness import readiness
from carwright.cli.report import report
from carwright.cli.run import run
from carwright.cli.schedule import schedule
from carwright.cli.schema import schema
from carwright.cli.throughput import throughput

__all__ = ["BAD_INPUT", "INTERRUPTED", "RUN_FAILED", "app"]

app = typer.Typer(
    name="carwright",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (new, check, run, throughput, report, compare, schema):
    app.command()(command)
for each in (evidence, forecast, options, readiness, schedule, plan):
    app.command()(each)


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
