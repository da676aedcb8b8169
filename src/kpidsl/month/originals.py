"""The originals of the books that have been read: those that have been kept as long as they were to be are removed.

What was read of them stands in the acts, and nothing is verified by them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kpidsl.followup import exclusive_files
from kpidsl.followup.fold import READING
from kpidsl.model.act import Act
from kpidsl.model.period import month_number
from kpidsl.month.store import UnitFolder
from kpidsl.problems import Problem, problem


def remove_old(folder: UnitFolder, on: date, months: int) -> tuple[Problem, ...]:
    """Remove the unit's originals that are older, and say how many (F092); nothing where none is.

    An original is older when as many whole months have gone since the month in which it was last read, and every year
    that it was read for is closed. One that is not as it was when it was read stays, for `kpidsl verify` to say; so do
    all where the unit's acts are not whole. Raises OSError where a file cannot be removed.
    """
    acts, _ = folder.acts()
    removed = 0
    for digest in _old(acts or (), folder.closed_years(on), on, months):
        path = folder.original(digest)
        if path.exists() and exclusive_files.digest(path) == digest:
            exclusive_files.remove(path)
            removed += 1
    where = f"{folder.unit}/read"
    return (problem("F092", folder=where, count=removed, months=months),) if removed else ()


def _old(acts: Iterable[Act], closed: Iterable[int], on: date, months: int) -> list[str]:
    """The sha256 of the books whose every reading is that long ago, and for a closed year."""
    years, is_old = set(closed), dict[str, bool]()
    for act in acts:
        header = act.header
        if header.kind == READING and header.file:
            old = header.period.year in years and month_number(header.on) + months < month_number(on)
            is_old[header.file] = is_old.get(header.file, True) and old
    return [digest for digest, old in is_old.items() if old]
