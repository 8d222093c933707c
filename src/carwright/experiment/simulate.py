"""`simulate`, `pause` and `resume`: from a plant to a run, in one call each."""

from __future__ import annotations

import dataclasses
import sys
from pathlib import Path
from typing import Any

from carwright import files
from carwright.compile import compile_plant
from carwright.compile.program import Program
from carwright.engine import engine_class
from carwright.errors import CarwrightError
from carwright.experiment.checkpoint import Checkpoint
from carwright.experiment.keepers import FolderKeeper, MemoryKeeper
from carwright.experiment.replicate import Outcome, Progress, Replications
from carwright.experiment.setting import DAY, Setting
from carwright.model import Plant
from carwright.results import Manifest, Run, RunWriter


def simulate(
    plant: Plant | Path | str,
    *,
    folder: Path | str | None = None,
    progress: Progress | None = None,
    command: str = "",
    **told: Any,
) -> Run:
    """Simulate a plant (or the scenario of this folder or library name) and return the run.

    `told` are `Setting.of`'s: ``days``, ``replications``, ``seed``, ``phase``, ``engine``,
    ``threads``, ``trace``; what is not given is the plant's own. With `folder` every replication
    is written there as soon as it is finished; without, the run is in memory.

    Raises:
        InvalidScenario: with every fault of the plant.
        RunError: deadlock, stall, overflow; `InterruptedRun` after Ctrl-C. What had finished
            by then is in `folder`.
    """
    known = plant if isinstance(plant, Plant) else files.load(plant)
    setting = Setting.of(known, **told)
    program = compile_plant(known, horizon=setting.horizon, phase=setting.phase)
    return _run(program, known, setting, {}, folder, progress, command)


def pause(
    plant: Plant | Path | str, at: int, *, progress: Progress | None = None, **told: Any
) -> Checkpoint:
    """Simulate up to instant `at` (ms from the plant's start) and keep the state.

    `told` as for `simulate`; ``days`` is the end of the run as it will be resumed.

    Raises:
        CarwrightError: if `at` is not before the end.
    """
    known = plant if isinstance(plant, Plant) else files.load(plant)
    setting = Setting.of(known, **told)
    if not 0 < at < setting.horizon:
        end = setting.horizon / DAY
        raise CarwrightError(f"pause at {at / DAY:g} d: must be within the run of {end:g} days")
    program = compile_plant(known, horizon=setting.horizon, phase=setting.phase)
    keeper = MemoryKeeper(program)
    outcome = Replications(program, setting, keeper, pause_at=at).run(progress)
    return Checkpoint(setting, known, at, outcome.states)


def resume(
    checkpoint: Checkpoint,
    plant: Plant | None = None,
    *,
    folder: Path | str | None = None,
    progress: Progress | None = None,
    command: str = "",
    threads: int | None = None,
) -> Run:
    """Go on from a checkpoint to its end; with another `plant`: what if, from then on.

    Raises:
        CarwrightError: if the other plant's structure differs (objects, machines, ways, names);
            numbers (times, shares, capacities, sizes) may differ.
    """
    setting = checkpoint.setting
    if threads is not None:
        setting = dataclasses.replace(setting, threads=threads)
    known = checkpoint.plant if plant is None else plant
    program = compile_plant(known, horizon=setting.horizon, phase=setting.phase)
    try:
        engine_class(setting.engine).load(program, checkpoint.states[0])
    except ValueError as error:
        raise CarwrightError(f"the state does not fit this plant: {error}") from error
    return _run(program, known, setting, checkpoint.states, folder, progress, command)


def _run(
    program: Program,
    plant: Plant,
    setting: Setting,
    states: dict[int, bytes],
    folder: Path | str | None,
    progress: Progress | None,
    command: str,
) -> Run:
    manifest = _manifest(program, plant, setting, command)
    if folder is None:
        memory = MemoryKeeper(program)
        outcome = Replications(program, setting, memory, resume=states).run(progress)
        told = manifest.model_copy(update=_costs(outcome))
        return Run.of(told, program, memory.tables, plant)
    writer = RunWriter(folder, manifest, program, plant)
    replications = Replications(program, setting, FolderKeeper(writer), resume=states)
    try:
        replications.run(progress)
    finally:
        # Also after Ctrl-C or a deadlock: what has finished stays, and says that it has.
        if replications.outcome.finished or sys.exc_info()[0] is None:
            writer.finish(**_costs(replications.outcome))
    return Run.load(folder, plant)


def _manifest(program: Program, plant: Plant, setting: Setting, command: str) -> Manifest:
    return Manifest.of(
        program,
        plant=plant,
        phase=setting.phase,
        seed=setting.seed,
        replications=setting.replications,
        horizon_ms=setting.horizon,
        period_ms=setting.period,
        engine=setting.engine,
        command=command,
    )


def _costs(outcome: Outcome) -> dict[str, Any]:
    return {
        "finished": len(outcome.finished),
        "wall_s": outcome.wall_s,
        "cpu_s": outcome.cpu_s,
        "events": outcome.events,
    }
