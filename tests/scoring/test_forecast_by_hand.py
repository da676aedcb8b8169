"""Forecasts of worlds so plain that their probability can be written down."""

from math import inf, nan, sqrt

import numpy as np
import pytest
from scipy import stats

from kpidsl.scoring.forecast import year_end as forecast
from kpidsl.scoring.forecast.laws import BetaBinomial
from kpidsl.scoring.forecast.year_end import Past

ONE_SIGMA = stats.norm.cdf(1)


def steady(value, months, cases=1.0):
    """One row with the same sum in every month."""
    shape = (1, months)
    return Past(np.full(shape, float(value)), np.full(shape, float(cases)), np.ones(shape, dtype=bool))


def one(value):
    return np.array([float(value)])


def behind(months, cases=1):
    """The weight of as many cases in each of some months, the latest whole and each before it by its half-life."""
    weights = [2 ** (-k / 6) for k in range(months)]
    return cases * sum(weights) ** 2 / sum(w * w for w in weights)


def beta_binomial(low, high, cases, a, b):
    return BetaBinomial(cases, a, b).between(low, high)


def test_a_month_six_months_ago_weighs_half():
    """3 of 10 now and 9 of 10 six months ago: (3 + 4.5) / 15 = 1/2; weight 15**2 / (10 + 10 / 4) = 18."""
    top, bottom, known = np.zeros((1, 7)), np.full((1, 7), 10.0), np.zeros((1, 7), dtype=bool)
    top[0, [0, 6]], known[0, [0, 6]] = (9, 3), True
    found = forecast.level(Past(top, bottom, known), 6)
    assert (found.value[0], found.weight[0]) == (pytest.approx(0.5), pytest.approx(18))


def test_only_the_last_24_months_count():
    world = steady(0, 26)
    world.numerator[0, 0] = 100.0
    assert forecast.level(world, 23).value[0] == pytest.approx(
        100 * 2 ** (-23 / 6) / sum(2 ** (-k / 6) for k in range(24))
    )
    assert forecast.level(world, 24).value[0] == 0


def test_nothing_is_divided_by_nothing_or_less():
    world = steady(1, 6, cases=0)
    assert np.isnan(forecast.level(world, 5).value[0])
    world = steady(1, 6, cases=-1)
    assert np.isnan(forecast.level(world, 5).value[0])
    assert np.isnan(forecast.level(world, 5).weight[0])


def test_the_first_miss_is_of_the_seventh_month():
    assert [len(a) for a in forecast.misses(steady(1, 6), 1)] == [0] * 4
    expected = [[1.0], [pytest.approx(behind(6))], [1.0], [1.0]]
    assert [a.tolist() for a in forecast.misses(steady(1, 7), 1)] == expected
    assert [len(a) for a in forecast.misses(steady(1, 8), 2)] == [1] * 4


def test_a_share_without_misses_is_taken_to_vary_a_little():
    """Half of 2 in each of five months: p = 1/2, correlation 0.01 beyond what the past's own weight gives."""
    world = steady(1, 5, cases=2)
    a = 0.5 * (1 / (0.01 + 1 / behind(5, 2)) - 1)
    found = forecast.share_to_come(world, 2, one(20)).between(one(12), one(20))
    assert found[0] == pytest.approx(stats.betabinom.sf(11, 20, a, a))


def test_a_share_spreads_as_its_one_miss_was_beyond_chance():
    """Six months of 9 of 10, then 7 of 10: between them 0.8, whose chance is 0.16. (0.2)**2 is over what that gives of
    60 cases, as far as they weigh, and of 10; what is left, by the chance, is the correlation. One case a month: all,
    then none, is so far beyond that it is cut to a half. So is that of a single case known."""
    world = steady(9, 7, cases=10)
    world.numerator[0, 6] = 7
    extra = (0.04 - 0.16 * (1 / behind(6, 10) + 1 / 10)) / 0.16
    assert 0 < extra < 0.5
    hits = 7 + 9 * sum(2 ** (-k / 6) for k in range(1, 7))
    assert_share(world, hits / (10 * sum(2 ** (-k / 6) for k in range(7))), behind(7, 10), extra)
    world = steady(1, 7)
    world.numerator[0, 6] = 0
    assert_share(world, 1 - 1 / sum(2 ** (-k / 6) for k in range(7)), behind(7), 0.5)
    assert_share(steady(1, 1), 1.0, 1, 0.5)


def assert_share(world, value, weight, extra):
    """P(at least 8 of 12) with the correlation `extra` and what the weight gives, a half at most."""
    correlation, share = min(extra + 1 / weight, 0.5), (value * weight + 0.5) / (weight + 1)
    a, b = (p * (1 / correlation - 1) for p in (share, 1 - share))
    found = forecast.share_to_come(world, 1, one(12)).between(one(8), one(12))
    assert found[0] == pytest.approx(stats.betabinom.sf(7, 12, a, b))


def test_more_than_400_cases_are_the_beta_with_the_same_mean_and_variance():
    """a = 30, b = 10, 1000 cases: mean 3/4, the variance of the share is the beta-binomial's over 1000**2."""
    share = 0.75
    variance = stats.betabinom.var(1000, 30, 10) / 1000**2
    like = share * (1 - share) / variance - 1
    beta = stats.beta(share * like, (1 - share) * like)
    for low, high in ((-inf, 720), (740, inf), (700, 800), (0, 1000), (1001, inf), (-inf, -1)):
        found = BetaBinomial(one(1000), one(30), one(10)).between(one(low), one(high))[0]
        expected = beta.cdf(min((high + 0.5) / 1000, 1)) - beta.cdf(max((low - 0.5) / 1000, 0))
        assert found == pytest.approx(max(expected, 0), abs=1e-12), (low, high)


def test_small_and_large_volumes_stand_beside_each_other():
    """The same shares in one call as apart."""
    rows = [(10, 20, 25, 8.0, 3.0), (300, 420, 500, 8.0, 3.0), (0, 1, 1, 2.0, 5.0), (500, 700, 900, 2.0, 5.0)]
    together = beta_binomial(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))
    apart = [beta_binomial(*(one(v) for v in row))[0] for row in rows]
    assert together.tolist() == pytest.approx(apart)


def test_a_steady_mean_is_as_certain_as_the_least_spread_allows():
    """30 in every month: no miss, so the spread is a ten-thousandth of the usual 30."""
    found = [
        forecast.mean_to_come(steady(300, 20, 10), 2, one(20)).between(one(-inf), one(30 + x))
        for x in (0.003, 0, -0.003)
    ]
    assert [f[0] for f in found] == pytest.approx([ONE_SIGMA, 0.5, 1 - ONE_SIGMA])


def test_a_mean_without_misses_varies_by_one_within():
    """Five months: no miss is known, a case is taken to vary by 1. Beside the past's weight, four cases are to come."""
    spread = sqrt(1 / behind(5, 10) + 1 / 4)
    found = forecast.mean_to_come(steady(300, 5, 10), 2, one(4)).between(one(30 - spread), one(30 + spread))
    assert found[0] == pytest.approx(2 * ONE_SIGMA - 1)


def test_a_mean_of_nothing_is_unknown():
    world = steady(300, 20, 10)
    unknown = Past(world.numerator, world.denominator, np.zeros((1, 20), dtype=bool))
    assert np.isnan(forecast.mean_to_come(unknown, 2, one(4)).between(one(0), one(50))[0])


def test_a_steady_count_is_poisson():
    """20 a month, three to come: Poisson of 60, both ends included, and what is not whole is of the side within."""
    poisson = stats.poisson(60)
    for low, high, expected in (
        (-inf, 60, poisson.cdf(60)),
        (60, inf, poisson.sf(59)),
        (50, 70, poisson.cdf(70) - poisson.cdf(49)),
        (49.5, 70.5, poisson.cdf(70) - poisson.cdf(49)),
        (-inf, inf, 1),
        (61, 60, 0),
        (80, 40, 0),
    ):
        found = forecast.total_to_come(steady(20, 20), 3).between(one(low), one(high))[0]
        assert found == pytest.approx(expected, abs=1e-6), (low, high)


def test_a_count_of_nothing_stays_nothing_and_of_the_unknown_is_unknown():
    world = steady(0, 20)
    assert forecast.total_to_come(world, 3).between(one(1), one(inf))[0] == pytest.approx(0, abs=1e-6)
    assert forecast.total_to_come(world, 3).between(one(-inf), one(0))[0] == pytest.approx(1, abs=1e-6)
    unknown = Past(world.numerator, world.denominator, np.zeros((1, 20), dtype=bool))
    assert np.isnan(forecast.total_to_come(unknown, 3).between(one(-inf), one(inf))[0])


def test_an_amount_without_misses_varies_by_a_fifth():
    """100 a month, two to come: 200, of which a fifth is 40."""
    found = [
        forecast.amount_to_come(steady(100, 5), 2).between(one(low), one(high))
        for low, high in ((-inf, 240), (160, 240))
    ]
    assert [f[0] for f in found] == pytest.approx([ONE_SIGMA, 2 * ONE_SIGMA - 1])
    negative = forecast.amount_to_come(steady(-100, 5), 2).between(one(-inf), one(-160))
    assert negative[0] == pytest.approx(ONE_SIGMA)


def test_a_steady_amount_is_certain():
    found = [
        forecast.amount_to_come(steady(100, 20), 2).between(one(-inf), one(edge))[0] for edge in (199.9, 200, 200.1)
    ]
    assert found == pytest.approx([0, 0.5, 1])


def test_two_variances_are_found_where_the_misses_are_made_of_them():
    """Squared misses that are 3 x first + 5 x second exactly (all in one proportion, so that none is cut off)."""
    first = np.array([1.0, 2.0] * 6)
    assert forecast._two_variances(3 * first, first, np.ones(12)) == pytest.approx((3, 0))
    assert forecast._two_variances(np.full(12, 5.0), first, np.ones(12)) == pytest.approx((0, 5))
    assert forecast._two_variances(3 * first + 5, first, np.ones(12)) == pytest.approx((3, 5))


def test_under_eight_misses_tell_one_variance():
    first = np.arange(1.0, 8.0)
    assert forecast._two_variances(first * np.arange(7), first, np.ones(7)) == (3.0, 0.0)
    assert forecast._two_variances(*(np.zeros(0) for _ in range(3))) == (1.0, 0.0)
    eight = np.array([1.0, 2.0] * 4)
    assert forecast._two_variances(np.full(8, 2.0), eight, np.ones(8)) == pytest.approx((0, 2))


def test_a_steady_level_has_the_least_spread():
    """Never off its mean: the spread is a hundredth; twelve months, two ahead: 10 / 2 = 5 misses, 4 degrees."""
    level = np.full((1, 12), 3.0)
    for edge, expected in ((3.01, stats.t.cdf(1, 4)), (3.0, 0.5), (2.99, stats.t.cdf(-1, 4))):
        found = forecast.level_ahead(level, np.zeros(1, dtype=np.int64), 2).between(one(-inf), one(edge))
        assert found[0] == pytest.approx(expected)


@pytest.mark.parametrize(("rows", "degrees"), [(1, 3), (2, 5), (30, 60)])
def test_degrees_of_freedom_are_the_groups_and_lie_between_3_and_60(rows, degrees):
    """Twelve months, three ahead: three misses a row. 3 - 1 are raised to 3, 6 - 1 stand, 90 - 1 are cut to 60."""
    level = np.full((rows, 12), 3.0)
    found = forecast.level_ahead(level, np.zeros(rows, dtype=np.int64), 3).between(
        np.full(rows, -inf), np.full(rows, 3.01)
    )
    assert found.tolist() == pytest.approx([stats.t.cdf(1, degrees)] * rows)


def test_a_level_without_a_past_is_unknown():
    for series in ([nan] * 12, [1.0], [nan] * 11 + [2.0]):
        found = forecast.level_ahead(np.array([series]), np.zeros(1, dtype=np.int64), 1).between(one(0), one(5))
        assert np.isnan(found[0])


def test_a_row_without_a_past_of_its_own_is_as_its_group():
    """Known in its last month only, beside a steady row: its own level, its group's spread (11 misses, 10 degrees)."""
    series = np.array([[3.0] * 12, [nan] * 11 + [2.0]])
    found = forecast.level_ahead(series, np.zeros(2, dtype=np.int64), 1).between(
        np.full(2, -inf), np.array([3.01, 2.01])
    )
    assert found.tolist() == pytest.approx([stats.t.cdf(1, 10)] * 2)
