"""Sheets of a workbook: a card, a level's units, lists of deviations and of data problems; for screen and paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from kpidsl.model.edition import Edition
from kpidsl.model.organisation import Node
from kpidsl.model.spec import Indicator
from kpidsl.rendering.shown.locked_card import edition_name
from kpidsl.rendering.shown.open_matters import OpenMatter
from kpidsl.rendering.shown.plan import MeasureShown, joined
from kpidsl.rendering.shown.summary import summary
from kpidsl.rendering.shown.text_fit import lines
from kpidsl.rendering.shown.theme import theme
from kpidsl.rendering.shown.undelivered import LateBelow
from kpidsl.rendering.shown.withdrawn import withdrawn_figures
from kpidsl.rendering.shown.work_list import Cause, FileWork, WorkItem
from kpidsl.rendering.workbook.card_columns import card_columns
from kpidsl.rendering.workbook.lines import BookRows, Number, Shown
from kpidsl.rendering.workbook.points_cell import write_points
from kpidsl.wording import numbers
from kpidsl.wording.words import words

_DEVIATIONS: dict[str, float] = {
    "level": 9, "line": 10, "units": 20, "code": 6, "indicator": 33, "year_to_date": 13, "target": 12, "distance": 16,
    "status": 14, "since_head": 11, "new_or_continuing": 10, "case": 22, "measure": 28, "who": 13, "deadline": 11,
}  # fmt: skip
_WARNINGS: dict[str, float] = {
    "level": 9, "line": 10, "units": 24, "code": 6, "indicator": 44, "year_to_date": 14.5, "target": 13,
    "distance_in_words": 26, "result": 14.5, "arrow": 12,
}  # fmt: skip
_PROBLEMS: dict[str, float] = {
    "file": 24, "weight": 10, "cause": 7, "at_rows": 12, "what_is_wrong": 48, "units": 10, "indicator": 11,
    "became": 24, "todo": 44, "paste": 26,
}  # fmt: skip
_MATTERS: dict[str, float] = {"units": 28, "indicator": 40, "matter": 26, "measure": 50, "who": 18, "deadline": 13}
_LATE: dict[str, float] = {"units": 40, "undelivered": 60}
_NUMERIC = ("target", "ambition", "result", "year_to_date", "distance")
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HEAD = 3
"""Rows over the first row of a table: title, edition, head."""
_ROW, _TEXT_LINE, _MOST_LINES = 17, 13, 8
"""Points of a row of one line, and of each further line; and how many a row shows at most."""
_POINTS_OF_LETTER = 5.0
"""A column's width counts letters; of running text more than one goes to each."""
_MOST_LETTERS, _MOST_ROWS = 32_767, 1_000_000
"""What a cell and a sheet hold at most in a spreadsheet (of rows, less the head's and some to spare)."""
_PINNED = {"nb": "[$-414]", "en": "[$-809]"}
"""Before a number's or a month's format: what the book is written in, whatever the machine that opens it speaks."""


class Book:
    """A workbook being built."""

    def __init__(self, path: Path, edition: Edition, lines: BookRows, title: str) -> None:
        self.edition, self.lines, self.language, self.words = edition, lines, lines.language, words(lines.language)
        self.month = numbers.month_name(edition.period, self.language)
        self.pinned = _PINNED[self.language]
        self.book: Any = xlsxwriter.Workbook(path, _OPTIONS)
        ended = datetime.combine((edition.period + 1).first_day - timedelta(1), datetime.min.time())
        about = {"title": f"{title}, {self.month}", "subject": f"{edition.period}", "author": "kpidsl"}
        self.book.set_properties({**about, "comments": f"{edition.id}, {edition.recipient}", "created": ended})
        for name, value in (("edition", edition.id), ("period", str(edition.period)), ("recipient", edition.recipient)):
            self.book.set_custom_property(name, value)
        self.formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.numeric: dict[tuple[str, bool], Any] = {}
        self.names: set[str] = set()
        self.text, self.wrapped = self.row_format(), self.row_format(text_wrap=True)
        self.strong, self.right = self.row_format(text_wrap=True, bold=True), self.row_format(align="right")
        self.instead = self.row_format(align="right", font_color=theme().soft)
        self.beside = self.row_format(align="right", font_color=theme().soft, text_wrap=True)
        self.status = {
            s.slug: self.row_format(font_color=look.colour, bold=True) for s, look in theme().statuses.items()
        }
        self.pale = self.row_format(font_color=theme().soft)

    def close(self) -> None:
        """Write the file."""
        self.book.close()

    def format(self, **wanted: Any) -> Any:
        """A cell format, created once."""
        key = tuple(sorted(wanted.items()))
        if key not in self.formats:
            indent = 0 if wanted.get("align") == "right" or "font_size" in wanted else 1
            plain = {
                "font_name": theme().office_font,
                "font_size": 10,
                "font_color": theme().ink,
                "valign": "vcenter",
                "indent": indent,
            }
            self.formats[key] = self.book.add_format({**plain, **wanted})
        return self.formats[key]

    def row_format(self, **wanted: Any) -> Any:
        """A cell format with the hairline below each row."""
        return self.format(bottom=1, bottom_color=theme().rule, **wanted)

    def _sheet(self, name: str, title: str, columns: dict[str, float], frozen: int, *notes: str) -> Any:
        """A sheet with its title, edition, notes and header row: frozen panes, set up for landscape paper."""
        clean = "".join(c for c in name if c not in "[]:*?/\\").strip("'")[:28] or "-"
        while clean.lower() in self.names:
            clean += "_"
        self.names.add(clean.lower())
        sheet = self.book.add_worksheet(clean)
        w, edition = self.words, self.edition
        footer = " ".join((self._about_edition(), *notes))
        sheet.write_string(0, 0, f"{title}, {self.month}", self.format(bold=True, font_size=14))
        sheet.write_string(1, 0, footer, self.format(font_color=theme().soft, font_size=9))
        sheet.set_row(_HEAD - 1, 30)
        sheet.set_default_row(_ROW)
        for at, (key, wide) in enumerate(columns.items()):
            sheet.set_column(at, at, wide)
            side = "right" if key in _NUMERIC else "left"
            look = {"bold": True, "bottom": 2, "text_wrap": True, "valign": "bottom", "align": side}
            sheet.write_string(_HEAD - 1, at, w[key], self.format(**look))
        sheet.freeze_panes(_HEAD, frozen)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD - 1)
        safe = f"{title}, {self.month}. {edition_name(edition, self.language)}".replace("&", "&&")
        sheet.set_footer(f"&L&8{safe}&R&8&P / &N")
        return sheet

    def _about_edition(self) -> str:
        """Which edition it is, whose, and whether its figures are synthetic."""
        w, edition = self.words, self.edition
        about = f"{edition_name(edition, self.language)}. {w['recipient']}: {edition.recipient}."
        return f"{about} {w['synthetic']}" if edition.synthetic else about

    def card(self, name: str, title: str, groups: Sequence[tuple[str, str, list[Indicator]]], node: int) -> None:
        """One unit's card: rows under their result requirements."""
        of_rows = [self.lines.shown(i, node) for _, _, indicators in groups for i in indicators]
        columns = card_columns(of_rows)
        sheet = self._sheet(name, title, columns, 2)
        self._summary(sheet, node, columns)
        months = self._month_heads(sheet, len(columns))
        at = _HEAD
        for perspective, requirement, indicators in groups:
            heading = f"{perspective[:1].upper()}{perspective[1:]}: {requirement}" if perspective else requirement
            sheet.set_row(at, 24)
            sheet.write_string(at, 0, heading, self.format(bold=True, font_size=11, valign="bottom"))
            at += 1
            for indicator in indicators:
                self._line(sheet, at, 0, self.lines.shown(indicator, node), columns)
                at += 1
        sheet.print_area(0, 0, at, months - 1)

    def _summary(self, sheet: Any, node: int, columns: dict[str, float]) -> None:
        """What the unit's page says first, over the table, and after it which edition it is."""
        points = summary(self.edition, node, self.language)
        after = (*withdrawn_figures(self.edition, (node,), self.language), self._about_edition())
        texts = [*(point.text for point in points), *after]
        wide = sum(columns.values()) * _POINTS_OF_LETTER
        sheet.set_row(1, _ROW + _TEXT_LINE * (sum(lines(text, 10, wide) for text in texts) - 1))
        look = self.format(text_wrap=True, valign="top", font_size=10)
        sheet.merge_range(1, 0, 1, len(columns) - 1, "", look)
        bold, plain = (self.format(bold=is_bold, font_size=10) for is_bold in (True, False))
        write_points(sheet, points, after, (look, bold, plain))

    def level(self, name: str, title: str, rows: Iterable[tuple[Node, Indicator, int]]) -> None:
        """Many units: one row per unit and indicator."""
        of_rows = [(node.name, self.lines.shown(indicator, index)) for node, indicator, index in rows]
        columns = {"units": 28, **card_columns([shown for _, shown in of_rows])}
        sheet = self._sheet(name, title, columns, 3)
        months = self._month_heads(sheet, len(columns))
        at = _HEAD
        for unit, shown in of_rows:
            sheet.write_string(at, 0, unit, self.text)
            self._line(sheet, at, 1, shown, columns)
            at += 1
        sheet.autofilter(_HEAD - 1, 0, max(at - 1, _HEAD), months - 1)
        sheet.print_area(0, 0, at, months - 1)

    def _month_heads(self, sheet: Any, first: int) -> int:
        """Write the months' headers beside the table (not printed) and return the column of the first."""
        head = self.format(font_color=theme().soft, bottom=2, align="right", valign="bottom")
        for at, month in enumerate(self.lines.months):
            sheet.write_string(_HEAD - 1, first + at, numbers.month_name(month, self.language, "MMM yy"), head)
        sheet.set_column(first, first + len(self.lines.months) - 1, 9)
        return first

    def _line(self, sheet: Any, row: int, first: int, shown: Shown, columns: dict[str, float]) -> None:
        """Write the cells of a row from column `first` on."""
        text, wrapped = self.text, self.wrapped
        write, at = sheet.write_string, first
        write(row, at, shown.code, text)
        write(row, at + 1, shown.title, self.strong if shown.is_deviation else wrapped)
        write(row, at + 2, shown.target, self.right)
        if "ambition" in columns:
            at += 1
            write(row, at + 2, shown.ambition, self.right)
        self._number(sheet, row, at + 3, shown.result)
        write(row, at + 4, shown.arrow, text)
        status = ", ".join(text for text in (shown.status_text, shown.deviation_mark) if text)
        write(row, at + 5, status, self.status.get(shown.status, self.pale))
        self._number(sheet, row, at + 6, shown.year_to_date, bold=True)
        distance = "; ".join(text for text in (shown.deviation, shown.need) if text)
        write(row, at + 7, distance, wrapped)
        write(row, at + 8, shown.risk, text)
        write(row, at + 9, shown.assessed, wrapped)
        write(row, at + 10, shown.last_months, wrapped)
        for column, number in enumerate(shown.history, at + 11):
            self._number(sheet, row, column, number)
        wide = (columns[key] for key in ("indicator", "result", "distance_in_words", "assessed", "last_months"))
        result = shown.result.text if shown.result.is_long else ""
        wrapping = shown.title, result, distance, shown.assessed, shown.last_months
        self._height(sheet, row, zip(wrapping, wide, strict=True))

    def _height(self, sheet: Any, row: int, texts: Iterable[tuple[str, float]]) -> None:
        """Set the row's height to fit its wrapped texts: not every program computes it."""
        # 5.25 points a character of the column's width, less its margins
        most = max(lines(t, 10, w * 5.25 - 8) if len(t) > w * 0.7 else 1 for t, w in texts)
        if most > 1:
            sheet.set_row(row, _ROW + _TEXT_LINE * (min(most, _MOST_LINES) - 1))

    def _number(self, sheet: Any, row: int, column: int, number: Number, *, bold: bool = False) -> None:
        """Write a real number with its format, or the text of its state."""
        if not number.pattern:
            sheet.write_string(row, column, number.text, self.beside if number.is_long else self.instead)
            return
        key = number.pattern, bold
        if key not in self.numeric:
            self.numeric[key] = self.row_format(num_format=self.pinned + number.pattern, bold=bold, align="right")
        sheet.write_number(row, column, number.value, self.numeric[key])

    def deviations(self, name: str, title: str, rows: Iterable[tuple[Node, Shown]]) -> None:
        """The list that the follow-up starts from; action, responsible and deadline are for the leader to fill in."""
        columns = _DEVIATIONS if self.lines.has_cases else {k: w for k, w in _DEVIATIONS.items() if k != "case"}
        w, text, wrapped = self.words, self.text, self.wrapped
        sheet = self._sheet(name, title, columns, 5, w["deviations_order_by_unit"])
        month = self.row_format(num_format=f"{self.pinned}mmm yyyy", align="left")
        empty = self.row_format(bg_color=theme().wash, text_wrap=True, left=1, left_color=theme().rule)
        deadline = self.row_format(bg_color=theme().wash, num_format="dd.mm.yyyy", left=1, left_color=theme().rule)
        at = _HEAD
        for node, shown in rows:
            sheet.write_string(at, 0, node.unit.kind, text)
            sheet.write_string(at, 1, node.line, text)
            sheet.write_string(at, 2, node.name, wrapped)
            sheet.write_string(at, 3, shown.code, text)
            sheet.write_string(at, 4, shown.title, wrapped)
            self._number(sheet, at, 5, shown.year_to_date, bold=True)
            sheet.write_string(at, 6, shown.target, self.right)
            self._number(sheet, at, 7, shown.distance)
            sheet.write_string(at, 8, shown.status_text, self.status.get(shown.status, self.pale))
            if shown.since is not None:
                sheet.write_datetime(at, 9, datetime.combine(shown.since.first_day, datetime.min.time()), month)
            else:
                sheet.write_string(at, 9, shown.since_text, wrapped)
            is_new = shown.since == self.edition.period
            sheet.write_string(at, 10, shown.news, self.row_format(bold=is_new))
            case = self.lines.case(node.unit, shown.code)
            if "case" in columns:
                sheet.write_string(at, 11, case, wrapped)
            first = list(columns).index("measure")
            entered = self._entered(sheet, at, first, self.lines.measures(node.unit, shown.code), empty, deadline)
            texts = ((node.name, "units"), (shown.title, "indicator"), (case, "case"), (entered, "measure"))
            self._height(sheet, at, [(text, _DEVIATIONS[column]) for text, column in texts])
            at += 1
        if at == _HEAD:
            sheet.write_string(at, 0, w["no_deviations"], self.format())
            return
        last = len(columns) - 1
        sheet.autofilter(_HEAD - 1, 0, at - 1, last)
        sheet.data_validation(_HEAD, last, at - 1, last, self._a_date())
        sheet.print_area(0, 0, at - 1, last)

    def _entered(
        self, sheet: Any, at: int, first: int, measures: Sequence[MeasureShown], look: Any, date_look: Any
    ) -> str:
        """Write what is entered about the deviation, or cells to fill in, from the column `first`; the text of the
        first cell."""
        entered = "\n".join(f"{one.text} ({one.notes})" if one.notes else one.text for one in measures)
        texts = (entered, joined(measures, "responsible"), joined(measures, "deadline"))
        looks = (look, look, date_look)
        for column, (text, of_column) in enumerate(zip(texts, looks, strict=True), first):
            if text:
                sheet.write_string(at, column, text, look)
            else:
                sheet.write_blank(at, column, None, of_column)
        return entered

    def warnings(self, name: str, title: str, rows: Iterable[tuple[Node, Shown]]) -> None:
        """Green and getting worse: to look at, with nothing to fill in."""
        sheet = self._sheet(name, title, _WARNINGS, 5)
        text, wrapped = self.text, self.wrapped
        at = _HEAD
        for node, shown in rows:
            for column, value in enumerate((node.unit.kind, node.line, node.name, shown.code, shown.title)):
                sheet.write_string(at, column, value, wrapped if column in (2, 4) else text)
            self._number(sheet, at, 5, shown.year_to_date, bold=True)
            sheet.write_string(at, 6, shown.target, self.right)
            sheet.write_string(at, 7, shown.deviation, wrapped)
            self._number(sheet, at, 8, shown.result)
            sheet.write_string(at, 9, shown.arrow, text)
            self._height(sheet, at, ((node.name, _WARNINGS["units"]), (shown.title, _WARNINGS["indicator"])))
            at += 1
        if at == _HEAD:
            sheet.write_string(at, 0, self.words["no_early_warnings"], self.format())
            return
        sheet.autofilter(_HEAD - 1, 0, at - 1, len(_WARNINGS) - 1)
        sheet.print_area(0, 0, at - 1, len(_WARNINGS) - 1)

    def open_matters(self, name: str, title: str, matters: Sequence[OpenMatter]) -> None:
        """What is left to follow up, a row each."""
        sheet = self._sheet(name, title, _MATTERS, 2)
        for at, one in enumerate(matters, _HEAD):
            cells = (one.unit, one.indicator, one.matter, one.measure, one.responsible, one.deadline)
            for column, text in enumerate(cells):
                sheet.write_string(at, column, text, self.wrapped)
            self._height(sheet, at, zip(cells, _MATTERS.values(), strict=True))
        end = _HEAD + len(matters) - 1
        sheet.autofilter(_HEAD - 1, 0, end, len(_MATTERS) - 1)
        sheet.print_area(0, 0, end, len(_MATTERS) - 1)

    def late(self, name: str, title: str, late: Sequence[LateBelow]) -> None:
        """The units just below that have not delivered, or hold such, a row each."""
        sheet = self._sheet(name, title, _LATE, 1)
        for at, one in enumerate(late, _HEAD):
            sheet.write_string(at, 0, one.name, self.wrapped)
            sheet.write_string(at, 1, one.text, self.wrapped)
            self._height(sheet, at, zip((one.name, one.text), _LATE.values(), strict=True))

    def problems(self, name: str, title: str, files: Sequence[FileWork]) -> None:
        """The work list of data problems: a row for each thing that is wrong, with its file and cause, to filter."""
        w, edition = self.words, self.edition
        notes = [*([w["own_problems"]] if edition.is_part else []), *([w["problems_note"]] if files else [])]
        tasks = [(file, cause, task) for file in files for cause in file.causes for task in cause.tasks]
        for start in range(0, max(len(tasks), 1), _MOST_ROWS):
            sheet = self._sheet(name, title, _PROBLEMS, 4, *notes)
            at = _HEAD
            for task in tasks[start : start + _MOST_ROWS]:
                at = self._task(sheet, at, *task)
            if at == _HEAD:
                sheet.write_string(at, 0, w["no_problems"], self.format())
                return
            sheet.autofilter(_HEAD - 1, 0, at - 1, len(_PROBLEMS) - 1)
            sheet.print_area(0, 0, at - 1, len(_PROBLEMS) - 1)

    def _task(self, sheet: Any, at: int, file: FileWork, cause: Cause, task: WorkItem) -> int:
        """Write a thing that is wrong and return the row after it; row numbers that no cell holds go on in the next."""
        w, kind = self.words, self.strong if cause.severity == "error" else self.wrapped
        for places in textwrap.wrap(task.places, _MOST_LETTERS) or ["–"]:
            texts = (
                file.file or w["no_file"], w[f"weight_{cause.severity}"], cause.code, places, task.message, task.unit,
                task.indicator, cause.became, cause.todo, cause.fix,
            )  # fmt: skip
            for column, (key, text) in enumerate(zip(_PROBLEMS, texts, strict=True)):
                if not text:
                    sheet.write_blank(at, column, None, self.wrapped)
                elif key == "at_rows" and text.isdecimal():
                    sheet.write_number(at, column, int(text), self.row_format(align="left"))
                else:
                    whole = text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"
                    sheet.write_string(at, column, whole, kind if key == "weight" else self.wrapped)
            self._height(sheet, at, zip(texts, _PROBLEMS.values(), strict=True))
            at += 1
        return at

    def _a_date(self) -> dict[str, Any]:
        """Validation of a deadline: a value that is no date is asked about, not refused."""
        return {
            "validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "ignore_blank": True,
            "error_type": "warning", "error_title": self.words["deadline"], "error_message": self.words["a_date"],
        }  # fmt: skip
