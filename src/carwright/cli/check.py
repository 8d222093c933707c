"""``carwright check``: every fault of a scenario at once."""

from typing import Annotated

import typer


def check(
    scenario: Annotated[str, typer.Argument(help="Folder of a scenario, or a library name: su7")],
) -> None:
    """Name every fault of a scenario: file, line, object, cure. Exit code 2 if there is one."""
    from carwright.compile import compile_plant
    from carwright.experiment.setting import Setting
    from carwright.files import load

    plant = load(scenario)
    program = compile_plant(plant, horizon=Setting.of(plant).horizon)
    counted = (
        (len(plant.sources), "source"),
        (len(plant.stations), "station"),
        (program.rows("machine"), "machine"),
        (len(program.names.assets), "robot"),
        (program.rows("mode"), "way to stop"),
        (len(plant.buffers), "buffer"),
        (len(plant.conveyors), "conveyor"),
    )
    parts = ", ".join(f"{n} {_plural(what, n)}" for n, what in counted if n)
    typer.echo(f"{plant.name}: no fault found.\n{parts}.")


def _plural(what: str, count: int) -> str:
    if count == 1:
        return what
    return "ways to stop" if what == "way to stop" else f"{what}s"
