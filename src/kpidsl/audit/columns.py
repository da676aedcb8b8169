"""What a reader knows, as columns of whole numbers: for each indicator its cases, its numerator and the rest.

What an indicator is of is read off its printed figures: where the cases are the denominator and the numerator is never
more, it is a share, and the rest is a number too; where the numerator is the cases, it is a count; else only the cases
are numbers of somebody. Columns that are equal wherever both are printed are one and the same number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kpidsl.audit.published import LONGER, Key, Published, Series, Unit

Numbers = npt.NDArray[Any]
OUTSIDE, NOTHING, UNKNOWN, KNOWN = range(4)
"""What a reader knows of a cell: it is not there; it holds nothing, which adds 0; it is hidden; it is printed."""
_SAME_CELLS, _SAME_VALUES = 12, 4
"""In how many cells, and with how many different numbers, two columns must agree to be taken for the same."""


class Quantity(NamedTuple):
    """A whole number of a series: `cases`, `numerator` or `rest`."""

    series: Series
    name: str


@dataclass(frozen=True, slots=True)
class Quantities:
    """The quantities, each with the column its numbers are in (equal ones share it); `known` and `numbers` are over
    column, window, month and unit."""

    quantities: tuple[Quantity, ...]
    column_of: tuple[int, ...]
    months: tuple[str, ...]
    units: tuple[Unit, ...]
    known: Numbers
    numbers: Numbers
    longer: tuple[tuple[int, int, int, int], ...] = ()

    def members(self, column: int) -> list[Quantity]:
        """The quantities whose numbers are in the column."""
        return [q for q, of in zip(self.quantities, self.column_of, strict=True) if of == column]

    def cases_of(self, quantity: Quantity, cell: int) -> int:
        """The position of the cases that the number of the quantity in a cell (a position) is of."""
        _, *place = np.unravel_index(cell, self.known.shape)
        column = self.column_of[self.quantities.index(Quantity(quantity.series, "cases"))]
        return int(np.ravel_multi_index((column, *place), self.known.shape))

    def printed_of(self, units: Collection[Unit], cell: int) -> int:
        """What is printed of some units of the number in a cell (a position), together."""
        column, window, month, _ = np.unravel_index(cell, self.known.shape)
        at = [self.units.index(unit) for unit in units if unit in self.units]
        is_known = self.known[column, window, month, at] == KNOWN
        return int(self.numbers[column, window, month, at][is_known].sum())


def columns(edition: Published) -> Quantities:
    """The columns of everything that the edition prints."""
    keys = [*edition.figures, *edition.hidden, *edition.nothing]
    all_series = sorted({key.series for key in keys})
    months, units = sorted({key.month for key in keys}), sorted({key.unit for key in keys})
    at = _Places(
        {s: n for n, s in enumerate(all_series)}, {m: n for n, m in enumerate(months)},
        {u: n for n, u in enumerate(units)},
    )  # fmt: skip
    longer = {key: printed for key, printed in edition.figures.items() if key.window == LONGER}
    shape = (len(all_series), 3 if longer else 2, len(months), len(units))
    known = np.zeros(shape, dtype=np.int8)
    for state, cells in ((NOTHING, edition.nothing), (UNKNOWN, edition.hidden)):
        for key in cells:
            known[at.of(key)] = state
    top, bottom, cases = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    without_cases = np.zeros(shape, dtype=np.bool_)
    for key, printed in edition.figures.items():
        place = at.of(key)
        known[place] = KNOWN
        top[place], bottom[place] = _held(printed.numerator), _held(printed.denominator)
        cases[place] = printed.cases or 0
        without_cases[place] = printed.cases is None
    quantities, states, numbers = [], [], []
    for n, series in enumerate(all_series):
        for name, seen, number in _of_series(known[n], top[n], bottom[n], cases[n], without_cases[n]):
            quantities.append(Quantity(series, name))
            states.append(seen)
            numbers.append(number)
    table = _shared(quantities, np.stack(states), np.stack(numbers), months, units)
    spans = [(key.series, at.units[key.unit], at.months.get(of.first, -1), at.months[key.month])
             for key, of in longer.items()]  # fmt: skip
    return replace(table, longer=tuple(_of_columns(table, spans)))


def _of_columns(
    table: Quantities, spans: Sequence[tuple[Series, int, int, int]]
) -> Iterator[tuple[int, int, int, int]]:
    """Of series, units and the first and last of several months (-1: it is not read) each column of the series with
    these."""
    columns_of: dict[Series, set[int]] = {}
    for quantity, column in zip(table.quantities, table.column_of, strict=True):
        columns_of.setdefault(quantity.series, set()).add(column)
    for series, unit, first, last in spans:
        if first >= 0:
            yield from ((column, unit, first, last) for column in sorted(columns_of[series]))


@dataclass(frozen=True, slots=True)
class _Places:
    series: dict[Series, int]
    months: dict[str, int]
    units: dict[Unit, int]

    def of(self, key: Key) -> tuple[int, int, int, int]:
        return self.series[key.series], key.window, self.months[key.month], self.units[key.unit]


def _held(number: int) -> int:
    """The number; 0 for an amount that is beyond what counts of somebody can be."""
    return number if abs(number) < 2**53 else 0


def _of_series(
    known: Numbers, top: Numbers, bottom: Numbers, cases: Numbers, without: Numbers
) -> list[tuple[str, Numbers, Numbers]]:
    """The quantities of a series: name, what is known of each cell, its number (all over window, month and unit)."""
    fully_known = (known == KNOWN) & ~without
    if fully_known.any() and (cases[fully_known] == top[fully_known]).all() and (bottom[fully_known] == 1).all():
        return [("cases", known, top)]
    if not (cases[fully_known] == bottom[fully_known]).all():
        lacking = np.where((known == KNOWN) & without, OUTSIDE, known)
        return [("cases", lacking, cases)]
    of_cases = ("cases", known, bottom)
    shown = known == KNOWN
    if ((top < 0) | (top > bottom))[shown].any():
        return [of_cases]
    return [of_cases, ("numerator", known, top), ("rest", known, bottom - top)]


def _shared(
    quantities: Sequence[Quantity], known: Numbers, numbers: Numbers, months: Sequence[str], units: Sequence[Unit]
) -> Quantities:
    """Equal quantities put together: what one of them prints, is known of all."""
    column_of = list(range(len(quantities)))
    for later in range(len(quantities)):
        for earlier in range(later):
            if column_of[earlier] == earlier and _same(known, numbers, earlier, later):
                column_of[later] = earlier
                break
    kept = sorted(set(column_of))
    merged_known, merged_numbers = [], []
    for column in kept:
        members = [n for n, of in enumerate(column_of) if of == column]
        state = known[members].max(axis=0)
        first = (known[members] == KNOWN).argmax(axis=0)
        number = np.take_along_axis(numbers[members], first[None], axis=0)[0]
        merged_known.append(state)
        merged_numbers.append(np.where(state == KNOWN, number, 0))
    places = {column: n for n, column in enumerate(kept)}
    return Quantities(
        tuple(quantities), tuple(places[c] for c in column_of), tuple(months), tuple(units),
        np.stack(merged_known), np.stack(merged_numbers),
    )  # fmt: skip


def _same(known: Numbers, numbers: Numbers, one: int, other: int) -> bool:
    """Whether the two agree in all cells where both are printed, and in enough of them."""
    both = (known[one] == KNOWN) & (known[other] == KNOWN)
    mine = numbers[one][both]
    return bool(
        len(mine) >= _SAME_CELLS and (mine == numbers[other][both]).all() and len(np.unique(mine)) >= _SAME_VALUES
    )
