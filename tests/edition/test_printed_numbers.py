"""A number is printed as the locale's own data say it is, however large it is."""

from decimal import localcontext
from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from kpidsl.wording import numbers

WIDEST = 80
"""So many digits Babel reckons with here; with its usual 28 it prints no longer number at all."""


@pytest.mark.parametrize("language", ["nb", "en"])
@given(value=st.fractions(max_denominator=10**6), decimals=st.integers(0, numbers.MOST_DECIMALS))
@example(Fraction(0), 2)
@example(Fraction(-1, 1000), 2)  # no minus before 0
@example(Fraction(-9995, 10), 0)  # rounding makes a thousand
@example(Fraction(10**40 + 1, 3), 6)
def test_as_babel_prints_it(language, value, decimals):
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(prec=WIDEST):
        printed = format_decimal(numbers.rounded(value, decimals), pattern, locale=language, decimal_quantization=False)
    assert numbers.number(value, decimals, language) == printed.replace("-", "\u2212")


def test_what_a_reader_sees():
    assert numbers.number(Fraction(-1234567, 100), 1, "nb") == "\u221212\u00a0345,7"
    assert numbers.number(Fraction(-1234567, 100), 1, "en") == "\u221212,345.7"
