"""What comes out of a simulation: a folder of Parquet tables, read as Polars frames.

`RunWriter` writes one, `Run` reads one, `across` looks at several.
"""

from carwright.results.across import Across, across
from carwright.results.faults import UnreadableRun, UnwrittenRun
from carwright.results.layout import LAYOUT, layout
from carwright.results.manifest import Manifest
from carwright.results.run import Run
from carwright.results.tables import TABLES, Keys, from_tallies
from carwright.results.trace import TraceWriter
from carwright.results.writer import RunWriter

__all__ = [
    "LAYOUT",
    "TABLES",
    "Across",
    "Keys",
    "Manifest",
    "Run",
    "RunWriter",
    "TraceWriter",
    "UnreadableRun",
    "UnwrittenRun",
    "across",
    "from_tallies",
    "layout",
]
