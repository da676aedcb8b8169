"""What chance alone does, against the textbook's formulas in fractions and figures worked out by hand."""

from fractions import Fraction
from itertools import product
from statistics import mean, variance

import numpy as np
import pytest
from scipy import stats

from kpidsl.model.state import State
from kpidsl.model.traits import Kind
from kpidsl.scoring.judging.uncertainty import Sample, too_few, uncertain, within_noise
from tests.scoring.worlds import edge, indicator, nodes


def of_each(found):
    """Cells over (1, node, 1)."""
    return found[0, :, 0].tolist()


def column(values):
    return [[[v] for v in values]]


def test_the_interval_covers_the_target_exactly_at_its_end():
    """337 of 625 against a half: (2 x 337 - 625)**2 = 49**2 = 2401, and 1.96**2 x 625 = 2401. 338 is outside.

    On the other side 288 is the last one inside (2 x 288 - 625 = -49).
    """
    figures = nodes(column([337, 338, 288, 287, 312]), column([625] * 5))
    half = edge(column([1] * 5), column([2] * 5))
    assert of_each(uncertain(indicator(), figures, half, None)) == [True, False, True, False, True]


def test_every_small_share_is_as_wilsons_interval_says():
    """scipy's interval of 95 % uses 1.959964, not 1.96: no end of an interval here lies between the two."""
    cases = [(x, n) for n in (1, 7, 30, 97) for x in range(n + 1)]
    ends = [stats.binomtest(x, n).proportion_ci(method="wilson") for x, n in cases]
    figures = nodes(column([x for x, _ in cases]), column([n for _, n in cases]))
    for percent in (5, 50, 80, 99):
        goal = edge(column([percent] * len(cases)), column([100] * len(cases)))
        expected = [end.low <= percent / 100 <= end.high for end in ends]
        assert of_each(uncertain(indicator(), figures, goal, None)) == expected


def test_all_of_all_is_at_a_target_of_all():
    """Against 100 % (1/1) and against none (0/1) only the target itself is not told from it."""
    figures = nodes(column([10, 9, 0]), column([10] * 3))
    for target, expected in ((1, [True, False, False]), (0, [False, False, True])):
        assert of_each(uncertain(indicator(), figures, edge(column([target] * 3), column([1] * 3)), None)) == expected


def test_a_corridor_is_uncertain_near_either_edge():
    """40 to 60 % of 625: the middle (312) is more than 1.96 standard errors (12.2) from both, 255 and 370 are not."""
    figures = nodes(column([255, 312, 370]), column([625] * 3))
    low, high = edge(column([2] * 3), column([5] * 3)), edge(column([3] * 3), column([5] * 3))
    assert of_each(uncertain(indicator(), figures, low, high)) == [True, False, True]
    assert of_each(uncertain(indicator(), figures, low, None)) == [True, False, False]
    assert of_each(uncertain(indicator(), figures, None, high)) == [False, False, True]
    assert of_each(uncertain(indicator(), figures, None, None)) == [False] * 3


def test_only_a_value_with_a_target_is_uncertain_and_only_a_share():
    """The same five of ten against a half: a value; not ready; without a target (0/0)."""
    figures = nodes(column([5] * 3), column([10] * 3), state=column([State.VALUE, State.NOT_READY, State.VALUE]))
    goal = edge(column([1, 1, 0]), column([2, 2, 0]))
    assert of_each(uncertain(indicator(), figures, goal, None)) == [True, False, False]
    assert of_each(uncertain(indicator(kind=Kind.MEAN), figures, goal, None)) == [False] * 3


def test_scaled_counts_are_as_uncertain_as_the_counts():
    """58 of 100 against a half is uncertain (1.6 standard errors), 580 of 1000 is not: unless it is ten times 58."""
    figures, goal = nodes(column([580]), column([1000])), edge(column([1]), column([2]))
    assert of_each(uncertain(indicator(), figures, goal, None)) == [False]
    assert of_each(uncertain(indicator(), figures, goal, None, 10)) == [True]
    assert of_each(uncertain(indicator(), figures, goal, None, np.array([[[10]]]))) == [True]


def sample(tops, bottoms, **more):
    return Sample(np.array(tops), np.array(bottoms), np.array(bottoms), **more)


def test_every_pair_of_small_shares_is_noise_as_the_pooled_test_says():
    """z**2 = (p - q)**2 / (r (1 - r) (1/m + 1/n)) with r of both together; under 1, or equal."""
    shares = [(x, n) for n in (1, 4, 8, 9, 30) for x in range(n + 1)]
    pairs = list(product(shares, shares))
    now, then = (sample(*zip(*[pair[side] for pair in pairs], strict=True)) for side in (0, 1))
    expected = []
    for (x, m), (y, n) in pairs:
        r, gap = Fraction(x + y, m + n), Fraction(x, m) - Fraction(y, n)
        noise = r * (1 - r) * (Fraction(1, m) + Fraction(1, n))
        expected.append(gap == 0 or gap**2 < noise)
    assert within_noise("proportions", now, then).tolist() == expected


def test_a_share_that_moved_exactly_one_standard_error_changed():
    """5 and 3 of 8: (1/4)**2 = 1/2 x 1/2 x (1/8 + 1/8) = 1/16. 4 and 3 of 8 is noise."""
    now, then = sample([5, 4], [8, 8]), sample([3, 3], [8, 8])
    assert within_noise("proportions", now, then).tolist() == [False, True]


def test_counts_are_noise_within_the_root_of_their_sum():
    """10 and 6: 16 is not under 16; 10 and 7: 9 is under 17. Ten times as much, told by ten: the same."""
    now, then = sample([10, 10, 0], [1] * 3), sample([6, 7, 0], [1] * 3)
    assert within_noise("counts", now, then).tolist() == [False, True, True]
    tens = sample([100, 100, 0], [1] * 3, scale=10), sample([60, 70, 0], [1] * 3, scale=10)
    assert within_noise("counts", *tens).tolist() == [False, True, True]


def test_scaled_shares_are_as_noisy_as_the_shares():
    """5 and 4 of 8 as ten times as much: noise as they were. As counts of 80, 50 and 40 are not."""
    for scale, expected in ((10, True), (1, False)):
        now, then = sample([50], [80], scale=scale), sample([40], [80], scale=scale)
        assert within_noise("proportions", now, then).tolist() == [expected]


def test_without_noise_only_an_equal_value_is_unchanged():
    """1/2 and 2/4 are equal; 100/101 and 101/102 are not. So too a mean whose rows are lacking on one side."""
    now, then = sample([1, 100], [2, 101]), sample([2, 101], [4, 102])
    squares = np.array([10**6, 10**6])
    for noise in ("none", "means"):
        assert within_noise(noise, now, then).tolist() == [True, False]
    one = sample([1, 100], [2, 101], squares=squares)
    other = sample([2, 101], [4, 102], squares=squares)
    assert within_noise("means", one, then).tolist() == [True, False]
    assert within_noise("means", now, other).tolist() == [True, False]


def of_rows(rows):
    """The sample of the means of each list of rows."""
    tops, bottoms = [sum(r) for r in rows], [len(r) for r in rows]
    return sample(tops, bottoms, squares=np.array([sum(x * x for x in r) for r in rows]))


def welch(now, then):
    """Means are equal, one side tells no variance, or |t| < 1."""
    gap = Fraction(mean(map(Fraction, now))) - Fraction(mean(map(Fraction, then)))
    if gap == 0 or len(now) < 2 or len(then) < 2:
        return True
    return gap**2 < variance(map(Fraction, now)) / len(now) + variance(map(Fraction, then)) / len(then)


def test_every_pair_of_short_lists_is_noise_as_welch_says():
    lists = [rows for n in (1, 2, 3) for rows in product((0, 1, 3), repeat=n)] + [(0, 1, 1, 2, 9), (5, 5, 5, 6)]
    pairs = list(product(lists, lists))
    now, then = of_rows([a for a, _ in pairs]), of_rows([b for _, b in pairs])
    assert within_noise("means", now, then).tolist() == [welch(a, b) for a, b in pairs]


def test_means_that_moved_exactly_one_standard_error_changed():
    """0, 4 has mean 2 and s**2 / n = 8 / 2 = 4; 4, 4 has mean 4 and no variance: 2**2 is not under 4. 0, 2 and 3, 3:
    2**2 over 1, a change. 0, 5 and 4, 4: 1.5**2 under 6.25, noise."""
    assert within_noise("means", of_rows([(0, 4), (0, 2), (0, 5)]), of_rows([(4, 4), (3, 3), (4, 4)])).tolist() == [
        False, False, True,
    ]  # fmt: skip


@pytest.mark.parametrize("noise", ["proportions", "counts", "means"])
def test_noise_keeps_every_digit(noise):
    """Above 2**63 nothing wraps: a change of one in 10**30 is noise, one of half is not."""
    large = 10**30
    now = Sample(*(np.array([v, v], dtype=object) for v in (large // 2, large, large)), np.array([large] * 2))
    then = Sample(
        np.array([large // 2 - 1, large // 4], dtype=object), now.denominator, now.n, np.array([large] * 2)
    )  # rows of ones and zeros: their squares sum to no more than they are
    if noise == "counts":
        now, then = (Sample(s.numerator, np.array([1, 1]), np.array([1, 1])) for s in (now, then))
    assert within_noise(noise, now, then).tolist() == [True, False]


def test_large_rows_that_are_equal_have_no_variance():
    """Three rows of a billion and some, and three of one more: their squares' sums are over 2**53, and no digit is lost
    of them, so that one more is a change."""
    one, more = (1_000_000_010,) * 3, (1_000_000_011,) * 3
    assert within_noise("means", of_rows([one, one]), of_rows([more, one])).tolist() == [False, True]


def test_large_means_do_not_wrap():
    """2**40 rows of two billion, one of them one higher, and as many of one more: a change. Products over 64 bits."""
    rows, value = 2**40, 2 * 10**9

    def sums(value):
        top, squares = rows * value + 1, (rows - 1) * value**2 + (value + 1) ** 2
        return Sample(np.array([top]), np.array([rows]), np.array([rows]), np.array([squares], dtype=object))

    assert within_noise("means", sums(value), sums(value + 1)).tolist() == [False]
    assert within_noise("means", sums(value), sums(value)).tolist() == [True]


def test_a_base_under_the_least_is_too_small_for_a_colour():
    """Least 30: 29 is too few, 30 is not, -29 and -30 are as 29 and 30; what is no value is not too small."""
    states = [State.VALUE] * 4 + [State.MISSING]
    figures = nodes(column([1] * 5), column([1] * 5), n=column([29, 30, -29, -30, 1]), state=column(states))
    assert of_each(too_few(indicator(minimum_base=30), figures)) == [True, False, True, False, False]
    assert of_each(too_few(indicator(), figures)) == [False] * 5
