"""An act: what was read from a form or decided about it, at one time, by one person. Acts are appended, not changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from kpidsl.model.period import Month

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"
"""What an act can say. There are no decimal numbers: a figure is kept as the text that was entered."""


@dataclass(frozen=True)
class ActHeader:
    """Who did what, for which unit and period. It stays readable when the text of the act is struck."""

    unit: str
    """The unit's folder: level and code, as `kontor-0315`."""
    period: Month
    kind: str
    by: str
    role: str
    on: date
    form: str | None = None
    """The id of the form that was filled in; None for what was decided without one."""
    file: str | None = None
    """The sha256 of the workbook that was read; None where there was none."""
    strikes: int | None = None
    """The number of the act whose text this one strikes; None for every other act."""
    line: str = ""
    """The steering line that a task was done on, such as an approval; empty for what is done for the unit alone."""


@dataclass(frozen=True)
class Act:
    """An act with its place in the chain of its unit and year."""

    number: int
    prev: str
    """The hash of the act before it; of the first one, a value that names the unit and the year."""
    header: ActHeader
    digest: str
    """The sha256 of salt and text. It stays when the text is struck, and the salt keeps the text from being guessed."""
    hash: str
    """The sha256 of all the above."""
    salt: str | None
    said: Mapping[str, Json] | None
    """The text; None, as the salt is, when it has been struck."""
