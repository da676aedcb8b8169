"""A filled sheet as it was read: rows of texts, before they are known for the rows they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from kpidsl.model.form import Cells


@dataclass(frozen=True)
class SheetRow:
    """A row that holds something.

    `cells` has the texts as a form keeps them. A column that is not in it says nothing: its cell was refused, or the
    column is not in the sheet. An empty text says that the cell is empty.
    """

    line: int
    """The row's number in the sheet, from 1."""
    number: str
    """What stands in the column of numbers: empty, mistyped or another row's, perhaps."""
    cells: Cells


@dataclass(frozen=True)
class NumberedRow:
    """A row that has been recognised, or that has been given a number as a new one."""

    number: str
    cells: Cells
    line: int = 0
    """The row's number in the sheet; 0 where it is read from the ledger."""

    def without(self, column: str) -> NumberedRow:
        """The row as if the column said nothing in it."""
        return replace(self, cells={name: text for name, text in self.cells.items() if name != column})


@dataclass(frozen=True)
class HeadlessColumn:
    """A column without a head in which something stands below the head's row."""

    place: str
    """The first such cell, as `M7`."""
    count: int
    """How many cells there hold something."""
    is_within: bool
    """Whether the sheet's own columns stand on both sides of it."""


@dataclass(frozen=True)
class FilledSheet:
    """A sheet of a filled book, known by its heads."""

    title: str
    rows: tuple[SheetRow, ...]
    letters: Mapping[str, str]
    """The letter of each column that the sheet has, by the column's name."""
    headless: tuple[HeadlessColumn, ...] = ()
    only_numbers: Mapping[str, str] = field(default_factory=dict)
    """What stands in the column of numbers in rows in which nothing else does, by the cell (`A7`)."""

    def cell(self, line: int, column: str) -> str:
        """The cell's place, as `Tiltak!E7`; the row's where the sheet has no such column."""
        return f"{self.title}!{self.letters.get(column, 'A')}{line}"


@dataclass(frozen=True)
class FilledBook:
    """A filled book as it was read."""

    form: str | None
    """The id that two of the book's three marks agree on; None where no two do."""
    filled_by: str
    """Who has filled it in, as written; empty where it does not say."""
    sheets: Mapping[str, FilledSheet]
    """By the name of the table."""
