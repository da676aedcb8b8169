"""The arrow: the month's value against the comparable one before, better or worse, with a dead band."""

from __future__ import annotations

import numpy as np

from kpidsl.model.measure import Cumulation, Kind
from kpidsl.model.spec import Indicator, TrendRule
from kpidsl.model.state import Direction, Mark, State, Trend
from kpidsl.scoring.control import control_trend
from kpidsl.scoring.exact import Bools, Ints, compare, minus, product
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets import EdgeTargets, breaks_between, shifted


def lag_of(indicator: Indicator, rule: TrendRule) -> int:
    """Months back to the comparable value: the previous window that does not overlap, or last year's."""
    if rule.compared_with == "same_last_year":
        return 12
    if indicator.cumulation is Cumulation.ROLLING:
        return indicator.window
    return indicator.frequency.months


def trend(
    indicator: Indicator, nodes: Nodes, target: EdgeTargets | None, high: EdgeTargets | None, scale: Ints | int = 1
) -> Ints:
    """A Trend for each month: NEW where nothing came before, NONE where a side lacks, is partial or broken off.

    `scale` times the counts stand in the nodes.
    """
    result = np.full(nodes.state.shape, Trend.NONE, dtype=np.int8)
    rule = indicator.trend_rule
    if rule is None or indicator.direction is None:
        return result
    if rule.compared_with == "control_limits":
        return control_trend(indicator, nodes, target, high)
    lag = lag_of(indicator, rule)
    value = (nodes.state == State.VALUE) & ((nodes.marks & Mark.PARTIAL) == 0)
    before = (shifted(value.astype(np.int8), lag) > 0) & ~breaks_between(nodes.marks, lag)
    at = np.nonzero(value & before)
    n1, d1 = nodes.numerator[at], nodes.denominator[at]
    n0, d0 = shifted(nodes.numerator, lag)[at], shifted(nodes.denominator, lag)[at]
    better = _better(indicator, (n1, d1), (n0, d0), target, high, at)
    times = np.broadcast_to(scale, nodes.state.shape)[at]
    still = _unchanged(indicator, rule, (n1, d1), (n0, d0), times)
    result[at] = np.where(still | (better == 0), Trend.UNCHANGED, np.where(better > 0, Trend.BETTER, Trend.WORSE))
    had_value = shifted(np.cumsum(nodes.state == State.VALUE, axis=-1), indicator.frequency.months)
    result[value & (had_value == 0)] = Trend.NEW
    return result


Fractions = tuple[Ints, Ints]


def _better(
    indicator: Indicator,
    now: Fractions,
    then: Fractions,
    target: EdgeTargets | None,
    high: EdgeTargets | None,
    at: tuple[Ints, ...],
) -> Ints:
    if indicator.direction is Direction.HIGHER:
        return compare(*now, *then)
    if indicator.direction is Direction.LOWER:
        return compare(*then, *now)
    if target is None or high is None:
        return np.zeros(len(now[0]), dtype=np.int8)
    low_edge, high_edge = ((e.numerator[at], np.maximum(e.denominator[at], 1)) for e in (target, high))
    return compare(*_outside(then, low_edge, high_edge), *_outside(now, low_edge, high_edge))


def _outside(value: Fractions, low: Fractions, high: Fractions) -> Fractions:
    """Distance from the corridor, 0 inside."""
    under, over = minus(*low, *value), minus(*value, *high)
    below, above = under[0] > 0, over[0] > 0
    return np.where(below, under[0], np.where(above, over[0], 0)), np.where(below, under[1], over[1])


def _unchanged(indicator: Indicator, rule: TrendRule, now: Fractions, then: Fractions, scale: Ints) -> Bools:
    if rule.dead_band is not None:
        change, whole = minus(*now, *then)
        if rule.dead_band.of_target:
            return np.asarray(change == 0)
        band = rule.dead_band.value / indicator.scale
        return np.asarray(product(np.abs(change), band.denominator) < product(whole, band.numerator))
    return _noise(indicator, now, then, scale)


def _noise(indicator: Indicator, now: Fractions, then: Fractions, scale: Ints) -> Bools:
    """|z| < 1: two proportions, pooled; two Poisson counts. Other kinds: only an equal value is unchanged."""
    (n1, d1), (n0, d0) = ((a.astype(object), b.astype(object)) for a, b in (now, then))
    change = n1 * d0 - n0 * d1
    if indicator.kind is Kind.SHARE:
        hits, all_ = n1 + n0, d1 + d0
        within = change * change * all_ < hits * (all_ - hits) * d1 * d0 * scale
        return np.asarray(within | (change == 0), dtype=np.bool_)
    if indicator.kind is Kind.COUNT:
        return np.asarray(((n1 - n0) * (n1 - n0) < (n1 + n0) * scale) | (change == 0), dtype=np.bool_)
    return np.asarray(change == 0, dtype=np.bool_)
