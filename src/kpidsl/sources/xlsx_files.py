"""Reads workbooks within limits: what a file claims about its own size is not trusted."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kpidsl.problems import Problem, Span, problem
from kpidsl.project import SourceSettings
from kpidsl.sources.file_kinds import BROKEN_ZIP, kind_of, refusal
from kpidsl.sources.head import LOOKED_AT, Line, WantedColumns, head_name
from kpidsl.sources.pages import MAX_COLUMNS, Page
from kpidsl.sources.per_cent_cells import as_shown, per_cent_styles
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.sheet_months import month_named
from kpidsl.sources.sheet_xml import sheet_facts

if TYPE_CHECKING:
    from openpyxl import Workbook

MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 2_000, 1 << 30, 200
_EXACT = 10**15
"""Up to here a spreadsheet keeps every digit of a whole number."""
MAX_ROWS = 1_100_000

Sheet = Any
"""openpyxl's worksheet, opened to be read only; it has no type that says so."""


def workbook_pages(path: Path, settings: SourceSettings, wanted: WantedColumns) -> Iterator[Page]:
    """Yield each sheet that is to be read as a page, in the workbook's order; the workbook is closed after the last.

    Without a setting it is the visible sheet that has the columns. A setting names one sheet, or several by a pattern
    ("*"). Raises RefusedFileError if the file is not a workbook (P021, P093) or exceeds a limit (P020), if there is no
    such sheet (P022), or if several sheets have the columns (P094, P099).
    """
    with _open(path) as book:
        try:
            yield from _pages(book, path, settings, wanted)
        except RefusedFileError:
            raise
        except Exception:  # openpyxl stops with whatever the broken part of the book makes it meet
            raise RefusedFileError(problem("P021", Span(str(path), 1))) from None


def _pages(book: Workbook, path: Path, settings: SourceSettings, wanted: WantedColumns) -> Iterator[Page]:
    if settings.sheet is None:
        sheet, notes = _only(book, settings, wanted, path)
        yield _page(sheet, path, str(path), wanted, notes)
    elif settings.sheet in book.sheetnames and _is_sheet(book[settings.sheet]):
        yield _page(book[settings.sheet], path, str(path), wanted, title=settings.sheet)
    else:
        yield from _several(book, settings.sheet, wanted, path)


def _only(
    book: Workbook, settings: SourceSettings, wanted: WantedColumns, path: Path
) -> tuple[Sheet, tuple[Problem, ...]]:
    """The visible sheet with the columns (the most of them, if none has all), and D063 for each hidden sheet that
    has them too."""
    visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if not visible:
        raise RefusedFileError(problem("P021", Span(str(path), 1)))
    if len(book.worksheets) == 1:
        return visible[0], ()
    held = {sheet.title: _held(sheet, settings.header_row, wanted) for sheet in book.worksheets}
    whole = [sheet for sheet in visible if held[sheet.title] == wanted.count]
    months = [s for s in visible if wanted.period and month_named(s.title) and held[s.title] == wanted.count - 1]
    whole = whole or (months if len(months) > 1 else [])
    if len(whole) > 1:
        sheets = ", ".join(f"«{sheet.title}»" for sheet in whole)
        code = "P094" if wanted.is_source else "P099"
        raise RefusedFileError(
            problem(code, Span(str(path), 1), source=wanted.source, sheets=sheets, first=whole[0].title)
        )
    chosen = max(visible, key=lambda sheet: held[sheet.title])
    also = [sheet.title for sheet in hidden if held[sheet.title] == wanted.count]
    return chosen, tuple(problem("D063", Span(str(path), 1), sheet=name, source=wanted.source) for name in also)


def _several(book: Workbook, pattern: str, wanted: WantedColumns, path: Path) -> Iterator[Page]:
    """The visible sheets whose names match the pattern. One with text but none of the columns is skipped (D064)."""
    sheets = [s for s in book.worksheets if s.sheet_state == "visible" and fnmatchcase(s.title, pattern)]
    if not sheets:
        known = ", ".join(book.sheetnames[:8])
        raise RefusedFileError(problem("P022", Span(str(path), 1), sheet=pattern, sheets=known))
    held = {sheet.title: _held(sheet, None, wanted) for sheet in sheets}
    read = [sheet for sheet in sheets if held[sheet.title]] or sheets
    others = tuple(
        problem("D064", Span(str(path), 1), sheet=sheet.title, source=wanted.source)
        for sheet in sheets
        if sheet not in read and any(any(cells) for _, cells in _top(sheet))
    )
    for at, sheet in enumerate(read):
        yield _page(sheet, path, f"{path}[{sheet.title}]", wanted, others if at == 0 else (), sheet.title)


def _held(sheet: Sheet, row: int | None, wanted: WantedColumns) -> int:
    """The number of columns in that line, or in the line near the top that has the most."""
    names = [[head_name(cell) for cell in cells] for number, cells in _top(sheet, row) if row is None or number == row]
    return max((wanted.number_in(line) for line in names), default=0)


def _top(sheet: Sheet, row: int | None = None) -> list[Line]:
    return [(at, _texts(cells)) for at, cells in enumerate(islice(_rows(sheet), row or LOOKED_AT), 1)]


def _page(
    sheet: Sheet, path: Path, name: str, wanted: WantedColumns, notes: tuple[Problem, ...] = (), title: str = ""
) -> Page:
    """The sheet as a page; D078 where some of its rows are hidden."""
    facts, lines = sheet_facts(path, sheet), _lines(sheet, name)
    if facts.hidden_rows:
        first = Span(name, facts.hidden_rows[0])
        notes = (*notes, problem("D078", first, source=wanted.source, count=len(facts.hidden_rows)))
    return Page(name, lines, is_exact=False, sheet=title, unset=facts.unset, merged=facts.merged, notes=notes)


def _lines(sheet: Sheet, name: str) -> Iterator[Line]:
    rows = _rows(sheet)
    number = 0
    while True:
        try:
            cells = next(rows, None)
        except RefusedFileError:
            raise
        except Exception:  # as in workbook_pages: the rows are read after the page is handed over
            raise RefusedFileError(problem("P021", Span(name, number + 1))) from None
        if cells is None:
            return
        number += 1
        texts = _texts(cells)
        if number > MAX_ROWS or len(texts) > MAX_COLUMNS:
            raise RefusedFileError(problem("P020", Span(name, number)))
        yield number, texts


def _rows(sheet: Sheet) -> Iterator[tuple[object, ...]]:
    """The cells' values; a number that is shown as per cent is the text that its reader sees."""
    sheet.reset_dimensions()
    styles = per_cent_styles(sheet.parent)
    if not styles:
        return iter(sheet.iter_rows(values_only=True))
    return (tuple(as_shown(cell, styles) for cell in row) for row in sheet.iter_rows())


def _texts(cells: tuple[object, ...]) -> list[str]:
    """The cells up to the last that is not empty."""
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return [_text(cell) for cell in cells[:end]]


def _is_sheet(sheet: object) -> bool:
    return hasattr(sheet, "iter_rows")


@contextmanager
def _open(path: Path) -> Iterator[Workbook]:
    """The workbook, opened read-only. Raises RefusedFileError if it exceeds a limit (P020) or is another kind of
    file (P093, P021)."""
    span = Span(str(path), 1)
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            unpacked = sum(m.file_size for m in members)
            ratio = max((m.file_size / max(m.compress_size, 1) for m in members if m.file_size > 1 << 20), default=0)
    except BROKEN_ZIP:
        raise RefusedFileError(_no_workbook(path)) from None
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or ratio > MAX_RATIO:
        raise RefusedFileError(problem("P020", span))
    import openpyxl  # here: it takes .4 s to load

    if not openpyxl.DEFUSEDXML:  # openpyxl parses with defusedxml where it is installed, and it is a dependency
        raise RefusedFileError(problem("P021", span))
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:
        raise RefusedFileError(_no_workbook(path)) from None
    try:
        yield book
    finally:
        book.close()


def _no_workbook(path: Path) -> Problem:
    kind = kind_of(path)
    return refusal(path, kind) if kind is not None else problem("P021", Span(str(path), 1))


def length_text(length: timedelta) -> str:
    """A length of time as hours, minutes and seconds, `00:04:30`, of a workbook that has it as such."""
    minutes, seconds = divmod(length // timedelta(microseconds=1), 60 * 10**6)
    hours, minutes = divmod(minutes, 60)
    whole, part = divmod(seconds, 10**6)
    text = f"{hours:02}:{minutes:02}:{whole:02}"
    return f"{text}.{part:06}" if part else text


def _text(cell: object) -> str:
    """The cell's text in the copy. A number with decimals gets an exponent, so that its decimal mark cannot be taken
    for a thousands separator; so does one of more than fifteen digits, whose last ones a spreadsheet does not keep."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return length_text(cell)
    if isinstance(cell, float) and not cell.is_integer():
        return f"{Decimal(repr(cell)):f}e0"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(int(cell)) if abs(cell) < _EXACT else f"{Decimal(int(cell)):e}"
    return str(cell).strip()
