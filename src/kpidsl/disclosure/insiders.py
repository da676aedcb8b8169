"""Readers who know some units' own figures, whatever is hidden: of which hidden figures of others they know too much.

Most figures are wide to all of them by exchanges. Of the rest it is tried whether they are to several readers at once,
who would put together what they know: what these do not know, none of them does. What is left is asked of each reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.programs import TOLERANCE, components
from kpidsl.disclosure.widths import Narrow, System, View

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_CROWD = 16
"""Where more readers than this know something of one part of the sums, they are tried in groups first."""


@dataclass(slots=True)
class Insiders:
    """Readers who know some units' own figures: `knows`, over reader and unit.

    `proven` are pairs of a figure's number and a reader, as one number, to whom the figure is known to be wide: hiding
    more narrows nothing.
    """

    knows: Bools
    proven: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def narrow(self, system: System) -> list[Narrow]:
        """The figures of which an insider knows too much."""
        sums, readers = self._doubtful(system)
        key = system.numbers[sums] * len(self.knows) + readers
        new = ~np.isin(key, self.proven)
        sums, readers, key = sums[new], readers[new], key[new]
        if not len(sums):
            return []
        narrow, proven = _examined(system, sums, readers, self.knows)
        self.proven = np.union1d(self.proven, key[proven])
        return narrow

    def _doubtful(self, system: System) -> tuple[Numbers, Numbers]:
        """Pairs of a figure asked for and an insider to whom it is not shown to be wide."""
        near, part = _near(system, self.knows)
        alone = _distinct(system, np.unique(np.concatenate([_alone(system, n) for n in range(len(system.true))])))
        left = near[part[alone]]
        crowded = np.flatnonzero(left.sum(axis=1) > _CROWD)
        size = self.knows.sum(axis=1)
        few_units = size <= 2
        ranks = np.where(few_units, np.cumsum(few_units), np.cumsum(~few_units))  # each kind by itself
        for of, spread, groups in (
            (few_units, 1, 8), (few_units, 8, 8), (~few_units, 1, 4), (~few_units, 4, 4), (few_units, 1, 64),
        ):  # fmt: skip
            group = np.where(of, ranks // spread % groups, -1)
            left[crowded] &= ~self._to_groups(system, alone[crowded], group, left[crowded])
        at, readers = np.nonzero(left)
        pairs = [np.stack([alone[at], readers]), *(self._relied_on(system, n) for n in range(len(system.true)))]
        sums, readers = np.unique(np.concatenate(pairs, axis=1), axis=1)
        # one who knows the whole figure learns nothing
        of_units = _of_units(system)[sums]
        others = of_units.multiply(~self.knows[readers]).sum(axis=1) if len(sums) else np.zeros(0)
        learns = np.asarray(others).reshape(-1) > 0
        return sums[learns], readers[learns]

    def _to_groups(self, system: System, sums: Numbers, group: Numbers, asked: Bools) -> Bools:
        """Over sum and reader: whether the sum is wide to all of the reader's `group` (-1: none) together. Only groups
        with a reader that is `asked` for, over the same, are looked at."""
        groups = int(group.max(initial=0)) + 1
        in_group = group[:, None] == np.arange(groups)
        together = in_group.T.astype(float) @ self.knows > 0
        touched = (_of_units(system)[sums] @ together.T.astype(float)) > 0
        at, which = np.nonzero(~touched & (asked @ in_group.astype(float) > 0))
        wide = np.zeros((len(sums), groups + 1), dtype=np.bool_)
        if len(at):
            wide[at, which] = _examined(system, sums[at], which, together, exact=False)[1]
        return wide[:, group]

    def _relied_on(self, system: System, count: int) -> Numbers:
        """Pairs of a figure and an insider without whose units no exchange shows the figure to be wide."""
        reach = system.reach[count]
        sums, units = reach.relied_on()
        at = sparse.csr_matrix(self.knows.T)[units].tocoo()
        tied = np.unique(np.stack([sums[at.row], at.col]), axis=1)
        tied = tied[:, system.may_be_small(count)[tied[0]]]
        return np.asarray(tied[:, reach.width_for(tied[0], tied[1], self.knows) < system.below - TOLERANCE])


def _examined(
    system: System, sums: Numbers, readers: Numbers, knows: Bools, *, exact: bool = True
) -> tuple[list[Narrow], Bools]:
    """What is narrow of pairs of a figure and a reader (none, if not `exact`), and which of them are proven wide.

    If not `exact`, those that are harmless to everybody, as long as no more is hidden, count as proven.
    """
    wide = [reach.width_for(sums, readers, knows) > system.below - TOLERANCE for reach in system.reach]
    view = _as_known(system, sums, readers, knows)
    narrow, found = system.narrow(sums, wide, view, list(knows[readers]), exact=exact)
    proven = np.ones(len(sums), dtype=np.bool_)
    for count, of in enumerate(found):
        large = system.figures[count][sums] > 2 * system.below - 1 - TOLERANCE
        proven &= of.wide | (large if exact else ~system.may_be_small(count)[sums])
    return narrow, proven


def _alone(system: System, count: int) -> Numbers:
    """The figures that may be small and that no exchange shows to be wide."""
    width = system.reach[count].width(len(system.numbers))
    return np.flatnonzero(system.may_be_small(count) & (width < system.below - TOLERANCE))


def _distinct(system: System, sums: Numbers) -> Numbers:
    """One of each of those that are the same sum of unknown figures, with the same beside."""
    weights = np.random.default_rng(1).random(system.sums.shape[1])
    beside = [of[sums] - system.sums[sums] @ true for of, true in zip(system.figures, system.true, strict=True)]
    _, first = np.unique(np.column_stack([system.sums[sums] @ weights, *beside]), axis=0, return_index=True)
    return sums[first]


def _of_units(system: System) -> sparse.csr_matrix:
    """How many unknown figures of each unit each sum has."""
    leaf, units = system.unknown.leaf, system.unknown.units.shape[1]
    owners = sparse.csr_matrix((np.ones(len(leaf)), (np.arange(len(leaf)), leaf)), shape=(len(leaf), units))
    return system.sums @ owners


def _near(system: System, knows: Bools) -> tuple[Bools, Numbers]:
    """Over part and reader, whether the reader knows something of what hangs together in it; and the part of each
    sum."""
    _, of_sums, of_unknown = components(system.rows, system.sums)
    parts = max(of_sums.max(initial=-1), of_unknown.max(initial=-1)) + 1
    units = sparse.csr_matrix(
        (np.ones(len(of_unknown)), (of_unknown, system.unknown.leaf)), shape=(parts, knows.shape[1])
    )
    return (units @ knows.T.astype(float)) > 0, of_sums


def _as_known(system: System, sums: Numbers, readers: Numbers, knows: Bools) -> View:
    """What the reader of each of the `sums` (positions) knows: the part of the system that the sum hangs together with,
    once for each reader, without what that reader knows."""
    of_rows, of_sums, of_unknown = components(system.rows, system.sums)
    copies, copy = np.unique(of_sums[sums] * len(knows) + readers, return_inverse=True)
    part, reader = np.divmod(copies, len(knows))
    rows, units = _Copied.of(of_rows, part), _Copied.of(of_unknown, part)
    entries = system.rows.tocoo()
    of_entries = _Copied.of(of_rows[entries.row], part)
    at = (
        rows.place(entries.row[of_entries.original], of_entries.copy),
        units.place(entries.col[of_entries.original], of_entries.copy),
    )
    told = sparse.csr_matrix((np.ones(len(at[0])), at), shape=(len(rows.original), len(units.original)))
    chosen = system.sums[sums].tocoo()
    at = chosen.row, units.place(chosen.col, copy.reshape(-1)[chosen.row])
    asked = sparse.csr_matrix((np.ones(len(at[0])), at), shape=(len(sums), len(units.original)))
    unknown = np.flatnonzero(~knows[reader[units.copy], system.unknown.leaf[units.original]])
    return View(told[:, unknown], asked[:, unknown], rows.original, units.original[unknown])


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
