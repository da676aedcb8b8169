"""Two ready-made sources with figures for one cell: one stands before the other, and a difference is listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import duckdb

from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, problem
from kpidsl.sources.load import LISTED
from kpidsl.sources.typing import quoted


def put_before(
    connection: duckdb.DuckDBPyConnection, sources: Mapping[str, Source], tables: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Rows of the sources that stand before others written over those of the others, in the others' tables.

    A row that lacks a figure gives way to one that has all of them. Both figures of a cell that are more than the
    tolerance apart are a problem; the first 50 of a pair of sources are listed, the rest counted.
    """
    upper = {s.before: s for s in sources.values() if s.before in tables and s.name in tables}

    def settle(other: Source) -> Iterator[Problem]:
        first = upper.get(other.name)
        if first is not None:
            yield from settle(first)
            yield from _over(connection, first, other, tables)

    lowest = [s for s in sources.values() if s.name in tables and s.before not in tables]
    return tuple(p for source in lowest for p in settle(source))


def deliveries_before(sources: Mapping[str, Source], deliveries: Mapping[str, Delivery]) -> dict[str, Delivery]:
    """Each source's months with those of the sources that stand before it."""
    found = dict(deliveries)
    for source in sources.values():
        other = source.before
        while other is not None and source.name in deliveries:
            own, held = deliveries[source.name], found.get(other, deliveries[source.name])
            found[other] = Delivery(min(own.first, held.first), max(own.last, held.last))
            other = sources[other].before
    return found


def _over(
    connection: duckdb.DuckDBPyConnection, first: Source, other: Source, tables: Mapping[str, str]
) -> Iterator[Problem]:
    mine, theirs = quoted(tables[first.name]), quoted(tables[other.name])
    figures = [c.name for c in other.columns if c.type in ("integer", "decimal", "kroner")]
    unit, period = other.column("unit"), other.column("period")
    assert unit is not None
    assert period is not None
    same = " AND ".join(f"a.{quoted(k)} IS NOT DISTINCT FROM b.{quoted(k)}" for k in other.key)
    whole = " AND ".join(f"{{0}}.{quoted(f + '__state')} = 0" for f in figures)
    apart = {
        f: f"abs(a.{quoted(f)}::HUGEINT - b.{quoted(f)}) * {100 * first.tolerance.denominator}"
        f" > abs(b.{quoted(f)}::HUGEINT) * {first.tolerance.numerator}"
        for f in figures
    }
    both = f"FROM {mine} a JOIN {theirs} b ON {same} WHERE {whole.format('a')} AND {whole.format('b')}"
    cells = f"SELECT b.{quoted(unit)}, b.{quoted(period)}, {', '.join(apart.values())} {both}"
    rows = connection.execute(f"{cells} AND ({' OR '.join(apart.values())}) ORDER BY 2, 1").fetchall()
    for code, month, *differs in rows[:LISTED]:
        columns = ", ".join(f for f, one in zip(figures, differs, strict=True) if one)
        yield problem(
            "D006", first=first.name, other=other.name, unit=code, month=Month(month), columns=columns,
            tolerance=first.tolerance,
        )  # fmt: skip
    if len(rows) > LISTED:
        yield problem("D007", first=first.name, other=other.name, count=len(rows) - LISTED)
    beaten = f"EXISTS (SELECT 1 FROM {mine} a WHERE {same} AND {whole.format('a')})"
    connection.execute(f"DELETE FROM {theirs} b WHERE {beaten}")
    there = f"EXISTS (SELECT 1 FROM {theirs} b WHERE {same})"
    connection.execute(f"INSERT INTO {theirs} BY NAME SELECT a.* FROM {mine} a WHERE NOT {there}")
