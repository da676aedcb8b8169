"""What each figure is compared with, and the first reason that holds for its having no arrow."""

from fractions import Fraction

import numpy as np
import pytest

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency
from kpidsl.model.rules import Tolerance, TrendRule
from kpidsl.model.state import Direction, Mark, State, Trend, WithoutArrow
from kpidsl.scoring.judging.compared import compared
from kpidsl.scoring.judging.trend import trend
from kpidsl.scoring.nodes.windows import Windows
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound
from tests.made import JANUARY, indicator

BEFORE = TrendRule("month_before", Tolerance(Fraction(0)))
NO, LACKS = WithoutArrow.NO, WithoutArrow.NO_VALUE


def windows(values, marks=(), then=None):
    """One node; a month for each numerator over 100, None where there is no figure; `marks` by month."""
    tops = np.array([[[v or 0 for v in values]]])
    bottoms = np.array([[[100 if v is not None else 0 for v in values]]])
    state = np.array([[[State.MISSING if v is None else State.VALUE for v in values]]])
    zeros = np.zeros_like(tops)
    own = Nodes(tops, bottoms, state, zeros.copy(), bottoms, zeros, zeros, zeros)
    for at, mark in dict(marks).items():
        own.marks[0, 0, at] |= mark
    earlier = None if then is None else (windows(then).own, windows(then).own)
    return Windows(("",), own, own, own, zeros, zeros, historic=earlier)


def found(of, rule=BEFORE, edges=(None, None), **changes):
    """The arrow, the month compared with (counted from 1, 0 for none), the value there and the reason, by month."""
    one = indicator(trend_rule=rule, **changes)
    arrow = trend(one, of, *edges)
    months = tuple(JANUARY + i for i in range(arrow.shape[-1]))
    made = compared(one, of, edges, arrow, months)
    pairs = zip(made.numerator.ravel().tolist(), made.denominator.ravel().tolist(), strict=True)
    return (
        [Trend(a) for a in arrow.ravel()],
        [n and n - JANUARY.number + 1 for n in made.month.ravel().tolist()],
        [Fraction(n, d) if d else None for n, d in pairs],
        [WithoutArrow(why) for why in made.without_arrow.ravel()],
    )


def test_each_month_is_compared_with_the_one_before_in_lowest_terms():
    """Half, 60 % and 55 %: February is better than January's 1/2, March worse than February's 3/5. January is new."""
    assert found(windows([50, 60, 55])) == (
        [Trend.NEW, Trend.BETTER, Trend.WORSE],
        [0, 1, 2],
        [None, Fraction(1, 2), Fraction(3, 5)],
        [NO, NO, NO],
    )
    one = compared(
        indicator(trend_rule=BEFORE), windows([50, 60]), (None, None), np.zeros((1, 1, 2)), (JANUARY, JANUARY + 1)
    )
    assert (one.numerator.ravel().tolist(), one.denominator.ravel().tolist()) == ([0, 1], [0, 2])


@pytest.mark.parametrize(
    ("values", "marks", "reasons"),
    [
        ([50, None, 55, 60], {}, [NO, LACKS, WithoutArrow.NO_VALUE_BEFORE, NO]),
        ([50, 60, 55], {1: Mark.PARTIAL}, [NO, WithoutArrow.PARTIAL, WithoutArrow.PARTIAL_BEFORE]),
        ([50, 60, 55], {1: Mark.BREAK}, [NO, WithoutArrow.BREAK, NO]),
        ([50, None, None], {}, [NO, LACKS, LACKS]),
        # a figure before it that is lacking is said before a break, and what lacks now before both
        ([50, None, 55], {2: Mark.BREAK}, [NO, LACKS, WithoutArrow.NO_VALUE_BEFORE]),
        ([50, None, 55], {2: Mark.BREAK | Mark.PARTIAL}, [NO, LACKS, WithoutArrow.PARTIAL]),
    ],
)
def test_why_there_is_no_arrow(values, marks, reasons):
    assert found(windows(values, marks))[3] == reasons


def test_the_month_is_recorded_though_the_figure_there_is_lacking():
    _, months, values, _ = found(windows([50, None, 55]))
    assert (months, values) == ([0, 1, 2], [None, Fraction(1, 2), None])


def test_with_last_year_there_are_too_few_months_until_one_is_there():
    """Thirteen months: the last is compared with the first, 40 %. The first is new, the others have nothing."""
    arrows, months, values, reasons = found(windows([40] + [50] * 12), TrendRule("same_last_year"))
    assert reasons == [NO, *[WithoutArrow.TOO_FEW_MONTHS] * 11, NO]
    assert (months[11:], values[11:]) == ([0, 1], [None, Fraction(2, 5)])
    assert arrows[-1] is Trend.BETTER  # 40 and 50 of 100: pooled .45, z = .1 / sqrt(.45 * .55 * .02) = 1.42, over 1


def test_last_years_figure_is_of_the_units_as_they_were_where_that_is_asked_for():
    of = windows([40] + [50] * 12, then=[30] + [50] * 12)
    assert found(of, TrendRule("same_last_year"))[2][12] == Fraction(3, 10)
    assert found(of, BEFORE)[2][1] == Fraction(2, 5)


def test_along_a_line_it_is_the_first_point_and_every_point_counts():
    """A line through three months; February lacks: no arrow in March, nor in April, whose line holds it."""
    line = TrendRule("line", Tolerance(Fraction(0)), months=3)
    _, months, values, reasons = found(windows([50, None, 55, 60, 70]), line)
    assert reasons == [NO, LACKS, WithoutArrow.NO_VALUE_BEFORE, WithoutArrow.NO_VALUE_BEFORE, NO]
    assert (months, values[2]) == ([0, 0, 1, 2, 3], Fraction(1, 2))
    assert found(windows([50, 55]), line)[3] == [NO, WithoutArrow.TOO_FEW_MONTHS]


def test_a_window_is_compared_with_the_one_that_does_not_overlap_and_a_quarter_with_the_quarter_before():
    of = windows([50, 51, 52, 53])
    assert found(of, TrendRule("previous"), cumulation=Cumulation.ROLLING, window=3)[1] == [0, 0, 0, 1]
    assert found(of, TrendRule("previous"), frequency=Frequency.QUARTER)[1] == [0, 0, 0, 1]


def test_without_a_rule_the_change_is_reckoned_from_the_month_before():
    _, months, values, reasons = found(windows([50, 60]), None)
    assert (months, values, reasons) == ([0, 1], [None, Fraction(1, 2)], [WithoutArrow.NO_RULE] * 2)
    assert found(windows([50, 60]), direction=None)[3] == [WithoutArrow.NO_DIRECTION] * 2


def test_by_control_limits_twelve_points_are_needed():
    """The eleventh point has too few behind it, the twelfth enough; a month without a figure says so."""
    reasons = found(windows([50, 60] * 5 + [50, 60, None]), TrendRule("control_limits"))[3]
    assert reasons == [WithoutArrow.TOO_FEW_MONTHS] * 11 + [NO, LACKS]


def test_toward_a_corridor_that_is_not_there_nothing_is_nearer():
    def edge(bottom):
        return TargetBound(np.array([[[bottom // 2] * 2]]), np.array([[[bottom] * 2]]), np.zeros((1, 1, 2), dtype=bool))

    inside = {"direction": Direction.INSIDE}
    assert found(windows([50, 60]), edges=(edge(2), edge(2)), **inside)[3] == [NO, NO]
    assert found(windows([50, 60]), edges=(edge(2), edge(0)), **inside)[3][1] is WithoutArrow.NO_CORRIDOR
    assert found(windows([50, 60]), edges=(None, None), **inside)[3][1] is WithoutArrow.NO_CORRIDOR
