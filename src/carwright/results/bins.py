"""Edges of the bins that an engine counts in: lead times (rule Y3) and levels of stores."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from carwright.compile.schema import FOREVER
from carwright.compile.tallies import LEAD_BINS, LEVELS

Ints = NDArray[np.int64]

_SINGLE = 64  # seconds that have a bin of their own
_OCTAVE = 32  # bins to each doubling above


def lead_edges() -> tuple[Ints, Ints]:
    """First and end (exclusive) second of each bin of lead time; the last end is `FOREVER`.

    Below 64 s one second each; above, with k = 1, 2, ... 32 bins of 2**k s to each doubling
    (rule Y3, `compile.tallies.LEAD_BINS`). A quantile read from them is off by 1/32 at most.
    """
    above = np.arange(LEAD_BINS - _SINGLE)
    k = above // _OCTAVE + 1
    position = above % _OCTAVE + _OCTAVE
    begin = np.concatenate([np.arange(_SINGLE), position << k])
    end = np.concatenate([np.arange(1, _SINGLE + 1), (position + 1) << k])
    end[-1] = FOREVER
    return begin.astype(np.int64), end.astype(np.int64)


def level_edges(capacity: int) -> tuple[Ints, Ints]:
    """Lowest and highest level of each bin of a store's level; lowest > highest where none is.

    `capacity` in parts, `FOREVER` for a store without limit (`compile.tallies.LEVELS`).
    """
    inner = np.arange(1, LEVELS - 1)
    if capacity >= FOREVER:
        powers = 1 << np.arange(LEVELS, dtype=np.int64)
        low = np.concatenate([[0], powers[:-1]])
        high = np.concatenate([[0], powers[1:-1] - 1, [FOREVER]])
        return low, high
    width = max(1, -(-(capacity - 1) // (LEVELS - 2)))
    low = np.concatenate([[0], 1 + (inner - 1) * width, [capacity]])
    high = np.concatenate([[0], np.minimum(inner * width, capacity - 1), [FOREVER]])
    return low.astype(np.int64), high.astype(np.int64)
