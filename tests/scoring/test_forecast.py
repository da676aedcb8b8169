"""Forecasts against scipy's own distributions and against simulated worlds whose answer is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from kpidsl.scoring.forecast.laws import BetaBinomial, NegativeBinomial, Normal, StudentT
from kpidsl.scoring.forecast.year_end import (
    Past,
    level_ahead,
    mean_to_come,
    share_to_come,
    total_to_come,
)


def beta_binomial(low, high, cases, a, b):
    return BetaBinomial(cases, a, b).between(low, high)


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(0, 400),
    low=st.integers(-5, 410),
    high=st.integers(-5, 410),
    a=st.floats(0.3, 80),
    b=st.floats(0.3, 80),
)
def test_beta_binomial_is_scipys_up_to_400_cases(n, low, high, a, b):
    found = beta_binomial(*(np.array([float(x)]) for x in (low, high, n, a, b)))[0]
    right = (
        sum(stats.betabinom.pmf(k, n, a, b) for k in range(max(low, 0), min(high, n) + 1)) if n else low <= 0 <= high
    )
    assert found == pytest.approx(float(right), abs=1e-9)


def test_many_cases_are_near_the_exact_sum():
    n, a, b, low = 900.0, 40.0, 12.0, 690.0
    found = beta_binomial(*(np.array([x]) for x in (low, n, n, a, b)))[0]
    assert found == pytest.approx(stats.betabinom.sf(689, 900, a, b), abs=0.005)


def binomial_world(rows=300, months=30, cases=40, share=0.6, seed=3):
    rng = np.random.default_rng(seed)
    bottom = np.full((rows, months), float(cases))
    return Past(rng.binomial(cases, share, (rows, months)).astype(float), bottom, np.ones((rows, months), dtype=bool))


def test_in_a_world_of_chance_alone_the_probability_is_binomial():
    """Every row has 60 % in truth: P(at least 61 of 100 in the next months) is close to the binomial's."""
    past = binomial_world()
    found = share_to_come(past, 3, np.full(300, 100.0)).between(np.full(300, 61.0), np.full(300, 100.0))
    assert found.mean() == pytest.approx(stats.binom.sf(60, 100, 0.6), abs=0.04)


def test_means_to_come_cover_as_often_as_they_say():
    rng = np.random.default_rng(5)
    cases = rng.integers(5, 40, (400, 30)).astype(float)
    sums = cases * 30 + rng.normal(0, 12, cases.shape) * np.sqrt(cases)
    past = Past(sums[:, :27], cases[:, :27], np.ones((400, 27), dtype=bool))
    volume = cases[:, 27:].sum(axis=1)
    said = mean_to_come(past, 3, volume).between(np.full(400, -np.inf), np.full(400, 30.5))
    came = sums[:, 27:].sum(axis=1) / volume <= 30.5
    assert said.mean() == pytest.approx(came.mean(), abs=0.06)


def test_counts_to_come_are_poisson_where_nothing_is_beyond_it():
    rng = np.random.default_rng(7)
    counts = rng.poisson(20, (300, 30)).astype(float)
    past = Past(counts, np.ones_like(counts), np.ones(counts.shape, dtype=bool))
    said = total_to_come(past, 3).between(np.full(300, -np.inf), np.full(300, 60.0))
    assert said.mean() == pytest.approx(stats.poisson.cdf(60, 60), abs=0.06)


def test_a_level_far_from_the_edge_is_nearly_certain_and_one_on_it_is_even():
    rng = np.random.default_rng(11)
    series = rng.normal(0, 0.05, (60, 36))
    group = np.zeros(60, dtype=np.int64)
    edge = np.full(60, np.inf)
    assert level_ahead(series, group, 2).between(np.full(60, -2.0), edge).min() > 0.99
    assert level_ahead(series, group, 2).between(np.zeros(60), edge).mean() == pytest.approx(0.5, abs=0.05)
    assert level_ahead(series, group, 2).between(np.full(60, 2.0), edge).max() < 0.01


def test_further_ahead_is_less_certain_where_levels_wander():
    rng = np.random.default_rng(13)
    walk = np.cumsum(rng.normal(0, 0.1, (200, 36)), axis=1)
    series = walk - walk[:, -1:] + 0.2  # every row ends 0.2 above the edge
    group = np.zeros(200, dtype=np.int64)
    near, far = (level_ahead(series, group, h).between(np.zeros(200), np.full(200, np.inf)).mean() for h in (1, 9))
    assert 0.5 < far < near


LAWS = {
    "normal": (Normal(np.array([3.0]), np.array([2.0])), stats.norm(3, 2)),
    "student": (StudentT(np.array([7.0]), np.array([3.0]), np.array([2.0])), stats.t(7, 3, 2)),
    "beta-binomial": (
        BetaBinomial(np.array([300.0]), np.array([40.0]), np.array([12.0])),
        stats.betabinom(300, 40, 12),
    ),
    "many": (BetaBinomial(np.array([900.0]), np.array([40.0]), np.array([12.0])), stats.betabinom(900, 40, 12)),
    "negative binomial": (NegativeBinomial(np.array([60.0]), np.array([90.0])), stats.nbinom(120, 2 / 3)),
}


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("below", [0.1, 0.5, 0.9])
def test_what_lies_below_is_scipys(name, below):
    """Exactly of the smooth laws; of whole numbers to the nearest but one, since a smooth law stands in for them."""
    law, known = LAWS[name]
    whole = "binomial" in name or name == "many"
    assert law.quantile(below)[0] == pytest.approx(known.ppf(below), abs=1 if whole else 1e-9)
    assert not whole or law.quantile(below)[0] == round(law.quantile(below)[0])
