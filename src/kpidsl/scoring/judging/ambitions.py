"""What units aim at themselves, over time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kpidsl.model.measure import Cumulation
from kpidsl.model.spec import Indicator
from kpidsl.model.state import State
from kpidsl.scoring.exact import Bools
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.targets.by_year import flow_targets, held_over
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.targets.rows import in_force
from kpidsl.scoring.time.frequency import periods_of


def ambitions(
    indicator: Indicator, inputs: Inputs, windows: Windows, target: TargetBound | None
) -> tuple[TargetBound | None, TargetBound | None]:
    """The ambitions of the month and of the year to date, at the units that have one in force; None without any.

    They are the whole's, where categories have targets of their own. The year's is the month's; of what is summed, it
    is the sum of its months' ambitions, and of the `target` of a month without one.
    """
    if not indicator.ambitions:
        return None, None
    own = replace(indicator, targets=indicator.ambitions)
    value, scale, has, _ = in_force(own, inputs.structure, inputs.months, "value", windows.categories)
    shape = windows.month.state.shape
    has = np.broadcast_to(has, shape).copy()
    has[1:] &= not indicator.has_targets_by_category
    top, bottom = (np.broadcast_to(part, shape) for part in (np.where(has, value, 0), has * scale))
    periods = periods_of(indicator.frequency, inputs.months, inputs.year_starts)
    month = held_over(periods, TargetBound(top, bottom, np.zeros(shape, dtype=np.bool_)))
    if month is None or not _is_summed(indicator):
        return month, month
    has_value, known = month.denominator > 0, windows.own.state == State.VALUE
    by_month = month if target is None else _either(has_value, month, target)
    weights = np.where(known, windows.own.denominator, 0)
    year = flow_targets(indicator, by_month, weights, known, periods, inputs.year_starts)
    return month, _either(has_value, year, _none(shape))


def _is_summed(indicator: Indicator) -> bool:
    """Whether the year's target is the sum of its months'."""
    flow = indicator.cumulation is Cumulation.FLOW and not indicator.year_to_date_only
    return flow and indicator.traits.targets == "summed"


def _none(shape: tuple[int, ...]) -> TargetBound:
    nothing = np.zeros(shape, dtype=np.int64)
    return TargetBound(nothing, nothing, np.zeros(shape, dtype=np.bool_))


def _either(has_first: Bools, one: TargetBound, other: TargetBound) -> TargetBound:
    """The one bound where `has_first`, elsewhere the other; neither is derived."""
    top = np.where(has_first, one.numerator, other.numerator)
    bottom = np.where(has_first, one.denominator, other.denominator)
    return TargetBound(top, bottom, np.zeros(has_first.shape, dtype=np.bool_))
