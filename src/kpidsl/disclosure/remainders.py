"""Shown sums of which, to a reader who knows some of them, less than the threshold is left for all the others.

What it is left to is known within fewer numbers than the threshold then, by that one sum: no program is solved. Most of
what readers know too well is of this kind: where two units of a county are hidden, each knows of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.programs import TOLERANCE
from kpidsl.disclosure.reach import places
from kpidsl.disclosure.shown_sums import Place, ShownSums
from kpidsl.disclosure.widths import Narrow

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]


def small_remainders(shown: ShownSums, protected: Bools, knows: Bools) -> list[Narrow]:
    """For each shown sum and reader to whom too little of it is left: one of the hidden figures that it is left to.

    `protected`, over unknown figure, says which are hidden; `knows`, over reader and unit, what readers know besides
    what everybody does. Where there is none, nobody knows a figure too well by one sum alone.
    """
    looks = _Looks.of(shown, knows)
    most = [shown.known(count).high for count in range(len(shown.true))]
    narrow = []
    for count, least in shown.judged():
        true, high = (np.sum(of, axis=0) if count is None else of[count] for of in (shown.true, most))
        left = looks.left(high, true)
        small = looks.is_some & (left < shown.rule.below - TOLERANCE) & (left > least - TOLERANCE)
        for at in np.flatnonzero(small).tolist():
            figure = looks.figure(at, protected)
            if figure is not None:
                because = shown.because(looks.row[[at]])
                narrow.append(Narrow(figure, shown.rule.below - float(left[at]), count, because, looks.insider(at)))
    return narrow


@dataclass(frozen=True, slots=True)
class _Looks:
    """A reader (-1: everybody) who looks at a row, and knows some of the figures in it (`held`: how many)."""

    shown: ShownSums
    knows: Bools
    readers: sparse.csr_matrix
    row: Numbers
    reader: Numbers
    is_some: Bools
    """Whether something is left of the row that the reader does not know."""

    @classmethod
    def of(cls, shown: ShownSums, knows: Bools) -> _Looks:
        """All readers who know something of a row, and everybody at each row."""
        readers = sparse.csr_matrix(knows[:, shown.unknown.leaf].astype(float))
        held = (shown.rows @ readers.T).tocoo()
        rows = np.arange(shown.rows.shape[0])
        row, reader = np.append(rows, held.row), np.append(np.full(len(rows), -1), held.col)
        known = np.append(np.zeros(len(rows)), held.data)
        is_some = (known < np.diff(shown.rows.indptr)[row]) & ~shown.is_most[row]
        return cls(shown, knows, readers, row, reader, is_some)

    def left(self, most: Numbers, true: Numbers) -> Numbers:
        """Over looks, how much of a row that is at most so much is left beside what the reader knows of the figures,
        which are `true`."""
        amounts = self.shown.rows.copy()
        amounts.data *= true[amounts.indices]
        known, by_reader = (amounts @ self.readers.T).tocsr(), self.reader >= 0
        left = most[self.row]
        left[by_reader] -= places(known, self.row[by_reader], self.reader[by_reader])
        return left

    def insider(self, at: int) -> Bools | None:
        """The units whose figures the reader knows; None for everybody."""
        reader = int(self.reader[at])
        return None if reader < 0 else np.asarray(self.knows[reader])

    def figure(self, at: int, protected: Bools) -> Place | None:
        """The last protected figure, by month, of those that are left in the row."""
        unknown, row, insider = self.shown.unknown, int(self.row[at]), self.insider(at)
        within = self.shown.rows.indices[self.shown.rows.indptr[row] : self.shown.rows.indptr[row + 1]]
        within = within[protected[within]]
        if insider is not None:
            within = within[~insider[unknown.leaf[within]]]
        if not len(within):
            return None
        one = max(within.tolist(), key=lambda of: (unknown.month[of], -of))
        return unknown.place(one)
