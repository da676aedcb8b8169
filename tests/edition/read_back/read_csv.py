"""results.csv, which the others are compared with, and the same as Parquet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

HOLDS = "figures"


def texts(path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        yield repr(duckdb.sql(f"select columns(*)::varchar from '{path}'").fetchall())
    else:
        yield path.read_text(encoding="utf-8")
