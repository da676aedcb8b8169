"""What the scorer recorded goes no further than what it was made of: limits with targets, rows with their units."""

from array import array
from dataclasses import replace
from fractions import Fraction

from kpidsl.disclosure import disclose
from kpidsl.model.edition import WHOLE, Recipient
from kpidsl.model.limits import Limits
from kpidsl.model.risk import Need, NeedBasis, NeededRange, Risk, RiskBasis, RiskLevel
from tests.made import JANUARY, grid, indicator, results, ruled, spec, structure, summed, target

COUNTY = structure({"statlig": {"01": ["0101", "0102", "0103"]}})
MONTHS = [JANUARY + i for i in range(4)]
ALL, FIRST, SECOND = target(80), target(85, units=("0101",)), target(70, units=("0102", "0103"))
SETS = ((), (0,), (1,), (2,))
LIMITS = Limits((Fraction(4, 5), None), None)
FOUR_FIFTHS = NeededRange(Fraction(4, 5), None)
NEED = Need(NeedBasis.LAST_MONTH, FOUR_FIFTHS, FOUR_FIFTHS, (JANUARY + 11,))
MADE = replace(NEED, derived=True)


def at_risk(need):
    return Risk(0.5, RiskLevel.MEDIUM, RiskBasis.FORECAST, need)


def editions(*recipients, small=False, need=None):
    """The targets are of 0101 alone, of all, and of the other two; nodes are 01, 0101, 0102, 0103. 0103's has no
    target of the year to date that is shown."""
    leaves = {leaf.code: [(50, 100)] * 4 for leaf in COUNTY.leaves}
    if small:
        leaves["0102"] = [(2, 100)] * 4
    cells = len(COUNTY.nodes) * 4
    ones = array("q", [1] * cells)
    of = grid(summed(COUNTY, leaves), year_target_denominator=array("q", [1] * (cells - 4) + [0] * 4))
    of = replace(of, month=replace(of.month, target_denominator=ones), row_sets=SETS)
    of = replace(of, target_rows=array("i", [at for at in range(4) for _ in MONTHS]))
    one = indicator(targets=(FIRST, ALL, SECOND))
    risks = {("S.1", node): at_risk(need) for node in range(4)}
    limits = {("S.1", node): LIMITS for node in range(4)}
    made = results(spec(one), COUNTY, {"S.1": of}, 4, limits=limits, risks=risks)
    return disclose(ruled(made, 5), recipients, language="nb", history=1, engine_version="")


def test_limits_stand_where_the_target_of_the_year_to_date_is_shown():
    (whole,) = editions(WHOLE)
    assert dict(whole.limits) == {("S.1", node): LIMITS for node in range(3)}


def needs(edition):
    return {node: risk.need for (_, node), risk in edition.risks.items()}


def test_a_need_stands_where_the_target_of_the_year_to_date_is_shown():
    """It is the target at the year's end, moved by figures that are shown."""
    (whole,) = editions(WHOLE, need=NEED)
    assert needs(whole) == {0: NEED, 1: NEED, 2: NEED, 3: None}
    (alone,) = editions(Recipient(COUNTY.leaves[2]), need=NEED)
    assert needs(alone) == {0: NEED, 1: None}


def test_a_need_by_a_target_made_of_other_figures_stands_where_nothing_is_hidden():
    """0102 has 2 of 100, hidden, and so is one unit more: the target of 01 may be weighted by what they have."""
    assert needs(*editions(WHOLE, need=MADE)) == {0: MADE, 1: MADE, 2: MADE, 3: None}
    for recipient in (WHOLE, Recipient(COUNTY.leaves[0])):
        (edition,) = editions(recipient, small=True, need=MADE)
        assert edition.risks
        assert set(needs(edition).values()) == {None}
    assert needs(*editions(WHOLE, small=True, need=NEED))[0] == NEED


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
