"""Where a run of the command line goes, and what is told of it when it ends early."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from carwright.model import Plant

RUNS = Path("runs")


def read(scenario: str | None) -> Plant:
    """The plant of a scenario that may not have been named."""
    from carwright.errors import CarwrightError
    from carwright.files import load

    if scenario is None:
        raise CarwrightError("no scenario -> name a folder, or the library's su7")
    return load(scenario)


def command() -> str:
    """The command line as it was typed, to be repeated."""
    return shlex.join(["carwright", *sys.argv[1:]])


def new_folder(plant: Plant) -> Path:
    """A new folder under runs/, by scenario and time."""
    name = "".join(c if c.isalnum() else "-" for c in plant.name.lower()).strip("-")
    now = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = RUNS / f"{name[:40]}-{now}"
    number = 2
    while folder.exists():
        folder = RUNS / f"{name[:40]}-{now}-{number}"
        number += 1
    return folder


@contextmanager
def telling_what_is_kept(folder: Path) -> Iterator[None]:
    """A run that ends early leaves what had finished: say how much, and how to read it."""
    from carwright.errors import RunError
    from carwright.results import UnwrittenRun

    try:
        yield
    except (RunError, UnwrittenRun):
        typer.echo(_what_is_kept(folder), nl=False, err=True)
        raise


def _what_is_kept(folder: Path) -> str:
    from carwright.results import Run, UnreadableRun

    try:
        stored = Run.load(folder)
    except UnreadableRun:
        return ""
    count, wanted = len(stored.replications), stored.manifest.replications
    report = f"carwright report {shlex.quote(str(folder))}"
    return f"{count} of {wanted} replications had finished and are kept: {report}\n"
