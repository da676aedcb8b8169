"""Striking: a text that should not have been written goes from what a unit has entered, and from its books.

The acts first, one strike each, and then the books that were read and the book that is out. Whatever a strike that is
interrupted has left is removed by the next one. Nothing rendered is written again: it is said what holds the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from kpidsl.followup import exclusive_files
from kpidsl.followup.fold import READING
from kpidsl.followup.ledger import STRIKE, Fault, Ledger, carry_out_strikes, read_chain, strike
from kpidsl.followup.striking import StruckText
from kpidsl.model.act import Act, ActHeader
from kpidsl.month.giving import book_of, renewed
from kpidsl.month.sign_off import eleven_digits_in
from kpidsl.month.store import UnitFolder, unit_folders
from kpidsl.month.text_search import files_below, holds
from kpidsl.problems import Problem, problem


@dataclass(frozen=True)
class Striker:
    """Who strikes, in which role (empty: no roles are declared), why, and on which day."""

    by: str
    role: str
    why: str
    on: date


class Done(StrEnum):
    """What was done with a file, or would be."""

    STRUCK = "struck"
    """The text is gone from the act."""
    REMOVED = "removed"
    """The book that was read is removed: what was read of it stands in the ledger."""
    RENEWED = "renewed"
    """The book that is out has been written again."""


@dataclass(frozen=True)
class Struck:
    """What became of the file; `act` is the one that was struck, None for a book."""

    path: Path
    done: Done
    act: Act | None = None


def folders_of(root: Path, unit: str) -> list[UnitFolder]:
    """The folders of the units with that code, or of that name (`kontor-0315`)."""
    return [one for one in unit_folders(root) if unit in (one.unit, one.unit.partition("-")[2])]


def strike_text(
    folder: UnitFolder, text: StruckText, striker: Striker, *, rendered: Sequence[Path] = (), dry_run: bool = False
) -> tuple[tuple[Struck, ...], tuple[Problem, ...]]:
    """Strike the text from all that the unit has entered, and finish what an interrupted strike has left.

    Nothing is done where the reason or the name of who strikes has the text (F062) or eleven digits (F010), where the
    unit's acts are not whole (F031), or where the text is nowhere (F061). F063–F066 name what still has it, or cannot
    be looked into, in the unit's folder and in those of `rendered`; F006 a book that is open. In a dry run nothing is
    written. Raises OSError where a file cannot be read or written: run again, the rest is done.
    """
    if wrong := eleven_digits_in({"--by": striker.by, "--reason": striker.why}):
        return (), wrong
    if text.is_in(striker.why) or text.is_in(striker.by):
        return (), (problem("F062"),)
    if wrong := folder.acts()[1]:
        return (), wrong
    striking = _Striking(folder, text, striker, dry_run)
    done = [*striking.finish(), *striking.strike_acts(), *striking.finish()]
    books, problems = striking.renew()
    done += books
    left = [*striking.in_headers(), *problems, *striking.left(done)]
    left += [one for place in rendered for one in _in_rendered(place, text)]
    if not done and not left:
        return (), (problem("F061", unit=folder.unit),)
    return tuple({(one.path, one.done): one for one in done}.values()), tuple(left)


@dataclass(frozen=True)
class _Striking:
    folder: UnitFolder
    text: StruckText
    striker: Striker
    dry_run: bool

    def finish(self) -> Iterator[Struck]:
        """What is struck in the ledger and still there: the text of an act, the book that it was read from."""
        for ledger in self._ledgers():
            chain = read_chain(ledger)
            pending = {finding.number for finding in chain.findings if finding.fault is Fault.STILL_SAID}
            if not self.dry_run:
                carry_out_strikes(ledger)
            yield from (Struck(ledger.file_of(a.number), Done.STRUCK, a) for a in chain.acts if a.number in pending)
        if not self.dry_run:
            exclusive_files.remove_leftovers(self.folder.path / "read")
        for path, _ in books_of_struck(self.folder):
            if not self.dry_run:
                exclusive_files.remove(path)
            yield Struck(path, Done.REMOVED)

    def strike_acts(self) -> Iterator[Struck]:
        """A strike of each act that has the text, or whose book has it, until there is none."""
        books = self._books_with_text()
        for ledger in self._ledgers():
            while targets := self._targets(ledger, books):
                for act, acts in targets:
                    yield Struck(ledger.file_of(act.number), Done.STRUCK, act)
                    if self.dry_run:
                        yield from (Struck(path, Done.REMOVED) for path in books.get(act.header.file or "", ()))
                    else:
                        of = act.header
                        who = self.striker
                        header = ActHeader(
                            of.unit, of.period, STRIKE, who.by, who.role, who.on, strikes=act.number, line=of.line
                        )
                        strike(ledger, header, who.why, self.text.out_of_act(act, acts))
                if self.dry_run:
                    break

    def renew(self) -> tuple[list[Struck], list[Problem]]:
        """The books that are out and have the text, written again without it."""
        followed, wrong = self.folder.followed()
        if followed is None:
            return [], list(wrong)
        done: list[Struck] = []
        problems: list[Problem] = []
        for of_form in sorted(followed.latest):
            now = self.folder.followed()[0] or followed
            form = now.forms[now.latest[of_form]]
            path = book_of(self.folder, form)
            if path.is_file() and holds(path, self.text):
                if not self.dry_run:
                    book, wrong = renewed(self.folder, form, now, self.striker.on)
                    problems += wrong
                    if book is None:
                        continue
                done.append(Struck(path, Done.RENEWED))
        return done, problems

    def in_headers(self) -> Iterator[Problem]:
        """F063 for the acts that have the text as the name of who did them: a header cannot be struck."""
        for ledger in self._ledgers():
            for act in read_chain(ledger).acts:
                if self.text.is_in(f"{act.header.by}\n{act.header.role}"):
                    yield problem("F063", path=ledger.file_of(act.number))

    def left(self, done: Sequence[Struck]) -> Iterator[Problem]:
        """F064 for the files of the unit's folder that have the text still, F066 for those that cannot be looked into;
        in a dry run not of those that would be without it."""
        handled = {one.path for one in done} if self.dry_run else set()
        acts = self.folder.path / "acts"
        paths = [path for path in files_below(self.folder.path) if path not in handled and acts not in path.parents]
        yield from _left("F064", self.folder.path, paths, self.text)

    def _ledgers(self) -> list[Ledger]:
        return [Ledger(self.folder.root, self.folder.unit, year) for year in self.folder.years()]

    def _targets(self, ledger: Ledger, books: dict[str, list[Path]]) -> list[tuple[Act, dict[int, Act]]]:
        """The acts to strike, each with those of its ledger by number."""
        acts = {act.number: act for act in read_chain(ledger).acts}
        with_content = [act for act in acts.values() if act.said is not None]
        return [(a, acts) for a in with_content if a.header.file in books or self.text.out_of_act(a, acts) != a.said]

    def _books_with_text(self) -> dict[str, list[Path]]:
        """The files of the books that have the text, by the sha256 of their content."""
        books: dict[str, list[Path]] = {}
        for path in _books(self.folder):
            if holds(path, self.text):
                books.setdefault(exclusive_files.digest(path), []).append(path)
        return books


def books_of_struck(folder: UnitFolder) -> list[tuple[Path, Act]]:
    """The books that were read into acts that have been struck and that are still there, in `read` and in `in`, each
    with the act that strikes."""
    struck: dict[str | None, Act] = {}
    for year in folder.years():
        acts = read_chain(Ledger(folder.root, folder.unit, year)).acts
        strikes = {act.header.strikes: act for act in acts if act.header.kind == STRIKE}
        read = (act for act in acts if act.header.kind == READING and act.number in strikes)
        struck |= {act.header.file: strikes[act.number] for act in read}
    books = [(path, struck.get(exclusive_files.digest(path))) for path in _books(folder)] if struck else []
    return [(path, act) for path, act in books if act is not None]


def _books(folder: UnitFolder) -> list[Path]:
    """The books that have been read, and those that lie to be read."""
    places = (folder.path / "read", folder.filled)
    return [path for place in places if place.is_dir() for path in sorted(place.iterdir()) if _is_book(path)]


def _is_book(path: Path) -> bool:
    """A kept book is a folder where the share has no hard links."""
    return path.suffix.lower() == ".xlsx" and not path.name.startswith(exclusive_files.BESIDE)


def _in_rendered(place: Path, text: StruckText) -> Iterator[Problem]:
    """F065 for each file below that has the text, F066 for those that cannot be looked into."""
    yield from _left("F065", place, files_below(place), text)


def _left(code: str, folder: Path, paths: Sequence[Path], text: StruckText) -> Iterator[Problem]:
    closed: Counter[str] = Counter()
    for path in paths:
        holds_text = holds(path, text)
        if holds_text is None:
            closed[path.suffix] += 1
        elif holds_text:
            yield problem(code, path=path)
    if closed:
        yield problem("F066", folder=folder, endings=", ".join(sorted(closed)), count=closed.total())
