"""Shown sums of which, to a reader who knows some of them, less than the threshold is left for all the others.

What it is left to is known within fewer numbers than the threshold then, by that one sum: no program is solved. Most of
what readers know too well is of this kind: where two units of a county are hidden, each knows of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.families import Readers
from kpidsl.disclosure.programs import TOLERANCE
from kpidsl.disclosure.reach import entries, places
from kpidsl.disclosure.shown_sums import Place, SameRows, ShownSums
from kpidsl.disclosure.widths import Narrow

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
Look = tuple[int, tuple[int, ...], float]
"""A row, the readers (none: everybody) who put together what they know of it, and what is left."""


def small_remainders(shown: ShownSums, protected: Bools, readers: Readers) -> list[Narrow]:
    """For each shown sum, and each reader and pair of them to whom too little of it is left: one of the hidden figures
    that it is left to. `protected`, over unknown figure, says which are hidden.

    Where there is none, nobody knows a figure too well by one sum alone.
    """
    looks = _Looks.of(shown, readers)
    most = [shown.ends(count)[1] for count in range(len(shown.true))]
    narrow = []
    because = cache(lambda row: shown.because(looks.same.as_any(np.array([row]))))
    insider = cache(looks.insider)
    each, need = [looks.amounts(true) for true in shown.true], shown.rule.below
    for count, least in shown.judged():
        high, known = (np.sum(of, axis=0) if count is None else of[count] for of in (most, each))
        for row, who, left in (*looks.alone(high, known, need), *looks.together(high, known, need)):
            figure = looks.figure(row, insider(who), protected) if left > least - TOLERANCE else None
            if figure is not None:
                narrow.append(Narrow(figure, need - left, count, because(row), insider(who)))
    return narrow


@dataclass(frozen=True, slots=True)
class _Looks:
    """Readers who look at a row (`row` and `reader`, in order of rows), and know some of the figures in it (`held`: how
    many)."""

    shown: ShownSums
    readers: Readers
    of_reader: sparse.csr_matrix
    row: Numbers
    reader: Numbers
    held: Numbers
    first: Numbers
    """Over row, the position of its first look, and the end of the last."""
    same: SameRows
    telling: Bools
    """Over row, whether all of it is shown, and it is not the same as one before it."""
    are_pairs: Bools
    """Over two readers, whether they may put together what they know."""

    @classmethod
    def of(cls, shown: ShownSums, readers: Readers) -> _Looks:
        """All readers who know something of a row."""
        of_reader = shown.unknown.known_to(readers)
        held = (shown.rows @ of_reader.T).tocsr()
        row = np.repeat(np.arange(held.shape[0]), np.diff(held.indptr))
        same = SameRows(shown.rows)
        telling = shown.is_whole & same.first
        return cls(
            shown, readers, of_reader, row, held.indices, held.data, held.indptr, same, telling, _are_pairs(readers)
        )

    def amounts(self, true: Numbers) -> Numbers:
        """Over looks, how much the reader knows to be in the row, where the figures are `true`."""
        weighted = self.shown.rows.copy()
        weighted.data *= true[weighted.indices]
        return places((weighted @ self.of_reader.T).tocsr(), self.row, self.reader)

    def alone(self, most: Numbers, known: Numbers, need: int) -> Iterator[Look]:
        """Rows, readers and what is left to each: of rows that are at most so much, what is less than `need`."""
        size = np.diff(self.shown.rows.indptr)
        everybody = np.flatnonzero((most < need - TOLERANCE) & self.telling)
        yield from ((int(row), (), float(most[row])) for row in everybody)
        left = most[self.row] - known
        small = (left < need - TOLERANCE) & (self.held < size[self.row]) & self.telling[self.row]
        for at in np.flatnonzero(small):
            yield int(self.row[at]), (int(self.reader[at]),), float(left[at])

    def together(self, most: Numbers, known: Numbers, need: int) -> Iterator[Look]:
        """The same of pairs of readers: one of the two knows half of what is not left, or more."""
        size, more = np.diff(self.shown.rows.indptr), most - need + TOLERANCE
        half = np.flatnonzero((2 * known > more[self.row]) & self.telling[self.row])
        at, other = entries(self.first, self.row[half], self.row[half] + 1)
        one, row = half[at], self.row[half][at]
        left = most[row] - known[one] - known[other]
        small = (left < need - TOLERANCE) & (self.held[one] + self.held[other] < size[row])
        small &= (known[one] > known[other]) | ((known[one] == known[other]) & (one < other))
        pools = self.are_pairs[self.reader[one[small]], self.reader[other[small]]]
        for which in np.flatnonzero(small)[pools]:
            both = int(self.reader[one[which]]), int(self.reader[other[which]])
            yield int(row[which]), both, float(left[which])

    def insider(self, who: Sequence[int]) -> Bools | None:
        """The units whose figures these readers know; None for everybody."""
        return np.asarray(self.readers.knows[list(who)].any(axis=0)) if who else None

    def figure(self, row: int, insider: Bools | None, protected: Bools) -> Place | None:
        """The last protected figure, by month, of those that are left in the row to who knows these units'."""
        unknown = self.shown.unknown
        within = self.shown.rows.indices[self.shown.rows.indptr[row] : self.shown.rows.indptr[row + 1]]
        within = within[protected[within]]
        if insider is not None:
            within = within[~insider[unknown.leaf[within]]]
        if not len(within):
            return None
        months = unknown.month[within]
        return unknown.place(within[months == months.max()].min())


def _are_pairs(readers: Readers) -> Bools:
    """Over two readers, whether they may put together what they know."""
    pairs = np.zeros((len(readers.knows), len(readers.knows)), dtype=np.bool_)
    one, other = readers.pairs.T
    pairs[one, other] = pairs[other, one] = True
    return pairs
