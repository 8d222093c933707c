"""``carwright run``: simulate a scenario, say what came of it, write the page."""

from __future__ import annotations

from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from carwright.cli import pausing
from carwright.cli.programme import Json
from carwright.cli.run_folder import command, new_folder, read, telling_what_is_kept
from carwright.cli.run_parameters import Days, Phase, Replications, Seed, Threads, WarmUp

if TYPE_CHECKING:
    from carwright.model import Plant
    from carwright.results import Run


def run(
    scenario: Annotated[
        str | None, typer.Argument(help="Folder of a scenario, or a library name: su7")
    ] = None,
    days: Days = None,
    replications: Replications = None,
    seed: Seed = None,
    phase: Phase = None,
    warm_up: WarmUp = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder of the run; runs/... if not given")
    ] = None,
    json: Json = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="Write events and states of the first replication")
    ] = False,
    trace_replications: Annotated[int, typer.Option(min=0, help="Or of this many")] = 0,
    threads: Threads = None,
    engine: Annotated[
        str | None, typer.Option(help="native, or reference: slow, in plain Python")
    ] = None,
    pause_at: Annotated[
        str | None,
        typer.Option(help="Stop at this date and time, or time from the start, and save the state"),
    ] = None,
    save: Annotated[Path, typer.Option(help="File for --pause-at")] = Path("paused.carwright"),
    resume: Annotated[
        Path | None,
        typer.Option(help="Go on from this file; with a SCENARIO: what if, from then on"),
    ] = None,
    page: Annotated[bool, typer.Option(help="Write the report page")] = True,
) -> None:
    """Simulate a scenario: a summary on the screen, a page to look at, a folder to keep."""
    fixed: dict[str, Any] = {
        "days": days,
        "replications": replications,
        "seed": seed,
        "phase": phase,
        "engine": engine,
        "trace": max(trace_replications, int(trace)) or None,
    }
    given = {name: value for name, value in fixed.items() if value is not None}
    always = {"threads": threads, "warm_up": warm_up}
    if resume is not None:
        given |= {"pause-at": pause_at} if pause_at else {}
        finished = pausing.go_on(resume, scenario, output, given, always)
    elif pause_at is not None:
        pausing.pause_at(read(scenario), pause_at, save, given | always)
        return
    else:
        finished = _simulate(read(scenario), output, given | always)
    _show(finished, json, page)


def _simulate(plant: Plant, output: Path | None, told: dict[str, Any]) -> Run:
    from carwright.cli.screen import progress
    from carwright.experiment import simulate

    folder = output or new_folder(plant)
    with telling_what_is_kept(folder), progress(f"simulating {plant.name}") as shown:
        return simulate(plant, folder=folder, progress=shown, command=command(), **told)


def _show(finished: Run, as_json: bool, page: bool) -> None:
    """The answer first: it stands even where the page can't be written."""
    from carwright.analysis import summarise
    from carwright.cli.summary import show, show_where

    summary = summarise(finished)
    if as_json:
        typer.echo(dumps(summary.to_json(), indent=1, allow_nan=False))
    else:
        show(summary)
    written = None
    if page and finished.folder is not None:
        from carwright.report import write

        written = write(finished, summary, finished.folder / "report.html")
    if not as_json:
        show_where(summary, finished, written)
