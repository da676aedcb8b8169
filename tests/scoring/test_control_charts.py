"""Charts of many series, their arrows and what the target can expect, against the rules read one point at a time."""

from itertools import pairwise
from math import isnan, nan

import numpy as np
import pytest

from kpidsl.model.control import Assurance, Signal, Variation
from kpidsl.model.state import Direction, Mark, State, Trend
from kpidsl.scoring.judging.control import control_charts, control_trend, limits, points_of
from tests.scoring.worlds import edge, indicator, nodes

DIRECTIONS = (Direction.HIGHER, Direction.LOWER, Direction.INSIDE, None)


def by_the_rules(series):
    """(points, mean, width, signal, side) of one series: the rules of the page, the first one that applies."""
    points = [v for v in series if not isnan(v)]
    if not points:
        return 0, nan, nan, Signal.NONE, 0
    mean, moves = sum(points) / len(points), [b - a for a, b in pairwise(points)]
    if not moves:
        return 1, mean, nan, Signal.NONE, 0
    usual = sum(map(abs, moves)) / len(moves)
    kept = [abs(m) for m in moves if abs(m) <= 3.267 * usual]
    width = 2.66 * sum(kept) / len(kept)
    if len(points) < 12 or isnan(series[-1]):
        return len(points), mean, width, Signal.NONE, 0
    for signal, holds in (
        (Signal.OUTSIDE, lambda s: s * (points[-1] - mean) > width),
        (Signal.SEVEN_ON_ONE_SIDE, lambda s: all(s * (p - mean) > 0 for p in points[-7:])),
        (Signal.SEVEN_RISING_OR_FALLING, lambda s: all(s * m > 0 for m in moves[-6:])),
        (Signal.TWO_OF_THREE, lambda s: near(s, points, mean, width)),
    ):
        for side in (1, -1):
            if holds(side):
                return len(points), mean, width, signal, side
    return len(points), mean, width, Signal.NONE, 0


def near(side, points, mean, width):
    """The last point and one of the two before lie over two thirds of the way to the limit, not over it; all on that
    side of the mean."""
    off = [side * (p - mean) for p in points[-3:]]
    between = [2 * width / 3 < o <= width for o in off]
    return between[-1] and sum(between) >= 2 and min(off) > 0


def wandering(rows, months, gaps=0.05):
    """Series that drift, jump and turn, so that every signal is met, with gaps and some that lack their last month."""
    rng = np.random.default_rng(21)
    series = rng.normal(50, 3, (rows, months)) + np.cumsum(rng.normal(0, 1.2, (rows, months)), axis=1)
    series += np.where(rng.random((rows, months)) < 0.04, rng.choice([-15.0, 15.0], (rows, months)), 0)
    ramps = np.linspace(-4, 4, 7) * rng.choice([-1, 1], (len(series[::3]), 1))
    series[::3, -7:] = np.nanmean(series[::3], axis=1)[:, None] + ramps + rng.uniform(0, 1, ramps.shape)
    series[rng.random((rows, months)) < gaps] = np.nan
    return series


def test_every_series_by_the_rules():
    series = wandering(400, 24)
    series[:5, 11:], series[5], series[6, :-1] = np.nan, np.nan, np.nan
    found, met = limits(series), set()
    for row, one in enumerate(series):
        points, mean, width, signal, side = by_the_rules(one)
        assert (found.points[row], found.signal[row], found.side[row]) == (points, signal, side), row
        ends = (found.lower[row], found.mean[row], found.upper[row])
        assert ends == pytest.approx((mean - width, mean, mean + width), nan_ok=True)
        met.add((signal, side))
    assert met == {(s, side) for s in Signal if s for side in (1, -1)} | {(Signal.NONE, 0)}


def test_few_months_have_no_run_of_seven_and_no_signal():
    """Twelve points are needed, however many columns there are."""
    for months in (1, 2, 6, 11):
        found = limits(np.arange(float(months))[None])
        assert (found.points.tolist(), found.signal.tolist(), found.side.tolist()) == ([months], [0], [0])
    assert limits(np.arange(12.0)[None]).side.tolist() == [1]


def test_exactly_twelve_points_are_enough():
    """Eleven at 10 or 12, then 30: outside on the twelfth; with one gap more there are eleven."""
    series = [10.0, 12.0] * 5 + [10.0, 30.0]
    found = limits(np.array([series, [nan, *series[1:]]]))
    assert (found.points.tolist(), found.signal.tolist()) == ([12, 11], [Signal.OUTSIDE, Signal.NONE])


def test_a_point_is_a_value_that_is_whole_and_not_before_a_break():
    """1/2, then partial, not ready, without cases, 3/4, and a break in the fourth month: what is before it is out."""
    states = [[[State.VALUE, State.VALUE, State.NOT_READY, State.VALUE, State.VALUE]] * 2]
    marks = [[[0, Mark.PARTIAL, 0, 0, 0], [0, 0, 0, Mark.BREAK | Mark.DERIVED, 0]]]
    tops, bottoms = [[[1, 2, 3, 4, 3], [1, 2, 3, 4, 3]]], [[[2, 4, 4, 0, 4], [2, 4, 4, 8, 4]]]
    found = points_of(nodes(tops, bottoms, state=states, marks=marks))
    np.testing.assert_array_equal(found, [[[0.5, nan, nan, nan, 0.75], [nan, nan, nan, 0.5, 0.75]]])


def test_after_two_breaks_only_the_last_counts():
    marks = [[[0, Mark.BREAK, 0, Mark.BREAK, 0]]]
    found = points_of(nodes([[[1, 1, 1, 1, 1]]], [[[2] * 5]], marks=marks))
    np.testing.assert_array_equal(found, [[[nan, nan, nan, 0.5, 0.5]]])


def world(categories=2, units=6, months=30):
    """Whole numbers over 1000 that wander, as figures: (category, node, month)."""
    series = wandering(categories * units, months).reshape(categories, units, months)
    states = np.where(np.isnan(series), State.NOT_READY, State.VALUE)
    tops = np.where(np.isnan(series), 0, np.rint(series * 10)).astype(np.int64)
    return nodes(tops, np.full(series.shape, 1000), state=states), np.where(np.isnan(series), nan, tops / 1000)


def sided(direction, side, latest, mean, low, high):
    """1 to the better, -1 to the worse: by the direction, or by whether the corridor is nearer than from the mean."""
    if direction is None or not side:
        return 0
    if direction is not Direction.INSIDE:
        return side if direction is Direction.HIGHER else -side
    if isnan(low) or isnan(high):
        return 0
    away = [max(low - v, v - high, 0) for v in (mean, latest)]
    return int(away[0] > away[1]) - int(away[0] < away[1])


def corridor(shape):
    """Edges 0.45 and 0.52; the second node has neither, the third no upper one."""
    low, high = (np.full(shape, v) for v in (45, 52))
    bottom, top = np.full(shape, 100), np.full(shape, 100)
    bottom[:, 1], top[:, 1:3] = 0, 0
    return edge(low, bottom), edge(high, top)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_each_months_arrow_is_of_its_own_last_24_months(direction):
    figures, values = world()
    low, high = corridor(values.shape)
    found = control_trend(indicator(direction=direction), figures, low, high)
    told = {1: Trend.BETTER, -1: Trend.WORSE, 0: Trend.UNCHANGED}
    for at in np.ndindex(values.shape):
        window = values[at[0], at[1], max(0, at[2] - 23) : at[2] + 1]
        points, mean, _, _, side = by_the_rules(window)
        edges = (nan if at[1] == 1 else 0.45), (nan if at[1] in (1, 2) else 0.52)
        better = sided(direction, side, window[-1], mean, *edges)
        expected = Trend.NONE if points < 12 or isnan(window[-1]) else told[better]
        assert found[at] == expected, at
    met = {Trend.NONE, Trend.UNCHANGED} | ({Trend.BETTER, Trend.WORSE} if direction else set())
    assert set(found.reshape(-1).tolist()) == met


def test_toward_a_corridor_without_an_edge_nothing_is_better():
    figures, values = world()
    low, high = corridor(values.shape)
    inside = indicator(direction=Direction.INSIDE)
    for edges in ((None, high), (low, None), (None, None)):
        assert set(control_trend(inside, figures, *edges).reshape(-1).tolist()) == {Trend.NONE, Trend.UNCHANGED}


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("at", [8, 11, 22, 23, 24, 29])
def test_each_nodes_chart_of_a_month(direction, at):
    """Of the whole (the first category) in that month, by the last 24 months; none without a figure."""
    figures, values = world(units=12)
    low, high = corridor(values.shape)
    charts = control_charts(indicator(direction=direction), figures, low, high, at)
    assert len(charts) == 12
    for row, chart in enumerate(charts):
        window = values[0, row, max(0, at - 23) : at + 1]
        if isnan(window[-1]):
            assert chart is None
            continue
        points, mean, width, signal, side = by_the_rules(window)
        better = sided(direction, side, window[-1], mean, nan if row == 1 else 0.45, nan if row in (1, 2) else 0.52)
        varies = {1: Variation.IMPROVING, -1: Variation.CONCERNING, 0: Variation.COMMON}[better]
        assert (chart.points, chart.signal) == (points, signal)
        assert chart.variation == (varies if points >= 12 else Variation.TOO_FEW)
        assert (chart.lower, chart.mean, chart.upper) == pytest.approx((mean - width, mean, mean + width))
        if points < 12 or row == 1:
            assert chart.assurance is Assurance.NONE


# Thirteen months of 40 and 44 %: mean 41.85 %, every range 4 points, limits 2.66 x 4 from it: 31.2 and 52.5 %.
@pytest.mark.parametrize(
    ("direction", "low", "high", "expected"),
    [
        (Direction.HIGHER, 31, None, Assurance.HITS),
        (Direction.HIGHER, 32, None, Assurance.INCONSISTENT),
        (Direction.HIGHER, 52, None, Assurance.INCONSISTENT),
        (Direction.HIGHER, 53, None, Assurance.MISSES),
        (Direction.LOWER, 53, None, Assurance.HITS),
        (Direction.LOWER, 52, None, Assurance.INCONSISTENT),
        (Direction.LOWER, 32, None, Assurance.INCONSISTENT),
        (Direction.LOWER, 31, None, Assurance.MISSES),
        (Direction.INSIDE, 31, 53, Assurance.HITS),
        (Direction.INSIDE, 32, 53, Assurance.INCONSISTENT),
        (Direction.INSIDE, 31, 52, Assurance.INCONSISTENT),
        (Direction.INSIDE, 53, 60, Assurance.MISSES),
        (Direction.INSIDE, 20, 31, Assurance.MISSES),
        (Direction.INSIDE, 20, 32, Assurance.INCONSISTENT),
        (Direction.INSIDE, 52, 60, Assurance.INCONSISTENT),
        (None, 31, None, Assurance.NONE),
        (Direction.HIGHER, None, None, Assurance.NONE),
    ],
)
def test_assurance_is_where_the_limits_lie_against_the_target(direction, low, high, expected):
    months = [40, 44] * 6 + [40]
    figures = nodes([[months]], [[[100] * len(months)]])
    shape = (1, 1, len(months))
    edges = [None if v is None else edge(np.full(shape, v), np.full(shape, 100)) for v in (low, high)]
    (chart,) = control_charts(indicator(direction=direction), figures, *edges, len(months) - 1)
    assert chart.assurance is expected
    assert chart.variation is Variation.COMMON


def test_a_limit_on_the_target_itself_hits_it():
    """Every month the same: both limits are the mean, and a target there is met in every month, from either side."""
    figures = nodes([[[1] * 12]], [[[2] * 12]])
    half = edge(np.full((1, 1, 12), 1), np.full((1, 1, 12), 2))
    for direction in (Direction.HIGHER, Direction.LOWER, Direction.INSIDE):
        (chart,) = control_charts(indicator(direction=direction), figures, half, half, 11)
        assert (chart.lower, chart.upper, chart.assurance) == (0.5, 0.5, Assurance.HITS)
