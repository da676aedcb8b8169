"""A DuckDB connection that reads nothing but the data and writes nowhere but the work folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

_OF_TABLES = frozenset(
    {
        duckdb.StatementType.SELECT,
        duckdb.StatementType.CREATE,
        duckdb.StatementType.INSERT,
        duckdb.StatementType.UPDATE,
        duckdb.StatementType.DELETE,
        duckdb.StatementType.ALTER,
    }
)
"""What asks of tables or changes those in memory; the others write files (COPY, EXPORT), open them (ATTACH) or change
settings."""


class Connection:
    """A connection that runs only what reads, and what changes its own tables in memory.

    DuckDB's folders that may be read may also be written; that is why the kinds of statement are limited too.
    """

    def __init__(self, inner: duckdb.DuckDBPyConnection) -> None:
        self._inner = inner

    def execute(self, query: str, parameters: object = None) -> duckdb.DuckDBPyConnection:
        """Run the statements; the last one's result. Raises PermissionException for a kind that is not let through."""
        statements = self._inner.extract_statements(query)
        if wrong := [one.type.name for one in statements if one.type not in _OF_TABLES]:
            raise duckdb.PermissionException(f"{wrong[0]} is not a statement that a run makes")
        for statement in statements:
            self._inner.execute(statement, parameters)
        return self._inner

    def beside(self) -> Connection:
        """Another connection to the same database, with temporary tables of its own; it costs a thousandth of opening
        one."""
        return Connection(self._inner.cursor())

    def close(self) -> None:
        """Let go of the tables."""
        self._inner.close()


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
    return Connection(connection)
