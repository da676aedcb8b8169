"""Quarters, tertials and years on a monthly card: a period's figure is placed at its last month and held afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency, Month
from kpidsl.model.state import Mark, State
from kpidsl.scoring.exact import Bools, Ints
from kpidsl.scoring.rollup import Nodes, summed_states
from kpidsl.scoring.time.year_to_date import YearToDate


@dataclass(frozen=True, slots=True)
class Periods:
    """The complete periods within the months: the positions of their last months, and the latest one at each month.

    `latest` indexes `ends`; -1 before the first period has ended. With monthly figures every month is a period.
    """

    months: tuple[Month, ...]
    length: int
    ends: Ints
    latest: Ints

    @property
    def end_months(self) -> tuple[Month, ...]:
        """The last month of each period."""
        return tuple(self.months[at] for at in self.ends)

    def spread(self, values: Ints, empty: int = 0) -> Ints:
        """Values over periods expanded to months: each period's from its last month until the next period has ended."""
        if not len(self.ends):
            return np.full((*values.shape[:-1], len(self.months)), empty, dtype=values.dtype)
        return np.asarray(np.where(self.latest < 0, empty, values[..., self.latest]))


def periods_of(frequency: Frequency, months: tuple[Month, ...], year_starts: int) -> Periods:
    """The periods of that frequency that lie entirely within the months."""
    ends = [
        at
        for at, month in enumerate(months)
        if at + 1 >= frequency.months and (month + 1).period_start(frequency, year_starts) == month + 1
    ]
    latest = np.searchsorted(np.array(ends, dtype=np.int64), np.arange(len(months)), side="right") - 1
    return Periods(months, frequency.months, np.array(ends, dtype=np.int64), latest)


def by_period(
    nodes: Nodes, periods: Periods, cumulation: Cumulation, *, adds_denominator: bool, has_rows: Bools
) -> Nodes:
    """The figures of each period: a flow's months are summed, otherwise the last month's apply.

    Without `adds_denominator` (counts, amounts, rates per a stock) the last month's denominator applies. A sum with a
    month missing is partial, unless the source has figures at the ends of periods only. `has_rows`, over months:
    whether the source has a row, of any unit.
    """
    if periods.length == 1:
        return nodes
    fields = {name: getattr(nodes, name)[..., periods.ends] for name in Nodes.__slots__}
    span = periods.ends[:, None] - np.arange(periods.length)
    fields["marks"] = fields["marks"] | np.bitwise_or.reduce(nodes.marks[..., span] & int(Mark.BREAK), axis=-1)
    if cumulation is not Cumulation.FLOW:
        return Nodes(**fields)
    summed = ("numerator", "n", "lacking", "denominator") if adds_denominator else ("numerator", "n", "lacking")
    for back in range(1, periods.length):
        for name in summed:
            fields[name] = fields[name] + getattr(nodes, name)[..., periods.ends - back]
        if not adds_denominator:
            behind = nodes.denominator[..., periods.ends - back]
            fields["denominator"] = np.where(fields["denominator"] > 0, fields["denominator"], behind)
    if _at_ends_alone(nodes, periods, has_rows):
        fields["lacking"] = nodes.lacking[..., periods.ends]
    else:
        fields["state"], marks = summed_states(nodes.state[..., span])
        fields["marks"] = np.bitwise_or.reduce(nodes.marks[..., span], axis=-1) | marks
    return Nodes(**fields)


def over_window(nodes: Nodes, length: int, *, adds_denominator: bool) -> Nodes:
    """The sums of each period and those before it, `length` in all; missing where fewer periods are known of.

    Without `adds_denominator` the latest denominator there is applies. A sum with a period missing is partial.
    """
    periods = nodes.state.shape[-1]
    if periods < length:
        return replace(nodes, state=np.full_like(nodes.state, State.MISSING))
    span = np.arange(length - 1, periods)[:, None] - np.arange(length)
    state, partial = summed_states(nodes.state[..., span])
    marks = np.bitwise_or.reduce(nodes.marks[..., span], axis=-1) | partial
    sums = {name: getattr(nodes, name)[..., span].sum(axis=-1) for name in ("numerator", "denominator", "n", "lacking")}
    if not adds_denominator:
        behind = nodes.denominator[..., span]
        latest = np.argmax(behind > 0, axis=-1)
        sums["denominator"] = np.take_along_axis(behind, latest[..., None], axis=-1)[..., 0]
    early = ((0, 0), (0, 0), (length - 1, 0))
    figures = {name: np.pad(of, early) for name, of in {**sums, "marks": marks}.items()}
    return replace(nodes, state=np.pad(state, early, constant_values=State.MISSING), **figures)


def _at_ends_alone(nodes: Nodes, periods: Periods, has_rows: Bools) -> bool:
    """Whether the source says nothing about any month between the ends. A row with the state "not ready" or
    "missing" says something; a source of cases that covers the month says, without rows, that there were none."""
    between = np.delete(nodes.state, periods.ends, axis=-1)
    return not np.delete(has_rows, periods.ends).any() and bool(
        np.isin(between, (State.MISSING, State.NOT_READY)).all()
    )


def on_months(ytd: YearToDate, periods: Periods, valid: int) -> YearToDate:
    """Figures of periods, and the month each reaches, as the card of every month shows them.

    Before the first period they are missing. `valid` 0: held until the next period has ended. Otherwise an older figure
    stands in while a newer one is not ready, each at most `valid` months after its period; then it is not ready.
    """
    if periods.length == 1 and not valid:
        return ytd
    arrays = {name: getattr(ytd.nodes, name) for name in Nodes.__slots__} | {"last_month": ytd.last_month}
    held = {n: periods.spread(a, State.MISSING if n == "state" else 0) for n, a in arrays.items()}
    for at, month in enumerate(periods.months if valid else ()):
        waiting = np.ones(held["state"].shape[:-1], dtype=np.bool_)
        for period in range(int(periods.latest[at]), -1, -1):
            if month.number - periods.months[periods.ends[period]].number > valid:
                break
            known = waiting & np.isin(arrays["state"][..., period], (State.VALUE, State.NOT_RELEVANT))
            for name, values in arrays.items():
                held[name][..., at] = np.where(known, values[..., period], held[name][..., at])
            waiting &= ~known
        if periods.latest[at] >= 0:
            held["state"][..., at] = np.where(waiting, State.NOT_READY, held["state"][..., at])
    breaks = periods.spread(arrays["marks"] & int(Mark.BREAK))  # also of a period that an older figure stands in for
    held["marks"] = held["marks"] | breaks
    last = held.pop("last_month")
    return YearToDate(Nodes(**held), last)
