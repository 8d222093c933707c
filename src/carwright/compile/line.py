"""`Line`: a plant whose order of work is fixed, as the departure-time recursion takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carwright.compile.program import Array


@dataclass(frozen=True)
class Line:
    """One source, places in a row, one sink. A place is a machine with the buffer before it.

    `columns` are the tables of the native recursion (``src/native/recursion_bindings.h``); the
    rest says which row of the program stands where, NONE for what is not there. Edges are those
    of the flow from the source, then into and out of each place; without a buffer before a place
    `into` is that of the object before it, too.
    """

    columns: Mapping[str, Array]
    type: int
    machines: tuple[int, ...]
    buffers: tuple[int, ...]
    modes: tuple[int, ...]
    into: tuple[int, ...]
    out_of: tuple[int, ...]
    released: int
    """Edge from the source."""
