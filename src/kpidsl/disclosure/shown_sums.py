"""What is shown of an indicator, as sums of what is hidden of the lowest units: of units on every steering line,
categories, months and years to date together.

Where the true figures do not add up to it (a unit was closed, cases belong to no unit), it is taken for known within
that difference: more than a reader knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.families import Readers
from kpidsl.disclosure.programs import TOLERANCE, Known, apart, ones
from kpidsl.disclosure.reach import ranges
from kpidsl.model.rules import HidingRule

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
ALL = 2
"""All cases: a count behind the numerator (0) and the rest (1)."""
BOTH = -1
LONGER = 2
"""The window of a figure of several months together, behind the month (0) and the year to date (1)."""


class Place(NamedTuple):
    """A figure: of the month (window 0), the year to date (1) or several months (2), its category, its node and its
    (last) month's position."""

    window: int
    category: int
    node: int
    month: int

    @classmethod
    def at(cls, of: Iterable[int]) -> Place:
        """The place of these four numbers."""
        return cls(*map(int, of))


@dataclass(frozen=True, slots=True)
class Parts:
    """Of each figure at `places` (rows of `Place`) the months, from the first to before the last, that are not told by
    another shown figure: of a year to date what comes after the last one that is shown. None, where that is all."""

    places: Numbers
    first: Numbers
    last: Numbers

    def of(self, chosen: Numbers) -> Parts:
        """Those chosen."""
        return Parts(self.places[chosen], self.first[chosen], self.last[chosen])


@dataclass(frozen=True, slots=True)
class LongerFigures:
    """Figures of several months that are shown in place of hidden ones, as `parts`; `alone`, over figure, is the count
    that others alone tell of it, as in `ShownSums`."""

    parts: Parts
    alone: Numbers


@dataclass(frozen=True, slots=True)
class CountedFigures:
    """Figures of one window, in months that no sums tie together; or of the months of a year and (the second window)
    its years to date.

    `value` and each of `counts` are over (window, category, node, month): whether there is a figure, and how many it
    counts. Of two counts, the numerator and the rest, the sum is all cases. `suppressed` is over (category, node,
    month).
    """

    value: Bools
    counts: Sequence[Numbers]
    suppressed: Bools
    numbers: Numbers
    """Over the same axes as `value`: the figure's number among all of the indicator's."""
    printed: Bools | None = None
    """Over (numerator or cases, category, node, month): the hidden figures of which others tell that; None, where it is
    not looked at."""
    longer: LongerFigures | None = None
    is_shown: Bools = field(init=False)
    """Over the same axes as `value`."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "is_shown", self.value & ~self.suppressed)

    def parts(self, chosen: Bools, known: Bools | None = None) -> Parts:
        """The figures that are chosen, over the axes of `value`, by those that are `known` (None: shown)."""
        places, known = np.argwhere(chosen), self.is_shown if known is None else known
        window, month = places[:, 0], places[:, 3]
        first, last = month.copy(), month + 1
        if len(self.value) > 1:
            to_date = window == 1
            after = np.where(known[1], np.arange(chosen.shape[-1]) + 1, 0)
            after = np.maximum.accumulate(np.insert(after, 0, 0, axis=-1), axis=-1)[..., :-1]
            at = tuple(places[:, 1:].T)
            first = np.where(to_date, after[at], first)
            last = np.where(to_date & known[0][at] & known[1][at], month, last)
        return Parts(places, first, last)


@dataclass(frozen=True, slots=True)
class View:
    """What readers know of figures asked for: `rows` and `sums` (the figures) over what is unknown to them; `shown` and
    `unknown` are the positions of the rows and of the unknown figures in the system."""

    rows: sparse.csr_matrix
    sums: sparse.csr_matrix
    shown: Numbers
    unknown: Numbers


class UnknownFigures:
    """The hidden figures of the lowest units: of each the month, category and leaf. The whole of several categories is
    the sum of them."""

    def __init__(self, figures: CountedFigures, equations: Equations) -> None:
        nodes = np.flatnonzero(equations.is_single)
        self.units = equations.units
        self.node_of = np.full(self.units.shape[1], -1)
        self.node_of[equations.leaf_of[nodes]] = nodes
        is_shown = figures.is_shown[0] & equations.stands[:, None]
        unknown = equations.at_any(figures.value[0]) & ~equations.at_any(is_shown)
        unknown[: len(unknown) > 1] = False
        self.month, self.category, self.leaf = np.nonzero(unknown.transpose(2, 0, 1))
        of_nodes = self.units[:, self.leaf].tocsr()
        of_nodes.sort_indices()
        node = np.repeat(np.arange(of_nodes.shape[0]), np.diff(of_nodes.indptr))
        self._of_nodes = of_nodes.indices
        self._number = node * len(self.month) + of_nodes.indices  # of each node's figures in order, and so by month

    def place(self, one: int) -> Place:
        """Where the figure is."""
        return Place.at((0, self.category[one], self.node_of[self.leaf[one]], self.month[one]))

    def are(self, figures: Bools) -> Bools:
        """Over the unknown figures, whether they are among the `figures`, over (category, node, month)."""
        return np.asarray(figures[self.category, self.node_of[self.leaf], self.month])

    def sums(self, parts: Parts) -> sparse.csr_matrix:
        """Which unknown figures the parts contain."""
        node, many = parts.places[:, 2], len(self.month)
        of_months = np.searchsorted(self.month, np.stack([parts.first, parts.last]))
        part, at = ranges(*np.searchsorted(self._number, node * many + of_months))
        figure, category = self._of_nodes[at], parts.places[part, 1]
        held = (category == 0) | (category == self.category[figure])
        first = np.append(0, np.cumsum(np.bincount(part[held], minlength=len(node))))
        return sparse.csr_matrix((np.ones(held.sum()), figure[held], first), shape=(len(node), many))

    def known_to(self, readers: Readers) -> sparse.csr_matrix:
        """1 where a reader knows the figure."""
        return readers.units[:, self.leaf].tocsr()

    def _leaves(self, count: Numbers) -> Numbers:
        """The month's count of each of the lowest units, over (category, leaf, month)."""
        leaves = np.where(self.node_of[:, None] >= 0, count[0][:, self.node_of], 0).astype(float)
        if len(leaves) > 1:
            leaves[0] = leaves[1:].sum(axis=0)
        return np.asarray(leaves)

    def true(self, count: Numbers) -> Numbers:
        """The unknown figures' counts."""
        return np.asarray(self._leaves(count)[self.category, self.leaf, self.month])

    def difference(self, count: Numbers, shown: Parts) -> Numbers:
        """By how much each part that is shown is more than its units' figures."""
        units = np.stack([self.units @ of_category for of_category in self._leaves(count)])
        more = count - np.stack([units, units.cumsum(axis=-1)])[: len(count)]
        if len(count) == 1:
            of = more[tuple(shown.places.T)]
            return np.where(abs(of) < TOLERANCE, 0.0, of)
        window, category, node, month = shown.places.T
        of = more[np.where(window == LONGER, 0, window), category, node, month]
        longer = window == LONGER
        up_to = np.insert(more[0], 0, 0, axis=-1).cumsum(axis=-1)[category[longer], node[longer]]
        each = np.arange(longer.sum())
        of[longer] = up_to[each, shown.last[longer]] - up_to[each, shown.first[longer]]
        before = (window == 1) & (shown.first > 0)
        of[before] -= more[1, category[before], node[before], shown.first[before] - 1]
        year_to_date = (window == 1) & (shown.last == month)
        of[year_to_date] -= more[0, category[year_to_date], node[year_to_date], month[year_to_date]]
        return np.where(abs(of) < TOLERANCE, 0.0, of)


class ShownSums:
    """What is shown, as sums of `unknown` figures (`rows`), and the shown figures behind each (`shown`).

    `within`, over row and row, has the rows that lie in a row and are taken off it, as they are known exactly. Of each
    count (a numerator and a rest, or cases) `true` has the unknown figures, and `difference` by how much each row is
    more than these. `alone`, over row, is the count that others alone tell of it: the numerator (0), or all cases
    (`ALL`), which tie the numerator and the rest together where this is looked at (`are_tied`); `BOTH` where it is
    shown.
    """

    def __init__(self, figures: CountedFigures, equations: Equations, rule: HidingRule) -> None:
        self.rule = rule
        self.least = 0 if rule.none_and_all and len(figures.counts) == 2 else 1  # of a numerator and a rest
        self.unknown = UnknownFigures(figures, equations)
        shown = figures.parts(figures.is_shown & equations.stands[:, None])
        rows = self.unknown.sums(shown)
        telling = np.flatnonzero(np.diff(rows.indptr))
        self.shown = shown.of(telling)
        counts = [count.astype(float) for count in figures.counts]
        self.true = [self.unknown.true(count) for count in counts]
        self.difference = [self.unknown.difference(count, self.shown) for count in counts]
        self.rows, self.within = apart(rows[telling], np.all([of == 0 for of in self.difference], axis=0))
        self.alone = np.full(len(telling), BOTH)
        longer = figures.longer
        self.are_tied = figures.printed is not None or (longer is not None and bool((longer.alone != BOTH).any()))
        if longer is not None:
            self._add(counts, longer.parts, longer.alone)
        if figures.printed is not None:
            for count, printed in zip((0, ALL), figures.printed, strict=True):
                self._add_printed(figures, equations, printed, count)

    def judged(self) -> list[tuple[int | None, int]]:
        """The counts that are protected (None: all cases), with the number from which on each is."""
        counts: list[tuple[int | None, int]] = [(count, self.least) for count in range(len(self.true))]
        return counts if len(counts) == 1 else [*counts[: 1 if self.rule.rest_shown else 2], (None, 1)]

    @property
    def asked(self) -> list[int]:
        """The counts that are asked for. Where they are tied together, only those that are protected; all cases (`ALL`)
        are one of these, as they do not follow from the two."""
        if not self.are_tied:
            return list(range(len(self.true)))
        return [ALL if count is None else count for count, _ in self.judged()]

    def _add_printed(self, figures: CountedFigures, equations: Equations, printed: Bools, count: int) -> None:
        """The hidden figures of which others tell a count are rows too."""
        chosen = printed & figures.suppressed & equations.stands[:, None] & figures.value
        parts = figures.parts(chosen, chosen | figures.is_shown)
        counts = [count.astype(float) for count in figures.counts]
        self._add(counts, parts, np.full(len(parts.places), count))

    def _add(self, counts: Sequence[Numbers], parts: Parts, alone: Numbers) -> None:
        """Figures that are told besides what is shown; those that tell of nothing unknown are left out."""
        rows = self.unknown.sums(parts)
        telling = np.flatnonzero(np.diff(rows.indptr))
        parts, many = parts.of(telling), len(telling)
        self.rows = sparse.vstack([self.rows, rows[telling]]).tocsr()
        self.within = sparse.block_diag([self.within, sparse.csr_matrix((many, many))]).tocsr()
        more = [self.unknown.difference(of, parts) for of in counts]
        self.difference = [np.append(*both) for both in zip(self.difference, more, strict=True)]
        self.alone = np.append(self.alone, alone[telling])
        pairs = ((getattr(self.shown, name), getattr(parts, name)) for name in ("places", "first", "last"))
        self.shown = Parts(*(np.concatenate(both) for both in pairs))

    @property
    def is_whole(self) -> Bools:
        """Over row, whether both counts are shown."""
        return np.asarray(self.alone == BOTH)

    def ends(self, count: int) -> tuple[Numbers, Numbers]:
        """Between what each row lies, of a count."""
        return _ends(self.rows @ self.true[count], self.difference[count])

    def known(self, count: int, view: View | None = None) -> Known:
        """What is known of a count in the `view` (None: everybody's): of its unknown figures or, where cases tie both
        counts together, of the numerators and behind them the rests. So it is with the rows: those of the numerators
        and of the cases, behind them as many of the rests."""
        rows, alone, true, more = self.rows, self.alone, self.true, self.difference
        if view is not None:
            rows, alone = view.rows, alone[view.shown]
            true, more = [of[view.unknown] for of in true], [of[view.shown] for of in more]
        ends = [_ends(rows @ one, of) for one, of in zip(true, more, strict=True)]
        if not self.are_tied:
            return Known(rows, *ends[count], true[count])
        cases, both = alone == ALL, alone == BOTH
        of_all = _ends(rows @ np.sum(true, axis=0), np.sum(more, axis=0))
        low, high = (
            np.append(np.where(cases, whole, hits), np.where(both, rest, 0))
            for whole, hits, rest in zip(of_all, *ends, strict=True)
        )
        of_cases, of_rests = (_only(rows, which) for which in (cases, both))
        return Known(sparse.bmat([[rows, of_cases], [None, of_rests]]).tocsr(), low, high, np.concatenate(true))

    def over(self, count: int, sums: sparse.csr_matrix) -> sparse.csr_matrix:
        """Sums of the count's unknown figures, over those that `known` has."""
        if not self.are_tied:
            return sums
        nothing = sparse.csr_matrix(sums.shape)
        return sparse.hstack([sums if count in (one, ALL) else nothing for one in (0, 1)]).tocsr()

    def because(self, rows: Numbers) -> tuple[Place, ...]:
        """The shown figures behind some rows."""
        first = self.within.indptr
        _, at = ranges(first[rows], first[rows + 1])
        return tuple(Place(*of) for of in self.shown.places[np.union1d(rows, self.within.indices[at])].tolist())


def _ends(inside: Numbers, more: Numbers) -> tuple[Numbers, Numbers]:
    """Between what rows lie that come to so much, by figures that are so much more."""
    return inside + np.minimum(more, 0), inside + np.maximum(more, 0)


def _only(rows: sparse.csr_matrix, which: Bools) -> sparse.csr_matrix:
    """The rows, and nothing in those that are not among these."""
    return ones(rows, np.repeat(which, np.diff(rows.indptr)))


class SameRows:
    """Which rows are the same sum of unknowns: each of them tells alone what any other of them tells."""

    def __init__(self, rows: sparse.csr_matrix) -> None:
        weights = np.random.default_rng(1).integers(1, 2**62, rows.shape[1], dtype=np.int64)
        _, self.kind = np.unique(rows.astype(np.int64) @ weights, return_inverse=True)
        self.order = np.argsort(self.kind, kind="stable")

    def as_any(self, some: Numbers) -> Numbers:
        """The rows that are the same as one of these."""
        kinds = np.unique(self.kind[some])
        begin, end = (np.searchsorted(self.kind, kinds, side, sorter=self.order) for side in ("left", "right"))
        return np.concatenate(
            [np.zeros(0, dtype=np.int64), *(self.order[b:e] for b, e in zip(begin, end, strict=True))]
        )

    @property
    def first(self) -> Bools:
        """Over rows, whether it is the first of those that are the same."""
        is_first = np.zeros(len(self.kind), dtype=np.bool_)
        is_first[np.unique(self.kind, return_index=True)[1]] = True
        return is_first
