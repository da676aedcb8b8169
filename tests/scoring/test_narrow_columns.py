"""A column of scored figures takes the narrowest type that holds it, and holds the same numbers in every one."""

from array import array

import numpy as np
import pytest

from kpidsl.scoring.judging.figures import column


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([0, 0], "b"),
        ([-128, 127], "b"),
        ([-129, 0], "h"),
        ([128], "h"),
        ([32_767, -32_768], "h"),
        ([32_768], "i"),
        ([2**31 - 1, -(2**31)], "i"),
        ([2**31], "q"),
        ([-(2**63), 2**63 - 1], "q"),
        ([], "b"),
    ],
)
def test_the_narrowest_that_holds_them(numbers, code):
    made = column(np.array(numbers, dtype=np.int64))
    assert isinstance(made, array)
    assert (made.typecode, made.tolist()) == (code, numbers)


def test_a_type_that_is_given_is_kept_and_what_exceeds_64_bits_is_a_list():
    assert column(np.array([1, 2]), "h").typecode == "h"
    assert column(np.array([1 << 70, 2], dtype=object)) == [1 << 70, 2]
