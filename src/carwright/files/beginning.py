"""A new scenario: a small plant or programme, with comments that say what may be changed."""

from __future__ import annotations

import json
import os
from importlib import resources
from pathlib import Path
from typing import Literal

from carwright.errors import Finding, InvalidScenario
from carwright.files.emitting import scalar
from carwright.files.json_schema import json_schema
from carwright.files.saving import write_all
from carwright.files.scenarios import EVIDENCE_FILE

SCHEMA_FILE = "{}.schema.json"


def new(
    folder: str | Path, name: str | None = None, of: Literal["plant", "programme"] = "plant"
) -> Path:
    """Begin a scenario in a folder that is new or empty, and return the folder.

    `name` is the name of the plant or programme; the folder's if not said. Beside the scenario
    stand the schemas by which editors complete and check it.

    Raises:
        InvalidScenario: if the folder holds anything, which is never overwritten, or if the name
            is empty or longer than 200 characters.
        OSError: if the folder can't be written.
    """
    target = Path(folder)
    refuse_taken(target)
    title = target.resolve().name if name is None else name.strip()
    if not 1 <= len(title) <= 200:
        what = f"the name has {len(title)} characters"
        raise InvalidScenario([Finding(str(target), what, "give it from 1 to 200")])
    template = resources.files("carwright.files") / f"template_{of}"
    main = (template / f"{of}.yaml").read_text("utf-8")
    texts = {
        SCHEMA_FILE.format(of): _as_json(json_schema(of)),
        SCHEMA_FILE.format("evidence"): _as_json(json_schema("evidence")),
        EVIDENCE_FILE: (template / EVIDENCE_FILE).read_text("utf-8"),
        f"{of}.yaml": main.replace(f"name: My {of}\n", f"name: {scalar(title)}\n", 1),
    }
    write_all({target / file: text for file, text in texts.items()})
    return target


def refuse_taken(folder: Path) -> None:
    """Raise `InvalidScenario` if a folder holds anything: nothing is ever overwritten."""
    if folder.exists() and (not folder.is_dir() or os.listdir(folder)):
        what = "it is there already, and it is not empty" if folder.is_dir() else "it is a file"
        raise InvalidScenario([Finding(str(folder), what, "name a new folder")])


def _as_json(schema: dict[str, object]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
