"""The arrow: the month's value against the comparable earlier one, better or worse, with a dead band."""

from __future__ import annotations

import numpy as np

from kpidsl.model.comparison import dead_band, lag_of, rests_on
from kpidsl.model.rules import TrendRule
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction, Mark, State, Trend, WithoutArrow
from kpidsl.scoring.exact import Bools, FractionArrays, Ints, compare, minus, product
from kpidsl.scoring.judging.control import control_trend
from kpidsl.scoring.judging.regression import FittedLine
from kpidsl.scoring.judging.uncertainty import Sample, within_noise
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.time.series import breaks_between, shifted


def trend(indicator: Indicator, windows: Windows, target: TargetBound | None, high: TargetBound | None) -> Ints:
    """A Trend for each month: NEW where nothing came before, NONE where a side lacks, is partial or broken off.
    Toward a corridor nothing is better where there is none.

    It is of each month's own figures: an older one that stands in has nothing to tell of a change.
    """
    nodes = windows.own
    result = np.full(nodes.state.shape, Trend.NONE, dtype=np.int8)
    rule = indicator.trend_rule
    if rule is None or indicator.direction is None:
        return result
    if rule.compared_with == "control_limits":
        return control_trend(indicator, nodes, target, high)
    earlier = windows.historic[0] if windows.historic is not None and rule.compared_with == "same_last_year" else None
    at = np.nonzero(why_incomparable(indicator, rule, nodes, earlier, target, high) == WithoutArrow.NO)
    low_bound, high_bound = _at(target, at), _at(high, at)
    if rule.compared_with == "line":
        better, in_dead_band = _along_a_line(indicator, rule, nodes, at, low_bound, high_bound)
    else:
        scale, lag = np.broadcast_to(windows.scale, nodes.state.shape)[at], lag_of(indicator, rule)
        current = _sample(nodes, windows.squares, scale, at, 0)
        before = (nodes, windows.squares) if earlier is None else (earlier, None)
        earlier_sample = _sample(*before, scale, at, lag)
        better = _better(indicator, current, earlier_sample, low_bound, high_bound)
        in_dead_band = _unchanged(indicator, rule, current, earlier_sample)
    result[at] = np.where(
        in_dead_band | (better == 0), Trend.UNCHANGED, np.where(better > 0, Trend.BETTER, Trend.WORSE)
    )
    had_value = shifted(np.cumsum(nodes.state == State.VALUE, axis=-1), indicator.frequency.months)
    result[_known(nodes) & (had_value == 0)] = Trend.NEW
    return result


def why_incomparable(
    indicator: Indicator,
    rule: TrendRule,
    nodes: Nodes,
    earlier: Nodes | None,
    target: TargetBound | None,
    high: TargetBound | None,
) -> Ints:
    """A WithoutArrow for each figure: NO where both it and the earlier ones that the arrow rests on (`earlier`, or the
    nodes' own) are complete, no break lies between them, and the change can be an improvement."""
    earlier_nodes = nodes if earlier is None else earlier
    lags = rests_on(indicator, rule)
    has_value, is_known = _has_value(earlier_nodes).astype(np.int8), _known(earlier_nodes).astype(np.int8)
    every_month = np.ones(has_value.shape, dtype=np.int8)
    corridor = indicator.direction is not Direction.INSIDE or _has_corridor(target, high)
    reasons = np.zeros(nodes.state.shape, dtype=np.int8)
    for reason, holds in (
        (WithoutArrow.NO_CORRIDOR, ~np.asarray(corridor)),
        (WithoutArrow.BREAK, breaks_between(earlier_nodes.marks, lag_of(indicator, rule), indicator.frequency)),
        (WithoutArrow.PARTIAL_BEFORE, _lacks_one(is_known, lags)),
        (WithoutArrow.NO_VALUE_BEFORE, _lacks_one(has_value, lags)),
        (WithoutArrow.TOO_FEW_MONTHS, _lacks_one(every_month, lags)),
        (WithoutArrow.PARTIAL, ~_known(nodes)),
        (WithoutArrow.NO_VALUE, ~_has_value(nodes)),
    ):  # the last that holds is recorded
        reasons[np.broadcast_to(holds, reasons.shape)] = reason
    return reasons


def _lacks_one(present: Ints, lags: range) -> Bools:
    """Whether one of the figures that many months before is not `present` (0/1 over the same cells)."""
    lacks = np.zeros(present.shape, dtype=np.bool_)
    for lag in lags:
        lacks |= shifted(present, lag) == 0
    return lacks


def _has_value(nodes: Nodes) -> Bools:
    return np.asarray(nodes.state == State.VALUE)


def _known(nodes: Nodes) -> Bools:
    return np.asarray(_has_value(nodes) & ((nodes.marks & Mark.PARTIAL) == 0))


def _has_corridor(target: TargetBound | None, high: TargetBound | None) -> Bools:
    """Whether the node has a corridor; without one no change is better or worse than another."""
    if target is None or high is None:
        return np.zeros((), dtype=np.bool_)
    return np.asarray((target.denominator > 0) & (high.denominator > 0), dtype=np.bool_)


def _sample(nodes: Nodes, squares: Ints | None, scale: Ints, at: tuple[Ints, ...], lag: int) -> Sample:
    numerator, denominator, n = (shifted(a, lag)[at] for a in (nodes.numerator, nodes.denominator, nodes.n))
    return Sample(numerator, denominator, n, None if squares is None else shifted(squares, lag)[at], scale)


def _better(
    indicator: Indicator, current: Sample, earlier: Sample, target: FractionArrays, high: FractionArrays
) -> Ints:
    """1 where the current value is better than the earlier one, -1 where it is worse: higher, lower, or closer to
    the corridor."""
    if indicator.direction is Direction.HIGHER:
        return compare(*current.fraction, *earlier.fraction)
    if indicator.direction is Direction.LOWER:
        return compare(*earlier.fraction, *current.fraction)
    return compare(*_outside(earlier.fraction, target, high), *_outside(current.fraction, target, high))


def _outside(value: FractionArrays, low: FractionArrays, high: FractionArrays) -> FractionArrays:
    """The distance from the corridor; 0 inside it."""
    under, over = minus(*low, *value), minus(*value, *high)
    below, above = under[0] > 0, over[0] > 0
    return np.where(below, under[0], np.where(above, over[0], 0)), np.where(below, under[1], over[1])


def _at(bound: TargetBound | None, at: tuple[Ints, ...]) -> FractionArrays:
    """The bound at the cells; 0/1 where there is none, which only a corridor would read."""
    if bound is None:
        return np.zeros(len(at[0]), dtype=np.int64), np.ones(len(at[0]), dtype=np.int64)
    return bound.numerator[at], np.maximum(bound.denominator[at], 1)


def _unchanged(indicator: Indicator, rule: TrendRule, current: Sample, earlier: Sample) -> Bools:
    if rule.dead_band is None:
        return within_noise(indicator.traits.noise, current, earlier)
    change, whole = minus(*current.fraction, *earlier.fraction)
    band = dead_band(indicator)
    if band is None:
        return np.asarray(change == 0)
    return np.asarray(product(np.abs(change), band.denominator) < product(whole, band.numerator))


def _along_a_line(
    indicator: Indicator,
    rule: TrendRule,
    nodes: Nodes,
    at: tuple[Ints, ...],
    target: FractionArrays,
    high: FractionArrays,
) -> tuple[Ints, Bools]:
    """Better (1) or worse (-1) by the slope, and whether the rise along the line is within the rule's dead band."""
    lags = range(0, lag_of(indicator, rule) + 1, indicator.frequency.months)
    values = [(shifted(nodes.numerator, lag)[at], shifted(nodes.denominator, lag)[at]) for lag in reversed(lags)]
    if indicator.direction is Direction.LOWER:
        values = [(-n, d) for n, d in values]
    elif indicator.direction is Direction.INSIDE:
        values = [(-n, d) for n, d in (_outside(v, target, high) for v in values)]
    line = FittedLine.through(values)
    if rule.dead_band is None:
        return line.direction(), line.within_noise()
    return line.direction(), line.rises_less_than(rule.dead_band.value / indicator.scale)
