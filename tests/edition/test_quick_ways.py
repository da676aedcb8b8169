"""What is done by a shorter way than the library's comes out as the library has it."""

import csv
from io import StringIO

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from kpidsl.model.edition import is_early_warning
from kpidsl.model.state import Status, Trend
from kpidsl.rendering.machine.csv_files import _field
from kpidsl.rendering.machine.text_columns import distinct_and_codes
from kpidsl.rendering.shown.csv_cells import safe


@given(st.text(alphabet=st.sampled_from("aZ09._-=+@;,\"'\t\r\n æ\u2028")))
@example("")
@example("1.5")
@example("-1.5")
@example("1\n")
@example("a\r")
def test_a_field_is_as_the_csv_module_writes_it(text):
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow((safe(text), "last"))
    assert _field(text) + ",last\n" == line.getvalue()


@given(st.lists(st.integers(-(1 << 63), (1 << 63) - 1) | st.integers(-9, 9) | st.integers(1 << 62, (1 << 62) + 9)))
@example([-(1 << 63), -(1 << 63) + 3, -(1 << 63) + 1])
@example([(1 << 63) - 1, (1 << 63) - 2])
@example([])
def test_the_different_numbers_are_those_that_sorting_finds(numbers):
    cells = np.array(numbers, dtype=np.int64)
    for one in (cells, cells.astype(np.int8), cells.astype(object)):
        for made, expected in zip(distinct_and_codes(one), np.unique(one, return_inverse=True), strict=True):
            assert made.tolist() == expected.tolist()


def test_an_early_warning_of_arrays_is_that_of_each_cell():
    each = [(status, trend, deviation) for status in Status for trend in Trend for deviation in (0, 1)]
    alone = [is_early_warning(*one) for one in each]
    assert is_early_warning(*np.array(each, dtype=np.int8).T).tolist() == alone
    assert [one for one, warns in zip(each, alone, strict=True) if warns] == [(Status.GREEN, Trend.WORSE, 0)]
