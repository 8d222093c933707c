"""``carwright run``: simulate a scenario, say what came of it, write the page."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from carwright.model import Plant
    from carwright.results import Run

RUNS = Path("runs")


def run(
    scenario: Annotated[
        str | None, typer.Argument(help="Folder of a scenario, or a library name: su7")
    ] = None,
    days: Annotated[float | None, typer.Option(min=0, help="Days to simulate")] = None,
    replications: Annotated[
        int | None, typer.Option("--replications", "-r", min=1, help="Independent repetitions")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the random numbers")] = None,
    phase: Annotated[
        str | None, typer.Option(help="Everything up to this phase exists, nothing later")
    ] = None,
    warm_up: Annotated[
        str | None, typer.Option(help="Warm-up by hand, such as '5 d'; found if not given")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder of the run; runs/... if not given")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead")] = False,
    trace: Annotated[
        bool, typer.Option("--trace", help="Write events and states of the first replication")
    ] = False,
    trace_replications: Annotated[
        int, typer.Option(min=0, help="Write them of this many replications")
    ] = 0,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads; all cores if not given")
    ] = None,
    engine: Annotated[str, typer.Option(help="native or reference")] = "native",
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
    told: dict[str, Any] = {
        "days": days,
        "replications": replications,
        "seed": seed,
        "phase": phase,
        "threads": threads,
        "engine": engine,
        "trace": max(trace_replications, int(trace)),
    }
    if resume is not None:
        finished = _resume(resume, _plant(scenario, warm_up) if scenario else None, output, threads)
    else:
        plant = _plant(scenario, warm_up)
        if pause_at is not None:
            _pause(plant, pause_at, save, told)
            return
        finished = _simulate(plant, output, told)
    _show(finished, json, page)


def _plant(scenario: str | None, warm_up: str | None) -> Plant:
    from carwright.errors import CarwrightError
    from carwright.files import load

    if scenario is None:
        raise CarwrightError("no scenario -> name a folder, or the library's su7")
    plant = load(scenario)
    if warm_up is None:
        return plant
    return plant.replace(run=plant.run.replace(warm_up=warm_up))


def _simulate(plant: Plant, output: Path | None, told: dict[str, Any]) -> Run:
    from carwright.cli.screen import progress
    from carwright.experiment import simulate

    with progress(f"simulating {plant.name}") as shown:
        folder = output or _folder(plant)
        return simulate(plant, folder=folder, progress=shown, command=_command(), **told)


def _resume(file: Path, plant: Plant | None, output: Path | None, threads: int | None) -> Run:
    from carwright.cli.screen import progress
    from carwright.experiment import Checkpoint, resume

    checkpoint = Checkpoint.load(file)
    folder = output or _folder(plant or checkpoint.plant)
    with progress(f"resuming {checkpoint.plant.name}") as shown:
        told: dict[str, Any] = {"progress": shown, "command": _command(), "threads": threads}
        return resume(checkpoint, plant, folder=folder, **told)


def _command() -> str:
    return shlex.join(["carwright", *sys.argv[1:]])


def _folder(plant: Plant) -> Path:
    """A new folder under runs/, by scenario and time."""
    name = "".join(c if c.isalnum() else "-" for c in plant.name.lower()).strip("-")
    now = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    folder = RUNS / f"{name[:40]}-{now}"
    number = 2
    while folder.exists():
        folder = RUNS / f"{name[:40]}-{now}-{number}"
        number += 1
    return folder


def _pause(plant: Plant, at: str, save: Path, told: dict[str, Any]) -> None:
    from carwright.cli.screen import progress
    from carwright.experiment import pause
    from carwright.files.order_lists import moment

    with progress(f"simulating {plant.name}") as shown:
        checkpoint = pause(plant, moment(at, plant.start), progress=shown, **told)
    checkpoint.save(save)
    typer.echo(f"Paused at {at}; {len(checkpoint.states)} replications saved. Go on with\n")
    typer.echo(f"  carwright run --resume {save}            # as it was")
    typer.echo(f"  carwright run --resume {save} SCENARIO   # what if, from then on")


def _show(finished: Run, as_json: bool, page: bool) -> None:
    from carwright.analysis import summarise
    from carwright.cli.summary import show

    summary = summarise(finished)
    written = None
    if page and finished.folder is not None:
        from carwright.report import write

        written = write(finished, summary, finished.folder / "report.html")
    if as_json:
        typer.echo(dumps(summary.to_json(), indent=1, allow_nan=False))
        return
    show(summary, finished, written)
