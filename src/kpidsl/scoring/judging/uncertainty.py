"""What chance alone can explain: the interval around a share, the noise of a change, and the base required for a
colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.model.traits import Noise
from kpidsl.scoring.exact import Bools, FractionArrays, Ints, product
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound

Z_SQUARED = (2401, 625)  # 1.96 squared, exactly


def uncertain(
    indicator: Indicator, nodes: Nodes, target: TargetBound | None, high: TargetBound | None, scale: Ints | int = 1
) -> Bools:
    """Where the 95 per cent Wilson interval of a share covers a bound of its target; the counts are stored `scale`
    times."""
    result = np.zeros(nodes.state.shape, dtype=np.bool_)
    if indicator.traits.noise == "proportions":
        for bound in (target, high):
            if bound is not None:
                result |= (nodes.state == State.VALUE) & (bound.denominator > 0) & _covers(nodes, bound, scale)
    return result


def _covers(nodes: Nodes, bound: TargetBound, scale: Ints | int) -> Bools:
    """(x b - a n) ** 2 <= z ** 2 n a (b - a): chance can explain the distance between the bound a/b and x/n."""
    left, right = product(nodes.numerator, bound.denominator), product(bound.numerator, nodes.denominator)
    gap = left - right
    spread = product(nodes.denominator, bound.numerator, bound.denominator - bound.numerator, Z_SQUARED[0], scale)
    return np.asarray(product(gap, gap, Z_SQUARED[1]) <= spread)


@dataclass(frozen=True, slots=True)
class Sample:
    """Figures at some cells: their fractions, the number of rows behind them, and for means the sum of squares where
    known.

    The fractions of counts are stored `scale` times.
    """

    numerator: Ints
    denominator: Ints
    n: Ints
    squares: Ints | None = None
    scale: Ints | int = 1

    @property
    def fraction(self) -> FractionArrays:
        """The values."""
        return self.numerator, self.denominator


def within_noise(noise: Noise, current: Sample, earlier: Sample) -> Bools:
    """Where |z| < 1, or the values are equal: two proportions, pooled; two Poisson counts; two means by Welch's test.

    With noise "none", and for means whose squares are unknown, only equal values are unchanged. Welch (1947), "The
    generalization of 'Student's' problem when several different population variances are involved".
    """
    n1, d1, n0, d0 = (a.astype(object) for a in (*current.fraction, *earlier.fraction))
    change = n1 * d0 - n0 * d1
    within = np.asarray(change == 0)
    if noise == "proportions":
        hits, all_ = n1 + n0, d1 + d0
        within |= np.asarray(change * change * all_ < hits * (all_ - hits) * d1 * d0 * current.scale)
    elif noise == "counts":
        within |= np.asarray((n1 - n0) * (n1 - n0) < (n1 + n0) * current.scale)
    elif noise == "means" and current.squares is not None and earlier.squares is not None:
        within |= _welch(current, earlier)
    return within


def _welch(current: Sample, earlier: Sample) -> Bools:
    """(difference of means) ** 2 < s1 ** 2 / n1 + s0 ** 2 / n0, exactly. A single row has no variance: within noise."""
    (t1, n1, q1), (t0, n0, q0) = (
        (s.numerator.astype(object), s.n.astype(object), s.squares.astype(object))  # type: ignore[union-attr]
        for s in (current, earlier)
    )
    change = t1 * n0 - t0 * n1
    # s ** 2 / n = (n q - t ** 2) / (n ** 2 (n - 1)); both sides times n1 ** 2 n0 ** 2 (n1 - 1)(n0 - 1).
    spread = (n1 * q1 - t1 * t1) * n0 * n0 * (n0 - 1) + (n0 * q0 - t0 * t0) * n1 * n1 * (n1 - 1)
    return np.asarray((n1 < 2) | (n0 < 2) | (change * change * (n1 - 1) * (n0 - 1) < spread))


def too_few(indicator: Indicator, nodes: Nodes) -> Bools:
    """Where the base is smaller than the indicator requires for a colour; a negative sum counts by its magnitude."""
    return np.asarray((np.abs(nodes.n) < indicator.minimum_base) & (nodes.state == State.VALUE))
