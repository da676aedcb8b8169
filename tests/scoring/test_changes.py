"""Where a series breaks and where a node holds a part of a split unit's figure, month by month."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from kpidsl.model.organisation import Distribution, Node, UnitKey
from kpidsl.model.period import Month
from kpidsl.model.state import Mark
from kpidsl.planning import plan
from kpidsl.scoring.inputs import Inputs
from kpidsl.scoring.leaves.arrays import Leaves
from kpidsl.scoring.leaves.break_marks import broken, distributed
from tests.scoring.worlds import checked, months_from, office_structure, reduced

MONTHS = months_from("2026-01", 6)
BREAK, PART = int(Mark.BREAK), int(Mark.DISTRIBUTED)
OLD = UnitKey("", "0100")
ROWS = {"0101": dict.fromkeys(MONTHS, (1, 2))}


def inputs_with(**changes):
    """The country, a county of 0101 and 0102, and three offices on one line, with changes; 0100 is a former code."""
    structure = office_structure("0101", "0102", "0103")
    country, *offices = structure.nodes
    county = Node("statlig", UnitKey("fylke", "01"), "Fylke", 0, 1, (0, 1))
    structure = replace(structure, nodes=(country, county, *offices), **changes)
    made = plan(checked(), structure, MONTHS)
    tables = reduced(made, ROWS)
    return Inputs.of(checked(), made, replace(tables, units=(*tables.units, OLD)), MONTHS[-1])


def month(text):
    return Month.parse(f"2026-{text}")


def test_a_part_of_a_split_unit_breaks_it_and_its_county_and_not_the_country():
    """The country also holds what has no unit, so the split unit's earlier figures too."""
    inputs = inputs_with(broken={"0101": (month("03"),)})
    assert broken(inputs).tolist() == [
        [0] * 6,
        [0, 0, BREAK, 0, 0, 0],
        [0, 0, BREAK, 0, 0, 0],
        [0] * 6,
        [0] * 6,
    ]


def test_every_break_of_every_unit_within_the_months():
    """Two of 0102 and one of 0103, at both ends; those of December before and July after are not of these months."""
    months = (Month.parse("2025-12"), month("01"), month("04"), month("07"))
    inputs = inputs_with(broken={"0102": months, "0103": (month("06"),)})
    assert broken(inputs).tolist() == [
        [0] * 6,
        [BREAK, 0, 0, BREAK, 0, 0],
        [0] * 6,
        [BREAK, 0, 0, BREAK, 0, 0],
        [0, 0, 0, 0, 0, BREAK],
    ]


def test_ready_made_figures_go_on_where_the_shares_are_declared():
    """March's shares are declared, April's are not. What is counted of rows breaks in both."""
    inputs = inputs_with(
        broken={"0101": (month("03"), month("04"))}, bridged=frozenset({("0101", month("03")), ("0102", month("04"))})
    )
    assert broken(inputs, ready_made=True)[2].tolist() == [0, 0, 0, BREAK, 0, 0]
    assert broken(inputs)[2].tolist() == broken(inputs, ready_made=False)[2].tolist() == [0, 0, BREAK, BREAK, 0, 0]


def test_without_changes_no_mark():
    inputs = inputs_with()
    nothing = np.zeros((5, 6))
    assert (broken(inputs) == nothing).all()
    assert (distributed(inputs, leaves(scale=2), leaves(scale=2)) == nothing).all()
    assert broken(inputs).dtype == distributed(inputs, leaves(), leaves()).dtype == np.int16


def leaves(there=(), *, scale=1):
    """Figures over (unit, month) of three offices, a former code and what has no unit: rows of 0100 in some of them."""
    nothing = np.zeros((1, 5, 6), dtype=np.int64)
    present, own = np.zeros((5, 6), dtype=np.bool_), np.zeros((5, 6), dtype=np.bool_)
    own[3, list(there)] = True
    return Leaves(("",), nothing, nothing, present, nothing, own, scale)


def halves(code="0100", first=None, before=None, shares=(("0101", 1), ("0103", 1))):
    total = sum(weight for _, weight in shares)
    return Distribution(code, first, before, tuple((leaf, Fraction(weight, total)) for leaf, weight in shares))


def test_a_part_of_a_figure_is_marked_where_it_was_delivered():
    """Half to 0101 and half to 0103, rows in January, March and (of the denominator) April: 0101, its county and 0103
    hold a part; 0102 holds nothing and the country all of it."""
    inputs = inputs_with(distributed=(halves(),))
    found = distributed(inputs, leaves((0, 2), scale=2), leaves((2, 3), scale=2))
    part = [PART, 0, PART, PART, 0, 0]
    assert found.tolist() == [[0] * 6, part, part, [0] * 6, part]


def test_a_county_that_holds_every_share_holds_it_all():
    inputs = inputs_with(distributed=(halves(shares=(("0101", 1), ("0102", 2))),))
    found = distributed(inputs, leaves((1,), scale=3), leaves((1,), scale=3))
    part = [0, PART, 0, 0, 0, 0]
    assert found.tolist() == [[0] * 6, [0] * 6, part, part, [0] * 6]


@pytest.mark.parametrize(
    ("first", "before", "expected"),
    [
        (None, "04", [1, 1, 1, 0, 0, 0]),
        ("02", "04", [0, 1, 1, 0, 0, 0]),
        ("05", None, [0, 0, 0, 0, 1, 1]),
    ],
)
def test_a_distribution_is_of_its_own_months(first, before, expected):
    inputs = inputs_with(distributed=(halves(first=first and month(first), before=before and month(before)),))
    found = distributed(inputs, leaves(range(6), scale=2), leaves(scale=2))
    assert found[2].tolist() == [PART * m for m in expected]


def test_two_distributions_of_one_code_are_both_told():
    """First 0101 and 0103 share it, from March on 0102 and 0103."""
    later = halves(first=month("03"), shares=(("0102", 1), ("0103", 1)))
    inputs = inputs_with(distributed=(halves(before=month("03")), later))
    found = distributed(inputs, leaves(range(6), scale=2), leaves(scale=2))
    early, late = [PART] * 2 + [0] * 4, [0] * 2 + [PART] * 4
    assert found.tolist() == [[0] * 6, [PART] * 6, early, late, [PART] * 6]


def test_figures_that_are_not_divided_have_no_part():
    """Rows counted one by one are whole numbers of their own unit: at scale 1 nothing is distributed."""
    inputs = inputs_with(distributed=(halves(),))
    assert not distributed(inputs, leaves(range(6)), leaves(range(6))).any()
    assert distributed(inputs, leaves(range(6), scale=2), leaves(range(6))).any()
