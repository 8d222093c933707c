"""From a `Plant` to its folder, so that `load` reads back the same plant."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from carwright.errors import Finding, InvalidScenario
from carwright.files.emitting import emit
from carwright.files.order_lists import write_orders
from carwright.files.reading import UnreadableError, inside
from carwright.files.scenarios import EVIDENCE_FILE, PLANT_FILE
from carwright.model import Plant


def save(plant: Plant, folder: str | Path) -> None:
    """Write ``plant.yaml``, ``evidence.yaml`` and the order lists of a plant.

    The folder is made if it is not there. Files are written beside the old ones first and renamed
    when all are complete: a full disk leaves the old scenario whole. Comments of an old plant.yaml
    are lost.

    Raises:
        InvalidScenario: if an order list is not named like a CSV file within the folder.
        OSError: if the folder can't be written.
    """
    write_all(_texts(plant, Path(folder)))


def write_all(texts: Mapping[Path, str]) -> None:
    """Write several files, none before all are complete; folders are made where needed.

    The last one that is listed appears last. Raises `OSError`; then no file has changed, unless
    renaming itself fails.
    """
    with contextlib.ExitStack() as open_files:
        ready = [
            (open_files.enter_context(_written(path, text)), path) for path, text in texts.items()
        ]
        for temporary, path in ready:
            os.replace(temporary, path)


def _texts(plant: Plant, folder: Path) -> dict[Path, str]:
    texts: dict[Path, str] = {}
    if plant.evidence or (folder / EVIDENCE_FILE).exists():
        texts[folder / EVIDENCE_FILE] = evidence_text(plant)
    for name, orders in plant.order_lists.items():
        texts[_list_path(folder, name)] = write_orders(orders)
    # It names the others, so it must not appear before them.
    texts[folder / PLANT_FILE] = plant_text(plant)
    return texts


def _list_path(folder: Path, name: str) -> Path:
    try:
        path = inside(folder, name)
    except UnreadableError as error:
        raise InvalidScenario([Finding(f"order list {name!r}", error.what, error.mend)]) from None
    if path.suffix.lower() != ".csv":
        mend = "name a file such as orders.csv"
        raise InvalidScenario([Finding(f"order list {name!r}", "it is no CSV file", mend)])
    return folder / name


def plant_text(plant: Plant) -> str:
    """What ``plant.yaml`` holds."""
    return emit({"carwright": plant.carwright} | _dump(plant, {"evidence", "order_lists"}))


def evidence_text(plant: Plant) -> str:
    """What ``evidence.yaml`` holds."""
    return emit({"evidence": [_dump(each, set()) for each in plant.evidence]})


def _dump(part: Any, without: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = part.model_dump(by_alias=True, exclude_defaults=True, exclude=without)
    return found


@contextlib.contextmanager
def _written(path: Path, text: str) -> Iterator[Path]:
    """A complete file beside `path` that holds `text`; it is removed if it has not been renamed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not tempfile: its files may be read by their owner alone, and so would the scenario be.
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with temporary.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
