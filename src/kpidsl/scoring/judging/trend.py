"""The arrow: the month's value against the comparable one before, better or worse, with a dead band."""

from __future__ import annotations

import numpy as np

from kpidsl.model.comparison import dead_band, lag_of, rests_on
from kpidsl.model.spec import Indicator, TrendRule
from kpidsl.model.state import Direction, Mark, State, Trend
from kpidsl.scoring.exact import Bools, Fraction, Ints, compare, minus, product
from kpidsl.scoring.judging.control import control_trend
from kpidsl.scoring.judging.regression import Line
from kpidsl.scoring.judging.uncertainty import Sample, within_noise
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import EdgeTargets
from kpidsl.scoring.time.series import breaks_between, shifted


def trend(indicator: Indicator, windows: Windows, target: EdgeTargets | None, high: EdgeTargets | None) -> Ints:
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
    earlier = windows.then[0] if windows.then is not None and rule.compared_with == "same_last_year" else None
    at = np.nonzero(_comparable(indicator, rule, nodes, earlier, target, high))
    low_edge, high_edge = _at(target, at), _at(high, at)
    if rule.compared_with == "line":
        better, still = _along_a_line(indicator, rule, nodes, at, low_edge, high_edge)
    else:
        scale, lag = np.broadcast_to(windows.scale, nodes.state.shape)[at], lag_of(indicator, rule)
        now = _sample(nodes, windows.squares, scale, at, 0)
        before = (nodes, windows.squares) if earlier is None else (earlier, None)
        then = _sample(*before, scale, at, lag)
        better = _better(indicator, now, then, low_edge, high_edge)
        still = _unchanged(indicator, rule, now, then)
    result[at] = np.where(still | (better == 0), Trend.UNCHANGED, np.where(better > 0, Trend.BETTER, Trend.WORSE))
    had_value = shifted(np.cumsum(nodes.state == State.VALUE, axis=-1), indicator.frequency.months)
    result[_known(nodes) & (had_value == 0)] = Trend.NEW
    return result


def _comparable(
    indicator: Indicator,
    rule: TrendRule,
    nodes: Nodes,
    earlier: Nodes | None,
    target: EdgeTargets | None,
    high: EdgeTargets | None,
) -> Bools:
    """Where the figure, and those before it that the arrow rests on (`earlier`, or the nodes' own), are whole, no break
    is between, and one may be nearer to the target than the other."""
    then = nodes if earlier is None else earlier
    there = _known(nodes) & ~breaks_between(then.marks, lag_of(indicator, rule), indicator.frequency)
    for back in rests_on(indicator, rule):
        there &= shifted(_known(then).astype(np.int8), back) > 0
    if indicator.direction is Direction.INSIDE:
        there &= _has_corridor(target, high)
    return there


def _known(nodes: Nodes) -> Bools:
    return np.asarray((nodes.state == State.VALUE) & ((nodes.marks & Mark.PARTIAL) == 0))


def _has_corridor(target: EdgeTargets | None, high: EdgeTargets | None) -> Bools:
    """Where there is a corridor to be nearer to; without one no change is better or worse."""
    if target is None or high is None:
        return np.zeros((), dtype=np.bool_)
    return np.asarray((target.denominator > 0) & (high.denominator > 0), dtype=np.bool_)


def _sample(nodes: Nodes, squares: Ints | None, scale: Ints, at: tuple[Ints, ...], lag: int) -> Sample:
    numerator, denominator, n = (shifted(a, lag)[at] for a in (nodes.numerator, nodes.denominator, nodes.n))
    return Sample(numerator, denominator, n, None if squares is None else shifted(squares, lag)[at], scale)


def _better(indicator: Indicator, now: Sample, then: Sample, target: Fraction, high: Fraction) -> Ints:
    """1 where now is better than then, -1 where worse: further up, further down, or nearer the corridor."""
    if indicator.direction is Direction.HIGHER:
        return compare(*now.fraction, *then.fraction)
    if indicator.direction is Direction.LOWER:
        return compare(*then.fraction, *now.fraction)
    return compare(*_outside(then.fraction, target, high), *_outside(now.fraction, target, high))


def _outside(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    """Distance from the corridor, 0 inside."""
    under, over = minus(*low, *value), minus(*value, *high)
    below, above = under[0] > 0, over[0] > 0
    return np.where(below, under[0], np.where(above, over[0], 0)), np.where(below, under[1], over[1])


def _at(edge: EdgeTargets | None, at: tuple[Ints, ...]) -> Fraction:
    """The edge at the cells. Where there is none at all, none is asked for: toward a corridor no cell is there then."""
    if edge is None:
        return np.zeros(len(at[0]), dtype=np.int64), np.ones(len(at[0]), dtype=np.int64)
    return edge.numerator[at], np.maximum(edge.denominator[at], 1)


def _unchanged(indicator: Indicator, rule: TrendRule, now: Sample, then: Sample) -> Bools:
    if rule.dead_band is None:
        return within_noise(indicator.kind, now, then)
    change, whole = minus(*now.fraction, *then.fraction)
    band = dead_band(indicator)
    if band is None:
        return np.asarray(change == 0)
    return np.asarray(product(np.abs(change), band.denominator) < product(whole, band.numerator))


def _along_a_line(
    indicator: Indicator, rule: TrendRule, nodes: Nodes, at: tuple[Ints, ...], target: Fraction, high: Fraction
) -> tuple[Ints, Bools]:
    """Better (1) or worse (-1) by the slope, and where the rise along the line is within the rule's dead band."""
    lags = range(0, lag_of(indicator, rule) + 1, indicator.frequency.months)
    values = [(shifted(nodes.numerator, lag)[at], shifted(nodes.denominator, lag)[at]) for lag in reversed(lags)]
    if indicator.direction is Direction.LOWER:
        values = [(-n, d) for n, d in values]
    elif indicator.direction is Direction.INSIDE:
        values = [(-n, d) for n, d in (_outside(v, target, high) for v in values)]
    line = Line.through(values)
    if rule.dead_band is None:
        return line.direction(), line.within_noise()
    return line.direction(), line.rises_less_than(rule.dead_band.value / indicator.scale)
