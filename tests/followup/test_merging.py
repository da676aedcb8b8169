"""Each row of the table in followup/merging.py as a case: what two people wrote, and what then stands."""

from __future__ import annotations

from datetime import date

import pytest

from kpidsl.followup.merging import answer, merge
from kpidsl.model.follow_up import Author, Entries, EntryRow, FilledCell, Outcome, Proposal
from kpidsl.model.form import COMMENTS, MEASURES
from kpidsl.model.sheet import NumberedRow

AUD, OLA = Author("Aud", date(2026, 11, 12)), Author("Ola", date(2026, 11, 14))
NR = "BCDFG"
FORM = {NR: {"measure": "Ny rutine", "responsible": "Per", "comment": "Startet"}}
"""What both have in front of them."""


def plan(**cells: str) -> Entries:
    """The plan, of one row, as Aud left it."""
    return Entries({NR: EntryRow({column: FilledCell(text, AUD) for column, text in {**FORM[NR], **cells}.items()})})


def sheet(**cells: str) -> list[NumberedRow]:
    return [NumberedRow(NR, {**FORM[NR], **cells}, 2)]


@pytest.mark.parametrize(
    ("the_sheet", "entered_now", "becomes", "outcome"),
    [
        ("Per", "Per", "Per", None),
        ("Per", "Kari", "Kari", None),  # as before: Aud's change stands
        ("Lise", "Per", "Lise", Outcome.CHANGED),
        ("", "Per", "", Outcome.CHANGED),  # cleared
        ("Kari", "Kari", "Kari", None),  # both wrote the same
        ("Lise", "Kari", "Kari", Outcome.PROPOSED),
        ("", "Kari", "Kari", Outcome.PROPOSED),
        ("Lise", "", "", Outcome.PROPOSED),
    ],
)
def test_a_cell(the_sheet: str, entered_now: str, becomes: str, outcome: Outcome | None) -> None:
    now = plan(responsible=entered_now)
    after, events = merge(now, FORM, sheet(responsible=the_sheet), OLA, MEASURES)
    assert after.rows[NR].text("responsible") == becomes
    assert [event.outcome for event in events] == ([outcome] if outcome else [])
    waits = (Proposal(NR, "responsible", the_sheet, OLA),) if outcome is Outcome.PROPOSED else ()
    assert after.proposals == waits


def test_what_is_proposed_names_what_stands_and_who_entered_it() -> None:
    _, (event,) = merge(plan(responsible="Kari"), FORM, sheet(responsible="Lise"), OLA, MEASURES)
    assert (event.line, event.text, event.stands) == (2, "Lise", FilledCell("Kari", AUD))


def test_two_comments_are_both_kept_in_order_each_with_its_name() -> None:
    after, (event,) = merge(plan(comment="Godt i gang"), FORM, sheet(comment="Forsinket"), OLA, MEASURES)
    assert after.rows[NR].text("comment") == "Aud: Godt i gang\nOla: Forsinket"
    assert event.outcome is Outcome.JOINED
    again, events = merge(after, FORM, sheet(comment="Forsinket"), OLA, MEASURES)
    assert (again, events) == (after, ())


def test_a_missing_row_is_removed_and_kept_whole() -> None:
    after, (event,) = merge(plan(), FORM, [], OLA, MEASURES)
    assert event.outcome is Outcome.REMOVED
    assert after.texts == {}
    assert after.rows[NR].text("measure") == "Ny rutine"


def test_a_missing_row_that_another_has_changed_stays() -> None:
    now = plan(responsible="Kari")
    after, (event,) = merge(now, FORM, [], OLA, MEASURES)
    assert after == now
    assert event.outcome is Outcome.KEPT


def test_a_removed_row_comes_back_when_someone_writes_in_it() -> None:
    removed, _ = merge(plan(), FORM, [], AUD, MEASURES)
    same, events = merge(removed, FORM, sheet(), OLA, MEASURES)
    assert (same, events) == (removed, ())
    back, events = merge(removed, FORM, sheet(responsible="Lise"), OLA, MEASURES)
    assert back.texts[NR] == {**FORM[NR], "responsible": "Lise"}
    assert [event.outcome for event in events] == [Outcome.REVIVED, Outcome.CHANGED]


def test_removed_by_one_and_changed_by_another_is_the_same_in_either_order() -> None:
    change = sheet(responsible="Lise")
    first = merge(merge(plan(), FORM, [], AUD, MEASURES)[0], FORM, change, OLA, MEASURES)[0]
    second = merge(merge(plan(), FORM, change, OLA, MEASURES)[0], FORM, [], AUD, MEASURES)[0]
    assert first == second


def test_a_new_row_is_added() -> None:
    rows = [*sheet(), NumberedRow("KTRWB", {"measure": "Kurs", "responsible": ""}, 3)]
    after, (event,) = merge(plan(), FORM, rows, OLA, MEASURES)
    assert (event.outcome, event.number, event.line) == (Outcome.ADDED, "KTRWB", 3)
    assert after.texts["KTRWB"] == {"measure": "Kurs"}


def test_a_row_that_the_form_began_is_entered_when_someone_goes_on() -> None:
    form = {NR: {"indicator": "Nedetid", "measure": ""}}
    begun = [NumberedRow(NR, {"indicator": "Nedetid", "measure": ""})]
    assert merge(Entries(), form, begun, OLA, MEASURES) == (Entries(), ())
    after, _ = merge(Entries(), form, [NumberedRow(NR, {"indicator": "Nedetid", "measure": "Kurs"})], OLA, MEASURES)
    assert after.rows[NR].entries == {"indicator": FilledCell("Nedetid", None), "measure": FilledCell("Kurs", OLA)}


def test_a_cell_that_says_nothing_changes_nothing() -> None:
    after, events = merge(plan(), FORM, [NumberedRow(NR, {"measure": "Ny rutine"})], OLA, MEASURES)
    assert (after, events) == (plan(), ())


def test_rows_of_a_table_that_is_not_open_are_neither_removed_nor_added() -> None:
    rows = {NR: {"indicator": "Nedetid", "comment": "Forventet"}}
    now = Entries({NR: EntryRow({"comment": FilledCell("Forventet", AUD)})})
    assert merge(now, rows, [NumberedRow("", {"comment": "Løs tekst"})], OLA, COMMENTS) == (now, ())


@pytest.mark.parametrize(("is_taken", "stands"), [(True, "Lise"), (False, "Kari")])
def test_a_proposal_is_taken_or_refused(is_taken: bool, stands: str) -> None:
    waiting, _ = merge(plan(responsible="Kari"), FORM, sheet(responsible="Lise"), OLA, MEASURES)
    after = answer(waiting, waiting.proposals[0], is_taken, AUD)
    assert after.rows[NR].text("responsible") == stands
    assert after.proposals == ()
    assert answer(after, waiting.proposals[0], not is_taken, AUD) == after


def test_a_proposal_that_someone_enters_no_longer_waits() -> None:
    waiting, _ = merge(plan(responsible="Kari"), FORM, sheet(responsible="Lise"), OLA, MEASURES)
    after, _ = merge(waiting, waiting.texts, sheet(responsible="Lise"), AUD, MEASURES)
    assert after.rows[NR].text("responsible") == "Lise"
    assert after.proposals == ()
