"""`Checkpoint`: an experiment paused at an instant, to be resumed or forked.

The file is a zip archive: ``checkpoint.json`` (the setting and the instant), ``plant/`` (the
scenario) and one ``state-0007`` per replication. Resumed with the same plant, a run gives the same
bytes as one that was never paused; with another plant of the same structure it answers "what if,
from then on" (rule T9).
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from carwright import files
from carwright.errors import CarwrightError
from carwright.experiment.setting import Setting
from carwright.model import Plant
from carwright.results import atomic

FORMAT = 1
_HEAD = "checkpoint.json"


@dataclass(frozen=True)
class Checkpoint:
    """A setting, the plant that was run, the instant (ms) and every replication's saved state."""

    setting: Setting
    plant: Plant
    at: int
    states: dict[int, bytes]

    def save(self, path: Path | str) -> None:
        """Write the file, whole or not at all.

        Raises:
            UnwrittenRun: if the disk is full or the folder can't be written to.
        """
        with tempfile.TemporaryDirectory() as folder:
            archive, scenario = Path(folder, "archive"), Path(folder, "plant")
            files.save(self.plant, scenario)
            with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
                head = {
                    "format": FORMAT,
                    "at": self.at,
                    "setting": dataclasses.asdict(self.setting),
                }
                packed.writestr(_HEAD, json.dumps(head, indent=1))
                for file in sorted(scenario.rglob("*")):
                    if file.is_file():
                        packed.write(file, f"plant/{file.relative_to(scenario)}")
                for replication, state in sorted(self.states.items()):
                    packed.writestr(f"state-{replication:04d}", state)
            atomic.write({Path(path): archive.read_bytes()})

    @classmethod
    def load(cls, path: Path | str) -> Checkpoint:
        """Read a file that `save` wrote.

        Raises:
            CarwrightError: if it is no checkpoint, is damaged, or of a newer format.
            InvalidScenario: if the scenario in it was changed and is now invalid.
        """
        try:
            with zipfile.ZipFile(path) as packed, tempfile.TemporaryDirectory() as folder:
                head = json.loads(packed.read(_HEAD))
                if head["format"] > FORMAT:
                    raise CarwrightError(f"{path}: written by a newer carwright -> update yours")
                # extractall drops parts that would lead out of the folder.
                packed.extractall(folder, [n for n in packed.namelist() if n.startswith("plant/")])
                plant = files.load(Path(folder, "plant"))
                states = {
                    int(name.removeprefix("state-")): packed.read(name)
                    for name in packed.namelist()
                    if name.startswith("state-")
                }
                return cls(Setting(**head["setting"]), plant, int(head["at"]), states)
        except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
            if isinstance(error, CarwrightError):
                raise
            raise CarwrightError(
                f"{path}: no checkpoint, or damaged ({error}) -> name a file that"
                " `carwright run --pause-at` has written"
            ) from error
