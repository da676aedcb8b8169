"""Places in flat columns: two categories of three nodes over four months."""

import pytest

from kpidsl.model.axes import Axes
from kpidsl.model.period import Month

FIRST = Month.parse("2026-01")
AXES = Axes(3, tuple(FIRST + i for i in range(4)))


def test_months_stand_side_by_side_within_nodes_within_categories():
    """Node 1 of the whole comes after one node of four months; in the second category after three nodes more."""
    assert AXES.series(1) == range(4, 8)
    assert AXES.series(1, 1) == range(16, 20)
    assert AXES.at(1, FIRST + 2) == 6
    assert AXES.at(1, FIRST + 2, 1) == 18
    assert AXES.all_series((2, 0), 2) == [range(8, 12), range(4), range(20, 24), range(12, 16)]
    every = [at for series in AXES.all_series(range(3), 2) for at in series]
    assert every == list(range(24))


@pytest.mark.parametrize("month", [FIRST - 1, FIRST + 4])
def test_another_month_has_no_place(month):
    """And not that of the node beside it."""
    with pytest.raises(IndexError, match=str(month)):
        AXES.at(1, month)
