"""The root of the command line: its commands, and what becomes of an error."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from carwright import __version__
from carwright.cli.check import check
from carwright.cli.compare import compare
from carwright.cli.evidence import evidence
from carwright.cli.forecast import forecast
from carwright.cli.new import new
from carwright.cli.options import options
from carwright.cli.readiness import readiness
from carwright.cli.report import report
from carwright.cli.run import run
from carwright.cli.schema import schema
from carwright.errors import CarwrightError, InterruptedRun, RunError

BAD_INPUT = 2
RUN_FAILED = 3
INTERRUPTED = 130

app = typer.Typer(
    name="carwright",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (new, check, run, report, compare, schema):
    app.command()(command)
for command in (evidence, forecast, options, readiness):
    app.command()(command)


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
    """Run the command line; the entry point of the `carwright` command.

    Exit codes: 0 done, 2 bad input (every fault named), 3 a run that could not go on (deadlock,
    stall), 130 stopped by Ctrl-C.
    """
    try:
        app()
    except InterruptedRun as error:
        _end(error, INTERRUPTED)
    except RunError as error:
        _end(error, RUN_FAILED)
    except CarwrightError as error:
        _end(error, BAD_INPUT)
    except KeyboardInterrupt:
        _end("stopped", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: no one is left to tell.
        sys.stderr.close()
        raise SystemExit(0) from None


def _end(message: object, code: int) -> None:
    typer.echo(f"carwright: {message}", err=True)
    raise SystemExit(code)
