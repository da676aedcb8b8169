"""XmR limits and signals against figures worked out by hand."""

import numpy as np
import pytest

from kpidsl.model.control import Signal
from kpidsl.scoring.judging.control import limits

CALM = [10.0, 12.0] * 6  # every moving range is 2, the mean 11: limits 11 ± 2.66 x 2


def chart(values):
    return limits(np.array([values], dtype=float))


def test_limits_are_the_mean_and_2_66_mean_moving_ranges():
    found = chart(CALM)
    assert found.mean[0] == pytest.approx(11)
    assert (found.lower[0], found.upper[0]) == (pytest.approx(11 - 5.32), pytest.approx(11 + 5.32))
    assert found.signal[0] == Signal.NONE


def test_a_range_over_3_267_times_the_mean_is_screened_once():
    # Ranges: 2 eleven times, then 18 (12 -> 30) and 20 (30 -> 10), then 2: mean (24 + 38) / 14 = 4.43, limit 14.5:
    # both large ranges go, the others' mean is 2.
    values = [*CALM, 30.0, 10.0, 12.0]
    found = chart(values)
    assert found.upper[0] - found.mean[0] == pytest.approx(2.66 * 2)


def test_a_point_outside_is_a_signal():
    # Mean (11 x 12 + 17) / 13 = 11.46; ranges eleven of 2 and one of 5, mean 2.25: upper 17.4. 17 is inside, 18 is
    # outside: mean 11.54, ranges mean 28/12 = 2.33, upper 17.74.
    assert chart([*CALM, 17.0]).signal[0] == Signal.NONE
    above = chart([*CALM, 18.0])
    assert (above.signal[0], above.side[0]) == (Signal.OUTSIDE, 1)
    below = chart([*CALM[::-1], 4.0])
    assert (below.signal[0], below.side[0]) == (Signal.OUTSIDE, -1)


def test_seven_on_one_side_and_not_six():
    low, high = [12.0, 10.0] * 4, [12.2, 12.8] * 4
    six = [*low, *high[:6]]
    assert chart(six).signal[0] == Signal.NONE
    seven = chart([*low, *high[:7]])
    assert (seven.signal[0], seven.side[0]) == (Signal.SEVEN_ON_ONE_SIDE, 1)


def test_seven_falling_points_are_a_trend():
    start = [20.0, 26.0] * 4
    falling = [25.9, 25.0, 24.0, 23.5, 22.5, 21.5, 20.5]
    found = chart([*start, *falling])
    assert (found.signal[0], found.side[0]) == (Signal.SEVEN_RISING_OR_FALLING, -1)
    assert chart([*start, *falling[:-1], 22.0]).signal[0] == Signal.NONE


def test_two_of_three_near_a_limit():
    # Mean 178.5 / 15 = 11.9; ranges eleven of 2, then 5, 4.5, 4.5: mean 2.57, width 6.84; near is over 16.46.
    found = chart([*CALM, 17.0, 12.5, 17.0])
    assert (found.signal[0], found.side[0]) == (Signal.TWO_OF_THREE, 1)
    assert chart([*CALM, 17.0, 11.0, 12.0]).signal[0] == Signal.NONE


def test_two_of_three_asks_the_third_to_lie_on_the_same_side_of_the_mean():
    # Mean 177 / 15 = 11.8, near from 16.74: both 17 are near, and the 11 between them lies below the mean.
    assert chart([*CALM, 17.0, 11.0, 17.0]).signal[0] == Signal.NONE


def test_two_of_three_counts_no_point_outside_the_limits():
    # Mean 195 / 15 = 13; ranges eleven of 2, then 14, 8, 1: mean 3.21, 14 is screened out: 31 / 13 = 2.38,
    # width 6.34: 26 is outside (over 19.34), 18 and 19 are between 17.23 and 19.34.
    assert chart([*CALM, 26.0, 18.0, 19.0]).signal[0] == Signal.TWO_OF_THREE
    # 26 and 19.2: of the three only the last lies between; the 13.5 before it does not, and 26 counts elsewhere.
    assert chart([*CALM, 26.0, 13.5, 18.0]).signal[0] == Signal.NONE


def test_fewer_than_twelve_points_say_nothing_and_gaps_are_no_points():
    assert chart([*CALM[:10], 99.0]).signal[0] == Signal.NONE
    gap = chart([*CALM[:6], np.nan, *CALM[6:], 18.0])
    assert gap.points[0] == 13
    assert gap.signal[0] == Signal.OUTSIDE
    assert chart([*CALM, 18.0, np.nan]).signal[0] == Signal.NONE


def test_no_points_no_limits():
    assert np.isnan(chart([np.nan] * 13).mean[0])
