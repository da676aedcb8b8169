"""What a figure is multiplied by is said as it is written: by its decimals where they end."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kpidsl.wording import numbers


@pytest.mark.parametrize(
    ("value", "nb", "en"),
    [
        (Fraction(5, 4), "× 1,25", "× 1.25"),  # `ganger 1,25`
        (Fraction(12), "× 12", "× 12"),
        (Fraction(1, 4), "× 0,25", "× 0.25"),  # `delt på 4`
        (Fraction(1, 3), "÷ 3", "÷ 3"),  # `delt på 3`: its decimals have no end
        (Fraction(1, 1750), "÷ 1750", "÷ 1750"),
        (Fraction(2, 3), "× 2/3", "× 2/3"),
    ],
)
def test_a_constant_as_it_is_written(value: Fraction, nb: str, en: str) -> None:
    assert (numbers.factor(value, "nb"), numbers.factor(value, "en")) == (nb, en)
