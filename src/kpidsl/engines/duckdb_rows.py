"""Rows in DuckDB: raw, typed, and the questions asked of them (`Engine`), in its own SQL."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from kpidsl.engines.connection import Connection
from kpidsl.engines.duckdb_numbers import tells_decimal_mark
from kpidsl.engines.duckdb_typing import cells, literal, quoted, read_rows, state, text
from kpidsl.engines.engine import (
    NUMBERS,
    ColumnCells,
    Difference,
    Duplicates,
    OutsideCells,
    ParquetFiles,
    PersonsMet,
    Raw,
    RawCell,
    RawTable,
    SomeCells,
    Succession,
    TextFiles,
    TextRows,
    TwoScales,
    UnreadableRowsError,
    Written,
    figures_of,
)
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.model.state import State
from kpidsl.project import SourceSettings

_WRITTEN: Mapping[str, Written] = {
    "VARCHAR": "text", "FLOAT": "float", "DOUBLE": "double", "DATE": "date", "TIMESTAMP WITH TIME ZONE": "instant",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "moment"),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "integer"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "integer"),
}  # fmt: skip
_OWN = ("#", "@", "file_row_number")
"""Columns of a raw table that no file has: a row's line, its file's position, and DuckDB's own."""
_DAMAGED = (duckdb.Error, duckdb.InvalidInputException, duckdb.IOException, duckdb.SerializationException)
"""The errors of a damaged Parquet page, which is not read before its rows are asked for: these classes themselves, not
what is derived from them."""


_COUNTED_EXACTLY = 1_000_000
"""Rows up to which repeated ones are counted whatever the estimate says, which may be some per cent off."""


@dataclass(slots=True)
class DuckDBRows:
    """The sources' rows as temporary tables: `raw_<n>` as read, `src_<n>` typed."""

    connection: Connection
    raw_tables: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    written: dict[str, Mapping[str, Written]] = field(default_factory=dict)
    persons: list[tuple[str, str]] = field(default_factory=list)
    """Typed tables that have a column of persons, and that column."""

    def read(self, source: Source, raw: Raw) -> RawTable:
        """The raw rows as a table, "#" the row's line and "@" its file; of Parquet a view."""
        table = self.raw_tables[source.name] = f"raw_{len(self.raw_tables)}"
        if isinstance(raw, TextRows):
            self._read_rows(source, raw, table)
        else:
            self._read_files(raw, table)
        described = self.connection.execute(f"DESCRIBE {quoted(table)}").fetchall()
        columns = {name: _written(kind) for name, kind, *_ in described if name not in _OWN}
        self.written[source.name] = columns
        return RawTable(columns, int(self._ask_raw(f"SELECT count(*) FROM {quoted(table)}")[0][0]))

    def _read_rows(self, source: Source, raw: TextRows, table: str) -> None:
        names = [c.name for c in source.columns]
        columns = ", ".join(f"{quoted(n)} VARCHAR" for n in (*names, "#"))
        self.connection.execute(f'CREATE OR REPLACE TEMP TABLE {quoted(table)} ({columns}, "@" INTEGER)')
        if raw.rows:
            values = [[r.get(n) or None for r in raw.rows] for n in names]
            values.append([str(at) for at in range(1, len(raw.rows) + 1)])
            marks = ", ".join(f"unnest(${at + 1}::VARCHAR[])" for at in range(len(values)))
            self.connection.execute(f"INSERT INTO {quoted(table)} SELECT {marks}, 0", values)

    def _read_files(self, raw: TextFiles | ParquetFiles, table: str) -> None:
        selects: list[str] = []
        for at, path in enumerate(raw.paths):
            name = literal(str(path.resolve()))
            if isinstance(raw, ParquetFiles):
                parquet = f"read_parquet({name}, file_row_number=true)"
                own = "COLUMNS(lambda c: c NOT IN ('#', '@'))"  # a file's own columns of those names are not asked for
                selects.append(f'SELECT {own}, file_row_number + 1 AS "#", {at} AS "@" FROM {parquet}')
            else:
                form = "all_varchar=true, header=true, delim=',', quote='\"', escape='\"', auto_detect=false"
                selects.append(f'SELECT *, {at} AS "@" FROM read_csv({name}, {form}, columns={_header(path)})')
        kind = "VIEW" if isinstance(raw, ParquetFiles) else "TABLE"
        union = " UNION ALL BY NAME ".join(selects)
        try:
            self.connection.execute(f"CREATE OR REPLACE TEMP {kind} {quoted(table)} AS {union}")
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            for path in raw.paths:
                reason = reason.replace(str(path.resolve()), path.name)
            raise UnreadableRowsError(reason) from error

    def cells(
        self, source: Source, settings: SourceSettings, listed: int, required: Collection[str] = ()
    ) -> Mapping[str, ColumnCells]:
        """One pass counts, over all columns; the rows are looked for only where there are some."""
        conditions: dict[tuple[str, str], tuple[str, str]] = {}
        for column in source.columns:
            if column.name in required:
                conditions[column.name, "empty"] = "''", f"{text(column)} IS NULL"
            if column.type != "text":
                sql = cells(column, settings, self._stored(source, column, settings))
                for kind, condition in (("unread", sql.bad), ("rounded", sql.moved), ("none", sql.none)):
                    if condition != "false":
                        conditions[column.name, kind] = text(column), condition
        if not conditions:
            return {}
        columns = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, condition in conditions.values())
        counts = self._ask_raw(f"SELECT {columns} FROM {self._cells(source, settings)}")[0]
        by_column: dict[str, dict[str, SomeCells]] = {}
        for ((name, kind), (cell, condition)), count in zip(conditions.items(), counts, strict=True):
            first = self._first(source, settings, cell, condition, listed if kind == "unread" else 1) if count else ()
            if count and not first:
                raise UnreadableRowsError("the statistics of a damaged file do not agree with its rows")
            by_column.setdefault(name, {})[kind] = SomeCells(first, count)
        return {name: ColumnCells(**of_column) for name, of_column in by_column.items()}

    def _first(
        self, source: Source, settings: SourceSettings, cell: str, condition: str, limit: int
    ) -> tuple[RawCell, ...]:
        """The first raw rows that meet the condition, by file and line."""
        rows = f"{self._cells(source, settings)} WHERE {condition}"
        query = f'SELECT "@", "#", {cell} FROM {rows} ORDER BY 1, "#"::BIGINT LIMIT {limit}'
        return tuple(RawCell(f, int(line), cell) for f, line, cell in self._ask_raw(query))

    def decimal_marks(self, source: Source, settings: SourceSettings) -> Collection[str]:
        """One pass over the text columns."""
        columns = [c for c in source.columns if c.type in NUMBERS]
        texts = [text(c) for c in columns if self._stored(source, c, settings) == "text"]
        if not texts:
            return ()
        marks = (",", ".")
        conditions = [" OR ".join(tells_decimal_mark(cell, mark) for cell in texts) for mark in marks]
        rows = self._cells(source, settings)
        query = f"SELECT {', '.join(f'bool_or({condition})' for condition in conditions)} FROM {rows}"
        answers = self._ask_raw(query)[0]
        return [mark for mark, answer in zip(marks, answers, strict=True) if answer]

    def outside_cells(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Sequence[OutsideCells]:
        """Compared as NFC."""
        legal = ", ".join(literal(v) for v in column.legal)
        cell = f"nfc_normalize({text(column)})"
        rows = self._ask_raw(
            f'SELECT "@", min("#"::BIGINT), count(*) FROM {self._cells(source, settings)}'
            f" WHERE {cell} NOT IN ({legal}) GROUP BY 1 ORDER BY 1"
        )
        return [OutsideCells(file, int(line), count) for file, line, count in rows]

    def type_rows(self, source: Source, settings: SourceSettings) -> None:
        """The typed table; a ready-made figure's state is in the column `<name>__state`."""
        columns = [
            f"{cells(c, settings, self._stored(source, c, settings)).value} AS {quoted(c.name)}" for c in source.columns
        ]
        if source.ready_made:
            figures = [c for c in source.columns if c.name in figures_of(source)]
            columns += [f"{state(c, settings, self._stored(source, c, settings))} AS {_state(c.name)}" for c in figures]
        table, rows = f"src_{len(self.tables)}", self._cells(source, settings)
        self.tables[source.name] = table
        self._ask_raw(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS SELECT {', '.join(columns)} FROM {rows}")
        if (person := source.column("person")) is not None:
            self.persons.append((quoted(table), person))

    def two_scales(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> TwoScales | None:
        """One pass over the typed rows."""
        one, value = 10**column.decimals, quoted(column.name)
        low, high = f"FILTER (WHERE {value} > 0 AND {value} <= {one})", f"FILTER (WHERE {value} > {one})"
        sums = f"min({value}), max({value}), count({value}) {low}, max({value}) {low}, sum({value}) {low}"
        sums += f", count({value}) {high}, min({value}) {high}, sum({value}) {high}"
        found = self.connection.execute(f"SELECT {sums} FROM {self._typed(source)}").fetchall()[0]
        least, most, lows, low_most, low_sum, highs, high_least, high_sum = found
        if not lows or not highs or least < 0 or most > 100 * one or high_least < 2 * low_most or low_sum == lows * one:
            return None
        if not high_sum * lows <= 200 * low_sum * highs <= 4 * high_sum * lows:
            return None
        typed = cells(column, settings, self._stored(source, column, settings)).value
        first = self._first(source, settings, text(column), f"({typed}) > 0 AND ({typed}) <= {one}", 1)
        return TwoScales(SomeCells(first, lows), highs)

    def early_ends(
        self, source: Source, settings: SourceSettings, pairs: Sequence[tuple[str, str]], listed: int
    ) -> Sequence[SomeCells]:
        """One pass counts; raw rows are looked for only where there are some."""
        if not pairs:
            return []
        counted = ", ".join(f"count(*) FILTER (WHERE {quoted(end)} < {quoted(start)})" for start, end in pairs)
        counts = self.connection.execute(f"SELECT {counted} FROM {self._typed(source)}").fetchall()[0]
        return [
            SomeCells(
                self._first(source, settings, *self._before(source, settings, pair), listed) if count else (), count
            )
            for pair, count in zip(pairs, counts, strict=True)
        ]

    def _before(self, source: Source, settings: SourceSettings, pair: tuple[str, str]) -> tuple[str, str]:
        """The raw text of the end, and what is true where it lies before the start."""
        start, end = (c for name in pair for c in source.columns if c.name == name)
        values = [cells(c, settings, self._stored(source, c, settings)).value for c in (start, end)]
        return text(end), f"({values[1]}) < ({values[0]})"

    def settle_duplicates(self, source: Source, settings: SourceSettings, listed: int) -> Duplicates:
        """Two counts; the rows are touched, and raw ones looked for, only where some key stands twice."""
        if not source.key:
            return Duplicates(0, 0)
        table, key = self._typed(source), ", ".join(quoted(k) for k in source.key)
        by_key = f"SELECT count(*) AS n FROM {table} GROUP BY {key}"
        count = f"SELECT coalesce(sum(n), 0), count(*) FROM ({by_key})"
        rows, keys = self.connection.execute(count).fetchall()[0]
        if rows == keys:
            return Duplicates(0, 0)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT DISTINCT * FROM {table}")
        equal = rows - self.connection.execute(count).fetchall()[0][0]
        twice = f"(SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1)"
        conflicting = self._number(f"SELECT count(*) FROM {twice}")
        if not conflicting:
            return Duplicates(equal, 0)
        first = self._rows_of_keys(source, settings, twice, listed)
        self._void(source, key, twice)
        return Duplicates(equal, conflicting, first)

    def _rows_of_keys(self, source: Source, settings: SourceSettings, keys: str, listed: int) -> tuple[SomeCells, ...]:
        """The raw rows of each of the keys (a subquery of typed ones), of the first keys by their second row."""
        columns = [c for name in source.key for c in source.columns if c.name == name]
        typed = [f"{cells(c, settings, self._stored(source, c, settings)).value} AS {quoted(c.name)}" for c in columns]
        rows = (
            f'SELECT "@"::BIGINT << 40 | "#"::BIGINT AS place, {", ".join(typed)} FROM {self._cells(source, settings)}'
        )
        same = " AND ".join(_same(name, "r", "k") for name in source.key)
        names = ", ".join(f"k.{quoted(name)}" for name in source.key)
        query = (
            f"SELECT min(place, {listed}) AS places, count(*) FROM ({rows}) r JOIN {keys} k ON {same} GROUP BY {names}"
        )
        found = self.connection.execute(f"{query} ORDER BY places[2] LIMIT {listed}").fetchall()
        return tuple(
            SomeCells(tuple(RawCell(place >> 40, place & (1 << 40) - 1, "") for place in places), count)
            for places, count in found
        )

    def _void(self, source: Source, listed: str, twice: str) -> None:
        table, key = self._typed(source), source.key
        if source.ready_made:
            kept = [f"min({quoted(c.name)}) AS {quoted(c.name)}" for c in source.columns if c.name not in key]
            kept += [f"CAST({int(State.MISSING)} AS TINYINT) AS {_state(name)}" for name in figures_of(source)]
            one = f"SELECT {', '.join([listed, *kept])} FROM {table} GROUP BY {listed} HAVING count(*) > 1"
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE voided AS {one}")
        same = " AND ".join(_same(k, "t", "v") for k in key)  # empty cells are equal too
        self.connection.execute(f"DELETE FROM {table} t USING {twice} v WHERE {same}")
        if source.ready_made:
            self.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM voided")

    def repeated_rows(self, source: Source) -> int:
        """By their hashes; of very many rows an estimate decides whether it is worth while."""
        row = f"hash({', '.join(quoted(c.name) for c in source.columns)})"
        table = self._typed(source)
        query = f"SELECT count(*), approx_count_distinct({row}) FROM {table}"
        rows, about = map(int, self.connection.execute(query).fetchall()[0])
        if rows > _COUNTED_EXACTLY and about > rows * 9 // 10:
            return 0
        return rows - self._number(f"SELECT count(DISTINCT {row}) FROM {table}")

    def counts(self, source: Source, columns: Sequence[str]) -> Mapping[tuple[object, ...], int]:
        """One GROUP BY."""
        listed = ", ".join(quoted(c) for c in columns)
        if not columns:
            return {(): self._number(f"SELECT count(*) FROM {self._typed(source)}")}
        query = f"SELECT {listed}, count(*) FROM {self._typed(source)} GROUP BY {listed}"
        return {tuple(values): count for *values, count in self.connection.execute(query).fetchall()}

    def months(self, source: Source, columns: Sequence[str]) -> Sequence[tuple[int, int]]:
        """In SQL alone: a date may lie outside what Python can hold."""
        dates = {c.name for c in source.columns if c.type == "date"}
        numbers = [f"year({quoted(c)}) * 12 + month({quoted(c)}) - 1" if c in dates else quoted(c) for c in columns]
        each = " UNION ALL ".join(f"SELECT {one} AS month FROM {self._typed(source)}" for one in numbers)
        query = f"SELECT month, count(*) FROM ({each}) WHERE month IS NOT NULL GROUP BY 1 ORDER BY 1"
        return self.connection.execute(query).fetchall() if columns else []

    def replace_texts(self, source: Source, column: str, texts: Mapping[str, str]) -> None:
        """One UPDATE."""
        name = quoted(column)
        self.connection.execute(
            f"UPDATE {self._typed(source)} SET {name} = other.new FROM"
            " (SELECT unnest($1::VARCHAR[]) AS old, unnest($2::VARCHAR[]) AS new) AS other"
            f" WHERE {name} = other.old",
            [list(texts), list(texts.values())],
        )

    def first_row(
        self, source: Source, settings: SourceSettings, column: str, texts: Collection[str | None]
    ) -> RawCell | None:
        """One pass over the raw rows."""
        one = next(c for c in source.columns if c.name == column)
        value = cells(one, settings, self._stored(source, one, settings)).value
        held = ", ".join(literal(t) for t in texts if t is not None) or "NULL"
        condition = f"(({value}) IN ({held}){f' OR ({value}) IS NULL' if None in texts else ''})"
        return next(iter(self._first(source, settings, text(one), condition, 1)), None)

    def drop(self, source: Source, column: str, texts: Collection[str | None]) -> int:
        """One DELETE."""
        table, name = self._typed(source), quoted(column)
        before = self._number(f"SELECT count(*) FROM {table}")
        listed = [literal(text) for text in texts if text is not None]
        conditions = [f"{name} IN ({', '.join(listed)})"] if listed else []
        conditions += [f"{name} IS NULL"] if None in texts else []
        self.connection.execute(f"DELETE FROM {table} WHERE {' OR '.join(conditions) or 'false'}")
        return before - self._number(f"SELECT count(*) FROM {table}")

    def persons_met(self, source: Source, other: Source) -> PersonsMet:
        """An anti-join of distinct persons; what is left of it, and only that, is compared by its bare form."""
        self.unify_persons()
        mine, theirs = (f"CAST({quoted(one.column('person') or '')} AS VARCHAR)" for one in (source, other))
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE persons AS WITH a AS (SELECT {mine} AS p, count(*) AS n"
            f" FROM {self._typed(source)} GROUP BY 1), b AS (SELECT DISTINCT {theirs} AS p FROM {self._typed(other)})"
            " SELECT a.p, a.n, b.p IS NOT NULL AS met FROM a LEFT JOIN b ON a.p = b.p WHERE a.p IS NOT NULL"
        )
        count = "SELECT count(*), count(*) FILTER (met), coalesce(sum(n), 0) FROM persons"
        persons, met, rows = self.connection.execute(count).fetchall()[0]
        nearly, nearly_rows = 0, 0
        if met < persons:
            bare = f"SELECT DISTINCT {_bare(theirs)} AS p FROM {self._typed(other)}"
            lost = f"SELECT count(*), coalesce(sum(n), 0) FROM persons WHERE NOT met AND {_bare('p')} IN ({bare})"
            nearly, nearly_rows = self.connection.execute(lost).fetchall()[0]
        return PersonsMet(persons, met, nearly, int(nearly_rows), int(rows))

    def unify_persons(self) -> None:
        """Store persons in one way in all sources: as numbers, where each text is digits alone; else as texts."""
        kinds: dict[str, list[tuple[str, str]]] = {}
        for table, column in self.persons:
            of_columns = {name: kind for name, kind, *_ in self.connection.execute(f"DESCRIBE {table}").fetchall()}
            kinds.setdefault(of_columns[column], []).append((table, quoted(column)))
        if len(kinds) < 2:
            return
        other = "SELECT count(*) FROM {0} WHERE {1} IS NOT NULL AND NOT regexp_full_match({1}, '[0-9]{{1,18}}')"
        letters = any(self._number(other.format(*place)) for place in kinds["VARCHAR"])
        for table, column in kinds["BIGINT" if letters else "VARCHAR"]:
            kind = "VARCHAR" if letters else "BIGINT"
            self.connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE {kind}")

    def sums(
        self, source: Source, columns: Sequence[str], figures: Sequence[str]
    ) -> Mapping[tuple[object, ...], tuple[int | None, ...]]:
        """One GROUP BY; sums of 64-bit integers have 128 bits. A figure that is missing may have a number in its
        column."""
        listed = ", ".join(quoted(c) for c in columns)
        added = ", ".join(f"sum({quoted(f)}) FILTER ({_state(f)} = {int(State.VALUE)})" for f in figures)
        query = f"SELECT {listed}, {added} FROM {self._typed(source)} GROUP BY {listed}"
        at = len(columns)
        return {row[:at]: row[at:] for row in self.connection.execute(query).fetchall()}

    def differences(self, first: Source, other: Source) -> Sequence[Difference]:
        """A join on the key, the difference compared in whole numbers."""
        figures = figures_of(other)
        unit, period = (quoted(other.column(role) or "") for role in ("unit", "period"))
        share = first.tolerance
        differing = [
            f"abs(a.{quoted(f)}::HUGEINT - b.{quoted(f)}) * {100 * share.denominator}"
            f" > abs(b.{quoted(f)}::HUGEINT) * {share.numerator}"
            for f in figures
        ]
        joined = f"FROM {self._typed(first)} a JOIN {self._typed(other)} b ON {_one_key(other)}"
        joined += f" WHERE {_whole(other, 'a')} AND {_whole(other, 'b')}"
        cells = f"SELECT b.{unit}, b.{period}, {', '.join(differing)} {joined}"
        rows = self.connection.execute(f"{cells} AND ({' OR '.join(differing)}) ORDER BY 2, 1").fetchall()
        return [
            Difference(code, month, tuple(f for f, one in zip(figures, differs, strict=True) if one))
            for code, month, *differs in rows
        ]

    def put_over(self, first: Source, other: Source) -> None:
        """Delete, then insert."""
        mine, theirs, same = self._typed(first), self._typed(other), _one_key(other)
        beaten = f"EXISTS (SELECT 1 FROM {mine} a WHERE {same} AND {_whole(other, 'a')})"
        self.connection.execute(f"DELETE FROM {theirs} b WHERE {beaten}")
        given = f"EXISTS (SELECT 1 FROM {theirs} b WHERE {same})"
        self.connection.execute(f"INSERT INTO {theirs} BY NAME SELECT a.* FROM {mine} a WHERE NOT {given}")

    def doubled_years(self, source: Source, successions: Collection[Succession]) -> Sequence[tuple[str, int, str]]:
        """A self-join over the pairs of codes."""
        if not successions:
            return []
        unit, period = (quoted(source.column(role) or "") for role in ("unit", "period"))
        listed = ", ".join(
            f"({literal(one.former)}, {literal(one.unit)}, {one.first}, {one.last})" for one in successions
        )
        return self.connection.execute(
            f"SELECT DISTINCT p.new, a.{period}, p.old FROM {self._typed(source)} a"
            f" JOIN (VALUES {listed}) p(old, new, low, high) ON a.{unit} = p.old"
            f" JOIN {self._typed(source)} b ON b.{unit} = p.new AND b.{period} = a.{period}"
            f" AND a.{period} BETWEEN p.low AND p.high ORDER BY 1, 2, 3"
        ).fetchall()

    def make_missing(self, source: Source, cells: Collection[tuple[str, int]]) -> None:
        """An UPDATE for each cell."""
        unit, period = (quoted(source.column(role) or "") for role in ("unit", "period"))
        missing = ", ".join(f"{quoted(f)} = NULL, {_state(f)} = {int(State.MISSING)}" for f in figures_of(source))
        for code, month in cells:
            cell = f"{unit} = {literal(code)} AND {period} = {month}"
            self.connection.execute(f"UPDATE {self._typed(source)} SET {missing} WHERE {cell}")

    def _ask_raw(self, query: str) -> list[tuple[Any, ...]]:
        """Return the answer to a query on raw rows. Raises UnreadableRowsError if a page of a file is damaged."""
        try:
            return self.connection.execute(query).fetchall()
        except duckdb.Error as error:
            if type(error) not in _DAMAGED:
                raise
            raise UnreadableRowsError(type(error).__name__) from error

    def _cells(self, source: Source, settings: SourceSettings) -> str:
        columns = [(c, self._stored(source, c, settings)) for c in source.columns]
        return read_rows(quoted(self.raw_tables[source.name]), columns, settings)

    def _typed(self, source: Source) -> str:
        return quoted(self.tables[source.name])

    def _stored(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Written:
        return self.written[source.name].get(settings.columns.get(column.name, column.name), "text")

    def _number(self, query: str) -> int:
        return int(self.connection.execute(query).fetchall()[0][0])


def _written(kind: str) -> Written:
    return "decimal" if kind.startswith("DECIMAL") else _WRITTEN.get(kind, "other")


def _header(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    return "{" + ", ".join(f"{literal(n)}: 'VARCHAR'" for n in names) + "}"


def _state(figure: str) -> str:
    return quoted(figure + "__state")


def _bare(person: str) -> str:
    """The person without leading zeros, case, punctuation, and the decimals that a program of numbers writes."""
    whole = f"regexp_replace(lower({person}), '\\.0+$', '')"
    return f"ltrim(regexp_replace({whole}, '[^0-9a-zæøå]', '', 'g'), '0')"


def _same(column: str, a: str, b: str) -> str:
    return f"{a}.{quoted(column)} IS NOT DISTINCT FROM {b}.{quoted(column)}"


def _one_key(other: Source) -> str:
    """Rows `a` of another source and `b` of this one are of one cell."""
    return " AND ".join(_same(k, "a", "b") for k in other.key)


def _whole(source: Source, alias: str) -> str:
    """Whether the row has every figure."""
    return " AND ".join(f"{alias}.{_state(f)} = 0" for f in figures_of(source))
