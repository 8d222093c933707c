"""``carwright report``: the page again, from a stored run."""

from pathlib import Path
from typing import Annotated

import typer


def report(
    run: Annotated[Path, typer.Argument(help="Folder of a run")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File; report.html in RUN if not given")
    ] = None,
) -> None:
    """Write a run's page and print its summary."""
    from carwright.analysis import summarise
    from carwright.cli.summary import show, show_where
    from carwright.report import write
    from carwright.results import Run

    stored = Run.load(run)
    summary = summarise(stored)
    show(summary)
    show_where(summary, stored, write(stored, summary, output or run / "report.html"))
