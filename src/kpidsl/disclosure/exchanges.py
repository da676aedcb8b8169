"""How far hidden figures can differ from the true ones without any shown sum noticing, by single exchanges.

Somebody is moved out of one hidden figure into another of the same unit (another month, another category, or beyond
what any shown sum counts), and somebody of another unit the opposite way: where both moves change the same shown sums,
nothing shown changes. This proves most hidden figures wide without a linear program, and says which other unit the
proof rests on: to a reader who knows that unit's own figures it proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Numbers = npt.NDArray[Any]
NOBODY = -1
"""In place of a unit: the exchange needs no other one."""
_ENDLESS = 1e7
_PARTNERS = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """By how much sums of hidden figures may be less or more than they are, by one exchange each, and with which unit.

    One entry for each sum and other unit (`NOBODY`: without one), sums in order: `of_sum`, `unit`, `less`, `more`.
    `together` says it of all other units together.
    """

    of_sum: Numbers
    unit: Numbers
    less: Numbers
    more: Numbers
    together: Together

    def width(self, count: int) -> Numbers:
        """How wide each of the `count` sums is at least."""
        less, more = np.zeros(count), np.zeros(count)
        np.maximum.at(less, self.of_sum, self.less)
        np.maximum.at(more, self.of_sum, self.more)
        return less + more

    def width_for(self, sums: Numbers, readers: Numbers, knows: Numbers) -> Numbers:
        """Over pairs of a sum and a reader: how wide the sum is at least to that reader, who knows the figures of the
        units that `knows` says, over reader and unit."""
        begin, end = (np.searchsorted(self.of_sum, sums, side) for side in ("left", "right"))
        many = end - begin
        pair = np.repeat(np.arange(len(sums)), many)
        entry = np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())
        unit = self.unit[entry]
        usable = (unit == NOBODY) | ~knows[readers[pair], unit]
        less, more = np.zeros(len(sums)), np.zeros(len(sums))
        np.maximum.at(less, pair[usable], self.less[entry[usable]])
        np.maximum.at(more, pair[usable], self.more[entry[usable]])
        return less + more

    def relied_on(self) -> tuple[Numbers, Numbers]:
        """Pairs of a sum and a unit that it reaches furthest with, one way or the other."""
        sums, units = [], []
        for way in (self.less, self.more):
            order = np.lexsort((-way, self.of_sum))
            best = order[np.unique(self.of_sum[order], return_index=True)[1]]
            best = best[self.unit[best] != NOBODY]
            sums.append(self.of_sum[best])
            units.append(self.unit[best])
        return np.concatenate(sums), np.concatenate(units)


@dataclass(frozen=True, slots=True)
class _Crowd:
    """All other units together: `amount`, over move, by how much they can move the same way back; `known`, over what
    moves change and reader, how much of that the reader knows of, where `change` is that of each move."""

    amount: Numbers
    known: sparse.csr_matrix
    change: Numbers

    def unknown_to(self, moves: Numbers, readers: Numbers) -> Numbers:
        """Over pairs of a move and a reader, the amount of those that the reader does not know."""
        return np.asarray(self.amount[moves] - np.asarray(self.known[self.change[moves], readers]).reshape(-1))

    def unknown_to_any(self) -> Numbers:
        """Over move, the amount but for that of the reader who knows most of it."""
        if not self.known.shape[1]:
            return np.asarray(np.maximum(self.amount, 0))
        most = self.known.max(axis=1).toarray().reshape(-1)
        return np.asarray(np.maximum(self.amount - most[self.change], 0))


@dataclass(frozen=True, slots=True)
class Together:
    """Moves out of sums (`of_sum`, in order, and `move`), how much there is at the `start` and the `end` of each move,
    and what all other units together give way for less and for more of it."""

    of_sum: Numbers
    move: Numbers
    start: Numbers
    end: Numbers
    less: _Crowd
    more: _Crowd

    def width_for(self, sums: Numbers, readers: Numbers) -> Numbers:
        """Over pairs of a sum and a reader: how wide the sum is at least to that reader, by one move that all units
        which the reader does not know give way to."""
        begin, end = (np.searchsorted(self.of_sum, sums, side) for side in ("left", "right"))
        many = end - begin
        pair = np.repeat(np.arange(len(sums)), many)
        move = self.move[np.repeat(begin - np.cumsum(many) + many, many) + np.arange(many.sum())]
        less, more = np.zeros(len(sums)), np.zeros(len(sums))
        np.maximum.at(less, pair, np.minimum(self.start[move], self.less.unknown_to(move, readers[pair])))
        np.maximum.at(more, pair, np.minimum(self.end[move], self.more.unknown_to(move, readers[pair])))
        return less + more


@dataclass(frozen=True, slots=True)
class _Moves:
    """Every way to move somebody from one hidden figure to another of its unit, by the figure moved from (in order).

    `start` and `end` are figures (`end` one beyond the last: out of what is counted), `change` is what it does to the
    shown sums, and `first` the position of each figure's first move.
    """

    start: Numbers
    end: Numbers
    change: Numbers
    first: Numbers


class Exchanges:
    """The exchanges between hidden figures: `rows` are the shown sums (0 and 1, over sum and figure); of each figure
    the `unit`, the `month` and the `category`. `knows`, over reader and unit, are readers who know some units' figures.
    """

    def __init__(
        self, rows: sparse.csr_matrix, unit: Numbers, month: Numbers, category: Numbers, knows: Numbers
    ) -> None:
        self.unit = unit
        self.readers = sparse.csr_matrix(knows.T.astype(float))
        weights = np.random.default_rng(1).integers(1, 2**62, rows.shape[0], dtype=np.int64)
        mark = np.append(rows.astype(np.int64).T @ weights, 0)  # figures in the same sums have the same mark
        self.moves = _moves(mark, unit, month, category)

    def reach(self, figures: Numbers, sums: sparse.csr_matrix) -> Reach:
        """How far each of `sums` (0 and 1, over sum and figure) reaches from what it is where the `figures` are true.

        Only sums of one unit's figures reach any distance.
        """
        less, more, unit, crowds = self._of_moves(figures)
        moves, owner = self.moves, self._owner(sums)
        single = np.flatnonzero(owner >= 0)
        within = sums[single].tocsr()
        at = np.repeat(np.arange(len(single)), np.diff(within.indptr))
        many = np.diff(moves.first)[within.indices]
        of_sum = np.repeat(at, many)
        move = np.repeat(moves.first[within.indices] - np.cumsum(many) + many, many) + np.arange(many.sum())
        size = sums.shape[1] + 1
        inside = np.sort(at * size + within.indices)
        keys = of_sum * size + moves.end[move]
        position = np.minimum(np.searchsorted(inside, keys), max(0, len(inside) - 1))
        leaves = inside[position] != keys if len(inside) else np.ones(0, dtype=np.bool_)
        of_sum, move = single[of_sum[leaves]], move[leaves]
        amount = np.append(figures, _ENDLESS)
        together = Together(of_sum, move, amount[moves.start], amount[moves.end], *crowds)
        every = np.repeat(of_sum, unit.shape[1]), unit[move].ravel(), less[move].ravel(), more[move].ravel()
        return _best(*every, together)

    def _owner(self, sums: sparse.csr_matrix) -> Numbers:
        """The unit whose figures alone each sum has, or -1."""
        unit = self.unit[sums.indices]
        filled = np.diff(sums.indptr) > 0
        owner = np.full(sums.shape[0], -1)
        if filled.any():
            starts = sums.indptr[:-1][filled]
            low, high = np.minimum.reduceat(unit, starts), np.maximum.reduceat(unit, starts)
            owner[filled] = np.where(low == high, low, -1)
        return owner

    def _of_moves(self, figures: Numbers) -> tuple[Numbers, Numbers, Numbers, tuple[_Crowd, _Crowd]]:
        """Over move and partner: by how much the move's start may be less, and more, and the partner's unit; and all
        other units together, for less and for more.

        Each move comes first without a partner (0 where it changes a shown sum), then with all other units together
        but those of any one reader, then with those units that give most way.
        """
        moves = self.moves
        amount = np.append(figures, _ENDLESS)
        start, end = amount[moves.start], amount[moves.end]
        alone = moves.change == 0
        less, more = [np.where(alone, start, 0)], [np.where(alone, end, 0)]
        units = [np.full((len(start), 1), NOBODY)]
        # the partner moves the same way back: from its end to its start
        of_less, units_less, crowd_less = self._partners(end)
        of_more, units_more, crowd_more = self._partners(start)
        nothing = np.zeros_like(of_less)
        less.append(np.minimum(start, crowd_less.unknown_to_any()))
        more.append(np.minimum(end, crowd_more.unknown_to_any()))
        units.append(units[0])
        less += [*np.minimum(start[:, None], of_less).T, *nothing.T]
        more += [*nothing.T, *np.minimum(end[:, None], of_more).T]
        units += [units_less, units_more]
        of_all = crowd_less, crowd_more
        return np.stack(less, axis=1), np.stack(more, axis=1), np.concatenate(units, axis=1), of_all

    def _partners(self, amount: Numbers) -> tuple[Numbers, Numbers, _Crowd]:
        """Over move and partner: the greatest amounts of moves of other units that change the same, and their units;
        and all of them together."""
        moves, unit = self.moves, self.unit[self.moves.start]
        order = np.lexsort((-amount, unit, moves.change))
        change, of_unit = moves.change[order], unit[order]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (change[1:] != change[:-1]) | (of_unit[1:] != of_unit[:-1])
        best = order[first]  # of each unit, for each change, the move of the greatest amount
        best = best[np.lexsort((-amount[best], moves.change[best]))]
        groups, begin, size = np.unique(moves.change[best], return_index=True, return_counts=True)
        group = np.searchsorted(groups, moves.change)
        many, units = np.zeros((len(order), _PARTNERS)), np.full((len(order), _PARTNERS), NOBODY)
        of_unit_there = sparse.csr_matrix(
            (amount[best], (np.searchsorted(groups, moves.change[best]), unit[best])),
            shape=(len(groups), self.readers.shape[0]),
        )
        every = np.asarray(of_unit_there.sum(axis=1)).reshape(-1)
        own = np.asarray(of_unit_there[group, unit]).reshape(-1)
        crowd = _Crowd(every[group] - own, (of_unit_there @ self.readers).tocsr(), group)
        filled = np.zeros(len(order), dtype=np.int64)
        for nth in range(_PARTNERS + 1):  # one more, as one of them may be the move's own
            one = best[np.minimum(begin[group] + nth, len(best) - 1)] if len(best) else best
            usable = np.flatnonzero((size[group] > nth) & (unit[one] != unit) & (filled < _PARTNERS))
            many[usable, filled[usable]] = amount[one[usable]]
            units[usable, filled[usable]] = unit[one[usable]]
            filled[usable] += 1
        return many, units, crowd


def _moves(mark: Numbers, unit: Numbers, month: Numbers, category: Numbers) -> _Moves:
    """The moves of each figure: to the unit's other figures of its category or its month, and out."""
    figures = np.arange(len(unit))
    start, end = [figures], [np.full(len(unit), len(unit))]
    for of in (category, month):
        order = np.lexsort((figures, of, unit))
        new = np.ones(len(order), dtype=np.bool_)
        new[1:] = (unit[order][1:] != unit[order][:-1]) | (of[order][1:] != of[order][:-1])
        begin = np.flatnonzero(new)
        size = np.diff(np.append(begin, len(order)))
        if not len(size):
            continue
        for apart in range(1, int(size.max())):
            here = np.flatnonzero(np.arange(len(order)) + apart < np.repeat(begin + size, size))
            one, other = order[here], order[here + apart]
            start += [one, other]
            end += [other, one]
    starts, ends = np.concatenate(start), np.concatenate(end)
    by_start = np.argsort(starts, kind="stable")
    starts, ends = starts[by_start], ends[by_start]
    first = np.searchsorted(starts, np.arange(len(unit) + 1))
    return _Moves(starts, ends, mark[starts] - mark[ends], first)


def _best(of_sum: Numbers, unit: Numbers, less: Numbers, more: Numbers, together: Together) -> Reach:
    """The entries with the most of each sum and unit."""
    useful = (less > 0) | (more > 0)
    of_sum, unit, less, more = of_sum[useful], unit[useful], less[useful], more[useful]
    size = int(unit.max(initial=0)) + 2
    keys, place = np.unique(of_sum * size + unit + 1, return_inverse=True)
    most_less, most_more = np.zeros(len(keys)), np.zeros(len(keys))
    np.maximum.at(most_less, place.reshape(-1), less)
    np.maximum.at(most_more, place.reshape(-1), more)
    return Reach(keys // size, keys % size - 1, most_less, most_more, together)
