"""What the table of changes calls a change is held against the rows of its day."""

from datetime import date

import pytest

from kpidsl.model.organisation import UnitChange
from kpidsl.sources.tables.change_kinds import wrong_kinds

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
