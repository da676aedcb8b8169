"""Attainment: green when the target is reached, amber within the tolerance, red otherwise; exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from kpidsl.model.rules import Tolerance
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction, Mark, State, Status
from kpidsl.scoring.exact import Bools, Ints, compare, minus, product, reduced
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound

#: Kinds in per cent: what lacks in a numerator is taken to lie between 0 and what lacks in the denominator.


def status(indicator: Indicator, nodes: Nodes, target: TargetBound | None, high: TargetBound | None) -> Ints:
    """A Status for each figure: NONE without a value, NO_TARGET without a target. The bounds belong to the better
    side: exactly on target is green (amber where targets are strict), exactly at the tolerance amber. An improvement
    whose base figure is missing is a target that cannot be determined: NONE."""
    value = nodes.state == State.VALUE
    result = np.full(value.shape, Status.NONE, dtype=np.int8)
    without_target = Status.NONE if indicator.improvement is not None else Status.NO_TARGET
    if target is None or indicator.direction is None:
        result[value] = Status.NO_TARGET
        return result
    judged = value & (target.denominator > 0)
    if high is not None:
        judged &= high.denominator > 0
    result[value & ~judged] = without_target
    at = np.nonzero(judged)
    if not len(at[0]):
        return result
    n, d = nodes.numerator[at], nodes.denominator[at]
    low_bound = reduced(target.numerator[at], target.denominator[at])
    high_bound = reduced(high.numerator[at], high.denominator[at]) if high is not None else None
    result[at] = bands(n, d, low_bound, high_bound, indicator)
    return result


Bound = tuple[Ints, Ints]


def bands(n: Ints, d: Ints, target: Bound, high: Bound | None, indicator: Indicator) -> Ints:
    """The Status of the fractions n/d (all of which have a value) against their targets."""
    green, amber = bounds_of_colours(target, high, indicator)
    reached = _within(n, d, green, indicator.strict)
    in_amber = _within(n, d, amber, indicator.strict and not indicator.status_rule.amber.value)
    return np.where(reached, Status.GREEN, np.where(in_amber, Status.AMBER, Status.RED)).astype(np.int8)


Band = tuple[Bound | None, Bound | None]
"""From and to, both included; None where it is open."""


def bounds_of_colours(target: Bound, high: Bound | None, indicator: Indicator) -> tuple[Band, Band]:
    """The range of green, and the range of green and amber."""
    tolerance = indicator.status_rule.amber
    if indicator.direction is Direction.INSIDE and high is not None:
        return (target, high), (moved(target, tolerance, -1, indicator), moved(high, tolerance, 1, indicator))
    if indicator.direction is Direction.LOWER:
        return (None, target), (None, moved(target, tolerance, 1, indicator))
    return (target, None), (moved(target, tolerance, -1, indicator), None)


def _within(n: Ints, d: Ints, band: Band, strict: bool) -> Bools:
    """Whether n/d lies in the band; `strict`: its ends are no part of it."""
    low, high = band
    inside, least = np.ones(n.shape, dtype=np.bool_), 1 if strict else 0
    if low is not None:
        inside &= compare(n, d, *low) >= least
    if high is not None:
        inside &= compare(n, d, *high) <= -least
    return inside


def moved(bound: Bound, tolerance: Tolerance, sign: int, indicator: Indicator) -> Bound:
    """The outer bound of the amber band: the target plus or minus the tolerance, a share of its absolute value."""
    n, d = bound
    if tolerance.of_target:
        share = tolerance.value / 100
        whole, part = share.denominator, sign * share.numerator
        return np.where(n < 0, product(n, whole - part), product(n, whole + part)), product(d, whole)
    step: Fraction = sign * tolerance.value / indicator.scale
    ones = np.ones_like(d)
    return minus(n, d, product(ones, -step.numerator), product(ones, step.denominator))


def certain_status(
    indicator: Indicator, nodes: Nodes, colours: Ints, target: TargetBound | None, high: TargetBound | None
) -> tuple[Ints, Bools]:
    """The `colours`, of partial figures only where what is lacking cannot change it, else NONE; and where it so
    rests on the assumption of how much is lacking.

    For what is in per cent every missing numerator from 0 to its denominator is tried, with missing denominators up
    to 1.5 times their last known. For other kinds, and where a size was never known, what is lacking may be anything.
    """
    unsized = (nodes.marks & Mark.UNSIZED) > 0
    doubtful = ((nodes.marks & Mark.PARTIAL) > 0) & ((nodes.lacking > 0) | unsized) & (colours != Status.NO_TARGET)
    if target is None or not indicator.traits.in_per_cent or not doubtful.any():
        return np.where(doubtful, Status.NONE, colours).astype(np.int8), doubtful & False
    state = np.where(doubtful, State.VALUE, State.MISSING)
    more = product(nodes.lacking, 3)
    top, bottom = product(nodes.numerator, 2), product(nodes.denominator, 2) + more
    at_worst = replace(nodes, numerator=top, denominator=bottom, state=state)
    worst = status(indicator, at_worst, target, high)
    best = status(indicator, replace(at_worst, numerator=top + more), target, high)
    sure = (worst == colours) & (best == colours) & ~unsized
    if high is not None:
        for bound, better in ((target, 1), (high, -1)):  # neither bound, which is inside, lies between them
            n, d = bound.numerator, np.maximum(bound.denominator, 1)
            inside = (better * compare(values, bottom, n, d) >= 0 for values in (top, top + more))
            sure &= next(inside) == next(inside)
    kept = np.where(doubtful & ~sure, Status.NONE, colours).astype(np.int8)
    return kept, doubtful & sure
