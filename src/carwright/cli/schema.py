"""``carwright schema``: JSON Schema, so that an editor completes and checks the YAML."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Of(StrEnum):
    """Files of a scenario that have a schema."""

    plant = "plant"
    programme = "programme"
    evidence = "evidence"


def schema(
    of: Annotated[Of, typer.Argument(help="File: plant.yaml, programme.yaml or evidence.yaml")] = (
        Of.plant
    ),
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write; the screen if not given")
    ] = None,
) -> None:
    """Print the JSON Schema of plant.yaml, programme.yaml or evidence.yaml."""
    from carwright.files import json_schema

    text = json.dumps(json_schema(of.value), indent=1, ensure_ascii=False)
    if output is None:
        typer.echo(text)
        return
    from carwright.results.atomic import write

    write({output: text.encode() + b"\n"})
