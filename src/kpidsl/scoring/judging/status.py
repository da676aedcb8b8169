"""Attainment: green when the target is reached, amber within the tolerance, red otherwise; exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from kpidsl.model.measure import Kind
from kpidsl.model.spec import Indicator, Tolerance
from kpidsl.model.state import Direction, Mark, State, Status
from kpidsl.scoring.exact import Bools, Ints, compare, minus, product, reduced
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import EdgeTargets

#: Kinds in per cent: what lacks in a numerator is taken to lie between 0 and what lacks in the denominator.
IN_PER_CENT = (Kind.SHARE, Kind.RATIO)


def status(indicator: Indicator, nodes: Nodes, target: EdgeTargets | None, high: EdgeTargets | None) -> Ints:
    """A Status for each figure: NONE without a value, NO_TARGET without a target. The edges belong to the
    better side: exactly on target is green, exactly at the tolerance amber. An improvement whose base is
    lacking is a target that cannot be told: NONE."""
    value = nodes.state == State.VALUE
    result = np.full(value.shape, Status.NONE, dtype=np.int8)
    lacks = Status.NONE if indicator.improvement is not None else Status.NO_TARGET
    if target is None or indicator.direction is None:
        result[value] = Status.NO_TARGET
        return result
    there = value & (target.denominator > 0)
    if high is not None:
        there &= high.denominator > 0
    result[value & ~there] = lacks
    at = np.nonzero(there)
    if not len(at[0]):
        return result
    n, d = nodes.numerator[at], nodes.denominator[at]
    low_edge = reduced(target.numerator[at], target.denominator[at])
    high_edge = reduced(high.numerator[at], high.denominator[at]) if high is not None else None
    result[at] = bands(n, d, low_edge, high_edge, indicator)
    return result


Edge = tuple[Ints, Ints]


def bands(n: Ints, d: Ints, target: Edge, high: Edge | None, indicator: Indicator) -> Ints:
    """Status of the fractions n/d (all with a value) against their targets."""
    green, amber = edges_of_colours(target, high, indicator)
    reached, near = _within(n, d, green), _within(n, d, amber)
    return np.where(reached, Status.GREEN, np.where(near, Status.AMBER, Status.RED)).astype(np.int8)


Band = tuple[Edge | None, Edge | None]
"""From and to, both included; None where it is open."""


def edges_of_colours(target: Edge, high: Edge | None, indicator: Indicator) -> tuple[Band, Band]:
    """The band of green, and that of green and amber."""
    tolerance = indicator.status_rule.amber
    if indicator.direction is Direction.INSIDE and high is not None:
        return (target, high), (moved(target, tolerance, -1, indicator), moved(high, tolerance, 1, indicator))
    if indicator.direction is Direction.LOWER:
        return (None, target), (None, moved(target, tolerance, 1, indicator))
    return (target, None), (moved(target, tolerance, -1, indicator), None)


def _within(n: Ints, d: Ints, band: Band) -> Bools:
    low, high = band
    found = np.ones(n.shape, dtype=np.bool_)
    if low is not None:
        found &= compare(n, d, *low) >= 0
    if high is not None:
        found &= compare(n, d, *high) <= 0
    return found


def moved(edge: Edge, tolerance: Tolerance, sign: int, indicator: Indicator) -> Edge:
    """The edge of the amber band: the target plus or minus the tolerance, which has the target's size, not its sign."""
    n, d = edge
    if tolerance.of_target:
        share = tolerance.value / 100
        whole, part = share.denominator, sign * share.numerator
        return np.where(n < 0, product(n, whole - part), product(n, whole + part)), product(d, whole)
    step: Fraction = sign * tolerance.value / indicator.scale
    ones = np.ones_like(d)
    return minus(n, d, product(ones, -step.numerator), product(ones, step.denominator))


def certain_status(
    indicator: Indicator, nodes: Nodes, found: Ints, target: EdgeTargets | None, high: EdgeTargets | None
) -> tuple[Ints, Bools]:
    """The colour `found` of partial figures only where what is lacking cannot change it, else NONE; and where it so
    rests on the assumption of how much is lacking.

    For what is in per cent every missing numerator from 0 to its denominator is tried, with missing denominators up
    to 1.5 times their last known. For other kinds, and where a size was never known, what is lacking may be anything.
    """
    unsized = (nodes.marks & Mark.UNSIZED) > 0
    doubtful = ((nodes.marks & Mark.PARTIAL) > 0) & ((nodes.lacking > 0) | unsized) & (found != Status.NO_TARGET)
    if target is None or indicator.kind not in IN_PER_CENT or not doubtful.any():
        return np.where(doubtful, Status.NONE, found).astype(np.int8), doubtful & False
    state = np.where(doubtful, State.VALUE, State.MISSING)
    more = product(nodes.lacking, 3)
    top, bottom = product(nodes.numerator, 2), product(nodes.denominator, 2) + more
    at_worst = replace(nodes, numerator=top, denominator=bottom, state=state)
    worst = status(indicator, at_worst, target, high)
    best = status(indicator, replace(at_worst, numerator=top + more), target, high)
    sure = (worst == found) & (best == found) & ~unsized
    if high is not None:
        for edge, better in ((target, 1), (high, -1)):  # neither edge, which is inside, lies between them
            n, d = edge.numerator, np.maximum(edge.denominator, 1)
            inside = (better * compare(values, bottom, n, d) >= 0 for values in (top, top + more))
            sure &= next(inside) == next(inside)
    kept = np.where(doubtful & ~sure, Status.NONE, found).astype(np.int8)
    return kept, doubtful & sure
