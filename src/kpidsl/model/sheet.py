"""A filled sheet as it was read: rows of texts, before they are known for the rows they are."""

from __future__ import annotations

from dataclasses import dataclass

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
