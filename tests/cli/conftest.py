import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from carwright import files


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """An empty folder to work in, with the plant `small` in it."""
    before = Path.cwd()
    files.new(tmp_path / "small", "small")
    os.chdir(tmp_path)
    yield tmp_path
    os.chdir(before)
