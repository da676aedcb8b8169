"""A DuckDB connection that opens nothing but the data, and writes nowhere but the work folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from kpidsl.engines.readers.typing import quoted
from kpidsl.model.period import Month
from kpidsl.model.spec import Source

Connection = duckdb.DuckDBPyConnection


def open_connection(work: Path, allowed: Sequence[Path], memory: str = "3GB") -> duckdb.DuckDBPyConnection:
    """A locked connection: no extensions, no network, only `allowed` and `work` can be read."""
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


def placed_rows(
    connection: Connection, source: Source, table: str, wholes: Mapping[str, Sequence[str]]
) -> dict[str, tuple[int, int]]:
    """Of each unit with parts (`wholes`: its code, its parts'): how many rows name one of them, and how many none."""
    unit, above = source.column("unit"), source.column("unit_above")
    assert unit is not None
    code = f"CAST({quoted(unit)} AS VARCHAR)"
    part = f"{code} || '-' || CAST({quoted(above)} AS VARCHAR)" if above is not None else "NULL"
    rows = connection.execute(
        f'SELECT {code}, {part}, count(*) FROM "{table}" WHERE {code} IN (SELECT unnest($1::VARCHAR[])) GROUP BY 1, 2',
        [list(wholes)],
    ).fetchall()
    found: dict[str, tuple[int, int]] = {}
    for whole, named, count in rows:
        placed, rest = found.get(whole, (0, 0))
        found[whole] = (placed + count, rest) if named in wholes[whole] else (placed, rest + count)
    return found


def unit_codes(connection: Connection, source: Source, table: str, until: Month | None = None) -> dict[str, int]:
    """How many rows each unit code has in the source's typed table; of a source with periods, up to `until`."""
    unit, period = source.column("unit"), source.column("period")
    assert unit is not None
    name = quoted(unit)
    where = f"{name} IS NOT NULL"
    if until is not None and period is not None:
        where += f" AND {quoted(period)} <= {until.number}"
    rows = connection.execute(f'SELECT {name}, count(*) FROM "{table}" WHERE {where} GROUP BY 1').fetchall()
    return dict(rows)
