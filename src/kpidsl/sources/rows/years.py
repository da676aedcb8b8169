"""A year's figure of a unit and of what it was made of: nobody can tell whether the one holds the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.state import State
from kpidsl.problems import Problem, problem
from kpidsl.sources.load import LISTED
from kpidsl.sources.typing import literal, quoted

Pair = tuple[str, str, int, int]
"""A former code, the new one, and the first and last of the months that the year may begin in."""

ANY_YEAR = 0, 1 << 20


def void_doubles(
    connection: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    tables: Mapping[str, str],
    structure: Structure,
) -> tuple[Problem, ...]:
    """Of sources by year, the rows of a new unit and of what it came of in one year made missing, and listed.

    By month the former code has the months before the change and the new one those after; a year holds both. A unit
    that stood before, and that another went into, had a figure of its own: the two are added.
    """
    pairs = sorted({*_made(structure), *_parted(structure)})
    yearly = [s for s in sources.values() if s.grain == "unit_year" and s.name in tables] if pairs else []
    return tuple(p for source in yearly for p in _void(connection, source, tables[source.name], pairs))


def _made(structure: Structure) -> Iterator[Pair]:
    """Units that did not stand before they were made, with what they were made of."""
    for code, (first, *_) in structure.formed.items():
        if code not in first.of:
            yield from ((old, code, *ANY_YEAR) for old in first.of)


def _parted(structure: Structure) -> Iterator[Pair]:
    """Units that got a declared share of another, in the years that hold the change."""
    for one in structure.distributed:
        for leaf, _ in one.shares:
            if leaf != one.code:
                yield from ((one.code, leaf, m.number - 11, m.number) for m in structure.broken.get(leaf, ()))


def _void(connection: duckdb.DuckDBPyConnection, source: Source, table: str, pairs: list[Pair]) -> Iterator[Problem]:
    unit, period = (quoted(source.column(role) or "") for role in ("unit", "period"))
    listed = ", ".join(f"({literal(old)}, {literal(new)}, {low}, {high})" for old, new, low, high in pairs)
    both = (
        f"FROM {quoted(table)} a JOIN (VALUES {listed}) p(old, new, low, high) ON a.{unit} = p.old"
        f" JOIN {quoted(table)} b ON b.{unit} = p.new AND b.{period} = a.{period}"
        f" AND a.{period} BETWEEN p.low AND p.high"
    )
    found = connection.execute(f"SELECT DISTINCT p.new, a.{period}, p.old {both} ORDER BY 1, 2, 3").fetchall()
    for new, month, old in found[:LISTED]:
        yield problem("D010", source=source.name, unit=new, former=old, year=Month(month).year)
    figures = [c.name for c in source.columns if c.type in ("integer", "decimal", "kroner")]
    missing = ", ".join(f"{quoted(f)} = NULL, {quoted(f + '__state')} = {int(State.MISSING)}" for f in figures)
    for new, month, old in found:
        here = f"{unit} IN ({literal(old)}, {literal(new)}) AND {period} = {month}"
        connection.execute(f"UPDATE {quoted(table)} SET {missing} WHERE {here}")
