"""The risk at the year's end: the probability that the last month's status is green, judged by the same target and
operators as the status itself.

Questions 99 to 108 of the semantics. `risks` takes an indicator's figures up to a month and returns a `Risk` for each
node; how each kind is forecast is in `year_end`.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Month
from kpidsl.model.risk import Need, NeedBasis, NeededRange, Risk, RiskBasis, RiskLevel
from kpidsl.model.rules import RiskRule
from kpidsl.model.spec import Indicator, Target
from kpidsl.model.state import Direction, Mark, State, Status
from kpidsl.model.targets import base_month
from kpidsl.scoring.exact import Bools, Floats, Ints
from kpidsl.scoring.forecast.needs import (
    FIXED_DENOMINATOR,
    UNBOUNDED,
    WHOLE_NUMERATOR,
    FlowOfYear,
    Rest,
    beyond_bound,
)
from kpidsl.scoring.forecast.season import common_changes, season
from kpidsl.scoring.forecast.year_end import (
    Past,
    level_ahead,
    logarithm,
    logit,
    point,
    probability_to_come,
    unchanged,
)
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import LeafNodes, Nodes
from kpidsl.scoring.targets.by_year import flow_targets
from kpidsl.scoring.targets.earlier import improved
from kpidsl.scoring.targets.in_force import TargetBound, target_bound
from kpidsl.scoring.time.frequency import periods_of

LEAST_MONTHS = 3
ENOUGH_MONTHS = 6
ENOUGH_CASES = 30
MOST_GROWTH = 2
"""What counts as the best or the worst rest of the year: up to twice the cases that are expected."""


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


def risks(
    indicator: Indicator,
    rule: RiskRule,
    leaf_nodes: LeafNodes,
    windows: Windows,
    status: Ints,
    end: YearsEnd,
) -> list[Risk | None]:
    """A Risk for each node (category: the whole) as seen in the month at `end.at`; None where there is no forecast.

    There is none without a target, a direction or a relevant value, with fewer than three months of figures in the last
    twelve, for medians, percentiles, distinct persons and indexes (their year's end is not made of months), and where a
    split unit's figures are distributed (they do not count cases).
    """
    nodes = leaf_nodes.structure.nodes
    nothing: list[Risk | None] = [None] * len(nodes)
    if indicator.direction is None or not indicator.traits.adds_up or end.first < 0:
        return nothing
    if end.at == end.last:
        return [_decided(int(s), rule) for s in status[0, :, end.at]]
    year = _Year(indicator, leaf_nodes, windows, end)
    if year.target is None:
        return nothing
    probability, decided = year.flow() if year.is_flow else year.latest()
    thin, enough = year.basis()
    needs = year.needs()
    lacking = (year.ytd.marks[0, :, end.at] & Mark.PARTIAL) > 0
    result: list[Risk | None] = []
    for node in range(len(nodes)):
        p = float(probability[node])
        if not enough[node] or np.isnan(p) or not year.eligible[node]:
            result.append(None)
        elif decided[node] and not lacking[node]:  # what a missing unit has may still change it
            result.append(Risk(p, _level(p, rule), RiskBasis.DECIDED))
        else:
            p = min(max(p, 0.001), 0.999)
            basis = RiskBasis.THIN if thin[node] else RiskBasis.FORECAST
            result.append(Risk(p, _level(p, rule), basis, None if thin[node] or lacking[node] else needs[node]))
    return result


def _decided(status: int, rule: RiskRule) -> Risk | None:
    if status in (Status.NONE, Status.NO_TARGET):
        return None
    p = 1.0 if status == Status.GREEN else 0.0
    return Risk(p, _level(p, rule), RiskBasis.DECIDED)


def _level(probability: float, rule: RiskRule) -> RiskLevel:
    if probability >= rule.low:
        return RiskLevel.LOW
    return RiskLevel.MEDIUM if probability >= rule.medium else RiskLevel.HIGH


class _Year:
    """One indicator's year: what is known, what is still to come, and the target it will be judged by."""

    def __init__(self, indicator: Indicator, leaf_nodes: LeafNodes, windows: Windows, end: YearsEnd) -> None:
        month, ytd = windows.month, windows.ytd
        self.bases = windows.bases
        self.last_year = ytd if windows.historic is None else windows.historic[1]
        self.counted = ~((month.marks[0] & (Mark.DISTRIBUTED | Mark.TWELFTHS)) > 0).any(axis=-1)
        self.indicator, self.leaf_nodes, self.end = indicator, leaf_nodes, end
        self.forecast = indicator.traits.forecast
        self.structure = leaf_nodes.structure
        cut = end.at + 1
        self.state = month.state[0, :, :cut]
        self.top, self.bottom = month.numerator[0, :, :cut], month.denominator[0, :, :cut]
        self.partial = (month.marks[0, :, :cut] & Mark.PARTIAL) > 0
        self.value = self.state == State.VALUE
        self.ytd = ytd
        step = indicator.frequency.months
        self.columns = [c for c in range(cut) if (c - end.last) % step == 0]
        self.to_come = [c for c in range(end.at + 1, end.last + 1) if (c - end.last) % step == 0]
        self.is_flow = indicator.cumulation is Cumulation.FLOW
        self.eligible = ytd.state[0, :, end.at] == State.VALUE
        late = [c for c in self.columns if c >= end.first]
        self.late = self.state[:, late].T == State.NOT_READY
        self.ahead = len(self.to_come)
        self.volume = self._volume()
        self.target, self.high = self._targets(self.volume)

    def _volume(self) -> Floats:
        """Expected denominators, over (node, month of the year), of each month to come and each late month: the same
        month's last year, else this year's mean, else the mean of the last twelve months."""
        known = np.where(self.value, self.bottom, 0).astype(np.float64)
        recent, this_year = (known[:, max(0, first) :] for first in (self.end.at - 11, self.end.first))
        seen = np.maximum((recent > 0).sum(axis=1), 1), np.maximum((this_year > 0).sum(axis=1), 1)
        usual = np.where((this_year > 0).any(axis=1), this_year.sum(axis=1) / seen[1], recent.sum(axis=1) / seen[0])
        volumes = np.zeros((len(known), 12))
        for k in range(12):
            column = self.end.first + k
            if column <= self.end.at and not (self.state[:, column] == State.NOT_READY).any():
                continue
            if (column - self.end.last) % self.indicator.frequency.months:
                continue
            before = known[:, column - 12] if column >= 12 else np.zeros(len(known))
            volume = np.where(before > 0, before, usual)
            if column <= self.end.at:
                volume = np.where(self.state[:, column] == State.NOT_READY, volume, 0)
            volumes[:, k] = np.rint(volume)
        return volumes

    def _targets(self, volume: Floats) -> tuple[TargetBound | None, TargetBound | None]:
        """The two bounds of the target at the year's end, where `volume` are the cases to come."""
        return self._target("value", volume), self._target("high", volume)

    def _target(self, bound: str, volume: Floats) -> TargetBound | None:
        """One bound of the target in force at the year's end, over (1, node, 1); None where no node has one."""
        better = self.indicator.improvement
        if better is not None:
            return self._improved(better) if bound == "value" else None
        months = self.end.year
        known = np.zeros((1, len(self.structure.nodes), 12), dtype=np.int64)
        behind = np.where(self.value, self.bottom, 0)[:, self.end.first :]
        known[0, :, : behind.shape[1]] = behind
        known[0] += volume.astype(np.int64)
        if not self.is_flow:
            held = ytd_denominator(self.ytd, self.end.at)
            known[0] = held[:, None]
        target = target_bound(self.indicator, self.leaf_nodes, months, bound, known, ("",), self.bases)
        if target is None:
            return None
        if self.is_flow and not (self.indicator.traits.targets == "summed" and self.indicator.year_to_date_only):
            has_base = np.ones_like(known, dtype=np.bool_) if self.indicator.traits.targets == "summed" else known > 0
            periods = periods_of(self.indicator.frequency, months, months[0].month)
            target = flow_targets(self.indicator, target, known, has_base, periods, months[0].month)
        return target.at(slice(-1, None))

    def _improved(self, target: Target) -> TargetBound:
        """The target of the year's last month, which is reckoned from an earlier year's, over (1, node, 1); none where
        what it is reckoned from is not known yet."""
        base = base_month(target, self.indicator.frequency.months, self.end.year[-1])
        at = -1 if base is None else base.number - self.end.months[0].number
        if target.base in ("previous", "level") or at < 0:
            empty = np.zeros((1, len(self.structure.nodes), 1), dtype=np.int64)
            return TargetBound(empty, empty, empty.astype(np.bool_))
        has_value = self.last_year.state[:1, :, at : at + 1] == State.VALUE
        n, d = (a[:1, :, at : at + 1].astype(object) for a in (self.last_year.numerator, self.last_year.denominator))
        top, bottom = improved(n, d, target, self.indicator)
        return TargetBound(
            np.where(has_value, top, 0), np.where(has_value, bottom, 0), np.zeros(n.shape, dtype=np.bool_)
        )

    def basis(self) -> tuple[Bools, Bools]:
        """Two masks over nodes: whether the basis is thin, and whether it suffices for a forecast."""
        seen = self.value[:, self.columns]
        last_year = [c for c in self.columns if c > self.end.at - 12]
        recent = self.value[:, last_year].sum(axis=1)
        step = self.indicator.frequency.months
        cases = self.ytd.n[0, :, self.end.at]
        thin = np.asarray(seen.sum(axis=1) * step < ENOUGH_MONTHS)
        if self.forecast in ("share", "mean"):
            thin |= cases < ENOUGH_CASES
        return thin, self.counted & (recent * step >= LEAST_MONTHS)

    def _bounds(self) -> tuple[list[Fraction | None], list[Fraction | None]]:
        """The (low, high) interval of good values for each node; None means unbounded. A node without a target has
        None for both, and is removed from `eligible`."""
        assert self.target is not None
        low, most = self._good(self.target, self.high)
        unbounded = np.array([a is None and b is None for a, b in zip(low, most, strict=True)])
        self.eligible = self.eligible & ~unbounded
        return low, most

    def _good(
        self, target: TargetBound, other: TargetBound | None
    ) -> tuple[list[Fraction | None], list[Fraction | None]]:
        value, high = _fractions(target), _fractions(other) if other is not None else None
        if self.indicator.direction is Direction.INSIDE:
            return value, high if high is not None else value
        none: list[Fraction | None] = [None] * len(value)
        return (none, value) if self.indicator.direction is Direction.LOWER else (value, none)

    def to_date(self) -> tuple[Ints, Ints]:
        """Numerator and denominator of the year so far, over nodes."""
        columns = [c for c in self.columns if c >= self.end.first]
        n0 = np.where(self.value, self.top, 0)[:, columns].sum(axis=1)
        if self.forecast in FIXED_DENOMINATOR:
            return n0, ytd_denominator(self.ytd, self.end.at)
        return n0, np.where(self.value, self.bottom, 0)[:, columns].sum(axis=1)

    def flow(self) -> tuple[Floats, Bools]:
        """A flow: the months to come must bring the year's sum to the right side of the target."""
        low, high = self._bounds()
        n0, d0 = self.to_date()
        volume = self.volume.sum(axis=1)
        ahead = max(1, self.ahead + round(float(self.late.sum(axis=0).mean())) if len(self.late) else self.ahead)
        whole = d0 if self.forecast in FIXED_DENOMINATOR else d0 + volume.astype(np.int64)
        rows = range(len(n0))
        beyond = 1 if self.indicator.strict and self.forecast in WHOLE_NUMERATOR else 0
        need = np.array([_need(low[r], int(n0[r]), int(whole[r]), -np.inf, beyond) for r in rows])
        most = np.array([_need(high[r], int(n0[r]), int(whole[r]), np.inf, -beyond) for r in rows])
        decided = np.array([self._secured(low[r], high[r], int(n0[r]), int(d0[r]), int(volume[r])) for r in rows])
        past = Past(
            self.top[:, self.columns].astype(np.float64),
            self.bottom[:, self.columns].astype(np.float64),
            (self.value & ~self.partial)[:, self.columns],
        )
        result = np.full(len(n0), np.nan)
        calendar = self._calendar()
        for rows_alike in self._alike():
            some = Past(past.numerator[rows_alike], past.denominator[rows_alike], past.known[rows_alike])
            lower, upper, cases = need[rows_alike], most[rows_alike], volume[rows_alike]
            when = self._when()[rows_alike]
            result[rows_alike] = probability_to_come(self.forecast, some, ahead, cases, lower, upper, calendar, when)
        return np.where(decided >= 0, decided, result), decided >= 0

    def latest(self) -> tuple[Floats, Bools]:
        """A stock or a rolling window: only the last month's figure is judged."""
        low, high = self._bounds()
        scale = logit if self.forecast == "share" else logarithm
        top, bottom = self.top[:, self.columns].astype(np.float64), self.bottom[:, self.columns].astype(np.float64)
        known = (self.value & ~self.partial)[:, self.columns] & (bottom > 0)
        if self.forecast == "share":
            raw = (top + 0.5) / (bottom + 1)
        else:
            raw = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
            if self.forecast == "count":
                raw = raw + 0.5
            if (raw[known] <= 0).any():
                scale = unchanged
        # A count n stands as n + 0.5: the bounds lie halfway between whole numbers.
        step = 1.0 if self.forecast == "count" else 0.0
        if self.indicator.strict and self.forecast == "count":
            low = [None if v is None else beyond_bound(v, 1) for v in low]
            high = [None if v is None else beyond_bound(v, -1) for v in high]
        series = np.where(known, scale(np.where(known, raw, 1.0)), np.nan)
        lower = np.array([-np.inf if v is None else point(scale, float(v)) for v in low])
        upper = np.array([np.inf if v is None else point(scale, float(v) + step) for v in high])
        parent = np.array([n.parent if n.parent is not None else -1 for n in self.structure.nodes]) + 1
        group = np.unique(parent, return_inverse=True)[1]
        calendar = self._calendar()
        effect = season(common_changes(series), calendar)
        last = effect[self.end.year[-1].month - 1]
        series = series - effect[calendar]
        result = level_ahead(series, group, max(1, self.ahead), lower - last, upper - last)
        return result, np.zeros(len(result), dtype=np.bool_)

    def needs(self) -> list[Need | None]:
        """What the rest of the year must show at each node; None where there is no target, or where nothing says how
        many cases are to come."""
        assert self.target is not None
        if self.is_flow:
            known = np.zeros_like(self.value)
            known[:, self.columns] = (self.value & ~self.partial)[:, self.columns]
            rest = Rest.of(self.bottom, known, self._to_come(), self.end.first)
            months = [self._months(ends) for ends in rest.to_come]
            flow = FlowOfYear(self.indicator, self._good_with, self.to_date(), self.volume, rest, months, self.eligible)
            needs = flow.needs()
        else:
            last, strict = self.end.year[-1:], self.indicator.strict
            bounds = [NeededRange(*pair) for pair in zip(*self._bounds(), strict=True)]
            needs = [Need(NeedBasis.LAST_MONTH, one, one, last, strict) for one in bounds]
        derived = self.target.derived[0, :, 0] | (self.indicator.improvement is not None)
        return [
            None if need is None or need.hardest == UNBOUNDED else replace(need, derived=bool(derived[node]))
            for node, need in enumerate(needs)
        ]

    def _good_with(self, volume: Floats) -> list[NeededRange]:
        """The good values of the year at each node, where `volume` are the cases to come."""
        target, high = (self.target, self.high) if volume is self.volume else self._targets(volume)
        assert target is not None
        return [NeededRange(*pair) for pair in zip(*self._good(target, high), strict=True)]

    def _calendar(self) -> Ints:
        """Each column's month of the year, 0 for January."""
        return np.array([(self.end.months[0] + c).month - 1 for c in self.columns])

    def _when(self) -> Floats:
        """How much of what is to come falls in each month of the year, over (node, calendar month)."""
        to_come = self._to_come()
        weight = self.volume if self.forecast not in ("count", "rate", "amount") else to_come.astype(np.float64)
        months = [m.month - 1 for m in self.end.year]
        result = np.zeros_like(weight)
        result[:, months] = np.where(to_come, weight, 0.0)
        return result

    def _to_come(self) -> Bools:
        """Whether each month of the year, over (node, month), is to come or late."""
        to_come = np.zeros((len(self.state), 12), dtype=np.bool_)
        for column in range(self.end.first, self.end.last + 1):
            if (column - self.end.last) % self.indicator.frequency.months == 0:
                late = column > self.end.at or self.state[:, column] == State.NOT_READY
                to_come[:, column - self.end.first] = late
        return to_come

    def _months(self, ends: Bools) -> tuple[Month, ...]:
        """The months of the periods that end in these months of the year."""
        step = self.indicator.frequency.months
        return tuple(self.end.year[int(k) - back] for k in np.flatnonzero(ends) for back in range(step - 1, -1, -1))

    def _alike(self) -> list[Bools]:
        """The group of each node for pooling: leaves and parents are kept apart, since their spreads differ."""
        leaf = self.leaf_nodes.is_leaf
        return [rows for rows in (leaf, ~leaf) if rows.any()]

    def _secured(self, low: Fraction | None, high: Fraction | None, n0: int, d0: int, volume: int) -> float:
        """For each node 1 if the target is secured, 0 if it is out of reach, -1 if neither: decided by the worst and
        the best possible rest of the year, up to twice the expected volume."""
        most = MOST_GROWTH * volume
        reaches, above = (operator.gt, operator.ge) if self.indicator.strict else (operator.ge, operator.gt)
        if self.forecast == "amount":
            return -1
        if self.forecast in FIXED_DENOMINATOR:
            if high is not None and above(n0, high * d0):
                return 0
            return 1 if high is None and low is not None and reaches(n0, low * d0) else -1
        if self.forecast == "mean" and self.indicator.direction is Direction.LOWER and high is not None:
            return 0 if above(n0, high * (d0 + most)) else -1
        if self.forecast != "share":
            return -1
        whole = d0 + most
        if (low is not None and not reaches(n0 + most, low * whole)) or (high is not None and above(n0, high * whole)):
            return 0
        worst_low = low is None or reaches(n0, low * whole)
        worst_high = high is None or not above(n0 + most, high * whole)
        return 1 if worst_low and worst_high else -1


def ytd_denominator(ytd: Nodes, at: int) -> Ints:
    """The denominators of the year to date at position `at`, over nodes, for the whole."""
    return np.where(ytd.state[0, :, at] == State.VALUE, ytd.denominator[0, :, at], 0)


def _fractions(bound: TargetBound) -> list[Fraction | None]:
    tops, bottoms = bound.numerator[0, :, 0], bound.denominator[0, :, 0]
    return [Fraction(int(t), int(b)) if b else None for t, b in zip(tops, bottoms, strict=True)]


def _need(bound: Fraction | None, n0: int, whole: int, unbounded: float, beyond: int) -> float:
    """The numerator that the rest of the year must bring to end exactly on the bound, when the year's denominator is
    `whole`; the nearest whole number above (`beyond` 1) or below it (-1) where the bound itself is not enough."""
    if bound is None:
        return unbounded
    return float(beyond_bound(bound * whole, beyond) - n0)
