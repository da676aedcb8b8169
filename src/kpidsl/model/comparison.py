"""What an arrow compares a figure with: how many months lie between."""

from __future__ import annotations

from fractions import Fraction

from kpidsl.model.measure import Cumulation
from kpidsl.model.rules import TrendRule
from kpidsl.model.spec import Indicator

PREVIOUS = TrendRule("previous")
"""What a change is reckoned from where no rule says so."""


def lag_of(indicator: Indicator, rule: TrendRule) -> int:
    """How many months back the arrow's comparable figure lies: the previous window that does not overlap, or last
    year's.

    For a fitted line it is the line's first point.
    """
    if rule.compared_with == "same_last_year":
        return 12
    if rule.compared_with == "line":
        return (points_of_line(indicator, rule) - 1) * indicator.frequency.months
    if indicator.cumulation is Cumulation.ROLLING and rule.compared_with != "month_before":
        return indicator.window
    return indicator.frequency.months


def rests_on(indicator: Indicator, rule: TrendRule) -> range:
    """How many months back each figure lies that the arrow depends on: the one compared with, or every point of the
    line."""
    lag = lag_of(indicator, rule)
    return range(
        indicator.frequency.months if rule.compared_with == "line" else lag, lag + 1, indicator.frequency.months
    )


def overlaps(indicator: Indicator) -> bool:
    """Whether the arrow compares windows that share months, as the rule then states."""
    rule = indicator.trend_rule
    rolling = indicator.cumulation is Cumulation.ROLLING and indicator.window > indicator.frequency.months
    return rule is not None and rule.compared_with in ("month_before", "line") and rolling


def points_of_line(indicator: Indicator, rule: TrendRule) -> int:
    """The number of the indicator's periods that the rule's line is fitted to."""
    return rule.months // indicator.frequency.months


def dead_band(indicator: Indicator) -> Fraction | None:
    """How far a raw value must move before the arrow changes from unchanged; None where the rule gives no distance."""
    rule = indicator.trend_rule
    if rule is None or rule.dead_band is None or rule.dead_band.of_target:
        return None
    return rule.dead_band.value / indicator.scale
