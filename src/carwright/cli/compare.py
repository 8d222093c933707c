"""``carwright compare``: what changed in the model, and whether the difference is real."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from carwright.cli.programme import Json
from carwright.units import format_duration

if TYPE_CHECKING:
    from carwright.results import Manifest

DAY = 86_400_000


def compare(
    before: Annotated[Path, typer.Argument(help="Folder of a run")],
    after: Annotated[Path, typer.Argument(help="Folder of another run")],
    json: Json = False,
) -> None:
    """Compare two runs: what differs in the plant, and which figures really differ."""
    from carwright.analysis import compare as contrast
    from carwright.cli.summary import show_comparison
    from carwright.results import Run

    old, new = Run.load(before), Run.load(after)
    comparison = contrast(old, new)
    settings = list(_settings(old.manifest, new.manifest))
    if json:
        told = asdict(comparison) | {"settings": settings}
        typer.echo(dumps(told, indent=1, allow_nan=False))
        return
    show_comparison(comparison, settings)


def _settings(before: Manifest, after: Manifest) -> Iterator[str]:
    """What was asked for differently, beside the plant itself."""
    old, new = (
        {
            "phase": told.phase or "as dated",
            "days": f"{told.horizon_ms / DAY:g}",
            "replications": told.replications,
            "seed": told.seed,
            "past": _past(told),
        }
        for told in (before, after)
    )
    yield from (
        f"run: {name}: {old[name]} -> {new[name]}" for name in old if old[name] != new[name]
    )


def _past(told: Manifest) -> str:
    """A resumed run is as one from the start; a fork has the past of another plant."""
    if not told.forked_from:
        return "its own"
    return f"that of another plant until {format_duration(told.resumed_ms or 0)}"
