"""A source's files → typed rows in an engine, their delivery, and every cell that does not hold."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpidsl.engines.engine import (
    NUMBERS,
    ColumnCells,
    Engine,
    ParquetFiles,
    RawTable,
    TextFiles,
    TextRows,
    UnreadableRowsError,
    Written,
)
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings
from kpidsl.sources.bind import Binding
from kpidsl.sources.csv_files import csv_pages
from kpidsl.sources.delivery import months_told
from kpidsl.sources.head import Wanted
from kpidsl.sources.pages import Copy, Form, LeftOut, copy_page, rows_left_out
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.totals import RowsLeftOut
from kpidsl.sources.unread import TYPES, is_mark, why_unread
from kpidsl.sources.xlsx_files import workbook_pages

LISTED = 50
REFUSED_SHARE = 100
_STORED_AS: Mapping[str, Collection[Written]] = {
    "numbers": ("text", "integer", "decimal", "float", "double"),
    "days": ("text", "integer", "date", "moment", "instant"),
}
_STORED: Mapping[Written, tuple[str, str]] = {
    **dict.fromkeys(("decimal", "float", "double"), ("tall med desimaler", "numbers with decimals")),
    **dict.fromkeys(("date", "moment", "instant"), ("datoer", "dates")),
    "other": ("noe annet enn tall, datoer og tekst", "something else than numbers, dates and text"),
}
EVERYTHING = Delivery(Month.of(1900, 1), Month.of(2200, 12))


@dataclass(frozen=True, slots=True)
class MemoryRows:
    """Rows of a test: raw texts by column, and how they are written."""

    rows: Sequence[Mapping[str, str]]
    settings: SourceSettings = field(default_factory=SourceSettings)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source that is typed in the engine: the months it speaks of (None: no rows), and what was found in it."""

    delivery: Delivery | None
    rows: int
    content: str
    problems: tuple[Problem, ...]
    no_unit: Span | None = None
    """The first row without a unit, of files that are copied."""


def load(
    engine: Engine,
    source: Source,
    rows: Binding | MemoryRows,
    position: int,
    work: Path,
    period: Month,
    known: Collection[str] = (),
) -> Loaded | tuple[Problem, ...]:
    """Read and type the source in the engine, for the card of `period`; problems of form alone where it is refused.

    `position` names the source's copies in `work`; `known` are the register's codes (or names, where the source has
    those): a row of one is no total.
    """
    memory = isinstance(rows, MemoryRows)
    try:
        read = _raw(source, rows, work, position, known)
    except RefusedFileError as refused:
        return refused.problems
    settings, names = read.settings, read.names
    try:
        table = engine.read(source, read.raw)
    except UnreadableRowsError:
        return (problem("P016", Span(names[0], 1)),)
    missing = () if memory else _missing(source, settings, table.columns, names[0])
    if missing:
        return missing
    mistyped = _of_another_type(source, settings, table, names[0])
    if mistyped:
        return mistyped
    settings, of_cells, spoilt = _held_cells(engine, source, settings, names)
    problems = [*read.notes, *of_cells]
    if any(p.code == "P017" for p in problems):
        return tuple(problems)
    if spoilt * REFUSED_SHARE > max(table.rows, 500):
        return (*problems, problem("P018", Span(names[0], 1), source=source.name, bad=spoilt, rows=table.rows))
    engine.type_rows(source, settings)
    if not isinstance(read.raw, TextFiles):  # those of a copy are not in it
        problems += _drop_totals(engine, source, RowsLeftOut(known, settings.totals), names[0])
    problems += _duplicates(engine, source, names[0])
    told = months_told(engine, source, period)
    problems += told.far_away(source, names[0])
    problems += told.outside(source, settings, names[0])
    everything = memory and settings.first is None and settings.last is None
    delivery = EVERYTHING if everything else told.delivery(settings)
    content = _content_of_rows(source, rows) if isinstance(rows, MemoryRows) else _content(rows.files)
    return Loaded(delivery, engine.counts(source, ()).get((), 0), content, tuple(problems), read.no_unit)


def _content(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode())
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()


def _content_of_rows(source: Source, rows: MemoryRows) -> str:
    names = [c.name for c in source.columns]
    text = io.StringIO()
    csv.writer(text).writerows([r.get(n, "") for n in names] for r in rows.rows)
    return hashlib.sha256(text.getvalue().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Read:
    """The source as an engine reads it, what each of its tables is called in messages, how they are written now, and
    what is to be listed of them."""

    raw: TextRows | TextFiles | ParquetFiles
    names: tuple[str, ...]
    settings: SourceSettings
    notes: tuple[Problem, ...] = ()
    no_unit: Span | None = None


def _raw(source: Source, rows: Binding | MemoryRows, work: Path, position: int, known: Collection[str]) -> _Read:
    """The rows of a test as they are, and files as an engine reads them: CSV and workbooks copied in one form. Raises
    RefusedFileError where one is refused."""
    if isinstance(rows, MemoryRows):
        return _Read(TextRows(rows.rows), ("prøve",), rows.settings)
    if twins := _twins(source, rows.files):
        raise RefusedFileError(*twins)
    if rows.files[0].suffix.lower() == ".parquet":
        return _Read(ParquetFiles(rows.files), tuple(map(str, rows.files)), rows.settings)
    copies = [
        copy
        for at, path in enumerate(rows.files)
        for copy in _copies(source, rows, path, work, f"{position}_{at}", known)
    ]
    notes = [problem for copy in copies for problem in _notes(source, copy)]
    plain = rows.settings.model_copy(update={"columns": {}})  # a copy's columns have the specification's names
    no_unit = next((Span(c.path, c.no_unit) for c in copies if c.no_unit is not None), None)
    files, names = TextFiles(tuple(c.target for c in copies)), tuple(c.path for c in copies)
    return _Read(files, names, plain, tuple(notes), no_unit)


def _copies(
    source: Source, binding: Binding, path: Path, work: Path, name: str, known: Collection[str]
) -> Iterator[Copy]:
    """Copies of a file's pages in `work`."""
    settings = binding.settings
    written = {c.name: settings.columns.get(c.name, c.name) for c in source.columns}
    totals = RowsLeftOut(known, settings.totals, source.ready_made)
    form = Form(
        Wanted(source.name, written, source.column("period")), source.column("unit"), settings.header_row, totals
    )
    pages = csv_pages if path.suffix.lower() == ".csv" else workbook_pages
    for at, page in enumerate(pages(path, settings, form.wanted)):
        yield copy_page(page, form, work / f"raw_{name}_{at}.csv")


def _notes(source: Source, copy: Copy) -> Iterator[Problem]:
    """What is to be listed of a page: a head alone (D037), rows left out, and what its reader met."""
    yield from copy.notes
    yield from rows_left_out(source.name, copy.path, copy.left_out)
    if not copy.rows:
        yield problem("D037", Span(copy.path, 1), source=source.name, file=Path(copy.path).name)


def _twins(source: Source, files: Sequence[Path]) -> list[Problem]:
    """Files of a source with the same bytes: nobody can tell whether a month was sent twice or copied by mistake."""
    sizes: dict[int, list[Path]] = {}
    for path in files:
        sizes.setdefault(path.stat().st_size, []).append(path)
    seen: dict[str, Path] = {}
    found: list[Problem] = []
    for path in (p for group in sizes.values() if len(group) > 1 for p in group):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in seen:
            span = Span(str(path), 1)
            found.append(problem("P055", span, source=source.name, file=path.name, other=seen[digest].name))
        seen.setdefault(digest, path)
    return found


def _missing(source: Source, settings: SourceSettings, columns: Collection[str], path: str) -> tuple[Problem, ...]:
    """Declared columns that a file does not have, of those that it has."""
    written = {c.name: settings.columns.get(c.name, c.name) for c in source.columns}
    span, found = Span(path, 1), ", ".join(columns)
    return tuple(
        problem("P019", span, source=source.name, column=name, found=found)
        for name in written.values()
        if name not in columns
    )


def _of_another_type(source: Source, settings: SourceSettings, table: RawTable, path: str) -> tuple[Problem, ...]:
    """Columns that a file stores as something else than they are declared (P080): a date is no number."""
    found: list[Problem] = []
    for column in source.columns:
        written = table.columns.get(settings.columns.get(column.name, column.name), "text")
        if column.type != "text" and written not in _STORED_AS["numbers" if column.type in NUMBERS else "days"]:
            type_nb, type_en = TYPES[column.type]
            stored_nb, stored_en = _STORED[written]
            found.append(
                problem(
                    "P080", Span(path, 1), source=source.name, column=column.name, type_nb=type_nb, type_en=type_en,
                    stored_nb=stored_nb, stored_en=stored_en,
                )
            )  # fmt: skip
    return tuple(found)


def _held_cells(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str]
) -> tuple[SourceSettings, list[Problem], int]:
    """`_bad_cells`, and the settings they were read by: with the decimal mark that the source's other numbers tell,
    where a number may be two (D080)."""
    of_cells, spoilt = _bad_cells(engine, source, settings, names)
    if any(p.code == "D080" for p in of_cells):
        settings = _with_decimal_mark(engine, source, settings)
        of_cells, spoilt = _bad_cells(engine, source, settings, names)
    return settings, of_cells, spoilt


def _bad_cells(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str]
) -> tuple[list[Problem], int]:
    """Cells that do not hold, and how many; in a ready-made source an undeclared mark is a problem of form, and the
    last one listed."""
    found: list[Problem] = []
    spoilt = 0
    by_column = engine.cells(source, settings, LISTED)
    for column in source.columns:
        if column.type == "text":
            outside = [*_outside(engine, source, settings, names, column)] if column.legal else []
            spoilt += sum(int(p.fields["count"]) for p in outside)
            found += outside
            continue
        cells = by_column[column.name]
        spoilt += cells.unread.count
        for cell in cells.unread.first:
            span = Span(names[cell.file], cell.line)
            if source.ready_made and is_mark(cell.text):
                mark = cell.text[:8]
                return [*found, problem("P017", span, source=source.name, column=column.name, mark=mark)], spoilt
            found.append(why_unread(source, column, settings, cell, span))
        found += _more(source, column, names, cells)
    return found, spoilt


def _outside(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str], column: ColumnSpec
) -> Iterator[Problem]:
    """Texts that the column may not hold, once for each file."""
    legal = ", ".join(column.legal)
    for one in engine.outside_cells(source, column, settings):
        span = Span(names[one.file], one.line)
        yield problem("D002", span, source=source.name, column=column.name, legal=legal, count=one.count)


def _more(source: Source, column: ColumnSpec, names: Sequence[str], cells: ColumnCells) -> Iterator[Problem]:
    """A line for what is too many to list (D092), for numbers that were rounded (D084), and for dates that mean none
    (D090)."""
    unlisted = cells.unread.count - len(cells.unread.first)
    rest = (
        (unlisted, cells.unread, "D092"),
        (cells.rounded.count, cells.rounded, "D084"),
        (cells.none.count, cells.none, "D090"),
    )
    for count, some, code in rest:
        if count:
            span = Span(names[some.first[0].file], some.first[0].line)
            yield problem(code, span, source=source.name, column=column.name, count=count, decimals=column.decimals)


def _with_decimal_mark(engine: Engine, source: Source, settings: SourceSettings) -> SourceSettings:
    """The settings with the decimal mark that other numbers of the source can only have; as they are, where these tell
    of none or of both."""
    marks = [*engine.decimal_marks(source, settings)]
    return settings.model_copy(update={"decimal": marks[0]}) if len(marks) == 1 else settings


def _drop_totals(engine: Engine, source: Source, totals: RowsLeftOut, path: str) -> Iterator[Problem]:
    """Rows whose unit is a word for a total, or a note."""
    unit = source.column("unit")
    counts = engine.counts(source, [unit]) if unit is not None else {}
    texts = ["" if code is None else str(code) for (code,) in counts]
    dropped = [text for text in texts if totals.reason(text, (), ()) is not None]
    if unit is not None and dropped:
        count = engine.drop(source, unit, [text or None for text in dropped])
        yield from rows_left_out(source.name, path, [LeftOut(1, text or "–") for text in dropped], count)


def _duplicates(engine: Engine, source: Source, path: str) -> Iterator[Problem]:
    """Rows equal in every column count once; a key that stands twice with different rows gives no figure."""
    twice = engine.settle_duplicates(source)
    if twice.equal:
        yield problem("D003", Span(path, 1), source=source.name, count=twice.equal)
    if twice.conflicting:
        key = ", ".join(source.key)
        yield problem("D004", Span(path, 1), source=source.name, count=twice.conflicting, key=key)
