"""Between which whole numbers each hidden figure must lie: by elimination of what follows term by term, then by linear
programs (HiGHS) on what still hangs together."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.audit.columns import UNKNOWN, Quantities
from kpidsl.audit.system import Relations

Numbers = npt.NDArray[Any]
_TOLERANCE = 1e-6
_BEYOND = 1e7
"""What no figure is above, as far as the linear programs are concerned: an interval without an end is wide enough."""
_ROUNDS = 200


@dataclass(slots=True)
class CellBounds:
    """The least and the greatest number that each cell may be, over all cells, and the rows that they come of.

    `wide` are cells of which two solutions are known that are far enough apart; they are not computed further.
    `unresolved` are those that were not reached in time, or whose relations contradict each other. `dropped` are the
    rows that were left out because they did.
    """

    low: Numbers
    high: Numbers
    set_low: Numbers
    set_high: Numbers
    wide: Numbers
    unresolved: Numbers
    binding: dict[int, Numbers] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)

    def rows_behind(self, cell: int, factors: sparse.csr_matrix) -> list[int]:
        """The rows that the cell's bounds come of, nearest first; at most 12."""
        rows: dict[int, None] = {}
        cells = [cell]
        for one in cells:
            for row in (*self.binding.get(one, ()), self.set_low[one], self.set_high[one]):
                if row >= 0 and int(row) not in rows and len(rows) < 12:
                    rows[int(row)] = None
                    cells += factors.indices[factors.indptr[row] : factors.indptr[row + 1]].tolist()
        return list(rows)


def bounds(
    columns: Quantities, rows: Relations, asked: Numbers, need: Numbers, deadline: float = math.inf
) -> CellBounds:
    """The bounds of the cells `asked`: exact where the interval is not shown to be `need` wide; others lie around.

    `need` is over all cells. Cells not reached by `deadline` (of time.monotonic) are `unresolved`.
    """
    unknown = columns.known.ravel() == UNKNOWN
    numbers = columns.numbers.ravel().astype(float)
    dropped: set[int] = set()
    while True:
        result = CellBounds(
            np.where(unknown, 0.0, numbers), np.where(unknown, np.inf, numbers),
            np.full(len(unknown), -1), np.full(len(unknown), -1),
            np.zeros(len(unknown), dtype=np.bool_), np.zeros(len(unknown), dtype=np.bool_), dropped=dropped,
        )  # fmt: skip
        wrong = _propagate(rows, result)
        if not wrong:
            break
        dropped |= wrong
    for part in _components(rows, result):
        targets = part.cells[np.isin(part.cells, asked)]
        if len(targets):
            _Programs(part, result, need[part.cells], deadline).solve(np.searchsorted(part.cells, targets))
    result.wide |= unknown & (result.high - result.low >= need) & ~_standing(rows, result)
    return result


def _propagate(rows: Relations, cell_bounds: CellBounds) -> set[int]:
    """Narrow the bounds by each row in turn until nothing follows any more; the rows that contradict each other."""
    matrix = rows.factors
    at = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    used = ~np.isin(at, list(cell_bounds.dropped))
    at, cells, factors = at[used], matrix.indices[used], matrix.data[used]
    at_least = rows.at_least[at]
    for _ in range(_ROUNDS):
        least, greatest = _ends(factors, cell_bounds.low[cells], cell_bounds.high[cells])
        floor = -_of_others(at, greatest, matrix.shape[0])  # the term is at least what the others leave at their most
        limit = np.where(at_least, np.inf, -_of_others(at, least, matrix.shape[0]))
        low, high = np.where(factors > 0, floor, -limit), np.where(factors > 0, limit, -floor)
        before = cell_bounds.set_low.copy(), cell_bounds.set_high.copy()
        changed = _narrow(cell_bounds, cells, at, low, high)
        crossed = np.flatnonzero(cell_bounds.low > cell_bounds.high)
        if len(crossed):
            ends = (cell_bounds.set_low, cell_bounds.set_high, *before)
            return {int(row) for each in ends for row in each[crossed[:1]] if row >= 0}
        if not changed:
            break
    return set()


def _ends(factors: Numbers, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """The least and the greatest that each term may come to; the factors are 1 or -1."""
    return np.where(factors > 0, low, -high), np.where(factors > 0, high, -low)


def _of_others(at: Numbers, ends: Numbers, count: int) -> Numbers:
    """For each term the sum of the ends of the row's other terms (infinite where one of them is)."""
    endless = ~np.isfinite(ends)
    finite = np.where(endless, 0.0, ends)
    total = np.bincount(at, finite, count)[at] - finite
    others = np.bincount(at, endless, count)[at] - endless
    sign = np.where(ends[endless] > 0, 1.0, -1.0)[0] if endless.any() else 1.0
    return np.where(others > 0, sign * np.inf, total)


def _narrow(cell_bounds: CellBounds, cells: Numbers, at: Numbers, low: Numbers, high: Numbers) -> bool:
    """Take over what is narrower, with the row it comes of; whether anything was."""
    better_low = low > cell_bounds.low[cells]
    better_high = high < cell_bounds.high[cells]
    for better, values, kept, set_by, largest in (
        (better_low, low, cell_bounds.low, cell_bounds.set_low, True),
        (better_high, high, cell_bounds.high, cell_bounds.set_high, False),
    ):
        order = np.flatnonzero(better)
        order = order[np.argsort(values[order] if largest else -values[order], kind="stable")]  # the narrowest last
        kept[cells[order]] = values[order]
        set_by[cells[order]] = at[order]
    return bool(better_low.any() or better_high.any())


def _standing(rows: Relations, cell_bounds: CellBounds) -> Numbers:
    """Which cells stand in a row, and are not determined."""
    standing = np.zeros(len(cell_bounds.low), dtype=np.bool_)
    standing[rows.factors.indices] = True
    return standing & (cell_bounds.low < cell_bounds.high)


@dataclass(frozen=True, slots=True)
class _Part:
    """Cells that hang together, and rows over them: each is between `low` and `high`, the same number twice where the
    row is a sum. `rows` are their positions among all."""

    cells: Numbers
    factors: sparse.csr_matrix
    low: Numbers
    high: Numbers
    rows: Numbers


def _components(rows: Relations, cell_bounds: CellBounds) -> Iterator[_Part]:
    """The cells that are not determined, in groups that no row connects."""
    free = np.flatnonzero(_standing(rows, cell_bounds))
    matrix = rows.factors[:, free].tocsr()
    kept = np.flatnonzero(np.diff(matrix.indptr))
    kept = kept[~np.isin(kept, list(cell_bounds.dropped))]
    if not len(kept):
        return
    matrix = matrix[kept]
    right = -(rows.factors[kept] @ np.where(cell_bounds.low == cell_bounds.high, cell_bounds.low, 0.0))
    both = sparse.bmat([[None, matrix], [matrix.T, None]])
    _, labels = sparse.csgraph.connected_components(both, directed=False)
    of_rows, of_cells = labels[: len(kept)], labels[len(kept) :]
    rows_by, cells_by = np.argsort(of_rows, kind="stable"), np.argsort(of_cells, kind="stable")
    for group in np.unique(of_rows):
        here = np.sort(rows_by[slice(*np.searchsorted(of_rows[rows_by], [group, group + 1]))])
        mine = np.sort(cells_by[slice(*np.searchsorted(of_cells[cells_by], [group, group + 1]))])
        is_sum = ~rows.at_least[kept[here]]
        high = np.where(is_sum, right[here], np.inf)
        yield _Part(free[mine], matrix[here][:, mine].tocsr(), right[here], high, kept[here])


@dataclass
class _Programs:
    """The linear programs of a part, and between what every cell was seen to lie in their solutions."""

    part: _Part
    bounds: CellBounds
    need: Numbers
    deadline: float

    def __post_init__(self) -> None:
        cells = self.part.cells
        self.low, self.high = np.full(len(cells), np.inf), np.full(len(cells), -np.inf)
        self.solver = _solver(self.part, self.bounds.low[cells], np.minimum(self.bounds.high[cells], _BEYOND))

    def solve(self, targets: Numbers) -> None:
        """Show for each target that it may be `need` apart, or find its least and its greatest."""
        left = self._by_chance(targets)
        for one in left:
            if self._narrow(one):
                late = time.monotonic() >= self.deadline
                self.bounds.unresolved[self.part.cells[one]] = late or not self._exactly(int(one))
        apart = targets[~self._narrow(targets)]
        self.bounds.wide[self.part.cells[apart]] = True

    def _by_chance(self, targets: Numbers) -> Numbers:
        """Let all targets go up or down together, each by chance, as long as that tells something; those left."""
        chance, idle, left = np.random.default_rng(1), 0, targets
        while len(left) > 1 and idle < 3 and time.monotonic() < self.deadline:
            signs = np.zeros(len(self.part.cells))
            signs[left] = chance.choice([-1.0, 1.0], len(left))
            if self._least(signs) is None or self._least(-signs) is None:
                return left
            before, left = len(left), left[self._narrow(left)]
            idle = idle + 1 if before - len(left) < max(1, before // 20) else 0
        return left

    def _exactly(self, one: int) -> bool:
        """Find the least and the greatest of one cell; False where the relations contradict each other."""
        cost = np.zeros(len(self.part.cells))
        cost[one] = 1.0
        least, greatest = self._least(cost), self._least(-cost)
        if least is None or greatest is None:
            return False
        cell = int(self.part.cells[one])
        self.bounds.low[cell] = max(self.bounds.low[cell], math.ceil(least[0] - _TOLERANCE))
        self.bounds.high[cell] = min(self.bounds.high[cell], math.floor(-greatest[0] + _TOLERANCE))
        self.bounds.binding[cell] = np.unique(np.concatenate([least[1], greatest[1]]))
        return bool(self.bounds.low[cell] <= self.bounds.high[cell])

    def _least(self, cost: Numbers) -> tuple[float, Numbers] | None:
        """The least that the cells come to, each times its cost, and the rows that bind; None where there is no
        solution."""
        self.solver.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        answer = self.solver.getSolution()
        values = np.asarray(answer.col_value)
        np.minimum(self.low, values, out=self.low)
        np.maximum(self.high, values, out=self.high)
        binds = self.part.rows[abs(np.asarray(answer.row_dual)) > _TOLERANCE]
        return float(cost @ values), binds

    def _narrow(self, places: Numbers) -> Any:
        """Whether no two solutions were seen in which the cell differs by `need`."""
        return self.high[places] - self.low[places] < self.need[places] - _TOLERANCE


def _solver(part: _Part, low: Numbers, high: Numbers) -> Any:
    """HiGHS with the part's cells between `low` and `high`. Each cost after the first starts from where the one before
    ended."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = part.factors.shape
    model.row_lower_, model.row_upper_ = part.low, part.high
    model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(len(low)), low, high
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_ = part.factors.indptr, part.factors.indices
    model.a_matrix_.value_ = part.factors.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("presolve", "off")
    solver.passModel(model)
    return solver
