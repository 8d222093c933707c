"""The entry point of the command line, and what becomes of an error: a message and an exit code.

Nothing heavy is imported before `main` runs, so that Ctrl-C meets a handler from the first moment.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn

from carwright.cli.codes import BAD_INPUT, INTERRUPTED, RUN_FAILED

_SAME_WISH = 0.5  # seconds within which a second signal is the echo of the first


def main() -> None:
    """Run the command line; the entry point of the `carwright` command.

    Exit codes: 0 done, 2 bad input (every fault named) or a file that can't be read or written,
    3 a run that could not go on (deadlock, stall, overflow), 130 stopped by Ctrl-C or SIGTERM.
    """
    # Who asks for an end (Ctrl-C above all) does not wait 0.2 s for the collector to go through all
    # that the libraries have made: the system takes it back anyway.
    atexit.register(gc.freeze)
    interrupts: list[float] = []
    try:
        with _signals(interrupts):
            _run()
    except KeyboardInterrupt:
        _end("stopped", INTERRUPTED)
    except Exception:
        # pydantic, interrupted while it is imported, takes it for a fault of a model of ours.
        if interrupts:
            _end("stopped", INTERRUPTED)
        raise


def _run() -> None:
    from carwright.cli.app import app
    from carwright.errors import CarwrightError, InterruptedRun, RunError

    try:
        app()
    except InterruptedRun as error:
        _end(error, INTERRUPTED)
    except RunError as error:
        _end(error, RUN_FAILED)
    except CarwrightError as error:
        _end(error, BAD_INPUT)
    except OSError as error:
        # Files of a run and of a scenario have errors of their own: what is left is our output.
        where = f"{error.filename}: " if error.filename else "output: "
        _end(f"{where}{error.strerror or error}", BAD_INPUT)


@contextlib.contextmanager
def _signals(interrupts: list[float]) -> Iterator[None]:
    """SIGTERM (a scheduler, a shutdown) keeps what had finished, as Ctrl-C does; a reader of our
    output that has gone (head, less) ends us without a word, as it ends other commands.

    `interrupts` keeps when the first two have come. `timeout` and many a shell send them twice, to
    us and to our group: the echo is not heard, nor is any on the way out. Where Ctrl-C is ignored,
    it stays so.
    """

    def interrupt(number: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        heard = [when for when in interrupts if now - when < _SAME_WISH]
        interrupts.append(now)
        if not heard:
            raise KeyboardInterrupt

    wanted: dict[str, Any] = {"SIGTERM": interrupt, "SIGPIPE": signal.SIG_DFL}
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        wanted["SIGINT"] = interrupt
    here = {getattr(signal, name): how for name, how in wanted.items() if hasattr(signal, name)}
    before = {number: signal.signal(number, how) for number, how in here.items()}
    try:
        yield
    finally:
        for number, how in before.items():
            signal.signal(number, signal.SIG_IGN if interrupts else how)


def _end(message: object, code: int) -> NoReturn:
    sys.stderr.write(f"carwright: {message}\n")
    raise SystemExit(code)
