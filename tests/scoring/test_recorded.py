"""What the scorer records for whoever explains: the rows of targets, where the colours meet, why there is no colour."""

from fractions import Fraction

import numpy as np
import pytest

from kpidsl.model.limits import Limits
from kpidsl.model.measure import Cumulation
from kpidsl.model.organisation import Formation
from kpidsl.model.rules import StatusRule, Tolerance
from kpidsl.model.spec import TargetForm
from kpidsl.model.state import Direction, Mark, State, Status, TargetOrigin, Undecided
from kpidsl.scoring.judging.figures import figures
from kpidsl.scoring.judging.judged_on import JudgedOn
from kpidsl.scoring.judging.limits import limits
from kpidsl.scoring.rollup import Nodes
from kpidsl.scoring.targets.in_force import TargetBound
from kpidsl.scoring.targets.record import recorded, target_rows
from kpidsl.scoring.targets.rows import rows_of
from tests.made import JANUARY, indicator, structure, target

COUNTY = structure({"statlig": {"01": ["0101", "0102"]}})
MONTHS = tuple(JANUARY + i for i in range(3))


def rows_by_node(where, *targets, derived=False):
    """For each node the positions of its rows in each month."""
    one = indicator(targets=targets)
    made = np.full((1, len(where.nodes), len(MONTHS)), derived)
    found, sets = target_rows(one, where, rows_of(one, MONTHS, "value", ("",)), made)
    return [[sets[at] for at in series] for series in found[0].tolist()]


def test_a_row_for_the_unit_goes_before_one_for_all_from_its_first_month():
    """Nodes: 01, 0101, 0102. The county has none of its own: a bare row is the offices'."""
    bare, own = target(80), target(85, units=("0101",), valid_from=JANUARY + 1)
    assert rows_by_node(COUNTY, own, bare) == [[()] * 3, [(1,), (0,), (0,)], [(1,)] * 3]


def test_of_equal_rank_the_later_start_holds_in_whatever_order_the_rows_stand():
    """A county has none of its offices', but one for its level."""
    rows = (target(6, valid_from=JANUARY + 1), target(5), target(9, level="fylke", valid_from=JANUARY + 2))
    assert rows_by_node(COUNTY, *rows)[:2] == [[(), (), (2,)], [(1,), (0,), (0,)]]


def test_a_row_that_says_there_is_no_target_held_too():
    bare, none = target(80), target(0, form=TargetForm.NONE, units=("0102",), valid_from=JANUARY + 2)
    assert rows_by_node(COUNTY, bare, none)[2] == [(0,), (0,), (1,)]


def test_nothing_is_recorded_without_rows():
    assert rows_by_node(COUNTY) == [[()] * 3] * 3


def test_a_merged_unit_has_its_predecessors_rows_until_one_names_it():
    """0101 was made of 0103 and 0104 in February; its own row begins in March."""
    where = structure(
        {"statlig": {"01": ["0101", "0102"]}}, formed={"0101": (Formation(JANUARY + 1, ("0103", "0104")),)}
    )
    of_old = [target(60, units=("0103",)), target(70, units=("0104",))]
    own = target(80, units=("0101",), valid_from=JANUARY + 2)
    assert rows_by_node(where, *of_old, own)[1] == [(0, 1), (0, 1), (2,)]
    assert rows_by_node(where, *of_old, own)[2] == [()] * 3


def origins(*targets, there=((1, 1, 1),) * 3, derived=(), where=COUNTY, of=(0, 1, 2), **changes):
    """By node and month: the origin, and the rows. The year to date is judged as the month is; where it is `there`, and
    `of` which months."""
    bottoms = np.array([there])
    made = np.zeros(bottoms.shape, dtype=bool)
    for cell in derived:
        made[(0, *cell)] = True
    bound = TargetBound(bottoms, bottoms, made)
    one = indicator(targets=targets, **changes)
    month, year = (np.broadcast_to(np.array(at), bottoms.shape) for at in (range(3), of))
    found = recorded(one, where, rows_of(one, MONTHS, "value", ("",)), 1, (bound, bound), (month, year))
    return [
        [(TargetOrigin(o), found.row_sets[r]) for o, r in zip(own, rows, strict=True)]
        for own, rows in zip(found.origin[0].tolist(), found.rows[0].tolist(), strict=True)
    ]


NONE, OWN, OF_CHILDREN, DERIVED = TargetOrigin


def test_a_county_without_a_row_of_its_own_has_those_of_its_offices():
    """80 % for all: the county's is the same. With 85 % for 0101 it is derived, of both rows."""
    bare, own = target(80), target(85, units=("0101",))
    assert origins(bare) == [[(OF_CHILDREN, (0,))] * 3, *[[(OWN, (0,))] * 3] * 2]
    assert origins(bare, own, derived=[(0, m) for m in range(3)]) == [
        [(DERIVED, (1, 0))] * 3,
        [(OWN, (1,))] * 3,
        [(OWN, (0,))] * 3,
    ]


def test_where_there_is_no_target_there_are_no_rows():
    assert origins(target(80, units=("0101",)), there=((0, 0, 0), (1, 1, 1), (0, 0, 0))) == [
        [(NONE, ())] * 3,
        [(OWN, (0,))] * 3,
        [(NONE, ())] * 3,
    ]
    assert origins(there=((0,) * 3,) * 3) == [[(NONE, ())] * 3] * 3


def test_in_the_year_to_date_of_a_flow_every_row_of_the_years_months_counts():
    """85 % for 0101 from February: its year to date is judged by both rows, a stock by the one that holds."""
    rows = (target(80), target(85, units=("0101",), valid_from=JANUARY + 1))
    assert origins(*rows)[1] == [(OWN, (0,)), (OWN, (0, 1)), (OWN, (0, 1))]
    assert origins(*rows)[0] == [(OF_CHILDREN, (0,)), (OF_CHILDREN, (0, 1)), (OF_CHILDREN, (0, 1))]
    assert origins(*rows, cumulation=Cumulation.STOCK)[1] == [(OWN, (0,)), (OWN, (1,)), (OWN, (1,))]


def test_a_row_counts_in_the_year_after_it_has_ended():
    ended = target(80, valid_to=JANUARY + 1)
    assert origins(ended)[1] == [(OWN, (0,))] * 3
    gone = ((1, 0, 0),) * 3
    assert origins(ended, there=gone, cumulation=Cumulation.STOCK)[1] == [(OWN, (0,)), (NONE, ()), (NONE, ())]


def test_a_row_for_the_county_is_its_own_and_says_nothing_of_its_offices():
    assert origins(target(80, level="fylke"), there=((1,) * 3, (0,) * 3, (0,) * 3)) == [
        [(OWN, (0,))] * 3,
        *[[(NONE, ())] * 3] * 2,
    ]


def cells(values, n=200, **changes):
    """One node; a month for each (numerator, denominator)."""
    tops, bottoms = (np.array([[[v[side] for v in values]]]) for side in (0, 1))
    zeros = np.zeros_like(tops)
    made = {"state": zeros.copy(), "marks": zeros.copy(), "n": zeros + n, "lacking": zeros.copy()}
    return Nodes(tops, bottoms, **made | changes, covered=zeros, expected=zeros)


def edge(*pairs):
    tops, bottoms = (np.array([[[p[side] for p in pairs]]]) for side in (0, 1))
    return TargetBound(tops, bottoms, np.zeros(tops.shape, dtype=bool))


def undecided(nodes, low, **changes):
    columns, _ = figures(indicator(**changes), nodes, (low, None), None, 1, JudgedOn.itself(nodes, 1))
    return [(Status(s), Undecided(u)) for s, u in zip(columns.status, columns.undecided, strict=True)]


def test_why_a_value_has_no_colour():
    """Against 80 %: 90 of 100; the same with 40 that are missing, of which none may be in the numerator, 90 of 140 to
    160, or all; the same without a value; and one without a target."""
    nodes = cells([(90, 100)] * 4)
    nodes.marks[0, 0, 1], nodes.lacking[0, 0, 1] = Mark.PARTIAL, 40
    nodes.state[0, 0, 2] = State.MISSING
    eighty = edge((4, 5), (4, 5), (4, 5), (0, 0))
    assert undecided(nodes, eighty) == [
        (Status.GREEN, Undecided.NO),
        (Status.NONE, Undecided.PARTIAL),
        (Status.NONE, Undecided.NO),
        (Status.NO_TARGET, Undecided.NO),
    ]


@pytest.mark.parametrize(("minimum", "why"), [(200, Undecided.NO), (201, Undecided.MINIMUM_BASE)])
def test_a_base_below_what_is_required(minimum, why):
    """Under its base a figure has no colour, whatever it would have been."""
    found = undecided(cells([(90, 100)]), edge((4, 5)), minimum_base=minimum)
    assert found == [(Status.GREEN if why is Undecided.NO else Status.NONE, why)]


def test_an_improvement_on_a_figure_that_is_missing_is_that_also_where_something_is_missing_now():
    """There is nothing to compare what is missing with: knowing it would give no colour."""
    nodes = cells([(90, 100)])
    nodes.marks[...], nodes.lacking[...] = Mark.PARTIAL, 40
    better = target(2, form=TargetForm.IMPROVEMENT, base="last_year")
    assert undecided(nodes, edge((0, 0)), targets=(better,)) == [(Status.NONE, Undecided.NO_BASE)]


@pytest.mark.parametrize(
    ("direction", "high", "found"),
    [
        (Direction.HIGHER, None, Limits((Fraction(4, 5), None), (Fraction(3, 4), None))),
        (Direction.LOWER, None, Limits((None, Fraction(4, 5)), (None, Fraction(17, 20)))),
        (
            Direction.INSIDE,
            edge((9, 10), (9, 10)),
            Limits((Fraction(4, 5), Fraction(9, 10)), (Fraction(3, 4), Fraction(19, 20))),
        ),
    ],
)
def test_where_the_colours_meet(direction, high, found):
    """80 % with five percentage points of tolerance; nothing in the month that has no target."""
    low = edge((4, 5), (0, 0))
    assert limits(indicator(direction=direction), (low, high), 0) == {0: found}
    assert limits(indicator(direction=direction), (low, high), 1) == {}


def test_without_tolerance_there_is_no_amber():
    strict = StatusRule(Tolerance(Fraction(0)))
    assert limits(indicator(status_rule=strict), (edge((4, 5)), None), 0) == {0: Limits((Fraction(4, 5), None), None)}
    assert limits(indicator(), (None, None), 0) == {}


def test_the_rows_are_those_of_the_months_that_the_figures_are_of():
    """March's year to date is January's, which the target of 80 % holds for: its month, without a figure, has 90 %."""
    rows = (target(80), target(90, valid_from=JANUARY + 1))
    found = origins(*rows, of=(0, 1, 0), cumulation=Cumulation.STOCK)[1]
    assert found == [(OWN, (0,)), (OWN, (1,)), (OWN, (1, 0))]
