"""What a run says: pure functions from its tables to figures with intervals.

`summarise` is the way in, `compare` sets two runs side by side. Below them every subject has its
own module; each takes a `Scope`, which says what part of the run counts.
"""

from carwright.analysis.assets import assets
from carwright.analysis.bottleneck import bottlenecks
from carwright.analysis.buffers import buffers
from carwright.analysis.changes import changes
from carwright.analysis.compare import Comparison, compare
from carwright.analysis.flow import edges
from carwright.analysis.gross import gross
from carwright.analysis.inputs import inputs
from carwright.analysis.interval import Figure
from carwright.analysis.plantwide import Plantwide, plantwide
from carwright.analysis.scope import Scope, scope
from carwright.analysis.stations import stations
from carwright.analysis.summary import Summary, summarise
from carwright.analysis.warmup import mser

__all__ = [
    "Comparison",
    "Figure",
    "Plantwide",
    "Scope",
    "Summary",
    "assets",
    "bottlenecks",
    "buffers",
    "changes",
    "compare",
    "edges",
    "gross",
    "inputs",
    "mser",
    "plantwide",
    "scope",
    "stations",
    "summarise",
]
