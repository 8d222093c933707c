"""Writes into pages what their examples print now: ``python tests/docs/rewrite.py PAGE ...``.

Look at the difference before it is committed: the page's words must still be true.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from carwright import files
from docs.pages import PLANT, Player, differences, mended


def main() -> None:
    for name in sys.argv[1:]:
        page = Path(name)
        text = page.read_text("utf-8")
        with tempfile.TemporaryDirectory() as folder:
            if page.parent.name == "how-to":
                files.new(Path(folder, PLANT))
            player = Player(Path(folder))
            player.play(text)
        text = mended(text, player.shown)
        page.write_text(text, "utf-8")
        for each in differences(text, player.shown):
            print(f"{page}: to be mended by hand\n{each}")


if __name__ == "__main__":
    main()
