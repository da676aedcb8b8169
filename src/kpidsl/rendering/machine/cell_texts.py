"""How the texts of a column of results.csv are obtained from all cells of an indicator at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from kpidsl.model.control import ControlChart
from kpidsl.model.edition import Edition, is_early_warning
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.organisation import Node
from kpidsl.model.period import Month
from kpidsl.model.results import Figures, Grid
from kpidsl.model.risk import AssessedRisk, Need, Risk
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.rendering.machine.text_columns import Chosen, TextColumn, integers_of, of_numbers, of_pairs, texts_of

_STATES = tuple(s.slug for s in State)
_HIDDEN = len(_STATES)


@dataclass(frozen=True)
class IndicatorCells:
    """Every cell of an indicator, flat over [category][node][month] as the grid."""

    edition: Edition
    indicator: Indicator

    @cached_property
    def grid(self) -> Grid:
        """The indicator's grid."""
        return self.edition.grids[self.indicator.code]

    @cached_property
    def hidden(self) -> Chosen:
        """The cells that are hidden."""
        return np.asarray(integers_of(self.edition.hidden[self.indicator.code]) != 0)

    @property
    def shape(self) -> tuple[int, int, int]:
        """The numbers of categories, nodes and months."""
        return len(self.grid.categories), len(self.edition.structure.nodes), len(self.edition.months)

    def window(self, name: str) -> Figures:
        """The figures of the month or of the year to date."""
        figures: Figures = getattr(self.grid, name)
        return figures

    def has_value(self, window: str) -> Chosen:
        """The cells with a value in the window, hidden or not."""
        return np.asarray(integers_of(self.window(window).state) == State.VALUE)

    def along(self, axis: int, texts: Sequence[str]) -> TextColumn:
        """A text for each category, node or month (axis 0, 1 or 2), the same whatever the others are."""
        return TextColumn(texts_of(texts), np.indices(self.shape)[axis].ravel())


Getter = Callable[[IndicatorCells], TextColumn]
"""A column's texts in every cell of an indicator."""


def period(cells: IndicatorCells) -> TextColumn:
    """The months' names."""
    return cells.along(2, [str(month) for month in cells.edition.months])


def category(cells: IndicatorCells) -> TextColumn:
    """The names of the categories."""
    return cells.along(0, cells.grid.categories)


def code(cells: IndicatorCells) -> TextColumn:
    """The indicator's code."""
    return cells.along(0, [cells.indicator.code] * len(cells.grid.categories))


def of_node(text_of: Callable[[Node], str]) -> Getter:
    """A text that the node has."""
    return lambda cells: cells.along(1, [text_of(node) for node in cells.edition.structure.nodes])


def number(name: str) -> Getter:
    """A column of the grid as it is."""
    return text(name, str)


def text(name: str, text_of: Callable[[int], str], window: str = "") -> Getter:
    """The word or month for each number in a column of the grid, or of one of its windows."""
    return lambda cells: of_numbers(getattr(cells.window(window) if window else cells.grid, name), text_of)


def shown(name: str, window: str) -> Getter:
    """A whole number from a window's figures; empty where there is no value to show."""
    return lambda cells: text(name, str, window)(cells).only(cells.has_value(window) & ~cells.hidden)


def value(window: str) -> Getter:
    """The value in the indicator's unit to 6 decimals; empty where there is no value to show."""
    return lambda cells: _fractions(cells, window, "").only(cells.has_value(window) & ~cells.hidden)


def fraction(name: str, window: str = "") -> Getter:
    """A fraction of the grid, or of one of its windows, in the indicator's unit to 6 decimals; empty for 0/0."""
    return lambda cells: _fractions(cells, window, f"{name}_")


def _fractions(cells: IndicatorCells, window: str, name: str) -> TextColumn:
    columns, scale = cells.window(window) if window else cells.grid, cells.indicator.scale
    tops, bottoms = getattr(columns, f"{name}numerator"), getattr(columns, f"{name}denominator")
    return of_pairs(tops, bottoms, lambda top, bottom: decimal(top, bottom, scale))


def state(window: str) -> Getter:
    """The state of each figure, or that it is hidden."""

    def states(cells: IndicatorCells) -> TextColumn:
        codes = np.where(cells.hidden, _HIDDEN, integers_of(cells.window(window).state))
        return TextColumn(texts_of([*_STATES, "hidden"]), codes.astype(np.intp))

    return states


def marks(window: str) -> Getter:
    """The marks of each value, hidden or not."""

    def slugs(numbered: int) -> str:
        return " ".join(Mark(numbered).slugs)

    return lambda cells: text("marks", slugs, window)(cells).only(cells.has_value(window))


def early_warning(cells: IndicatorCells) -> TextColumn:
    """1 for what is green and getting worse without being a deviation, else 0."""
    grid = cells.grid
    judged: list[Any] = [integers_of(column) for column in (grid.year_to_date.status, grid.trend, grid.deviation)]
    return TextColumn(texts_of(["0", "1"]), np.asarray(is_early_warning(*judged)).astype(np.intp))


def now(of: Callable[[IndicatorCells, int], str]) -> Getter:
    """A text for each node in the reporting month; empty for every other month, and for the categories of a
    breakdown."""

    def texts(cells: IndicatorCells) -> TextColumn:
        edition, nodes = cells.edition, range(len(cells.edition.structure.nodes))
        codes = np.zeros(cells.shape, dtype=np.intp)
        codes[0, :, edition.period.number - edition.months[0].number] = [1 + at for at in nodes]
        return TextColumn(texts_of(["", *(of(cells, at) for at in nodes)]), codes.ravel())

    return texts


def risk(of: Callable[[Risk], str]) -> Getter:
    """A text of the risk; empty without one."""

    def text_of(cells: IndicatorCells, node: int) -> str:
        computed = cells.edition.risks.get((cells.indicator.code, node))
        return of(computed) if computed else ""

    return now(text_of)


def need(of: Callable[[Need, Fraction], str]) -> Getter:
    """A text of the need and the indicator's scale; empty where a need is not stated: an undecided year to date
    promises nothing."""

    def text_of(cells: IndicatorCells, node: int) -> str:
        computed = cells.edition.risks.get((cells.indicator.code, node))
        if computed is None or computed.need is None:
            return ""
        undecided = cells.grid.year_to_date.undecided[cells.edition.axes.at(node, cells.edition.period)]
        return "" if undecided else of(computed.need, cells.indicator.scale)

    return now(text_of)


def bound(of: Callable[[Need], Fraction | None]) -> Getter:
    """One bound of the need in the indicator's unit, to 6 decimals; empty where there is none."""

    def text_of(needed: Need, scale: Fraction) -> str:
        limit = of(needed)
        return "" if limit is None else decimal(limit.numerator, limit.denominator, scale)

    return need(text_of)


def control(of: Callable[[ControlChart], str]) -> Getter:
    """A text of the control chart; empty without one."""

    def text_of(cells: IndicatorCells, node: int) -> str:
        chart = cells.edition.charts.get((cells.indicator.code, node))
        return of(chart) if chart else ""

    return now(text_of)


def assessed(of: Callable[[AssessedRisk], str]) -> Getter:
    """A text of the leader's own assessment; empty without one."""

    def text_of(cells: IndicatorCells, node: int) -> str:
        assessment = cells.edition.assessed.get((cells.indicator.code, node))
        return of(assessment) if assessment else ""

    return now(text_of)


def longer(of: Callable[[LongerWindow, Fraction], str]) -> Getter:
    """A text of what is shown in place of a hidden month, and of the indicator's scale; empty where nothing is."""

    def text_of(cells: IndicatorCells, node: int) -> str:
        code = cells.indicator.code
        window = cells.edition.cell(code, node).longer if (code, node) in cells.edition.longer else None
        return "" if window is None else of(window, cells.indicator.scale)

    return now(text_of)


def decimal(numerator: int, denominator: int, scale: Fraction) -> str:
    """The fraction times the scale to 6 decimals, half away from zero, exactly; empty for 0/0."""
    if not denominator:
        return ""
    top, bottom = numerator * scale.numerator * 10**6, denominator * scale.denominator
    whole, rest = divmod(abs(top), abs(bottom))
    whole += 2 * rest >= abs(bottom)
    sign = "-" if (top < 0) != (bottom < 0) and whole else ""
    return f"{sign}{whole // 10**6}.{whole % 10**6:06d}"


def positive(numbered: int) -> str:
    """The number; empty for 0."""
    return str(numbered) if numbered else ""


def month(numbered: int) -> str:
    """The month with that number; empty for 0."""
    return str(Month(numbered)) if numbered else ""
