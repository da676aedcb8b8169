"""A release: the editions of a month that were handed out, to whoever they are for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kpidsl.model.period import Month


@dataclass(frozen=True, slots=True)
class Release:
    """A release with its place in the chain of its store."""

    number: int
    prev: str
    """The hash of the release before it; of the first one, empty."""
    period: Month
    by: str
    on: date
    editions: Mapping[str, str]
    """The sha256 of the results.csv of each edition handed out, by the edition's folder from the store
    (`2026-10/1-3f2a…`, `kontor-0315/2026-10/1-9c41…`)."""
    acknowledged: tuple[tuple[str, ...], ...]
    """The figures that a reader can work out and that were handed out all the same: the lines of the audit's list,
    without what they come of."""
    hash: str = ""
    """The sha256 of all the above."""

    @property
    def edition(self) -> str | None:
        """The folder of the edition for all, from the store; None where only recipients' own were handed out."""
        return next((folder for folder in self.editions if folder.count("/") == 1), None)
