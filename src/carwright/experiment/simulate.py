"""`simulate`, `pause` and `resume`: from a plant to a run, in one call each."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
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
from carwright.results.layout import layout
from carwright.results.manifest import plant_hash

MOST_NAMED = 5
"""Names that a message about another structure lists."""


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
    ``threads``, ``trace``, ``warm_up``; what is not given is the plant's own. With `folder` every
    replication is written there as soon as it is finished; without, the run is in memory.

    Raises:
        InvalidScenario: with every fault of the plant.
        CarwrightError: if a setting is out of range.
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
        CarwrightError: if `at` is not before the end, or a trace is asked for: its first half
            would have no folder to go to.
    """
    known = plant if isinstance(plant, Plant) else files.load(plant)
    setting = Setting.of(known, **told)
    if not 0 < at < setting.horizon:
        end = setting.horizon / DAY
        why = f"pause at {at / DAY:g} days: that is not within the run of {end:g} days"
        raise CarwrightError(f"{why} -> name an earlier time, or give more days")
    if setting.trace:
        raise CarwrightError("a run that pauses can't be traced -> pause it, or trace it")
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
    warm_up: str | int | None = None,
) -> Run:
    """Go on from a checkpoint to its end; with another `plant`: what if, from then on.

    `threads` and `warm_up` as for `Setting.of`; what is not given is the checkpoint's.

    Raises:
        CarwrightError: if the other plant's structure differs (objects, machines, ways, names);
            numbers (times, shares, capacities, sizes) may differ.
    """
    setting = checkpoint.setting.on(threads=threads, warm_up=warm_up)
    known = checkpoint.plant if plant is None else plant
    program = compile_plant(known, horizon=setting.horizon, phase=setting.phase)
    try:
        engine_class(setting.engine).load(program, checkpoint.states[0])
    except ValueError as error:
        raise CarwrightError(_misfit(checkpoint, program, error)) from error
    past = _past(checkpoint, known, program)
    return _run(program, known, setting, checkpoint.states, folder, progress, command, past)


def _past(checkpoint: Checkpoint, plant: Plant, program: Program) -> dict[str, Any]:
    """What the manifest tells of a run that did not begin at the start."""
    told: dict[str, Any] = {"resumed_ms": checkpoint.at}
    if checkpoint.plant != plant and _saved_program(checkpoint).digest() != program.digest():
        told["forked_from"] = plant_hash(checkpoint.plant)
    return told


def _saved_program(checkpoint: Checkpoint) -> Program:
    setting = checkpoint.setting
    return compile_plant(checkpoint.plant, horizon=setting.horizon, phase=setting.phase)


def _misfit(checkpoint: Checkpoint, program: Program, error: ValueError) -> str:
    """Why a saved state does not fit, by the names that came or went if there are any."""
    saved = _saved_program(checkpoint)
    if saved.digest() == program.digest():
        return f"the saved state is damaged or from another version: {error} -> pause anew"
    old, new = (_names(p) for p in (saved, program))
    found = [f"{name!r} is new" for name in new if name not in old]
    found += [f"{name!r} is gone" for name in old if name not in new]
    told = ", ".join(found[:MOST_NAMED]) or "its ways, shifts, needs or rules are others"
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return (
        f"the plant that was paused had another structure: {told}{more}"
        " -> change only numbers (times, shares, capacities, sizes), or simulate from the start"
    )


def _names(program: Program) -> dict[str, None]:
    names = program.names
    ways = [f"{start} -> {end}" for start, end in names.edges]
    kinds = (names.objects, names.types, names.crews, names.calendars, names.machines)
    return dict.fromkeys(chain(*kinds, names.assets, names.modes, ways))


def _run(
    program: Program,
    plant: Plant,
    setting: Setting,
    states: dict[int, bytes],
    folder: Path | str | None,
    progress: Progress | None,
    command: str,
    past: Mapping[str, Any] = MappingProxyType({}),
) -> Run:
    manifest = _manifest(program, plant, setting, command).model_copy(update=dict(past))
    if folder is None:
        # At once: it refuses parts that go round for ever, as the writer's does.
        static = layout(program, horizon=setting.horizon, period=setting.period)
        memory = MemoryKeeper(program)
        outcome = Replications(program, setting, memory, resume=states).run(progress)
        told = manifest.model_copy(update=_costs(outcome))
        return Run.of(told, program, memory.tables, plant, static)
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
        warm_up_ms=setting.warm_up,
        command=command,
    )


def _costs(outcome: Outcome) -> dict[str, Any]:
    return {
        "finished": len(outcome.finished),
        "wall_s": outcome.wall_s,
        "cpu_s": outcome.cpu_s,
        "events": outcome.events,
    }
