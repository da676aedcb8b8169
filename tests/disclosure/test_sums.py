"""Nothing hidden is the difference of what is shown: over units, categories and the months of a year."""

from itertools import product
from random import Random

import numpy as np
import pytest

from kpidsl.model.measure import Cumulation
from kpidsl.model.period import Frequency, Month
from kpidsl.model.state import State
from kpidsl.model.traits import Kind
from tests.made import JANUARY, grid, hidden_cells, indicator, ruled, spec, structure, summed

ONE = structure({"statlig": ["0101"]})
COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})
COUNTRY = structure({"statlig": {"NO": {"01": ["0101", "0102"], "02": ["0201", "0202"], "03": ["0301"]}}})


def codes_hidden(where, leaves, month=0, **changes):
    """The codes of the hidden nodes in the month, in order."""
    gone = hidden_cells(ruled(indicator(**changes), 5), spec(), grid(summed(where, leaves)), where)
    return [n.unit.code for n, cell in zip(where.nodes, gone[0, :, month], strict=True) if cell]


def hidden_months(pairs, first=JANUARY, year_starts=1, **changes):
    """Which of one unit's months are hidden, 1 and 0."""
    made = grid([pairs], first, year_starts)
    gone = hidden_cells(ruled(indicator(**changes), 5), spec(year_starts=year_starts), made, ONE)
    return "".join(str(int(g)) for g in gone.ravel())


def test_the_smallest_other_office_that_has_cases_is_hidden_too():
    leaves = {"0101": [(3, 4)], "0102": [(40, 80)], "0103": [(35, 70)]}
    assert codes_hidden(COUNTY, leaves) == ["0101", "0103"]
    assert codes_hidden(COUNTY, leaves | {"0103": [(40, 80)]}) == ["0101", "0102"]  # of equals the first
    assert codes_hidden(COUNTY, leaves | {"0103": [(0, 0)]}) == ["0101", "0102"]  # none at all hides nothing
    assert codes_hidden(COUNTY, leaves | {"0103": [None]}) == ["0101", "0102"]


def test_where_no_other_office_has_a_figure_the_county_is_hidden():
    """Else it would be the office's. Two that are hidden protect each other: of their 5 hits either may have all."""
    assert codes_hidden(COUNTY, {"0101": [(3, 4)], "0102": [None], "0103": [None]}) == ["01", "0101"]
    assert codes_hidden(COUNTY, {"0101": [(3, 4)], "0102": [(2, 40)], "0103": [(9, 90)]}) == ["0101", "0102"]


def test_a_county_that_is_hidden_is_not_told_by_the_country():
    """01 has the 4 of 0101 and is small; 03 has fewer than 02, and its only office is hidden with it."""
    leaves = {"0101": [(2, 4)], "0102": [(0, 0)], "0201": [(20, 60)], "0202": [(20, 60)], "0301": [(50, 100)]}
    assert codes_hidden(COUNTRY, leaves) == ["01", "0101", "03", "0301"]


def test_a_unit_on_two_lines_is_shown_or_hidden_on_both():
    """0102 is hidden in the county for 0101's sake, and so in the town, where 0103 is the smallest beside it.

    The town is what both are together, so county less town less 0104 would be 0101: 0104 has fewer cases than the town.
    """
    both = structure({"statlig": {"01": ["0101", "0102", "0103", "0104"]}, "kommunal": {"by": ["0102", "0103"]}})
    leaves = {"0101": [(2, 4)], "0102": [(25, 50)], "0103": [(30, 60)], "0104": [(40, 80)]}
    assert codes_hidden(both, leaves) == ["0101", "0102", "0103", "0104", "0102", "0103"]


def test_a_unit_on_two_lines_is_so_in_each_category():
    """Women are small, and hidden with the men on both lines."""
    both = structure({"statlig": ["0101"], "kommunal": ["0101"]})
    series = [[pair] for pair in ((50, 100), (3, 30), (7, 30), (40, 40)) for _ in both.nodes]
    gone = hidden_cells(ruled(indicator(), 5), spec(), grid(series, categories=("", "k", "m", "u")), both)
    assert gone[..., 0].tolist() == [[False, False], [True, True], [True, True], [False, False]]


def test_a_unit_and_its_parts_are_a_sum():
    """The part 0102-2 is small: the other part is hidden with it; without it on the line nothing tells."""
    lines = {"statlig": ["0102"], "kommunal": ["0102-1", "0102-2"]}
    series = [[(50, 104)], [(48, 100)], [(2, 4)]]
    whole = structure(lines, parts={0: (1, 2)})
    assert hidden_cells(ruled(indicator(), 5), spec(), grid(series), whole).ravel().tolist() == [False, True, True]
    alone = grid([[(50, 104)], [(2, 4)], [None]])  # the rest is in no part: the whole is hidden
    assert hidden_cells(ruled(indicator(), 5), spec(), alone, whole).ravel().tolist() == [True, True, False]
    own = indicator(only_units=("0102", "0102-2"))
    assert hidden_cells(ruled(own, 5), spec(), grid(series), whole).ravel().tolist() == [False, False, True]


def test_children_where_it_does_not_stand_are_in_no_sum():
    """Of 01 it is only for 0101 and the county: the others' figures are not shown and cannot tell it or hide it."""
    leaves = {"0101": [(3, 4)], "0102": [(35, 70)], "0103": [(40, 80)]}
    assert codes_hidden(COUNTY, leaves, only_units=("01", "0101")) == ["01", "0101"]


def test_one_category_is_not_hidden_alone():
    """Women are small. The fewest others are hidden with them, or the whole where there are no others."""

    def gone(*pairs):
        categories = ("", *"abc"[: len(pairs) - 1])
        made = grid([[p] for p in pairs], categories=categories)
        return hidden_cells(ruled(indicator(), 5), spec(), made, ONE).ravel().tolist()

    assert gone((60, 123), (2, 3), (10, 20), (50, 100)) == [False, True, True, False]
    assert gone((60, 123), (2, 3), (50, 100), (10, 20)) == [False, True, False, True]
    assert gone((60, 123), (2, 3)) == [True, True]
    assert gone((2, 3), (2, 3), (0, 0)) == [True, True, False]
    assert gone((8, 16), (3, 8), (5, 8)) == [False, True, True]


@pytest.mark.parametrize(
    ("pairs", "gone"),
    [
        ([(50, 100), (3, 4), (40, 100), (30, 60)], "0110"),
        ([(50, 100), (30, 60), (3, 4)], "001"),  # the next month is not there yet
        ([(50, 100), (2, 4), (0, 0), (30, 60), (30, 60)], "01110"),  # two of them, and still 2 of 4
        ([(50, 100), (2, 4), (1, 2), (30, 60), (30, 60)], "01110"),  # 3 of 6: small by its numerator
        ([(50, 100), (3, 4), (40, 100), (30, 60), (3, 4), (30, 60), (30, 60)], "0110110"),
        ([(3, 4), (40, 100), (30, 60)], "110"),
        ([(50, 100), (3, 4), None, (30, 60), (30, 60)], "01110"),  # one without a figure is none
    ],
)
def test_a_month_between_two_years_to_date_is_not_alone(pairs, gone):
    """Until what is hidden in between is two months or more, and not small."""
    assert hidden_months(pairs) == gone


def test_a_new_year_begins_anew():
    """December is small; January, of a new year, is no difference that tells it. A year may begin in another month."""
    pairs = [(50, 100), (3, 4), (40, 100), (30, 60)]
    assert hidden_months(pairs, Month.of(2026, 11)) == "0100"
    assert hidden_months(pairs, Month.of(2026, 10)) == "0110"
    assert hidden_months(pairs, Month.of(2026, 6), year_starts=8) == "0100"
    assert hidden_months(pairs, Month.of(2026, 11), year_starts=8) == "0110"


def test_what_the_last_year_showed_is_not_subtracted_in_the_new_one():
    """Two hidden from January on are together 2 of 4 in the new year, whatever December's year to date was."""
    pairs = [(50, 100), (2, 4), (0, 0), (30, 60), (30, 60)]
    assert hidden_months(pairs, Month.of(2025, 12)) == "01110"


def test_only_a_sum_of_months_is_told_by_the_next():
    pairs = [(50, 100), (3, 4), (40, 100), (30, 60)]
    assert hidden_months(pairs, cumulation=Cumulation.STOCK) == "0100"
    assert hidden_months(pairs, cumulation=Cumulation.ROLLING) == "0100"
    assert hidden_months(pairs, year_to_date_only=True) == "0100"
    assert hidden_months(pairs, kind=Kind.QUANTILE) == "0100"
    assert hidden_months(pairs, kind=Kind.MEAN) == "0110"


def test_of_what_is_made_seldom_the_rest_of_the_year_is_hidden():
    pairs = [(50, 100), (3, 4), (40, 100), (30, 60), (50, 100)]
    assert hidden_months(pairs, Month.of(2026, 9), frequency=Frequency.QUARTER) == "01110"


JAN, FEB, MAR, APR = range(4)


def test_one_without_a_figure_in_the_month_protects_none_that_has():
    """0102 has fewest cases so far (10), all of January. Were it hidden with 0101, and 0103 shown, February's 63 of
    124 in the county less 0103's 60 of 120 would be 0101's 3 of 4."""
    leaves = {"0101": [(50, 100), (3, 4)], "0102": [(5, 10), None], "0103": [(60, 120), (60, 120)]}
    assert codes_hidden(COUNTY, leaves, FEB) == ["0101", "0103"]


def test_a_count_of_none_protects_none():
    values = [State.VALUE] * 4
    made = grid([[(43, 43)], [(3, 3)], [(0, 0)], [(40, 40)]], month_state=values, year_state=values)
    gone = hidden_cells(ruled(indicator(kind=Kind.COUNT), 5), spec(), made, COUNTY)
    assert gone.ravel().tolist() == [False, True, False, True]


def test_one_category_without_a_figure_protects_none_that_has():
    series = [[(115, 230), (63, 124)], [(50, 100), (3, 4)], [(5, 10), None], [(60, 120), (60, 120)]]
    gone = hidden_cells(ruled(indicator(), 5), spec(), grid(series, categories=("", "a", "b", "c")), ONE)
    assert gone[:, 0, FEB].tolist() == [False, True, False, True]


def test_months_without_a_figure_are_not_hidden_months_between():
    """0102 is hidden in February for 0101's sake and has no figure after. Were its year to date shown in April, 90 of
    180 until February, less January's 50 of 100 it would tell February's 40 of 80, and so 0101's 3 of 4."""
    goes_on = [(60, 120)] * 4
    leaves = {
        "0101": [(50, 100), (3, 4), (50, 100), (50, 100)],
        "0102": [(50, 100), (40, 80), None, None],
        "0103": goes_on,
    }
    assert codes_hidden(COUNTY, leaves, FEB) == ["0101", "0102"]
    assert "0102" in codes_hidden(COUNTY, leaves, MAR)
    assert "0102" in codes_hidden(COUNTY, leaves, APR)


MONTHS = 5


def drawn(chance):
    """A month's figure: none, a small one or a large one."""
    kind = chance.random()
    if kind < 0.35:
        return None
    base = chance.randint(1, 12) if kind < 0.6 else chance.randint(10, 30)
    return (chance.randint(0, base), base) if kind < 0.6 else (base, 2 * base)


def told(gone, months):
    """Which of a node's months and years to date follow from those that are shown, by elimination.

    A month without a figure adds nothing, and everybody sees that it is not there.
    """
    rows = [[int(j == i) for j in range(MONTHS)] for i in range(MONTHS)]
    rows += [[int(j <= i) for j in range(MONTHS)] for i in range(MONTHS)]
    shown = [r for i, r in enumerate(rows) if not gone[i % MONTHS] or (i < MONTHS and months[i] is None)]
    rank = np.linalg.matrix_rank(shown or [[0] * MONTHS])
    return [np.linalg.matrix_rank([*shown, r]) == rank for r in rows]


def sums_of(months):
    """Each month's figure and its year to date, where they are."""
    there = [[p for p in months[: i + 1] if p] for i in range(MONTHS)]
    so_far = [tuple(map(sum, zip(*pairs, strict=True))) if pairs else None for pairs in there]
    return list(zip(months, so_far, strict=True))


def never_one_unknown(family, series, known):
    """Of those that have a figure in a window, never one alone is not told."""
    for month, window in product(range(MONTHS), (0, 1)):
        there = [n for n in family if sums_of(series[n])[month][window]]
        assert sum(not known[n][month + window * MONTHS] for n in there) != 1


@pytest.mark.parametrize("seed", [*range(100), 276])  # 276: a year to date that is the month before's protects none
def test_no_sum_has_one_unknown(seed):
    """All that is small is hidden, no hidden month follows from its own year, and no family has one unknown."""
    chance = Random(seed)
    series = summed(COUNTRY, {leaf.code: [drawn(chance) for _ in range(MONTHS)] for leaf in COUNTRY.leaves})
    gone = hidden_cells(ruled(indicator(), 5), spec(), grid(series), COUNTRY)[0]
    known = [told(*one) for one in zip(gone, series, strict=True)]
    for node, months in enumerate(series):
        for month, windows in enumerate(sums_of(months)):
            small = any(0 < count < 5 for w in windows if w for count in (w[0], w[1], w[1] - w[0]))
            assert gone[node, month] or not small
            assert not (gone[node, month] and known[node][month] and months[month])
    for parent in {n.parent for n in COUNTRY.nodes} - {None}:
        never_one_unknown([parent, *(i for i, n in enumerate(COUNTRY.nodes) if n.parent == parent)], series, known)


@pytest.mark.parametrize("seed", range(100))
def test_no_category_is_the_one_unknown(seed):
    """As of units: of the whole and its three categories, over a year."""
    chance = Random(seed)
    parts = {leaf.code: [drawn(chance) for _ in range(MONTHS)] for leaf in COUNTY.leaves}
    series = summed(COUNTY, parts)
    gone = hidden_cells(ruled(indicator(), 5), spec(), grid(series, categories=("", "a", "b", "c")), ONE)[:, 0]
    never_one_unknown(range(4), series, [told(*one) for one in zip(gone, series, strict=True)])


def test_where_all_are_large_nothing_is_hidden():
    leaves = {leaf.code: [(50, 100)] * MONTHS for leaf in COUNTRY.leaves}
    assert codes_hidden(COUNTRY, leaves) == []
