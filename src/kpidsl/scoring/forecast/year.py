"""The reporting year around a month: what is known of an indicator's figures in it, and what is still to come."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Bools, Floats, Ints
from kpidsl.scoring.forecast.needs import FIXED_DENOMINATOR
from kpidsl.scoring.forecast.year_end import Past
from kpidsl.scoring.rollup import Nodes


@dataclass(frozen=True, slots=True)
class YearsEnd:
    """The reporting year around a month: columns `first`..`at` are past, those up to `last` lie ahead (`last` may be
    beyond the data)."""

    months: tuple[Month, ...]
    first: int
    at: int
    last: int

    @staticmethod
    def around(months: tuple[Month, ...], at: int, starts: int) -> YearsEnd:
        """The year that `months[at]` lies in."""
        start = months[at].year_start(starts)
        return YearsEnd(months, start.number - months[0].number, at, start.number + 11 - months[0].number)

    @property
    def year(self) -> tuple[Month, ...]:
        """The year's twelve months."""
        return tuple(self.months[0] + k for k in range(self.first, self.last + 1))


class FiguresOfYear:
    """An indicator's monthly figures up to a month, over (node, column), for the whole (no category).

    `columns` are those with a figure of their own (a quarterly figure has every third), `whole` is where a figure lacks
    nothing, `to_come` over (node, month of the year) whether a month is to come or late, and `volume` the cases
    expected then.
    """

    def __init__(self, indicator: Indicator, month: Nodes, end: YearsEnd) -> None:
        cut = end.at + 1
        self.end, self.step = end, indicator.frequency.months
        self.counts_cases = indicator.traits.forecast not in FIXED_DENOMINATOR
        self.state = month.state[0, :, :cut]
        self.top, self.bottom = month.numerator[0, :, :cut], month.denominator[0, :, :cut]
        self.value = self.state == State.VALUE
        self.whole = self.value & ~((month.marks[0, :, :cut] & Mark.PARTIAL) > 0)
        self.columns = [c for c in range(cut) if (c - end.last) % self.step == 0]
        self.to_come = self._to_come()
        self.volume = self._volume()

    @property
    def ahead(self) -> int:
        """How many figures are to come, the late ones not counted."""
        return len([c for c in range(self.end.at + 1, self.end.last + 1) if (c - self.end.last) % self.step == 0])

    @property
    def ahead_and_late(self) -> int:
        """How many figures are to come, with as many late ones as the nodes have on average; at least one."""
        late = self.to_come[:, : self.end.at - self.end.first + 1].sum(axis=1)
        return max(1, self.ahead + round(float(late.mean())))

    @property
    def past(self) -> Past:
        """The figures that lack nothing, by column."""
        top, bottom = (a[:, self.columns].astype(np.float64) for a in (self.top, self.bottom))
        return Past(top, bottom, self.whole[:, self.columns])

    @property
    def calendar(self) -> Ints:
        """Each column's month of the year, 0 for January."""
        return np.array([(self.end.months[0] + c).month - 1 for c in self.columns])

    @property
    def when(self) -> Floats:
        """How much of what is to come falls in each month of the year, over (node, month: 0 for January)."""
        result = np.zeros(self.volume.shape)
        weight = self.volume if self.counts_cases else 1.0
        result[:, [m.month - 1 for m in self.end.year]] = np.where(self.to_come, weight, 0.0)
        return result

    def months_of(self, ends: Bools) -> list[tuple[Month, ...]]:
        """At each node the months of the periods that end in these months of the year, over (node, month)."""
        year, backwards = self.end.year, range(self.step - 1, -1, -1)
        rows, of_node = np.unique(ends, axis=0, return_inverse=True)
        months = [tuple(year[k - back] for k in np.flatnonzero(row).tolist() for back in backwards) for row in rows]
        return [months[at] for at in of_node.ravel().tolist()]

    def _to_come(self) -> Bools:
        result = np.zeros((len(self.state), 12), dtype=np.bool_)
        for column in range(self.end.first, self.end.last + 1):
            if (column - self.end.last) % self.step == 0:
                late = column > self.end.at or self.state[:, column] == State.NOT_READY
                result[:, column - self.end.first] = late
        return result

    def _volume(self) -> Floats:
        """The same month's denominator last year, else this year's mean, else the mean of the last twelve months."""
        known = np.where(self.value, self.bottom, 0).astype(np.float64)
        recent, this_year = (known[:, max(0, first) :] for first in (self.end.at - 11, self.end.first))
        seen = np.maximum((recent > 0).sum(axis=1), 1), np.maximum((this_year > 0).sum(axis=1), 1)
        usual = np.where((this_year > 0).any(axis=1), this_year.sum(axis=1) / seen[1], recent.sum(axis=1) / seen[0])
        result = np.zeros((len(known), 12))
        for k in range(12):
            column = self.end.first + k
            before = known[:, column - 12] if 12 <= column < known.shape[1] + 12 else np.zeros(len(known))
            result[:, k] = np.rint(np.where(before > 0, before, usual))
        return np.where(self.to_come, result, 0.0)
