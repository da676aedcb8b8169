"""Filled books read back: what stands in them goes into the ledger, and what does not is answered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.followup.fold import READING, Followed, said_of_reading
from kpidsl.followup.ledger import Ledger, append, bind
from kpidsl.left_behind import is_left_behind
from kpidsl.model.act import ActHeader
from kpidsl.model.follow_up import Outcome
from kpidsl.model.form import FormKind
from kpidsl.model.period import Month
from kpidsl.model.spec import Indicator
from kpidsl.month.book_reading import BookOfUnit, BookResult
from kpidsl.month.giving import renewed
from kpidsl.month.late_books import LockedCards
from kpidsl.month.originals import remove_old
from kpidsl.month.roles import Roles
from kpidsl.month.store import UnitFolder, folders_without_acts, is_open, unit_folders
from kpidsl.problems import Problem, problem


@dataclass(frozen=True)
class Collected:
    """What became of a book. `outcomes` counts its rows and cells; None where nothing of it was read."""

    book: str
    outcomes: Mapping[Outcome, int] | None
    problems: tuple[Problem, ...] = ()
    is_known: bool = False
    """Whether the book had been read before."""


def collect(
    root: Path,
    on: date,
    *,
    dry_run: bool = False,
    accept: Sequence[Path] = (),
    roles: Roles | None = None,
    keep_originals: int | None = None,
    indicators: Sequence[Indicator] = (),
) -> Iterator[Collected]:
    """Read every book in every unit's `in`, in the order of their names, and yield what became of each.

    Acts are appended, originals kept in `read`, and the unit's book in `out` is written again, with the answers; in a
    dry run nothing is. The books of `accept` are read although a column of theirs is rearranged. A unit whose ledger
    is not whole is one result, with F031. The act says the role of who has filled in the book, by `roles` (F033 where
    it is none); without `roles` no role, and books of other kinds than the leader's are not read (F085). Files in a
    folder that no book was given out to are not read, and said (F094). What is
    decided in such a book is entered as the acts of who decides. A book that comes after the lock of its month is read,
    and said (F059). Originals that have been kept for `keep_originals` months are then removed, and said (F092); None
    keeps them.
    The plan's measures are held against the `indicators`.
    Raises OSError where a file cannot be read or written.
    """
    yield from _given_to_nobody(root)
    by = _ReadBy(on, dry_run, {path.resolve() for path in accept}, roles, indicators, LockedCards(root))
    for folder in unit_folders(root):
        yield from _of_unit(folder, by)
        if keep_originals is not None and not dry_run and (old := remove_old(folder, on, keep_originals)):
            yield Collected(f"{folder.unit}/read", None, old)


def _given_to_nobody(root: Path) -> Iterator[Collected]:
    """F094 for each folder with files in its `in` that no book was given out to."""
    units = ", ".join(folder.unit for folder in unit_folders(root)) or "–"
    for folder in folders_without_acts(root):
        count = sum(path.is_file() and not is_left_behind(path) for path in folder.filled.iterdir())
        name = f"{folder.unit}/in"
        if count:
            yield Collected(name, None, (problem("F094", folder=name, count=count, units=units),))


@dataclass(frozen=True)
class _ReadBy:
    """What every filled book is read by."""

    on: date
    dry_run: bool
    accept: set[Path]
    roles: Roles | None
    indicators: Sequence[Indicator]
    locked: LockedCards

    def book(self, folder: UnitFolder, followed: Followed, path: Path) -> BookResult | Problem:
        """What the book amounts to, or why nothing of it is read."""
        name, is_accepted = f"{folder.unit}/in/{path.name}", path.resolve() in self.accept
        return BookOfUnit(folder, followed, name, self.on, is_accepted, self.roles, self.indicators).read(path)


def _of_unit(folder: UnitFolder, by: _ReadBy) -> Iterator[Collected]:
    followed, wrong = folder.followed()
    if followed is None:
        yield Collected(folder.unit, None, wrong)
        return
    read = set[tuple[FormKind, Month]]()
    for path in sorted(folder.filled.iterdir()) if folder.filled.is_dir() else ():
        name = f"{folder.unit}/in/{path.name}"
        if not path.is_file() or is_left_behind(path):
            continue
        if is_open(path):
            yield Collected(name, None, (problem("F006", book=name),))
            continue
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        if digest in followed.files:
            yield Collected(name, None, is_known=True)
            continue
        one = by.book(folder, followed, path)
        if isinstance(one, Problem):
            yield Collected(name, None, (one,))
            continue
        followed = replace(one.followed, files=followed.files | {digest})
        if not by.dry_run:
            _enter(folder, one, by.on, digest)
            if not one.has_eleven_digits:
                exclusive_files.create(folder.original(digest), content)
        read.add((one.form.kind, one.form.period))
        late = by.locked.after(name, folder.unit, one.form.period)
        yield Collected(name, one.outcomes, (*one.problems, *late))
    if not by.dry_run:
        _bind_closed_years(folder, by.on)
        for of_form in sorted(read):
            now, wrong = folder.followed()
            _, of_book = (
                renewed(folder, now.forms[now.latest[of_form]], now, by.on) if now is not None else (None, wrong)
            )
            if of_book:
                yield Collected(f"{folder.unit}/out", None, of_book)


def _bind_closed_years(folder: UnitFolder, on: date) -> None:
    """Bind the acts of each closed year into a file: one is read in a twentieth of the time that its acts take."""
    for year in folder.closed_years(on):
        ledger = Ledger(folder.root, folder.unit, year)
        if not ledger.bound.exists():
            bind(ledger)


def _enter(folder: UnitFolder, one: BookResult, on: date, digest: str) -> None:
    """Enter what was decided in the book, and then that it is read: a run that is killed in between decides again."""
    who, ledger = one.reading.author.name, folder.ledger(one.form.period)
    for decision in one.decisions:
        append(ledger, decision.header, decision.content)
    header = ActHeader(folder.unit, one.form.period, READING, who, one.role, on, one.form.id, digest)
    append(ledger, header, said_of_reading(one.reading))
