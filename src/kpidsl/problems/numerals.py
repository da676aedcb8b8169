"""Exact numbers as messages write them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from kpidsl.problems.entry import Translated


def numeral(value: Fraction) -> Translated:
    """The number in digits, with the decimal mark of each language: 2,5 and 2.5. It must be one that decimals can
    write."""
    text = f"{(Decimal(value.numerator) / Decimal(value.denominator)).normalize():f}"
    norwegian = text.replace(".", ",")
    return Translated(norwegian, norwegian, text)
