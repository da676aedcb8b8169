"""A DuckDB connection that reads nothing but the data and writes nowhere but the work folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

Connection = duckdb.DuckDBPyConnection


def open_connection(work: Path, allowed: Sequence[Path], memory: str = "3GB") -> Connection:
    """A locked connection without extensions or network; only `allowed` and `work` can be read."""
    connection = duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "memory_limit": memory,
            "preserve_insertion_order": "true",
        }
    )
    folders = [str(p.resolve()) + "/" for p in (*allowed, work)]
    listed = ", ".join("'" + f.replace("'", "''") + "'" for f in folders)
    connection.execute(f"SET allowed_directories = [{listed}]")
    connection.execute("SET temp_directory = '" + str(work.resolve() / "spill").replace("'", "''") + "'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection
