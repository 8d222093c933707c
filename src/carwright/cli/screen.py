"""What people see while they wait: a progress bar with the time that is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from carwright.experiment.replicate import Progress as Told

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


@contextmanager
def progress(what: str) -> Iterator[Told]:
    """A bar on the error stream, so that what is printed can be piped; gone when done."""
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=32),
        TaskProgressColumn(),
        TimeRemainingColumn(elapsed_when_finished=True),
    )
    # Without a terminal there is no one to watch, and a bar would leave an empty line.
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bars:
        task = bars.add_task(what, total=1.0)
        yield lambda share: bars.update(task, completed=share)
