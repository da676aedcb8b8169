"""Writing arrays as Parquet, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt

ROW_GROUP_SIZE = 122_880

Columns = Mapping[str, npt.NDArray[Any]]


def write_parquet(columns: Columns, path: Path, types: Mapping[str, str] = MappingProxyType({})) -> int:
    """Write equally long columns to `path` and return the number of rows.

    A column has the type of SQL that `types` gives it. Of the others integers stay integers, object arrays of
    `str | None` become text, and every datetime64 becomes a date (NaT is null). One thread and a fixed row group size
    make the bytes a function of the input.
    Raises ValueError when there is no column or the lengths differ.
    """
    lengths = {len(values) for values in columns.values()}
    if len(lengths) != 1:
        raise ValueError(f"columns must be at least one and equally long, found lengths {sorted(lengths)}")
    arrays, selected = to_query(columns, types)
    target = str(path).replace("'", "''")
    with _database().cursor() as connection:
        connection.register("columns_in", arrays)
        connection.execute(
            f"COPY (SELECT {selected} FROM columns_in) TO '{target}' "  # noqa: S608 - names are quoted
            f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP_SIZE})"
        )
        connection.unregister("columns_in")
    return int(np.int64(lengths.pop()))


def to_query(columns: Columns, types: Mapping[str, str]) -> tuple[dict[str, npt.NDArray[Any]], str]:
    """The columns as a database takes them, and the list of a SELECT that casts each to its type."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    selected: list[str] = []
    for name, values in columns.items():
        quoted = '"' + name.replace('"', '""') + '"'
        kind = values.dtype.kind
        arrays[name] = values.astype("datetime64[us]") if kind == "M" else values
        sql_type = types.get(name) or {"M": "DATE", "O": "VARCHAR"}.get(kind)
        selected.append(f"CAST({quoted} AS {sql_type}) AS {quoted}" if sql_type else quoted)
    return arrays, ", ".join(selected)


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One for the process: opening it costs more than writing most files."""
    return duckdb.connect(config={"threads": 1, "preserve_insertion_order": True})
