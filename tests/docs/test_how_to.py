"""Every how-to page does what it says, beginning with the plant that ``carwright new`` writes."""

from pathlib import Path

import pytest

from carwright import files
from docs.pages import PLANT, Player, differences

PAGES = sorted((Path(__file__).parents[2] / "docs" / "how-to").glob("*.md"))


def test_there_are_pages() -> None:
    assert len(PAGES) >= 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_does_what_it_says(page: Path, tmp_path: Path) -> None:
    files.new(tmp_path / PLANT)
    text = page.read_text("utf-8")
    player = Player(tmp_path)
    player.play(text)
    assert list(differences(text, player.shown)) == []
