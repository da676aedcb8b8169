"""Of which hidden figures a reader knows too much, by all that is shown of an indicator together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.exchanges import Exchanges
from kpidsl.disclosure.programs import TOLERANCE, Asked, Bounds, bounds, components, is_narrow
from kpidsl.disclosure.shown_sums import ALL, CountedFigures, Place, SameRows, ShownSums, View

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_T = TypeVar("_T")
_NONE = np.zeros(0, dtype=np.int64)


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


def narrow_figures(
    figures: CountedFigures,
    shown: ShownSums,
    equations: Equations,
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
    below = shown.rule.below
    small = np.any([count < 2 * below - 1 for count in figures.counts], axis=0)  # others lie above the threshold
    asked = figures.value & figures.suppressed & equations.stands[:, None] & small
    asked &= ~(np.logical_and.reduce(wide) if done is None else done)
    if not asked.any():
        return [], None
    system = System(figures, shown, asked, knows)
    at = tuple(system.asked.places.T)
    for known, width in zip(wide, system.width, strict=True):
        known[at] |= width > below - TOLERANCE
    open_ = np.flatnonzero(~np.logical_and.reduce([known[at] for known in wide]))
    narrow, bounds_of = system.narrow(open_, [known[at][open_] for known in wide])
    for known, of, harmless in zip(wide, bounds_of, system.harmless, strict=True):
        known[tuple(system.asked.places[open_].T)] = of.wide
        harmless[open_] = of.harmless
    return narrow, system


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


def _sum(of: Sequence[Numbers]) -> Numbers:
    """Each of several numbers with those at its place."""
    return np.asarray(np.sum(of, axis=0))


def _wider(reached: Sequence[tuple[Numbers, Numbers]]) -> tuple[Numbers, Numbers]:
    """Of several widths, each with a unit, the greatest with its unit."""
    width, unit = (np.stack(of) for of in zip(*reached, strict=True))
    at = width.argmax(axis=0), np.arange(width.shape[1])
    return width[at], unit[at]


class System:
    """The hidden figures that are `asked` for, as `sums` of those unknown, beside what is `shown`."""

    def __init__(self, figures: CountedFigures, shown: ShownSums, asked: Bools, knows: Bools) -> None:
        self.shown, self.unknown, self.rows = shown, shown.unknown, shown.rows
        self.true = self._of_asked(shown.true, _sum)
        self.below, self.least = shown.rule.below, shown.least
        self.asked = figures.parts(asked)
        self.sums = self.unknown.sums(self.asked)
        counts = [count[tuple(self.asked.places.T)].astype(float) for count in figures.counts]
        self.figures = self._of_asked(counts, _sum)
        self.numbers = figures.numbers[tuple(self.asked.places.T)]
        month, category = self.unknown.month, self.unknown.category
        if len(figures.value) == 1:
            category = category * figures.value.shape[-1] + month  # nothing moves from month to month
        exchanges = Exchanges(self.rows, self.unknown.leaf, month, category, knows)
        self.harmless = [np.zeros(len(self.asked.places), dtype=np.bool_) for _ in self.true]
        reach = [exchanges.reach(true, self.sums) for true in shown.true]
        self.width = self._of_asked([one.width() for one in reach], _sum)
        self.widest = self._of_asked([one.widest() for one in reach], _wider) if len(knows) else []

    def _of_asked(self, each: Sequence[_T], both: Callable[[Sequence[_T]], _T]) -> list[_T]:
        """What there is of each count, of those asked for; of all cases what becomes of `both`."""
        return [both(each) if count == ALL else each[count] for count in self.shown.asked]

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
        same, many = SameRows(view.rows), view.rows.shape[0]
        kinds = [
            (count, bounds_of[at] if self.shown.are_tied or count is not None else _together(*bounds_of), least)
            for at, (count, least) in enumerate(self.shown.judged())
        ]
        narrow = [
            Narrow(
                Place.at(self.asked.places[chosen[one]]), self.below - float(of.high[one] - of.low[one]), count,
                self.shown.because(view.shown[same.as_any(of.because.get(one, _NONE) % many)]),
                None if insider is None else insider[one],
            )
            for count, of, least in kinds
            for one in np.flatnonzero(is_narrow(of.low, of.high, self.below, least)).tolist()
        ]  # fmt: skip
        return narrow, bounds_of

    def _bounds(self, view: View, chosen: Numbers, wide: Sequence[Bools]) -> Iterator[Bounds]:
        """The bounds of the figures `chosen` in the view, of each count."""
        for count, figures, known in zip(self.shown.asked, self.figures, wide, strict=True):
            by_shown, sums = self.shown.known(count, view), self.shown.over(count, view.sums)
            asked = Asked(sums, figures[chosen] - sums @ by_shown.true, known)
            yield bounds(by_shown, asked, self.below, 1 if count == ALL else self.least)

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
