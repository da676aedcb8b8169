"""How much a colour rests on: the interval around a share, and the base that is required for a colour."""

from __future__ import annotations

import numpy as np

from kpidsl.model.measure import Kind
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.scoring.exact import Bools, Ints, product
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets import EdgeTargets

Z_SQUARED = (2401, 625)  # 1.96 squared, exactly


def uncertain(
    indicator: Indicator, nodes: Nodes, target: EdgeTargets | None, high: EdgeTargets | None, scale: Ints | int = 1
) -> Bools:
    """Where the 95 per cent Wilson interval of a share covers an edge of its target; `scale` times the counts stand."""
    result = np.zeros(nodes.state.shape, dtype=np.bool_)
    if indicator.kind is Kind.SHARE:
        for edge in (target, high):
            if edge is not None:
                result |= (nodes.state == State.VALUE) & (edge.denominator > 0) & _covers(nodes, edge, scale)
    return result


def _covers(nodes: Nodes, edge: EdgeTargets, scale: Ints | int) -> Bools:
    """(x b - a n) ** 2 <= z ** 2 n a (b - a): the edge a/b is no further from x/n than chance takes it."""
    left, right = product(nodes.numerator, edge.denominator), product(edge.numerator, nodes.denominator)
    gap = left - right
    spread = product(nodes.denominator, edge.numerator, edge.denominator - edge.numerator, Z_SQUARED[0], scale)
    return np.asarray(product(gap, gap, Z_SQUARED[1]) <= spread, dtype=np.bool_)


def too_few(indicator: Indicator, nodes: Nodes) -> Bools:
    """Where the base is under what the indicator requires for a colour."""
    return np.asarray((nodes.n < indicator.minimum_base) & (nodes.state == State.VALUE))
