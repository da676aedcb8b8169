"""What the table of changes calls a change is held against the rows of its day."""

from datetime import date

import pytest

from kpidsl.model.organisation import UnitChange, UnitKey, UnitRow
from kpidsl.sources.tables.change_kinds import ended_but_registered, far_ahead, wrong_kinds

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def found(*rows):
    changes = [(2 + at, UnitChange(old, new, on, kind)) for at, (old, new, on, kind) in enumerate(rows)]
    return [(p.code, p.span.line) for p in wrong_kinds(changes, "endringer.csv")]


@pytest.mark.parametrize("kind", ["merge", "Sammenslåing", "renumber", "omnummerering", "change", ""])
def test_one_unit_that_became_one_is_whatever_goes_to_one(kind):
    assert found(("0102", "0101", JULY, kind)) == []


def test_a_split_goes_to_several_and_only_on_its_own_day():
    assert found(("0102", "0101", JULY, "split")) == [("D039", 2)]
    assert found(("0102", "0101", JULY, "split"), ("0102", "0103", JULY, "deling")) == []
    assert found(("0102", "0101", JULY, "split"), ("0102", "0103", AUGUST, "deling")) == [("D039", 2), ("D039", 3)]


@pytest.mark.parametrize("kind", ["merge", "renumber"])
def test_what_goes_to_several_is_neither_a_merge_nor_a_renumbering(kind):
    assert found(("0102", "0101", JULY, kind), ("0102", "0103", JULY, "change")) == [("D039", 2)]


def test_what_is_renumbered_comes_from_one_unit_alone():
    both = [("0102", "0199", JULY), ("0103", "0199", JULY)]
    assert found(*((*row, "renumber") for row in both)) == [("D039", 2), ("D039", 3)]
    assert found(*((*row, "merge") for row in both)) == []


def test_another_word_is_named_with_those_that_are_known():
    changes = [(2, UnitChange("0102", "0101", JULY, "reform"))]
    (problem,) = wrong_kinds(changes, "endringer.csv")
    assert problem.code == "D041"
    assert "«reform»" in problem.message("nb")
    assert "deling/split" in problem.message("nb")


def registered(*rows, ends=None, starts=None, until=date(2026, 8, 31)):
    """The rows of changes that the register contradicts: it has 0102 from `starts` until before `ends`."""
    changes = [(2 + at, UnitChange(old, new, on, kind)) for at, (old, new, on, kind) in enumerate(rows)]
    units = [UnitRow(UnitKey("kontor", code), code, "statlig", None) for code in ("0101", "0103")]
    units.append(UnitRow(UnitKey("kontor", "0102"), "0102", "statlig", None, starts, ends))
    return [(p.code, p.span.line) for p in ended_but_registered(changes, units, until, "endringer.csv")]


@pytest.mark.parametrize("kind", ["merge", "sammenslåing", "renumber", "", "reform"])
def test_what_became_another_is_not_in_the_register_after_that_month(kind):
    row = ("0102", "0101", JULY, kind)
    assert registered(row) == [("D047", 2)]
    assert registered(row, ends=AUGUST) == []  # it stood July out: figures are of whole months
    assert registered(row, ends=date(2026, 8, 2)) == [("D047", 2)]
    assert registered(row, ends=JULY) == []
    assert registered(row, ends=date(2020, 1, 1)) == []


def test_a_code_that_is_used_again_is_in_the_register_too():
    assert registered(("0102", "0101", date(2020, 1, 1), "merge"), starts=date(2024, 1, 1)) == [("D047", 2)]


@pytest.mark.parametrize("kind", ["change", "Endring", "flytting", "split"])
def test_a_unit_of_which_a_part_went_may_stand(kind):
    assert registered(("0102", "0101", JULY, kind)) == []


def test_a_unit_that_parted_may_stand():
    assert registered(("0102", "0101", JULY, ""), ("0102", "0103", JULY, "")) == []
    assert registered(("0102", "0101", JULY, ""), ("0102", "0102", JULY, "")) == []
    assert registered(("0102", "0102", JULY, "")) == []


def test_a_change_that_is_to_come_contradicts_nothing_yet():
    assert registered(("0102", "0101", AUGUST, "merge"), until=date(2026, 7, 31)) == []
    assert registered(("0102", "0101", AUGUST, "merge"), until=AUGUST) == [("D047", 2)]


def test_an_older_code_need_not_be_in_the_register():
    assert registered(("0199", "0101", JULY, "merge")) == []


def test_a_unit_that_becomes_itself_alone_is_no_change() -> None:
    assert found(("0101", "0101", JULY, "merge")) == [("D039", 2)]


@pytest.mark.parametrize(
    ("on", "far"), [(date(2062, 7, 1), True), (date(2036, 11, 1), True), (date(2036, 10, 31), False), (JULY, False)]
)
def test_a_change_decades_ahead_is_said(on, far):
    """The rows of the unit that is to become another count at none until then."""
    changes = [(2, UnitChange("0102", "0101", on, "renumber"))]
    codes = [(p.code, p.span.line) for p in far_ahead(changes, date(2026, 10, 31), "endringer.csv")]
    assert codes == ([("D110", 2)] if far else [])
