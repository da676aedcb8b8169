"""A grid's columns keep their type and their numbers, also those that no type of 64 bits holds."""

from array import array
from dataclasses import replace

import numpy as np

from kpidsl.disclosure.blanking import blanked, joined, taken
from kpidsl.disclosure.columns import blank_in, column_like, marked_in, numbers_of
from kpidsl.scoring.judging.figures import column
from tests.made import numbered

BIG = 1 << 80


def with_big(made):
    """The grid with month's numerators that exceed 64 bits."""
    return replace(made, month=replace(made.month, numerator=[BIG + at for at in range(len(made.trend))]))


def test_a_column_is_read_and_written_in_its_own_type():
    for code in "bhiq":
        narrow = array(code, [1, 0, -2])
        assert column_like(narrow, numbers_of(narrow)) == narrow
        assert column_like(narrow, numbers_of(narrow)).typecode == code
        assert column_like(narrow, numbers_of(narrow).astype(np.int64) * 2) == array(code, [2, 0, -4])
    assert column_like([BIG, 1], numbers_of([BIG, 1])) == [BIG, 1]


def test_the_cells_that_are_suppressed_are_blank_or_marked_whatever_the_shape_of_the_choice():
    gone = np.array([[False, True], [True, False]])
    assert blank_in(array("q", [5, 6, 7, 8]), gone) == array("q", [5, 0, 0, 8])
    assert blank_in([BIG, BIG, 7, 8], gone) == [BIG, 0, 0, 8]
    assert marked_in(array("b", [5, 6, 7, 8]), gone, 3) == array("b", [5, 3, 3, 8])
    assert column(gone, "b") == array("b", [0, 1, 1, 0])


def test_of_two_grids_each_span_is_of_the_one_that_it_is_asked_of():
    closed, opened = with_big(numbered(6)), numbered(6)
    opened = replace(opened, since=array("q", [10_000 + at for at in range(6)]))
    spans = [(range(4, 6), True), (range(1, 3), False)]
    made = joined(closed, opened, spans)
    assert list(made.since) == [10_004, 10_005, closed.since[1], closed.since[2]]
    of_month = [*opened.month.numerator[4:6], BIG + 1, BIG + 2]
    assert list(made.month.numerator) == of_month
    assert list(joined(closed, opened, [(range(2), False)]).month.numerator) == [BIG, BIG + 1]


def test_numbers_beyond_64_bits_are_taken_and_blanked_as_others_are():
    made = with_big(numbered(4))
    assert taken(made, [range(2, 4), range(1)]).month.numerator == [BIG + 2, BIG + 3, BIG]
    hidden = np.array([[[False, True], [False, True]]])
    assert blanked(made, hidden).month.numerator == [BIG, 0, BIG + 2, 0]
