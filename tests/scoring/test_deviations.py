"""The rule and since when: by hand, cell by cell."""

import numpy as np

from kpidsl.model.period import Month
from kpidsl.model.rules import DeviationCondition, DeviationRule
from kpidsl.model.state import Status, Trend
from kpidsl.scoring.judging.deviations import deviations

MONTHS = tuple(Month.of(2025, 12) + n for n in range(5))
DEC, JAN, FEB, MAR, APR = (m.number for m in MONTHS)
RULE = DeviationRule(any_of=(DeviationCondition(Status.RED), DeviationCondition(Status.AMBER, Trend.WORSE)))


def found(rule, statuses, arrows):
    shape = (1, 1, len(MONTHS))
    status, trend = np.array(statuses).reshape(shape), np.array(arrows).reshape(shape)
    deviates, since = deviations(rule, status, trend, MONTHS)
    assert deviates.shape == since.shape == shape
    assert (deviates.dtype, since.dtype) == (np.int8, np.int64)
    return deviates.ravel().tolist(), since.ravel().tolist()


def test_amber_deviates_only_with_its_arrow_and_red_with_any():
    statuses = [Status.AMBER, Status.AMBER, Status.AMBER, Status.AMBER, Status.RED]
    arrows = [Trend.WORSE, Trend.BETTER, Trend.UNCHANGED, Trend.NONE, Trend.BETTER]
    assert found(RULE, statuses, arrows)[0] == [1, 0, 0, 0, 1]


def test_green_and_no_status_do_not_deviate_whatever_the_arrow():
    statuses = [Status.GREEN, Status.GREEN, Status.NONE, Status.NONE, Status.GREEN]
    arrows = [Trend.WORSE, Trend.BETTER, Trend.WORSE, Trend.NEW, Trend.UNCHANGED]
    assert found(RULE, statuses, arrows) == ([0, 0, 0, 0, 0], [0, 0, 0, 0, 0])


def test_a_run_begins_again_after_a_month_without():
    """Red in December, January and March, April: the second run is since March, and crosses no year's edge anew."""
    statuses = [Status.RED, Status.RED, Status.GREEN, Status.RED, Status.RED]
    assert found(RULE, statuses, [Trend.NONE] * 5) == ([1, 1, 0, 1, 1], [DEC, DEC, 0, MAR, MAR])


def test_without_pairs_nothing_deviates():
    assert found(DeviationRule(any_of=()), [Status.RED] * 5, [Trend.WORSE] * 5)[0] == [0] * 5


def test_a_colour_that_must_have_lasted_deviates_from_the_last_of_its_months():
    """Red from December on: for three months in February; a month of another colour begins anew."""
    rule = DeviationRule((DeviationCondition(Status.RED, None, 3),))
    assert found(rule, [Status.RED] * 5, [Trend.NONE] * 5) == ([0, 0, 1, 1, 1], [0, 0, FEB, FEB, FEB])
    assert found(rule, [Status.RED, Status.RED, Status.NONE, Status.RED, Status.RED], [Trend.NONE] * 5)[0] == [0] * 5


def test_the_arrow_is_asked_of_the_last_month_alone():
    rule = DeviationRule((DeviationCondition(Status.RED, Trend.WORSE, 2),))
    arrows = [Trend.WORSE, Trend.WORSE, Trend.BETTER, Trend.BETTER, Trend.WORSE]
    assert found(rule, [Status.RED] * 5, arrows)[0] == [0, 1, 0, 0, 1]
