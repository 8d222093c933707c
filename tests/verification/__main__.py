"""`make verify`: tables of exact figures, then the tests marked `verify`, then the page.

What is finished stays in ``build/verify``; a second call goes on where the first was ended.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed

from verification import page
from verification.exact import score
from verification.keep import ROOT, keep, kept
from verification.rows import Row, again, rows, slowed

BIAS = 1.003


def asked() -> Iterator[Row]:
    """All rows, those that a recursion runs in seconds first."""
    found = [*rows(), *slowed(BIAS), *again()]
    late = ("queueing", "bernoulli_lines", "gershwin_deterministic_3_4machine")
    yield from sorted(found, key=lambda row: row.table in late)


def _score(key: str) -> None:
    """In a process of its own; a row can't be sent there, its key can."""
    if kept(key) is None:  # another call may have been at it meanwhile
        keep(key, score(next(row for row in asked() if row.key == key)))


def run_tables(jobs: int, only: str) -> None:
    """Every row that is not yet kept, several at once."""
    waiting = [row.key for row in asked() if kept(row.key) is None and row.table.startswith(only)]
    print(f"{len(waiting)} rows to run", flush=True)
    with ProcessPoolExecutor(jobs) as pool:
        running: dict[Future[None], str] = {pool.submit(_score, key): key for key in waiting}
        for number, future in enumerate(as_completed(running), start=1):
            future.result()
            print(f"{number}/{len(waiting)} {running[future]}", flush=True)


def main() -> int:
    """0 if everything that was looked at is as it should be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", default="", help="tables whose names begin like this")
    parser.add_argument("--tables", action="store_true", help="no tests")
    parser.add_argument("--page", action="store_true", help="only write the page")
    told = parser.parse_args()
    failed = False
    if not told.page:
        run_tables(told.jobs, told.only)
        if not told.tables:
            tests = ["-m", "pytest", "-m", "verify", "-q"]
            failed = subprocess.run([sys.executable, *tests], cwd=ROOT, check=False).returncode != 0
    faults = page.write()
    for fault in faults:
        print(f"FAULT: {fault}")
    return 1 if failed or faults else 0


if __name__ == "__main__":
    sys.exit(main())
