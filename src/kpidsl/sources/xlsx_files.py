"""Workbooks in, behind limits: what they claim of themselves is not believed."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from kpidsl.problems import Problem, Span, problem

MAX_MEMBERS, MAX_UNPACKED, MAX_RATIO = 2_000, 1 << 30, 200
MAX_ROWS, MAX_COLUMNS = 1_100_000, 1_000


def clean_copy(path: Path, sheet: str | None, target: Path) -> Problem | None:
    """Write a sheet as a UTF-8 CSV with the row numbers last; a problem where the workbook is refused."""
    span = Span(str(path), 1)
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            unpacked = sum(m.file_size for m in members)
            ratio = max((m.file_size / max(m.compress_size, 1) for m in members if m.file_size > 1 << 20), default=0)
            if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or ratio > MAX_RATIO:
                return problem("P020", span)
    except zipfile.BadZipFile:
        return problem("P021", span)
    import openpyxl

    if not openpyxl.DEFUSEDXML:  # openpyxl parses with defusedxml where it is installed, and it is a dependency
        return problem("P021", span)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except Exception:
        return problem("P021", span)
    try:
        if sheet is not None and sheet not in book.sheetnames:
            return problem("P022", span, sheet=sheet, sheets=", ".join(book.sheetnames[:8]))
        page = book[sheet] if sheet is not None else book.worksheets[0]
        page.reset_dimensions()
        return _write(page.iter_rows(values_only=True), target, span)
    finally:
        book.close()


def _write(rows: Iterable[tuple[object, ...]], target: Path, span: Span) -> Problem | None:
    width = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in enumerate(rows, 1):
            if number > MAX_ROWS or len(row) > MAX_COLUMNS:
                return problem("P020", span)
            cells = [_text(cell) for cell in row]
            if width == 0:
                while cells and not cells[-1]:
                    cells.pop()
                if not cells:
                    continue
                width = len(cells)
                writer.writerow([*cells, "#"])
            elif any(cells):
                writer.writerow([*(cells[:width] + [""] * (width - len(cells))), str(number)])
    return None if width else problem("P012", span)


def _text(cell: object) -> str:
    """The cell as the copy has it. A number with decimals has an exponent, so that its mark is never taken for what
    stands between thousands."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{Decimal(repr(cell)):f}e0"
    return str(cell).strip()
