"""``carwright plan``: a programme from a plan of Microsoft Project."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from carwright.files.msproject import Plan
    from carwright.model.programme import Programme


def plan(
    file: Annotated[Path, typer.Argument(help="Plan that Microsoft Project has saved as XML")],
    folder: Annotated[Path, typer.Argument(help="Folder to make; must not exist or be empty")],
    like: Annotated[
        str | None,
        typer.Option(help="Scenario from which all comes that a plan can't say: money, risks, ..."),
    ] = None,
    sop: Annotated[
        str | None, typer.Option("--sop", help="Milestone of the plan: start of production")
    ] = None,
    delivery: Annotated[
        str | None, typer.Option("--delivery", help="Milestone of the plan: first delivery")
    ] = None,
) -> None:
    """Make a programme of a plan, or bring a plan that was changed back into its programme."""
    from carwright.errors import InvalidScenario
    from carwright.files import load_programme, save_programme
    from carwright.files.beginning import refuse_taken
    from carwright.files.msproject import read_project

    refuse_taken(folder)
    read = read_project(file)
    made = _begun(read, file, sop, delivery) if like is None else _merged(read, like, sop, delivery)
    folder.mkdir(parents=True, exist_ok=True)
    save_programme(made, folder)
    for note in read.notes:
        typer.echo(f"Note: {note}")
    try:
        load_programme(folder)
    except InvalidScenario:
        typer.echo(f"{folder}/ is written, and these are to be mended in it:", err=True)
        raise
    typer.echo(f"{folder}/ is a programme that can be forecast. Next:\n")
    typer.echo(f"  carwright check {folder}\n  carwright forecast {folder}")


def _begun(read: Plan, file: Path, sop: str | None, delivery: str | None) -> Programme:
    from carwright.model.programme import Option, Production, Programme
    from carwright.programme.plan import milestone_named

    first = milestone_named(read.milestones, delivery, "first delivery (--delivery)")
    start = milestone_named(read.milestones, sop or first, "start of production (--sop)")
    starts = [each.started for each in read.activities.values() if each.started]
    return Programme(
        name=read.name or file.stem,
        decision=read.start or min(starts, default=dt.date(2000, 1, 1)),
        activities=read.activities,
        milestones=read.milestones,
        production=Production(start=start, first_delivery=first),
        options={"plan": Option(title="As planned")},
        choice="plan",
    )


def _merged(read: Plan, like: str, sop: str | None, delivery: str | None) -> Programme:
    from carwright.files import load_programme
    from carwright.programme.plan import merged, milestone_named

    base = load_programme(like)
    made = merged(base, read.activities, read.milestones)
    production = base.production
    first = milestone_named(
        made.milestones, delivery or production.first_delivery, "first delivery (--delivery)"
    )
    start = milestone_named(made.milestones, sop or production.start, "start of production (--sop)")
    named = production.model_copy(update={"start": start, "first_delivery": first})
    return made.model_copy(update={"production": named})
