"""The line of least squares against the textbook's, in fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from kpidsl.scoring.judging.regression import FittedLine

BANDS = (Fraction(1, 3), Fraction(1), Fraction(5, 2))


def textbook(values):
    """(slope, the square of its standard error) of y over x = 0, 1, ...: residuals over k - 2, by the spread of x."""
    k = len(values)
    middle, mean = Fraction(k - 1, 2), sum(values) / k
    of_x = sum((x - middle) ** 2 for x in range(k))
    slope = sum((x - middle) * (y - mean) for x, y in enumerate(values)) / of_x
    residuals = sum((y - mean - slope * (x - middle)) ** 2 for x, y in enumerate(values))
    return slope, residuals / (k - 2) / of_x


def line_through(rows):
    """The line of each row of fractions, all at once."""
    columns = list(zip(*rows, strict=True))
    tops = [np.array([int(y.numerator) for y in column]) for column in columns]
    bottoms = [np.array([int(y.denominator) for y in column]) for column in columns]
    return FittedLine.through(list(zip(tops, bottoms, strict=True)))


def small_rows(points):
    return [[Fraction(y) for y in row] for row in product((-1, 0, 2, Fraction(1, 3)), repeat=points)]


@pytest.mark.parametrize("points", [3, 4, 5])
def test_every_row_of_small_figures(points):
    """Its direction is the slope's sign, its rise the slope over k - 1 steps, its noise the slope's standard error."""
    rows = small_rows(points)
    line, expected = line_through(rows), [textbook(row) for row in rows]
    assert line.direction().tolist() == [(slope > 0) - (slope < 0) for slope, _ in expected]
    assert line.within_noise().tolist() == [slope == 0 or slope**2 < error for slope, error in expected]
    for band in BANDS:
        assert line.rises_less_than(band).tolist() == [abs(slope) * (points - 1) < band for slope, _ in expected]


def test_sums_by_hand():
    """1/2, 1/3, 2: weights -2, 0, 2; -1 + 4 = 3; 17/6 in all; 1/4 + 1/9 + 4 = 157/36."""
    line = line_through([[Fraction(1, 2), Fraction(1, 3), Fraction(2)]])
    found = [Fraction(int(n[0]), int(d[0])) for n, d in (line.weighted, line.total, line.squares)]
    assert (line.points, found) == (3, [3, Fraction(17, 6), Fraction(157, 36)])


def test_a_rise_of_exactly_the_band_is_a_change():
    """0, 1, 2 rises by 2: not less than 2, but less than 2 and a millionth. Falling is the same."""
    line = line_through([[Fraction(y) for y in row] for row in ((0, 1, 2), (2, 1, 0))])
    assert line.rises_less_than(Fraction(2)).tolist() == [False, False]
    assert line.rises_less_than(Fraction(2_000_001, 1_000_000)).tolist() == [True, True]


def test_a_slope_of_exactly_its_standard_error_is_no_noise():
    """0, -2, 1, -1, 2 rises by 5/10 a step; 1/4 x 10 of the squares' 10 is the line's, the other 7.5 the residuals':
    7.5 / 3 / 10 is 1/4 too. With 4 in place of 2 the line is clear, with 1 it is noise."""
    rows = [[Fraction(y) for y in (0, -2, 1, -1, last)] for last in (2, 4, 1)]
    assert textbook(rows[0]) == (Fraction(1, 2), Fraction(1, 4))
    assert line_through(rows).within_noise().tolist() == [False, False, True]


def test_a_straight_line_has_no_noise_and_a_level_one_is_noise():
    line = line_through([[Fraction(y) for y in row] for row in ((1, 2, 3, 4), (5, 5, 5, 5))])
    assert line.within_noise().tolist() == [False, True]


def test_large_numbers_keep_every_digit():
    """Numbers that no float holds: the last digit alone rises."""
    large = 10**25
    line = line_through([[Fraction(large), Fraction(large), Fraction(large + 1)]])
    assert line.direction().tolist() == [1]
    assert line.rises_less_than(Fraction(1)).tolist() == [False]
    assert line.rises_less_than(Fraction(10**25 + 1, 10**25)).tolist() == [True]
    assert (line.direction().dtype, line.within_noise().dtype) == (np.dtype(np.int8), np.dtype(np.bool_))
