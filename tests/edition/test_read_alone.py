"""What is read of an edition without making whole cells is what the cells hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpidsl.model.edition import Edition
from kpidsl.model.rounding import nearest, rounded
from kpidsl.wording.numbers import faithful_decimals

FRACTIONS = st.builds(Fraction, st.integers(-(10**7), 10**7), st.integers(1, 10**4))


def test_statuses_and_months_values_are_those_of_the_cells(small: Edition) -> None:
    """At every node of every indicator and category; some are hidden, and some have no figure."""
    states = set()
    for code, grid in small.grids.items():
        for node in range(len(small.structure.nodes)):
            for category in range(len(grid.categories)):
                cells = [small.cell(code, node, month, category) for month in small.months]
                values = [cell.month.value for cell in cells]
                assert small.month_values(code, node, category, len(cells)) == values
                assert small.month_values(code, node, category, 2) == values[-2:]
                assert small.status(code, node, category) is cells[-1].year_to_date.status
                states |= {(cell.month.hidden, cell.month.value is None) for cell in cells}
    assert states == {(False, False), (False, True), (True, True)}


@given(FRACTIONS, st.integers(0, 6))
def test_a_rounded_value_is_nearest_and_half_goes_away_from_zero(value: Fraction, decimals: int) -> None:
    step = Fraction(1, 10**decimals)
    off = Fraction(nearest(value, decimals)) * step - value
    assert abs(off) * 2 <= step
    if abs(off) * 2 == step:
        assert (off > 0) == (value > 0)
    assert Fraction(rounded(value, decimals)) == nearest(value, decimals) * step


@pytest.mark.parametrize(
    ("value", "decimals", "units"),
    [("12.345", 2, 1235), ("-12.345", 2, -1235), ("-0.004", 2, 0), ("2.5", 0, 3), ("-0.5", 0, -1), ("7", 3, 7000)],
)
def test_units_of_the_last_decimal(value: str, decimals: int, units: int) -> None:
    assert nearest(Fraction(value), decimals) == units


@given(FRACTIONS, st.lists(FRACTIONS, max_size=2), st.integers(0, 2))
def test_the_printed_number_is_on_the_values_side_of_each_edge(
    value: Fraction, edges: list[Fraction], least: int
) -> None:
    """With no more decimals than that takes, and twelve at most."""
    decimals = faithful_decimals(value, least, tuple(edges))

    def is_faithful(shown: int) -> bool:
        printed = Fraction(rounded(value, shown))
        return all((printed > e) == (value > e) and (printed < e) == (value < e) for e in edges)

    assert is_faithful(decimals) or decimals == 12
    assert not any(is_faithful(fewer) for fewer in range(least, decimals))
