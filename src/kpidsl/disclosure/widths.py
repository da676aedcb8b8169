"""Of which hidden figures a reader knows too much, by all that is shown of an indicator together: units on every
steering line, categories, months and years to date.

The unknowns are the hidden figures of the lowest units. What is shown of other units, or of a year to date, is a sum
of them. Where the true figures do not add up to it (a unit was closed, cases belong to no unit), it is taken for known
within that difference: more than a reader knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.exchanges import Exchanges
from kpidsl.disclosure.programs import TOLERANCE, Asked, Bounds, Known, bounds, is_narrow

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]


class Place(NamedTuple):
    """A figure: of the month (window 0) or of the year to date (1), its category, its node and its month's position."""

    window: int
    category: int
    node: int
    month: int


@dataclass(frozen=True, slots=True)
class Narrow:
    """A hidden figure of which too much is known: by how much its interval falls short of the threshold, which count
    it is (over all cases, where that is None), and the shown figures that tell it."""

    place: Place
    short: float
    count: int | None
    because: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that sums tie together: of one month, or of the months of a year and (the second window) its years to
    date.

    `value` and each of `counts` are over (window, category, node, month): whether there is a figure, and how many it
    counts. Of two counts, the numerator and the rest, the sum is all cases. `suppressed` is over (category, node,
    month).
    """

    value: Bools
    counts: Sequence[Numbers]
    suppressed: Bools


def narrow_figures(
    figures: Figures, equations: Equations, below: int, wide: Sequence[Bools], *, rest_shown: bool = False
) -> list[Narrow]:
    """The hidden figures whose numerator, rest or number of cases is known to lie in an interval shorter than `below`
    that holds a number from 1 to under `below`. The rest is not looked at where `rest_shown`.

    `wide`, one for each count and over the same axes, says where it lies in no such interval, whatever else is hidden;
    it is brought up to date.
    """
    stands = equations.stands[:, None]
    small = np.any([count < 2 * below - 1 for count in figures.counts], axis=0)  # others lie above the threshold
    open_ = ~np.logical_and.reduce(wide)
    asked = _parts(figures, figures.value & figures.suppressed & stands & small & open_)
    if not len(asked.places):
        return []
    unknown = _Unknown(figures, equations)
    shown = _parts(figures, figures.value & ~figures.suppressed & stands)
    rows = unknown.sums(shown)
    told = np.flatnonzero(np.diff(rows.indptr))
    rows, shown, sums = rows[told], shown.of(told), unknown.sums(asked)
    at = tuple(asked.places.T)
    found = []
    exchanges = Exchanges(rows, unknown.leaf, unknown.month, unknown.category)
    everybody = np.zeros(unknown.units.shape[1], dtype=np.bool_)
    for count, known in zip(figures.counts, wide, strict=True):
        reach = exchanges.reach(unknown.true(count), sums)
        known[at] |= reach.width(len(asked.places), everybody) > below - TOLERANCE
        found.append(unknown.bounds(count, rows, shown, sums, asked, known[at], below))
        known[at] = found[-1].wide
    kinds: list[tuple[int | None, Bounds]] = list(enumerate(found[:1] if rest_shown else found))
    if len(found) == 2:
        kinds.append((None, _together(*found)))
    return [
        Narrow(
            _place(asked.places[one]), below - float(of.high[one] - of.low[one]), count,
            tuple(map(_place, shown.places[of.because.get(one, [])])),
        )
        for count, of in kinds
        for one in np.flatnonzero(is_narrow(of.low, of.high, below)).tolist()
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Parts:
    """Of each figure at `places` (rows of `Place`) the months, from the first to before the last, that are not told by
    another shown figure: of a year to date what comes after the last one that is shown. None, where that is all."""

    places: Numbers
    first: Numbers
    last: Numbers

    def of(self, chosen: Numbers) -> _Parts:
        """Those chosen."""
        return _Parts(self.places[chosen], self.first[chosen], self.last[chosen])


def _parts(figures: Figures, chosen: Bools) -> _Parts:
    places = np.argwhere(chosen)
    window, month = places[:, 0], places[:, 3]
    first, last = month.copy(), month + 1
    if len(figures.value) > 1:
        to_date = window == 1
        is_shown = figures.value & ~figures.suppressed
        after = np.where(is_shown[1], np.arange(chosen.shape[-1]) + 1, 0)
        after = np.maximum.accumulate(np.insert(after, 0, 0, axis=-1), axis=-1)[..., :-1]
        at = tuple(places[:, 1:].T)
        first = np.where(to_date, after[at], first)
        last = np.where(to_date & is_shown[0][at] & is_shown[1][at], month, last)
    return _Parts(places, first, last)


def _place(of: Iterable[int]) -> Place:
    return Place(*map(int, of))


def _together(one: Bounds, other: Bounds) -> Bounds:
    """The bounds of the sums of two figures that have nothing to do with each other."""
    nothing = np.zeros(0, dtype=np.int64)
    because = {
        at: np.union1d(one.because.get(at, nothing), other.because.get(at, nothing))
        for at in one.because.keys() | other.because.keys()
    }
    return Bounds(one.low + other.low, one.high + other.high, because, one.wide | other.wide)


class _Unknown:
    """The hidden figures of the lowest units: of each the month, category and leaf. The whole of several categories is
    the sum of them."""

    def __init__(self, figures: Figures, equations: Equations) -> None:
        nodes = np.flatnonzero(equations.is_single)
        self.units = sparse.csr_matrix(equations.sums.astype(float))
        leaves = self.units.shape[1]
        self.node_of = np.full(leaves, -1)
        self.node_of[equations.leaf_of[nodes]] = nodes
        categories, _, months = figures.suppressed.shape
        present, known = (np.zeros((categories, leaves, months), dtype=np.bool_) for _ in range(2))
        is_shown = figures.value[0] & ~figures.suppressed & equations.stands[:, None]
        for node in nodes:
            present[:, equations.leaf_of[node]] |= figures.value[0][:, node]
            known[:, equations.leaf_of[node]] |= is_shown[:, node]
        unknown = present & ~known
        unknown[: categories > 1] = False
        self.month, self.category, self.leaf = np.nonzero(unknown.transpose(2, 0, 1))

    def sums(self, parts: _Parts) -> sparse.csr_matrix:
        """Which unknown figures the parts contain."""
        of = self.units[parts.places[:, 2]][:, self.leaf].tocoo()
        month, category = self.month[of.col], parts.places[of.row, 1]
        held = (parts.first[of.row] <= month) & (month < parts.last[of.row])
        held &= (category == 0) | (category == self.category[of.col])
        return sparse.csr_matrix((np.ones(held.sum()), (of.row[held], of.col[held])), shape=of.shape)

    def _leaves(self, count: Numbers) -> Numbers:
        """The month's count of each of the lowest units, over (category, leaf, month)."""
        leaves = np.where(self.node_of[:, None] >= 0, count[0][:, self.node_of], 0).astype(float)
        if len(leaves) > 1:
            leaves[0] = leaves[1:].sum(axis=0)
        return np.asarray(leaves)

    def true(self, count: Numbers) -> Numbers:
        """The unknown figures' counts."""
        return np.asarray(self._leaves(count)[self.category, self.leaf, self.month])

    def bounds(
        self,
        count: Numbers,
        rows: sparse.csr_matrix,
        shown: _Parts,
        sums: sparse.csr_matrix,
        asked: _Parts,
        wide: Bools,
        need: int,
    ) -> Bounds:
        """Between what the count of each figure `asked` lies; `sums` and `rows` are the unknown figures in those and in
        the shown ones."""
        leaves = self._leaves(count)
        true = leaves[self.category, self.leaf, self.month]
        inside, difference = rows @ true, self._difference(count.astype(float), leaves, shown)
        known = Known(rows, inside + np.minimum(difference, 0), inside + np.maximum(difference, 0), true)
        return bounds(known, Asked(sums, count[tuple(asked.places.T)].astype(float) - sums @ true, wide), need)

    def _difference(self, count: Numbers, leaves: Numbers, shown: _Parts) -> Numbers:
        """By how much each part that is shown is more than its units' figures."""
        units = np.stack([self.units @ of_category for of_category in leaves])
        more = count - np.stack([units, units.cumsum(axis=-1)])[: len(count)]
        of = more[tuple(shown.places.T)]
        if len(count) == 1:
            return np.where(abs(of) < TOLERANCE, 0.0, of)
        window, category, node, month = shown.places.T
        before = (window == 1) & (shown.first > 0)
        of[before] -= more[1, category[before], node[before], shown.first[before] - 1]
        told = (window == 1) & (shown.last == month)
        of[told] -= more[0, category[told], node[told], month[told]]
        return np.where(abs(of) < TOLERANCE, 0.0, of)
