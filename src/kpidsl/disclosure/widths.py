"""Of which hidden figures a reader knows too much, by all that is shown of an indicator together: units on every
steering line, categories, months and years to date.

The unknowns are the hidden figures of the lowest units. What is shown of other units, or of a year to date, is a sum
of them. Where the true figures do not add up to it (a unit was closed, cases belong to no unit), it is taken for known
within that difference: more than a reader knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.exchanges import Exchanges
from kpidsl.disclosure.programs import TOLERANCE, Asked, Bounds, Known, apart, bounds, components, is_narrow
from kpidsl.model.rules import HidingRule

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_NONE = np.zeros(0, dtype=np.int64)


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
    insider: Bools | None = None
    """Of which units the reader knows the figures besides; None, where it is everybody."""


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
    bounded: Bools
    """Over (category, node, month): the hidden figures of which others tell how many cases they are."""


def narrow_figures(
    figures: CountedFigures,
    equations: Equations,
    rule: HidingRule,
    wide: Sequence[Bools],
    knows: Bools,
    done: Bools | None = None,
) -> tuple[list[Narrow], System | None]:
    """The hidden figures whose numerator, rest or number of cases is known to lie in an interval that is shorter than
    the rule's threshold and holds a number which it protects, to everybody who sees what is shown; and the sums that
    tell it (None: no figure may be small).

    `wide`, one for each count and over the same axes, says where it lies in no such interval, whatever else is hidden;
    it is brought up to date. `knows`, over reader and unit, are readers for whom the sums may be asked further but of
    figures that are `done`, over the same axes.
    """
    below = rule.below
    small = np.any([count < 2 * below - 1 for count in figures.counts], axis=0)  # others lie above the threshold
    asked = figures.value & figures.suppressed & equations.stands[:, None] & small
    asked &= ~(np.logical_and.reduce(wide) if done is None else done)
    if not asked.any():
        return [], None
    system = System(figures, equations, asked, rule, knows)
    at = tuple(system.asked.places.T)
    for known, reach in zip(wide, system.reach, strict=True):
        known[at] |= reach.width() > below - TOLERANCE
    open_ = np.flatnonzero(~np.logical_and.reduce([known[at] for known in wide]))
    narrow, bounds_of = system.narrow(open_, [known[at][open_] for known in wide])
    for known, of, harmless in zip(wide, bounds_of, system.harmless, strict=True):
        known[tuple(system.asked.places[open_].T)] = of.wide
        harmless[open_] = of.harmless
    return narrow, system


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


def _parts(figures: CountedFigures, chosen: Bools) -> _Parts:
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
    return Bounds(
        one.low + other.low, one.high + other.high, because, one.wide | other.wide, one.harmless & other.harmless
    )


class _Unknown:
    """The hidden figures of the lowest units: of each the month, category and leaf. The whole of several categories is
    the sum of them."""

    def __init__(self, figures: CountedFigures, equations: Equations) -> None:
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

    def difference(self, count: Numbers, shown: _Parts) -> Numbers:
        """By how much each part that is shown is more than its units' figures."""
        units = np.stack([self.units @ of_category for of_category in self._leaves(count)])
        more = count - np.stack([units, units.cumsum(axis=-1)])[: len(count)]
        of = more[tuple(shown.places.T)]
        if len(count) == 1:
            return np.where(abs(of) < TOLERANCE, 0.0, of)
        window, category, node, month = shown.places.T
        before = (window == 1) & (shown.first > 0)
        of[before] -= more[1, category[before], node[before], shown.first[before] - 1]
        year_to_date = (window == 1) & (shown.last == month)
        of[year_to_date] -= more[0, category[year_to_date], node[year_to_date], month[year_to_date]]
        return np.where(abs(of) < TOLERANCE, 0.0, of)


class System:
    """What is shown, as sums of unknown figures (`rows`), and the hidden figures that are `asked` for, as `sums` of
    them."""

    def __init__(
        self, figures: CountedFigures, equations: Equations, asked: Bools, rule: HidingRule, knows: Bools
    ) -> None:
        self.rule, self.below = rule, rule.below
        self.least = 0 if rule.none_and_all and len(figures.counts) == 2 else 1  # of a numerator and a rest
        self.unknown = _Unknown(figures, equations)
        shown = _parts(figures, figures.value & ~figures.suppressed & equations.stands[:, None])
        rows = self.unknown.sums(shown)
        telling = np.flatnonzero(np.diff(rows.indptr))
        self.shown, self.asked = shown.of(telling), _parts(figures, asked)
        self.sums = self.unknown.sums(self.asked)
        counts = [count.astype(float) for count in figures.counts]
        self.true = [self.unknown.true(count) for count in counts]
        self.figures = [count[tuple(self.asked.places.T)] for count in counts]
        self.difference = [self.unknown.difference(count, self.shown) for count in counts]
        self.rows, self.within = apart(rows[telling], np.all([of == 0 for of in self.difference], axis=0))
        self.is_most = np.zeros(len(telling), dtype=np.bool_)
        self._add_most(figures, equations)
        self.numbers = figures.numbers[tuple(self.asked.places.T)]
        month, category = self.unknown.month, self.unknown.category
        if len(figures.value) == 1:
            category = category * figures.value.shape[-1] + month  # nothing moves from month to month
        exchanges = Exchanges(self.rows, self.unknown.leaf, month, category, knows)
        self.harmless = [np.zeros(len(self.asked.places), dtype=np.bool_) for _ in counts]
        self.reach = [exchanges.reach(true, self.sums) for true in self.true]
        self.widest = [reach.widest() for reach in self.reach] if len(knows) else []

    def _add_most(self, figures: CountedFigures, equations: Equations) -> None:
        """The figures of which others tell the cases are rows too: neither numerator nor rest is more (`is_most`)."""
        chosen = np.zeros_like(figures.value)
        chosen[0] = figures.bounded & figures.suppressed & equations.stands[:, None]
        bounded = _parts(figures, chosen & figures.value)
        rows = self.unknown.sums(bounded)
        bounded = bounded.of(np.flatnonzero(np.diff(rows.indptr)))
        many = len(bounded.places)
        if not many:
            return
        self.rows = sparse.vstack([self.rows, self.unknown.sums(bounded)]).tocsr()
        self.within = sparse.block_diag([self.within, sparse.csr_matrix((many, many))]).tocsr()
        self.difference = [np.append(of, np.zeros(many)) for of in self.difference]
        self.is_most = np.append(self.is_most, np.ones(many, dtype=np.bool_))
        pairs = ((getattr(self.shown, name), getattr(bounded, name)) for name in ("places", "first", "last"))
        self.shown = _Parts(*(np.concatenate(both) for both in pairs))

    def may_be_small(self, count: int) -> Bools:
        """Over the figures asked for, whether the count may be known too well."""
        return np.asarray((self.figures[count] < 2 * self.below - 1 - TOLERANCE) & ~self.harmless[count])

    def narrow(
        self,
        chosen: Numbers,
        wide: Sequence[Bools],
        view: View | None = None,
        insider: Sequence[Bools] | None = None,
    ) -> tuple[list[Narrow], list[Bounds]]:
        """Those of the figures `chosen` that are narrow, and the bounds of each count; `wide`, of each count over them,
        says which are known not to be.

        They are so in the `view` (None: everybody's) of readers who know the units of an `insider`, one for each figure
        chosen.
        """
        if view is None:
            view = View(self.rows, self.sums[chosen], *map(np.arange, self.rows.shape))
        bounds_of = list(self._bounds(view, chosen, wide))
        same = _Same(view.rows)
        kinds: list[tuple[int | None, Bounds, int]] = [(at, of, self.least) for at, of in enumerate(bounds_of)]
        if len(bounds_of) == 2:
            kinds = [*kinds[: 1 if self.rule.rest_shown else 2], (None, _together(*bounds_of), 1)]
        narrow = [
            Narrow(
                _place(self.asked.places[chosen[one]]), self.below - float(of.high[one] - of.low[one]), count,
                self._because(view.shown[same.as_any(of.because.get(one, _NONE))]),
                None if insider is None else insider[one],
            )
            for count, of, least in kinds
            for one in np.flatnonzero(is_narrow(of.low, of.high, self.below, least)).tolist()
        ]  # fmt: skip
        return narrow, bounds_of

    def _bounds(self, view: View, chosen: Numbers, wide: Sequence[Bools]) -> Iterator[Bounds]:
        """The bounds of the figures `chosen` in the view, of each count."""
        for count, known in enumerate(wide):
            shown = self.known(count, view)
            asked = Asked(view.sums, self.figures[count][chosen] - view.sums @ shown.true, known)
            yield bounds(shown, asked, self.below, self.least)

    def known(self, count: int, view: View | None = None) -> Known:
        """What is known of a count in the `view` (None: everybody's)."""
        true, cases = self.true[count], np.sum(self.true, axis=0)
        rows, more, is_most = self.rows, self.difference[count], self.is_most
        if view is not None:
            true, cases = true[view.unknown], cases[view.unknown]
            rows, more, is_most = view.rows, more[view.shown], is_most[view.shown]
        inside = rows @ true
        low, high = inside + np.minimum(more, 0), inside + np.maximum(more, 0)
        return Known(rows, np.where(is_most, 0, low), np.where(is_most, rows @ cases, high), true)

    def beside(self, count: int) -> sparse.csr_matrix:
        """Over row and unknown, what the other count takes up of what the row is at most, where that is all cases
        (`is_most`): who knows the unknown figure knows that, too."""
        others = np.sum(self.true, axis=0) - self.true[count]
        return (sparse.diags(self.is_most.astype(float)) @ self.rows @ sparse.diags(others)).tocsr()

    @cached_property
    def parts(self) -> tuple[Numbers, Numbers, Numbers]:
        """The number of the part that each row, each figure asked for and each unknown one hangs together with."""
        return components(self.rows, self.sums)

    @cached_property
    def of_units(self) -> sparse.csr_matrix:
        """How many unknown figures of each unit each figure asked for has."""
        leaf, units = self.unknown.leaf, self.unknown.units.shape[1]
        owners = sparse.csr_matrix((np.ones(len(leaf)), (np.arange(len(leaf)), leaf)), shape=(len(leaf), units))
        return (self.sums @ owners).tocsr()

    def _because(self, rows: Numbers) -> tuple[Place, ...]:
        """The shown figures behind some rows."""
        return tuple(map(_place, self.shown.places[np.union1d(rows, self.within[rows].indices)]))


class _Same:
    """Which rows are the same sum of unknowns: each of them tells alone what any other of them tells."""

    def __init__(self, rows: sparse.csr_matrix) -> None:
        weights = np.random.default_rng(1).integers(1, 2**62, rows.shape[1], dtype=np.int64)
        _, self.kind = np.unique(rows.astype(np.int64) @ weights, return_inverse=True)
        self.order = np.argsort(self.kind, kind="stable")

    def as_any(self, some: Numbers) -> Numbers:
        """The rows that are the same as one of these."""
        kinds = np.unique(self.kind[some])
        begin, end = (np.searchsorted(self.kind, kinds, side, sorter=self.order) for side in ("left", "right"))
        return np.concatenate([_NONE, *(self.order[b:e] for b, e in zip(begin, end, strict=True))])


@dataclass(frozen=True, slots=True)
class View:
    """What readers know of figures asked for: `rows` and `sums` (the figures) over what is unknown to them; `shown` and
    `unknown` are the positions of the rows and of the unknown figures in the system."""

    rows: sparse.csr_matrix
    sums: sparse.csr_matrix
    shown: Numbers
    unknown: Numbers
