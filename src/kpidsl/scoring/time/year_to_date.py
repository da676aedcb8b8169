"""The year to date: a flow's parts are summed over the reporting year; stocks and rolling windows show the latest."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Month
from kpidsl.model.state import SUM_TABLE, Mark, State
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.rollup import Nodes

_SUM = np.array(SUM_TABLE, dtype=np.int8)
LACKING = (State.NOT_READY, State.MISSING, State.WITHHELD_BY_SOURCE)


@dataclass(frozen=True, slots=True)
class YearToDate:
    """Year-to-date fractions over (category, node, month), and the month number each reaches (0: none)."""

    nodes: Nodes
    last_month: Ints


def year_to_date(
    nodes: Nodes, cumulation: Cumulation, months: tuple[Month, ...], year_starts: int, *, adds_denominator: bool
) -> YearToDate:
    """The figures from the reporting year's start to each of `months` (each month, or each period's last).

    A month that is not ready leaves the figure at the last month there is (`last_month` says which), with a value or
    not relevant; a month missing before that, or a partial one, marks a flow PARTIAL, a break within the year BREAK, a
    distributed month DISTRIBUTED (so is a stock or a window whose latest is). Without any value the state is the
    months' by the table of sums (a stock's or a window's: the month's own). Without
    `adds_denominator` (counts, amounts, rates per a stock) the latest denominator holds.
    """
    shape = nodes.numerator.shape
    result = Nodes(*(np.zeros(shape, dtype=getattr(nodes, name).dtype) for name in Nodes.__slots__))
    result.state[...] = nodes.state
    last = np.zeros(shape, dtype=np.int64)
    flow = cumulation is Cumulation.FLOW
    held = _blank(shape[:2])
    for at, month in enumerate(months):
        if at == 0 or month.year_start(year_starts) != months[at - 1].year_start(year_starts):
            held = _blank(shape[:2])
        state = nodes.state[..., at]
        value = state == State.VALUE
        missing = np.isin(state, LACKING)
        known = value | (state == State.NOT_RELEVANT)
        held.gap |= held.waiting & known
        if flow and month != month.year_start(year_starts):
            held.broken |= (nodes.marks[..., at] & Mark.BREAK) > 0
        apportioned = np.where(value, nodes.marks[..., at] & int(Mark.DISTRIBUTED | Mark.TWELFTHS), 0)
        held.distributed = held.distributed | apportioned if flow else np.where(value, apportioned, held.distributed)
        held.waiting |= missing
        if flow:
            held.add(nodes, at, value, known, adds_denominator)
        else:
            held.replace(nodes, at, known)
        held.state = _SUM[held.state, state] if flow else state
        held.last = np.where(known, month.number, held.last)
        held.write(result, at, flow)
        last[..., at] = held.last
    return YearToDate(result, last)


def broken_in_year(marks: Ints, months: tuple[Month, ...], year_starts: int) -> Ints:
    """The BREAK mark of a year to date that is not a sum of months: set where the year has a break after its first
    month."""
    broken = np.zeros_like(marks)
    for at, month in enumerate(months):
        if month != month.year_start(year_starts):
            before = broken[..., at - 1] if at else 0
            broken[..., at] = before | (marks[..., at] & int(Mark.BREAK))
    return broken


@dataclass(slots=True)
class _Held:
    """What has accumulated since the year's start, over (category, node); `late` is the denominator missing after the
    last month that is known, `late_unsized` whether some of it was never known.

    `distributed` holds the marks for distributed figures.
    """

    numerator: Ints
    denominator: Ints
    n: Ints
    lacking: Ints
    late: Ints
    partial: Ints
    any: Ints
    gap: Ints
    waiting: Ints
    broken: Ints
    unsized: Ints
    late_unsized: Ints
    distributed: Ints
    last: Ints
    state: Ints

    def add(self, nodes: Nodes, at: int, value: Ints, known: Ints, adds_denominator: bool) -> None:
        """A flow: sums of the months that have a value; what lacks before one that is `known` lacks in them."""
        self.numerator = self.numerator + np.where(value, nodes.numerator[..., at], 0)
        more = self.denominator if adds_denominator else 0
        self.denominator = np.where(value, more + nodes.denominator[..., at], self.denominator)
        self.n = self.n + np.where(value, nodes.n[..., at], 0)
        self.late = self.late + nodes.lacking[..., at]
        self.lacking = np.where(known, self.lacking + self.late, self.lacking)
        self.late = np.where(known, 0, self.late)
        partial = (nodes.marks[..., at] & Mark.PARTIAL) > 0  # also where all that there is may be another's
        self.partial |= partial
        self.late_unsized |= (nodes.marks[..., at] & Mark.UNSIZED) > 0
        self.unsized |= self.late_unsized & (known | partial)
        self.late_unsized &= ~known
        self.any |= value

    def replace(self, nodes: Nodes, at: int, known: Ints) -> None:
        """For a stock or a rolling window: keep the latest known figure."""
        self.numerator = np.where(known, nodes.numerator[..., at], self.numerator)
        self.denominator = np.where(known, nodes.denominator[..., at], self.denominator)
        self.n = np.where(known, nodes.n[..., at], self.n)
        self.lacking = np.where(known, nodes.lacking[..., at], self.lacking)
        self.partial = np.where(known, (nodes.marks[..., at] & Mark.PARTIAL) > 0, self.partial)
        self.unsized = np.where(known, (nodes.marks[..., at] & Mark.UNSIZED) > 0, self.unsized)
        self.any = np.where(known, nodes.state[..., at] == State.VALUE, self.any)

    def write(self, result: Nodes, at: int, flow: bool) -> None:
        """Write the accumulated figures into the result at a month."""
        result.numerator[..., at] = np.where(self.any, self.numerator, 0)
        result.denominator[..., at] = np.where(self.any, self.denominator, 0)
        result.n[..., at] = np.where(self.any, self.n, 0)
        result.lacking[..., at] = self.lacking
        result.state[..., at] = np.where(self.any, State.VALUE, self.state)
        partial = self.any & (self.partial | (self.gap if flow else False))
        result.marks[..., at] = np.where(partial, int(Mark.PARTIAL), 0)
        marked = ((self.any & self.broken, Mark.BREAK), (partial & self.unsized, Mark.UNSIZED))
        for where, mark in marked:
            result.marks[..., at] |= np.where(where, int(mark), 0).astype(np.int16)
        result.marks[..., at] |= np.where(self.any, self.distributed, 0).astype(np.int16)


def _blank(shape: tuple[int, ...]) -> _Held:
    """An empty start: no amounts, no marks, not relevant."""
    amounts = ("numerator", "denominator", "n", "lacking", "late", "distributed", "last")
    zeros: dict[str, Ints] = {
        f.name: np.zeros(shape, dtype=np.int64 if f.name in amounts else np.bool_) for f in fields(_Held)
    }
    return _Held(**zeros | {"state": np.full(shape, State.NOT_RELEVANT, dtype=np.int8)})
