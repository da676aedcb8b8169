"""Files as people keep them, and what is read of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import Workbook

from kpidsl.problems import Problem
from kpidsl.project import SourceSettings
from kpidsl.sources.csv_files import csv_pages
from kpidsl.sources.head import SourceColumns
from kpidsl.sources.pages import Copy, PageForm, copy_page
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.totals import RowsLeftOut
from kpidsl.sources.xlsx_files import workbook_pages

COLUMNS = {"kontor_nr": "kontor_nr", "periode": "periode", "ja": "ja", "alle": "alle"}
HEAD = ("kontor_nr", "periode", "ja", "alle")
NORD = ("0101", "2026-10", "8", "10")
SYD = ("0102", "2026-10", "5", "10")


def copies(path: Path, settings: SourceSettings | None = None, known: Sequence[str] = ("0101", "0102")) -> list[Copy]:
    """The file's pages in the one form, for a source of units, months and two figures; raises RefusedFileError."""
    return list(_copies(path, settings or SourceSettings(), known))


def _copies(path: Path, settings: SourceSettings, known: Sequence[str]) -> Iterator[Copy]:
    written = {**COLUMNS, **settings.columns}
    wanted = SourceColumns("tall", written, "periode")
    totals = RowsLeftOut(known, settings.totals, ready_made=True)
    form = PageForm(wanted, "kontor_nr", settings.header_row, totals)
    pages = csv_pages if path.suffix == ".csv" else workbook_pages
    for at, page in enumerate(pages(path, settings, wanted)):
        yield copy_page(page, form, path.with_suffix(f".{at}.copy"))


def rows(path: Path, settings: SourceSettings | None = None) -> list[list[str]]:
    """The rows of all pages: the columns asked for, and the line's number."""
    found: list[list[str]] = []
    for copy in copies(path, settings):
        with copy.target.open(encoding="utf-8", newline="") as file:
            found += [[row[name] for name in (*COLUMNS, "#")] for row in csv.DictReader(file)]
    return found


def refused(path: Path, settings: SourceSettings | None = None) -> list[Problem]:
    """Why the file is refused; empty where it is read."""
    try:
        copies(path, settings)
    except RefusedFileError as error:
        return list(error.problems)
    return []


def codes(path: Path, settings: SourceSettings | None = None) -> list[tuple[str, int]]:
    """The codes and lines of why the file is refused."""
    return [(p.code, p.span.line if p.span else 0) for p in refused(path, settings)]


def text(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    """A text file of these lines."""
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, Sequence[Sequence[object]]], hidden: Sequence[str] = ()) -> Path:
    """A workbook of these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.active = next(at for at, sheet in enumerate(book.worksheets) if sheet.sheet_state == "visible")
    book.save(path)
    return path
