"""Rows are recognised after what people do to them in a spreadsheet."""

from __future__ import annotations

import pytest

from kpidsl.followup.matching import numbered, rearranged
from kpidsl.followup.row_numbers import LETTERS, is_number, new_number
from kpidsl.model.form import COMMENTS, MEASURES, Rows
from kpidsl.model.sheet import NumberedRow, SheetRow

A, B, C = (new_number(text, ()) for text in "ABC")
BASE: Rows = {
    A: {"indicator": "Nedetid", "measure": "Ny rutine", "responsible": "Per", "deadline": "2026-12-11"},
    B: {"indicator": "Sykefravær", "measure": "Samtaler", "responsible": "Kari", "deadline": "2026-12-18"},
    C: {"indicator": "Trivsel", "measure": "Kaffe", "responsible": "Ola", "deadline": "2026-12-20"},
}


def read(*rows: tuple[str, str], **cells: str) -> list[str]:
    """The numbers of rows that have the written number and the cells of the base row, the first with other cells."""
    sheet = [SheetRow(at, written, dict(BASE.get(like, {}))) for at, (written, like) in enumerate(rows, 2)]
    sheet[0] = SheetRow(2, sheet[0].number, {**sheet[0].cells, **cells})
    return [row.number for row in numbered(sheet, BASE, BASE, MEASURES, "seed", ())]


def test_sorted_with_the_numbers() -> None:
    assert read((C, C), (A, A), (B, B)) == [C, A, B]


def test_sorted_without_the_numbers() -> None:
    assert read((A, C), (B, A), (C, B)) == [C, A, B]


def test_a_number_that_is_dragged_down() -> None:
    assert read((A, A), (A, B), (A, C)) == [A, B, C]


def test_what_the_program_wrote_in_a_row_does_not_tell_which_it_is() -> None:
    """A row with another row's `came` is new: only that and a choice agree."""
    base = {A: {**BASE[A], "came": "tallet da: 50 %"}}
    row = SheetRow(2, A, {"came": "tallet da: 50 %", "measure": "Noe annet", "responsible": "Lise"})
    (read_row,) = numbered([row], base, base, MEASURES, "seed", ())
    assert read_row.number not in base


@pytest.mark.parametrize("written", ["", "XXXXX", B])
def test_a_number_that_is_cleared_or_mistyped(written: str) -> None:
    assert read((written, A), (B, B), (C, C)) == [A, B, C]


def test_an_edited_row_is_known_by_its_number() -> None:
    assert read((A, A), (B, B), measure="Helt ny rutine", responsible="Lise")[0] == A


def test_a_copy_that_is_edited_is_a_new_row() -> None:
    copied = read((A, A), (A, A), (B, B), measure="En rutine til")
    assert copied[1:] == [A, B]
    assert copied[0] not in BASE
    assert is_number(copied[0])


def test_a_copy_that_is_not_edited_counts_once() -> None:
    assert read((A, A), (A, A), (B, B)) == [A, B]


def test_a_number_on_other_text_does_not_write_over_the_row_it_belonged_to() -> None:
    (number,) = read((A, ""), measure="Noe annet", responsible="Lise")
    assert number not in BASE


def test_a_name_dragged_over_a_new_row_does_not_make_it_the_row_it_came_from() -> None:
    """A names five texts and the new row has one of them: with a third, two would have to agree."""
    known = {A: {**BASE[A], "by_month": "2027-01-01"}}
    row = SheetRow(2, "", {"measure": "Ny rutine", "responsible": "Lise", "deadline": "2027-02-01"})
    assert numbered([row], known, known, MEASURES, "seed", ())[0].number != A


def test_a_row_with_its_number_and_its_name_is_that_row_however_much_else_is_new() -> None:
    cells = {"indicator": "Trivsel", "responsible": "Lise", "deadline": "2027-02-01", "by_month": "2027-03-01"}
    assert read((A, A), **cells) == [A]


def test_a_number_and_a_name_dragged_over_another_row_do_not_make_it_the_first() -> None:
    """Number, indicator and measure of A stand over B's other five texts, and A's own row is deleted."""
    more = {"expected": "4", "by_month": "2027-01-01", "comment": "i gang"}
    known = {A: {**BASE[A], "expected": "9", "by_month": "2027-05-01", "comment": "nei"}, B: {**BASE[B], **more}}
    row = SheetRow(2, A, {**known[B], "indicator": "Nedetid", "measure": "Ny rutine"})
    assert numbered([row], known, known, MEASURES, "seed", ())[0].number != A


def test_a_number_and_a_name_that_another_person_wrote_do_not_take_the_row() -> None:
    """The row has the number of A, dragged, and the name that another has just given A; it is B in all else."""
    now = {**BASE, A: {**BASE[A], "measure": "Samtaler"}}
    sheet = [SheetRow(2, A, dict(BASE[B])), SheetRow(3, A, dict(BASE[A])), SheetRow(4, C, dict(BASE[C]))]
    assert [row.number for row in numbered(sheet, BASE, now, MEASURES, "seed", ())] == [B, A, C]


def test_a_row_as_it_was_stays_itself_beside_a_row_that_took_its_number_and_an_own_column() -> None:
    known = {A: {"measure": "Ny rutine"}}
    sheet = [SheetRow(2, A, {"measure": "Kaffe"}), SheetRow(3, "", {"measure": "Ny rutine", "own": "mitt notat"})]
    assert [row.number == A for row in numbered(sheet, known, known, MEASURES, "seed", ())] == [False, True]


def test_a_number_with_nothing_else_gives_way_to_the_text_that_stood_there() -> None:
    known = {A: {"measure": "Ny rutine"}}
    moved, other = {"measure": "Ny rutine", "responsible": "Per", "comment": "flyttet"}, {"measure": "Kaffe"}
    sheet = [SheetRow(2, A, other), SheetRow(3, "", moved)]
    assert [row.number == A for row in numbered(sheet, known, known, MEASURES, "seed", ())] == [False, True]
    assert numbered(sheet[:1], known, known, MEASURES, "seed", ())[0].number == A


def test_a_new_row_with_one_cell_is_the_same_row_when_it_is_read_again() -> None:
    sheet = [SheetRow(2, "", {"responsible": "Lise"})]
    (first,) = numbered(sheet, {}, {}, MEASURES, "seed", ())
    again = {first.number: dict(first.cells)}
    assert numbered(sheet, again, again, MEASURES, "another", ())[0].number == first.number


def test_a_row_that_is_not_asked_for_has_no_number() -> None:
    (row,) = numbered([SheetRow(9, "", {"comment": "Løs tekst"})], {}, {}, COMMENTS, "seed", ())
    assert row.number == ""


def test_a_column_sorted_alone_is_seen() -> None:
    moved = [NumberedRow(n, {**BASE[n], "measure": BASE[m]["measure"]}) for n, m in ((A, B), (B, C), (C, A))]
    assert rearranged(moved, BASE, MEASURES) == "measure"


def test_a_cell_dragged_down_is_no_rearranged_column() -> None:
    dragged = [NumberedRow(n, {**BASE[n], "responsible": "Per"}) for n in BASE]
    assert rearranged(dragged, BASE, MEASURES) is None


def test_two_states_that_change_places_are_no_rearranged_column() -> None:
    base = {A: {"measure_status": "planned"}, B: {"measure_status": "ended"}}
    swapped = [NumberedRow(A, {"measure_status": "ended"}), NumberedRow(B, {"measure_status": "planned"})]
    assert rearranged(swapped, base, MEASURES) is None


def test_every_wrong_letter_and_every_swap_of_neighbours_is_seen() -> None:
    for number in (new_number(str(at), ()) for at in range(50)):
        assert is_number(number)
        for at in range(5):
            wrong = [number[:at] + letter + number[at + 1 :] for letter in LETTERS if letter != number[at]]
            swapped = number[:at] + number[at : at + 2][::-1] + number[at + 2 :]
            assert not any(map(is_number, wrong))
            assert swapped == number or not is_number(swapped)


def test_a_number_is_never_given_twice() -> None:
    taken: set[str] = set()
    for _ in range(200):
        taken.add(new_number("the same", taken))
    assert len(taken) == 200
