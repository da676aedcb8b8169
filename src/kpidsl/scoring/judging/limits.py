"""The boundaries between colours, recorded for the explanation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kpidsl.model.limits import Limits, Range
from kpidsl.model.spec import Indicator
from kpidsl.scoring.judging.status import Band, Bound, bounds_of_colours
from kpidsl.scoring.targets.in_force import TargetBound, TargetBounds


def limits(indicator: Indicator, bounds: TargetBounds, at: int) -> dict[int, Limits]:
    """The limits by node, for the whole in the month at position `at`; nodes without a target then are left out."""
    target, high = bounds
    if target is None or indicator.direction is None:
        return {}
    has = target.denominator[0, :, at] > 0
    if high is not None:
        has &= high.denominator[0, :, at] > 0
    nodes = np.flatnonzero(has)
    low_bound = _of_nodes(target, nodes, at)
    high_bound = None if high is None else _of_nodes(high, nodes, at)
    green, amber = bounds_of_colours(low_bound, high_bound, indicator)
    has_amber, shared, of_nodes = bool(indicator.status_rule.amber.value), dict[Limits, Limits](), dict[int, Limits]()
    for place, node in enumerate(nodes.tolist()):
        one = Limits(_range(green, place), _range(amber, place) if has_amber else None, indicator.strict)
        of_nodes[node] = shared.setdefault(one, one)  # most units have the same: one object for all of them
    return of_nodes


def _of_nodes(bound: TargetBound, nodes: np.ndarray[tuple[int], np.dtype[np.int64]], at: int) -> Bound:
    return bound.numerator[0, nodes, at], bound.denominator[0, nodes, at]


def _range(band: Band, place: int) -> Range:
    low, high = (None if bound is None else Fraction(int(bound[0][place]), int(bound[1][place])) for bound in band)
    return low, high
