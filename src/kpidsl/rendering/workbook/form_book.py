"""A form as a workbook to fill in: a first sheet that says what to do, then a sheet for each table.

Nothing rests on the book's hidden parts: the form's id stands in a cell, in a property and in a defined name, and a
row's number in a column. Sheets to which rows are added are not protected, so that rows can be sorted, inserted and
deleted; in one of figures only the figures can be written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter

from kpidsl.model.follow_up import Remark
from kpidsl.model.form import ID_NAME, CellKind, Cells, Form, FormColumn, FormTable, Rows
from kpidsl.rendering.shown.text_fit import lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.wording import numbers
from kpidsl.wording.words import words

_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD = 3
"""Rows over the first row of a table: title, form, head."""
_SPARE = 200
"""Empty rows below the last one that look like those to fill in."""
_ROW, _TEXT_LINE, _MOST_LINES, _MOST_DIGITS = 17, 13, 20, 15
_HELP_LINES = 5
_WIDTHS = {
    "indicator": 34, "measure": 46, "responsible": 18, "deadline": 13, "measure_status": 12, "expected": 13,
    "by_month": 13, "came": 34, "comment": 46, "figure": 13, "status": 18, "own_risk": 12, "reason": 40, "case": 34,
    "heading": 24, "text": 100, "place": 34, "stands": 44, "proposal": 44, "answer": 12,
    "column": 40, "month": 16, "bounds": 26, "before": 16, "value": 18,
    "finding": 56, "about": 24, "advice": 40, "finding_answer": 14, "remark": 38,
    "unit": 28, "line": 14, "delivered": 22, "lacks": 24, "approval": 16,
}  # fmt: skip


def write_form_book(form: Form, remarks: Sequence[Remark], path: Path) -> None:
    """Write the book in the form's language. `remarks`: what was not taken as it stood last time.

    The same form gives the same cells. Raises OSError where the file cannot be written.
    """
    _FormBook(form, remarks, path).write()


class _FormBook:
    """The workbook being built."""

    def __init__(self, form: Form, remarks: Sequence[Remark], path: Path) -> None:
        self.form, self.remarks, self.words = form, remarks, words(form.language)
        self.title = (
            f"{self.words[f'form_title_{form.kind}']}: {form.name}, {numbers.month_name(form.period, form.language)}"
        )
        self.book: Any = xlsxwriter.Workbook(path, _OPTIONS)
        ended = datetime.combine((form.period + 1).first_day - timedelta(1), time.min)
        self.book.set_properties({"title": self.title, "author": "kpidsl", "created": ended})
        self.book.set_custom_property(ID_NAME, form.id)
        self.book.define_name(ID_NAME, f'="{form.id}"')
        plain = {"font_name": theme().office_font, "font_size": 10, "font_color": theme().ink, "valign": "top"}
        plain |= {"text_wrap": True}
        under = {"bottom": 1, "bottom_color": theme().rule}
        self.plain = self.book.add_format(plain)
        self.soft = self.book.add_format({**plain, "text_wrap": False, "font_size": 9, "font_color": theme().soft})
        self.big = self.book.add_format({**plain, "text_wrap": False, "font_size": 14, "bold": True})
        self.head = self.book.add_format({**plain, "bold": True, "bottom": 2, "valign": "bottom"})
        self.strong = self.book.add_format({**plain, "bold": True})
        self.strong_line = self.book.add_format({**plain, "bold": True, "text_wrap": False})
        self.given = self.book.add_format({**plain, **under, "num_format": "@"})
        self.number = self.book.add_format({**plain, **under, "num_format": "@", "font_color": theme().soft})
        open_cell = {"locked": not form.kind.tables[0].is_protected}
        wash = {**plain, **open_cell, **under, "bg_color": theme().wash, "left": 1, "left_color": theme().rule}
        self.formats = {
            CellKind.TEXT: self.book.add_format({**wash, "num_format": "@"}),
            CellKind.CHOICE: self.book.add_format({**wash, "num_format": "@"}),
            CellKind.DATE: self.book.add_format({**wash, "num_format": "dd.mm.yyyy", "align": "left"}),
            CellKind.NUMBER: self.book.add_format({**wash, "num_format": "General", "align": "left"}),
            CellKind.FIGURE: self.book.add_format({**wash, "num_format": "General", "align": "left"}),
            CellKind.GIVEN: self.given,
        }
        self.head_text = self.book.add_format(
            {**plain, "bold": True, "bottom": 2, "valign": "bottom", "num_format": "@"}
        )
        """A row that is inserted over the first one has the head's format: 0315 stays a text there too."""

    def write(self) -> None:
        """Write the file."""
        self._start()
        tables = self.form.kind.tables
        for table in tables:
            rows = self.form.tables.get(table.name, {})
            if rows or table is tables[0]:
                self._table(table, rows)
        self.book.close()

    def _start(self) -> None:
        """The sheet that opens: whom it is about, who fills it in, what to do, and what was not taken last time."""
        w = self.words
        sheet = self.book.add_worksheet(w["sheet_start"])
        sheet.set_column(0, 0, 24, self.plain)
        sheet.set_column(1, 1, 76, self.plain)
        sheet.set_column(2, 2, 56, self.plain)
        sheet.write_string(0, 0, self.title, self.big)
        last = f", {w['last_lock']} {self.form.last_lock}" if self.form.last_lock else ""
        sheet.write_string(1, 0, f"{w['form_id']} {self.form.id}{last}", self.soft)
        sheet.write_string(2, 0, w["form_filled_by"], self.strong)
        sheet.write_blank(2, 1, None, self.formats[CellKind.TEXT])
        for at in range(1, _HELP_LINES + 1):
            sheet.write_string(3 + at, 0, f"{at}.", self.soft)
            help_ = w[f"form_help_{self.form.kind}_{at}"]
            sheet.write_string(3 + at, 1, help_, self.plain)
            self._height(sheet, 3 + at, [(help_, 76)])
        if self.remarks:
            self._remarks(sheet, _HELP_LINES + 5)
        self._look(sheet)

    def _remarks(self, sheet: Any, at: int) -> None:
        w = self.words
        sheet.write_string(at, 0, w["form_remarks"], self.strong_line)
        for column, key in enumerate(("form_remark_place", "form_remark_text", "form_remark_help")):
            sheet.write_string(at + 1, column, w[key], self.head)
        for row, remark in enumerate(self.remarks, at + 2):
            for column, text in enumerate((remark.place, remark.text, remark.help)):
                sheet.write_string(row, column, text, self.given)
            self._height(sheet, row, [(remark.text, 76), (remark.help, 56)])

    def _table(self, table: FormTable, rows: Rows) -> None:
        w = self.words
        sheet = self.book.add_worksheet(w[f"sheet_{table.name}"])
        sheet.set_column(0, 0, 9, self.number)
        sheet.write_string(0, 0, self.title, self.big)
        sheet.write_string(1, 0, f"{w['form_id']} {self.form.id}", self.soft)
        sheet.write_string(_HEAD - 1, 0, w["head_number"], self.head)
        for at, column in enumerate(table.columns, 1):
            # the whole column has its format, so that 0315 stays a text in a row that is inserted
            sheet.set_column(at, at, _WIDTHS[column.name], self.formats[column.kind])
            for over in range(_HEAD - 1):
                sheet.write_blank(over, at, None, self.plain)  # nothing is filled in beside the title
            head = self.head if column.kind in (CellKind.DATE, CellKind.NUMBER, CellKind.FIGURE) else self.head_text
            sheet.write_string(_HEAD - 1, at, w[f"head_{column.name}"], head)
        for row, (number, cells) in enumerate(rows.items(), _HEAD):
            self._row(sheet, row, table, number, cells)
        end = _HEAD + len(rows) + (_SPARE if table.is_open else 0)
        for row in range(_HEAD + len(rows), end):
            for at, column in enumerate(table.columns, 1):
                sheet.write_blank(row, at, None, self.formats[column.kind])
        for at, column in enumerate(table.columns, 1):
            if end > _HEAD:
                self._validate(sheet, (_HEAD, at, end - 1, at), column)
        sheet.freeze_panes(_HEAD, 2)
        if rows:
            sheet.autofilter(_HEAD - 1, 0, max(end - 1, _HEAD), len(table.columns))
        sheet.repeat_rows(_HEAD - 1)
        sheet.print_area(0, 0, _HEAD + max(len(rows), 1) - 1, len(table.columns))
        if table.is_protected:
            sheet.protect("", {"format_columns": True, "format_rows": True})
        self._look(sheet)

    def _row(self, sheet: Any, row: int, table: FormTable, number: str, cells: Cells) -> None:
        sheet.write_string(row, 0, number, self.number)
        for at, column in enumerate(table.columns, 1):
            self._cell(sheet, row, at, column, cells.get(column.name, ""))
            cell = table.name, number, column.name
            of_cell = [one for one in self.remarks if (one.table, one.number, one.column) == cell]
            if of_cell:
                text = "\n".join(f"{one.text} {one.help}".strip() for one in of_cell)
                sheet.write_comment(row, at, text, {"x_scale": 2, "y_scale": min(len(of_cell), 4)})
        self._height(sheet, row, [(cells.get(c.name, ""), _WIDTHS[c.name]) for c in table.columns])

    def _cell(self, sheet: Any, row: int, at: int, column: FormColumn, text: str) -> None:
        look = self.formats[column.kind]
        if not text:
            sheet.write_blank(row, at, None, look)
        elif text in column.choices:
            sheet.write_string(row, at, self.words[f"choice_{text}"], look)
        elif column.kind is CellKind.DATE:
            sheet.write_datetime(row, at, datetime.combine(date.fromisoformat(text), time.min), look)
        elif column.kind in (CellKind.NUMBER, CellKind.FIGURE) and sum(map(str.isdecimal, text)) <= _MOST_DIGITS:
            sheet.write_number(row, at, float(Fraction(text)), look)
        else:
            sheet.write_string(row, at, text, look)

    def _validate(self, sheet: Any, area: tuple[int, int, int, int], column: FormColumn) -> None:
        """A drop-down list, or a question about what is no date or number; nothing is refused while it is written."""
        w = self.words
        if column.kind is CellKind.CHOICE:
            rule: dict[str, Any] = {"validate": "list", "source": [w[f"choice_{c}"] for c in column.choices]}
            message = w["form_a_choice"]
        elif column.kind is CellKind.DATE:
            rule, message = {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1)}, w["form_a_date"]
        elif column.kind is CellKind.NUMBER:
            rule, message = (
                {"validate": "decimal", "criteria": "between", "minimum": -1e12, "maximum": 1e12},
                w["form_a_number"],
            )
        else:
            return
        sheet.data_validation(
            *area,
            {
                **rule,
                "ignore_blank": True,
                "error_type": "warning",
                "error_title": w[f"head_{column.name}"],
                "error_message": message,
            },
        )

    def _look(self, sheet: Any) -> None:
        sheet.set_default_row(_ROW)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        safe = f"{self.title}. {self.words['form_id']} {self.form.id}".replace("&", "&&")
        sheet.set_footer(f"&L&8{safe}&R&8&P / &N")

    def _height(self, sheet: Any, row: int, texts: Sequence[tuple[str, float]]) -> None:
        """Set the row's height to fit its wrapped texts: not every program computes it."""
        # 5.25 points a character of the column's width, less its margins
        most = max(lines(text, 10, wide * 5.25 - 8) for text, wide in texts)
        if most > 1:
            sheet.set_row(row, _ROW + _TEXT_LINE * (min(most, _MOST_LINES) - 1))
