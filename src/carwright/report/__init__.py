"""The report: one self-contained HTML page for a run.

`gather` (run and summary to plain content) → `charts` (content to ECharts options) and `sections`
(content to HTML) → `page` (everything in one file, with the vendored ECharts).
"""

from __future__ import annotations

from pathlib import Path

from carwright.analysis import Summary
from carwright.report.gather import content_of
from carwright.report.page import assemble
from carwright.results import Run, atomic

__all__ = ["write"]


def write(run: Run, summary: Summary, path: Path | str) -> Path:
    """Write the page of a run; it opens from disk and fetches nothing.

    `summary` is that of the same run (`carwright.analysis.summarise`). An older page at `path` is
    replaced, whole or not at all.

    Raises:
        UnwrittenRun: if the disk is full or the folder can't be written to.
        UnreadableRun: if a file of the run is damaged.
    """
    target = Path(path)
    atomic.write({target: assemble(content_of(run, summary)).encode()})
    return target
