"""Exact percentiles and distinct persons: what does not add up is computed from the rows at every node."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Hashable, Sequence
from fractions import Fraction
from typing import TypeVar

from kpidsl.model.organisation import Structure
from kpidsl.model.period import Month
from kpidsl.model.tables import LevelValues

T = TypeVar("T")


def percentile(ordered: Sequence[int], percent: int) -> Fraction:
    """The percentile of ascending integers, interpolated between order statistics.

    Rank 1 + (n - 1) p (Hyndman and Fan 1996, type 7), exactly. `ordered` is not empty.
    """
    rank = Fraction((len(ordered) - 1) * percent, 100)
    below = rank.numerator // rank.denominator
    part = rank - below
    if not part:
        return Fraction(ordered[below])
    return ordered[below] + part * (ordered[below + 1] - ordered[below])


def quantiles(
    rows: Sequence[tuple[int, int, int | None]],
    percent: int,
    structure: Structure,
    months: Sequence[Month],
    year_starts: int,
) -> LevelValues:
    """Percentiles for each month and year to date at each node, from rows (month, leaf position, days).

    Rows without a duration do not count; a node's window without rows has no row in the result. Rows
    without unit (-1) count in the nodes without parent that hold every leaf. Of a part's node `without_unit` also
    tells that there are rows of the whole unit which may be the part's.
    """

    def exact(values: list[int]) -> tuple[int, int, int] | None:
        if not values:
            return None
        value = percentile(sorted(values), percent)
        return value.numerator, value.denominator, len(values)

    return _at_every_node(rows, exact, structure, months, year_starts)


def distinct(
    rows: Sequence[tuple[int, int, Hashable]], structure: Structure, months: Sequence[Month], year_starts: int
) -> LevelValues:
    """The number of different persons for each month and year to date at each node; as `quantiles` otherwise."""

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
    columns: tuple[array[int], ...] = tuple(array("q") for _ in range(7))
    for at, node in enumerate(structure.nodes):
        leaves = [*structure.with_their_parts(node)]
        apart = [*structure.partly(node)]
        if structure.holds_all(node):
            leaves += [-1]
            apart += [-1]
        so_far: list[T] = []
        homeless = False
        for month in months:
            if month == month.year_start(year_starts):
                so_far, homeless = [], False
            here = [d for leaf in leaves for d in by_cell.get((month.number, leaf), ())]
            without = any((month.number, leaf) in by_cell for leaf in apart)
            so_far, homeless = so_far + here, homeless or without
            for year_to_date, values, some in ((0, here, without), (1, so_far, homeless)):
                found = reduced(values) if values or some else None
                if found is not None:
                    row = (month.number, at, year_to_date, *found, int(some))
                    for held, one in zip(columns, row, strict=True):
                        held.append(one)
    return LevelValues(*columns)
