"""Between which numbers sums of unknown figures lie, by linear programs (HiGHS).

A program takes fractions of a person for possible, so an interval may be shorter in whole numbers than it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
TOLERANCE = 1e-6
_BEYOND = 1e7
"""What no figure is above, as far as the programs are concerned: an interval without an end is wide enough."""
_DRAWINGS_IN_VAIN = 3
_ROUNDS = 20
_SIZE = 2_000
"""How many pools a program over parts that have nothing to do with each other has at most, unless one part has more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of unknown figures that are not negative: each of `rows` (0 and 1, over row and unknown) times them
    is at least `low` and at most `high`. `true` is what they are."""

    rows: sparse.csr_matrix
    low: Numbers
    high: Numbers
    true: Numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """The sums of unknowns that are asked for: `sums` (0 and 1, over sum and unknown), and what is `added` to each.
    Those that are `wide` are known to lie far enough apart and are not computed."""

    sums: sparse.csr_matrix
    added: Numbers
    wide: Numbers


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between what each sum lies. `because` has the rows that say so, of those that were solved for. `wide` are those
    of which two solutions are known that are far enough apart. `harmless` are those that are known to be too few to be
    protected, or too many: whoever knows more knows no more of them."""

    low: Numbers
    high: Numbers
    because: dict[int, Numbers]
    wide: Numbers
    harmless: Numbers


def is_narrow(low: Numbers, high: Numbers, need: int, least: int) -> Numbers:
    """Whether an interval is shorter than `need` and holds a number from `least` to under it."""
    return (high - low < need - TOLERANCE) & (high > least - TOLERANCE) & (low < need - TOLERANCE)


def bounds(known: Known, asked: Asked, need: int, least: int) -> Bounds:
    """The bounds of the sums asked for. Numbers from `least` on are protected, so one that is known to be less is
    harmless.

    They are exact where `is_narrow` says that they are narrow; elsewhere all that is certain is that they are not.
    Raises ArithmeticError where a program has no solution, although `known.true` is one.
    """
    pools, size = pooled(known.rows)
    rows, within = ones(known.rows @ pools), (asked.sums @ pools).tocsr()
    whole, touched = ones(within, within.data == size[within.indices]), ones(within)
    true = pools.T @ known.true
    result = Bounds(whole @ true + asked.added, touched @ true + asked.added, {}, asked.wide.copy(), asked.wide.copy())
    result.high[result.wide] = _BEYOND
    floor, most = _propagated(rows, known.low, known.high)
    low = np.maximum(whole @ floor, _of_contained(whole, rows, known.low)) + asked.added
    high = touched @ most + asked.added
    low = np.where(asked.sums @ known.true + asked.added > 2 * need - 1 - TOLERANCE, need, low)
    harmless = ~result.wide & ((high < least - TOLERANCE) | (low > need - TOLERANCE))
    result.low[harmless], result.high[harmless] = low[harmless], high[harmless]
    result.harmless[:] = harmless
    open_ = np.flatnonzero(~harmless & (result.high - result.low < need - TOLERANCE))
    first, like = _alike(whole[open_], touched[open_], asked.added[open_])
    once = open_[first]
    for of_rows, of_pools, sums, part in _together(rows, touched[once]):
        mine = once[sums]
        _AskedParts(
            rows[of_rows][:, of_pools], (known.low[of_rows], known.high[of_rows]), true[of_pools], of_rows,
            whole[mine][:, of_pools], touched[mine][:, of_pools], asked.added[mine], mine, part, result, need, least,
        ).solve()  # fmt: skip
    result.low[open_], result.high[open_] = result.low[once][like], result.high[once][like]
    result.harmless[open_] = result.harmless[once][like]
    because = {at: result.because[one] for at, one in zip(open_.tolist(), once[like].tolist(), strict=True)
               if one in result.because}  # fmt: skip
    result.because.update(because)
    result.wide[~result.harmless & (result.high - result.low > need - TOLERANCE)] = True
    return result


def apart(rows: sparse.csr_matrix, exact: Numbers) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    """The rows, each less those that lie in it and are known exactly (`exact`, over rows), and which rows these are
    (over row and row).

    They say the same, but what a country's units add up to no longer ties together counties whose own sums are known.
    """
    size = np.diff(rows.indptr)
    shared = (rows @ rows[exact].T).tocoo()
    part = np.flatnonzero(exact)[shared.col]
    inside = (shared.data == size[part]) & (size[part] < size[shared.row]) & (size[part] > 0)
    whole, part = shared.row[inside], part[inside]
    order = np.lexsort((part, -size[part], whole))
    kept = np.ones(rows.nnz, dtype=np.bool_)
    held: list[tuple[int, int]] = []
    taken = np.full(rows.shape[1], -1)
    for one, parts in groupby(zip(whole[order].tolist(), part[order].tolist(), strict=True), key=itemgetter(0)):
        for _, other in parts:
            columns = rows.indices[rows.indptr[other] : rows.indptr[other + 1]]
            if (taken[columns] != one).all():
                taken[columns] = one
                held.append((one, other))
        own = slice(rows.indptr[one], rows.indptr[one + 1])
        kept[own] = taken[rows.indices[own]] != one
    left = rows.copy()
    left.data = kept.astype(float)
    left.eliminate_zeros()
    places = tuple(np.array(held, dtype=np.int64).reshape(-1, 2).T)
    return left, sparse.csr_matrix((np.ones(len(held)), places), shape=(len(size), len(size)))


def _alike(whole: sparse.csr_matrix, touched: sparse.csr_matrix, added: Numbers) -> tuple[Numbers, Numbers]:
    """The sums that are of the same pools once, and for every sum which of these it is like."""
    weights = np.random.default_rng(1).random((whole.shape[1], 2))
    return distinct(
        whole @ weights[:, 0], whole @ weights[:, 1], touched @ weights[:, 0], touched @ weights[:, 1], added
    )


def distinct(*keys: Numbers) -> tuple[Numbers, Numbers]:
    """The first of each of those that have all `keys` the same, in the keys' order; for every one which of these it is
    like."""
    order = np.lexsort(keys[::-1])
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.any([key[order[1:]] != key[order[:-1]] for key in keys], axis=0)
    like = np.empty(len(order), dtype=np.int64)
    like[order] = np.cumsum(new) - 1
    return order[new], like


def ones(matrix: sparse.csr_matrix, where: Numbers | None = None) -> sparse.csr_matrix:
    """1 at the matrix's entries (only those of `where`), otherwise 0."""
    ones = matrix.tocsr().copy()
    ones.data = np.ones(len(ones.data)) if where is None else where.astype(float)
    ones.eliminate_zeros()
    return ones


def components(rows: sparse.csr_matrix, sums: sparse.csr_matrix) -> tuple[Numbers, Numbers, Numbers]:
    """The number of the part that each row, each sum and each unknown hangs together with."""
    held = sparse.vstack([rows, sums]).tocsr()
    places, first = held.indices + held.shape[0], np.append(held.indptr, np.full(held.shape[1], held.nnz))
    both = sparse.csr_matrix((held.data, places, first), shape=(sum(held.shape), sum(held.shape)))
    _, label = sparse.csgraph.connected_components(both, directed=False)
    of_rows, of_sums, of_unknown = np.split(label, np.cumsum([rows.shape[0], sums.shape[0]]))
    return of_rows, of_sums, of_unknown


def _together(
    rows: sparse.csr_matrix, sums: sparse.csr_matrix
) -> Iterator[tuple[Numbers, Numbers, Numbers, tuple[Numbers, Numbers, Numbers]]]:
    """The rows, pools and sums that are put into one program, and the part that each of them hangs together with.

    Parts have nothing to do with each other, so a program over many of them finds what it would find of each; it is
    no larger than `_SIZE` pools unless one part is.
    """
    of_rows, of_sums, of_pools = components(rows, sums)
    parts = np.unique(of_sums[np.diff(sums.indptr) > 0])
    size = np.bincount(of_pools, minlength=int(parts.max(initial=-1)) + 1)[parts]
    program = np.full(max(of.max(initial=-1) for of in (of_rows, of_sums, of_pools)) + 1, -1)
    program[parts] = np.cumsum(size) // _SIZE
    for one in np.unique(program[parts]):
        at_rows, at_pools, at_sums = (np.flatnonzero(program[of] == one) for of in (of_rows, of_pools, of_sums))
        yield at_rows, at_pools, at_sums, (of_rows[at_rows], of_pools[at_pools], of_sums[at_sums])


def pooled(rows: sparse.csr_matrix) -> tuple[sparse.csr_matrix, Numbers]:
    """The unknowns that stand in the same rows put together, as nothing tells them apart: a matrix over unknown and
    pool, and the number of unknowns in each pool."""
    weights = np.random.default_rng(1).integers(1, 2**62, (2, rows.shape[0]), dtype=np.int64)
    columns = rows.astype(np.int64).T
    first, pool = distinct(*(columns @ one for one in weights))
    places = np.arange(rows.shape[1]), pool
    pools = sparse.csr_matrix((np.ones(rows.shape[1]), places), shape=(rows.shape[1], len(first)))
    return pools, np.bincount(pool, minlength=len(first))


def _of_contained(whole: sparse.csr_matrix, rows: sparse.csr_matrix, low: Numbers) -> Numbers:
    """The most that a row which lies wholly in the sum is at least; 0 where none does."""
    shared = (whole @ rows.T).tocsr()
    inside = shared.data == np.diff(rows.indptr)[shared.indices]
    most = np.zeros(whole.shape[0])
    np.maximum.at(
        most, np.repeat(np.arange(whole.shape[0]), np.diff(shared.indptr))[inside], low[shared.indices[inside]]
    )
    return most


def _propagated(rows: sparse.csr_matrix, low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """The least and the most that each pool may be, by each row in turn: never too narrow."""
    least, most = np.zeros(rows.shape[1]), np.full(rows.shape[1], _BEYOND)
    by_pool = rows.tocsc()
    at, pools = by_pool.indices, np.repeat(np.arange(rows.shape[1]), np.diff(by_pool.indptr))
    in_row = np.flatnonzero(np.diff(by_pool.indptr))
    first = by_pool.indptr[in_row]
    for _ in range(_ROUNDS if len(in_row) else 0):
        before = least, most
        of_others = [np.bincount(at, ends[pools], rows.shape[0])[at] - ends[pools] for ends in before]
        least, most = least.copy(), most.copy()
        least[in_row] = np.maximum(least[in_row], np.maximum.reduceat(low[at] - of_others[1], first))
        most[in_row] = np.minimum(most[in_row], np.minimum.reduceat(high[at] - of_others[0], first))
        if np.allclose(least, before[0]) and np.allclose(most, before[1]):
            break
    return least, most


@dataclass(slots=True)
class _AskedParts:
    """Sums at `places` among those asked for, and `bounds`, between what all were seen to lie.

    `true` is what the pools are, and `ends` are between what the rows lie. `whole`, over (sum, pool), has the pools
    that lie wholly in the sum; `touched` those of which something does: all of it or, where they are not whole,
    nothing. `part` are the parts of rows, pools and sums that hang together.
    """

    rows: sparse.csr_matrix
    ends: tuple[Numbers, Numbers]
    true: Numbers
    row_places: Numbers
    whole: sparse.csr_matrix
    touched: sparse.csr_matrix
    added: Numbers
    places: Numbers
    part: tuple[Numbers, Numbers, Numbers]
    bounds: Bounds
    need: int
    least: int
    program: _Program | None = None

    def solve(self) -> None:
        """Find the bounds of each, or see it lie `need` apart."""
        self._by_drawing()
        left = self._left()
        while len(left):
            _, first = np.unique(self.part[2][left], return_index=True)
            self._exactly(left[first])  # one of each part
            left = np.setdiff1d(left, left[first])
            left = left[self._is_open(left)]  # others' solutions may do

    def _exactly(self, some: Numbers) -> None:
        """Find the least and the greatest of some sums, each of another part."""
        program = self._program(self.part[2][some])
        program.see(self.whole[some].sum(axis=0))
        below = program.binding()
        large = self.bounds.low[self.places[some]] > self.need - TOLERANCE
        self.bounds.harmless[self.places[some[large]]] = True
        still = some[~large]
        program.see(-self.touched[still].sum(axis=0))
        above = program.binding()
        self.bounds.harmless[self.places[still]] = self.bounds.high[self.places[still]] < self.least - TOLERANCE
        binding = np.union1d(below, above)
        of_part = self.part[0][binding]
        for one in still.tolist():
            self.bounds.because[int(self.places[one])] = self.row_places[binding[of_part == self.part[2][one]]]

    def _program(self, chosen: Numbers) -> _Program:
        """The program over the chosen parts: the one before, as long as these are half of it."""
        if self.program is None or self.program.is_twice(chosen):
            self.program = _Program(self, chosen)
        return self.program

    def _by_drawing(self) -> None:
        """Let all sums go up or down together, each as it is drawn, as long as that tells something."""
        chance, in_vain, left = np.random.default_rng(1), 0, self._left()
        whole, touched = self.whole.T, self.touched.T
        while len(left) > 2 and in_vain < _DRAWINGS_IN_VAIN:
            up = np.zeros(len(self.places))
            up[left] = chance.choice([-1.0, 1.0], len(left))
            program = self._program(np.unique(self.part[2][left]))
            for signs in (up, -up):
                program.see(whole @ np.maximum(-signs, 0) - touched @ np.maximum(signs, 0))
            before, left = len(left), self._left()
            in_vain = in_vain + 1 if before - len(left) < max(1, before // 20) else 0

    def _is_open(self, sums: Numbers) -> Bools:
        at = self.places[sums]
        return np.asarray(self.bounds.high[at] - self.bounds.low[at] < self.need - TOLERANCE)

    def _left(self) -> Numbers:
        return np.flatnonzero(self._is_open(np.arange(len(self.places))))


class _Program:
    """The linear program over some of the parts."""

    def __init__(self, parts: _AskedParts, chosen: Numbers) -> None:
        self.parts = parts
        self.rows, self.pools, self.sums = (np.flatnonzero(np.isin(of, chosen)) for of in parts.part)
        low, high = (end[self.rows] for end in parts.ends)
        self.solver = Solver(parts.rows[self.rows][:, self.pools], low, high, parts.true[self.pools])

    def is_twice(self, chosen: Numbers) -> bool:
        """Whether it has more than twice as many pools as the chosen parts."""
        return len(self.pools) > 2 * int(np.isin(self.parts.part[1], chosen).sum())

    def see(self, cost: Any) -> None:
        """Take note of the pools where they cost least (`cost`, over all pools)."""
        result, parts = self.parts.bounds, self.parts
        pools = np.zeros(len(parts.true))
        pools[self.pools] = self.solver.solve(np.asarray(cost, dtype=float).reshape(-1)[self.pools])
        places = parts.places[self.sums]
        result.low[places] = np.minimum(result.low[places], (parts.whole @ pools + parts.added)[self.sums])
        result.high[places] = np.maximum(result.high[places], (parts.touched @ pools + parts.added)[self.sums])

    def binding(self) -> Numbers:
        """The rows that kept the pools from costing less."""
        return np.asarray(self.rows[self.solver.binding()])


class Solver:
    """The linear program of how much more and how much less than is `true` each pool may be, where each of `rows` times
    them lies from `low` to `high`. HiGHS begins with what is true for each cost anew, so that what lies far from what
    is asked for is left as it is."""

    def __init__(self, rows: sparse.csr_matrix, low: Numbers, high: Numbers, true: Numbers) -> None:
        self.true, self.less = true, np.flatnonzero(true > 0)
        both = sparse.hstack([rows, -rows[:, self.less]]).tocsr()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = both.shape
        model.row_lower_, model.row_upper_ = low - rows @ true, high - rows @ true
        model.col_cost_ = model.col_lower_ = np.zeros(both.shape[1])
        model.col_upper_ = np.append(np.full(len(true), _BEYOND), true[self.less])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_, model.a_matrix_.index_ = both.indptr, both.indices
        model.a_matrix_.value_ = both.data
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("presolve", "off")
        self.solver.setOptionValue("simplex_scale_strategy", 0)
        self.solver.passModel(model)

    def limit(self, less: Numbers, more: Numbers) -> None:
        """From now on each pool is no more than so much less and more than is true."""
        most = np.append(more, less[self.less])
        columns = np.arange(len(most), dtype=np.int32)
        self.solver.changeColsBounds(len(columns), columns, np.zeros(len(columns)), most)

    def solve(self, cost: Numbers) -> Numbers:
        """The pools where they cost least."""
        costs = np.append(cost, -cost[self.less])
        columns = np.arange(len(costs), dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, costs)
        self.solver.clearSolver()
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(self.solver.modelStatusToString(self.solver.getModelStatus()))
        change = np.asarray(self.solver.getSolution().col_value)
        pools = self.true + change[: len(self.true)]
        pools[self.less] -= change[len(self.true) :]
        return np.asarray(pools)

    def binding(self) -> Numbers:
        """The rows that keep the pools from costing less, where they were solved for last."""
        return np.flatnonzero(abs(np.asarray(self.solver.getSolution().row_dual)) > TOLERANCE)
