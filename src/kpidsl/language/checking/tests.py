"""Checks tests (`prøve`): tables of raw cells by the source's columns, and the expected results."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from fractions import Fraction

from kpidsl.language.checking.conditions import TYPES, column_of
from kpidsl.language.checking.scope import Refused, Scope, mending, near, renaming
from kpidsl.language.checking.targets import amount_in
from kpidsl.language.reading.numbers import read_date
from kpidsl.language.tree import phrases as tree
from kpidsl.language.tree.blocks import Expectation, TestBlock
from kpidsl.model import spec as model
from kpidsl.model import spec_test
from kpidsl.model.location import Location
from kpidsl.model.period import Month
from kpidsl.model.spec import NUMBERS
from kpidsl.model.state import Status, Trend
from kpidsl.problems import numeral

_DATED = {"date", "month", "year"}


def check_test(block: TestBlock, indicators: dict[str, model.Indicator], scope: Scope) -> spec_test.SpecTest | None:
    """Return the test; None if a problem was reported."""
    given: dict[str, tuple[dict[str, str], ...]] = {}
    for table in block.given:
        try:
            source = scope.source(table.source)
            columns = [column_of(h, source) for h in table.header]
        except Refused as refused:
            scope.refused(refused)
            return None
        for row in table.rows:
            for cell, column in zip(row, columns, strict=True):
                _check_cell(cell, column, scope)
        rows = tuple({c.name: _cell(cell, c.type) for c, cell in zip(columns, row, strict=True)} for row in table.rows)
        given[source.name] = (*given.get(source.name, ()), *rows)
    months = {e.month.day for e in block.expectations if e.month is not None}
    if not block.expectations:
        scope.report("T071", block.span)
    if len(months) != 1:  # none: reported at what should be (S019)
        return None
    day = next(iter(months))
    expected = [_expectation(e, indicators, scope) for e in block.expectations]
    if any(e is None for e in expected):
        return None
    location = Location(block.span.path, block.span.line)
    kept = tuple(e for e in expected if e is not None)
    return spec_test.SpecTest(block.title.text, given, Month.of(day.year, day.month), kept, location)


def _check_cell(cell: tree.Name, column: model.ColumnSpec, scope: Scope) -> None:
    """Report a text or number that the column never holds, and what is no date or number where one should be; an empty
    cell is no value."""
    text = cell.text.strip()
    if not text:
        return
    if column.type == "text" and column.legal and text not in column.legal:
        offered = near(text, column.legal)
        scope.report(
            "T005",
            cell.span,
            value=text,
            column=column.name,
            near=offered,
            fixes=renaming(cell.span, cell.text, column.legal),
        )
    elif not _OF_TYPE.get(column.type, _anything)(_cell(cell, column.type)):
        scope.report("T133", cell.span, value=text, column=column.name, type=TYPES[column.type])
    elif column.bounds is not None and not column.bounds[0] <= _number(text) <= column.bounds[1]:
        low, high = map(numeral, column.bounds)
        scope.report("T171", cell.span, value=text, column=column.name, low=low, high=high)


def _number(text: str) -> Fraction:
    """The value of a cell that `_is_number`."""
    return Fraction(re.sub("[ \u00a0]", "", text).replace(",", "."))


def _anything(_: str) -> bool:
    return True


def _is_day(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None and read_date(text, 0) is not None


def _is_month(text: str) -> bool:
    return re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text) is not None and read_date(text, 0) is not None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d[\d \u00a0]*([.,]\d+)?", text) is not None


_OF_TYPE: dict[str, Callable[[str], bool]] = {
    "date": _is_day,
    "month": _is_month,
    **dict.fromkeys(NUMBERS, _is_number),
}


def _cell(cell: tree.Name, kind: str) -> str:
    """The text of a cell; a date or month in words becomes ISO, so that it reads like a data file's."""
    text = cell.text.strip()
    if kind not in _DATED or not text or re.fullmatch(r"[\d-]+", text):
        return text
    read = read_date(text, 0)
    if read is None or read[2] != len(text):
        return text
    day = read[0]
    if kind == "month":
        return f"{day.year:04d}-{day.month:02d}"
    return str(day.year) if kind == "year" else day.isoformat()


def _report_unknown(name: tree.Name, choice: Collection[str], scope: Scope) -> None:
    scope.report("T070", name.span, name=name.text, **mending(name.span, name.text, choice))


def _expectation(
    written: Expectation, indicators: dict[str, model.Indicator], scope: Scope
) -> spec_test.Expectation | None:
    indicator = indicators.get(written.code.text)
    if indicator is None:
        _report_unknown(written.code, indicators, scope)
        return None
    level = scope.levels.get(written.level.text.casefold()) if written.level else ""
    if level is None and written.level is not None:
        _report_unknown(written.level, scope.levels, scope)
        return None
    value: Fraction | None = None
    if written.value is not None:
        try:
            value = amount_in(written.value, indicator.unit)
        except Refused as refused:
            scope.refused(refused)
            return None
    return spec_test.Expectation(
        code=indicator.code,
        level=level or "",
        unit=written.unit.text if written.unit else "",
        value=value,
        numerator=written.numerator,
        denominator=written.denominator,
        status=Status[written.status.upper()] if written.status else None,
        trend=Trend[written.trend.upper()] if written.trend else None,
        state=written.state,
        year_to_date=written.year_to_date,
        location=Location(written.span.path, written.span.line),
    )
