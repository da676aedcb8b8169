"""Exact arithmetic at the edges where 64 bits end."""

from fractions import Fraction

import numpy as np
import pytest

from kpidsl.scoring.exact import Fractions, compare, minus, narrow, product, reduced

BIG = 3_037_000_500  # its square is just above 2 ** 63: as 64-bit integers it would come out negative


def ints(*values):
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        ((ints(2, 3), ints(5, 7)), [10, 21]),
        ((ints(BIG, 1), ints(BIG, 1)), [BIG * BIG, 1]),
        ((ints(-BIG, 1), ints(BIG, 1)), [-BIG * BIG, 1]),
        ((ints(1, -BIG), ints(BIG, BIG)), [BIG, -BIG * BIG]),
        ((ints(1 << 31, 1), 1 << 31), [1 << 62, 1 << 31]),
        ((ints(1 << 21), ints(1 << 21), 1 << 22), [1 << 64]),
        ((ints(7, -7), -3), [-21, 21]),
        ((ints(7), 0), [0]),
        ((ints(), ints()), []),
    ],
)
def test_products_never_wrap(factors, expected):
    assert product(*factors).tolist() == expected


def test_a_product_leaves_small_numbers_in_64_bits():
    assert product(ints(1 << 30), ints(1 << 31)).dtype == np.int64
    assert product(ints(1 << 31), ints(1 << 31)).dtype == object


def test_comparison_of_fractions_that_differ_in_the_last_place():
    """BIG / (BIG + 1) < (BIG + 1) / (BIG + 2) though both print as 1; equal in other terms; signs."""
    one = ints(BIG, BIG + 1, 1, -1, 0), ints(BIG + 1, BIG + 2, 2, 2, 5)
    other = ints(BIG + 1, BIG, 2, 1, 0), ints(BIG + 2, BIG + 1, 4, 2, 7)
    found = compare(*one, *other)
    assert (found.tolist(), found.dtype) == ([-1, 1, 0, -1, 0], np.dtype(np.int8))


def test_differences_are_exact():
    """1/2 - 1/3 = 1/6; 1/BIG - 1/(BIG + 1) = 1 / (BIG (BIG + 1)); 0/1 - BIG/1."""
    top, bottom = minus(ints(1, 1, 0), ints(2, BIG, 1), ints(1, 1, BIG), ints(3, BIG + 1, 1))
    found = [Fraction(int(n), int(d)) for n, d in zip(top, bottom, strict=True)]
    assert found == [Fraction(1, 6), Fraction(1, BIG * (BIG + 1)), Fraction(-BIG)]


def test_a_difference_of_a_large_and_a_small_side_is_exact():
    """Only one side of the subtraction passes 64 bits: 3/1 - BIG/(1/BIG)."""
    top, bottom = minus(ints(3), ints(1), np.array([BIG * BIG], dtype=object), ints(1))
    assert (top.tolist(), bottom.tolist()) == ([3 - BIG * BIG], [1])
    top, bottom = minus(np.array([BIG * BIG], dtype=object), ints(1), ints(3), ints(1))
    assert (top.tolist(), bottom.tolist()) == ([BIG * BIG - 3], [1])


def test_lowest_terms():
    top, bottom = reduced(ints(6, -6, 0, 0, 7), ints(4, 4, 5, 0, 1))
    assert (top.tolist(), bottom.tolist()) == ([3, -3, 0, 0, 7], [2, 2, 1, 0, 1])
    assert (top.dtype, bottom.dtype) == (np.int64, np.int64)
    odd = (1 << 60) + 1  # no float holds it
    top, bottom = reduced(ints(odd, 2), ints(2, odd))
    assert (top.tolist(), bottom.tolist()) == ([odd, 2], [2, odd])


def test_large_integers_become_64_bits_again_where_all_fit():
    assert narrow(np.array([1, (1 << 62) - 1], dtype=object)).dtype == np.int64
    assert narrow(np.array([1, 1 << 62], dtype=object)).dtype == object
    assert narrow(np.array([1, -(1 << 62)], dtype=object)).dtype == object
    top, bottom = reduced(np.array([BIG * BIG * 3], dtype=object), np.array([BIG * BIG], dtype=object))
    assert (top.tolist(), bottom.tolist(), top.dtype) == ([3], [1], np.dtype(np.int64))


def test_a_running_sum_is_exact_and_leaves_out_what_weighs_nothing():
    """First cell: 2 x 1/2 + 3 x 1/3 = 2. Second: 1 x 5/7 alone. Third: nothing. Fourth: the same denominator twice."""
    total = Fractions.zero((4,))
    total.add(ints(1, 5, 9, 1), ints(2, 7, 0, 8), ints(2, 1, 0, 1))
    total.add(ints(1, 9, 9, 2), ints(3, 0, 0, 8), ints(3, 0, -1, 1))
    found = [Fraction(int(n), int(d)) for n, d in zip(total.numerator, total.denominator, strict=True)]
    assert found == [2, Fraction(5, 7), 0, Fraction(3, 8)]
    assert (total.numerator.dtype, total.denominator.dtype) == (np.int64, np.int64)


def test_a_running_sum_keeps_every_digit():
    """No float holds 2 ** 60 + 1, nor the products below it; the first sum is begun from nothing."""
    large = (1 << 60) + 1
    total = Fractions.zero((1,))
    assert (total.numerator.tolist(), total.denominator.tolist()) == ([0], [1])
    total.add(ints(large), ints(3), ints(3))
    assert (total.numerator.tolist(), total.denominator.tolist()) == ([large], [1])
    total.add(ints(1), ints(BIG), ints(large))
    total.add(ints(1), ints(large), ints(1))
    expected = large + Fraction(large, BIG) + Fraction(1, large)
    assert Fraction(int(total.numerator[0]), int(total.denominator[0])) == expected
    assert {type(v) for v in (*total.numerator, *total.denominator)} == {int}


@pytest.mark.parametrize("size", [(1 << 61) + 1, (1 << 62) - 1, 1 << 62, (1 << 63) - 1])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_running_sum_does_not_wrap_where_its_terms_fit_and_the_sum_does_not(size, sign):
    """Three terms of nearly 2 ** 63 over the same denominator, then one over another."""
    total = Fractions.zero((1,))
    for _ in range(3):
        total.add(ints(sign * size), ints(7), ints(1))
    total.add(ints(1), ints(2), ints(1))
    found = Fraction(int(total.numerator[0]), int(total.denominator[0]))
    assert found == Fraction(3 * sign * size, 7) + Fraction(1, 2)
