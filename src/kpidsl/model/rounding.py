"""The one rule of rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction, decimals: int) -> Decimal:
    """The value to `decimals`, half away from zero, exactly."""
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return Decimal(f"{-whole if value < 0 else whole}E-{decimals}")  # a text is taken whole, scaleb keeps 28 digits
