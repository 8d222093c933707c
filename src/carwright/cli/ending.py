"""The entry point of the command line, and what becomes of an error: a message and an exit code.

Nothing heavy is imported before `main` runs, so that Ctrl-C meets a handler from the first moment.
"""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator
from typing import NoReturn

from carwright.cli.codes import BAD_INPUT, INTERRUPTED, RUN_FAILED


def main() -> None:
    """Run the command line; the entry point of the `carwright` command.

    Exit codes: 0 done, 2 bad input (every fault named) or a file that can't be read or written,
    3 a run that could not go on (deadlock, stall, overflow), 130 stopped by Ctrl-C or SIGTERM.
    """
    try:
        with _ended_as_by_ctrl_c():
            _run()
    except KeyboardInterrupt:
        _end("stopped", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (head, less) has gone: no one is left to tell.
        with contextlib.suppress(OSError):
            sys.stdout.close()
        raise SystemExit(0) from None


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
    except BrokenPipeError:
        raise
    except OSError as error:
        # Files of a run and of a scenario have errors of their own: what is left is our output.
        where = f"{error.filename}: " if error.filename else "output: "
        _end(f"{where}{error.strerror or error}", BAD_INPUT)


@contextlib.contextmanager
def _ended_as_by_ctrl_c() -> Iterator[None]:
    """SIGTERM (a scheduler's stop, a machine that shuts down) keeps what had finished, too."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(message: object, code: int) -> NoReturn:
    sys.stderr.write(f"carwright: {message}\n")
    raise SystemExit(code)
