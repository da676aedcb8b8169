"""The scorecard as a workbook: real numbers with formats, statuses as words, frozen headers, a sparkline a row."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from kpidsl.model.edition import Edition, Figure
from kpidsl.model.measure import UnitOfMeasure
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.rendering.numbers import DECIMALS, faithful_decimals
from kpidsl.rendering.rows import HISTORY, distance_text, target_text
from kpidsl.rendering.words import words

_COLOURS = {"green": "#06893A", "amber": "#995900", "red": "#C30000"}


def write_workbook(edition: Edition, folder: Path, language: str) -> None:
    """scorecard.xlsx: a sheet a level, one row a unit and indicator, in the edition's period."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(folder / "scorecard.xlsx", options)
    year, month = edition.period.year, edition.period.month
    book.set_properties(
        {
            "title": f"{words(language)['card']} {edition.period}",
            "comments": f"{edition.revision}-{edition.id}, {edition.recipient}",
            "created": datetime(year, month, 28),
        }
    )
    levels = list(dict.fromkeys(n.unit.kind for n in edition.structure.nodes))
    sheets = _Sheets(book, edition, language)
    for level in levels:
        sheets.level(level)
    book.close()


class _Sheets:
    def __init__(self, book: Any, edition: Edition, language: str) -> None:
        self.book, self.edition, self.language, self.words = book, edition, language, words(language)
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.status = {s: book.add_format({"font_color": c, "bold": True}) for s, c in _COLOURS.items()}
        self.formats: dict[str, Any] = {}
        self.used: set[str] = set()

    def level(self, level: str) -> None:
        """One sheet: the level's units."""
        name = "".join(c for c in level if c not in "[]:*?/\\")[:31] or "-"
        sheet = self.book.add_worksheet(name)
        w = self.words
        months = self.edition.months[-HISTORY:]
        names = "units code indicator target result arrow status year_to_date deviation history"
        heads = [w[name] for name in names.split()]
        sheet.write_row(0, 0, [*heads, *(str(m) for m in months)], self.head)
        sheet.freeze_panes(1, 3)
        for first, last, width in (
            (0, 0, 26),
            (1, 1, 7),
            (2, 2, 52),
            (3, 8, 15),
            (9, 9, 22),
            (10, 10 + len(months), 9),
        ):
            sheet.set_column(first, last, width)
        at = 0
        seen: set[tuple[str, str]] = set()
        for node, unit in enumerate(self.edition.structure.nodes):
            key = (unit.unit.kind, unit.unit.code)
            if unit.unit.kind != level or key in seen:
                continue
            seen.add(key)
            for indicator in self.edition.spec.indicators:
                at += 1
                self._row(sheet, at, unit.name, indicator, node)
        sheet.autofilter(0, 0, max(at, 1), 9)

    def _row(self, sheet: Any, at: int, name: str, indicator: Indicator, node: int) -> None:
        cell = self.edition.cell(indicator.code, node)
        figure, w = cell.year_to_date, self.words
        sheet.write_string(at, 0, name)
        sheet.write_string(at, 1, indicator.code)
        sheet.write_string(at, 2, indicator.title)
        sheet.write_string(at, 3, target_text(figure, indicator, self.language))
        self._number(sheet, at, 4, cell.month, indicator)
        sheet.write_string(at, 5, w[cell.trend.slug] if cell.trend else "")
        shown = figure.state is State.VALUE and not figure.hidden
        sheet.write_string(at, 6, w[figure.status.slug] if shown else "", self.status.get(figure.status.slug))
        self._number(sheet, at, 7, figure, indicator)
        sheet.write_string(at, 8, distance_text(figure, indicator, self.language))
        months = self.edition.months[-HISTORY:]
        for column, month in enumerate(months, 10):
            self._number(sheet, at, column, self.edition.cell(indicator.code, node, month).month, indicator)
        first, last = (xlsxwriter.utility.xl_rowcol_to_cell(at, c, True, True) for c in (10, 9 + len(months)))
        sheet.add_sparkline(at, 9, {"range": f"'{sheet.get_name()}'!{first}:{last}", "last_point": True})

    def _number(self, sheet: Any, row: int, column: int, figure: Figure, indicator: Indicator) -> None:
        """A real number with a format, or the mark of what is there instead."""
        if figure.hidden:
            sheet.write_string(row, column, ":")
            return
        if figure.value is None:
            sheet.write_string(row, column, figure.state.sign)
            return
        value = figure.value * indicator.scale
        edges = tuple(e * indicator.scale for e in (figure.target, figure.target_high) if e is not None)
        decimals = faithful_decimals(value, DECIMALS[indicator.unit], edges)
        percent = indicator.unit is UnitOfMeasure.PERCENT
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + (" %" if percent else "")
        pattern = pattern.replace(" %", '" %"')
        if pattern not in self.formats:
            self.formats[pattern] = self.book.add_format({"num_format": pattern})
        sheet.write_number(row, column, float(value), self.formats[pattern])
