"""Hides more until no reader knows a hidden figure too well: until its interval is as wide as the threshold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.equations import Equations
from kpidsl.disclosure.insiders import Insiders
from kpidsl.disclosure.remainders import small_remainders
from kpidsl.disclosure.shown_sums import CountedFigures, LongerFigures, Place, ShownSums
from kpidsl.disclosure.widths import Narrow, narrow_figures
from kpidsl.model.rules import HidingRule

Bools = npt.NDArray[np.bool_]
Numbers = npt.NDArray[Any]
_Positions = tuple[Numbers, Numbers, Numbers]
"""The categories, the nodes and the months of some figures."""


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
    rule: HidingRule
    insiders: Insiders
    printed: Bools | None = None
    """Over (numerator or cases, category, node, month): of which figures, where they are hidden, others tell that."""
    proven: dict[tuple[int, int], bytes] = field(default_factory=dict)
    """The pattern of the months (window, first position) in which nothing is narrow."""
    wide: list[Bools] = field(init=False)
    """For each count, and all cases, where it is known to be wide: hiding more narrows nothing."""

    def __post_init__(self) -> None:
        self.wide = [np.zeros_like(self.value) for _ in (*self.counts, self.n)]

    def widen(self, suppressed: Bools) -> bool:
        """Hide a figure for each that is narrow; whether there was one. Where there was none, the pattern is proven.

        `suppressed` is over (category, node, month).
        """
        more = False
        for windows, months, parts in self._changed(suppressed):
            figures = self._figures(windows, months, suppressed)
            narrow, proven = self._narrow(figures, windows, months)
            not_proven = {int(months[one.place.month]) for one in narrow}
            for part in parts:
                if proven and not_proven.isdisjoint(part.tolist()):
                    self.proven[windows.start, int(part[0])] = suppressed[..., part].tobytes()
            for category, node, month in self._partners(figures, narrow, self.n[windows][..., months]):
                at = category, node, months[month]
                if self.printed is not None and suppressed[at]:
                    self.printed[:, *at] = False  # it tells too much: no other may print it
                suppressed[at] = more = True
        return more

    def narrow_beside(self, suppressed: Bools, months: Numbers, longer: LongerFigures) -> list[Narrow]:
        """The figures of a year's `months` of which too much is known where those of several months are shown as well,
        at least some of them; nothing is hidden for it. Where fewer are shown, nothing is narrower."""
        return self._narrow(self._figures(slice(0, 2), months, suppressed, longer), slice(0, 2), months)[0]

    def _narrow(self, figures: CountedFigures, windows: slice, months: Numbers) -> tuple[list[Narrow], bool]:
        """Narrow figures, where there are any; and whether those of months in which there are none are proven wide.

        What one sum tells alone comes first: the programs are solved where there is no such figure.
        """
        shown, insiders = ShownSums(figures, self.equations, self.rule), self.insiders
        hidden = figures.value[0] & figures.suppressed & self.equations.stands[:, None]
        narrow = small_remainders(shown, shown.unknown.are(hidden), insiders.readers)
        if narrow:
            return narrow, False
        known_wide = [self.wide[count] for count in shown.asked]
        wide = [known[windows][..., months] for known in known_wide]
        done = insiders.done[figures.numbers] if len(insiders.knows) else None
        narrow, system = narrow_figures(figures, shown, self.equations, wide, insiders.knows, done)
        for known, now in zip(known_wide, wide, strict=True):
            known[windows, ..., months] = now
        if not narrow and system is not None and len(insiders.knows):
            narrow = insiders.narrow(system)
        # where anything is narrow, not all that insiders know has been looked at
        return narrow, not (narrow and len(insiders.knows))

    def _changed(self, suppressed: Bools) -> Iterator[tuple[slice, Numbers, list[Numbers]]]:
        """What is not proven of each window, or of both where sums tie them: the months, and these by what is tied
        together."""
        years = [months for months in self.tied if len(months) > 1]
        singles = [months for months in self.tied if len(months) == 1]
        for months in years:
            if self.proven.get((0, int(months[0]))) != suppressed[..., months].tobytes():
                yield slice(0, 2), months, [months]
        same = all((of[0] == of[1]).all() for of in (self.value, *self.counts))
        for window in (0,) if same else (0, 1):
            left = [m for m in singles if self.proven.get((window, int(m[0]))) != suppressed[..., m].tobytes()]
            if left:
                yield slice(window, window + 1), np.concatenate(left), left

    def _figures(
        self, windows: slice, months: Numbers, suppressed: Bools, longer: LongerFigures | None = None
    ) -> CountedFigures:
        numbers = np.arange(self.value.size).reshape(self.value.shape)
        counts = [count[windows][..., months] for count in self.counts]
        return CountedFigures(
            self.value[windows][..., months], counts, suppressed[..., months], numbers[windows][..., months],
            None if self.printed is None else self.printed[..., months], longer,
        )  # fmt: skip

    def _partners(self, figures: CountedFigures, narrow: Sequence[Narrow], n: Numbers) -> set[tuple[int, int, int]]:
        """The figure to hide for each narrow one: of those that would widen it, the one of fewest cases, if possible of
        a sum that the narrow one is in itself, the smallest first: what is hidden elsewhere in a greater sum leaves the
        smaller one as it is. One that several of them could have is hidden for the first alone."""
        chosen: set[tuple[int, int, int]] = set()
        size = self.equations.sums.sum(axis=1)
        of_units = cache(partial(self._of_units, figures))
        for one in sorted(narrow, key=lambda of: (-of.short, of.place)):
            if figures.printed is not None and not chosen.isdisjoint(place[1:] for place in one.because):
                continue
            elsewhere = [place for place in one.because if figures.suppressed[place[1:]]]
            near = [place for place in one.because if place not in elsewhere and self._contains(place, one.place)]
            far = [place for place in one.because if place not in (*near, *elsewhere)]
            for rows in (*([place] for place in sorted(near, key=lambda of: (size[of.node], of))), far, elsewhere):
                if any(place[1:] in chosen for place in rows):
                    break
                candidates = dict(self._widening(figures, one, [(place, of_units(place)) for place in rows], n))
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
        self, figures: CountedFigures, one: Narrow, rows: Sequence[tuple[Place, _Positions]], n: Numbers
    ) -> Iterator[tuple[tuple[int, int, int], Any]]:
        """The shown figures that would widen the narrow one, were they hidden, and of how many cases they are: those of
        `rows`, which tell it, and those of the units in them that have as many as the narrow one lacks."""
        counts = figures.counts if one.count is None else [figures.counts[one.count]]
        for place, of_units in rows:
            yield place[1:], n[place]
            wide = np.sum([count[0][of_units] for count in counts], axis=0) >= one.short
            if one.insider is not None:
                wide &= ~one.insider[self.equations.leaf_of[of_units[1]]]
            category, node, month = (of[wide] for of in of_units)
            ats = zip(category.tolist(), node.tolist(), month.tolist(), strict=True)
            yield from zip(ats, n[0][category, node, month], strict=True)

    def _of_units(self, figures: CountedFigures, place: Place) -> _Positions:
        """The shown figures of single units in the months that a shown figure tells of: of a year to date those after
        the last one shown."""
        window, category, node, month = place
        held = self.equations.sums[node][np.maximum(self.equations.leaf_of, 0)] > 0
        nodes = np.flatnonzero(held & self.equations.is_single & self.equations.stands)
        before = np.flatnonzero(figures.is_shown[1, category, node, :month]) if window else [month - 1]
        categories = np.array([category]) if category else np.arange(len(figures.suppressed))
        months = np.arange(max(before, default=-1) + 1, month + 1)
        at = np.nonzero(figures.is_shown[0][np.ix_(categories, nodes, months)])
        return categories[at[0]], nodes[at[1]], months[at[2]]
