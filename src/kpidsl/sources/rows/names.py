"""Rows that name their units: the register binds a name to its code."""

from __future__ import annotations

import unicodedata

import duckdb

from kpidsl.model.organisation import Register
from kpidsl.model.spec import Source
from kpidsl.problems import Problem, problem
from kpidsl.sources.typing import quoted


def bind_names(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, register: Register | None
) -> tuple[Problem, ...]:
    """Put codes where the typed table's unit column has names. A name no unit has stays, and counts as unknown.

    A name that two units have is never guessed: the run is refused.
    """
    column = source.column("unit")
    if column is None or register is None:
        return (problem("P035", source=source.name, names="–"),)
    codes: dict[str, set[str]] = {}
    for row in register.rows:
        codes.setdefault(unicodedata.normalize("NFC", row.name), set()).add(row.unit.code)
    unit = quoted(column)
    used = {r[0] for r in connection.execute(f"SELECT DISTINCT {unit} FROM {quoted(table)}").fetchall()}
    twice = sorted(name for name, found in codes.items() if len(found) > 1 and name in used)
    if twice:
        return (problem("P035", source=source.name, names=", ".join(twice[:8])),)
    bound = [(name, next(iter(found))) for name, found in codes.items() if name in used]
    connection.execute(
        f"UPDATE {quoted(table)} SET {unit} = bound.code FROM"
        " (SELECT unnest($1::VARCHAR[]) AS name, unnest($2::VARCHAR[]) AS code) AS bound"
        f" WHERE {unit} = bound.name",
        [[name for name, _ in bound], [code for _, code in bound]],
    )
    return ()
