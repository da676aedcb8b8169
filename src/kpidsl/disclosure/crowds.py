"""To which of many readers sums of unknown figures are wide, by solutions that many of them hold possible at once.

What everybody holds possible is possible to a reader, too, who knows some of the figures, where it leaves in each pool
what the reader knows to be there. Solutions are drawn that leave as much as some of the readers know, and no pool is
changed by more than is needed, so that most of them do for most of the others as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.programs import TOLERANCE, Known, Solver, components, ones, pooled
from kpidsl.disclosure.reach import entries, places

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_IN_VAIN = 4
_HEARD = (0.2, 0.05)
"""What part of the readers a drawing leaves as much as they know, in turn: fewer leave more for sums to go up and down
by, and it is the more of the others to whom that is not possible."""
_FEW = 20
"""Fewer pairs than this of a sum and a reader are not worth a drawing."""


def wide_to(
    known: Known, sums: sparse.csr_matrix, need: int, pairs: tuple[Numbers, Numbers], readers: sparse.csr_matrix
) -> Bools:
    """Over pairs of one of the `sums` (0 and 1, over sum and unknown) and a reader, whether the sum was seen to be
    `need` wide to the reader. `readers` is 1 where a reader knows one, over reader and unknown.
    """
    wide = np.zeros(len(pairs[0]), dtype=np.bool_)
    if len(wide) >= _FEW:
        _Crowd(known, sums, need, pairs, readers).draw(wide)
    return wide


@dataclass(frozen=True, slots=True)
class _Limits:
    """The `least` and the `most` that the pool at a place comes to, as a `reader` knows."""

    reader: Numbers
    place: Numbers
    least: Numbers
    most: Numbers

    def possible(self, amounts: Numbers, readers: int) -> Bools:
        """Over reader, whether the things may come to so much."""
        amount = amounts[self.place]
        no = (amount < self.least - TOLERANCE) | (amount > self.most + TOLERANCE)
        return np.asarray(np.bincount(self.reader[no], minlength=readers) == 0)


class _Crowd:
    """The pairs of a sum and a reader that are looked at, and between what the sum was seen to lie to the reader, but
    for what the reader knows of it."""

    def __init__(
        self,
        known: Known,
        sums: sparse.csr_matrix,
        need: int,
        pairs: tuple[Numbers, Numbers],
        readers: sparse.csr_matrix,
    ) -> None:
        asked, of_sum = np.unique(pairs[0], return_inverse=True)
        sums, self.pairs = sums[asked], (of_sum, pairs[1])
        self.need, self.readers = need, readers.shape[0]
        in_rows, pools, size = _hanging_together(known.rows, sums)
        rows, within = ones(known.rows[in_rows] @ pools), (sums @ pools).tocsr()
        self.true = pools.T @ known.true
        self.solver = Solver(rows, known.low[in_rows], known.high[in_rows], self.true)
        held, amount = (readers @ pools).tocoo(), (readers.multiply(known.true) @ pools).tocsr()
        least = places(amount, held.row, held.col)
        most = np.where(held.data == size[held.col], least, np.inf)  # who knows all of a pool knows what is in it
        self.of_pools = _Limits(held.row, held.col, least, most)
        self.touched, self.whole = ones(within), ones(within, within.data == size[within.indices])
        self.known = [places((of @ amount.T).tocsr(), *self.pairs) for of in (self.touched, self.whole)]
        pair_of = _PairOf(self.pairs, (len(asked), self.readers))
        some = _learnt(sums, readers, pools, within, pair_of), _rest(within, size, held, pair_of)
        self.learnt, self.rest = ((pair, pool, places(amount, self.pairs[1][pair], pool)) for pair, pool in some)
        self.low, self.high = np.full(len(of_sum), np.inf), np.full(len(of_sum), -np.inf)
        self.open = np.arange(len(of_sum))

    def draw(self, wide: Bools) -> None:
        """Draw solutions as long as they tell something, and note what is `wide`, over pairs."""
        chance, in_vain, parts = np.random.default_rng(1), 0, cycle(_HEARD)
        touched, whole = self.touched.T, self.whole.T
        self._note(self.true, wide)
        while (left := len(self.open)) >= _FEW and in_vain < _IN_VAIN:
            heard, readers = np.zeros(self.readers, dtype=np.bool_), np.unique(self.pairs[1])
            heard[chance.choice(readers, math.ceil(next(parts) * len(readers)), replace=False)] = True
            asked = np.unique(self.pairs[0][heard[self.pairs[1]]])
            up = np.zeros(self.touched.shape[0])
            up[asked] = chance.choice([-1.0, 1.0], len(asked))
            self.solver.limit(*self._limits(heard))
            for signs in (up, -up):
                costs = whole @ np.maximum(-signs, 0) - touched @ np.maximum(signs, 0)
                self._note(self.solver.solve(costs), wide)
            in_vain = in_vain + 1 if left - len(self.open) < max(1, left // 20) else 0

    def _limits(self, heard: Bools) -> tuple[Numbers, Numbers]:
        """How much less and more may be in each pool, by what those readers know who are `heard`."""
        known, least = self.of_pools, np.zeros(len(self.true))
        of, fixed = heard[known.reader], np.zeros(len(self.true), dtype=np.bool_)
        np.maximum.at(least, known.place[of], known.least[of])
        fixed[known.place[of & np.isfinite(known.most)]] = True
        return np.clip(self.true - least, 0, self.need), np.where(fixed, 0.0, self.need)

    def _note(self, pools: Numbers, wide: Bools) -> None:
        """Note what is wide now that so much may be in the pools; it is looked at no more."""
        possible = self.of_pools.possible(pools, self.readers)
        at = np.flatnonzero(possible[self.pairs[1]])
        of_sum = self.pairs[0][at]
        high = (self.touched @ pools)[of_sum] - self.known[0][at] - self._beside(self.learnt, pools)[at]
        low = (self.whole @ pools)[of_sum] - self.known[1][at] + self._beside(self.rest, pools)[at]
        self.high[at], self.low[at] = np.maximum(self.high[at], high), np.minimum(self.low[at], low)
        is_open = self.high - self.low <= self.need - TOLERANCE
        wide[self.open[~is_open]] = True
        self._look_at(is_open)

    def _look_at(self, chosen: Bools) -> None:
        """Look on at these of the pairs alone."""
        self.open, self.low, self.high = self.open[chosen], self.low[chosen], self.high[chosen]
        self.pairs = self.pairs[0][chosen], self.pairs[1][chosen]
        self.known = [known[chosen] for known in self.known]
        place = np.cumsum(chosen) - 1
        some = [(of, chosen[of[0]]) for of in (self.learnt, self.rest)]
        self.learnt, self.rest = (
            (place[pair[stays]], pool[stays], amount[stays]) for (pair, pool, amount), stays in some
        )

    def _beside(self, some: tuple[Numbers, Numbers, Numbers], pools: Numbers) -> Numbers:
        """Over pairs, what is in some pools beside what the reader knows there."""
        pair, pool, amount = some
        return np.bincount(pair, pools[pool] - amount, minlength=len(self.low))


def _hanging_together(rows: sparse.csr_matrix, sums: sparse.csr_matrix) -> tuple[Numbers, sparse.csr_matrix, Numbers]:
    """The rows that hang together with some of the sums, the pools that do (over unknown and pool), and the size of
    each."""
    pools, size = pooled(rows)
    of_rows, of_sums, of_pools = components(ones(rows @ pools), (sums @ pools).tocsr())
    near = np.isin(of_pools, of_sums)
    return np.flatnonzero(np.isin(of_rows, of_sums)), pools[:, near].tocsr(), size[near]


class _PairOf:
    """The position of the pair of a sum and a reader; -1 where it is not looked at."""

    def __init__(self, pairs: tuple[Numbers, Numbers], shape: tuple[int, int]) -> None:
        self.sums = pairs[0]
        self.matrix = sparse.csr_matrix((np.arange(1, len(pairs[0]) + 1), pairs), shape=shape)

    def __call__(self, of_sum: Numbers, reader: Numbers) -> Numbers:
        return places(self.matrix, of_sum, reader).astype(np.int64) - 1


def _learnt(
    sums: sparse.csr_matrix, readers: sparse.csr_matrix, pools: sparse.csr_matrix, within: sparse.csr_matrix,
    pair_of: _PairOf,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    """Pairs, and pools of which the reader knows all that is in the sum."""
    members, who, of_pool = sums.tocoo(), readers.tocsc(), pools.tocoo()
    pool_of = np.full(pools.shape[0], -1)
    pool_of[of_pool.row] = of_pool.col
    at, place = entries(who.indptr, members.col, members.col + 1)
    pair = pair_of(members.row[at], who.indices[place])
    both = np.stack([pair, pool_of[members.col[at]]])[:, pair >= 0]
    (pair, pool), many = np.unique(both, axis=1, return_counts=True)
    is_all = many == places(within, pair_of.sums[pair], pool)
    return pair[is_all], pool[is_all]


def _rest(
    within: sparse.csr_matrix, size: Numbers, held: sparse.coo_matrix, pair_of: _PairOf
) -> tuple[Numbers, Numbers]:
    """Pairs, and pools of which all that is not in the sum may be what the reader knows."""
    parts, most = within.tocoo(), np.zeros(len(size))
    np.maximum.at(most, held.col, held.data)
    beside = size[parts.col] - parts.data
    near = np.flatnonzero((beside > 0) & (beside <= most[parts.col]))
    of_pool = held.tocsc()
    at, place = entries(of_pool.indptr, parts.col[near], parts.col[near] + 1)
    of = near[at]
    pair = pair_of(parts.row[of], of_pool.indices[place])
    here = (pair >= 0) & (of_pool.data[place] >= beside[of])
    return pair[here], parts.col[of][here]
