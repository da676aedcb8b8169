"""Raw rows in DuckDB: read from files or memory, asked which cells are no values, and typed."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from kpidsl.engines.connection import Connection
from kpidsl.engines.duckdb_numbers import tells_decimal_mark
from kpidsl.engines.duckdb_typing import (
    Cells,
    cells,
    clock_column,
    clock_of,
    is_empty,
    is_shortened,
    legal_texts,
    literal,
    month_of,
    plain_text,
    quoted,
    read_rows,
    state,
    state_column,
    text,
)
from kpidsl.engines.engine import (
    ColumnCells,
    OutsideCells,
    ParquetFiles,
    Raw,
    RawCell,
    RawTable,
    SomeCells,
    TextFiles,
    TextRows,
    UnreadableRowsError,
    Written,
    figures_of,
)
from kpidsl.model.spec import NUMBERS, ColumnSpec, Source
from kpidsl.project import SourceSettings

_WRITTEN: Mapping[str, Written] = {
    "VARCHAR": "text", '"NULL"': "text",  # of a column without a cell
    "FLOAT": "float", "DOUBLE": "double", "DATE": "date", "TIMESTAMP WITH TIME ZONE": "instant",
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), "moment"),
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "integer"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"), "integer"),
}  # fmt: skip
_CODES = ("unit", "unit_above", "person", "case")
"""Roles of columns whose cells are compared, digit by digit."""
_LISTED = ("unread", "outside")
"""What is listed cell by cell; of the rest only the first is found."""
_OWN = ("#", "@", "file_row_number")
"""Columns of a raw table that no file has: a row's line, its file's position, and DuckDB's own."""
_DAMAGED = (duckdb.Error, duckdb.InvalidInputException, duckdb.IOException, duckdb.SerializationException)
"""The errors of a damaged Parquet page, which is not read before its rows are asked for: these classes themselves, not
what is derived from them."""


@dataclass(slots=True)
class DuckDBRaw:
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
        by_file = tuple(map(self._columns_of, raw.paths)) if isinstance(raw, ParquetFiles) else ()
        return RawTable(columns, int(self._ask_raw(f"SELECT count(*) FROM {quoted(table)}")[0][0]), by_file)

    def _columns_of(self, path: Path) -> tuple[str, ...]:
        """The columns of one Parquet file: where several are read, one of them has those of all."""
        name = literal(str(path.resolve()))
        return tuple(row[0] for row in self._ask_raw(f"DESCRIBE SELECT * FROM read_parquet({name})"))

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
                conditions[column.name, "empty"] = "''", self._is_empty(source, column, settings)
            if column.role in _CODES and self._stored(source, column, settings) in ("text", "float", "double"):
                conditions[column.name, "shortened"] = "''", is_shortened(text(column))
            if column.type != "text":
                sql = self._cells_of(source, column, settings)
                kinds = ("unread", sql.bad), ("outside", sql.outside), ("rounded", sql.moved), ("none", sql.none)
                for kind, condition in kinds:
                    if condition != "false":
                        conditions[column.name, kind] = text(column), condition
        if not conditions:
            return {}
        columns = ", ".join(f"count(*) FILTER (WHERE {condition})" for _, condition in conditions.values())
        counts = self._ask_raw(f"SELECT {columns} FROM {self._cell_rows(source, settings)}")[0]
        by_column: dict[str, dict[str, SomeCells]] = {}
        for ((name, kind), (cell, condition)), count in zip(conditions.items(), counts, strict=True):
            first = self._first(source, settings, cell, condition, listed if kind in _LISTED else 1) if count else ()
            if count and not first:
                raise UnreadableRowsError("the statistics of a damaged file do not agree with its rows")
            by_column.setdefault(name, {})[kind] = SomeCells(first, count)
        return {name: ColumnCells(**of_column) for name, of_column in by_column.items()}

    def _first(
        self, source: Source, settings: SourceSettings, cell: str, condition: str, limit: int
    ) -> tuple[RawCell, ...]:
        """The first raw rows that meet the condition, by file and line."""
        rows = f"{self._cell_rows(source, settings)} WHERE {condition}"
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
        rows = self._cell_rows(source, settings)
        query = f"SELECT {', '.join(f'bool_or({condition})' for condition in conditions)} FROM {rows}"
        answers = self._ask_raw(query)[0]
        return [mark for mark, answer in zip(marks, answers, strict=True) if answer]

    def outside_cells(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Sequence[OutsideCells]:
        """Compared as NFC, where a text is not a legal one as it stands."""
        legal = legal_texts(column)
        rows = self._ask_raw(
            f'SELECT "@", min("#"::BIGINT), count(*) FROM {self._cell_rows(source, settings)}'
            f" WHERE {text(column)} NOT IN ({legal}) AND {plain_text(column)} NOT IN ({legal}) GROUP BY 1 ORDER BY 1"
        )
        return [OutsideCells(file, int(line), count) for file, line, count in rows]

    def type_rows(self, source: Source, settings: SourceSettings) -> None:
        """The typed table; a ready-made figure's state is in the column `<name>__state`, a date's clock in
        `<name>__clock`."""
        columns = [f"{value} AS {name}" for name, value in self._typed_columns(source, settings).items()]
        table, rows = f"src_{len(self.tables)}", self._cell_rows(source, settings)
        self.tables[source.name] = table
        self._ask_raw(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS SELECT {', '.join(columns)} FROM {rows}")
        if (person := source.column("person")) is not None:
            self.persons.append((quoted(table), person))

    def _typed_columns(self, source: Source, settings: SourceSettings) -> dict[str, str]:
        """By the name of each column of the typed table, its value in a raw row."""
        values = {c.name: self._cells_of(source, c, settings).value for c in source.columns}
        columns = {quoted(name): value for name, value in values.items()}
        columns |= {clock_column(c.name): clock_of(c, values[c.name]) for c in source.columns if c.clock}
        figures = figures_of(source) if source.ready_made else ()
        return columns | {
            state_column(c.name): state(c, settings, self._stored(source, c, settings))
            for c in source.columns
            if c.name in figures
        }

    def dated_row(
        self, source: Source, settings: SourceSettings, columns: Sequence[str], months: Collection[int]
    ) -> RawCell | None:
        """One pass over the raw rows."""
        held = ", ".join(map(str, months))
        values = [(c, self._cells_of(source, c, settings).value) for c in source.columns if c.name in columns]
        numbers = [month_of(value) if c.type == "date" else value for c, value in values]
        if not held or not numbers:
            return None
        condition = " OR ".join(f"({number}) IN ({held})" for number in numbers)
        return next(iter(self._first(source, settings, "''", condition, 1)), None)

    def first_row(
        self, source: Source, settings: SourceSettings, column: str, texts: Collection[str | None]
    ) -> RawCell | None:
        """One pass over the raw rows."""
        one = next(c for c in source.columns if c.name == column)
        value = self._cells_of(source, one, settings).value
        held = ", ".join(literal(t) for t in texts if t is not None) or "NULL"
        condition = f"(({value}) IN ({held}){f' OR ({value}) IS NULL' if None in texts else ''})"
        return next(iter(self._first(source, settings, text(one), condition, 1)), None)

    def _ask_raw(self, query: str) -> list[tuple[Any, ...]]:
        """Return the answer to a query on raw rows. Raises UnreadableRowsError if a page of a file is damaged."""
        try:
            return self.connection.execute(query).fetchall()
        except duckdb.Error as error:
            if type(error) not in _DAMAGED:
                raise
            raise UnreadableRowsError(type(error).__name__) from error

    def _cell_rows(self, source: Source, settings: SourceSettings) -> str:
        """The subquery of the source's cells as they are read."""
        columns = [(c, self._stored(source, c, settings)) for c in source.columns]
        return read_rows(quoted(self.raw_tables[source.name]), columns, settings)

    def _cells_of(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Cells:
        return cells(column, settings, self._stored(source, column, settings))

    def _is_empty(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> str:
        return is_empty(column, settings, self._stored(source, column, settings))

    def _stored(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> Written:
        return self.written[source.name].get(settings.columns.get(column.name, column.name), "text")


def _written(kind: str) -> Written:
    return "decimal" if kind.startswith("DECIMAL") else _WRITTEN.get(kind, "other")


def _header(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    return "{" + ", ".join(f"{literal(n)}: 'VARCHAR'" for n in names) + "}"
