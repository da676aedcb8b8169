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
from kpidsl.scoring.targets.in_force import TargetBound, TargetBounds, target_bound
from kpidsl.scoring.time.frequency import periods_of
from kpidsl.scoring.time.series import breaks_since


def window_targets(indicator: Indicator, inputs: Inputs, windows: Windows) -> tuple[TargetBounds, TargetBounds]:
    """The targets of the month and of the year to date, each as (value bound, high bound).

    A figure has the target of the period that it is of, also where it stands in for a later one; a parent's is made of
    the units whose figures of that period are in its own. Without a figure it is the target of the latest period.
    """
    if indicator.improvement is not None:
        month, year = _improvements(indicator.improvement, indicator, inputs, windows)
        return (month, None), (year, None)
    own = own_targets(indicator, inputs, windows)
    year_bounds = own if indicator.cumulation is not Cumulation.FLOW else _of_flows(indicator, inputs, windows, own)
    of_month, of_year = reached(windows, inputs)
    return _at(own, of_month), _at(year_bounds, of_year)


def own_targets(indicator: Indicator, inputs: Inputs, windows: Windows) -> TargetBounds:
    """The targets of each month's latest period, as (value bound, high bound), weighted by what it has itself."""
    return _bounds(indicator, inputs, windows, _known(windows.own))


def _of_flows(indicator: Indicator, inputs: Inputs, windows: Windows, own: TargetBounds) -> TargetBounds:
    """The year's targets of a flow to each month: of the periods of the year that have a figure, or in force alone."""
    year_alone = indicator.traits.targets == "summed" and indicator.year_to_date_only
    if year_alone or indicator.traits.targets == "latest":
        begun = np.array([month.year_start(inputs.year_starts).number for month in inputs.months], dtype=np.int64)
        return _bounds(indicator, inputs, windows, np.where(windows.last_month >= begun, _known(windows.ytd), 0))
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    value, known = windows.own.state == State.VALUE, _known(windows.own)
    low, high = (
        None if bound is None else flow_targets(indicator, bound, known, value, periods, inputs.year_starts)
        for bound in own
    )
    return low, high


def reached(windows: Windows, inputs: Inputs) -> tuple[Ints, Ints]:
    """The positions of the months that the month's figures and those of the year to date are of; of a cell without a
    figure its own."""
    of_month = np.zeros_like(windows.last_month) if windows.of_month is None else windows.of_month
    pairs = ((windows.month, of_month), (windows.ytd, windows.last_month))
    month, year = (positions(np.where(nodes.state == State.VALUE, of, 0), inputs) for nodes, of in pairs)
    return month, year


def _at(bounds: TargetBounds, months: Ints) -> TargetBounds:
    """The bounds of the months at these positions."""
    low, high = (None if bound is None else bound.at_the_month(months) for bound in bounds)
    return low, high


def _known(nodes: Nodes) -> Ints:
    """The denominators; 0 where there is no value."""
    return np.where(nodes.state == State.VALUE, nodes.denominator, 0)


def _bounds(indicator: Indicator, inputs: Inputs, windows: Windows, known: Ints) -> TargetBounds:
    """Both bounds in force at the end of each month's latest period, weighted by the denominators that are `known`."""
    of, weights = (inputs.leaf_nodes, inputs.months), windows.weights(known)
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    low, high = (
        held_over(periods, target_bound(indicator, *of, bound, weights, windows.categories, windows.bases))
        for bound in ("value", "high")
    )
    return low, high


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
        improvement_targets(better, indicator, nodes, last_year_nodes[0].marks, positions(at, inputs), base)
        for nodes, at in zip(last_year_nodes, (of, windows.last_month), strict=True)
    )
    return month, year


def positions(of: Ints, inputs: Inputs) -> Ints:
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
