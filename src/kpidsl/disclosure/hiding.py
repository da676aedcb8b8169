"""Which cells are hidden: the small ones (primary), and those from which a hidden one could be worked out (secondary).

It follows three kinds of sums until none of them reveals a hidden cell: units over all steering lines (together, as
equations), the categories of a breakdown, and the months of a year to date (one sum at a time). Then all that is shown
of the indicator is put together, and more is hidden where a figure is known within fewer numbers than the threshold
(`widening`). It does not protect against an attacker who also has earlier editions.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.equations import Equations, stands
from kpidsl.disclosure.families import Families, Readers, families, insiders, tied_nodes
from kpidsl.disclosure.hidden_run import HiddenRun
from kpidsl.measures.hiding import can_be_hidden, is_of_cases
from kpidsl.measures.months import year_adds_up
from kpidsl.model.organisation import Structure
from kpidsl.model.period import Frequency
from kpidsl.model.results import Figures, Grid
from kpidsl.model.rules import HidingRule
from kpidsl.model.spec import Indicator, Spec
from kpidsl.model.state import State

if TYPE_CHECKING:
    from kpidsl.disclosure.widening import Widening

Hidden = npt.NDArray[np.bool_]
"""Over (category, node, month)."""
PrintedCounts = npt.NDArray[np.bool_]
"""Over (numerator or cases, category, node, month): hidden figures of which other indicators tell that count."""
_At = tuple[int, int, int]
TIED_UP_TO = 20_000
"""Of so many hidden cells at most it is looked at what others tell of them."""


class Pattern(NamedTuple):
    """The hidden cells of an indicator, and how many of them were not examined for what each unit that sees its own
    figures knows besides; and of which others may tell a count (None: not looked at)."""

    hidden: Hidden
    in_doubt: int
    printed: PrintedCounts | None = None


def pattern(
    indicator: Indicator, spec: Spec, grid: Grid, structure: Structure, first: int = 0, also: Hidden | None = None
) -> Pattern:
    """Where the value, numerator, denominator or complement in either window is small, or a hidden cell (one of `also`
    among them) could be worked out.

    Nothing is hidden without a rule, nor for money and other amounts that count nobody.
    """
    cells = _Cells(indicator, spec, grid, structure)
    return _closed(cells, cells.small() if also is None else cells.small() | also, structure, first)


def pattern_of_count(
    indicator: Indicator, spec: Spec, grid: Grid, structure: Structure, first: int, count: int, hidden: Hidden
) -> Pattern:
    """Where one count of the figures (0: the numerator, -1: the cases) would have to be hidden, alone and besides the
    `hidden` cells, so that none of it in these could be worked out."""
    return _closed(_Cells(indicator, spec, grid, structure, count), hidden.copy(), structure, first)


def pattern_beside(
    indicator: Indicator,
    spec: Spec,
    grid: Grid,
    structure: Structure,
    first: int,
    hidden: Hidden,
    printed: PrintedCounts,
) -> Pattern:
    """What is hidden besides the `hidden` cells, from which nothing follows by the indicator's own sums, where others
    print how many cases some of those are, and the numerator of some (`printed`): what is in that is not in the rest.
    What others may still print is in the pattern: nowhere both, which together are the figure. Where very much is
    hidden nothing else is looked at."""
    cells = _Cells(indicator, spec, grid, structure)
    if not cells.has_rest:
        return Pattern(hidden, 0)
    printed = _nowhere_both(printed)
    if hidden.sum() > TIED_UP_TO:
        return Pattern(hidden, 0, printed)
    return _closed(cells, hidden.copy(), structure, first, printed)


def _closed(
    cells: _Cells, suppressed: Hidden, structure: Structure, first: int, printed: PrintedCounts | None = None
) -> Pattern:
    """What is hidden where `suppressed` is, which is changed, as `printed` is."""
    if not suppressed.any():
        return Pattern(suppressed, 0, printed)
    indicator, ties = cells.indicator, tied_nodes(structure)
    sums = Families(families(indicator, structure), len(structure.nodes))
    widening = _widening_of(cells, structure, first, printed)
    equations = widening.equations
    more = True
    while more:
        before = int(suppressed.sum())
        for same in ties:
            suppressed[:, same] |= suppressed[:, same].any(axis=2, keepdims=True)
        for parent, children in sums.to_look_at(suppressed):
            cells.protect_sum(suppressed, parent, children)
        cells.protect_lines(suppressed, equations)
        cells.protect_breakdown(suppressed)
        cells.protect_year(suppressed)
        more = int(suppressed.sum()) > before or widening.widen(suppressed)
    suppressed[:, ~equations.stands] = False
    in_doubt = np.unique(widening.insiders.in_doubt % suppressed.size)  # in the month or in the year to date
    return Pattern(suppressed, len(in_doubt), printed)


def counts_of_whole(indicator: Indicator, spec: Spec, grid: Grid, structure: Structure) -> dict[int, bytes]:
    """The counts of the indicator's wholes (0: the numerator, -1: the cases), in both windows, where its rule protects
    them: to be compared with those of others."""
    cells = _Cells(indicator, spec, grid, structure)
    if not cells.is_protected:
        return {}
    each = {at: np.stack([cells.month[at][0], cells.year[at][0]]) for at in ((0, -1) if cells.by_parts else (-1,))}
    return {at: of.tobytes() for at, of in each.items() if of.dtype != object and of.any()}


def small_cells(indicator: Indicator, spec: Spec, grid: Grid, structure: Structure) -> Hidden:
    """Return where the indicator's rule hides a figure because of its own size, in either window; nowhere of an
    index."""
    return _Cells(indicator, spec, grid, structure).small()


def counted(
    indicator: Indicator, spec: Spec, grid: Grid, structure: Structure, printed: PrintedCounts | None = None
) -> Widening:
    """The indicator's figures, with who knows some of them; nothing is proven of them yet. `printed` is what
    `pattern_beside` is asked with."""
    cells = _Cells(indicator, spec, grid, structure)
    return _widening_of(cells, structure, 0, _nowhere_both(printed) if printed is not None and cells.has_rest else None)


def _nowhere_both(printed: PrintedCounts) -> PrintedCounts:
    """What others may print of hidden figures: of none its numerator where they print its cases."""
    return np.stack([printed[0] & ~printed[1], printed[1]])


def _widening_of(cells: _Cells, structure: Structure, first: int, printed: PrintedCounts | None) -> Widening:
    """The figures, the sums that they stand in, and who knows some of them."""
    equations = Equations(structure, stands(cells.indicator, structure))
    return cells.widening(equations, insiders(cells.indicator, structure, equations), first, printed)


Counts = npt.NDArray[Any]
"""Over (counted thing, …): numerator and denominator, or the number of cases; 0 where there is no value."""


_NO_RULE = HidingRule(0)


def _small(counts: Counts, rule: HidingRule) -> npt.NDArray[np.bool_]:
    """Whether a count, or its rest (what is not in the numerator, where the rule protects it), is from 1 to under the
    threshold."""
    rest = () if rule.rest_shown else counts[1:] - counts[:1]
    return np.asarray(np.any([(c > 0) & (c < rule.below) for c in (*counts, *rest)], axis=0))


def _none_or_all(counts: Counts) -> npt.NDArray[np.bool_]:
    """Whether none or all of some cases are in the numerator: that tells something of every one of them."""
    return np.asarray((counts[-1] > 0) & ((counts[0] == 0) | (counts[0] == counts[-1])))


class _Cells:
    """The cells of one grid; only one of its counts, where that is given."""

    def __init__(
        self, indicator: Indicator, spec: Spec, grid: Grid, structure: Structure, count: int | None = None
    ) -> None:
        self.indicator, self.spec, self.grid, self.count = indicator, spec, grid, count
        self.rule = indicator.hiding_rule or _NO_RULE
        nodes = len(structure.nodes)
        self.shape = (len(grid.categories), nodes, len(grid.month.state) // max(1, len(grid.categories) * nodes))
        self.by_parts = indicator.traits.hidden_by == "parts" and is_of_cases(indicator, spec.sources)
        self.is_protected = self.rule.below > 0 and can_be_hidden(indicator, spec.sources)
        self.month, self.year = self._counts(grid.month), self._counts(grid.year_to_date)
        self.has_rest = len(self.month) == 2 and not self._is_apart()
        self.rule = self.rule if self.has_rest else replace(self.rule, rest_shown=True)
        of_windows = (grid.month, self.month), (grid.year_to_date, self.year)
        self.windows = [(self._values(figures), counts[-1]) for figures, counts in of_windows]
        self.last = self._column(grid.last_month)
        self.year_of = (self.last - (spec.year_starts - 1)) // 12
        self.goes_on = self._goes_on()
        self.followed = np.zeros(self.shape, dtype=np.bool_)  # what `protect_year` left
        self.protected: dict[tuple[int, int], bytes] = {}  # what `protect_lines` left as it is, by category and month

    def _column(self, values: Sequence[int]) -> npt.NDArray[Any]:
        """The values as int64 where they fit, otherwise as Python integers."""
        return np.array(values, dtype=np.int64 if isinstance(values, array) else object).reshape(self.shape)

    def _values(self, figures: Figures) -> Hidden:
        """Where there is a value."""
        return np.asarray(np.array(figures.state) == State.VALUE).reshape(self.shape)

    def _counts(self, figures: Figures) -> Counts:
        n = self._column(figures.n)
        if not self.by_parts:
            return n[None]
        hits, base = self._column(figures.numerator), self._column(figures.denominator)
        scaled = np.nonzero(base != n)  # a split unit's figures are distributed in fractions of a case
        if len(scaled[0]):
            hits = hits.astype(object)
            hits[scaled] = [
                Fraction(int(h) * int(k), int(d)) for h, k, d in zip(hits[scaled], n[scaled], base[scaled], strict=True)
            ]
        return np.stack([hits, n]) if self.count is None else np.stack([(hits, n)[self.count]])

    def _goes_on(self) -> Hidden:
        """Where the next month's year to date includes this month's."""
        continues = np.zeros(self.shape, dtype=np.bool_)
        if year_adds_up(self.indicator):
            continues[..., :-1] = (self.year_of[..., :-1] == self.year_of[..., 1:]) & (self.last[..., :-1] > 0)
        return continues

    def widening(self, equations: Equations, readers: Readers, first: int, printed: PrintedCounts | None) -> Widening:
        """The figures of the years from that of position `first` on, as they are widened; where others tell cases, of
        those alone in which they do."""
        from kpidsl.disclosure.insiders import Insiders  # here: scipy takes half a second to load
        from kpidsl.disclosure.widening import Widening

        counts = [np.stack(both) for both in zip(self.month, self.year, strict=True)]
        rests = [counts[0], counts[1] - counts[0]] if self.has_rest else counts
        rests = [np.maximum(count, 0) for count in rests]
        rule = replace(self.rule, rest_shown=self.has_rest and self.rule.rest_shown)
        value, n = (np.stack(both) for both in zip(*self.windows, strict=True))
        months = np.arange(self.shape[-1])
        tied = list(months[first:, None])
        if year_adds_up(self.indicator):
            number = np.where(self.last > 0, self.last - months, 0).max() + months
            year = (number - (self.spec.year_starts - 1)) // 12
            tied = [np.flatnonzero(year == one) for one in np.unique(year[first:])]
        if printed is not None:
            tied = [months for months in tied if printed[1][..., months].any()]
        return Widening(equations, value, rests, n, tied, rule, Insiders(readers, value.size), printed)

    def _is_apart(self) -> bool:
        """Whether the numerator is somewhere more than the base, and so no part of it: it has no rest. More meetings
        than conversations leave no number of anybody."""
        return any(bool(((counts[0] > counts[-1]) | (counts[0] < 0)).any()) for counts in (self.month, self.year))

    def small(self) -> Hidden:
        """Primary hiding, in either window."""
        if not self.is_protected:
            return np.zeros(self.shape, dtype=np.bool_)
        small = _small(self.month, self.rule) | _small(self.year, self.rule)
        if self.rule.none_and_all and self.by_parts:
            small |= _none_or_all(self.month) | _none_or_all(self.year)
        return np.asarray(small)

    def protect_sum(self, suppressed: Hidden, parent: int, children: Sequence[int]) -> None:
        """Where exactly one of a parent and its children is hidden, hide the smallest other child too.

        In each window, among those with a figure there: one without a figure protects nothing.
        """
        family = [parent, *children]
        for value, n in self.windows:
            for category, month in np.argwhere((suppressed[:, family] & value[:, family]).sum(axis=1) == 1):
                parent_cell = (category, parent, month)
                self._hide_smallest(suppressed, value, n, [(category, c, month) for c in children], parent_cell)
        identified = self._identified(suppressed, np.s_[:, family])
        for category, month in np.argwhere(
            identified.any(axis=1) & ((suppressed[:, family] & ~identified).sum(axis=1) == 1)
        ):
            self._protect_identified(suppressed, [(category, node, month) for node in family])

    def protect_breakdown(self, suppressed: Hidden) -> None:
        """Where exactly one of the whole and its categories is hidden, hide the smallest other category too."""
        if self.shape[0] == 1:
            return
        every = range(self.shape[0])
        for value, n in self.windows:
            for node, month in np.argwhere((suppressed & value).sum(axis=0) == 1):
                self._hide_smallest(suppressed, value, n, [(c, node, month) for c in every[1:]], (0, node, month))
        identified = self._identified(suppressed, np.s_[:])
        for node, month in np.argwhere(identified.any(axis=0) & ((suppressed & ~identified).sum(axis=0) == 1)):
            self._protect_identified(suppressed, [(category, node, month) for category in every])

    def protect_lines(self, suppressed: Hidden, equations: Equations) -> None:
        """Hide what reveals a hidden figure or a small sum of some, in each window, by all steering lines together."""
        for category, month in np.argwhere(suppressed.any(axis=1)):
            column = suppressed[category, :, month]
            before = column.tobytes()
            if self.protected.get((category, month)) == before:
                continue
            at = np.s_[category, :, month]
            (value, n), (value_to_date, n_to_date) = [(value[at], n[at]) for value, n in self.windows]
            equations.protect(column, value, n, self.rule.below)
            if (value != value_to_date).any() or (n != n_to_date).any():
                equations.protect(column, value_to_date, n_to_date, self.rule.below)
            self.protected[category, month] = column.tobytes() if column.tobytes() == before else b""

    def _identified(self, suppressed: Hidden, selection: Any) -> Hidden:
        """Hidden cells whose year to date is the next month's less that month's own figure.

        That next one is shown, or is itself identified and its month has no figure.
        """
        hidden_here, value, goes_on = suppressed[selection], self.windows[0][0][selection], self.goes_on[selection]
        identified, through = np.zeros_like(hidden_here), np.zeros_like(hidden_here)
        candidates = hidden_here[..., :-1] & goes_on[..., :-1]
        identified[..., :-1] = candidates & ~hidden_here[..., 1:]
        through[..., :-1] = candidates & hidden_here[..., 1:] & ~value[..., 1:]
        for at in reversed(np.unique(np.nonzero(through)[-1])):
            identified[..., at] |= through[..., at] & identified[..., at + 1]
        return np.asarray(identified)

    def _protect_identified(self, suppressed: Hidden, cells: Sequence[_At]) -> None:
        """Where a sum would have a single unknown year to date: hide what identifies the smallest of the others."""
        identified, (_, n) = self._identified(suppressed, np.s_[:]), self.windows[1]
        remaining = [at for at in cells if identified[at]]  # hiding for an earlier month may have kept them all
        if remaining:
            category, node, month = min(remaining, key=lambda at: (n[at], at))
            suppressed[category, node, month + 1 + np.argmin(suppressed[category, node, month + 1 :])] = True

    def _hide_smallest(self, suppressed: Hidden, value: Hidden, n: Counts, parts: Sequence[_At], whole: _At) -> None:
        """Hide the shown part with the fewest cases, or the whole where no part is left.

        A part without cases would protect nothing, nor would a year to date equal to the month before's: they come
        last.
        """
        new = self.windows[0][0]
        open_parts = [at for at in parts if value[at] and not suppressed[at]]
        chosen = min(open_parts, key=lambda at: (not new[at], n[at] == 0, n[at], at), default=whole)
        suppressed[chosen] |= value[chosen]

    def protect_year(self, suppressed: Hidden) -> None:
        """A single hidden month between two shown years to date is their difference, so the next month is hidden too.

        This continues until the hidden run has two months with figures or more and is not small. Where figures are less
        frequent than monthly, the rest of the year is hidden.
        """
        if year_adds_up(self.indicator):
            changed = suppressed != self.followed
            for category, node in np.argwhere(changed.any(axis=2)):
                year_of = self.year_of[category, node].tolist()
                years = {year_of[at] for at in np.flatnonzero(changed[category, node])}
                months = [at for at, year in enumerate(year_of) if year in years]
                self._protect_series(suppressed[category, node], category, node, months)
            self.followed = suppressed.copy()

    def _protect_series(
        self, suppressed: npt.NDArray[np.bool_], category: int, node: int, positions: Sequence[int]
    ) -> None:
        """One node's months at the positions (whole years), in order; changes `suppressed`."""
        months, years = self.month[:, category, node], self.year[:, category, node]
        last, year_of = self.last[category, node].tolist(), self.year_of[category, node].tolist()
        value = self.windows[0][0][category, node]
        run: HiddenRun | None = None
        for at in positions:
            if not last[at]:
                continue
            if run is None or run.year != year_of[at]:
                run = HiddenRun(year_of[at], shown=np.zeros_like(years[:, at]))
            if run.is_open and not suppressed[at] and self._identifies(run, years[:, at] - months[:, at] - run.shown):
                suppressed[at] = True
            if suppressed[at]:
                run.extend(bool(value[at]))
            else:
                run.end(years[:, at])

    def _identifies(self, run: HiddenRun, together: Counts) -> bool:
        """Whether a year to date shown after the run reveals it, given the combined counts `together` of its months:
        where they are a single month's, or small. Where figures are less frequent than monthly it always does."""
        monthly = self.indicator.frequency is Frequency.MONTH
        return not monthly or run.with_figures <= 1 or bool(_small(together, self.rule))
