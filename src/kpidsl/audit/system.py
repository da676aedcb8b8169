"""The linear system that a reader can set up: every sum that the printed numbers obey, as rows over the hidden ones.

A relation is used where what is printed in full agrees with it (nine of ten times or more: a unit that was closed or a
row of no unit breaks single sums), and where nothing is printed in full to contradict it. A whole that is never less
than the sum of its parts, and often more, gives an inequality.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.audit.columns import KNOWN, NOTHING, OUTSIDE, UNKNOWN, Quantities
from kpidsl.audit.published import LONGER, MONTH, YEAR_TO_DATE, Sum

Numbers = npt.NDArray[Any]
_MOSTLY = 0.9


class Route(StrEnum):
    """The kinds of relation between figures."""

    UNITS = "units"
    MONTHS = "months"
    LONGER = "several months"
    CATEGORIES = "categories"
    COMPLEMENT = "complement"
    PRINTED = "printed elsewhere"
    RELEASED = "printed earlier"


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations: `factors` (rows over all cells) times the cells is 0, or not below 0 where `at_least`."""

    factors: sparse.csr_matrix
    at_least: Numbers
    routes: Numbers


@dataclass(frozen=True, slots=True)
class _Relation:
    """Many rows of one kind: `cells` over row and term, with the factor of each term."""

    route: Route
    cells: Numbers
    factors: Numbers
    at_least: bool
    like: tuple[object, ...] = ()
    """What it has in common with others of its kind: they are believed, or not, together."""


def relations(columns: Quantities, sums: Sequence[Sum], leave_out: frozenset[Route] = frozenset()) -> Relations:
    """Every relation that says something of a hidden cell. `leave_out` names kinds that are not looked at."""
    makers = {
        Route.UNITS: _of_units(columns, sums),
        Route.MONTHS: _of_months(columns),
        Route.LONGER: _of_several_months(columns),
        Route.CATEGORIES: _of_categories(columns),
        Route.COMPLEMENT: _of_complements(columns),
    }
    each_relation = [one for route, each in makers.items() if route not in leave_out for one in each]
    known, numbers = columns.known.ravel(), columns.numbers.ravel()
    return _put_together(_believed(each_relation, known, numbers), known, len(known))


def _cells(columns: Quantities) -> Numbers:
    """The position of each cell, over column, window, month and unit."""
    return np.arange(columns.known.size).reshape(columns.known.shape)


def _of_units(columns: Quantities, sums: Sequence[Sum]) -> Iterator[_Relation]:
    """A unit is the sum of those below it on a line, and at least the sum of its parts."""
    at = {unit: n for n, unit in enumerate(columns.units)}
    cells = _cells(columns)
    for one in sums:
        if one.whole not in at or any(part not in at for part in one.parts):
            continue
        terms = [at[one.whole], *(at[part] for part in one.parts)]
        factors = np.array([1.0] + [-1.0] * len(one.parts))
        for column in range(len(cells)):
            over_units = cells[column][:, :, terms].reshape(-1, len(terms))
            like = (Route.UNITS, column, one.line, one.whole.level)
            yield _Relation(Route.UNITS, over_units, factors, not one.line, like)


def _of_months(columns: Quantities) -> Iterator[_Relation]:
    """A year to date is the one before and the month; or it is the month's figure, where that is a stock. In its first
    month it is both.

    Which it is, is read off all that is printed of an indicator: a flow where that agrees with it, as far as it tells,
    which it does where something came before the month.
    """
    cells, known, numbers = _cells(columns), columns.known.ravel(), columns.numbers.ravel()
    of_year: dict[str, list[tuple[_Relation, _Relation, _Relation]]] = {}
    for column in range(len(cells)):
        later = _later_months(cells[column], columns.months)
        of_year.setdefault(columns.members(column)[0].series.indicator, []).append(later)
        starts = [at for at, name in enumerate(columns.months) if name.endswith("-01")]
        first = np.stack([cells[column][window][starts].ravel() for window in (YEAR_TO_DATE, MONTH)], axis=1)
        yield _Relation(Route.MONTHS, first, np.array([1.0, -1.0]), at_least=False)
    for every in of_year.values():
        flows, stocks, after_something = zip(*every, strict=True)
        if _mostly(flows, known, numbers):
            yield from flows
        elif _mostly(after_something, known, numbers):
            yield from stocks


def _later_months(cells: Numbers, months: Sequence[str]) -> tuple[_Relation, _Relation, _Relation]:
    """The years to date of a column (`cells` over window, month and unit), but for those of a year's first month: of a
    flow, of a stock, and of a stock beside the year to date before, which it is not made of."""
    later = [at for at, name in enumerate(months) if not name.endswith("-01")]
    after = [at for at in later if at and _follows(months[at - 1], months[at])]
    terms = (cells[YEAR_TO_DATE][after], cells[YEAR_TO_DATE][[at - 1 for at in after]], cells[MONTH][after])
    flow = np.stack([each.ravel() for each in terms], axis=1)
    stock = np.stack([cells[window][later].ravel() for window in (YEAR_TO_DATE, MONTH)], axis=1)
    return (
        _Relation(Route.MONTHS, flow, np.array([1.0, -1.0, -1.0]), at_least=False),
        _Relation(Route.MONTHS, stock, np.array([1.0, -1.0]), at_least=False),
        _Relation(Route.MONTHS, flow, np.array([1.0, 0.0, -1.0]), at_least=False),
    )


def _of_several_months(columns: Quantities) -> Iterator[_Relation]:
    """What is printed of several months together is the sum of these."""
    cells = _cells(columns)
    for column, unit, first, last in columns.longer:
        terms = [cells[column, LONGER, last, unit], *cells[column, MONTH, first : last + 1, unit]]
        factors = np.array([1.0] + [-1.0] * (len(terms) - 1))
        yield _Relation(Route.LONGER, np.array([terms]), factors, at_least=False)


def _follows(earlier: str, later: str) -> bool:
    """Whether the months are two after each other in one year."""
    return earlier[:4] == later[:4] and int(earlier[5:]) + 1 == int(later[5:])


def _of_categories(columns: Quantities) -> Iterator[_Relation]:
    """The whole is the sum of its categories."""
    cells = _cells(columns)
    of = dict(zip(columns.quantities, columns.column_of, strict=True))
    for quantity, column in of.items():
        if quantity.series.category:
            continue
        parts = [c for q, c in of.items() if q.name == quantity.name and q.series.category
                 and q.series.indicator == quantity.series.indicator]  # fmt: skip
        if parts:
            terms = np.stack([cells[c].ravel() for c in (column, *parts)], axis=1)
            factors = np.array([1.0] + [-1.0] * len(parts))
            yield _Relation(Route.CATEGORIES, terms, factors, at_least=False, like=(Route.CATEGORIES, column))


def _of_complements(columns: Quantities) -> Iterator[_Relation]:
    """The cases are the numerator and the rest."""
    cells = _cells(columns)
    of = {(q.series, q.name): c for q, c in zip(columns.quantities, columns.column_of, strict=True)}
    for series, name in of:
        if name == "rest":
            terms = [cells[of[series, each]].ravel() for each in ("cases", "numerator", "rest")]
            yield _Relation(Route.COMPLEMENT, np.stack(terms, axis=1), np.array([1.0, -1.0, -1.0]), at_least=False)


def _agrees(one: _Relation, known: Numbers, numbers: Numbers) -> Numbers:
    """How many rows are printed in full and tell something; in how many of them it holds; in how many the whole is not
    less."""
    state, number = known[one.cells], numbers[one.cells]
    compared = (state[:, 0] == KNOWN) & ((state == KNOWN) | (state == NOTHING)).all(axis=1)
    compared &= (number[:, 1:] != 0).any(axis=1)
    if one.cells.shape[1] == 3:  # where all that came before is nothing, a flow and a stock are the same
        compared &= (number[:, 1:] != 0).all(axis=1)
    left = (number[compared] * one.factors).sum(axis=1)
    return np.array([len(left), (left == 0).sum(), (left >= 0).sum()])


def _mostly(alike: Sequence[_Relation], known: Numbers, numbers: Numbers) -> bool:
    """Whether something is printed in full that tells of relations that hold together, and most of it agrees."""
    compared, holds, _ = sum((_agrees(one, known, numbers) for one in alike), np.zeros(3, dtype=np.int64))
    return bool(compared and holds >= _MOSTLY * compared)


def _believed(candidates: Sequence[_Relation], known: Numbers, numbers: Numbers) -> Iterator[_Relation]:
    """Those that what is printed does not contradict; those it contradicts one way alone, as inequalities."""
    evidence: dict[tuple[object, ...], Numbers] = {}
    for one in candidates:
        evidence[one.like] = evidence.get(one.like, 0) + _agrees(one, known, numbers)
    for one in candidates:
        compared, holds, not_less = evidence[one.like]
        if one.like == () or holds >= _MOSTLY * compared:
            yield one
        elif not_less >= _MOSTLY * compared:
            yield replace(one, at_least=True)


def _put_together(chosen: Iterator[_Relation], known: Numbers, size: int) -> Relations:
    """One matrix of the rows with a hidden term and none that is not there. What has no figure adds nothing to a whole;
    a whole without a figure tells nothing of its parts."""
    at, cells, factors, at_least, routes = [], [], [], [], []
    count = 0
    for one in chosen:
        state = known[one.cells]
        useful = (state == UNKNOWN).any(axis=1) & (state != OUTSIDE).all(axis=1)
        useful &= state[:, 0] != NOTHING
        rows, terms = int(useful.sum()), one.cells.shape[1]
        at.append(np.repeat(np.arange(count, count + rows), terms))
        cells.append(one.cells[useful].ravel())
        factors.append(np.tile(one.factors, rows))
        at_least.append(np.full(rows, one.at_least))
        routes.append(np.full(rows, list(Route).index(one.route)))
        count += rows
    if not count:
        return Relations(sparse.csr_matrix((0, size)), np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.int64))
    matrix = sparse.coo_matrix(
        (np.concatenate(factors), (np.concatenate(at), np.concatenate(cells))), shape=(count, size)
    )
    return Relations(matrix.tocsr(), np.concatenate(at_least), np.concatenate(routes))
