"""The page of a programme: when the first cars come, what it costs, and what both depend on.

`content` is what the page shows as plain values (``carwright.programme.page`` makes it from a
forecast), `charts` draw it, `sections` put it into words.
"""

from __future__ import annotations

from pathlib import Path

from carwright.report.page import put_together
from carwright.report.programme.content import ProgrammeContent
from carwright.report.programme.sections import sections, top
from carwright.results import atomic

__all__ = ["ProgrammeContent", "write"]


def write(content: ProgrammeContent, path: Path | str) -> Path:
    """Write the page; it opens from disk and fetches nothing.

    Raises:
        UnwrittenRun: if the disk is full or the folder can't be written to.
    """
    target = Path(path)
    page = put_together(f"{content.title}: programme forecast", top(content), sections(content))
    atomic.write({target: page.encode()})
    return target
