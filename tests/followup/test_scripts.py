"""Random edits by one to three people: nothing typed is lost, nothing untouched is written over.

`make fuzz-books` runs 10 000 of them, prints the figures and fails with the seeds of those with faults.
"""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from kpidsl.followup.merging import merge
from kpidsl.model.follow_up import Author, Entries, EntryRow, Event, FilledCell
from kpidsl.model.form import MEASURES, Rows
from kpidsl.model.sheet import NumberedRow, SheetRow
from tests.followup.scripts import Tally, merging, numbering, run


@pytest.mark.long
def test_no_script_loses_or_overwrites_anything() -> None:
    tally = run(range(1_000))
    assert tally == Tally(1_000, tally.readings, tally.held, tally.cells, tally.edits)
    assert tally.edits > 10_000
    assert tally.held < 20


def by_number_alone(rows: list[SheetRow], base: Rows, now: Rows, seed: str) -> tuple[NumberedRow, ...]:
    known = [row for row in rows if row.number in base]
    new = numbering([replace(row, number="") for row in rows if row not in known], {}, now, seed)
    return (*(NumberedRow(row.number, row.cells) for row in known), *new)


def by_place(rows: list[SheetRow], base: Rows, now: Rows, seed: str) -> tuple[NumberedRow, ...]:
    placed = [NumberedRow(number, row.cells) for number, row in zip(base, rows, strict=False)]
    return (*placed, *numbering(rows[len(placed) :], {}, now, seed))


def last_writer(
    now: Entries, base: Rows, rows: tuple[NumberedRow, ...], author: Author
) -> tuple[Entries, tuple[Event, ...]]:
    said = {row.number: EntryRow({c: FilledCell(text, author) for c, text in row.cells.items()}) for row in rows}
    return Entries({**now.rows, **said}), ()


def without_history(
    now: Entries, base: Rows, rows: tuple[NumberedRow, ...], author: Author
) -> tuple[Entries, tuple[Event, ...]]:
    return merge(now, now.texts, rows, author, MEASURES)


@pytest.mark.parametrize(
    ("number", "merge_sheet", "faults"),
    [
        (by_number_alone, merging, "lost"),
        (by_place, merging, "overwritten"),
        (numbering, last_writer, "lost"),
        (numbering, without_history, "lost"),
    ],
)
def test_the_usual_ways_are_seen_to_fail(number, merge_sheet, faults: str) -> None:
    assert getattr(run(range(60), number, merge_sheet), faults) > 0


if __name__ == "__main__":
    figures = run(range(int(sys.argv[1])))
    print(figures)
    sys.exit(bool(figures.faults))
