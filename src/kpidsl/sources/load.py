"""Loads one source: from its files to typed rows in an engine, with its delivery and the problems of its cells."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from kpidsl.engines.engine import Engine, ParquetFiles, RawTable, SomeCells, TextFiles, TextRows, UnreadableRowsError
from kpidsl.model.period import Month
from kpidsl.model.spec import Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, Span, problem, refuses
from kpidsl.project import SourceSettings
from kpidsl.sources.bind import Binding
from kpidsl.sources.csv_files import csv_pages
from kpidsl.sources.declared_units import declared_in_no_row
from kpidsl.sources.delivery import DatedRows, far_dates, months_with_rows
from kpidsl.sources.duplicates import settle_duplicates
from kpidsl.sources.head import SourceColumns
from kpidsl.sources.pages import Copy, LeftOut, PageForm, copy_page, rows_left_out
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.totals import RowsLeftOut
from kpidsl.sources.typed_cells import typed_cells
from kpidsl.sources.xlsx_files import workbook_pages

if TYPE_CHECKING:
    from kpidsl.planning.mean_targets import MeanTarget

EVERYTHING = Delivery(Month.of(1900, 1), Month.of(2200, 12))


@dataclass(frozen=True, slots=True)
class MemoryRows:
    """The rows of a test: texts by column, and the settings they are read with."""

    rows: Sequence[Mapping[str, str]]
    settings: SourceSettings = field(default_factory=SourceSettings)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A source typed in the engine: the months it covers (None: no rows), the number of rows, a digest of its
    content, and its problems."""

    delivery: Delivery | None
    rows: int
    content: str
    problems: tuple[Problem, ...]
    held: Delivery | None = None
    """The months that have rows, those after the card's too where there are none before."""
    no_unit: Span | None = None
    """The first row without a unit, of files that are copied."""
    settings: SourceSettings = field(default_factory=SourceSettings)
    """How the rows were read."""
    tables: tuple[str, ...] = ()
    """The names of its files, in the order in which the engine counts them."""

    def first_of(self, engine: Engine, source: Source, units: Collection[str]) -> Span | None:
        """The first row that has one of the units as it is written; None without any."""
        unit = source.column("unit")
        row = engine.first_row(source, self.settings, unit, units) if unit is not None and self.tables else None
        return Span(self.tables[row.file], row.line) if row is not None else None


def load(
    engine: Engine,
    source: Source,
    rows: Binding | MemoryRows,
    position: int,
    work: Path,
    period: Month,
    known: Collection[str] = (),
    date_pairs: Sequence[tuple[str, str]] = (),
    targets: Mapping[str, MeanTarget] = MappingProxyType({}),
) -> Loaded | tuple[Problem, ...]:
    """Read the source and type its rows in the engine, for the card of `period`; only problems if it is refused.

    `position` makes the names of the source's copies in `work` unique. `known` are the register's codes (or names, if
    the source has those): a row of one of them is never a total. `date_pairs` are the columns of dates (start, end)
    between which time is counted, `targets` those of the means of a column.
    """
    memory = isinstance(rows, MemoryRows)
    try:
        read = _open_tables(source, rows, work, position, known)
    except RefusedFileError as refused:
        return refused.problems
    settings, names = read.settings, read.names
    try:
        table = engine.read(source, read.raw)
        if not memory and (missing := _missing_columns(source, settings, table, names)):
            return missing
        of_cells, settings = typed_cells(engine, source, settings, table, names, date_pairs, targets)
    except UnreadableRowsError:
        return (problem("P016", Span(names[0], 1)),)
    problems = [*read.notes, *of_cells]
    if refuses(problems):
        return tuple(problems)
    problems += _of_totals(engine, source, settings, read, known)
    problems += _drop_rows(engine, source, settings, names, of_cells, memory=memory)
    delivery, held, of_months = _delivered(engine, source, settings, period, names, memory=memory)
    count, content = engine.counts(source, ()).get((), 0), _content(source, rows)
    all_problems = (*problems, *of_months)
    return Loaded(delivery, count, content, all_problems, delivery or held, read.no_unit, settings, names)


def _of_totals(
    engine: Engine, source: Source, settings: SourceSettings, read: _SourceTables, known: Collection[str]
) -> Iterator[Problem]:
    """Drop the totals and notes that are still in the engine, and yield what is to be said of them and of the totals
    that the project file declares."""
    if not isinstance(read.raw, TextRows):  # a test's few rows need not hold what stands in a file
        yield from declared_in_no_row(engine, source, settings, read.left_out, known, read.names[0])
    if not isinstance(read.raw, TextFiles):  # those of a copy are not in it
        yield from _drop_totals(engine, source, settings, RowsLeftOut(known, settings.totals), read.names)


def _drop_rows(
    engine: Engine,
    source: Source,
    settings: SourceSettings,
    names: Sequence[str],
    of_cells: Sequence[Problem],
    *,
    memory: bool,
) -> list[Problem]:
    """Drop the rows without a cell that tells rows apart, and those that repeat another; return the problems of the
    latter (`of_cells` has those of the former)."""
    for column in (str(p.fields["column"]) for p in of_cells if p.code == "D067"):
        engine.drop(source, column, [None])
    problems = list(settle_duplicates(engine, source, settings, names))
    return problems if memory else [*problems, *_repeated_events(engine, source, settings, names)]


def _delivered(
    engine: Engine, source: Source, settings: SourceSettings, period: Month, names: Sequence[str], *, memory: bool
) -> tuple[Delivery | None, Delivery | None, tuple[Problem, ...]]:
    """The months that the source has delivered, those that have rows, and the problems of rows outside them."""
    months = months_with_rows(engine, source, period)

    def at(rows: DatedRows) -> Span:
        first = engine.dated_row(source, settings, rows.columns, [month for month, _ in rows.counts])
        return Span(names[first.file], first.line) if first is not None else Span(names[0], 1)

    ahead = far_dates(engine, source, period, at)
    problems = (*months.far_away(source, at), *months.outside(source, settings, at), *ahead)
    everything = memory and settings.first is None and settings.last is None
    return EVERYTHING if everything else months.delivery(settings), months.held, problems


def _content(source: Source, rows: Binding | MemoryRows) -> str:
    """A SHA-256 digest of what the rows rest on: the names and bytes of files and how the project file says that they
    are written, or the cells of rows in memory."""
    if isinstance(rows, MemoryRows):
        return _content_of_rows(source, rows)
    digest = hashlib.sha256()
    for path in rows.files:
        digest.update(path.name.encode())
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return _with_settings(digest.hexdigest(), rows.settings)


def _content_of_rows(source: Source, rows: MemoryRows) -> str:
    names = [c.name for c in source.columns]
    text = io.StringIO()
    csv.writer(text).writerows([r.get(n, "") for n in names] for r in rows.rows)
    return _with_settings(hashlib.sha256(text.getvalue().encode()).hexdigest(), rows.settings)


def _with_settings(digest: str, settings: SourceSettings) -> str:
    """The digest of rows that are read by these settings: where a mark means something else, figures do. Where the
    files lie is no part of it."""
    declared = settings.model_dump(mode="json", exclude_defaults=True, exclude={"path"})
    both = f"{digest} {json.dumps(declared, sort_keys=True)}"
    return hashlib.sha256(both.encode()).hexdigest() if declared else digest


@dataclass(frozen=True, slots=True)
class _SourceTables:
    """A source as an engine reads it, the names of its tables in messages, the settings that now apply, and the
    problems so far."""

    raw: TextRows | TextFiles | ParquetFiles
    names: tuple[str, ...]
    settings: SourceSettings
    notes: tuple[Problem, ...] = ()
    no_unit: Span | None = None
    left_out: frozenset[str] = frozenset()
    """What shows of the rows that are not in a copy that they are totals or notes."""


def _open_tables(
    source: Source, rows: Binding | MemoryRows, work: Path, position: int, known: Collection[str]
) -> _SourceTables:
    """The rows of a test unchanged, and files as an engine reads them: CSV and workbooks as plain copies. Raises
    RefusedFileError if a file is refused."""
    if isinstance(rows, MemoryRows):
        return _SourceTables(TextRows(rows.rows), ("prøve",), rows.settings)
    if twins := _identical_files(source, rows.files):
        raise RefusedFileError(*twins)
    if rows.files[0].suffix.lower() == ".parquet":
        return _SourceTables(ParquetFiles(rows.files), tuple(map(str, rows.files)), rows.settings)
    copies = [
        copy
        for at, path in enumerate(rows.files)
        for copy in _copies(source, rows, path, work, f"{position}_{at}", known)
    ]
    notes = [problem for copy in copies for problem in _notes(source, copy)]
    plain = rows.settings.model_copy(update={"columns": {}})  # a copy's columns have the specification's names
    no_unit = next((Span(c.path, c.no_unit) for c in copies if c.no_unit is not None), None)
    files, names = TextFiles(tuple(c.target for c in copies)), tuple(c.path for c in copies)
    left_out = frozenset(row.text for copy in copies for row in copy.left_out)
    return _SourceTables(files, names, plain, tuple(notes), no_unit, left_out)


def _copies(
    source: Source, binding: Binding, path: Path, work: Path, name: str, known: Collection[str]
) -> Iterator[Copy]:
    """Copies of a file's pages in `work`."""
    settings = binding.settings
    written = {c.name: settings.columns.get(c.name, c.name) for c in source.columns}
    totals = RowsLeftOut(known, settings.totals, source.ready_made)
    wanted = SourceColumns(source.name, written, source.column("period"))
    typed = [column.name for column in source.columns if column.type != "text"]
    form = PageForm(wanted, source.column("unit"), settings.header_row, totals, typed)
    pages = csv_pages if path.suffix.lower() == ".csv" else workbook_pages
    for at, page in enumerate(pages(path, settings, form.wanted)):
        yield copy_page(page, form, work / f"raw_{name}_{at}.csv")


def _notes(source: Source, copy: Copy) -> Iterator[Problem]:
    """The problems of a page that do not stop its reading: a head without rows (D037), excluded rows (D060), and
    those of its reader."""
    yield from copy.notes
    yield from rows_left_out(source.name, copy.path, copy.left_out)
    if not copy.rows:
        yield problem("D037", Span(copy.path, 1), source=source.name, file=Path(copy.path).name)


def _identical_files(source: Source, files: Sequence[Path]) -> list[Problem]:
    """P055 for files of a source with the same bytes: either a month was sent twice or the wrong file was copied."""
    sizes: dict[int, list[Path]] = {}
    for path in files:
        sizes.setdefault(path.stat().st_size, []).append(path)
    seen: dict[str, Path] = {}
    problems: list[Problem] = []
    for path in (p for group in sizes.values() if len(group) > 1 for p in group):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in seen:
            span = Span(str(path), 1)
            problems.append(problem("P055", span, source=source.name, file=path.name, other=seen[digest].name))
        seen.setdefault(digest, path)
    return problems


def _missing_columns(
    source: Source, settings: SourceSettings, table: RawTable, names: Sequence[str]
) -> tuple[Problem, ...]:
    """P019 for each declared column that a file does not have, with those that it has."""
    written = {c.name: settings.columns.get(c.name, c.name) for c in source.columns}
    return tuple(
        problem("P019", Span(path, 1), source=source.name, column=name, found=", ".join(columns))
        for columns, path in zip(table.by_file or [tuple(table.columns)], names, strict=False)
        for name in written.values()
        if name not in columns
    )


def _drop_totals(
    engine: Engine, source: Source, settings: SourceSettings, totals: RowsLeftOut, names: Sequence[str]
) -> Iterator[Problem]:
    """Drop the rows whose unit is a word for a total, or a note, and yield their problem (D060)."""
    unit = source.column("unit")
    counts = engine.counts(source, [unit]) if unit is not None else {}
    texts = ["" if code is None else str(code) for (code,) in counts]
    dropped = [text for text in texts if totals.reason(text, (), ()) is not None]
    if unit is not None and dropped:
        first = engine.first_row(source, settings, unit, [text or None for text in dropped])
        count = engine.drop(source, unit, [text or None for text in dropped])
        path, line = (names[first.file], first.line) if first is not None else (names[0], 1)
        yield from rows_left_out(source.name, path, [LeftOut(line, text or "–") for text in dropped], count)


def _repeated_events(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str]
) -> Iterator[Problem]:
    """D069 if events are equal in every column: they have no key that tells whether they are the same."""
    repeated = engine.repeated_rows(source, settings) if source.grain == "event" else SomeCells()
    for row in repeated.first[:1]:
        yield problem("D069", Span(names[row.file], row.line), source=source.name, count=repeated.count)
