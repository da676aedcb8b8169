"""A source's files → typed rows in an engine, their delivery, and every cell that does not hold."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpidsl.engines.engine import Engine, ParquetFiles, RawTable, TextFiles, TextRows, UnreadableRowsError, is_typed
from kpidsl.model.period import Month
from kpidsl.model.spec import ColumnSpec, Source
from kpidsl.model.tables import Delivery
from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings
from kpidsl.sources import csv_files, xlsx_files
from kpidsl.sources.bind import Binding
from kpidsl.sources.delivery import months_told

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
    """A source that is typed in the engine: the months it speaks of (None: no rows), and what was found in it."""

    delivery: Delivery | None
    rows: int
    content: str
    problems: tuple[Problem, ...]


def load(
    engine: Engine, source: Source, rows: Binding | MemoryRows, position: int, work: Path, period: Month
) -> Loaded | tuple[Problem, ...]:
    """Read and type the source in the engine, for the card of `period`; problems of form alone where it is refused.

    `position` names the source's copies in `work`.
    """
    settings, memory = rows.settings, isinstance(rows, MemoryRows)
    of_files: list[Problem] = []
    if isinstance(rows, MemoryRows):
        raw: TextRows | TextFiles | ParquetFiles | None = TextRows(rows.rows)
    else:
        raw, of_files = _raw(source, rows, work, position)
    if raw is None:
        return tuple(of_files)
    names = ["prøve"] if isinstance(rows, MemoryRows) else [str(f) for f in rows.files]
    try:
        table = engine.read(source, raw)
    except UnreadableRowsError as error:
        return (problem("P016", Span(names[0], 1), reason=str(error)[:200]),)
    missing = () if memory else _missing(source, settings, table.columns, names[0])
    if missing:
        return missing
    problems = [*of_files, *_bad_cells(engine, source, settings, table, names)]
    spoilt = sum(int(p.fields.get("count", "1")) for p in problems)
    if any(p.code == "P017" for p in problems):
        return tuple(problems)
    if spoilt * REFUSED_SHARE > max(table.rows, 500):
        return (*problems, problem("P018", Span(names[0], 1), source=source.name, bad=spoilt, rows=table.rows))
    engine.type_rows(source, settings)
    problems += _duplicates(engine, source, names[0])
    told = months_told(engine, source, period)
    problems += told.far_away(source, names[0])
    problems += told.outside(source, settings, names[0])
    everything = memory and settings.first is None and settings.last is None
    delivery = EVERYTHING if everything else told.delivery(settings)
    content = _content_of_rows(source, rows) if isinstance(rows, MemoryRows) else _content(rows.files)
    return Loaded(delivery, engine.counts(source, ()).get((), 0), content, tuple(problems))


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


def _raw(
    source: Source, binding: Binding, work: Path, position: int
) -> tuple[TextFiles | ParquetFiles | None, list[Problem]]:
    """The files as an engine reads them, CSV and workbooks copied in one form, and files that say nothing (D037); None,
    and problems of form, where one is refused."""
    if twins := _twins(source, binding.files):
        return None, twins
    if binding.files[0].suffix.lower() == ".parquet":
        return ParquetFiles(binding.files), []
    copies: list[Path] = []
    empty: list[Problem] = []
    for at, path in enumerate(binding.files):
        copies.append(work / f"raw_{position}_{at}.csv")
        if path.suffix.lower() == ".csv":
            form, problems = csv_files.detect(path, binding.settings)
            if form is None:
                return None, list(problems)
            refused = csv_files.clean_copy(path, form, copies[-1])
        else:
            refused = xlsx_files.clean_copy(path, binding.settings.sheet, copies[-1])
        if refused is not None:
            return None, [refused]
        header, rows = _header(copies[-1])
        lacking = _missing(source, binding.settings, header, str(path))
        if lacking:
            return None, list(lacking)
        if not rows:
            empty.append(problem("D037", Span(str(path), 1), source=source.name, file=path.name))
    return TextFiles(tuple(copies)), empty


def _header(copy: Path) -> tuple[list[str], bool]:
    """The columns of a file in the one form, and whether a row stands under them."""
    with copy.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        return next(reader, [])[:-1], next(reader, None) is not None


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


def _bad_cells(
    engine: Engine, source: Source, settings: SourceSettings, table: RawTable, names: Sequence[str]
) -> list[Problem]:
    """Cells that do not read, by shape; in a ready-made source an undeclared mark is a problem of form, and the last
    one listed."""
    found: list[Problem] = []
    for column in source.columns:
        if is_typed(column, table.columns.get(settings.columns.get(column.name, column.name), "text")):
            if column.legal:
                found += _outside(engine, source, settings, names, column)
            continue
        unread = engine.unread_cells(source, column, settings, LISTED)
        for at, cell in enumerate(unread.first):
            span = Span(names[cell.file], cell.line)
            if source.ready_made and not any(ch.isdigit() for ch in cell.text):
                mark = cell.text[:8]
                return [*found, problem("P017", span, source=source.name, column=column.name, mark=mark)]
            unlisted = unread.count - LISTED if at == LISTED - 1 else 0  # the last one listed stands for the rest
            found.append(
                problem(
                    "D001", span, source=source.name, column=column.name, type=column.type,
                    shape=shape(cell.text), count=1 + unlisted,
                )
            )  # fmt: skip
    return found


def _outside(
    engine: Engine, source: Source, settings: SourceSettings, names: Sequence[str], column: ColumnSpec
) -> Iterator[Problem]:
    """Texts that the column may not hold, once for each file."""
    legal = ", ".join(column.legal)
    for one in engine.outside_cells(source, column, settings):
        span = Span(names[one.file], one.line)
        yield problem("D002", span, source=source.name, column=column.name, legal=legal, count=one.count)


def shape(cell: str) -> str:
    """What a cell looks like, never what it says: "4 sifre", "2 bokstaver, 3 sifre"."""
    digits, letters = sum(c.isdigit() for c in cell), sum(c.isalpha() for c in cell)
    parts = [f"{letters} bokstaver/letters"] * bool(letters) + [f"{digits} sifre/digits"] * bool(digits)
    rest = len(cell) - digits - letters
    return ", ".join([*parts, *([f"{rest} andre tegn/other"] if rest else [])]) or "blank"


def _duplicates(engine: Engine, source: Source, path: str) -> Iterator[Problem]:
    """Rows equal in every column count once; a key that stands twice with different rows gives no figure."""
    twice = engine.settle_duplicates(source)
    if twice.equal:
        yield problem("D003", Span(path, 1), source=source.name, count=twice.equal)
    if twice.conflicting:
        key = ", ".join(source.key)
        yield problem("D004", Span(path, 1), source=source.name, count=twice.conflicting, key=key)
