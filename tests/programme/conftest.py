"""The small programme of the files' tests, read once."""

from pathlib import Path

import pytest

from carwright.files import load_programme
from carwright.model.programme import Programme
from files.good_programme import write


@pytest.fixture(scope="session")
def made_programme(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    folder: Path = tmp_path_factory.mktemp("programme")
    return load_programme(write(folder))
