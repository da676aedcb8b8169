"""What a unit's people have entered, put together: the plan, the comments and the texts of the report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kpidsl.model.form import Rows


@dataclass(frozen=True)
class Author:
    """Who entered something, and when."""

    name: str
    on: date


@dataclass(frozen=True)
class FilledCell:
    """The text of a cell; `author` is None for what the form had filled in."""

    text: str
    author: Author | None


@dataclass(frozen=True)
class EntryRow:
    """A row by column. A removed one is kept whole, and comes back when someone writes in it."""

    entries: Mapping[str, FilledCell]
    is_removed: bool = False

    def text(self, column: str) -> str:
        """The text of the cell; empty where nothing is entered."""
        entry = self.entries.get(column)
        return entry.text if entry else ""


@dataclass(frozen=True)
class Proposal:
    """What someone wrote in a cell that another had changed since the form was made. It waits for an answer."""

    number: str
    column: str
    text: str
    author: Author


@dataclass(frozen=True)
class Entries:
    """The rows of one table, in the order they were added, and the proposals that wait."""

    rows: Mapping[str, EntryRow] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()

    @property
    def texts(self) -> Rows:
        """The texts of the rows that are not removed."""
        return {
            number: {column: entry.text for column, entry in row.entries.items()}
            for number, row in self.rows.items()
            if not row.is_removed
        }


class Outcome(StrEnum):
    """What became of a row or a cell that was read."""

    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    REVIVED = "revived"
    """It had been removed, and is back because someone wrote in it."""
    KEPT = "kept"
    """It was missing from the sheet, but another had changed it: it stays."""
    JOINED = "joined"
    """Two texts for one cell, both kept."""
    PROPOSED = "proposed"
    """Another's text stands in the cell, and this one is a proposal."""


@dataclass(frozen=True)
class Event:
    """An outcome. `column` is empty for a whole row; `stands` is what the cell has now, with who entered it."""

    outcome: Outcome
    number: str
    line: int
    column: str = ""
    text: str = ""
    stands: FilledCell | None = None


@dataclass(frozen=True)
class Remark:
    """What was not taken as it stood in a book that was read, in the language of its form."""

    place: str
    """`Tiltak!E7`, or the sheet, or empty."""
    text: str
    help: str = ""
    table: str = ""
    number: str = ""
    column: str = ""
    """The cell in the next book: empty where it is no cell, or where its row has no number."""
