"""Where a unit's books and acts lie: in `out`, `in`, `read` and `acts` of `<level>-<code>`, in the follow-up folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kpidsl.followup.fold import Followed, fold
from kpidsl.followup.ledger import Fault, Ledger, read_chain
from kpidsl.followup.striking import standing_texts
from kpidsl.model.act import Act
from kpidsl.model.period import Month
from kpidsl.problems import Problem, problem

_OPEN = "~$"
"""How the file begins that Excel keeps beside a book while someone has it open."""


@dataclass(frozen=True)
class UnitFolder:
    """The folder of a unit. `unit` is its level and code, as `kontor-0315`."""

    root: Path
    unit: str

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.root / self.unit

    @property
    def out(self) -> Path:
        """The books to fill in."""
        return self.path / "out"

    @property
    def filled(self) -> Path:
        """The books that have been filled in."""
        return self.path / "in"

    def original(self, digest: str) -> Path:
        """Where a book that has been read is kept."""
        return self.path / "read" / f"{digest}.xlsx"

    def ledger(self, period: Month) -> Ledger:
        """The ledger of the period's year."""
        return Ledger(self.root, self.unit, period.year)

    def followed(self) -> tuple[Followed | None, tuple[Problem, ...]]:
        """What all the unit's acts amount to; None, and F031, where a chain is not whole."""
        acts, wrong = self.acts()
        return (None, wrong) if acts is None else (fold(acts), ())

    def acts(self) -> tuple[list[Act] | None, tuple[Problem, ...]]:
        """All the unit's acts, year by year, the struck ones with what stands in place of their text; None, and F031,
        where a chain is not whole. A strike that was interrupted is as one that was carried out."""
        acts: list[Act] = []
        for year in self.years():
            chain = read_chain(Ledger(self.root, self.unit, year))
            if faults := [finding for finding in chain.findings if finding.fault is not Fault.STILL_SAID]:
                path = faults[0].path
                return None, (problem("F031", folder=self.root, unit=self.unit, path=path.relative_to(self.path)),)
            acts += standing_texts(chain.acts)
        return acts, ()

    def years(self) -> list[int]:
        """The years that it has acts of."""
        folder = self.path / "acts"
        names = {path.stem for path in folder.iterdir()} if folder.is_dir() else set()
        return sorted(int(name) for name in names if name.isdecimal())

    def closed_years(self, on: date) -> list[int]:
        """Those of them that are closed on that day: all before the last year."""
        return [year for year in self.years() if year < on.year - 1]


def unit_folders(root: Path) -> list[UnitFolder]:
    """The folders of the units that have any, by name."""
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return [UnitFolder(root, path.name) for path in folders if (path / "acts").is_dir()]


def folders_without_acts(root: Path) -> list[UnitFolder]:
    """The folders in which books have been put although none was given out to them, by name."""
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    return [UnitFolder(root, path.name) for path in folders if not (path / "acts").is_dir() and (path / "in").is_dir()]


def acts_by_folder(root: Path) -> tuple[dict[str, list[Act]], tuple[Problem, ...]]:
    """The acts of every unit by the name of its folder, and F031 for each whose ledger is not whole: it has none."""
    by_folder: dict[str, list[Act]] = {}
    problems: tuple[Problem, ...] = ()
    for folder in unit_folders(root):
        acts, wrong = folder.acts()
        problems += wrong
        if acts is not None:
            by_folder[folder.unit] = acts
    return by_folder, problems


def is_open(book: Path) -> bool:
    """Whether someone has the book open in Excel or LibreOffice."""
    beside = (f"{_OPEN}{book.name}", f"{_OPEN}{book.name[2:]}", f".~lock.{book.name}#")
    return any((book.parent / name).exists() for name in beside)
