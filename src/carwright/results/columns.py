"""Series of names for the ids of a program, and rows laid out period by period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from carwright.compile.program import Names, Program
from carwright.compile.schema import NONE

SCRAP = "scrap"
"""Where the flow of scrapped parts leads (`Names.edges`)."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Labels:
    """Names of a program's rows as Polars series of an Enum, one series for each kind of thing.

    Raises:
        ValueError: if the program has other numbers of things than names for them.
    """

    program: Program
    names: Names = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", self.program.names)
        rows = self.program.rows
        for kind, named, wanted in (
            ("objects", self.names.objects, rows("object")),
            ("types", self.names.types, rows("type")),
            ("machines", self.names.machines, rows("machine")),
            ("modes", self.names.modes, rows("mode")),
            ("crews", self.names.crews, rows("crew")),
            ("calendars", self.names.calendars, rows("calendar")),
            ("assets", self.names.assets, self.size("assets")),
            ("edges", self.names.edges, self.size("edges")),
        ):
            if len(named) != wanted:
                raise ValueError(f"{len(named)} names for {wanted} {kind}")

    def size(self, column: str) -> int:
        """A number of the one-row table ``size``."""
        return int(self.program.columns[f"size.{column}"][0])

    def column(self, name: str) -> NDArray[Any]:
        """A column ``table.name`` of the program."""
        return self.program.columns[name]

    @cached_property
    def objects(self) -> pl.Series:
        """Objects by id, then `SCRAP`."""
        return named((*self.names.objects, SCRAP))

    @cached_property
    def types(self) -> pl.Series:
        """Types by id."""
        return named(self.names.types)

    @cached_property
    def machines(self) -> pl.Series:
        """Machines by row."""
        return named(self.names.machines)

    @cached_property
    def modes(self) -> pl.Series:
        """Modes by row."""
        return named(self.names.modes)

    @cached_property
    def calendars(self) -> pl.Series:
        """Calendars by row."""
        return named(self.names.calendars)

    def of(self, column: str) -> pl.Series:
        """Names of the objects that a column such as ``station.object`` points at."""
        return pick(self.objects, self.column(column))

    @cached_property
    def station_of_machine(self) -> pl.Series:
        """The station of each machine."""
        return pick(self.objects, self.column("station.object")[self.column("machine.station")])


def named(names: Iterable[str]) -> pl.Series:
    """Names as a series of an Enum that holds each of them once."""
    listed = list(names)
    return pl.Series(listed, dtype=pl.Enum(list(dict.fromkeys(listed))))


def pick(names: pl.Series, ids: NDArray[np.generic] | Sequence[int]) -> pl.Series:
    """Names by id; null where the id is NONE."""
    index = np.asarray(ids, dtype=np.int64)
    nobody = index == NONE
    if not nobody.any():
        return at(names, index)
    return names.gather(pl.Series(index).set(pl.Series(nobody), None))


def at(series: pl.Series, index: NDArray[np.integer]) -> pl.Series:
    """The rows of a series, in the order of an index of row numbers.

    Thirty times as quick as `pl.Series.gather`, which goes through a lazy frame.
    """
    rows: pl.Series = series[pl.Series(index.astype(np.uint32))]
    return rows


def dense(
    replication: int | Sequence[int],
    keys: dict[str, pl.Series],
    when: str = "period",
    /,
    **counts: Counts,
) -> pl.DataFrame:
    """One row for each period and entity: `keys` name the entities, `counts` are (P, N) each.

    `when` names the column with the number of the period. Of several replications the counts
    stand one after the other, (R * P, N).
    """
    shapes = {array.shape for array in counts.values()}
    length = len(next(iter(keys.values())))
    ((periods, entities),) = shapes
    if entities != length:
        raise ValueError(f"{length} names for {entities} columns of counts")
    row = np.tile(np.arange(length), periods)
    listed = _listed(replication)
    columns = _when(listed, np.repeat(np.arange(periods // len(listed)), length), when)
    columns |= {name: at(key, row) for name, key in keys.items()}
    columns |= {name: pl.Series(array.reshape(-1)) for name, array in counts.items()}
    return pl.DataFrame(columns)


def plant_wide(replication: int | Sequence[int], **counts: Counts) -> pl.DataFrame:
    """One row for each period: `counts` are (P,) each; of several replications (R * P,)."""
    (periods,) = next(iter(counts.values())).shape
    listed = _listed(replication)
    columns = _when(listed, np.arange(periods // len(listed)))
    return pl.DataFrame(columns | {name: pl.Series(array) for name, array in counts.items()})


def sparse(
    replication: int,
    keys: dict[str, pl.Series],
    bins: str,
    of_bin: dict[str, pl.Series] | None = None,
    /,
    **counts: Counts,
) -> pl.DataFrame:
    """One row for each period, entity and bin whose count is not zero; the one count is (P, N, L).

    The column `bins` holds the number of the bin; `of_bin` are further columns by entity and bin.
    """
    ((name, array),) = counts.items()
    period, entity, bin_number = np.nonzero(array)
    columns = _when([replication], period)
    columns |= {label: at(key, entity) for label, key in keys.items()}
    columns[bins] = pl.Series(bin_number, dtype=pl.Int32)
    columns[name] = pl.Series(array[period, entity, bin_number])
    row = entity * array.shape[2] + bin_number
    columns |= {label: at(each, row) for label, each in (of_bin or {}).items()}
    return pl.DataFrame(columns)


def _listed(replication: int | Sequence[int]) -> Sequence[int]:
    return [replication] if isinstance(replication, int) else replication


def _when(
    replications: Sequence[int], period: NDArray[np.intp], name: str = "period"
) -> dict[str, pl.Series]:
    """The columns of replication and period, in all of which the periods are the same."""
    return {
        "replication": pl.Series(np.repeat(np.array(replications, dtype=np.int32), len(period))),
        name: pl.Series(np.tile(period.astype(np.int32), len(replications))),
    }
