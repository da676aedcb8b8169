"""XmR control charts: limits from moving ranges, signals of special causes, and what the target can expect.

Source: Shewhart's individuals and moving-range chart; the rules are those of NHS England, "Making Data Count".
Floats are right here: the limits are estimates; attainment itself is decided exactly, elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kpidsl.model.control import Assurance, ControlChart, Signal, Variation
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Direction, Mark, State, Trend
from kpidsl.scoring.exact import Floats, Ints
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound

LEAST_POINTS = 12
MOST_POINTS = 24
LIMIT = 2.66
RANGE_LIMIT = 3.267
RUN = 7


@dataclass(frozen=True, slots=True)
class ChartLimits:
    """Charts of many series at their last point. `side`: 1 upwards, -1 downwards, 0 without a signal."""

    points: npt.NDArray[np.int64]
    mean: Floats
    lower: Floats
    upper: Floats
    signal: npt.NDArray[np.int8]
    side: npt.NDArray[np.int8]


def limits(series: Floats) -> ChartLimits:
    """ChartLimits and signals over (row, point), NaN where there is no point; the last column is the latest.

    Moving ranges above 3.267 times their mean are screened out once. A row whose last point is missing, or with fewer
    than 12 points, has no signal; one without points has NaN limits.
    """
    known = ~np.isnan(series)
    points = known.sum(axis=1)
    order = np.argsort(known, axis=1, kind="stable")
    packed = np.take_along_axis(series, order, axis=1)
    moves = np.diff(packed, axis=1)
    ranges = np.abs(moves)
    first = _mean(ranges)
    usual = _mean(np.where(ranges > RANGE_LIMIT * first[:, None], np.nan, ranges))
    mean = _mean(packed)
    width = LIMIT * usual
    signal, side = _signals(packed, moves, mean, width)
    silent = (points < LEAST_POINTS) | ~known[:, -1]
    signal[silent], side[silent] = Signal.NONE, 0
    return ChartLimits(points, mean, mean - width, mean + width, signal, side)


def _mean(values: Floats) -> Floats:
    """Row means of the points that are not NaN; NaN for a row without points."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0))


def _signals(
    packed: Floats, moves: Floats, mean: Floats, width: Floats
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    signal = np.zeros(len(packed), dtype=np.int8)
    side = np.zeros(len(packed), dtype=np.int8)
    off = packed - mean[:, None]
    near = 2 / 3 * width
    for rule, sides in (
        (Signal.TWO_OF_THREE, [_two_of_three(s * off[:, -3:], near, width) for s in (1, -1)]),
        (Signal.SEVEN_RISING_OR_FALLING, [_all(s * moves[:, -(RUN - 1) :] > 0, RUN - 1) for s in (1, -1)]),
        (Signal.SEVEN_ON_ONE_SIDE, [_all(s * off[:, -RUN:] > 0, RUN) for s in (1, -1)]),
        (Signal.OUTSIDE, [_all(s * off[:, -1:] > width[:, None], 1) for s in (1, -1)]),
    ):
        for which, outside in zip((1, -1), sides, strict=True):
            signal[outside], side[outside] = rule, which
    return signal, side


def _all(held: npt.NDArray[np.bool_], length: int) -> npt.NDArray[np.bool_]:
    if held.shape[1] < length:
        return np.zeros(len(held), dtype=np.bool_)
    return np.asarray(held.all(axis=1))


def _two_of_three(off: Floats, near: Floats, width: Floats) -> npt.NDArray[np.bool_]:
    """Whether the last point and one of the two before it lie between two and three sigma, with all three on the same
    side of the mean.

    Counted as NHS England's own tool does (NHSRplotthedots): a point outside the limits is a signal of another kind.
    """
    between = (off > near[:, None]) & (off <= width[:, None])
    one_side = (off > 0).all(axis=1)
    return np.asarray((between.sum(axis=1) >= 2) & between[:, -1] & one_side)


def points_of(nodes: Nodes) -> Floats:
    """Raw values over (category, node, month): NaN without a value, where the figure is partial, and before a break."""
    partial = (nodes.marks & Mark.PARTIAL) > 0
    shown = (nodes.state == State.VALUE) & ~partial
    broken = (nodes.marks & Mark.BREAK) > 0
    later: Ints = np.flip(np.cumsum(np.flip(broken, axis=-1), axis=-1), axis=-1) - broken
    after: npt.NDArray[np.bool_] = np.asarray(later == 0)
    top, bottom = nodes.numerator.astype(np.float64), nodes.denominator.astype(np.float64)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=shown & after & (bottom != 0)))


def control_trend(indicator: Indicator, nodes: Nodes, target: TargetBound | None, high: TargetBound | None) -> Ints:
    """A Trend for each month: a special cause is better or worse, common-cause variation is unchanged, too few
    points give none."""
    values = points_of(nodes)
    shape = values.shape
    result = np.full(shape, Trend.NONE, dtype=np.int8)
    for at in range(shape[-1]):
        charts = limits(_window(values, at))
        better = _sides_better(indicator, charts, values[..., at].reshape(-1), target, high, at)
        direction = np.where(better > 0, Trend.BETTER, np.where(better < 0, Trend.WORSE, Trend.UNCHANGED))
        direction[(charts.points < LEAST_POINTS) | np.isnan(values[..., at].reshape(-1))] = Trend.NONE
        result[..., at] = direction.reshape(shape[:2])
    return result


def control_charts(
    indicator: Indicator, nodes: Nodes, target: TargetBound | None, high: TargetBound | None, at: int
) -> list[ControlChart | None]:
    """The chart of each node (of the whole) in the month at position `at`; None where there is no figure that month."""
    values = points_of(nodes)[:1]
    charts = limits(_window(values, at))
    latest = values[0, :, at]
    better = _sides_better(indicator, charts, latest, target, high, at)
    low, top = _bound(target, at), _bound(high, at)
    result: list[ControlChart | None] = []
    for row in range(len(latest)):
        if np.isnan(latest[row]):
            result.append(None)
            continue
        enough = charts.points[row] >= LEAST_POINTS
        special = Variation.IMPROVING if better[row] > 0 else Variation.CONCERNING
        variation = (special if better[row] else Variation.COMMON) if enough else Variation.TOO_FEW
        band = (float(charts.lower[row]), float(charts.upper[row]))
        result.append(
            ControlChart(
                points=int(charts.points[row]),
                mean=float(charts.mean[row]),
                lower=band[0],
                upper=band[1],
                variation=variation,
                assurance=_assurance(indicator, band, _at(low, row), _at(top, row)) if enough else Assurance.NONE,
                signal=Signal(int(charts.signal[row])),
            )
        )
    return result


def _window(values: Floats, at: int) -> Floats:
    return values[..., max(0, at - MOST_POINTS + 1) : at + 1].reshape(-1, min(at + 1, MOST_POINTS))


def _sides_better(
    indicator: Indicator,
    charts: ChartLimits,
    latest: Floats,
    target: TargetBound | None,
    high: TargetBound | None,
    at: int,
) -> Ints:
    """1 where the signal is an improvement, -1 where it is a deterioration, 0 without a signal or without a
    direction."""
    side = charts.side.astype(np.int8)
    if indicator.direction is Direction.HIGHER:
        return side
    if indicator.direction is Direction.LOWER:
        return np.asarray(-side)
    if indicator.direction is None or target is None or high is None:
        return np.zeros_like(side)
    low, top = (np.resize(e, len(latest)) for e in (_bound(target, at), _bound(high, at)))
    nearer = np.sign(_outside(charts.mean, low, top) - _outside(latest, low, top))
    return np.where(side != 0, np.nan_to_num(nearer), 0).astype(np.int8)


def _outside(value: Floats, low: Floats, high: Floats) -> Floats:
    return np.asarray(np.maximum(np.maximum(low - value, value - high), 0.0))


def _bound(bound: TargetBound | None, at: int) -> Floats:
    if bound is None:
        return np.zeros(0)
    top, bottom = bound.numerator[..., at].astype(np.float64), bound.denominator[..., at].astype(np.float64)
    return np.asarray(np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)).reshape(-1)


def _at(bound: Floats, row: int) -> float:
    return float(bound[row]) if len(bound) else float("nan")


def _assurance(indicator: Indicator, band: tuple[float, float], low: float, high: float) -> Assurance:
    lower, upper = band
    if np.isnan(low) or indicator.direction is None:
        return Assurance.NONE
    if indicator.direction is Direction.INSIDE:
        if lower >= low and upper <= high:
            return Assurance.HITS
        return Assurance.MISSES if upper < low or lower > high else Assurance.INCONSISTENT
    if indicator.direction is Direction.LOWER:
        lower, upper, low = -upper, -lower, -low
    if lower > low or (lower == low and not indicator.strict):
        return Assurance.HITS
    return Assurance.MISSES if upper < low or (upper == low and indicator.strict) else Assurance.INCONSISTENT
