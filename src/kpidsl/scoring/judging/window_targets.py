"""The targets that an indicator's two windows are judged by."""

from __future__ import annotations

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import Indicator, Target
from kpidsl.model.state import State
from kpidsl.model.targets import base_nodes
from kpidsl.scoring.exact import Ints
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.by_year import flow_targets, held_over
from kpidsl.scoring.targets.earlier import at_base, base_positions, improved
from kpidsl.scoring.targets.in_force import TargetBound, TargetBounds, either, target_bound
from kpidsl.scoring.time.frequency import Periods, periods_of
from kpidsl.scoring.time.series import breaks_since, shifted


def window_targets(indicator: Indicator, inputs: Inputs, windows: Windows) -> tuple[TargetBounds, TargetBounds]:
    """The targets of the month and of the year to date, each as (value bound, high bound).

    A period weighs in the year by its own figure, not by an older one that stands in for it. A parent's target of the
    year is made of the units whose figures are in its own.
    """
    if indicator.improvement is not None:
        month, year = _improvements(indicator.improvement, indicator, inputs, windows)
        return (month, None), (year, None)
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    bounds = _bounds(indicator, inputs, windows, _known(windows.month), periods)
    if indicator.cumulation is not Cumulation.FLOW:
        return bounds, _of_the_latest(indicator, inputs, windows, periods)
    year_alone = indicator.traits.targets == "summed" and indicator.year_to_date_only
    if year_alone or indicator.traits.targets == "latest":
        return bounds, _bounds(indicator, inputs, windows, _known(windows.ytd), periods)
    value, known = windows.own.state == State.VALUE, _known(windows.own)
    low, high = (
        None if bound is None else flow_targets(indicator, bound, known, value, periods, inputs.year_starts)
        for bound in bounds
    )
    return bounds, (low, high)


def _known(nodes: Nodes) -> Ints:
    """The denominators; 0 where there is no value."""
    return np.where(nodes.state == State.VALUE, nodes.denominator, 0)


def _bounds(indicator: Indicator, inputs: Inputs, windows: Windows, known: Ints, periods: Periods) -> TargetBounds:
    """Both bounds, weighted by the denominators that are `known`."""
    of, weights = (inputs.leaf_nodes, inputs.months), windows.weights(known)
    low, high = (
        held_over(periods, target_bound(indicator, *of, bound, weights, windows.categories, windows.bases))
        for bound in ("value", "high")
    )
    return low, high


def _of_the_latest(indicator: Indicator, inputs: Inputs, windows: Windows, periods: Periods) -> TargetBounds:
    """The targets of the year to date of a stock or a window, which is the latest figure: each weighted by what the
    units had in the month that the node's figure reaches, whatever some of them had before."""
    at = np.arange(len(inputs.months))
    reached = np.where(windows.last_month > 0, windows.last_month - inputs.months[0].number, at)
    back, known = periods.spread((at - reached)[..., periods.ends]), _known(windows.own)
    bounds = _bounds(indicator, inputs, windows, known, periods)
    for lag in sorted({*np.unique(back).tolist()} - {0}):
        older = _bounds(indicator, inputs, windows, shifted(known, lag), periods)
        bounds = either(bounds, older, back == lag)
    return bounds


def _improvements(
    better: Target, indicator: Indicator, inputs: Inputs, windows: Windows
) -> tuple[TargetBound, TargetBound]:
    """The improvement targets of the month and of the year to date, each relative to the earlier figure of the same
    period, or to that of a level at the same time; last year's are those of the units as they were then, where the
    organisation says so."""
    if better.base == "level":
        ancestors = np.array(base_nodes(better, inputs.structure), dtype=np.int64)
        of = windows.of_month
        return (
            level_targets(better, indicator, windows.month, of, ancestors),
            level_targets(better, indicator, windows.ytd, windows.last_month, ancestors),
        )
    historic = windows.historic if better.base != "previous" else None
    last_year_nodes = (windows.month, windows.ytd) if historic is None else historic
    base = base_positions(better, indicator, inputs.months)
    of = np.zeros_like(windows.last_month) if windows.of_month is None else windows.of_month
    month, year = (
        improvement_targets(better, indicator, nodes, last_year_nodes[0].marks, _positions(at, inputs), base)
        for nodes, at in zip(last_year_nodes, (of, windows.last_month), strict=True)
    )
    return month, year


def _positions(of: Ints, inputs: Inputs) -> Ints:
    """Positions of the months of those numbers; a figure of none (0) stands in its own."""
    return np.where(of > 0, of - inputs.months[0].number, np.arange(len(inputs.months)))


def improvement_targets(
    target: Target, indicator: Indicator, nodes: Nodes, marks: Ints, of: Ints, base: Ints
) -> TargetBound:
    """`n` better than at the base (a position for each month) of the month that each figure is `of`, at every node.

    No target where that has no value, or where the series breaks (by `marks`) between the two.
    """
    has_value = at_base((nodes.state == State.VALUE).astype(np.int8), base) > 0
    has_value &= ~breaks_since(marks, at_base(of, base), indicator.frequency)
    top, bottom = improved(at_base(nodes.numerator, base), at_base(nodes.denominator, base), target, indicator)
    derived = np.zeros(has_value.shape, dtype=np.bool_)
    return TargetBound(np.where(has_value, top, 0), np.where(has_value, bottom, 0), derived).at_the_month(of)


def level_targets(target: Target, indicator: Indicator, nodes: Nodes, of: Ints | None, ancestors: Ints) -> TargetBound:
    """`n` better than the node's ancestor (a position for each node, -1: none) has it in the same period.

    No target where that has no value, or where the two figures are of different months (`of`: the month each is of).
    """

    def above(values: Ints) -> Ints:
        return values[:, np.clip(ancestors, 0, None)]

    has_value = (above(nodes.state) == State.VALUE) & (ancestors >= 0)[None, :, None]
    if of is not None:
        has_value &= above(of) == of
    top, bottom = improved(above(nodes.numerator), above(nodes.denominator), target, indicator)
    derived = np.zeros(has_value.shape, dtype=np.bool_)
    return TargetBound(np.where(has_value, top, 0), np.where(has_value, bottom, 0), derived)
