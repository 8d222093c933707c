"""What goes wrong with a run's folder, each as one exception.

* CarwrightError
  x UnreadableRun
  x UnwrittenRun
"""

from __future__ import annotations

from pathlib import Path

from carwright.errors import CarwrightError


class UnreadableRun(CarwrightError):  # noqa: N818 (says what is there)
    """A folder or file that can't be read as a run: `path` is which, `why` what is wrong with it.

    `mend` is what to do about it.
    """

    def __init__(self, path: Path | str, why: str, mend: str) -> None:
        self.path = Path(path)
        self.why = why
        self.mend = mend
        super().__init__(path, why, mend)

    def __str__(self) -> str:
        return f"{self.path}: {self.why} -> {self.mend}"


class UnwrittenRun(CarwrightError):  # noqa: N818 (says what is there)
    """Results that could not be written; what was finished before is whole and can be loaded."""

    def __init__(self, path: Path | str, why: str) -> None:
        self.path = Path(path)
        self.why = why
        super().__init__(path, why)

    def __str__(self) -> str:
        return (
            f"{self.path}: {self.why} -> make room or choose another folder;"
            " what was finished before is kept"
        )
