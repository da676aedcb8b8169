"""A figure that is judged on some of its units tells nothing of a hidden one: neither what is judged, nor a colour."""

from __future__ import annotations

from array import array

import numpy as np

from kpidsl.disclosure.blanking import without_judged_on_hidden
from kpidsl.model.state import Status, Undecided
from tests.made import JANUARY, grid, structure

COUNTY = structure({"statlig": {"01": ["0101", "0102"]}})
MONTHS = (JANUARY, JANUARY + 1)


def judged():
    """01 with 0101 and 0102 in two months; the county, cells 0 and 1, is judged on one of its two units."""
    columns = {"judged_numerator": 5, "judged_denominator": 1, "judged_units": 1, "judged_of": 2, "status": Status.RED}
    windows = {
        f"{window}_{name}": array("q", [int(value), int(value), 0, 0, 0, 0])
        for window in ("month", "year")
        for name, value in columns.items()
    }
    deviations = {"deviation": array("q", [1] * 6), "since": array("q", [JANUARY.number] * 6)}
    return grid([[(12, 1)] * 2, [(5, 1)] * 2, [(7, 1)] * 2], **windows, **deviations)


def shown(hidden: list[list[bool]]):
    return without_judged_on_hidden(judged(), np.array([hidden]), COUNTY, MONTHS, 1)


def test_a_hidden_unit_takes_what_its_county_is_judged_on_and_the_colour():
    """0102 is hidden in January: January's colour goes, and that of the year so far in both months."""
    left = shown([[False, False], [False, False], [True, False]])
    assert list(left.month.status[:2]) == [Status.NONE, Status.RED]
    assert list(left.month.judged_numerator[:2]) == [0, 5]
    assert list(left.year_to_date.status[:2]) == [Status.NONE, Status.NONE]
    for name in ("judged_numerator", "judged_denominator", "judged_units", "judged_of"):
        assert list(getattr(left.year_to_date, name)[:2]) == [0, 0], name
    assert list(left.year_to_date.undecided[:2]) == [Undecided.WITHOUT_TARGET] * 2
    assert list(left.deviation[:2]) == [0, 0]
    assert list(left.since[:2]) == [0, 0]


def test_the_units_themselves_keep_what_they_have():
    left = shown([[False, False], [False, False], [True, False]])
    assert list(left.month.numerator) == list(judged().month.numerator)
    assert list(left.deviation[2:]) == [1] * 4


def test_where_nothing_is_hidden_nothing_goes():
    before = judged()
    assert without_judged_on_hidden(before, np.zeros((1, 3, 2), dtype=bool), COUNTY, MONTHS, 1) is before
