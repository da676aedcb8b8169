"""Each forecast against the same one made slowly (`slow_forecast`), over pasts with gaps, zeros and lone rows."""

from math import inf, isnan

import numpy as np
import pytest

from kpidsl.scoring.forecast import year_end as forecast
from kpidsl.scoring.forecast.year_end import Past
from tests.scoring import slow_forecast as slow

SHAPES = [(5, 28), (3, 9), (1, 8), (4, 7), (2, 3)]
"""Rows and months: more than two years, a year's part, one row, just enough for one miss, and too few for any."""


def past(rows, months, kind, seed=1):
    """A past with gaps, months without cases, and (where there are more than two) a row of which nothing is known."""
    rng = np.random.default_rng(seed + rows)
    bottom = rng.integers(0, 30, (rows, months)).astype(float)
    share = rng.uniform(0.2, 0.9, (rows, 1))
    moves = share + rng.choice([-0.25, 0.1], bottom.shape)  # beyond chance, and more than the row's own
    top = {
        "share": rng.binomial(bottom.astype(int), moves.clip(0, 1)).astype(float),
        "chance": rng.binomial(bottom.astype(int), np.broadcast_to(share, bottom.shape)).astype(float),
        "mean": bottom * (20 + 10 * share) + rng.normal(0, 15, bottom.shape) * np.sqrt(bottom),
        "total": rng.negative_binomial(4, 0.2, bottom.shape) * (1.0 + rng.integers(0, 3, (rows, 1))),
        "amount": rng.normal(1000 * share, 150, bottom.shape),
    }[kind]
    known = rng.random((rows, months)) < (0.93 if months > 8 else 1.0)
    if rows > 2:
        known[1] = False
    return Past(top, bottom, known)


def same(found, expected, *, near=1e-9):
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), rtol=1e-7, atol=near)


@pytest.mark.parametrize("shape", SHAPES)
def test_levels(shape):
    world = past(*shape, "share")
    for upto in range(shape[1]):
        found = forecast.level(world, upto)
        same(np.stack([found.value, found.weight], axis=1), [slow.level(world, r, upto) for r in range(shape[0])])


@pytest.mark.parametrize("ahead", [1, 2, 5])
@pytest.mark.parametrize("shape", SHAPES)
def test_misses(shape, ahead):
    world = past(*shape, "share")
    found, expected = forecast.misses(world, ahead), slow.misses(world, ahead)
    same(np.stack(found, axis=1), np.array(expected).reshape(-1, 4))


@pytest.mark.parametrize("kind", ["share", "chance"])
@pytest.mark.parametrize("ahead", [1, 4])
@pytest.mark.parametrize("shape", SHAPES)
def test_shares(shape, ahead, kind):
    world = past(*shape, kind)
    for volume, low, high in ((25, 10, 25), (400, -3, 230), (401, 0, 230), (900, 500, 640), (450, 0, 999), (5, 4, 3)):
        cases, *bounds = (np.full(shape[0], float(v)) for v in (volume, low, high))
        found = forecast.share_to_come(world, ahead, cases).between(*bounds)
        expected = [
            0.0 if low > high else nothing_or(world, r, slow.share, ahead, r, volume, low, high)
            for r in range(shape[0])
        ]
        same(found, expected)


def nothing_or(world, row, function, *arguments):
    """The slow forecast, NaN where nothing is known of the row."""
    return np.nan if isnan(slow.now(world, row)[0]) else function(world, *arguments)


@pytest.mark.parametrize("ahead", [1, 4])
@pytest.mark.parametrize("shape", SHAPES)
def test_means(shape, ahead):
    world = past(*shape, "mean")
    for volume, low, high in ((40, -inf, 26), (0, 22, inf), (1, 20, 30), (250, 24, 27)):
        cases, *bounds = (np.full(shape[0], float(v)) for v in (volume, low, high))
        found = forecast.mean_to_come(world, ahead, cases).between(*bounds)
        expected = [nothing_or(world, r, slow.mean, ahead, r, volume, low, high) for r in range(shape[0])]
        same(found, expected, near=1e-7)


@pytest.mark.parametrize("kind", ["total", "amount"])
@pytest.mark.parametrize("ahead", [1, 4])
@pytest.mark.parametrize("shape", SHAPES)
def test_totals_and_amounts(shape, ahead, kind):
    world = past(*shape, kind)
    fast, again = {
        "total": (forecast.total_to_come, slow.total),
        "amount": (forecast.amount_to_come, slow.amount),
    }[kind]
    usual = 30 * ahead if kind == "total" else 550 * ahead
    for low, high in ((-inf, usual), (0.8 * usual, inf), (0.7 * usual + 0.5, 1.3 * usual + 0.5), (usual, usual - 1)):
        found = fast(world, ahead).between(np.full(shape[0], low), np.full(shape[0], high))
        by_month = slow.by_month(world)
        expected = [
            np.nan if isnan(slow.now(by_month, r)[0]) else again(world, ahead, r, low, high) for r in range(shape[0])
        ]
        same(found, expected, near=1e-7)


@pytest.mark.parametrize("ahead", [1, 3, 8])
@pytest.mark.parametrize("shape", [(9, 30), (3, 9), (1, 8), (5, 5), (2, 4), (2, 2)])
def test_levels_ahead(shape, ahead):
    """Two groups, one of a single row; gaps; a row of which nothing is known, and one known in its last month only."""
    rng = np.random.default_rng(4)
    series = np.cumsum(rng.normal(0.02, 0.2, shape), axis=1) + rng.normal(0, 1, (shape[0], 1))
    series[rng.random(shape) < 0.08] = np.nan
    if shape[0] > 4:
        series[1], series[2, :-1], series[2, -1] = np.nan, np.nan, 0.3
    group = np.array([1] + [0] * (shape[0] - 1))
    for low, high in ((-inf, 0.2), (-0.1, inf), (-0.5, 0.5)):
        found = forecast.level_ahead(series, group, ahead).between(np.full(shape[0], low), np.full(shape[0], high))
        same(found, [slow.ahead_of_level(series, group, ahead, r, low, high) for r in range(shape[0])])
