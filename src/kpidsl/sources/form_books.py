"""Filled books: which form they are, who has filled them in, and what stands in their sheets.

A sheet is known by its heads and a column by its head, in any language, so that sheets and columns can be moved,
renamed and added. Nothing is read of a book in which it cannot be seen what belongs to what.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpidsl.model.form import ID_NAME, NUMBER, FormColumn, FormTable, FormWords
from kpidsl.model.sheet import FilledBook, FilledSheet, HeadlessColumn, SheetRow
from kpidsl.sources.form_cells import BookCell, Private, RefusedCell, has_eleven_digits, private_in, read_cell, shown

MAX_MEGABYTES, MAX_ROWS = 5, 2_000
_MAX_UNPACKED, _MAX_COLUMNS = 80 << 20, 60
_LOOKED_AT = 15
"""The rows from the top in which a head, a form's id and the name of a person are looked for."""
_ID = re.compile(r"[B-Z]{5}-[B-Z]{5}")


@dataclass(frozen=True)
class Unread:
    """Why nothing is read of a book: a problem's code, and what its message is made of."""

    code: str
    words: dict[str, str]


@dataclass(frozen=True)
class CellFinding:
    """What is to be said of a cell. `what` is why it is refused, what its text seems to hold, or empty: a formula's
    value was taken. `shown` is what stands in it, empty where it must not be repeated."""

    table: str
    line: int
    column: str
    what: RefusedCell | Private | None
    shown: str


@dataclass(frozen=True)
class BookRead:
    """A book that was read. `eleven_digits` are the cells, in sheets and columns of any kind, that hold them."""

    book: FilledBook
    findings: tuple[CellFinding, ...]
    eleven_digits: tuple[str, ...]


def read_form_book(path: Path, tables: Sequence[FormTable], words: FormWords) -> BookRead | Unread:
    """The book, or why it is not read. Raises OSError where the file cannot be read."""
    refused = _refused(path)
    if refused is not None:
        return refused
    import openpyxl  # here: it takes .4 s to load

    try:
        with path.open("rb") as file:
            formulas = openpyxl.load_workbook(file, keep_links=False)
        with path.open("rb") as file:
            values = openpyxl.load_workbook(file, data_only=True, keep_links=False)
    except OSError:
        raise
    except Exception:  # openpyxl stops with whatever the broken part of the book makes it meet
        return _no_workbook()
    grids = [_Grid(sheet, values[sheet.title]) for sheet in formulas.worksheets]
    if any(grid.is_too_large for grid in grids):
        return _no_workbook()
    return _read(formulas, grids, tables, words)


def _read(book: Any, grids: Sequence[_Grid], tables: Sequence[FormTable], words: FormWords) -> BookRead | Unread:
    sheets: dict[str, FilledSheet] = {}
    findings: list[CellFinding] = []
    for grid in grids:
        head = grid.head(tables, words)
        if head is None:
            continue
        if head.table.name in sheets:
            return Unread("F003", {"first": sheets[head.table.name].title, "second": grid.title})
        if merged := grid.merged_from(head):
            return Unread("F004", {"cells": f"{grid.title}!{merged}"})
        sheets[head.table.name], of_cells = grid.filled(head, words)
        findings += of_cells
    if not sheets:
        return Unread("F007", {})
    eleven = tuple(f"{grid.title}!{place}" for grid in grids for place in grid.eleven_digits())
    filled_by = next((name for grid in grids if (name := grid.beside(words.filled_by))), "")
    return BookRead(FilledBook(_form(book, grids), filled_by, sheets), tuple(findings), eleven)


def _form(book: Any, grids: Sequence[_Grid]) -> str | None:
    """The id that two of three marks agree on: in a cell, in a property, in a defined name."""
    seen = Counter(match[0] for grid in grids for text in grid.top() if (match := _ID.search(text)))
    marks = [id_ for id_, _ in seen.most_common(1)]
    marks += [str(one.value).strip() for one in book.custom_doc_props.props if one.name == ID_NAME]
    if ID_NAME in book.defined_names:
        marks.append(str(book.defined_names[ID_NAME].attr_text).strip('="'))
    return next((id_ for id_, count in Counter(marks).most_common() if count > 1 and _ID.fullmatch(id_)), None)


@dataclass(frozen=True)
class _Head:
    table: FormTable
    line: int
    at: dict[str, int]
    """The position of each column, from 1."""


class _Grid:
    """A sheet, its formulas beside their values."""

    def __init__(self, formulas: Any, values: Any) -> None:
        self.title: str = formulas.title
        self.formulas, self.values = formulas, values
        self.is_too_large = self._last_line() > MAX_ROWS

    def _last_line(self) -> int:
        """The last row in which something stands; programs leave thousands of formatted empty ones."""
        rows = {line for (line, _), cell in self.formulas._cells.items() if cell.value is not None}
        return max(rows, default=0)

    def raw(self, line: int, at: int) -> BookCell:
        """The cell as the workbook holds it."""
        cell = self.formulas.cell(line, at)
        is_formula = cell.data_type == "f"
        value = self.values.cell(line, at).value if is_formula else cell.value
        is_error = cell.data_type == "e" or (isinstance(value, str) and is_formula and value.startswith("#"))
        return BookCell(value, is_formula, is_error, "%" in str(cell.number_format))

    def top(self) -> Iterator[str]:
        """The texts near the top."""
        for row in self.formulas.iter_rows(max_row=_LOOKED_AT, max_col=_MAX_COLUMNS, values_only=True):
            yield from (value for value in row if isinstance(value, str))

    def beside(self, labels: frozenset[str]) -> str:
        """The text to the right of one of the labels; empty where there is none."""
        for line in range(1, _LOOKED_AT + 1):
            texts = [shown(self.raw(line, at)) for at in range(1, 8)]
            for at, text in enumerate(texts):
                if text.casefold().rstrip(": ") in labels:
                    return " ".join(next((t for t in texts[at + 1 :] if t), "").split())
        return ""

    def head(self, tables: Sequence[FormTable], words: FormWords) -> _Head | None:
        """The row that has most of a table's heads, at least two and half of them; None where there is none."""
        best: tuple[float, _Head] | None = None
        for line in range(1, _LOOKED_AT + 1):
            texts = [shown(self.raw(line, at)).casefold() for at in range(1, _MAX_COLUMNS + 1)]
            for table in tables:
                heads = words.heads[table.name]
                at: dict[str, int] = {}
                for position, text in enumerate(texts, 1):
                    if text in heads:
                        at.setdefault(heads[text], position)
                share = len(at) / (len(table.columns) + 1)
                if len(at) > 1 and share >= 0.5 and (best is None or share > best[0]):
                    best = share, _Head(table, line, at)
        return best[1] if best else None

    def merged_from(self, head: _Head) -> str:
        """The first merged cells in or below the head, among its columns; empty where there are none."""
        last = max(head.at.values())
        for area in self.formulas.merged_cells.ranges:
            if area.max_row >= head.line and area.min_col <= last:
                return str(area.coord)
        return ""

    def filled(self, head: _Head, words: FormWords) -> tuple[FilledSheet, list[CellFinding]]:
        """What stands below the head, and what is to be said of cells."""
        findings: list[CellFinding] = []
        rows, only_numbers = [], {}
        for line in range(head.line + 1, self._last_line() + 1):
            cells: dict[str, str] = {}
            for column in head.table.columns:
                if column.name in head.at:
                    text = self._cell(head, line, column, words, findings)
                    if text is not None:
                        cells[column.name] = text
            number = shown(self.raw(line, head.at[NUMBER])).upper() if NUMBER in head.at else ""
            if any(cells.values()):
                rows.append(SheetRow(line, number, cells))
            elif number and not any(one.line == line for one in findings):
                only_numbers[f"{_letter(head.at[NUMBER])}{line}"] = number
        letters = {name: _letter(at) for name, at in head.at.items()}
        return FilledSheet(self.title, tuple(rows), letters, self._headless(head), only_numbers), findings

    def _headless(self, head: _Head) -> tuple[HeadlessColumn, ...]:
        """The columns without a head below which something stands. Eleven digits are said of every cell."""
        lines: dict[int, list[int]] = {}
        for (line, at), cell in sorted(self.formulas._cells.items()):
            if line > head.line and cell.value is not None and at not in head.at.values():
                read = self.raw(line, at)
                if shown(read) and not has_eleven_digits(read) and not shown(self.raw(head.line, at)):
                    lines.setdefault(at, []).append(line)
        last = max(head.at.values())
        return tuple(
            HeadlessColumn(f"{_letter(at)}{of[0]}", len(of), min(head.at.values()) < at < last)
            for at, of in lines.items()
        )

    def _cell(
        self, head: _Head, line: int, column: FormColumn, words: FormWords, findings: list[CellFinding]
    ) -> str | None:
        """The cell's text; None where it is refused."""
        cell = self.raw(line, head.at[column.name])
        choices = {word: slug for word, slug in words.choices.items() if slug in column.choices}
        text = read_cell(cell, column.kind, choices)
        if isinstance(text, RefusedCell):
            quoted = "" if text is RefusedCell.ELEVEN_DIGITS else shown(cell)
            findings.append(CellFinding(head.table.name, line, column.name, text, quoted))
            return None
        if cell.is_formula:
            findings.append(CellFinding(head.table.name, line, column.name, None, shown(cell)))
        findings += [CellFinding(head.table.name, line, column.name, kind, "") for kind in private_in(text)]
        return text

    def eleven_digits(self) -> Iterator[str]:
        """The cells that hold eleven digits, in the cell or in a note to it."""
        for (line, at), cell in sorted(self.formulas._cells.items()):
            note = cell.comment.text if cell.comment else ""
            if any(has_eleven_digits(one) for one in (self.raw(line, at), BookCell(cell.value), BookCell(note))):
                yield f"{_letter(at)}{line}"


def _refused(path: Path) -> Unread | None:
    """Why a file is not opened; None where it may be."""
    if path.stat().st_size > MAX_MEGABYTES << 20:
        return _no_workbook()
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return _no_workbook()
    names = [member.filename for member in members]
    if "xl/workbook.xml" not in names or sum(member.file_size for member in members) > _MAX_UNPACKED:
        return _no_workbook()
    if any(name.endswith("vbaProject.bin") for name in names):
        return Unread("F005", {"found": "macros"})
    if any(name.startswith("xl/externalLinks/") for name in names):
        return Unread("F005", {"found": "links"})
    return None


def _no_workbook() -> Unread:
    return Unread("F008", {"megabytes": str(MAX_MEGABYTES), "rows": f"{MAX_ROWS}"})


def _letter(at: int) -> str:
    from openpyxl.utils import get_column_letter  # here: openpyxl takes long to load, and is for workbooks alone

    return str(get_column_letter(at))
