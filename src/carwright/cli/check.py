"""``carwright check``: every fault of a scenario at once."""

from typing import Annotated

import typer

from carwright.errors import Finding, InvalidScenario

_PLURALS = {
    "way to stop": "ways to stop",
    "activity": "activities",
    "entry of evidence": "entries of evidence",
}


def check(
    scenario: Annotated[str, typer.Argument(help="Folder of a scenario, or a library name: su7")],
) -> None:
    """Name every fault of a scenario: file, line, object, cure. Exit code 2 if there is one."""
    from carwright.files import has_plant, has_programme

    programme = has_programme(scenario)
    checks = [_plant] if has_plant(scenario) or not programme else []
    checks += [_programme] if programme else []
    told: list[str] = []
    findings: list[Finding] = []
    for each in checks:
        try:
            told.append(each(scenario))
        except InvalidScenario as invalid:
            findings += invalid.findings
    if findings:
        # Evidence serves both, so a fault of it may have been found twice.
        raise InvalidScenario(dict.fromkeys(findings))
    typer.echo("\n".join(told))


def _programme(scenario: str) -> str:
    from carwright.files import load_programme

    programme = load_programme(scenario)
    counted = (
        (len(programme.activities), "activity"),
        (len(programme.milestones), "milestone"),
        (len(programme.risks), "risk"),
        (len(programme.options), "option"),
        (len(programme.evidence), "entry of evidence"),
    )
    parts = ", ".join(f"{n} {_plural(what, n)}" for n, what in counted if n)
    return f"{programme.name}, programme: no fault found.\n{parts}."


def _plant(scenario: str) -> str:
    from carwright.compile import compile_plant
    from carwright.compile.describe import rates
    from carwright.experiment.setting import Setting
    from carwright.files import load_with_hints

    plant, hints = load_with_hints(scenario)
    program = compile_plant(plant, horizon=Setting.of(plant).horizon)
    rates(program)  # Refuses parts that go round for ever.
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
    notes = "".join(f"\nNote: {hint}" for hint in hints)
    return f"{plant.name}: no fault found.\n{parts}.{notes}"


def _plural(what: str, count: int) -> str:
    if count == 1:
        return what
    return _PLURALS.get(what, f"{what}s")
