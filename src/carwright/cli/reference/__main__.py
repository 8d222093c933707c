"""Writes or checks the reference pages; the working directory is the root of the repository."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from carwright.cli.reference.pages import PLACE, outdated


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages that differ, or only name them; 1 if ``--check`` finds one."""
    parser = argparse.ArgumentParser(prog="python -m carwright.cli.reference")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check = parser.parse_args(arguments).check
    old = outdated()
    if check and old:
        names = ", ".join(str(PLACE / name) for name in old)
        print(f"out of date: {names}: run `{parser.prog}`", file=sys.stderr)
        return 1
    for name, text in old.items():
        PLACE.mkdir(parents=True, exist_ok=True)
        (PLACE / name).write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
