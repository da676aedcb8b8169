"""The one rule of rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction, decimals: int) -> Decimal:
    """The value to `decimals`, half away from zero, exactly."""
    return Decimal(f"{nearest(value, decimals)}E-{decimals}")  # a text is taken whole, scaleb keeps 28 digits


def nearest(value: Fraction, decimals: int) -> int:
    """The rounded value in units of its last decimal: 1235 for 12.345 and two decimals."""
    scaled: int = abs(value.numerator) * 10**decimals
    whole, rest = divmod(scaled, value.denominator)
    whole += 2 * rest >= value.denominator
    return -whole if value.numerator < 0 else whole
