"""The figures that a unit enters by hand: the rows of its form, what is wrong in a cell, and what is entered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from kpidsl.followup.fold import Followed
from kpidsl.followup.row_numbers import new_number
from kpidsl.model.follow_up import Entries
from kpidsl.model.form import FIGURES, NOT_READY, Cells, Form, Rows
from kpidsl.model.sheet import NumberedRow

PER_CENT = (Fraction(0), Fraction(100))
"""The bounds of a column of per cent."""


@dataclass(frozen=True, order=True)
class FigureKey:
    """Which figure it is. `at` is the month or the year as sources write it, `2026-10` or `2026`; `parts` are the cells
    that divide a unit's figures, in the order of the source's columns for that."""

    source: str
    unit: str
    at: str
    parts: tuple[str, ...]
    column: str


@dataclass(frozen=True)
class AskedFigure:
    """A figure that is asked for, in the words of the form's language: `column` and `month` say which, `wanted` what it
    may be, `before` the one before it. `value` is what stands in the source, with a point, as forms keep numbers;
    `type` that of its column."""

    key: FigureKey
    column: str
    month: str
    wanted: str
    before: str
    value: str
    type: str
    bounds: tuple[Fraction, Fraction] | None


def figure_rows(asked: Iterable[AskedFigure]) -> Rows:
    """The rows of the form. Which figure a row is of, and what it may be, is not drawn; a row has the same number in
    every book."""
    rows: dict[str, Cells] = {}
    for one in asked:
        key = one.key
        names = [key.source, key.unit, key.at, *key.parts, key.column]
        rows[new_number(f"figure {json.dumps(names)}", rows)] = {
            "column": one.column,
            "month": one.month,
            "bounds": one.wanted,
            "before": one.before,
            **({"value": one.value} if one.value else {}),
            "key": json.dumps([key.source, key.unit, key.at, list(key.parts), key.column], ensure_ascii=False),
            "type": one.type,
            "between": " ".join(map(str, one.bounds)) if one.bounds is not None else "",
        }
    return rows


def not_wanted(row: NumberedRow, form: Form) -> bool:
    """Whether the figure in the row is none of those that it may be: not whole, or outside its bounds."""
    cells, value = form.tables[FIGURES.name].get(row.number, {}), _number(row.cells.get("value", ""))
    if value is None:
        return False
    bounds, is_whole = bounds_of(cells), cells.get("type") == "integer"
    return (is_whole and value.denominator != 1) or (bounds is not None and not bounds[0] <= value <= bounds[1])


def may_be_a_fraction(row: NumberedRow, form: Form) -> bool:
    """Whether a figure in per cent is below 1, as if it were a fraction of 1."""
    cells, value = form.tables[FIGURES.name].get(row.number, {}), _number(row.cells.get("value", ""))
    return value is not None and bounds_of(cells) == PER_CENT and 0 < value < 1


def bounds_of(cells: Cells) -> tuple[Fraction, Fraction] | None:
    """The bounds of the figure in a form's row; None where any will do."""
    low, _, high = cells.get("between", "").partition(" ")
    return (Fraction(low), Fraction(high)) if high else None


def entered_figures(units: Iterable[Followed]) -> dict[FigureKey, str]:
    """The figures that the units have entered, as forms keep them: a number with a point, NOT_READY, or empty where one
    has been taken away. What is struck is empty too."""
    entered: dict[FigureKey, str] = {}
    for cells in _entered_rows(units):
        source, unit, at, parts, column = json.loads(cells["key"])
        text = cells.get("value", "")
        is_figure = text == NOT_READY or _number(text) is not None
        entered[FigureKey(source, unit, at, tuple(parts), column)] = text if is_figure else ""
    return entered


def _entered_rows(units: Iterable[Followed]) -> Iterator[Mapping[str, str]]:
    for followed in units:
        for row in followed.entries.get((FIGURES.name, None), Entries()).rows.values():
            cells = {column: entry.text for column, entry in row.entries.items()}
            if "key" in cells:
                yield cells


def sources_of(keys: Iterable[FigureKey]) -> Sequence[str]:
    """The sources that the figures are of, by name."""
    return sorted({key.source for key in keys})


def _number(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except ValueError:
        return None
