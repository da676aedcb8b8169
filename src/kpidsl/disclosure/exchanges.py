"""How far hidden figures can differ from the true ones without any shown sum noticing, by exchanges.

Somebody is moved out of one hidden figure into another of the same unit (another month, another category, or beyond
what any shown sum counts), and somebody of another unit the opposite way: where both moves change the same shown sums,
nothing shown changes. This proves most hidden figures wide without a linear program (`reach`), and says to whom: to a
reader who knows the other units' own figures it proves nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.reach import NOBODY, Moves, Others, Reach, entries, groups, places

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_ENDLESS = 1e7
_BOUNDLESS = 1e11
_UNITS = 3
"""Sums of the figures of more units than this are not seen to reach anywhere."""


class Exchanges:
    """The exchanges between hidden figures: `rows` are the shown sums (0 and 1, over sum and figure); of each figure
    the `unit`, the `month` and the `category`. `knows`, over reader and unit, are readers who know some units' figures.
    """

    def __init__(self, rows: sparse.csr_matrix, unit: Numbers, month: Numbers, category: Numbers, knows: Bools) -> None:
        self.unit, self.knows = unit, knows
        self.readers = sparse.csr_matrix(knows.T.astype(float))
        weights = np.random.default_rng(1).integers(1, 2**62, rows.shape[0], dtype=np.int64)
        mark = np.append(rows.astype(np.int64).T @ weights, 0)  # figures in the same sums have the same mark
        self.moves = _moves(mark, unit, month, category)
        self.order = np.lexsort((self.moves.unit, self.moves.kind))
        self.kinds = groups(self.moves.kind[self.order], self.moves.unit[self.order])

    def reach(self, figures: Numbers, sums: sparse.csr_matrix) -> Reach:
        """How far each of `sums` (0 and 1, over sum and figure) reaches from what it is where the `figures` are true.

        Only sums of few units' figures (`_UNITS`) reach any distance.
        """
        weights = np.random.default_rng(1).integers(1, 2**62, sums.shape[1], dtype=np.int64)
        _, first, like = np.unique(sums.astype(np.int64) @ weights, return_index=True, return_inverse=True)
        sums = sums[first]
        moves, (owners, many) = self.moves, self._owners(sums)
        few = np.flatnonzero((many > 0) & (many <= _UNITS))
        within = sums[few].tocsr()
        at = np.repeat(np.arange(len(few)), np.diff(within.indptr))
        figure, move = entries(moves.first, within.indices, within.indices + 1)
        of_sum = at[figure]
        size = sums.shape[1] + 1
        stays = np.isin(of_sum * size + moves.end[move], at * size + within.indices)
        of_sum, move = few[of_sum[~stays]], move[~stays]
        amount = np.append(figures, _ENDLESS)
        less, more = (self._others(amount[of], owners[of_sum], move) for of in (moves.end, moves.start))
        return Reach(of_sum, move, moves, amount, less, more, self.knows, like.reshape(-1))

    def _owners(self, sums: sparse.csr_matrix) -> tuple[Numbers, Numbers]:
        """Over sum, the first units (`_UNITS`, or NOBODY) whose figures each has, and how many there are."""
        of_sum = np.repeat(np.arange(sums.shape[0]), np.diff(sums.indptr))
        pairs = np.unique(of_sum * (len(self.readers.indptr)) + self.unit[sums.indices])
        of_sum, unit = np.divmod(pairs, len(self.readers.indptr))
        many = np.bincount(of_sum, minlength=sums.shape[0])
        nth = np.arange(len(pairs)) - np.searchsorted(of_sum, of_sum)
        owners = np.full((sums.shape[0], _UNITS), NOBODY)
        first = nth < _UNITS
        owners[of_sum[first], nth[first]] = unit[first]
        return owners, many

    def _others(self, amount: Numbers, owners: Numbers, move: Numbers) -> Others:
        """What all units but the `owners` (over move of some and number) give way to these moves: of each kind of move
        each unit so much, over all moves, as it has at most there.

        The others move the same way back: to make a sum less, from the moves' ends, and to make it more, from their
        starts.
        """
        kind, (of_kind, of_unit, first) = self.moves.kind, self.kinds
        has = np.maximum.reduceat(amount[self.order], first) if len(first) else amount
        most = sparse.csr_matrix(
            (has, (of_kind, of_unit)), shape=(int(kind.max(initial=-1)) + 1, self.readers.shape[0])
        )
        given = np.asarray(most.sum(axis=1)).reshape(-1)[kind[move]]
        for unit in owners.T:
            owned = np.flatnonzero(unit != NOBODY)
            given[owned] -= places(most, kind[move[owned]], unit[owned])
        given[self.moves.alone[move]] = _BOUNDLESS
        return Others(given, most, self.readers)


def _moves(mark: Numbers, unit: Numbers, month: Numbers, category: Numbers) -> Moves:
    """The moves of each figure: to the unit's other figures of its category or its month, and out."""
    figures = np.arange(len(unit))
    start, end = [figures], [np.full(len(unit), len(unit))]
    for of in (category, month):
        order = np.lexsort((figures, of, unit))
        _, _, begin = groups(unit[order], of[order])
        size = np.diff(np.append(begin, len(order)))
        for apart in range(1, int(size.max(initial=0))):
            here = np.flatnonzero(np.arange(len(order)) + apart < np.repeat(begin + size, size))
            one, other = order[here], order[here + apart]
            start += [one, other]
            end += [other, one]
    starts, ends = np.concatenate(start), np.concatenate(end)
    by_start = np.argsort(starts, kind="stable")
    starts, ends = starts[by_start], ends[by_start]
    change = mark[starts] - mark[ends]
    cell = np.append(month * (category.max(initial=0) + 1) + category, NOBODY)
    order = np.lexsort((cell[ends], cell[starts], change))
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = np.any([np.diff(of[order]) != 0 for of in (change, cell[starts], cell[ends])], axis=0)
    kind = np.empty(len(order), dtype=np.int64)
    kind[order] = np.cumsum(new) - 1
    first = np.searchsorted(starts, np.arange(len(unit) + 1))
    return Moves(starts, ends, cell[starts], cell[ends], unit[starts], kind, change == 0, first)
