"""Typed rows in DuckDB: the questions asked of them (`Engine`), in its own SQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpidsl.engines.duckdb_raw import DuckDBRaw
from kpidsl.engines.duckdb_typing import clock_column, clock_of, literal, month_of, quoted, state_column, text
from kpidsl.engines.engine import (
    Difference,
    Duplicates,
    PersonsMet,
    RawCell,
    SomeCells,
    Succession,
    TwoScales,
    figures_of,
    have_clocks,
)
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.model.state import State
from kpidsl.project import SourceSettings

_PLACE = '("@"::BIGINT << 40 | "#"::BIGINT)'
"""A raw row's file and line in one number."""
_COUNTED_EXACTLY = 1_000_000
"""Rows up to which repeated ones are counted whatever the estimate says, which may be some per cent off."""


@dataclass(slots=True)
class DuckDBRows(DuckDBRaw):
    """The questions about the sources' typed rows, the tables `src_<n>`; raw ones are looked for only to name them."""

    def two_scales(self, source: Source, column: ColumnSpec, settings: SourceSettings) -> TwoScales | None:
        """One pass over the typed rows."""
        fraction = settings.shares.get(column.name) == "fraction"
        one, value = 10 ** (column.decimals + 2 * fraction), quoted(column.name)
        low, high = f"FILTER (WHERE {value} > 0 AND {value} <= {one})", f"FILTER (WHERE {value} > {one})"
        sums = f"min({value}), max({value}), count({value}) {low}, max({value}) {low}, sum({value}) {low}"
        sums += f", count({value}) {high}, min({value}) {high}, sum({value}) {high}"
        counts = self.connection.execute(f"SELECT {sums} FROM {self._typed(source)}").fetchall()[0]
        least, most, lows, low_most, low_sum, highs, high_least, high_sum = counts
        if not lows or least < 0 or most > 100 * one or low_sum == lows * one:
            return None
        if highs and high_least < 2 * low_most:
            return None
        if highs and not high_sum * lows <= 200 * low_sum * highs <= 4 * high_sum * lows:
            return None
        typed = self._cells_of(source, column, settings).value
        first = self._first(source, settings, text(column), f"({typed}) > 0 AND ({typed}) <= {one}", 1)
        return TwoScales(SomeCells(first, lows), highs, Fraction(low_sum, lows * one))

    def early_ends(
        self, source: Source, settings: SourceSettings, pairs: Sequence[tuple[str, str]], listed: int
    ) -> Sequence[SomeCells]:
        """One pass counts; raw rows are looked for only where there are some."""
        if not pairs:
            return []
        counted = ", ".join(f"count(*) FILTER (WHERE {_is_early(source, start, end)})" for start, end in pairs)
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
        values = [self._cells_of(source, c, settings).value for c in (start, end)]
        if have_clocks(source, *pair):
            values = [clock_of(c, value) for c, value in zip((start, end), values, strict=True)]
        return text(end), f"({values[1]}) < ({values[0]})"

    def settle_duplicates(self, source: Source, settings: SourceSettings, listed: int) -> Duplicates:
        """Two counts; the rows are touched, and raw ones looked for, only where some key stands twice."""
        if not source.key:
            return Duplicates()
        table, key = self._typed(source), ", ".join(quoted(k) for k in source.key)
        by_key = f"SELECT count(*) AS n FROM {table} GROUP BY {key}"
        count = f"SELECT coalesce(sum(n), 0), count(*) FROM ({by_key})"
        rows, keys = self.connection.execute(count).fetchall()[0]
        if rows == keys:
            return Duplicates()
        equal = self._repeated(
            source, settings, rows - self._number(f"SELECT count(*) FROM (SELECT DISTINCT * FROM {table})")
        )
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT DISTINCT * FROM {table}")
        twice = f"(SELECT {key} FROM {table} GROUP BY {key} HAVING count(*) > 1)"
        conflicting = self._number(f"SELECT count(*) FROM {twice}")
        if not conflicting:
            return Duplicates(equal)
        first = self._rows_of_keys(source, settings, twice, listed)
        self._void(source, key, twice)
        return Duplicates(equal, conflicting, first)

    def _rows_of_keys(self, source: Source, settings: SourceSettings, keys: str, listed: int) -> tuple[SomeCells, ...]:
        """The raw rows of each of the keys (a subquery of typed ones), of the first keys by their second row."""
        columns = [c for name in source.key for c in source.columns if c.name == name]
        typed = [f"{self._cells_of(source, c, settings).value} AS {quoted(c.name)}" for c in columns]
        rows = f"SELECT {', '.join([f'{_PLACE} AS place', *typed])} FROM {self._cell_rows(source, settings)}"
        same = " AND ".join(_same(name, "r", "k") for name in source.key)
        names = ", ".join(f"k.{quoted(name)}" for name in source.key)
        query = (
            f"SELECT min(place, {listed}) AS places, count(*) FROM ({rows}) r JOIN {keys} k ON {same} GROUP BY {names}"
        )
        records = self.connection.execute(f"{query} ORDER BY places[2] LIMIT {listed}").fetchall()
        return tuple(SomeCells(tuple(map(_cell_at, places)), count) for places, count in records)

    def _void(self, source: Source, listed: str, twice: str) -> None:
        table, key = self._typed(source), source.key
        if source.ready_made:
            kept = [f"min({quoted(c.name)}) AS {quoted(c.name)}" for c in source.columns if c.name not in key]
            kept += [f"CAST({int(State.MISSING)} AS TINYINT) AS {state_column(name)}" for name in figures_of(source)]
            one = f"SELECT {', '.join([listed, *kept])} FROM {table} GROUP BY {listed} HAVING count(*) > 1"
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE voided AS {one}")
        same = " AND ".join(_same(k, "t", "v") for k in key)  # empty cells are equal too
        self.connection.execute(f"DELETE FROM {table} t USING {twice} v WHERE {same}")
        if source.ready_made:
            self.connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM voided")

    def repeated_rows(self, source: Source, settings: SourceSettings) -> SomeCells:
        """By their hashes; of very many rows an estimate decides whether it is worth while."""
        row = f"hash({', '.join(self._typed_columns(source, settings))})"
        table = self._typed(source)
        query = f"SELECT count(*), approx_count_distinct({row}) FROM {table}"
        rows, about = map(int, self.connection.execute(query).fetchall()[0])
        if rows > _COUNTED_EXACTLY and about > rows * 9 // 10:
            return SomeCells()
        return self._repeated(source, settings, rows - self._number(f"SELECT count(DISTINCT {row}) FROM {table}"))

    def _repeated(self, source: Source, settings: SourceSettings, count: int) -> SomeCells:
        """The first of so many rows that repeat another: of raw ones those alone are grouped that do."""
        if not count:
            return SomeCells()
        columns = self._typed_columns(source, settings)
        repeated = f"SELECT hash({', '.join(columns)}) FROM {self._typed(source)} GROUP BY 1 HAVING count(*) > 1"
        row = f"SELECT {_PLACE} AS place, hash({', '.join(columns.values())}) AS row"
        rows = f"SELECT row, min(place, 2) AS places FROM ({row} FROM {self._cell_rows(source, settings)})"
        place = self._number(f"SELECT min(places[2]) FROM ({rows} WHERE row IN ({repeated}) GROUP BY row)")
        return SomeCells((_cell_at(place),), count)

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
        numbers = [month_of(quoted(c)) if c in dates else quoted(c) for c in columns]
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

    def in_several_units(self, source: Source, month: int) -> int:
        """One GROUP BY of the month's rows."""
        person, unit, period = (quoted(source.column(role) or "") for role in ("person", "unit", "period"))
        several = f"GROUP BY {person} HAVING min({unit}) <> max({unit})"
        of_month = f"FROM {self._typed(source)} WHERE {period} = {month} AND {person} IS NOT NULL"
        return self._number(f"SELECT count(*) FROM (SELECT {person} {of_month} {several})")

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
        added = ", ".join(f"sum({quoted(f)}) FILTER ({state_column(f)} = {int(State.VALUE)})" for f in figures)
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
        missing = ", ".join(f"{quoted(f)} = NULL, {state_column(f)} = {int(State.MISSING)}" for f in figures_of(source))
        for code, month in cells:
            cell = f"{unit} = {literal(code)} AND {period} = {month}"
            self.connection.execute(f"UPDATE {self._typed(source)} SET {missing} WHERE {cell}")

    def _typed(self, source: Source) -> str:
        return quoted(self.tables[source.name])

    def _number(self, query: str) -> int:
        return int(self.connection.execute(query).fetchall()[0][0])


def _cell_at(place: int) -> RawCell:
    return RawCell(place >> 40, place & (1 << 40) - 1, "")


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
    return " AND ".join(f"{alias}.{state_column(f)} = 0" for f in figures_of(source))


def _is_early(source: Source, start: str, end: str) -> str:
    """True where the end lies before the start: by the clock where both have one, else by the day."""
    written = clock_column if have_clocks(source, start, end) else quoted
    first, last = written(start), written(end)
    return f"{last} < {first}"
