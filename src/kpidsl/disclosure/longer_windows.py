"""What is shown in place of a hidden month: the figure of a whole quarter, four months, half a year or year together.

Which of them may be shown is asked when it is known what is hidden, which they never change: one that would tell
somebody too much of a hidden figure, with all that is shown besides, is left out. They are parts of the year that do
not overlap, and those of the year before the last one are in earlier editions, so all of them are looked at together.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kpidsl.disclosure.columns import numbers_of
from kpidsl.disclosure.common import Job, Member, common_counts, printed_counts
from kpidsl.disclosure.equations import stands
from kpidsl.disclosure.hiding import TIED_UP_TO, Pattern, PrintedCounts, counted
from kpidsl.disclosure.shown_sums import ALL, BOTH, LONGER, LongerFigures, Parts
from kpidsl.disclosure.widening import Widening
from kpidsl.measures.months import months_add_up
from kpidsl.measures.registry import quotient_of
from kpidsl.model.longer_window import LongerWindow
from kpidsl.model.period import Month
from kpidsl.model.results import Results
from kpidsl.model.state import Mark, State

Bools = npt.NDArray[np.bool_]


class _Window(NamedTuple):
    """The months `first` to before `end` (positions) of an indicator's whole at a node."""

    code: str
    node: int
    first: int
    end: int


def longer_windows(results: Results, patterns: Mapping[str, Pattern]) -> dict[tuple[str, int], LongerWindow]:
    """What every reader may be shown in place of the period's hidden months, by indicator code and node."""
    jobs: dict[str, Job] = {
        i.code: (i, results.spec, results.grids[i.code], results.structure, 0)
        for i in results.spec.indicators
        if i.traits.combined != "components"
    }
    period = results.period.number - results.months[0].number
    years = _Years(results.months, period, results.spec.year_starts)
    ruled = {code: _Ruled(jobs[code], patterns[code], years) for code in jobs if _longer_months(jobs[code])}
    candidates = sorted(one for each in ruled.values() for one in each.candidates())
    first = dict[tuple[str, tuple[int, ...], int], _Window]()  # of the nodes of the same units, which have one figure
    for one in candidates:
        first.setdefault(_of_units(one, results), one)
    allowed = _allowed(set(first.values()), jobs, patterns, years)
    return {
        (one.code, one.node): ruled[one.code].figure(one)
        for one in candidates
        if first[_of_units(one, results)] in allowed and patterns[one.code].hidden[0, one.node, period]
        if one.end == years.last_end(_longer_months(jobs[one.code]))
    }


def _of_units(one: _Window, results: Results) -> tuple[str, tuple[int, ...], int]:
    """The window's indicator, units and end, which it has in common with that of the same units on another line."""
    return one.code, tuple(sorted(results.structure.nodes[one.node].leaves)), one.end


def _longer_months(job: Job) -> int:
    """How many months its rule shows together in place of a hidden one; 0: none, or its months do not add up."""
    rule = job[0].hiding_rule
    return rule.longer_months if rule is not None and months_add_up(job[0]) else 0


@dataclass(frozen=True, slots=True)
class _Years:
    """The scored months up to the `period` (a position), and the reporting years that they lie in."""

    months: Sequence[Month]
    period: int
    starts: int

    def last_end(self, many: int) -> int:
        """The position after the last whole part of `many` months of the reporting year; not above 0: there is none."""
        into = (self.months[self.period].number + 1 - (self.starts - 1)) % many
        return self.period + 1 - into

    def of(self, end: int) -> range:
        """The positions of the year of the month before `end`, up to the period."""
        first = self.months[end - 1].year_start(self.starts).number - self.months[0].number
        return range(max(0, first), min(first + 12, self.period + 1))


@dataclass(frozen=True)
class _Ruled:
    """An indicator whose rule shows several months together in place of a hidden one."""

    job: Job
    pattern: Pattern
    years: _Years

    def candidates(self) -> Iterator[_Window]:
        """The windows that would be shown in the period, or were in earlier months of the same year, were it for the
        rule alone: those with all figures of all units, none of them small."""
        indicator, structure = self.job[0], self.job[3]
        many, hidden = _longer_months(self.job), self.pattern.hidden[0]
        last_end = self.years.last_end(many)
        if last_end < many:
            return
        on_card = stands(indicator, structure)
        in_full = self._in_full()
        for end in range(last_end, self.years.of(last_end).start, -many):
            first, shown_until = end - many, min(end - 1 + many, self.years.period + 1)
            if first < 0:
                continue
            chosen = on_card & in_full[:, first:end].all(axis=1) & hidden[:, end - 1 : shown_until].any(axis=1)
            chosen &= ~self._is_small(first, end)
            yield from (_Window(indicator.code, int(node), first, end) for node in np.flatnonzero(chosen))

    def _in_full(self) -> Bools:
        """Over (node, month), whether there is the figure of all units, and nothing else is to be known of it."""
        grid = self.job[2]
        marks = self._column(grid.month.marks) & ~int(Mark.DERIVED)
        complete = self._column(grid.covered) == self._column(grid.expected)
        return np.asarray((self._column(grid.month.state) == State.VALUE) & (marks == 0) & complete)

    def _is_small(self, first: int, end: int) -> Bools:
        """Over node, whether the rule hides the figure of these months together, or it is of no cases."""
        counts, rule = self._counted.counts, self._counted.rule
        each = [count[0, 0, :, first:end].sum(axis=-1) for count in counts]
        n = self._counted.n[0, 0, :, first:end].sum(axis=-1)
        protected = each[:1] if rule.rest_shown else each
        small = np.any([(count > 0) & (count < rule.below) for count in (*protected, n)], axis=0)
        none = np.any([count == 0 for count in each], axis=0) & (len(each) == 2) & rule.none_and_all
        return np.asarray(small | none | (n <= 0) | (self._over(first, end) <= 0))

    @cached_property
    def _counted(self) -> Widening:
        return counted(*self.job[:4])

    def _column(self, values: Sequence[int]) -> Any:
        """A column of the whole, over (node, month)."""
        nodes = len(self.job[3].nodes)
        return numbers_of(values).reshape(-1, nodes, len(self.years.months))[0]

    def _over(self, first: int, end: int) -> Any:
        """Over node, the denominator of these months together: of a stock, and where there is none, the last one's."""
        denominators, quotient = (
            self._column(self.job[2].month.denominator)[:, first:end],
            quotient_of(self.job[0].formula),
        )
        adds_up = self.job[0].traits.combined == "quotient" and not (quotient is not None and quotient.over_stock)
        return denominators.sum(axis=1) if adds_up else denominators[:, -1]

    def figure(self, one: _Window) -> LongerWindow:
        """The figure of the window."""
        at, month = (one.node, slice(one.first, one.end)), self.job[2].month
        numerator, n = (int(self._column(of)[at].sum()) for of in (month.numerator, month.n))
        denominator = int(self._over(one.first, one.end)[one.node])
        first, last = self.years.months[one.first], self.years.months[one.end - 1]
        return LongerWindow(first, last, numerator, denominator, n)


def _allowed(
    windows: set[_Window], jobs: Mapping[str, Job], patterns: Mapping[str, Pattern], years: _Years
) -> set[_Window]:
    """Those that tell nobody too much of any hidden figure: of their own indicator, and of each that has a count in
    common with it, which is then told of that one too."""
    if not windows:
        return windows
    groups = common_counts(jobs)
    printed = printed_counts(groups, jobs, patterns)
    in_common = {code: _in_common(code, groups) for code in jobs}
    readers = {
        code: _Reader(jobs[code], patterns[code], printed[code], in_common[code], years)
        for code in sorted(jobs)
        if any(one.code in in_common[code] for one in windows)
    }
    left, waiting = set(windows), list(readers)
    while waiting:
        dropped = readers[waiting.pop()].told_too_much(left)
        left -= dropped
        ended = {one.code for one in dropped}
        waiting += [code for code in readers if code not in waiting and not ended.isdisjoint(in_common[code])]
    return left


def _in_common(code: str, groups: Sequence[Sequence[Member]]) -> dict[str, set[int]]:
    """The counts that a figure of each indicator tells of the one: all of its own, and those in common."""
    in_common: dict[str, set[int]] = {code: {BOTH}}
    for group in groups:
        for count in (count for one, count in group if one == code):
            for other, _ in group:
                if other != code:
                    in_common.setdefault(other, set()).add(count)
    return in_common


@dataclass(frozen=True)
class _Reader:
    """What is known of an indicator's hidden figures where windows are shown of its own, and of those that it has a
    count in common with."""

    job: Job
    pattern: Pattern
    printed: PrintedCounts
    in_common: Mapping[str, Collection[int]]
    years: _Years
    _of_year: dict[int, Widening] = field(default_factory=dict)

    def told_too_much(self, windows: Collection[_Window]) -> set[_Window]:
        """Those of the windows that must not be shown, so that none of the indicator's hidden figures is narrow."""
        dropped: set[_Window] = set()
        while self.pattern.hidden.any():
            of_year: dict[range, list[_Window]] = {}
            for one in sorted(set(windows) - dropped):
                if one.code in self.in_common:
                    of_year.setdefault(self.years.of(one.end), []).append(one)
            more = {one for year, some in of_year.items() for one in self._too_much(year, some)}
            if not more:
                return dropped
            dropped |= more
        return dropped

    def _too_much(self, year: range, windows: Sequence[_Window]) -> set[_Window]:
        """Some of the year's windows that tell too much together; none where they do not."""
        if year.start not in self._of_year:
            self._of_year[year.start] = counted(*self.job[:4], self._printed())
        widening = self._of_year[year.start]
        counts_of = {code: self._counts(code, widening) for code in {one.code for one in windows}}
        unclear = {one for one in windows if not counts_of[one.code]}
        if unclear:
            return unclear
        rows = [(one, count) for one in windows for count in counts_of[one.code]]
        node, first, end, count = np.array([(one.node, one.first, one.end, count) for one, count in rows]).T
        whole = np.zeros_like(node)
        places = np.stack([whole + LONGER, whole, node, end - 1 - year.start], axis=1)
        longer = LongerFigures(Parts(places, first - year.start, end - year.start), count)
        narrow = widening.narrow_beside(self.pattern.hidden, np.array(year), longer)
        if len(widening.insiders.in_doubt):
            return set(windows)
        at: dict[tuple[int, ...], list[_Window]] = {}
        for place, (one, _) in zip(places.tolist(), rows, strict=True):
            at.setdefault(tuple(place), []).append(one)
        telling = [[one for place in each.because for one in at.get(place, ())] for each in narrow]
        if not all(telling):
            return set(windows)  # it is narrow for another reason, and so is told nothing more
        return {max(some, key=lambda one: (one.end, one)) for some in telling}

    def _printed(self) -> PrintedCounts | None:
        """What others print of it, where that was looked at when its figures were hidden."""
        return self.printed if self.printed[1].any() and self.pattern.hidden.sum() <= TIED_UP_TO else None

    def _counts(self, code: str, widening: Widening) -> list[int]:
        """Which counts a window of an indicator tells; none where it cannot be looked at what that tells."""
        if code == self.job[0].code or len(widening.counts) == 1:
            return [BOTH]
        has_rest = bool((np.sum(widening.counts, axis=0) == widening.n).all())
        return [ALL if count == -1 else count for count in sorted(self.in_common[code])] if has_rest else []
