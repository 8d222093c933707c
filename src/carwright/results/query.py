"""Questions in SQL over the tables of one run or of several, answered by DuckDB."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from carwright.errors import CarwrightError
from carwright.results.store import Store


def ask(sql: str, stores: Mapping[str | None, Store]) -> pl.DataFrame:
    """The answer to a question over the tables of some runs.

    With labels for the runs every table has the column ``run`` first; with None it has not. Names
    are text in the answer.

    Raises:
        CarwrightError: if DuckDB refuses the question.
    """
    # Late, because most uses of a run ask no such question and DuckDB takes long to load.
    import duckdb

    with duckdb.connect() as connection:
        try:
            for table in _mentioned(sql, stores):
                connection.execute(f'CREATE VIEW "{table}" AS {_view(connection, table, stores)}')
            return _as_frame(connection.sql(sql))
        except duckdb.Error as error:
            tables = ", ".join(_tables(stores))
            raise CarwrightError(f"{error} -> the tables are {tables}") from error


def _tables(stores: Mapping[str | None, Store]) -> list[str]:
    return list(dict.fromkeys(table for store in stores.values() for table in store.tables))


def _mentioned(sql: str, stores: Mapping[str | None, Store]) -> list[str]:
    words = set(re.findall(r"\w+", sql.lower()))
    return [table for table in _tables(stores) if table in words]


def _view(connection: Any, table: str, stores: Mapping[str | None, Store]) -> str:
    selections = []
    for number, (label, store) in enumerate(stores.items()):
        if table in store.tables:
            source = store.source(connection, table, f"{table} of run {number}")
            text = "" if label is None else "'" + label.replace("'", "''") + "' AS run, "
            selections.append(f"SELECT {text}* FROM {source}")
    return " UNION ALL BY NAME ".join(selections)


def _as_frame(answer: Any) -> pl.DataFrame:
    if answer is None:
        raise CarwrightError("this statement has no answer -> ask with SELECT")
    frame = pl.DataFrame(answer)
    # DuckDB sums integers in 128 bits, which arrive as decimals without a decimal.
    sums = [n for n, t in frame.schema.items() if isinstance(t, pl.Decimal) and t.scale == 0]
    return frame.with_columns(pl.col(sums).cast(pl.Int64))
