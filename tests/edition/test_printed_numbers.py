"""A number is printed as the locale's own data say it is, however large it is."""

from decimal import localcontext
from fractions import Fraction

import pytest
from babel.numbers import format_decimal
from hypothesis import example, given
from hypothesis import strategies as st

from kpidsl.model.measure import UnitOfMeasure
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


@pytest.mark.parametrize(
    ("value", "unit", "nb", "en"),
    [
        (1, UnitOfMeasure.DAYS, "1 dag", "1 day"),
        (-1, UnitOfMeasure.HOURS, "\u22121 time", "\u22121 hour"),
        (2, UnitOfMeasure.MINUTES, "2 minutter", "2 minutes"),
        (0, UnitOfMeasure.DAYS, "0 dager", "0 days"),
        (Fraction(11, 10), UnitOfMeasure.DAYS, "1,1 dager", "1.1 days"),
        (1, UnitOfMeasure.PERCENT, "1 %", "1 %"),
    ],
)
def test_one_of_a_unit(value, unit, nb, en):
    printed = [numbers.target(Fraction(value), unit, language) for language in ("nb", "en")]
    assert [text.replace("\u00a0", " ") for text in printed] == [nb, en]
    assert [numbers.without_unit(text) for text in printed] == [nb.split(" ")[0], en.split(" ")[0]]


def test_from_one_to_several():
    low, high = (numbers.target(Fraction(of), UnitOfMeasure.DAYS, "nb") for of in (1, 3))
    assert numbers.between(low, high) == "1–3\u00a0dager"
