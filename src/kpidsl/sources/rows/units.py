"""The units that rows speak of: those the organisation has not, and rows that do not say which part they are of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import duckdb

from kpidsl.model.organisation import Structure, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.spec import Organisation, Source, Spec
from kpidsl.planning.graph import sources_of
from kpidsl.problems import Problem, problem
from kpidsl.sources.typing import quoted


def units_in(
    connection: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    tables: Mapping[str, str],
    organisation: Organisation,
    until: Month,
) -> list[UnitKey]:
    """Without a register: the units that the sources have spoken of by the month, all of the lowest level's kind."""
    kind = organisation.lines[0].levels[0] if organisation.lines else ""
    codes = {code for name, source in sources.items() for code in _rows_of(connection, source, tables[name], until)}
    return [UnitKey(kind, code) for code in sorted(codes)]


def unknown_units(
    connection: duckdb.DuckDBPyConnection,
    sources: Mapping[str, Source],
    tables: Mapping[str, str],
    structure: Structure,
) -> Iterator[Problem]:
    """Sources with rows of codes that no unit has or had; those put before another were counted with it."""
    known = {u.code for u in structure.leaves} | {n.unit.code for n in structure.nodes} | set(structure.successor)
    for name, source in sources.items():
        if source.before in sources:
            continue
        counts = _rows_of(connection, source, tables[name])
        unknown = sorted(set(counts) - known - set(structure.former if source.ready_made else ()))
        if unknown:
            shown = ", ".join(unknown[:8]) + (" …" if len(unknown) > 8 else "")
            yield problem("D005", None, source=name, count=sum(counts[u] for u in unknown), units=shown)


def unplaced_rows(
    connection: duckdb.DuckDBPyConnection, spec: Spec, tables: Mapping[str, str], structure: Structure
) -> Iterator[Problem]:
    """Sources with rows of a unit that do not say which of its parts they are of, where an indicator asks for that."""
    leaves = structure.leaves
    today = {leaves[at].code for at in structure.parts}
    wholes = {code: code for code in today} | {old: new for old, new in structure.successor.items() if new in today}
    parts = {leaves[part] for part in structure.whole_of}
    asking = [i for i in spec.indicators if any(n.unit in parts and i.stands_at(n) for n in structure.nodes)]
    for name in sorted({source for indicator in asking for source in sources_of(indicator)} & set(tables)):
        source = spec.sources[name]
        rows = _placed_rows(connection, source, tables[name], wholes, structure.part_codes)
        given = source.ready_made  # a unit's own figure may well stand beside those of its parts
        lost = {code: rest for code, (placed, rest) in rows.items() if rest and not (given and placed)}
        if lost:
            yield problem("D009", None, source=name, count=sum(lost.values()), units=", ".join(sorted(lost)))


def _rows_of(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, until: Month | None = None
) -> dict[str, int]:
    """How many rows each unit code has in the source's typed table; of a source with periods, up to `until`."""
    unit, period = source.column("unit"), source.column("period")
    assert unit is not None
    name = quoted(unit)
    where = f"{name} IS NOT NULL"
    if until is not None and period is not None:
        where += f" AND {quoted(period)} <= {until.number}"
    rows = connection.execute(f'SELECT {name}, count(*) FROM "{table}" WHERE {where} GROUP BY 1').fetchall()
    return dict(rows)


def _placed_rows(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, wholes: Mapping[str, str], parts: Collection[str]
) -> dict[str, tuple[int, int]]:
    """Of each unit with parts (`wholes`: by each of its codes): how many rows name one of them, and how many none."""
    unit, above = source.column("unit"), source.column("unit_above")
    assert unit is not None
    code = f"CAST({quoted(unit)} AS VARCHAR)"
    part = f"{code} || '-' || CAST({quoted(above)} AS VARCHAR)" if above is not None else "NULL"
    rows = connection.execute(
        f'SELECT {code}, {part}, count(*) FROM "{table}" WHERE {code} IN (SELECT unnest($1::VARCHAR[])) GROUP BY 1, 2',
        [list(wholes)],
    ).fetchall()
    found: dict[str, tuple[int, int]] = {}
    for unit_code, named, count in rows:
        placed, rest = found.get(wholes[unit_code], (0, 0))
        found[wholes[unit_code]] = (placed + count, rest) if named in parts else (placed, rest + count)
    return found
