"""Where the colours meet, recorded for whoever explains them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from kpidsl.model.limits import Limits, Range
from kpidsl.model.spec import Indicator
from kpidsl.scoring.judging.status import Band, Edge, edges_of_colours
from kpidsl.scoring.targets.in_force import Edges, EdgeTargets


def limits(indicator: Indicator, edges: Edges, at: int) -> dict[int, Limits]:
    """By node, of the whole in the month at position `at`; without the nodes that have no target then."""
    target, high = edges
    if target is None or indicator.direction is None:
        return {}
    has = target.denominator[0, :, at] > 0
    if high is not None:
        has &= high.denominator[0, :, at] > 0
    nodes = np.flatnonzero(has)
    low_edge = _of_nodes(target, nodes, at)
    high_edge = None if high is None else _of_nodes(high, nodes, at)
    green, amber = edges_of_colours(low_edge, high_edge, indicator)
    has_amber, made, found = bool(indicator.status_rule.amber.value), dict[Limits, Limits](), dict[int, Limits]()
    for place, node in enumerate(nodes.tolist()):
        one = Limits(_range(green, place), _range(amber, place) if has_amber else None)
        found[node] = made.setdefault(one, one)  # most units have the same: one object for all of them
    return found


def _of_nodes(edge: EdgeTargets, nodes: np.ndarray[tuple[int], np.dtype[np.int64]], at: int) -> Edge:
    return edge.numerator[0, nodes, at], edge.denominator[0, nodes, at]


def _range(band: Band, place: int) -> Range:
    low, high = (None if edge is None else Fraction(int(edge[0][place]), int(edge[1][place])) for edge in band)
    return low, high
