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
from kpidsl.model.risk import Need, NeedBasis, NeededRange, Risk, RiskBasis, RiskLevel, YearEndRange, learnt_together
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
from kpidsl.scoring.forecast.year import FiguresOfYear, YearsEnd
from kpidsl.scoring.forecast.year_end import (
    LEVEL_SCALE,
    LOGARITHM,
    LOGIT,
    point,
    rest_of_year,
    seasonal_level_ahead,
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
ENDS = (0.1, 0.5, 0.9)
"""What is told of where the year ends: of ten such forecasts one ends below the first, one above the last."""
MOST_GROWTH = 2
"""What counts as the best or the worst rest of the year: up to twice the cases that are expected."""


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
    forecasts = year.flow() if year.is_flow else year.latest()
    thin, enough = year.basis()
    needs = year.needs()
    lacking = (year.ytd.marks[0, :, end.at] & Mark.PARTIAL) > 0
    result: list[Risk | None] = []
    for node in range(len(nodes)):
        p = float(forecasts.probability[node])
        if not enough[node] or np.isnan(p) or not year.eligible[node]:
            result.append(None)
        elif forecasts.decided[node] and not lacking[node]:  # what a missing unit has may still change it
            result.append(_risk(p, rule, RiskBasis.DECIDED))
        else:
            risk = _risk(min(max(p, 0.001), 0.999), rule, RiskBasis.THIN if thin[node] else RiskBasis.FORECAST)
            if not thin[node] and not lacking[node]:
                risk = replace(risk, need=needs[node], ends=_range(forecasts.ends[:, node], indicator))
            result.append(risk)
    return result


def _range(ends: Floats, indicator: Indicator) -> YearEndRange | None:
    """None where nothing is known; a share lies between none and all."""
    if not np.isfinite(ends).all():
        return None
    if indicator.traits.forecast == "share":
        ends = np.clip(ends, 0.0, 1.0)
    return YearEndRange(*(Fraction(float(v)).limit_denominator(10**6) for v in ends))


def _decided(status: int, rule: RiskRule) -> Risk | None:
    if status in (Status.NONE, Status.NO_TARGET):
        return None
    p = 1.0 if status == Status.GREEN else 0.0
    return _risk(p, rule, RiskBasis.DECIDED)


def _risk(probability: float, rule: RiskRule, basis: RiskBasis) -> Risk:
    level = RiskLevel.MEDIUM if probability >= rule.medium else RiskLevel.HIGH
    return Risk(probability, RiskLevel.LOW if probability >= rule.low else level, basis)


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Of each node: the probability of a good value at the year's end, whether it is certain, and over (`ENDS`, node)
    what the year's figure lies below with those probabilities; NaN where nothing is known."""

    probability: Floats
    decided: Bools
    ends: Floats


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
        self.figures = FiguresOfYear(indicator, month, end)
        self.ytd = ytd
        self.is_flow = indicator.cumulation is Cumulation.FLOW
        self.eligible = ytd.state[0, :, end.at] == State.VALUE
        self.volume = self.figures.volume
        self.groups = np.array(learnt_together(indicator, self.structure))
        self.target, self.high = self._targets(self.volume)

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
        behind = np.where(self.figures.value, self.figures.bottom, 0)[:, self.end.first :]
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
        own, step = self.figures, self.figures.step
        seen = own.value[:, own.columns]
        recent = own.value[:, [c for c in own.columns if c > self.end.at - 12]].sum(axis=1)
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
        own = self.figures
        columns = [c for c in own.columns if c >= self.end.first]
        n0 = np.where(own.value, own.top, 0)[:, columns].sum(axis=1)
        if self.forecast in FIXED_DENOMINATOR:
            return n0, ytd_denominator(self.ytd, self.end.at)
        return n0, np.where(own.value, own.bottom, 0)[:, columns].sum(axis=1)

    def flow(self) -> Forecasts:
        """A flow: the months to come must bring the year's sum to the right side of the target."""
        low, high = self._bounds()
        n0, d0 = self.to_date()
        volume, past, when = self.volume.sum(axis=1), self.figures.past, self.figures.when
        whole = d0 if self.forecast in FIXED_DENOMINATOR else d0 + volume.astype(np.int64)
        rows = range(len(n0))
        beyond = 1 if self.indicator.strict and self.forecast in WHOLE_NUMERATOR else 0
        need = np.array([_need(low[r], int(n0[r]), int(whole[r]), -np.inf, beyond) for r in rows])
        most = np.array([_need(high[r], int(n0[r]), int(whole[r]), np.inf, -beyond) for r in rows])
        decided = np.array([self._secured(low[r], high[r], int(n0[r]), int(d0[r]), int(volume[r])) for r in rows])
        probability, ends = np.full(len(n0), np.nan), np.full((len(ENDS), len(n0)), np.nan)
        for group in np.unique(self.groups):
            alike = self.groups == group
            law = rest_of_year(
                self.forecast, past.of(alike), self.figures.ahead_and_late, volume[alike],
                self.figures.calendar, when[alike],
            )  # fmt: skip
            probability[alike] = law.between(need[alike], most[alike])
            for at, below in enumerate(ENDS):
                ends[at, alike] = law.quantile(below)
        with np.errstate(invalid="ignore", divide="ignore"):
            ends = (n0 + ends) / whole
        return Forecasts(np.where(decided >= 0, decided, probability), decided >= 0, ends)

    def latest(self) -> Forecasts:
        """A stock or a rolling window: only the last month's figure is judged."""
        low, high = self._bounds()
        past = self.figures.past
        known = past.known & (past.denominator > 0)
        scale = LEVEL_SCALE.get(self.forecast, LOGARITHM)
        raw = scale.raw(past.numerator, past.denominator)
        if scale is not LOGIT and (raw[known] <= 0).any():
            scale = replace(scale, onto=unchanged, off=unchanged)
        if self.indicator.strict and self.forecast == "count":
            low = [None if v is None else beyond_bound(v, 1) for v in low]
            high = [None if v is None else beyond_bound(v, -1) for v in high]
        series = np.where(known, scale.onto(np.where(known, raw, 1.0)), np.nan)
        lower = np.array([-np.inf if v is None else point(scale.onto, float(v)) for v in low])
        upper = np.array([np.inf if v is None else point(scale.onto, float(v) + 2 * scale.half) for v in high])
        last = self.end.year[-1].month - 1
        law = seasonal_level_ahead(series, self.groups, max(1, self.figures.ahead), self.figures.calendar, last)
        ends = np.array([scale.off(law.quantile(below)) - scale.half for below in ENDS])
        return Forecasts(law.between(lower, upper), np.zeros(len(series), dtype=np.bool_), ends)

    def needs(self) -> list[Need | None]:
        """What the rest of the year must show at each node; None where there is no target, or where nothing says how
        many cases are to come."""
        assert self.target is not None
        if self.is_flow:
            own = self.figures
            known = np.zeros_like(own.whole)
            known[:, own.columns] = own.whole[:, own.columns]
            rest = Rest.of(own.bottom, known, own.to_come, self.end.first)
            months = own.months_of(rest.to_come)
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

    def _secured(self, low: Fraction | None, high: Fraction | None, n0: int, d0: int, volume: int) -> float:
        """For each node 1 if the target is secured, 0 if it is out of reach, -1 if neither: decided by the worst and
        the best possible rest of the year, up to twice the expected volume."""
        most = MOST_GROWTH * volume
        reaches, above = (operator.gt, operator.ge) if self.indicator.strict else (operator.ge, operator.gt)
        if self.forecast == "amount":
            return -1
        if self.forecast in FIXED_DENOMINATOR:
            if high is not None and above(*_sides(n0, high, d0)):
                return 0
            return 1 if high is None and low is not None and reaches(*_sides(n0, low, d0)) else -1
        if self.forecast == "mean" and self.indicator.direction is Direction.LOWER and high is not None:
            return 0 if above(*_sides(n0, high, d0 + most)) else -1
        if self.forecast != "share":
            return -1
        whole, best = d0 + most, n0 + most
        if low is not None and not reaches(*_sides(best, low, whole)):
            return 0
        if high is not None and above(*_sides(n0, high, whole)):
            return 0
        worst_low = low is None or reaches(*_sides(n0, low, whole))
        worst_high = high is None or not above(*_sides(best, high, whole))
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
    if beyond:
        return float(beyond_bound(bound * whole, beyond) - n0)
    return (bound.numerator * whole - n0 * bound.denominator) / bound.denominator


def _sides(numerator: int, bound: Fraction, whole: int) -> tuple[int, int]:
    """Two numbers that compare as numerator / whole does with the bound."""
    return numerator * bound.denominator, bound.numerator * whole
