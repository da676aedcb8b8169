"""Statistics that do not add up (percentiles, distinct persons), computed from the rows at every node."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from kpidsl.measures.measure import Measure
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.plan import ValuesPart
from kpidsl.model.tables import LevelValues, integer_column
from kpidsl.model.unit_index import positions_above

T = TypeVar("T")


def statistics(
    rows: Sequence[tuple[int, int, int | None]],
    measure: Measure[Any],
    part: ValuesPart,
    structure: Structure,
    months: Sequence[Month],
    year_starts: int,
) -> LevelValues:
    """The statistic for each month and year to date at each node, from rows (month, leaf position, value).

    Rows without a value do not count; a window with fewer rows than the measure needs has no row in the result. Rows
    without a unit (-1) count in the nodes without a parent that contain every leaf, those of a unit above the leaves at
    its node and those above it. For a part's node, `without_unit` also says that rows of the whole unit may belong to
    the part.
    """
    reduced = measure.reduced
    if reduced is None:
        raise ValueError(measure.name)

    def exact(values: list[int]) -> tuple[int, int, int] | None:
        if len(values) < measure.least_rows:
            return None
        value = reduced(sorted(values), 10**part.decimals, part.percent)
        return value.numerator, value.denominator, len(values)

    return _at_every_node(rows, exact, structure, months, year_starts)


def distinct(
    rows: Sequence[tuple[int, int, Hashable]], structure: Structure, months: Sequence[Month], year_starts: int
) -> LevelValues:
    """The number of different persons for each month and year to date at each node; as `statistics` otherwise."""

    def number(values: list[Hashable]) -> tuple[int, int, int]:
        persons = len(set(values))
        return persons, 1, persons

    return _at_every_node(rows, number, structure, months, year_starts)


def _at_every_node(
    rows: Sequence[tuple[int, int, T | None]],
    reduced: Callable[[list[T]], tuple[int, int, int] | None],
    structure: Structure,
    months: Sequence[Month],
    year_starts: int,
) -> LevelValues:
    by_cell: dict[tuple[int, int], list[T]] = {}
    for number, leaf, value in rows:
        if value is not None:
            by_cell.setdefault((number, leaf), []).append(value)
    rows_of_table: list[tuple[int, ...]] = []
    begins_year = [month == month.year_start(year_starts) for month in months]
    for at, (node, above) in enumerate(zip(structure.nodes, positions_above(structure), strict=True)):
        leaves = [*structure.with_their_parts(node), *above]
        parts = [*structure.partly(node)]
        if structure.holds_all(node):
            leaves += [-1]
            parts += [-1]
        accumulated: list[T] = []
        without_unit = False
        for month, is_first in zip(months, begins_year, strict=True):
            if is_first:
                accumulated, without_unit = [], False
            cells = [d for leaf in leaves for d in by_cell.get((month.number, leaf), ())]
            without = any((month.number, leaf) in by_cell for leaf in parts)
            accumulated, without_unit = accumulated + cells, without_unit or without
            for year_to_date, values, some in ((0, cells, without), (1, accumulated, without_unit)):
                figure = reduced(values) if values or some else None
                if figure is not None:
                    rows_of_table.append((month.number, at, year_to_date, *figure, int(some)))
    return _level_values(rows_of_table)


def _level_values(rows: Sequence[tuple[int, ...]]) -> LevelValues:
    """The table of rows (month, node, year to date, numerator, denominator, n, without unit), by column."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(7)]
    month_numbers, nodes, year_to_dates, numerators, denominators, n, without_units = columns
    return LevelValues(
        array("q", month_numbers),
        array("q", nodes),
        array("q", year_to_dates),
        integer_column(numerators),
        integer_column(denominators),
        array("q", n),
        array("q", without_units),
    )
