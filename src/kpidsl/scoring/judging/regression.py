"""The least-squares line through a figure's last values, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from kpidsl.scoring.exact import Bools, FractionArrays, Ints, minus, product, reduced


@dataclass(frozen=True, slots=True)
class FittedLine:
    """Sums over k values y at x = 0 .. k-1, elementwise: w y with w = 2 x - (k - 1), y and y squared."""

    points: int
    weighted: FractionArrays
    total: FractionArrays
    squares: FractionArrays

    @staticmethod
    def through(values: Sequence[FractionArrays]) -> FittedLine:
        """The line through values, the oldest first; at least three of them."""
        nothing = np.zeros(len(values[0][0]), dtype=object)
        weighted = total = squares = (nothing, nothing + 1)
        for x, (n, d) in enumerate(values):
            n, d = n.astype(object), d.astype(object)
            weighted = _plus(weighted, (n * (2 * x - len(values) + 1), d))
            total = _plus(total, (n, d))
            squares = _plus(squares, (n * n, d * d))
        return FittedLine(len(values), weighted, total, squares)

    def direction(self) -> Ints:
        """1 where it rises, -1 where it falls, 0 where it is level."""
        return np.asarray(np.sign(self.weighted[0]), dtype=np.int8)

    def rises_less_than(self, band: Fraction) -> Bools:
        """Whether the line's end differs from its start by less than `band`: |6 sum(w y)| / (k (k + 1)) < band."""
        k = self.points
        rise = product(np.abs(self.weighted[0]), 6 * band.denominator)
        return np.asarray(rise < product(self.weighted[1], k * (k + 1) * band.numerator))

    def within_noise(self) -> Bools:
        """Whether |slope| is below its standard error (|t| < 1), that is r squared times (k - 1) below 1; True for a
        level line."""
        k = self.points
        # sum (x - mean) ** 2 = k (k ** 2 - 1) / 12, sum (x - mean)(y - mean) = sum(w y) / 2
        explained = self.weighted[0] ** 2 * 3 * (k - 1), self.weighted[1] ** 2 * k * (k * k - 1)
        mean_part = self.total[0] ** 2, self.total[1] ** 2 * k
        spread = minus(*self.squares, *mean_part)
        left = product(explained[0], spread[1])
        return np.asarray((left < product(spread[0], explained[1])) | (self.weighted[0] == 0))


def _plus(a: FractionArrays, b: FractionArrays) -> FractionArrays:
    n, d = minus(*a, -b[0], b[1])
    n, d = reduced(n.astype(object), d.astype(object))
    return n.astype(object), d.astype(object)
