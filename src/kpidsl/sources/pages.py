"""A page is one table of a file; it is copied to the plain form that engines read."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpidsl.problems import Problem, Span, problem
from kpidsl.sources.head import Line, Merged, SourceColumns, TableHead, find_head, head_name, positions
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.sheet_months import month_named
from kpidsl.sources.totals import RowsLeftOut

MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """One table: its path in messages and its lines from the top.

    `is_exact`: each line must have as many cells as the head (CSV); otherwise missing cells at its end are empty.
    `sheet` is the sheet's name if it may give the month. `unset` has, by line, the columns (from 0) whose formula has
    no stored value. `notes` are problems of the file that do not stop its reading.
    """

    path: str
    lines: Iterator[Line]
    is_exact: bool
    sheet: str = ""
    unset: Mapping[int, Collection[int]] = field(default_factory=dict)
    merged: Collection[Merged] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PageForm:
    """How to read a source's pages: the wanted columns, the column of units, the line of the head (None: detect it),
    and which rows to exclude."""

    wanted: SourceColumns
    unit: str | None = None
    header_row: int | None = None
    totals: RowsLeftOut = field(default_factory=RowsLeftOut)
    typed: Collection[str] = ()
    """The columns of dates, months and numbers."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that belongs to no unit: its line, and the text that shows it."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as an engine reads it: the page's path in messages, the number of rows, the excluded rows, the line of
    the first row without a unit (None: every row has one), and problems that do not stop the reading."""

    path: str
    target: Path
    rows: int
    left_out: tuple[LeftOut, ...]
    no_unit: int | None
    notes: tuple[Problem, ...]


def copy_page(page: Page, form: PageForm, target: Path) -> Copy:
    """Write the wanted columns to `target`, under their names in the specification, and return what was copied.

    The copy is UTF-8 with every cell quoted; its last column is the line number. Rows that are empty in all wanted
    columns are omitted. Raises RefusedFileError if the page cannot be used.
    """
    wanted = form.wanted
    head, below = find_head(page.lines, wanted, form.header_row, page.path, page.merged)
    at = positions(head, wanted, page.path, page.sheet)
    month = [] if wanted.period is None or wanted.period in at else [_month(page, wanted)]
    rows, used = 0, [*at.values()]
    body = Body(page, head, at, form)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow([*at, *([wanted.period] if month else []), "#"])
        for number, cells in body.rows(below):
            chosen = [cells[i] for i in used]
            if "".join(chosen).strip():
                writer.writerow([*chosen, *month, number])
                rows += 1
    body.refuse_unset()
    return Copy(page.path, target, rows, tuple(body.left_out), body.no_unit, page.notes)


class Body:
    """The rows below the head that belong to a unit, each with as many cells as the head; and what was noticed while
    reading them."""

    def __init__(self, page: Page, head: TableHead, at: Mapping[str, int], form: PageForm | None = None) -> None:
        """`at`: the positions of the wanted columns. Without a form, no column holds units."""
        _refuse_merged(page, head, at)
        self.page, self.head, self.at = page, head, at
        self.totals = form.totals if form is not None else RowsLeftOut()
        self.unit_at = at.get(form.unit) if form is not None and form.unit is not None else None
        asked = {i for column, i in at.items() if form is None or column != form.wanted.period}
        self.beside = [i for i in range(head.width) if i not in asked]
        self.period_at = at.get(form.wanted.period or "") if form is not None else None
        self.typed_at = [at[column] for column in form.typed if column in at] if form is not None else []
        self.units: set[str] = set()
        self.is_first = True
        self.no_unit: int | None = None
        self.left_out: list[LeftOut] = []
        self.unset: list[tuple[int, str]] = []

    def rows(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Yield (line number, cells) of each row that belongs to a unit. Raises RefusedFileError (P014) if a line of
        an exact page is not as long as the head."""
        width, unit_at, units, unset = self.head.width, self.unit_at, self.units, self.page.unset
        for number, cells in lines:
            if not "".join(cells).strip():
                continue
            if unit_at is None or len(cells) <= unit_at or cells[unit_at] not in units:
                reason = self._left_out(number, cells)
                if reason is not None:
                    self.left_out.append(LeftOut(number, reason))
                    continue
            if number in unset:
                self.unset += [(number, column) for column, i in self.at.items() if i in unset[number]]
            yield (number, cells) if len(cells) == width else (number, self._fitted(number, cells))

    def _left_out(self, number: int, cells: Sequence[str]) -> str | None:
        """The text that shows that the row belongs to no unit, otherwise None. Remembers the units, and the first
        row without one."""
        at = self.unit_at
        unit = cells[at].strip() if at is not None and at < len(cells) else ""
        others = [cell.strip() for cell in cells if cell.strip()]
        is_first, self.is_first = self.is_first, False
        if is_first and (words := self._what_columns_hold(unit, others, cells)):
            return ", ".join(words)
        if not unit:
            reason = self.totals.reason("", others, [cells[i].strip() for i in self.beside if i < len(cells)])
            self.no_unit = number if self.no_unit is None and reason is None else self.no_unit
            return reason
        if self._is_head(cells):
            return unit
        reason = self.totals.reason(unit, (), ())
        if reason is None and at is not None:
            self.units.add(cells[at])
        return reason

    def _what_columns_hold(self, unit: str, others: Sequence[str], cells: Sequence[str]) -> Sequence[str]:
        """The words of the row under the head that says what the columns hold, of rows about persons those of the
        dates and numbers alone; none of any other row."""
        if self.totals.ready_made:
            return others if self.period_at is not None and self.totals.is_second_head(unit, others) else ()
        typed = [cells[at].strip() for at in self.typed_at if at < len(cells)]
        return [word for word in typed if word] if self.totals.is_row_of_types(unit, others, typed) else ()

    def _is_head(self, cells: Sequence[str]) -> bool:
        """Whether the row repeats the head, as when tables were pasted below each other."""
        return [head_name(cell) for cell in cells[: self.head.width]] == [*self.head.names]

    def _fitted(self, number: int, cells: Sequence[str]) -> Sequence[str]:
        width, end = self.head.width, len(cells)
        while end > width and not cells[end - 1].strip():
            end -= 1  # Excel writes empty cells to the right of a table
        if self.page.is_exact and end != width:
            raise RefusedFileError(problem("P014", Span(self.page.path, number), found=end, expected=width))
        return [*cells[:width], *[""] * (width - len(cells))]

    def refuse_unset(self) -> None:
        """Raise RefusedFileError (P091) if a formula in a wanted column has no stored value. Call it after the last
        row."""
        if self.unset:
            line, column = self.unset[0]
            raise RefusedFileError(problem("P091", Span(self.page.path, line), count=len(self.unset), column=column))


def rows_left_out(source: str, path: str, rows: Sequence[LeftOut], count: int | None = None) -> Iterator[Problem]:
    """D060 at the first excluded row of a page, with the texts that show why; nothing without any. `count` is their
    number if `rows` has each text only once."""
    if rows:
        texts = list(dict.fromkeys(" ".join(row.text.partition(":")[0].split())[:40] for row in rows))
        shown = ", ".join(f"«{text}»" for text in texts[:5]) + (" …" if len(texts) > 5 else "")
        yield problem("D060", Span(path, rows[0].line), source=source, count=count or len(rows), texts=shown)


def _refuse_merged(page: Page, head: TableHead, at: Mapping[str, int]) -> None:
    """Raise RefusedFileError (P098) if cells of a wanted column are merged downwards below the head: which of the
    rows has the value is unknown."""
    for first, last, left, right in sorted(page.merged):
        columns = [column for column, i in at.items() if left <= i <= right]
        if columns and last > head.line and last > first:
            span = Span(page.path, max(first, head.line + 1))
            raise RefusedFileError(problem("P098", span, column=columns[0], last=last))


def _month(page: Page, wanted: SourceColumns) -> str:
    """The month that the sheet's name gives. Raises RefusedFileError (P096) if it is not a month."""
    month = month_named(page.sheet)
    if month is None:
        column = wanted.written[wanted.period or ""]
        raise RefusedFileError(problem("P096", Span(page.path, 1), sheet=page.sheet, column=column))
    return month
