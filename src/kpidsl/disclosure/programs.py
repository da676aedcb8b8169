"""Between which numbers sums of unknown figures lie, by linear programs (HiGHS through scipy).

A program takes fractions of a person for possible, so an interval may be shorter in whole numbers than it says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog

Numbers = npt.NDArray[Any]
TOLERANCE = 1e-6
_BEYOND = 1e7
"""What no figure is above, as far as the programs are concerned: an interval without an end is wide enough."""
_DRAWINGS_IN_VAIN = 3
_ROUNDS = 20


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
    of which two solutions are known that are far enough apart."""

    low: Numbers
    high: Numbers
    because: dict[int, Numbers]
    wide: Numbers


def is_narrow(low: Numbers, high: Numbers, need: int) -> Numbers:
    """Whether an interval is shorter than `need` and holds a number from 1 to under it."""
    return (high - low < need - TOLERANCE) & (high > 1 - TOLERANCE) & (low < need - TOLERANCE)


def bounds(known: Known, asked: Asked, need: int) -> Bounds:
    """The bounds of the sums asked for.

    They are exact where `is_narrow` says that they are narrow; elsewhere all that is certain is that they are not.
    Raises ArithmeticError where a program has no solution, although `known.true` is one.
    """
    known, behind = _apart(known)
    pools, size = _pooled(known.rows)
    rows, within = _ones(known.rows @ pools), (asked.sums @ pools).tocsr()
    whole, touched = _ones(within, within.data == size[within.indices]), _ones(within)
    true = pools.T @ known.true
    found = Bounds(whole @ true + asked.added, touched @ true + asked.added, {}, asked.wide.copy())
    found.high[found.wide] = _BEYOND
    least, most = _propagated(rows, known.low, known.high)
    low = np.maximum(whole @ least, _of_contained(whole, rows, known.low)) + asked.added
    high = touched @ most + asked.added
    low = np.where(asked.sums @ known.true + asked.added > 2 * need - 1 - TOLERANCE, need, low)
    harmless = ~found.wide & ((high < 1 - TOLERANCE) | (low > need - TOLERANCE))
    found.low[harmless], found.high[harmless] = low[harmless], high[harmless]
    open_ = np.flatnonzero(~harmless & (found.high - found.low < need - TOLERANCE))
    first, like = _alike(whole[open_], touched[open_], asked.added[open_])
    once = open_[first]
    for of_rows, of_pools, sums in _components(rows, touched[once]):
        mine = once[sums]
        _Part(
            _Rows(rows[of_rows][:, of_pools], known.low[of_rows], known.high[of_rows], of_rows),
            whole[mine][:, of_pools], touched[mine][:, of_pools], asked.added[mine], mine, found, need,
        ).solve()  # fmt: skip
    told: dict[int, Numbers] = {}
    found.low[open_], found.high[open_] = found.low[once][like], found.high[once][like]
    for at, one in zip(open_.tolist(), once[like].tolist(), strict=True):
        if one in found.because:
            told[at] = np.unique(behind[found.because[one]].indices)
    found.wide[~harmless & (found.high - found.low > need - TOLERANCE)] = True
    return replace(found, because=told)


def _apart(known: Known) -> tuple[Known, sparse.csr_matrix]:
    """The same knowledge with each row less the rows that lie in it and are known exactly, so that what a country's
    units add up to does not tie together counties whose own sums are known; and the rows behind each row."""
    rows, exact = known.rows, known.high - known.low < TOLERANCE
    size = np.diff(rows.indptr)
    shared = (rows @ rows[exact].T).tocoo()
    part = np.flatnonzero(exact)[shared.col]
    inside = (shared.data == size[part]) & (size[part] < size[shared.row]) & (size[part] > 0)
    whole, part = shared.row[inside], part[inside]
    order = np.lexsort((part, -size[part], whole))
    starts, ends, held = rows.indptr, rows.indptr[1:], [{row} for row in range(len(size))]
    kept, low, high = np.ones(rows.nnz, dtype=np.bool_), known.low.copy(), known.high.copy()
    taken = np.zeros(rows.shape[1], dtype=np.int64)
    for one, other in zip(whole[order].tolist(), part[order].tolist(), strict=True):
        columns = rows.indices[starts[other] : ends[other]]
        if (taken[columns] != one + 1).all():
            taken[columns] = one + 1
            own = slice(starts[one], ends[one])
            kept[own] &= ~np.isin(rows.indices[own], columns)
            low[one] -= known.low[other]
            high[one] -= known.low[other]
            held[one].add(other)
    apart = rows.copy()
    apart.data = kept.astype(float)
    apart.eliminate_zeros()
    places = np.repeat(np.arange(len(size)), [len(of) for of in held]), np.array([at for of in held for at in of])
    behind = sparse.csr_matrix((np.ones(len(places[0])), places), shape=(len(size), len(size)))
    return Known(apart, low, high, known.true), behind


def _alike(whole: sparse.csr_matrix, touched: sparse.csr_matrix, added: Numbers) -> tuple[Numbers, Numbers]:
    """The sums that are of the same pools once, and for every sum which of these it is like."""
    weights = np.random.default_rng(1).random((whole.shape[1], 2))
    keys = np.column_stack([whole @ weights, touched @ weights, added])
    _, first, like = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, like.reshape(-1)


def _ones(matrix: sparse.csr_matrix, where: Numbers | None = None) -> sparse.csr_matrix:
    """1 at the matrix's entries (only those of `where`), otherwise 0."""
    made = matrix.tocsr().copy()
    made.data = np.ones(len(made.data)) if where is None else where.astype(float)
    made.eliminate_zeros()
    return made


def _components(rows: sparse.csr_matrix, sums: sparse.csr_matrix) -> Iterator[tuple[Numbers, Numbers, Numbers]]:
    """The rows, pools and sums that hang together, where there are sums of any pool."""
    all_rows = sparse.vstack([rows, sums])
    both = sparse.bmat([[None, all_rows], [all_rows.T, None]])
    _, label = sparse.csgraph.connected_components(both, directed=False)
    of_rows, of_sums, of_pools = np.split(label, np.cumsum([rows.shape[0], sums.shape[0]]))
    for group in np.unique(of_sums[np.diff(sums.indptr) > 0]):
        at_rows, at_pools, at_sums = (np.flatnonzero(one == group) for one in (of_rows, of_pools, of_sums))
        yield at_rows, at_pools, at_sums


def _pooled(rows: sparse.csr_matrix) -> tuple[sparse.csr_matrix, Numbers]:
    """The unknowns that stand in the same rows put together, as nothing tells them apart: a matrix over unknown and
    pool, and the number of unknowns in each pool."""
    weights = np.random.default_rng(1).integers(1, 2**62, (2, rows.shape[0]), dtype=np.int64)
    columns = rows.astype(np.int64).T
    keys = np.stack([columns @ one for one in weights], axis=1)
    _, pool, size = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    places = np.arange(rows.shape[1]), pool.reshape(-1)
    return sparse.csr_matrix((np.ones(rows.shape[1]), places), shape=(rows.shape[1], len(size))), size


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
    at, pools = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr)), rows.indices
    least, most = np.zeros(rows.shape[1]), np.full(rows.shape[1], _BEYOND)
    for _ in range(_ROUNDS):
        before = least, most
        of_others = [np.bincount(at, ends[pools], rows.shape[0])[at] - ends[pools] for ends in before]
        least, most = least.copy(), most.copy()
        np.maximum.at(least, pools, low[at] - of_others[1])
        np.minimum.at(most, pools, high[at] - of_others[0])
        if np.allclose(least, before[0]) and np.allclose(most, before[1]):
            break
    return least, most


class _Rows:
    """Rows over pools as a linear program takes them."""

    def __init__(self, rows: sparse.csr_matrix, low: Numbers, high: Numbers, places: Numbers) -> None:
        same = high - low < TOLERANCE
        between = rows[~same]
        self.places = np.concatenate([places[same], places[~same], places[~same]])
        self.constraints = {
            "A_eq": rows[same], "b_eq": low[same],
            "A_ub": sparse.vstack([between, -between]), "b_ub": np.concatenate([high[~same], -low[~same]]),
        }  # fmt: skip

    def least(self, cost: Numbers) -> tuple[Numbers, Numbers]:
        """The pools where they cost least, and the places of the rows that keep them from costing less."""
        answer = linprog(cost, **self.constraints, bounds=(0, _BEYOND), method="highs")
        if answer.status != 0:
            raise ArithmeticError(answer.message)
        weights = np.concatenate([answer.eqlin.marginals, answer.ineqlin.marginals])
        return answer.x, self.places[abs(weights) > TOLERANCE]


@dataclass(slots=True)
class _Part:
    """Sums that hang together, at `places` among those asked for, and `found`, between what all were seen to lie.

    `whole`, over (sum, pool), has the pools that lie wholly in the sum; `touched` those of which something does: all of
    it or, where they are not whole, nothing.
    """

    rows: _Rows
    whole: sparse.csr_matrix
    touched: sparse.csr_matrix
    added: Numbers
    places: Numbers
    found: Bounds
    need: int

    def solve(self) -> None:
        """Find the bounds of each, or see it lie `need` apart."""
        self._by_drawing()
        for one in self._left():
            place = int(self.places[one])
            if self.found.high[place] - self.found.low[place] < self.need - TOLERANCE:  # others' solutions may do
                below = self._see(self.whole[[one]].toarray()[0])
                if self.found.low[place] < self.need - TOLERANCE:
                    above = self._see(-self.touched[[one]].toarray()[0])
                    self.found.because[place] = np.unique(np.concatenate([below, above]))

    def _by_drawing(self) -> None:
        """Let all sums go up or down together, each as it is drawn, as long as that tells something."""
        chance, in_vain, left = np.random.default_rng(1), 0, self._left()
        while len(left) > 2 and in_vain < _DRAWINGS_IN_VAIN:
            up = np.zeros(len(self.places))
            up[left] = chance.choice([-1.0, 1.0], len(left))
            for signs in (up, -up):
                self._see(np.maximum(-signs, 0) @ self.whole - np.maximum(signs, 0) @ self.touched)
            before, left = len(left), self._left()
            in_vain = in_vain + 1 if before - len(left) < max(1, before // 20) else 0

    def _left(self) -> Numbers:
        return np.flatnonzero(self.found.high[self.places] - self.found.low[self.places] < self.need - TOLERANCE)

    def _see(self, cost: Numbers) -> Numbers:
        """Take note of the solution that costs least; the places of the rows that bind it."""
        pools, binding = self.rows.least(cost)
        found, places = self.found, self.places
        found.low[places] = np.minimum(found.low[places], self.whole @ pools + self.added)
        found.high[places] = np.maximum(found.high[places], self.touched @ pools + self.added)
        return binding
