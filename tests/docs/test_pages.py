"""The player of pages notices what is wrong; links of the documentation lead somewhere."""

import re
from pathlib import Path

import pytest

from carwright import files
from carwright.errors import InvalidScenario
from docs.pages import PLANT, Player, UnplayableError, alike, differences, mended

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def play(folder: Path, page: str) -> list[str]:
    files.new(folder / PLANT)
    player = Player(folder)
    player.play(page)
    return list(differences(page, player.shown))


@pytest.mark.parametrize(
    ("block", "error"),
    [
        ("```toml\na = 1\n```\n", UnplayableError),
        ("```console\n$ rm -rf my-plant\n```\n", UnplayableError),
        ("```console\nno command\n```\n", UnplayableError),
        ("```diff my-plant/plant.yaml\n-not there\n+new\n```\n", UnplayableError),
        ("```yaml\nsinks: {gate: {colour: red}}\n```\n", InvalidScenario),
        ("```python\n1 / 0\n```\n", ZeroDivisionError),
    ],
)
def test_a_wrong_block_is_refused(tmp_path: Path, block: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        play(tmp_path, block)


def test_a_wrong_output_is_found_and_mended(tmp_path: Path) -> None:
    page = "```python\nprint(6 * 7)\n```\n```output\n41\n```\n"
    assert len(play(tmp_path, page)) == 1
    player = Player(tmp_path)
    player.play(page)
    assert mended(page, player.shown) == page.replace("41", "42")


def test_a_fragment_changes_the_plant(tmp_path: Path) -> None:
    assert play(tmp_path, "```yaml\ncrews: {maintenance: {size: 7}}\n```\n") == []
    assert files.load(tmp_path / PLANT).crews["maintenance"].size == 7


def test_dots_stand_for_lines_and_speed_does_not_count() -> None:
    assert alike("a\n...\nz\n", "a\nb\nc\nz\n")
    assert not alike("a\n...\nz\n", "a\nb\n")
    told = "9 events in 1.5 s (4.3 million events)\n"
    assert alike(told, told.replace("1.5", "7.25"))
    assert not alike(told, told.replace("9 ev", "8 ev"))


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", title.lower()) for title in titles)
    return {title.replace(" ", "-") for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text("utf-8")):
        if link.startswith(("http://", "https://")):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "README.md").read_text("utf-8")
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in LINK.findall(index)}
    assert [page for page in PAGES if page.resolve() not in linked | {DOCS / "README.md"}] == []
