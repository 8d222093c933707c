"""The tutorial does what it says: its commands are run and print what it shows."""

from pathlib import Path

from docs.pages import Player, differences

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial.md"


def test_the_tutorial_can_be_followed(tmp_path: Path) -> None:
    page = TUTORIAL.read_text("utf-8")
    player = Player(tmp_path)
    player.play(page)
    assert len(player.shown) > 8
    assert list(differences(page, player.shown)) == []
