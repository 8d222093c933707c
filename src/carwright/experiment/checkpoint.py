"""`Checkpoint`: an experiment paused at an instant, to be resumed or forked.

The file is a zip archive: ``checkpoint.json`` (the setting and the instant), ``plant/`` (the
scenario) and one ``state-0007`` per replication. Resumed with the same plant, a run gives the same
bytes as one that was never paused; with another plant of the same structure it answers "what if,
from then on" (rule T9).
"""

from __future__ import annotations

import dataclasses
import io
import json
import tempfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carwright import files
from carwright.errors import CarwrightError
from carwright.experiment.setting import Setting
from carwright.model import Plant
from carwright.results import atomic

FORMAT = 1

MOST_BYTES = 2**31
"""Most bytes of all states together, before they are packed: who reads them holds them at once."""

_HEAD = "checkpoint.json"
_PLANT = "plant/"
_STATE = "state-"

_MEND = "name a file that `carwright run --pause-at` has written"

# What zipfile and json raise for bytes that were cut off, changed, encrypted or made up.
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,
    OverflowError,
)


@dataclass(frozen=True)
class Checkpoint:
    """A setting, the plant that was run, the instant (ms) and every replication's saved state."""

    setting: Setting
    plant: Plant
    at: int
    states: dict[int, bytes]

    def save(self, path: Path | str) -> None:
        """Write the file, whole or not at all; what stands there is written over.

        Raises:
            CarwrightError: if the states are larger than `MOST_BYTES`.
            UnwrittenRun: if the disk is full or the folder can't be written to.
        """
        if sum(map(len, self.states.values())) > MOST_BYTES:
            raise CarwrightError(
                f"the states of {len(self.states)} replications are larger than"
                f" {MOST_BYTES >> 30} GiB -> pause fewer replications"
            )
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_HEAD, json.dumps(self._head(), indent=1))
            with tempfile.TemporaryDirectory() as folder:
                files.save(self.plant, folder)
                for file in sorted(Path(folder).rglob("*")):
                    if file.is_file():
                        archive.write(file, _PLANT + file.relative_to(folder).as_posix())
            for replication, state in sorted(self.states.items()):
                archive.writestr(f"{_STATE}{replication:04d}", state)
        atomic.write({Path(path): packed.getvalue()})

    def _head(self) -> dict[str, Any]:
        return {"format": FORMAT, "at": self.at, "setting": dataclasses.asdict(self.setting)}

    @classmethod
    def load(cls, path: Path | str) -> Checkpoint:
        """Read a file that `save` wrote.

        Raises:
            CarwrightError: if it is no checkpoint, is damaged, or of a newer format.
            InvalidScenario: if the scenario in it was changed and is now invalid.
        """
        try:
            with zipfile.ZipFile(path) as archive:
                return cls._read(archive)
        except CarwrightError:
            raise
        except OSError as error:
            raise CarwrightError(f"{path}: {error.strerror or error} -> {_MEND}") from error
        except _DAMAGES as error:
            why = str(error) or type(error).__name__
            raise CarwrightError(f"{path}: no checkpoint, or damaged ({why}) -> {_MEND}") from error

    @classmethod
    def _read(cls, archive: zipfile.ZipFile) -> Checkpoint:
        # No more is ever unpacked of a part than its head says.
        if sum(part.file_size for part in archive.infolist()) > 2 * MOST_BYTES:
            raise ValueError("it would unpack to more than any checkpoint holds")
        head = json.loads(archive.read(_HEAD))
        if head["format"] > FORMAT:
            raise CarwrightError(f"{archive.filename}: of a newer carwright -> update yours")
        setting = Setting(**head["setting"])
        states = {n: archive.read(f"{_STATE}{n:04d}") for n in range(setting.replications)}
        with tempfile.TemporaryDirectory() as folder:
            # extractall keeps parts within the folder, whatever they are called.
            archive.extractall(folder, [n for n in archive.namelist() if n.startswith(_PLANT)])
            plant = files.load(Path(folder, _PLANT))
        if not 0 < head["at"] < setting.horizon:
            raise ValueError("its instant is not within its run")
        return cls(setting, plant, head["at"], states)
