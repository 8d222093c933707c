"""Types commands as a user does: in this process where that is enough, else in one of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from carwright.cli import main, screen

COMMAND = (sys.executable, "-c", "from carwright.cli import main; main()")


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def typed(*words: object) -> Answer:
    """`carwright` with these words, in this process; whatever is no clean end is raised."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", ["carwright", *map(str, words)]),
        mock.patch.object(screen.console, "_width", 100),
    ):
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    assert "Traceback" not in err.getvalue()
    return Answer(code, out.getvalue(), err.getvalue())


def refused(*words: object) -> str:
    """What is said of a command that is refused with exit code 2 and prints nothing else."""
    answer = typed(*words)
    assert (answer.code, answer.out) == (2, ""), answer
    return answer.err


@contextlib.contextmanager
def process(*words: object, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """`carwright` in a process of its own, which does not outlive the test."""
    started = subprocess.Popen(
        [*COMMAND, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )
    try:
        yield started
    finally:
        started.kill()
        started.communicate()


def wait_for(path: Path, running: subprocess.Popen[str]) -> None:
    """Until a file is there."""
    end = time.monotonic() + 60
    while not path.exists():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < end, f"{path} did not come"
        time.sleep(0.005)


def change(folder: Path, old: str, new: str) -> None:
    """Replace a text that stands once in the scenario."""
    file = folder / "plant.yaml"
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), "utf-8")
