"""What the scorer recorded goes no further than what it was made of: limits with targets, rows with their units."""

from array import array
from dataclasses import replace
from fractions import Fraction

from kpidsl.disclosure import disclose
from kpidsl.model.edition import WHOLE, Recipient
from kpidsl.model.limits import Limits
from tests.made import JANUARY, grid, indicator, results, ruled, spec, structure, summed, target

COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})
MONTHS = [JANUARY + i for i in range(4)]
ALL, FIRST, SECOND = target(80), target(85, units=("0101",)), target(70, units=("0102", "0103"))
SETS = ((), (0,), (1,), (2,))
LIMITS = Limits((Fraction(4, 5), None), None)


def editions(*recipients):
    """The targets are of 0101 alone, of all, and of the other two; nodes are 01, 0101, 0102, 0103. 0103's has no
    target of the year to date that is shown."""
    leaves = {leaf.code: [(50, 100)] * 4 for leaf in COUNTY.leaves}
    cells = len(COUNTY.nodes) * 4
    ones = array("q", [1] * cells)
    of = grid(summed(COUNTY, leaves), year_target_denominator=array("q", [1] * (cells - 4) + [0] * 4))
    of = replace(of, month=replace(of.month, target_denominator=ones), row_sets=SETS)
    of = replace(of, target_rows=array("i", [at for at in range(4) for _ in MONTHS]))
    one = indicator(targets=(FIRST, ALL, SECOND))
    made = results(spec(one), COUNTY, {"S.1": of}, 4, limits={("S.1", node): LIMITS for node in range(4)})
    return disclose(ruled(made, 5), recipients, language="nb", history=1, engine_version="")


def test_limits_stand_where_the_target_of_the_year_to_date_is_shown():
    (whole,) = editions(WHOLE)
    assert dict(whole.limits) == {("S.1", node): LIMITS for node in range(3)}


def test_a_node_has_the_rows_that_were_recorded_in_each_month_of_the_edition():
    (whole,) = editions(WHOLE)
    for month in MONTHS[-2:]:
        assert [whole.target_rows("S.1", node, month) for node in range(4)] == [(), (FIRST,), (ALL,), (SECOND,)]


def test_a_recipient_has_its_own_limits_and_rows_that_name_nobody_else():
    """0103's nodes are 01 and its own: the row of 0101 is not there, and the one of two units names 0103 alone."""
    alone, first = editions(Recipient(COUNTY.leaves[2]), Recipient(COUNTY.leaves[0]))
    assert [n.unit.code for n in alone.structure.nodes] == ["01", "0103"]
    assert dict(alone.limits) == {("S.1", 0): LIMITS}
    assert [alone.target_rows("S.1", node, MONTHS[-1]) for node in range(2)] == [
        (),
        (replace(SECOND, units=("0103",)),),
    ]
    assert dict(first.limits) == {("S.1", node): LIMITS for node in range(2)}
    assert [first.target_rows("S.1", node, MONTHS[-1]) for node in range(2)] == [(), (FIRST,)]
    for one in (alone, first):
        named = {at for rows in one.grids["S.1"].row_sets for at in rows}
        assert named == set(range(len(one.spec.indicators[0].targets)))
