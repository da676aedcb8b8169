"""Hides more until no reader knows a hidden figure too well: until its interval is as wide as the threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.widths import Figures, Insiders, Narrow, Place, narrow_figures

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]


@dataclass(slots=True)
class Widening:
    """The figures of an indicator, month and year to date, over (window, category, node, month).

    `counts` are the numerator and the rest, or the number of cases alone; `n` is the number of cases. `tied` are the
    positions of months that sums tie together: those of a year, where years to date are the sums of months, otherwise
    each month by itself.
    """

    equations: Equations
    value: Bools
    counts: Sequence[Numbers]
    n: Numbers
    tied: Sequence[Numbers]
    below: int
    rest_shown: bool
    insiders: Bools
    """The readers who know their own figures, over reader and unit (of the equations)."""
    proven: dict[tuple[int, int], bytes] = field(default_factory=dict)
    """The pattern of the months (first position, window) in which nothing is narrow."""
    wide: dict[tuple[int, int], list[Bools]] = field(default_factory=dict)
    """Of the same months, for each count, where it is known to be wide: hiding more narrows nothing."""

    def widen(self, suppressed: Bools) -> bool:
        """Hide a figure for each that is narrow; whether there was one. Where there was none, the pattern is proven.

        `suppressed` is over (category, node, month).
        """
        more = False
        for months in self.tied:
            for window, figures in self._figures(suppressed, months):
                key, pattern = (int(months[0]), window), figures.suppressed.tobytes()
                if self.proven.get(key) == pattern:
                    continue
                wide = self.wide.setdefault(key, [np.zeros_like(figures.value) for _ in self.counts])
                narrow = narrow_figures(
                    figures, self.equations, self.below, wide, Insiders(self.insiders), rest_shown=self.rest_shown
                )
                if not narrow:
                    self.proven[key] = pattern
                    continue
                for category, node, month in self._partners(figures, narrow, self.n[window:][..., months]):
                    suppressed[category, node, months[month]] = more = True
        return more

    def _figures(self, suppressed: Bools, months: Numbers) -> Iterator[tuple[int, Figures]]:
        """What is tied together in these months: both windows; of a month by itself each, as no sum ties them."""
        value, counts = self.value[..., months], [count[..., months] for count in self.counts]
        windows = [slice(0, 2)] if len(months) > 1 else [slice(0, 1), slice(1, 2)]
        if len(months) == 1 and all((of[0] == of[1]).all() for of in (value, *counts)):
            windows = windows[:1]
        for of in windows:
            yield of.start, Figures(value[of], [count[of] for count in counts], suppressed[..., months])

    def _partners(self, figures: Figures, narrow: Sequence[Narrow], n: Numbers) -> set[tuple[int, int, int]]:
        """The figure to hide for each narrow one: of those that would widen it, the one of fewest cases, if possible of
        a sum that the narrow one is in itself. One that several of them could have is hidden for the first alone."""
        chosen: set[tuple[int, int, int]] = set()
        for one in sorted(narrow, key=lambda of: (-of.short, of.place)):
            far = [told for told in one.because if not self._contains(told, one.place)]
            near = [told for told in one.because if told not in far]
            for rows in (near, far):
                candidates = dict(self._widening(figures, one, rows, n))
                if chosen & candidates.keys():
                    break
                if candidates:
                    chosen.add(min(candidates, key=lambda at: (candidates[at], at)))
                    break
        return chosen

    def _contains(self, whole: Place, part: Place) -> bool:
        """Whether a figure is a sum that another one, of the same month, is in."""
        units = self.equations.sums
        return whole.month == part.month and bool((units[whole.node] >= units[part.node]).all())

    def _widening(
        self, figures: Figures, one: Narrow, rows: Sequence[Place], n: Numbers
    ) -> Iterator[tuple[tuple[int, int, int], Any]]:
        """The shown figures that would widen the narrow one, were they hidden, and of how many cases they are: those in
        `rows`, which tell it, and those in them of a unit that has as many as the narrow one lacks."""
        count = np.sum(figures.counts, axis=0) if one.count is None else figures.counts[one.count]
        for place in rows:
            yield place[1:], n[place]
            for at in self._of_units(figures, place):
                if one.insider is not None and one.insider[self.equations.leaf_of[at[1]]]:
                    continue
                if count[0][at] >= one.short:
                    yield at, n[0][at]

    def _of_units(self, figures: Figures, place: Place) -> Iterator[tuple[int, int, int]]:
        """The shown figures of single units in the months that a shown figure tells of: of a year to date those after
        the last one shown."""
        window, category, node, month = place
        held = self.equations.sums[node][np.maximum(self.equations.leaf_of, 0)] > 0
        nodes = np.flatnonzero(held & self.equations.is_single & self.equations.stands)
        is_shown = figures.value & ~figures.suppressed
        before = np.flatnonzero(is_shown[1, category, node, :month]) if window else [month - 1]
        for of_category in [category] if category else range(len(figures.suppressed)):
            for of_month in range(max(before, default=-1) + 1, month + 1):
                for at in nodes[is_shown[0, of_category, nodes, of_month]].tolist():
                    yield (of_category, at, of_month)
