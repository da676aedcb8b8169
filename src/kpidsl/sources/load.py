"""A source's files → one typed DuckDB table, its delivery, and every cell that does not hold."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files, xlsx_files
from kpidsl.sources.bind import Binding
from kpidsl.sources.delivery import months_told
from kpidsl.sources.typing import COUNTED, bad, quoted, raw, state, typed

LISTED = 50
REFUSED_SHARE = 100
EVERYTHING = Delivery(Month.of(1900, 1), Month.of(2200, 12))


@dataclass(frozen=True, slots=True)
class MemoryRows:
    """Rows of a test: raw texts by column, and how they are written."""

    rows: Sequence[Mapping[str, str]]
    settings: SourceSettings = field(default_factory=SourceSettings)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A typed table, the months it speaks of (None: no rows), and what was found in it."""

    table: str
    delivery: Delivery | None
    rows: int
    content: str
    problems: tuple[Problem, ...]


def load(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    rows: Binding | MemoryRows,
    position: int,
    work: Path,
    period: Month,
) -> Loaded | tuple[Problem, ...]:
    """The source as table `src_<position>`, for the card of `period`; problems of form alone where it is refused."""
    table, raw_table = f"src_{position}", f"raw_{position}"
    settings = rows.settings
    if isinstance(rows, MemoryRows):
        content = _memory(connection, source, rows, raw_table)
        names: list[str] = ["prøve"]
    else:
        refused = _raw(connection, rows, raw_table, work, position)
        if refused:
            return refused
        content = _content(rows.files)
        names = [str(f) for f in rows.files]
    natives = {r[0]: r[1] for r in connection.execute(f"DESCRIBE {quoted(raw_table)}").fetchall()}
    missing = _missing(source, settings, natives, names[0], isinstance(rows, MemoryRows))
    if missing:
        return missing
    natives = {c.name: natives.get(settings.columns.get(c.name, c.name), "VARCHAR") for c in source.columns}
    problems = _bad_cells(connection, source, settings, natives, raw_table, names)
    total = connection.execute(f"SELECT count(*) FROM {quoted(raw_table)}").fetchall()[0][0]
    spoilt = sum(int(p.fields.get("count", "1")) for p in problems)
    if any(p.code == "P017" for p in problems) or spoilt * REFUSED_SHARE > max(total, 500):
        return (*problems, problem("P018", Span(names[0], 1), source=source.name, bad=spoilt, rows=total))
    _typed_table(connection, source, settings, natives, raw_table, table)
    problems += _duplicates(connection, source, table, names[0])
    everything = isinstance(rows, MemoryRows) and settings.first is None and settings.last is None
    told = months_told(connection, source, table, period)
    problems += told.far_away(source, names[0])
    delivery = EVERYTHING if everything else told.delivery(settings)
    count = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchall()[0][0]
    return Loaded(table, delivery, count, content, tuple(problems))


def _content(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def _memory(connection: duckdb.DuckDBPyConnection, source: Source, rows: MemoryRows, table: str) -> str:
    names = [c.name for c in source.columns]
    columns = ", ".join(f"{quoted(n)} VARCHAR" for n in (*names, "#"))
    connection.execute(f'CREATE OR REPLACE TEMP TABLE {quoted(table)} ({columns}, "@" INTEGER)')
    if rows.rows:
        values = [[r.get(n) or None for r in rows.rows] for n in names]
        values.append([str(at) for at in range(1, len(rows.rows) + 1)])
        marks = ", ".join(f"unnest(${at + 1}::VARCHAR[])" for at in range(len(values)))
        connection.execute(f"INSERT INTO {quoted(table)} SELECT {marks}, 0", values)
    text = io.StringIO()
    csv.writer(text).writerows([r.get(n, "") for n in names] for r in rows.rows)
    return hashlib.sha256(text.getvalue().encode()).hexdigest()


def _raw(
    connection: duckdb.DuckDBPyConnection, binding: Binding, table: str, work: Path, position: int
) -> tuple[Problem, ...]:
    """All files beside each other as a view, "#" the row's line and "@" the file; problems of form."""
    selects: list[str] = []
    for at, path in enumerate(binding.files):
        ending = path.suffix.lower()
        if ending == ".parquet":
            name = str(path.resolve()).replace("'", "''")
            selects.append(
                f'SELECT *, file_row_number + 1 AS "#", {at} AS "@" FROM read_parquet(\'{name}\', file_row_number=true)'
            )
            continue
        copy = work / f"raw_{position}_{at}.csv"
        if ending == ".csv":
            form, problems = csv_files.detect(path, binding.settings)
            if form is None:
                return problems
            refused = csv_files.clean_copy(path, form, copy)
        else:
            refused = xlsx_files.clean_copy(path, binding.settings.sheet, copy)
        if refused is not None:
            return (refused,)
        name = str(copy.resolve()).replace("'", "''")
        selects.append(
            f"SELECT *, {at} AS \"@\" FROM read_csv('{name}', all_varchar=true, header=true, delim=',', quote='\"',"
            " escape='\"', auto_detect=false, columns=" + _header(copy) + ")"
        )
    union = " UNION ALL BY NAME ".join(selects)
    try:
        kind = "VIEW" if binding.files[0].suffix.lower() == ".parquet" else "TABLE"
        connection.execute(f"CREATE OR REPLACE TEMP {kind} {quoted(table)} AS {union}")
    except duckdb.Error as error:
        return (problem("P016", Span(str(binding.files[0]), 1), reason=str(error).splitlines()[0][:200]),)
    return ()


def _header(copy: Path) -> str:
    with copy.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    return "{" + ", ".join("'" + n.replace("'", "''") + "': 'VARCHAR'" for n in names) + "}"


def _missing(
    source: Source, settings: SourceSettings, natives: Mapping[str, str], path: str, memory: bool
) -> tuple[Problem, ...]:
    if memory:
        return ()
    found = [n for n in natives if n not in ("#", "@", "file_row_number")]
    return tuple(
        problem(
            "P019",
            Span(path, 1),
            source=source.name,
            column=settings.columns.get(c.name, c.name),
            found=", ".join(found),
        )
        for c in source.columns
        if settings.columns.get(c.name, c.name) not in natives
    )


def _bad_cells(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    settings: SourceSettings,
    natives: Mapping[str, str],
    table: str,
    names: Sequence[str],
) -> list[Problem]:
    """Cells that do not read, by shape; in a ready-made source an undeclared mark is a problem of form."""
    found: list[Problem] = []
    for column in source.columns:
        whole = natives[column.name] in ("BIGINT", "INTEGER") and column.role not in COUNTED
        if column.type == "text" or natives[column.name] == "DATE" or whole:
            if column.legal:
                found += _illegal(connection, source, settings, table, names, column.name)
            continue
        wrong = bad(column, settings, natives[column.name])
        cells = f'SELECT "@", "#", {raw(column, settings)}, count(*) OVER () FROM {quoted(table)}'
        query = f"{cells} WHERE {wrong} ORDER BY 1, 2 LIMIT {LISTED}"
        rows = connection.execute(query).fetchall()
        for at, (file, line, cell, count) in enumerate(rows):
            mark = source.ready_made and not any(ch.isdigit() for ch in cell)
            span = Span(names[file], int(line))
            extra = count - LISTED if at == LISTED - 1 and count > LISTED else 0
            if mark:
                found.append(problem("P017", span, source=source.name, column=column.name, mark=cell[:8]))
                return found
            found.append(
                problem(
                    "D001",
                    span,
                    source=source.name,
                    column=column.name,
                    type=column.type,
                    shape=shape(cell),
                    count=1 + extra,
                )
            )
    return found


def _illegal(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    settings: SourceSettings,
    table: str,
    names: Sequence[str],
    name: str,
) -> list[Problem]:
    column = source.named(name)
    assert column is not None
    legal = ", ".join("'" + v.replace("'", "''") + "'" for v in column.legal)
    cell = f"nfc_normalize({raw(column, settings)})"
    query = f'SELECT "@", min("#"), count(*) FROM {quoted(table)} WHERE {cell} NOT IN ({legal}) GROUP BY 1 ORDER BY 1'
    rows = connection.execute(query).fetchall()
    return [
        problem(
            "D002", Span(names[f], int(line)), source=source.name, column=name, legal=", ".join(column.legal), count=n
        )
        for f, line, n in rows
    ]


def shape(cell: str) -> str:
    """What a cell looks like, never what it says: "4 sifre", "2 bokstaver, 3 sifre"."""
    digits, letters = sum(c.isdigit() for c in cell), sum(c.isalpha() for c in cell)
    parts = [f"{letters} bokstaver/letters"] * bool(letters) + [f"{digits} sifre/digits"] * bool(digits)
    rest = len(cell) - digits - letters
    return ", ".join([*parts, *([f"{rest} andre tegn/other"] if rest else [])]) or "blank"


def _typed_table(
    connection: duckdb.DuckDBPyConnection,
    source: Source,
    settings: SourceSettings,
    natives: Mapping[str, str],
    raw_table: str,
    table: str,
) -> None:
    columns = [f"{typed(c, settings, natives[c.name])} AS {quoted(c.name)}" for c in source.columns]
    if source.ready_made:
        numeric = [c for c in source.columns if c.type in ("integer", "decimal", "kroner")]
        columns += [f"{state(c, settings)} AS {quoted(c.name + '__state')}" for c in numeric]
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS SELECT {', '.join(columns)} FROM {quoted(raw_table)}"
    )


def _duplicates(connection: duckdb.DuckDBPyConnection, source: Source, table: str, path: str) -> list[Problem]:
    """Rows equal in every column count once; a key that stands twice with different rows gives no figure."""
    key = source.key
    if not key:
        return []
    listed = ", ".join(quoted(k) for k in key)
    by_key = f"SELECT count(*) AS n FROM {quoted(table)} GROUP BY {listed}"
    count = f"SELECT coalesce(sum(n), 0), count(*) FROM ({by_key})"
    rows, keys = connection.execute(count).fetchall()[0]
    if rows == keys:
        return []
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {quoted(table)} AS SELECT DISTINCT * FROM {quoted(table)}")
    equal = rows - connection.execute(count).fetchall()[0][0]
    twice = f"(SELECT {listed} FROM {quoted(table)} GROUP BY {listed} HAVING count(*) > 1)"
    conflicts = connection.execute(f"SELECT count(*) FROM {twice}").fetchall()[0][0]
    found = [problem("D003", Span(path, 1), source=source.name, count=equal)] if equal else []
    if conflicts:
        found.append(problem("D004", Span(path, 1), source=source.name, count=conflicts, key=", ".join(key)))
        _void(connection, source, table, key, listed, twice)
    return found


def _void(
    connection: duckdb.DuckDBPyConnection, source: Source, table: str, key: Sequence[str], listed: str, twice: str
) -> None:
    """Never last-wins: a ready-made key becomes one missing row, a person's or case's rows are left out."""
    if source.ready_made:
        kept = [f"min({quoted(c.name)}) AS {quoted(c.name)}" for c in source.columns if c.name not in key]
        kept += [
            f"CAST(2 AS TINYINT) AS {quoted(c.name + '__state')}"
            for c in source.columns
            if c.type in ("integer", "decimal", "kroner")
        ]
        one = f"SELECT {', '.join([listed, *kept])} FROM {quoted(table)} GROUP BY {listed} HAVING count(*) > 1"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE voided AS {one}")
    same = " AND ".join(f"t.{quoted(k)} IS NOT DISTINCT FROM v.{quoted(k)}" for k in key)  # empty cells are equal too
    connection.execute(f"DELETE FROM {quoted(table)} t USING {twice} v WHERE {same}")
    if source.ready_made:
        connection.execute(f"INSERT INTO {quoted(table)} BY NAME SELECT * FROM voided")
