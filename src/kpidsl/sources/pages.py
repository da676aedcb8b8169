"""A table in a file, as what reads files hands it on, and its copy in the one form that engines read."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kpidsl.problems import Problem, Span, problem
from kpidsl.sources.head import Head, Line, Merged, SourceColumns, find_head, head_name, positions
from kpidsl.sources.refused import RefusedFileError
from kpidsl.sources.sheet_months import month_named
from kpidsl.sources.totals import RowsLeftOut

MAX_COLUMNS = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """A table: its path as messages name it, its lines from the top, and what they do not say.

    `is_exact`: a line has as many cells as the head (CSV); else one that ends early has empty ones. `sheet` is the name
    of its sheet, where that may say the month. `unset` are the columns of a line (from 0) whose formula has no stored
    value, `notes` what is to be listed of the file.
    """

    path: str
    lines: Iterator[Line]
    is_exact: bool
    sheet: str = ""
    unset: Mapping[int, Collection[int]] = field(default_factory=dict)
    merged: Collection[Merged] = ()
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """What is asked of a source's pages: its columns, the one of units, the line of the head (None: to be found), and
    which rows are no unit's."""

    wanted: SourceColumns
    unit: str | None = None
    header_row: int | None = None
    totals: RowsLeftOut = field(default_factory=RowsLeftOut)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that is no unit's: its line, and the text that says so."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as an engine reads it: how messages call the page, its rows, those left out, the line of the first one
    without a unit (None: each has one), and what is to be listed."""

    path: str
    target: Path
    rows: int
    left_out: tuple[LeftOut, ...]
    no_unit: int | None
    notes: tuple[Problem, ...]


def copy_page(page: Page, form: Form, target: Path) -> Copy:
    """Write the columns asked for, by their names in the specification, as UTF-8 with every cell quoted and the line's
    number last. A row without anything in them is left out.

    Raises RefusedFileError where the page cannot be used.
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
    """The rows below the head that are a unit's, each with as many cells as the head, and what was seen on the way."""

    def __init__(self, page: Page, head: Head, at: Mapping[str, int], form: Form | None = None) -> None:
        """`at`: where the columns asked for stand; without a form no column is one of units."""
        _refuse_merged(page, head, at)
        self.page, self.head, self.at = page, head, at
        self.totals = form.totals if form is not None else RowsLeftOut()
        self.unit_at = at.get(form.unit) if form is not None and form.unit is not None else None
        asked = {i for column, i in at.items() if form is None or column != form.wanted.period}
        self.beside = [i for i in range(head.width) if i not in asked]
        self.units: set[str] = set()
        self.no_unit: int | None = None
        self.left_out: list[LeftOut] = []
        self.unset: list[tuple[int, str]] = []

    def rows(self, lines: Iterator[Line]) -> Iterator[Line]:
        """Raises RefusedFileError (P014) where an exact page's line is not as long as its head."""
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
        """The text that says that the row is no unit's; a unit that is one is remembered, and the first row without."""
        at = self.unit_at
        unit = cells[at].strip() if at is not None and at < len(cells) else ""
        if not unit:
            others = [cell.strip() for cell in cells if cell.strip()]
            reason = self.totals.reason("", others, [cells[i].strip() for i in self.beside if i < len(cells)])
            self.no_unit = number if self.no_unit is None and reason is None else self.no_unit
            return reason
        if self._is_head(cells):
            return unit
        reason = self.totals.reason(unit, (), ())
        if reason is None and at is not None:
            self.units.add(cells[at])
        return reason

    def _is_head(self, cells: Sequence[str]) -> bool:
        """Whether the row repeats the head, as where tables were put below each other."""
        return [head_name(cell) for cell in cells[: self.head.width]] == [*self.head.names]

    def _fitted(self, number: int, cells: Sequence[str]) -> Sequence[str]:
        width, end = self.head.width, len(cells)
        while end > width and not cells[end - 1].strip():
            end -= 1  # Excel writes empty cells to the right of a table
        if self.page.is_exact and end != width:
            raise RefusedFileError(problem("P014", Span(self.page.path, number), found=end, expected=width))
        return [*cells[:width], *[""] * (width - len(cells))]

    def refuse_unset(self) -> None:
        """Raises RefusedFileError (P091) where a formula in a column asked for has no stored value."""
        if self.unset:
            line, column = self.unset[0]
            raise RefusedFileError(problem("P091", Span(self.page.path, line), count=len(self.unset), column=column))


def rows_left_out(source: str, path: str, rows: Sequence[LeftOut], count: int | None = None) -> Iterator[Problem]:
    """D060 at the first of a page's rows that are no unit's, with the words that say so; none without any. `count`: how
    many there are, where `rows` has each text once."""
    if rows:
        texts = list(dict.fromkeys(" ".join(row.text.partition(":")[0].split())[:40] for row in rows))
        shown = ", ".join(f"«{text}»" for text in texts[:5]) + (" …" if len(texts) > 5 else "")
        yield problem("D060", Span(path, rows[0].line), source=source, count=count or len(rows), texts=shown)


def _refuse_merged(page: Page, head: Head, at: Mapping[str, int]) -> None:
    """Raises RefusedFileError (P098) where cells below the head are merged downwards in a column asked for: which of
    the rows has what stands in them?"""
    for first, last, left, right in sorted(page.merged):
        columns = [column for column, i in at.items() if left <= i <= right]
        if columns and last > head.line and last > first:
            span = Span(page.path, max(first, head.line + 1))
            raise RefusedFileError(problem("P098", span, column=columns[0], last=last))


def _month(page: Page, wanted: SourceColumns) -> str:
    """The month that the sheet is named by. Raises RefusedFileError (P096) where it is none."""
    month = month_named(page.sheet)
    if month is None:
        column = wanted.written[wanted.period or ""]
        raise RefusedFileError(problem("P096", Span(page.path, 1), sheet=page.sheet, column=column))
    return month
