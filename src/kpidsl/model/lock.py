"""A lock: an edition of a month, and all that was entered behind it, as they stood when a unit locked its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.model.period import Month

DIGITS = 16
"""How many digits of a lock's hash are written down."""


@dataclass(frozen=True)
class Lock:
    """A lock with its place in the chain of its store. A later one of the same card and period is a correction."""

    number: int
    prev: str
    """The hash of the lock before it in the store; of the first one, a value that all first locks have."""
    unit: str
    """The folder of the unit that locks: level and code, as `fylke-01`."""
    line: str
    period: Month
    by: str
    role: str
    on: date
    edition: str
    """The id of the edition."""
    folder: str
    """The edition's folder, from the store: `2026-10/1-3f2a…`."""
    files: Mapping[str, str]
    """The sha256 of each of the edition's files, by its path in the folder."""
    heads: Mapping[str, str]
    """By ledger (`kontor-0101/2026`) the number and the hash of its last act: `7 3f2a…`."""
    incomplete: tuple[str, ...]
    """The keys of the duties that it rests on and that were not done."""
    corrects: int | None
    """The number of the lock that it corrects; None for the first of its unit, line and period."""
    reason: str
    """Why it is corrected; empty for the first."""
    changes: str | None
    """The sha256 of the file of changes since the edition it corrects; None without one."""
    hash: str
    """The sha256 of all the above."""

    @property
    def digits(self) -> str:
        """The first sixteen digits of the hash: what is written down, and stands on what is made afterwards."""
        return self.hash[:DIGITS]
