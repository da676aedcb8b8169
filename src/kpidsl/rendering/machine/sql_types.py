"""The columns of results.csv as arrays that a database reads, each of the type that it is declared with, whatever the
month's figures are."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.rendering.machine.text_columns import TextColumn

_DIGITS = 38
"""So many digits the widest number of SQL has, and of Parquet as its readers know it."""


class SqlType(StrEnum):
    """A column's type; the value is its name in SQL. Every whole number that may be beyond 64 bits is EXACT."""

    TEXT = "VARCHAR"
    DATE = "DATE"
    YES_NO = "BOOLEAN"
    COUNT = "BIGINT"
    EXACT = "DECIMAL(38,0)"
    NUMBER = "DECIMAL(38,6)"
    PROBABILITY = "DECIMAL(5,4)"


_TOGETHER = tuple((f"{of}numerator", f"{of}denominator") for of in ("", "ytd_", "longer_"))
"""One of them is never there alone: sums of the two would be of different rows."""


def typed_cells(columns: Mapping[str, TextColumn], types: Mapping[str, SqlType]) -> dict[str, npt.NDArray[Any]]:
    """The cells of each column of results.csv: dates as datetime64 (a month is its first day), all else as texts to be
    cast to their type; None, or NaT, where the text is empty.

    A number of more than 38 digits is None too, and its fraction's other half with it; `results.csv` has it.
    """
    cells = {
        name: _dates(column) if types[name] is SqlType.DATE else _texts(column) for name, column in columns.items()
    }
    beyond = {name: _beyond(columns[name]) for name in columns if types[name] in (SqlType.EXACT, SqlType.NUMBER)}
    for top, bottom in _TOGETHER:
        beyond[top] = beyond[bottom] = beyond[top] | beyond[bottom]
    for name, chosen in beyond.items():
        cells[name][chosen] = None
    return cells


def _dates(column: TextColumn) -> npt.NDArray[Any]:
    return np.array(column.texts.tolist(), dtype="datetime64[D]")[column.codes]


def _texts(column: TextColumn) -> npt.NDArray[Any]:
    return np.array([text or None for text in column.texts], dtype=object)[column.codes]


def _beyond(column: TextColumn) -> npt.NDArray[np.bool_]:
    """The cells that have more digits than the widest number."""
    return np.array([sum(map(str.isdigit, text)) > _DIGITS for text in column.texts], dtype=np.bool_)[column.codes]
