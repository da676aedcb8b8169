"""What a filled sheet changes: cell by cell, against what the person had before them and against what is entered now.

the sheet          entered now          becomes
as before          anything             what is entered now
changed            as before            the sheet's
changed            as the sheet         the same
changed            changed otherwise    what is entered now; the sheet's is a proposal. Comments: both
row missing        as before            removed: out of the book, kept whole
row missing        changed              stays
row new            –                    added
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpidsl.model.follow_up import Author, Entries, EntryRow, Event, FilledCell, Outcome, Proposal
from kpidsl.model.form import Cells, FormTable, Rows
from kpidsl.model.sheet import NumberedRow


def merge(
    now: Entries, base: Rows, rows: Sequence[NumberedRow], author: Author, table: FormTable
) -> tuple[Entries, tuple[Event, ...]]:
    """What is entered after the sheet, and what became of what stood in it.

    `base` are the rows as the author had them before them: the form's, or what the author last handed in on it. A row
    of a form that nobody has written in is not among what is entered. In a table whose rows are given, rows that are
    missing, and rows without a number, change nothing.
    """
    merger = _Merger(now, base, author, table)
    for row in rows:
        if row.number:
            merger.read(row)
    if table.is_open:
        merger.remove({row.number for row in rows})
    return Entries(merger.rows, tuple(merger.proposals)), tuple(merger.events)


def answer(now: Entries, proposal: Proposal, is_taken: bool, author: Author) -> Entries:
    """What is entered when the proposal has been taken or refused; nothing changes where it no longer waits."""
    if proposal not in now.proposals:
        return now
    rows, rest = dict(now.rows), tuple(other for other in now.proposals if other != proposal)
    if is_taken and proposal.number in rows:
        row = rows[proposal.number]
        rows[proposal.number] = EntryRow({**row.entries, proposal.column: FilledCell(proposal.text, author)})
    return Entries(rows, rest)


class _Merger:
    """The entries while a sheet is merged into them."""

    def __init__(self, now: Entries, base: Rows, author: Author, table: FormTable) -> None:
        self.rows, self.proposals = dict(now.rows), list(now.proposals)
        self.base, self.author, self.table = base, author, table
        self.asked = [column.name for column in table.asked]
        self.events: list[Event] = []

    def read(self, row: NumberedRow) -> None:
        """Merge a row that is in the sheet."""
        before, now = self.base.get(row.number), self.rows.get(row.number)
        if now is None:
            self._add(row, before)
        elif now.is_removed:
            self._revive(row, before, now)
        else:
            self._change(row, before or {}, now)

    def remove(self, read: set[str]) -> None:
        """Remove the rows that the author had and the sheet has not, unless another has changed them."""
        for number, before in self.base.items():
            now = self.rows.get(number)
            if now is None or now.is_removed or number in read:
                continue
            if all(now.text(column) == before.get(column, "") for column in self.asked):
                self.rows[number] = EntryRow(now.entries, is_removed=True)
                self.events.append(Event(Outcome.REMOVED, number, 0))
            else:
                self.events.append(Event(Outcome.KEPT, number, 0))

    def _add(self, row: NumberedRow, before: Cells | None) -> None:
        """A new row, or one that the form had filled in part of and nobody had written in."""
        changed = dict(self._changes(row, before or {}))
        if not changed:
            return
        entries = {column: FilledCell(text, None) for column, text in (before or {}).items() if text}
        entries.update({column: FilledCell(text, self.author) for column, text in changed.items()})
        self.rows[row.number] = EntryRow(entries)
        if before is None:
            self.events.append(Event(Outcome.ADDED, row.number, row.line))
        else:
            self.events += [Event(Outcome.CHANGED, row.number, row.line, c, text) for c, text in changed.items()]

    def _revive(self, row: NumberedRow, before: Cells | None, now: EntryRow) -> None:
        """A row that was removed is back where the author has written in it, or has put it back in the sheet."""
        if before is None or any(text for _, text in self._changes(row, before)):
            self.rows[row.number] = back = EntryRow(now.entries)
            self.events.append(Event(Outcome.REVIVED, row.number, row.line))
            self._change(row, before or {}, back)

    def _change(self, row: NumberedRow, before: Cells, now: EntryRow) -> None:
        entries = dict(now.entries)
        for column, text in self._changes(row, before):
            stands = now.text(column)
            if text == stands:
                continue
            if stands == before.get(column, ""):
                self._set(entries, row, column, text, Outcome.CHANGED)
            elif not text or not stands or not self.table.column(column).keeps_both:
                self._propose(row, column, text, now.entries.get(column))
            elif text not in stands.split("\n") and not stands.endswith(f"\n{self.author.name}: {text}"):
                both = f"{_signed(now.entries[column])}\n{self.author.name}: {text}"
                self._set(entries, row, column, both, Outcome.JOINED)
        self.rows[row.number] = EntryRow(entries)

    def _set(self, entries: dict[str, FilledCell], row: NumberedRow, column: str, text: str, outcome: Outcome) -> None:
        entries[column] = FilledCell(text, self.author)
        self.proposals = [p for p in self.proposals if (p.number, p.column, p.text) != (row.number, column, text)]
        self.events.append(Event(outcome, row.number, row.line, column, text))

    def _propose(self, row: NumberedRow, column: str, text: str, stands: FilledCell | None) -> None:
        proposal = Proposal(row.number, column, text, self.author)
        if proposal not in self.proposals:
            self.proposals.append(proposal)
        self.events.append(Event(Outcome.PROPOSED, row.number, row.line, column, text, stands))

    def _changes(self, row: NumberedRow, before: Cells) -> Iterator[tuple[str, str]]:
        """The cells that the sheet has otherwise than the author had them before."""
        for column in self.asked:
            if column in row.cells and row.cells[column] != before.get(column, ""):
                yield column, row.cells[column]


def _signed(entry: FilledCell) -> str:
    """The text with its author's name before it, where it has none yet."""
    name = f"{entry.author.name}: " if entry.author else ""
    return entry.text if not name or "\n" in entry.text else f"{name}{entry.text}"
