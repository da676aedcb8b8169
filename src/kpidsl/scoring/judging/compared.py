"""What each month's figure is compared with, and why it has no arrow, recorded for whoever explains it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kpidsl.model.comparison import PREVIOUS, lag_of
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.model.state import Mark, State, Trend, WithoutArrow
from kpidsl.scoring.exact import Ints, reduced
from kpidsl.scoring.judging.trend import why_incomparable
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBounds
from kpidsl.scoring.time.series import shifted


@dataclass(frozen=True, slots=True)
class Compared:
    """Over (category, node, month): the number of the month that the figure is compared with (0: before the first),
    the raw value there in lowest terms (0/0: none), and a WithoutArrow."""

    month: Ints
    numerator: Ints
    denominator: Ints
    without_arrow: Ints


def compared(
    indicator: Indicator, windows: Windows, bounds: TargetBounds, arrow: Ints, months: tuple[Month, ...]
) -> Compared:
    """By the indicator's trend rule; without one, and by control limits, with the period before.

    For a line it is the first point. Last year's value is that of the units as they were then where the organisation
    compares so.
    """
    rule, nodes = indicator.trend_rule or PREVIOUS, windows.own
    earlier = windows.historic[0] if windows.historic is not None and rule.compared_with == "same_last_year" else None
    base, lag = nodes if earlier is None else earlier, lag_of(indicator, rule)
    has_value = base.state == State.VALUE
    top, bottom = (shifted(np.where(has_value, a, 0), lag) for a in (base.numerator, base.denominator))
    numbers = shifted(np.array([m.number for m in months], dtype=np.int64), lag)
    reasons = np.where(arrow != Trend.NONE, WithoutArrow.NO, _reasons(indicator, nodes, earlier, bounds))
    return Compared(np.broadcast_to(numbers, nodes.state.shape), *reduced(top, bottom), reasons.astype(np.int8))


def _reasons(indicator: Indicator, nodes: Nodes, earlier: Nodes | None, bounds: TargetBounds) -> Ints:
    """A WithoutArrow for each figure, for where there is no arrow."""
    rule = indicator.trend_rule
    if rule is None or indicator.direction is None:
        reason = WithoutArrow.NO_RULE if rule is None else WithoutArrow.NO_DIRECTION
        return np.full(nodes.state.shape, reason, dtype=np.int8)
    if rule.compared_with != "control_limits":
        return why_incomparable(indicator, rule, nodes, earlier, *bounds)
    lacks, partial = nodes.state != State.VALUE, (nodes.marks & Mark.PARTIAL) > 0
    return np.select([lacks, partial], [WithoutArrow.NO_VALUE, WithoutArrow.PARTIAL], WithoutArrow.TOO_FEW_MONTHS)
