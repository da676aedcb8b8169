"""Exact comparisons of arrays of fractions: int64 where the products fit, Python integers where they may not."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[Any]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
#: Numerators and denominators (positive), elementwise.
FractionArrays = tuple[Ints, Ints]
_LIMIT = 1 << 62


def integers(values: Sequence[int], terms: int = 1) -> Ints:
    """The values as an array of which `terms` may be added up: int64, or Python integers where such a sum could exceed
    2 ** 62."""
    if isinstance(values, array):
        fixed: Ints = np.asarray(values).astype(np.int64, copy=False)
        if not len(fixed) or _magnitude(fixed) * max(terms, 1) < _LIMIT:
            return fixed
    return np.array([int(v) for v in values], dtype=object)


def product(*factors: Ints | int) -> Ints:
    """The elementwise product, exact: int64, or Python integers where the largest magnitudes could exceed 2 ** 62."""
    bound = 1
    for factor in factors:
        bound *= _magnitude(factor)
    arrays = [np.asarray(f) for f in factors]
    if bound >= _LIMIT:
        arrays = [a.astype(object) for a in arrays]
    result = arrays[0]
    for other in arrays[1:]:
        result = result * other
    return np.asarray(result)


def _magnitude(values: Ints | int) -> int:
    if isinstance(values, int):
        return max(abs(values), 1)
    if values.size == 0:
        return 1
    return max(abs(int(values.max())), abs(int(values.min())), 1)


def compare(an: Ints, ad: Ints, bn: Ints, bd: Ints) -> Ints:
    """-1, 0 or 1 as an/ad is less than, equal to or greater than bn/bd (denominators positive)."""
    left, right = product(an, bd), product(bn, ad)
    return np.asarray((left > right).astype(np.int8) - (left < right).astype(np.int8))


def minus(an: Ints, ad: Ints, bn: Ints, bd: Ints) -> tuple[Ints, Ints]:
    """an/ad - bn/bd as (numerator, denominator)."""
    return np.asarray(product(an, bd) - product(bn, ad)), product(ad, bd)


def reduced(numerator: Ints, denominator: Ints) -> tuple[Ints, Ints]:
    """The same fractions in lowest terms, int64 again where they fit; 0/0 stays 0/0."""
    divisor = np.gcd(numerator, denominator)
    divisor = np.where(divisor == 0, 1, divisor)
    return narrow(np.asarray(numerator // divisor)), narrow(np.asarray(denominator // divisor))


def narrow(values: Ints) -> Ints:
    """The same integers as int64 where all of them fit, otherwise unchanged."""
    return values.astype(np.int64) if values.dtype == object and _magnitude(values) < _LIMIT else values


def _summable(values: Ints) -> Ints:
    """The same integers as Python's own where two of them may add up to more than 64 bits hold."""
    return values.astype(object) if values.dtype != object and _magnitude(values) >= _LIMIT else values


@dataclass(slots=True)
class Fractions:
    """A running sum of fractions, elementwise, exact: int64 where its terms fit, Python integers where they may not."""

    numerator: Ints
    denominator: Ints

    @staticmethod
    def zero(shape: tuple[int, ...]) -> Fractions:
        """0/1 everywhere."""
        return Fractions(np.zeros(shape, dtype=np.int64), np.ones(shape, dtype=np.int64))

    def add(self, numerator: Ints, denominator: Ints, weight: Ints) -> None:
        """Add weight x numerator / denominator where weight > 0."""
        where = weight > 0
        top = np.where(where, product(numerator, weight), 0)
        bottom = np.where(where, denominator, 1)
        same = self.denominator == bottom
        crossed = product(self.numerator, bottom) + product(top, self.denominator)
        left = np.where(same, self.numerator + top, crossed)
        both = np.where(same, self.denominator, product(self.denominator, bottom))
        self.numerator, self.denominator = map(_summable, reduced(left, both))
