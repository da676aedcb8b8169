"""Readers who know some units' own figures, whatever is hidden: of which hidden figures of others they know too much.

Most figures are wide to all of them by exchanges. Of the rest solutions are drawn that many readers hold possible at
once (`crowds`). What is left is asked of each reader.

Where too many figures hang together for that, they are counted as being in doubt.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.crowds import wide_to
from kpidsl.disclosure.families import Readers
from kpidsl.disclosure.programs import TOLERANCE, distinct
from kpidsl.disclosure.reach import NOBODY
from kpidsl.disclosure.shown_sums import ALL, View
from kpidsl.disclosure.widths import Narrow, System

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
PART_UP_TO = 2_000_000
"""Hidden figures that hang together, times the readers who are left to ask about them: of more than this nothing is
examined one by one."""


@dataclass(slots=True)
class Insiders:
    """Readers who know some units' own figures.

    What was seen to be wide to a reader stays so, as hiding more narrows nothing: it is remembered for each count, over
    figure (of the indicator's `figures`) and reader, in bits. `done`, over figure, says which were seen to be wide to
    all of them: they are not asked for again. `in_doubt` are the numbers of the figures that were not examined for
    every reader, because too many hang together (`PART_UP_TO`).
    """

    readers: Readers
    figures: int
    remembered: dict[int, Numbers] = field(default_factory=dict)
    in_doubt: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    done: Bools = field(init=False)

    def __post_init__(self) -> None:
        self.done = np.zeros(self.figures, dtype=np.bool_)

    @property
    def knows(self) -> Bools:
        """Over reader and unit."""
        return self.readers.knows

    def narrow(self, system: System) -> list[Narrow]:
        """The figures of which an insider knows too much: where there are any, at least some of them."""
        sums, readers = self._doubtful(system)
        while len(sums):
            now = _some_readers(sums, readers)
            wide = [self._is_wide(system, count, sums[now], readers[now]) for count in range(len(system.true))]
            view = _as_known(system, sums[now], readers[now], self.knows)
            narrow, bounds_of = system.narrow(sums[now], wide, view, list(self.knows[readers[now]]))
            for count, of in enumerate(bounds_of):
                self._remember(system, count, sums[now][of.wide], readers[now][of.wide])
            if narrow:
                return narrow
            sums, readers = sums[~now], readers[~now]
        return []

    def _memory(self, count: int) -> Numbers:
        """Over figure and eight readers, in bits: whether the count was seen to be wide."""
        if count not in self.remembered:
            self.remembered[count] = np.zeros((self.figures, -(-len(self.knows) // 8)), dtype=np.uint8)
        return self.remembered[count]

    def _remember(self, system: System, count: int, sums: Numbers, readers: Numbers) -> None:
        """Note pairs of a figure and a reader to whom the count is wide."""
        np.bitwise_or.at(
            self._memory(count), (system.numbers[sums], readers // 8), (128 >> readers % 8).astype(np.uint8)
        )

    def _doubtful(self, system: System) -> tuple[Numbers, Numbers]:
        """Pairs of a figure asked for and an insider to whom it is not shown to be wide."""
        alone, every_alone, like = _distinct(
            system, np.unique(np.concatenate([_alone(system, count) for count in range(len(system.true))]))
        )
        near, size = _near(system, self.knows)
        _, part, _ = system.parts
        at, reader = np.nonzero(near[part[alone]])
        tied = np.unique(np.concatenate([self._relied_on(system, n) for n in range(len(system.true))], axis=1), axis=1)
        tied = tied[:, ~np.isin(tied[0], every_alone)]
        asked, learnt = self._unsettled(system, np.concatenate([np.stack([alone[at], reader]), tied], axis=1))
        pairs = self._ask_many(system, asked)
        beyond = _are_too_many(part[pairs[0]], pairs[1], size)

        def and_alike(figures: Numbers) -> Numbers:
            return np.union1d(figures, every_alone[np.isin(alone[like], figures)])

        self.in_doubt = np.union1d(
            np.setdiff1d(self.in_doubt, system.numbers), system.numbers[and_alike(pairs[0, beyond])]
        )
        self._note_done(system, and_alike(np.concatenate([learnt, pairs[0]])))
        sums, readers = pairs[:, ~beyond]
        return sums, readers

    def _unsettled(self, system: System, pairs: Numbers) -> tuple[Numbers, Numbers]:
        """Those of pairs of a figure and a reader of which some count may be narrow, and who does not know all of it;
        and the figures of which a reader knows all for now: of several units. Of one unit it is so for good."""
        settled = [self._is_settled(system, count, pairs) for count in range(len(system.true))]
        pairs = pairs[:, ~np.all(settled, axis=0)]
        figures, of = np.unique(pairs[0], return_inverse=True)
        of_units = system.of_units[figures]
        others = of_units @ (~self.knows).T.astype(float)  # how many unknown figures the reader does not know
        learnt = others[of, pairs[1]] == 0
        return pairs[:, ~learnt], pairs[0, learnt & (np.diff(of_units.indptr) > 1)[of]]

    def _note_done(self, system: System, not_done: Numbers) -> None:
        """Note that the figures asked for are wide to all, but those of some positions and those that are harmless only
        as long as what is shown is shown."""
        done = np.ones(len(system.numbers), dtype=np.bool_)
        done[not_done] = False
        for harmless, figures in zip(system.harmless, system.figures, strict=True):
            done &= ~harmless | (figures >= 2 * system.below - 1 - TOLERANCE)
        self.done[system.numbers[done]] = True

    def _ask_many(self, system: System, pairs: Numbers) -> Numbers:
        """Those of pairs of a figure and a reader to whom it is not seen to be wide by what many readers hold possible
        at once."""
        readers = system.shown.over(ALL, system.unknown.known_to(self.readers))
        settled = np.ones(pairs.shape[1], dtype=np.bool_)
        for count in range(len(system.true)):
            open_ = np.flatnonzero(~self._is_settled(system, count, pairs))
            sums, reader = pairs[:, open_]
            of = system.shown.asked[count]
            known, asked = system.shown.known(of), system.shown.over(of, system.sums)
            wide = wide_to(known, asked, system.below, (sums, reader), readers)
            self._remember(system, count, sums[wide], reader[wide])
            settled[open_[~wide]] = False
        return pairs[:, ~settled]

    def _is_settled(self, system: System, count: int, pairs: Numbers) -> Bools:
        """Over pairs of a figure and a reader, whether the count cannot be narrow to the reader."""
        return np.asarray(self._is_wide(system, count, *pairs) | ~system.may_be_small(count)[pairs[0]])

    def _is_wide(self, system: System, count: int, sums: Numbers, readers: Numbers) -> Bools:
        """Over pairs of a figure and a reader, whether the count was seen to be wide."""
        return np.asarray(self._memory(count)[system.numbers[sums], readers // 8] & (128 >> readers % 8) > 0)

    def _relied_on(self, system: System, count: int) -> Numbers:
        """Pairs of a figure that exchanges show to be wide, and an insider who knows the unit without which they do
        not."""
        width, unit = system.widest[count]
        wide = (width > system.below - TOLERANCE) & (unit != NOBODY)
        sums = np.flatnonzero(system.may_be_small(count) & wide)
        at = sparse.csr_matrix(self.knows.T)[unit[sums]].tocoo()
        return np.stack([sums[at.row], at.col])


def _some_readers(sums: Numbers, readers: Numbers) -> Bools:
    """Of pairs of a figure and a reader those of some readers, so that each figure is in one pair at least."""
    rank = np.argsort(np.argsort(-np.bincount(readers), kind="stable"), kind="stable")[readers]
    order = np.lexsort((rank, sums))
    first = order[np.unique(sums[order], return_index=True)[1]]
    return np.isin(readers, readers[first])


def _alone(system: System, count: int) -> Numbers:
    """The figures that may be small and that no exchange shows to be wide."""
    return np.flatnonzero(system.may_be_small(count) & (system.widest[count][0] < system.below - TOLERANCE))


def _distinct(system: System, sums: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """One of each of those that are the same sum of unknown figures, with the same beside; all of them, and for each
    which of the former it is like."""
    weights = np.random.default_rng(1).random(system.sums.shape[1])
    beside = [of[sums] - system.sums[sums] @ true for of, true in zip(system.figures, system.true, strict=True)]
    first, like = distinct(system.sums[sums] @ weights, *beside)
    return sums[first], sums, like


def _near(system: System, knows: Bools) -> tuple[Bools, Numbers]:
    """Over part and reader, whether the reader knows something of what hangs together in it; and how many unknown
    figures each part has."""
    _, of_sums, of_unknown = system.parts
    parts = max(of_sums.max(initial=-1), of_unknown.max(initial=-1)) + 1
    units = sparse.csr_matrix(
        (np.ones(len(of_unknown)), (of_unknown, system.unknown.leaf)), shape=(parts, knows.shape[1])
    )
    return (units @ knows.T.astype(float)) > 0, np.bincount(of_unknown, minlength=parts)


def _are_too_many(part: Numbers, reader: Numbers, size: Numbers) -> Bools:
    """Over pairs of a part and a reader, whether so many readers are to be asked about the part, of that `size`, that
    they are not."""
    readers = np.bincount(np.unique(np.stack([part, reader]), axis=1)[0], minlength=len(size))
    return np.asarray((readers * size > PART_UP_TO)[part])


def _as_known(system: System, sums: Numbers, readers: Numbers, knows: Bools) -> View:
    """What the reader of each of the `sums` (positions) knows: the part of the system that the sum hangs together with,
    once for each reader, without what that reader knows."""
    of_rows, of_sums, of_unknown = system.parts
    copies, copy = np.unique(of_sums[sums] * len(knows) + readers, return_inverse=True)
    part, reader = np.divmod(copies, len(knows))
    rows, units = _Copied.of(of_rows, part), _Copied.of(of_unknown, part)
    entries = system.rows.tocoo()
    of_entries = _Copied.of(of_rows[entries.row], part)
    at = (
        rows.place(entries.row[of_entries.original], of_entries.copy),
        units.place(entries.col[of_entries.original], of_entries.copy),
    )
    known_sums = sparse.csr_matrix((np.ones(len(at[0])), at), shape=(len(rows.original), len(units.original)))
    chosen = system.sums[sums].tocoo()
    at = chosen.row, units.place(chosen.col, copy.reshape(-1)[chosen.row])
    asked = sparse.csr_matrix((np.ones(len(at[0])), at), shape=(len(sums), len(units.original)))
    unknown = np.flatnonzero(~knows[reader[units.copy], system.unknown.leaf[units.original]])
    return View(known_sums[:, unknown], asked[:, unknown], rows.original, units.original[unknown])


@dataclass(frozen=True, slots=True)
class _Copied:
    """Things of parts, once for each copy of a part: the position of the `original` and the `copy` of each."""

    original: Numbers
    copy: Numbers
    start: Numbers
    rank: Numbers

    @classmethod
    def of(cls, parts: Numbers, copied: Numbers) -> _Copied:
        """Of things of these `parts` those of the parts `copied`, as often as they are."""
        order = np.argsort(parts, kind="stable")
        begin, end = (np.searchsorted(parts[order], copied, side) for side in ("left", "right"))
        many = end - begin
        start = np.cumsum(many) - many
        copy = np.repeat(np.arange(len(copied)), many)
        original = order[np.repeat(begin - start, many) + np.arange(many.sum())]
        rank = np.zeros(len(parts), dtype=np.int64)
        rank[order] = np.arange(len(parts)) - np.searchsorted(parts[order], parts[order])
        return cls(original, copy, start, rank)

    def place(self, original: Numbers, copy: Numbers) -> Numbers:
        """Where the copies of some originals are."""
        return np.asarray(self.start[copy] + self.rank[original])
