"""``carwright run --pause-at`` and ``--resume``: stop in the middle, go on, or ask what if."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from carwright.cli.run_folder import command, new_folder, read, telling_what_is_kept

if TYPE_CHECKING:
    from carwright.model import Plant
    from carwright.results import Run


def pause_at(plant: Plant, at: str, save: Path, told: dict[str, Any]) -> None:
    """Simulate up to an instant, save the state and say how to go on."""
    from carwright.cli.screen import progress
    from carwright.errors import CarwrightError
    from carwright.experiment import pause

    if save.exists():
        raise CarwrightError(f"{save}: is there already -> move it, or name another with --save")
    with progress(f"simulating {plant.name}") as shown:
        checkpoint = pause(plant, _instant(at, plant), progress=shown, **told)
    checkpoint.save(save)
    count, file = len(checkpoint.states), shlex.quote(str(save))
    typer.echo(f"Paused at {at}; {count} replication{'s' * (count > 1)} saved. Go on with\n")
    typer.echo(f"  carwright run --resume {file}            # as it was")
    typer.echo(f"  carwright run --resume {file} SCENARIO   # what if, from then on")


def _instant(at: str, plant: Plant) -> int:
    from carwright.errors import CarwrightError, UnitError
    from carwright.files.order_lists import moment

    try:
        return moment(at, plant.start)
    except UnitError:
        why = f"--pause-at {at!r}: neither a date and time nor a duration"
        like = f"write it like '{plant.start} 14:00' or '3 d 6 h'"
        raise CarwrightError(f"{why} -> {like}") from None


def go_on(
    file: Path,
    scenario: str | None,
    output: Path | None,
    given: dict[str, Any],
    told: dict[str, Any],
) -> Run:
    """Go on from a paused run; what was `given` beside it is refused, what is `told` is taken."""
    from carwright.cli.screen import progress
    from carwright.errors import CarwrightError
    from carwright.experiment import Checkpoint, resume

    if given:
        listed = ", ".join(f"--{name}" for name in given)
        raise CarwrightError(f"{listed}: those of the paused run hold -> leave it out of --resume")
    checkpoint = Checkpoint.load(file)
    plant = read(scenario) if scenario else None
    folder = output or new_folder(plant or checkpoint.plant)
    with telling_what_is_kept(folder), progress(f"resuming {checkpoint.plant.name}") as shown:
        told |= {"progress": shown, "command": command()}
        return resume(checkpoint, plant, folder=folder, **told)
