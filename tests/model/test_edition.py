"""An edition as it is read: cells, figures, what is said of them, and whose nodes they are; units and their parts."""

from array import array
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from kpidsl.model.edition import Edition, is_early_warning
from kpidsl.model.organisation import Distribution, HistoricStructure, Register, UnitKey, UnitRow
from kpidsl.model.state import Mark, State, Status, Trend
from tests.made import JANUARY, at, figures, grid, indicator, numbered, spec, structure

WHERE = structure({"statlig": {"01": ["0101", "0102"]}, "kommunal": {"by": ["0101"]}})
MONTHS = tuple(JANUARY + i for i in range(3))


def edition(made, where=WHERE, hidden=(), **changes):
    flat = array("b", [int(i in hidden) for i in range(len(made.month.state))])
    plain = Edition("id", 1, "", "nb", spec(indicator()), where, MONTHS, MONTHS[-1], {"S.1": made}, {"S.1": flat})
    return replace(plain, **changes)


KINDS_OF = {"trend": 5, "without_arrow": 11, "target_origin": 4}


def counted():
    """Two categories, five nodes, three months: the number in each place is its own."""
    made = numbered(30, ("", "a"))
    few = {name: array("b", [i % n for i in range(30)]) for name, n in KINDS_OF.items()}
    states = [figures([(i + 1, i + 7) for i in range(30)], n=array("q", range(100, 130))) for _ in range(2)]
    return replace(made, **few, month=states[0], year_to_date=states[1])


def test_a_cell_that_was_asked_for_is_kept_by_its_own_edition_alone(monkeypatch):
    of = edition(counted())
    first = of.cell("S.1", 1)
    assert of.cell("S.1", 1, MONTHS[-1]) is first
    assert of.month_figure("S.1", 1, MONTHS[0], 1) == of.cell("S.1", 1, MONTHS[0], 1).month
    assert replace(of, hidden={"S.1": array("b", [1] * 30)}).cell("S.1", 1).month.hidden
    assert of == edition(counted())
    monkeypatch.setattr("kpidsl.model.edition._KEPT", 4)
    cells = [of.cell("S.1", node, month) for node in range(5) for month in MONTHS]
    assert cells == [of._cell("S.1", node, month, 0) for node in range(5) for month in MONTHS]
    assert len(of._cells) <= 4


def test_a_cell_is_found_by_node_month_and_category():
    made = counted()
    of = edition(made)
    for category in range(2):
        for node in range(5):
            for month in MONTHS:
                where = (category * 5 + node) * 3 + month.number - JANUARY.number
                cell = of.cell("S.1", node, month, category)
                assert cell.month.value == cell.year_to_date.value == Fraction(where + 1, where + 7)
                assert (cell.month.numerator, cell.month.denominator, cell.month.n) == (
                    where + 1,
                    where + 7,
                    100 + where,
                )
                assert (cell.trend, cell.lacking) == (where % 5, made.lacking[where])
                assert (cell.without_arrow, cell.target_origin) == (where % 11, where % 4)
                assert cell.compared_month.number == made.compared_month[where]
                compared = Fraction(made.compared_numerator[where], made.compared_denominator[where])
                assert cell.compared_value == compared
                counts = [getattr(made, name)[where] for name in ("excluded", "covered", "expected")]
                assert [cell.excluded, cell.covered, cell.expected] == counts
                assert (cell.last_month.number, cell.since.number) == (made.last_month[where], made.since[where])
                assert cell.deviation is True
    assert of.cell("S.1", 2) == of.cell("S.1", 2, MONTHS[-1])
    with pytest.raises(KeyError):
        of.cell("S.9", 0)


def test_a_hidden_cell_has_no_figure_and_what_is_not_a_value_has_none():
    made = grid([[(1, 2), None, (0, 0)]] * 5)
    of = edition(made, hidden=(0,))
    hidden, missing, nothing = (of.cell("S.1", 0, month).month for month in MONTHS)
    assert (hidden.hidden, missing.hidden, nothing.hidden) == (True, False, False)
    assert (hidden.state, missing.state, nothing.state) == (State.VALUE, State.MISSING, State.NOT_RELEVANT)
    for figure in (hidden, missing, nothing):
        assert (figure.value, figure.numerator, figure.denominator, figure.n) == (None,) * 4
    assert of.cell("S.1", 1, JANUARY).month.value == Fraction(1, 2)


def test_targets_marks_and_status_are_of_their_window():
    edges = {"target_numerator": [4] * 15, "target_denominator": [5] * 15, "high_numerator": [9] * 15}
    month = figures([(1, 2)] * 15, **edges, high_denominator=[0] * 15, marks=[Mark.PARTIAL] * 15)
    year = figures([(1, 2)] * 15, status=[Status.RED] * 15, high_numerator=[9] * 15, high_denominator=[10] * 15)
    cell = edition(replace(grid([[(1, 2)] * 3] * 5), month=month, year_to_date=year)).cell("S.1", 0)
    assert (cell.month.target, cell.month.target_high) == (Fraction(4, 5), None)
    assert (cell.year_to_date.target, cell.year_to_date.target_high) == (None, Fraction(9, 10))
    assert (cell.month.marks, cell.month.status) == (Mark.PARTIAL, Status.NONE)
    assert (cell.year_to_date.marks, cell.year_to_date.status) == (Mark.NONE, Status.RED)


def test_months_that_are_not_known_are_none():
    cell = edition(replace(grid([[(1, 2)] * 3] * 5), last_month=[0] * 15)).cell("S.1", 0)
    assert (cell.last_month, cell.since, cell.deviation) == (None, None, False)
    assert (cell.compared_month, cell.compared_value) == (None, None)


def test_risks_are_of_the_whole_in_the_period_alone():
    said = {"risks": {("S.1", 0): 1}, "assessed": {("S.1", 0): 2}, "charts": {("S.1", 0): 3}}
    of = edition(counted(), **said)

    def told(*args):
        cell = of.cell("S.1", *args)
        return cell.risk, cell.assessed, cell.control

    assert told(0) == told(0, MONTHS[-1]) == (1, 2, 3)
    assert told(1) == told(0, JANUARY) == told(0, MONTHS[-1], 1) == told(0, None, 1) == (None,) * 3


def test_an_early_warning_is_green_getting_worse_and_no_deviation():
    for status in Status:
        for trend in Trend:
            for deviation in (0, 1):
                wanted = (status, trend, deviation) == (Status.GREEN, Trend.WORSE, 0)
                assert is_early_warning(status, trend, deviation) is wanted
    green = {"year_status": [Status.GREEN] * 15, "month_status": [Status.RED] * 15}
    worse = edition(grid([[(1, 2)] * 3] * 5, trend=[Trend.WORSE] * 15, **green))
    assert worse.cell("S.1", 0).early_warning
    assert not edition(grid([[(1, 2)] * 3] * 5, **green)).cell("S.1", 0).early_warning


@pytest.mark.parametrize(
    ("marks", "lacking", "pair", "share"),
    [
        (Mark.PARTIAL, 50, (30, 150), Fraction(3, 4)),  # 150 of 200 are there
        (Mark.PARTIAL | Mark.DERIVED, 50, (30, 150), Fraction(3, 4)),
        (Mark.PARTIAL | Mark.UNSIZED, 50, (30, 150), None),
        (Mark.NONE, 50, (30, 150), None),
        (Mark.PARTIAL, 0, (30, 150), None),
        (Mark.PARTIAL, 50, None, None),
    ],
)
def test_the_base_that_is_there_is_told_where_what_lacks_is_known(marks, lacking, pair, share):
    made = grid([[pair] * 3] * 5, lacking=[lacking] * 15, month_marks=[marks] * 15)
    assert edition(made).cell("S.1", 0).base_covered == share


def test_its_own_nodes_are_those_that_it_is_for_and_all_below():
    of = edition(counted(), own=(at(WHERE, "01"), at(WHERE, "0101", "kommunal")))
    assert [of.is_own(node) for node in range(5)] == [True, True, True, False, True]
    assert (of.home, edition(counted()).home, edition(counted(), own=(3,)).home) == (0, 0, 3)


def test_the_card_has_the_indicators_that_stand_there_in_order():
    both = spec(indicator("S.2", line="kommunal"), indicator("S.1"))
    of = edition(counted(), spec=both)
    assert [[i.code for i in of.indicators_at(node)] for node in (0, 3)] == [["S.1"], ["S.2", "S.1"]]


PARTED = structure(
    {"statlig": {"01": ["A", "B"]}, "kommunal": {"by": ["A", "B-1"], "bygd": ["B-2"]}}, parts={1: (2, 3)}
)


def test_a_nodes_way_up_and_its_leaves_nodes():
    assert [WHERE.nodes[i].unit.code for i in WHERE.upward(at(WHERE, "0102"))] == ["0102", "01"]
    assert WHERE.leaf_nodes() == ((1, 2), (1,), (2,), (4,), (4,))


def test_a_unit_reaches_its_parts_and_who_has_every_part_the_unit():
    """The county has A and B, and so B's parts. The town has one of them, and not B."""
    county, town, village = (PARTED.nodes[at(PARTED, code)] for code in ("01", "by", "bygd"))
    assert PARTED.with_their_parts(county) == (0, 1, 2, 3)
    assert PARTED.reach(county) == {0, 1, 2, 3}
    assert (PARTED.reach(town), PARTED.reach(village)) == ({0, 2}, {3})
    assert PARTED.holds_all(county)
    assert not PARTED.holds_all(town)
    assert not WHERE.holds_all(WHERE.nodes[1])
    assert (PARTED.partly(county), PARTED.partly(town), PARTED.partly(village)) == ((), (1,), (1,))
    both = replace(town, leaves=(0, 2, 3))
    assert (PARTED.reach(both), PARTED.partly(both)) == ({0, 1, 2, 3}, (1,))
    assert PARTED.holds_all(both)
    assert PARTED.whole_of == {2: 1, 3: 1}


def test_units_with_their_parts():
    keys = PARTED.leaves
    assert PARTED.with_parts([keys[1]]) == {keys[1], keys[2], keys[3]}
    assert PARTED.with_parts([keys[0]]) == {keys[0]}
    assert PARTED.with_parts([]) == frozenset()


def test_former_codes_are_all_that_were_and_are_no_more():
    then = HistoricStructure(
        JANUARY,
        {("statlig", UnitKey("fylke", "01")): ("0101", "0199"), ("kommunal", UnitKey("kommune", "by")): ("0198",)},
    )
    of = replace(
        WHERE, successor={"0195": "0101"}, historic=(then,), distributed=(Distribution("0197", None, None, ()),)
    )
    assert of.former == ("0195", "0197", "0198", "0199")
    assert WHERE.former == ()


def test_a_row_of_the_register_holds_until_before_its_end():
    unit = UnitKey("kontor", "0101")
    row = UnitRow(unit, "A", "statlig", None, date(2026, 1, 1), date(2026, 7, 1))
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [row.holds(day) for day in days] == [False, True, True, False]
    assert all(replace(row, valid_from=None, valid_to=None).holds(day) for day in days)
    other = UnitRow(UnitKey("kontor", "0102"), "A", "statlig", None)
    nameless = UnitRow(UnitKey("kontor", "0103"), "", "statlig", None)
    register = Register((row, other, nameless, replace(other, name="B", line="kommunal")))
    assert register.named(days[1]) == {"A": {unit, other.unit}, "B": {other.unit}}
    assert register.named(days[3]) == {"A": {other.unit}, "B": {other.unit}}
